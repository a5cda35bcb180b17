"""A declared report to a `Report`: texts are outlined, headings paired, sentences aligned, passages and notes placed.

This is the package's way in: `read(declared(folder), encode)`. `encode` gives the meaning that alignment needs; this
package imports no model.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from source.align import Encode, Side, Vectors, align, centred, pair_headings
from source.enumerations import enumerations
from source.errors import SourceFault
from source.folder import KINDS, Declared
from source.outline import Block, Outline, bare, outline, shown
from source.report import LANGUAGES, Bead, Language, Note, Passage, Report, Section, Span, Spans, other
from source.sentences import sentences
from source.text import by_language, decode, language_of, lines, without_residue

READING = 5
"""Version of what reading makes of a file; an index of another version is refused."""


@dataclass(frozen=True)
class _Unit:
    """A sentence with where it stands: the block's number in its outline, and whether it ends the block."""

    span: Span
    block: int
    ends: bool


def read(told: Declared, encode: Encode) -> Report:
    """The report of one folder. Raises SourceFault for files that cannot be read as the languages they are declared to be."""
    texts = {language: decode(path) for language, path in told.files.items()}
    outlines = _outlines(told, texts)
    original = told.original if told.original in outlines else next(iter(outlines))
    text: dict[Language, str] = {language: texts.get(language, "") for language in LANGUAGES}
    translated = outlines.get(other(original), Outline(None, None, ()))
    sections, passages = _Building(told.id, text, original, outlines[original], translated, encode).build()
    if not any(passage.kind == "text" for passage in passages):
        raise SourceFault(f"{told.folder}: no paragraph was found under its headings", hint="check the file: it seems to hold headings only")
    return Report(
        id=told.id,
        title=_words(told.title, texts, outlines, "title", told.id),
        publisher=_words(told.publisher, texts, outlines, "publisher", ""),
        original=original,
        translation=told.translation,
        date=told.date,
        text=text,
        sections=sections,
        passages=passages,
        enumerations=enumerations(text[original], passages, original),
        notes=_notes(told, text, [section.heading for section in sections] + [passage.spans for passage in passages]),
    )


def _outlines(told: Declared, texts: dict[Language, str]) -> dict[Language, Outline]:
    both_in_one = len(set(told.files.values())) == 1 and len(told.files) == 2
    out: dict[Language, Outline] = {}
    for language, text in texts.items():
        own = lines(text)
        if both_in_one:
            own = by_language(text, own)[language]
        elif language_of(text) != language:
            raise SourceFault(f"{told.files[language]} is declared as {language} but reads as {language_of(text)}", hint="swap or mend files in report.toml")
        own = without_residue(text, own)
        if not own:
            raise SourceFault(f"{told.files[language]} holds no {language} text", hint=f"use files = {{...}} with the languages there are, not {language}")
        markdown = KINDS[told.files[language].suffix.lower()]
        out[language] = outline(text, own, language, title=told.title.get(language, ""), publisher=told.publisher.get(language, ""), markdown=markdown)
    return out


def _words(given: dict[Language, str], texts: dict[Language, str], outlines: dict[Language, Outline], name: str, default: str) -> dict[Language, str]:
    """Title or publisher in each language: as declared, else as the text tells, else the other language's, else the default."""
    found: dict[Language, str] = {}
    for language in LANGUAGES:
        span: Span | None = getattr(outlines[language], name) if language in outlines else None
        if given.get(language):
            found[language] = given[language]
        elif span is not None:
            found[language] = shown(texts[language], span)
    return {language: found.get(language) or found.get(other(language)) or default for language in LANGUAGES}


class _Building:
    """Sections and passages in the making: one walk over the original's blocks, between headings that both languages have."""

    def __init__(self, report: str, text: dict[Language, str], original: Language, own: Outline, translated: Outline, encode: Encode) -> None:
        self.report = report
        self.text = text
        self.original = original
        self.heads = (own, translated)
        self.own = own.blocks
        self.translated = translated.blocks
        self.encode = encode
        self.sections: list[Section] = []
        self.passages: list[Passage] = []
        self.levels: list[tuple[int, str]] = []
        self.counts: dict[str, int] = {}

    def build(self) -> tuple[tuple[Section, ...], tuple[Passage, ...]]:
        pairs = self._paired_headings()
        partner = dict(pairs)
        self._place_title()
        stretches = list(zip([(-1, -1), *pairs], [*pairs, (len(self.own), len(self.translated))], strict=True))
        groups = [(self._units(self.own, a + 1, c, self.original), self._units(self.translated, b + 1, d, other(self.original))) for (a, b), (c, d) in stretches]
        sides = self._sides(groups)
        for (left, right), (left_side, right_side), ((a, _), (c, _)) in zip(groups, sides, stretches, strict=True):
            beads = self._beads(left, right, left_side, right_side)
            if a >= 0:
                self._open(self.own[a], self.translated[partner[a]].span)
            self._place(range(a + 1, c), beads)
        return tuple(self.sections), tuple(self.passages)

    def _place_title(self) -> None:
        """The title page: title and publisher where they stand in the text."""
        beads: list[Bead] = []
        for name in ("title", "publisher"):
            left, right = (getattr(head, name) for head in self.heads)
            if left is not None or right is not None:
                beads.append(Bead(**{self.original: (left,) if left is not None else (), other(self.original): (right,) if right is not None else ()}))
        if beads:
            self._open_first()
            self.passages.append(Passage(f"{self.report}/0.p0", "0", _cover(beads), tuple(beads), "title"))

    def _open_first(self) -> None:
        """The section for what stands before the first heading."""
        if not self.sections:
            self.sections.append(Section("0", "", {"zh": None, "en": None}))

    def _paired_headings(self) -> list[tuple[int, int]]:
        left = [i for i, block in enumerate(self.own) if block.level]
        right = [i for i, block in enumerate(self.translated) if block.level]
        if not left or not right:
            return []
        source, target = self.text[self.original], self.text[other(self.original)]
        vectors = self.encode([bare(source, self.own[i].span) for i in left])
        others = self.encode([bare(target, self.translated[i].span) for i in right])
        own = [(self.own[i].number, self.own[i].level) for i in left]
        theirs = [(self.translated[i].number, self.translated[i].level) for i in right]
        return [(left[i], right[j]) for i, j in pair_headings(own, theirs, np.asarray(centred(vectors) @ centred(others).T))]

    def _units(self, blocks: Sequence[Block], start: int, end: int, language: Language) -> list[_Unit]:
        """Sentences of the blocks; a heading without a counterpart is a sentence of the translation, and none of the original's."""
        out: list[_Unit] = []
        for i in range(start, end):
            if blocks[i].level and language == self.original:
                continue
            parts = sentences(self.text[language], blocks[i].span, language)
            out += [_Unit(part, i, part is parts[-1]) for part in parts]
        return out

    def _sides(self, groups: list[tuple[list[_Unit], list[_Unit]]]) -> list[tuple[Side, Side]]:
        """All sentences encoded at once and centred per language, then cut into the stretches between headings; zeros where nothing is to be aligned."""
        cut: list[list[Side]] = []
        both = all(any(group[side] for group in groups) for side in (0, 1))
        for side, language in enumerate((self.original, other(self.original))):
            units = [unit for group in groups for unit in group[side]]
            words = [" ".join(self.text[language][unit.span.start : unit.span.end].split()) for unit in units]
            vectors = centred(self.encode(words)) if words and both else np.zeros((len(words), 1), np.float32)
            at = 0
            row: list[Side] = []
            for group in groups:
                count = len(group[side])
                row.append(_side(group[side], vectors[at : at + count]))
                at += count
            cut.append(row)
        return list(zip(cut[0], cut[1], strict=True))

    def _beads(self, left: list[_Unit], right: list[_Unit], left_side: Side, right_side: Side) -> list[tuple[list[_Unit], list[_Unit]]]:
        if not left or not right:
            return [([unit], []) for unit in left] + [([], [unit]) for unit in right]
        ratio = float(right_side.lengths.sum() / left_side.lengths.sum())
        found = align(left_side, right_side, ratio=ratio)
        return [([left[i] for i in a], [right[j] for j in b]) for a, b in found]

    def _open(self, block: Block, counterpart: Span | None) -> None:
        """A new section for a heading of the original."""
        while self.levels and self.levels[-1][0] >= block.level:
            self.levels.pop()
        parent = self.levels[-1][1] if self.levels else ""
        taken = {section.key for section in self.sections}
        stem = f"{parent}." if parent else ""
        number = block.number if block.number and "." not in block.number else ""
        key = f"{stem}{number}" if number else ""
        if not key or key in taken:
            key = next(f"{stem}h{k}" for k in range(1, len(taken) + 2) if f"{stem}h{k}" not in taken)
        heading: Spans = {self.original: block.span, other(self.original): counterpart}
        self.sections.append(Section(key, parent, heading))
        self.levels.append((block.level, key))

    def _place(self, blocks: range, beads: list[tuple[list[_Unit], list[_Unit]]]) -> None:
        """Passages of a stretch: one for each paragraph of the original; what only the translation has goes with the passage before."""
        of_block: dict[int, list[tuple[list[_Unit], list[_Unit]]]] = {}
        current = next((bead[0][0].block for bead in beads if bead[0]), -1)
        for bead in beads:
            current = bead[0][0].block if bead[0] else current
            of_block.setdefault(current, []).append(bead)
        if -1 in of_block:
            self._add_passage(of_block[-1])
        for i in blocks:
            if self.own[i].level:
                self._open(self.own[i], None)
            elif i in of_block:
                self._add_passage(of_block[i])

    def _add_passage(self, beads: list[tuple[list[_Unit], list[_Unit]]]) -> None:
        self._open_first()
        key = self.sections[-1].key
        self.counts[key] = self.counts.get(key, 0) + 1
        made = tuple(Bead(**{self.original: _spans(left), other(self.original): _spans(right)}) for left, right in beads)
        self.passages.append(Passage(f"{self.report}/{key}.p{self.counts[key]}", key, _cover(made), made))


def _cover(beads: Sequence[Bead]) -> Spans:
    """The stretch of all beads in each language."""
    spans: Spans = {}
    for language in LANGUAGES:
        held = [span for bead in beads for span in bead.side(language)]
        spans[language] = Span(min(held).start, max(held).end) if held else None
    return spans


def _spans(units: list[_Unit]) -> tuple[Span, ...]:
    return tuple(unit.span for unit in units)


def _side(units: list[_Unit], vectors: Vectors) -> Side:
    lengths = np.array([len(unit.span) for unit in units], dtype=np.float64)
    return Side(vectors, lengths, np.array([unit.ends for unit in units], dtype=np.bool_))


def _notes(told: Declared, text: dict[Language, str], stretches: Sequence[Spans]) -> tuple[Note, ...]:
    """Each declared note at every heading and passage that holds its Chinese words, with the nearest place of its English ones."""
    out: list[Note] = []
    for number, row in enumerate(told.notes, 1):
        found = []
        for stretch in stretches:
            zh = _nearest(_all(text["zh"], row.zh), stretch["zh"])
            if zh is not None and zh.overlap(stretch["zh"] or zh):
                en = _nearest(_all(text["en"], row.en), stretch["en"] or stretch["zh"])
                found.append(Note({"zh": zh, "en": en}, row.says))
        missing = row.zh if row.zh not in text["zh"] else row.en if row.en and row.en not in text["en"] else ""
        if missing or not found:
            raise SourceFault(f"{told.folder / 'notes.toml'}: note {number}: {missing or row.zh!r} stands in no heading or passage", hint="write its words as they are printed")
        out += found
    return tuple(out)


def _all(text: str, words: str) -> list[Span]:
    """Every place of the words in the text."""
    return [Span(found.start(), found.end()) for found in re.finditer(re.escape(words), text)] if words else []


def _nearest(places: list[Span], to: Span | None) -> Span | None:
    """The place that overlaps `to`, or else the nearest to it; None where there is none."""
    if to is None:
        return None
    return min(places, key=lambda span: max(to.start - span.end, span.start - to.end, 0), default=None)
