"""Does what is quoted hold the kind of thing that was asked for? A question for a number is not answered by words.

Looks at surface forms only: figures, Chinese numerals before a measure word, dates. Knows nothing of search.
"""

import re
from collections.abc import Iterable

from app.understanding import ways_of_asking as ways
from index.normal import normal

NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_QUANTITY = re.compile(
    rf"\d|[{NUMERAL}]+(?:多|余|几)?(?:个|人|名|元|次|起|件|条|项|类|种|级|成|倍|年|月|日|天|小时|分钟|岁|户|家|所|本|篇|万|亿|％|%|分之)|[半双]数?|全部|所有|每[人天日月年]"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|dozen|twice|all|every|each|percent)\b"
    r"|\bone[- ](?:hundred|thousand|million|third|half|quarter|day|week|month|year)\b"
)
_TIME = re.compile(
    rf"\d{{4}}|\d+\s*[年月日时点]|[{NUMERAL}]+(?:年|月|日|点|时|周|天)|[今去明前]年|[今昨明]天|近年|目前|当前|每[天日月年周]|平日|周末|上午|下午|晚上|凌晨|世纪|期间"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
    r"|\b(?:today|yesterday|tomorrow|now|currently|present|recent|recently|century|decade|years?|months?|weeks?|days?|hours?|morning|evening|noon|midnight|o'clock)\b"
)
_PERCENT = re.compile(rf"\d\s*[%％]|百分|[{NUMERAL}]成|分之|\bpercent\b|\bper cent\b|\bhalf\b|\b(?:two|three) (?:thirds|quarters)\b|\ba (?:third|quarter)\b|半数|一半")
_MONEY = re.compile(rf"[\d{NUMERAL}]\s*(?:美元|欧元|元|块|万元|亿元)|[$€£¥]\s*\d|\d\s*(?:us )?(?:dollars?|euros?|yuan|rmb|million|billion)\b")


def fits(question: str, quoted: Iterable[str]) -> bool:
    """False when the question asks for a number, share, sum or time and nothing quoted holds one; True for every other question."""
    asked = normal(question)
    words = [normal(text) for text in quoted]
    types = ((ways.PERCENT, _PERCENT), (ways.MONEY, _MONEY), (ways.QUANTITY, _QUANTITY), (ways.TIME, _TIME))
    return all(any(held.search(text) for text in words) for asking, held in types if asking.search(asked))
