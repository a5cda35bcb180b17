"""Is what a model wrote a statement about the report at all? What else it writes: that there is no answer, courtesies, labels, its own voice.

Patterns are of how models write, in Chinese and English; none knows a report.
"""

import re

from app.written.prompt import NAMES, ORIGINAL, RENDERED

_BUT = re.compile(r"[，,；;]\s*(?:但|不过|然而|只|而是)|[,;]\s*(?:but|however|although|though|it only)\b", re.IGNORECASE)
_NO_ANSWER = re.compile(
    r"^(?:(?:很)?抱歉|对不起|很?遗憾|不好意思)?[，,]?(?:根据|从|在|就)?(?:您|你)?(?:这些|所?提?给?供?的|上述|以上)*(?:报告|段落|资料|文中|材料|内容|信息)?(?:里|中|来看)?[，,]?(?:我)?"
    r"(?:(?:并?没有|并?未|均未|都没有)(?:直接|明确|具体)?(?:地)?(?:回答|提到|提及|涉及|说明|提供|包含|找到|给出|写明|(?:与.{1,20})?相关的?(?:内容|信息|说明|回答|段落))|(?:无法|不能|没法)(?:直接|据此|从中)*(?:回答|判断|确定|得知|找到))"
    r"|^(?:(?:i'm |i am )?(?:sorry|afraid)|unfortunately|i apologi[sz]e|apologies)?,?\s*(?:but )?(?:based on|according to|from|in)?\s*(?:(?:the|these|this) (?:\w+ )?(?:report|passages?|text"
    r"|information|document|context)s?)?,?\s*(?:it |they |i |we )?"
    r"(?:(?:does|do)(?:n't| not) (?:\w+ly )?(?:answer|mention|say|address|contain|provide|specify|state|include|give)|(?:can|could)(?:not|n't| not) (?:\w+ly )?(?:answer|find|determine|tell"
    r"|be (?:answered|determined))"
    r"|(?:am|are|is) (?:unable|not able) to (?:answer|find|determine)|there (?:is|are|was) no (?:\w+ )?(?:information|mention|answer|details?)|no (?:\w+ )?(?:information|mention"
    r"|answer) (?:is|was|on|about))",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:您好|你好|好的|当然(?:可以)?|没问题|(?:非常)?感谢(?:您|你)?的?(?:提问|耐心)|希望(?:以上|这些|上述|我的)?.{0,8}(?:对您|对你|有所?帮助|能帮)|(?:如|若)(?:果)?(?:您|你)?(?:还)?(?:有|需要)(?:其他|任何|更多|别的|进一步).{0,8}(?:问题|疑问|了解|帮助|信息)"
    r"|(?:以下|下面)(?:是|为)|我(?:将|来|会|为您)?.{0,4}(?:整理|总结|归纳|回答)|(?:以上|这些)(?:就|便)?是(?:我的|对您|全部)|总结$|总之$)"
    r"|^(?:(?:sure|certainly|of course|hello|hi|(?:good|great) question)\b|here(?:'s| is| are) (?:the|an?|my|what)\b.{0,40}$|(?:i hope (?:this|that|it)|hope this|let me know|feel free)\b"
    r"|please (?:let me know|feel free)|if you (?:have|need) (?:any )?(?:other|further|more|additional)\b"
    r"|thank(?:s| you) for\b|(?:in )?summary\W*$|note\W*$|conclusion\W*$)",
    re.IGNORECASE,
)
_SOURCES = re.compile(r"^\W*(?:来源|出处|依据|参考(?:文献|资料|段落)?|引用|sources?|references?|citations?|cited passages?)\W*(?:(?:段落|passages?)?[\s\d,，、;；and和]*)$", re.IGNORECASE)
_LABEL = re.compile(r"^\W*(?:(?:final )?answer|response|reply|回答|答案|答复|答|passages?|段落|资料|来源)\s*[:：]\s*(?=\S)", re.IGNORECASE)
_ASIDE = r"\s*[(（]\s*(?:" + "|".join([*ORIGINAL.values(), *RENDERED.values()]) + r")\s*[)）]"
_NO_STATEMENT = re.compile(rf"[?？][\"'”’」』)）]*$|^\W*(?:question|statement|问题|(?:{'|'.join(NAMES.values())}){_ASIDE})\s*[:：]", re.IGNORECASE)
"""A question, or a label of the prompt's: repeated, not said."""
_OWN_VOICE = re.compile(
    r"用户(?:问|想|需要|的问题|在问|希望)|(?:您|你)(?:问|想知道|提到|的问题)|提问者|(?:您|你)(?:应该|应当|可以|需要|最好|不妨|得)|建议(?:您|你)|我(?:认为|觉得|建议|想|需要|应该|们需要)|(?:所给|提供|给出)的段落|段落(?:里|中)?(?:没有|未|并未|提到|指出)"
    r"|(?:很|非常|相当|十分)(?:合理|公平|不错|有道理)"
    r"|\bthe user(?:'s)?\b (?:is )?(?:ask\w*|want\w*|need\w*|question|quer\w*)|\bthe question (?:is|asks|was|wants)\b|\byou(?:'re| are)? ask(?:ed|ing)?\b|\b(?:i|we) (?:think|believe|need to"
    r"|should|recommend|suggest|would|will|must|can see)\b|\blet me\b"
    r"|\byou (?:should|could|may want|might want|need to|had better)\b|\bin my (?:opinion|view)\b|\b(?:provided|given|these|those) passages?\b|\bthe passages? (?:say|states?|mention|do|does"
    r"|provide|contain)",
    re.IGNORECASE,
)
"""Speaks of whoever asks, of the task, or in the model's own voice."""
_CUE = re.compile(
    r"不|没|无(?!论)|禁|勿|未|错误|除外|除非|如果|若|必须|应当|应该|须|可以|只|仅|反对|拒绝|\b(?:not|no|never|none|forb[ia]d\w*|prohibit\w*|ban\w*|must|may|shall|should|only|except|unless|if|when|cannot|can't|false|wrong"
    r"|incorrect|den(?:y|ies|ied)|refus\w*|without|reject\w*)\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"[:：]\s*$")


def no_answer(text: str) -> bool:
    """Does it say that the passages do not answer, and nothing else?"""
    return _NO_ANSWER.search(text) is not None and _BUT.search(text) is None


def is_form(text: str) -> bool:
    """Is it a courtesy or a line of sources: nothing is said by it, and nothing missed without it?"""
    return _COURTESY.search(text) is not None or _SOURCES.fullmatch(text) is not None


def unlabelled(text: str) -> str:
    """The sentence without a label before it ("Answer: ...")."""
    return _LABEL.sub("", text)


def is_no_statement(text: str) -> bool:
    """Is it a question, or a piece of the prompt?"""
    return _NO_STATEMENT.search(text) is not None


def own_voice(text: str) -> str:
    """The words by which it speaks of the asker, the task, or for itself; "" where it does not."""
    found = _OWN_VOICE.search(text)
    return found.group() if found is not None else ""


def announces(text: str) -> bool:
    """Does it only say that something comes?"""
    return _ANNOUNCES.search(text) is not None


def turns(announced: str) -> bool:
    """Would what comes after it mean something else without it: a negation, a duty, a condition?"""
    return _CUE.search(announced) is not None
