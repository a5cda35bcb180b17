"""The systems that are measured side by side: the product, and others that find pieces and quote them."""

import itertools
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from app.answer import Answer, Retrieved
from app.asking import Desk
from evals.asking import DEPTH
from evals.bench.documented import DOCUMENTED, SMALLER
from evals.bench.plain_bm25 import PlainBM25
from evals.bench.quoted import Shelf
from evals.bench.searcher import Kind, Searcher, Text
from index.build import build
from index.encoder import Encoder
from index.settings import Settings
from source.report import Report

KINDS: tuple[Kind, ...] = (DOCUMENTED, SMALLER, PlainBM25())
PRODUCT = "duizhao"
Ranking = tuple[tuple[str, ...], ...]
"""Pieces, best first, each as the ids of the passages that it holds. The product's own pieces are passages."""


class System(Protocol):
    """Something that answers questions over the reports. `about` says what it is, in one paragraph."""

    name: str
    label: str
    about: str

    def build(self) -> float:
        """Index the reports anew into a fresh folder, with the encoder loaded already, and use that; the seconds it took."""
        ...

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer in the product's shape, as soon as `build` has run once."""
        ...

    def ranking(self, question: str, history: Sequence[str] = ()) -> Ranking:
        """What it would show first: at most DEPTH of its own pieces, best first, as the product's passages that each holds."""
        ...

    def cold(self, question: str) -> list[str]:
        """The command of a fresh process that opens what was built, and answers this."""
        ...

    def resident(self, question: str) -> list[str]:
        """The command of a fresh process that answers this, and then prints how much memory it holds (`evals.bench.first_answer`)."""
        ...


class Product:
    """The product, over a store of its own."""

    name = PRODUCT
    label = "Duizhao"
    about = "The product as it is shipped: passages and sentences found in both languages, clauses quoted, refused where the report is silent."

    def __init__(self, settings: Settings, encoder: Encoder, folder: Path) -> None:
        self._settings = settings
        self._encoder = encoder
        self._folders = _fresh(folder)
        self._desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        if self._desk is None:
            raise AssertionError("build has not run")
        return self._desk

    def build(self) -> float:
        settings = replace(self._settings, store=str(next(self._folders)))
        began = time.perf_counter()
        build(settings, self._encoder, lambda name, steps: lambda done: None)
        took = time.perf_counter() - began
        self._desk = Desk(settings, self._encoder)
        return took

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        return self.desk.answer(question, history)

    def ranking(self, question: str, history: Sequence[str] = ()) -> Ranking:
        found = next(event for event in self.desk.ask(question, history) if isinstance(event, Retrieved))
        return tuple((passage,) for passage, _ in found.passages[:DEPTH])

    def cold(self, question: str) -> list[str]:
        return [sys.executable, "-m", "evals.main", "ask", question, *self.places]

    def resident(self, question: str) -> list[str]:
        return [sys.executable, "-m", "evals.bench.first_answer", self.name, self.desk.settings.store, question]

    @property
    def places(self) -> list[str]:
        """Options that name the reports and the store."""
        return ["--source", str(self.desk.settings.source), "--store", self.desk.settings.store]


class Quoting:
    """Another pipeline: finds pieces, and quotes them."""

    def __init__(self, kind: Kind, texts: Sequence[Text], encoder: Encoder, reports: dict[str, Report], folder: Path) -> None:
        self.name, self.label, self.about = kind.name, kind.label, kind.about
        self._kind = kind
        self._texts = texts
        self._encoder = encoder
        self._shelf = Shelf(reports)
        self._folders = _fresh(folder)
        self._folder = folder
        self._searcher: Searcher | None = None

    def build(self) -> float:
        self._folder = next(self._folders)
        began = time.perf_counter()
        self._kind.build(self._texts, self._encoder, self._folder)
        took = time.perf_counter() - began
        self._searcher = self._kind.open(self._encoder, self._folder)
        return took

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        return self._shelf.answer(question, self._open.pieces(question, self._kind.top))

    def ranking(self, question: str, history: Sequence[str] = ()) -> Ranking:
        return tuple(self._shelf.passages(piece) for piece in self._open.pieces(question, DEPTH))

    def cold(self, question: str) -> list[str]:
        return self.resident(question)

    def resident(self, question: str) -> list[str]:
        return [sys.executable, "-m", "evals.bench.first_answer", self.name, str(self._folder), question]

    @property
    def _open(self) -> Searcher:
        if self._searcher is None:
            raise AssertionError("build has not run")
        return self._searcher


def _fresh(folder: Path) -> "itertools.starmap[Path]":
    """New empty folders within a folder, one after another."""

    def made(number: int) -> Path:
        path = folder / str(number)
        path.mkdir(parents=True)
        return path

    return itertools.starmap(made, ((number,) for number in itertools.count(1)))
