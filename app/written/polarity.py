"""What turns a statement round though its content words stay: negation, modality, quantifiers, time; and words that are each other's contrary.

A cue says nothing by itself; two stretches that speak of the same thing are compared by their cues, across languages too.
Knows nothing of passages or models.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from app.written.contents import Content, stem
from source.report import Language

WORDS = Path(__file__).parent / "words"

_CUES: dict[str, dict[Language, str]] = {
    "not": {
        "zh": r"不(?!仅|但|断|同|久|管|论|妨|足为|过(?!于))|没(?!收)|无(?!论|疑|线|人机)|未(?!来|成年|婚)|非(?!常|洲)|勿|禁止|严禁|杜绝|缺乏|缺少|拒绝|否认|剥夺|避免|防止|免受|免于|免予|除外|之外",
        "en": r"\b(?:not|no|never|none|nobody|nothing|without|neither|nor|cannot|lacks?|lacking|fail(?:s|ed)?|prohibit(?:s|ed)?|forbid(?:s|den)?|ban(?:s|ned)?|prevent(?:s|ed)?|avoid(?:s|ed)?"
        r"|refus(?:es?|ed)|den(?:y|ies|ied)|deprived?|except|excluding|unless|free from|rather than|instead of)\b"
        r"|n[’']t\b|\b(?:un|in|ir|im)(?:able|available|clear|necessary|lawful|equal|sound|sufficient|adequate|complete|effective|regular|possible|stable)\w*",
    },
    "must": {
        "zh": r"必须|应当|应该|应(?!用|对|急|变|聘|届|有尽有)|须|不得|务必|一定要|需要|(?<![主重需纲摘首概])要(?!求|素|么|是|点|闻)|有必要",
        "en": r"\b(?:must|shall|should|ought|ha(?:s|ve) to|need(?:s|ed)? to|required?|requires|obliged|(?:is|are) to|necessary|compulsory|mandatory)\b",
    },
    "may": {
        "zh": r"可以|可(?!能|以|见|靠|谓|惜|观)|能够|能(?!力|源|否|效|量|动)|允许|准许|有权|得以|不妨",
        "en": r"\b(?:may|can|could|allow(?:s|ed)?|permit(?:s|ted)?|able|free to|entitled|right to|optional|lets?)\b",
    },
    "perhaps": {
        "zh": r"可能|也许|或许|大概|未必|不一定|有望|建议|尽量|尽可能",
        "en": r"\b(?:might|perhaps|maybe|possibly|likely|recommend(?:s|ed)?|suggests?|suggested|where possible|if possible|feasible|consider)\b",
    },
    "done": {"zh": r"已(?!婚|知)|曾|业已|了(?=[，。；、\s]|$)|过(?=[，。；]|$)|建成|完成|实现了|取得了", "en": r"\b(?:ha(?:s|ve) (?:been|already|\w+ed)|already|was|were|had|now|succeeded)\b"},
    "plan": {
        "zh": r"将(?!其|他|它|此|军)|计划|拟|准备|打算|力争|目标|争取|今后|下一步",
        "en": r"\b(?:will|plan(?:s|ned)?|intend(?:s|ed)?|aims?|going to|future|next|propos(?:es?|ed)|wants?|strives?)\b",
    },
    "all": {
        "zh": r"所有|全部|一切|任何|每[一个位名人次]?|各(?!自)|都|均|凡|人人|一律|全[体县国市省社部面]|完全|总是|始终|无论|不论|最终都",
        "en": r"\b(?:all|every\w*|each|any\w*|always|entire(?:ly)?|whole|full(?:y)?|complete(?:ly)?|no one|nobody|none|both|without exception|regardless|whatever)\b",
    },
    "some": {
        "zh": r"部分|一些|有些|有的|某些|个别|少数|有时|往往|时有|常常|之一|其中|例如|比如|等(?=[，。；、]|$)",
        "en": r"\b(?:some\w*|part(?:ly|s)?|few|several|certain|often|sometimes|among|one of|such as|like|include[sd]?|including)\b",
    },
    "most": {"zh": r"多数|大部分|主要|一般|普遍|通常|多为|基本|大多|重点", "en": r"\b(?:most(?:ly)?|main(?:ly)?|general(?:ly)?|usual(?:ly)?|majority|chief(?:ly)?|largely|typical(?:ly)?|broadly)\b"},
    "only": {"zh": r"只|仅|唯一|才(?!能|华|干)|单独|除非|限于", "en": r"\b(?:only|solely|merely|alone|exclusive(?:ly)?|nothing but|just(?! and))\b"},
    "least": {"zh": r"至少|不少于|不低于|以上|起码|最低", "en": r"\b(?:at least|no (?:fewer|less) than|minimum|or more|and above)\b"},
    "utmost": {"zh": r"至多|最多|不超过|不高于|以下|以内|之内|内(?=[，。；]|完成|进行|作出)", "en": r"\b(?:at most|no more than|maximum|up to|or less|within|not exceed\w*|or fewer)\b"},
    "if": {
        "zh": r"如果|若|只要|一旦|的话|情况下|情形下|除非|凡是|的时候|时(?=[，。；])|未经|经.{1,12}后|前提|条件",
        "en": r"\b(?:if|unless|when(?:ever)?|where|provided|once|in case|except|until|as long as|condition)\b",
    },
    "cause": {
        "zh": r"由于|因为|因(?!此|素|而)|导致|造成|引起|引发|致使|使得|以致|从而|因此|因而|所以|原因|结果|根源",
        "en": r"\b(?:because|since|due to|owing to|cause[sd]?|lead(?:s|ing)? to|led to|result(?:s|ed|ing)?|therefore|thus|hence|consequently|so that|reason|makes?|made|blamed?|comes? from)\b",
    },
    "before": {"zh": r"之前|以前|前(?=[，。；])|先(?!进|生)|事先|预先|首先", "en": r"\b(?:before|prior|first|beforehand|ahead|previously|until)\b"},
    "after": {"zh": r"之后|以后|后(?=[，。；])|随后|事后|然后|再", "en": r"\b(?:after(?:wards)?|once|then|following|subsequent(?:ly)?|later)\b"},
}
"""A cue's name, and the words of it in each language."""
CUES = tuple(_CUES)
_COMPILED = {name: {language: re.compile(pattern, re.IGNORECASE) for language, pattern in both.items()} for name, both in _CUES.items()}


def cues(text: str, language: Language) -> Counter[str]:
    """How often each cue stands in a stretch of text; Chinese in Simplified characters."""
    return Counter({name: count for name in CUES if (count := sum(1 for _ in _COMPILED[name][language].finditer(text)))})


@cache
def contraries(language: Language) -> dict[str, frozenset[str]]:
    """The contraries of each word that has one: Chinese words, English stems."""
    out: dict[str, set[str]] = {}
    for line in (WORDS / f"contrary.{language}.txt").read_text(encoding="utf-8").splitlines():
        pair = line.split()
        if len(pair) == 2:
            one, two = (stem(pair[0]), stem(pair[1])) if language == "en" else pair
            out.setdefault(one, set()).add(two)
            out.setdefault(two, set()).add(one)
    return {word: frozenset(others) for word, others in out.items()}


def contrary(said: Iterable[Content], clauses: Sequence[str | frozenset[str]], language: Language) -> list[str]:
    """The content words of a sentence that no clause holds while some clause holds a contrary of theirs."""
    listed = contraries(language)
    absent = [word.form for word in said if word.form in listed and not any(word.form in clause for clause in clauses)]
    return [word for word in absent if any(against in clause for against in listed[word] for clause in clauses)]
