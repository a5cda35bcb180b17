"""How an operation's answers are told in the API's description: what it gives, with examples, and its errors as problem details."""

from collections.abc import Mapping
from typing import Any

from app.web.problems import PROBLEM

Told = dict[int | str, dict[str, Any]]
Examples = Mapping[str, Any]
"""By language: "zh" and "en"."""
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
REASONS = {
    400: "无法解析：不是 JSON 或不是 UTF-8。 Cannot be read: no JSON, no UTF-8.",
    404: "找不到请求的内容。 There is no such thing.",
    415: "请求体没有标明是 JSON。 The body does not say that it is JSON.",
    422: "不合要求：没有问题、太长、类型不对、没有这份报告。 Not as documented: no question, too long, of a wrong type, no such report.",
    503: "现在不能回答。 Cannot answer now.",
}


NULL = "\0null"
"""Stands for null in an example until it is told: FastAPI leaves out what is null."""


def named(examples: Examples) -> dict[str, Any]:
    """Examples as OpenAPI has them, by the names of their languages; null is NULL in them."""
    return {language: {"summary": LANGUAGE_NAMES.get(language, language), "value": _put(value, None, NULL)} for language, value in examples.items()}


def told(example: Any) -> Any:
    """An example with null where it has NULL."""
    return _put(example, NULL, None)


def _put(value: Any, old: str | None, new: str | None) -> Any:
    if isinstance(value, dict):
        return {key: _put(one, old, new) for key, one in value.items()}
    if isinstance(value, list):
        return [_put(one, old, new) for one in value]
    return new if value == old and type(value) is type(old) else value


def gives(examples: Examples, description: str, *, events: Mapping[str, Any] | None = None) -> Told:
    """A successful answer; `events` tells of the same as an event stream, where it is given so too."""
    content: dict[str, Any] = {"application/json": {"examples": named(examples)}}
    return {200: {"description": description, "content": content | ({"text/event-stream": events} if events is not None else {})}}


def refuses(*statuses: int, **said: str) -> Told:
    """Errors as problem details; `said` are those of one operation alone, by their statuses (`_404`), in words of its own."""
    reasons = {status: REASONS[status] for status in statuses} | {int(status.removeprefix("_")): words for status, words in said.items()}
    return {status: {"description": words, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}} for status, words in reasons.items()}


def refuses_as_openai(*statuses: int) -> Told:
    """Errors in OpenAI's form."""
    return {status: {"description": REASONS[status], "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OpenAIError"}}}} for status in statuses}
