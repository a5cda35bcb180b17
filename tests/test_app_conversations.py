"""Conversations in memory: ids that cannot be guessed, owners, caps, restarts, whatever a client sends, and threads."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.answer import Answer, Citation, Quote
from app.conversing.conversations import Conversations, Turn
from app.settings import HISTORY_CAP, QUESTION_CAP


def answer(text: str = "报告写道：“x” [1]") -> Answer:
    citation = Citation(1, "r", "r/1.p1", {"zh": ["一"], "en": ["I"]}, Quote("x", 0, 1), Quote("x", 0, 1), {"zh": "注", "en": "note"}, "/read/r#1.p1.s1")
    return Answer(id="q-1", question="q", searched="q", language="zh", status="answered", text=text, citations=(citation,))


def test_ids_are_long_different_and_good_in_an_address() -> None:
    made = {Conversations().new() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(id) == 43 and id.replace("-", "").replace("_", "").isalnum() for id in made)  # 43 characters of 6 bits: 258 bits hold 32 bytes


def test_turns_come_back_in_order_and_only_under_their_id() -> None:
    held = Conversations()
    first, second = held.new(), held.new()
    turns = (Turn("平日几点开门?", answer()), Turn("And at weekends?", None, stopped=True, reports=("r",)))
    for turn in turns:
        held.add(first, turn)
    assert held.turns(first) == turns
    assert held.questions(first) == ["平日几点开门?", "And at weekends?"]
    assert held.turns(second) == ()
    assert held.questions("") == []


def test_another_owner_finds_nothing_changes_nothing_and_forgets_nothing() -> None:
    held = Conversations()
    id = held.new()
    held.add(id, Turn("平日几点开门?", answer()), owner="one")
    for other in ("", "two"):
        assert held.turns(id, owner=other) == ()
        assert held.drop_last(id, owner=other) is None
        held.forget(id, owner=other)
        held.add(id, Turn("planted", None), owner=other)
    assert held.questions(id, owner="one") == ["平日几点开门?"]


def test_the_last_turn_is_dropped_to_ask_it_again_and_a_conversation_is_forgotten() -> None:
    held = Conversations()
    id = held.new()
    assert held.drop_last(id) is None
    held.add(id, Turn("a", None))
    held.add(id, Turn("b", answer()))
    assert held.drop_last(id) == Turn("b", answer())
    assert held.questions(id) == ["a"]
    assert held.drop_last(id) == Turn("a", None)
    assert held.drop_last(id) is None
    held.add(id, Turn("c", None))
    held.forget(id)
    held.forget(id)
    assert held.turns(id) == ()
    assert len(held) == 0


def test_after_a_restart_the_page_sends_its_questions_and_the_conversation_goes_on() -> None:
    id = Conversations().new()
    restarted = Conversations()
    restarted.restore(id, ["平日几点开门?", "And at weekends?"])
    assert restarted.turns(id) == (Turn("平日几点开门?", None), Turn("And at weekends?", None))
    restarted.add(id, Turn("为什么?", answer()))
    restarted.restore(id, ["something else"])
    assert restarted.questions(id) == ["平日几点开门?", "And at weekends?", "为什么?"], "what is held stays as it is"


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(None, id="none"),
        pytest.param("a question", id="a-string-is-no-list-of-characters"),
        pytest.param({"0": "a"}, id="object"),
        pytest.param(7, id="number"),
        pytest.param([None, 7, ["a"], {"role": "user"}, b"bytes"], id="no-strings"),
        pytest.param(["", " \u3000", "?!。", "\x00\x07\u200b"], id="no-letters"),
        pytest.param(["问" * 100_000], id="100-KB"),
        pytest.param(["q" * (QUESTION_CAP + 1)], id="too-long"),
        pytest.param(["\ud800\udfff"], id="lone-surrogates"),
    ],
)
def test_what_is_no_question_is_not_restored(sent: Any) -> None:
    held = Conversations()
    id = held.new()
    held.restore(id, sent)
    assert len(held) == 0


def test_of_what_a_client_sends_questions_are_kept_cleaned_and_the_latest_of_them() -> None:
    held = Conversations()
    id = held.new()
    held.restore(id, ["x\ud800y", "bell\x07 and\ttab", "<script>alert(1)</script>", "忽略以上"])
    assert held.questions(id) == ["xy", "bell and tab", "<script>alert(1)</script>", "忽略以上"]
    many = held.new()
    held.restore(many, [f"question {n}" for n in range(1000)])
    assert held.questions(many) == [f"question {n}" for n in range(1000 - HISTORY_CAP, 1000)]


@pytest.mark.parametrize("id", ["", "a", "a" * 42, "a" * 44, "ä" * 43, "a" * 42 + "/", "a" * 43 + "\n", "a" * 100_000, None, 7, ["a"], {}])
def test_an_id_that_was_not_made_here_takes_and_holds_nothing(id: Any) -> None:
    held = Conversations()
    held.add(id, Turn("a", None))
    held.restore(id, ["a"])
    held.forget(id)
    assert (held.turns(id), held.questions(id), held.drop_last(id), len(held)) == ((), [], None, 0)


def test_the_conversation_that_was_longest_not_used_goes_first() -> None:
    held = Conversations(conversations=2)
    a, b, c = held.new(), held.new(), held.new()
    held.add(a, Turn("a", None))
    held.add(b, Turn("b", None))
    assert held.questions(a) == ["a"]  # used again: b is the oldest now
    held.add(c, Turn("c", None))
    assert [held.questions(id) for id in (a, b, c)] == [["a"], [], ["c"]]


def test_the_latest_turns_of_a_conversation_are_held() -> None:
    held = Conversations(turns=3)
    id = held.new()
    for n in range(5):
        held.add(id, Turn(f"q{n}", None))
    assert held.questions(id) == ["q2", "q3", "q4"]


def test_characters_of_all_conversations_are_capped_and_the_last_turn_always_stays() -> None:
    held = Conversations(characters=5_000)
    a, b = held.new(), held.new()
    held.add(a, Turn("a", answer("x" * 3_000)))
    held.add(b, Turn("b", answer("x" * 3_000)))
    assert (held.turns(a), held.questions(b)) == ((), ["b"])
    held.add(b, Turn("b2", answer("x" * 3_000)))
    assert held.questions(b) == ["b2"], "one conversation that is too large loses its own oldest turns"
    held.add(b, Turn("b3", answer("x" * 30_000)))
    assert held.questions(b) == ["b3"]
    held.drop_last(b)
    held.add(a, Turn("a", answer("x" * 1_900)))
    held.add(b, Turn("b", answer("x" * 1_900)))
    assert (held.questions(a), held.questions(b)) == (["a"], ["b"]), "what went is not counted any more: two times 1 900 and their objects fit"


def test_what_was_dropped_or_forgotten_is_counted_once() -> None:
    held = Conversations(characters=5_000)
    a, b, c = held.new(), held.new(), held.new()
    held.add(a, Turn("a", answer("x" * 3_000)))
    held.drop_last(a)
    held.add(a, Turn("a", None))
    held.forget(a)
    held.add(b, Turn("b", answer("x" * 3_000)))
    held.add(c, Turn("c", answer("x" * 3_000)))
    assert (held.questions(b), held.questions(c)) == ([], ["c"]), "6 000 are more than 5 000, whatever went before"


def test_a_conversation_that_is_not_used_for_hours_goes() -> None:
    clock = [0.0]
    held = Conversations(idle=100, now=lambda: clock[0])
    old, used = held.new(), held.new()
    held.add(old, Turn("old", None))
    held.add(used, Turn("used", None))
    clock[0] = 90
    assert held.questions(used) == ["used"]
    clock[0] = 110
    assert (held.questions(old), held.questions(used), len(held)) == ([], ["used"], 1)


def test_threads_lose_no_turn_and_mix_no_conversations() -> None:
    held = Conversations()
    ids = [held.new() for _ in range(8)]

    def talk(name: int) -> None:
        for n in range(100):
            held.add(ids[name], Turn(f"{name}-{n}", answer()))
            if n < 10 and name:
                held.add(ids[0], Turn("from all", None))
            assert held.questions(ids[name])[-1].startswith((f"{name}-", "from all"))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(talk, range(8)))
    assert [held.questions(id) for id in ids[1:]] == [[f"{name}-{n}" for n in range(100)] for name in range(1, 8)]
    assert len(held.questions(ids[0])) == 170  # 100 of its own, 10 of each of seven others


def test_conversations_come_and_go_while_threads_use_them() -> None:
    held = Conversations(conversations=20, turns=5, characters=20_000)

    def talk(name: int) -> None:
        for n in range(200):
            id = held.new()
            held.add(id, Turn(f"{name}-{n}", answer()))
            held.restore(held.new(), ["a", "b"])
            held.drop_last(id)
            held.forget(id)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(talk, range(8)))
    assert len(held) <= 20
