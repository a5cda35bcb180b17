"""Markers: the numbers in brackets by which a model says what it cites, in the forms that models write them in, and the ones that we write.

Its numbers are the handles of the passages that it was shown; ours are those of the answer's citations. What stands in
quotation marks is somebody's words: a number in brackets there is no marker.
"""

import re
from collections.abc import Callable, Sequence

from source.report import Language
from source.sentences import CLOSERS

_NAME = r"段落?|片段|来源|资料|引用|出处|文献|文档|参考|passages?|paragraphs?|sources?|citations?|cite|references?|refs?\.?|documents?|docs?|chunks?|ids?|no\.?|p\.?|#|\^|第"
_ONE = rf"(?:(?:{_NAME})\s*[:：#]?\s*)?\d{{1,3}}(?:\s*段)?\^?"
_INSIDE = rf"\s*{_ONE}(?:\s*(?:[,，、;；]|[-－‐–—~～至到]|and|和|与)\s*{_ONE})*\s*(?:†[^\]】］]{{0,40}})?"
_NAMED = r"(?:(?<=根据)|(?<=按照)|(?<=依据)|(?<=\bin )|(?<=\bto )|(?<=^))(?:段落|passages?)\s*\d{1,3}(?![\d.%％])"
MARKER = re.compile(
    rf"(?:\[\[{_INSIDE}\]\]|[\[【［〔]{_INSIDE}[\]】］〕]|[(（](?=\s*(?:段落|来源|资料|passages?|sources?)){_INSIDE}[)）]|{_NAMED})",
    re.IGNORECASE | re.MULTILINE,
)
"""[1] 【1】 ［１］ 〔1〕 [1, 2] [1-3] [来源1] [citation:1] [[1]] [^1^] 【1†source】 (passage 1) 根据段落1"""
_RUN = re.compile(rf"{MARKER.pattern}(?:\s*(?:[、,&]|[-－‐–—~～至到])?\s*{MARKER.pattern})*", re.IGNORECASE)
"""Markers with the marks that join them: [1]、[2], [1]-[3]."""
_TAIL = re.compile(r"†[^\]】］]*|[\[【［〔\]】］〕]")
_RANGE = re.compile(r"(\d{1,3})\s*[-－‐–—~～至到]\s*\D{0,8}?(\d{1,3})|(\d{1,3})")
RANGE = 20
"""Passages of one range at most: [1-300] is none."""
_GONE = "\ue000"
"""Where markers stood, as long as the sentence is being mended; no text that we are given holds it."""
_NOUN = rf"{_GONE}(?:\s*(?:and|以及|和|与|及)\s*{_GONE})*"
_SAYS_ZH = "指出|提出|提到|提及|写道|写明|说明|认为|规定|要求|表示|显示|介绍|强调|列出|称|说"
_SAYS_EN = "says|states|notes|mentions|describes|explains|reports|lists|shows|adds|proposes|requires|provides|stipulates|declares|indicates|suggests|emphasi[sz]es"
_TOLD = "stated|said|described|noted|mentioned|reported|explained|listed|shown|set out|provided|indicated|outlined"
_MENDED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_GONE}(?:\s*(?:[,，;；]|and|以及|和|与|及)\s*{_GONE})+(?=\s*(?:[。.!?！？;；,，]|$))"), _GONE),
    (re.compile(rf"\s*[(（]\s*(?:(?:参见|见|来源|出处|see|cf\.?|sources?)\s*[:：]?\s*)?{_NOUN}\s*[)）]", re.IGNORECASE), _GONE),
    (re.compile(rf"((?:^|[，,；;：:]\s*)(?:(?:根据|依据|按照|依照|据)(?=[^。；！？!?;]*[^。；！？!?;\s{_GONE}])|参见|正如|如|见))\s*(?:段落|资料|来源|材料)?\s*{_NOUN}"), r"\1报告"),
    (re.compile(rf"^(?:段落|资料|来源|材料)?\s*{_NOUN}\s*(?=(?:中|里)?(?:还|也|则)?(?:明确)?(?:{_SAYS_ZH})(?!{_SAYS_ZH}|[职书的]))"), "报告"),
    (
        re.compile(rf"(\b(?:according to|as per|(?:{_TOLD}) (?:in|by))|(?:^|[,;]\s*)see)\s+(?:(?:the\s+)?(?:passages?|sources?|paragraphs?)\s*)?{_NOUN}", re.IGNORECASE),
        r"\1 the report",
    ),
    (re.compile(rf"^(?:(?:The\s+)?(?:[Pp]assages?|[Ss]ources?|[Pp]aragraphs?)\s*)?{_NOUN}\s*(?=(?:also |further |clearly )?(?:{_SAYS_EN})\b(?! (?:of|are|were|is|was)\b))"), "The report "),
    (re.compile(rf"^\s*[、,，;；-]\s*{_GONE}"), _GONE),
    (re.compile(rf"^\s*{_GONE}\s*[:：]\s*"), _GONE),
    (re.compile(rf"^(?:In|From|Per)\s+{_NOUN}\s*,\s*"), ""),
    (re.compile(rf"^在(?:段落|资料|来源)?\s*{_NOUN}\s*(?:中|里)?[，,]\s*"), ""),
    (re.compile(rf"^Both\s+{_NOUN}\s+(say|state|note|mention|describe|provide|list|show)\b"), r"The report \1s"),
)
"""What a sentence lacks without its markers, and in its place: a marker that stands for a noun is the report."""
PAIRS = {"“": "”", "「": "」", "『": "』", "‘": "’", '"': '"', "＂": "＂", "'": "'"}


def read(sentence: str, verbatim: Callable[[str], bool] = lambda words: True) -> tuple[str, tuple[int, ...]]:
    """The sentence without its markers, and their numbers, each once, in order.

    What stands in quotation marks stays as it is where it is verbatim; else a marker in it is the model's, and is left out,
    but cites nothing.
    """
    numbers: list[int] = []
    out: list[str] = []
    at = 0
    for start, end in [*quotations(sentence), (len(sentence), len(sentence))]:
        out.append(_without(sentence[at:start], numbers))
        words = sentence[start:end]
        out.append(words if verbatim(words) else _without(words, []).replace(_GONE, " ").rstrip())
        at = end
    return _squeezed(_mended("".join(out))), tuple(dict.fromkeys(numbers))


def _without(text: str, numbers: list[int]) -> str:
    for run in _RUN.finditer(text):
        for first, last, single in _RANGE.findall(_TAIL.sub(" ", run.group())):
            low, high = (int(single), int(single)) if single else (int(first), int(last))
            numbers += range(low, high + 1) if low <= high < low + RANGE else [low, high]
    return _RUN.sub(_GONE, text)


def _mended(text: str) -> str:
    """The sentence as it reads without the markers."""
    begins = text[:1].isupper()
    for broken, whole in _MENDED:
        text = broken.sub(whole, text)
    text = text.replace(_GONE, " ")
    return text[:1].upper() + text[1:] if begins else text


def _squeezed(text: str) -> str:
    """The text without the blanks that markers leave: none next to Chinese characters and marks, none before a stop."""
    plain = " ".join(text.split())
    return re.sub(r" +(?=[,.;:!?，。；：！？、”」』）)])|(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef”“]) +(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])", "", plain)


def quotations(text: str) -> list[tuple[int, int]]:
    """Where what stands in quotation marks begins and ends, the marks left out; outermost pairs only. One that never closes is none."""
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = _closes(text, at) if text[at] in PAIRS else -1
        if end > at:
            out.append((at + 1, end))
            at = end
        at += 1
    return out


def _closes(text: str, at: int) -> int:
    """Where the quotation that opens here closes; -1 where it does not. An apostrophe opens and closes nothing."""
    opening, closing = text[at], PAIRS[text[at]]
    if opening in "‘'" and at and text[at - 1].isalnum():
        return -1
    if opening == "'":  # a straight mark closes where no letter follows; within are words, or it is an apostrophe
        return next((place for place in range(at + 2, len(text)) if text[place] == "'" and not text[place + 1 : place + 2].isalnum() and " " in text[at + 1 : place].strip()), -1)
    depth = 0
    for place in range(at + 1, len(text)):
        if text[place] == closing and not (closing == "’" and text[place + 1 : place + 2].isalpha()):
            if not depth:
                return place
            depth -= 1
        elif text[place] == opening:
            depth += 1
    return -1


def is_open(text: str) -> bool:
    """Does a quotation begin here that has not ended yet? Single marks do not count: they may be apostrophes."""
    return any(text.count(opening) > text.count(closing) for opening, closing in PAIRS.items() if opening not in "‘\"＂'") or any(text.count(mark) % 2 == 1 for mark in '"＂')


def marked(sentence: str, numbers: Sequence[int], language: Language) -> str:
    """The sentence with our markers: before its stop, after a quotation that ends it."""
    if not numbers:
        return sentence
    told = " " + "".join(f"[{number}]" for number in numbers)
    stop = re.search(r"[。．.!?！？;；:：,，…]+$", sentence)
    if stop is None or sentence[-1] in CLOSERS:
        return sentence + told
    return sentence[: stop.start()] + told + stop.group()
