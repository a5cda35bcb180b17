"""What the address of a reading page asks for, and the addresses of the same page shown otherwise."""

from dataclasses import dataclass
from urllib.parse import urlencode

from app.pages import interface
from app.pages.occurrences import QUERY_CAP
from source.report import Language

SHOWN = ("both", "zh", "en")


@dataclass(frozen=True)
class Wanted:
    """How the page is to be shown: the language of its own words, the languages of the report, light or dark, and what is looked for.

    `ui`, `show` and `theme` are "" where the address leaves it to the browser.
    """

    language: Language = "zh"
    ui: str = ""
    show: str = ""
    theme: str = ""
    query: str = ""

    @property
    def given(self) -> dict[str, str]:
        """The address's own parameters but for the query: what the search form carries on."""
        return {name: value for name, value in (("ui", self.ui), ("show", self.show), ("theme", self.theme)) if value}

    def address(self, **changes: str) -> str:
        """The page's address with some parameters changed; "" takes one out."""
        values = {**self.given, "q": self.query, **changes}
        return "?" + urlencode({name: value for name, value in values.items() if value})


def wanted(*, ui: str, show: str, theme: str, query: str, accepted: str) -> Wanted:
    """What an address and the browser's languages ask for; a value that there is not counts as none."""
    language = interface.language(ui, accepted)
    return Wanted(language, ui if ui == language else "", show if show in SHOWN else "", interface.theme(theme), query[:QUERY_CAP].strip())
