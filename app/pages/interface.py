"""How a page of ours is to be shown to whoever asks for it: the language of its words, light or dark.

What the address says counts; else the browser's languages decide, and light or dark is left to the browser.
"""

from source.report import LANGUAGES, Language

THEMES = ("light", "dark")


def language(asked: str, accepted: str) -> Language:
    """The language of the page's words: `asked` (the address's `ui`) where it is one of ours, else the best of Accept-Language.

    A browser that wants neither language is served in English; one that says nothing, in Chinese.
    """
    if asked in LANGUAGES:
        return "zh" if asked == "zh" else "en"
    wishes = sorted(_wishes(accepted), key=lambda wish: -wish[1])
    for tag, _ in wishes:
        if tag in LANGUAGES:
            return "zh" if tag == "zh" else "en"
    return "en" if any(tag != "*" for tag, _ in wishes) else "zh"


def theme(asked: str) -> str:
    """ "light" or "dark" where the address asks for it, else ""."""
    return asked if asked in THEMES else ""


def _wishes(accepted: str) -> list[tuple[str, float]]:
    """Primary languages of the header with their weights, those of weight 0 left out, in the order given."""
    out: list[tuple[str, float]] = []
    for part in accepted.split(",")[:50]:
        tag, _, weight = part.partition(";")
        try:
            value = float(weight.strip().removeprefix("q=")) if weight.strip() else 1.0
        except ValueError:
            value = 0.0
        if tag.strip() and value > 0:
            out.append((tag.strip().lower().split("-")[0], value))
    return out
