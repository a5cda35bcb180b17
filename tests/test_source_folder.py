"""Report folders: what their TOML files declare, and the one sentence and hint for everything that cannot be read."""

import numpy as np
import pytest
from conftest import EN, TOML, ZH, write_report

from source.errors import DuizhaoError, SourceFault
from source.folder import declared, folders
from source.reading import read

SAYS = 'says = {zh = "译得不准。", en = "Not exact."}\n'


def encode(texts):
    """Vectors by length: enough for files that are refused before or after alignment."""
    return np.array([[1.0, len(text)] for text in texts], np.float32) / np.array([[np.hypot(1.0, len(text))] for text in texts], np.float32)


def fault(what, *arguments):
    with pytest.raises(SourceFault) as caught:
        what(*arguments)
    return caught.value


def assert_says(found, *words):
    """The sentence holds the words, has no line break, and the hint follows it in what is printed."""
    assert all(str(word) in found.sentence for word in words), found.sentence
    assert "\n" not in found.sentence and found.hint
    assert str(found) == f"{found.sentence}. To mend it: {found.hint}"


def test_folders_are_those_with_a_report_toml_by_name(tmp_path):
    write_report(tmp_path, "second-report")
    write_report(tmp_path, "first.report")
    (tmp_path / "notes").mkdir()
    (tmp_path / "report.toml").write_text(TOML)
    assert [folder.name for folder in folders(tmp_path)] == ["first.report", "second-report"]


def test_a_missing_folder_is_named_with_the_setting_that_mends_it(tmp_path):
    found = fault(folders, tmp_path / "没有 nowhere")
    assert_says(found, tmp_path / "没有 nowhere")
    assert "--source" in found.hint and "DUIZHAO_SOURCE" in found.hint


def test_a_file_in_place_of_the_folder_is_no_folder(tmp_path):
    (tmp_path / "报告.txt").write_text(ZH, encoding="utf-8")
    assert_says(fault(folders, tmp_path / "报告.txt"), tmp_path / "报告.txt", "is not a folder")


def test_a_folder_without_a_report_says_what_is_missing(tmp_path):
    (tmp_path / "library").mkdir()
    assert_says(fault(folders, tmp_path), tmp_path, "report.toml")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        pytest.param("title = \n", ["is not TOML", "line 1"], id="bad-toml"),
        pytest.param(TOML + 'titel = "办法"\n', ["'titel'", "title, translation"], id="unknown-key"),
        pytest.param(TOML.replace('original = "zh"', 'original = "fr"'), ["original = 'fr'", "zh, en"], id="original-in-another-language"),
        pytest.param(TOML.replace('"human"', '"机器"'), ["translation = '机器'", "machine, human, none"], id="unknown-translation"),
        pytest.param(TOML + "title = 5\n", ["title = 5"], id="title-is-a-number"),
        pytest.param(TOML + 'publisher = {fr = "Mairie"}\n', ["publisher", "'fr': 'Mairie'"], id="publisher-in-another-language"),
        pytest.param('original = "zh"\n', ["file = ...", "files = {"], id="no-file"),
        pytest.param(TOML + 'file = "zh.txt"\n', ["file = ...", "files = {"], id="file-and-files"),
        pytest.param('files = {de = "zh.txt"}\n', ["files", "'de': 'zh.txt'"], id="files-in-another-language"),
        pytest.param("files = {}\n", ["files = {}"], id="files-without-one"),
        pytest.param('file = "../报告.txt"\n', ["'../报告.txt'", "outside"], id="file-outside-the-folder"),
        pytest.param('file = "/etc/hostname.txt"\n', ["'/etc/hostname.txt'", "outside"], id="file-at-an-absolute-path"),
        pytest.param('file = "没有.txt"\n', ["no file '没有.txt'"], id="missing-file"),
        pytest.param('file = "report.pdf"\n', ["'report.pdf'", ".txt, .md, .markdown"], id="wrong-suffix"),
    ],
)
def test_a_report_toml_that_says_something_wrong_is_named_with_the_value(tmp_path, toml, words):
    (tmp_path / "报告.txt").write_text(ZH, encoding="utf-8")
    folder = write_report(tmp_path, toml=toml)
    assert_says(fault(declared, folder), folder / "report.toml", *words)


def test_a_link_to_a_file_outside_the_folder_is_refused(tmp_path):
    folder = write_report(tmp_path, toml='file = "link.txt"\n')
    (tmp_path / "secret.txt").write_text(ZH, encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert_says(fault(declared, folder), folder / "report.toml", "'link.txt'", "outside")


@pytest.mark.parametrize("name", ["My Report", "报告", "UDHR", "-x"], ids=["en-space", "zh", "capitals", "leading-dash"])
def test_a_folder_name_that_is_no_id_is_refused(tmp_path, name):
    found = fault(declared, write_report(tmp_path, name))
    assert_says(found, repr(name))
    assert "rename" in found.hint


@pytest.mark.parametrize("raw", [TOML.encode("utf-16"), ("title = " + '"办法"\n' + TOML).encode("gb18030")], ids=["utf-16", "gb18030"])
def test_a_report_toml_in_another_encoding_is_refused(tmp_path, raw):
    folder = write_report(tmp_path)
    (folder / "report.toml").write_bytes(raw)
    assert_says(fault(declared, folder), folder / "report.toml", "is not TOML")


def test_a_report_toml_that_is_not_there_is_named(tmp_path):
    (tmp_path / "library").mkdir()
    assert_says(fault(declared, tmp_path / "library"), tmp_path / "library" / "report.toml", "No such file")


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        pytest.param('[[note]]\nzh = "图书馆"\nen = "library"\n', ["note 1", "says"], id="nothing-said"),
        pytest.param(f'[[note]]\nzh = "图书馆"\n{SAYS}[[note]]\nen = "library"\n{SAYS}', ["note 2", 'zh = "..."'], id="no-words-of-the-original"),
        pytest.param('[[note]]\nzh = "图书馆"\nsays = {en = "Not exact."}\n', ["note 1", "says"], id="said-in-one-language"),
        pytest.param('note = "图书馆 library"\n', ["note 1"], id="no-table"),
        pytest.param("[[note\n", ["is not TOML", "line 1"], id="bad-toml"),
    ],
)
def test_a_note_that_lacks_something_is_named_with_its_number(tmp_path, notes, words):
    folder = write_report(tmp_path)
    (folder / "notes.toml").write_text(notes, encoding="utf-8")
    assert_says(fault(declared, folder), folder / "notes.toml", *words)


@pytest.mark.parametrize(
    ("raw", "words", "hint"),
    [
        pytest.param(ZH.encode("gb18030"), ["not UTF-8", "byte 2"], "iconv -f GB18030 -t UTF-8 zh.txt", id="gb18030"),  # 小 is D0 A1, a character in UTF-8 too
        pytest.param(("Caf\u00e9 opens." * 3).encode("latin-1"), ["not UTF-8", "byte 3"], "iconv -f LATIN1 -t UTF-8 zh.txt", id="latin-1"),
        pytest.param(ZH.encode("utf-16"), ["is UTF-16", "expected UTF-8"], "iconv -f UTF-16 -t UTF-8 zh.txt", id="utf-16"),
        pytest.param((ZH + "API\0").encode(), ["NUL"], "text or Markdown", id="nul-bytes"),
        pytest.param(b"", ["is empty"], "text", id="empty"),
        pytest.param(b"\xef\xbb\xbf \r\n\xe3\x80\x80\n", ["is empty"], "text", id="white-space-only"),
        pytest.param(EN.encode(), ["declared as zh", "reads as en"], "report.toml", id="the-other-language"),
    ],
)
def test_a_text_that_cannot_be_read_is_named_with_what_it_is(tmp_path, raw, words, hint):
    folder = write_report(tmp_path)
    (folder / "zh.txt").write_bytes(raw)
    found = fault(read, declared(folder), encode)
    assert_says(found, folder / "zh.txt", *words)
    assert hint in found.hint


def test_languages_swapped_in_report_toml_are_noticed(tmp_path):
    folder = write_report(tmp_path, toml=TOML.replace("zh.txt", "x.txt").replace("en.txt", "zh.txt").replace("x.txt", "en.txt"))
    found = fault(read, declared(folder), encode)
    assert_says(found, folder / "en.txt", "declared as zh", "reads as en")
    assert "swap" in found.hint


@pytest.mark.parametrize(("text", "lacks"), [pytest.param(ZH, "en", id="zh-only"), pytest.param(EN, "zh", id="en-only")])
def test_one_file_for_both_languages_must_hold_both(tmp_path, text, lacks):
    folder = write_report(tmp_path, zh=text, toml='file = "zh.txt"\n')
    assert_says(fault(read, declared(folder), encode), folder / "zh.txt", f"no {lacks} text")


def test_a_file_that_went_away_after_the_folder_was_read_is_named(tmp_path):
    folder = write_report(tmp_path)
    told = declared(folder)
    (folder / "en.txt").unlink()
    assert_says(fault(read, told, encode), folder / "en.txt", "No such file")


def test_a_report_of_headings_only_is_refused(tmp_path):
    folder = write_report(tmp_path, toml='files = {zh = "zh.md", en = "en.md"}\n')
    (folder / "zh.md").write_text("# 办法\n\n## 一、时间\n\n## 二、API\n", encoding="utf-8")
    (folder / "en.md").write_text("# Rules\n\n## I. Hours\n\n## II. API\n", encoding="utf-8")
    assert_says(fault(read, declared(folder), encode), folder, "headings")


def test_what_is_not_said_has_a_default_and_dates_are_words(tmp_path):
    told = declared(write_report(tmp_path, toml='file = "zh.txt"\ndate = 2025-03-05\n'))
    assert (told.id, told.original, told.translation, told.date) == ("library", "zh", "human", "2025-03-05")
    assert (told.title, told.publisher, told.notes) == ({}, {}, ())
    assert told.files == {"zh": tmp_path / "library" / "zh.txt", "en": tmp_path / "library" / "zh.txt"}


def test_what_is_said_is_kept(tmp_path):
    toml = 'title = {zh = "办法", en = "Rules 办法"}\npublisher = "Library"\nedition = "2025"\noriginal = "en"\ntranslation = "none"\nfiles = {en = "EN.MD"}\n'
    folder = write_report(tmp_path, toml="")
    (folder / "report.toml").write_text(toml, encoding="utf-8-sig")
    (folder / "EN.MD").write_text(EN, encoding="utf-8")
    (folder / "notes.toml").write_text(f'[[note]]\nzh = "图书馆"\nen = "library"\n{SAYS}[[note]]\nzh = "时间"\n{SAYS}', encoding="utf-8")
    told = declared(folder)
    assert told.title == {"zh": "办法", "en": "Rules 办法"} and told.publisher == {"zh": "Library", "en": "Library"}
    assert (told.original, told.translation, told.date, told.files) == ("en", "none", "2025", {"en": folder / "EN.MD"})
    assert [(note.zh, note.en, note.says["en"]) for note in told.notes] == [("图书馆", "library", "Not exact."), ("时间", "", "Not exact.")]


def test_the_sources_of_a_report_are_its_files_once_each(tmp_path):
    folder = write_report(tmp_path)
    (folder / "notes.toml").write_text("", encoding="utf-8")
    assert declared(folder).sources() == [folder / name for name in ("en.txt", "notes.toml", "report.toml", "zh.txt")]
    both = write_report(tmp_path, "both", toml='file = "zh.txt"\n')
    assert declared(both).sources() == [both / "report.toml", both / "zh.txt"]


def test_an_expected_failure_without_a_hint_is_its_sentence():
    assert str(DuizhaoError("没有 index here")) == "没有 index here"
    assert issubclass(SourceFault, DuizhaoError)
