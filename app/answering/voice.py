"""The few words that an answer says itself, in both languages. Everything else in it is the report's."""

from app.answer import Notice, NoticeCode
from app.understanding.asks import Asks
from source.report import Language

Words = dict[Language, str]

SAYS: Words = {"zh": "报告写道：", "en": "The report says: "}
PROPOSES: Words = {"zh": "报告提出：", "en": "The report proposes: "}
BY_KIND: dict[Asks, Words] = {
    "list": {"zh": "报告列出以下内容：", "en": "The report lists: "},
    "why": {"zh": "关于原因，报告写道：", "en": "The report says on the reason: "},
    "how": {"zh": "关于做法，报告写道：", "en": "The report says on how this is done: "},
    "comparison": {"zh": "对所比较的内容，报告分别写道：", "en": "The report says on the two sides: "},
    "yes_no": {"zh": "报告的原话是：", "en": "The report's own words are: "},
    "when": {"zh": "关于时间，报告写道：", "en": "The report says on the time: "},
    "how_many": {"zh": "关于数量，报告写道：", "en": "The report says on the number: "},
}
"""Leads that go by what was asked; other kinds have SAYS or PROPOSES."""
USES: Words = {"zh": "报告没有专门解释这个词，文中的用法如下：", "en": "The report does not explain the term; it uses it thus: "}
PLACED: Words = {"zh": "报告在以下标题下谈到：", "en": "The report speaks of it under these headings: "}
ABOUT: Words = {"zh": "报告的标题和开头这样写：", "en": "The report's title and opening read: "}
CHAPTERS: Words = {"zh": "各部分的标题是：", "en": "Its parts are headed: "}
PUBLISHED: Words = {"zh": "报告的标题和署名如下：", "en": "The report's title page reads: "}
SILENT: Words = {"zh": "报告没有回答这个问题。", "en": "The report does not answer this question."}
CLOSEST: Words = {"zh": "以下是与问题最相近的段落，供参阅，不是答案。", "en": "The passages below are related; they are for reading, not an answer."}
NO_OPINION: Words = {
    "zh": "这个工具只引述报告的内容，不发表看法，也不提供建议。可以问报告对此怎么说。",
    "en": "This tool only says what the report says; it has no opinion and gives no advice. You can ask what the report says about it.",
}
NO_QUESTION: Words = {"zh": "这里没有可以用报告回答的问题。请直接就报告的内容提问。", "en": "There is no question here that the report could answer. Please ask about what the report says."}
GREETING: Words = {
    "zh": "可以用中文或英文就报告提问，回答均以报告为依据，并注明出处。",
    "en": "Ask about the report in Chinese or English; answers rest on its text, with their place.",
}
TOOL: Words = {
    "zh": "这是一个报告问答工具：用中文或英文提问，回答均以报告为依据，并注明出处，所引段落中英对照；报告没有提到的，会如实说明。",
    "en": "This tool answers questions about a report: answers rest on its text, with their place and the passages in Chinese and English side by side; where the report is silent it says so.",
}
SUGGEST: Words = {"zh": "可以这样问：", "en": "You could ask: "}
ASK_HEADING: Words = {"zh": "关于“{}”，报告说了什么？", "en": "What does the report say about “{}”?"}
ASK_ABOUT: Words = {"zh": "这份报告主要讲什么？", "en": "What is this report about?"}
LEFT_BETWEEN: Words = {"zh": "……", "en": " … "}
ONLY_OTHER: Words = {"zh": "（只找到英文）", "en": "(found in Chinese only) "}
LEFT_OUT: Words = {"zh": "（译文里没找到对应的话，以下为原文）", "en": "(no counterpart found in the translation; the Chinese reads) "}
NAMED: Words = {"zh": "《{}》", "en": "“{}”"}

CORRECTED: Words = {"zh": "已按{}检索。", "en": "Searched for {}."}

PARTIAL: Words = {"zh": "问题里的{}，报告没有回答。", "en": "The report does not answer this part of the question: {}."}

FALLBACK: dict[str, Words] = {
    "away": {"zh": "连不上模型服务器", "en": "The model server cannot be reached"},
    "key": {"zh": "模型服务器不接受密钥", "en": "The model server does not take the key"},
    "unknown": {"zh": "模型服务器上找不到所设的模型", "en": "The model server does not have the model that is set"},
    "busy": {"zh": "模型服务器正忙", "en": "The model server has too much to do"},
    "failed": {"zh": "模型服务器出错", "en": "The model server failed"},
    "refused": {"zh": "模型服务器拒绝了请求", "en": "The model server refused the request"},
    "slow": {"zh": "模型没有及时写完", "en": "The model was not done in time"},
    "broken": {"zh": "模型写到一半中断了", "en": "The model server broke off midway"},
    "invalid": {"zh": "无法解析模型服务器的回复", "en": "The model server's reply could not be read"},
    "empty": {"zh": "模型什么也没有写", "en": "The model wrote nothing"},
    "language": {"zh": "模型没有用中文回答", "en": "The model did not answer in English"},
    "unsupported": {"zh": "模型写的内容大多在报告中找不到依据", "en": "The report does not support most of what the model wrote"},
    "silent": {"zh": "模型认为这些段落没有回答问题", "en": "The model found no answer in these passages"},
}
"""Why an answer that was to be written by a model is quoted from the report."""
QUOTED: Words = {"zh": "{}，本回答改为直接摘录报告原文。", "en": "{}; this answer quotes the report instead."}
DROPPED: Words = {"zh": "模型写的句子中，有{}句在报告中找不到依据，已略去。", "en": "Left out, since the report does not support them: {} of the sentences that the model wrote."}
MARKED: Words = {"zh": "标有{}的句子，在报告中没有找到依据。", "en": "The report does not support the sentences marked {}."}
UNSUPPORTED: Words = {"zh": "（报告中未见依据）", "en": "(not found in the report)"}
CUT: Words = {"zh": "模型写得太长，后面的略去了。", "en": "The model wrote too much; the rest is left out."}
ACCORDING: Words = {"zh": "根据报告：", "en": "According to the report: "}
"""Before what a model wrote, where it does not say itself whose words it gives."""

NOTICES: dict[NoticeCode, Words] = {
    "low_confidence": {"zh": "这未必是您要问的，报告里最接近的是上面这些。", "en": "This may not be what you asked; it is the closest that the report has."},
    "other_language": {"zh": "只支持中文和英文提问，本回答用英文。", "en": "Questions are understood in Chinese and English only; this answer is in English."},
}


def notice(code: NoticeCode, language: Language) -> Notice:
    return Notice(code, NOTICES[code][language])


def corrected(meant: str, language: Language) -> Notice:
    """Says what was searched for in place of what was typed."""
    return Notice("corrected", CORRECTED[language].format(quoted(meant, language)))


def partial(part: str, language: Language) -> Notice:
    """Says which part of a question the report does not answer."""
    return Notice("partial", PARTIAL[language].format(quoted(part, language)))


def fallback(code: str, language: Language) -> Notice:
    """Says why the answer is quoted from the report and not written."""
    return Notice("fallback", QUOTED[language].format(FALLBACK[code][language]))


def dropped(count: int, language: Language) -> Notice:
    """Says how many sentences of a written answer were left out."""
    return Notice("dropped", DROPPED[language].format(count))


def quoted(text: str, language: Language) -> str:
    """Quotation marks round a quote, of a kind that the quote itself does not use."""
    if language == "zh":
        return f"「{text}」" if "“" in text or "”" in text else f"“{text}”"
    return f"‘{text}’" if '"' in text else f'"{text}"'
