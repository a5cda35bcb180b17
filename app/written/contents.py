"""The content words of a sentence: what a passage has to hold, too, for the sentence to be about the same thing.

Function words, words of attribution and numbers are left out: numbers are compared by value. Knows nothing of passages.
"""

import math
import re
from dataclasses import dataclass
from functools import cache

import Stemmer

from app.understanding import lexicon
from app.understanding.words_zh import words
from index.normal import simplified
from index.terms import STOP
from source.report import Language, Span
from source.text import WORD

_STEMMER = Stemmer.Stemmer("english")
_FUNCTION_ZH = re.compile(r"^(?:u|p|c|r|y|e|o|w|m|q|k|h|d|zg|ug|uj|ul|uv|uz|ud)")
"""Tags of function words, numbers and measures, in jieba's list."""
PLAIN_ZH = frozenset(
    "是 有 在 要 会 能 可 应 须 使 让 被 把 对 从 到 为 以 之 其 所 将 做 作 等 上 下 中 内 外 里 前 后 时 者 人 来 去 可以 能够 应当 应该 必须 需要 进行 包括 作为 成为 属于 以及 这些 那些 "
    "报告 文中 文章 材料 指出 提出 认为 提到 写道 说明 规定 强调 要求 表示 显示 介绍 列出 列举 根据 按照 依据 其中 方面 情况 问题 工作 部分 内容 条 第 章 节 项".split()
)
"""Words that carry little or nothing by themselves, and those of attribution ("the report says")."""
PLAIN_EN = STOP | frozenset(
    "can could should would will may might must shall cannot about also only any all some more most less least such each other both between through during after before while because but nor up out "
    "per via within without into over under among one ones own same get got make made makes take taken report reports says say said states stated according article section document text paper "
    "declares declaration notes mentions describes explains lists names named calls called considers regards way ways case cases thing things".split()
)
LEAST, MOST = 6.0, 16.0
"""-ln of the likelihood of the commonest content words, and of the rarest: weights run from 0.3 to 1 between them."""


@dataclass(frozen=True)
class Content:
    """A content word: its form for comparing (Simplified; an English stem), where it stands in the sentence, and how much it says, 0.3..1."""

    form: str
    span: Span
    weight: float


def contents(text: str, language: Language) -> list[Content]:
    """The content words of a sentence in order; Latin words of a Chinese sentence are among them."""
    return _english(text) if language == "en" else _chinese(text)


def _chinese(text: str) -> list[Content]:
    plain = simplified(text)
    if len(plain) != len(text):
        plain = text
    out: list[Content] = []
    for word in words(plain):
        span = Span(word.start, word.start + len(word.text))
        if word.text[0].isascii():
            if WORD.fullmatch(word.text):
                out.append(Content(stem(word.text), span, 1.0))
        elif not _FUNCTION_ZH.match(word.tag) and word.tag != "t" and word.text not in PLAIN_ZH:
            out.append(Content(word.text, span, _weight(lexicon.chinese().get(word.text, 1) / lexicon.chinese_total())))
    return out


def _english(text: str) -> list[Content]:
    listed, total = lexicon.english(), _english_total()
    return [
        Content(stem(match.group()), Span(match.start(), match.end()), _weight(listed.get(match.group().lower(), 1) / total))
        for match in WORD.finditer(text)
        if len(match.group()) > 1 and match.group().lower() not in PLAIN_EN
    ]


def stem(word: str) -> str:
    """The stem of an English word in lower case, so that "Publishing" and "publishes" are one."""
    return str(_STEMMER.stemWord(word.lower().replace("’", "'").replace("‐", "-")))


@cache
def _english_total() -> int:
    return sum(lexicon.english().values())


def _weight(likelihood: float) -> float:
    rare = (-math.log(likelihood) - LEAST) / (MOST - LEAST)
    return 0.3 + 0.7 * min(1.0, max(0.0, rare))
