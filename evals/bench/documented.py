"""The pipeline of the LlamaIndex documentation with Chroma, and the same with smaller chunks. A door to LlamaIndex.

    documents = SimpleDirectoryReader("data").load_data()
    index = VectorStoreIndex.from_documents(documents, storage_context=..., embed_model=...)     # into a ChromaVectorStore
    nodes = index.as_retriever().retrieve(question)

https://developers.llamaindex.ai/python/examples/vector_stores/chromaindexdemo/, with the product's encoder where the
page takes OpenAI's or a HuggingFace one: what differs is then the pipeline's doing. There is no model server here, so
what it answers with are the chunks that it would have given to the model.
"""

import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import Document
from llama_index.vector_stores.chroma import ChromaVectorStore

from evals.bench.searcher import Piece, Text
from index import store
from index.encoder import Encoder, open_encoder
from index.settings import from_environment
from source.report import LANGUAGES

COLLECTION = "quickstart"
AS_DOCUMENTED = (
    "SimpleDirectoryReader over the report's files, VectorStoreIndex.from_documents with its default splitter (SentenceSplitter: 1,024 tokens of GPT-3.5's vocabulary, overlap "
    "200) into a ChromaVectorStore, as_retriever() with its default of two chunks. The encoder is the product's (it reads the first 512 of its own tokens of a chunk); the "
    "documentation takes OpenAI's or a HuggingFace one. Without a model server its answer is the two chunks, quoted whole, always: it has no abstention. An earlier question is "
    "not taken into account."
)
TUNED = "The same with chunks of 128 tokens (one or two Chinese sentences), overlap 20, five chunks quoted, and the file's path left out of what is encoded."


@dataclass(frozen=True)
class Documented:
    """The kind: `evals.bench.searcher.Kind`. `chunk` is (tokens, overlap) of the splitter; None: the framework's default."""

    name: str
    label: str
    about: str
    top: int
    chunk: tuple[int, int] | None = None

    def build(self, texts: Sequence[Text], encoder: Encoder, folder: Path) -> None:
        client = store.client(str(folder), folder)
        vectors = ChromaVectorStore(chroma_collection=client.get_or_create_collection(COLLECTION))
        splitters = [SentenceSplitter(chunk_size=self.chunk[0], chunk_overlap=self.chunk[1])] if self.chunk else None
        VectorStoreIndex.from_documents(
            [document for text in texts for document in self._read(text)],
            storage_context=StorageContext.from_defaults(vector_store=vectors),
            embed_model=OurEncoder(encoder),
            transformations=splitters,
        )
        client.close()

    def open(self, encoder: Encoder | None, folder: Path) -> "OpenDocumented":
        return OpenDocumented(folder, encoder or open_encoder(from_environment()))

    def _read(self, text: Text) -> list[Document]:
        """The file as a document, whose id says where its pieces belong. Metadata is the path, as in the documentation: the same on every machine."""
        metadata = {"file_path": f"data/{text.path.name}"} if self.chunk is None else {}
        read: list[Document] = SimpleDirectoryReader(input_files=[text.path], file_metadata=lambda path: metadata).load_data()
        for document in read:
            document.id_ = f"{text.report}|{','.join(text.languages)}|{text.path.name}"
            if document.text != text.text:  # line ends, or characters that are composed otherwise: offsets must be the report's
                document.set_content(text.text)
        return read


DOCUMENTED = Documented("llamaindex-chroma", "LlamaIndex + Chroma", AS_DOCUMENTED, 2)
SMALLER = Documented("llamaindex-chroma-128", "LlamaIndex, small chunks", TUNED, 5, (128, 20))


class OpenDocumented:
    """The index as the documentation opens one that is stored: VectorStoreIndex.from_vector_store."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        client = store.client(str(folder), folder)
        weakref.finalize(self, client.close).atexit = False
        collection = client.get_or_create_collection(COLLECTION)
        self._count = collection.count()
        self._index = VectorStoreIndex.from_vector_store(ChromaVectorStore(chroma_collection=collection), embed_model=OurEncoder(encoder))

    def pieces(self, question: str, top: int) -> tuple[Piece, ...]:
        found = self._index.as_retriever(similarity_top_k=min(top, self._count)).retrieve(question)
        return tuple(_piece(row.node.ref_doc_id, row.node.start_char_idx, row.node.end_char_idx, row.node.text) for row in found)


def _piece(document: str, start: int, end: int, text: str) -> Piece:
    report, languages, _ = document.split("|", 2)
    return Piece(report, tuple(language for language in LANGUAGES if language in languages.split(",")), start, end, text)


class OurEncoder(BaseEmbedding):  # type: ignore[misc]
    """The product's encoder as LlamaIndex wants one; questions and passages get the prefixes that the encoder asks for."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name=encoder.name)
        self._encoder = encoder

    def _get_query_embedding(self, query: str) -> list[float]:
        return list(map(float, self._encoder.queries([query])[0]))

    def _get_text_embedding(self, text: str) -> list[float]:
        return list(map(float, self._encoder.passages([text])[0]))

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [list(map(float, row)) for row in self._encoder.passages(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
