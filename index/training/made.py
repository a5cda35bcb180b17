"""Examples made from texts themselves: sentences looked for by their translation, and questions that markers in a text answer.

Encyclopaedic questions ask who, when and how many; why, what for, lists and definitions are made here from the words
that announce them (因为, 为了, 包括, because, in order to, such as ...), as rule-based question generation does
(Heilman & Smith 2010). A sentence's translation as the question teaches reading across the two languages.
"""

import gzip
import random
import re
from collections.abc import Iterator
from pathlib import Path

from index.training.examples import Example, Pool, Text, aside_of, plain
from source.report import Language, Span
from source.sentences import sentences

PARALLEL = {
    "tico19": ("tico19.zh.tsv.gz", 300),
    "python-docs": ("python-docs.zh_CN.tsv.gz", 450),
    "django-docs": ("django-docs.zh_Hans.tsv.gz", 250),
    "un-sdg": ("un-sdg-framework.tsv.gz", 50),
    "3am": ("3am.zh.tsv.gz", 80),
}
"""Files of sentence pairs, and how many runs of sentences are taken of each."""
RUN = (3, 6)
"""Sentences of a run, least and most."""


def add_parallel(pool: Pool, folder: Path, *, share: float = 1.0) -> None:
    """Runs of neighbouring sentences in one language, asked for by one of them in the other (or, one in four, its own)."""
    for name, (file, wanted) in PARALLEL.items():
        rows = [line.split("\t") for line in gzip.decompress((folder / file).read_bytes()).decode("utf-8").splitlines()]
        pairs = [(plain(row[0]), plain(row[1])) for row in rows if len(row) == 2]
        chance = random.Random(name)
        starts = chance.sample(range(max(1, len(pairs) - RUN[1])), min(max(1, round(wanted * share)), max(1, len(pairs) - RUN[1])))
        for start in starts:
            run = pairs[start : start + chance.randint(*RUN)]
            if all(8 <= len(english) <= 400 for english, _ in run):
                _add_run(pool, name, run, chance)


def _add_run(pool: Pool, name: str, run: list[tuple[str, str]], chance: random.Random) -> None:
    language: Language = chance.choice(("zh", "en"))
    side = 0 if language == "en" else 1
    glue = " " if language == "en" else ""
    wanted = chance.randrange(len(run))
    out = chance.randrange(len(run)) if chance.random() < 0.3 else -1  # one sentence left out: asked for, it is not there
    kept = [row[side] for number, row in enumerate(run) if number != out]
    number = pool.add(Text("", glue.join(kept), language))
    asked = run[wanted][side if chance.random() < 0.25 else 1 - side]
    aside = aside_of(f"{name} {asked}", 0.05)
    if wanted == out:
        pool.examples.append(Example(asked, number, None, name, aside))
        return
    before = [row[side] for row_number, row in enumerate(run[:wanted]) if row_number != out]
    at = len(glue.join([*before, ""])) if before else 0
    pool.examples.append(Example(asked, number, Span(at, at + len(run[wanted][side])), name, aside))


_CLAUSE = r"[^,，;；。.!?！？:：]"
_MARKED: dict[Language, tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = {
    "zh": (
        (re.compile(rf"(?P<answer>(?:由于|因为)(?P<x>{_CLAUSE}{{4,40}}))[,，](?:所以|因此|因而)?(?P<topic>{_CLAUSE}{{4,30}})"), ("为什么{}?", "{}的原因是什么?", "{}是怎么造成的", "为何{}")),
        (re.compile(rf"(?P<topic>{_CLAUSE}{{4,30}})[,，]?(?P<answer>(?:是因为|因为|原因是|缘于|归因于){_CLAUSE}{{4,40}})"), ("为什么{}?", "{},原因何在?")),
        (re.compile(rf"(?P<topic>{_CLAUSE}{{4,30}})[,，](?P<answer>(?:以便|从而|以免|目的是|旨在){_CLAUSE}{{4,40}})"), ("{}是为了什么?", "{}有什么目的?", "为什么要{}?")),
        (re.compile(rf"(?P<answer>为(?:了|使)?{_CLAUSE}{{4,30}})[,，](?P<topic>{_CLAUSE}{{4,30}})"), ("{}是为了什么?", "为什么要{}?")),
        (re.compile(rf"(?P<answer>(?P<topic>{_CLAUSE}{{2,16}}?)(?:包括|分为|主要有|由){_CLAUSE}{{2,16}}(?:、{_CLAUSE}{{2,16}})+)"), ("{}有哪些?", "{}包括什么?", "{}都有什么", "列举一下{}")),
        (re.compile(rf"(?P<answer>(?P<topic>{_CLAUSE}{{2,10}}?)(?:是指|指的是|即是|是一种|是一个|是一座){_CLAUSE}{{4,50}})"), ("什么是{}?", "{}是什么?", "{}指什么", "{}是什么意思")),
        (re.compile(rf"(?P<answer>通过{_CLAUSE}{{3,30}})[,，](?P<topic>{_CLAUSE}{{4,30}})"), ("怎样{}?", "{}靠的是什么?", "如何{}", "{}是怎么做到的")),
        (re.compile(rf"(?P<answer>(?P<topic>{_CLAUSE}{{2,16}})(?:应当|必须|应该|需要|应){_CLAUSE}{{4,40}})"), ("{}应该怎么做?", "对{}有什么要求?", "{}要做到什么")),
    ),
    "en": (
        (re.compile(rf"(?P<topic>{_CLAUSE}{{12,90}}?),? (?P<answer>(?:because|due to|owing to|as a result of) {_CLAUSE}{{8,120}})"), ("Why {}?", "What is the reason that {}?", "why is it that {}")),
        (re.compile(rf"(?P<topic>{_CLAUSE}{{12,90}}?),? (?P<answer>(?:in order to|so that|so as to) {_CLAUSE}{{8,120}})"), ("What is the purpose when {}?", "What for: {}?", "Why {}?")),
        (
            re.compile(rf"(?P<answer>(?P<topic>{_CLAUSE}{{6,60}}?),? (?:such as|including|includes?|consists? of) {_CLAUSE}+(?:, {_CLAUSE}+)+)"),
            ("What are examples of {}?", "What does {} include?", "Which {}?", "list {}"),
        ),
        (
            re.compile(rf"(?P<answer>(?P<topic>[A-Z]{_CLAUSE}{{4,40}}?) (?:is|are|refers to|means) (?:an?|the|any) {_CLAUSE}{{8,120}})"),
            ("What is {}?", "What does {} mean?", "{}: what is it?", "define {}"),
        ),
        (re.compile(rf"(?P<topic>{_CLAUSE}{{12,90}}?),? (?P<answer>by \w+ing {_CLAUSE}{{6,100}})"), ("How {}?", "How is it that {}?", "In what way {}?")),
        (re.compile(rf"(?P<answer>(?P<topic>[A-Z]{_CLAUSE}{{4,50}}?) (?:must|shall|should|have to|has to) {_CLAUSE}{{8,120}})"), ("What must {} do?", "What is required of {}?", "What should {} do?")),
    ),
}


def add_marked(pool: Pool, *, share: float = 1.0) -> None:
    """Questions about the sentences of the texts at hand that hold a marker; at most two a text, one text in two."""
    kept_aside = {example.text for example in pool.examples if example.aside}
    for number, text in enumerate(list(pool.texts)):
        chance = random.Random(text.body)
        if chance.random() > 0.5 * share:
            continue
        made = list(_marked(text, chance))
        for question, answer in chance.sample(made, min(2, len(made))):
            pool.examples.append(Example(question, number, answer, "marked", number in kept_aside))


def _marked(text: Text, chance: random.Random) -> Iterator[tuple[str, Span]]:
    for sentence in sentences(text.body, Span(0, len(text.body)), text.language):
        words = text.body[sentence.start : sentence.end]
        for pattern, ways in _MARKED[text.language]:
            found = pattern.search(words)
            if found:
                topic = found.group("topic").strip()
                if text.language == "en" and not found.group("answer").startswith(topic):
                    topic = topic[0].lower() + topic[1:]
                yield chance.choice(ways).format(topic), Span(sentence.start + found.start("answer"), sentence.start + found.end("answer"))
                break
