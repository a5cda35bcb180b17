"""A model server that keeps failing is left alone for a while, and tried again."""

import time

import pytest
from model_server import hangs, refuses, says, written_desk
from test_written_answers import BORROW, GOOD_ZH, codes

from app.asking import Desk
from app.errors import ModelFault
from app.written.resting import FAULTS, SECONDS, Rest

AWAY = ModelFault("away", code="away")


def test_so_many_faults_running_and_it_is_left_alone_until_the_time_is_over() -> None:
    clock = [100.0]
    rest = Rest(lambda: clock[0])
    for _ in range(FAULTS - 1):
        rest.told(AWAY)
        assert rest.fault is None
    rest.told(None)
    for _ in range(FAULTS):
        assert rest.fault is None, "a reply in between begins the count anew"
        rest.told(AWAY)
    left = rest.fault
    assert left is not None and left.code == "away" and left is not rest.fault, "an error of its own for each question"
    clock[0] += SECONDS - 0.1
    assert rest.fault is not None
    clock[0] += 0.2
    assert not rest.left_alone
    assert rest.fault is None, "the first one tries it"
    assert rest.fault is not None, "and nobody beside it"
    rest.told(AWAY)
    assert rest.fault is not None, "one more fault is enough"
    clock[0] += SECONDS + 0.1
    assert rest.fault is None
    rest.told(None)
    rest.told(AWAY)
    assert rest.fault is None, "it had been well again"


@pytest.mark.parametrize("code", ["refused", "empty", "invalid"])
def test_what_a_server_makes_of_one_question_is_no_fault_of_it(code: str) -> None:
    rest = Rest()
    for _ in range(2 * FAULTS):
        rest.told(ModelFault("no", code=code))
    assert rest.fault is None


def test_a_server_that_hangs_keeps_three_questions_waiting_and_no_fourth(desk: Desk) -> None:
    with written_desk(desk, hangs(), first=0.5, timeout=5.0) as (written, server):
        for _ in range(FAULTS):
            assert codes(written.answer(BORROW)) == ["fallback"]
        asked, began = len(server.calls), time.monotonic()
        assert written.resting and written.resting, "looking at it takes nobody's turn"
        answer = written.answer(BORROW)
        took = time.monotonic() - began
    assert codes(answer) == ["fallback"] and answer.citations and len(server.calls) == asked
    assert took < 0.5, "less than the wait for a first word"


def test_it_is_tried_again_and_writes(desk: Desk) -> None:
    with written_desk(desk, *[refuses(500)] * FAULTS, says(GOOD_ZH)) as (written, server):
        for _ in range(FAULTS):
            written.answer(BORROW)
        assert written.answer(BORROW).engine == "extractive" and len(server.calls) == FAULTS
        assert written._writer is not None
        written._writer.rest._now = lambda: time.monotonic() + SECONDS
        assert written.answer(BORROW).engine == "llm"


@pytest.mark.parametrize("idle", ["你好", "What can you do?", "图书馆有哪些章节？"])
def test_a_question_without_a_call_takes_no_trial(desk: Desk, idle: str) -> None:
    with written_desk(desk, *[refuses(500)] * FAULTS, says(GOOD_ZH)) as (written, server):
        for _ in range(FAULTS):
            written.answer(BORROW)
        assert written._writer is not None
        written._writer.rest._now = lambda: time.monotonic() + SECONDS
        written.answer(idle)
        assert len(server.calls) == FAULTS
        assert written.answer(BORROW).engine == "llm"


def test_a_follow_up_whose_rewriting_is_the_trial_is_written_too(desk: Desk) -> None:
    with written_desk(desk, *[refuses(500)] * FAULTS, says("图书馆周末几点关门？"), says("周末延长开放到晚上十点[1][2]。")) as (written, server):
        for _ in range(FAULTS):
            written.answer(BORROW)
        assert written._writer is not None
        written._writer.rest._now = lambda: time.monotonic() + SECONDS
        assert written.answer("那周末呢？", ["图书馆平日几点关门？"]).engine == "llm"
    assert len(server.calls) == FAULTS + 2


def test_what_a_model_writes_badly_is_no_fault_of_the_server(desk: Desk) -> None:
    with written_desk(desk, says("报告指出，每人最多借九百本书[1]。")) as (written, server):
        for _ in range(FAULTS + 1):
            assert codes(written.answer(BORROW)) == ["fallback"]
    assert len(server.calls) == FAULTS + 1


ECHOES = [
    (BORROW, f"{BORROW}[1]"),
    (BORROW, f"问题：{BORROW}[1]。"),
    (BORROW, "Question: How many books may everyone borrow [1]?"),
    (BORROW, "每句话只说一件事，句末写出依据的段落编号[1]。"),
    (BORROW, "用中文回答[1]。"),
    ("周六几点开门?", "中文 (原文): 一、开放时间 > (二)周末[1]。"),
]


@pytest.mark.parametrize(("question", "echo"), ECHOES)
def test_what_the_model_was_told_and_repeats_is_no_answer(desk: Desk, question: str, echo: str) -> None:
    with written_desk(desk, says(echo)) as (written, _):
        answer = written.answer(question)
    assert answer.engine == "extractive" and codes(answer) == ["fallback"]
