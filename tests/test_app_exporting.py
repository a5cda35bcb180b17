"""A conversation as Markdown, an answer for the clipboard, a citation as a quotation: everything said is there, and shows as it was published."""

import dataclasses
import re

import pytest
from markdown_it import MarkdownIt

from app.answer import Answer, Citation, Notice, Quote
from app.asking import Desk
from app.conversing.conversations import Turn
from app.conversing.exporting import escaped, markdown, plain, quotation
from app.settings import QUESTION_CAP
from source.report import Report

ZH_TITLE, EN_TITLE = "小镇图书馆开放办法", "Opening rules of the small town library"
HOSTILE = [
    "# 一级标题",
    "## 1. heading",
    "1986. 这一年",
    "12) item",
    "- item",
    "+ item",
    "* item",
    "--- ",
    "***",
    "===",
    "> quoted",
    "```code```",
    "~~gone~~ **bold** __bold__ *i* _i_",
    "[link](http://evil.example) ![picture](http://evil.example/x.png)",
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "<http://evil.example> www.evil.example http://evil.example a@evil.example",
    "&lt;b&gt; &amp; &#91;",
    "| a | b |",
    "a\\*b \\",
    "$x^2$ and ${1+1}",
    "[1]: http://evil.example",
    "（全角，标点）《书名》“引文”——破折号……",
]


def shown(text: str) -> str:
    """What a reader of the Markdown sees, white space squeezed."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    words: list[str] = []
    for token in tokens:
        if token.type in ("html_block", "fence", "code_block"):
            words.append("\0markup\0")
        for child in token.children or []:
            words.append(child.content if child.type in ("text", "text_special") else "\n" if child.type in ("softbreak", "hardbreak") else "")
            if child.type in ("html_inline", "image", "code_inline", "s_open", "em_open") or (child.type == "link_open" and child.markup != "autolink"):
                words.append("\0markup\0")
        words.append("\n" if token.type == "inline" else "")
    return " ".join("".join(words).split())


def hostile_turn(text: str, report: str = "library") -> Turn:
    """A question and an answer that consist of the text throughout."""
    citation = Citation(1, report, f"{report}/1.p1", {"zh": [text], "en": [text]}, Quote(text, 0, len(text)), Quote(text, 0, len(text)), {"zh": text, "en": text}, f"/read/{report}#1.p1.s1")
    answer = Answer(id="q", question=text, searched=text, language="zh", status="answered", text=text, citations=(citation,), notices=(Notice("corrected", text),))
    return Turn(text, answer)


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_shows_as_it_is_and_makes_nothing_of_itself(text: str) -> None:
    assert shown(escaped(text)) == " ".join(text.split())
    assert shown(f"> {escaped(text)}") == " ".join(text.split())


def test_addresses_make_no_links_where_a_dialect_would_make_them() -> None:
    assert escaped("见 http://a.example 和 WWW.b.example, c@d.example") == "见 http\\://a.example 和 WWW\\.b.example, c\\@d.example"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_report_or_a_question_becomes_markup(text: str, desk: Desk) -> None:
    made = markdown([hostile_turn(text)], desk.index.reports, "zh")
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(made)
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h3"]
    assert "\0" not in shown(made)
    assert shown(made).count(" ".join(text.split())) >= 7  # question, answer, notice, two sides, section, note


def test_control_characters_surrogates_and_turned_directions_are_left_out_and_a_long_question_is_cut(desk: Desk) -> None:
    made = markdown([hostile_turn("a\x00b\x1b[31mc\ud800d\u202ee")], desk.index.reports, "en")
    made.encode("utf-8")
    assert "ab\\[31mcde" in made
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", made)
    long = markdown([Turn("问" * 100_000, None, stopped=True)], {}, "zh")
    assert long.count("问") == QUESTION_CAP + long.split("\n\n## 1.")[0].count("问")


def test_a_conversation_is_exported_with_quotes_in_both_languages_and_their_sources(desk: Desk) -> None:
    asked = ["每人最多借几本书?", "When does the library close from Monday to Friday?"]
    turns = [Turn(question, desk.answer(question)) for question in asked]
    answers = [turn.answer for turn in turns if turn.answer is not None]
    assert [answer.status for answer in answers] == ["answered", "answered"]
    for language, title, label in (("zh", f"《{ZH_TITLE}》", "（中文，原文）"), ("en", f"“{EN_TITLE}”", "(Chinese, original)")):
        made = markdown(turns, desk.index.reports, "zh" if language == "zh" else "en", base="https://host.example")
        seen = shown(made)
        for question, answer in zip(asked, answers, strict=True):
            assert question in seen
            assert " ".join(answer.text.split()) in seen
            for citation in answer.citations:
                assert citation.zh is not None
                assert citation.en is not None
                assert citation.zh.text in seen
                assert " ".join(citation.en.text.split()) in seen
                assert f"<https://host.example{citation.url}>" in made
                assert " > ".join(citation.section["zh" if language == "zh" else "en"]) in seen
        assert title in seen
        assert label in seen
        assert [line for line in made.splitlines() if line.startswith("## ")] == [f"## 1. {asked[0]}", f"## 2. {asked[1]}"]


def test_notices_notes_publisher_date_and_what_was_asked_over_are_told(desk: Desk) -> None:
    report = dataclasses.replace(desk.index.reports["library"], publisher={"zh": "图书馆", "en": "The library"}, date="2025-03-05", translation="machine")
    reports = {"library": report, "other": dataclasses.replace(report, id="other", title={"zh": "另一份", "en": "Another"})}
    turn = dataclasses.replace(hostile_turn("借书"), reports=("library", "other", "gone"))
    zh, en = (shown(markdown([turn], reports, language)) for language in ("zh", "en"))
    assert f"提问范围：《{ZH_TITLE}》、《另一份》、gone" in zh
    assert f"出处：《{ZH_TITLE}》，图书馆，2025-03-05，借书 /read/library#1.p1.s1 译注：借书" in zh
    assert "提示：借书" in zh
    assert "（英文，机器翻译）" in zh
    assert f"Asked over: “{EN_TITLE}”, “Another”, gone" in en
    assert f"Source: “{EN_TITLE}”, The library, 2025-03-05, 借书 /read/library#1.p1.s1 Translation note: 借书" in en
    assert "(English, machine translation)" in en


def test_stopped_and_forgotten_answers_and_silence_are_three_things(desk: Desk) -> None:
    silent = desk.answer("Who won the football world cup in the year 1998 in France?")
    assert silent.status == "not_in_report"
    assert silent.closest
    made = markdown([Turn("a", None, stopped=True), Turn("b", None), Turn(silent.question, silent)], desk.index.reports, "en")
    stopped, forgotten, told = made.split("\n## ")[1:]
    assert "Stopped while answering" in stopped
    assert "no longer held" in forgotten
    assert "### Related passages, for reading, not an answer" in told
    assert "### Evidence" not in made


def test_a_side_that_is_missing_is_said_and_a_language_that_a_report_lacks_is_not_spoken_of(desk: Desk) -> None:
    report = desk.index.reports["library"]
    citation = Citation(1, "library", "library/1.p1", {"zh": [], "en": ["I"]}, Quote("原文", 0, 2), None, None, "/read/library#1.p1.s1")
    assert quotation(citation, report, "zh") == f"“原文”（中文，原文）\n（英文里没有对应的文字）\n——《{ZH_TITLE}》，I  /read/library#1.p1.s1"
    alone = dataclasses.replace(report, text={"zh": report.text["zh"], "en": ""}, translation="none")
    assert quotation(citation, alone, "en").splitlines() == ["“原文” (Chinese, original)", f"— “{EN_TITLE}”, I  /read/library#1.p1.s1"]


@pytest.mark.parametrize("base", ["", "javascript://x", "https://x> [a](http://evil.example) <", "https://x\n# heading", "https://"])
def test_what_is_no_address_is_no_link(base: str) -> None:
    made = markdown([hostile_turn("借书")], {}, "zh", base=base)
    assert made.count("/read/library\\#1.p1.s1") == 1
    assert "evil" not in made
    assert made.count("\n#") == 2


def test_a_report_that_is_gone_is_named_by_its_id() -> None:
    made = shown(markdown([hostile_turn("借书", "gone")], {}, "zh"))
    assert "出处：gone，借书" in made
    assert "“借书”（中文）" in made


@pytest.fixture
def library_report(desk: Desk) -> Report:
    return desk.index.reports["library"]


def test_a_quotation_has_the_interfaces_language_first_and_its_source(desk: Desk, library_report: Report) -> None:
    citation = desk.answer("每人最多借几本书?").citations[0]
    assert citation.zh is not None
    assert citation.en is not None
    zh, en = (quotation(citation, library_report, language, base="https://h.example").splitlines() for language in ("zh", "en"))
    assert zh[0] == f"“{citation.zh.text}”（中文，原文）"
    assert zh[1] == f'"{citation.en.text}"（英文，译文）'
    assert zh[2] == f"——《{ZH_TITLE}》，二、借书规则  https://h.example{citation.url}"
    assert en[0] == f'"{citation.en.text}" (English, translation)'
    assert en[2] == f"— “{EN_TITLE}”, II. Rules for borrowing  https://h.example{citation.url}"


@pytest.mark.parametrize(("question", "source"), [("每人最多借几本书?", f"《{ZH_TITLE}》，二、借书规则"), ("How long is the loan period?", f"“{EN_TITLE}”, II. Rules for borrowing")])
def test_an_answer_for_the_clipboard_has_its_text_and_a_line_a_source(desk: Desk, question: str, source: str) -> None:
    answer = desk.answer(question)
    lines = plain(answer, desk.index.reports).splitlines()
    said = [*answer.text.splitlines(), *(notice.text for notice in answer.notices)]
    assert lines[: len(said)] == said
    assert lines[len(said) :] == ["", *(f"[{citation.number}] {source}  {citation.url}" for citation in answer.citations)]


def test_an_answer_for_the_clipboard_says_that_related_passages_are_no_answer() -> None:
    answer = hostile_turn("借书").answer
    assert answer is not None
    silent = dataclasses.replace(answer, text="没有。\x00", citations=(), notices=(), closest=answer.citations)
    assert plain(silent) == "没有。\n\n相近段落，供参阅，不是答案\n[1] library，借书  /read/library#1.p1.s1"
    assert plain(dataclasses.replace(silent, closest=())) == "没有。"
