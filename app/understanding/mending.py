"""A question as it was meant: pinyin read as Chinese, and slips of the keyboard mended, by the words of the reports.

What stands in quotation marks is left as it is. Knows nothing of search.
"""

import re
from functools import cached_property

from app.understanding import spelling_en, spelling_zh
from app.understanding.pinyin import Pinyin, reads_as_chinese
from app.understanding.vocabulary import Vocabulary
from index.normal import simplified
from source.text import HAN, han

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|「[^」]*」|『[^』]*』|《[^》]*》|‘[^’]*’")


class Mender:
    """Mends questions by one vocabulary; what it needs is made when the first question needs it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _pinyin(self) -> Pinyin:
        return Pinyin(self.vocabulary)

    def mended(self, text: str) -> str:
        """The question as it was meant; the same text where nothing is wrong with it."""
        if reads_as_chinese(text):
            return self._pinyin.as_chinese(text)
        out: list[str] = []
        end = 0
        for found in [*_QUOTED.finditer(text), None]:
            out.append(self._plain(text[end : found.start() if found else len(text)]))
            if found:
                out.append(found.group())
                end = found.end()
        meant = "".join(out)
        return spelling_zh.asking(meant) if han(meant) else meant

    def _plain(self, text: str) -> str:
        if re.search("[A-Za-z]{3}", text):
            text = spelling_en.mended(text, self.vocabulary)
        return re.sub(f"[{HAN}]{{2,}}", lambda run: self._run(run.group()), text) if han(text) > 1 else text

    def _run(self, run: str) -> str:
        """A run of Han characters, Traditional ones kept where they are not mended."""
        plain = simplified(run)
        meant = spelling_zh.mended(plain, self.vocabulary) if len(plain) == len(run) else plain
        return "".join(typed if a == b else b for typed, a, b in zip(run, plain, meant, strict=True)) if meant != plain else run
