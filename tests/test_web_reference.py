"""The API's description: whole, true of what the server gives, in both languages; and its page, which takes nothing from elsewhere and runs no inline script."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from entering import EMBED, entering
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pages import Served, serving
from playwright.sync_api import Browser, ConsoleMessage, Page
from pydantic import BaseModel
from test_web_api import made
from test_web_stream import BrokenDesk, events

from app.asking import Desk
from app.web import examples, shapes
from app.web.configuration import Configuration
from app.web.reference import ASSETS, described
from index.encoder import Encoder
from index.settings import Settings
from source.report import LANGUAGES, Report

OPERATIONS = {
    ("/api/ask", "post"),
    ("/api/feedback", "post"),
    ("/api/reports", "get"),
    ("/api/passages/{id}", "get"),
    ("/api/search", "get"),
    ("/api/token", "post"),
    ("/v1/models", "get"),
    ("/v1/models/{model}", "get"),
    ("/v1/chat/completions", "post"),
}


@pytest.fixture(scope="module")
def app(first_desk: Desk) -> FastAPI:
    return made(first_desk)


@pytest.fixture(scope="module")
def web(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="module")
def told(web: TestClient) -> dict[str, Any]:
    reply = web.get("/openapi.json")
    assert reply.headers["content-type"] == "application/json"
    found: dict[str, Any] = reply.json()
    return found


def operations(told: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_description_is_openapi_of_all_that_is_meant_for_programs_and_of_nothing_else(told: dict[str, Any]) -> None:
    assert told["openapi"] == "3.0.3"
    schemathesis.openapi.from_dict(told).validate()
    found = {(path, method) for path, method, _ in operations(told)}
    assert found >= OPERATIONS
    assert all(path.startswith(("/api/", "/v1/")) for path, _ in found)


def test_nothing_of_a_later_openapi_is_left(told: dict[str, Any]) -> None:
    def look(node: Any, path: str) -> None:
        if isinstance(node, dict):
            assert not {"const", "prefixItems", "$defs"} & set(node), path
            assert node.get("type") != "null", path
            assert "$ref" not in node or set(node) == {"$ref"}, path
            for key, value in node.items():
                if key not in ("value", "example", "default"):
                    look(value, f"{path}/{key}")
        elif isinstance(node, list):
            for one in node:
                look(one, path)

    look(told, "")


def test_every_reference_leads_somewhere(told: dict[str, Any]) -> None:
    names = {name.split('"')[0] for name in json.dumps(told).split("#/components/schemas/")[1:]}
    assert names <= set(told["components"]["schemas"])
    assert names >= {"Answer", "Problem", "OpenAIError"}
    assert not {"HTTPValidationError", "ValidationError"} & (names | set(told["components"]["schemas"]))


def test_every_operation_has_examples_in_both_languages_and_says_what_it_does_in_both(told: dict[str, Any]) -> None:
    for path, method, operation in operations(told):
        if (path, method) not in OPERATIONS:
            continue
        taken = [operation["requestBody"]["content"]["application/json"]] if "requestBody" in operation else [one for one in operation.get("parameters", []) if one["required"]]
        for content in (*taken, operation["responses"]["200"]["content"]["application/json"]):
            assert {"zh", "en"} <= set(content["examples"]), path
        for words in (operation["summary"], operation["description"]):
            assert any("一" <= character <= "鿿" for character in words), path
            assert any(character.isascii() and character.isalpha() for character in words), path


def test_the_tokens_operation_tells_its_codes_and_takes_the_secret_alone(told: dict[str, Any], first_desk: Desk) -> None:
    operation = told["paths"]["/api/token"]["post"]
    assert operation["security"] == [{"token": []}]
    assert "requestBody" not in operation
    with TestClient(made(first_desk)) as without, entering(first_desk, Configuration(embed_secret=EMBED)) as client:
        secret = {"authorization": f"Bearer {EMBED}"}
        replies = [without.post("/api/token", headers=secret), without.post("/api/token"), client.post("/api/token", headers={**secret, "origin": "http://testserver"})]
        replies += [client.post("/api/token", headers={"authorization": "Bearer guess"}) for _ in range(21)]
    assert [(reply.status_code, reply.json()["code"]) for reply in (*replies[:3], replies[-1])] == [(404, "no_tokens"), (401, "secret"), (403, "page"), (429, "secrets")]
    for reply in replies:
        assert f"`{reply.json()['code']}`" in operation["responses"][str(reply.status_code)]["description"]
    with entering(first_desk, Configuration(embed_secret=EMBED)) as client:
        row = client.post("/api/token", headers=secret).json()
    assert {name: type(value) for name, value in row.items()} == {name: type(value) for name, value in examples.TOKEN["en"].items()}
    assert row["expires_in"] == examples.TOKEN["en"]["expires_in"]


def test_every_error_is_told_in_the_form_that_it_has(told: dict[str, Any]) -> None:
    for path, method, operation in operations(told):
        if (path, method) not in OPERATIONS:
            continue
        errors = {status: reply for status, reply in operation["responses"].items() if status >= "400"}
        assert {"401", "403", "413", "429", "503"} <= set(errors), path
        form = ("application/json", "#/components/schemas/OpenAIError") if path.startswith("/v1/") else ("application/problem+json", "#/components/schemas/Problem")
        for reply in errors.values():
            ((kind, content),) = reply["content"].items()
            assert (kind, content["schema"]["$ref"]) == form


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions"])
def test_the_event_stream_is_described_beside_the_whole_answer(told: dict[str, Any], path: str) -> None:
    content = told["paths"][path]["post"]["responses"]["200"]["content"]
    assert set(content) == {"application/json", "text/event-stream"}
    names = [name for name, _ in events(content["text/event-stream"]["example"])]
    assert names == (["retrieved", "token", "answer"] if path == "/api/ask" else [""] * 5)


def verbatim(row: Any, report: Report) -> int:
    """How many quotes the row holds; every one is what the report says there."""
    if isinstance(row, list):
        return sum(verbatim(one, report) for one in row)
    if not isinstance(row, dict):
        return 0
    found = 0
    for language in LANGUAGES:
        side = row.get(language)
        if isinstance(side, dict) and "start" in side:
            assert side["text"] == report.text[language][side["start"] : side["end"]]
            found += 1
    return found + sum(verbatim(one, report) for one in row.values())


GIVEN: list[tuple[type[BaseModel], dict[str, Any], int]] = [
    (shapes.Answer, examples.ANSWER, 2),
    (shapes.Reports, examples.REPORTS, 0),
    (shapes.Passage, examples.PASSAGE, 2),
    (shapes.Hits, examples.HITS, 2),
    (shapes.Kept, examples.KEPT, 0),
    (shapes.Models, examples.MODELS, 0),
    (shapes.Model, examples.MODEL, 0),
    (shapes.Completion, examples.COMPLETION, 4),
]


@pytest.mark.parametrize(("shape", "given", "quotes"), GIVEN, ids=[shape.__name__ for shape, _, _ in GIVEN])
def test_the_examples_of_answers_have_their_shape_and_quote_the_report(first_desk: Desk, told: dict[str, Any], shape: type[BaseModel], given: dict[str, Any], quotes: int) -> None:
    (report,) = first_desk.index.reports.values()
    shown = [reply for _, _, operation in operations(told) if (reply := operation["responses"]["200"]["content"]["application/json"]).get("schema", {}).get("$ref", "").endswith(f"/{shape.__name__}")]
    assert {language: example["value"] for language, example in shown[0]["examples"].items()} == given
    for example in given.values():
        assert shape.model_validate(example).model_dump() == example
        assert verbatim(example, report) >= quotes


def test_what_the_server_gives_to_the_examples_has_the_shape_that_is_described(web: TestClient) -> None:
    def same(shape: type[BaseModel], row: Any) -> None:
        assert shape.model_validate(row).model_dump() == row

    for asked in examples.ASKED.values():
        row = web.post("/api/ask", json=asked).json()
        same(shapes.Answer, row)
        assert row["status"] == "answered"
    same(shapes.Answer, web.post("/api/ask", json={"question": "量子计算机用什么材料？"}).json())
    for told in examples.FEEDBACK.values():
        same(shapes.Kept, web.post("/api/feedback", json=told).json())
    assert web.get("/api/reports").json() == examples.REPORTS["zh"]
    for id in examples.PASSAGE_ID.values():
        row = web.get(f"/api/passages/{id}").json()
        same(shapes.Passage, row)
        assert row == examples.PASSAGE["zh"]
    for words in examples.SEARCHED.values():
        row = web.get("/api/search", params={"q": words}).json()
        same(shapes.Hits, row)
        assert row["passages"]
    for name in examples.MODEL_NAME.values():
        same(shapes.Model, web.get(f"/v1/models/{name}").json())
    same(shapes.Models, web.get("/v1/models").json())
    for chat in examples.CHAT.values():
        same(shapes.Completion, web.post("/v1/chat/completions", json=chat).json())


def test_the_shape_of_an_answer_is_that_of_the_answer(first_desk: Desk) -> None:
    row = first_desk.answer("社会保障").to_json()
    assert shapes.Answer.model_validate(row).model_dump() == json.loads(json.dumps(row))


def test_the_page_and_its_files_are_there_and_nothing_else_of_the_package_is(web: TestClient) -> None:
    page = web.get("/docs")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<script>" not in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    for name, kind in ASSETS.items():
        reply = web.get(f"/docs/assets/{name}")
        assert (reply.status_code, reply.headers["content-type"].split(";")[0]) == (200, kind)
    for name in ("index.html", "swagger-initializer.js", "oauth2-redirect.html", "swagger-ui-bundle.js.map", "%2e%2e%2findex.html", "", "SWAGGER-UI.CSS"):
        assert web.get(f"/docs/assets/{name}").status_code == 404


def test_the_description_is_made_once(app: FastAPI) -> None:
    assert described(app) is described(app)


@pytest.fixture(scope="module")
def served(library: Settings, encoder: Encoder) -> Iterator[Served]:
    with serving(BrokenDesk(library, encoder)) as running:
        yield running


@pytest.fixture
def reference(browser: Browser, served: Served) -> Iterator[Page]:
    """The page, opened; at the end no other host was asked, no script failed, and the browser refused nothing that the page tried."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    asked: list[str] = []
    failed: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            failed.append(message.text)

    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", said)
    page.add_init_script("window.refused = []; addEventListener('securitypolicyviolation', (event) => window.refused.push(`${event.violatedDirective} ${event.blockedURI}`))")
    page.goto(f"{served.url}/docs")
    page.wait_for_selector(".opblock")
    yield page
    assert page.evaluate("window.refused") == []
    assert [url for url in asked if not url.startswith((served.url, "data:", "blob:"))] == []
    assert failed == []
    context.close()


def test_the_page_shows_every_operation_in_both_languages(reference: Page) -> None:
    shown = reference.locator(".opblock-summary").all_inner_texts()
    assert len(shown) >= len(OPERATIONS)
    assert any("提问" in words and "Ask" in words and "/api/ask" in words for words in shown)


def test_an_operation_opens_and_is_tried_from_the_page(reference: Page, served: Served) -> None:
    block = reference.locator(".opblock", has_text="/api/reports")
    block.locator(".opblock-summary").click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    live = block.locator(".live-responses-table")
    live.wait_for()
    assert "library" in live.inner_text()
    assert served.url in block.locator(".request-url").inner_text()


def test_the_answer_to_a_question_is_shown_with_its_model_and_examples(reference: Page) -> None:
    block = reference.locator(".opblock-post", has_text="/api/ask").first
    block.locator(".opblock-summary").click()
    block.locator(".response-col_status", has_text="503").wait_for()
    words = block.inner_text()
    assert "民警的力量够不够" in words
    assert "text/event-stream" in block.locator(".response-controls select, .content-type").first.inner_text() + words


def test_another_description_cannot_be_named_in_the_address(reference: Page, served: Served) -> None:
    reference.goto(f"{served.url}/docs?url=https://evil.example/openapi.json&configUrl=https://evil.example/config.json")
    reference.wait_for_selector(".opblock")
    assert "/api/ask" in reference.locator(".opblock-summary").first.inner_text()


def test_a_script_of_an_injection_would_not_run(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.url}/docs")
    page.wait_for_selector(".opblock", timeout=30_000)
    page.evaluate("() => { const script = document.createElement('script'); script.textContent = 'window.injected = 1'; document.body.append(script); }")
    assert page.evaluate("window.injected") is None
    page.evaluate("() => new Promise((done) => { setTimeout('window.evaluated = 1'); setTimeout(done, 300); })")
    assert page.evaluate("window.evaluated") is None
    context.close()
