"""A desk over hostile reports, that can answer with the question itself; for tests of what becomes of hostile texts."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from conftest import nothing, write_report
from pages import PacedDesk
from payloads import ALL, PAYLOADS
from test_source_reading import WordPairs

from app.answer import Answer, Answered, Event, Notice, Retrieved, Token
from app.answering import voice
from app.settings import QUESTION_CAP
from index.build import build
from index.encoder import Encoder
from index.settings import Settings
from source.folder import declared
from source.reading import read

BORROW = "每人最多借几本书?"


class HostileDesk(PacedDesk):
    """A desk that, where it is told to, answers with the question itself, as a model would that repeats what it is asked."""

    repeats = ""

    def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
        if self.fault is not None:
            raise self.fault
        if not self.repeats:
            yield from super().ask(question, history, id=id, reports=reports)
            return
        *_, last = super().ask(BORROW, id=id)
        assert isinstance(last, Answered)
        said = [line for payload in question.split("\n") for line in (f"{payload} [1]", f"“{payload}” [1]", f"「{payload}」")]
        notices = (Notice("partial", question), Notice("corrected", question))
        answer = dataclasses.replace(last.answer, question=question, searched=question, text="\n".join(said), notices=notices, engine=self.repeats)
        if self.repeats == "suggests":
            asks = "".join(f"\n- {payload}" for payload in question.split("\n"))
            answer = Answer(id, question, question, "zh", "not_in_report", f"{question}\n{voice.SUGGEST['zh'].strip()}{asks}", notices=notices)
        yield Retrieved(tuple((passage, 1.0) for passage in last.index.passages)[:3])
        yield Token(answer.text, self.repeats)
        yield dataclasses.replace(last, answer=answer, index=last.index)


def line(payload: str) -> str:
    """A payload as a report's text file can hold it: on one line, without the zero character."""
    return " ".join(payload.replace("\0", "").split())


def toml(text: str) -> str:
    return json.dumps(text).replace("\x7f", "\\u007f")


CHINESE = "读者应当爱护图书馆的图书和设备，不得在书上涂写，也不得把书带出阅览室。"


def hostile_report(root: Path, kind: str, told: Sequence[str]) -> Path:
    """A report whose every word is hostile: title, publisher, headings, sentences, notes."""
    payloads = [line(payload) for payload in told]
    name = toml(" ".join(told).replace("\0", ""))
    zh = "规则汇编\n" + "".join(f"{number}. {payload}规则\n第{number}条规则写的是{payload}并且说明借书办法。\n" for number, payload in enumerate(payloads, 1))
    zh += f"{len(payloads) + 1}. 爱护图书\n" + CHINESE * (sum(map(len, payloads)) // 2 // len(CHINESE) + 1) + "\n"
    en = "Collected rules\n" + "".join(f"{number}. Rule {payload}\nRule number {number} says {payload} and explains how books are borrowed.\n" for number, payload in enumerate(payloads, 1))
    en += f"{len(payloads) + 1}. Care of books\nReaders take good care of the books.\n"
    head = f'title = {{zh = {name}, en = {name}}}\npublisher = {{zh = {name}, en = {name}}}\ndate = {name}\nfiles = {{zh = "zh.txt", en = "en.txt"}}\noriginal = "zh"\ntranslation = "human"\n'
    folder = write_report(root, kind, zh, en, head)
    notes = [f'[[note]]\nzh = "第{number}条规则"\nen = "Rule number {number}"\nsays = {{zh = {toml(payload)}, en = {toml(payload)}}}\n' for number, payload in enumerate(payloads, 1)]
    (folder / "notes.toml").write_text("".join(notes), encoding="utf-8")
    return folder


def hostile_desk(root: Path, encoder: Encoder) -> HostileDesk:
    """A desk over a plain report and one with something of each kind; a whole report of each kind can be read."""
    write_report(root / "reports", "library")
    hostile_report(root / "reports", "mixed", [PAYLOADS[kind][-1] for kind in ("polyglots", "templates", "event-handlers", "closing-tags")])
    settings = Settings(source=root / "reports", store=str(root / "store"))
    build(settings, encoder, nothing)
    desk = HostileDesk(settings, encoder)
    for kind, payloads in PAYLOADS.items():
        desk.index.reports[kind] = read(declared(hostile_report(root / "more", kind, payloads)), WordPairs())
    return desk


def batches() -> list[str]:
    """Questions that hold all payloads, as many in each as a question may have."""
    out: list[str] = []
    for payload in map(line, ALL):
        if out and len(out[-1]) + len(payload) + 1 < QUESTION_CAP:
            out[-1] += f"\n{payload}"
        else:
            out.append(payload)
    return out
