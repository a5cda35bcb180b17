"""Does what is quoted bear out what a question takes for given? "Why was X abolished?" supposes that it was.

Looks only for the kind of change or rule that the question names: where no quote has a word of that kind, in either
language, the answer does not claim to give its reason. Patterns are of how people ask; none knows a report.
"""

import re
from collections.abc import Iterable

from app.understanding.asks import Asks
from index.normal import normal

SUPPOSING: frozenset[Asks] = frozenset({"why", "when", "who", "where"})
"""Kinds of questions that suppose what they ask about; "is it so?" does not."""
KINDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"取消|废除|废止|撤销|停止|停办|终止|解散|关闭|关停|撤掉|\b(?:abolish\w*|cancel\w*|scrap\w*|stop\w*|dissol\w*|clos(?:e|es|ed|ing|ure)|discontinu\w*|terminat\w*|end(?:s|ed|ing)?|repeal\w*|disband\w*"
        r"|suspend\w*|shut)\b",
        r"禁止|严禁|不准|不得|不许|取缔|禁(?=[\u4e00-\u9fff])|\b(?:ban(?:s|ned|ning)?|forb[ia]d\w*|prohibit\w*|outlaw\w*|must not|shall not|may not|no one|not allowed|not permitted)\b",
        r"允许|准许|许可|容许|可以|有权|\b(?:allow\w*|permi\w*|legali[sz]\w*|may|can|right)\b",
        r"减少|下降|降低|缩减|削减|降至|降到|降|\b(?:decreas\w*|f[ae]ll\w*|drop\w*|reduc\w*|cut|declin\w*|shr[iau]nk\w*|less|fewer|lower\w*|down)\b",
        r"增加|上升|增长|提高|扩大|加重|增多|上涨|增至|升|\b(?:increas\w*|r[io]s(?:e|es|en|ing)|gr[eo]w\w*|rais\w*|expand\w*|more|higher|up)\b",
        r"消除|消灭|杜绝|根除|消失|\b(?:eliminat\w*|eradicat\w*|wiped out|disappear\w*|vanish\w*)\b",
        r"表扬|称赞|赞扬|肯定|\b(?:prais\w*|commend\w*|applaud\w*|welcom\w*)\b",
        r"拒绝|反对|否决|驳回|\b(?:reject\w*|refus\w*|oppos\w*|against|veto\w*)\b",
    )
)


def borne_out(question: str, asks: Asks, quoted: Iterable[str]) -> bool:
    """False where the question supposes a change or a rule of a kind that no quote has a word of; True for every other question."""
    asked = normal(question)
    if asks not in SUPPOSING:
        return True
    texts = [normal(text) for text in quoted]
    return all(any(kind.search(text) for text in texts) for kind in KINDS if kind.search(asked))
