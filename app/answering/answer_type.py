"""Does what is quoted hold the kind of thing that was asked for? A question for a number is not answered by words.

Looks at surface forms only: figures, Chinese numerals before a measure word, dates. Knows nothing of search.
"""

import re
from collections.abc import Iterable

from app.understanding import ways_of_asking as ways
from index.normal import normal

NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_QUANTITY = re.compile(
    rf"\d|[{NUMERAL}]+(?:多|余|几)?(?:个|人|名|元|次|起|件|条|项|类|种|级|成|倍|年|月|日|天|小时|分钟|岁|户|家|所|本|篇|万|亿|％|%|分之)|(?:[二两三四五六七八九十百千万亿]|一[十百千万])[{NUMERAL}]*(?:多|余|几)?(?:口|座|台|辆|头|只|张|棵|亩|米|公里|吨|斤|公斤|克|升|间|栋|幢|层|套|艘|架|支|位|届|批|场|处|页|秒|周|笔|份|块|桶)"
    rf"|[半双]数?|全部|所有(?![权制者])(?=[\u4e00-\u9fff])|每[人天日月年]"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|dozen|twice|all|every|each|percent)\b"
    r"|\bone[- ](?:hundred|thousand|million|third|half|quarter|day|week|month|year)\b"
)
_LABEL = re.compile(
    rf"第\s*[{NUMERAL}\d]+(?!\s*个?(?:年|月|日|天|周|次|季|小时|分钟))\s*(?:[个条章节款项编篇点类种批]|部分)?|(?:^|[.,;:。，；：、])\s*[(\[]\s*\d{{1,2}}\s*[)\]]|^\s*\d{{1,2}}(?:\.\d{{1,2}})*(?:[.、](?!\d)|\s*[)])"
    r"|\b(?:articles?|art\.|chapters?|sections?|parts?|paragraphs?|annex(?:es)?|appendix|clauses?|tables?|figures?|items?|points?|no\.)\s*\d+(?:\.\d+)*"
)
"""A number that only says which one it is: an article's, an item's."""
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*[日号])?|(?<!\d)\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\b(?:in|since|by|from|until|till|during|of|after|before|year) (?:19|20)\d{2}\b(?! people)"
)
_ASKS_DURATION = re.compile(r"多久|多长|几个?(?:年|月|天|日|周|星期)|多少(?:年|个月|天|日)|\bhow (?:long|often|old|far)\b|\bhow many (?:\w+ )?(?:years|months|weeks|days)\b")
_COUNTS_LABELS = re.compile(
    r"第几|(?:几|多少)个?(?:条|章|节|款|项|编|篇|点|部分)|(?:条|章|节|款|编)(?:有|共)?(?:几|多少)"
    r"|\bhow many (?:\w+ )?(?:articles|chapters|sections|parts|paragraphs|annexes|appendices|clauses|tables|figures|items|points)\b"
    r"|\b(?:number|how many) of\b"
)
"""Asks for the number of what is numbered, or for a number itself."""
_TIME = re.compile(
    rf"\d{{4}}|\d+\s*[年月日时点]|[{NUMERAL}]+(?:年|月|日|点|时|周|天)|[今去明前]年|[今昨明]天|近年|目前|当前|每[天日月年周]|平日|周末|上午|下午|晚上|凌晨|世纪|期间"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
    r"|\b(?:today|yesterday|tomorrow|now|currently|present|recent|recently|century|decade|years?|months?|weeks?|days?|hours?|morning|evening|noon|midnight|o'clock)\b"
)
_PERCENT = re.compile(rf"\d\s*[%％]|百分|[{NUMERAL}]成|分之|\bpercent\b|\bper cent\b|\bhalf\b|\b(?:two|three) (?:thirds|quarters)\b|\ba (?:third|quarter)\b|半数|一半")
_MONEY = re.compile(rf"[\d{NUMERAL}]\s*(?:美元|欧元|元|块|万元|亿元)|[$€£¥]\s*\d|\d\s*(?:us )?(?:dollars?|euros?|yuan|rmb|million|billion)\b")


_COUNTED_EN = re.compile(r"\bhow many (?:[\w'-]+ ){0,2}?(?P<noun>[\w'-]+) (?:is|are|was|were|do|does|did|can|may|must|should|will|have|has|had|there)\b")
_COUNTED_ZH = re.compile(r"(?:多少|几)[个本名位项条张台辆家所件次只座]?(?P<noun>[\u4e00-\u9fff]{1,4}?)(?=[可能会要须应被需在有是]|\W|$)")
_NUMBER_EN = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|dozen)"


def counts(question: str, quoted: str) -> bool:
    """Does the quote say a number of what the question counts ("how many books": "five books")? False for questions that count nothing, and across languages."""
    asked, text = normal(question), normal(quoted)
    if found := _COUNTED_EN.search(asked):
        return re.search(rf"\b{_NUMBER_EN}(?: [\w-]+){{0,2}} {re.escape(found['noun'].removesuffix('s'))}", text) is not None
    found = _COUNTED_ZH.search(asked)
    return found is not None and re.search(rf"[\d{NUMERAL}][多余]?[\u4e00-\u9fff]?{found['noun']}", text) is not None


def fits(question: str, quoted: Iterable[str]) -> bool:
    """False when the question asks for a number, share, sum or time and nothing quoted holds one; True for every other question."""
    asked = normal(question)
    words = [normal(text) for text in quoted]
    counted = words if _COUNTS_LABELS.search(asked) else [_LABEL.sub(" ", text) for text in words]
    counted = counted if _ASKS_DURATION.search(asked) else [_DATE.sub(" ", text) for text in counted]
    types = ((ways.PERCENT, _PERCENT, words), (ways.MONEY, _MONEY, words), (ways.QUANTITY, _QUANTITY, counted), (ways.TIME, _TIME, words))
    return all(any(held.search(text) for text in texts) for asking, held, texts in types if asking.search(asked))
