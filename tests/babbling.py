"""A small server around a real language model: python tests/babbling.py MODEL.gguf writes its port, and then speaks OpenAI's chat completions."""

import functools
import json
import select
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import gguf
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, TextStreamer

MOST = 48
"""Tokens of a reply: enough to see what it is."""


class Pieces(TextStreamer):
    """Sends the words as they come; where the client has hung up, it raises and the generation ends."""

    def __init__(self, call: "Speaking") -> None:
        super().__init__(call.tokenizer, skip_prompt=True, skip_special_tokens=True)
        self._call = call

    def put(self, value: Any) -> None:
        if select.select([self._call.connection], [], [], 0)[0]:
            raise ConnectionResetError
        super().put(value)

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        if text:
            self._call.sent({"content": text}, None)


class Speaking(BaseHTTPRequestHandler):
    """Goes on from the messages, one after the other: the model knows no roles."""

    model: Any
    tokenizer: Any

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        read = self.tokenizer("\n\n".join(message["content"] for message in asked["messages"]) + "\n\n", return_tensors="pt")
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        try:
            self.model.generate(**read, streamer=Pieces(self), max_new_tokens=min(MOST, asked.get("max_tokens", MOST)), do_sample=False)
            self.sent({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")
        except ConnectionError:
            self.close_connection = True

    def sent(self, delta: dict[str, str], finish: str | None) -> None:
        row = {"id": "b", "object": "chat.completion.chunk", "created": 1, "model": "babble", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
        self.wfile.write(f"data: {json.dumps(row)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error."""


def main() -> None:
    file = Path(sys.argv[1])
    gguf.GGUFReader = functools.cache(gguf.GGUFReader)  # reading the vocabulary takes most of the start, and is done for the tokenizer and again for the model
    Speaking.tokenizer = AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name, local_files_only=True)
    Speaking.model = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, local_files_only=True, dtype=torch.float32).eval()
    server = HTTPServer(("127.0.0.1", 0), Speaking)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
