"""A draft: the model's sentences taken one by one, each shown only where the report supports it, with our markers.

Holds what was shown, what it cites and what was lost. Knows nothing of servers or events.
"""

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager

from app.answering import voice
from app.settings import ModelSettings
from app.understanding.question import Question, is_foreign
from app.written.citing import Citing
from app.written.contents import contents
from app.written.markers import marked, quotations, read
from app.written.prompt import IN_LANGUAGE, NO_ANSWER, RULES, Shown
from app.written.sentences import LONGEST, Said
from app.written.statements import announces, is_form, is_no_statement, no_answer, own_voice, turns, unlabelled
from app.written.support import Evidence, Support
from index.normal import normal
from index.search import Index
from index.terms import terms
from source.report import Language
from source.text import han, language_of, latin_words

MOST = 12
"""Sentences that are shown; what comes after them is cut."""
LOOKED = 40
"""Sentences that are checked at most, shown or not; it is asked for 8."""
GIVE_UP = 4
"""Sentences lost, and none shown, after which no more are waited for."""
WRONG = 2
"""The same for sentences in the wrong language."""
REPEATED = 3
"""Sentences said again after which it will not end by itself."""
LETTERS = 0.6
"""Share of a sentence's characters, blanks apart, that are letters, Han characters or digits."""
DISTINCT = 0.5
"""Share of its terms that are different ones."""
_ATTRIBUTED = re.compile(r"报告|文件|原文|\breport|\bdocument|\btext\b", re.IGNORECASE)
_NUMERAL = re.compile(r"\d|[〇零一二两三四五六七八九十百千万亿]")


Opinion = Generator[str, None, bool]
"""A verdict that is waited for: "" again and again, then the verdict."""
Confirm = Callable[[str, Sequence[Evidence]], Opinion]
"""A second opinion: do these passages say a sentence?"""


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", normal(text))


_TOLD = _bare("\n".join([RULES, *IN_LANGUAGE.values()]))
"""What the model was told, which it may repeat."""


class Draft:
    """One answer as it is being written."""

    def __init__(self, index: Index, question: Question, passages: Sequence[Shown], support: Support, settings: ModelSettings, confirm: Confirm | None = None, *, lead: str = "") -> None:
        """`confirm` is asked of each sentence that passed the check; raises what it raises. `lead` stands before the first sentence."""
        self._passages, self._support, self._settings, self._confirm = passages, support, settings, confirm
        self._language: Language = question.language
        self._lead = lead
        self._known = "\n".join(_bare(text) for one in passages for text in (one.evidence.zh, one.evidence.en) if text)
        self._headings = {_bare(part) for one in passages for path in one.paths.values() for part in path.split(" > ")} | {_bare(heading) for one in passages for heading in one.evidence.headings}
        self._unread = list(passages)
        self._index, self._anew = index, False
        self._begin()
        self.seconds = 0.0
        """Of checking and citing; neither a second opinion nor whoever reads is counted."""

    def _begin(self) -> None:
        self._citing = Citing(self._index)
        self._said: set[str] = set()
        self._announced = ""
        self._repeated = self._wrong = 0
        self.text = ""
        self.silent = False
        """It said that the passages do not answer."""
        self.sentences = 0
        self.lost = 0
        """Sentences that are not supported: dropped, or shown as such."""
        self.marked = 0
        """Of these the ones that are shown."""

    def void(self) -> None:
        """Nothing that was said so far was meant for others; it begins again."""
        self._anew = self._anew or bool(self.text)
        self._begin()

    def begins_anew(self) -> bool:
        """Has what was shown become void since this was last asked?"""
        anew, self._anew = self._anew, False
        return anew

    @property
    def quotes(self) -> Citing:
        return self._citing

    @property
    def shown(self) -> int:
        """Sentences that are supported."""
        return self.sentences - self.lost

    @property
    def full(self) -> bool:
        """Is it as long as it may be, or goes it round in circles?"""
        return self.shown >= MOST or self.sentences >= LOOKED or self._repeated >= REPEATED

    @property
    def hopeless(self) -> bool:
        """Has it begun so badly that no more is waited for?"""
        return not self.shown and (self.lost >= GIVE_UP or self._wrong >= WRONG)

    @property
    def fault(self) -> str:
        """Why it cannot be given: a code of `voice.FALLBACK`; "" where it can."""
        if self.shown and self.lost <= self._settings.lost * self.sentences:
            return ""
        if not self.sentences:
            return "silent" if self.silent else "empty"
        return "language" if 2 * self._wrong > self.lost else "unsupported"

    def prepare(self) -> None:
        """Read a passage for the check, the next that is not read yet: something to do while the model is waited for."""
        if self._unread:
            self._support.prepare([self._unread.pop(0).evidence])

    def take(self, said: Said) -> Generator[str, None, None]:
        """What is to be shown of a sentence, if anything, with the blank or line end before it; before that "" again and again while passages are read and a second opinion is waited for."""
        shown = yield from self._judged(said)
        if not shown:
            return
        before = "\n" if said.line else "" if self._language == "zh" else " "
        if not self.text:
            before = self._lead or ("" if _ATTRIBUTED.search(shown.removesuffix(voice.UNSUPPORTED[self._language])) else voice.ACCORDING[self._language])
        piece = before + shown
        self.text += piece
        yield piece

    def _judged(self, said: Said) -> Generator[str, None, str]:
        text, numbers = read(said.text, lambda words: _bare(words) in self._known)
        text = unlabelled(text)
        if said.item and self._announced:  # "Nobody may:" and what nobody may are one sentence
            text = f"{self._announced}{'' if self._language == 'zh' else ' '}{text}"
        elif not said.item:
            self._announced = ""
        if (key := _bare(text)) in self._said or not key:
            self._repeated += bool(key)
            return ""
        self._said.add(key)
        if no_answer(text) or key in map(_bare, NO_ANSWER.values()):
            self.silent = True
            return ""
        if not numbers and announces(text):  # says that something comes, and nothing else
            self._announced = text if turns(text) else ""
            return ""
        if (is_form(text) or key in self._headings) and key not in self._known:
            return ""
        if _is_prose(text) and not (contents(text, self._language) or _NUMERAL.search(text)):  # "It is so.": nothing in it can be checked, and nothing is missed
            return ""
        self.sentences += 1
        if not _is_prose(text) or is_no_statement(text) or key in _TOLD or ((own := _bare(own_voice(text))) and own not in self._known):
            self.lost += 1
            return ""
        if not _spoken_in(text, self._language):
            self._wrong += 1
            self.lost += 1
            return ""
        for one in [one for one in (self._passages[place] for place in self._cited(numbers) or range(len(self._passages))) if one in self._unread]:
            with self._timed():
                self._unread.remove(one)
                self._support.prepare([one.evidence])
            yield ""
        with self._timed():
            cited = self._supporting(text, numbers)
        if cited and (yield from self._confirmed(text, cited)):
            with self._timed():
                quotes = self._citing.cited(text, [self._passages[place].passage for place in cited])
            return marked(text, quotes, self._language)
        self.lost += 1
        if self._settings.unsupported != "mark":
            return ""
        self.marked += 1
        return _as_unsupported(text, self._language)

    @contextmanager
    def _timed(self) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - began

    def _cited(self, numbers: Sequence[int]) -> list[int]:
        return [number - 1 for number in numbers if 0 < number <= len(self._passages)]

    def _supporting(self, text: str, numbers: Sequence[int]) -> list[int]:
        """The places of the passages that support a sentence: those that it cites, or the one that does where it cites none; empty where they do not."""
        cited = self._cited(numbers)
        if not cited:
            best = self._support.best(text, self._language, [one.evidence for one in self._passages])
            return [best] if best is not None else []
        if not self._supports(text, cited):
            return []
        alone = [place for place in cited if self._supports(text, [place])] if len(cited) > 1 else []
        return alone or cited  # what bears it out by itself; all, where only all do

    def _confirmed(self, text: str, places: Sequence[int]) -> Opinion:
        return self._confirm is None or (yield from self._confirm(text, [self._passages[place].evidence for place in places]))

    def _supports(self, text: str, places: Sequence[int]) -> bool:
        return self._support.check(text, self._language, [self._passages[place].evidence for place in places]).supported


def _is_prose(text: str) -> bool:
    """Is it a sentence at all, of words and not of scraps, and not the same few over and over?"""
    said = terms(text)
    letters, marks = sum(character.isalnum() for character in text), sum(not character.isspace() for character in text)
    return "\ufffd" not in text and text.count("|") < 2 and len(text) <= LONGEST and letters >= LETTERS * marks and len(set(said)) >= DISTINCT * len(said)


def _spoken_in(text: str, language: Language) -> bool:
    """Is the sentence in the language, what it quotes apart? One without words is in any."""
    own, at = "", 0
    for start, end in quotations(text):
        own, at = own + text[at:start], end
    own += text[at:]
    return not (han(own) or latin_words(own)) or (language_of(own) == language and not is_foreign(own))


def _as_unsupported(text: str, language: Language) -> str:
    return f"{text}{'' if language == 'zh' else ' '}{voice.UNSUPPORTED[language]}"
