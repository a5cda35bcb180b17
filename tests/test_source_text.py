"""Files to text and text to lines: decoding, counting, telling languages, and leaving out what a web page adds."""

import pytest

from source.text import by_language, decode, ends_as_sentence, han, is_label, language_of, latin_words, lines, without_residue


def shown(text, own):
    return [text[line.span.start : line.span.end] for line in own]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("图书馆开放。\n".encode(), "图书馆开放。\n", id="zh"),
        pytest.param(b"Opening hours.\n", "Opening hours.\n", id="en"),
        pytest.param("周一 Monday\n".encode("utf-8-sig"), "周一 Monday\n", id="mixed-with-a-byte-order-mark"),
        pytest.param("一\r\n二\rthree\n".encode(), "一\n二\nthree\n", id="windows-and-old-mac-line-ends"),
        pytest.param("Cafe\u0301 \u304b\u3099".encode(), "Caf\u00e9 \u304c", id="accents-composed"),
        pytest.param("Ｗｉｄｅ，（一）".encode(), "Ｗｉｄｅ，（一）", id="full-width-forms-kept"),
    ],
)
def test_a_file_is_decoded_to_composed_text_with_newlines(tmp_path, raw, text):
    path = tmp_path / "report.txt"
    path.write_bytes(raw)
    assert decode(path) == text


@pytest.mark.parametrize(
    ("text", "characters", "words"),
    [
        pytest.param("小镇图书馆", 5, 0, id="zh"),
        pytest.param("Opening rules, 2nd edition", 0, 4, id="en"),  # Opening rules nd edition
        pytest.param("人均3000美元 US dollars", 4, 2, id="mixed"),
        pytest.param("a reader’s e-mail co‐op", 0, 4, id="apostrophe-and-hyphens-stay-in-a-word"),
        pytest.param("二〇二五年", 5, 0, id="ling-counts-as-han"),
        pytest.param("𠀀㐀", 2, 0, id="rare-characters"),
        pytest.param("ひらがな 한글 Ж", 0, 0, id="other-scripts"),
        pytest.param("café naïve", 0, 2, id="accents"),
        pytest.param("12.5% —— ()", 0, 0, id="no-letters"),
    ],
)
def test_han_characters_and_latin_words_are_counted(text, characters, words):
    assert (han(text), latin_words(text)) == (characters, words)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("图书馆周一开放", "zh", id="zh"),
        pytest.param("The library opens on Monday", "en", id="en"),
        pytest.param("图书馆有 WiFi 和 API 接口", "zh", id="mixed-mostly-zh"),  # 6 characters, 2 words
        pytest.param("The term 道 is left as it is", "en", id="mixed-mostly-en"),
        pytest.param("图书 two words", "en", id="a-tie-is-en"),  # 2 characters, 2 words
        pytest.param("2025-03-05", "en", id="no-letters"),
    ],
)
def test_more_han_characters_than_latin_words_is_chinese(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("标题\n\n正文。\n又一段。", [("标题", True), ("正文。", True), ("又一段。", False)], id="zh"),
        pytest.param("Title\nText.\n \t\nMore.\n", [("Title", True), ("Text.", False), ("More.", True)], id="en"),
        pytest.param("\u3000\u3000正文 Text。\u3000\nEnd  ", [("正文 Text。", True), ("End", False)], id="mixed-with-full-width-indent"),
        pytest.param("---\ntitle: T\n---\n## 概述\n", [("## 概述", True)], id="front-matter-left-out"),
        pytest.param("Text\n---\nMore\n---\n", [("Text", True), ("---", False), ("More", False), ("---", False)], id="rules-further-down-are-no-front-matter"),
        pytest.param(" \n\u3000\n", [], id="nothing"),
    ],
)
def test_lines_hold_something_and_know_the_gap_before_them(text, expected):
    found = lines(text)
    assert [(text[line.span.start : line.span.end], line.gap) for line in found] == expected


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        pytest.param("标题\n正文。\nTitle\nText.", ["标题", "正文。"], ["Title", "Text."], id="blocks"),
        pytest.param("标题\nTitle\n正文。\nText.", ["标题", "正文。"], ["Title", "Text."], id="alternating"),
        pytest.param("正文。\n3000\nText.\n***", ["正文。", "3000"], ["Text.", "***"], id="a-line-without-letters-goes-with-the-one-before"),
        pytest.param("使用 API 接口。\nUse the 道 API.", ["使用 API 接口。"], ["Use the 道 API."], id="mixed-lines"),
        pytest.param("只有中文。", ["只有中文。"], [], id="zh-only"),
        pytest.param("English only.", [], ["English only."], id="en-only"),
    ],
)
def test_lines_are_told_apart_by_what_they_are_written_in(text, zh, en):
    found = by_language(text, lines(text))
    assert {language: shown(text, own) for language, own in found.items()} == {"zh": zh, "en": en}


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        pytest.param("图书馆开放。", True, id="zh"),
        pytest.param("他说：“开放。”", True, id="zh-quote-after-the-stop"),
        pytest.param("第一章 总则", False, id="zh-heading"),
        pytest.param("It opens at nine.", True, id="en"),
        pytest.param('(He said "yes.") ', True, id="en-closers-and-space"),
        pytest.param("Opening hours", False, id="en-heading"),
        pytest.param("采用 open standards:", True, id="mixed-with-a-colon"),
        pytest.param("采用 open standards", False, id="mixed-without"),
        pytest.param("等等……", True, id="ellipsis"),
        pytest.param("”）", False, id="closers-only"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_line_ends_as_a_sentence_when_a_stop_stands_before_its_closers(text, ends):
    assert ends_as_sentence(text) is ends


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("英文翻译", True, id="zh"),
        pytest.param("相关链接。", False, id="zh-with-a-stop"),
        pytest.param("一二三四五六七八九十一二", True, id="zh-of-12"),
        pytest.param("一二三四五六七八九十一二三", False, id="zh-of-13"),
        pytest.param("English version", True, id="en"),
        pytest.param("a b c d e f g h i j k l", True, id="en-of-12"),
        pytest.param("a b c d e f g h i j k l m", False, id="en-of-13"),
        pytest.param("英文 English", True, id="mixed"),
    ],
)
def test_a_label_is_short_and_has_no_stop(text, label):
    assert is_label(text) is label


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("标题\n正文。\n相关链接\n别的文章\n英文翻译", 2, id="zh-links"),
        pytest.param("标题\n正文。\n标题\n别的文章", 2, id="zh-title-repeated"),
        pytest.param("Title\nText.\nRelated pages\nAnother page", 2, id="en-links"),
        pytest.param("Title\nText.\nPrevious: another page", 2, id="en-previous-page"),
        pytest.param("标题 Title\n正文 text。\n英文 English version", 2, id="mixed-name-of-a-language"),
        pytest.param("标题\n正文。\n附件\n名单\n相关链接\n别的文章", 4, id="a-list-before-the-label-is-the-reports"),
        pytest.param("标题\n正文。\n附件一\n附件二", 4, id="lines-at-the-end-without-a-label-stay"),
        pytest.param("标题\n相关链接\n正文在后面。", 3, id="a-label-before-a-sentence-stays"),
        pytest.param("标题\n正文。\n相关部门要在职责范围内做好本办法的组织和实施工作", 3, id="a-long-line-is-no-label"),
        pytest.param("Title\nText.\nReferences\nSmith 1999", 4, id="en-other-headings-stay"),
        pytest.param("相关链接", 1, id="the-only-line-stays"),
    ],
)
def test_what_a_web_page_adds_at_the_end_is_left_out(text, kept):
    own = lines(text)
    assert without_residue(text, own) == own[:kept]
