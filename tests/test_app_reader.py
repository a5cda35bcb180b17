"""The reading page as it is sent: anchors, texts word for word, notes, the search, and what address and browser ask for."""

import dataclasses
import html
import re

import numpy as np
import pytest
from conftest import EN, ZH, write_report
from test_source_reading import WordPairs

from app.answering.citations import url
from app.pages import interface, reader
from app.pages.occurrences import words
from app.pages.runs import Run, Stretch, cut
from app.pages.templates import spaced
from app.pages.wanted import Wanted, wanted
from source.folder import declared
from source.reading import read
from source.report import LANGUAGES, Bead, Note, Passage, Report, Section, Span

NOTES = '[[note]]\nzh = "由志愿者值班"\nen = "with volunteers on duty"\nsays = {zh = "值班的人不领工资。", en = "The volunteers are not paid."}\n'


class Astray(WordPairs):
    """Finds every sentence as like every other."""

    def __call__(self, texts):
        return np.ones_like(super().__call__(texts))


@pytest.fixture
def report(tmp_path) -> Report:
    folder = write_report(tmp_path)
    (folder / "notes.toml").write_text(NOTES, encoding="utf-8")
    return read(declared(folder), WordPairs())


def anchored(page: str, anchor: str) -> str:
    """The text of the element with this id, which holds no other of its kind but marks and notes' words."""
    found = re.search(rf'<span class="s" lang="(?:zh|en)" id="{re.escape(anchor)}">(.*?)</span>(?=</div>|</span>|<span class="s"| <span class="s")', page, re.DOTALL)
    assert found is not None, anchor
    return html.unescape(re.sub(r"<[^>]+>", "", found[1]))


@pytest.mark.parametrize("show", ["", "both", "zh", "en"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_stands_word_for_word_under_its_anchor(report: Report, language, show: str) -> None:
    page = reader.page(report, Wanted(language=language, show=show))
    seen = 0
    for passage in report.passages:
        assert f'id="{passage.anchor}"' in page
        for side, mark in (("zh", "s"), ("en", "en")):
            for number, span in enumerate(passage.sentences(side), 1):
                assert anchored(page, f"{passage.anchor}.{mark}{number}") == report.quote(side, span)
                seen += 1
    for section in report.sections:
        assert (f'id="{section.key}"' in page) == any(section.heading.values())
    assert seen > 12
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_originals_anchors_stay_whatever_the_texts_are_aligned_with(report: Report, tmp_path) -> None:
    """A link to a sentence of the original outlives another encoder, and being indexed anew."""
    told = {(passage.anchor, number): report.quote("zh", span) for passage in report.passages for number, span in enumerate(passage.sentences("zh"), 1)}
    other = read(declared(write_report(tmp_path / "again")), Astray())
    assert {(passage.anchor, number): other.quote("zh", span) for passage in other.passages for number, span in enumerate(passage.sentences("zh"), 1)} == told


def test_a_citation_leads_to_its_sentence_also_where_only_the_translation_has_it(report: Report) -> None:
    passage = next(one for one in report.passages if one.id == "library/1.1.p1")
    zh, en = passage.sentences("zh"), passage.sentences("en")
    assert url(report, passage, {"zh": zh[1], "en": en[0]}) == "/read/library#1.1.p1.s2", "the original counts"
    assert url(report, passage, {"zh": None, "en": Span(en[1].start + 3, en[1].end)}) == "/read/library#1.1.p1.en2"
    assert url(report, passage, {"zh": None, "en": None}) == "/read/library#1.1.p1"


def test_an_english_original_gives_its_sentences_the_anchors(tmp_path) -> None:
    toml = 'files = {zh = "zh.txt", en = "en.txt"}\noriginal = "en"\ntranslation = "human"\n'
    english = read(declared(write_report(tmp_path, toml=toml)), WordPairs())
    page = reader.page(english)
    assert anchored(page, "2.p1.s1") == "Borrowing books requires a reader's card."
    assert anchored(page, "2.p1.zh1") == "借书须办读者证。"
    assert page.index("2.p1.zh1") < page.index("2.p1.s1")  # Chinese stays at the left


def test_a_report_in_one_language_is_one_column(tmp_path) -> None:
    folder = tmp_path / "alone"
    folder.mkdir()
    (folder / "zh.txt").write_text(ZH, encoding="utf-8")
    (folder / "report.toml").write_text('files = {zh = "zh.txt"}\noriginal = "zh"\ntranslation = "none"\n', encoding="utf-8")
    page = reader.page(read(declared(folder), WordPairs()), Wanted(language="en"))
    assert 'data-only="zh"' in page
    assert 'class="show"' not in page
    assert 'class="c" lang="en"' not in page
    assert "original; no English translation" in page


@pytest.mark.parametrize(
    ("language", "places", "nothing", "search"), [("zh", "“读者证”：1 处", "全文都查过了", "在全文中查找"), ("en", "“读者证”: 1 found", "The whole text was searched", "Search the whole text")]
)
def test_a_report_in_one_language_is_searched_in_one(tmp_path, language, places: str, nothing: str, search: str) -> None:
    folder = write_report(tmp_path / "alone", toml='files = {zh = "zh.txt"}\noriginal = "zh"\ntranslation = "none"\n')
    alone = read(declared(folder), WordPairs())
    found, missed = (reader.page(alone, Wanted(language=language, query=query)) for query in ("读者证", "量子"))
    assert places in found and search in found
    assert nothing in missed
    assert not re.search("中英文|Both languages|search both", found + missed, re.IGNORECASE)


def test_the_title_is_shown_once_with_the_anchors_of_the_title_page(report: Report) -> None:
    page = reader.page(report)
    heading = re.search(r"<h1>.*?</h1>", page, re.DOTALL)
    assert heading is not None
    assert 'id="0.p0.s1">小镇图书馆开放办法' in heading[0]
    assert 'id="0.p0.en1">Opening rules of the small town library' in heading[0]
    assert 'id="0.p0"' in page
    assert re.findall("<h1", page) == ["<h1"]


def test_a_title_that_is_declared_otherwise_leaves_the_printed_one_in_place(report: Report) -> None:
    page = reader.page(dataclasses.replace(report, title={"zh": "另一个标题", "en": "Another title"}))
    assert "另一个标题" in re.search(r"<h1>.*?</h1>", page, re.DOTALL)[0]  # type: ignore[index]
    assert anchored(page, "0.p0.s1") == "小镇图书馆开放办法"


@pytest.mark.parametrize(
    ("language", "says", "sign"), [("zh", "值班的人不领工资。", "译注 · 请以中文为准"), ("en", "The volunteers are not paid.", "Translation note · The Chinese text is the original")]
)
def test_a_note_is_told_once_in_the_pages_language_and_its_words_lead_to_it(report: Report, language, says: str, sign: str) -> None:
    page = reader.page(report, Wanted(language=language))
    notes = re.findall(r'<p class="t" role="note" id="([^"]+)" data-k="1" data-label="([^"]+)">([^<]*)</p>', page)
    assert notes == [("dz-note-1", sign, says)]
    noted = re.findall(r'<span class="n e" tabindex="0" aria-describedby="dz-note-1" data-k="1">(.*?)</span>', page)
    assert [re.sub(r"<[^>]+>", "", one) for one in noted] == ["由志愿者值班", "with volunteers on duty"]
    assert ">译<" not in page


def test_notes_of_a_heading_and_across_two_sentences(report: Report) -> None:
    zh, en = report.text["zh"], report.text["en"]
    heading = report.sections[4].heading["zh"]
    assert heading is not None and report.quote("zh", heading) == "二、借书规则"
    across = Span(zh.index("五本书"), zh.index("二是借期") + 2)
    made = dataclasses.replace(
        report,
        notes=(
            Note({"zh": Span(heading.start + 2, heading.start + 4), "en": None}, {"zh": "甲", "en": "A"}),
            Note({"zh": across, "en": Span(en.index("five books"), en.index("five books") + 10)}, {"zh": "乙", "en": "B"}),
        ),
    )
    page = reader.page(made)
    assert re.search(r'<h2 id="2">.*<span class="n e" [^>]*>借书</span>规则.*</h2><p class="t"[^>]*>甲</p>', page)
    said = re.findall(r">乙</p>", page)
    rows = {row for row in page.split('<div class="b">') if 'class="n' in row and "乙" in row}
    assert len(said) == len(rows)  # in every row that it touches
    assert 'data-k="1">五本书。</span>' in page  # the words do not end here: no sign
    assert re.search(r'class="n e"[^>]*>二是</span>', page)


def test_overlapping_notes_are_cut_where_each_begins_and_ends() -> None:
    stretches = cut("周末延长开放", Span(0, 6), [(1, Span(0, 4)), (2, Span(2, 6))])
    assert stretches == (Stretch([Run("周末")], [1]), Stretch([Run("延长")], [1, 2], True), Stretch([Run("开放")], [2], True))


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        pytest.param("图书馆周末延长开放，周末人多", "周末", ["周末", "周末"], id="zh-twice"),
        pytest.param("圖書館週末延長開放", "图书馆", ["圖書館"], id="traditional-text"),
        pytest.param("图书馆周末延长开放", "圖書館", ["图书馆"], id="traditional-query"),
        pytest.param("The Library opens; LIBRARY card", "library", ["Library", "LIBRARY"], id="en-case"),
        pytest.param("每人５本（含旧书）", "5本(含", ["５本（含"], id="width"),
        pytest.param("５本 and 5本", "５本", ["５本", "5本"], id="mixed"),
        pytest.param("at nine in\nthe  morning", "in the morning", ["in\nthe  morning"], id="white-space"),
        pytest.param("等等… 好… 的", "好", ["好"], id="a-character-that-becomes-three-comes-before"),
        pytest.param("it waits… now", "...", ["…"], id="a-character-that-becomes-three-is-found"),
        pytest.param("a.c abc", "a.c", ["a.c"], id="no-pattern"),
        pytest.param("周末", "平日", [], id="nothing"),
    ],
)
def test_words_are_found_folded_and_shown_as_they_are(text: str, query: str, found: list[str]) -> None:
    wanted_words = words(query)
    assert wanted_words is not None
    assert [text[start:end] for start, end in wanted_words.places(text)] == found
    assert wanted_words.places_in(["", text, "圖"])[1] == wanted_words.places(text)


@pytest.mark.parametrize("query", ["", "   ", "\u3000", "\n"])
def test_an_empty_query_looks_for_nothing(report: Report, query: str) -> None:
    assert words(query) is None
    assert "<mark>" not in reader.page(report, Wanted(query=query))


@pytest.mark.parametrize(
    ("query", "counts", "anchors"),
    [
        pytest.param("圖書館", "“圖書館”：中文 2 处，英文 0 处", ["0.p0.s1", "1.1.p1.s1"], id="zh"),
        pytest.param("LIBRARY", "“LIBRARY”：中文 0 处，英文 2 处", ["0.p0.en1", "1.1.p1.en1"], id="en"),
        pytest.param("二", "“二”：中文 3 处，英文 0 处", ["1.2", "2", "2.p1.s3"], id="headings"),
    ],
)
def test_hits_are_marked_counted_and_listed_with_their_places(report: Report, query: str, counts: str, anchors: list[str]) -> None:
    page = reader.page(report, Wanted(query=query))
    assert counts in html.unescape(page)
    listed = page.split('class="hits"')[1].split("</section>")[0]
    assert re.findall(r'<li><a href="#([^"]+)"', listed) == anchors
    text = page.split("<main")[1]
    assert len(re.findall("<mark>", text)) == len(anchors)
    assert all(f'id="{anchor}"' in text for anchor in anchors)
    assert len(re.findall("<mark>", listed)) == len(anchors)


def test_nothing_found_is_said_and_the_query_is_escaped(report: Report) -> None:
    page = reader.page(report, Wanted(query='<img src=x>"周'))
    assert "没有找到“&lt;img src=x&gt;&#34;周”" in page
    assert "<img" not in page
    assert 'value="&lt;img src=x&gt;&#34;周"' in page


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        pytest.param("滞后,录入", "滞后<i>,</i>录入", id="comma"),
        pytest.param("(一)平日", '<i class="k">(</i>一<i class="k">)</i>平日', id="brackets"),
        pytest.param("有1,244人,10:30到", "有1,244人<i>,</i>10:30到", id="numbers-stay"),
        pytest.param("周末,<b>&", "周末<i>,</i>&lt;b&gt;&amp;", id="markup"),
        pytest.param("占30%,其中", "占30%<i>,</i>其中", id="after-a-figure"),
        pytest.param("see (a), b", "see (a), b", id="latin-stays"),
    ],
)
def test_half_width_marks_in_chinese_are_set_wide_and_stay_what_they_are(text: str, drawn: str) -> None:
    assert str(spaced(text)) == drawn


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "en-US,en;q=0.9,zh;q=0.8", "en"),
        ("", "en;q=0.2, zh-Hant;q=0.7", "zh"),
        ("", "fr-FR,fr;q=0.9", "en"),
        ("", "fr,zh;q=0.1", "zh"),
        ("", "zh;q=0,en;q=0.1", "en"),
        ("", "", "zh"),
        ("", "*", "zh"),
        ("", "zh;q=x,,;q=1,en", "en"),
        ("en", "zh-CN", "en"),
        ("zh", "en", "zh"),
        ("fr", "en", "en"),
    ],
)
def test_the_pages_language_is_the_addresss_then_the_browsers(asked: str, accepted: str, language: str) -> None:
    assert interface.language(asked, accepted) == language


def test_what_an_address_asks_for_and_its_own_links() -> None:
    one = wanted(ui="en", show="zh", theme="dark", query=" 周末 ", accepted="zh")
    assert one == Wanted("en", "en", "zh", "dark", "周末")
    assert one.address(show="en", q="") == "?ui=en&show=en&theme=dark"
    assert one.address(theme="light") == "?ui=en&show=zh&theme=light&q=%E5%91%A8%E6%9C%AB"
    assert wanted(ui='"><script>', show="all", theme="pink", query="x" * 500, accepted="") == Wanted("zh", "", "", "", "x" * 200)


def test_the_page_says_what_is_asked_for(report: Report) -> None:
    page = reader.page(report, wanted(ui="en", show="zh", theme="dark", query="书", accepted=""))
    assert '<html lang="en" data-theme="dark" data-show="zh" data-first="en">' in page
    assert re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page) == [("ui", "en"), ("show", "zh"), ("theme", "dark")]
    assert re.findall(r'data-show="(\w+)"[^>]* aria-current="true"', page) == ["zh"]
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page)


@pytest.mark.parametrize(
    ("language", "lines"), [("zh", ["一、开放时间", "(一)平日", "(二)周末", "二、借书规则"]), ("en", ["I. Opening hours", "(1) Weekdays", "(2) Weekends", "II. Rules for borrowing"])]
)
def test_the_outline_links_to_the_headings_in_the_pages_language(report: Report, language, lines: list[str]) -> None:
    page = reader.page(report, Wanted(language=language))
    outline = page.split('id="dz-outline"')[1].split("</nav>")[0]
    assert re.findall(rf'<li><a href="#([^"]+)" lang="{language}">([^<]+)</a>', outline) == list(zip(["1", "1.1", "1.2", "2"], lines, strict=True))
    assert re.search(r'href="#1".*<ol><li><a href="#1\.1"', outline)


def test_a_sentence_without_counterpart_says_so(report: Report) -> None:
    passages = list(report.passages)
    last = passages[-1]
    passages[-1] = dataclasses.replace(last, beads=(*last.beads[:-1], Bead(last.beads[-1].zh, ())))
    page = reader.page(dataclasses.replace(report, passages=tuple(passages)))
    assert re.findall(r'<div class="c" lang="en" data-empty="([^"]+)"></div>', page) == ["英文没有对应的句子"]


def many(sentences: int) -> Report:
    """A report of so many sentences in each language, five to a passage, ten passages to a section, a note a passage."""
    zh = en = ""
    sections: list[Section] = []
    passages: list[Passage] = []
    notes: list[Note] = []
    for k in range(sentences // 5):
        if k % 10 == 0:
            heads = (f"{k // 10 + 1}、关于第{k // 10 + 1}个方面的情况", f"{k // 10 + 1}. On the state of aspect number {k // 10 + 1}")
            sections.append(Section(str(k // 10 + 1), "", {"zh": Span(len(zh), len(zh) + len(heads[0])), "en": Span(len(en), len(en) + len(heads[1]))}))
            zh, en = zh + heads[0] + "\n", en + heads[1] + "\n"
        beads: list[Bead] = []
        for j in range(5):
            a = f"第{k}段第{j}句说,图书馆周一至周五上午九点开门,晚上八点关门,节假日另行公布。"
            b = f"Sentence {j} of paragraph {k} says that the library opens at nine in the morning and closes at eight; holidays are announced separately. "
            beads.append(Bead((Span(len(zh), len(zh) + len(a)),), (Span(len(en), len(en) + len(b) - 1),)))
            zh, en = zh + a, en + b
        passages.append(Passage(f"many/{k // 10 + 1}.p{k % 10 + 1}", sections[-1].key, {"zh": Span(beads[0].zh[0].start, len(zh)), "en": Span(beads[0].en[0].start, len(en) - 1)}, tuple(beads)))
        place = zh.rindex("节假日")
        notes.append(Note({"zh": Span(place, place + 3), "en": None}, {"zh": "注", "en": "note"}))
        zh, en = zh + "\n", en + "\n"
    title = {"zh": "许多句子", "en": "Many sentences"}
    return Report("many", title, {"zh": "", "en": ""}, "zh", "human", "", {"zh": zh, "en": en}, tuple(sections), tuple(passages), (), tuple(notes))


@pytest.mark.parametrize("query", [pytest.param("", id="read"), pytest.param("图书馆", id="searched")])
def test_two_thousand_sentences_are_one_page_of_bounded_size(query: str) -> None:
    page = reader.page(many(2000), Wanted(query=query))
    assert len(re.findall(r'class="s"', page)) == 2 * (2000 + 40 + 1)
    assert len(page.encode()) < 1_600_000


def test_the_report_of_the_small_library_is_what_the_tests_take_it_for(report: Report) -> None:
    assert (report.text["zh"], report.text["en"]) == (ZH, EN)
