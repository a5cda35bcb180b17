"""The encoder: the ONNX graph gives what sentence-transformers gives, and what is missing or damaged says so."""

import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from index.encoder import DEFAULT, Encoder, OnnxEncoder, fingerprint_of, open_encoder, unit
from index.errors import EncoderFault
from index.settings import Settings, default_encoder_folder
from index.unpack import parse, wanted
from index.unpacked import MARK, UNPACKING, unpacking_of

TEXTS = [
    "图书馆周一至周五上午九点开门,晚上八点关门。",
    "The library opens at nine in the morning from Monday to Friday.",
    "人均GDP在3000美元左右时，社会财富不断增加 (GDP per capita around 3,000 US dollars).",
    "1",
    "借期为三十天。" * 60,
]


@pytest.fixture(scope="module")
def hub() -> Encoder:
    """The same folder loaded by sentence-transformers, as any other model is."""
    return open_encoder(Settings(encoder=str(default_encoder_folder())))


@pytest.mark.parametrize("kind", ["queries", "passages"])
def test_the_onnx_encoder_gives_what_sentence_transformers_gives(encoder: Encoder, hub: Encoder, kind: str) -> None:
    ours, theirs = getattr(encoder, kind)(TEXTS), getattr(hub, kind)(TEXTS)
    assert ours.shape == theirs.shape == (5, 384)
    assert ours.dtype == theirs.dtype == np.float32
    cosines = (ours * theirs).sum(axis=1)
    assert cosines.min() >= 0.9999, cosines


def test_both_doors_know_the_same_folder_by_the_same_fingerprint(encoder: Encoder, hub: Encoder) -> None:
    assert encoder.fingerprint == hub.fingerprint
    assert encoder.name == DEFAULT
    assert hub.name == str(default_encoder_folder())


def test_a_model_by_path_reads_each_stretch_by_itself(hub: Encoder) -> None:
    text = "平日开门。周末延长。"
    np.testing.assert_allclose(hub.read(text, [(0, 5), (5, 10)])[0], hub.passages([text[:5], text[5:]]), atol=1e-5)


def test_a_model_that_is_none_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(EncoderFault, match="could not be loaded") as raised:
        open_encoder(Settings(encoder=str(tmp_path)))
    assert "unset DUIZHAO_ENCODER" in raised.value.hint


@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        pytest.param("intfloat/multilingual-e5-base", {}, ("query: ", "passage: "), id="e5"),
        pytest.param("intfloat/multilingual-e5-large-instruct", {}, ("Instruct: Given a question, retrieve passages that answer it\nQuery: ", ""), id="e5-instruct"),
        pytest.param("/models/Multilingual-E5-Small", {"query": "", "document": ""}, ("query: ", "passage: "), id="e5-by-path-with-empty-prompts"),
        pytest.param("some/model", {"query": "Q: ", "document": "D: "}, ("Q: ", "D: "), id="own-prompts"),
        pytest.param("some/e5-tuned", {"query": "Frage: ", "passage": "Text: "}, ("Frage: ", "Text: "), id="own-before-family"),
        pytest.param("BAAI/bge-m3", {}, ("", ""), id="none"),
        pytest.param("e5/bge-m3", {}, ("", ""), id="family-is-told-by-the-last-part"),
    ],
)
def test_a_model_gets_its_own_prompts_or_those_of_its_family(name: str, own: dict[str, str], expected: tuple[str, str]) -> None:
    from index.hub_encoder import prompts  # late: imports torch

    assert prompts(name, own) == expected


def test_vectors_have_unit_length_and_do_not_depend_on_their_neighbours(encoder: Encoder) -> None:
    together = encoder.passages(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for row, text in enumerate(TEXTS):
        assert float(together[row] @ encoder.passages([text])[0]) > 0.9999
    assert encoder.passages([]).shape == (0, 384)


def test_progress_counts_every_text_once(encoder: Encoder) -> None:
    counted: list[int] = []
    encoder.passages(TEXTS, counted.append)
    assert sum(counted) == len(TEXTS)


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        pytest.param("圖書館週末幾點關門？", "图书馆周末几点关门？", id="zh"),
        pytest.param("Library 圖書館 opening hours", "Library 图书馆 opening hours", id="mixed"),
        pytest.param("plain English", "plain English", id="en"),
    ],
)
def test_traditional_and_simplified_characters_give_the_same_vectors(encoder: Encoder, traditional: str, simplified: str) -> None:
    np.testing.assert_array_equal(encoder.queries([traditional]), encoder.queries([simplified]))
    np.testing.assert_array_equal(encoder.passages([traditional]), encoder.passages([simplified]))
    np.testing.assert_array_equal(encoder.read(traditional, [(0, 3)])[0], encoder.read(simplified, [(0, 3)])[0])


def test_stretches_of_a_text_longer_than_the_model_reads_stay_near_their_own_words(encoder: Encoder) -> None:
    pieces = ["图书馆周末延长开放到晚上十点。", *(f"第{n}条规定与管理人员有关，另行公布。" for n in range(120)), "The swimming pool opens at noon every day."]
    text = "".join(pieces)
    first, last = (0, len(pieces[0])), (len(text) - len(pieces[-1]), len(text))
    vectors, _ = encoder.read(text, [first, last, (0, len(text))])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    weekend, pool = encoder.queries(["图书馆周末开到几点", "When does the swimming pool open?"])
    assert weekend @ vectors[0] > weekend @ vectors[1]
    assert pool @ vectors[1] > pool @ vectors[0]  # the end lies beyond 512 tokens and is read all the same


def test_the_stretch_of_a_whole_short_text_is_near_its_passage(encoder: Encoder) -> None:
    text = "图书馆周一至周五上午九点开门。"
    whole = encoder.read(text, [(0, len(text))])[0][0]
    assert float(whole @ encoder.passages([text])[0]) > 0.98
    assert encoder.read("", [(0, 0)])[0].shape == (1, 384)


@pytest.mark.parametrize("text", [*TEXTS, "借书须办读者证。" * 100], ids=range(6))
def test_the_tokens_that_are_read_cover_the_text_in_order(encoder: Encoder, text: str) -> None:
    _, tokens = encoder.read(text, [])
    assert tokens.states.shape == (len(tokens.offsets), 384)
    assert np.isfinite(tokens.states).all()
    assert (max(0, int(tokens.offsets[0, 0])), int(tokens.offsets[-1, 1])) == (0, len(text))
    assert (tokens.offsets[1:, 0] >= tokens.offsets[:-1, 0]).all()


@pytest.mark.parametrize("text", ["图书馆几点关门?", "When does the library close?", "WiFi 在哪里?"])
def test_a_question_is_asked_with_its_own_vector_and_its_tokens_between_marks(encoder: Encoder, text: str) -> None:
    vector, tokens = encoder.asked(text)
    assert float(vector @ encoder.queries([text])[0]) > 0.9999
    assert tokens.offsets[0].tolist() == tokens.offsets[-1].tolist() == [0, 0]
    own = tokens.offsets[tokens.offsets[:, 1] > 0]
    assert (int(own[0, 0]), int(own[-1, 1])) == (0, len(text))
    assert tokens.states.shape == (len(tokens.offsets), 384)


def test_a_model_by_path_gives_no_tokens(hub: Encoder) -> None:
    assert len(hub.read("平日开门。", [(0, 5)])[1].states) == len(hub.asked("几点?")[1].states) == 0
    np.testing.assert_allclose(hub.asked("几点?")[0], hub.queries(["几点?"])[0], atol=1e-5)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([[3.0, 4.0]], [[0.6, 0.8]], id="3-4-5"),
        pytest.param([[0.0, 0.0], [0.0, -2.0]], [[0.0, 0.0], [0.0, -1.0]], id="a-zero-row-stays-zero"),
    ],
)
def test_unit_scales_rows_to_length_1(rows: list[list[float]], expected: list[list[float]]) -> None:
    np.testing.assert_allclose(unit(np.array(rows)), expected, atol=1e-7)


def test_a_missing_encoder_names_make_setup(tmp_path: Path) -> None:
    with pytest.raises(EncoderFault, match=f"not unpacked in .* .found version 0, expected {UNPACKING}") as raised:
        OnnxEncoder(tmp_path)
    assert raised.value.hint == "make setup"


@pytest.mark.parametrize("damaged", ["tokenizer.json", "onnx/model.onnx"])
@pytest.mark.parametrize("content", [pytest.param(b"", id="empty"), pytest.param(b"{\x00not a model", id="nonsense"), pytest.param(None, id="gone")])
def test_a_damaged_encoder_names_the_commands_that_mend_it(tmp_path: Path, damaged: str, content: bytes | None) -> None:
    folder = tmp_path / "encoder"
    (folder / "onnx").mkdir(parents=True)
    shutil.copy(default_encoder_folder() / MARK, folder / MARK)
    shutil.copy(default_encoder_folder() / "tokenizer.json", folder / "tokenizer.json")
    (folder / "onnx" / "model.onnx").write_bytes(b"")
    if content is None:
        (folder / damaged).unlink()
    else:
        (folder / damaged).write_bytes(content)
    with pytest.raises(EncoderFault, match="is damaged") as raised:
        OnnxEncoder(folder)
    assert raised.value.hint == f"rm -r {folder} && make setup"


def test_another_weight_gives_another_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"\0" * (1 << 18))
    (tmp_path / ".cache").write_bytes(b"not part of the model")
    before = fingerprint_of(tmp_path)
    (tmp_path / ".cache").write_bytes(b"changed")
    assert fingerprint_of(tmp_path) == before
    (tmp_path / "weights").write_bytes(b"\0" * ((1 << 18) - 1) + b"\1")
    assert fingerprint_of(tmp_path) != before
    (tmp_path / "weights").write_bytes(b"\0" * (1 << 18))
    (tmp_path / "config.json").write_bytes(b"{}")
    assert fingerprint_of(tmp_path) != before
    assert unpacking_of(tmp_path) == 0


HEADER = struct.Struct("<4sI7ifi")
GOOD = (b"E5S1", 1, 384, 12, 12, 1536, 10, 512, 2, 1e-12, 32)


@pytest.mark.parametrize(
    ("blob", "words"),
    [
        pytest.param(b"", "starts with b''", id="empty"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, "starts with b'PK", id="another-format"),
        pytest.param(HEADER.pack(b"E5S1", 2, *GOOD[2:]) + b"\0" * 100, "has sizes (2, 384, 12, 2, 32), expected (1, 384, 12, 2, 32)", id="another-version"),
        pytest.param(HEADER.pack(b"E5S1", 1, 768, *GOOD[3:]) + b"\0" * 100, "has sizes (1, 768", id="another-width"),
        pytest.param(b"E5S1" + b"\1", "is cut off or damaged", id="cut-in-the-header"),
        pytest.param(HEADER.pack(*GOOD), "is cut off or damaged", id="cut-after-the-header"),
        pytest.param(HEADER.pack(*GOOD) + struct.pack("<5iQ", 1000, 0, 0, 0, 0, 10) + b"\0" * 50, "is cut off or damaged", id="cut-in-the-vocabulary"),
        pytest.param(HEADER.pack(*GOOD) + struct.pack("<5iQ", 0, 0, 0, 0, 0, 0) + b"\0" * 4 + struct.pack("<iIi", 0, 0, 0), "lacks tensors", id="no-tensors"),
    ],
)
def test_damaged_weights_are_refused_with_what_was_seen(blob: bytes, words: str) -> None:
    with pytest.raises(EncoderFault) as raised:
        parse(blob)
    assert words in raised.value.sentence
    assert raised.value.hint == "make setup"


@pytest.mark.parametrize(
    ("piece", "kept"),
    [("图书", True), ("▁library", True), ("é", True), ("，", True), ("１２", True), ("▁한국", False), ("библ", False), ("ك", False), ("ひら", False), ("%", True)],
)
def test_word_rows_of_scripts_that_no_report_uses_are_left_out(piece: str, kept: bool) -> None:
    assert wanted(piece) == kept
