"""Sentences in both languages that pairs are made from: public parallel texts, the invented reports, and sentences written about those by hand.

Nothing of the reports that the check is judged on is among them.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.normal import simplified
from index.training.composed import FILE
from index.training.examples import aside_of
from source.folder import declared, folders
from source.report import LANGUAGES, Language, Span
from source.sentences import sentences
from source.text import decode

PARALLEL = {
    "tatoeba": ("tatoeba-cmn-eng", 0.22),
    "tico19": ("tico19.zh", 0.14),
    "python-docs": ("python-docs.zh_CN", 0.12),
    "django-docs": ("django-docs.zh_Hans", 0.08),
    "un-sdg": ("un-sdg-framework", 0.05),
    "3am": ("3am.zh", 0.05),
}
"""Files of sentence pairs, and each one's share of what is made."""
COMPOSED = 0.34
"""Share of the invented reports."""
ALONE = ("tatoeba", "3am")
"""Files whose neighbouring lines have nothing to do with each other."""
CLAIMS = Path(__file__).with_name("claims.txt")

Both = dict[Language, str]


@dataclass(frozen=True)
class Source:
    """`rows` are neighbours in a text, or, where `alone`, just sentences; `again` are other translations of the same sentence, by language and its words."""

    name: str
    share: float
    rows: tuple[Both, ...]
    alone: bool
    again: dict[tuple[Language, str], tuple[str, ...]]


@dataclass(frozen=True)
class Written:
    """A sentence written by hand about one paragraph of an invented report."""

    text: str
    language: Language
    report: str
    paragraph: Both
    faithful: bool

    @property
    def aside(self) -> bool:
        """Is its report kept from training, to judge on?"""
        return aside_of(f"claims {self.report}", 0.1)


def sources(folder: Path) -> list[Source]:
    """All of them; `folder` is the one with the parallel texts."""
    out = [_parallel(folder, name, file, share) for name, (file, share) in PARALLEL.items()]
    composed = tuple(row for report in folders(FILE.with_suffix(".reports")) for row in _sentences(declared(report).files))
    return [*out, Source("composed", COMPOSED, composed, False, {})]


def _parallel(folder: Path, name: str, file: str, share: float) -> Source:
    lines = gzip.decompress((folder / f"{file}.tsv.gz").read_bytes()).decode("utf-8").splitlines()
    pairs = [(_plain(parts[0]), _plain(parts[1])) for line in lines if len(parts := line.split("\t")) == 2]
    rows: list[Both] = [{"zh": zh, "en": en} for en, zh in pairs if _usable(en, zh)]
    again: dict[tuple[Language, str], tuple[str, ...]] = {}
    if name == "tatoeba":
        grouped: dict[Language, dict[str, list[str]]] = {language: defaultdict(list) for language in LANGUAGES}
        for row in rows:
            grouped["zh"][row["en"]].append(row["zh"])
            grouped["en"][row["zh"]].append(row["en"])
        again = {(language, text): tuple(alike) for language in LANGUAGES for alike in grouped[language].values() for text in alike if len(alike) > 1}
    return Source(name, share, tuple(rows), name in ALONE, again)


def _plain(text: str) -> str:
    """Simplified, without the marks of a manual's source."""
    return " ".join(re.sub(r"[`*_]+|:\w+:", "", simplified(text)).split())


def _usable(english: str, chinese: str) -> bool:
    if not 8 <= len(english) <= 260 or len(chinese) < 4 or re.search(r"[<>{}|=]|::", english):
        return False
    return re.search(r"[\u4e00-\u9fff]", chinese) is not None and len(re.findall(r"[A-Za-z]+", chinese)) < 8


def _sentences(files: dict[Language, Path]) -> Iterator[Both]:
    """The sentences of a report whose files have the same lines; lines whose sentences do not pair up stay whole."""
    for zh, en in zip(_lines(files["zh"]), _lines(files["en"]), strict=True):
        if zh.startswith("#"):
            continue
        parts = [[text[span.start : span.end] for span in sentences(text, Span(0, len(text)), language)] for text, language in ((zh, LANGUAGES[0]), (en, LANGUAGES[1]))]
        pairs = zip(*parts, strict=True) if len(parts[0]) == len(parts[1]) else [(zh, en)]
        for one, two in pairs:
            yield {"zh": one, "en": two}


def _lines(path: Path) -> list[str]:
    return [simplified(line.strip()) for line in decode(path).splitlines() if line.strip()]


def written(file: Path = CLAIMS) -> list[Written]:
    """The sentences written by hand: "@report:line" (lines with something on them, from 1), then "+z", "-z", "+e" or "-e" and a sentence, + for faithful."""
    files = {declared(report).id: declared(report).files for report in folders(FILE.with_suffix(".reports"))}
    kept: dict[str, dict[Language, list[str]]] = {}
    out: list[Written] = []
    paragraph: Both = {}
    report = ""
    for line in filter(None, file.read_text(encoding="utf-8").splitlines()):
        if line.startswith("@"):
            report, _, number = line[1:].partition(":")
            lines = kept.setdefault(report, {language: _lines(files[report][language]) for language in LANGUAGES})
            paragraph = {language: lines[language][int(number) - 1] for language in LANGUAGES}
        else:
            out.append(Written(line[3:].strip(), "zh" if line[1] == "z" else "en", report, paragraph, line[0] == "+"))
    return out
