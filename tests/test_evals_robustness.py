"""The robustness suite: what is committed is what the generator writes, and it holds what each category claims."""

import json
import re
from pathlib import Path
from typing import Any

import opencc
import pytest
from pypinyin import Style, pinyin

from evals.robustness.generate import SUITE, SUITES, generate
from evals.robustness.noise import noise_lines, spread
from evals.robustness.questions import closed, full_width, traditional
from evals.robustness.questions import pinyin as in_pinyin
from evals.robustness.reports import SHARES, altered_reports
from evals.robustness.typos import SAME_SOUND, SLIPS, mistyped, slipped
from evals.robustness.waterworks import Line, Question, base_lines, contradictions, plants, questions
from index.encoder import Encoder
from source.folder import declared
from source.reading import read
from source.report import LANGUAGES, Language

REPORTS = SUITES / f"{SUITE}.reports"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in (SUITES / f"{SUITE}.jsonl").read_text(encoding="utf-8").splitlines()]
BASE = {row["id"]: row for row in map(json.loads, (SUITES / "arong-social-management.jsonl").read_text(encoding="utf-8").splitlines())}
BOTH = ("removed", "kept", "contradicting", "planted", "plain", "typo", "full-width", "instructed", *(f"noise-{share:02d}" for share in SHARES))
CHINESE = ("traditional", "pinyin")


def rows_of(category: str, language: str = "") -> list[dict[str, Any]]:
    return [row for row in ROWS if row["category"] == category and language in ("", row["language"])]


def file(report: str, language: str) -> str:
    return (REPORTS / report / f"{language}.txt").read_text(encoding="utf-8")


def original(row: dict[str, Any]) -> str:
    """The question that an altered one was made from."""
    return str(BASE[row["id"].removeprefix(row["category"] + "-")]["question"])


def test_generating_gives_exactly_what_is_committed_and_so_does_a_second_run(tmp_path: Path) -> None:
    for _ in range(2):
        generate(tmp_path)
        made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        here = [SUITES / f"{SUITE}.jsonl", *(path for path in REPORTS.rglob("*") if path.is_file())]
        assert sorted(made) == sorted(path.relative_to(SUITES) for path in here), "run python -m evals.robustness.generate"
        for path in here:
            assert made[path.relative_to(SUITES)] == path.read_bytes(), f"{path.name}: run python -m evals.robustness.generate"


def test_every_id_is_there_once() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("category", [*BOTH, *CHINESE])
def test_each_category_has_the_languages_it_is_for(category: str) -> None:
    counts = {language: len(rows_of(category, language)) for language in LANGUAGES}
    if category in CHINESE:
        assert counts == {"zh": 16, "en": 0}
    else:
        assert counts["zh"] == counts["en"] >= 6


def test_no_category_is_without_a_test() -> None:
    assert {row["category"] for row in ROWS} == {*BOTH, *CHINESE}


@pytest.mark.parametrize(("share", "noise", "own"), [(0, 0, 8), (20, 2, 8), (40, 5, 8), (60, 12, 8), (80, 32, 8)])
def test_the_share_of_noise_is_what_the_report_is_named_for(share: int, noise: int, own: int) -> None:
    words = {line.words[language] for line in base_lines() for language in LANGUAGES}
    for language in LANGUAGES:
        lines = file(f"waterworks-noise-{share:02d}", language).splitlines()
        headings = lines[:1] + [line for line in lines if re.match(r"[一二三四]、|\(|[IV]+\. ", line)]
        paragraphs = [line for line in lines if line not in headings]
        assert len([line for line in paragraphs if line not in words]) == noise
        assert len(paragraphs) == noise + own
    assert abs(100 * noise / (noise + own) - share) < 2  # 5 of 13 are 38.5 %: a third of a paragraph is wanted


def test_more_noise_is_the_same_noise_and_more() -> None:
    before: set[str] = set()
    for share in SHARES:
        lines = set(file(f"waterworks-noise-{share:02d}", "zh").splitlines())
        assert before <= lines
        before = lines


def test_noise_stands_among_the_paragraphs_under_their_headings_in_order() -> None:
    own = [Line({"zh": words, "en": words}, number) for number, words in enumerate(("(一)甲。", "甲一。", "甲二。", "(二)乙。", "乙一。"), 1)]
    noise = [Line({"zh": f"杂{number}。", "en": f"Noise {number}."}) for number in range(6)]
    mixed = spread(own, noise)
    assert [line for line in mixed if line.number] == own
    assert {line.words["zh"] for line in mixed if not line.number} == {line.words["zh"] for line in noise}
    assert mixed[0] == own[0]
    assert mixed.index(own[3]) == 1 + 2 + 4  # below the first heading, its two paragraphs and four of six noises


def test_the_noise_is_paragraphs_of_the_first_report_that_stand_alone() -> None:
    texts = (SUITES.parent.parent / "source" / "reports" / "arong-social-management" / "report.txt").read_text(encoding="utf-8")
    found = noise_lines()
    assert len(found) == len({line.words["zh"] for line in found}) >= 32
    for line in found:
        assert all(line.words[language] in texts and "\n" not in line.words[language] for language in LANGUAGES)
        assert not re.search(r"[一二三四五](是|要)", line.words["zh"])


@pytest.mark.parametrize("report", sorted({row["report"] for row in ROWS if row.get("scope")}))
def test_evidence_stands_at_its_offsets_in_both_languages_and_holds_the_facts(report: str) -> None:
    for row in ROWS:
        if row["report"] != report:
            continue
        for language in LANGUAGES:
            places = [piece[language] for piece in row["evidence"]]
            assert all(file(report, language)[place["start"] : place["end"]] == place["text"] for place in places), row["id"]
            shown = "\n".join(place["text"] for place in places)
            assert all(any(wording in shown for wording in fact["any"]) for fact in row["facts"]), row["id"]


def test_cases_over_an_altered_report_are_asked_over_it_alone() -> None:
    assert all((row.get("scope") == "report") == (REPORTS / row["report"]).is_dir() for row in ROWS)


@pytest.mark.parametrize("category", ["plain", "typo", "full-width", "instructed", *CHINESE])
def test_an_altered_question_keeps_the_case_that_it_is_made_from(category: str) -> None:
    kept = ("split", "language", "report", "status", "evidence", "facts")
    for row in rows_of(category):
        case = BASE[row["id"].removeprefix(category + "-")]
        assert (case["split"], case["status"]) == ("dev", "answered")
        assert case["category"] in ("fact", "list", "why", "how", "multi")
        assert [row[key] for key in kept] == [case[key] for key in kept], row["id"]


def test_a_plain_question_is_as_it_was() -> None:
    assert all(row["question"] == original(row) for row in rows_of("plain"))


def test_what_is_removed_is_gone_in_both_languages_and_the_rest_is_kept() -> None:
    asked = {question.id: question for question in questions()}
    removed, kept = rows_of("removed"), rows_of("kept")
    assert len(removed) == len(kept) == len(asked) // 2
    for row in removed:
        question = asked[row["id"].removeprefix("removed-")]
        assert (row["status"], row["evidence"], row["facts"]) == ("not_in_report", [], [])
        for language in LANGUAGES:
            text = file(row["report"], language)
            assert not any(words[language] in text for words in question.evidence)
            assert not any(wording in text for fact in question.facts if fact["vital"] for wording in fact["any"])
    assert all(row["status"] == "answered" and row["evidence"] for row in kept)


def test_a_contradicted_question_has_two_pieces_and_two_vital_facts_that_differ() -> None:
    assert len(contradictions()) == 8
    for row in rows_of("contradicting"):
        assert len(row["evidence"]) == len([fact for fact in row["facts"] if fact["vital"]]) == 2
        first, second = (set(fact["any"]) for fact in row["facts"] if fact["vital"])
        assert not first & second
        starts = [piece["zh"]["start"] for piece in row["evidence"]]
        assert "\n" in file(row["report"], "zh")[min(starts) : max(starts)], "the two stand in paragraphs of their own"


def test_planted_instructions_stand_in_the_report_and_in_no_other() -> None:
    for plant in plants():
        for report in altered_reports():
            for language in LANGUAGES:
                assert (plant.words[language] in report.text(language)) == (report.id == "waterworks-planted")


@pytest.mark.parametrize("row", [row for row in ROWS if row["category"] in ("planted", "instructed")], ids=lambda row: row["id"])
def test_forbidden_wordings_stand_in_the_instruction_only(row: dict[str, Any]) -> None:
    assert row["forbidden"]
    pieces = [piece[language]["text"] for piece in row["evidence"] for language in LANGUAGES if piece[language]]
    known = [*pieces, *(wording for fact in row["facts"] for wording in fact["any"])]
    assert not any(wording in text for wording in row["forbidden"] for text in known)
    if row["category"] == "planted":
        base = "\n".join(line.words[language] for line in base_lines() for language in LANGUAGES)
        assert not any(wording in base or wording in row["question"] for wording in row["forbidden"])
    else:
        assert all(wording in row["question"] and wording not in original(row) for wording in row["forbidden"])
        assert closed(original(row), row["language"]) in row["question"]


@pytest.mark.parametrize("category", ["planted", "instructed"])
def test_only_cases_with_an_instruction_forbid_anything(category: str) -> None:
    assert {row["category"] for row in ROWS if row.get("forbidden")} == {"planted", "instructed"}
    assert all(row.get("forbidden") for row in rows_of(category))


@pytest.mark.parametrize("row", rows_of("typo", "zh"), ids=lambda row: row["id"])
def test_a_chinese_typo_is_one_or_two_characters_of_the_same_sound(row: dict[str, Any]) -> None:
    typed, meant = row["question"], original(row)
    changed = [(a, b) for a, b in zip(meant, typed, strict=True) if a != b]
    assert 1 <= len(changed) <= SLIPS
    assert all(SAME_SOUND[a] == b for a, b in changed)


def test_characters_that_are_swapped_sound_the_same() -> None:
    def sounds(character: str) -> set[str]:
        return set(pinyin(character, style=Style.NORMAL, heteronym=True)[0])

    assert {f"{a}/{b}" for a, b in SAME_SOUND.items() if a == b or not sounds(a) & sounds(b)} == set()


@pytest.mark.parametrize("row", rows_of("typo", "en"), ids=lambda row: row["id"])
def test_an_english_typo_is_one_letter_in_one_or_two_words(row: dict[str, Any]) -> None:
    typed, meant = row["question"].split(), original(row).split()
    changed = [(a, b) for a, b in zip(meant, typed, strict=True) if a != b]
    assert 1 <= len(changed) <= SLIPS
    for a, b in changed:
        assert abs(len(a) - len(b)) <= 1
        assert len(a) != len(b) or sorted(a) == sorted(b)  # two letters swapped
        assert (a[0], a[-1]) == (b[0], b[-1])


@pytest.mark.parametrize("word", ["their", "police", "agencies", "Which"])
def test_a_slip_swaps_drops_or_doubles_one_inner_letter(word: str) -> None:
    inner = range(1, len(word) - 1)
    dropped = {word[:at] + word[at + 1 :] for at in inner}
    doubled = {word[:at] + word[at] + word[at:] for at in inner}
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in inner if at + 2 < len(word)}
    made = {slipped(word, f"question {number}") for number in range(40)}
    assert made <= dropped | doubled | swapped
    assert made & dropped and made & doubled and made & swapped


@pytest.mark.parametrize(("text", "language"), [("甲乙丙丁", "zh"), ("so far is it", "en")], ids=["zh", "en"])
def test_a_question_that_cannot_be_mistyped_is_an_error(text: str, language: Language) -> None:
    with pytest.raises(LookupError):
        mistyped(text, language)


@pytest.mark.parametrize("row", rows_of("traditional"), ids=lambda row: row["id"])
def test_traditional_questions_read_back_as_the_simplified_ones(row: dict[str, Any]) -> None:
    assert row["question"] != original(row)
    assert opencc.OpenCC("t2s").convert(row["question"]) == original(row)


@pytest.mark.parametrize("row", rows_of("pinyin"), ids=lambda row: row["id"])
def test_pinyin_questions_are_latin_words_with_blanks_and_no_tones(row: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z]+([,?]? [a-z]+)+\??", row["question"])


@pytest.mark.parametrize("row", rows_of("full-width"), ids=lambda row: row["id"])
def test_full_width_questions_hold_no_ascii(row: dict[str, Any]) -> None:
    assert not re.search(r"[\x00-\x7f]", row["question"])
    narrow = "".join(" " if c == "\u3000" else chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in row["question"])
    assert narrow == original(row)


@pytest.mark.parametrize(
    ("alter", "text", "expected"),
    [
        pytest.param(traditional, "警队要达到哪四个“最”?", "警隊要達到哪四個“最”?", id="traditional, zh"),
        pytest.param(in_pinyin, "怎样学习,要学strike hard吗?", "zenyang xuexi, yao xue strike hard ma?", id="pinyin, mixed"),
        pytest.param(full_width, "有3条,是?", "有３条，是？", id="full width, zh"),
        pytest.param(full_width, "Is it 3?", "Ｉｓ　ｉｔ　３？", id="full width, en"),
    ],
)
def test_alterations_by_hand(alter: Any, text: str, expected: str) -> None:
    assert alter(text) == expected


def test_base_questions_name_the_lines_that_hold_their_evidence() -> None:
    lines = {line.number: line for line in base_lines()}
    for question in questions():
        for words in question.evidence:
            assert any(all(words[language] in lines[number].words[language] for language in LANGUAGES) for number in question.lines), question.id


def test_twins_rest_on_the_same_evidence_and_stand_in_the_same_split() -> None:
    by_id: dict[str, Question] = {question.id: question for question in questions()}
    twins = [question for question in by_id.values() if question.twin]
    assert len(twins) == 16
    for question in twins:
        other = by_id[question.id.replace("zh-", "en-")]
        assert (question.evidence, question.split, question.removed, question.lines) == (other.evidence, other.split, other.removed, other.lines)


@pytest.mark.parametrize("report", altered_reports(), ids=lambda report: report.id)
def test_an_altered_report_reads_as_one_passage_a_paragraph_with_both_languages(report: Any, encoder: Encoder) -> None:
    passages = [passage for passage in read(declared(REPORTS / report.id), encoder.passages).passages if passage.kind == "text"]
    assert len(passages) == sum(line.is_text for line in report.lines)
    assert all(None not in passage.spans.values() for passage in passages)
