"""Files to text, text to lines: decoding, NFC, the language of a text, and what of a web page is not the report.

Knows nothing of headings or sentences.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from source.errors import SourceFault
from source.report import Language, Span
from source.sentences import CLOSERS

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
LATIN = r"A-Za-z\u00c0-\u024f"
WORD = re.compile(rf"[{LATIN}]+(?:['’‐-][{LATIN}]+)*")
"""A word in Latin letters."""
STOPS = "。！？!?.…;；:：,，、"
LABEL = 12
"""A line that only names a language ("英文翻译", "English version") or a link list has at most this many Han characters or words."""


@dataclass(frozen=True)
class Line:
    """One line with something on it, outer white space left out. `gap`: an empty line (or the start) stands before it."""

    span: Span
    gap: bool


def file_bytes(path: Path) -> bytes:
    """What stands in a report's file. Raises SourceFault where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceFault(f"{path} cannot be read ({error.strerror})", hint="name an existing file in report.toml, and check its permissions") from error


def decode(path: Path) -> str:
    """The file's text: UTF-8 (a mark at its start left out), line ends as newlines, NFC. Raises SourceFault for anything else."""
    raw = file_bytes(path)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceFault(f"{path} is UTF-16, expected UTF-8", hint=f"iconv -f UTF-16 -t UTF-8 {path.name} > utf8.txt")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        guess = "GB18030" if _decodes(raw, "gb18030") else "LATIN1"
        raise SourceFault(f"{path} is not UTF-8 (byte {error.start})", hint=f"iconv -f {guess} -t UTF-8 {path.name} > utf8.txt, if it is {guess}") from error
    if "\0" in text:
        raise SourceFault(f"{path} holds NUL characters: it is no text file", hint="export the report as text or Markdown")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise SourceFault(f"{path} is empty", hint="put the report's text into it")
    return text


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def han(text: str) -> int:
    """Number of Han characters."""
    return len(re.findall(f"[{HAN}]", text))


def latin_words(text: str) -> int:
    """Number of words in Latin letters."""
    return len(WORD.findall(text))


def language_of(text: str) -> Language:
    """More Han characters than Latin words is zh, else en."""
    return "zh" if han(text) > latin_words(text) else "en"


def lines(text: str) -> list[Line]:
    """Lines that hold something other than white space, in order; a Markdown front matter is left out."""
    out: list[Line] = []
    gap = True
    front = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    begin = front.end() if front else 0
    for found in re.finditer(r"[^\n]*\n?", text[begin:]):
        inner = re.search(r"[^\s\u3000](?:.*[^\s\u3000])?", found.group().rstrip("\n"))
        if inner is None:
            gap = True
        else:
            at = begin + found.start()
            out.append(Line(Span(at + inner.start(), at + inner.end()), gap))
            gap = False
    return out


def by_language(text: str, all_lines: list[Line]) -> dict[Language, list[Line]]:
    """The lines of each language of a text that holds both, as blocks or alternating. A line without letters goes with the one before."""
    out: dict[Language, list[Line]] = {"zh": [], "en": []}
    current: Language = "zh"
    for line in all_lines:
        content = text[line.span.start : line.span.end]
        if han(content) or latin_words(content):
            current = language_of(content)
        out[current].append(line)
    return out


def ends_as_sentence(text: str) -> bool:
    """Does the line end with a stop, closing quotes after it allowed?"""
    bare = text.rstrip().rstrip(CLOSERS)
    return bool(bare) and bare[-1] in STOPS


def is_label(text: str) -> bool:
    """A short line without a stop: a link, a label of the page, a language's name; or a heading."""
    return not ends_as_sentence(text) and (han(text) or latin_words(text)) <= LABEL


FURNITURE = re.compile(
    r"相关|本文|上一|下一|责任编辑|编辑[:：]|来源[:：]|分享|版权|打印|返回|阅读[:：]|点击"
    r"|(?i:related|previous|next|share|copyright|print|back to|read more|tags?:|source:)"
)
TONGUE = re.compile(r"[中英汉漢][文语語]|译文|譯文|翻译|翻譯|(?i:english|chinese|translation)")


def without_residue(text: str, own: list[Line]) -> list[Line]:
    """One language's lines without what a web page adds after the text: lists of links, a repeated title, a language's name.

    Only a run of lines at the very end is ever dropped, none of which ends as a sentence, and only from the first line
    in it that is a label of web pages, names a language, or repeats the title.
    """
    if len(own) < 2:
        return own
    contents = [text[line.span.start : line.span.end] for line in own]
    run = len(own)
    while run > 1 and not ends_as_sentence(contents[run - 1]):
        run -= 1
    for at in range(run, len(own)):
        label = is_label(contents[at]) and (FURNITURE.match(contents[at]) or TONGUE.match(contents[at]))
        if label or contents[at] == contents[0]:
            return own[:at]
    return own
