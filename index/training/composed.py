"""Examples from reports that were invented for training, with questions as staff ask them: `composed.jsonl` and the folders in `composed.reports`.

Public sets ask for facts of encyclopaedia paragraphs. These ask an official's or an office's prose why, how, which and whether,
often in words that it does not use, and for what stands near to something it says but is not there. The file has the form
of a suite (docs/evaluation.md); a report is read here section by section, so that no encoder is needed to align it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.training.examples import Example, Pool, Text, aside_of, plain
from source.folder import declared, folders
from source.report import LANGUAGES, Language, Span, other
from source.text import decode

FILE = Path(__file__).with_name("composed.jsonl")
SOURCE = "composed"


@dataclass(frozen=True)
class Section:
    """The same section of a report in each language: the text's number in the pool, and its body."""

    texts: dict[Language, int]
    bodies: dict[Language, str]


def add_composed(pool: Pool, file: Path = FILE, *, most: int | None = None) -> None:
    """All cases of `file` over the reports beside it (at most `most` of them), in both languages; a tenth of the reports are kept aside."""
    reports = {folder.name: list(_sections(pool, folder)) for folder in folders(file.with_suffix(".reports"))[:most]}
    for line in file.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["report"] not in reports:
            continue
        pool.examples += _examples(case, reports[case["report"]], kept_aside(case["report"]))


def kept_aside(report: str) -> bool:
    """Whether the questions on this report are left out of the training: so for a tenth of the reports, by name."""
    return aside_of(f"{SOURCE} {report}", 0.1)


def _sections(pool: Pool, folder: Path) -> Iterator[Section]:
    """What stands under each heading; both files have the same lines in the same order."""
    told = declared(folder)
    blocks = {language: _under_headings(decode(told.files[language])) for language in LANGUAGES}
    for zh, en in zip(blocks["zh"], blocks["en"], strict=True):
        both: dict[Language, tuple[str, str]] = {"zh": zh, "en": en}
        yield Section({language: pool.add(Text(*both[language], language)) for language in LANGUAGES}, {language: both[language][1] for language in LANGUAGES})


def _under_headings(text: str) -> list[tuple[str, str]]:
    """(heading, body) of every heading that has something under it; blank lines go."""
    out: list[tuple[str, list[str]]] = [("", [])]
    for line in filter(None, (line.strip() for line in plain(text).splitlines())):
        if line.startswith("#"):
            out.append((line.lstrip("# "), []))
        else:
            out[-1][1].append(line)
    return [(heading, "\n".join(lines)) for heading, lines in out if lines]


def _examples(case: dict[str, Any], sections: Sequence[Section], aside: bool) -> Iterator[Example]:
    """Each section that holds evidence, read in both languages; and the section likest to the question that holds none."""
    question = plain(case["question"])
    held = [{language: list(_places(case["evidence"], language, section.bodies[language])) for language in LANGUAGES} for section in sections]
    for section, places in zip(sections, held, strict=True):
        for language in LANGUAGES:
            if places[language]:
                yield Example(question, section.texts[language], places[language][0], SOURCE, aside, also=tuple(places[language][1:]))
    own: Language = case["language"]
    silent = [section for section, places in zip(sections, held, strict=True) if not any(places.values())]
    silent.sort(key=lambda section: _likeness(question, section.bodies[own]), reverse=True)
    answered = bool(case["evidence"])
    for section in silent[: 1 if answered else 2]:
        yield Example(question, section.texts[own], None, SOURCE, aside)
    if not answered:
        yield Example(question, silent[0].texts[other(own)], None, SOURCE, aside)


def _places(evidence: Sequence[dict[str, Any]], language: Language, body: str) -> Iterator[Span]:
    """Where the pieces stand in this body, the first choice of each before other places that answer as well."""
    ranked = [[piece, *piece.get("or", [])] for piece in evidence]
    for words in [row[depth].get(language) for depth in range(max(map(len, ranked), default=0)) for row in ranked if len(row) > depth]:
        at = body.find(plain(words)) if words else -1
        if at >= 0:
            yield Span(at, at + len(words))


def _likeness(question: str, body: str) -> float:
    """Share of the question's pairs of characters that the body has."""
    pairs = Counter(question[at : at + 2] for at in range(len(question) - 1))
    return sum(count for pair, count in pairs.items() if pair in body) / max(1, sum(pairs.values()))
