"""What the server counts, for Prometheus: questions, seconds, requests, refusals, who waits. A registry for each application.

No label holds anything of a question, a person, a conversation or an address; each takes one of a few values that this
program knows. The command line and the evaluation count nothing: they ask the desk itself.
"""

from collections.abc import Callable, Iterator
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.core import InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from app.answer import Answer, Written
from app.answering.voice import FALLBACK
from app.web.logs import Seen
from source.report import LANGUAGES, Language

Way = Literal["chat", "api", "v1"]
WAYS: tuple[Way, ...] = ("chat", "api", "v1")
Outcome = Literal["answered", "low", "not_in_report", "fault", "error", "stopped"]
OUTCOMES: tuple[Outcome, ...] = ("answered", "low", "not_in_report", "fault", "error", "stopped")
STAGES = ("retrieve", "answer", "total")
BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0)
"""Seconds: a warm answer takes some 20 to 200 ms, one among many that ask at once some seconds, one that a model writes up to 30."""
REFUSED = (401, 403, 413, 421, 422, 429, 503)
CONTENT_TYPE = CONTENT_TYPE_LATEST
disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series beside each, which nobody asks for


class Metrics:
    """The instruments of one application; safe to use from several threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "duizhao_questions", "Questions by what became of them; low: answered, and told that it may not be what was asked", ("outcome", "language", "way"), registry=self.registry
        )
        self._seconds = Histogram("duizhao_answer_seconds", "Seconds of the desk's work on a question, by stage", ("stage",), buckets=BUCKETS, registry=self.registry)
        self._requests = Counter("duizhao_http_requests", "Requests that are over, by route and status", ("method", "route", "status"), registry=self.registry)
        self._refused = Counter("duizhao_refused", "Requests that were refused, by status and code", ("status", "code"), registry=self.registry)
        self._work = Gauge("duizhao_questions_in_work", "Questions that the desk works on now", registry=self.registry)
        self._written = Counter("duizhao_written", "Answers that a model was asked for: written, or why quotes stood in", ("outcome",), registry=self.registry)
        self._sentences = Counter("duizhao_written_sentences", "Sentences that a model wrote: shown, or dropped for want of support", ("outcome",), registry=self.registry)
        self._rewritten = Counter("duizhao_rewritten", "Follow-ups that a model was to complete: done, kept as they were, or why it could not", ("outcome",), registry=self.registry)
        self._tokens = Counter("duizhao_model_tokens", "Tokens that the model server told of, by whether it read or wrote them", ("outcome",), registry=self.registry)
        told = ((self._written, ("written", "unneeded", *FALLBACK)), (self._rewritten, ("done", "kept")), (self._sentences, ("shown", "dropped")), (self._tokens, ("read", "written")))
        for counter, labels in told:
            for label in labels:
                counter.labels(label)
        for outcome in OUTCOMES:  # there from the start, so that a rate is right from the first one
            for language in LANGUAGES:
                for way in WAYS:
                    self._questions.labels(outcome, language, way)
        for stage in STAGES:
            self._seconds.labels(stage)

    def gauge(self, name: str, told: str, value: Callable[[], float]) -> None:
        """A number that is looked up whenever the metrics are read."""
        Gauge(f"duizhao_{name}", told, registry=self.registry).set_function(value)

    def info(self, name: str, told: str, value: Callable[[], dict[str, str]]) -> None:
        """Names that are looked up whenever the metrics are read; {} for none."""
        self.registry.register(_Info(f"duizhao_{name}", told, value))

    def begun(self) -> None:
        """The desk began to work on a question."""
        self._work.inc()

    def over(self, outcome: Outcome, language: Language, way: Way, answer: Answer | None) -> None:
        """That question is over; `answer` where there is one."""
        self._work.dec()
        self._questions.labels(outcome, language, way).inc()
        for stage in STAGES if answer is not None else ():
            if answer is not None and stage in answer.timings_ms:
                self._seconds.labels(stage).observe(answer.timings_ms[stage] / 1000)

    def wrote(self, written: Written) -> None:
        """A model was asked for an answer."""
        self._written.labels(written.fault or ("written" if written.sentences else "unneeded")).inc()
        if written.rewriting:
            self._rewritten.labels(written.rewriting).inc()
        self._sentences.labels("shown").inc(0 if written.fault else written.sentences - written.dropped)
        self._sentences.labels("dropped").inc(written.dropped)
        self._tokens.labels("read").inc(written.prompt)
        self._tokens.labels("written").inc(written.completion)

    def seen(self, request: Seen) -> None:
        """A request is over."""
        self._requests.labels(request.method, request.route, str(request.status) if request.status else "left").inc()
        if request.status in REFUSED:
            self._refused.labels(str(request.status), request.code or "none").inc()

    def text(self) -> bytes:
        """Everything in Prometheus' text form, of type CONTENT_TYPE."""
        return generate_latest(self.registry)


class _Info(Collector):
    def __init__(self, name: str, told: str, value: Callable[[], dict[str, str]]) -> None:
        self._name, self._told, self._value = name, told, value

    def describe(self) -> Iterator[InfoMetricFamily]:
        yield InfoMetricFamily(self._name, self._told)

    def collect(self) -> Iterator[InfoMetricFamily]:
        value = self._value()
        if value:
            yield InfoMetricFamily(self._name, self._told, value)
