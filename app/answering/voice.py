"""The few words that an answer says itself, in both languages. Everything else in it is the report's."""

from app.answer import Notice, NoticeCode
from app.understanding.asks import Asks
from source.report import Language

Words = dict[Language, str]

SAYS: Words = {"zh": "报告指出：", "en": "The report says: "}
PROPOSES: Words = {"zh": "报告提出：", "en": "The report proposes: "}
BY_KIND: dict[Asks, Words] = {
    "list": {"zh": "报告列出以下内容：", "en": "The report lists: "},
    "why": {"zh": "报告关于原因这样说：", "en": "The report says on the reason: "},
    "how": {"zh": "报告关于做法这样说：", "en": "The report says on how this is done: "},
    "comparison": {"zh": "报告对两方面分别这样说：", "en": "The report says on the two sides: "},
    "yes_no": {"zh": "报告的原话是：", "en": "The report's own words are: "},
    "when": {"zh": "报告关于时间这样写：", "en": "The report says on the time: "},
    "how_many": {"zh": "报告关于数量这样写：", "en": "The report says on the number: "},
}
"""Leads that go by what was asked; other kinds have SAYS or PROPOSES."""
USES: Words = {"zh": "报告没有专门解释这个词，文中的用法如下：", "en": "The report does not explain the term; it uses it thus: "}
PLACED: Words = {"zh": "报告在以下标题下谈到：", "en": "The report speaks of it under these headings: "}
ABOUT: Words = {"zh": "报告的题目和开头这样写：", "en": "The report's title and opening read: "}
CHAPTERS: Words = {"zh": "各部分的标题是：", "en": "Its parts are headed: "}
PUBLISHED: Words = {"zh": "报告的标题和署名如下：", "en": "The report's title page reads: "}
SILENT: Words = {"zh": "报告没有回答这个问题。", "en": "The report does not answer this question."}
CLOSEST: Words = {"zh": "以下段落与问题相关，仅供参考，并非答案。", "en": "The passages below are related; they are for reading, not an answer."}
NO_OPINION: Words = {
    "zh": "这个工具只转述报告的内容，不发表看法，也不提供建议。可以问报告对此怎么说。",
    "en": "This tool only says what the report says; it has no opinion and gives no advice. You can ask what the report says about it.",
}
NO_QUESTION: Words = {"zh": "这里没有可以用报告回答的问题。请直接就报告的内容提问。", "en": "There is no question here that the report could answer. Please ask about what the report says."}
GREETING: Words = {
    "zh": "可以用中文或英文就报告提问，答案都摘自报告原文，并注明出处。",
    "en": "Ask about the report in Chinese or English; answers are quoted from its text, with their place.",
}
TOOL: Words = {
    "zh": "这是一个报告问答工具：用中文或英文提问，它从报告中摘出能回答问题的原句，中英对照并注明出处；报告没有提到的，会如实说明。",
    "en": "This tool answers questions about a report: it quotes the sentences that answer, in Chinese and English side by side, with their place; where the report is silent it says so.",
}
SUGGEST: Words = {"zh": "可以这样问：", "en": "You could ask: "}
ASK_HEADING: Words = {"zh": "关于“{}”，报告说了什么？", "en": "What does the report say about “{}”?"}
ASK_ABOUT: Words = {"zh": "这份报告主要讲什么？", "en": "What is this report about?"}
LEFT_BETWEEN: Words = {"zh": "……", "en": " … "}
ONLY_OTHER: Words = {"zh": "（这句只有英文）", "en": "(in Chinese only) "}
LEFT_OUT: Words = {"zh": "（译文漏了这句，原文是）", "en": "(left out of the translation; the Chinese reads) "}
NAMED: Words = {"zh": "《{}》", "en": "“{}”"}

CORRECTED: Words = {"zh": "已按{}搜索。", "en": "Searched for {}."}

PARTIAL: Words = {"zh": "问题里的{}，报告没有回答。", "en": "The report does not answer this part of the question: {}."}

NOTICES: dict[NoticeCode, Words] = {
    "low_confidence": {"zh": "这未必是您要问的，报告里最接近的是上面这些。", "en": "This may not be what you asked; it is the closest that the report has."},
    "other_language": {"zh": "只支持中文和英文提问，以下用英文回答。", "en": "Questions are understood in Chinese and English only; this answer is in English."},
}


def notice(code: NoticeCode, language: Language) -> Notice:
    return Notice(code, NOTICES[code][language])


def corrected(meant: str, language: Language) -> Notice:
    """Says what was searched for in place of what was typed."""
    return Notice("corrected", CORRECTED[language].format(quoted(meant, language)))


def partial(part: str, language: Language) -> Notice:
    """Says which part of a question the report does not answer."""
    return Notice("partial", PARTIAL[language].format(quoted(part, language)))


def quoted(text: str, language: Language) -> str:
    """Quotation marks round a quote, of a kind that the quote itself does not use."""
    if language == "zh":
        return f"「{text}」" if "“" in text or "”" in text else f"“{text}”"
    return f"‘{text}’" if '"' in text else f'"{text}"'
