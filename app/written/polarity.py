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
from source.report import Language, Span
from source.text import WORD

WORDS = Path(__file__).parent / "words"
Clause = str | frozenset[str]
"""A Chinese clause's text, an English one's stems."""

_CUES: dict[str, dict[Language, str]] = {
    "not": {
        "zh": r"不(?!仅|但|断|同|久|管|论|妨|足为|过(?!于))|(?<![淹沉埋吞出湮])没(?!收|落)|无(?!论|疑|线|人机)|未(?!来|成年|婚)|(?<!除)非(?!常|洲|得|要|政府|营利)|勿|禁止|严禁|杜绝"
        r"|很少|极少|鲜有|缺乏|缺少|拒绝|否认|剥夺|避免|防止|免受|免于|免予|除外|之外|难以|很难|不足",
        "en": r"\b(?:not|no|never|none|nobody|nothing|without|neither|nor|cannot|lacks?|lacking|fail(?:s|ed)?|prohibit(?:s|ed)?|forbid(?:s|den)?|ban(?:s|ned)?|prevent(?:s|ed)?|avoid(?:s|ed)?"
        r"|refus(?:es?|ed)|den(?:y|ies|ied)|deprived?|except|excluding|unless|free from|rather than|instead of|hardly|rarely|seldom|scarcely|barely"
        r"|illegal(?:ly)?|short of|impossible|aside|apart from|other than)\b"
        r"|n[’']t\b|\b(?:un|in|ir|im)(?:able|available|clear|necessary|lawful|equal|sound|sufficient|adequate|complete|effective|regular|possible|stable)\w*",
    },
    "must": {
        "zh": r"必须|应当|应该|(?<![反相适对供响效感])应(?!用|对|急|变|聘|届|有尽有)|须|不得|务必|一定要|需要|(?<![主重需纲摘首概简次只])要(?!求|素|么|是|点|闻)|有必要|义务(?!教育法|劳动|巡防|植树)",
        "en": r"\b(?:must|shall|should|ought|ha(?:s|ve) to|need(?:s|ed)? to|required?|requires|obliged|(?:is|are) to|necessary|compulsory|mandatory)\b",
    },
    "may": {
        "zh": r"可以|(?<![许认])可(?!能|以|见|靠|谓|惜|观)|能够|(?<![职功智节性可潜技体才热电核机产])能(?!力|源|否|效|量|动|够)|允许|准许|有权|得以|不妨",
        "en": r"\b(?:(?-i:may)(?! not\b)|can|could|allow(?:s|ed)?|permit(?:s|ted)?|able|free to|entitled|right to|optional|lets?)\b",
    },
    "perhaps": {
        "zh": r"可能|也许|或许|大概|未必|不一定|不是非得|有望|建议|尽量|尽可能",
        "en": r"\b(?:might|perhaps|maybe|possibly|likely|recommend(?:s|ed)?|suggests?|suggested|where possible|if possible|feasible|consider)\b",
    },
    "done": {"zh": r"已(?!婚|知)|曾|业已|建成|完成|实现了|取得了", "en": r"\b(?:ha(?:s|ve) (?:been|already|\w+ed)|already|had|now|succeeded)\b"},
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
    "only": {"zh": r"只(?!是|想|占|要|不过)|仅|唯一|才(?!能|华|干)|单独|除非|限于", "en": r"\b(?:only|solely|merely|alone|exclusive(?:ly)?|nothing but|just(?! and))\b"},
    "least": {"zh": r"至少|不少于|不低于|以上|起码|最低", "en": r"\b(?:at least|no (?:fewer|less) than|minimum|or more|and above)\b"},
    "utmost": {"zh": r"至多|最多|不超过|不高于|以下|以内|之内|内(?=[，。；]|完成|进行|作出)", "en": r"\b(?:at most|no more than|maximum|up to|or less|within|not exceed\w*|or fewer)\b"},
    "if": {
        "zh": r"如果|若|(?<![应担充相正适])当(?![地前时年事局代今日然中作成选])|只要|一旦|的话|情况下|情形下|除非|凡是|的时候|时(?=[，。；])|未经|经.{1,12}后|前提|条件",
        "en": r"\b(?:if|unless|when(?:ever)?|where|provided|once|in case|except|until|as long as|condition)\b",
    },
    "cause": {
        "zh": r"由于|因为|因(?!此|素|而)|导致|造成|引起|引发|致使|使得|以致|从而|因此|因而|所以|原因|结果|根源",
        "en": r"\b(?:because|since|due to|owing to|cause[sd]?|lead(?:s|ing)? to|led to|result(?:s|ed|ing)?|therefore|thus|hence|consequently|so that|reason|makes?|made|blamed?|comes? from)\b",
    },
    "before": {"zh": r"之前|以前|前(?=[，。；])|先(?!进|生)|事先|预先|首先", "en": r"\b(?:before|prior|first|beforehand|ahead|previously|until)\b"},
    "after": {"zh": r"之后|以后|后(?=[，。；])|随后|事后|然后|再", "en": r"\b(?:after(?:wards)?|once|then|following|subsequent(?:ly)?|later)\b"},
    "strong": {
        "zh": r"必须|必需|不得|务必|(?<![必无])须|强制|义务(?!教育法|劳动|巡防|植树)|一定要|「必須」",
        "en": r"\b(?:must|ha(?:s|ve) to|needs? to|required?|requires|obliged|compulsory|mandatory)\b",
    },
    "weak": {"zh": r"(?<![反相适对供响效感])应(?:当|该|(?!用|对|急|变|聘|届|有尽有))|宜(?=[用采在由])", "en": r"\b(?:should|ought|recommended|encouraged|suggested)\b"},
    "hedged": {"zh": r"可能|也许|或许|大概|未必|不一定|有望|似乎", "en": r"\b(?:(?-i:may)(?! not\b)|might|perhaps|maybe|possibly|likely|could|seems?)\b"},
    "lacking": {
        "zh": r"停止|暂缓|免(?!费提供|疫)|短缺|稀缺|稀少|少于|[很较]少|参与少|缺|难|排除|取消|失去|低于|仅|只|反而|薄弱|空白|不一定|未必|不保证|降低|下降|减少"
        r"|另有|另行|选填|可选|自行|以外|失控|封闭|关闭",
        "en": r"\b(?:stop(?:s|ped)?|suspend(?:s|ed)?|exempt\w*|waive[sd]?|waiver|free(?:ly)?|optional|only|few(?:er)?|little|scarce|short(?:age)?|hard(?:ly)?|difficult\w*|lose[sn]?|lost|closed"
        r"|exclud\w*|missing|beyond|outside|below|under|apart|weak\w*|poor(?:ly)?|gap|shut out|barred|barring|careless\w*|left|reduc\w+|lower\w*|reject\w*|declin\w+|turned down)\b|less\b",
    },
    "every": {
        "zh": r"所有|全部|一切|任何|凡|人人|一律|全体|完全|总是|始终|都(?!市)|均(?!等|衡)|最终都|无一",
        "en": r"\b(?:all|every|everyone|everybody|everything|each(?! other)|always|entire(?:ly)?|whole|no one|nobody|without exception|regardless|invariably)\b",
    },
    "condition": {
        "zh": r"如果(?!可能|必要)|若(?!干)|只要|只有|一旦|除非|未经|经.{1,12}(?:批准|同意|许可|审批|判决|核准)|前提|(?:情况|条件|情形)下|必要时|为限|限于|不在此列|除外|例外",
        "en": r"\b(?:if(?! (?:possible|at all|any|not (?:all|more|most))\b| not[,.])|unless|provided|only when|as long as|on condition|except|exception|until"
        r"|subject to|with(?:out)? the (?:consent|approval|permission|agreement)|limited to)\b",
    },
}
"""A cue's name, and the words of it in each language."""
_MASKED: dict[str, dict[Language, str]] = {
    "not": {
        "zh": r"不(?:少|低|多|高|大|小|晚|迟|早)于|不超过|不(?:得|能|可|会|应)不|无不|莫不|无非|不外乎|不(?:时|少(?!于)|禁|惜|愧|止|料|约而同)|不一定|未必|不是非得|不记名|不动产"
        r"|([\u4e00-\u9fff])不\1|不足(?=[约]?[\d一二三四五六七八九十半两])|不到(?=[约]?[\d一二三四五六七八九十半两])|不(?:只|光|单)是?",
        "en": r"\b(?:no|not) (?:more|fewer|less|later|earlier|greater|lower|higher) than\b|\bnothing but\b"
        r"|\bnot (?:only|just|merely|simply|least)\b|\bwhether or not\b|\bno matter\b|\bnot (?:to )?exceed\w*",
    }
}
"""Phrases that hold a cue's words and are none: quantities ("no more than") and double negations (不得不)."""
CUES = tuple(_CUES)
_COMPILED, _PHRASES = ({name: {language: re.compile(pattern, re.IGNORECASE) for language, pattern in both.items()} for name, both in listed.items()} for listed in (_CUES, _MASKED))


def cues(text: str, language: Language) -> Counter[str]:
    """How often each cue stands in a stretch of text; Chinese in Simplified characters."""
    return Counter({name: count for name in CUES if (count := len(places(text, name, language)))})


def places(text: str, cue: str, language: Language) -> list[Span]:
    """Where a cue stands in a stretch of text, in order."""
    if cue in _PHRASES:
        text = _PHRASES[cue][language].sub(lambda match: "#" * len(match.group()), text)
    return [Span(match.start(), match.end()) for match in _COMPILED[cue][language].finditer(text)]


@cache
def contraries(language: Language, kind: str = "contrary") -> dict[str, frozenset[str]]:
    """The contraries of each word that has one: Chinese words, English stems; `kind` "closed": of words that carry no content."""
    out: dict[str, set[str]] = {}
    for line in (WORDS / f"{kind}.{language}.txt").read_text(encoding="utf-8").splitlines():
        pair = line.split()
        if len(pair) == 2:
            one, two = (stem(pair[0]), stem(pair[1])) if language == "en" else pair
            out.setdefault(one, set()).add(two)
            out.setdefault(two, set()).add(one)
    return {word: frozenset(others) for word, others in out.items()}


def against(said: Clause, clause: Clause, language: Language, kind: str = "contrary") -> list[str]:
    """The words of what is said that have a contrary in a clause of the passage, neither standing on the other side as well; a word within its contrary (定期, 不定期) does not count."""
    out = []
    for word, others in contraries(language, kind).items():
        if word in said and _has(said, word, others) and not _has(clause, word, others):
            out += [word for other in others if other in clause and _has(clause, other, {word}) and not _has(said, other, {word})]
    return out


def _has(clause: Clause, word: str, others: Iterable[str]) -> bool:
    if isinstance(clause, str):
        for longer in others:
            if word in longer:
                clause = clause.replace(longer, "#")
    return word in clause


def contrary(said: Iterable[Content], clauses: Sequence[Clause], language: Language) -> list[str]:
    """The content words of a sentence that no clause holds while some clause holds a contrary of theirs, which the sentence does not hold beside them."""
    listed = contraries(language)
    forms = {word.form for word in said}
    absent = [form for form in forms if len(form) > 1 and form in listed and not listed[form] & forms and not any(form in clause for clause in clauses)]
    return [word for word in absent if any(against in clause for against in listed[word] for clause in clauses)]


OPPOSED = (("least", "utmost"), ("before", "after"), ("plan", "done"), ("strong", "weak"))
"""Cues that say the opposite of each other."""


def turned(own: set[str], around: set[str], nearest: Sequence[set[str]], mine: set[str]) -> set[str]:
    """What the cues of a clause have against those `around` it in any language of the passages, those of the `nearest` clause in each language, and those of the nearest in its own (`mine`)."""
    found = set[str]()
    common = set.intersection(*nearest)
    if "not" in own - around and ("lacking" not in around or "lacking" in own):
        found.add("not_added")
    if "not" in common - own and "lacking" not in own:
        found.add("not_lost")
    if "done" in own - around and "not" not in own and around & {"plan", "must", "may", "not"}:
        found.add("done_added")
    if ("every" in own and "all" not in around) or "only" in own - around or ("strong" in own and not around & {"strong", "must"}):
        found.add("stronger")
    if ("must" in own - around and "may" not in own and around & {"may", "perhaps"}) or ("may" in own - around and not own & {"must", "not"} and "must" in common):
        found.add("modality")
    pairs = [*OPPOSED[:3], *(pair[::-1] for pair in OPPOSED[:3])]
    if any(one in own - around and two not in own and two in common for one, two in pairs):
        found.add("closed")
    if any(one in own - around and two not in own and two in mine for one, two in (("strong", "weak"), ("weak", "strong"))):
        found.add("duty")
    if "hedged" in own and not around & {"hedged", "may", "perhaps", "some"}:
        found.add("hedge_added")
    if "condition" in own and not around & {"condition", "if", "only"}:
        found.add("condition")
    return found


_PREFIXED = re.compile(r"(?:un|in|ir|im)\w{4,}", re.IGNORECASE)
"""Words that deny themselves, and nothing after them."""
REACH: dict[Language, int] = {"zh": 4, "en": 30}
"""Characters within which a negation's head begins."""


def denied(text: str, word: str, language: Language, reach: int | None = None) -> list[bool]:
    """For each place where a word (as `contents` gives it) stands in a clause: does a negation stand shortly before it, `reach` characters or REACH?"""
    found = re.finditer(re.escape(word), text) if language == "zh" else (match for match in WORD.finditer(text) if stem(match.group()) == word)
    starts = [match.start() for match in found]
    ends = [span.end for span in places(text, "not", language) if not _PREFIXED.match(text, span.start)] if starts else []
    return [any(0 <= start - end <= (REACH[language] if reach is None else reach) for end in ends) for start in starts]
