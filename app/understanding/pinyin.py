"""Questions typed in pinyin: told from English, and read as Chinese by what the reports and the language at large are likely to say.

Words are looked up by their letters, so that blanks and tones may be there or not. Knows nothing of search.
"""

import math
import re
from typing import NamedTuple

from app.understanding import lexicon, question_words
from app.understanding.syllables import plain, segmented
from app.understanding.vocabulary import LONGEST, Vocabulary
from source.text import HAN, han

LEAST = 60
"""Occurrences, of 60 million, of a Chinese word that pinyin is read as though no report has it."""
LETTERS = 6 * LONGEST
RARER = 3.0
"""What each less common reading of a character costs."""
ACROSS = 2.0
"""What each blank within a word costs, where what was typed is parted into words."""
ASKED_AS = {"长": "chang", "谁": "shei"}
"""How characters are said in words that questions are made of, where that is not their most common reading."""
WELL_KNOWN = 40_000_000
"""Occurrences from which a word that is also pinyin counts as English."""
HARDLY_KNOWN = 3_000_000
"""Occurrences below which a word that is also pinyin hardly counts as English."""
_ENGLISH = frozenset(
    "the is was were what who whose which why how when where of in to and does did do it its that this these those for from with by on at as be or not should could would will".split()
)
"""Words that an English sentence hardly does without, none of them pinyin."""
_TOKEN = re.compile(rf"[A-Za-zÀ-ÖØ-öø-ÿĀ-ǿ]+(?:['’][A-Za-zÀ-ÖØ-öø-ÿĀ-ǿ]+)*[1-5]?(?![0-9])|[{HAN}]+|\d+|[^\sA-Za-z\d{HAN}]")
_LOOKS = re.compile(r"(?:(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?(?:[iu]?(?:ang?|[oe]ng|ong|[aeo]n|ai|ao|ei|ou|iu|ui|ie|ue|ve|uo|un|ing?|a|e|o|er)|[iuv])['’]?)+[1-5]?", re.IGNORECASE)
"""What may be pinyin by its looks: a quick way out for English, before any word list is read."""
_TONED = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]", re.IGNORECASE)


class Read(NamedTuple):
    """A Chinese word by its letters: what it costs (lower is likelier), and the offsets at which its syllables end."""

    cost: float
    word: str
    ends: tuple[int, ...]


class Pinyin:
    """Reads pinyin as Chinese, by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._by_letters: dict[str, list[Read]] = {}
        words = {word for word, count in lexicon.chinese().items() if count >= LEAST and len(word) <= LONGEST}
        for word in words | question_words.CHINESE | {run for run in vocabulary.runs if vocabulary.cost(run) < math.inf}:
            for rank, spoken in enumerate(_ways(word)):
                self._add(Read(vocabulary.cost(word, alone=True) + RARER * rank, word, _ends(spoken)), "".join(spoken))

    def _add(self, read: Read, letters: str) -> None:
        """Keep the likeliest word for each way to cut the letters."""
        held = self._by_letters.setdefault(letters, [])
        same = next((other for other in held if other.ends == read.ends), None)
        if same is None:
            held.append(read)
        elif (read.cost, read.word) < (same.cost, same.word):
            held[held.index(same)] = read

    def read(self, letters: str, blanks: frozenset[int] = frozenset(), cuts: frozenset[int] = frozenset(), across: float = 0.0) -> str:
        """The likeliest Chinese for a stretch of letters; "" where there is none.

        Syllables end at all blanks and cuts (offsets); `across` is what each blank within a word costs.
        """
        must = blanks | cuts
        best: list[tuple[float, int, str]] = [(0.0, 0, "")] + [(math.inf, 0, "")] * len(letters)
        for at in range(len(letters)):
            reached = best[at][0]
            if reached == math.inf:
                continue
            for end in range(at + 1, min(len(letters), at + LETTERS) + 1):
                inside = {cut - at for cut in must if at < cut < end}
                parted = across * sum(at < blank < end for blank in blanks)
                for found in self._by_letters.get(letters[at:end], ()):
                    if inside <= set(found.ends) and reached + found.cost + parted < best[end][0]:
                        best[end] = (reached + found.cost + parted, at, found.word)
        words: list[str] = []
        at = len(letters)
        if best[at][0] == math.inf:
            return ""
        while at:
            _, at, word = best[at]
            words.append(word)
        return "".join(reversed(words))

    def as_chinese(self, text: str) -> str:
        """The question in Chinese: runs of pinyin read, English words and what is Chinese already kept."""
        out: list[str] = []
        run: list[str] = []
        tokens = _TOKEN.findall(text)
        mixed = any(token[0].isascii() and token[0].isalpha() and not _is_pinyin(token) for token in tokens)
        for token in [*tokens, ""]:
            if token and _is_pinyin(token) and not (mixed and _is_english(token)):
                run.append(token)
                continue
            if run:
                out.append(self._run(run))
                run = []
            out.append(token)
        return _put_together(out)

    def _run(self, tokens: list[str]) -> str:
        letters, blanks, cuts = "", set[int](), set[int]()
        for token in tokens:
            for part in re.split("['’]", plain(token)):
                letters += part
                cuts.add(len(letters))
            blanks.add(len(letters))
        across = ACROSS if any(len(segmented(plain(token))) > 1 for token in tokens) else 0.0
        return self.read(letters, frozenset(blanks), frozenset(cuts), across) or " ".join(tokens)


def _ways(word: str) -> list[tuple[str, ...]]:
    """How a word is said, the most common way first; a single character in each of its common ways."""
    if len(word) == 1:
        return [(sound,) for sound in lexicon.sounds(word)]
    spoken = lexicon.pronounced(word)
    ways = [spoken] if spoken else []
    if word in question_words.CHINESE:
        ways += [tuple(said) for said in ([ASKED_AS.get(character, syllable) for character, syllable in zip(word, spoken, strict=True)],) if tuple(said) != spoken]
    return ways


def _ends(spoken: tuple[str, ...]) -> tuple[int, ...]:
    out: list[int] = []
    for syllable in spoken:
        out.append((out[-1] if out else 0) + len(syllable))
    return tuple(out)


def _is_pinyin(token: str) -> bool:
    return bool(segmented(plain(token)))


def _is_english(token: str) -> bool:
    """Is a token that could be pinyin an English word rather?"""
    word = token.lower()
    return word not in question_words.PINYIN and not _TONED.search(token) and lexicon.english().get(word, 0) >= WELL_KNOWN


def _put_together(pieces: list[str]) -> str:
    """Chinese without blanks, words in Latin letters with blanks round them, marks in their full-width form."""
    marked = [piece.translate(str.maketrans("?!,;:", "？！，；：")) for piece in pieces if piece]
    joined = " ".join(marked)
    joined = re.sub(rf"(?<=[{HAN}，。？！；：、“”]) (?=[{HAN}，。？！；：、.“”\d])|(?<=\d) (?=[{HAN}])|(?<=\w) (?=[，。？！；：、.])", "", joined)
    joined = re.sub(r"(^|[，。；：])哪(?![一二两三四五六几\d个些里儿年种类位次条项家方])", r"\1那", joined)
    return re.sub(rf"(?<=[{HAN}])\.(?=\s|$)", "。", joined)


def reads_as_chinese(text: str) -> bool:
    """Is the question Chinese in pinyin? Rather no than yes: English is never to be taken for it."""
    tokens = [token for token in _TOKEN.findall(text) if re.match(r"[A-Za-zÀ-ǿ]", token)]
    words = [token.lower() for token in tokens]
    if not tokens or any(word in _ENGLISH for word in words):
        return False
    if 2 * sum(bool(_LOOKS.fullmatch(plain(token))) for token in tokens) < len(tokens):
        return False
    can_be = [token for token in tokens if _is_pinyin(token)]
    names = [token for at, token in enumerate(tokens) if token[0].isupper() and at > 0]
    only = [token for token in can_be if not _is_english(token) and token not in names]
    asking = any(plain(token) in question_words.PINYIN for token in only)
    toned = sum(bool(_TONED.search(token)) or token[-1].isdigit() for token in only)
    others = len(tokens) - len(only)
    if toned >= 2 and toned > others:
        return True
    if len(tokens) == 1:
        return not han(text) and tokens[0].islower() and (asking or (bool(only) and words[0] not in lexicon.english() and len(segmented(plain(tokens[0]))) >= 3))
    strange = [token for token in only if lexicon.english().get(plain(token), 0) < HARDLY_KNOWN]
    if len(strange) >= 3 and 2 * len(strange) > len(tokens):
        return True
    return len(only) >= 2 and len(only) >= others and (asking or (others == 0 and len(strange) >= 2))
