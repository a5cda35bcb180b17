"""Alignment worked by hand on small vectors: scores of beads, skips and merges, and headings that pair.

Weights at their defaults: a bead of x and y sentences is worth (x + y) / 2 * (cosine - 0.15 - length loss) - 0.1 * (x + y - 2),
plus or minus 0.1 for paragraph ends; a sentence left alone costs 0.05.
"""

import itertools

import numpy as np
import pytest

from source.align import Side, Weights, align, centred, pair_headings

X, Y, Z = np.eye(3)
HALF = np.sqrt(0.5)


def side(vectors, lengths=None, ends=()):
    """Sentences of 10 characters that end no paragraph, unless said otherwise."""
    count = len(vectors)
    rows = np.array(vectors, np.float32).reshape(count, len(vectors[0]) if count else 3)
    return Side(rows, np.array(lengths or [10] * count, float), np.array([k in ends for k in range(count)], bool))


def at(cosine):
    """A unit vector with that cosine to X."""
    return cosine * X + np.sqrt(1 - cosine**2) * Y


def beads(a, b, **more):
    more.setdefault("ratio", 1.0)
    return [(list(left), list(right)) for left, right in align(a, b, **more)]


def test_centring_takes_the_mean_away_and_scales_to_unit_length():
    # mean (1, 1); what is left (2, 0), (-2, 0), (0, 1), (0, -1)
    rows = np.array([[3, 1], [-1, 1], [1, 2], [1, 0]], np.float32)
    assert centred(rows).tolist() == [[1, 0], [-1, 0], [0, 1], [0, -1]]


def test_centring_leaves_three_rows_and_a_row_that_is_the_mean_alone():
    few = np.array([[3, 1], [-1, 1], [1, 2]], np.float32)
    assert centred(few).tolist() == few.tolist()
    with_mean = np.array([[1, 0], [-1, 0], [0, 0], [0, 0]], np.float32)
    assert centred(with_mean).tolist() == [[1, 0], [-1, 0], [0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param([X, Y, Z], [X, Y, Z], [([0], [0]), ([1], [1]), ([2], [2])], id="one-to-one"),
        # Z of b has cosine 0 with all of a: merged with X, 1.5 * (0.71 - 0.15) - 0.1 = 0.74 < X with X and Z alone, 0.85 - 0.05 = 0.80
        pytest.param([X, Y], [X, Z, Y], [([0], [0]), ([], [1]), ([1], [2])], id="added-in-the-translation"),
        pytest.param([X, Z, Y], [X, Y], [([0], [0]), ([1], []), ([2], [1])], id="left-out-in-the-translation"),
        # the halves of X: merged 1.5 * (1 - 0.15) - 0.1 = 1.175 > one half alone, 0.71 - 0.15 - 0.05 = 0.51
        pytest.param([X], [at(HALF), HALF * (X - Y)], [([0], [0, 1])], id="one-to-two"),
        pytest.param([at(HALF), HALF * (X - Y)], [X], [([0, 1], [0])], id="two-to-one"),
        # order turned round: 2-2 is worth 2 * 0.85 - 0.2 = 1.5; X alone with X 0.85 - 2 * 0.05 = 0.75
        pytest.param([X, Y], [Y, X], [([0, 1], [0, 1])], id="two-turned-round"),
        pytest.param([X], [Y], [([0], []), ([], [0])], id="nothing-in-common"),
        pytest.param([], [X, Y], [([], [0]), ([], [1])], id="no-original"),
        pytest.param([X, Y], [], [([0], []), ([1], [])], id="no-translation"),
        pytest.param([], [], [], id="nothing"),
    ],
)
def test_sentences_that_mean_the_same_are_beaded(a, b, expected):
    found = beads(side(a), side(b))
    assert sorted(found) == sorted(expected)  # a pair of skips may stand in either order


@pytest.mark.parametrize(
    ("cosine", "together"),
    [
        pytest.param(0.06, True, id="above"),  # 0.06 - 0.15 = -0.09 > two skips, -0.10
        pytest.param(0.04, False, id="below"),  # 0.04 - 0.15 = -0.11 < -0.10
    ],
)
def test_a_bead_must_be_worth_more_than_two_skips(cosine, together):
    assert (([0], [0]) in beads(side([X]), side([at(cosine)]))) is together


@pytest.mark.parametrize(
    ("length", "ratio", "together"),
    [
        pytest.param(10, 1.0, True, id="as-long"),  # 0.3 - 0.15 = 0.15
        pytest.param(13, 1.0, True, id="within-the-slack"),  # ln 1.3 = 0.26 < 0.3: no loss
        pytest.param(100, 1.0, False, id="ten-times"),  # 0.3 - 0.15 - 0.25 * (ln 10 - 0.3) = -0.35 < -0.10
        pytest.param(1, 1.0, False, id="a-tenth"),
        pytest.param(100, 10.0, True, id="ten-times-as-in-the-whole-text"),
    ],
)
def test_lengths_beyond_the_texts_own_ratio_speak_against_a_bead(length, ratio, together):
    assert (([0], [0]) in beads(side([X]), side([at(0.3)], [length]), ratio=ratio)) is together


def test_a_merged_side_is_the_mean_weighted_by_length():
    b = side([(3 * X + Y) / np.sqrt(10)], [40])
    strict = Weights(floor=0.9)
    # X of 30 and Y of 10 characters merge to (3, 1) / sqrt 10: 1.5 * (1 - 0.9) - 0.1 = 0.05; X alone 0.949 - 0.9 - 0.05 = 0.00
    assert beads(side([X, Y], [30, 10]), b, weights=strict) == [([0, 1], [0])]
    # as long as each other they merge to (1, 1) / sqrt 2, cosine 0.894: 1.5 * (0.894 - 0.9) - 0.1 = -0.11; X alone loses
    # 0.25 * (ln 2 - 0.3) = 0.10 of its 0.00 for length, -0.10
    assert ([0, 1], [0]) not in beads(side([X, Y], [20, 20]), b, weights=strict)


def test_no_bead_crosses_the_end_of_a_paragraph_of_the_original():
    a, b = side([at(HALF), HALF * (X - Y)], ends=(0, 1)), side([X], ends=(0,))
    assert beads(a, b, keep_paragraphs=False) == [([0, 1], [0])]
    assert all(len(left) < 2 for left, _ in beads(a, b))


def test_a_paragraph_of_the_translation_may_be_crossed():
    # 1.5 * 0.85 - 0.1 + 0.1 = 1.275
    assert beads(side([X], ends=(0,)), side([at(HALF), HALF * (X - Y)], ends=(0, 1))) == [([0], [0, 1])]


def test_of_two_alike_the_one_that_also_ends_its_paragraph_is_taken():
    # with the last: 0.85 + 0.1 - 0.05 = 0.90; with the first: 0.85 - 0.1 - 0.05 = 0.70; both: 1.5 * 0.85 - 1 + 0.1 < 0.4
    found = beads(side([X], ends=(0,)), side([X, X], ends=(1,)), weights=Weights(merge=1.0))
    assert found == [([], [0]), ([0], [1])]


@pytest.mark.parametrize(
    ("cosine", "a", "b", "together"),
    [
        pytest.param(0.0, (0,), (0,), True, id="both-end"),  # 0 - 0.15 + 0.1 = -0.05 > two skips, -0.10
        pytest.param(0.0, (), (), False, id="none-ends"),  # -0.15 < -0.10
        pytest.param(0.1, (), (), True, id="none-ends-but-nearer"),  # 0.1 - 0.15 = -0.05
        pytest.param(0.1, (0,), (), False, id="original-ends"),  # 0.1 - 0.15 - 0.1 = -0.15
        pytest.param(0.1, (), (0,), False, id="translation-ends"),
    ],
)
def test_paragraph_ends_speak_for_a_bead_together_and_against_it_alone(cosine, a, b, together):
    assert (([0], [0]) in beads(side([X], ends=a), side([at(cosine)], ends=b))) is together


def test_beads_far_from_the_diagonal_are_tried_only_within_the_band():
    rows = list(np.eye(8))
    a, b = side(rows[:5]), side([*rows[3:5], *rows[5:8]])  # the last two of a are the first two of b
    assert [pair for pair in beads(a, b) if all(pair)] == [([3], [0]), ([4], [1])]
    assert ([3], [0]) not in beads(a, b, weights=Weights(band=1))


@pytest.mark.parametrize(("seed", "n", "m"), [pytest.param(1, 7, 12, id="7-to-12"), pytest.param(2, 12, 7, id="12-to-7"), pytest.param(3, 70, 95, id="beyond-the-band")])
def test_beads_hold_every_sentence_once_and_in_order(seed, n, m):
    random = np.random.default_rng(seed)
    a, b = (side(random.normal(size=(k, 4)) / 2, list(random.integers(5, 90, k)), set(range(2, k, 4))) for k in (n, m))
    found = beads(a, b)
    assert [i for left, _ in found for i in left] == list(range(n))
    assert [j for _, right in found for j in right] == list(range(m))
    assert all(not set(left[:-1]) & set(range(2, n, 4)) for left, _ in found)


def cosines(rows):
    return np.array(rows, np.float32)


@pytest.mark.parametrize(
    ("a", "b", "cosine", "paired"),
    [
        pytest.param(("3", 1), ("3", 1), 0.0, True, id="same-number-and-level"),  # 0 + 0.6 + 0.1 - 0.2 = 0.5
        pytest.param(("3", 1), ("3", 2), -0.1, True, id="same-number-only"),  # -0.1 + 0.6 - 0.2 - 0.2 = 0.1
        pytest.param(("3", 1), ("3", 2), -0.3, False, id="same-number-but-unlike"),  # -0.3 + 0.6 - 0.2 - 0.2 = -0.1
        pytest.param(("", 1), ("3", 1), 0.2, True, id="one-has-no-number"),  # 0.2 + 0.1 - 0.2 = 0.1
        pytest.param(("", 1), ("", 1), 0.05, False, id="no-number-and-unlike"),  # 0.05 + 0.1 - 0.2 = -0.05
        pytest.param(("", 1), ("", 2), 0.35, False, id="no-number-other-level"),  # 0.35 - 0.2 - 0.2 = -0.05
        pytest.param(("3", 1), ("4", 1), 0.6, False, id="other-number"),  # 0.6 - 0.6 + 0.1 - 0.2 = -0.1
        pytest.param(("3", 1), ("4", 1), 0.8, True, id="other-number-but-much-alike"),  # 0.8 - 0.6 + 0.1 - 0.2 = 0.1
    ],
)
def test_number_level_and_meaning_decide_whether_two_headings_pair(a, b, cosine, paired):
    assert (pair_headings([a], [b], cosines([[cosine]])) == [(0, 0)]) is paired


def test_a_heading_that_the_translation_lacks_stays_alone():
    found = pair_headings([("1", 1), ("2", 1), ("3", 1)], [("1", 1), ("3", 1)], cosines([[0, 0], [0, 0], [0, 0]]))
    assert found == [(0, 0), (2, 1)]


def test_headings_without_numbers_pair_by_meaning_past_one_that_was_added():
    # 0.9 - 0.1 twice; the added one in the middle is unlike
    found = pair_headings([("", 1), ("", 1)], [("", 1), ("", 1), ("", 1)], cosines([[0.9, 0, 0], [0, 0, 0.9]]))
    assert found == [(0, 0), (1, 2)]


def test_pairs_never_cross_and_the_better_one_wins():
    # crossed: 0.5 and 0.9 can't both stand
    assert pair_headings([("", 1), ("", 1)], [("", 1), ("", 1)], cosines([[-0.5, 0.9], [0.5, -0.5]])) == [(0, 1)]


@pytest.mark.parametrize(("a", "b"), list(itertools.product([[], [("1", 1)]], repeat=2)), ids=["none", "translation-only", "original-only", "both"])
def test_headings_of_one_language_pair_with_nothing(a, b):
    assert pair_headings(a, b, np.ones((len(a), len(b)), np.float32)) == ([(0, 0)] if a and b else [])
