"""The recipe's examples: what answers stands where it is said to stand, what is kept aside stays aside, tokens are told what is known of them."""

import json
import math
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from training_data import EN, article, asked, write_parallel, write_set, write_sets

from index.encoder import Tokens
from index.reranker import HEADING, QUESTION, STRETCH
from index.training.aside import write_aside
from index.training.batches import UNTOLD, batch_of, epoch, mined, row
from index.training.examples import Example, Pool, Text, aside_of, plain, stretch_of
from index.training.made import PARALLEL, RUN, add_marked, add_parallel
from index.training.public import add_public
from index.training.states import States
from source.report import Language, Span
from source.sentences import sentences

WIDTH = 2


def said(pool: Pool, example: Example) -> str | None:
    """The words that answer."""
    return pool.texts[example.text].body[example.answer.start : example.answer.end] if example.answer is not None else None


def characters(pool: Pool, vectors: list[list[float]] | None = None) -> States:
    """States of a pool without an encoder: a token a character; each holds the number of its text, or 1000 and the question's number."""
    texts = [Tokens(np.array([(i, i + 1) for i in range(len(text.whole))], np.int32), np.full((len(text.whole), WIDTH), number, np.float16)) for number, text in enumerate(pool.texts)]
    asked = list(dict.fromkeys(example.question for example in pool.examples))
    questions = {
        question: Tokens(np.array([(0, 0), *((i, i + 1) for i in range(len(question)))], np.int32), np.full((1 + len(question), WIDTH), 1000 + number, np.float16))
        for number, question in enumerate(asked)
    }
    rows = np.array(vectors if vectors is not None else [[1.0, 0.0]] * len(pool.texts), np.float32)
    return States(tuple(texts), questions, rows, {question: np.array([1.0, 0.0], np.float32) for question in asked})


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """The pool of the three tiny sets, 40 articles each."""
    pool = Pool()
    add_public(pool, write_sets(tmp_path_factory.mktemp("qa"), range(1, 41)))
    return pool


def test_every_answer_of_the_sets_stands_where_the_example_points(public: Pool) -> None:
    full = [example for example in public.examples if not example.source.endswith("-without")]
    counts = Counter((example.source, said(public, example)) for example in full)
    assert counts == {
        ("cmrc2018", "王老三"): 40,  # of three annotators one was wrong about the place
        ("cmrc2018", "榆木"): 40,
        ("cmrc2018", "两文钱"): 40,  # its offset was wrong: found by its words
        ("drcd", "李四"): 40,
        ("drcd", "早上六点"): 40,  # in Simplified characters
        ("squad2", "1851"): 40,
        ("squad2", "Ada Brown"): 40,
        ("squad2", "the lamp"): 40,
        ("squad2", None): 40,
    }
    assert {example.question for example in full if example.answer is None} == {f"Who painted lighthouse {number}?" for number in range(1, 41)}
    assert not any(character in text.whole for text in public.texts for character in "點開號")


def test_a_paragraph_without_a_sentence_does_not_answer_what_that_one_answered(public: Pool) -> None:
    shortened = [example for example in public.examples if example.source.endswith("-without")]
    assert {example.source for example in shortened} == {"cmrc2018-without", "drcd-without", "squad2-without"}
    words = {"谁看管": "王老三", "水轮": "榆木", "磨一袋": "两文钱", "船夫": "李四", "几点": "早上六点", "built": "1851", "kept": "Ada Brown", "replaced": "the lamp"}
    seen = set()
    for example in shortened:
        answer = next(answer for cue, answer in words.items() if cue in example.question)
        body = public.texts[example.text].body
        seen.add(example.answer is None)
        if example.answer is None:
            assert answer not in body
        else:
            assert said(public, example) == answer
    assert seen == {True, False}


def test_what_stood_behind_the_sentence_taken_out_is_pointed_at_in_its_new_place(public: Pool) -> None:
    moved = [example for example in public.examples if example.source == "cmrc2018-without" and said(public, example) == "两文钱"]
    assert moved
    for example in moved:
        body = public.texts[example.text].body
        assert body.count("。") == 3  # of four sentences
        assert example.answer is not None
        assert example.answer.start == body.index("两文钱")
    assert not any(said(public, example) == "1851" for example in public.examples if example.source == "squad2-without")  # it stands first, nothing before it goes


def test_words_that_stand_in_another_sentence_too_are_not_called_gone_and_no_text_is_left_without_an_example(tmp_path: Path) -> None:
    """A text without an example would not be known as aside."""
    write_sets(tmp_path, [])
    for number in range(1, 30):
        context = f"Lamp {number} hung in the hall. It was made of brass. Later lamp {number} hung in the hall again."
        once = context.rindex("in the hall")
        write_set(tmp_path, "squad2", [article(context, [asked(context, f"Where did lamp {number} hang?", "in the hall", shift=once - context.index("in the hall"))], "Lamps")])
        pool = Pool()
        add_public(pool, tmp_path)
        assert {said(pool, example) for example in pool.examples} == {"in the hall"}
        assert {example.text for example in pool.examples} == set(range(len(pool.texts)))


def test_headings_stand_before_some_paragraphs_and_never_before_those_without_a_title(public: Pool) -> None:
    headings = Counter((text.heading.rstrip("0123456789 "), text.language) for text in public.texts)
    assert set(headings) == {("", "zh"), ("", "en"), ("渡口", "zh"), ("Lighthouse", "en")}
    text = next(text for text in public.texts if text.heading)
    assert text.whole[text.shift :] == text.body
    assert text.whole.startswith(text.heading + " ")


def test_what_is_kept_aside_never_comes_into_training(public: Pool) -> None:
    pool = Pool(list(public.texts), list(public.examples))
    add_marked(pool, share=2.0)
    asides = {example.text for example in pool.examples if example.aside}
    assert {example.source.split("-")[0] for example in pool.examples if example.aside} == {"cmrc2018", "drcd", "squad2", "marked"}
    assert 0.05 < len(asides) / len(pool.texts) < 0.3  # 15 % are meant
    for number, text in enumerate(pool.texts):  # an article is aside with all its texts, the shortened ones too
        if text.language == "en":
            name = text.body.split("lighthouse ")[1].split()[0]
            assert (number in asides) == aside_of(f"squad2 Lighthouse_{name}")
    states = characters(pool)
    questions = list(states.questions)
    trained: set[float] = set()
    for _, batch in epoch(pool, states, mined(pool, states), random.Random(1)):
        trained |= set(np.unique(batch.states.numpy()[~batch.padding.numpy()]).tolist())
    assert {int(value) for value in trained if value < 1000}.isdisjoint(asides)
    kept = {example.question for example in pool.examples if not example.aside}
    assert {questions[int(value) - 1000] for value in trained if value >= 1000} == kept


MARKED: list[tuple[Language, str, str, str, str]] = [
    ("zh", "由于连日大雨,河水漫过了堤坝。", "由于连日大雨", "河水漫过了堤坝", "为什么{}?|{}的原因是什么?|{}是怎么造成的|为何{}"),
    ("zh", "村里修了一条水渠,以便灌溉下游的田地。", "以便灌溉下游的田地", "村里修了一条水渠", "{}是为了什么?|{}有什么目的?|为什么要{}?"),
    ("zh", "为了保护古树,镇里立了一圈围栏。", "为了保护古树", "镇里立了一圈围栏", "{}是为了什么?|为什么要{}?"),
    ("zh", "公园的设施包括长椅、凉亭、花坛。", "公园的设施包括长椅、凉亭、花坛", "公园的设施", "{}有哪些?|{}包括什么?|{}都有什么|列举一下{}"),
    ("zh", "榫卯是指两块木头凹凸相接的办法。", "榫卯是指两块木头凹凸相接的办法", "榫卯", "什么是{}?|{}是什么?|{}指什么|{}是什么意思"),
    ("zh", "GDP是指一年里生产的东西值多少钱。", "GDP是指一年里生产的东西值多少钱", "GDP", "什么是{}?|{}是什么?|{}指什么|{}是什么意思"),
    ("en", "The ferry was cancelled because the river had frozen.", "because the river had frozen", "the ferry was cancelled", "Why {}?|What is the reason that {}?|why is it that {}"),
    ("en", "A keeper lights a lamp so that boats find the harbour.", "so that boats find the harbour", "a keeper lights a lamp", "What is the purpose when {}?|What for: {}?|Why {}?"),
    ("en", "Crops such as carrots, beans and peas.", "Crops such as carrots, beans and peas", "Crops", ""),
    ("en", "Root crops such as carrots, beans and peas.", "Root crops such as carrots, beans and peas", "Root crops", "What are examples of {}?|What does {} include?|Which {}?|list {}"),
    ("en", "A sluice is a gate that holds water back.", "A sluice is a gate that holds water back", "A sluice", "What is {}?|What does {} mean?|{}: what is it?|define {}"),
]
"""Sentences, which words of them answer, their topic, and the ways to ask for it; a topic of 5 letters is none."""


@pytest.mark.parametrize(("language", "sentence", "answer", "topic", "ways"), [pytest.param(*case, id=case[1]) for case in MARKED])
def test_a_marker_in_a_sentence_gives_a_question_that_the_marked_words_answer(language: Language, sentence: str, answer: str, topic: str, ways: str) -> None:
    before = {"zh": "昨天下午我们去了那里。", "en": "We went there yesterday. "}[language]
    pool = Pool([Text("", before + sentence, language)])
    add_marked(pool, share=2.0)  # of every text
    assert len(pool.examples) == bool(ways)
    for example in pool.examples:
        assert example.question in [way.format(topic) for way in ways.split("|")]
        assert (said(pool, example), example.source, example.aside) == (answer, "marked", False)


@pytest.mark.parametrize(("language", "sentence"), [("zh", "昨天下午我们去了那里。"), ("en", "We went there yesterday afternoon.")])
def test_a_sentence_without_a_marker_gives_no_question(language: Language, sentence: str) -> None:
    pool = Pool([Text("", sentence, language)])
    add_marked(pool, share=2.0)
    assert pool.examples == []


def test_a_sentence_is_asked_for_by_its_translation_and_found_unless_left_out(tmp_path: Path) -> None:
    pool = Pool()
    add_parallel(pool, write_parallel(tmp_path, 60))
    assert {example.source for example in pool.examples} == set(PARALLEL)
    seen: Counter[tuple[bool, bool]] = Counter()
    for example in pool.examples:
        text = pool.texts[example.text]
        number = "".join(character for character in example.question.replace(example.source, "") if character.isdigit())
        zh, en = f"{example.source}的第{number}步用手做。", f"Step {number} of {example.source} is done by hand."
        assert example.question in (zh, en)
        own = {"zh": zh, "en": en}[text.language]
        assert (own in text.body) == (example.answer is not None)
        assert said(pool, example) == (own if example.answer is not None else None)
        count = len(sentences(text.body, Span(0, len(text.body)), text.language))
        assert RUN[0] - 1 <= count <= RUN[1]
        seen[(example.question == own, example.answer is None)] += 1
    assert set(seen) == {(False, False), (True, False), (False, True), (True, True)}
    assert seen[(False, False)] > seen[(True, False)] + seen[(False, True)]


HOUSE = Text("房屋规定", "房客须交押金,押金为两个月房租。退房时退还。", "zh")
"""房客须交押金, is clause 1 of sentence 1; 押金为两个月房租。 clause 2."""


def house(answer: str | None, heading: str = HOUSE.heading) -> tuple[Pool, Example]:
    text = Text(heading, HOUSE.body, "zh")
    pool = Pool()
    number = pool.add(text)
    at = text.body.index(answer) if answer is not None else 0
    pool.examples.append(Example("押金多少?", number, Span(at, at + len(answer)) if answer is not None else None, "x"))
    return pool, pool.examples[0]


@pytest.mark.parametrize("heading", ["房屋规定", ""])
def test_the_clause_answers_the_rest_of_its_sentence_is_untold_and_all_else_does_not(heading: str) -> None:
    pool, example = house("两个月", heading)
    made = row(pool, characters(pool), example, 0, example.answer, random.Random(1))
    asked, above = 1 + len("押金多少?"), len(heading) + 1 if heading else 0
    expected = [UNTOLD] * (asked + above) + [UNTOLD] * len("房客须交押金,") + [1.0] * len("押金为两个月房租。") + [0.0] * len("退房时退还。")
    assert made.labels.tolist() == expected
    assert made.sides.tolist() == [0] * asked + [1] * (above + len(HOUSE.body))
    at = asked + above + HOUSE.body.index("两个月")
    assert (made.start, made.end, made.answers) == (at, at + 2, True)


def test_where_nothing_answers_every_word_is_told_so_and_the_first_token_is_pointed_at() -> None:
    pool, example = house(None)
    made = row(pool, characters(pool), example, 0, None, random.Random(1))
    assert made.labels[-len(HOUSE.body) :].tolist() == [0.0] * len(HOUSE.body)
    assert (made.start, made.end, made.answers) == (0, 0, False)


def test_an_answer_over_two_clauses_marks_both() -> None:
    text = Text("", EN, "en")
    at = EN.index("keeper, Ada")
    clause, sentence = stretch_of(text, Span(at, at + len("keeper, Ada")))
    assert EN[clause.start : clause.end] == "Its keeper, Ada Brown,"
    assert EN[sentence.start : sentence.end] == "Its keeper, Ada Brown, lit the lamp every evening."


@pytest.mark.parametrize("seed", range(5))
def test_a_chunk_of_a_long_text_holds_the_answer_and_whole_sentences_within_its_bounds(seed: int) -> None:
    body = "".join(f"第{number:02}条规定由值班人员执行。" for number in range(40))  # 40 sentences of 14 characters
    pool = Pool()
    at = body.index("第20条")
    pool.examples.append(Example("问" * 100, pool.add(Text("题" * 60, body, "zh")), Span(at, at + 4), "x"))
    made = row(pool, characters(pool), pool.examples[0], 0, pool.examples[0].answer, random.Random(seed))
    read = len(made.labels) - QUESTION - HEADING
    assert STRETCH // 2 - 14 < read <= STRETCH
    assert read % 14 == 0
    assert (made.labels == 1).sum() == 14
    assert made.end - made.start == 3
    assert made.labels[made.start] == 1


def test_rows_are_padded_to_the_longest_and_padding_is_untold() -> None:
    pool, example = house("两个月")
    states = characters(pool)
    long = row(pool, states, example, 0, example.answer, random.Random(1))
    other, second = house(None, "")
    short = row(other, characters(other), second, 0, None, random.Random(1))
    batch = batch_of([short, long])
    less = len(long.labels) - len(short.labels)
    assert less == 5  # the heading and a blank
    assert batch.states.shape == (2, len(long.labels), WIDTH)
    assert batch.padding.sum(dim=1).tolist() == [less, 0]
    assert batch.labels[0, -less:].tolist() == [UNTOLD] * less
    assert batch.states[0, -less:].abs().sum() == 0
    assert batch.starts.tolist() == [0, long.start]
    assert batch.ends.tolist() == [0, long.end]
    assert batch.answers.tolist() == [0.0, 1.0]


def test_texts_mined_for_a_question_never_hold_its_answer_nor_are_kept_aside() -> None:
    pool = Pool()
    bodies = ["押金为两个月房租。", "房租每月交一次。", "押金不退。", "有的房东收两个月押金。", "水费另计。", "押金由银行保管。"]
    for body in bodies:
        pool.add(Text("", body, "zh"))
    pool.examples += [Example("押金多少?", 0, Span(3, 6), "x"), Example("水费呢?", 4, None, "x"), Example("谁管押金?", 5, Span(3, 5), "x", aside=True)]
    vectors = [[math.cos(angle), math.sin(angle)] for angle in (0, 0.1, 0.2, 0.3, 0.4, 0.05)]  # nearest first: 0, 5, 1, 2, 3, 4
    near = mined(pool, characters(pool, vectors), most=2)
    assert near["押金多少?"] == [1, 2]  # 0 is its own, 5 is aside
    assert mined(pool, characters(pool, vectors))["押金多少?"] == [1, 2, 4]  # 3 holds 两个月
    assert 4 not in near["水费呢?"]


def test_a_pass_tells_what_share_of_it_lies_behind_each_batch(public: Pool) -> None:
    states = characters(public)
    shares = [share for share, _ in epoch(public, states, mined(public, states), random.Random(1))]
    assert shares[0] == 0
    assert shares == sorted(set(shares))
    assert 0.9 < shares[-1] < 1  # the last batch is still ahead


@pytest.mark.parametrize(("text", "expected"), [("圖書館 library", "图书馆 library"), ("plain", "plain")])
def test_texts_are_trained_on_in_simplified_characters_of_the_same_length(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_what_is_kept_aside_is_written_as_sets_of_their_own(tmp_path: Path) -> None:
    write_sets(tmp_path / "qa", range(60))
    counts = write_aside(tmp_path / "qa", tmp_path / "aside")
    pool = Pool()
    add_public(pool, tmp_path / "qa")
    for name, (paragraphs, questions) in counts.items():
        told = json.loads((tmp_path / "aside" / f"{name}.json").read_text(encoding="utf-8"))["data"]
        bodies = {plain(one["context"]) for article in told for one in article["paragraphs"]}
        assert len(bodies) == paragraphs > 0
        assert questions == sum(len(one["qas"]) for article in told for one in article["paragraphs"])
        trained = {pool.texts[example.text].body for example in pool.examples if example.source == name and not example.aside}
        assert not bodies & trained
