"""One case's value in one measure, with the reason for it in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """`value` is 0..1 unless the measure says otherwise; `reason` tells what lowered it, "" where nothing did."""

    value: float
    reason: str = ""


def cut(text: str, size: int = 60) -> str:
    """A text short enough for a reason."""
    return text if len(text) <= size else text[: size - 1] + "…"
