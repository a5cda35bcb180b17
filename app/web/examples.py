"""Examples of every operation in Chinese and English, for the API's description: asked of the first report, whose words they quote.

A test puts every question to the server and holds what is answered here against the report.
"""

import json
from typing import Any

Example = dict[str, Any]
_REPORT = "arong-social-management"
_TITLE = {
    "zh": "浅析基层公安机关社会管理综合治理工作中存在的主要问题和改进意见",
    "en": "Analysis of the main problems and suggestions for improvement in the comprehensive management of social management of grassroots public security organs",
}
_PUBLISHER = {"zh": "阿荣旗公安局指挥中心", "en": "Arong Banner Public Security Bureau Command Center"}
_FORCE = {"zh": ["二、存在问题原因分析", "(二)客观方面。"], "en": ["Analysis of the cause of the problem", "(2) Objective aspect."]}
_SHARING = {"zh": ["一、当前社会管理工作的现状", "(一)对流动人口服务管理不到位。"], "en": ["Current status of social management work", "(1) Inadequate management of floating population services."]}
_LEARNING = {
    "zh": ["三、深化公安工作与社会管理创新的对策思考", "(五)全力推进队伍规范管理工程。"],
    "en": ["Countermeasures for deepening public security work and social management innovation", "(5) Make every effort to promote the standardized management project of the team."],
}
_FORCE_QUOTES = {
    "zh": {"text": "由于基层公安机关警力不足,非警务活动增多,对一些治安问题难以集中精力加以解决", "start": 2429, "end": 2467},
    "en": {"text": "due to the lack of police force in grass-roots public security organs and the increase in non-police activities", "start": 15711, "end": 15822},
}
_SHARING_QUOTES = {
    "zh": {"text": "表现为公安、劳动、社保、计生、房管等部门之间的信息沟通不畅、未能形成合力,重复劳动多、资源浪费大,信息共享率低,普遍存在“公安一肩挑”现象", "start": 487, "end": 556},
    "en": {
        "text": "which is manifested in the poor communication of information among the departments of public security, labor, social security, family planning",
        "start": 7820,
        "end": 7962,
    },
}
_SHARING_NOTE = {
    "zh": "英文漏译了这几句。“公安一肩挑”指事情都由公安机关独自承担；英文 shoulder-to-shoulder（并肩）意思相反，还漏了“普遍存在”和前引号，并与下一句连在一起。",
    "en": "Left out in the English: (the departments) have not joined forces, much work is done twice, many resources are wasted, and little information is shared. The Chinese says "
    'that it is common for the police to carry the load alone; "shoulder-to-shoulder" reads as the opposite, the opening quotation mark is lost, and the words run into the next clause.',
}
QUESTION = {"zh": "民警的力量够不够？", "en": "How good is information sharing between departments?"}
_TEXT = {
    "zh": "报告的原话是：“由于基层公安机关警力不足,非警务活动增多,对一些治安问题难以集中精力加以解决” [1]",
    "en": 'The report says on how this is done: "which is manifested in the poor communication of information among the departments of public security, labor, social security, family planning" [1]',
}
_FORCE_PLACE = {"report": _REPORT, "section": _FORCE}
_SHARING_PLACE = {"report": _REPORT, "section": _SHARING}
_FORCE_URL, _SHARING_URL = f"/read/{_REPORT}#2.2.p1.s7", f"/read/{_REPORT}#1.1.p1.s2"


def _answer(language: str, citation: Example, confidence: float) -> Example:
    return {
        "id": "q-1",
        "question": QUESTION[language],
        "searched": QUESTION[language],
        "language": language,
        "status": "answered",
        "text": _TEXT[language],
        "citations": [citation],
        "closest": [],
        "confidence": confidence,
        "notices": [],
        "engine": "extractive",
        "timings_ms": {"retrieve": 61.2, "answer": 1.4, "total": 62.6},
    }


def _stream(*events: tuple[str, Any]) -> Example:
    """Server-sent events, as an example has them: as text. Without a schema: OpenAPI 3.0 has none for a stream of events, and programs take one for that of each event."""
    text = "".join(f"{f'event: {name}' + chr(10) if name else ''}data: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}\n\n" for name, value in events)
    return {"schema": {}, "example": text}


ASKED: Example = {
    "zh": {"question": QUESTION["zh"]},
    "en": {"question": QUESTION["en"], "id": "q-1", "reports": [_REPORT]},
    "zh, 接着问": {"question": "那原因是什么？", "history": ["部门之间的信息沟通怎么样？"]},
    "en, a follow-up": {"question": "Why is that?", "history": [QUESTION["en"]]},
}
ANSWER: Example = {
    "zh": _answer("zh", {"number": 1, "passage": f"{_REPORT}/2.2.p1", **_FORCE_PLACE, **_FORCE_QUOTES, "note": None, "url": _FORCE_URL}, 0.6738),
    "en": _answer("en", {"number": 1, "passage": f"{_REPORT}/1.1.p1", **_SHARING_PLACE, **_SHARING_QUOTES, "note": _SHARING_NOTE, "url": _SHARING_URL}, 0.8476),
}
EVENTS = _stream(
    ("retrieved", {"passages": [{"id": f"{_REPORT}/2.2.p1", "section": _FORCE, "url": f"/read/{_REPORT}#2.2.p1", "score": 104.8849}]}),
    ("token", {"text": _TEXT["zh"]}),
    ("answer", ANSWER["zh"]),
)
FEEDBACK: Example = {
    "zh": {"question": QUESTION["zh"], "up": True},
    "en": {"question": QUESTION["en"], "up": False, "reason": "missing", "note": "Nothing is said of the share of information."},
}
KEPT: Example = {"zh": {"kept": False}, "en": {"kept": True}}
TOKEN: Example = {"zh": {"token": "WyJ4OVkyVXFtX0Y0dUsiXQ.aUr2GA.0Zk2m1Q9Jt7bYv4cW8sXnR5dL3hG6pFaEoTiUyKqMzB", "expires_in": 1800}}
TOKEN["en"] = TOKEN["zh"]
REPORTS: Example = {"zh": {"reports": [{"id": _REPORT, "title": _TITLE, "publisher": _PUBLISHER, "original": "zh", "translation": "machine", "date": "", "passages": 27, "url": f"/read/{_REPORT}"}]}}
REPORTS["en"] = REPORTS["zh"]
PASSAGE_ID: Example = {"zh": f"{_REPORT}/3.5.p2", "en": f"{_REPORT}/3.5.p2"}
_LEARNING_QUOTES = {
    "zh": {
        "text": "一要通过专项教育活动、轮值轮训、学习专栏、自学等多种形式,开展“读书明志”和每月学法活动,在学习中拓宽视野、增强本领、开阔胸襟、提高修养,建设学习型警营。",
        "start": 5214,
        "end": 5291,
    },
    "en": {
        "text": "Firstly, through special education activities, rotation training, study column, self-study and other forms, carry out “reading aspirations” and monthly law study activities, "
        "broaden horizons, enhance skills, broaden mind, improve self-cultivation in learning, and build a learning police camp.",
        "start": 28404,
        "end": 28697,
    },
}
PASSAGE: Example = {
    "zh": {
        "id": f"{_REPORT}/3.5.p2",
        "report": _REPORT,
        "section": _LEARNING,
        "original": "zh",
        **_LEARNING_QUOTES,
        "sentences": [
            {
                "zh": [{**_LEARNING_QUOTES["zh"], "anchor": "3.5.p2.s1", "url": f"/read/{_REPORT}#3.5.p2.s1"}],
                "en": [{**_LEARNING_QUOTES["en"], "anchor": "3.5.p2.en1", "url": f"/read/{_REPORT}#3.5.p2.en1"}],
            }
        ],
        "notes": [
            {
                "zh": "读书明志",
                "en": "reading aspirations",
                "says": {
                    "zh": "“读书明志”指通过读书明确志向；英文没有“明确”的意思。",
                    "en": "The Chinese means reading in order to become clear about one's aims; the English does not say this.",
                },
            },
            {
                "zh": "学习型警营",
                "en": "learning police camp",
                "says": {"zh": "指注重学习的公安队伍；英文 police camp 像是营地。", "en": 'The Chinese means a police unit that keeps learning; "camp" reads as a place.'},
            },
        ],
        "url": f"/read/{_REPORT}#3.5.p2",
    }
}
PASSAGE["en"] = PASSAGE["zh"]
SEARCHED: Example = {"zh": "警力", "en": "police force"}
_HIT = {"id": f"{_REPORT}/2.2.p1", **_FORCE_PLACE, "score": 108.3277, **_FORCE_QUOTES, "note": None, "url": _FORCE_URL}
HITS: Example = {language: {"query": words, "searched": words, "language": language, "passages": [_HIT]} for language, words in SEARCHED.items()}
MODEL_NAME: Example = {"zh": "duizhao", "en": f"duizhao/{_REPORT}"}
MODEL: Example = {language: {"id": name, "object": "model", "created": 1767225600, "owned_by": "duizhao"} for language, name in MODEL_NAME.items()}
MODELS: Example = {"zh": {"object": "list", "data": list(MODEL.values())}}
MODELS["en"] = MODELS["zh"]
CHAT: Example = {
    "zh": {"model": "duizhao", "messages": [{"role": "user", "content": QUESTION["zh"]}]},
    "en": {"model": f"duizhao/{_REPORT}", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": QUESTION["en"]}]},
}
_SOURCES = {
    "zh": f'\n\n依据：\n\n[1] 《{_TITLE["zh"]}》，{_PUBLISHER["zh"]}，{" > ".join(_FORCE["zh"])}\n"{_FORCE_QUOTES["en"]["text"]}"（英文，机器翻译）\nhttps://duizhao.example{_FORCE_URL}',
    "en": f"\n\nEvidence:\n\n[1] “{_TITLE['en']}”, {_PUBLISHER['en']}, {' > '.join(_SHARING['en'])}\n"
    f"「{_SHARING_QUOTES['zh']['text']}」 (Chinese, original)\nTranslation note: {_SHARING_NOTE['en']}\nhttps://duizhao.example{_SHARING_URL}",
}


def _head(language: str, kind: str) -> Example:
    return {"id": "chatcmpl-5f0c2a9d1b7e4c3fa8d6b012", "object": kind, "created": 1767225600, "model": CHAT[language]["model"]}


def _completion(language: str) -> Example:
    answer = ANSWER[language]
    message = {"role": "assistant", "content": _TEXT[language] + _SOURCES[language], "refusal": None, "citations": answer["citations"], "duizhao": answer}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return _head(language, "chat.completion") | {"choices": [choice], "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}}


def _chunk(delta: Example, finish: str | None = None) -> Example:
    return _head("zh", "chat.completion.chunk") | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]}


COMPLETION: Example = {language: _completion(language) for language in ("zh", "en")}
CHUNKS = _stream(
    ("", _chunk({"role": "assistant", "content": ""})),
    ("", _chunk({"content": _TEXT["zh"]})),
    ("", _chunk({"content": _SOURCES["zh"]})),
    ("", _chunk({"citations": ANSWER["zh"]["citations"], "duizhao": ANSWER["zh"]}, "stop")),
    ("", "[DONE]"),
)
