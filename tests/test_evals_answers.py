"""Files of answers made elsewhere: what is read, and what is refused with the line and the field."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from app.asking import Desk
from evals.answers import Answers
from evals.asking import opened
from evals.cases import Case, SuiteFault
from evals.run import run
from evals.suites import FAST, open_suite

ANSWER: dict[str, Any] = {
    "id": "a",
    "question": "借期多长?",
    "searched": "借期多长?",
    "language": "zh",
    "status": "answered",
    "text": "报告写道：“借期为三十天” [1]",
    "citations": [
        {
            "number": 1,
            "report": "library",
            "passage": "library/2.p1",
            "section": {"zh": [], "en": []},
            "zh": {"text": "借期为三十天", "start": 1, "end": 7},
            "en": None,
            "note": None,
            "url": "/read/library#2.p1",
        }
    ],
    "confidence": 0.9,
}


def case(id: str) -> Case:
    return Case(id, "dev", "zh", "all", "借期多长?", (), "library", "not_in_report", (), ())


def answers(tmp_path: Path, *rows: object, raw: bytes | None = None) -> Answers:
    path = tmp_path / "answers.jsonl"
    path.write_bytes(raw if raw is not None else "\n".join(json.dumps(row) for row in rows).encode())
    return Answers(path)


def changed(field: str, value: object) -> dict[str, Any]:
    """The answer with one field, named by a path of dots, another (`...`: taken away)."""
    row = json.loads(json.dumps(ANSWER))
    *way, last = field.split(".")
    at = row
    for step in way:
        at = at[int(step) if step.isdigit() else step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return row


def test_an_answer_in_the_shape_is_read_whole_and_may_leave_out_what_has_a_default(tmp_path: Path) -> None:
    asked = answers(tmp_path, ANSWER).of(case("a"))
    assert asked.answer is not None
    assert (asked.error, asked.rankings, asked.answer.closest, asked.answer.engine) == ("", {}, (), "other")
    assert json.loads(json.dumps(asked.answer.to_json())).items() >= ANSWER.items()


def test_an_answer_may_leave_out_what_no_measure_reads(tmp_path: Path) -> None:
    row = {key: value for key, value in ANSWER.items() if key != "searched"}
    row["citations"] = [{key: value for key, value in one.items() if key in ("number", "report", "passage", "zh")} for one in ANSWER["citations"]]
    found = answers(tmp_path, row).of(case("a")).answer
    assert found is not None
    assert found.searched == ANSWER["question"]
    assert (found.citations[0].en, found.citations[0].note, found.citations[0].url, found.citations[0].section) == (None, None, "", {"zh": [], "en": []})


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\xef\xbb\xbf" + json.dumps(ANSWER).encode() + b"\n", id="byte-order-mark"),
        pytest.param(b"\r\n" + json.dumps(ANSWER, ensure_ascii=False).encode() + b"\r\n\r\n", id="crlf-and-empty-lines"),
        pytest.param(gzip.compress(json.dumps(ANSWER).encode()), id="gzip"),
        pytest.param(json.dumps(ANSWER | {"note_of_mine": [1], "citations": [ANSWER["citations"][0] | {"rank": 3}]}).encode(), id="fields-of-ones-own"),
        pytest.param(json.dumps(ANSWER | {"text": "报告写道：“借期为三十天” [1]\u2028"}, ensure_ascii=False).encode(), id="line-separator-in-a-text"),
    ],
)
def test_ways_of_writing_the_same_answer_are_read(tmp_path: Path, raw: bytes) -> None:
    found = answers(tmp_path, raw=raw).of(case("a")).answer
    assert found is not None
    assert found.text.strip() == ANSWER["text"]


def test_a_number_as_id_answers_the_case_whose_id_reads_so(tmp_path: Path) -> None:
    found = answers(tmp_path, ANSWER | {"id": 7}).of(case("7")).answer
    assert found is not None
    assert found.id == "7"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param("借期".encode("gb18030"), "answers.jsonl line 1 is not UTF-8: the file is GBK, UTF-16 or of another encoding", id="not-utf-8"),
        pytest.param(b"", "answers.jsonl holds no answer", id="empty"),
        pytest.param(b"\n \n", "answers.jsonl holds no answer", id="blank"),
        pytest.param(b'{"id": "a"', "answers.jsonl line 1 is no ", id="broken-json"),
        pytest.param(b"[" * 100_000, "answers.jsonl line 1 is no ", id="too-deep"),
        pytest.param(b"[]", "answers.jsonl line 1 has no id", id="no-object"),
        pytest.param(b'\n{"text": "x"}', "answers.jsonl line 2 has no id", id="no-id"),
        pytest.param(b'{"id": null}', "answers.jsonl line 1 has no id", id="id-null"),
        pytest.param(b'{"id": true}', "answers.jsonl line 1 has no id", id="id-true"),
        pytest.param(b'{"id": "a"}\n{"id": "b"}\n{"id": "a"}', "answers.jsonl line 3 answers 'a' again, after line 1", id="id-twice"),
        pytest.param(b'{"id": 1}\n{"id": "1"}', "answers.jsonl line 2 answers '1' again, after line 1", id="id-twice-as-number-and-text"),
        pytest.param(b"\x1f\x8b\x08\x00", "answers.jsonl is a broken gzip file", id="broken-gzip"),
    ],
)
def test_a_file_that_is_no_answers_is_refused_with_its_line(tmp_path: Path, raw: bytes, words: str) -> None:
    with pytest.raises(SuiteFault) as raised:
        answers(tmp_path, raw=raw)
    assert raised.value.sentence.startswith(words)
    assert raised.value.hint


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SuiteFault, match=r"absent\.jsonl cannot be read \(No such file or directory\)"):
        Answers(tmp_path / "absent.jsonl")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param(changed("text", ...), "text is missing", id="lacks-the-text"),
        pytest.param(changed("language", "fr"), "language: Input should be 'zh' or 'en', got 'fr'", id="third-language"),
        pytest.param(changed("status", "unsure"), "status: Input should be ", id="status"),
        pytest.param(changed("confidence", "high"), "confidence: Input should be a valid number", id="confidence-in-words"),
        pytest.param(changed("confidence", 1.5), "confidence: 1.5 is not within 0 and 1", id="confidence-above-1"),
        pytest.param(changed("confidence", float("nan")), "confidence: nan is not within 0 and 1", id="confidence-nan"),
        pytest.param(changed("citations", {}), "citations: ", id="citations-no-list"),
        pytest.param(changed("citations.0.zh", "借期为三十天"), "citations.0.zh: ", id="quote-as-text"),
        pytest.param(changed("citations.0.zh.start", "x"), "citations.0.zh.start: ", id="offset-no-number"),
        pytest.param(changed("citations.0.zh.end", ...), "citations.0.zh.end is missing", id="quote-without-end"),
        pytest.param(changed("citations.0.passage", None), "citations.0.passage: Input should be a valid string, got 'None'", id="passage-null"),
        pytest.param(changed("timings_ms", {"total": float("inf")}), "timings_ms.total: inf is no time", id="time-without-end"),
        pytest.param(changed("text", "\ud800"), "it holds half of a surrogate pair", id="half-a-surrogate-pair"),
    ],
)
def test_a_line_that_is_no_answer_is_an_error_of_its_case_that_names_the_field(tmp_path: Path, row: dict[str, Any], words: str) -> None:
    read = answers(tmp_path, ANSWER | {"id": "b"}, row)
    asked = read.of(case("a"))
    assert asked.answer is None
    assert asked.error.startswith(f"line 2 is no answer: {words}")
    assert read.of(case("b")).answer is not None


def test_a_case_without_an_answer_is_an_error(tmp_path: Path) -> None:
    assert answers(tmp_path, ANSWER).of(case("b")).error == "answers.jsonl has no answer to it"


def test_answers_that_belong_to_no_case_are_told_and_a_file_of_them_alone_is_refused(tmp_path: Path) -> None:
    read = answers(tmp_path, ANSWER, ANSWER | {"id": "x"})
    assert (read.strangers([case("a")]), read.strangers([case("a"), case("x")])) == (["x"], [])
    with pytest.raises(SuiteFault, match=r"none of the 2 answers in answers\.jsonl has the id of a case \(the first is 'a'\)") as raised:
        read.strangers([case("z")])
    assert raised.value.hint == "name the suite that was answered"


def test_answers_that_nobody_would_give_are_scored_and_stop_nothing(desk: Desk, tmp_path: Path) -> None:
    odd = {
        "far": changed("citations.0.zh.end", 10**15),
        "before": changed("citations.0.zh.start", -5),
        "nothing": changed("citations.0.zh", None),
        "elsewhere": changed("citations.0.report", "absent"),
        "no-text": changed("text", ""),
        "numbers": changed("text", f"三{'亿' * 80}，{'9' * 400}，百分之点，{'九' * 400}分之{'九' * 400} [1]"),
        "marks": changed("text", "“「『[1]『」”［９９９］【0】"),
    }
    path = tmp_path / "odd.jsonl"
    path.write_text("\n".join(json.dumps({"id": id, "question": "借期多长?", "report": "library", "evidence": [{"zh": "借期为三十天"}]}) for id in odd), encoding="utf-8")
    told = tmp_path / "answers.jsonl"
    told.write_text("\n".join(json.dumps(row | {"id": id}) for id, row in [*odd.items(), ("stranger", ANSWER)]), encoding="utf-8")
    done = run(desk, [str(path)], split="dev", engine="extractive", out=tmp_path / "out", answers=told)
    assert [record.error for record in done.records] == [""] * len(odd)
    wrong = {
        record.case.id: {name for name in ("verbatim", "markers", "numbers") if record.scored and name in record.scored.scores and record.scored.scores[name].value < 1} for record in done.records
    }
    assert all(wrong.values()), wrong
    assert done.notes == ("1 answers in answers.jsonl belong to no case of these suites, such as 'stranger'",)
    json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)


def test_without_a_name_the_suites_that_the_file_answers_are_scored(first_desk: Desk, tmp_path: Path) -> None:
    rows = [first_desk.answer(case.question, case.history, id=case.id).to_json() for case in opened(open_suite(FAST[0]), first_desk).cases[:2]]
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    done = run(first_desk, [], split="dev", engine="extractive", out=tmp_path / "out", answers=path)
    assert {one.name for one in done.summaries} == {FAST[0]}
