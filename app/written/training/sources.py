"""Sentences in both languages that pairs are made from: public parallel texts, the invented reports, and sentences written about those by hand.

Nothing of the reports that the check is judged on is among them.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from app.written.training.altering import Spot
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
INVENTED = (FILE.with_suffix(".reports"), FILE.with_name("fitting.reports"))
"""The invented reports that sentences were written about."""
TWINS = 0.7
"""How much of two sentences has to be the same for one to be the other altered in one thing."""
_WORDS = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")

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
    """A sentence written by hand about one paragraph of an invented report; `changed` as in `making.Pair`."""

    text: str
    language: Language
    report: str
    paragraph: Both
    faithful: bool
    changed: tuple[Spot, ...] | None

    @property
    def aside(self) -> bool:
        """Is its report kept from training, to judge on?"""
        return _kept_aside(self.report)


def _kept_aside(report: str) -> bool:
    return aside_of(f"claims {report}", 0.1)


def sources(folder: Path) -> list[Source]:
    """All of them; `folder` is the one with the parallel texts."""
    out = [_parallel(folder, name, file, share) for name, (file, share) in PARALLEL.items()]
    composed = tuple(row for report in folders(FILE.with_suffix(".reports")) if not _kept_aside(report.name) for row in _sentences(declared(report).files))
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
    files = {declared(report).id: declared(report).files for folder in INVENTED for report in folders(folder)}
    kept: dict[str, dict[Language, list[str]]] = {}
    out: list[Written] = []
    for block in re.split(r"^@", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, *rows = filter(None, block.splitlines())
        report, _, number = head.partition(":")
        lines = kept.setdefault(report, {language: _lines(files[report][language]) for language in LANGUAGES})
        paragraph = {language: lines[language][int(number) - 1] for language in LANGUAGES}
        for row in rows:
            right = row[0] == "+"
            twins = [other[3:].strip() for other in rows if other[0] == "+" and other[1] == row[1]]
            out.append(Written(row[3:].strip(), "zh" if row[1] == "z" else "en", report, paragraph, right, () if right else changed(row[3:].strip(), twins)))
    return out


def changed(text: str, twins: Sequence[str]) -> tuple[Spot, ...] | None:
    """Where a false sentence differs from the faithful one that it was made from; the words on both sides, where it lacks one. None where it is made from none of these."""
    spots = [match.span() for match in _WORDS.finditer(text)]
    words = [text[start:end].lower() for start, end in spots]
    compared = [SequenceMatcher(None, _WORDS.findall(twin.lower()), words, autojunk=False) for twin in twins]
    nearest = max(compared, key=lambda one: one.ratio(), default=None)
    if nearest is None or nearest.ratio() < TWINS:
        return None
    places = [(start, end) if start < end else (max(0, start - 1), end + 1) for what, _, _, start, end in nearest.get_opcodes() if what != "equal"]
    return tuple((spots[start][0], spots[min(end, len(spots)) - 1][1]) for start, end in places) or None
