"""The same questions as people in a hurry type them: bare words, without who and what and how."""

import random
import re
from dataclasses import replace

from index.training.composed import SOURCE
from index.training.examples import Pool
from source.report import Language

SHARES = {SOURCE: 0.4}
OTHERS = 0.15
"""Share of a source's examples that are seen a further time with bare words."""
_FRAMES: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"请问|为什么|为何|什么(?:样|时候|地方)?|哪(?:些|个|几|里|一[个项种年])?|怎(?:么样|么|样)|如何|多少|几个|是否|是不是|有没有|是(?=谁)|谁|[?!,。、？！，；：]"),
    "en": re.compile(
        r"\b(?:who|whom|whose|what|which|when|where|why|how|many|much|does|did|do|is|are|was|were|be|been|has|have|had|can|could|should|would|will|must|the|an?|of|to|in|on|at|for|by|with|from|and|or|"
        r"it|its|this|that|these|those|there|any|some|their|they|as)\b|[?!,.]",
        re.IGNORECASE,
    ),
}
_EDGES = re.compile(r"[是了吗呢吧]+(?= |$)")
"""Particles that a piece ends with; within words such as 目的, 存在, 了解 they stay."""


def add_hurried(pool: Pool) -> None:
    """Bare forms of a share of the answered examples at hand: of what a text does not answer, bare words may well have something in it."""
    for example in list(pool.examples):
        if random.Random(f"hurried {example.question} {example.text}").random() < SHARES.get(example.source, OTHERS) and example.answer is not None:
            words = bare(example.question, "zh" if re.search(r"[一-鿿]", example.question) else "en")
            if words:
                pool.examples.append(replace(example, question=words))


def bare(question: str, language: Language) -> str | None:
    """What is left without the words that make it a question; None where that is nothing, too little (under four letters of Latin or two characters) or the same."""
    words = " ".join(_EDGES.sub(" ", " ".join(_FRAMES[language].sub(" ", question).split())).split())
    return words if len(words.replace(" ", "")) >= (2 if language == "zh" else 4) and words != question else None
