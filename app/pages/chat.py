"""The chat page: the door to Gradio.

One `gr.HTML` holds the whole page. Its template is constant (Gradio evaluates data in templates), its script draws turns
and evidence from plain values by `textContent`: so a turn can be a question, quotes behind a rule, a refusal or a
failure, each in its own shape, and words switch language in place, none of which `gr.Chatbot`'s Markdown lets one do.
A question goes through Gradio's queue, everything else is a call of its own. No `gr.State`: each opens a connection
that stays; the conversation stands under an id in the component's value.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr

from app.asking import Desk
from app.conversing.conversations import Conversations
from app.conversing.keeping import Keeper
from app.conversing.visit import VISIT, Visit
from app.pages.chat_events import Forgotten, Talk
from app.pages.texts import both, texts
from app.settings import QUESTION_CAP
from source.report import LANGUAGES

FRAME = "<div class='dz-app'></div>"
SCRIPT = """import('/static/chat.js').then((chat) => chat.start({element, props, watch, server, ask: (asked) => trigger('ask', asked)})).catch((error) => {
  const told = (lang) => Object.assign(document.createElement('p'), {lang, textContent: props.words[lang].not_opened});
  element.replaceChildren(...Object.keys(props.words).map(told));
  throw error;
});"""
NO_SCRIPT = "<noscript>" + "".join(f'<p lang="{language}">{words}</p>' for language, words in both("chat", "no_script").items()) + "</noscript>"
"""What a browser that runs no scripts shows in place of the page."""
ENDED = "() => { window.dispatchEvent(new Event('dz-ended')); return []; }"
"""Tells the page that a question's work has ended, however it ended."""
STYLES = ("tokens", "chat", "talk", "panel", "frame")
HEAD = "".join(f'<link rel="stylesheet" href="/static/{name}.css">' for name in STYLES)
"""What Gradio's script puts into the page's head: after its own styles."""
EARLY = "".join(
    [
        '<script src="/static/early.js"></script>',
        *(f'<link rel="preload" as="style" href="/static/{name}.css">' for name in STYLES),
        *(f'<link rel="modulepreload" href="/static/{name}.js">' for name in ("accent", "asking", "chat", "dom", "door", "entry", "export", "frame", "head", "keep", "mark", "panel", "talk", "turn")),
    ]
)
"""What stands in the page's head as it is sent, so that it comes before the first paint and while Gradio's script is still on its way."""
AT_ONCE = 64
"""Questions in work at once; the desk's own work is short, and Python threads share the processors."""


@dataclass(frozen=True)
class Offered:
    """What of Gradio's inside the page calls: the function of a question by its number, and its other functions by their component's number and their names."""

    question: int
    component: int
    functions: frozenset[str]


def chat(desk: Desk, keeper: Keeper | None = None, *, guarded: bool = False) -> tuple[gr.Blocks, Offered]:
    """The page as Blocks, to be mounted, and what it calls; nothing is started. `guarded`: nothing of a report may be in the page itself."""
    talk = Talk(desk, Conversations(), keeper)

    def respond(event: gr.EventData, request: gr.Request) -> Iterator[dict[str, Any]]:
        yield from talk.ask(event._data, _visit(request))

    def overview(sent: Any) -> dict[str, Any]:
        return talk.overview(sent)

    def stop(sent: Any, request: gr.Request) -> bool:
        return talk.stop(sent, _visit(request))

    def feedback(sent: Any, request: gr.Request) -> bool:
        return talk.feedback(sent, _visit(request))

    def forget(sent: Any, request: gr.Request) -> Forgotten:
        return talk.forget(sent, _visit(request))

    def export(sent: Any, request: gr.Request) -> str:
        return talk.export(sent, _visit(request))

    functions = [overview, stop, feedback, forget, export]
    with gr.Blocks(title="对照 Duizhao", analytics_enabled=False, fill_width=True, fill_height=True) as page:
        stage = gr.HTML(
            {},
            html_template=FRAME,
            js_on_load=SCRIPT,
            apply_default_css=False,
            elem_id="dz-stage",
            server_functions=functions,
            overview={} if guarded else talk.overview(),
            words={language: texts(language)["chat"] for language in LANGUAGES},
            keeps=keeper is not None,
            guarded=guarded,
            cap=QUESTION_CAP,
        )
        asked = stage.ask(respond, None, stage, api_visibility="private", show_progress="hidden", concurrency_limit=AT_ONCE, trigger_mode="multiple")
        asked.then(None, None, None, js=ENDED, api_visibility="private", show_progress="hidden")
    page.max_threads = 2 * AT_ONCE
    page.queue(default_concurrency_limit=AT_ONCE, max_size=512)
    question = next(number for number, function in page.fns.items() if function.fn is respond)
    return page, Offered(question, stage._id, frozenset(function.__name__ for function in functions))


def _visit(request: Any) -> Visit:
    """Who calls: what the door put into the request's scope. A call of the page's functions comes with FastAPI's request, a question with Gradio's around it."""
    inner = getattr(request, "request", request)
    visit = inner.scope.get(VISIT)
    return visit if isinstance(visit, Visit) else Visit()
