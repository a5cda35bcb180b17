"""Examples from public reading-comprehension sets in SQuAD's form: CMRC 2018, DRCD and SQuAD 2.

Beside the answered questions: SQuAD 2's unanswerable ones, and questions put to their own paragraph with the answering
sentence taken out. Whole articles are kept aside (CMRC 2018 names none: paragraphs).
"""

import gzip
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

from index.training.examples import Example, Pool, Text, aside_of, plain
from source.report import Language, Span
from source.sentences import sentences
from source.text import language_of

SETS = {"cmrc2018": "cmrc2018_dev.json.gz", "drcd": "drcd_dev.json.gz", "squad2": "squad2_dev_part.json.gz"}


def add_public(pool: Pool, folder: Path, *, most: int | None = None) -> None:
    """All examples of the sets in `folder` (at most `most` paragraphs of each)."""
    for name, file in SETS.items():
        articles = json.loads(gzip.decompress((folder / file).read_bytes()))["data"]
        rows = [(article.get("title", ""), paragraph) for article in articles for paragraph in article["paragraphs"]]
        for title, paragraph in rows[:most]:
            _add_paragraph(pool, name, str(title), paragraph)


def _add_paragraph(pool: Pool, name: str, title: str, paragraph: dict[str, Any]) -> None:
    body = plain(paragraph["context"])
    language: Language = language_of(body)
    aside = aside_of(f"{name} {title or body[:80]}")
    heading = plain(title.replace("_", " ")) if title and random.Random(body).random() < 0.5 else ""
    text = Text(heading, body, language)
    number = pool.add(text)
    answered: list[tuple[str, Span]] = []
    for asked in paragraph["qas"]:
        question = plain(asked["question"])
        if asked.get("is_impossible"):
            pool.examples.append(Example(question, number, None, name, aside))
            continue
        span = _span(body, asked["answers"])
        if span is not None:
            pool.examples.append(Example(question, number, span, name, aside))
            answered.append((question, span))
    _add_without(pool, name, text, answered, aside)


def _span(body: str, answers: list[dict[str, Any]]) -> Span | None:
    """The answer that most annotators gave, where it stands; None where the offsets are wrong and it is nowhere."""
    told, _ = Counter((plain(answer["text"]), int(answer["answer_start"])) for answer in answers).most_common(1)[0]
    words, at = told
    if body[at : at + len(words)] != words:
        at = body.find(words)
    return Span(at, at + len(words)) if words and at >= 0 else None


def _add_without(pool: Pool, name: str, text: Text, answered: list[tuple[str, Span]], aside: bool) -> None:
    """The paragraph without one of its answering sentences: what that one answered is not answered any more, the rest is."""
    pieces = sentences(text.body, Span(0, len(text.body)), text.language)
    counts = Counter(piece for piece in pieces for _, span in answered if piece.overlap(span))
    if len(pieces) < 3 or not counts or random.Random(f"without {text.body}").random() < 0.5:
        return
    gone = random.Random(text.body).choice(sorted(counts))
    body = text.body[: gone.start] + text.body[gone.end :]
    shorter = Text(text.heading, body, text.language)
    for question, span in answered:
        words = text.body[span.start : span.end]
        if gone.overlap(span):
            if words not in body:
                pool.examples.append(Example(question, pool.add(shorter), None, f"{name}-without", aside))
        elif span.start >= gone.end:
            pool.examples.append(Example(question, pool.add(shorter), Span(span.start - len(gone), span.end - len(gone)), f"{name}-without", aside))
