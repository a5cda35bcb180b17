"""Questions in bare words, texts that have nothing to do with a question, and answers that no chunk reaches."""

import random

import numpy as np
import pytest
from test_index_training import characters

from index.reranker import STRETCH
from index.training.batches import batch_of, epoch, row
from index.training.composed import SOURCE
from index.training.examples import Example, Pool, Text
from index.training.fitting import loss_of
from index.training.hurried import SHARES, add_hurried, bare
from index.training.network import WIDTH, Joint
from source.report import Language, Span


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("押金一共是多少?", "zh", "押金一共"),
        ("请问谁负责检查楼道?", "zh", "负责检查楼道"),
        ("为什么要关掉喷泉", "zh", "要关掉喷泉"),
        ("How many lamps does the keeper light?", "en", "lamps keeper light"),
        ("这项规定的目的是什么？", "zh", "这项规定的目的"),
        ("有关部门存在哪些问题，怎么了解？", "zh", "有关部门存在 问题 了解"),
        ("What is the deposit for?", "en", "deposit"),
        ("什么?", "zh", None),
        ("Why is it?", "en", None),
        ("deposit", "en", None),
        ("押金", "zh", None),
    ],
)
def test_bare_words_are_what_is_left_of_a_question(question: str, language: Language, words: str | None) -> None:
    assert bare(question, language) == words


def pool_of(source: str, answer: Span | None) -> Pool:
    pool = Pool()
    for number in range(200):
        text = pool.add(Text("", f"押金为{number}元。房租每月交。", "zh"))
        pool.examples.append(Example(f"押金{number}是多少?", text, answer, source, aside=number % 2 == 0))
    return pool


def test_a_share_of_the_examples_is_asked_in_bare_words_too_of_the_same_text_and_as_much_aside() -> None:
    pool = pool_of(SOURCE, Span(0, 2))
    add_hurried(pool)
    made = pool.examples[200:]
    assert 0.5 < len(made) / (200 * SHARES[SOURCE]) < 1.5
    of = {f"押金{number}": (number, number % 2 == 0) for number in range(200)}
    assert all((example.text, example.aside) == of[example.question] and example.answer == Span(0, 2) for example in made)


@pytest.mark.parametrize("source", ["squad2", SOURCE])
def test_what_a_text_does_not_answer_is_not_asked_in_bare_words(source: str) -> None:
    pool = pool_of(source, None)
    add_hurried(pool)
    assert len(pool.examples) == 200


def test_a_question_is_also_put_to_texts_that_have_nothing_to_do_with_it() -> None:
    pool = pool_of("x", Span(0, 4))
    rows = sum(len(batch.answers) for _, batch in epoch(pool, characters(pool), {}, random.Random(1)))
    silent = sum(int((batch.answers == 0).sum()) for _, batch in epoch(pool, characters(pool), {}, random.Random(1)))
    assert rows - silent == 100  # those that are not aside
    assert 10 < silent < 45  # a quarter of them, now and then the text itself


def test_an_answer_beyond_what_is_read_of_a_long_sentence_counts_as_none_and_leaves_a_loss() -> None:
    body = "甲" * (STRETCH + 20) + ",押金两个月。"
    pool = Pool()
    at = body.index("两个月")
    pool.examples.append(Example("押金多少?", pool.add(Text("", body, "zh")), Span(at, at + 3), "x"))
    made = row(pool, characters(pool), pool.examples[0], 0, pool.examples[0].answer, random.Random(1))
    assert not made.answers and set(made.labels[made.sides == 1]) == {0.0}
    wide = type(made)(np.zeros((len(made.labels), WIDTH), np.float16), made.sides, made.labels, made.start, made.end, made.answers)
    assert np.isfinite(loss_of(Joint(1), batch_of([wide])).item())
