"""The one door to a model server: any that speaks OpenAI's chat completions, through LlamaIndex.

A reply comes in pieces, within a deadline for the first word and one for all of it, and nothing is asked twice. Closing a
reply stops the server's work. Whatever goes wrong is a ModelFault; the key stands in none. Knows nothing of questions.
"""

import asyncio
import logging
import queue
import ssl
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextvars import ContextVar
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from app.errors import ModelFault
from app.settings import ModelSettings, model_setting
from app.written.thoughts import VOID, Thoughts

TICK = 0.2
"""Seconds from one empty piece of a reply to the next: there a stop is seen, also where it does not go on, or ends no sentence."""
CHARACTERS = 8_000
"""Characters of one reply; a longer one is cut."""
BYTES = 8_000_000
"""Bytes that a server may send for one reply: some hundred for each character, and an end to lines that have none."""
DONE, DONE_WITHIN = b"data: [DONE]", 200
"""The last event of a stream, and within how many of its last bytes it is looked for."""
BUSY, DENIED = 429, (401, 403)
_REPLY: ContextVar["Reply"] = ContextVar("reply")
"""The reply that a response is read for."""


class Message(NamedTuple):
    """One message to a model."""

    role: Literal["system", "user", "assistant"]
    text: str


class ModelServer:
    """One model on one server; safe to use from several threads. A thread of its own holds all that goes on with it."""

    def __init__(self, settings: ModelSettings) -> None:
        import httpx  # late, as the next: they take seconds, and without a model server nothing of them is loaded
        from llama_index.core.base.llms.types import ChatMessage
        from llama_index.llms.openai_like import OpenAILike

        for library in ("openai", "httpx", "httpcore"):  # what they log are questions, and errors with the key in them
            logging.getLogger(library).setLevel(logging.WARNING)
        self.settings = settings
        self._message = ChatMessage
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="model server", daemon=True)
        self._thread.start()
        self._http = httpx.AsyncClient(timeout=settings.timeout, follow_redirects=False, event_hooks={"response": [_bounded(httpx.AsyncByteStream)]})
        self._llm = OpenAILike(
            model=settings.model,
            api_base=settings.url,
            api_key=settings.key or "none",  # else the client would look for one of OpenAI's in the environment
            is_chat_model=True,
            context_window=settings.context,
            temperature=0.0,
            max_retries=0,
            timeout=settings.timeout,
            async_http_client=self._http,
            additional_kwargs={"stream_options": {"include_usage": True}, "extra_body": dict(settings.options)},
        )

    @property
    def place(self) -> str:
        """Where it is, as it may be shown: scheme, host and port."""
        parts = urlsplit(self.settings.url)
        return f"{parts.scheme}://{parts.netloc}"

    def reply(self, messages: Sequence[Message], *, until: float, first: float, tokens: int) -> "Reply":
        """Ask. `until` is when all must be there (`time.monotonic`), `first` the seconds that the first word may take, `tokens` the most that it may write."""
        made = Reply(until, first)
        sent = [self._message(role=message.role, content=message.text) for message in messages]
        made.begin(asyncio.run_coroutine_threadsafe(self._converse(made, sent, until, tokens), self._loop))
        return made

    def whole(self, messages: Sequence[Message], *, seconds: float, tokens: int) -> str:
        """The whole reply, waited for. Raises ModelFault."""
        return "".join(self.reply(messages, until=time.monotonic() + seconds, first=seconds, tokens=tokens)).rpartition(VOID)[2]

    def close(self) -> None:
        """Stop all that goes on, and the thread; for programs that open several."""
        asyncio.run_coroutine_threadsafe(self._http.aclose(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _converse(self, made: "Reply", messages: Sequence[Any], until: float, tokens: int) -> None:
        """Puts what comes into the reply, its end or its fault last."""
        _REPLY.set(made)
        try:
            async with asyncio.timeout(min(made.first, until - time.monotonic())) as limit:
                async for piece in self._pieces(made, messages, tokens):
                    if not made.begun:
                        made.begun = True
                        limit.reschedule(self._loop.time() + until - time.monotonic())
                    made.put(piece)
            made.put(None)
        except TimeoutError:
            made.put(self._slow(made))
        except ModelFault as fault:
            made.put(fault)
        except Exception as error:  # the libraries raise errors of ten families, and bare ones for what they cannot read
            made.put(self._translated(error, made))

    async def _pieces(self, made: "Reply", messages: Sequence[Any], tokens: int) -> AsyncIterator[str]:
        """The words of the reply, without what it thinks aloud. Raises ModelFault, and whatever the libraries raise."""
        spoken, ended = Thoughts(), False
        stream = await self._llm.astream_chat(messages, max_tokens=tokens)
        async for chunk in stream:
            usage = getattr(chunk.raw, "usage", None)
            if usage is not None:
                made.tokens = (_count(usage.prompt_tokens), _count(usage.completion_tokens))
            finish = chunk.raw.choices[0].finish_reason if chunk.raw.choices else None
            ended = ended or finish is not None
            made.cut = made.cut or finish in ("length", "content_filter")
            for piece in spoken.heard(chunk.delta or ""):
                yield piece
        for piece in spoken.end():
            yield piece
        if not made.begun:
            raise ModelFault(f"the model server at {self.place} replied with nothing", code="empty", hint="look at how the model was loaded; one that thinks aloud may need DUIZHAO_LLM_OPTIONS")
        if not (ended or made.done):
            raise ModelFault(f"the model server at {self.place} broke off in the middle of its reply", code="broken", hint="look into its log")

    def _slow(self, made: "Reply") -> ModelFault:
        """Too late; told with the seconds that this call had, which are fewer than the settings give where it is a short one."""
        at = f"the model server at {self.place}"
        if made.begun:
            return ModelFault(f"{at} was not done within {made.given:.3g} seconds", code="slow", hint="a smaller model, more of the machine, or DUIZHAO_LLM_TIMEOUT")
        return ModelFault(f"{at} gave no word within {made.first:.3g} seconds", code="slow", hint="see whether it is busy or still loading; or DUIZHAO_LLM_FIRST")

    def _translated(self, error: Exception, made: "Reply") -> ModelFault:
        """A library's error as one of ours."""
        import openai  # late, as above

        at = f"the model server at {self.place}"
        if isinstance(error, openai.APITimeoutError):
            return self._slow(made)
        if isinstance(error, openai.APIConnectionError):
            if _is_of_tls(error):
                return ModelFault(
                    f"{at} cannot be reached over https: its certificate is not trusted here, or it speaks plain http",
                    code="away",
                    hint="name your own authority in SSL_CERT_FILE, or mend DUIZHAO_LLM_URL",
                )
            return ModelFault(f"{at} cannot be reached", code="away", hint="start it, or mend DUIZHAO_LLM_URL")
        if isinstance(error, openai.APIStatusError):
            return self._refused(error.status_code, _message(error))
        if isinstance(error, openai.APIError):  # the server's own word in the middle of a stream
            return ModelFault(f"{at} failed in the middle of its reply ({self._told(str(error))})", code="failed", hint="look into its log")
        if type(error).__module__.startswith(("httpx", "httpcore")):
            return ModelFault(f"{at} broke off in the middle of its reply", code="broken", hint="look into its log")
        return ModelFault(f"{at} sent what is no chat completion ({type(error).__name__})", code="invalid", hint="see that DUIZHAO_LLM_URL is the address of an OpenAI-compatible server, with /v1")

    def _refused(self, status: int, message: str) -> ModelFault:
        at = f"the model server at {self.place}"
        if status in DENIED:  # what it says may hold a part of the key
            return ModelFault(f"{at} does not take the key ({status})", code="key", hint="mend DUIZHAO_LLM_KEY")
        if status == 404:
            return ModelFault(f"{at} does not know the model {self.settings.model!r}, or not this address (404)", code="unknown", hint=f"{self.settings.url}/models tells which it has")
        if status == BUSY:
            return ModelFault(f"{at} has too much to do (429)", code="busy", hint="wait, or raise its limits")
        code = "failed" if status >= 500 else "refused"
        return ModelFault(f"{at} answered {status} ({self._told(message)})", code=code, hint="look into its log")

    def _told(self, message: str) -> str:
        """What a server says of itself, short, on one line, without the key."""
        plain = " ".join("".join(character if character.isprintable() else " " for character in message).split())
        return (plain.replace(self.settings.key, "***") if self.settings.key else plain)[:160]


def open_model() -> ModelServer | None:
    """The model server that the environment names; None where it names none. Raises SettingFault."""
    setting = model_setting()
    return ModelServer(setting) if setting is not None else None


def trial(server: ModelServer) -> float:
    """Have it say something short; the milliseconds that this took. Raises ModelFault."""
    began = time.monotonic()
    server.whole([Message("user", "只回答一个字：好。 Reply with one word: OK.")], seconds=server.settings.patience, tokens=64)
    return 1000 * (time.monotonic() - began)


def reads(server: ModelServer, tokens: int) -> float | None:
    """Have it read so many tokens, as a long question has; the milliseconds that this took, None where it was too slow. Raises ModelFault, also where it takes only shorter ones, or cuts them."""
    began = time.monotonic()
    anew = f"{began}{' a' * tokens}"  # no server has this beginning in its cache; " a" is a token nearly everywhere
    reply = server.reply([Message("user", anew)], until=began + server.settings.patience, first=server.settings.patience, tokens=16)
    try:
        "".join(reply)
    except ModelFault as fault:
        if fault.code == "slow":
            return None
        if fault.code in ("refused", "failed"):
            hint = "give it more context (of several questions at once, each may have a share only), or lower DUIZHAO_LLM_CONTEXT"
            raise ModelFault(f"{fault.sentence}: it takes short questions, and none of {tokens:,} tokens", code=fault.code, hint=hint) from None
        if fault.code != "empty":  # that one has read, and thought
            raise
    if 0 < reply.tokens[0] < tokens // 2:
        raise ModelFault(f"the model server at {server.place} was sent {tokens:,} tokens and read {reply.tokens[0]:,} of them", code="invalid", hint="see its context, and its chat template")
    return 1000 * (time.monotonic() - began)


class Reply:
    """A reply as it comes: pieces of text, and "" again and again. Iterating raises ModelFault; `close` stops the server's work."""

    def __init__(self, until: float, first: float) -> None:
        self.begun = False
        self.cut = False
        """Whether it would have gone on."""
        self.done = False
        """Whether the server said that this is all ("[DONE]"), as some do without a reason."""
        self.tokens = (0, 0)
        """Of what was sent and of what was written, as far as the server told."""
        self.given = max(0.0, until - time.monotonic())
        """Seconds until all must be there."""
        self.first = min(first, self.given)
        """Seconds until the first word must be there."""
        self._until, self._size, self._tick = until, 0, time.monotonic() + TICK
        self._over = False
        self._pieces: queue.SimpleQueue[str | ModelFault | None] = queue.SimpleQueue()
        self._cancel: Callable[[], object] = lambda: None

    def begin(self, work: Any) -> None:
        """`work` is the future of what fills it."""
        self._cancel = work.cancel

    def put(self, piece: str | ModelFault | None) -> None:
        """A piece, the end (None), or what went wrong."""
        self._pieces.put(piece)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._over:
            raise StopIteration
        try:
            piece = self._pieces.get(timeout=max(0.0, self._tick - time.monotonic()))
        except queue.Empty:
            self._tick = time.monotonic() + TICK
            if time.monotonic() <= self._until + 2 * TICK:
                return ""
            piece = ModelFault("the model server was not done in time", code="slow")  # its own thread should have said so
        if isinstance(piece, str):
            self._size += len(piece)
            if self._size <= CHARACTERS:
                return piece
            self.cut, piece = True, None
        self.close()
        if piece is None:
            raise StopIteration
        raise piece

    def close(self) -> None:
        self._over = True
        self._cancel()


def _is_of_tls(error: BaseException | None) -> bool:
    """Was it the encryption that failed, here or further down?"""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _message(error: Any) -> str:
    """What a server says is wrong, without the JSON around it."""
    said = error.body.get("message") if isinstance(error.body, dict) else None
    return said if isinstance(said, str) else str(error.message)


def _count(told: Any) -> int:
    return told if isinstance(told, int) and 0 <= told < 10**9 else 0


def _bounded(stream_type: Any) -> Callable[[Any], Awaitable[None]]:
    """A hook by which no more of a response is read than BYTES: an endless line would be gathered for ever. `stream_type` is httpx's of streams."""

    class Bounded(stream_type):  # type: ignore[misc]
        def __init__(self, inner: Any) -> None:
            self._inner = inner

        async def __aiter__(self) -> AsyncIterator[bytes]:
            size, last = 0, b""
            async for part in self._inner:
                size += len(part)
                last = (last + part)[-DONE_WITHIN:]
                if DONE in last and (reply := _REPLY.get(None)) is not None:
                    reply.done = True
                if size > BYTES:
                    raise ModelFault(f"the model server sent more than {BYTES:,} bytes", code="invalid", hint="look into its log")
                yield part

        async def aclose(self) -> None:
            await self._inner.aclose()

    async def bound(response: Any) -> None:
        response.stream = Bounded(response.stream)

    return bound
