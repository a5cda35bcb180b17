"""Bringing one's own: pasted evidence is found, and spreadsheets and public sets become cases over reports that are read as given."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from evals.cases import SuiteFault, cases
from evals.forms.squad import JOINER
from evals.locate import locate
from evals.suites import open_suite
from source.folder import declared, folders
from source.reading import read
from source.report import LANGUAGES, Span

ZH = "小镇图书馆开放办法\n图书馆周一至周五上午九点开门,晚上八点关门。馆长说：“读者第一。”\n圖書館週末開放到晚上十點，臺上有３．５米高的書架。开放时间另行公布。开放时间另行公布。\n"
EN = "The library opens at nine .\nReaders, says “Ms. Li”, come first. In 1912—1915 it grew by 3.5% (GDP)\nand re-opened.  The end.\n"


@pytest.mark.parametrize(
    ("pasted", "text", "expected"),
    [
        pytest.param("开放时间另行公布。", ZH, ["开放时间另行公布。"] * 2, id="zh-every-exact-place"),
        pytest.param("  晚上八点关门\n", ZH, ["晚上八点关门"], id="blanks-around-do-not-count"),
        pytest.param("上午九点开门，晚上八点关门", ZH, ["上午九点开门,晚上八点关门"], id="zh-width"),
        pytest.param("读者第一", ZH, ["读者第一"], id="marks-that-were-not-pasted-stay-out"),
        pytest.param("馆长说:「读者第一。」", ZH, ["馆长说：“读者第一。”"], id="zh-quotation-marks-pasted"),
        pytest.param("读者 第一.”", ZH, ["读者第一。”"], id="closing-marks-pasted"),
        pytest.param("图书馆周末开放到晚上十点", ZH, ["圖書館週末開放到晚上十點"], id="simplified-for-traditional"),
        pytest.param("圖書館周一至周五", ZH, ["图书馆周一至周五"], id="traditional-for-simplified"),
        pytest.param("台上有3.5米高的书架。开放", ZH, ["臺上有３．５米高的書架。开放"], id="full-width-number"),
        pytest.param("晚上八点\r\n关门。 馆长", ZH, ["晚上八点关门。馆长"], id="line-break-pasted"),
        pytest.param("the LIBRARY opens at nine.", EN, ["The library opens at nine ."], id="en-case-and-stray-blank"),
        pytest.param('"ms. li" come first', EN, ["“Ms. Li”, come first"], id="en-quotation-marks-and-comma"),
        pytest.param("in 1912 – 1915 it", EN, ["In 1912—1915 it"], id="dashes"),
        pytest.param("3.5 % (gdp) and re‑opened.", EN, ["3.5% (GDP)\nand re-opened."], id="line-break-printed"),
        pytest.param("gdp)", EN, ["GDP)"], id="one-side-of-brackets"),
        pytest.param("caf\u0065\u0301 开门", "去CAFÉ开门。", ["CAFÉ开门"], id="mixed-and-decomposed"),
    ],
)
def test_pasted_text_is_found_with_its_edges_where_they_were_pasted(pasted, text, expected):
    assert [text[span.start : span.end] for span in locate(pasted, text, "zh")] == expected


@pytest.mark.parametrize(
    ("pasted", "text", "said"),
    [
        pytest.param("", ZH, "no letter or digit", id="empty"),
        pytest.param("。，“” \n", ZH, "no letter or digit", id="marks-only"),
        pytest.param("\0\ud800", ZH, "no letter or digit", id="no-characters"),
        pytest.param("图书馆周日下午三点开门,晚上八点关门", ZH, "alike, is '至周五上午九点开门,晚上八点关门。馆长' at 15", id="zh-nearest"),
        pytest.param("Readers, says Mr. Wang, come last", EN, "Readers, says “Ms. Li”, come first' at 24", id="en-nearest"),
        pytest.param("35 %", EN, "does not hold '35 %'", id="35-is-not-3.5"),
        pytest.param("OPEN", "It reopened.", "does not hold 'OPEN'", id="no-part-of-a-word"),
        pytest.param("ab" * 50_000, EN, "does not hold 'ababab", id="100-kb"),
        pytest.param("开门", "。", "nothing in it is like it", id="text-without-words"),
    ],
)
def test_text_that_is_not_there_is_refused_with_what_comes_nearest(pasted, text, said):
    with pytest.raises(ValueError) as raised:
        locate(pasted, text, "zh")
    assert said in str(raised.value) and len(str(raised.value)) < 300


def test_exact_places_do_not_overlap():
    assert locate("哈哈", "哈哈哈哈哈", "zh") == [Span(0, 2), Span(2, 4)]


def csv_suite(folder: Path, content: str | bytes, name: str = "own.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return open_suite(str(path)).rows


FULL = """id,question,language,split,category,report,status,history,evidence_zh,evidence_en,facts,answer,twin,forbidden,scope
zh-1,"几点开门?
（平日）",zh,dev,fact,library,answered,"有图书馆吗?
在哪里?","上午九点开门
晚上八点关门","opens at nine
closes at eight","九点 | nine
? 八点 || 工作日",9点 | 九点,open,HACKED | 中招,report

en-1,"Who comes first, says ""Ms. Li""?",,,,,,,,Readers,,,,,
"""


@pytest.mark.parametrize("content", [FULL, "\ufeff" + FULL, FULL.replace("\n", "\r\n"), FULL + ",,,,,,,,,,,,,,\n"], ids=["plain", "excel-mark", "windows-line-ends", "empty-row"])
def test_a_csv_row_holds_every_field_and_is_numbered_as_an_editor_shows_it(tmp_path, content):
    rows = dict(csv_suite(tmp_path, content))
    assert list(rows) == [2, 9]  # the first record spans lines 2 to 7, line 8 is empty
    assert rows[2] == {
        "id": "zh-1",
        "question": "几点开门? （平日）",
        "language": "zh",
        "split": "dev",
        "category": "fact",
        "report": "library",
        "status": "answered",
        "history": ["有图书馆吗?", "在哪里?"],
        "evidence": [{"zh": "上午九点开门", "en": "opens at nine"}, {"zh": "晚上八点关门", "en": "closes at eight"}],
        "facts": [{"any": ["九点", "nine"], "vital": True}, {"any": ["八点"], "vital": False}, {"any": ["工作日"], "vital": True}],
        "answer": ["9点", "九点"],
        "twin": "open",
        "forbidden": ["HACKED", "中招"],
        "scope": "report",
    }
    assert rows[9] == {"id": "en-1", "question": 'Who comes first, says "Ms. Li"?', "evidence": [{"zh": None, "en": "Readers"}]}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("编号;问题;中文依据\n甲;几点?;九点,开门\n", {"id": "甲", "question": "几点?", "evidence": [{"zh": "九点,开门", "en": None}]}, id="zh-header-semicolons"),
        pytest.param("題號\t問題\t語言\t狀態\n1\tOpen?\t英文\t无答案\n", {"id": "1", "question": "Open?", "language": "en", "status": "not_in_report"}, id="traditional-header-tabs"),
        pytest.param("Question,依据（英文）\n几点 nine?,at nine\n", {"id": "row-2", "question": "几点 nine?", "evidence": [{"zh": None, "en": "at nine"}]}, id="mixed-header-no-id"),
        pytest.param("question,answer\nq,九点\n", {"id": "row-2", "question": "q", "answer": ["九点"], "status": "answered", "evidence": None}, id="answer-without-evidence"),
    ],
)
def test_headers_separators_and_values_may_be_chinese(tmp_path, content, expected):
    assert [row for _, row in csv_suite(tmp_path, content)] == [expected]


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        pytest.param("甲 || 乙", "a || b", [("甲", "a"), ("乙", "b")], id="in-order"),
        pytest.param("甲 ||  || 丙", "a || b || ", [("甲", "a"), (None, "b"), ("丙", None)], id="empty-is-no-counterpart"),
        pytest.param("甲 || 乙", "a", [("甲", None), ("乙", None), (None, "a")], id="counts-differ"),
        pytest.param("甲 || ", "a", [("甲", "a")], id="empty-at-the-end"),
    ],
)
def test_pieces_of_evidence_are_pairs_where_there_are_equally_many(tmp_path, zh, en, expected):
    ((_, row),) = csv_suite(tmp_path, f"question,evidence_zh,evidence_en\nq,{zh},{en}\n")
    assert [(piece["zh"], piece["en"]) for piece in row["evidence"]] == expected


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("问题,状态\n几点?,有答案\n".encode("gbk"), "line 1 is not UTF-8: the file is GBK", id="gbk"),
        pytest.param("question\nq\n".encode("utf-16"), "is UTF-16", id="utf-16"),
        pytest.param("question\nq\n".encode("utf-16-le"), "is UTF-16", id="utf-16-unmarked"),
        pytest.param(b"PK\x03\x04", "is an Excel workbook", id="workbook"),
        pytest.param("", "is empty", id="empty"),
        pytest.param("编号,问题,难度\n", "line 1: unknown column '难度'", id="unknown-column"),
        pytest.param("id,answer\n", "line 1: no column is called question", id="no-question-column"),
        pytest.param("question,问题\n", "line 1: the column 'question' stands there twice", id="column-twice"),
        pytest.param("question,id\n,a\n", "line 2, column question: the question is missing", id="no-question"),
        pytest.param('问题,语言,答案\n"a\nb",en,c\nd,法文,e\n', "line 4, column 语言: '法文', expected zh (中文) or en (英文)", id="zh-unknown-value-after-a-cell-of-two-lines"),
        pytest.param("question,facts,answer\nq,?,a\n", "line 2, column facts: '?' is a fact without words", id="fact-without-words"),
        pytest.param("question,answer\nhow much, then?,a,b\n", "line 2: 'a' stands in a column without a name", id="too-many-cells"),
        pytest.param("question,status\nq,\n", "line 2: nothing tells whether the report answers it", id="nothing-told"),
        pytest.param('question,answer\na,b\nc,"d\ne,f\n', "line 3 cannot be read (unexpected end of data)", id="open-quotation-mark"),
        pytest.param('question,answer\na,"b"c\n', "line 2 cannot be read", id="quotation-mark-in-a-cell"),
    ],
)
def test_what_is_wrong_with_a_csv_is_told_with_line_and_column(tmp_path, content, said):
    with pytest.raises(SuiteFault) as raised:
        csv_suite(tmp_path, content)
    assert str(raised.value).startswith("own.csv") and said in raised.value.sentence and raised.value.hint


CONTEXTS = {
    "zh": [
        "图书馆周一至周五上午九点开门，晚上八点关门。\n周末开放到晚上十点，由志愿者值班。",
        "（一）借书。借书须办读者证，每人最多借五本书，借期为三十天。",
        "图书馆Wi-Fi的密码由志愿者告知，不收费。",
    ],
    "en": [
        "The library opens at nine from Monday to Friday and closes at eight.\nAt weekends it is open until ten, with volunteers on duty.",
        "(1) Borrowing. Borrowing needs a reader's card; everyone may borrow five books for thirty days.",
        "Volunteers tell the password of the library's Wi-Fi, free of charge.",
    ],
}
GOLD = {"zh": [(0, "几点开门?", ["九点", "上午九点"]), (1, "最多借几本?", ["五本书", "五本书"]), (2, "密码谁告知?", ["志愿者"])]}
GOLD["en"] = [(0, "When does it open?", ["nine", "at nine"]), (1, "How many books?", ["five books"]), (2, "Who tells the password?", ["Volunteers"])]


def squad(language: str, **change) -> dict:
    """A set in SQuAD's form: three paragraphs with a question each, and an impossible one; `change` replaces fields of the first question."""
    paragraphs = []
    for number, question, answers in GOLD[language]:
        context = CONTEXTS[language][number]
        asked = {"id": f"q{number}", "question": question, "answers": [{"text": text, "answer_start": context.index(text)} for text in answers]}
        paragraphs.append({"context": context, "qas": [asked | (change if number == 0 else {})]})
    paragraphs[2]["qas"].append({"id": "q9", "question": "有咖啡吗?" if language == "zh" else "Is there coffee?", "answers": [], "is_impossible": True})
    return {"version": "2.0", "data": [{"title": "图书馆", "paragraphs": paragraphs}]}


def written(folder: Path, name: str, content) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")
    (folder / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return str(folder / name)


def loaded(suite, encode):
    """The cases of a suite with reports of its own, and the reports as they are read."""
    reports = {report.id: report for report in (read(declared(folder), encode) for folder in folders(suite.reports))}
    return {case.id: case for case in cases(suite.rows, reports, name=suite.name)}, reports


def texts(case, reports):
    """Evidence as it reads in the report, each place once: (zh, en)."""
    return [tuple(reports[case.report].quote(language, place[language]) if place[language] else None for language in LANGUAGES) for piece in case.evidence for place in piece.places]


def outside(case_list, reports):
    """Places of evidence that do not lie wholly in passages of their report."""
    held = {}
    for report in reports.values():
        for language in LANGUAGES:
            counts = held[report.id, language] = np.zeros(len(report.text[language]) + 1, np.int64)
            for passage in report.passages:
                if passage.spans[language]:
                    counts[passage.spans[language].start + 1 : passage.spans[language].end + 1] = 1
            counts[:] = counts.cumsum()  # how many characters before this one stand in a passage
    places = [(case, language, place[language]) for case in case_list for piece in case.evidence for place in piece.places for language in LANGUAGES if place[language]]
    return [(case.id, span) for case, language, span in places if held[case.report, language][span.end] - held[case.report, language][span.start] != len(span)]


@pytest.mark.parametrize(("language", "name"), [("zh", "set.json"), ("en", "SET.json.gz")])
def test_a_set_of_one_language_becomes_a_report_of_its_paragraphs_and_a_case_a_question(tmp_path, encoder, language, name):
    suite = open_suite(written(tmp_path, name, squad(language)), home=tmp_path)
    found, reports = loaded(suite, encoder.passages)
    (report,) = reports.values()
    assert (report.original, report.translation, report.title[language]) == (language, "none", "set")
    assert [report.quote(language, passage.spans[language]).lstrip(JOINER) for passage in report.passages] == [context.replace("\n", " ") for context in CONTEXTS[language]]
    assert [case.status for case in found.values()] == ["answered"] * 3 + ["not_in_report"]
    assert {case.category for case in found.values()} == {"answerable", "impossible"} and {case.language for case in found.values()} == {language}
    for number, question, answers in GOLD[language]:
        case, gold = found[f"q{number}"], tuple(dict.fromkeys(answers))
        assert (case.question, case.answer, [fact.wordings for fact in case.facts]) == (question, gold, [gold])
        assert [zh or en for zh, en in texts(case, reports)] == list(gold)
    assert outside(found.values(), reports) == []
    assert found["q9"].evidence == found["q9"].answer == ()


def test_two_files_of_a_set_become_one_bilingual_report_with_the_cases_of_both(tmp_path, encoder):
    en = squad("en")
    en["data"][0]["paragraphs"][2]["qas"][0]["id"] = "only-en"
    suite = open_suite(f"{written(tmp_path, 'en.json', en)},{written(tmp_path, 'zh.json', squad('zh'))}", home=tmp_path)
    found, reports = loaded(suite, encoder.passages)
    (report,) = reports.values()
    assert (suite.name, report.original, report.translation) == ("en+zh", "zh", "human")
    assert list(found) == ["q0-zh", "q0-en", "q1-zh", "q1-en", "q2-zh", "q9-zh", "only-en-en", "q9-en"]
    assert texts(found["q0-zh"], reports) == texts(found["q0-en"], reports) == [("九点", "nine"), ("上午九点", "at nine")]
    assert texts(found["q1-en"], reports) == [("五本书", "five books")]
    assert (texts(found["q2-zh"], reports), texts(found["only-en-en"], reports)) == ([("志愿者", None)], [(None, "Volunteers")])
    assert found["q1-zh"].facts[0].wordings == ("五本书", "five books") and found["q1-zh"].answer == ("五本书",)
    assert [case.twin for case in found.values()] == ["q0", "q0", "q1", "q1", "", "q9", "", "q9"]
    assert outside(found.values(), reports) == []


@pytest.mark.parametrize(
    ("context", "answer", "start", "expected"),
    [
        pytest.param("第一行。\r\n第二行\u2028有\ufeffBOM\ud800。", "第二行", 6, "第二行", id="zh-strange-characters-are-blanks"),
        pytest.param("Le cafe\u0301 ouvre a\u0300 neuf heures, the café says.", "neuf heures", 19, "neuf heures", id="decomposed-before"),
        pytest.param("九点开门。晚上九点关门。", "九点", 6, "九点", id="zh-start-off-by-one"),
        pytest.param("九点开门。晚上九点关门。", "九点", -1, "九点", id="zh-no-start"),
        pytest.param("It opens at nine.", " nine. ", 11, "nine.", id="blanks-around"),
        pytest.param("It says “open”, 九点。", 'says "Open"', 3, "says “open”", id="mixed-other-marks"),
    ],
)
def test_an_answer_is_found_where_it_stands_whatever_its_context_holds(tmp_path, context, answer, start, expected):
    paragraphs = [{"context": "This is a library. " * 9 if context.isascii() else "这里是图书馆。" * 9, "qas": []}]
    paragraphs.append({"context": context, "qas": [{"id": "q", "question": "q?", "answers": [{"text": answer, "answer_start": start}]}]})
    suite = open_suite(written(tmp_path, "set.json", {"data": [{"paragraphs": paragraphs}]}), home=tmp_path)
    found, reports = loaded(suite, no_meaning)
    assert [zh or en for zh, en in texts(found["q"], reports)] == [expected]
    assert outside(found.values(), reports) == []


def no_meaning(words):
    """Vectors for reports of one language, which need none."""
    return np.zeros((len(words), 1), np.float32)


def test_the_place_nearest_to_the_start_is_taken(tmp_path):
    asked = [{"id": f"q{start}", "question": "几点?", "answers": [{"text": "九点", "answer_start": start}]} for start in (1, 6)]
    suite = open_suite(written(tmp_path, "set.json", {"data": [{"paragraphs": [{"context": "九点开门。晚上九点关门。", "qas": asked}]}]}), home=tmp_path)
    assert [row["evidence"][0]["zh"]["start"] for _, row in suite.rows] == [0, 7]


def test_equal_paragraphs_stand_once_and_equal_ids_are_told_apart(tmp_path):
    data = squad("zh")["data"] * 2
    suite = open_suite(written(tmp_path, "set.json", {"data": data}), home=tmp_path)
    found, reports = loaded(suite, no_meaning)
    assert list(found) == ["q0", "q1", "q2", "q9", "q0-2", "q1-2", "q2-2", "q9-2"]
    assert len(reports["set"].passages) == 3 and found["q0"].evidence == found["q0-2"].evidence


@pytest.mark.parametrize(
    "context",
    [
        "第一章 总则。本规则适用于图书馆的全体读者和工作人员。",
        "（一）借书。借书须办读者证，每人最多借五本书。",
        "二、还书",
        "1. 图书馆",
        "title: 图书馆",
        "相关链接",
        "(2) Fines. Late readers pay a fine of one yuan a day.",
        "Chapter 1 Rules",
        "- 志愿者",
    ],
)
def test_a_paragraph_that_begins_like_a_heading_is_a_passage_all_the_same(tmp_path, context):
    contexts = ["图书馆周一至周五上午九点开门，晚上八点关门。", context, "借书须办读者证，借期为三十天，可以续借一次。", context + "。"]
    paragraphs = [{"context": each, "qas": [{"id": f"q{at}", "question": "q?", "answers": [{"text": each[:4], "answer_start": 0}]}]} for at, each in enumerate(contexts)]
    for name, given in (("middle", paragraphs), ("end", paragraphs[:2])):
        found, reports = loaded(open_suite(written(tmp_path, f"{name}.json", {"data": [{"paragraphs": given}]}), home=tmp_path), no_meaning)
        assert [zh or en for case in found.values() for zh, en in texts(case, reports)] == [each[:4].strip() for each in contexts[: len(given)]]
        assert outside(found.values(), reports) == []


SQUAD_FORM = "SQuAD's form"


@pytest.mark.parametrize(
    ("content", "said", "hint"),
    [
        pytest.param(b"not json", "set.json is not JSON", SQUAD_FORM, id="no-json"),
        pytest.param(b"\xff\xfe", "set.json is not JSON", SQUAD_FORM, id="no-text"),
        pytest.param(b"\x1f\x8b\x08broken", "set.json is a broken gzip file", "", id="broken-gzip"),
        pytest.param(gzip.compress(b"{}" * 999)[:-9], "set.json is a broken gzip file", "", id="cut-gzip"),
        pytest.param(["list"], "set.json has no list 'data'", SQUAD_FORM, id="list"),
        pytest.param({"data": [{"paragraphs": {}}]}, "data 0 has no list 'paragraphs'", SQUAD_FORM, id="no-paragraphs"),
        pytest.param({"data": [{"paragraphs": [{"context": " \n", "qas": []}]}]}, "data 0, paragraph 0 has no context", SQUAD_FORM, id="blank-context"),
        pytest.param({"data": [{"paragraphs": [{"context": "九点开门。"}]}]}, "data 0, paragraph 0 has no list 'qas'", SQUAD_FORM, id="no-questions"),
        pytest.param({"data": []}, "set.json holds no question", SQUAD_FORM, id="nothing"),
        pytest.param(squad("zh", id=None), "paragraph 0, question 0 has no id", SQUAD_FORM, id="no-id"),
        pytest.param(squad("zh", question=" "), "q0: the question is ' '", "", id="zh-blank-question"),
        pytest.param(squad("en", answers=[{"text": 9}]), "q0: an answer is {'text': 9}", SQUAD_FORM, id="no-text-of-an-answer"),
        pytest.param(squad("zh", answers=[{"text": "下午三点", "answer_start": 6}]), "q0: its answer '下午三点' is not in its paragraph", "", id="zh-answer-not-there"),
        pytest.param(squad("en", answers=[{"text": "at midday", "answer_start": 6}]), "q0: its answer 'at midday' is not in its paragraph", "", id="en-answer-not-there"),
    ],
)
def test_a_set_that_cannot_be_read_is_refused_with_its_place(tmp_path, content, said, hint):
    with pytest.raises(SuiteFault) as raised:
        open_suite(written(tmp_path, "set.json", content), home=tmp_path)
    assert said in raised.value.sentence and hint in raised.value.hint and raised.value.hint
    assert not (tmp_path / "suites").exists()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        pytest.param(squad("zh"), squad("zh"), "are both zh", id="one-language"),
        pytest.param(squad("zh"), {"data": squad("en")["data"] * 2}, "have 3 and 6 paragraphs", id="other-paragraphs"),
    ],
)
def test_two_files_that_are_not_the_same_set_are_refused(tmp_path, first, second, said):
    with pytest.raises(SuiteFault, match=said):
        open_suite(f"{written(tmp_path, 'a.json', first)}, {written(tmp_path, 'b.json', second)}", home=tmp_path)


def ours(id: str, language: str, answerable: bool) -> dict:
    passages = [f"图书馆: {text}" if language == "zh" else f"Library: {text}" for text in CONTEXTS[language]]
    return {"id": id, "lang": language, "question": GOLD[language][0][1], "answerable": answerable, "docids": ["1", "2", "3"], "passages": passages}


def published(id: str, language: str, positive: list[int]) -> dict:
    passages = [{"docid": str(k), "title": "图书馆" if language == "zh" else "", "text": text} for k, text in enumerate(CONTEXTS[language])]
    chosen = [passages[k] for k in positive]
    return {"query_id": id, "query": GOLD[language][0][1], "positive_passages": chosen, "negative_passages": [each for each in passages if each not in chosen]}


def json_lines(*rows) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def test_nomiracl_gives_each_question_a_report_of_its_own_passages(tmp_path, encoder):
    rows = [ours("12#0", "zh", True), ours("12#1", "en", False), published("12#0", "zh", [0, 2]), published("问", "en", [])]
    suite = open_suite(written(tmp_path, "no.jsonl.gz", json_lines(*rows)), home=tmp_path)
    found, reports = loaded(suite, encoder.passages)
    assert [(case.id, case.report, case.language, case.category, case.status) for case in found.values()] == [
        ("12#0", "q-12-0", "zh", "relevant", "answered"),
        ("12#1", "q-12-1", "en", "non_relevant", "not_in_report"),
        ("12#0-2", "q-12-0-2", "zh", "relevant", "answered"),
        ("问", "q-set", "en", "non_relevant", "not_in_report"),
    ]
    assert all(case.alone for case in found.values())
    assert [len(case.evidence) for case in found.values()] == [0, 0, 1, 0]
    lines = [f"图书馆: {text}".replace("\n", " ") for text in CONTEXTS["zh"]]
    assert texts(found["12#0-2"], reports) == [(lines[0], None), (lines[2], None)]
    assert outside(found.values(), reports) == []
    assert {id: (report.title[report.original], len(report.passages)) for id, report in reports.items()}["q-12-1"] == ("NoMIRACL q-12-1", 3)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param({"id": "a", "question": "q"}, "line 3 is no question of NoMIRACL", id="a-case"),
        pytest.param(ours("a", "en", True) | {"lang": "fr"}, "line 3: lang is 'fr'", id="third-language"),
        pytest.param(ours("a", "zh", True) | {"question": ""}, "line 3: question is ''", id="zh-no-question"),
        pytest.param(ours("a", "zh", True) | {"answerable": "yes"}, "line 3: answerable is 'yes'", id="answerable-what"),
        pytest.param(ours("a", "en", True) | {"passages": []}, "line 3: the question has no passage", id="no-passage"),
        pytest.param(ours("a", "en", True) | {"passages": ["a: b", 7]}, "line 3: passages 1 is 7", id="no-text"),
        pytest.param(published("a", "zh", [0]) | {"positive_passages": "p"}, "line 3: positive_passages is 'p'", id="no-list"),
    ],
)
def test_a_nomiracl_file_that_cannot_be_read_is_refused_with_its_line(tmp_path, row, said):
    with pytest.raises(SuiteFault) as raised:
        open_suite(written(tmp_path, "no.jsonl", json_lines(ours("z", "zh", True)) + b"\n" + json_lines(row)), home=tmp_path)
    assert f"no.jsonl {said}" in raised.value.sentence


def test_converted_reports_are_written_once_for_the_same_bytes(tmp_path):
    name = written(tmp_path, "小镇 set.json", squad("zh"))
    first = open_suite(name, home=tmp_path).reports
    assert first is not None and first.parent.parent == tmp_path / "suites" and first.parent.name.startswith("set-")
    mark = first / "set" / "zh.txt"
    mark.write_text("as it is there", encoding="utf-8")
    assert open_suite(name, home=tmp_path).reports == first and mark.read_text(encoding="utf-8") == "as it is there"
    written(tmp_path, "小镇 set.json", squad("zh", question="几点?"))
    assert open_suite(name, home=tmp_path).reports != first
    assert len(list((tmp_path / "suites").iterdir())) == 2  # and nothing half made is left


def test_cases_in_lines_have_the_reports_beside_them_and_may_be_packed(tmp_path):
    row = {"id": "a", "question": "几点开门 today?", "status": "not_in_report"}
    (tmp_path / "own.reports").mkdir()
    packed = open_suite(written(tmp_path, "own.jsonl.gz", json_lines(row)), home=tmp_path)
    assert (packed.name, packed.rows, packed.reports) == ("own", ((1, row),), tmp_path / "own.reports")
    assert open_suite(written(tmp_path, "other.jsonl", json_lines(row)), home=tmp_path).reports is None


@pytest.mark.parametrize(
    ("name", "said"), [("nowhere", "neither a suite nor a file 'nowhere'"), ("a.json,b.json", "neither a suite nor a file 'a.json'"), ("set.xlsx", "is of a kind that is no suite")]
)
def test_a_name_that_is_no_suite_is_refused_with_those_that_are(tmp_path, monkeypatch, name, said):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "set.xlsx", b"PK")
    with pytest.raises(SuiteFault) as raised:
        open_suite(name, home=tmp_path)
    assert said in raised.value.sentence and "A.json,B.json" in raised.value.hint


@pytest.mark.parametrize(
    ("name", "content", "said", "hint"),
    [
        pytest.param("own.jsonl", b"id,question\n1,q\n", "own.jsonl line 1 is no JSON", "a table is named .csv", id="table"),
        pytest.param("own.jsonl", b'[\n{"id": "a"}\n]', "own.jsonl line 1 is no JSON", "leave out the brackets", id="list"),
        pytest.param("own.jsonl", b'{"id": "a"\n}', "own.jsonl line 1 is no JSON", "one whole JSON object on each line", id="object-over-lines"),
        pytest.param("own.jsonl", '{"id": "a"}\n{"id": "借期"}'.encode("gbk"), "own.jsonl line 2 is not UTF-8", "save it as UTF-8", id="gbk"),
        pytest.param("own.jsonl", '{"id": "a"}'.encode("utf-16"), "own.jsonl line 1 is not UTF-8", "save it as UTF-8", id="utf-16"),
        pytest.param("own.csv", b'{"id": "a", "question": "q"}\n', "own.csv holds JSON lines, expected a table", "name the file .jsonl", id="lines-named-csv"),
    ],
)
def test_a_file_of_another_form_than_its_name_is_refused_with_what_to_do(tmp_path, name, content, said, hint):
    with pytest.raises(SuiteFault) as raised:
        open_suite(written(tmp_path, name, content), home=tmp_path)
    assert raised.value.sentence.startswith(said) and hint in raised.value.hint


@pytest.mark.parametrize(
    ("name", "language", "passages", "counts"),
    [
        pytest.param("cmrc2018_dev.json.gz", "zh", 848, {"answerable": 3219}, id="cmrc"),
        pytest.param("drcd_dev.json.gz", "zh", 1000, {"answerable": 3524}, id="drcd"),
        pytest.param("squad2_dev_part.json.gz", "en", 568, {"answerable": 2575, "impossible": 2774}, id="squad2"),
        pytest.param("nomiracl_part.zh.jsonl.gz", "zh", 2000, {"relevant": 100, "non_relevant": 100}, id="nomiracl-zh"),
        pytest.param("nomiracl_part.en.jsonl.gz", "en", 2000, {"relevant": 100, "non_relevant": 100}, id="nomiracl-en"),
    ],
)
def test_of_a_public_set_every_line_is_a_passage_and_all_evidence_reads_as_its_gold_answer(tmp_path, shared, name, language, passages, counts):
    found, reports = loaded(open_suite(str(shared / "qa" / name), home=tmp_path), no_meaning)
    categories = [case.category for case in found.values()]
    assert {category: categories.count(category) for category in counts} == counts and len(found) == sum(counts.values())
    assert {case.language for case in found.values()} == {report.original for report in reports.values()} == {language}
    assert sum(len(report.passages) for report in reports.values()) == passages
    assert [case.id for case in found.values() if any((zh or en) not in case.answer for zh, en in texts(case, reports))] == []
    assert outside(found.values(), reports) == []
