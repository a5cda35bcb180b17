"""Duizhao as a model, in the form of OpenAI's API (/v1): so that chat programs made for models can ask the reports.

The user's last message is the question, those before are its history. What a system, an assistant or a tool says is not
read: instructions change nothing here. Such programs show what they get as Markdown, so marks in what a report or a
question says are escaped. Knows nothing of problem details; its errors have OpenAI's form.
"""

import re
import secrets
import time
from collections.abc import Generator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Request, Response
from fastapi.responses import JSONResponse

from app.answer import Answer, Answered, Event, Token
from app.asking import Desk
from app.conversing.exporting import sources
from app.errors import QuestionFault, ReportFault
from app.web import examples, shapes
from app.web.body import StrictRoute
from app.web.problems import fault_details, openai_error
from app.web.streaming import GONE, Work, sse
from app.web.told import gives, named, refuses_as_openai
from index.search import Index
from source.errors import DuizhaoError

MODEL = "duizhao"
"""The model that reads all reports; `duizhao/<report>` reads one."""
DONE = b"data: [DONE]\n\n"
USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
"""Tokens are not counted: nothing here has a price by them."""
_MARKS = re.compile(r"[\\`*_<>&|~#@$]|\[(?!\d{1,3}\])|(?<!\[\d)(?<!\[\d\d)(?<!\[\d\d\d)\]|(?:(?<=\])|\A)[(:]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What Markdown, with links, tables and sums of its dialects, would read as a mark, wherever a piece of an answer ends; a citation's number in brackets is none, nor can be made one."""
_ENTITIES = {"[": "&#91;", "]": "&#93;", "(": "&#40;", "$": "&#36;"}
"""Marks that a backslash would make into a sum's, in many of these programs."""
_BASE = re.compile(r"https?://[\w.:\[\]-]+")
Row = dict[str, Any]


class ChatFault(DuizhaoError):
    """A request that asks for what is not done here; `param` is the field."""

    def __init__(self, sentence: str, param: str, code: str = "unsupported_value") -> None:
        super().__init__(sentence)
        self.param = param
        self.code = code


def openai_form(desk: Desk, work: Work) -> APIRouter:
    """The addresses under /v1 over one desk."""
    began = int(time.time())
    router = APIRouter(prefix="/v1", tags=["OpenAI 格式 OpenAI's form"], route_class=StrictRoute)

    @router.get("/models", summary="模型列表 · Models", response_model=shapes.Models, responses=gives(examples.MODELS, "模型。 The models.") | refuses_as_openai(503))
    def models() -> Response:
        """`duizhao` 读全部报告，`duizhao/报告编号` 只读一份。

        `duizhao` reads all reports, `duizhao/` and a report's id reads that one.
        """
        try:
            return JSONResponse({"object": "list", "data": [_model(name, began) for name in _models(desk.index)]})
        except DuizhaoError as fault:
            return _refusal(fault)

    @router.get("/models/{model:path}", summary="一个模型 · A model", response_model=shapes.Model, responses=gives(examples.MODEL, "模型。 The model.") | refuses_as_openai(404, 503))
    def model(model: Annotated[str, Path(description="模型名，里面可以有斜线。 A model's name; it may hold a slash.", openapi_examples=named(examples.MODEL_NAME))]) -> Response:
        """一个模型的名称。

        One model by its name.
        """
        try:
            return JSONResponse(_model(model, began)) if model in _models(desk.index) else _refusal(_no_model())
        except DuizhaoError as fault:
            return _refusal(fault)

    @router.post(
        "/chat/completions",
        summary="提问 · Ask",
        response_model=shapes.Completion,
        responses=gives(examples.COMPLETION, "回答。 The answer.", events=examples.CHUNKS) | refuses_as_openai(400, 404, 415, 422, 503),
    )
    async def completions(request: Request, chat: Annotated[shapes.Chat, Body(openapi_examples=named(examples.CHAT))]) -> Response:
        """用户的最后一条消息是问题，此前的用户消息是上文；其他角色的消息一律不看。回答后面附有出处，另有 `citations` 和 `duizhao`（完整的回答）两个字段。

        The user's last message is the question, those before are its history; messages of other roles are not read. The sources follow the answer as text,
        and stand in two fields of their own, `citations` and `duizhao` (the whole answer).
        """
        base, streams = str(request.base_url).rstrip("/"), chat.stream is True
        try:
            _refuse_what_is_not_done(chat)
            question, *earlier = reversed(_asked(chat.messages))
        except DuizhaoError as fault:
            return _refusal(fault)

        def events() -> Generator[Event, None, None]:
            yield from desk.ask(question, earlier[::-1], id=f"q-{len(earlier) + 1}", reports=_reports(chat.model, desk.index))

        if streams:
            usage = chat.stream_options is not None and chat.stream_options.include_usage is True
            return work.stream(lambda: _chunks(events(), chat.model, base, usage=usage), _refusal, lambda fault: sse("", _error(fault)))
        try:
            last = await work.last(request, events)
        except DuizhaoError as fault:
            return _refusal(fault)
        return JSONResponse(_completion(last, chat.model, base)) if isinstance(last, Answered) else Response(status_code=GONE)

    return router


def _models(index: Index) -> list[str]:
    return [MODEL, *(f"{MODEL}/{report}" for report in index.reports)]


def _model(name: str, created: int) -> Row:
    return {"id": name, "object": "model", "created": created, "owned_by": "duizhao"}


def _reports(model: str, index: Index) -> list[str] | None:
    """The reports that a model reads, None for all. Raises ReportFault."""
    if model not in _models(index):
        raise _no_model()
    return None if model == MODEL else [model.removeprefix(f"{MODEL}/")]


def _no_model() -> ReportFault:
    return ReportFault("there is no such model", hint="GET /v1/models tells which there are")


def _refuse_what_is_not_done(chat: shapes.Chat) -> None:
    """Raises ChatFault for what a client would rely on and would not get."""
    if chat.n not in (None, 1):
        raise ChatFault("one answer is given to a question: n must be 1", "n")
    if isinstance(chat.tool_choice, dict) or chat.tool_choice == "required":
        raise ChatFault("no tools are called here: tool_choice can be none or auto", "tool_choice")
    if isinstance(chat.response_format, dict) and chat.response_format.get("type", "text") != "text":
        raise ChatFault("answers are text: response_format can be text", "response_format")
    if set(chat.modalities or ["text"]) != {"text"}:
        raise ChatFault("answers are text: modalities can be text", "modalities")


def _asked(messages: Sequence[shapes.Message]) -> list[str]:
    """What the user said, oldest first. Raises ChatFault where there is nothing, or something that is no text."""
    out: list[str] = []
    for place, message in enumerate(messages):
        if message.role != "user":
            continue
        parts = message.content if isinstance(message.content, list) else []
        if any(part.type not in ("text", "input_text") for part in parts):
            raise ChatFault("messages are read as text: there is no eye for images, sound or files here", f"messages.{place}.content", "unsupported_content")
        out.append("\n".join(part.text or "" for part in parts) if parts else message.content if isinstance(message.content, str) else "")
    if not out:
        raise ChatFault("there is no message of the user", "messages", "no_question")
    return out


def _shown(text: str) -> str:
    """Text that Markdown shows as it is; of two pieces that follow one another what their whole gives, but for a bracket or a colon that begins one."""
    return _MARKS.sub(lambda found: _ENTITIES.get(found.group(), f"\\{found.group()}"), text)


def _text(answer: Answer, index: Index, base: str) -> str:
    """What follows the answer's own text: its notices, and its sources, whose addresses are links."""
    addresses = {f"{base}{citation.url}" for citation in (*answer.citations, *answer.closest)} if _BASE.fullmatch(base) else set()
    cited = "\n".join(line if line in addresses else _shown(line) for line in sources(answer, index.reports, base=base).split("\n"))
    return "".join(f"\n\n{block}" for block in (_shown("\n".join(notice.text for notice in answer.notices)), cited) if block)


def _completion(given: Answered, model: str, base: str) -> Row:
    row = given.answer.to_json()
    message = {"role": "assistant", "content": _shown(given.answer.text) + _text(given.answer, given.index, base), "refusal": None, "citations": row["citations"], "duizhao": row}
    return _head(model, "chat.completion") | {"choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}], "usage": USAGE}


def _head(model: str, kind: str) -> Row:
    return {"id": f"chatcmpl-{secrets.token_hex(12)}", "object": kind, "created": int(time.time()), "model": model}


def _chunks(events: Generator[Event, None, None], model: str, base: str, *, usage: bool) -> Generator[bytes, None, None]:
    """The desk's events as OpenAI's chunks; the whole answer comes with the last one."""
    head = _head(model, "chat.completion.chunk") | ({"usage": None} if usage else {})

    def chunk(delta: Row, finish: str | None = None) -> bytes:
        return sse("", head | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]})

    begun = False
    for event in events:
        if not begun:
            begun = True
            yield chunk({"role": "assistant", "content": ""})
        if isinstance(event, Token):
            yield chunk({"content": f"\n\n{_shown(event.text)}" if event.anew else _shown(event.text)})  # nothing can be taken back here
        elif isinstance(event, Answered):
            row = event.answer.to_json()
            yield chunk({"content": _text(event.answer, event.index, base)})
            yield chunk({"citations": row["citations"], "duizhao": row}, "stop")
    if usage:
        yield sse("", head | {"choices": [], "usage": USAGE})
    yield DONE


def _refusal(fault: DuizhaoError) -> Response:
    status, told = _status(fault)
    return openai_error(status, told["message"], code=told["code"], param=told["param"])


def _error(fault: DuizhaoError) -> Row:
    """A failure midway, which OpenAI's clients raise."""
    _, told = _status(fault)
    return {"error": told | {"type": "server_error"}}


def _status(fault: DuizhaoError) -> tuple[int, dict[str, str]]:
    """An expected failure as a status, and what OpenAI's form tells of it."""
    if isinstance(fault, ChatFault):
        return 400, {"message": fault.sentence, "code": fault.code, "param": fault.param}
    if isinstance(fault, ReportFault):
        return 404, {"message": str(fault), "code": "model_not_found", "param": "model"}
    if isinstance(fault, QuestionFault):
        return 400, {"message": str(fault), "code": "context_length_exceeded" if fault.code == "too_long" else fault.code, "param": "messages"}
    row = fault_details(fault)
    return int(row["status"]), {"message": row["detail"], "code": row["code"], "param": ""}
