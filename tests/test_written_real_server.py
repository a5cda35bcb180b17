"""A real server program, `transformers serve`, with a tiny model that knows nothing: its babble reaches nobody as an answer."""

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.answer import Answered, Token
from app.answering import voice
from app.asking import Desk
from app.settings import ModelSettings
from app.written.model_server import Message, ModelServer

START = 90
"""Seconds that the server may take to start: ten on two idle cores."""
MAKING = """
import sys
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

torch.manual_seed(8)
names = [*sorted(pre_tokenizers.ByteLevel.alphabet()), "<end>", "<said>"]
tokenizer = Tokenizer(models.BPE(vocab={name: row for row, name in enumerate(names)}, merges=[]))
tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<end>", pad_token="<end>")
fast.chat_template = "{% for message in messages %}<said>{{ message['content'] }}{% endfor %}"
end = names.index("<end>")
sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 16384}
LlamaForCausalLM(LlamaConfig(vocab_size=len(names), eos_token_id=end, pad_token_id=end, bos_token_id=None, **sizes)).save_pretrained(sys.argv[1])
fast.save_pretrained(sys.argv[1])
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelSettings]:
    if importlib.util.find_spec("accelerate") is None:
        pytest.skip("transformers serve needs accelerate: pip install accelerate")
    folder = tmp_path_factory.mktemp("served")
    offline = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    subprocess.run([sys.executable, "-c", MAKING, str(folder / "model")], env=offline, check=True, capture_output=True, timeout=120)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "log").open("wb")
    command = [str(Path(sys.executable).parent / "transformers"), "serve", str(folder / "model"), "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    with subprocess.Popen(command, env=offline, stdout=log, stderr=subprocess.STDOUT) as process:
        try:
            _wait(process, f"http://127.0.0.1:{port}/health", folder / "log")
            yield ModelSettings(f"http://127.0.0.1:{port}/v1", str(folder / "model"), timeout=20)
        finally:
            process.terminate()
            log.close()


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"transformers serve ended: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
        try:
            if httpx.get(address, timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    pytest.skip(f"transformers serve did not start within {START} seconds: the machine is too busy for this test")


def test_the_door_speaks_with_it(served: ModelSettings) -> None:
    model = ModelServer(served)
    reply = model.reply([Message("system", "规则"), Message("user", "你好")], until=time.monotonic() + 20, first=20, tokens=30)
    said = "".join(reply)
    model.close()
    assert said and reply.cut and reply.tokens[1] == 30


@pytest.mark.parametrize(("question", "language"), [("每人最多借几本书?", "zh"), ("How many books may everyone borrow?", "en")])
def test_its_babble_reaches_nobody_as_an_answer(served: ModelSettings, desk: Desk, question: str, language: str) -> None:
    model = ModelServer(served)
    written = Desk(desk.settings, desk.encoder, desk.reranker, model)
    events = list(written.ask(question))
    model.close()
    last, plain = events[-1], desk.answer(question)
    assert isinstance(last, Answered)
    assert (last.answer.engine, last.answer.text, last.answer.citations) == ("extractive", plain.text, plain.citations)
    assert last.answer.notices[-1].code == "fallback" and last.answer.notices[-1].text.startswith(tuple(words[plain.language] for words in voice.FALLBACK.values()))
    assert last.written is not None and last.written.calls == 1 and last.written.fault in ("unsupported", "language", "empty", "slow")
    assert "".join(event.text for event in events if isinstance(event, Token) and event.engine == "llm") == ""
