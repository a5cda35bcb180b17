"""Search over small reports: every direction between the languages, filters, order, and the LlamaIndex retriever."""

from pathlib import Path

import numpy as np
import pytest
from conftest import EN, ZH, nothing, write_report
from llama_index.core.schema import NodeWithScore, TextNode

from index.build import build
from index.encoder import Encoder
from index.retriever import DuizhaoRetriever
from index.search import Index, open_index
from index.settings import Settings
from source.report import LANGUAGES, Language

POOL_ZH = "游泳馆守则\n一、入馆\n游泳馆每天中午十二点开门。进馆前必须淋浴，不准带饮料。\n二、安全\n儿童须由大人陪同。深水区只供会游泳的人使用。\n"
POOL_EN = "Rules of the swimming pool\nI. Entry\nThe swimming pool opens at noon every day. A shower is required before entry.\nII. Safety\nChildren must be accompanied by an adult.\n"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Index:
    """The library in both languages, a pool in Chinese only, a pool in English only."""
    root = tmp_path_factory.mktemp("three")
    write_report(root / "reports")
    write_report(root / "reports", "pool-en", "-", POOL_EN, 'files = {en = "en.txt"}\noriginal = "en"\ntranslation = "none"\n')
    write_report(root / "reports", "pool-zh", POOL_ZH, "-", 'files = {zh = "zh.txt"}\noriginal = "zh"\ntranslation = "none"\n')
    settings = Settings(source=root / "reports", store=str(root / "store"))
    build(settings, encoder, nothing)
    return open_index(settings, encoder)


@pytest.fixture(scope="module")
def library_index(library: Settings, encoder: Encoder) -> Index:
    return open_index(library, encoder)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("question", "passage"),
    [
        pytest.param("每人最多可以借几本书?", "library/2.p1", id="zh-borrowing"),
        pytest.param("周末谁来值班?", "library/1.2.p1", id="zh-weekend"),
        pytest.param("平日早上几点开门?", "library/1.1.p1", id="zh-weekday"),
        pytest.param("逾期不還書會怎麼樣?", "library/2.p1", id="zh-traditional"),
        pytest.param("How many books may one person borrow?", "library/2.p1", id="en-borrowing"),
        pytest.param("Who is on duty at weekends?", "library/1.2.p1", id="en-weekend"),
        pytest.param("Where are the holiday hours announced?", "library/1.1.p1", id="en-weekday"),
        pytest.param("办 reader's card 借书", "library/2.p1", id="mixed"),
    ],
)
def test_the_passage_is_found_in_the_text_of_either_language_alone(library_index: Index, question: str, passage: str, language: str) -> None:
    assert library_index.search(question, languages=[language]).passages[0][0] == passage  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("question", "report", "passage"),
    [
        pytest.param("游泳馆几点开门?", "pool-en", "pool-en/1.p1", id="zh-question-over-english-only"),
        pytest.param("小孩子可以单独来吗?", "pool-en", "pool-en/2.p1", id="zh-question-over-english-only-2"),
        pytest.param("When does the swimming pool open?", "pool-zh", "pool-zh/1.p1", id="en-question-over-chinese-only"),
        pytest.param("Who may use the deep end?", "pool-zh", "pool-zh/2.p1", id="en-question-over-chinese-only-2"),
        pytest.param("游泳馆几点开门?", "pool-zh", "pool-zh/1.p1", id="zh-question-over-chinese-only"),
        pytest.param("When does the swimming pool open?", "pool-en", "pool-en/1.p1", id="en-question-over-english-only"),
        pytest.param("周末谁来值班?", "library", "library/1.2.p1", id="zh-question-over-both"),
    ],
)
def test_a_report_in_one_language_is_found_by_questions_in_the_other(both: Index, question: str, report: str, passage: str) -> None:
    found = both.search(question, reports=[report])
    assert found.passages[0][0] == passage
    assert {candidate.unit.report for candidate in found.candidates} == {report}


def test_over_several_reports_the_right_one_comes_first_whatever_its_languages(both: Index) -> None:
    assert both.search("周末谁来值班?").passages[0][0] == "library/1.2.p1"
    for question, first, second in [("游泳馆几点开门?", "pool-zh/1.p1", "pool-en/1.p1"), ("When does the swimming pool open?", "pool-en/1.p1", "pool-zh/1.p1")]:
        order = [id for id, _ in both.search(question).passages]
        assert order[0] == first
        assert order.index(second) < min(at for at, id in enumerate(order) if id.startswith("library/"))


def test_reports_that_are_named_are_the_only_ones_searched(both: Index) -> None:
    question = "When does the swimming pool open?"
    assert {id.split("/")[0] for id, _ in both.search(question).passages} == {"library", "pool-en", "pool-zh"}
    assert {id.split("/")[0] for id, _ in both.search(question, reports=["library", "pool-zh"]).passages} == {"library", "pool-zh"}


def test_a_search_among_no_reports_finds_nothing(both: Index) -> None:
    found = both.search("When does the swimming pool open?", reports=["absent"])
    assert (found.candidates, found.passages) == ((), ())


@pytest.mark.parametrize("question", ["周末图书馆开到几点?", "When does the swimming pool open?", "library 读者证", "x"])
def test_candidates_and_passages_come_best_first_and_once(both: Index, question: str) -> None:
    found = both.search(question)
    for scores in ([candidate.score for candidate in found.candidates], [score for _, score in found.passages]):
        assert scores == sorted(scores, reverse=True)
        assert not np.isnan(scores).any()
    assert len({candidate.unit.id for candidate in found.candidates}) == len(found.candidates)
    assert len({id for id, _ in found.passages}) == len(found.passages)
    assert not any(id.endswith("/0.p0") for id, _ in found.passages), "a title page is no passage to read"


def test_a_candidate_has_a_score_for_every_window_of_each_language(both: Index) -> None:
    for candidate in both.search("周末图书馆开到几点?").candidates:
        assert {language: len(candidate.windows[language]) for language in LANGUAGES} == {language: len(candidate.unit.windows[language]) for language in LANGUAGES}
        original = both.reports[candidate.unit.report].original
        assert len(candidate.pairs) == len(candidate.unit.windows[original])


def test_two_searches_of_one_question_give_the_same(library_index: Index) -> None:
    first, second = library_index.search("周末图书馆开到几点?"), library_index.search("周末图书馆开到几点?")
    assert first.passages == second.passages
    assert [candidate.unit.id for candidate in first.candidates] == [candidate.unit.id for candidate in second.candidates]


@pytest.mark.parametrize(
    ("language", "question", "words", "section"),
    [
        pytest.param("zh", "周末开到几点?", "周末延长开放到晚上十点", "一、开放时间 > (二)周末", id="zh"),
        pytest.param("en", "周末开到几点?", "At weekends opening hours are extended", "I. Opening hours > (2) Weekends", id="zh-question-en-text"),
    ],
)
def test_the_retriever_gives_llamaindex_nodes_with_text_and_place(library_index: Index, language: str, question: str, words: str, section: str) -> None:
    nodes = DuizhaoRetriever(library_index, language=language, top_k=2).retrieve(question)  # type: ignore[arg-type]
    assert [type(node) for node in nodes] == [NodeWithScore, NodeWithScore]
    best = nodes[0].node
    assert isinstance(best, TextNode)
    assert best.node_id == "library/1.2.p1"
    assert best.text.startswith(words)
    assert best.text in (ZH if language == "zh" else EN)
    assert best.metadata["report"] == "library"
    assert best.metadata["section"].startswith(section)
    assert best.metadata["url"] == "/read/library#1.2.p1"
    assert nodes[0].score is not None
    assert nodes[1].score is not None
    assert nodes[0].score > nodes[1].score


def test_the_retriever_falls_back_to_the_language_that_there_is(both: Index) -> None:
    nodes = DuizhaoRetriever(both, language="zh", top_k=20).retrieve("When does the swimming pool open?")
    texts = {node.node.node_id: node.text for node in nodes}
    assert texts["pool-en/1.p1"].startswith("The swimming pool opens at noon")
    assert texts["pool-zh/1.p1"].startswith("游泳馆每天中午十二点开门")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_retriever_gives_what_only_the_translation_has_from_the_translation(language: Language, encoder: Encoder, tmp_path: Path) -> None:
    chinese = POOL_ZH.replace("儿童须由大人陪同。深水区只供会游泳的人使用。\n", "三、其他\n更衣柜当天清空。\n")
    write_report(tmp_path / "reports", "pool", chinese, POOL_EN + "III. Other matters\nLockers are emptied every day.\n")
    settings = Settings(source=tmp_path / "reports", store=str(tmp_path / "store"))
    build(settings, encoder, nothing)
    index = open_index(settings, encoder)
    (alone,) = (passage.id for passage in index.passages.values() if passage.spans["zh"] is None)
    texts = {node.node.node_id: node.node.text for node in DuizhaoRetriever(index, language=language, top_k=20).retrieve("Who must accompany children?")}
    assert texts[alone] == "Children must be accompanied by an adult."


def test_the_store_holds_the_nodes_as_any_llamaindex_program_reads_them(library: Settings, library_index: Index, encoder: Encoder, tmp_path: Path) -> None:
    from llama_index.core.vector_stores import VectorStoreQuery
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from index import store

    with store.client(library.store, library_index.folder / "chroma") as client:
        collection = client.get_collection(f"{library_index.folder.name}-passages-en", embedding_function=None)
        found = ChromaVectorStore(chroma_collection=collection).query(VectorStoreQuery(query_embedding=encoder.queries(["When is it open at weekends?"])[0].tolist(), similarity_top_k=1))
    assert found.nodes is not None
    assert found.nodes[0].metadata == {"report": "library"}
    assert found.nodes[0].get_content().startswith("At weekends opening hours are extended")
