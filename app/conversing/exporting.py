"""Answers as text to take along: a conversation as Markdown, one answer for the clipboard, one citation as a quotation.

Quotes are what the report says, white space squeezed as everywhere else; what Markdown would read as a mark in them is
escaped, so that it shows as it was published. Knows nothing of pages: `base` is what stands before an address (https://host).
"""

import re
from collections.abc import Mapping, Sequence

from app.answer import Answer, Citation
from app.answering import voice
from app.conversing.conversations import Turn
from app.pages.texts import texts
from app.settings import QUESTION_CAP
from source.report import LANGUAGES, Language, Report, other

_MARKS = re.compile(r"[\\`*_\[\]<>&|~$#@]|^\d{1,9}(?=[.)])|^[+=\-]+|:(?=//)|(?<=www)\.", re.MULTILINE | re.IGNORECASE)
"""What Markdown, with the tables, sums and links of its dialects, would read as a mark."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Control characters, halves of characters, and marks that turn the direction of what follows."""

_ADDRESS = re.compile(r"https?://[^\s<>\\]+")


def markdown(turns: Sequence[Turn], reports: Mapping[str, Report], language: Language, *, base: str = "", first: int = 1) -> str:
    """The conversation as Markdown, in the words of the interface's language: every question, its answer, and each citation in both languages with its source.

    A long one may be made in pieces, put together with an empty line between them: `first` counts a piece's first turn, and only the piece that begins with 1 has the title.
    """
    words = texts(language)["export"]
    blocks = [f"# {words['title']}", words["intro"]] if first == 1 else []
    for number, turn in enumerate(turns, first):
        blocks.append(f"## {number}. {escaped(_line(turn.question[:QUESTION_CAP]))}")
        if turn.reports and len(reports) > 1:
            blocks.append(escaped(words["asked_over"].format(reports=_listed([_title(reports.get(id), id, language) for id in turn.reports], language))))
        if turn.answer is None:
            blocks.append(words["stopped" if turn.stopped else "answer_unknown"])
        else:
            blocks += [*([words["anew"]] if turn.anew else []), *_answer(turn.answer, reports, language, base)]
    return "\n\n".join(blocks) + "\n"


def plain(answer: Answer, reports: Mapping[str, Report] | None = None, *, base: str = "") -> str:
    """One answer as clean text, in its own language: what it says, its notices, and a line for the source of each citation."""
    lines = [_clean(answer.text), *(_clean(notice.text) for notice in answer.notices)]
    if shown := answer.citations or answer.closest:
        lines.append("" if answer.citations else f"\n{texts(answer.language)['export']['closest']}")
    for citation in shown:
        lines.append(f"[{citation.number}] {_source(citation, (reports or {}).get(citation.report), answer.language)}  {base}{citation.url}")
    return "\n".join(lines)


def sources(answer: Answer, reports: Mapping[str, Report], *, base: str = "") -> str:
    """What an answer cites, as plain text in its language: of each its number and source, its words in the other language, its translation note and its address; of the closest passages
    their sources and addresses. An empty line before each, so that a page that reads it as Markdown keeps them apart; "" where there is none."""
    words = texts(answer.language)["export"]
    shown = answer.citations or answer.closest
    blocks = [words["evidence" if answer.citations else "closest"] + (":" if answer.language == "en" else "：")] if shown else []
    for citation in shown:
        report = reports.get(citation.report)
        lines = [f"[{citation.number}] {_source(citation, report, answer.language)}"]
        if answer.citations and citation.side(answer.language) is not None:  # else its text quotes the other language
            lines.append(_side(citation, report, other(answer.language), answer.language))
        if answer.citations and citation.note is not None:
            lines.append(_line(words["note"].format(note=citation.note[answer.language])))
        blocks.append("\n".join([line for line in lines if line] + [f"{base}{citation.url}"]))
    return "\n\n".join(blocks)


def quotation(citation: Citation, report: Report, language: Language, *, base: str = "") -> str:
    """One citation as a quotation: both languages, that of the interface first, then source and translation note; plain text."""
    words = texts(language)["export"]
    lines = [_side(citation, report, side, language) for side in (language, other(language))]
    dash = "——" if language == "zh" else "— "
    lines.append(f"{dash}{_source(citation, report, language)}  {base}{citation.url}")
    if citation.note is not None:
        lines.append(words["note"].format(note=_line(citation.note[language])))
    return "\n".join(line for line in lines if line)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, with a backslash before each of its marks."""
    return _MARKS.sub(lambda found: found.group() + "\\" if found.group().isdigit() else "".join(f"\\{mark}" for mark in found.group()), text)


def _answer(answer: Answer, reports: Mapping[str, Report], language: Language, base: str) -> list[str]:
    """The blocks of one answer."""
    words = texts(language)["export"]
    out = [escaped(_line(line)) for line in answer.text.split("\n") if line.strip()]
    out += [escaped(words["notice"].format(notice=_line(notice.text))) for notice in answer.notices]
    if shown := answer.citations or answer.closest:
        out.append(f"### {words['evidence' if answer.citations else 'closest']}")
    return out + [_citation(citation, reports, language, base) for citation in shown]


def _citation(citation: Citation, reports: Mapping[str, Report], language: Language, base: str) -> str:
    """One citation as a block quote: a paragraph a language, original first, then source and note."""
    words = texts(language)["export"]
    report = reports.get(citation.report)
    original: Language = report.original if report is not None else "zh"
    lines = [_side(citation, report, side, language) for side in (original, other(original))]
    told = [escaped(line) for line in (*lines, words["source"].format(source=_source(citation, report, language))) if line]
    told.append(f"<{base}{citation.url}>" if _ADDRESS.fullmatch(base) else escaped(citation.url))
    if citation.note is not None:
        told.append(escaped(words["note"].format(note=_line(citation.note[language]))))
    return "\n>\n".join(f"> {line}" for line in [f"**{escaped(f'[{citation.number}]')}** {told[0]}", *told[1:]])


def _side(citation: Citation, report: Report | None, side: Language, language: Language) -> str:
    """One language of a citation, with what it is; "" where the report has no such text at all."""
    words = texts(language)["export"]
    named = words["chinese" if side == "zh" else "english"]
    quote = citation.side(side)
    if quote is None:
        lacks = report is not None and not report.text[side]
        return "" if lacks else words["no_counterpart"].format(language=named)
    if report is not None:
        kind = "original" if side == report.original else report.translation
        named += f"，{words[kind]}" if kind != "none" and language == "zh" else f", {words[kind]}" if kind != "none" else ""
    quoted = voice.quoted(_line(quote.text), side)
    return f"{quoted}（{named}）" if language == "zh" else f"{quoted} ({named})"


def _source(citation: Citation, report: Report | None, language: Language) -> str:
    """Title, publisher, date and section path, as far as they are known."""
    path = " > ".join(citation.section[language] or citation.section[other(language)])
    told = [_title(report, citation.report, language)]
    if report is not None:
        told += [_in(report.publisher, language), report.date]
    return _listed([_line(part) for part in (*told, path) if part.strip()], language, "，")


def _title(report: Report | None, id: str, language: Language) -> str:
    title = _in(report.title, language) if report is not None else ""
    return voice.NAMED[language].format(title) if title else id


def _in(words: Mapping[Language, str], language: Language) -> str:
    """The words in a language, or in the other one; "" for none."""
    return next((told for side in (language, *LANGUAGES) if (told := words.get(side, ""))), "")


def _listed(words: Sequence[str], language: Language, comma: str = "、") -> str:
    return (comma if language == "zh" else ", ").join(words)


def _clean(text: str) -> str:
    return _UNSEEN.sub("", text)


def _line(text: str) -> str:
    """Text on one line, without what cannot be seen."""
    return " ".join(_clean(text).split())
