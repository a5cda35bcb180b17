"""What the page asks of the server, without a page: pictures of a turn, stopping, taking up a conversation, and whatever a client may send."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.answer import Answered, Event, Retrieved, Token
from app.asking import Desk
from app.conversing.conversations import Conversations
from app.conversing.keeping import Keeper
from app.conversing.visit import Visit
from app.pages.chat_events import Asked, Talk
from app.pages.overview import overview
from app.pages.turn_view import reading, writing
from app.settings import HISTORY_CAP
from source.errors import DuizhaoError

BORROW, HOURS = "每人最多借几本书?", "Until when is the library open at weekends?"


class ScriptedDesk:
    """A desk that gives these events, or fails; keeps what it was asked."""

    def __init__(self, desk: Desk, events: Sequence[Event | DuizhaoError]) -> None:
        self.index = desk.index
        self.events = events
        self.asked: list[tuple[str, list[str], Sequence[str] | None]] = []
        self.ended = False

    def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
        self.asked.append((question, list(history), reports))
        try:
            for event in self.events:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.ended = True


def talk(desk: Desk | ScriptedDesk, keeper: Keeper | None = None) -> Talk:
    return Talk(desk, Conversations(), keeper)  # type: ignore[arg-type]


def sent(question: str, number: int = 1, earlier: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    return {"conversation": "", "key": f"k{number}", "question": question, "number": number, "earlier": list(earlier), "reports": [], "base": "http://host", **more}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param(BORROW, "五本书", id="zh"),
        pytest.param("How many books may everyone borrow?", "at most five books", id="en"),
        pytest.param("library 周末延长开放到几点?", "晚上十点", id="mixed"),
    ],
)
def test_a_turn_is_pictured_from_what_is_read_to_the_answer(desk: Desk, question: str, words: str) -> None:
    pictures = list(talk(desk).ask(sent(question)))
    assert pictures[0]["state"] == "reading" and pictures[0]["reading"]
    assert pictures[-1]["state"] in ("answered", "low")
    assert any(words in block["text"] or words in json.dumps(block, ensure_ascii=False) for block in pictures[-1]["blocks"]) or words in pictures[-1]["plain"]
    assert len({picture["conversation"] for picture in pictures}) == 1 and len(pictures[0]["conversation"]) == 43
    assert all(picture["key"] == "k1" and picture["question"] == question for picture in pictures)
    json.dumps(pictures)  # plain values


def test_a_citation_carries_all_that_the_page_shows_of_it(desk: Desk) -> None:
    answer = desk.answer(BORROW)
    *_, last = talk(desk).ask(sent(BORROW))
    for shown, citation in zip(last["evidence"]["citations"], answer.citations, strict=True):
        assert (shown["number"], shown["url"], shown["passage"]) == (citation.number, citation.url, citation.passage)
        for language in ("zh", "en"):
            quote = citation.side(language)
            assert quote is not None and shown[language]["text"] == " ".join(quote.text.split())
        assert f"http://host{citation.url}" in shown["quotation"]["zh"] and quote.text in shown["quotation"]["en"]


def test_refusals_greetings_and_failures_are_three_states(desk: Desk) -> None:
    *_, refused = talk(desk).ask(sent("Who won the football world cup in the year 1998 in France?"))
    assert (refused["state"], refused["searched"], refused["blocks"], refused["evidence"]["kind"], refused["evidence"]["citations"]) == ("refused", True, [], "closest", [])
    *_, said = talk(desk).ask(sent("你好"))
    assert (said["state"], said["evidence"]["kind"]) == ("said", "")
    assert said["suggested"] and all(question.endswith("？") for question in said["suggested"])
    *_, failed = talk(ScriptedDesk(desk, [DuizhaoError("the store is away")])).ask(sent(BORROW))
    assert (failed["state"], failed["code"]) == ("error", "failed")
    assert "store" not in json.dumps(failed)


def test_a_bug_is_told_to_the_page_and_rises(desk: Desk) -> None:
    made = talk(ScriptedDesk(desk, [Retrieved(()), ZeroDivisionError("a bug")]))  # type: ignore[list-item]
    pictures = made.ask(sent(BORROW))
    states = [(picture := next(pictures))["state"], next(pictures)["state"]]
    assert states == ["reading", "error"]
    with pytest.raises(ZeroDivisionError):
        next(pictures)
    assert made.conversations.questions(picture["conversation"]) == []


@pytest.mark.parametrize(("question", "code"), [("", "empty"), ("？！", "empty"), ("书" * 2001, "too_long"), ("b" * 100_000, "too_long")])
def test_what_is_no_question_is_a_fault_and_no_turn(desk: Desk, question: str, code: str) -> None:
    made = talk(desk)
    (fault,) = made.ask(sent(question))
    assert (fault["state"], fault["code"]) == ("fault", code)
    assert made.conversations.questions(fault["conversation"]) == []


def test_a_stopped_turn_ends_with_the_step_that_it_is_in(desk: Desk) -> None:
    scripted = ScriptedDesk(desk, [Retrieved(()), *(Token(f"句{k}，") for k in range(100))])
    made = talk(scripted)
    pictures = made.ask(sent(BORROW))
    first = next(pictures)
    assert made.stop({"key": "k1"})
    assert [picture["state"] for picture in pictures] == ["stopped"]
    assert scripted.ended
    (turn,) = made.conversations.turns(first["conversation"])
    assert (turn.question, turn.answer, turn.stopped) == (BORROW, None, True)


def test_a_page_that_is_closed_in_the_middle_leaves_a_stopped_turn(desk: Desk) -> None:
    scripted = ScriptedDesk(desk, [Retrieved(()), Token("甲"), Token("乙")])
    made = talk(scripted)
    pictures = made.ask(sent(BORROW))
    id = next(pictures)["conversation"]
    pictures.close()  # type: ignore[attr-defined]
    assert made.conversations.turns(id)[0].stopped
    assert scripted.ended


def test_earlier_questions_are_the_history_and_a_restarted_server_takes_them_up(desk: Desk) -> None:
    whole = [Answered(desk.answer(BORROW), desk.index)]
    scripted = ScriptedDesk(desk, whole)
    made = talk(scripted)
    *_, first = made.ask(sent(BORROW))
    id = first["conversation"]
    list(made.ask(sent(HOURS, 2, [BORROW], conversation=id)))
    again = talk(scripted)  # a new server
    list(again.ask(sent("那周末呢?", 3, [BORROW, HOURS], conversation=id)))
    assert [history for _, history, _ in scripted.asked] == [[], [BORROW], [BORROW, HOURS]]
    assert again.conversations.questions(id) == [BORROW, HOURS, "那周末呢?"]


def test_a_conversation_deleted_while_it_is_answered_stays_deleted(desk: Desk, tmp_path: Path) -> None:
    keeper = Keeper.open(str(tmp_path / "kept.sqlite"))
    assert keeper is not None
    made = talk(desk, keeper)
    pictures = made.ask(sent(BORROW))
    id = next(pictures)["conversation"]
    assert made.forget({"conversation": id}) == "unknown", "nothing of it is kept yet"
    assert [picture["state"] for picture in pictures] == []
    assert (made.conversations.questions(id), keeper.counts().turns) == ([], 0)
    *_, last = made.ask(sent(HOURS, conversation=id))  # and can be begun anew
    assert (last["state"], made.conversations.questions(id), keeper.counts().turns) == ("answered", [HOURS], 1)
    keeper.close()


def test_a_question_stopped_while_it_waits_for_its_turn_is_not_looked_up(desk: Desk) -> None:
    scripted = ScriptedDesk(desk, [Retrieved(())])
    made = talk(scripted)
    waiting = made.ask(sent(BORROW))
    assert made.stop({"key": "k1"})
    (stopped,) = waiting
    assert (stopped["state"], scripted.asked) == ("stopped", [])
    assert [turn.stopped for turn in made.conversations.turns(stopped["conversation"])] == [True]


@pytest.mark.parametrize("told", [{}, {"key": "k2"}], ids=["stopped-first", "by-its-key"])
def test_a_conversation_deleted_while_its_question_waits_for_its_turn_stays_deleted(desk: Desk, tmp_path: Path, told: dict[str, str]) -> None:
    keeper = Keeper.open(str(tmp_path / "kept.sqlite"))
    assert keeper is not None
    made = talk(desk, keeper)
    *_, first = made.ask(sent(BORROW))
    id = first["conversation"]
    waiting = made.ask(sent(HOURS, 2, [BORROW], conversation=id))
    if not told:
        made.stop({"key": "k2"})
    assert made.forget({"conversation": id, **told}) == "deleted"
    assert [picture["state"] for picture in waiting] == ["stopped"]
    assert (made.conversations.questions(id), keeper.counts().turns) == ([], 0)
    keeper.close()


def test_a_first_question_is_forgotten_by_its_key_before_its_page_knows_the_conversation(desk: Desk, tmp_path: Path) -> None:
    keeper = Keeper.open(str(tmp_path / "kept.sqlite"))
    assert keeper is not None
    made = talk(desk, keeper)
    pictures = made.ask(sent(BORROW))
    id = next(pictures)["conversation"]
    assert made.forget({"conversation": "", "key": "k1"}) == "deleted"
    assert list(pictures) == []
    assert (made.conversations.questions(id), keeper.counts().turns) == ([], 0)
    keeper.close()


def test_over_reports_that_are_gone_nothing_is_asked_and_the_page_is_told(desk: Desk) -> None:
    scripted = ScriptedDesk(desk, [Answered(desk.answer(BORROW), desk.index)])
    made = talk(scripted)
    (fault,) = made.ask(sent(BORROW, reports=["gone"]))
    assert (fault["state"], fault["code"], scripted.asked) == ("fault", "gone", [])
    assert made.conversations.questions(fault["conversation"]) == []
    assert "再问一次" in made.export({"turns": [{"question": BORROW, "reports": ["gone"]}], "language": "zh"}) and scripted.asked == []
    *_, last = made.ask(sent(BORROW, reports=["gone", "library"]))
    assert last["state"] == "answered"


def test_asked_again_a_question_takes_the_place_of_its_last_turn(desk: Desk) -> None:
    made = talk(desk)
    *_, first = made.ask(sent(BORROW))
    id = first["conversation"]
    list(made.ask(sent(BORROW, 1, [], conversation=id)))
    assert made.conversations.questions(id) == [BORROW]


def test_a_long_conversation_and_blanks_round_its_questions_are_known_again(desk: Desk) -> None:
    whole = [Answered(desk.answer(BORROW), desk.index)]
    made = talk(ScriptedDesk(desk, whole))
    *_, first = made.ask(sent(f" {BORROW} "))
    id, asked = first["conversation"], [f" {BORROW} "]
    for number in range(2, HISTORY_CAP + 5):
        list(made.ask(sent(f"{HOURS} {number}", number, asked[-HISTORY_CAP:], conversation=id)))
        asked.append(f"{HOURS} {number}")
    assert len(made.conversations.turns(id)) == len(asked)
    list(made.ask(sent(asked[-1], len(asked), asked[:-1][-HISTORY_CAP:], conversation=id)))  # asked again
    assert [turn.answer is not None for turn in made.conversations.turns(id)] == [True] * len(asked)


@pytest.mark.parametrize(
    "what",
    [
        None,
        5,
        "x",
        [],
        {},
        {"question": 5},
        {"question": None, "earlier": "x", "reports": {"a": 1}, "key": ["k"]},
        {"earlier": [1, None, {"role": "user"}], "number": "7", "base": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_whatever_a_client_sends_is_read_as_a_question_or_as_none(desk: Desk, what: object) -> None:
    asked = Asked.read(what, ["library"])
    assert (asked.question, asked.earlier, asked.reports, asked.number, asked.key, asked.base) == ("", (), (), 1, "", "")
    made = talk(desk)
    (fault,) = made.ask(what)
    assert fault["state"] == "fault"
    assert made.stop(what) is False
    assert made.feedback(what) is False
    assert made.forget(what) == "deleted"
    assert made.export(what).startswith("# ")


def test_a_history_without_end_is_cut_and_unknown_reports_are_left_out() -> None:
    asked = Asked.read(sent("x", earlier=["y" * 10] * 500, reports=["library", "../etc", 5]), ["library", "other"])
    assert len(asked.earlier) == HISTORY_CAP
    assert asked.reports == ("library",)
    assert Asked.read(sent("x", reports=["library", "other"]), ["library", "other"]).reports == (), "all of them: no choice"


@pytest.mark.parametrize(
    ("question", "before", "told"),
    [
        pytest.param("那周末呢?", "平日几点关门?", "已按“周末几点关门?”检索。", id="zh"),
        pytest.param("And at weekends?", "When does the library close on weekdays?", "Searched for ", id="en"),
        pytest.param("library 借期多长？", "平日几点关门?", "", id="stands-alone"),
        pytest.param("每人最多借幾本書", "平日几点关门?", "", id="only-written-otherwise"),
        pytest.param("谢谢", "平日几点关门?", "", id="not-searched"),
    ],
)
def test_the_page_is_told_what_a_follow_up_was_searched_as(desk: Desk, question: str, before: str, told: str) -> None:
    *_, last = talk(desk).ask(sent(question, 2, [before]))
    said = [notice["text"] for notice in last["notices"] if notice["code"] == "searched"]
    assert [words[: len(told)] for words in said] == ([told] if told else [])
    assert not said or desk.answer(question, [before]).searched in said[0]


def test_an_export_holds_every_turn_also_those_that_a_new_server_does_not_know(desk: Desk) -> None:
    made = talk(desk)
    *_, first = made.ask(sent(BORROW))
    turns = [{"question": BORROW, "reports": []}, {"question": HOURS, "reports": [], "stopped": True}]
    for server in (made, talk(desk)):
        text = server.export({"conversation": first["conversation"], "turns": turns, "language": "en", "base": "http://host"})
        assert "最多借五本书" in text and "at most five books" in text and "Stopped" in text


def test_an_export_says_which_answers_were_made_anew(desk: Desk) -> None:
    made = talk(desk)
    *_, first = made.ask(sent(BORROW))
    asked = {"conversation": first["conversation"], "turns": [{"question": BORROW, "reports": []}], "base": "http://host"}
    for language, words in (("zh", "导出时重新回答"), ("en", "answered anew")):
        assert words not in made.export(asked | {"language": language})
        assert words in talk(desk).export(asked | {"language": language})


def test_a_conversation_exported_in_pieces_is_the_same_as_in_one(desk: Desk) -> None:
    made = talk(desk)
    *_, last = made.ask(sent(BORROW))
    id = last["conversation"]
    *_, _ = made.ask(sent(HOURS, conversation=id, number=2, earlier=[BORROW]))
    *_, _ = made.ask(sent(BORROW, conversation=id, number=3, earlier=[BORROW, HOURS]))
    turns = [{"question": question, "reports": []} for question in (BORROW, HOURS, BORROW)]
    whole = made.export({"conversation": id, "turns": turns, "language": "en", "base": "http://host"})
    one = made.export({"conversation": id, "turns": turns[:2], "first": 1, "after": 1, "earlier": [], "language": "en", "base": "http://host"})
    other = made.export({"conversation": id, "turns": turns[2:], "first": 3, "after": 0, "earlier": [BORROW, HOURS], "language": "en", "base": "http://host"})
    assert f"{one}\n{other}" == whole
    assert "anew" not in whole and "## 3. " in other


def test_feedback_is_kept_where_conversations_are_and_forgotten_with_them(desk: Desk, tmp_path: Path) -> None:
    keeper = Keeper.open(str(tmp_path / "kept.sqlite"))
    assert keeper is not None
    made = talk(desk, keeper)
    *_, last = made.ask(sent(BORROW))
    id = last["conversation"]
    assert made.feedback({"conversation": id, "number": 1, "up": False, "reason": "missing", "note": "x"})
    assert not made.feedback({"conversation": id, "number": 1, "up": "no"})
    assert not talk(desk).feedback({"conversation": id, "number": 1, "up": True}), "nothing is kept"
    assert (keeper.counts().turns, keeper.counts().feedback) == (1, 1)
    assert made.feedback({"conversation": id, "number": 1, "up": None}) and keeper.counts().feedback == 0, "taken back"
    assert made.feedback({"conversation": id, "number": 1, "up": True}) and keeper.counts().feedback == 1
    assert made.forget({"conversation": id}) == "deleted"
    assert made.forget({"conversation": id}) == "unknown"
    assert (keeper.counts().turns, made.conversations.questions(id)) == (0, [])
    keeper.close()


def test_what_is_kept_is_its_owners_alone(desk: Desk, tmp_path: Path) -> None:
    keeper = Keeper.open(str(tmp_path / "kept.sqlite"))
    assert keeper is not None
    made, mine, other = talk(desk, keeper), Visit("mine"), Visit("other")
    *_, last = made.ask(sent(BORROW), mine)
    id = last["conversation"]
    told = {"conversation": id, "number": 1, "up": True}
    assert not made.feedback(told, other), "who knows the id says nothing of it"
    assert made.forget({"conversation": id}, other) == "unknown", "and is told of nothing"
    list(made.ask(sent(HOURS, conversation=id), other))
    assert (keeper.counts().conversations, keeper.counts().turns, keeper.counts().feedback) == (2, 2, 0), "deleted nothing, and added to nothing"
    assert made.feedback(told, mine)
    kept = (tmp_path / "kept.sqlite").read_bytes()
    assert id.encode() not in kept and b"mine" not in kept, "neither the page's id nor whose it is"
    assert made.forget({"conversation": id}, mine) == "deleted"
    assert (keeper.counts().conversations, keeper.counts().turns) == (1, 1), "the other's own is there"
    keeper.close()


def test_the_overview_names_reports_contents_and_questions_and_is_sent_once(desk: Desk) -> None:
    made = talk(desk)
    shown = made.overview()
    assert shown == overview(desk.index)
    (report,) = shown["reports"]
    assert report["title"]["en"] == "Opening rules of the small town library"
    assert [(entry["number"], entry["depth"], entry["heading"]["zh"]) for entry in report["contents"]] == [("一", 0, "开放时间"), ("(一)", 1, "平日"), ("(二)", 1, "周末"), ("二", 0, "借书规则")]
    assert all(row["question"] for language in ("zh", "en") for row in report["suggested"][language])
    assert [row["section"] for row in report["suggested"]["zh"]][:2] == ["", "1.1"], "of several reports, those on sections are shown"
    assert made.overview({"version": shown["version"]}) == {"version": shown["version"]}


@pytest.mark.parametrize(
    ("text", "lead", "blocks"),
    [
        pytest.param("报告写", "报告写", [], id="lead"),
        pytest.param("报告写道：“周末延长", "报告写道：", [("周末延长", 0, "zh")], id="zh-unfinished"),
        pytest.param('The report lists:\n"a" [1]\n"b', "The report lists:", [("a", 1, "en"), ("b", 0, "en")], id="en-list"),
        pytest.param("报告写道：“甲” [1]……“乙” [2]", "报告写道：", [("甲", 1, "zh"), ("乙", 2, "zh")], id="dots-between"),
        pytest.param("报告写道：「见“[2]” [2]」 [1]", "报告写道：", [("见“[2]” [2]", 1, "zh")], id="markers-of-the-report"),
    ],
)
def test_an_answer_in_the_middle_is_laid_out_like_a_whole_one(text: str, lead: str, blocks: list[tuple[str, int, str]]) -> None:
    shown = writing(text)
    assert shown["lead"] == lead
    assert [(block["text"], block["number"], block["language"]) for block in shown["blocks"]] == blocks


def test_words_that_are_set_have_their_dots_before_the_answer_is_whole(desk: Desk) -> None:
    found = (("library/1.2.p1", 1.0),)
    assert [block["before"] for block in writing("报告写道：“志愿者值班” [1]", desk.index, found)["blocks"]] == [False], "too short to be placed"
    assert [block["before"] for block in writing("报告写道：“延长开放到晚上十点” [1]", desk.index, found)["blocks"]] == [True]
    assert [block["before"] for block in writing("报告写道：“周末延长开放到晚上十点” [1]", desk.index, found)["blocks"]] == [False]


def test_what_is_read_is_named_by_its_section_once(desk: Desk) -> None:
    named = reading(desk.index, [("library/2.p1", 1.0), ("library/2.p1", 0.5), ("gone/1.p1", 0.4), ("library/1.2.p1", 0.3)])
    assert [row["path"]["zh"] for row in named] == [["二、借书规则"], ["一、开放时间", "(二)周末。"]]
    assert named[0]["report"] is None
