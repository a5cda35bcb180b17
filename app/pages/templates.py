"""Pages from their templates: every text escaped, every word of ours out of `app/texts`."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.pages.texts import texts
from source.report import LANGUAGES, Language

FOLDER = Path(__file__).resolve().parent / "static"
HAN = "\u3400-\u9fff"
MARKS = re.compile(rf"(?:^|(?<=[{HAN}”’》）]))([,;:?!])(?!\s)|(?<=[\d%)\]])([,;:?!])(?=[{HAN}“‘《（])|([()])(?=[{HAN}])|(?<=[{HAN}])([()])")
"""Half-width marks within Chinese: reports print them so, and they are drawn with the width that they lack."""


@cache
def _environment() -> Environment:
    """Templates that escape everything and fail on a name that there is not."""
    made = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"languages": LANGUAGES, "names": {language: texts(language)["common"]["language"] for language in LANGUAGES}}
    made.filters["spaced"] = spaced
    return made


def spaced(text: str) -> Markup:
    """Chinese text escaped, its half-width marks in elements that the style sets wide; the text stays what it is."""
    out: list[str] = []
    at = 0
    for found in MARKS.finditer(text):
        start, end = found.span()
        out += [escape(text[at:start]), f'<i class="k">{found[0]}</i>' if found[0] in "()" else f"<i>{found[0]}</i>"]
        at = end
    return Markup("".join([*out, escape(text[at:])]))


def rendered(template: str, language: Language, **values: Any) -> str:
    """The page; `w` are its own words in `language`, `texts` those of either."""
    whole: str = _environment().get_template(template).render(language=language, w=texts(language)["read"], texts=texts, **values)
    return whole
