"""Understanding a question, without a model: its language, what it asks for, what it leaves out, what in it is no question.

Rules are about how people ask, in Chinese and English; none knows a report. Gives a `Question`; searching it is not done here.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.errors import QuestionFault
from app.settings import HISTORY_CAP, QUESTION_CAP
from index.normal import normal, simplified
from source.report import Language
from source.sentences import sentences
from source.text import han, language_of, latin_words

from source.report import Span

Kind = Literal["report", "about", "publisher", "greeting", "tool", "opinion", "instruction"]

_GREETING = re.compile(r"(你好|您好|嗨|哈喽|早上好|下午好|晚上好|在吗|谢谢|多谢|再见|hi|hello|hey|good (morning|afternoon|evening)|thanks|thank you|bye)[\s!！。.,，~呀啊吗?？]*", re.I)
_TOOL = re.compile(r"(你是谁|你是什么|你叫什么|你(能|可以|会)(做|干|回答)?(些)?(什么|啥)|(这个|本)?(工具|系统|机器人|助手)(怎么用|是什么|能做什么)|怎么(用|使用)(你|它|这个工具)?$|帮助$|help$|who are you|what are you|what can you do|what can i ask|how (do|can) i use (this|you|it)|how does this (tool|chat|bot) work)", re.I)
_THIS = r"(这|本|该|那)?(份|篇|个)?(报告|文件|文章|材料|文本|论文|全文)"
_ABOUT = re.compile(
    rf"^(请)?(简单|简要)?(问|概括|总结|介绍|说说|概述|讲讲)?(一下|下)?{_THIS}(的)?(主要|大概|大致|都|到底|究竟|整体|核心)*(是)?(在)?(讲|说|写|谈|论述|关于|介绍|涉及|内容|大意|主旨|主题|概要|摘要|要点)*(了|的)?(是|有)?(些)?(什么|啥|哪些|哪几)?(内容|方面|事|问题|东西|主题|要点)?$"
    r"|^(what('s| is)|tell me what) (this|the) (report|paper|document|text|article)( is)?( all)? about$"
    r"|^(please )?(can you |could you )?(summari[sz]e|outline|sum up|give (me )?(a|an) (summary|overview|outline) of|overview of|summary of) (this|the) (whole |entire )?(report|paper|document|text|article)$"
    r"|^what (does|do) (this|the) (report|paper|document|text|article) (cover|discuss|talk about|deal with|say)( in general| overall)?$"
    r"|^what('s| is| are) the (main |overall |general )*(topic|topics|subject|theme|gist|contents?|main points?) (of|in) (this|the) (report|paper|document|text|article)$",
    re.I,
)
_PUBLISHER = re.compile(
    rf"{_THIS}?.{{0,6}}(谁|哪(个|家|里|儿)(的)?(单位|部门|机构|局|人|组织)?).{{0,4}}(写|发布|发表|出|撰写|作|编|起草)|{_THIS}.{{0,4}}(作者|出处|发布(者|单位|机构)|标题|题目|叫什么)"
    r"|\b(who|which|what)\b.{0,40}\b(wrote|written|published?|authored|issued?|drafted|produced|put out)\b.{0,30}\b(report|paper|document|article|artical|text|this|it)\b|\b(author|publisher|title) of (this|the) (report|paper|document|article|text)",
    re.I,
)
_OPINION = re.compile(
    r"你(自己|个人|本人)?(觉得|认为|怎么看|如何看|的(看法|意见|观点|立场|建议)|支持|赞成|同意|评价|怎么评价)|您(觉得|认为|怎么看)|(我|我们)(该|应该|应当)(怎么|如何|不该)|你(会)?(推荐|建议)|给我(出|提)?(个|点|些)?(主意|建议)"
    r"|\b(do|would|don't) you (personally )?(think|believe|agree|support|recommend|suggest|like|feel)\b|\byour (own |personal |honest )*(opinion|view|views|advice|recommendation|take|verdict|judg[e]?ment)\b|\bwhat (do|would) you (think|make of|recommend|suggest)\b|\bshould (i|we)\b|\badvise me\b",
    re.I,
)
_INSTRUCTION = re.compile(
    r"(忽略|无视|忘记|忘掉|不要理会|别管|绕过|跳过)(掉)?(之前|以上|上面|前面|上述|所有|全部|一切|你|先前|这些|任何)|从现在(起|开始)|(你|请)?(现在)?(扮演|假装|假扮|充当)|(你|请)?(只|必须|务必|一律)(能|许|准|要)?(回答|回复|输出|说|用)|(不许|不要|不准|别|禁止)(再)?(引用|标注|说|提|写|用)|系统(提示|指令)|输出(你的|系统)|越狱|作为一(个|名)"
    r"|\b(ignore|disregard|forget|override|bypass|skip)\b.{0,30}\b(instructions?|rules?|prompts?|above|previous|prior|earlier|guidelines|restrictions|everything|citations?)\b|\bfrom now on\b|\b(pretend|act as|role-?play|you are now|imagine you are|behave as)\b|\b(system|hidden) prompt\b|\b(reply|respond|answer|output|say|print|write)\b (only|just|nothing but|with only|with just|exactly)\b|\b(only|just) (reply|respond|answer|output|say|print)\b|\bdo not (cite|quote|refuse|mention)\b|\bdon't (cite|quote|refuse|mention)\b|\bjailbreak\b|\b(translate|repeat|print|reveal) (the|your) (above|instructions?|prompt)",
    re.I,
)
_LIST = re.compile(
    r"哪(些|几|三|四|五|两)|几(个|项|类|种|点|条|方面|大|步|级|处)|分别|都有(什么|谁)|有(什么|啥)(样的)?(问题|原因|措施|办法|表现|内容|要求|方面)|列(出|举|一下)|举例|多少(个|项|类|种|条)|各(是|有)"
    r"|\bwhat are\b|\bwhich (\w+ ){0,3}\w+s\b|\bwhat (\w+ ){0,2}\w+(s|es)\b|\blist\b|\bname (the|all|some|a few|two|three|four|five)\b|\bexamples?\b|\bhow many\b|\bwhat kinds?\b|\bsorts? of\b|\btypes? of\b|\bsteps\b|\ball the\b",
    re.I,
)
_ELLIPTIC = re.compile(
    r"^(那|那么|还|还有|另外|此外|具体|为什么呢|为何呢|原因|怎么办|然后|接下来|其他|别的|它|他们|她们|这|这些|这个|那些|那个|以上|上述|前者|后者|第[一二三四五]|再|又)|呢[?？]?$"
    r"|^(and|but|so|then|also|what about|how about|why( is that| so| not)?\b|how so|anything|any other|else|what else|who else|where else|which ones?|it|they|them|those|these|that|this|the (first|second|third|last|other)|more)\b|\b(it|they|them|those|these|that|there|one|ones|else|he|she)\s*[?.]?$",
    re.I,
)
SHORT: dict[Language, int] = {"zh": 9, "en": 5}
"""A question of at most this many Han characters or words leaves something out, where another went before."""


@dataclass(frozen=True)
class Question:
    """A question understood. `asked` is what of it is a question; `searched` the standalone form; `foreign`: neither Chinese nor English."""

    text: str
    asked: str
    searched: str
    language: Language
    kind: Kind
    wants_list: bool
    foreign: bool


def clean(text: str) -> str:
    """The question as typed, without control and invisible characters, white space squeezed. Raises QuestionFault when empty or too long."""
    kept = "".join(" " if character in "\t\n\r\v\f\u3000\u2028\u2029" else character for character in text if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    squeezed = " ".join(unicodedata.normalize("NFC", kept).split())
    if not re.search(r"\w", squeezed):
        raise QuestionFault("the question is empty: it has no letter or digit", code="empty", hint="ask in Chinese or English")
    if len(squeezed) > QUESTION_CAP:
        raise QuestionFault(f"the question has {len(squeezed):,} characters, at most {QUESTION_CAP:,} are read", code="too_long", hint="ask one question at a time")
    return squeezed


def understand(text: str, history: Sequence[str] = ()) -> Question:
    """What is asked. Raises QuestionFault for an empty or too long question; a bad earlier question is passed over."""
    cleaned = clean(text)
    language = language_of(cleaned)
    asked = without_instructions(cleaned, language)
    kind = _kind(asked, cleaned)
    question = asked or cleaned
    return Question(cleaned, question, _standalone(question, language, history), language, kind, bool(_LIST.search(simplified(question))), is_foreign(cleaned))


def without_instructions(text: str, language: Language) -> str:
    """The sentences and clauses of a question that do not tell the tool what to be or do; "" when nothing is left."""
    out: list[str] = []
    for sentence in sentences(text, Span(0, len(text)), language):
        words = text[sentence.start : sentence.end]
        if not _INSTRUCTION.search(simplified(words)):
            out.append(words)
            continue
        parts = re.split(r"(?<=[,，;；:：—])\s*", words)
        kept = [part for part in parts if not _INSTRUCTION.search(simplified(part))]
        asking = [part for part in kept if re.search(r"[?？吗呢]|什么|哪|谁|怎|为何|多少|几|\b(what|who|which|why|how|when|where|does|is|are)\b", part, re.I)]
        out += asking
    return " ".join(out).strip()


def _kind(asked: str, cleaned: str) -> Kind:
    if not asked or not re.search(r"\w", asked):
        return "instruction"
    plain = normal(asked).strip(" ?？!！。.,，")
    if _GREETING.fullmatch(plain):
        return "greeting"
    if _TOOL.search(plain):
        return "tool"
    if _OPINION.search(plain):
        return "opinion"
    if _ABOUT.search(plain):
        return "about"
    if _PUBLISHER.search(plain):
        return "publisher"
    return "report"


def _standalone(asked: str, language: Language, history: Sequence[str]) -> str:
    """The question with the one before it where it leaves something out: the earlier questions back to one that stands by itself."""
    earlier: list[str] = []
    for turn in list(history)[-HISTORY_CAP:]:
        try:
            earlier.append(clean(turn))
        except QuestionFault:
            continue
    parts = [asked]
    while earlier and is_elliptic(parts[0]) and len(parts) < 3:
        parts.insert(0, earlier.pop())
    return " ".join(parts)


def is_elliptic(text: str) -> bool:
    """Does the question lean on one before it: a pronoun, a connective, or hardly any words?"""
    language = language_of(text)
    size = han(text) if language == "zh" else latin_words(text)
    return size <= SHORT[language] or bool(_ELLIPTIC.search(normal(text).strip()))


_FUNCTION_WORDS = frozenset("the a an of to in is are was were what which who why how when where does do did and or for on by with from that this it its be can should has have not there they their".split())


def is_foreign(text: str) -> bool:
    """Is the text mostly in another script, or in Latin letters that read as another language than English?"""
    letters = [character for character in text if character.isalpha()]
    others = [c for c in letters if not c.isascii() and not han(c)]
    if len(others) > len(letters) / 2:
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    if han(text) or len(words) < 4:
        return False
    english = sum(word in _FUNCTION_WORDS for word in words)
    foreign = sum(word in _FOREIGN_WORDS for word in words)
    return foreign > english or (english == 0 and len(others) > 0)


_FOREIGN_WORDS = frozenset(
    "le la les un une des du de et est sont que qui quoi quel quelle quels quelles dans pour sur avec pas ce cette il elle nous vous comment pourquoi "
    "el los las una y es son qué cómo por para con del al en se lo der die das und ist sind ein eine nicht was wie warum welche für mit von zu den dem im "
    "o os as um uma e são como não em no na il lo gli che di per con sono perché come het een van wat hoe waarom niet och är det att som".split()
)
