"""The page's own words in both languages, as markup that holds both; a style hides the one that is not wanted.

Placeholders: {n} the value, {n:s} the plural ending of English, {n:were} was or were.
"""

import re
from pathlib import PurePath

from markupsafe import Markup, escape

from evals.measures.table import BY_NAME
from evals.page.meanings import MEANINGS
from evals.page.visible import visible
from evals.page.wording import CATEGORIES, REASONS, WORDS
from source.report import LANGUAGES


class Count(int):
    """A number that knows English plurals: `s` and `were` as formats."""

    def __format__(self, form: str) -> str:
        if form == "s":
            return "" if self == 1 else "s"
        if form == "were":
            return "was" if self == 1 else "were"
        return int.__format__(self, form)


def safe(text: object) -> Markup:
    """Any text as markup: hidden characters shown as signs, then escaped. Markup stays as it is."""
    return text if isinstance(text, Markup) else escape(visible(str(text)))


def _filled(form: str, values: dict[str, object]) -> Markup:
    return Markup(form).format(**{name: Count(value) if isinstance(value, int) else safe(value) for name, value in values.items()})


def pair(zh: object, en: object, *, tag: str = "i") -> Markup:
    """Both wordings, each in an element that the style shows in its language only; once where they are the same."""
    ours, theirs = safe(zh), safe(en)
    return ours if ours == theirs else Markup("<{0} class=z>{1}</{0}><{0} class=e>{2}</{0}>").format(Markup(tag), ours, theirs)


def words(key: str, **values: object) -> Markup:
    """The wording of this name with its placeholders filled. Raises KeyError for a name that there is not."""
    zh, en = WORDS[key]
    return pair(_filled(zh, values), _filled(en, values))


def drawn(key: str) -> Markup:
    """The same inside an SVG text."""
    return pair(*WORDS[key], tag="tspan")


def spoken(key: str) -> Markup:
    """Attributes that hold both wordings, for the script to choose from."""
    return Markup('data-z="{0}" data-e="{1}"').format(*WORDS[key])


def named(key: str) -> Markup:
    """The same, and a control's name in English for as long as no script has run."""
    return Markup('aria-label="{0}" {1}').format(WORDS[key][1], spoken(key))


def outcome(name: str) -> Markup:
    """An outcome in words; one that another version knew stays as it is."""
    return words(f"outcome_{name}") if f"outcome_{name}" in WORDS else safe(name)


def _category(name: str) -> tuple[str, str]:
    noise = re.fullmatch(r"noise-(\d+)", name)
    if noise:
        return f"混入 {int(noise[1])}% 无关段落", f"Noise, {int(noise[1])} % of passages"
    return CATEGORIES.get(name, (name, name))


def category(name: str) -> Markup:
    """A category in both languages where it is known, else as the suite names it."""
    return pair(*_category(name))


def category_option(name: str) -> Markup:
    """Attributes of a category's option: what it is to say in either language."""
    zh, en = _category(name)
    return Markup('data-z="{0}" data-e="{1}"').format(safe(zh), safe(en))


def measure(name: str) -> Markup:
    """A measure's name in both languages."""
    label = BY_NAME[name].label
    return pair(label["zh"], label["en"])


def meaning(name: str) -> Markup:
    """What a measure means, in both languages."""
    return pair(*MEANINGS[name])


def reason(text: str) -> Markup:
    """A score's reason, or several joined by "; ", in both languages where the form of each is known, else as it is."""
    out: list[Markup] = []
    at = 0
    while at < len(text):
        found = next(((match, forms) for pattern, forms in _FORMS if (match := pattern.match(text, at))), None)
        if found is None:
            return safe(text)
        match, forms = found
        out.append(Markup("").join(safe(match[form]) if isinstance(form, int) else pair(*(_worded(form, match, place) for place in (0, 1))) for form in forms))
        at = match.end()
    return pair("；", "; ").join(out)


_FORMS = [(re.compile(rf"(?:{pattern})(?:; |\Z)", re.DOTALL), forms) for pattern, forms in REASONS]


def _worded(form: tuple[str, str], match: re.Match[str], place: int) -> str:
    """The form in Chinese (0) or English (1), a language by its name; Chinese has quotation marks of its own."""
    groups = [WORDS[f"text_{group}"][place] if group in LANGUAGES else group for group in match.groups()]
    return form[place].format(*(f"“{group[1:-1]}”" if place == 0 and group[0] in "'\"" else group for group in groups))


def against(label: str) -> Markup:
    """What a run is compared with, without the folders that lead there."""
    accepted = "the accepted baseline "
    if label.startswith(accepted):
        return pair(f"已认可的基线 {label.removeprefix(accepted)}", label)
    name = PurePath(label).name or label
    return pair(f"评测 {name}", f"run {name}")
