"""Numbers: does every number that an answer says stand in what it cites? By value (`app.written.quantities`), not by digits.

A number that is cited but belongs to something else is not seen.
"""

import re

from app.answer import Answer
from app.written.quantities import generous, strict
from evals.measures.quoting import unmarked
from evals.measures.score import Score

_LABEL = re.compile(r"(?m)^\s*(?:\d{1,2}[.、)）．](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])")
"""The number of an item, at the start of a line."""


def numbers_cited(answer: Answer) -> Score | None:
    """1 when every number of the text stands in a quote that it cites, else the share that does; None where the text has none. The number of an item of a list is none."""
    said = {value: shown for value, shown in strict(_LABEL.sub(" ", unmarked(answer.text)))}
    if not said:
        return None
    quoted = [quote.text for citation in answer.citations for quote in (citation.zh, citation.en) if quote is not None]
    held = {value for text in dict.fromkeys(quoted) for value in generous(text)}
    absent = [shown for value, shown in said.items() if value not in held]
    return Score(1 - len(absent) / len(said), f"in no citation: {', '.join(absent[:5])}" if absent else "")
