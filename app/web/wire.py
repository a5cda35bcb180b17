"""HTTP as it comes in: what of a request is no body yet is capped. The parser takes any length, and takes ever longer for each further piece of it."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_CAP = 64 * 1024
"""Bytes of a request's line and headers; also of what stands between the pieces of a body and after them."""
TOO_LONG = "The head of the request is too long."


class Wire(HttpToolsProtocol):
    """uvicorn's protocol, which refuses (400) and closes once so many bytes came and nothing of a request was complete."""

    _waiting = 0

    def data_received(self, data: bytes) -> None:
        self._waiting += len(data)
        super().data_received(data)
        if self._waiting > HEAD_CAP and not self.transport.is_closing():
            self.logger.warning(TOO_LONG)
            self.send_400_response(TOO_LONG)

    def on_headers_complete(self) -> None:
        self._waiting = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._waiting = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._waiting = 0
        super().on_message_complete()
