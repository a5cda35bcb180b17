"""What the API takes and gives, as pydantic models: requests are checked by them, answers are described by them.

Answers are made elsewhere (`app.answer`, `app.web.looking`) and only described here; a test holds both together.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.answer import NoticeCode, Status
from app.conversing.keeping import NOTE_CAP, Reason
from app.settings import HISTORY_CAP, QUESTION_CAP
from source.report import Language

REPORTS_CAP = 100
"""Reports that one question may name."""
ReportId = Annotated[str, Field(max_length=200)]
_ASKED = f"用中文或英文提问，空白合并后最多 {QUESTION_CAP} 个字符。 In Chinese or English; at most {QUESTION_CAP:,} characters once white space is squeezed."
_HISTORY = f"这次对话里以前的提问（不含回答），从早到晚；只看最后 {HISTORY_CAP} 条。 Earlier questions of the conversation, without their answers, oldest first; the last {HISTORY_CAP} are looked at."
_REPORTS = "只在这些报告里找；空着就是全部。 Look in these reports alone; empty for all of them."


class _Sent(BaseModel):
    """What a client sends: of the very types, and nothing that is not known."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Asked(_Sent):
    """一个问题。 A question."""

    question: str = Field(description=_ASKED, json_schema_extra={"minLength": 1})
    history: list[str] = Field(default_factory=list, max_length=10 * HISTORY_CAP, description=_HISTORY)
    id: str = Field(default="q-1", max_length=200, description="回答里原样带回。 Given back in the answer.")
    reports: list[ReportId] = Field(default_factory=list, max_length=REPORTS_CAP, description=_REPORTS)


class Feedback(_Sent):
    """对一个回答的评价；问题要照提问时的样子再给一次。 What was thought of an answer; the question is given again as it was asked."""

    question: str = Field(description=_ASKED, json_schema_extra={"minLength": 1})
    history: list[str] = Field(default_factory=list, max_length=10 * HISTORY_CAP, description=_HISTORY)
    reports: list[ReportId] = Field(default_factory=list, max_length=REPORTS_CAP, description=_REPORTS)
    up: bool = Field(description="好为 true。 true for a good answer.")
    reason: Reason | None = Field(default=None, description="哪里不好。 What is wrong with it.")
    note: str = Field(default="", max_length=NOTE_CAP, description="补充说明。 In words of one's own.")


class Words(BaseModel):
    """两种语言的同一句话，没有的为空。 The same in both languages, empty where there is none."""

    zh: str
    en: str


class Path(BaseModel):
    """从大标题到小标题。 Headings from the chapter down."""

    zh: list[str]
    en: list[str]


class Quote(BaseModel):
    """一字不改的一段原话；start、end 是它在该语言全文里的字符位置。 One contiguous verbatim piece; start and end count characters in that language's text."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Citation(BaseModel):
    """一处引文，中英对照；某种语言没有对应的文字时为 null。 One quote in both languages; null where a language has no counterpart."""

    number: int = Field(ge=1, description="回答里的 [n]。 The [n] in the answer.")
    report: str
    passage: str = Field(description="段落编号，可用于 /api/passages/。 The passage's id, for /api/passages/.")
    section: Path
    zh: Quote | None
    en: Quote | None
    note: Words | None = Field(description="译注。 A translation note.")
    url: str = Field(description="阅读页里的位置。 Its place on the reading page.")


class Notice(BaseModel):
    """提问者应当知道的事，用提问的语言写。 Something the asker should know, in the question's language."""

    code: NoticeCode
    text: str


class Answer(BaseModel):
    """回答。 An answer."""

    id: str
    question: str
    searched: str = Field(description="实际检索的问题。 The standalone question that was searched for.")
    language: Language
    status: Status = Field(description="answered 或 not_in_report（报告没有回答）。 answered, or not_in_report: the report does not say.")
    text: str
    citations: list[Citation]
    closest: list[Citation] = Field(description="没有回答时最相近的段落，供参阅，不是答案。 With not_in_report, the closest passages: for reading, not an answer.")
    confidence: float = Field(ge=0, le=1)
    notices: list[Notice]
    engine: str
    timings_ms: dict[str, float]


class Report(BaseModel):
    """一份报告。 A report."""

    id: str
    title: Words
    publisher: Words
    original: Language = Field(description="原文的语言，以它为准。 The language that counts.")
    translation: str = Field(description="machine（机器翻译）、human（人工翻译）或 none（没有译文）。 machine, human or none.")
    date: str
    passages: int = Field(ge=0, description="段落数。 How many passages it has.")
    url: str


class Token(BaseModel):
    """短期令牌。 A short-lived token."""

    token: str = Field(description="放在 Authorization: Bearer 或 X-Duizhao-Token 里出示。 Shown in Authorization: Bearer or X-Duizhao-Token.")
    expires_in: int = Field(description="还有多少秒有效。 Seconds that it is good for.")


class Reports(BaseModel):
    """全部报告。 All reports."""

    reports: list[Report]


class Sentence(Quote):
    """一句话，和它在阅读页里的锚点。 A sentence with its anchor on the reading page."""

    anchor: str
    url: str


class Rendering(BaseModel):
    """互为翻译的句子；漏译的一边为空。 Sentences that render each other; a side is empty where the translation leaves it out."""

    zh: list[Sentence]
    en: list[Sentence]


class TranslationNote(BaseModel):
    """译注：针对哪几个字，作何说明。 A translation note: which words it is about, and what it says."""

    zh: str | None
    en: str | None
    says: Words


class Passage(BaseModel):
    """一个段落，两种语言，逐句对照。 A passage in both languages, sentence by sentence."""

    id: str
    report: str
    section: Path
    original: Language
    zh: Quote | None
    en: Quote | None
    sentences: list[Rendering]
    notes: list[TranslationNote]
    url: str


class Hit(BaseModel):
    """查到的一个段落；zh、en 是其中最贴近的几句。 A passage that was found; zh and en are the words in it that come nearest."""

    id: str
    report: str
    section: Path
    score: float = Field(description="越大越相近；只能在同一次查找里比较。 Higher is nearer; to be compared within one search only.")
    zh: Quote | None
    en: Quote | None
    note: Words | None
    url: str


class Hits(BaseModel):
    """查找结果，最相近的在前。 What was found, nearest first."""

    query: str
    searched: str
    language: Language
    passages: list[Hit]


class Kept(BaseModel):
    """评价有没有保存。 Whether the feedback was kept."""

    kept: bool


class Problem(BaseModel):
    """出错时的说明（RFC 9457）。 Problem details, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(default="", description="给程序看的错误名。 For programs.")
    request_id: str = Field(default="", description="服务器出错时的请求编号，日志里可以查到。 Of a failure of the server: by it its log tells more.")


class OpenAIErrorBody(BaseModel):
    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIError(BaseModel):
    """出错时的说明，OpenAI 的格式。 An error in OpenAI's form."""

    error: OpenAIErrorBody


class Part(BaseModel):
    """消息的一部分；只认 text。 A part of a message; text alone is read."""

    model_config = ConfigDict(strict=True)
    type: str
    text: str | None = None


class Message(BaseModel):
    """一条消息；只看 role 为 user 的。 A message; those of the user alone are read."""

    model_config = ConfigDict(strict=True)
    role: str
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    model_config = ConfigDict(strict=True)
    include_usage: bool | None = None


class Chat(BaseModel):
    """OpenAI 格式的提问；没有列出的参数不起作用。 A question in OpenAI's form; parameters that are not listed change nothing."""

    model_config = ConfigDict(strict=True)
    model: str = Field(description="duizhao，或 duizhao/报告编号。 duizhao, or duizhao/ and a report's id.", json_schema_extra={"pattern": "^duizhao(/.+)?$"})
    messages: list[Message] = Field(min_length=1)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, description="只能是 1。 1 alone.")
    tool_choice: Any = None
    response_format: Any = None
    modalities: list[str] | None = None


class Model(BaseModel):
    id: str
    object: str
    created: int
    owned_by: str


class Models(BaseModel):
    object: str
    data: list[Model]


class Usage(BaseModel):
    """都是 0：不统计词元数。 All 0: tokens are not counted."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Said(BaseModel):
    """回答的消息。 The answer as a message."""

    role: str
    content: str
    refusal: None = None
    citations: list[Citation]
    duizhao: Answer


class Choice(BaseModel):
    index: int
    message: Said
    finish_reason: str
    logprobs: None = None


class Completion(BaseModel):
    """OpenAI 格式的回答。 An answer in OpenAI's form."""

    id: str
    object: str
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
