"""An answer as text for people: what it says, then each citation in both languages with its place and note."""

from app.answer import Answer, Citation
from source.report import LANGUAGES, Language

NOTE = {"zh": "译注：", "en": "Translation note: "}
CLOSEST = {"zh": "相近段落：", "en": "Related passages:"}
NONE = {"zh": "（无中文）", "en": "(no English)"}


def printed(answer: Answer) -> str:
    lines = [answer.text, *(notice.text for notice in answer.notices)]
    if answer.closest:
        lines += ["", CLOSEST[answer.language]]
    for citation in answer.citations or answer.closest:
        lines += ["", *_citation(citation, answer.language)]
    return "\n".join(lines)


def _citation(citation: Citation, language: Language) -> list[str]:
    path = " > ".join(citation.section[language] or citation.section["en" if language == "zh" else "zh"])
    out = [f"[{citation.number}] {path + '  ' if path else ''}{citation.url}"]
    for side in LANGUAGES:
        quote = citation.side(side)
        out.append(f"    {' '.join(quote.text.split()) if quote is not None else NONE[side]}")
    if citation.note is not None:
        out.append(f"    {NOTE[language]}{citation.note[language]}")
    return out
