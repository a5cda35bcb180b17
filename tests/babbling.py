"""A small server around a real language model: python tests/babbling.py MODEL.gguf writes its port, and then speaks OpenAI's chat completions."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer

MOST = 160
"""Tokens of a reply: enough to see what it is."""


class Speaking(BaseHTTPRequestHandler):
    """Goes on from the messages, one after the other: the model knows no roles."""

    model: Any
    tokenizer: Any

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        text = "\n\n".join(message["content"] for message in asked["messages"]) + "\n\n"
        read = self.tokenizer(text, return_tensors="pt")
        streamer = TextIteratorStreamer(self.tokenizer, skip_prompt=True, skip_special_tokens=True)
        options = {**read, "streamer": streamer, "max_new_tokens": min(MOST, asked.get("max_tokens", MOST)), "do_sample": False}
        threading.Thread(target=self.model.generate, kwargs=options, daemon=True).start()
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for piece in streamer:
            self._sent({"content": piece}, None)
        self._sent({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _sent(self, delta: dict[str, str], finish: str | None) -> None:
        row = {"id": "b", "object": "chat.completion.chunk", "created": 1, "model": "babble", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
        self.wfile.write(f"data: {json.dumps(row)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error."""


def main() -> None:
    file = Path(sys.argv[1])
    Speaking.tokenizer = AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name, local_files_only=True)
    Speaking.model = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, local_files_only=True, dtype=torch.float32).eval()
    server = HTTPServer(("127.0.0.1", 0), Speaking)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
