"""The bench: every system answers in the one shape, the arithmetic of its figures, and that what it writes is whole. Judges no timing."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Lock

import pytest
from conftest import EN, ZH, write_report
from running import python
from test_quiet import LISTEN, TELL

from app.answer import Answer
from evals.bench import accuracy, building, throughput, warm
from evals.bench.__main__ import run
from evals.bench.machine import machine, resident
from evals.bench.page import page
from evals.bench.plain_bm25 import paragraphs, words
from evals.bench.plots import Logarithmic, logarithmic, reaching
from evals.bench.quoted import Shelf
from evals.bench.searcher import Piece, Text, texts
from evals.bench.section import Section, Spread, Table, percentile, spread
from evals.bench.setting import Effort, Setting, prepared
from evals.bench.tables import markdown, printed
from evals.bench.throughput import asked
from evals.bench.warm import round_of
from evals.measures.quoting import verbatim
from evals.record import answer_of
from index.encoder import Encoder
from index.settings import Settings
from source.folder import declared
from source.reading import read
from source.report import LANGUAGES, Report

TINY = Effort("tiny", builds=1, starts=1, rounds=2, questions=3, load=9, loads=1, askers=(1, 4))
QUESTIONS = ("每人最多借几本书?", "How long is the loan period?")
BUILD = """
import sys
from pathlib import Path
from evals.bench.first_answer import main
from evals.bench.searcher import texts
from index.encoder import open_encoder
from index.settings import from_environment
settings = from_environment()
made = Path(sys.argv[2])
made.mkdir()
kind.build(texts(settings.source), open_encoder(settings), made)
main()
"""
CASES = [
    {"id": "zh-1", "question": "每人最多借几本书?", "evidence": [{"zh": "每人最多借五本书", "en": "everyone may borrow at most five books"}], "facts": [{"any": ["五本", "five books"]}]},
    {"id": "en-1", "question": "How long is the loan period?", "evidence": [{"zh": "借期为三十天", "en": "the loan period is thirty days"}]},
    {"id": "zh-2", "question": "图书馆有多少员工?"},
    {"id": "en-2", "question": "Who pays for the library?"},
]


@pytest.fixture(scope="module")
def setting(library: Settings, tmp_path_factory: pytest.TempPathFactory) -> Setting:
    """Every system built over the small report, with a suite of four cases."""
    folder = tmp_path_factory.mktemp("bench")
    (folder / "small.jsonl").write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in CASES), encoding="utf-8")
    return prepared(library, TINY, folder / "built", suite=str(folder / "small.jsonl"))


@pytest.fixture(scope="module")
def both_in_one(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Text]:
    """The small report as one file that holds the Chinese and then the English."""
    folder = write_report(tmp_path_factory.mktemp("one"), toml='file = "zh.txt"\noriginal = "zh"\ntranslation = "human"\n', zh=ZH + "\n" + EN)
    (folder / "en.txt").unlink()
    (text,) = texts(folder.parent)
    return read(declared(folder), encoder.passages), text


def stands(answer: Answer, reports: Mapping[str, Report]) -> bool:
    """Is every quote its report's text at its offsets, and quoted in the answer?"""
    quotes = [(citation, language, quote) for citation in answer.citations for language in LANGUAGES if (quote := citation.side(language)) is not None]
    shown = [quote.text for citation, language, quote in quotes if reports[citation.report].text[language][quote.start : quote.end] == quote.text]
    return len(shown) == len(quotes) >= len(answer.citations) and any(text in answer.text for text in shown)


@pytest.mark.parametrize("place", [0, 1, 2, 3], ids=["product", "documented", "small-chunks", "plain-bm25"])
@pytest.mark.parametrize("question", QUESTIONS, ids=["zh", "en"])
def test_every_system_answers_in_the_one_shape_with_quotes_that_stand_where_they_say(setting: Setting, place: int, question: str) -> None:
    system = setting.systems[place]
    answer = system.answer(question)
    assert answer_of(json.loads(json.dumps(answer.to_json()))).status == "answered"
    assert answer.citations
    assert stands(answer, setting.suite.reports)
    if system.name not in ("llamaindex-chroma", "llamaindex-chroma-128"):  # a chunk over several passages names the one that it has most of
        assert verbatim(answer, setting.suite.reports).value == 1.0
    assert any(word in answer.text for word in ("五本书", "thirty days"))
    ranked = [passage for piece in system.ranking(question) for passage in piece]
    assert set(ranked) <= {passage.id for passage in setting.suite.reports["library"].passages}


def test_the_others_always_answer_and_the_product_need_not(setting: Setting) -> None:
    statuses = [system.answer("红烧肉怎么做才好吃?").status for system in setting.systems]
    assert statuses == ["not_in_report", "answered", "answered", "answered"]


def test_a_piece_over_both_languages_of_a_file_is_one_citation_with_two_sides(both_in_one: tuple[Report, Text]) -> None:
    report, text = both_in_one
    start, end = text.text.index("三是逾期不还的"), text.text.index("I. Opening hours")
    answer = Shelf({report.id: report}).answer("借书规则?", [Piece(report.id, text.languages, start, end, text.text[start:end])])
    (citation,) = answer.citations
    assert citation.zh is not None and citation.en is not None
    assert citation.zh.text == "三是逾期不还的,暂停借书资格两个月。"
    assert citation.en.text == "Opening rules of the small town library"
    assert stands(answer, {report.id: report})


@pytest.mark.parametrize(
    ("words", "section"),
    [
        pytest.param("(二)周末。", ["一、开放时间", "(二)周末。"], id="chinese-heading-by-what-stands-under-it"),
        pytest.param("II. Rules for borrowing", ["二、借书规则"], id="english-heading"),
        pytest.param("节假日开放时间另行公布", ["一、开放时间", "(一)平日。"], id="part-of-a-paragraph"),
    ],
)
def test_a_piece_names_the_passage_that_it_lies_in_or_stands_before(both_in_one: tuple[Report, Text], words: str, section: list[str]) -> None:
    report, text = both_in_one
    start = text.text.index(words)
    (citation,) = Shelf({report.id: report}).answer("?", [Piece(report.id, text.languages, start, start + len(words), words)]).citations
    assert citation.section["zh"] == section


def test_a_chunk_holds_the_passages_that_lie_half_in_it_most_shared_first(both_in_one: tuple[Report, Text]) -> None:
    report, text = both_in_one
    shelf = Shelf({report.id: report})
    weekdays, weekends, rules = (passage for passage in report.passages if passage.kind == "text")
    spans = [passage.spans["zh"] for passage in (weekdays, weekends, rules)]
    assert all(spans)
    start, end = spans[0].start, spans[1].end  # type: ignore[union-attr]
    assert shelf.passages(Piece(report.id, ("zh",), start, end, text.text[start:end])) == (weekdays.id, weekends.id)  # 48 and 17 characters
    start = spans[2].start + 3  # type: ignore[union-attr]
    assert shelf.passages(Piece(report.id, ("zh",), start, start + 9, text.text[start : start + 9])) == (rules.id,)


def test_success_of_own_pieces_looks_at_the_first_k_pieces_whole() -> None:
    ranking = (("a", "b"), ("c",), ("d",))
    assert [accuracy.of_pieces(ranking, {gold})["own_1"].value for gold in "abc"] == [1.0, 1.0, 0.0]
    assert accuracy.of_pieces(ranking, {"d"})["own_5"].value == 1.0
    assert accuracy.of_pieces((), {"d"})["own_5"].value == 0.0


def test_paragraphs_are_the_lines_at_their_offsets() -> None:
    text = Text("r", ("zh",), Path("r.txt"), "一、标题\n\n  正文一段。 \nEnglish here\n")
    found = paragraphs(text)
    assert [piece.text for piece in found] == ["一、标题", "正文一段。", "English here"]
    assert all(text.text[piece.start : piece.end] == piece.text for piece in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("图书馆开放时间。", ["图书馆", "开放", "时间"], id="chinese"),
        pytest.param("The library is open", ["library", "open"], id="english-without-stop-words"),
        pytest.param("办理 library 读者证吗", ["办理", "library", "读者", "证", "吗"], id="mixed"),
    ],
)
def test_words_of_plain_bm25(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_percentiles_and_spreads() -> None:
    # of 10, 20, 30, 40 the place of p95 is .95 * 3 = 2.85: 30 + .85 * 10; of p50 1.5: 20 + .5 * 10
    assert percentile([40, 10, 30, 20], 0.95) == pytest.approx(38.5)
    assert percentile([40, 10, 30, 20], 0.5) == pytest.approx(25)
    assert percentile([7], 0.95) == 7
    assert spread([3, 1, 2]) == Spread(2, 1, 3, 3)
    assert spread([4, 1]) == Spread(2.5, 1, 4, 2)
    assert spread([3, 1, 2]).shown(1) == "2.0 (1.0-3.0)"
    assert spread([2.04]).shown(1) == "2.0"


def test_scales_end_on_round_numbers() -> None:
    assert reaching(93.9).high == 100 and reaching(93.9).ticks == (0, 25, 50, 75, 100)
    assert reaching(7.2).high == 8
    scale = logarithmic([3, 700])
    assert isinstance(scale, Logarithmic)
    assert [scale.written(tick) for tick in scale.ticks] == ["2", "5", "10", "20", "50", "100", "200", "500", "1000"]


def test_askers_ask_at_the_same_time_and_every_question_once() -> None:
    together, lock, seen = Barrier(4, timeout=5), Lock(), []

    def ask(question: str) -> None:
        together.wait()  # breaks unless four ask at once
        with lock:
            seen.append(question)

    load = asked(ask, [f"q{number}" for number in range(8)], 4)
    assert sorted(seen) == [f"q{number}" for number in range(8)]
    assert len(load.milliseconds) == 8
    assert load.per_second == pytest.approx(8 / load.seconds)
    with pytest.raises(BrokenBarrierError):
        asked(lambda question: Barrier(2, timeout=0.05).wait(), ["q"], 1)


def test_whose_turn_is_first_moves_on_with_each_question() -> None:
    order: list[str] = []

    def turn(name: str):  # type: ignore[no-untyped-def]
        def took(question: str, history: tuple[str, ...]) -> dict[str, float]:
            order.append(name + question)
            return {name: 1.0}

        return took

    assert round_of([turn("a"), turn("b")], [("1", ()), ("2", ()), ("3", ())]) == {"a": [1.0] * 3, "b": [1.0] * 3}
    assert order == ["a1", "b1", "b2", "a2", "a3", "b3"]


def test_a_bench_writes_its_figures_three_times_over(setting: Setting, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sections = run(setting, (accuracy.measure, building.measure, warm.measure, throughput.measure), tmp_path, machine(), "2025-03-05")
    values = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    shown = [capsys.readouterr().out, *((tmp_path / name).read_text(encoding="utf-8") for name in ("bench.md", "bench.html"))]
    labels = [system.label for system in setting.systems]
    for section in sections:
        assert section.name in values
        for table in section.tables:
            assert all(len(row) == len(table.header) for row in table.rows)
            assert all(cell.strip() in text for text in shown[:2] for row in table.rows for cell in row), table.title
            assert set(labels[1:]) <= {*table.header, *(row[0] for row in table.rows)}
    assert list(values["accuracy"]["figures"]) == labels
    assert values["accuracy"]["figures"]["plain BM25"]["zh"]["false_answer"]["mean"] == 1.0
    assert values["accuracy"]["errors"] == dict.fromkeys(labels, 0)
    assert set(values["throughput"]["per_second"]["Duizhao over HTTP"]) == {"1", "4"}
    html = shown[2]
    assert html.count("<figure>") == sum(len(section.plots) for section in sections) == 5
    assert not re.findall(r"(?:src|href)=|url\(|@import|https?://", html)


def test_what_a_name_holds_is_never_markup() -> None:
    table = Table("<b>", ("", "a|b"), (("<i>", "1"),), "&")
    section = Section("s", "S & T", "how <", (table,), (), {})
    html = page(["<script>"], [("<x>", "y")], [section])
    assert "&lt;script&gt;" in html and "&lt;i&gt;" in html and "S &amp; T" in html and "<script" not in html
    assert "| a\\|b |" in markdown(["now"], [section])
    assert "a|b" in printed(section)


def test_a_process_of_this_system_holds_memory() -> None:
    held = resident()
    assert held is None or 10 < held < 100_000
    assert machine().cores >= 1 and "chromadb" in machine().packages


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        pytest.param(1, "from evals.bench.documented import DOCUMENTED as kind", id="documented"),
        pytest.param(3, "from evals.bench.plain_bm25 import PlainBM25\nkind = PlainBM25()", id="plain-bm25"),
    ],
)
def test_nobody_is_called_and_a_fresh_process_answers(setting: Setting, place: int, kind: str, tmp_path: Path) -> None:
    name, _, question = setting.systems[place].resident(QUESTIONS[0])[-3:]
    home = tmp_path / "home"
    home.mkdir()
    done = python(LISTEN + kind + BUILD + TELL, name, str(tmp_path / "made"), question, settings=setting.settings, HOME=str(home))
    assert done.returncode == 0, done.stderr
    first, *heard = done.stdout.strip().splitlines()
    assert json.loads(first)["characters"] > 0
    assert heard == []
    assert list(home.rglob("*")) == []
