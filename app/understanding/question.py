"""Understanding a question, without a model: its language, what it asks for, what it leaves out, what in it is no question.

Rules are about how people ask, in Chinese and English; none knows a report. With a `Mender`, pinyin and slips of the
keyboard are read by the reports' words. Gives a `Question`; searching it is not done here.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.answer import Citation
from app.errors import QuestionFault
from app.settings import HISTORY_CAP, QUESTION_CAP
from app.understanding import ways_of_asking as ways
from app.understanding.asks import Asks, asks
from app.understanding.followup import Follow, Follows, after, follow, leans
from app.understanding.instructions import without_instructions
from app.understanding.mending import Mender
from app.understanding.pinyin import reads_as_chinese
from index.normal import normal, simplified
from source.report import Language
from source.text import han, language_of

Kind = Literal["report", "about", "publisher", "greeting", "tool", "opinion", "instruction"]

CHINESE_MARKS = "，。？！：；（）、～"
"""Full-width marks that belong to Chinese text; in a question without Han characters they are folded too."""


@dataclass(frozen=True)
class Question:
    """A question understood. `text` is as typed, `asked` what of it is a question, mended; `searched` the standalone form of that.

    `foreign`: neither Chinese nor English. `corrected`: something was mended, or pinyin read. `follows`: how it leans on
    an earlier question, None where it stands alone; `earlier` then holds the earlier questions, up to the one it leans on,
    and `cited` what that one was answered with (filled in by who answers, and empty for a substitution); `item` is the number of
    that which is asked for, -1 the last, 0 none. `put`: what is looked up in the place of `searched`: where something else is asked
    of an earlier question's topic that question whole, and then this one; "" for `searched` itself. `again`: the earlier
    question is asked once more. `rewritten`: a model made `searched` (by who answers, likewise).
    """

    text: str
    asked: str
    searched: str
    language: Language
    kind: Kind
    wants_list: bool
    foreign: bool
    asks: Asks = "other"
    corrected: bool = False
    follows: Follows | None = None
    earlier: tuple[str, ...] = ()
    cited: tuple[Citation, ...] = ()
    item: int = 0
    put: str = ""
    again: bool = False
    rewritten: bool = False


def clean(text: str) -> str:
    """The question as typed, without control and invisible characters, white space squeezed. Raises QuestionFault when empty or too long."""
    kept = "".join(
        " " if character in "\t\n\r\v\f\u3000\u2028\u2029" else character for character in text if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    squeezed = " ".join(unicodedata.normalize("NFC", kept).split())
    if not re.search(r"\w", squeezed):
        raise QuestionFault("the question is empty: it has no letter or digit (问题是空的，没有文字)", code="empty", hint="ask in Chinese or English (请用中文或英文提问)")
    if len(squeezed) > QUESTION_CAP:
        raise QuestionFault(f"the question has {len(squeezed):,} characters, at most {QUESTION_CAP:,} are read (问题太长)", code="too_long", hint="ask one question at a time (请一次问一件事)")
    return squeezed


def folded(text: str) -> str:
    """The question with full-width letters, digits and other forms of compatibility in their plain form (NFKC)."""
    keep = CHINESE_MARKS if han(text) else ""
    plain = "".join(character if character in keep else unicodedata.normalize("NFKC", character) for character in text)
    return _with_apostrophes(" ".join(unicodedata.normalize("NFC", plain).split()))


def _with_apostrophes(text: str) -> str:
    """ "whats", "dont": what people in a hurry type for "what's", "don't"."""
    text = re.sub(r"\b(what|who|where|when|how|that|there)s\b", r"\1's", text, flags=re.IGNORECASE)
    return re.sub(r"\b(do|does|did|is|are|was|were|have|has|had|should|would|could)nt\b", r"\1n't", text, flags=re.IGNORECASE)


def understand(text: str, history: Sequence[str] = (), mender: Mender | None = None) -> Question:
    """What is asked. Raises QuestionFault for an empty or too long question; a bad earlier question is passed over."""
    cleaned = clean(text)
    plain = folded(cleaned)
    pinyin = reads_as_chinese(plain)
    foreign = not pinyin and is_foreign(plain)
    language: Language = "en" if foreign else "zh" if pinyin else language_of(plain)
    asked = without_instructions(plain, language)
    meant = mender.mended(asked) if mender is not None and asked and not foreign else asked
    kind = _kind(meant)
    question = meant or plain
    stands = Question(
        text=cleaned,
        asked=question,
        searched=question,
        language=language,
        kind=kind,
        wants_list=wants_list(question),
        foreign=foreign,
        asks=asks(question),
        corrected=meant != asked,
    )
    may_lean = kind == "report" or (kind in ("about", "tool") and ways.LEANING.search(_bare(question)))
    completed = _completed(stands, list(history)[-HISTORY_CAP:], mender) if may_lean else None
    if completed is None and kind == "report" and not history and ways.BARE.search(normal(question).strip(" ?？!！。.,，")):
        return replace(stands, kind="instruction")
    return completed or stands


def wants_list(question: str) -> bool:
    """Does the question ask for several things?"""
    return bool(ways.LIST.search(simplified(question)))


def _completed(question: Question, history: list[str], mender: Mender | None) -> Question | None:
    """The question completed from the latest earlier one that asks something; None where it stands alone."""
    if not history or question.foreign or not leans(question.asked, question.language):
        return None
    while history:
        try:
            earlier = understand(history[-1], history[:-1], mender)
        except QuestionFault:
            earlier = None
        if earlier is not None and not earlier.foreign and earlier.kind in ("report", "about", "publisher"):
            found = follow(question.asked, question.language, earlier.searched, earlier.language)
            if earlier.kind == "publisher" and (found is None or (found.follows == "aspect" and not found.again)):
                if not ways.PUBLISHED.search(normal(question.asked).strip(" ?？!！。.,，")):
                    history = history[:-1]  # who wrote it is no topic of another question
                    continue
                found = Follow("aspect", f"{earlier.searched} {question.asked}", True)
            if found is None or len(found.searched) > QUESTION_CAP:
                return None
            if found.follows == earlier.follows == "item":  # another one of the same
                history = list(earlier.earlier)
                continue
            put = found.searched if found.again else question.asked
            made = replace(
                question,
                asked=found.searched if found.language is not None else question.asked,
                searched=found.searched,
                kind=earlier.kind if found.again else "report",
                wants_list=wants_list(put) or found.follows == "more",
                asks=asks(put),
                follows=found.follows,
                item=found.item,
                again=found.again and found.follows == "aspect",
                language=found.language or question.language,
                earlier=tuple(history),
            )
            return replace(made, put=looked_up(made, earlier))
        history = history[:-1]
    return None


def looked_up(question: Question, earlier: Question) -> str:
    """`put` of a question that leans on this one: both where something else is asked of its topic, and what was looked up for it where it is asked once more or for more."""
    if question.again or question.follows == "more":
        return earlier.put
    return after(earlier.searched, question.asked, question.language) if question.follows == "aspect" else ""


def _kind(asked: str) -> Kind:
    if not asked or not re.search(r"\w", asked):
        return "instruction"
    plain = _bare(asked)
    if ways.GREETING.fullmatch(plain):
        return "greeting"
    plain = ways.HAIL.sub("", plain)
    if ways.TOOL.search(plain):
        return "tool"
    if ways.OPINION_OF_TOOL.search(plain) or (ways.OPINION.search(plain) and not ways.ATTRIBUTED.search(plain)):
        return "opinion"
    if ways.ABOUT.search(plain):
        return "about"
    if ways.PUBLISHER.search(plain):
        return "publisher"
    return "report"


def _bare(asked: str) -> str:
    """The question as the patterns read it: in normal form, without marks at its ends."""
    return normal(asked).replace("’", "'").strip(" ?？!！。.,，")


def is_foreign(text: str) -> bool:
    """Is the text mostly in another script, or in Latin letters that read as another language than English?"""
    letters = [character for character in text if character.isalpha()]
    others = [c for c in letters if not c.isascii() and not han(c)]
    if len(others) > len(letters) / 2:
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    if han(text) or len(words) < 4:
        return False
    english = sum(word in ways.ENGLISH_WORDS for word in words)
    foreign = sum(word in ways.FOREIGN_WORDS for word in words)
    return foreign > english or (english == 0 and len(others) > 0)
