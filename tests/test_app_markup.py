"""Reports and questions are shown as text: nothing in them is read as HTML, as Markdown or as a template."""

from html.parser import HTMLParser

import pytest
from conftest import desk_over, write_report
from hostile import EN, NOTES, SCRIPT, ZH

from app.answer import Answer, Citation, Quote
from app.asking import Desk
from app.pages import reader
from app.pages.evidence_view import view
from app.pages.turn_view import _laid, _quotes, finished
from index.encoder import Encoder
from source.report import LANGUAGES


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Desk:
    """A desk over a report that is full of markup."""
    root = tmp_path_factory.mktemp("hostile")
    folder = write_report(root / "reports", "hostile", ZH, EN)
    (folder / "notes.toml").write_text(NOTES, encoding="utf-8")
    return desk_over(root, encoder)


class Elements(HTMLParser):
    """The elements with their attributes, and the text, of a page as a browser reads it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    "question", ["周末延长开放到几点?", "Until when is the library open at weekends?", "每人最多借几本书?", "How many books may everyone borrow?", "这份报告讲什么?", "What is this report about?"]
)
def test_an_answer_over_a_hostile_report_is_its_quotes_as_text(hostile: Desk, question: str) -> None:
    answer = hostile.answer(question)
    assert answer.status == "answered"
    shown = finished(hostile.index, answer)
    assert [block["number"] for block in shown["blocks"]] == [citation.number for citation in answer.citations]
    for block, citation in zip(shown["blocks"], answer.citations, strict=True):
        quote = citation.side(block["language"])
        assert quote is not None
        assert block["text"] == " ".join(quote.text.split())
    assert answer.text.startswith(shown["lead"])


def test_a_marker_that_stands_in_the_report_is_not_taken_for_the_answers_own() -> None:
    quote = Quote("见脚注[1]和“[2]”", 0, 12)
    one = Citation(1, "r", "r/1.p1", {"zh": [], "en": []}, quote, None, None, "/read/r#1.p1.s1")
    assert _laid(f"报告写道：「{quote.text}」 [1]", _quotes(Answer("q", "q", "q", "zh", "answered", f"报告写道：「{quote.text}」 [1]", citations=(one,)))) == (
        "报告写道：",
        [{"kind": "quote", "number": 1, "language": "zh", "text": quote.text, "aside": ""}],
    )


def test_the_reading_page_of_a_hostile_report_has_only_its_own_elements_and_all_its_text(hostile: Desk) -> None:
    report = hostile.index.reports["hostile"]
    shown = Elements(reader.page(report))
    assert not {tag for tag, _ in shown.tags} & {"img", "b", "iframe", "object"}
    assert {attributes.get("src") for tag, attributes in shown.tags if tag == "script"} <= {"/static/read.js", "/static/early.js"}
    assert not [name for _, attributes in shown.tags for name in attributes if name.startswith("on")]
    assert not [href for _, attributes in shown.tags if (href := attributes.get("href")) and not href.startswith(("/", "#", "?"))]
    for passage in report.passages:
        for language in LANGUAGES:
            for sentence in passage.sentences(language):
                assert report.quote(language, sentence) in shown.text
    assert f'注{SCRIPT}"' in shown.text


def test_the_evidence_is_plain_text_in_pieces_that_make_up_the_passage(hostile: Desk) -> None:
    answer = hostile.answer("每人最多借几本书?")
    shown = view(hostile.index, answer)
    report = hostile.index.reports["hostile"]
    for passage in shown["passages"]:
        for language in LANGUAGES:
            for row, bead in zip(passage["rows"], hostile.index.passages[passage["passage"]].beads, strict=True):
                span = bead.spans()[language]
                assert "".join(piece["text"] for piece in row[language]) == (report.quote(language, span) if span is not None else "")
            marked = [piece["text"] for row in passage["rows"] for piece in row[language] if 1 in piece["numbers"]]
            quote = answer.citations[0].side(language)
            assert quote is not None
            assert "".join(marked) == quote.text
            noted = [piece["text"] for row in passage["rows"] for piece in row[language] if piece["notes"]]
            assert noted == [{"zh": "五本书", "en": "five books"}[language]]
    assert any(f"注{SCRIPT}" in note["says"]["zh"] for passage in shown["passages"] for note in passage["notes"])
