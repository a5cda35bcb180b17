"""English follow-ups: does a question lean on an earlier one, in which way, and what does it ask by itself?

An aspect ("Why is that?") is asked of the earlier question's topic, a substitute ("What about children?") takes the place
of what is like it, "Anything else?" asks the same again. Patterns are of how people ask; none knows a report.
"""

import re

from app.understanding import item_en
from app.understanding.item_en import NTH, PARTS
from app.understanding.ways_of_asking import PREDICATE_ALONE
from source.report import Language

SHORT = 5
"""Words of a question that may leave out what it speaks of."""
SHORT_WITH_PRONOUN = 9
ASPECTS = frozenset(
    "reason cause consequence effect result impact outcome purpose aim goal point benefit advantage disadvantage drawback measure method way means approach time date deadline place location "
    "number amount share "
    "percentage cost budget price content detail step procedure process condition requirement standard principle problem difficulty difference example basis background progress situation "
    "target scope focus key feature "
    "definition meaning origin source kind type sort suggestion recommendation lesson task duty frequency author name title year answer solution remedy risk danger exception penalty "
    "evidence figure total".split()
)
_FUNCTION = frozenset(
    "a an the of to in on at by for from with and or as is are was were be been being do does did has have had will would can could shall should may might must not no so if then than there here "
    "it its they them their this that these those he she his her we us our you your i me my what which who whom whose when where why how about any some all each every many much more most other "
    "others else also too only just ever still yet really actually exactly please tell say says said mention mentions mentioned get got go goes come comes happen happens happened one ones thing "
    "things people report paper document text article long often far old".split()
)
_CONNECTIVE = re.compile(r"^(?:and|but|or|so|then|also|okay|ok|well|now|right|hm+|plus|alright|thanks|thank you|i see|got it)\b[,.! ]*(?=.)", re.IGNORECASE)
_MORE = re.compile(
    r"(?:(?:is|are|was|were) there )?(?:any(?:thing|one|body|where)?|some(?:thing|one)?|what|who|where|which ones?|how|why)?(?: (?:is|are|was|were) there)? ?(?:else|more|(?:the )?others?"
    r"|other ones?)(?: ones?| of (?:them|those|these))?(?: (?:is|are|was|were) there)?(?: (?:then|too|as well|like that))?"
    r"|any more(?: of (?:them|those|these))?|more(?: (?:please|examples?|details?))?|tell me more|say more|go on|continue|carry on|next|and\??|(?:what|who|which) (?:is|are|were"
    r"|was) (?:the )?(?:others?|rest|next(?: one)?|other (?:ones?|two|three|four|five))"
    r"|(?:what about |how about |and )?the (?:others?|rest|other ones?|next(?: (?:one|point|item|step|reason|kind|part of it))?)"
    r"|is (?:that|this) (?:all|it|everything)|(?:are )?(?:those|these|they) (?:all|the only ones?)|only (?:that|those|these)|nothing (?:else|more)"
    r"|what(?: is| are|'s)? (?:the )?next (?:one|point|item|step)",
    re.IGNORECASE,
)
_IN_LANGUAGE = re.compile(
    r"(?:please )?(?:(?:can|could) you )?(?:(?:say|repeat|answer|translate|give me|show me|what is|what's) )?(?:(?:that|it|this|the same)(?: again)? )?(?:in(?:to)? )?"
    r"(?:the )?(?:(?P<zh>chinese|mandarin|putonghua)|english)(?: (?:version|text|original|translation))?(?:,? please)?",
    re.IGNORECASE,
)
_MORE_OF = re.compile(r"^(?:(?:are|is|were|was) there )?(?:(?:what|which|any|some) )?(?:other|more|further|additional) (?P<noun>[a-z-]+(?: [a-z-]+)?)(?: (?:are|is|were|was) there)?$", re.IGNORECASE)
_BESIDES = re.compile(
    r"^(?:(?:is|are) there )?(?:any(?:thing|one|body)?|what|who|which(?: ones?)?)?(?: else)?(?: is there| are there)? ?(?P<but>besides|apart from|other than|except(?: for)?|in addition to"
    r"|aside from|beyond) (?P<left>(?!th(?:at|is|ese|ose)\b|them\b|it\b).{2,60})$",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"^(?:what|how) about (?P<a>.{2,60})$|^(?:(?:is|are) it |does (?:that|this|it) )?(?:the )?(?:same|apply)(?: also)? (?P<b>(?:for|to|with|in) .{2,60})$", re.IGNORECASE)
_PLACED = re.compile(r"^(?:for|in|at|on|among|with|under|during|after|before|outside|inside|within|from|by|to|of|between|abroad|online)\b.{0,60}$", re.IGNORECASE)
_AGAIN = re.compile(
    r"^(?:can you |could you |please )*(?:be more specific|(?:explain|describe|say)(?: (?:that|it|this))?(?: (?:again|further|in (?:more )?detail|more))?|elaborate(?: on (?:that|it|this))?"
    r"|more details?|in (?:more )?detail|details?|for example|for instance|such as|(?:give|show) (?:me |us )?(?:an |some |more )?(?:examples?|details?)|(?:any|an) examples?"
    r"|like what)(?: please)?$",
    re.IGNORECASE,
)
_PRONOUN_FIRST = re.compile(r"^(?:it|they|them|those|these|that|this|he|she|such)\b(?! (?:report|paper|document|text|article)\b)", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(?:it|they|them|their|theirs|those|these|he|she|him|his|her|there)\b|\b(?:is|was|does|did|do|has|why) (?:that|this)\b(?! (?:report|paper|document|text|article)\b)"
    r"|\b(?:about|of|for|with|after|before|by|like|than|and|to|from) (?:that|this)(?=$|[,.;?!])",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|does|did|will|would|can|has|why|how|when) it (?:true|right|correct|necessary|possible|important|hard|difficult|easy|likely|the case|matter|mean|take|seem)\b|\b(?:is|are"
    r"|was|were|be|has|have) there\b|\bthere (?:is|are|was|were|any|be|has|have|been)\b|\bit is\b",
    re.IGNORECASE,
)
_OF_REPORT = re.compile(r"^(?:does|did) it (?:also |ever |even )?(?:mention|say|discuss|talk|speak)\b(?P<what>(?!.*\b(?:else|more|other|others)\b).+)$", re.IGNORECASE)
"""Asks the report, as "it", for something that it names."""
_AUX = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
_WH = r"(?:what|which|who|whom|whose|when|where|why|how(?: (?:many|much|long|often|far|old|large|big))?)"
_DEFINES = re.compile(rf"^(?:what|who)(?:'s| {_AUX}) (?:a |an |the )?(?P<it>.+?)(?: mean)?$|^(?:define|definition of|meaning of) (?P<of>.+)$", re.IGNORECASE)
_LEAD_INS = (
    r"(?:please |kindly )?(?:can|could|would|will) you (?:please )?(?:tell|explain|show|list|describe|name|say|give)(?: to)?(?: me| us)?(?: (?:about|whether|if|that))?",
    r"(?:please )?(?:tell me|list|name|describe|explain|give me|show me)(?: (?:about|whether|if|that|all))?",
    r"i(?:'d| would) like to know(?: (?:about|whether|if))?|i (?:want|need) to know(?: (?:about|whether|if))?|do you know(?: (?:whether|if))?",
    r"according to (?:the|this) (?:report|paper|document|text|article),?",
    r"(?:what|how|where|when|why)? ?(?:does|did|do|can|could) (?:the|this) (?:report|paper|document|text|article|author)s? (?:ever |also |really |actually )?(?:say|mention|claim|state"
    r"|suggest|think|argue|discuss|describe|explain|talk|tell us|speak|see|view|recommend|propose|note|find|cover|deal)"
    r"(?: anything| something)?(?: (?:about|that|whether|how|why|if|of|on|with))?",
    r"is it (?:true|right|correct|the case|so) that|is there (?:anything|something|any mention|a word)(?: (?:said|written))?(?: (?:about|on|of))|what (?:is|was|has been) (?:said|written"
    r"|mentioned) (?:about|on)|anything (?:in there )?(?:about|on)",
    r"given that (?:the (?:report|paper) (?:says|holds|states) )?",
)
_LEAD_IN = re.compile("^(?:" + "|".join(_LEAD_INS) + ") (?=.{3})", re.IGNORECASE)
_EMBEDDED = re.compile(
    r" (?:does|did|do) (?:the|this) (?:report|paper|document|text|article|author) (?:see|say|give|mention|propose|suggest|name|list|describe|recommend|find|set|note|discuss|want|think"
    r"|make)(?=s? (?:in|for|about|to|on|of|with|as|against)\b)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r",? (?:right|correct|is(?:n't)? it|are(?:n't)? they|is that so|is that (?:right|true)|do(?:n't)? they|does(?:n't)? it|or not|please|though|then|exactly|too|as well|in the report"
    r"|according to the report)$",
    re.IGNORECASE,
)
CLASSES = (
    re.compile(
        r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekdays?|weekends?|holidays?|days?|nights?|evenings?|mornings?|years?|months?|weeks?|decades?|centur(?:y|ies)|winter|summer"
        r"|spring|autumn|today|now|past|future|\d{4}s?|january|february|march|april|june|july|august|september|october|november|december)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:cit(?:y|ies)|towns?|villages?|countryside|countr(?:y|ies)|province|county|areas?|regions?|districts?|streets?|schools?|home|abroad|online|internet|web|places?|suburbs?"
        r"|neighbou?rhoods?|communit(?:y|ies)|capital)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:people|police|children|women|men|youth|adults?|staff|\w+(?:ers?|ors?|ists?|ants?|ees?|men|women|ens?|als)|cadres?|pupils?|victims?|chiefs?|youths?|famil(?:y|ies)"
        r"|folk)$",
        re.IGNORECASE,
    ),
)
PREPOSITION = r"(?:about|for|in|at|on|among|with|under|during|after|before|outside|inside|within|from|by|to|of|between|against|towards?|over|into)"


def stripped(text: str) -> str:
    return text.strip(" ?？!！。.,，;；:…")


def plain(text: str) -> str:
    """The question without connectives before it and marks round it."""
    out = stripped(text)
    while (shorter := stripped(_CONNECTIVE.sub("", out))) != out:
        out = shorter
    return out


def _content(text: str) -> list[str]:
    """The words that name something, aspects and function words left out."""
    found = re.findall(r"\w[\w'’-]*", text)
    return [word for word in found if word.lower() not in _FUNCTION and word.lower() not in ASPECTS and word.lower().removesuffix("s") not in ASPECTS]


def leans(text: str) -> bool:
    """Does the question lean on an earlier one?"""
    return item_en.asks_of_item(plain(text)) or _leans_in_words(text)


def _leans_in_words(text: str) -> bool:
    """Does it lean on an earlier one in other words than the number of an item that it asks something of?"""
    whole, bare = stripped(text), plain(text)
    if item_en.names_item(bare) or any(pattern.fullmatch(bare) for pattern in (_MORE, _BESIDES, _INSTEAD, _AGAIN, _IN_LANGUAGE)):
        return True
    size = len(bare.split())
    if PREDICATE_ALONE.match(bare):
        return True
    if (found := _DEFINES.match(bare)) and size <= SHORT and not _PRONOUN.search(bare) and _content(found["it"] or found["of"]):
        return False
    if bare != whole and re.match(r"(?:and|but|so|then|also|or|plus)\b", whole, re.IGNORECASE):
        return True
    if (found := _OF_REPORT.match(bare)) and _content(found["what"]) and not _PRONOUN.search(found["what"]):
        return False
    said = stripped(_EXPLETIVE.sub("", bare))
    if _PRONOUN_FIRST.match(bare) or re.search(r"\b(?:it|they|them|those|these|that|there|one|ones|else|he|she)$", said, re.IGNORECASE):
        return True
    if size <= SHORT_WITH_PRONOUN and _PRONOUN.search(said):
        return True
    return size <= SHORT and len(_content(bare)) < 2


def more(text: str, earlier: str) -> str:
    """The question again, where the text asks for more of the same; "" where it does not."""
    bare = plain(text)
    if found := _BESIDES.match(bare):
        return f"{stripped(earlier)}, {found['but'].lower()} {found['left']}?"
    if _MORE.fullmatch(bare):
        return earlier
    found = _MORE_OF.match(bare)
    return earlier if found and re.search(rf"\b{re.escape(found['noun'].removesuffix('s'))}", earlier, re.IGNORECASE) else ""


def item(text: str, earlier: str) -> int | None:
    """The number of the item of what was answered that the text is about, -1 for the last; 0 where there is no such thing to number, None where it is about no item."""
    return item_en.item(plain(text), earlier, otherwise=_leans_in_words(text))


def of_item(name: str, text: str) -> tuple[str, str]:
    """What the text asks of an item, "" where it only names it; and the same as a question of the item of that name."""
    return item_en.of_item(name, plain(text))


def renumbered(text: str, earlier: str) -> str:
    """The earlier question with another number: "What does chapter 1 say?", "And chapter 2?"; "" where none of that kind stands in it."""
    found = re.fullmatch(rf"(?:(?:what|how) about )?(?:the )?(?:(?P<kind>{PARTS}) (?P<number>\w+)|(?P<nth>{NTH}) (?P<thing>\w+))", plain(text), re.IGNORECASE)
    if not found:
        return ""
    sought, put = (rf"\b{found['kind']} \w+", f"{found['kind']} {found['number']}") if found["kind"] else (rf"\b{NTH}(?= {found['thing']}\b)", found["nth"])
    return re.sub(sought, lambda _: put, earlier, count=1, flags=re.IGNORECASE) if re.search(sought, earlier, re.IGNORECASE) else ""


def in_language(text: str) -> Language | None:
    """The language that the text wants the same said in ("in Chinese, please"); None for another kind of question."""
    found = _IN_LANGUAGE.fullmatch(plain(text))
    return None if found is None else "zh" if found["zh"] else "en"


def again(text: str) -> bool:
    """Does the text ask for the same once more, or at more length?"""
    return bool(_AGAIN.match(plain(text)))


def instead(text: str) -> str:
    """What the text puts in the place of something in the earlier question, with its preposition; "" where it does no such thing."""
    bare = plain(text)
    found = _INSTEAD.match(bare)
    it = (found["a"] or found["b"]) if found else ""
    if not it and (_PLACED.match(bare) or (bare != stripped(text) and len(bare.split()) <= SHORT)) and not re.search(rf"\b{_WH}\b|\b{_AUX}\b", bare, re.IGNORECASE):
        it = bare
    return it if it and _content(it) and not _PRONOUN_FIRST.match(it) else ""


def aspect(text: str) -> str:
    """What is asked of the topic: "And the reason?" asks "what is the reason?"."""
    bare = plain(text)
    found = re.fullmatch(r"(?:(?:what|how) about |any )?(?:the |its |their )?((?:\w+ )?(\w+))", bare, re.IGNORECASE)
    if found and (found[2].lower() in ASPECTS or found[2].lower().removesuffix("s") in ASPECTS) and not re.match(rf"{_WH}\b|{_AUX}\b", bare, re.IGNORECASE):
        return f"what {'are' if found[2].lower() not in ASPECTS else 'is'} the {found[1].lower()}?"
    return (bare if bare[:2] in ("I ", "I'") else bare[:1].lower() + bare[1:]) + "?"


def of_topic(topic: str, asked: str) -> str:
    """The aspect asked of the topic, as one question."""
    return f"{topic[:1].upper()}{topic[1:]}: {asked}"


def topic(question: str) -> str:
    """What a question speaks of, without what it asks of it; "" where that is the report itself."""
    text = stripped(question)
    text = re.split(r":\s+(?=[a-z])", text)[0]
    text = _EMBEDDED.sub("", text)
    for _ in range(2):
        text = stripped(_TAG.sub("", _LEAD_IN.sub("", text)))
    for pattern in (
        rf"^(?:why|how|when|where|how (?:many|much|long|often|far|well)) {_AUX}(?:n't|n’t)? (?P<rest>.+)$",
        r"^(?:what|who|which)(?:'s| (?:is|are|was|were)) (?P<rest>.+)$",
        rf"^(?:in|on|at|for|by|from|to|with|into|of) {_WH} (?P<thing>.+?)? ?{_AUX} (?P<rest>.+)$",
        rf"^(?:what|which|whose|how many|how much) (?P<thing>(?!{_AUX}\b).+?) {_AUX} (?P<rest>.+)$",
        rf"^{_WH} {_AUX} (?P<rest>.+)$",
        r"^(?:what|who) \w+ (?P<rest>(?:the|a|an|these|those|this) .+)$",
        rf"^{_WH} (?P<rest>.+)$",
        rf"^{_AUX}(?:n't|n’t)? (?P<rest>.+)$",
    ):
        if found := re.match(pattern, text, re.IGNORECASE):
            thing = found.groupdict().get("thing") or ""
            text = f"{thing} {found['rest']}".strip()
            break
    text = re.sub(r"^(?:(?:went|gone|go) )?wrong with (?=.{3})", "", text, flags=re.IGNORECASE)
    text = re.sub(
        r"^(?:the |its |their )?(?:\w+ )?(\w+) (?:of|for|behind|about) (?=.{3})",
        lambda m: "" if m[1].lower().removesuffix("s") in ASPECTS or m[1].lower() in ASPECTS else m[0],
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(r" (?:about|of|for|to|with|on|in)$", "", text)
    return text if _content(text) else ""


def replaced(question: str, it: str) -> str:
    """The earlier question with `it` in the place of what is most like it; else in the place of the last thing spoken of, or after the question."""
    placed = re.match(rf"(?P<how>{PREPOSITION}) (?P<what>.+)$", it, re.IGNORECASE)
    what = placed["what"] if placed else it
    if len(words := _content(what)) == 1 and (rhyming := _rhyming(question, words[0])):
        return re.sub(rf"\b{re.escape(rhyming)}\b", words[0], question, count=1)
    slots = replaceable(question)
    scored = [(_alike(slot["what"], what) + (3 if placed and slot["how"] == placed["how"].lower() else 0), -at, slot) for at, slot in enumerate(slots)]
    likest = max(scored, default=None, key=lambda row: row[:2])
    if likest is None or not likest[0]:
        if placed or (not slots and _class(what)):
            return f"{stripped(question)}, {it if placed else f'for {what}'}?"
        if not slots or not slots[-1]["how"] or _class(slots[-1]["what"]) not in (-1, _class(what)):
            return says(it)
        likest = (0, 0, slots[-1])
    slot = likest[2]
    put = it if placed and slot["how"] else what
    return question.replace(f"{slot['how']} {slot['what']}".strip() if placed and slot["how"] else slot["what"], put, 1)


def _rhyming(question: str, word: str) -> str:
    """The word of the question that ends as this one does, as "subjective" and "objective" do; "" where none does."""
    ends = [other for other in _content(question) if other.lower() != word.lower() and len(other) >= 6 and other[-5:].lower() == word[-5:].lower()]
    return ends[0] if len(ends) == 1 else ""


def _class(phrase: str) -> int:
    """Which class a phrase is of: time, place or person; -1 for none of them."""
    return next((number for number, kind in enumerate(CLASSES) if kind.search(phrase)), -1)


def _alike(slot: str, it: str) -> int:
    """How alike two phrases are: of one class, and with words in common."""
    same_class = _class(slot) == _class(it) != -1
    common = set(slot.lower().split()) & set(it.lower().split()) - _FUNCTION
    same_end = slot[-4:].lower() == it[-4:].lower()
    return 3 * same_class + 3 * len(common) + same_end


def replaceable(question: str) -> list[dict[str, str]]:
    """The phrases that something may be put for: after a preposition ("how"), or between an auxiliary and a verb."""
    text = stripped(question)
    out: list[dict[str, str]] = []
    subject = re.search(rf"\b{_AUX} (?P<what>(?:the |a |an |these |those )?(?!(?:the|a|an)\b)\w[\w'’-]*(?: \w[\w'’-]*)?(?= \w+)|(?:the |a |an )?\w+$)", text, re.IGNORECASE)
    if subject and subject["what"].lower() not in _FUNCTION and not re.match(r"the (?:report|paper|document)", subject["what"], re.IGNORECASE):
        words = subject["what"].split()
        keep = 2 if words[0].lower() in ("the", "a", "an", "these", "those") else 1
        out.append({"how": "", "what": " ".join(words[:keep])})
    for found in re.finditer(rf"\b(?P<how>{PREPOSITION}) (?P<what>(?:(?!{PREPOSITION}\b|{_AUX}\b|{_WH}\b|and\b|or\b)[\w'’-]+ ?){{1,4}})", text, re.IGNORECASE):
        what = found["what"].strip()
        if _content(what):
            out.append({"how": found["how"].lower(), "what": what})
    return out


def says(it: str) -> str:
    """What the report says of it, as a question."""
    return f"What does the report say about {re.sub(rf'^{PREPOSITION} ', '', it, flags=re.IGNORECASE)}?"
