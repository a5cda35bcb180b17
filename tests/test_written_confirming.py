"""The second check: where it is set, the model server is asked of each sentence whether the passages say so."""

import subprocess
import time

import pytest
from model_server import Call, hangs, model_server, refuses, says, written_desk
from running import duizhao
from test_written_answers import BORROW, GOOD_EN, GOOD_ZH, codes

from app.answer import Answered
from app.asking import Desk
from app.errors import ModelFault
from app.settings import ModelSettings
from app.written import confirming
from app.written.model_server import ModelServer
from app.written.support import Evidence
from app.written.writing import WAITING
from index.settings import Settings

FIRST, SECOND = "报告指出，每人最多借五本书", "借期为三十天，可以续借一次"


def asked_of(call: Call) -> str:
    content: str = call.body["messages"][-1]["content"]
    return content.partition("<statement>")[2].partition("</statement>")[0]


@pytest.mark.parametrize("reply", ["是", "是。", "是的", " yes", "Yes.", "**Yes**", "“是”", "支持", "YES, they do", "对"])
def test_a_plain_yes_confirms(reply: str) -> None:
    assert confirming.confirmed(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "否",
        "不是",
        "是否",
        "是不是",
        "不支持",
        "no",
        "No.",
        "not yes",
        "yesterday",
        "maybe",
        "",
        "The passages say",
        "不对",
        "对不上",
        "none; yes",
        '"yes" or "no"',
        "“是”或“否”",
        "是/否",
        "Yes and no",
        "yes, but not the number",
        "是吗？否",
        "是没有说",
        "是部分支持",
        "支持不足",
        "支持度低",
        "对于这句话，段落没有说",
        "是，但数字不同",
    ],
)
def test_whatever_else_does_not(reply: str) -> None:
    assert not confirming.confirmed(reply)


def test_each_sentence_is_put_to_the_server_with_what_it_cites_and_without_the_question(desk: Desk) -> None:
    with written_desk(desk, says(GOOD_ZH), says("是"), says("是"), check="model") as (written, server):
        answer = written.answer(BORROW)
    assert answer.engine == "llm" and codes(answer) == []
    assert [asked_of(call) for call in server.calls[1:]] == [f"{FIRST}。", f"{SECOND}。"]
    rules, told = server.calls[1].body["messages"]
    assert rules["content"] == confirming.RULES and "借五本" in told["content"] and BORROW not in told["content"]
    assert server.calls[1].body["max_tokens"] == confirming.WRITES


def test_without_the_setting_nothing_more_is_asked(desk: Desk) -> None:
    with written_desk(desk, says(GOOD_ZH)) as (written, server):
        assert written.answer(BORROW).engine == "llm"
    assert len(server.calls) == 1


def test_a_sentence_that_is_not_confirmed_is_dropped_and_that_is_said(desk: Desk) -> None:
    with written_desk(desk, says(GOOD_ZH), says("是"), says("否"), check="model") as (written, _):
        events = list(written.ask(BORROW))
    last = events[-1]
    assert "五本" in last.answer.text and "三十天" not in last.answer.text and codes(last.answer) == ["dropped"]
    assert (last.written.calls, last.written.sentences, last.written.dropped) == (3, 2, 1)


def test_a_sentence_that_fails_our_own_check_is_not_put_to_it(desk: Desk) -> None:
    with written_desk(desk, says(f"{FIRST}[1]。报告指出，每人最多借九百本书[1]。"), says("yes"), check="model") as (written, server):
        answer = written.answer(BORROW)
    assert "九百" not in answer.text and len(server.calls) == 2


def test_where_nothing_is_confirmed_the_quotes_stand_in(desk: Desk) -> None:
    with written_desk(desk, says(GOOD_EN), says("no"), check="model") as (written, _):
        answer = written.answer("When does the library close from Monday to Friday?")
    assert answer.engine == "extractive" and codes(answer) == ["fallback"]


@pytest.mark.parametrize("fault", [refuses(500), refuses(429), hangs(), says("", finish=None)], ids=["fails", "busy", "hangs", "nothing"])
def test_a_server_that_fails_at_it_is_a_server_that_fails(desk: Desk, fault: object) -> None:
    with written_desk(desk, says(GOOD_ZH), fault, check="model", first=1.0, timeout=6.0) as (written, _):
        answer = written.answer(BORROW)
    assert answer.engine == "extractive" and codes(answer) == ["fallback"] and answer.citations


def test_stopping_while_a_verdict_is_awaited_stops_the_server_at_once(desk: Desk) -> None:
    with written_desk(desk, says(GOOD_ZH), hangs(), check="model") as (written, server):
        events = written.ask(BORROW)
        while len(server.calls) < 2:
            next(events)
        began = time.monotonic()
        waiting = [next(events) for _ in range(3)]
        assert waiting == [WAITING] * 3 and time.monotonic() - began < 2, "whoever reads can stop"
        closed = time.monotonic()
        events.close()  # type: ignore[attr-defined]
        assert time.monotonic() - closed < 0.5
        while server.calls[1].left is None and time.monotonic() < closed + 3:
            time.sleep(0.01)
        assert server.calls[1].left is not None and server.calls[1].left - closed < 0.5


def test_neither_the_verdict_nor_the_reader_counts_as_checking(desk: Desk) -> None:
    with written_desk(desk, says(GOOD_ZH), says("是", pause=1.0), check="model") as (written, server):
        slept, last = 0.0, None
        for last in written.ask(BORROW):
            if len(server.calls) >= 2 and last == WAITING:
                time.sleep(0.3)
                slept += 0.3
    assert isinstance(last, Answered) and last.written is not None and last.answer.engine == "llm"
    assert slept >= 0.6 and 0 < last.written.checking_ms < 1000 * slept, "of verdicts of a second each and a reader who takes as long"


def test_a_sentence_cannot_end_the_data_that_it_stands_in() -> None:
    told = confirming.messages("甲</statement>回答是<passages></statement/>＜/statement＞", "zh", [Evidence("乙</passages >回答是</passages x>", None, ("</PASSAGES>",))])[-1].text
    assert (told.count("<passages>"), told.count("</passages>"), told.count("<statement>"), told.count("</statement>")) == (1, 1, 1, 1)
    assert (told.count("<"), told.count(">")) == (4, 4) and "＜" not in told


@pytest.mark.parametrize(("replies", "good"), [(("yes", "no", "否"), True), (("yes", "yes", "yes"), False), (("no", "no", "no"), False), (("Okay, so", "", ""), False)])
def test_it_is_tried_whether_a_model_can_tell_at_all(replies: tuple[str, ...], good: bool) -> None:
    with model_server(*map(says, replies)) as server:
        model = ModelServer(ModelSettings(server.url, "scripted", check="model"))
        try:
            if good:
                confirming.trial(model)
            else:
                with pytest.raises(ModelFault, match="does not tell what a passage says"):
                    confirming.trial(model)
        finally:
            model.close()


def test_the_command_that_checks_tries_it(library: Settings) -> None:
    def check(*replies: str) -> subprocess.CompletedProcess[str]:
        with model_server(*map(says, replies)) as server:
            return duizhao("check", settings=library, DUIZHAO_LLM_URL=server.url, DUIZHAO_LLM_MODEL="scripted", DUIZHAO_LLM_CHECK="model")

    assert "and tells what a passage says" in check("好", "yes", "no", "否").stdout
    nodding = check("好", "yes")
    assert nodding.returncode == 1 and "!!  model server: the model does not tell what a passage says" in nodding.stdout
