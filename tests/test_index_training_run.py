"""The reranker's training: the loss falls, a seed gives the same weights again, and what is exported is what was trained."""

import dataclasses
import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.torch import load_file
from training_data import write_parallel, write_sets

from index.encoder import Encoder, OnnxEncoder, unit
from index.settings import default_encoder_folder
from index.training import __main__ as command
from index.training.batches import Batch, batch_of, row
from index.training.examples import Example, Pool
from index.training.exporting import export
from index.training.fitting import fit, loss_of
from index.training.judging import judge
from index.training.network import Joint, initial
from index.training.public import add_public
from index.training.states import Known, States, load, save, states_of
from index.unpacked import TAP
from source.report import Span

EPS = 1e-12


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    made = Pool()
    add_public(made, write_sets(tmp_path_factory.mktemp("qa"), (1, 2, 8, 20)))
    return made


@pytest.fixture(scope="module")
def states(pool: Pool, encoder: Encoder) -> States:
    assert isinstance(encoder, OnnxEncoder)
    return states_of(pool, encoder, {}, quiet=True)


@pytest.fixture(scope="module")
def upper() -> Callable[[], Joint]:
    """Makes networks of the encoder's two last layers, their heads the same each time."""
    weights = load_file(default_encoder_folder() / "model.safetensors")

    def made() -> Joint:
        torch.manual_seed(7)
        return initial(weights, 10, 12, EPS)

    return made


def few(pool: Pool) -> Pool:
    """Some of its examples in both languages, answered and not: one batch an epoch."""
    return Pool(pool.texts, [example for example in pool.examples if example.source in ("squad2", "drcd") and not example.aside][:8])


def some(pool: Pool, states: States) -> Batch:
    """A batch of answered and unanswered rows of unlike lengths."""
    return batch_of([row(pool, states, example, example.text, example.answer, random.Random(1)) for example in few(pool).examples])


def test_the_states_of_texts_and_questions_are_the_encoders(pool: Pool, states: States, encoder: Encoder) -> None:
    assert len(states.texts) == len(pool.texts)
    assert list(states.questions) == list(dict.fromkeys(example.question for example in pool.examples))
    np.testing.assert_array_equal(states.texts[0].states, encoder.read(pool.texts[0].whole, [])[1].states)
    np.testing.assert_allclose(states.question_vectors["Who kept lighthouse 1?"], encoder.queries(["Who kept lighthouse 1?"])[0], atol=1e-5)


def test_states_are_kept_as_they_are_and_read_again_only_where_they_are_not_known(pool: Pool, states: States, encoder: Encoder, tmp_path: Path) -> None:
    assert isinstance(encoder, OnnxEncoder)
    known: Known = {}
    states_of(Pool(pool.texts[:2]), encoder, known, quiet=True)
    save(known, tmp_path / "states.npz")
    again = load(tmp_path / "states.npz")
    assert list(again) == [text.whole for text in pool.texts[:2]]
    assert load(tmp_path / "none.npz") == {}
    changed = np.ones_like(again[pool.texts[1].whole][0])
    again[pool.texts[1].whole] = (changed, again[pool.texts[1].whole][1])
    more = states_of(Pool(pool.texts[:3], pool.examples[:1]), encoder, again, quiet=True)
    np.testing.assert_array_equal(more.text_vectors[1], changed)
    np.testing.assert_array_equal(more.text_vectors[2], states.text_vectors[2])
    for ours, theirs in zip(states.texts[:3], more.texts, strict=True):
        np.testing.assert_array_equal(ours.offsets, theirs.offsets)
        np.testing.assert_array_equal(ours.states, theirs.states)
    assert len(again) == 4


def test_untrained_layers_give_what_the_encoder_gives(encoder: Encoder) -> None:
    """They go on from the tapped layer, and with no side told apart yet their mean is the encoder's vector."""
    joint = initial(load_file(default_encoder_folder() / "model.safetensors"), TAP, 12, EPS).eval()
    for question in ("图书馆周末几点关门?", "When does the library open?"):
        vector, tokens = encoder.asked(question)
        x = torch.from_numpy(tokens.states.astype(np.float32))[None]
        with torch.no_grad():
            for layer in joint.layers:
                x = layer(x)
        assert float(unit(x[0].numpy().mean(axis=0)) @ vector) > 0.999


def loss(joint: Joint, batch: Batch) -> float:
    with torch.no_grad():
        return float(loss_of(joint, batch))


def test_some_steps_of_training_lower_the_loss_and_the_same_seed_gives_the_same_weights(pool: Pool, states: States, upper: Callable[[], Joint]) -> None:
    batch = some(pool, states)
    first, second = upper(), upper()
    before = loss(first, batch)
    for joint in (first, second):
        fit(joint, few(pool), states, epochs=10, seconds=math.inf, seed=3, tell=lambda line: None, saved=lambda joint: None)
    assert loss(first, batch) < 0.95 * before  # 10 steps, the first and the last at next to no rate
    for name, value in first.state_dict().items():
        assert torch.equal(value, second.state_dict()[name]), name


def test_without_time_nothing_is_trained(pool: Pool, states: States, upper: Callable[[], Joint]) -> None:
    joint = upper()
    fit(joint, pool, states, epochs=2, seconds=1e-9, seed=3, tell=lambda line: None, saved=lambda joint: None)
    assert all(torch.equal(value, upper().state_dict()[name]) for name, value in joint.state_dict().items())


def test_the_loss_does_not_depend_on_untold_tokens_nor_on_padding(pool: Pool, states: States, upper: Callable[[], Joint]) -> None:
    joint, batch = upper().eval(), some(pool, states)
    shorter = batch_of([row(pool, states, example, example.text, example.answer, random.Random(1)) for example in pool.examples[:1]])
    padded = Batch(
        torch.nn.functional.pad(shorter.states, (0, 0, 0, 5), value=9.0),
        torch.nn.functional.pad(shorter.sides, (0, 5), value=1),
        torch.nn.functional.pad(shorter.padding, (0, 5), value=True),
        torch.nn.functional.pad(shorter.labels, (0, 5), value=-1.0),
        shorter.starts,
        shorter.ends,
        shorter.answers,
    )
    assert loss(joint, padded) == pytest.approx(loss(joint, shorter), abs=1e-5)
    changed = batch.labels.clone()
    changed[0, int(torch.nonzero(changed[0] == 0)[0])] = 1.0
    assert loss(joint, dataclasses.replace(batch, labels=changed)) != pytest.approx(loss(joint, batch), abs=1e-5)


def run(path: Path, batch: Batch) -> tuple[np.ndarray, np.ndarray]:
    """The exported file's logits of the tokens that stand there, and of the texts."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    inputs = {"states": batch.states.numpy(), "sides": batch.sides.numpy(), "attention_mask": (~batch.padding).numpy().astype(np.int64)}
    tokens, whole = session.run(["tokens", "whole"], inputs)
    return np.asarray(tokens)[(~batch.padding).numpy()], np.asarray(whole)[:, 0]


def test_the_exported_graph_is_the_network_and_in_8_bits_it_stays_near(pool: Pool, states: States, upper: Callable[[], Joint], tmp_path: Path) -> None:
    joint, batch = upper().eval(), some(pool, states)
    with torch.no_grad():
        joint.side.weight[1] = 0.1  # as if trained: the sides differ
        tokens, whole = joint(batch.states, batch.sides, batch.padding)
    mine = tokens.numpy()[(~batch.padding).numpy()]
    assert batch.padding.any()
    weights = {name: value.numpy() for name, value in joint.state_dict().items()}
    export(weights, tmp_path / "exact.onnx", layers=2, eps=EPS, whole=True)
    exact = run(tmp_path / "exact.onnx", batch)
    np.testing.assert_allclose(exact[0], mine, atol=1e-4)
    np.testing.assert_allclose(exact[1], whole.numpy(), atol=1e-4)
    export(weights, tmp_path / "small.onnx", layers=2, eps=EPS)
    small = run(tmp_path / "small.onnx", batch)
    for column in range(3):
        assert np.corrcoef(small[0][:, column], mine[:, column])[0, 1] > 0.98
    assert np.abs(small[1] - whole.numpy()).max() < 0.1
    assert (tmp_path / "small.onnx").stat().st_size < 0.3 * (tmp_path / "exact.onnx").stat().st_size


class Knowing(Joint):
    """Points at the last word but the stop of each text, and says that every text answers."""

    def forward(self, states: torch.Tensor, sides: torch.Tensor, padding: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        tokens = torch.zeros(*states.shape[:2], 3)
        tokens[:, -2, 1:] = 9.0
        return tokens, torch.ones(len(states))


def test_judging_counts_what_is_pointed_at_and_how_well_silence_is_told(states: States, pool: Pool) -> None:
    made = Pool()
    number = made.add(pool.texts[0])
    body = pool.texts[0].body
    for words in ("两文钱", "王老三", None, None):  # the first stands in the last clause
        at = body.index(words) if words else 0
        made.examples.append(Example("谁看管1号磨坊?", number, Span(at, at + len(words)) if words else None, "x" if words else "x-without", True))
    made.examples.append(Example("谁看管1号磨坊?", number, None, "not aside"))
    assert judge(Knowing(1), made, states) == {"x": {"answered": 2, "silent": 2, "pointed": 0.5, "auroc": 0.5, "balanced": 0.5}}  # (2 of 2 + 0 of 2) / 2


def test_the_command_trains_from_files_to_the_file_that_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    write_sets(tmp_path / "data" / "qa", (1, 20))
    write_parallel(tmp_path / "data" / "parallel", 8)
    out = tmp_path / "out"
    monkeypatch.setattr(torch, "set_num_threads", lambda number: None)  # the other tests' setting stays
    monkeypatch.setattr(sys, "argv", ["index.training", "--data", str(tmp_path / "data"), "--out", str(out), "--epochs", "1", "--paragraphs", "2"])
    command.main()
    said = capsys.readouterr().out
    assert " texts, " in said
    assert '"squad2": {' in said  # the article kept aside is judged by
    assert '"balanced":' in said
    assert {path.name for path in out.iterdir()} == {"states.npz", "joint.safetensors", "reranker.onnx"}
    trained, untrained = load_file(out / "joint.safetensors"), load_file(default_encoder_folder() / "model.safetensors")
    assert sum(name.endswith("norm1.weight") for name in trained) == 4
    assert not torch.equal(trained["layers.0.linear1.weight"], untrained["encoder.layer.8.intermediate.dense.weight"])
    assert torch.allclose(trained["layers.0.linear1.weight"], untrained["encoder.layer.8.intermediate.dense.weight"], atol=0.01)
    options = onnxruntime.SessionOptions()
    assert {one.name for one in onnxruntime.InferenceSession(str(out / "reranker.onnx"), options, providers=["CPUExecutionProvider"]).get_outputs()} == {"tokens", "whole"}
