"""Outlines: titles, headings with number and level, lists that are none, Markdown, and lines broken by a wrapped file."""

import pytest

from source.outline import bare, ordinal, outline, shown
from source.report import Span
from source.text import lines

ZH_BODY = "这里是一段足够长的正文,说明这一节的内容是什么。"
EN_BODY = "This is a paragraph that is long enough to stand under a heading of its own."


def read(text, language="zh", **more):
    """The outline's title, and its blocks as (words, level, number)."""
    made = outline(text, lines(text), language, **more)
    blocks = [(text[block.span.start : block.span.end], block.level, block.number) for block in made.blocks]
    title, publisher = (text[span.start : span.end] if span else None for span in (made.title, made.publisher))
    return title, publisher, blocks


def headings(text, language="zh", **more):
    return [block for block in read(text, language, **more)[2] if block[1]]


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        pytest.param("三", "3", id="zh"),
        pytest.param("十", "10", id="zh-ten"),
        pytest.param("十一", "11", id="zh-eleven"),
        pytest.param("二十", "20", id="zh-twenty"),
        pytest.param("三十五", "35", id="zh-35"),
        pytest.param("一百零三", "103", id="zh-103"),
        pytest.param("〇", "0", id="zh-zero"),
        pytest.param("III", "3", id="roman"),
        pytest.param("IX", "9", id="roman-nine"),  # 10 - 1
        pytest.param("XIV", "14", id="roman-14"),  # 10 + 5 - 1
        pytest.param("V", "5", id="roman-of-one-letter"),
        pytest.param("7", "7", id="digit"),
        pytest.param("１２", "12", id="full-width-digits"),
        pytest.param("2.1", "2.1", id="decimal"),
        pytest.param("2．1", "2.1", id="full-width-point"),
        pytest.param("A", "A", id="letter"),
        pytest.param("C", "C", id="letter-that-is-a-roman-hundred"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_numerals_of_both_languages_compare_as_the_same_digits(numeral, number):
    assert ordinal(numeral) == number


@pytest.mark.parametrize(
    ("language", "top", "below", "numbers"),
    [
        pytest.param("zh", "一、现状 二、原因", "(一)主观 (二)客观", "1 2", id="zh-official-paper"),
        pytest.param("zh", "第一章 第二章", "第一节 第二节", "1 2", id="zh-chapters"),
        pytest.param("zh", "第一章 第二章", "第一條 第二條", "1 2", id="zh-traditional-articles"),
        pytest.param("zh", "第一編 第二編", "第一節 第二節", "1 2", id="zh-traditional-parts"),
        pytest.param("zh", "1、现状 2、原因", "（1）主观 （2）客观", "1 2", id="zh-digits"),
        pytest.param("zh", "１、现状 ２、原因", "（１）主观 （２）客观", "1 2", id="zh-full-width-digits"),
        pytest.param("en", "Chapter_1 Chapter_2", "Article_1 Article_2", "1 2", id="en-chapters"),
        pytest.param("en", "I._Scope II._Terms", "1._People 2._Places", "1 2", id="en-roman"),
        pytest.param("en", "1._Scope 2._Terms", "(a)_People (b)_Places", "1 2 a b", id="en-letters-below"),
        pytest.param("zh", "一、API 二、SDK", "(1)Web (2)App", "1 2", id="mixed"),
    ],
)
def test_numbered_headings_have_the_level_in_which_their_style_first_appears(language, top, below, numbers):
    body = ZH_BODY if language == "zh" else EN_BODY
    upper, lower = ([word.replace("_", " ") for word in part.split()] for part in (top, below))
    text = "\n".join(line for head in upper for line in (head, lower[0], body, lower[1], body))
    above, under = (numbers.split() * 2)[:2], (numbers.split() * 2)[2:4]
    expected = [row for k in (0, 1) for row in ((upper[k], 1, above[k]), (lower[0], 2, under[0]), (lower[1], 2, under[1]))]
    assert headings("Title 标题\n" + text, language) == expected


def test_deeper_decimals_are_one_level_below_the_shallower():
    text = f"办法\n1.1 时间\n{ZH_BODY}\n(一)平日\n{ZH_BODY}\n1.1.1 API\n{ZH_BODY}\n1.2 Rules\n{ZH_BODY}"
    assert headings(text) == [("1.1 时间", 1, "1.1"), ("(一)平日", 2, "1"), ("1.1.1 API", 2, "1.1.1"), ("1.2 Rules", 1, "1.2")]


def test_lettered_headings_are_one_style_although_some_letters_are_roman_numerals():
    text = "Rules\n" + "\n".join(f"{letter}. Part {letter}\n{EN_BODY}" for letter in "ABCD")
    assert headings(text, "en") == [(f"{letter}. Part {letter}", 1, letter) for letter in "ABCD"]


@pytest.mark.parametrize(
    ("language", "line", "heading", "rest"),
    [
        pytest.param("zh", "(一)平日。图书馆上午九点开门。晚上关门。", "(一)平日。", "图书馆上午九点开门。晚上关门。", id="zh"),
        pytest.param("en", "(1) Weekdays. The library opens at nine. It closes late.", "(1) Weekdays.", "The library opens at nine. It closes late.", id="en"),
        pytest.param("zh", "(一)API 接口。使用 v2 版。另行通知。", "(一)API 接口。", "使用 v2 版。另行通知。", id="mixed"),
    ],
)
def test_a_heading_that_its_text_follows_on_the_same_line_ends_before_it(language, line, heading, rest):
    assert read(f"标题 Title\n{line}", language)[2] == [(heading, 1, "1"), (rest, 0, "")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("zh", "一、带证件\n二、填表格\n三、交押金", id="zh-numbers-in-a-row"),
        pytest.param("zh", f"1. {ZH_BODY}\n2. {ZH_BODY * 3}", id="zh-long-items"),
        pytest.param("en", "1. Bring your card\n2. Fill in the form\n3. Pay", id="en-numbers-in-a-row"),
        pytest.param("en", f"(1) {EN_BODY} {EN_BODY} {EN_BODY}\n(2) {EN_BODY} {EN_BODY}", id="en-long-items"),
        pytest.param("zh", "1. 下载 App\n2. 打开 WiFi\n3. 登录 API", id="mixed"),
    ],
)
def test_numbered_lines_without_text_under_them_are_a_list(language, text):
    title, _, blocks = read("标题 Title\n" + text, language)
    assert title == "标题 Title"
    assert [(words, level) for words, level, _ in blocks] == [(line, 0) for line in text.splitlines()]


def test_items_of_a_list_keep_their_numbers():
    assert [number for *_, number in read("Title\n1. Bring your card\n2. Fill in the form\n(c) Pay", "en")[2]] == ["1", "2", "c"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("zh", f"办法\n\n序言\n{ZH_BODY}\n\n附则\n{ZH_BODY}", ["序言", "附则"], id="zh"),
        pytest.param("en", f"Rules\n\nPreamble\n{EN_BODY}\n\nClosing\n{EN_BODY}", ["Preamble", "Closing"], id="en"),
        pytest.param("zh", f"办法\n\nAPI 接口\n{ZH_BODY}", ["API 接口"], id="mixed"),
        pytest.param("zh", f"办法\n{ZH_BODY}\n说明如下\n{ZH_BODY}", [], id="zh-without-a-gap"),
        pytest.param("en", f"Rules\n\nIt opens at nine.\n{EN_BODY}", [], id="en-a-sentence"),
        pytest.param("zh", f"办法\n\n内容如下\n1. {ZH_BODY}\n2. {ZH_BODY}", [], id="zh-a-list-under-it"),
        pytest.param("zh", "办法\n\n值班名单\n张三,李四。", [], id="zh-what-follows-is-as-short"),
        pytest.param("en", f"{EN_BODY}\n\nSigned by the librarian", [], id="en-nothing-under-it"),
    ],
)
def test_a_short_line_after_a_gap_with_a_paragraph_under_it_is_a_heading(language, text, expected):
    assert [words for words, *_ in headings(text, language)] == expected


@pytest.mark.parametrize(
    ("text", "language", "given", "title", "publisher", "first"),
    [
        pytest.param(f"办法\n{ZH_BODY}", "zh", {}, "办法", None, ZH_BODY, id="zh-first-line"),
        pytest.param(f"Rules\n{EN_BODY}", "en", {}, "Rules", None, EN_BODY, id="en-first-line"),
        pytest.param(f"办法 Rules\n图书馆 Library\n{ZH_BODY}", "zh", {"title": "办法  Rules", "publisher": "图书馆 Library"}, "办法 Rules", "图书馆 Library", ZH_BODY, id="mixed-as-declared"),
        pytest.param(f"一、现状\n{ZH_BODY}", "zh", {}, None, None, "一、现状", id="a-numbered-line-is-none"),
        pytest.param(f"{ZH_BODY}\n{ZH_BODY}", "zh", {}, None, None, ZH_BODY, id="a-sentence-is-none"),
        pytest.param(f"图书馆\n{ZH_BODY}", "zh", {"title": "办法"}, None, None, "图书馆", id="declared-otherwise"),
        pytest.param("办法", "zh", {}, None, None, "办法", id="the-only-line-is-none"),
        pytest.param(f"办法\n图书馆\n{ZH_BODY}", "zh", {"publisher": "图书馆"}, "办法", "图书馆", ZH_BODY, id="only-the-publisher-declared"),
    ],
)
def test_title_and_publisher_are_found_in_the_first_lines(text, language, given, title, publisher, first):
    found = read(text, language, **given)
    assert (*found[:2], found[2][0][0]) == (title, publisher, first)


def test_markdown_marks_win_over_numbers_and_a_picture_is_no_text():
    text = f"# Rules 办法\n\n![a picture](a.png)\n<!-- to do -->\n{{{{< toc >}}}}\n<img src='a.png' />\n\n## 1.2 Scope\n\n1. Open it.\n2. Close it.\n\n### (一) 范围\n{ZH_BODY}\n\n---\n"
    title, _, blocks = read(text, "en", markdown=True)
    assert title == "Rules 办法"
    assert blocks == [("1.2 Scope", 1, "1.2"), ("1. Open it.", 0, "1"), ("2. Close it.", 0, "2"), ("(一) 范围", 2, "1"), (ZH_BODY, 0, "")]


@pytest.mark.parametrize(
    ("language", "before", "kept"),
    [
        pytest.param("zh", "layout: default\ntitle: 办法\norder: 2 redirect_from:\ncriteria/rules\n{% assign x %}\n----", [], id="keys-and-paths-of-a-web-page"),
        pytest.param("en", "SPDX-License-Identifier: CC0-1.0\n<!-- to do -->\n=====", [], id="licence-comment-and-rule"),
        pytest.param("en", '[1]: https://example.org/a.html\n[the law]: ../law.md "The law"', [], id="where-links-lead"),
        pytest.param("zh", "[^1]: 见附件。\n[注]: 另见通知", ["[^1]: 见附件。", "[注]: 另见通知"], id="a-footnote-is-text"),
        pytest.param("zh", "2024/2025\n工会/妇联\nN/A", ["2024/2025", "工会/妇联", "N/A"], id="a-slash-is-no-path"),
        pytest.param("en", "note: bring your card.\nfollowing:\ntel: 3000", ["note: bring your card.", "following:", "tel: 3000"], id="words-with-a-colon-are-no-keys"),
        pytest.param("zh", "注意: API\n电话: 3000", ["注意: API", "电话: 3000"], id="mixed"),
    ],
)
def test_what_a_web_page_says_to_its_programs_is_no_text(language, before, kept):
    body = ZH_BODY if language == "zh" else EN_BODY
    assert [words for words, *_ in read(f"标题 Title\n{body}\n{before}\n{body}", language)[2]] == [body, *kept, body]


@pytest.mark.parametrize(
    ("language", "text", "paragraphs"),
    [
        pytest.param("zh", "## 概述\n图书馆上午\n九点开门。\n- 读者证\n  要带好\n\n第二段。", ["图书馆上午\n九点开门。", "- 读者证\n  要带好", "第二段。"], id="zh"),
        pytest.param("en", "## Scope\nThe library opens\nat nine.\n* bring\n  a card\n\nMore.", ["The library opens\nat nine.", "* bring\n  a card", "More."], id="en"),
        pytest.param("zh", "## API\n使用 the\nAPI 接口。\n\n完。", ["使用 the\nAPI 接口。", "完。"], id="mixed"),
    ],
)
def test_broken_lines_of_markdown_are_one_paragraph(language, text, paragraphs):
    assert [words for words, level, _ in read(text, language, markdown=True)[2] if level == 0] == paragraphs


def test_a_hard_wrapped_text_is_joined_to_paragraphs_and_one_line_each_is_not():
    line = "the library opens at nine in the morning and"
    wrapped = "\n".join([line] * 9 + ["closes late."])
    assert [words for words, *_ in read(f"Rules\n\n{wrapped}\n\n{wrapped}", "en")[2]] == [wrapped, wrapped]
    whole = "\n".join(["The library opens at nine in the morning."] * 10)
    assert len(read(f"Rules\n\n{whole}", "en")[2]) == 10


@pytest.mark.parametrize(
    ("text", "as_shown", "words"),
    [
        pytest.param("(一)对流动人口服务管理不到位。", "(一)对流动人口服务管理不到位。", "对流动人口服务管理不到位", id="zh"),
        pytest.param("- Current status", "- Current status", "Current status", id="en-bullet"),
        pytest.param("## II.  Rules for\nborrowing:", "II. Rules for borrowing:", "II. Rules for borrowing", id="en-markdown"),
        pytest.param("三、API 接口:", "三、API 接口:", "API 接口", id="mixed"),
        pytest.param("第一条", "第一条", "第一条", id="number-only"),
    ],
)
def test_a_heading_is_shown_without_marks_and_compared_without_its_number(text, as_shown, words):
    span = Span(0, len(text))
    assert (shown(text, span), bare(text, span)) == (as_shown, words)
