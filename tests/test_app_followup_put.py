"""What is looked up for a follow-up: the question before it, whole, and then this one; and what the answer before quoted counts less."""

import dataclasses

import pytest

from app.answering.scope import scope
from app.asking import SHOWN, Desk, _encoded
from app.understanding.question import understand
from index.reranker import QUESTION

EARLIER = {"zh": "周末为什么由志愿者值班?", "en": "Why do volunteers keep watch at weekends?"}


@pytest.mark.parametrize(
    ("earlier", "text", "put"),
    [
        (EARLIER["zh"], "有例外吗?", "周末为什么由志愿者值班？有例外吗?"),
        (EARLIER["en"], "Are there any exceptions to that?", "Why do volunteers keep watch at weekends? Are there any exceptions to that?"),
        (EARLIER["zh"], "Why is that?", "周末为什么由志愿者值班? Why is that?"),
        (EARLIER["en"], "原因是什么?", "Why do volunteers keep watch at weekends？原因是什么?"),
        (EARLIER["zh"], "管用吗", "周末为什么由志愿者值班？管用吗"),
        (EARLIER["zh"], "孩子咋办", "周末为什么由志愿者值班？孩子咋办"),
        (EARLIER["en"], "what's the catch", "Why do volunteers keep watch at weekends? what's the catch"),
        (EARLIER["en"], "any plan to put that right?", "Why do volunteers keep watch at weekends? any plan to put that right?"),
        (EARLIER["en"], "why not the staff", "Why do volunteers keep watch at weekends? why not the staff"),
    ],
)
def test_something_else_of_the_same_topic_is_looked_up_with_the_whole_question_before(earlier: str, text: str, put: str) -> None:
    understood = understand(text, [earlier])
    assert (understood.follows, understood.put) == ("aspect", put)
    assert understood.searched not in (text, put)


@pytest.mark.parametrize(
    ("earlier", "text"),
    [
        (EARLIER["zh"], "那平日呢?"),
        (EARLIER["zh"], "还有别的吗?"),
        (EARLIER["zh"], "图书馆每人最多可以借几本书?"),
        (EARLIER["en"], "What is the internet?"),
        (EARLIER["en"], "What is the loan period?"),
        (EARLIER["en"], "What does the report say about cycling paths?"),
    ],
)
def test_other_questions_are_looked_up_as_they_stand(earlier: str, text: str) -> None:
    assert understand(text, [earlier]).put == ""


@pytest.mark.parametrize(
    ("text", "history"), [("再说一遍", [EARLIER["zh"], "有例外吗?"]), ("再說一遍", ["週末為什麼由志願者值班?", "有例外嗎?"]), ("Say that again", [EARLIER["en"], "Are there any exceptions to that?"])]
)
def test_the_same_once_more_is_looked_up_as_it_was(text: str, history: list[str]) -> None:
    before = understand(history[-1], history[:-1])
    understood = understand(text, history)
    assert understood.again and before.put
    assert understood.put == before.put


@pytest.mark.parametrize(
    ("text", "history"), [("那平日呢?", [EARLIER["zh"], "有例外吗?"]), ("第二个呢?", [EARLIER["zh"], "有例外吗?"]), ("And on weekdays?", [EARLIER["en"], "Are there any exceptions to that?"])]
)
def test_something_else_or_an_item_after_a_follow_up_is_not_looked_up_as_that_was(desk: Desk, text: str, history: list[str]) -> None:
    for understood in (understand(text, history), desk.understand(text, history)):
        assert understood.follows in ("substitution", "item") and understood.put == ""
    assert _encoded(desk.index, understood)[0] == understood.searched


@pytest.mark.parametrize("history", [[EARLIER["zh"]], [EARLIER["zh"], "有例外吗?"]])
def test_the_same_once_more_has_the_same_answer(desk: Desk, history: list[str]) -> None:
    before, after = desk.answer(history[-1], history[:-1]), desk.answer("再说一遍", history)
    assert [citation.zh for citation in after.citations] == [citation.zh for citation in before.citations]


def test_a_question_before_that_is_too_long_to_be_read_with_this_one_is_cut_to_its_topic(desk: Desk) -> None:
    long = "图书馆在周末、平日、节假日和寒暑假里的开放时间，" * 6 + "是谁定的?"
    understood = desk.understand("为什么?", [long])
    assert len(desk.encoder.asked(understood.put)[1].states) > QUESTION
    assert _encoded(desk.index, understood)[0] == understood.searched
    short = desk.understand("为什么?", [EARLIER["zh"]])
    assert _encoded(desk.index, short)[0] == short.put


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_answer_before_quoted_counts_less_and_all_else_as_much(desk: Desk, language: str) -> None:
    understood = desk.understand({"zh": "有例外吗?", "en": "Are there any exceptions to that?"}[language], [EARLIER[language]])
    assert understood.cited
    named = scope(desk.index, understood.searched, None)
    plain, lowered = (desk.ranked(desk.index, question, named) for question in (dataclasses.replace(understood, cited=()), understood))
    scores = {held.candidate.unit.id: held.scores for held in plain.windows}
    away = [round(float(was - now), 3) for held in lowered.windows for was, now in zip(scores[held.candidate.unit.id], held.scores, strict=True)]
    assert set(away) == {0.0, SHOWN}


def test_where_a_model_completed_the_question_nothing_counts_less(desk: Desk) -> None:
    understood = desk.understand("有例外吗?", [EARLIER["zh"]])
    rewritten = dataclasses.replace(understood, put="", searched="周末值班有例外吗?", rewritten=True)
    named = scope(desk.index, rewritten.searched, None)
    plain, lowered = (desk.ranked(desk.index, question, named) for question in (dataclasses.replace(rewritten, cited=()), rewritten))
    assert [held.scores.tolist() for held in plain.windows] == [held.scores.tolist() for held in lowered.windows]
