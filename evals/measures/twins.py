"""Twins: do the same question in Chinese and in English get the same evidence?

Agreement without a judge of right: two wrong answers can agree. The measure is Jaccard's over the pieces of evidence
that each cites, or over the passages cited where neither cites any.
"""

from collections.abc import Hashable, Set

from evals.measures.score import Score


def agreement(ours: tuple[bool, Set[Hashable], Set[str]], theirs: tuple[bool, Set[Hashable], Set[str]]) -> Score:
    """Of two answers, each (answered, pieces of evidence cited, passages cited): 0..1; both refused 1, one of them 0."""
    answered, pieces, passages = ours
    other_answered, other_pieces, other_passages = theirs
    if answered != other_answered:
        return Score(0.0, "one is answered, the other refused")
    if not answered:
        return Score(1.0)
    both: tuple[Set[Hashable], Set[Hashable]] = (pieces, other_pieces) if pieces or other_pieces else (passages, other_passages)
    union = both[0] | both[1]
    value = len(both[0] & both[1]) / len(union) if union else 0.0
    named = "pieces of evidence" if pieces or other_pieces else "passages, neither of them evidence"
    return Score(value, "" if value == 1 else f"{len(both[0] & both[1])} of {len(union)} {named} in common")
