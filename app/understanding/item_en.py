"""English questions for one item of what was answered: "the second one?", "Who is responsible for the second one?".

Which one it is, by its number, and what is asked of it. Knows neither the answer nor a report.
"""

import re

from source.enumerations import ORDINALS

PARTS = r"(?:article|chapter|section|part|annex|appendix)"
NTH = rf"(?:{'|'.join(ORDINALS[:10])}|last|final|\d{{1,2}}(?:st|nd|rd|th))"
_NO_ITEM = r"(?:about|then|please|exactly|in|again|year|quarter|month|week|day|century|decade|half|phase|stage|time|round|place)\b"
_NAMED = re.compile(
    r"(?:please )?(?:(?:can|could) you )?"
    r"(?:(?:what|how) about |tell me (?:more )?about |more (?:on|about) |(?:explain|describe|expand on|elaborate on) |(?:what|who|which)(?:'s| is| was| are) )?(?:the )?"
    rf"(?P<number>{NTH}|(?:number |no\.? ?|#)\d{{1,2}})"
    rf"(?: (?:one|(?P<noun>(?!{_NO_ITEM})\w+)))?"
    r"(?: (?:about|then|please|exactly|in (?:more )?detail|again))?",
    re.IGNORECASE,
)
"""An item that is only named."""
_ASKED = re.compile(
    r"(?:please |(?:can|could) you |tell me |explain (?:to me )?)*"
    r"(?P<before>(?:\w+ )?(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|can|could|will|would|should|must|may)\b.{0,80}?)"
    rf"\bthe (?P<number>{NTH}) (?P<noun>one(?! (?:hundred|thousand|million)\b)|(?!one\b|{_NO_ITEM}|{PARTS}s?\b)\w+)\b(?P<after>.{{0,80}})",
    re.IGNORECASE,
)
"""A question of its own about an item."""
_GOES_ON = re.compile(r" (?:in|of|for|to|that|which|who|an?|the|at|with)\b", re.IGNORECASE)
"""Says by itself which thing is meant ("the first step in ..."), after a noun."""
_ITEMS = frozenset("one point item step thing entry bullet quote passage citation".split())
_NUMBERED = re.compile(rf"\b(?:{PARTS}s? (?:\d|[ivxlc]+\b)|{NTH}\b)", re.IGNORECASE)
"""Names a part of the report, or another thing, by its number: the next question's number is one of those."""
_SAYS = re.compile(r"(?:what (?:does it (?:say|mean|contain)|is it(?: all)?(?: about)?|is in it)|how is it)", re.IGNORECASE)
"""Asks an item for nothing but what it says."""


def names_item(bare: str) -> bool:
    """Does the text do nothing but name an item?"""
    return _NAMED.fullmatch(bare) is not None


def asks_of_item(bare: str) -> bool:
    """Does the text ask something of an item, or of anything else that has a number?"""
    return _asked(bare) is not None


def _asked(bare: str) -> re.Match[str] | None:
    """A question of its own about one item, and about nothing that it names more fully."""
    found = _ASKED.fullmatch(bare)
    if found is None or re.search(rf"\bthe {NTH}\b", found["after"], re.IGNORECASE):
        return None
    return found if found["noun"].lower() == "one" or not _GOES_ON.match(found["after"]) else None


def item(bare: str, earlier: str, *, otherwise: bool) -> int | None:
    """The number of the item, -1 for the last; 0 where there is no such thing to number, None where the text is about no item. `otherwise`: it leans on the earlier question in other words too."""
    named = _NAMED.fullmatch(bare)
    found = named or _asked(bare)
    if found is None:
        return None
    noun, number = (found["noun"] or "").lower().removesuffix("s"), found["number"].lower()
    if _NUMBERED.search(earlier):
        return None if named or otherwise else 0
    if noun and noun not in _ITEMS and not re.search(rf"\b{re.escape(noun)}e?s\b", earlier.lower()):
        return 0 if named or not otherwise else None
    return -1 if number in ("last", "final") else ORDINALS.index(number) + 1 if number in ORDINALS else int(re.sub(r"\D", "", number))


def of_item(name: str, bare: str) -> tuple[str, str]:
    """What the text asks of an item, "" where it only names it; and the same as a question of the item of that name."""
    found = None if names_item(bare) else _asked(bare)
    if found is None or _SAYS.fullmatch(f"{found['before']}it{found['after']}"):
        return "", f"What does the report say about “{name}”?"
    before = found["before"][:1].upper() + found["before"][1:]
    return f"{before}it{found['after']}?", f"{before}“{name}”{found['after']}?"
