"""How sure an answer is: its signs, and the threshold."""

import math
from dataclasses import replace

import pytest

from app.answering.confidence import SIGNS, UNREAD, confidence, signs
from app.answering.scope import scope
from app.asking import Desk
from app.errors import SettingFault
from app.settings import NONE, Judge, Judging, judging_for
from index.encoder import DEFAULT
from index.ranking import Ranked
from index.reranker import SHIPPED
from source.report import Language


def found(desk: Desk, text: str) -> tuple[Ranked, str, Language]:
    question = desk.understand(text)
    return desk.ranked(desk.index, question, scope(desk.index, question.searched)), question.searched, question.language


def one_judge(weights: tuple[float, ...], bias: dict[Language, float]) -> Judging:
    return Judging(Judge(weights, bias), Judge(weights, bias))


@pytest.mark.parametrize("text", ["图书馆周末开到几点?", "How many books may I borrow?"])
def test_there_is_a_number_for_every_sign(desk: Desk, text: str) -> None:
    made = signs(*found(desk, text))
    assert len(made) == len(SIGNS)
    assert all(math.isfinite(value) for value in made)


def test_a_question_about_the_report_has_stronger_signs_than_one_about_something_else(desk: Desk) -> None:
    near, far = (dict(zip(SIGNS, signs(*found(desk, text)), strict=True)) for text in ("图书馆周末开到几点?", "量子计算机用什么材料制造?"))
    for sign in ("support", "terms", "touch"):
        assert near[sign] > far[sign]


def test_confidence_is_a_probability_that_grows_with_what_is_weighed_for() -> None:
    flat = one_judge((0.0,) * len(SIGNS), {"zh": 0.0, "en": -2.0})
    assert confidence(Ranked.nothing(), "周末", "zh", flat) == 0.5
    assert confidence(Ranked.nothing(), "weekend", "en", flat) == pytest.approx(1 / (1 + math.exp(2)))
    steep = one_judge((0.0, 0.0, 1e9, *(0.0,) * (len(SIGNS) - 3)), flat.topic.bias)
    assert confidence(Ranked.nothing(), "图书馆 周末 开门", "zh", steep) == pytest.approx(1.0)  # no overflow


def test_the_less_sure_of_the_two_judges_decides() -> None:
    sure, unsure = Judge((0.0,) * len(SIGNS), {"zh": 3.0, "en": 3.0}), Judge((0.0,) * len(SIGNS), {"zh": -1.0, "en": -1.0})
    for judging in (Judging(sure, unsure), Judging(unsure, sure)):
        assert confidence(Ranked.nothing(), "周末", "zh", judging) == pytest.approx(1 / (1 + math.e))


def test_what_was_not_read_counts_as_not_answering(desk: Desk) -> None:
    made, searched, language = found(desk, "图书馆周末开到几点?")
    unread = replace(made, windows=tuple(replace(held, candidate=replace(held.candidate, read={})) for held in made.windows))
    signs_read, signs_unread = (dict(zip(SIGNS, signs(one, searched, language), strict=True)) for one in (made, unread))
    assert (signs_unread["mark"], signs_unread["answers"]) == (0.0, UNREAD)
    assert signs_read["mark"] > 0
    assert signs_read["support"] == signs_unread["support"]


@pytest.mark.parametrize(("told", "low"), [("0", 0.06), ("0.35", 0.41), ("0.6", 0.66), (" 0.9 ", 0.96), ("1", 1.0)])
def test_the_threshold_is_a_setting_and_what_is_hardly_above_it_is_still_told(monkeypatch: pytest.MonkeyPatch, told: str, low: float) -> None:
    monkeypatch.setenv("DUIZHAO_THRESHOLD", told)
    judging = judging_for(DEFAULT, SHIPPED)
    assert judging.threshold == float(told)
    assert judging.low == pytest.approx(low)  # .56 - .5 above it


@pytest.mark.parametrize("told", ["1.2", "-0.1", "high", "nan", "0,5"])
def test_a_threshold_that_is_none_is_told_with_the_value(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("DUIZHAO_THRESHOLD", told)
    with pytest.raises(SettingFault, match=told) as caught:
        judging_for(DEFAULT, NONE)
    assert "unset" in caught.value.hint


def test_with_the_threshold_at_one_nothing_is_answered_and_at_nought_nothing_is_refused_for_it(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    monkeypatch.setenv("DUIZHAO_THRESHOLD", "1")
    strict = Desk(desk.settings, desk.encoder)
    assert strict.answer("图书馆周末开到几点?").status == "not_in_report"
    monkeypatch.setenv("DUIZHAO_THRESHOLD", "0")
    lax = Desk(desk.settings, desk.encoder)
    assert lax.answer("图书馆有没有停车场?").status == "answered"
    unmet = lax.answer("办读者证要多少钱?")  # no sum is quoted, whatever the threshold
    assert (unmet.status, unmet.confidence) == ("not_in_report", 0.0)


@pytest.mark.parametrize("asked", ["这份报告讲什么?", "报告分哪几部分?", "What is this report about?"])
def test_a_title_page_and_headings_keep_to_the_threshold_too(monkeypatch: pytest.MonkeyPatch, desk: Desk, asked: str) -> None:
    assert desk.answer(asked).status == "answered"
    monkeypatch.setenv("DUIZHAO_THRESHOLD", "0.97")
    answer = Desk(desk.settings, desk.encoder).answer(asked)
    assert (answer.status, answer.citations, bool(answer.closest)) == ("not_in_report", (), True)
