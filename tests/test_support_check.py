"""The check of one sentence against what it cites: what is surely wrong is caught, what is surely right passes, in both languages."""

from collections.abc import Sequence

import numpy as np
import pytest

from app.written.held import held, mean_state, said
from app.written.reader import TOKENS, nearest
from app.written.signs import REASONS, SIGNS
from app.written.support import ALL, READS, SUPPORTING, Evidence, Support, Verdict
from index.encoder import Encoder, Progress, Tokens, Vectors
from source.report import Language

LOANS = Evidence(
    "借书须办读者证。每人最多借五本书,借期为三十天,可以续借一次。逾期不还的,暂停借书资格两个月。",
    "Borrowing books requires a reader's card. Everyone may borrow at most five books; the loan period is thirty days and can be extended once. "
    "Those who do not return books in time lose the right to borrow for two months.",
    ("第三章 借书规则", "Chapter 3 Rules for borrowing"),
)
HOURS = Evidence(
    "图书馆周一至周五上午九点开门,晚上八点关门。周末由志愿者值班。",
    "The library opens at nine in the morning from Monday to Friday and closes at eight in the evening. At weekends volunteers are on duty.",
)


@pytest.fixture(scope="module")
def support(encoder: Encoder) -> Support:
    return Support(encoder)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("每人最多可以借五本书，借期为三十天。", "zh"),
        ("报告提出，每人最多借5本书，借期30天。", "zh"),
        ("根据第三章，借书须办读者证。", "zh"),
        ("每人最多借五本書，借期為三十天。", "zh"),
        ("逾期不还的，“暂停借书资格两个月”。", "zh"),
        ("Everyone may borrow at most five books for thirty days.", "en"),
        ("The report says that the loan period is 30 days and can be extended once.", "en"),
        ("Under Chapter 3, borrowing books requires a reader's card.", "en"),
        ("Those who are late “lose the right to borrow” for two months.", "en"),
        ("Those who are late “lose the right ... for two months”.", "en"),
        ("Those who are late ‘lose the right to borrow’ for two months.", "en"),
        ("逾期不还的，‘暂停借书资格两个月’。", "zh"),
    ],
)
def test_what_the_passage_says_passes(support: Support, sentence: str, language: Language) -> None:
    verdict = support.check(sentence, language, [LOANS])
    assert verdict.supported, verdict
    assert verdict.reasons == ()


def test_a_quotation_with_something_left_out_is_no_invented_one(support: Support) -> None:
    assert "quote" not in support.check("逾期不还的，“暂停……资格两个月”。", "zh", [LOANS]).reasons
    assert "quote" in support.check("逾期不还的，“暂停……资格五年”。", "zh", [LOANS]).reasons


@pytest.mark.parametrize(
    ("sentence", "language", "reason"),
    [
        ("每人最多借五本书，借期为四十天。", "zh", "number"),
        ("每人最多借五本书，借期为三十周。", "zh", "number"),
        ("根据第七章，借书须办读者证。", "zh", "number"),
        ("逾期不还的，“永久取消借书资格”。", "zh", "quote"),
        ("市政府计划在郊区新建一座体育馆和三座游泳池。", "zh", "meaning"),
        ("Everyone may borrow at most eight books for thirty days.", "en", "number"),
        ("The loan period is thirty weeks and can be extended once.", "en", "number"),
        ("Those who are late “must leave the library at once”.", "en", "quote"),
        ("逾期不还的，“两个月……暂停借书资格”。", "zh", "quote"),
        ("逾期不还的，‘永久取消借书资格’。", "zh", "quote"),
        ("Those who are late ‘must leave the library at once’.", "en", "quote"),
        ("每人至少借五本书，借期为三十天。", "zh", "contrary"),
        ("读者证由市公安局办理。", "zh", "name"),
        ("据世界银行介绍，每人最多借五本书，借期为三十天。", "zh", "name"),
        ("按照Frankfurt的规定，每人最多借五本书，借期为三十天。", "zh", "name"),
        ("In Frankfurt everyone may borrow at most five books, and the loan period is thirty days.", "en", "name"),
        ("Provided that the librarian agrees, everyone must borrow five books.", "en", "modality"),
        ("The city plans to build a sports hall and a swimming pool in the suburbs.", "en", "meaning"),
    ],
)
def test_what_the_passage_does_not_say_is_caught_with_the_reason(support: Support, sentence: str, language: Language, reason: str) -> None:
    verdict = support.check(sentence, language, [LOANS])
    assert not verdict.supported, verdict
    assert reason in verdict.reasons
    assert 0 <= verdict.score < 1


NAMING = Evidence("我国的人工智能委员会在德国设立办事处。", "Our country's Committee on Artificial Intelligence set up an office in Germany.")


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("China's committee set up an office in Germany.", "en"),
        ("The AI committee set up a German office.", "en"),
        ("The Chinese committee has an office in Germany.", "en"),
        ("我国的AI委员会在德国设立办事处。", "zh"),
        ("Section 2 says that the Government's committee has an office, open on Monday.", "en"),
        ("见第II章：委员会用App办事，GDP以km计。", "zh"),
    ],
)
def test_a_name_in_another_form_is_no_other_name(support: Support, sentence: str, language: Language) -> None:
    assert support.signs(sentence, language, [NAMING])[SIGNS.index("name")] == 0


def test_initials_that_chance_puts_together_excuse_no_name(support: Support) -> None:
    offices = Evidence("老年用户有一间办公室。", "Elderly users have an office.")
    assert support.signs("The users of the EU have an office.", "en", [offices])[SIGNS.index("name")] < 0
    assert support.signs("The office is of the EU.", "en", [Evidence(None, "The office is of the European Union.")])[SIGNS.index("name")] == 0


def test_an_english_name_is_not_looked_for_in_chinese_passages(support: Support) -> None:
    assert support.signs("The office is in Frankfurt.", "en", [Evidence("办事处设在法兰克福。", None)])[SIGNS.index("name")] == 0
    assert support.signs("The office is in Frankfurt.", "en", [NAMING])[SIGNS.index("name")] < 0


@pytest.mark.parametrize(("sentence", "language"), [("周末由志愿者值班，借期为三十天。", "zh"), ("At weekends volunteers are on duty; the loan period is thirty days.", "en")])
def test_passages_cited_together_bear_a_sentence_out_together(support: Support, sentence: str, language: Language) -> None:
    assert support.check(sentence, language, [HOURS, LOANS]).score > max(support.check(sentence, language, [one]).score for one in (HOURS, LOANS))


@pytest.mark.parametrize(("sentence", "language", "place"), [("周末由志愿者值班。", "zh", 1), ("The loan period is thirty days.", "en", 0), ("体育馆的屋顶去年漏过雨。", "zh", None)])
def test_a_sentence_without_a_marker_goes_to_the_passage_that_supports_it(support: Support, sentence: str, language: Language, place: int | None) -> None:
    assert support.best(sentence, language, [LOANS, HOURS]) == place


@pytest.mark.parametrize("evidence", [[], [Evidence(None, None)], [Evidence("", " ")]])
def test_nothing_is_supported_by_nothing(support: Support, evidence: Sequence[Evidence]) -> None:
    assert support.check("每人最多借五本书。", "zh", evidence).reasons == ("evidence",)
    assert support.best("每人最多借五本书。", "zh", evidence) is None


@pytest.mark.parametrize(("sentence", "language"), [("是的。", "zh"), ("The the the the.", "en"), ("……", "zh")])
def test_a_sentence_without_content_is_not_supported(support: Support, sentence: str, language: Language) -> None:
    assert support.check(sentence, language, [Evidence("图书馆周末开放到晚上十点。", "The library is open until ten at weekends.")]) == Verdict(False, 0.0, ("meaning",))


@pytest.mark.parametrize(("sentence", "language"), [("", "zh"), ("。", "zh"), ("[", "en"), ("１２３", "zh"), ("a" * 3000, "en"), ("不" * 500, "zh"), ("\u202e\x00🎉", "en")])
def test_any_text_gets_a_verdict(support: Support, sentence: str, language: Language) -> None:
    assert 0 <= support.check(sentence, language, [LOANS]).score <= 1


@pytest.mark.parametrize(("evidence", "language", "sentence"), [(Evidence(LOANS.zh, None), "en", "The loan period is thirty days."), (Evidence(None, LOANS.en), "zh", "借期为三十天。")])
def test_a_report_in_one_language_bears_out_sentences_in_the_other(support: Support, evidence: Evidence, language: Language, sentence: str) -> None:
    assert support.check(sentence, language, [evidence]).supported


def test_the_same_sentence_gets_the_same_verdict_whatever_was_read_before(encoder: Encoder, support: Support) -> None:
    fresh = Support(encoder)
    fresh.prepare([HOURS])
    assert fresh.check("借期为三十天。", "zh", [LOANS]) == support.check("借期为三十天。", "zh", [LOANS])


def test_weights_stand_for_the_signs_that_there_are() -> None:
    for settings in SUPPORTING.values():
        assert len(settings.weights) == len(settings.usual) == len(ALL)
        assert min(settings.weights) >= 0
    assert set(REASONS) == set(ALL) and set(SIGNS) < set(ALL)


def test_a_long_passage_is_read_by_the_sentences_nearest_to_what_is_said(encoder: Encoder) -> None:
    mean = mean_state(encoder)
    filler = "委员会每年公布一次经费使用情况,并听取居民的意见。" * 12
    passage = held(encoder, filler + (LOANS.zh or "") + filler, "zh", mean)
    tokens = nearest(said(encoder, "借期为三十天。", "zh", mean), [passage])
    read = "".join(passage.text[start:end] for start, end in tokens.offsets)
    assert "借期为三十天" in read
    assert len(tokens.offsets) <= TOKENS


class Plain:
    """An encoder without token states, as hub models are."""

    name = "plain"
    fingerprint = "plain"

    def queries(self, texts: Sequence[str]) -> Vectors:
        return np.ones((len(texts), 4), np.float32) / 2

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self.queries(texts)

    def read(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Tokens]:
        return np.ones((len(spans), 4), np.float32) / 2, Tokens.none(4)

    def asked(self, text: str) -> tuple[Vectors, Tokens]:
        return np.ones(4, np.float32) / 2, Tokens.none(4)


def test_without_token_states_words_numbers_and_quotations_still_count() -> None:
    check = Support(Plain()).check
    right, wrong = check("每人最多借五本书，借期为三十天。", "zh", [LOANS]), check("每人最多借五本书，借期为四十天。", "zh", [LOANS])
    assert right.score > wrong.score
    assert "number" in wrong.reasons


@pytest.mark.parametrize(
    ("faithful", "false", "language"),
    [
        ("每人最多可以借五本书，借期为三十天。", "每人最多可以借五本书，逾期不还的加收三倍租金。", "zh"),
        ("Everyone may borrow at most five books for thirty days.", "Everyone may borrow at most five books and sell them on.", "en"),
    ],
)
def test_the_shipped_reader_takes_part_and_tells_them_apart(support: Support, faithful: str, false: str, language: Language) -> None:
    right, wrong = (support.signs(sentence, language, [LOANS])[[ALL.index(name) for name in READS]] for sentence in (faithful, false))
    assert (right != 0).all()
    assert right.sum() > wrong.sum()
