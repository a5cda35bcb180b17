"""Which words are quoted: the best windows of all sentences, several of one sentence where it is long, and none twice."""

from itertools import pairwise
from pathlib import Path

import pytest
from conftest import desk_over, write_report

from app.answering.choosing import choose, of_window
from app.answering.scope import scope
from app.asking import Desk
from app.settings import Choosing
from index.encoder import Encoder
from index.ranking import Ranked
from source.report import LANGUAGES, Language

FILLER_ZH = "阅览室里不得大声说话,不得吃东西,不得占用别人的座位,看完的报纸放回原来的架子,儿童由家长带领,"
FILLER_EN = "nobody speaks loudly in the reading room, nobody eats there, nobody takes the seat of another, newspapers go back to their rack, children come with a parent, "
ZH = f"规则\n逾期不还的每天罚款五角,{FILLER_ZH}在书上涂写的罚款十元,{FILLER_ZH}其他事项由值班员决定。\n读者可以带水杯进馆。\n"
EN = (
    f"Rules\nWho returns a book late pays a fine of fifty cents a day, {FILLER_EN}who writes in a book pays a fine of ten yuan, "
    f"{FILLER_EN}and all else is decided by the keeper on duty.\nReaders may bring a cup.\n"
)


@pytest.fixture(scope="module")
def fines(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root: Path = tmp_path_factory.mktemp("fines")
    write_report(root / "reports", zh=ZH, en=EN)
    return desk_over(root, encoder)


def found(desk: Desk, text: str) -> Ranked:
    question = desk.understand(text)
    return desk.ranked(desk.index, question, scope(desk.index, question.searched))


@pytest.mark.parametrize(("question", "language", "words"), [("罚款是多少?", "zh", ("五角", "十元")), ("How much is the fine?", "en", ("fifty cents", "ten yuan"))])
def test_of_one_long_sentence_several_parts_are_quoted_and_not_all_of_it(fines: Desk, question: str, language: Language, words: tuple[str, str]) -> None:
    made = choose(fines.index, found(fines, question), Choosing(), wants_list=False).quotes
    quoted = [fines.index.reports["library"].quote(language, span) for quote in made if (span := quote.spans[language]) is not None]
    assert all(any(word in text for text in quoted) for word in words)
    assert sum(map(len, quoted)) < 0.6 * len(fines.index.reports["library"].text[language])


@pytest.mark.parametrize("question", ["罚款是多少?", "How much is the fine?", "可以带什么进馆?"])
@pytest.mark.parametrize("most", [1, 2, 4])
def test_quotes_are_the_best_windows_that_share_no_words_down_to_the_cut(fines: Desk, question: str, most: int) -> None:
    ranked = found(fines, question)
    settings = Choosing(most=most, cut=1.0, followed=0)
    made = choose(fines.index, ranked, settings, wants_list=False).quotes
    every = sorted((of_window(fines.index, held, place) for held in ranked.windows for place in range(len(held.scores))), key=lambda quote: -quote.score)
    best = every[0].score
    assert max(quote.score for quote in made) == best
    assert all(quote.score >= best - 1.0 for quote in made) and 1 <= len(made) <= most
    for language in LANGUAGES:
        spans = sorted((span.start, span.end) for quote in made if (span := quote.spans[language]) is not None)
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_what_was_shown_is_not_shown_again_and_the_rest_of_its_sentence_may_be(fines: Desk) -> None:
    ranked = found(fines, "罚款是多少?")
    settings = Choosing(most=1, cut=1.0, followed=0)
    first = choose(fines.index, ranked, settings, wants_list=False).quotes
    second = choose(fines.index, ranked, settings, wants_list=False, without=first).quotes
    assert second and second[0].unit == first[0].unit and second[0].spans != first[0].spans
    assert second[0].score <= first[0].score
