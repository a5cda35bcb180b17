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
    (re.compile(asked), re.compile(f"{asked}|{said}"))
    for asked, said in (
        (
            r"取消|废除|废止|撤销|停办|解散|关停|撤掉|\b(?:abolish\w*|cancel\w*|scrap(?:s|ped|ping)?|stopped|dissolv\w*|closed|discontinu\w*|repeal\w*|disband\w*|suspended)\b",
            r"停止|终止|关闭|\b(?:stop\w*|dissol\w*|clos(?:e|es|ing|ure)|terminat\w*|end(?:s|ed|ing)?|suspen\w*|shut)\b",
        ),
        (r"禁止|严禁|不准|不得|不许|取缔|\b(?:ban(?:s|ned|ning)?|forb[ia]d\w*|prohibit\w*|outlaw\w*|not allowed|not permitted)\b", r"禁(?=[\u4e00-\u9fff])|\b(?:must not|shall not|may not|no one)\b"),
        (r"允许|准许|容许|\b(?:allowed|allows?|allowing|permitted|legali[sz]\w*)\b", r"许可|可以|有权|\b(?:permi\w*|may|can|right)\b"),
        (
            r"减少|下降|降低|缩减|削减|降至|降到|\b(?:decreas\w*|fell|fallen|falling|dropped|dropping|reduc\w*|declin\w*|shr[au]nk|shrinking|lowered|lowering)\b|\b(?:did|does|do|has|have)\b.{1,40}\b(?:fall|drop|shrink)\b",
            r"降|\b(?:falls?|drops?|cut|shrink\w*|less|fewer|lower\w*|down)\b",
        ),
        (
            r"增加|上升|增长|提高|扩大|加重|增多|上涨|增至|\b(?:increas\w*|rose|risen|rising|grew|grown|expanded|expanding)\b|\b(?:did|does|do|has|have)\b.{1,40}\b(?:rise|grow|expand)\b",
            r"升|\b(?:ris(?:e|es)|grow\w*|rais\w*|expan\w*|more|higher|up)\b",
        ),
        (r"消除|消灭|杜绝|根除|\b(?:eliminat\w*|eradicat\w*|wiped out|disappear\w*|vanish\w*)\b", r"消失"),
        (r"表扬|称赞|赞扬|\b(?:prais\w*|commend\w*|applaud\w*)\b", r"肯定|\b(?:welcom\w*)\b"),
        (r"拒绝|反对|否决|驳回|\b(?:reject\w*|refus(?:e[ds]?|ing)|oppos(?:e[ds]?|ing)|veto\w*)\b", r"\b(?:refus\w*|oppos\w*|against)\b"),
    )
)
"""What a question names that is supposed, and what says as much in a quote: the same words and more of them.

In a question the others are mostly about something else: "the closing date", "where can I park?", "who set it up?".
"""


def borne_out(question: str, asks: Asks, quoted: Iterable[str]) -> bool:
    """False where the question supposes a change or a rule of a kind that no quote has a word of; True for every other question."""
    asked = normal(question)
    if asks not in SUPPOSING:
        return True
    texts = [normal(text) for text in quoted]
    return all(any(said.search(text) for text in texts) for supposed, said in KINDS if supposed.search(asked))
