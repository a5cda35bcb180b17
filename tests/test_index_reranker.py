"""Reading candidates again: by the exported layers, by any cross-encoder, and by how near the question's words come to a window's."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import EN, TOML, ZH, nothing, write_report
from fakes import CharacterEncoder
from numpy.typing import NDArray
from safetensors.torch import load_file
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from index.build import build
from index.encoder import Encoder, Tokens
from index.errors import EncoderFault
from index.late import BEST, touched
from index.reranker import HEADING, QUESTION, STRETCH, OnnxReranker, Reading, Reranker, Stretch, open_reranker
from index.rereading import OTHER, OWN, PART, reread, stretches
from index.search import Candidate, Index, open_index
from index.settings import Settings, default_encoder_folder
from index.training.exporting import export
from index.training.network import initial
from source.report import LANGUAGES, Language, Span, other
from source.sentences import clauses

LONG_ZH = "".join(f"第{number}号书架上的书由{number}组的人整理，整理之后登记在册。" for number in range(1, 16))
ONE_ZH = "凡是在馆内" + "".join(f"第{number}阅览室里读书、" for number in range(1, 40)) + "抄写的人都不得喧哗。"
LONG_EN = "".join(f"The books on shelf {number} are put in order by group {number}, and then entered in the register. " for number in range(1, 16))
ONE_EN = "Whoever reads " + "".join(f"in reading room number {number}, " for number in range(1, 40)) + "or copies there must keep quiet."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Index:
    """The small report with a long paragraph and a sentence longer than a stretch added."""
    root = tmp_path_factory.mktemp("shelves")
    write_report(root / "reports", zh=f"{ZH}三、书架\n{LONG_ZH}\n{ONE_ZH}\n", en=f"{EN}III. Shelves\n{LONG_EN}\n{ONE_EN}\n", toml=TOML)
    settings = Settings(source=root / "reports", store=str(root / "store"))
    build(settings, encoder, nothing)
    return open_index(settings, encoder)


@pytest.fixture(scope="module")
def weights() -> dict[str, NDArray[np.float32]]:
    """Two untrained layers."""
    torch.manual_seed(5)
    joint = initial(load_file(default_encoder_folder() / "model.safetensors"), 10, 12, 1e-12)
    return {name: value.numpy() for name, value in joint.state_dict().items()}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, weights: dict[str, NDArray[np.float32]]) -> Path:
    """Exported as the shipped file is."""
    made = tmp_path_factory.mktemp("reranker") / "reranker.onnx"
    export(weights, made, layers=2, eps=1e-12)
    return made


@pytest.fixture(scope="module")
def reranker(path: Path) -> OnnxReranker:
    return OnnxReranker(path)


@pytest.fixture(scope="module")
def cross(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of a few random weights that reads single characters."""
    folder = tmp_path_factory.mktemp("cross")
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(ZH + "谁")), *"abcdefghijklmnopqrstuvwxyz"]), encoding="utf-8")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(2)
    config = BertConfig(vocab_size=400, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, num_labels=1, initializer_range=1.0)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def all_stretches(index: Index) -> list[tuple[str, Language, tuple[Stretch, ...]]]:
    return [(id, language, stretches(index, id, language)) for id, passage in index.passages.items() if passage.kind == "text" for language in LANGUAGES]


def test_stretches_cover_every_token_of_a_passage_once_and_in_order_within_the_bound(index: Index) -> None:
    counts = set()
    for id, language, made in all_stretches(index):
        read: list[list[int]] = []
        tokens = index.tokens(id, language)
        above = tokens.offsets[:, 0] < 0
        for stretch in made:
            own = stretch.tokens.offsets[:, 0] >= 0
            assert 0 < own.sum() <= STRETCH
            assert not own[: (~own).sum()].any()  # headings in front
            np.testing.assert_array_equal(stretch.tokens.states[~own], tokens.states[above][-HEADING:])
            read += stretch.tokens.offsets[own].tolist()
        assert read == tokens.offsets[~above].tolist()
        counts.add(len(made))
    assert 1 in counts
    assert max(counts) > 2


def test_stretches_are_whole_sentences_in_order_and_a_long_one_is_cut(index: Index) -> None:
    cut = 0
    for id, language, made in all_stretches(index):
        report, passage = index.reports["library"], index.passages[id]
        whole = [clause for sentence in passage.sentences(language) for clause in clauses(report.text[language], sentence, language)]
        parts = [clause for stretch in made for clause in stretch.clauses]
        assert "".join("".join(word.split()) for stretch in made for word in stretch.words) == "".join("".join(report.quote(language, clause).split()) for clause in whole)
        assert parts == sorted(parts)
        for stretch in made:
            assert [report.quote(language, clause) for clause in stretch.clauses] == list(stretch.words)
            heading = " ".join(report.path(passage.section, language)) + " "
            assert stretch.text == heading + report.quote(language, Span(stretch.clauses[0].start, stretch.clauses[-1].end))
        cut += parts != whole
    assert cut == 2  # the one long sentence, in either language


def test_without_tokens_three_sentences_are_a_stretch(tmp_path: Path) -> None:
    write_report(tmp_path / "reports")
    settings, encoder = Settings(source=tmp_path / "reports", store=str(tmp_path / "store")), CharacterEncoder()
    build(settings, encoder, nothing)
    plain = open_index(settings, encoder)
    made = stretches(plain, "library/2.p1", "zh")  # four sentences
    assert [sum(word.endswith("。") for word in stretch.words) for stretch in made] == [3, 1]
    assert all(len(stretch.tokens.states) == 0 for stretch in made)


def reading() -> Reading:
    """Four pieces of two characters each from 10 on, a heading before them."""
    return Reading(1.5, np.array([(-1, -1), (10, 12), (12, 14), (14, 16), (16, 18)], np.int32), np.array([1, 0.1, 0.5, 0.9, 0.2], np.float32), np.array([0.1, 0.1, 0.2, 0.4, 0.2], np.float32))


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        pytest.param(Span(12, 16), (0.7, 0.6), id="two-pieces"),  # (0.5 + 0.9) / 2, 0.2 + 0.4
        pytest.param(Span(13, 14), (0.5, 0.2), id="half-a-piece"),
        pytest.param(Span(10, 18), (0.425, 0.9), id="all-but-the-heading"),  # (0.1 + 0.5 + 0.9 + 0.2) / 4
        pytest.param(Span(18, 30), (0.0, 0.0), id="none"),
    ],
)
def test_a_span_has_the_mean_mark_and_the_sum_of_the_pointing_of_its_pieces(span: Span, expected: tuple[float, float]) -> None:
    assert reading().of(span) == pytest.approx(expected)


def question_of(index: Index, question: str) -> Tokens:
    return index.encoder.asked(question)[1]


def check(readings: Sequence[Reading], parts: Sequence[Stretch]) -> None:
    assert len(readings) == len(parts)
    for one in readings:
        assert math.isfinite(one.answers)
        assert len(one.offsets) == len(one.marks) == len(one.points)
        assert ((one.marks >= 0) & (one.marks <= 1)).all()
        assert one.points.sum() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("question", ["谁整理书架?", "Who puts the books in order?", "谁整理 shelf 3 上的书?", "谁" * 200])
def test_a_stretch_is_read_the_same_alone_and_beside_longer_ones(index: Index, reranker: OnnxReranker, question: str) -> None:
    parts = [*stretches(index, "library/2.p1", "zh")[:1], *stretches(index, "library/3.p1", "zh")[:1]]
    assert len(parts[0].tokens.states) < len(parts[1].tokens.states)
    asked = question_of(index, question)
    both = reranker.read(question, asked, parts)
    check(both, parts)
    for one, part in zip(both, parts, strict=True):
        (alone,) = reranker.read(question, Tokens(asked.offsets[:QUESTION], asked.states[:QUESTION]), [part])
        np.testing.assert_array_equal(one.offsets, part.tokens.offsets)
        assert one.answers == alone.answers
        np.testing.assert_array_equal(one.marks, alone.marks)
        np.testing.assert_array_equal(one.points, alone.points)
    assert abs(both[0].answers - both[1].answers) > 1e-3  # each has its own
    assert both[0].marks.std() > 1e-3


def test_nothing_to_read_gives_nothing_and_a_question_without_tokens_says_that_nothing_answers(index: Index, reranker: OnnxReranker) -> None:
    parts = stretches(index, "library/2.p1", "zh")
    asked = question_of(index, "谁?")
    assert reranker.read("谁?", asked, []) == []
    silent = reranker.read("谁?", Tokens.none(384), parts)
    assert [one.answers for one in silent] == [-math.inf] * len(parts)
    assert silent[0].of(Span(0, 1000)) == (0.0, 0.0)
    empty = Stretch("", (), (), Tokens.none(384))
    one, whole = reranker.read("谁?", asked, [empty, parts[0]])
    assert one.of(Span(0, 1000)) == (0.0, 0.0)
    check([whole], parts[:1])


@pytest.mark.parametrize("content", [pytest.param(None, id="missing"), pytest.param(b"", id="empty"), pytest.param(b"{\x00no graph", id="nonsense")])
def test_a_missing_or_damaged_file_names_what_mends_it(tmp_path: Path, content: bytes | None) -> None:
    at = tmp_path / "models" / "reranker.onnx"
    if content is not None:
        at.parent.mkdir()
        at.write_bytes(content)
    with pytest.raises(EncoderFault, match="missing or damaged") as raised:
        OnnxReranker(at)
    assert str(at) in raised.value.sentence
    assert "DUIZHAO_RERANKER=none" in raised.value.hint


def test_a_cut_off_file_is_damaged(path: Path, tmp_path: Path) -> None:
    (tmp_path / "reranker.onnx").write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(EncoderFault, match="missing or damaged"):
        OnnxReranker(tmp_path / "reranker.onnx")


@pytest.mark.parametrize("value", ["none", "NONE"])
def test_none_opens_no_reranker_and_another_encoder_has_none_of_its_own(encoder: Encoder, value: str) -> None:
    assert open_reranker(Settings(reranker=value), encoder) is None
    assert open_reranker(Settings(), CharacterEncoder()) is None


def test_a_cross_encoder_by_path_reads_words_whatever_the_encoder(index: Index, cross: Path) -> None:
    reranker = open_reranker(Settings(reranker=str(cross)), CharacterEncoder())
    assert reranker is not None
    assert reranker.name == str(cross)
    parts = stretches(index, "library/2.p1", "zh")
    made = reranker.read("谁借书?", Tokens.none(16), parts)
    check(made, parts)
    assert [(piece[0], piece[1]) for piece in made[0].offsets.tolist()] == [(clause.start, clause.end) for clause in parts[0].clauses]
    assert made[0].of(parts[0].clauses[1]) == pytest.approx((float(made[0].marks[1]), float(made[0].points[1])))
    assert reranker.read("谁?", Tokens.none(16), []) == []
    (bare,) = reranker.read("谁?", Tokens.none(16), [Stretch("借书", (), (), Tokens.none(16))])
    assert bare.of(Span(0, 10)) == (0.0, 0.0)
    again = reranker.read("谁借书?", Tokens.none(16), parts[:1])[0]
    assert again.answers == pytest.approx(made[0].answers, abs=1e-4)
    assert reranker.read("the", Tokens.none(16), parts[:1])[0].answers != pytest.approx(made[0].answers, abs=1e-4)


def test_a_model_that_is_none_is_refused_with_a_hint(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(EncoderFault, match=r"DUIZHAO_RERANKER=.* could not be loaded") as raised:
        open_reranker(Settings(reranker=str(tmp_path)), encoder)
    assert "unset DUIZHAO_RERANKER" in raised.value.hint


@pytest.mark.parametrize(("question", "language"), [("谁整理第三号书架?", "zh"), ("Who puts shelf 3 in order?", "en"), ("shelf 3 谁整理?", "zh")])
@pytest.mark.parametrize("most", [(OWN, OTHER), PART])
def test_the_best_candidates_are_read_in_both_languages_and_their_order_stays(index: Index, reranker: Reranker, question: str, language: Language, most: tuple[int, int] | None) -> None:
    candidates = index.search(question).candidates
    made = reread(index, reranker, question, question_of(index, question), candidates, language, most)
    assert [candidate.unit.id for candidate in made] == [candidate.unit.id for candidate in candidates]
    assert [candidate.score for candidate in made] == [candidate.score for candidate in candidates]
    first = next(candidate for candidate in made if candidate.unit.kind == "text")
    assert set(first.read) == {"zh", "en"}
    for candidate in made:
        for side, read in candidate.read.items():
            assert len(read.marks) == len(read.points) == len(candidate.unit.windows[side])
            assert ((read.marks >= 0) & (read.marks <= 1) & (read.points >= 0) & (read.points <= 1.001)).all()
    assert not any(candidate.read for candidate in made if candidate.unit.kind != "text")
    for side, count in zip((language, other(language)), most, strict=True):
        assert 1 <= len({candidate.read[side].answers for candidate in made if side in candidate.read}) <= count


def windows_touched(index: Index, candidates: Sequence[Candidate], language: Language) -> dict[str, float]:
    text = index.reports["library"].text[language]
    pairs = [(text[span.start : span.end], float(value)) for candidate in candidates for span, value in zip(candidate.unit.windows[language], candidate.touch[language], strict=True)]
    return dict(pairs)


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [("由志愿者值班", "zh", "由志愿者值班"), ("with volunteers on duty", "en", "with volunteers on duty"), ("志愿者 volunteers on duty", "en", "with volunteers on duty")],
    ids=["zh", "en", "mixed"],
)
def test_a_window_with_the_very_words_of_the_question_is_touched_most(index: Index, question: str, language: Language, words: str) -> None:
    found = index.search(question)
    made = touched(index, question_of(index, question), found)
    assert [candidate.unit.id for candidate in made.candidates] == [candidate.unit.id for candidate in found.candidates]
    best = windows_touched(index, made.candidates[:BEST], language)
    holding = {window: value for window, value in best.items() if words in window}
    assert holding
    assert min(holding.values()) > max(value for window, value in best.items() if words not in window)
    assert all(-0.2 <= value <= 1.001 for value in best.values())
    assert not any(candidate.touch for candidate in made.candidates[BEST:])


def test_an_encoder_without_tokens_leaves_candidates_alone(index: Index) -> None:
    found = index.search("谁值班?")
    assert touched(index, Tokens.none(16), found) is found
