"""The door to LlamaIndex when building: passages and sentences as `TextNode`s, written through its Chroma vector store."""

from collections.abc import Sequence

from chromadb.api import ClientAPI
from llama_index.core.schema import TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.encoder import Progress, Vectors
from index.errors import StoreFault
from index.store import BATCH


def write(client: ClientAPI, name: str, rows: Sequence[tuple[str, str, dict[str, str]]], vectors: Vectors, progress: Progress) -> None:
    """A new collection of nodes: `rows` are (id, text, metadata), `vectors` (rows, width) beside them; cosine distance."""
    try:
        collection = client.create_collection(name, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}, embedding_function=None)
        _add(ChromaVectorStore(chroma_collection=collection), rows, vectors, progress)
    except Exception as error:  # chromadb lets its own, httpx's and sqlite's errors through
        raise StoreFault(f"the vector store did not take {name} ({error})", hint="look at the store's disk and, for a server, at its log; then duizhao index") from error


def _add(store: ChromaVectorStore, rows: Sequence[tuple[str, str, dict[str, str]]], vectors: Vectors, progress: Progress) -> None:
    for start in range(0, len(rows), BATCH):
        batch = range(start, min(start + BATCH, len(rows)))
        nodes = [TextNode(id_=rows[i][0], text=rows[i][1], metadata=rows[i][2], embedding=vectors[i].tolist()) for i in batch]
        store.add(nodes)
        progress(len(nodes))
