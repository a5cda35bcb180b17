"""Alignment against gold: the first report's beads made by hand, and the Standard for Public Code with its segments taken out.

    python -m evals.bench.beads [--standard shared/data/reports]

The Standard was not tuned on. Its 1,045 segments are the gold: they are split into sentences, the aligner sees the
sentences of each language as one list, and a bead is right when both its sides lie within one segment. A segment is
found when the beads that touch it hold exactly its sentences.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.gold import bead_scores, beads_of, read_gold
from index.encoder import open_encoder
from index.settings import Settings
from source.align import Encode, Side, align, centred
from source.folder import declared
from source.reading import read
from source.report import LANGUAGES, Language, Span
from source.sentences import sentences


def first_report(encode: Encode) -> None:
    folder = Settings().source / "arong-social-management"
    report = read(declared(folder), encode)
    scores = bead_scores(beads_of(report), read_gold(report.id))
    print(f"{report.id}: beads precision {scores.precision:.3f}, recall {scores.recall:.3f}, F1 {scores.f1:.3f}")
    gold = read_gold(report.id)
    for bead in beads_of(report):
        if bead not in gold:
            shown = [report.text[language][part[0] : part[1]][:70] if part else "-" for language, part in zip(LANGUAGES, bead, strict=True)]
            print("   not gold:", *shown, sep=" | ")


def standard(folder: Path, encode: Encode) -> None:
    texts = {"en": (folder / "standard.en.txt").read_text(encoding="utf-8"), "zh": (folder / "standard.zh-Hant.txt").read_text(encoding="utf-8")}
    split = {language: text.strip("\n").split("\n\n") for language, text in texts.items()}
    zh, zh_of = _sentences(split["zh"], "zh")
    en, en_of = _sentences(split["en"], "en")
    sides = [Side(centred(encode(words)), np.array([len(w) for w in words], float), np.ones(len(words), bool)) for words in (zh, en)]
    ratio = float(sides[1].lengths.sum() / sides[0].lengths.sum())
    found = align(sides[0], sides[1], ratio=ratio, keep_paragraphs=False)
    both = [(a, b) for a, b in found if len(a) and len(b)]
    right = sum(len({*(zh_of[i] for i in a), *(en_of[j] for j in b)}) == 1 for a, b in both)
    pairs = {(zh_of[i], en_of[j]) for a, b in both for i in a for j in b}
    whole = sum((k, k) in pairs and not any((x == k) != (y == k) for x, y in pairs if k in (x, y)) for k in range(len(split["zh"])))
    precision, recall = right / len(both), whole / len(split["zh"])
    f1 = 2 * precision * recall / (precision + recall)
    print(f"Standard for Public Code: {len(zh)} zh and {len(en)} en sentences; beads within one segment {precision:.3f}, segments found {recall:.3f}, F1 {f1:.3f}")


def _sentences(segments: Sequence[str], language: Language) -> tuple[list[str], list[int]]:
    words: list[str] = []
    of: list[int] = []
    for number, segment in enumerate(segments):
        for span in sentences(segment, Span(0, len(segment)), language):
            words.append(segment[span.start : span.end])
            of.append(number)
    return words, of


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--standard", type=Path, help="folder that holds standard.en.txt and standard.zh-Hant.txt")
    arguments = parser.parse_args()
    encode = open_encoder(Settings()).passages
    first_report(encode)
    if arguments.standard:
        standard(arguments.standard, encode)


if __name__ == "__main__":
    main()
