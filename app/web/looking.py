"""The API's addresses for reading: the reports, a passage, and a search that ranks passages and answers nothing."""

from collections.abc import Generator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from app.answer import Citation
from app.answering.choosing import of_windows
from app.answering.citations import cite
from app.answering.quotes import Chosen
from app.answering.scope import scope
from app.asking import Desk
from app.errors import ReportFault
from app.understanding.question import clean
from app.web import examples, shapes
from app.web.body import StrictRoute
from app.web.problems import fault_problem, spoken
from app.web.streaming import Work
from app.web.told import gives, named, refuses
from index.ranking import Ranked
from index.search import Index
from source.errors import DuizhaoError
from source.report import LANGUAGES, Language, Passage, Report, Span

LIMIT = 10
"""Passages that a search gives where it is not told how many."""
MOST = 50
"""Passages that it gives at most."""


def looking(desk: Desk, work: Work) -> APIRouter:
    """The addresses over one desk's reports."""
    router = APIRouter(prefix="/api", tags=["阅读 Reading"], route_class=StrictRoute)

    @router.get(
        "/reports",
        summary="有哪些报告 · The reports",
        response_model=shapes.Reports,
        responses=gives(examples.REPORTS, "全部报告。 All reports.") | refuses(503),
    )
    def reports() -> Response:
        """可以提问和阅读的全部报告。

        All reports that can be asked and read.
        """
        try:
            return JSONResponse({"reports": [_report(report) for report in desk.index.reports.values()]})
        except DuizhaoError as fault:
            return fault_problem(fault)

    @router.get(
        "/passages/{id:path}",
        summary="一个段落 · A passage",
        response_model=shapes.Passage,
        responses=gives(examples.PASSAGE, "段落。 The passage.") | refuses(404, 503),
    )
    def passage(request: Request, id: Annotated[str, Path(description="段落编号，里面有斜线。 The passage's id; it holds a slash.", openapi_examples=named(examples.PASSAGE_ID))]) -> Response:
        """整个段落，两种语言，逐句对照，连同译注；每句带有它在阅读页里的锚点。

        The whole passage in both languages, sentence by sentence, with its translation notes; each sentence has its anchor on the reading page.
        """
        try:
            index = desk.index
        except DuizhaoError as fault:
            return fault_problem(fault)
        if id not in index.passages:
            return spoken(request.scope, 404, "no_such_passage", code="no_such_passage")
        return JSONResponse(_passage(index.reports[id.split("/", 1)[0]], index.passages[id]))

    @router.get(
        "/search",
        summary="查找段落 · Search",
        response_model=shapes.Hits,
        responses=gives(examples.HITS, "最相近的段落在前。 Passages, nearest first.") | refuses(422, 503),
    )
    async def search(
        request: Request,
        q: Annotated[str, Query(description="要查找的内容，中文或英文均可。 What to look for, in Chinese or English.", openapi_examples=named(examples.SEARCHED))],
        report: Annotated[list[shapes.ReportId] | None, Query(description="只在这些报告里查找。 In these reports alone.", max_length=shapes.REPORTS_CAP)] = None,
        limit: Annotated[int, Query(ge=1, le=MOST, description="最多给出几段。 Passages at most.")] = LIMIT,
    ) -> Response:
        """按相近程度列出段落，不作回答；中英两种文本都查。

        Passages by how near they come to the words, in the texts of both languages. Nothing is answered.
        """

        def found() -> Generator[dict[str, Any], None, None]:
            yield _hits(desk, q, known(desk, report or ()), limit)

        try:
            return JSONResponse(await work.last(request, found))
        except DuizhaoError as fault:
            return fault_problem(fault)

    return router


def known(desk: Desk, reports: Sequence[str]) -> list[str] | None:
    """The reports that are asked for, None for all of them. Raises ReportFault where one is not there. Blocks while an index is opened."""
    held = desk.index.reports
    if any(report not in held for report in reports):
        raise ReportFault("a report that is named is not there", hint="GET /api/reports tells which there are (GET /api/reports 列出全部报告)")
    return list(dict.fromkeys(reports)) or None


def _report(report: Report) -> dict[str, Any]:
    told = {"id": report.id, "title": report.title, "publisher": report.publisher, "original": report.original, "translation": report.translation, "date": report.date}
    return told | {"passages": len(report.passages), "url": f"/read/{report.id}"}


def _hits(desk: Desk, words: str, reports: list[str] | None, limit: int) -> dict[str, Any]:
    """The passages with the words in each that come nearest, or whole where no window of theirs was compared."""
    question = desk.understand(words, reports=reports)
    index = desk.index
    ranked = desk.ranked(index, question, scope(index, question.searched, reports))
    nearest = _nearest(index, ranked)
    passages = [(id, score) for id, score in ranked.passages if id in nearest][:limit]
    cited = cite(index, [nearest[id] for id, _ in passages])
    rows = [_hit(citation, score) for citation, (_, score) in zip(cited, passages, strict=True)]
    return {"query": clean(words), "searched": question.searched, "language": question.language, "passages": rows}


def _nearest(index: Index, ranked: Ranked) -> dict[str, Chosen]:
    """The best window of each passage, as a quote."""
    out: dict[str, Chosen] = {}
    for held in ranked.windows:
        out.setdefault(held.candidate.unit.passage, of_windows(index, held))
    return out


def _hit(citation: Citation, score: float) -> dict[str, Any]:
    sides = {language: _piece(quote.text, quote.start, quote.end) if (quote := citation.side(language)) is not None else None for language in LANGUAGES}
    told = {"id": citation.passage, "report": citation.report, "section": citation.section, "score": round(score, 4)}
    return told | sides | {"note": citation.note, "url": citation.url}


def _passage(report: Report, passage: Passage) -> dict[str, Any]:
    spans = {side: _quote(report, side, span) if (span := passage.spans[side]) is not None else None for side in LANGUAGES}
    told = {"id": passage.id, "report": report.id, "section": {side: report.path(passage.section, side) for side in LANGUAGES}, "original": report.original}
    return told | spans | {"sentences": _sentences(report, passage), "notes": _notes(report, passage), "url": f"/read/{report.id}#{passage.anchor}"}


def _sentences(report: Report, passage: Passage) -> list[dict[str, Any]]:
    """The passage's sentences by what renders each other, with their anchors as on the reading page."""
    beads = passage.anchored(report.original)
    return [{side: [_quote(report, side, span) | {"anchor": anchor, "url": f"/read/{report.id}#{anchor}"} for span, anchor in placed] for side, placed in bead.items()} for bead in beads]


def _notes(report: Report, passage: Passage) -> list[dict[str, Any]]:
    touching = [note for note in report.notes if note.touches(passage.spans)]
    return [{side: report.quote(side, span) if (span := note.spans[side]) is not None else None for side in LANGUAGES} | {"says": note.says} for note in touching]


def _quote(report: Report, language: Language, span: Span) -> dict[str, Any]:
    return _piece(report.quote(language, span), span.start, span.end)


def _piece(text: str, start: int, end: int) -> dict[str, Any]:
    return {"text": text, "start": start, "end": end}
