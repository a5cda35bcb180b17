"""The chat page, in Gradio: a conversation at the left, the evidence of its answers at the right.

The conversation lives in the page: its earlier questions come back with each new one, and are read as questions only.
No `gr.State` (each opens a connection that stays), no stored history, constant templates (Gradio evaluates data in them).
"""

import html
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr

from app import voice
from app.answer import Answer, Answered, Retrieved
from app.asking import Desk
from app.errors import QuestionFault
from app.evidence_view import view
from app.settings import QUESTION_CAP
from source.errors import DuizhaoError
from source.report import other
from source.text import language_of

PAGE = Path(__file__).resolve().parent / "page"
Message = dict[str, Any]
_MARKUP = re.compile(r"^[ \t]+|^\d{1,9}[.)](?=\s|$)|^[+\-=]+(?=\s|$)|[\\`*_\[\]<>&|~$#@]|:(?=//)|(?<=www)\.", re.MULTILINE | re.IGNORECASE)
HEAD = "<b>对照 Duizhao</b><span class='dz-first'></span><span class='dz-second'></span>"
HEAD_SCRIPT = "for (const name of ['first', 'second']) element.querySelector('.dz-' + name).textContent = props.value[name];"
SHEET = "<div class='dz-sheet' role='region' aria-label='依据 Evidence' aria-live='polite' tabindex='0'></div>"
READING = {"zh": "正在读……", "en": "Reading …"}
FAULTS = {
    "empty": {"zh": "请先写下问题，中文或英文都可以。", "en": "Please write a question first, in Chinese or English."},
    "too_long": {"zh": f"问题太长了，最多 {QUESTION_CAP} 个字符。请一次问一件事。", "en": f"The question is too long: at most {QUESTION_CAP:,} characters. Please ask one thing at a time."},
    "failed": {
        "zh": "未能作答：服务器出了问题，请稍后重试或告诉管理员。您的问题已保留。",
        "en": "No answer this time: something failed on the server. Please try again or tell the administrator. Your question is kept.",
    },
}


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: every character with a meaning as an entity, so that no report or question is read as markup."""
    return _MARKUP.sub(lambda found: "".join(f"&#{ord(character)};" for character in found.group()), text)


def markdown(answer: Answer, turn: int) -> str:
    """The answer as Markdown, its markers as links to the evidence of this turn."""
    words = escaped(answer.text)
    for citation in answer.citations:
        marker = escaped(f"[{citation.number}]")
        words = re.sub(rf"(?<=[”」’\"] ){marker}", f"[{marker}](#c-{turn}-{citation.number})", words, count=1)  # after its quote: reports hold [1] too
    return "\n\n".join([*words.split("\n"), *(escaped(notice.text) for notice in answer.notices)])


def asked(messages: list[Message]) -> list[str]:
    """Earlier questions out of the page's conversation, whatever a client made of it."""
    out: list[str] = []
    for message in messages if isinstance(messages, list) else []:
        if not isinstance(message, dict) or message.get("role") != "user":
            continue
        content = message.get("content")
        parts = content if isinstance(content, list) else [content]
        text = "".join(part if isinstance(part, str) else str(part.get("text", "")) if isinstance(part, dict) else "" for part in parts)
        out.append(html.unescape(text))
    return out


def chat(desk: Desk) -> gr.Blocks:
    """The page as Blocks, to be mounted; nothing is started."""

    def respond(question: str, messages: list[Message]) -> Iterator[tuple[str, list[Message], Any]]:
        history = asked(messages)
        turn = len(history) + 1
        language = language_of(question if isinstance(question, str) else "")
        shown = [*(messages if isinstance(messages, list) else []), {"role": "user", "content": escaped(question)}]
        try:
            for event in desk.ask(question, history):
                if isinstance(event, Retrieved):
                    yield "", [*shown, {"role": "assistant", "content": escaped(READING[language])}], gr.skip()
                elif isinstance(event, Answered):
                    yield "", [*shown, {"role": "assistant", "content": markdown(event.answer, turn)}], view(event.index, event.answer, turn)
        except QuestionFault as fault:
            yield question[:QUESTION_CAP] if fault.code == "too_long" else "", [*shown[:-1], {"role": "assistant", "content": escaped(FAULTS[fault.code][language])}], gr.skip()
        except DuizhaoError as fault:
            print(f"duizhao: {fault}", flush=True)
            yield question, [*shown, {"role": "assistant", "content": escaped(FAULTS["failed"][language])}], gr.skip()

    reports = list(desk.index.reports.values())
    more = f" (+{len(reports) - 1})" if len(reports) > 1 else ""
    names = {"first": reports[0].title[reports[0].original] + more, "second": reports[0].title[other(reports[0].original)]}
    with gr.Blocks(title="对照 Duizhao", analytics_enabled=False, fill_width=True) as page:
        gr.HTML(names, html_template=HEAD, js_on_load=HEAD_SCRIPT, elem_id="dz-head")
        with gr.Row(elem_id="dz-body"):
            with gr.Column(elem_id="dz-talk", scale=4, min_width=300):
                talk = gr.Chatbot(
                    elem_id="dz-chat",
                    show_label=False,
                    label="对话 Conversation",
                    height="68vh",
                    layout="panel",
                    buttons=[],
                    latex_delimiters=[],
                    allow_tags=False,
                    feedback_options=None,
                    group_consecutive_messages=False,
                    placeholder="就这份报告提问，中文或英文都可以。<br>Ask this report in Chinese or English.",
                )
                box = gr.Textbox(
                    elem_id="dz-ask",
                    show_label=False,
                    label="问题 Question",
                    placeholder="用中文或英文提问 · Ask in Chinese or English",
                    submit_btn="提问 Ask",
                    max_length=QUESTION_CAP,
                    autofocus=True,
                )
                gr.Examples([[voice.ASK_ABOUT["zh"]], [voice.ASK_ABOUT["en"]]], inputs=[box], label="可以这样问 · You could ask")
            script = (PAGE / "panel.js").read_text(encoding="utf-8")
            sheet = gr.HTML({"turn": 0}, html_template=SHEET, js_on_load=script, elem_id="dz-evidence", scale=6)
        box.submit(respond, [box, talk], [box, talk, sheet], api_visibility="private", show_progress="hidden", concurrency_limit=16)
    page.max_threads = 64
    page.queue(default_concurrency_limit=16, max_size=256)
    return page
