"""From candidates to scored windows: features, the two scores, and what a reranker changes."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from app.answering.scope import scope
from app.asking import Desk
from index.encoder import Tokens
from index.ranking import Ranked, ranked
from index.reranker import Reading, Stretch
from index.scorer import shipped
from index.weights import WINDOWS
from index.windows import FEATURES, windows
from source.report import LANGUAGES, Language

QUESTIONS: tuple[tuple[str, Language, str, str], ...] = (
    ("周末开到几点?", "zh", "周末延长开放到晚上十点", "At weekends opening hours are extended to ten in the evening"),
    ("How many books may I take home?", "en", "一是每人最多借五本书", "everyone may borrow at most five books"),
    ("不按时还书会怎样?", "zh", "暂停借书资格两个月", "lose the right to borrow for two months"),
)


class Pointing:
    """A reranker that finds its word, and nothing else."""

    name = "pointing"

    def __init__(self, word: str) -> None:
        self.word = word
        self.read_so_far: list[Stretch] = []

    def read(self, question: str, asked: Tokens, stretches: Sequence[Stretch]) -> list[Reading]:
        self.read_so_far += stretches
        out: list[Reading] = []
        for stretch in stretches:
            held = np.array([self.word in words for words in stretch.words], np.float32)
            offsets = np.array([(clause.start, clause.end) for clause in stretch.clauses], np.int32)
            out.append(Reading(5.0 if held.any() else -5.0, offsets, held, held / max(1.0, held.sum())))
        return out


def found(desk: Desk, question: str, language: Language, reranker: Pointing | None = None) -> Ranked:
    understood = desk.understand(question)
    vector, asked = desk.encoder.asked(understood.searched)
    return ranked(desk.index, reranker, shipped(), understood.searched, asked, desk.index.search(understood.searched, vector=vector), language)


@pytest.mark.parametrize(("question", "language", "zh", "en"), QUESTIONS)
def test_the_best_window_holds_the_words_that_answer_with_what_renders_them(desk: Desk, question: str, language: Language, zh: str, en: str) -> None:
    best = found(desk, question, language).windows[0]
    report = desk.index.reports["library"]
    spans = best.spans(report, best.first)
    words = {side: report.quote(side, span) for side in LANGUAGES if (span := spans[side]) is not None}
    assert zh in words["zh"] or words["zh"] in zh
    assert en in words["en"] or words["en"] in en


def test_units_come_by_their_best_window_and_passages_by_their_best_unit(desk: Desk) -> None:
    made = found(desk, "图书馆几点开门?", "zh")
    scores = [held.best for held in made.windows]
    assert scores == sorted(scores, reverse=True)
    assert all(held.best == held.scores.max() for held in made.windows)
    first: dict[str, float] = {}
    for held in made.windows:
        first.setdefault(held.candidate.unit.passage, held.best)
    assert dict(made.passages) == first
    assert [score for _, score in made.passages] == sorted(first.values(), reverse=True)


def test_a_window_has_every_feature_and_headings_have_none(desk: Desk) -> None:
    search = desk.index.search("借期多长?")
    made = {candidate.unit.kind: windows(desk.index, candidate, search, "zh", WINDOWS) for candidate in search.candidates}
    assert made["heading"] is None
    text = made["text"]
    assert text is not None
    assert text.values.shape == (len(text.rows), len(FEATURES)) == (len(text.pairs), len(WINDOWS))
    assert np.isfinite(text.values).all()
    np.testing.assert_allclose(text.scores, text.values @ np.array(WINDOWS, np.float32), rtol=1e-5)


def test_the_features_of_the_two_languages_change_places_with_the_language_of_the_question(desk: Desk) -> None:
    search = desk.index.search("借期多长?")
    candidate = next(candidate for candidate in search.candidates if candidate.unit.kind == "text" and all(candidate.unit.windows.values()))
    zh, en = (windows(desk.index, candidate, search, language, WINDOWS) for language in LANGUAGES)
    assert zh is not None and en is not None
    own, across = FEATURES.index("window"), FEATURES.index("window_other")
    np.testing.assert_array_equal(zh.values[:, own], en.values[:, across])
    np.testing.assert_array_equal(zh.values[:, across], en.values[:, own])


def test_a_side_that_is_missing_is_made_up_from_the_other(desk: Desk) -> None:
    search = desk.index.search("借期多长?")
    candidate = next(candidate for candidate in search.candidates if candidate.unit.kind == "text")
    alone = dataclasses.replace(candidate, pairs=np.full_like(candidate.pairs, -1), cosines={"zh": candidate.cosines["zh"]}, around={"zh": candidate.around["zh"]})
    made = windows(desk.index, alone, search, "zh", WINDOWS)
    assert made is not None
    gap = search.levels["en"] - search.levels["zh"]
    for name, away in (("unit", gap), ("window", gap), ("around", gap), ("terms", 0.0)):
        np.testing.assert_allclose(made.values[:, FEATURES.index(f"{name}_other")], made.values[:, FEATURES.index(name)] + away, atol=1e-5)
    report = desk.index.reports["library"]
    clauses = [spans for place in range(len(made.rows)) if (spans := made.spans(report, place))["zh"] != candidate.unit.spans["zh"]]
    assert clauses and any(spans["en"] is None for spans in clauses)


def test_the_reranker_reads_the_best_in_both_languages(desk: Desk) -> None:
    question = "不按时还书会怎样?"
    plain = found(desk, question, "zh")
    reader = Pointing("暂停借书资格两个月")
    read = found(desk, question, "zh", reader)
    assert {any("\u4e00" <= character <= "\u9fff" for character in stretch.text) for stretch in reader.read_so_far} == {True, False}
    assert {held.candidate.unit.id for held in read.windows} == {held.candidate.unit.id for held in plain.windows}
    best = read.windows[0].candidate
    assert best.read["zh"].marks.max() == 1.0
    assert best.read["zh"].answers == 5.0
    assert plain.windows[0].candidate.read == {}


def test_windows_that_share_words_with_what_was_shown_are_lowered_and_no_others(desk: Desk) -> None:
    made = found(desk, "周末几点关门?", "zh")
    first = made.windows[0]
    shown = first.spans(desk.index.reports["library"], first.first)
    after = made.lowered(desk.index, [("library", shown)], 100.0)
    before = {held.candidate.unit.id: held.scores for held in made.windows}
    for held in after.windows:
        near = held.candidate.unit.id == first.candidate.unit.id
        touching = [near and bool(spans["zh"] and shown["zh"] and spans["zh"].overlap(shown["zh"])) for spans in (held.spans(desk.index.reports["library"], place) for place in range(len(held.rows)))]
        np.testing.assert_allclose(held.scores, before[held.candidate.unit.id] - 100.0 * np.array(touching), rtol=1e-5)
    assert len(after.windows) == len(made.windows)
    for nothing in ([], [("another", shown)], [("library", {"zh": None, "en": None})]):
        assert [held.scores.tolist() for held in made.lowered(desk.index, nothing, 100.0).windows] == [held.scores.tolist() for held in made.windows]


def test_nothing_found_is_nothing_ranked(desk: Desk) -> None:
    _, asked = desk.encoder.asked("周末")
    assert ranked(desk.index, None, shipped(), "周末", asked, desk.index.search("周末", reports=()), "zh").windows == ()
    assert Ranked.nothing().passages == ()


def test_only_some_windows_of_a_unit_can_be_kept(desk: Desk) -> None:
    held = next(held for held in found(desk, "周末几点关门?", "zh").windows if len(held.rows) > 1)
    one = held.only([1])
    assert list(one.rows) == [held.rows[1]]
    assert one.best == pytest.approx(float(held.scores[1]))


def test_a_scope_of_no_such_article_leaves_the_search_alone(desk: Desk) -> None:
    assert scope(desk.index, "周末几点关门?").sections == ()
