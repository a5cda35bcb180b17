"""The recipe of the reader: alterations change what they say they change, rewordings keep it, pairs hold what makes them true or false."""

import gzip
import random
from itertools import islice
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from app.written.training.__main__ import loss_of, mean
from app.written.training.altering import WAYS, altered, names
from app.written.training.making import _differing, pairs
from app.written.training.reading import UNTOLD, Batch, Lower, batches, row
from app.written.training.rewording import attributed, reworded
from app.written.training.sources import PARALLEL, Source, changed, sources, written
from index.settings import default_encoder_folder
from index.training.network import WIDTH, Joint
from source.report import LANGUAGES, Language

ZH = "委员会应当在三十天内公布增加的经费，并由专家审查报告。"
EN = "The committee must publish the increased budget within thirty days, and experts review the report."
OTHERS: dict[Language, list[str]] = {"zh": ["读者协会每年举办两次图书展览，居民可以免费参观。"], "en": ["The readers' society holds an exhibition of books, and residents may visit the garden."]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", WAYS)
def test_an_alteration_changes_the_sentence_just_where_it_says(kind: str, language: Language) -> None:
    text = ZH if language == "zh" else EN
    for seed in range(20):
        made = WAYS[kind][1](text, language, OTHERS[language], random.Random(seed))
        if made is None:
            continue
        new, changed = made
        assert new != text
        assert all(0 <= start < end <= len(new) for start, end in changed)
        outside = [new[end:start] for (_, end), (start, _) in zip([(0, 0), *changed], [*changed, (len(new), len(new))], strict=True)]
        if kind not in ("turned", "polarity"):
            assert all(piece in text for piece in outside)


@pytest.mark.parametrize(("text", "language"), [(ZH, "zh"), (EN, "en")])
def test_every_usual_sentence_can_be_made_false_in_several_ways(text: str, language: Language) -> None:
    kinds = {made.kind for seed in range(80) if (made := altered(text, language, OTHERS[language], random.Random(seed)))}
    assert {"number", "polarity", "contrary", "added"} <= kinds


def test_names_exchanged_are_not_parts_of_one_list() -> None:
    for seed in range(30):
        assert WAYS["exchanged"][1]("市民、学生和教师。", "zh", [], random.Random(seed)) is None


@pytest.mark.parametrize(("text", "language", "wanted"), [(ZH, "zh", "委员会"), (EN, "en", "committee")])
def test_names_are_found(text: str, language: Language, wanted: str) -> None:
    assert wanted in [text[start:end] for start, end in names(text, language)]


@pytest.mark.parametrize(("text", "language"), [(ZH, "zh"), (EN, "en")])
def test_a_rewording_keeps_numbers_and_ends_as_a_sentence(text: str, language: Language) -> None:
    for seed in range(20):
        made, lead = attributed(reworded(text, language, random.Random(seed)), language, random.Random(seed))
        assert lead > 0
        assert made[-1] in "。."
        assert ("三十" in made) == ("三十" in text)


def test_what_differs_is_what_stands_between_the_common_ends() -> None:
    assert _differing("借期三十天", "借期四十天") == "三"
    assert _differing("abc", "abc") == ""


def test_sentences_written_by_hand_are_of_both_kinds_and_speak_of_a_paragraph_each() -> None:
    rows = written()
    assert len(rows) > 300
    assert {row.faithful for row in rows} == {True, False}
    assert {row.language for row in rows} == set(LANGUAGES)
    assert all(len(row.text) > 5 and all(len(row.paragraph[language]) > 20 for language in LANGUAGES) for row in rows)


@pytest.mark.parametrize(
    ("text", "twins", "parts"),
    [
        ("借期为四十天，可以续借。", ["每月一日闭馆。", "借期为三十天，可以续借。"], ["四"]),
        ("借期三十天，可以续借。", ["借期三十天，不可以续借。"], ["天，可"]),
        ("Readers may keep a book for forty days.", ["Readers may keep a book for thirty days."], ["forty"]),
        ("Readers may keep a book.", ["Readers may not keep a book."], ["may keep"]),
        ("The library is closed on Mondays.", ["Readers may keep a book for thirty days."], None),
        ("The library is closed on Mondays.", [], None),
    ],
)
def test_a_false_sentence_differs_from_its_twin_where_it_was_altered(text: str, twins: list[str], parts: list[str] | None) -> None:
    found = changed(text, twins)
    assert (None if found is None else [text[start:end] for start, end in found]) == parts


def test_what_differs_moves_with_a_sentence_that_is_attributed() -> None:
    (row,) = [row for row in written() if not row.faithful and row.changed and row.language == "en"][:1]
    told = {pair.sentence[start:end].lower() for pair in islice(pairs((), [row], random.Random(1)), 60) for start, end in pair.changed or ()}
    assert told == {row.text[start:end].lower() for start, end in row.changed or ()}


def test_states_that_are_kept_are_those_that_would_be_read() -> None:
    folder = default_encoder_folder()
    lower = Lower(load_file(folder / "model.safetensors"), 1, 1e-12)
    rows = [[0, 17, 93, 2], [0, 41, 2]]
    read = lower(rows)
    lower.keep(rows[:1])
    for one, two in zip(read, lower(rows), strict=True):
        assert torch.allclose(one, two, atol=0.05)
    assert not torch.equal(read[0], lower(rows)[0])


def test_pairs_of_sentences_written_by_hand_are_of_their_own_paragraph_or_swapped_for_another_of_the_report() -> None:
    rows = [row for row in written() if row.aside]
    assert 5 < len({row.report for row in rows}) < len({row.report for row in written()}) / 3
    made = list(islice(pairs((), rows, random.Random(3)), 600))
    own = {(paragraph, row.text, row.faithful) for row in rows for paragraph in row.paragraph.values()}
    texts = {row.text: row for row in rows}
    for pair in made:
        row = next(row for text, row in texts.items() if pair.sentence.lower().endswith(text[1:].lower()))
        assert pair.kind in ("faithful", "swapped", f"by hand {row.language}")
        if pair.kind == "swapped":
            assert row.faithful and not pair.faithful and pair.passage not in row.paragraph.values()
            assert any(pair.passage in other.paragraph.values() and other.report == row.report for other in rows)
        else:
            assert any((pair.passage, text, pair.faithful) in own for text in texts if pair.sentence.lower().endswith(text[1:].lower()))
    assert 0.05 < sum(pair.kind == "swapped" for pair in made) / len(made) < 0.12


def test_pairs_come_from_the_files_and_about_half_are_faithful(tmp_path: Path) -> None:
    for file, _ in PARALLEL.values():
        lines = [f"The committee must publish report number {number} within thirty days.\t委员会应当在三十天内公布第{number}号报告。" for number in range(2, 30)]
        (tmp_path / f"{file}.tsv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    drawn = sources(tmp_path)
    assert [source.name for source in drawn] == [*PARALLEL, "composed"]
    made = list(islice(pairs(drawn, written(), random.Random(1)), 400))
    assert 0.35 < sum(pair.faithful for pair in made) / len(made) < 0.65
    assert all((pair.kind == "faithful") == pair.faithful for pair in made)
    assert all(pair.changed is None or all(0 <= start < end <= len(pair.sentence) for start, end in pair.changed) for pair in made)
    tokenizer = Tokenizer.from_file(str(default_encoder_folder() / "tokenizer.json"))
    rows = [one for pair in made[:60] if (one := row(pair, tokenizer)) is not None]
    assert {label for one in rows for label in one.labels} <= {UNTOLD, 0.0, 1.0}
    group = next(batches(iter(made), tokenizer, random.Random(1), tokens=600, group=40))
    assert len(group) == 1 or len(group) * max(len(one.said) + len(one.held) for one in group) <= 600


def test_a_pair_of_one_sentence_source_is_still_made() -> None:
    alone = Source("one", 1.0, tuple({"zh": f"第{number}条规定公布报告。", "en": f"Article {number} says that the report is published."} for number in range(1, 9)), True, {})
    assert len(list(islice(pairs([alone], (), random.Random(2)), 50))) == 50


def test_the_mean_of_runs_is_that_of_their_weights(tmp_path: Path) -> None:
    for number in (1, 3):
        (tmp_path / str(number)).mkdir()
        save_file({"weight": torch.full((2, 2), float(number))}, tmp_path / str(number) / "joint.safetensors")
    assert torch.equal(mean([tmp_path / "1", tmp_path / "3"])["weight"], torch.full((2, 2), 2.0))


def test_the_loss_is_of_the_whole_and_of_told_tokens() -> None:
    torch.manual_seed(1)
    states = torch.randn(2, 6, WIDTH)
    sides = torch.tensor([[0, 0, 0, 1, 1, 1]] * 2)
    padding = torch.zeros(2, 6, dtype=torch.bool)
    untold = Batch(states, sides, padding, torch.full((2, 6), UNTOLD), torch.tensor([1.0, 0.0]))
    told = Batch(states, sides, padding, torch.tensor([[UNTOLD, 0.0, 0.0, UNTOLD, UNTOLD, UNTOLD], [UNTOLD, 1.0, 0.0, UNTOLD, UNTOLD, UNTOLD]]), torch.tensor([1.0, 0.0]))
    joint = Joint(1)
    assert 0 < loss_of(joint, untold).item() < loss_of(joint, told).item()
