"""What written answers cost and lost: the share of sentences dropped, answers replaced, calls and tokens, for each question language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.record import Record
from source.report import Language


@dataclass(frozen=True)
class Cost:
    """Of the cases for which a model was asked; the others are answered without one, or not at all."""

    answers: int
    """Cases that it was to write; of others it made the question stand alone, and the report was silent."""
    replaced: int
    """Answers that gave way to the extractive one."""
    faults: dict[str, int]
    """Why, by code."""
    sentences: int
    dropped: int
    calls: int
    prompt: int
    completion: int
    """Tokens, as far as the server told them."""


def cost(records: Sequence[Record]) -> Cost | None:
    """None where no model was asked."""
    asked = [record.asked.written for record in records if record.asked.written is not None]
    if not asked:
        return None
    faults = [one.fault for one in asked if one.fault]
    return Cost(
        answers=sum(bool(one.sentences or one.fault) for one in asked),
        replaced=len(faults),
        faults={code: faults.count(code) for code in sorted(set(faults))},
        sentences=sum(one.sentences for one in asked),
        dropped=sum(one.dropped for one in asked),
        calls=sum(one.calls for one in asked),
        prompt=sum(one.prompt for one in asked),
        completion=sum(one.completion for one in asked),
    )


def lines(own: dict[Language, Cost]) -> Iterator[str]:
    """The costs as a terminal shows them."""
    for language, one in own.items():
        why = f" ({', '.join(f'{code} {count}' for code, count in one.faults.items())})" if one.faults else ""
        share = f"{one.dropped / one.sentences:.2f}" if one.sentences else "-"
        written = f"{language}: written {one.answers - one.replaced} of {one.answers}, replaced {one.replaced}{why}; sentences {one.sentences}, dropped {share}"
        yield f"{written}; calls {one.calls}, tokens {one.prompt} read, {one.completion} written"
