"""The door to Chroma: collections of vectors, in a folder or on a server, one collection a kind and language.

A collection per language and kind, since Chroma's metadata filters are slow. Rows are written as LlamaIndex `TextNode`s
so that any LlamaIndex program can read them; they are read here without LlamaIndex, whose import costs a second.
"""

import os
import weakref
from collections.abc import Iterable
from pathlib import Path

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

import chromadb
import chromadb.errors
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings

from index.encoder import Vectors
from index.errors import StoreFault

BATCH = 5000
"""Rows written at once; Chroma takes 5,461."""


def is_address(store: str) -> bool:
    """Is the store a Chroma server's address, and not a folder?"""
    return store.startswith(("http://", "https://"))


def client(store: str, folder: Path) -> ClientAPI:
    """A client of the server at the address `store`, or of the files in `folder`. Raises StoreFault."""
    settings = ChromaSettings(anonymized_telemetry=False)
    try:
        if not is_address(store):
            return chromadb.PersistentClient(path=str(folder), settings=settings)
        secure = store.startswith("https://")
        host, _, port = store.split("://", 1)[1].rstrip("/").partition(":")
        return chromadb.HttpClient(host=host, port=int(port or (443 if secure else 80)), ssl=secure, settings=settings)
    except Exception as error:  # chromadb raises ValueError, its own and httpx's errors alike
        place = store if is_address(store) else str(folder)
        raise StoreFault(f"the vector store {place} cannot be opened ({error})", hint="start it (chroma run), or name another with --store") from error


def drop(client: ClientAPI, prefix: str) -> None:
    """Delete every collection whose name starts with the prefix."""
    for collection in client.list_collections():
        if collection.name.startswith(prefix):
            client.delete_collection(collection.name)


def holds(client: ClientAPI, names: Iterable[str]) -> bool:
    """Are there collections of all these names?"""
    try:
        for name in names:
            client.get_collection(name, embedding_function=None)
    except chromadb.errors.NotFoundError:
        return False
    except Exception as error:
        raise StoreFault(f"the vector store did not answer ({error})", hint="duizhao check") from error
    return True


class Ranking:
    """One collection, opened for reading. The client is closed with it: an open one holds two dozen files and some threads."""

    def __init__(self, client: ClientAPI, name: str) -> None:
        weakref.finalize(self, client.close).atexit = False
        try:
            self._collection = client.get_collection(name, embedding_function=None)
        except Exception as error:
            raise StoreFault(f"the vector store has no collection {name!r}", hint="duizhao index") from error
        self._count = self._collection.count()

    def nearest(self, query: Vectors, count: int) -> list[str]:
        """Ids of the `count` rows nearest to one query vector (width,), best first."""
        if not self._count:
            return []
        try:
            found = self._collection.query(query_embeddings=[np.asarray(query, np.float32)], n_results=min(count, self._count), include=[])
        except Exception as error:
            raise StoreFault(f"the vector store did not answer ({error})", hint="duizhao check") from error
        return list(found["ids"][0])
