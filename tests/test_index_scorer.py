"""The scorer of windows: what it sees, that it is fitted listwise, and that a broken file is told."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from test_index_ranking import Pointing, found

import index.scorer
from app.asking import Desk
from index.errors import EncoderFault
from index.scorer import COLUMNS, FAR, PLAIN, Scorer, columns, inputs, scored, shipped
from index.training.scorer import Group, fit
from source.report import Language, other


def group(chance: np.random.Generator, best: int, language: Language = "zh") -> Group:
    """Eight windows, of which the one is of worth whose number in the column `best` is the highest of its question; where that lies differs from question to question."""
    held = chance.normal(size=(8, len(COLUMNS))).astype(np.float32)
    held[:, best] += chance.normal(scale=5)
    worth = np.zeros(8, np.float32)
    worth[held[:, best].argmax()] = 1.0
    return Group(held, worth, language)


def test_a_fitted_scorer_puts_first_what_is_best_for_its_question() -> None:
    chance = np.random.default_rng(5)
    scorer = fit([group(chance, 2) for _ in range(300)])
    fresh = [group(chance, 2) for _ in range(100)]
    right = [made.worth[scorer.scores(made.columns, made.language).argmax()] for made in fresh]
    assert np.mean(right) > 0.5
    assert np.mean([made.worth[Scorer.blank().scores(made.columns, "zh").argmax()] for made in fresh]) < 0.4


def test_the_same_questions_give_the_same_scorer_and_another_seed_another() -> None:
    held = [group(np.random.default_rng(3), 4) for _ in range(20)]
    np.testing.assert_array_equal(fit(held).inner, fit(held).inner)
    assert not np.array_equal(fit(held).inner, fit(held, seed=1).inner)


def test_a_question_counts_as_much_as_is_said() -> None:
    chance = np.random.default_rng(8)
    held = [group(chance, 2) for _ in range(200)] + [dataclasses.replace(group(chance, 9), share=0.01) for _ in range(200)]
    scorer = fit(held)
    right = {best: np.mean([made.worth[scorer.scores(made.columns, made.language).argmax()] for made in (group(chance, best) for _ in range(100))]) for best in (2, 9)}
    assert right[2] > 0.4 > 0.25 > right[9]


def test_questions_without_a_window_of_worth_teach_nothing_and_none_at_all_is_an_error() -> None:
    silent = Group(np.ones((3, len(COLUMNS)), np.float32), np.zeros(3, np.float32), "en")
    with pytest.raises(ValueError, match="worth"):
        fit([silent])
    told = [group(np.random.default_rng(1), 0) for _ in range(8)]
    np.testing.assert_array_equal(fit([*told, silent]).inner, fit(told).inner)


def test_numbers_that_were_never_seen_count_no_more_than_far_ones() -> None:
    rows = np.zeros((2, len(COLUMNS)), np.float32)
    rows[0, 0], rows[1, 1] = 1e6, -1e6
    seen = inputs(rows, "en")
    assert np.isfinite(seen).all()
    assert np.abs(seen[:, : len(COLUMNS)]).max() == FAR
    assert seen.min() == -2 * FAR
    assert seen[:, -1].tolist() == [0.0, 0.0]
    assert inputs(rows, "zh")[:, -1].tolist() == [1.0, 1.0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_read_stands_in_the_columns_of_its_language(desk: Desk, language: Language) -> None:
    reader = Pointing("暂停借书资格两个月")
    made = found(desk, "不按时还书会怎样?", "zh", reader)
    best = next(held for held in made.windows if held.candidate.read and held.candidate.read["zh"].marks.max() == 1.0)
    rows = columns(best, language)
    assert rows.shape == (len(best.rows), len(COLUMNS)) and np.isfinite(rows).all()
    np.testing.assert_array_equal(rows[:, :13], best.values)
    own, across = COLUMNS.index("answers"), COLUMNS.index("answers_other")
    assert rows[0, own if language == "zh" else across] == 5.0
    assert rows[0, across if language == "zh" else own] == -5.0
    assert rows[:, COLUMNS.index("mark" if language == "zh" else "mark_other")].max() > 6
    rows = columns(dataclasses.replace(best, candidate=dataclasses.replace(best.candidate, read={})), language)
    assert rows[:, [COLUMNS.index("unread"), COLUMNS.index("unread_other")]].tolist() == [[1.0, 1.0]] * len(rows)
    for name in ("mark", "mark_other"):
        assert not rows[:, COLUMNS.index(name) : COLUMNS.index(name) + 3].any()


def test_a_language_without_text_counts_as_the_other_one(desk: Desk) -> None:
    reader = Pointing("暂停借书资格两个月")
    held = next(held for held in found(desk, "不按时还书会怎样?", "zh", reader).windows if held.mine == "zh" and "zh" in held.candidate.read)
    unit = dataclasses.replace(held.candidate.unit, spans={"zh": held.candidate.unit.spans["zh"], "en": None})
    rows = columns(dataclasses.replace(held, candidate=dataclasses.replace(held.candidate, unit=unit)), "zh")
    own, across = (slice(COLUMNS.index(name), COLUMNS.index(name) + 4) for name in ("mark", "mark_other"))
    np.testing.assert_array_equal(rows[:, own], rows[:, across])
    assert not rows[:, COLUMNS.index("unread")].any()


def test_scores_come_unit_by_unit_and_nothing_gives_nothing(desk: Desk) -> None:
    made = found(desk, "周末几点关门?", "zh").windows
    scores = scored(made, "zh", shipped())
    assert [len(one) for one in scores] == [len(held.rows) for held in made]
    assert scored([], "zh", shipped()) == []
    blank = scored(made, other("zh"), Scorer.blank())
    np.testing.assert_allclose(np.concatenate(blank), PLAIN / (1 + PLAIN) * np.concatenate([held.scores for held in made]), rtol=1e-5)


def test_a_scorer_comes_back_as_it_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = fit([group(np.random.default_rng(2), 1) for _ in range(16)])
    made.save(tmp_path / "scorer.npz")
    monkeypatch.setattr(index.scorer, "FILE", tmp_path / "scorer.npz")
    back = shipped.__wrapped__()
    for field in dataclasses.fields(Scorer):
        np.testing.assert_array_equal(getattr(back, field.name), getattr(made, field.name))


@pytest.mark.parametrize("bytes_there", [None, b"", b"not an archive", b"PK\x03\x04 half"])
def test_a_missing_or_broken_file_is_told_with_what_mends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bytes_there: bytes | None) -> None:
    file = tmp_path / "scorer.npz"
    if bytes_there is not None:
        file.write_bytes(bytes_there)
    monkeypatch.setattr(index.scorer, "FILE", file)
    with pytest.raises(EncoderFault, match=r"scorer\.npz.*restore it from the repository"):
        shipped.__wrapped__()


def test_a_file_of_other_numbers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Scorer(np.zeros(3, np.float32), np.ones(3, np.float32), np.zeros((7, 1), np.float32), np.zeros(1, np.float32), np.zeros(1, np.float32))
    few.save(tmp_path / "scorer.npz")
    monkeypatch.setattr(index.scorer, "FILE", tmp_path / "scorer.npz")
    with pytest.raises(EncoderFault, match=f"3 numbers a window, where {len(COLUMNS)} are made"):
        shipped.__wrapped__()
