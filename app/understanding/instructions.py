"""Instructions in a question: what tells the tool what to be, to do or to disclose is taken out, and the rest is asked.

A verb is an instruction where it is an order to the tool: at the start of a clause, or said to "you"; the same verb of a
report or its people ("Does the report ignore the rules?") is none. Knows no report; Chinese in Simplified characters.
"""

import re

from index.normal import simplified
from source.report import Language, Span
from source.sentences import sentences


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_SPANS = _any(
    r"<(system|assistant|user|instructions?|prompt|admin|override)\b[^>]*>.*?(</\1\s*>|$)",
    r"</?(?:system|assistant|user|instructions?|prompt|admin|override|script|iframe|img)\b[^>]*>|<\|[^|>]*\|>(?:system|assistant|user)?|\[/?INST\]|<</?SYS>>",
    r"!\[[^\]]*\]\([^)]*\)?|```.*?(?:```|$)|<!--.*?(?:-->|$)|\{\{.*?\}\}|\$\{[^}]*\}",
    r"[\[(（【]\s*(?:system|admin|assistant|developer|instructions?|系统(?:指令|提示|消息)?|管理员|开发者)\s*[:：][^\])）】]*[\])）】]?",
    r"(?<![\w/])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{20,}={0,2}(?![\w/])",
)
"""Stretches that are no question whatever stands in them: tags, placeholders, pictures, code, messages of a system, base64."""
_SECRET_EN = (
    r"(?:(?:system|hidden|initial|secret|original|developer) (?:prompts?|messages?|instructions?|rules?)|api[_ -]?keys?|(?:secret|access|private) (?:keys?|tokens?)|environment variables?"
    r"|env(?:ironment)? vars?|duizhao_\w+|os\.environ"
    r"|your (?:(?:own|full|exact|entire|current|internal|secret|hidden|\w+ing) )?(?:prompts?|instructions?|rules|guidelines|config(?:uration)?|settings|passwords?|keys?|credentials"
    r"|source code|training data|context window|model name))"
)
_ORDER_EN = (
    r"^[\s\"“'(*#>-]*(?:(?:please|now|then|and|but|oh|also|just|first|next|ok|okay|so|instead|kindly|simply|immediately|hey|hi|dear|\w+ mode|ai|assistant|bot|chatbot)\b[\s,:]*)*(?:(?:can"
    r"|could|will|would) you (?:please |just |now )*|(?:i|we) (?:want|need|order|command|ask) you to |you (?:must|should|shall|will|have to|need to|can|may|are to|are required to)(?: now"
    r"| only| just| always)? |let's |don't hesitate to |feel free to )?(?:please )?"
)
_REPLY_EN = r"(?:repl(?:y|ies)|respon[ds]e?s?|answers?|outputs?|messages?|sentences?)"
_OBJECT_EN = (
    r"(?:[ -](?:play\b|up\b|out\b|on\b|the\b|an?\b|this\b|that\b|these\b|those\b|your\b|my\b|our\b|its\b|me\b|it\b|all\b|any\b|every\w*|each\b|hello\b|ok\b|yes\b|no\b"
    r"|(?-i:[A-Z]{2,}\b)|https?:|www\.|[^\w\s]|\S*[./_$\\]\w)|\s*[:：])"
)
"""What stands after a verb that is an order: after the same word as a noun ("open days", "print cards") stands none of these."""
INSTRUCTION_EN = _any(
    rf"{_ORDER_EN}(?:ignore|disregard|override|bypass|discard|violate)\b",
    rf"{_ORDER_EN}(?:leak|reveal|disclose|expose|give away|hand over)\b.{{0,30}}\b(?:keys?|secrets?|passwords?|tokens?|prompts?)\b",
    rf"{_ORDER_EN}(?:forget|skip|delete|erase|remove|disable|turn off|suspend|stop (?:following|using|obeying)|do not (?:follow|obey|use)|don't (?:follow|obey"
    rf"|use))\b.{{0,40}}\b(?:instructions?|rules?|prompts?|above|previous|prior|earlier|guidelines?|restrictions?|everything|citations?|sources?|filters?|safety|report|you)\b",
    rf"{_ORDER_EN}(?:pretend|act (?:as|like)|role-?play|imagine (?:you|that you|being)|behave (?:as|like)|simulate|become|enter|switch (?:to|into)|enable|activate|assume the role"
    rf"|play the (?:role|part)|speak (?:as|like)|talk like)\b",
    r"\bfrom now on\b|\byou are (?:now|no longer|an? |the |in |dan\b|called|free)|\byou're (?:now|an? )|\bjailbr(?:eak|oken)\b|\b(?:developer|debug|admin|god|dan|sudo|maintenance"
    r"|unrestricted) mode\b|\bdo anything now\b",
    rf"{_ORDER_EN}(?:only |just |always |directly )?(?:reply|respond|answer|output|say|print|echo|write|type|return|state)\b ?(?:back )?(?:only|just|nothing|with|exactly|yes|no|hi|hello|ok"
    rf"|in|as|like|everything|all|me|the (?:words?|phrase|text|following)|this|[\"“'‘:])",
    rf"{_ORDER_EN}(?:only |just )(?:reply|respond|answer|output|say|print|write|give|use)\b|^(?:yes or no|one word)(?: only| answers?)?[.,:]?$|^answer[,:]?$",
    rf"{_ORDER_EN}(?:begin|start|end|finish|prefix|preface|close|open|conclude)\b (?:with|by|your|the|every|each|all|any).{{0,40}}",
    rf"{_ORDER_EN}(?:do not|don't|never|stop|no|omit|without|leave out|hide|avoid)\b.{{0,12}}\b(?:cit(?:e|ing|ations?)|quot(?:e|es|ing|ations?)|refus\w+|mention\w*|sources?|references?"
    rf"|footnotes?|warn\w*|disclaimers?)\b",
    rf"{_ORDER_EN}(?:write|compose|translate|sing|tell (?:me|us) a (?:joke|story|poem)|make up|invent|fabricate|generate|execute|eval|decode|decrypt|browse|send|render|embed|insert|append"
    rf"|add(?!-|ition)|include)\b|{_ORDER_EN}(?:draft|role|run|call|fetch|open|visit|click|email|upload|download|load){_OBJECT_EN}",
    rf"{_ORDER_EN}(?:repeat|recite|copy|paste|dump|leak|reveal|disclose|expose|display|show|list|print|read|give|tell|provide|share|output|return|summari[sz]e|translate|encode"
    rf"|spell)\b.{{0,40}}(?:\b(?:above|verbatim|word for word|your (?:instructions?|prompts?|rules))\b|\b{_SECRET_EN})",
    rf"\bwhat(?:'s| is| are| was| were)\b.{{0,20}}\b{_SECRET_EN}|^(?:(?:print|echo|cat){_OBJECT_EN}|env\b|printenv\b|\$)|\b{_SECRET_EN}\b.{{0,30}}\b(?:here|below|aloud|now)\b",
    r"^(?:whatever|no matter what|regardless of (?:what)?|irrespective of (?:what)?)\b.{0,30}\b(?:report|document|text|paper|passages?|sources?)\b",
    r"^\W*(?:(?:new|updated|additional|important|urgent|real|end of|begin|override)\b.{0,12})?\b(?:system|instructions?|admin|assistant|developer|prompt|override|user|ai)(?: (?:message|note"
    r"|notice|prompt|instructions?|override|command))?\s*[:：]|^#+\s*(?:instructions?|system|new)\b",
    rf"\byour (?:only |next |entire |whole |final )?{_REPLY_EN} (?:must|should|shall|is|will|has to|needs to)\b|\bas an? (?:unrestricted|uncensored|evil|honest)\b|^(?:no"
    rf"|without) (?:citations?|quotes?|sources?|restrictions?)\b",
    r"^(?:if you (?:refuse|don't|do not|fail)|otherwise you|you will be (?:fined|punished|shut|rewarded)|i(?:'ll| will) (?:tip|pay|give) you|my (?:late )?(?:grandmother|grandma)"
    r"|this is an? (?:order|emergency|test|instruction))\b",
)
_SECRET_ZH = (
    r"(?:系统(?:提示|指令|设定|消息)词?|提示词|初始(?:指令|设定)|环境变量|密码|密钥|口令|(?:API|接口)\s?-?_?(?:key|密钥)|DUIZHAO_\w+|源代码|(?:你|您)的(?:所有|全部|内部|隐藏|原始|初始"
    r"|系统)?的?(?:提示|指令|设定|规则|配置|设置|身份|训练数据|模型名?))"
)
_ORDER_ZH = (
    r"^[\s“\"'（(【*#>\-]*(?:(?:请|麻烦|也|还|都|务必|必须|一定要|现在|立刻|马上|先|再|并且?|然后|接着|同时|帮我|给我|替我|为我|你们?|您|要|只要|需要|应该|可以|能不能|能否|直接|我(?:要求|命令|希望"
    r"|想让|要)你|AI|助手|机器人|无条件)[，,\s]*)*"
)
_SECRET = re.compile(rf"{_SECRET_EN}|(?:你|您)的.{{0,6}}{_SECRET_ZH}|系统提示|提示词|环境变量|密钥", re.IGNORECASE)
INSTRUCTION_ZH = _any(
    rf"{_ORDER_ZH}(?:忽略|无视|忘记|忘掉|忘了|抛开|抛弃|放弃|不要管|别管|不用管|不管|不要理会|不理会|别理|绕过|绕开|跳过|丢弃|违反|覆盖|取消|解除|关闭|停用|清除|删除|不要遵守|不遵守"
    rf"|不必遵守)(?:掉)?(?:之前|以上|上面|前面|上述|所有|全部|一切|你|您|先前|这些|任何|原文|原来|报告|文章|检索|引用|限制"
    rf"|安全|规则|指令|设定|提示|系统|刚才)",
    r"从现在(?:起|开始)|(?:你|您)(?:现在|从此|今后|已经)(?:是|就是|叫|变成|进入|处于|没有|不受|不再)|^(?:你|您)(?:是|叫)(?:一个|一名|一位|不受|没有|DAN|黑客|自由)|(?:你|您)不再(?:是|受)"
    r"|(?:假装|假设|设想|想象)(?:一下)?(?:你|您|自己)(?:是|就是|为|叫|没有|不受)",
    rf"{_ORDER_ZH}(?:扮演|假装|假扮|充当|冒充|模仿|角色扮演|切换(?:到|成|为)|启用|开启|激活|化身|以.{{1,10}}(?:身份|口吻|语气|角色)|作为(?:一个|一名"
    rf"|一位).{{0,16}}(?:回答|回复|作答))",
    r"(?:开发者|调试|管理员|上帝|越狱|DAN|无限制|维护|超级用户)模式|越狱",
    rf"{_ORDER_ZH}(?:都|就|一律|全部|统统)?(?:只|仅|一律|统统|都)(?:需|要|能|许|准|用|可以|需要)*(?:回答|回复|输出|说|写|返回|打印|给出|答|回)(?!.*(?:什么|哪|谁|怎|多少)[^”\"]*[?？]?$)",
    rf"{_ORDER_ZH}(?:回答|回复|输出|说|写|返回|打印|复述|重复|念)(?:出|出来|一遍|一下|给我)?[:：]?\s*[“\"'‘「]|{_ORDER_ZH}(?:输出|打印|返回|执行|运行|解码|解密|调用|访问|打开|点击|下载|上传"
    rf"|发送|渲染|嵌入|插入|附上|加载)(?!.{{0,12}}(?:情况|问题|制度|规定|数量|规模))",
    rf"{_ORDER_ZH}(?:不许|不要|不准|不得|不能|别|禁止|不用|无需|停止|省略|去掉|取消|隐藏)(?:再)?(?:给|加|做|带|写|显示|进行)?(?:出|任何)?(?:引用|标注|注明|出处|来源|拒绝|说|提|用|写|引|脚注"
    rf"|警告|免责|解释|显示)",
    r"^(?:请|帮我|给我|替我)*(?:写|拟|起草|编|创作|作)(?:一)?(?:份|篇|个|封|段|首|则)|^(?:请)?(?:用|以).{1,10}(?:回答|回复|作答|的(?:语气|口吻|身份|风格)(?:回答|回复|说)?)[。.！!,，:：]?$"
    r"|^(?:请)?(?:讲|说)(?:一?个)(?:笑话|故事)|^把.{0,12}(?:翻译|译)成"
    r"|^(?:请)?翻译",
    rf"{_ORDER_ZH}(?:重复|复述|复制|打印|输出|显示|展示|泄露|透露|公开|告诉(?:我|我们)?|列出|说出|给出|给我|念出|交出|提供|翻译|总结)(?:一下|一遍|看|看看)?.{{0,10}}(?:(?:上面|以上|上述|前面"
    rf"|之前)的?(?:所有|全部)?的?(?:内容|文字|话|指令|提示|对话|信息|规则)|{_SECRET_ZH})",
    rf"把.{{0,12}}{_SECRET_ZH}|{_SECRET_ZH}.{{0,8}}(?:输出|打印|告诉我|给我|发给|显示|说)(?:出来)?",
    rf"(?:你|您)?的?{_SECRET_ZH}(?:是|有|为)?(?:什么|啥|多少|哪些)|^{_SECRET_ZH}[是为:：]",
    r"^(?:不管|无论|不论|别管|不要管)(?:报告|原文|文章|文中|资料|材料|检索)",
    r"^\W*(?:新的?|更新|附加|重要|紧急|系统|管理员|开发者|最新)(?:的)?(?:系统|指令|提示|消息|命令|通知|说明)?\s*[:：]|^(?:指令|命令|系统|管理员|开发者|用户|助手)\s*[:：]",
    r"(?:以|用)?[“\"「].{0,30}[”\"」](?:开头|结尾|开始|结束)|(?:开头|结尾|末尾|最后|每句话?(?:后|前)?)(?:必须|都|要|请)?(?:加上|附上|写上|带上|说|加)|(?:你|您)的?(?:回答|回复|输出)(?:必须"
    r"|只能|应该|要|里)",
    r"^(?:如果你(?:拒绝|不)|否则(?:你|我)|不然我|我会给你小费|我奶奶|这是(?:命令|测试|紧急))",
)
_ASKING = _any(
    r"[?？吗呢]|什么|哪|谁|怎|如何|为何|多少|多久|几|是否|([\u4e00-\u9fff])不\1|列|说明|介绍|概括|总结|告诉|解释|比较",
    r"\b(?:what|who|whose|which|why|how|when|where|tell|list|name|describe|explain|summari[sz]e|compare|outline)\b|^(?:is|are|do|does|did|was|were|has|have|can|should|will)\b",
)
_ASKED_OF_OTHERS = (
    re.compile(
        r"^(?:(?:and|but|so|then) )?(?:(?:what|which|who|whose|when|where|why|how)\b|(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|must|may) (?!you\b|we\b"
        r"|i\b))(?!.*\byour? )",
        re.IGNORECASE,
    ),
    re.compile(r"^(?!.*(?:你|您|请|以上|上述|上面|前面|之前的|不管|无论|不论|从现在|模式|只回答|只输出)).*(?:什么|哪|谁|怎|如何|为何|多少|多久|几|是否|吗|呢|[?？]$)"),
)
"""A question about anybody but the tool, in English and in Chinese."""
_CLAUSE = re.compile(r"(?:“[^”]*”?|\"[^\"]*\"|「[^」]*」?|‘[^’]*’(?!\w)|\.(?!\s)|[^,，;；:：。—.!?！？\n“\"「])+(?:[,，;；:：。—.!?！？\n]+\s*|$)|[“\"「].*$|[,，;；:：。—.!?！？\s]+")
_JOINT = re.compile(
    r"\s+(?:and|but)\s+(?:then\s+|also\s+|please\s+|instead\s+)*(?=(?:tell|what|which|who|whose|how|why|when|where|list|name|explain|describe|print|say|reply|answer|respond|reveal|show"
    r"|output|repeat|give|write|does|is|are|do)\b)"
    r"|\s+(?:before|while) (?:answering|telling|replying)\b[:,]?\s*|(?<=.)(?=然后|接着|并且?(?:告诉|回答|输出|说|打印)|再(?:告诉|回答|说)|之后(?:告诉|回答))",
    re.IGNORECASE,
)

_JOINED = re.compile(r"(?<=[A-Za-z0-9])\0(?=[A-Za-z0-9])")


def without_instructions(text: str, language: Language) -> str:
    """The sentences and clauses of a question that do not tell the tool what to be or do; "" when nothing is left."""
    shown = _SPANS.sub(" ", text)
    said = [shown[sentence.start : sentence.end] for sentence in sentences(shown, Span(0, len(shown)), language)]
    ordered = [any(_instructs(part) for part in [words, *_parts(words)]) for words in said]
    if shown == text and not any(ordered):
        return text.strip()
    out: list[str] = []
    for words, orders in zip(said, ordered, strict=True):
        out += _kept(words) if orders else [words]
    return " ".join(" ".join(out).split()).strip(" -—>#*")


def instructs(text: str) -> bool:
    """Does a sentence, or a part of it, tell the tool what to be or do?"""
    return any(_instructs(part) for part in [text, *_parts(text)])


def without_spans(text: str) -> str:
    """The text without tags, placeholders, pictures, code and the like, which say nothing."""
    return _SPANS.sub(" ", text)


def _kept(words: str) -> list[str]:
    """The stretches between the instructions of a sentence that ask something."""
    stretches: list[list[str]] = [[]]
    for part in _parts(words):
        if _instructs(part):
            stretches.append([])
        elif part.strip():
            stretches[-1].append(part)
    return [re.sub(r"\s+", " ", _JOINED.sub(" ", "\0".join(parts)).replace("\0", "")).strip() for parts in stretches if any(_ASKING.search(part.strip()) for part in parts)]


def _parts(words: str) -> list[str]:
    return [part for clause in _CLAUSE.findall(words) for part in _JOINT.split(clause)]


def _instructs(part: str) -> bool:
    plain = " ".join(simplified(part).replace("’", "'").split())
    secret = _SECRET.search(plain)
    return any(instruction.search(plain) and (secret or not others.search(plain)) for instruction, others in zip((INSTRUCTION_EN, INSTRUCTION_ZH), _ASKED_OF_OTHERS, strict=True))
