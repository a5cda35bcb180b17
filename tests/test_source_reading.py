"""Reading small reports of every layout: the same sections, passages and beads, verbatim at their offsets."""

import json
import re
import zlib

import numpy as np
import pytest
from conftest import EN, TOML, ZH, write_report
from placing import left_out, passages_of, placed, quoted, sections_of

from source.errors import SourceFault
from source.folder import declared
from source.reading import read
from source.report import LANGUAGES, other
from source.stored import dumps, loads

SECTIONS = {
    "0": (None, None),
    "1": ("一、开放时间", "I. Opening hours"),
    "1.1": ("(一)平日。", "(1) Weekdays."),
    "1.2": ("(二)周末。", "(2) Weekends."),
    "2": ("二、借书规则", "II. Rules for borrowing"),
}
LINES_ZH, LINES_EN = ZH.splitlines(), EN.splitlines()
PASSAGES = {"0.p0": (LINES_ZH[0], LINES_EN[0])} | {key: (LINES_ZH[i], LINES_EN[i]) for key, i in (("1.1.p1", 3), ("1.2.p1", 5), ("2.p1", 7))}
ALTERNATING = "".join(f"{a}\n{b}\n" for a, b in zip(LINES_ZH, LINES_EN, strict=True))


class WordPairs:
    """Unit vectors that are near for texts with the same known words; the pairs of letters in a text keep others apart."""

    words = "图书馆|library 开放|open 平日|weekday 周末|weekend 读者|reader 借|borrow 九点|nine 十点|ten-in 节假日|holiday 五本|five 三十天|thirty 逾期|in-time 志愿者|volunteer 接口|api"

    def __call__(self, texts):
        pairs = [pair.split("|") for pair in self.words.split()]
        rows = np.zeros((len(texts), len(pairs) + 32), np.float32)
        for row, text in zip(rows, texts, strict=True):
            low = text.lower().replace(" ", "-")
            row[: len(pairs)] = [any(word in low for word in pair) for pair in pairs]
            for k in range(len(low) - 1):
                row[len(pairs) + zlib.crc32(low[k : k + 2].encode()) % 32] += 0.02
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def library(tmp_path, id="library", **more):
    return read(declared(write_report(tmp_path, id, **more)), WordPairs())


def beads_of(report):
    return [tuple(tuple(report.quote(language, span) for span in bead.side(language)) for language in LANGUAGES) for passage in report.passages for bead in passage.beads]


@pytest.mark.parametrize("original", LANGUAGES)
@pytest.mark.parametrize(
    ("zh", "files"),
    [
        pytest.param(ZH, 'files = {zh = "zh.txt", en = "en.txt"}', id="two-files"),
        pytest.param(ZH + EN, 'file = "zh.txt"', id="one-file-in-blocks"),
        pytest.param(EN + ZH, 'file = "zh.txt"', id="one-file-in-blocks-en-first"),
        pytest.param(ALTERNATING, 'file = "zh.txt"', id="one-file-alternating"),
        pytest.param(ALTERNATING.replace("\n", "\r\n\r\n"), 'file = "zh.txt"', id="one-file-alternating-with-gaps"),
    ],
)
def test_every_layout_is_read_as_the_same_report(tmp_path, zh, files, original):
    report = library(tmp_path, zh=zh, toml=f'{files}\noriginal = "{original}"\n')
    assert sections_of(report) == SECTIONS
    assert passages_of(report) == PASSAGES
    assert {section.key: section.parent for section in report.sections} == {"0": "", "1": "", "1.1": "1", "1.2": "1", "2": ""}
    assert (report.title, report.original, report.translation) == ({"zh": LINES_ZH[0], "en": LINES_EN[0]}, original, "human")
    assert [passage.kind for passage in report.passages] == ["title", "text", "text", "text"]
    assert (("一是每人最多借五本书。",), ("First, everyone may borrow at most five books.",)) in beads_of(report)
    places = {language: placed(report, language) for language in LANGUAGES}
    one = report.text["zh"] == report.text["en"]
    assert all(left_out(report, language, places["zh"] | places["en"] if one else places[language]) == [] for language in LANGUAGES)
    assert not one or not places["zh"] & places["en"]


@pytest.mark.parametrize(
    ("original", "items"),
    [
        pytest.param("zh", ["一是每人最多借五本书。", "二是借期为三十天,可以续借一次。", "三是逾期不还的,暂停借书资格两个月。"], id="zh"),
        pytest.param("en", [f"{words}." for words in LINES_EN[7].split("card. ")[1].rstrip(".").split(". ")], id="en"),
    ],
)
def test_enumerations_are_found_in_the_original(tmp_path, original, items):
    report = library(tmp_path, toml=TOML.replace('original = "zh"', f'original = "{original}"'))
    assert [(e.section, [(item.number, item.passage, report.quote(original, item.span)) for item in e.items]) for e in report.enumerations] == [
        ("2", [(k, "library/2.p1", words) for k, words in enumerate(items, 1)])
    ]


@pytest.mark.parametrize(("language", "text"), [pytest.param("zh", ZH, id="zh"), pytest.param("en", EN, id="en")])
def test_a_report_in_one_language_only_is_read_without_the_other(tmp_path, language, text):
    toml = f'files = {{{language} = "{language}.txt"}}\noriginal = "zh"\ntranslation = "none"\n'
    report = library(tmp_path, toml=toml)
    side = LANGUAGES.index(language)
    assert (report.original, report.text) == (language, {language: text, other(language): ""})
    assert {key: both[side] for key, both in sections_of(report).items()} == {key: both[side] for key, both in SECTIONS.items()}
    assert passages_of(report) == {key: tuple(words if k == side else None for k, words in enumerate(both)) for key, both in PASSAGES.items()}
    assert left_out(report, language, placed(report, language)) == [] and not placed(report, other(language))
    assert report.title == {"zh": PASSAGES["0.p0"][side], "en": PASSAGES["0.p0"][side]}
    assert loads(dumps(report)) == report


RESIDUE_ZH = "相关链接\n另一座图书馆的API通知\n英文翻译\n"
RESIDUE_EN = "Related pages\nHolidays at another library\n"


@pytest.mark.parametrize(
    ("zh", "en", "files"),
    [
        pytest.param(ZH + RESIDUE_ZH + EN + RESIDUE_EN, "", 'file = "zh.txt"', id="one-file"),
        pytest.param(ZH + RESIDUE_ZH, EN + RESIDUE_EN, 'files = {zh = "zh.txt", en = "en.txt"}', id="two-files"),
    ],
)
def test_what_a_web_page_added_is_in_no_passage(tmp_path, zh, en, files):
    report = library(tmp_path, zh=zh, en=en, toml=files)
    assert passages_of(report) == PASSAGES and sections_of(report) == SECTIONS
    outside = [left_out(report, language, placed(report, "zh") | placed(report, "en") if not en else placed(report, language)) for language in LANGUAGES]
    assert outside == ([(RESIDUE_ZH + RESIDUE_EN).splitlines()] * 2 if not en else [RESIDUE_ZH.splitlines(), RESIDUE_EN.splitlines()])


MARKDOWN_ZH = "---\ntitle: 图书馆\n---\n# 开放办法\n\n## 1.2 平日\n\n图书馆上午九点开放,\n读者由接口 v2.0\n登记。\n\n- 周末到十点。\n- 节假日另行通知。\n"
MARKDOWN_EN = (
    "---\ntitle: Library\n---\n# Rules\n\n## 1.2 Weekdays\n\nThe library opens at nine\nin the morning; readers are\nregistered by API v2.0.\n\n- At weekends until ten.\n- Holidays are told.\n"
)


def test_markdown_with_front_matter_and_broken_lines_is_read_verbatim(tmp_path):
    folder = write_report(tmp_path, toml='files = {zh = "zh.md", en = "en.md"}\n')
    (folder / "zh.md").write_text(MARKDOWN_ZH, encoding="utf-8")
    (folder / "en.md").write_text(MARKDOWN_EN, encoding="utf-8")
    report = read(declared(folder), WordPairs())
    assert report.title == {"zh": "开放办法", "en": "Rules"}
    assert sections_of(report) == {"0": (None, None), "h1": ("1.2 平日", "1.2 Weekdays")}
    assert [report.path("h1", language) for language in LANGUAGES] == [["1.2 平日"], ["1.2 Weekdays"]]
    assert passages_of(report) == {
        "0.p0": ("开放办法", "Rules"),
        "h1.p1": ("图书馆上午九点开放,\n读者由接口 v2.0\n登记。", "The library opens at nine\nin the morning; readers are\nregistered by API v2.0."),
        "h1.p2": ("- 周末到十点。", "- At weekends until ten."),
        "h1.p3": ("- 节假日另行通知。", "- Holidays are told."),
    }
    assert left_out(report, "zh", placed(report, "zh")) == ["---", "title: 图书馆", "---", "#", "##"]


def test_what_only_one_language_has_is_kept_with_its_neighbours(tmp_path):
    zh = ZH.replace("二、借书规则\n", "志愿者须穿制服。\n二、借书规则\n").replace("(二)周末。\n", "(二)周末。\n本条另有解释。\n")
    en = EN.replace("II. Rules", "Dogs stay outside.\nII. Rules") + "III. Fees\nEvery reader pays a yearly fee of twenty yuan at the desk.\n"
    report = library(tmp_path, zh=zh, en=en)
    assert left_out(report, "zh", placed(report, "zh")) == [] and left_out(report, "en", placed(report, "en")) == []
    assert [passage.anchor for passage in report.passages] == ["0.p0", "1.1.p1", "1.2.p1", "1.2.p2", "1.2.p3", "2.p1"]
    assert passages_of(report)["1.2.p1"][0] == "本条另有解释。"
    assert "Dogs stay outside." in " ".join(quoted(report, passage.spans)[1] or "" for passage in report.passages if passage.section == "1.2")
    assert "III. Fees" in passages_of(report)["2.p1"][1]


def test_a_section_without_text_in_the_original_holds_what_the_translation_says(tmp_path):
    report = library(tmp_path, zh=ZH.replace(LINES_ZH[5] + "\n", ""))
    assert sections_of(report) == SECTIONS and passages_of(report) == PASSAGES | {"1.2.p1": (None, LINES_EN[5])}


@pytest.mark.parametrize("original", LANGUAGES)
def test_a_title_that_one_language_lacks_is_still_in_the_title_passage(tmp_path, original):
    report = library(tmp_path, zh=ZH.split("\n", 1)[1], toml=TOML.replace('original = "zh"', f'original = "{original}"'))
    assert quoted(report, report.passages[0].spans) == (None, LINES_EN[0]) and report.passages[0].kind == "title"
    assert report.title == {"zh": LINES_EN[0], "en": LINES_EN[0]}


def test_a_heading_that_the_translation_lacks_is_a_section_without_it(tmp_path):
    report = library(tmp_path, en=EN.replace("(2) Weekends.\n", ""))
    assert sections_of(report) == SECTIONS | {"1.2": ("(二)周末。", None)}
    assert report.path("1.2", "en") == ["I. Opening hours"] and report.path("1.2", "zh") == ["一、开放时间", "(二)周末。"]


def note(zh, en=""):
    rendered = f'en = "{en}"\n' if en else ""
    return f'[[note]]\nzh = "{zh}"\n{rendered}says = {{zh = "译法不一。", en = "Worded otherwise."}}\n'


def with_notes(tmp_path, *notes, **more):
    folder = write_report(tmp_path, **more)
    (folder / "notes.toml").write_text("".join(notes), encoding="utf-8")
    return read(declared(folder), WordPairs())


def test_a_note_stands_at_every_passage_and_heading_with_its_words(tmp_path):
    report = with_notes(tmp_path, note("开放时间", "pening hours"), note("志愿者", "volunteers"), note("续借一次"))
    found = [(quoted(report, made.spans), made.spans["zh"].start, made.spans["en"].start if made.spans["en"] else None) for made in report.notes]
    zh = [hit.start() for hit in re.finditer("开放时间", ZH)]  # the heading 一, and the passage of 1.1
    en = [hit.start() for hit in re.finditer("pening hours", EN)]  # the heading I, the passages of 1.1 and 1.2
    assert found == [
        (("开放时间", "pening hours"), zh[0], en[0]),
        (("开放时间", "pening hours"), zh[1], en[1]),
        (("志愿者", "volunteers"), ZH.index("志愿者"), EN.index("volunteers")),
        (("续借一次", None), ZH.index("续借一次"), None),
    ]
    assert report.notes[0].says == {"zh": "译法不一。", "en": "Worded otherwise."}


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        pytest.param([note("志愿者", "volunteers"), note("大学", "library")], ["note 2", "大学"], id="zh-words-nowhere"),
        pytest.param([note("志愿者", "Volunteers")], ["note 1", "Volunteers"], id="en-words-nowhere"),
        pytest.param([note("图书馆 library")], ["note 1", "图书馆 library"], id="mixed-words-nowhere"),
        pytest.param([note("另一座")], ["note 1", "另一座"], id="only-in-what-the-web-page-added"),
    ],
)
def test_a_note_whose_words_are_nowhere_is_refused(tmp_path, notes, words):
    with pytest.raises(SourceFault) as caught:
        with_notes(tmp_path, *notes, zh=ZH + RESIDUE_ZH)
    assert all(word in caught.value.sentence for word in [*words, str(tmp_path / "library" / "notes.toml")]) and caught.value.hint


def test_a_report_comes_back_from_its_json_as_it_was(tmp_path):
    report = with_notes(tmp_path, note("志愿者", "volunteers"), note("续借一次"), zh=ZH, en=EN.replace("(2) Weekends.\n", "") + "Dogs stay outside.\n")
    text = dumps(report)
    assert loads(text) == report and dumps(loads(text)) == text
    assert "志愿者" in text and json.loads(text)["id"] == "library"
