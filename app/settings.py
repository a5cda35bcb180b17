"""What answering is set to: caps, cuts and the threshold, each with its unit and where it comes from."""

import json
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from app.errors import SettingFault
from index.encoder import DEFAULT
from index.reranker import SHIPPED
from source.report import Language

QUESTION_CAP = 2000
"""Characters of a question that are answered; longer ones are refused with a sentence."""
HISTORY_CAP = 20
"""Earlier questions that are looked at, the latest ones."""


@dataclass(frozen=True)
class Choosing:
    """How quotes are chosen, fitted on the dev cases with the default encoder and the shipped reranker's scores (`evals/LOG.md`)."""

    most: int = 4
    """Quotes at most."""
    cut: float = 1.5
    """Scores fall: a quote scoring this much less than the best is left out."""
    list_cut: float = 1.8
    """The same where the question asks for a list."""
    followed: int = 2
    """With at most this many quotes, a sentence that only announces ("一要 …。") brings the one after it."""


GAP = 0.06
"""What the other language's support usually lacks, to make up for a language that a report does not have."""


@dataclass(frozen=True)
class Judge:
    """A probability: logistic(bias of the question's language + weights · signs); signs as in `app.answering.confidence`. Printed by `python -m evals.fit`."""

    weights: tuple[float, ...]
    bias: dict[Language, float]


@dataclass(frozen=True)
class Judging:
    """Confidence is the lower of two probabilities: that the report speaks of what is asked, told from questions off its topic, and that it answers, told from near misses."""

    topic: Judge
    answers: Judge
    gap: float = GAP
    slope: float = 1.0
    """What log odds are multiplied by, so that confidence comes near the share of answers that are right; 0.5 stays where it is."""
    threshold: float = 0.5
    """`answered` from this confidence up."""
    low: float = 0.52
    """Below this an answer says that it may not be what was asked; with the shipped models of the dev answers of five suites one in eight, of which a third are right."""
    mentioned: float = 0.6
    """Confidence that "is X mentioned?" takes where no words of X stand in the report: what only comes near is no mention."""
    choosing: Choosing = Choosing()
    """How quotes are chosen by the same models' scores."""


NONE = "none"
JUDGING: dict[tuple[str, str], Judging] = {
    (DEFAULT, SHIPPED): Judging(
        topic=Judge((12.41, 9.17, 2.26, 4.11, 0.51, 0.83, 0.23), {"zh": -22.43, "en": -19.924}),
        answers=Judge((0.0, 0.0, 0.0, 0.0, 0.0, 0.51, 0.28), {"zh": 1.732, "en": 1.403}),
        slope=0.4,
        low=0.56,
        mentioned=0.54,
    ),
    (DEFAULT, NONE): Judging(
        topic=Judge((17.42, 13.3, 2.43, 6.57, 0.22, 0.0, 0.0), {"zh": -30.821, "en": -28.346}),
        answers=Judge((0.0, 23.72, 0.27, 0.0, 0.0, 0.0, 0.0), {"zh": -19.901, "en": -18.467}),
        choosing=Choosing(cut=1.3, list_cut=1.6),
    ),
}
"""By encoder and reranker; with others the shipped ones' weights are used, and are not fitted."""


def judging_for(encoder: str, reranker: str) -> Judging:
    """What confidence is weighed by with these models, and the threshold: DUIZHAO_THRESHOLD where it is set. Raises SettingFault."""
    judging = JUDGING.get((encoder, reranker), JUDGING[DEFAULT, NONE if reranker == NONE else SHIPPED])
    told = os.environ.get("DUIZHAO_THRESHOLD", "").strip()
    if not told:
        return judging
    try:
        threshold = float(told)
    except ValueError:
        threshold = math.nan
    if not 0 <= threshold <= 1:
        raise SettingFault(f"DUIZHAO_THRESHOLD is {told!r}, expected a number from 0 (answer whatever is found) to 1", hint=f"unset it for the default, {judging.threshold}")
    return replace(judging, threshold=threshold, low=min(1.0, threshold + judging.low - judging.threshold), mentioned=max(threshold, judging.mentioned))


def keep_setting() -> str:
    """Where conversations and feedback are kept (DUIZHAO_KEEP): a file's path or an SQLAlchemy URL; "" for nowhere, which is the default."""
    return os.environ.get("DUIZHAO_KEEP", "").strip()


KEEP_MB = 500
"""Megabytes that are kept, at most, where nothing else is set."""


def keep_limit() -> int:
    """Bytes that may be kept in an SQLite file (DUIZHAO_KEEP_MB, in megabytes of a million). Raises SettingFault."""
    told = os.environ.get("DUIZHAO_KEEP_MB", "").strip() or str(KEEP_MB)
    if not re.fullmatch(r"\d{1,7}", told, re.ASCII) or not int(told):
        raise SettingFault(f"DUIZHAO_KEEP_MB is {told!r}, expected a whole number of megabytes from 1 to 9999999", hint=f"unset it for the default, {KEEP_MB}")
    return int(told) * 1_000_000


@dataclass(frozen=True)
class ModelSettings:
    """A model server, and how its answers are taken. The names of the environment are DUIZHAO_LLM_ and the field's."""

    url: str
    """Its OpenAI-compatible address, up to and with /v1."""
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 30.0
    """Seconds from the question to the whole answer, the extractive one that may have to stand in included."""
    first: float = 10.0
    """Seconds to the first word of a reply."""
    passages: int = 6
    """Passages that it is shown, at most."""
    context: int = 8192
    """Tokens that it reads and writes in one call; passages that would not fit are left out."""
    unsupported: Literal["drop", "mark"] = "drop"
    """What becomes of a sentence that the report does not support."""
    check: Literal["own", "model"] = "own"
    """What a sentence has to pass: our own check, or that and the model's answer to whether the passages say so."""
    lost: float = 0.5
    """Share of sentences without support above which the extractive answer stands in."""
    rewrite: bool = True
    """Whether it completes follow-up questions."""
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Further fields of each request, such as {"chat_template_kwargs": {"enable_thinking": false}}."""

    @property
    def patience(self) -> float:
        """Seconds that the first word may take where nothing else was done before: never more than the whole answer has."""
        return min(self.first, self.timeout)


def model_setting(environment: Mapping[str, str] | None = None) -> ModelSettings | None:
    """The model server of DUIZHAO_LLM_URL, DUIZHAO_LLM_MODEL and their like; None where none is set. Raises SettingFault, which never tells the key."""
    told = {name: value.strip() for name, value in (os.environ if environment is None else environment).items() if name.startswith("DUIZHAO_LLM_") and value.strip()}
    url, model = told.get("DUIZHAO_LLM_URL", ""), told.get("DUIZHAO_LLM_MODEL", "")
    if not url and not model:
        return None
    if not (url and model):
        raise SettingFault(f"DUIZHAO_LLM_{'URL' if url else 'MODEL'} is set and DUIZHAO_LLM_{'MODEL' if url else 'URL'} is not", hint="set both, or neither for extractive answers")
    plain = ModelSettings(_model_url(url), model)
    context = int(_number(told, "CONTEXT", plain.context, 1024, 10_000_000))
    return replace(
        plain,
        key=_key(told.get("DUIZHAO_LLM_KEY", "")),
        timeout=_number(told, "TIMEOUT", plain.timeout, 1, 600),
        first=_number(told, "FIRST", plain.first, 0.5, 600),
        passages=int(_number(told, "PASSAGES", plain.passages, 1, 50)),
        context=context,
        unsupported="mark" if _one_of(told, "UNSUPPORTED", ("drop", "mark")) == "mark" else "drop",
        check="model" if _one_of(told, "CHECK", ("own", "model")) == "model" else "own",
        lost=_number(told, "LOST", plain.lost, 0, 1),
        rewrite=_one_of(told, "REWRITE", ("1", "0")) == "1",
        options=_options(told.get("DUIZHAO_LLM_OPTIONS", "{}")),
    )


def _model_url(told: str) -> str:
    """The address with /v1 where it has no path, without what OpenAI's clients add themselves."""
    url = told.rstrip("/").removesuffix("/chat/completions")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or "@" in parts.netloc or parts.query or parts.fragment:  # where keys are put that would then be shown
        raise SettingFault("DUIZHAO_LLM_URL is no address such as http://127.0.0.1:8000/v1", hint="give scheme, host, port and path, and nothing more; a key goes into DUIZHAO_LLM_KEY")
    return url if parts.path else f"{url}/v1"


def _key(key: str) -> str:
    """The key as it goes into a header; never shown. Raises SettingFault."""
    if not key.isascii() or not all(character.isprintable() and character != " " for character in key):
        raise SettingFault(
            "DUIZHAO_LLM_KEY holds characters that no key has: a blank, a line's end, a curly quote or the like (the key is not shown)", hint="copy it again, without what stands around it"
        )
    return key


def _number(told: Mapping[str, str], name: str, otherwise: float, least: float, most: float) -> float:
    value = told.get(f"DUIZHAO_LLM_{name}", str(otherwise))
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise SettingFault(f"DUIZHAO_LLM_{name} is {value!r}, expected a number from {least:g} to {most:g}", hint=f"unset it for the default, {otherwise:g}")
    return number


def _one_of(told: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    """One of the values; the first where it is not set."""
    value = told.get(f"DUIZHAO_LLM_{name}", values[0])
    if value not in values:
        raise SettingFault(f"DUIZHAO_LLM_{name} is {value!r}, expected {' or '.join(values)}")
    return value


def _options(told: str) -> dict[str, Any]:
    try:
        options = json.loads(told)
    except ValueError:
        options = None
    if not isinstance(options, dict):
        raise SettingFault("DUIZHAO_LLM_OPTIONS is no JSON object", hint="""such as DUIZHAO_LLM_OPTIONS='{"temperature": 0.2}'""")
    return options
