"""Chinese follow-ups: does a question lean on an earlier one, in which way, and what does it ask by itself?

An aspect ("原因呢？") is asked of the earlier question's topic, a substitute ("那农村呢？") takes the place of what is like it,
"还有吗？" asks the same again. Patterns are of how people ask; none knows a report. Texts are in Simplified characters.
"""

import re

from app.understanding.words_zh import Word, words
from source.outline import ordinal
from source.report import Language
from source.text import han

SHORT = 9
"""Han characters of a question that may leave out what it speaks of."""
SHORT_WITH_PRONOUN = 16
TOPIC = 14
"""Han characters of a topic that is put in a pronoun's place; before a longer one the question stands whole."""
ASPECTS = (
    "原因 理由 缘由 后果 结果 影响 目的 目标 意义 作用 用途 用处 好处 坏处 措施 办法 方法 对策 手段 途径 方式 形式 时间 时候 日期 期限 地点 人数 数量 数字 比例 费用 经费 金额 内容 "
    "步骤 流程 程序 条件 要求 标准 原则 缺点 优点 问题 困难 难点 难处 区别 差别 不同 例子 依据 背景 进展 现状 情况 效果 成效 责任人 负责人 对象 范围 重点 关键 核心 前提 表现 特点 特征 定义 含义 "
    "意思 来源 种类 类型 类别 细节 建议 教训 任务 职责 频率 根源 出处 主体 对比 次数 做法 说法 处罚 代价 风险 隐患 优势 劣势 票价 价格 地址 电话"
).split()
GENERIC = frozenset([*ASPECTS, *"人 单位 部门 地方 东西 事 事情 方面 角度 人员 机构 报告 文章 文中 全文 材料 文件 资料 具体 部分 点 个 大家 国家 社会".split()])
_ASPECT = "(?:" + "|".join(sorted(ASPECTS, key=len, reverse=True)) + ")"
_END = " ?？!！。.,，;；、…~～"
_COURTESY = re.compile(
    r"^(?:请问|(?:非常)?(?:谢谢|多谢|感谢)(?:你们?|您|啦|了)?(?:的?(?:帮助|回答|解答))?(?=[，,、!！。.~～\s])|(?:明白|知道|懂|了解|清楚|收到)(?:了|啦)?(?=[，,、!！。.~～\s])"
    r"|(?:thanks?(?: you)?|ok(?:ay)?|i see|got it)\b)[，,、\s]*(?=.)",
    re.IGNORECASE,
)
"""Leads to a question, and says nothing of whether it leans on another."""
_CONNECTIVE = re.compile(
    r"^(?:那么|那(?![个些里种几年时次样边天]|儿(?![童子女科媳]))|还有(?=[，,])|另外|此外|然后(?=.)|接下来(?=.)|以及|而且|同样|所以|可是|但是|不过|而(?!且)|至于|好的?(?=[，,])"
    r"|嗯(?=[，,])|对了|顺便问(?:一)?下?)[，,、\s]*(?=.)"
)
_NTH = r"第[零一二三四五六七八九十百\d]+"
_COUNTED = r"(?:个|条|点|项|种|类|方面|步|大)"
_ITEM = re.compile(
    rf"(?:请|再|具体|详细)*(?:讲讲|说说|谈谈|介绍|解释|展开)?(?:一下|说说|讲讲|说|讲)?(?:第(?P<number>[一二三四五六七八九十]+|\d{{1,2}})(?![一二三四五六七八九十次年月日号季阶批届期轮代周]){_COUNTED}?|(?P<last>最后一){_COUNTED})(?P<noun>[^是呢怎如何具详什]{{0,6}}?)"
    r"(?:是)?(?P<rest>(?:具体|详细)?(?:呢|是什么|什么|啥|哪个|指什么|怎么说的?|怎么样|说的?是?什么|讲的?是?什么|内容|内容是什么|说说|讲讲|介绍一下|一下)?|(?:具体|详细|到底|主要|应该|要|是|由)*(?:怎么|如何|怎样|为什么|谁|多少|哪).*)"
)
"""Asks of an item of what was answered, by its number: "第二个呢", "最后一条具体怎么做"."""
_NUMBERED = re.compile(rf"{_NTH}|最后一")
"""Names a part of the report, or another thing, by its number: the next question's number is one of those."""
_MORE = re.compile(
    r"(?:除了?(?:这|此|那|它)(?:些|个|[一二三四五六几]+[个点条项种])?(?:之外|以外|外)?[，,]?)?(?:还|再)?(?:有没有|有)?(?:什么|哪些|啥)?(?:别的|其他|其它|另外的?|更多|剩下"
    r"|其余)的?(?:几[个条点项种]|方面|一些)?(?:了|吗|呢|么|是什么|有哪些|有什么|是哪些|是|什么|哪些)*"
    r"|(?:除了?(?:这|此|那|它)(?:些|个|[一二三四五六几]+[个点条项种])?(?:之外|以外|外)?[，,]?)?还有(?:没有|吗|呢|么|什么|哪些|谁|啥|哪里|多少|几[个条点项种])*(?:了)?(?:吗|呢)?|(?:没有"
    r"|没)(?:别的|其他的?)?了(?:吗|么)?|(?:就|只有?)这(?:些"
    r"|[一二三四五几]+[个点条项种])(?:了)?(?:吗|么)?"
    r"|(?:请)?继续(?:说|讲)?(?:吧|下去)?|(?:然后|接着|接下来|后面)(?:呢|的呢?)?|(?:下|上|前)一(?:个|条|点|项|种)(?:呢|是什么|是啥)*"
)
_MORE_OF = re.compile(r"^(?:还|再|另外)(?:有)?(?:没有|什么|哪些|啥|多少)*(?:别的|其他的?|其它的?)?(?P<noun>[^什么哪谁吗呢]{1,6}?)(?:吗|呢|么)?$")
_BESIDES = re.compile(r"^除了?(?P<left>(?!这|此|那|它).{1,16}?)(?:之外|以外|外)?[，,]?(?:还|呢|别的|其他|有)(?:有|要|能)?(?:没有|什么|哪些|谁|啥|别的|其他的?)*(?:吗|呢|么)?$")
_INSTEAD = re.compile(
    r"^(?:换成|换了|换做|如果是|要是|若是|说到|关于|对于)?(?P<it>.{1,14}?)(?:呢|又?(?:怎么样|如何|怎样)(?:了|呢)?|又是(?:怎样|什么样|如何)的?(?:呢)?|(?:是不是|是否)?也(?:是)?(?:这样|一样"
    r"|如此)的?(?:吗|么)?)$"
)
_AGAIN = re.compile(
    r"^(?:请|能不能|能|可以)?(?:再|更)?(?:具体|详细|展开)(?:的|地|点|一点|些|一些)?(?:说|讲|介绍|解释|谈|说明)*(?:一下|下)?(?:吗|吧)?$|^(?:请|能|可以)?举(?:个|些|几个)?例(?:子"
    r"|说明)?(?:吗)?$|^再(?:说|讲)一遍$"
)
"""Asks for the same once more, or at more length."""
_IN_LANGUAGE = re.compile(
    r"(?:请|能不能|能|可以)?(?:用|换成|换|翻成|译成|翻译成|说)?(?:(?P<zh>中文|汉语|普通话)|英文|英语)(?:版|原文|译文)?(?:的)?(?:呢|怎么说|怎么写|回答|说|讲|说一遍|再说一遍|一下|是什么)*(?:吗|吧)?"
)
_AFTERWARDS = re.compile(r"^(?:后来|最后|之后|以后|结果|如今)$")
_PRONOUN = re.compile(r"^(?:它们?|他们?|她们?|这(?:个|些|种|项|样|件事|么做|几[个条项])?(?!份|篇|本)|那(?:个|些|种|项|样|件事|几[个条项])|以上(?:这些)?|上述|前者|后者|其)(?P<rest>.+)$")
_PRONOUN_INSIDE = re.compile(r"它|他们|她们|这些|那些|这种|那种|上述|其中")
_QUESTION = re.compile(
    r"(?P<verb>是|由|被|有|从|靠|在|到|达|分|包括|包含)?(?:为了?什么|为何|凭什么|怎么样?|怎样|如何|什么时候|何时|哪[一二两三四五六几]?(?:些|个|种|类|条|项|点|里|儿|家|年|天|次|方面|样|级|步)?"
    r"|什么样?|啥|谁|多少|多[久大长高]时?间?|几(?:个|种|类|条|项|点|级|次|步|年|天|人|元|名|倍|成))的?"
)
_EITHER = re.compile(r"(?:能不能|会不会|要不要|可不可以|是不是|有没有|该不该|应不应该|是否(?:要|能|会)?|能否|可否)|(?P<verb>[\u4e00-\u9fff])不(?=(?P=verb))")
_LEAD_IN = re.compile(
    r"^(?:请问|请(?:你|您)?(?:说明|介绍|解释|列出|列举|概括)(?:一下)?|我想(?:知道|问)(?:一下)?|能(?:不能|否)?(?:告诉我|说说|介绍一下)|(?:根据|按照)?(?:这份|这个|本|该)?(?:报告|文章|文中"
    r"|全文)(?:里|中)?"
    r"(?:有没有|是否|是不是)?(?:提到|说到?|讲到?|谈到|认为|指出|提出|觉得)?(?:了)?(?:过)?|关于|说)[，,：:]?(?=.{3})"
)
_TAG = re.compile(r"[，,]?(?:是吗|对吗|是不是(?:真的)?|真的吗|没错吧|对不对|是这样吗|吗|(?<![什怎])么|吧|呢|没有|列一下|请列举|请列出|都列出来)$")
_DEFINES = re.compile(r"^(?:什么是|什么叫|何谓|谁是|啥是|所谓)(?P<a>.{2,})$|^(?P<b>.{2,}?)(?:是什么意思|指的?是?什么|是指什么|是什么|是谁|是啥)$")
_TRAILING = frozenset(
    "应该 应当 需要 可以 必须 放在 采取 包括 分为 属于 得到 存在 具有 用于 达到 进行 主要 具体 分别 一共 总共 大概 大约 通常 最早 准备 打算 目前 现在 到底 究竟 各自 一定 设在 来自 "
    "提出 采用 开展 受到 遇到 面临".split()
)
_BARE_START = re.compile(r"^(?:有|是|要|会|能|被|由|靠|用|依托|依靠|负责|需要|包括|属于|应该|应当|可以|多久|多少|怎么|怎样|如何|为什么|谁|在哪|从哪|哪|什么时候|何时)")


def stripped(text: str) -> str:
    return text.strip(_END)


def plain(text: str) -> str:
    """The question without connectives before it, English ones too, and marks round it."""
    out = re.sub(r"^(?:and|but|so|then|also|what about|how about)\b\s*(?=.)", "", _courteous(stripped(text)), flags=re.IGNORECASE)
    while (shorter := stripped(_CONNECTIVE.sub("", _courteous(out)))) != out:
        out = shorter
    return out


def _courteous(text: str) -> str:
    """The text without thanks and the like before it."""
    while (shorter := stripped(_COURTESY.sub("", text))) != text:
        text = shorter
    return text


def leans(text: str) -> bool:
    """Does the question lean on an earlier one?"""
    whole = stripped(text)
    bare = plain(whole)
    if _MORE.fullmatch(bare) or _MORE.fullmatch(whole) or _ITEM.fullmatch(bare) or in_language(text):
        return True
    if (found := _DEFINES.search(bare)) and _is_own(found["a"] or found["b"]):
        return False
    if _BESIDES.match(bare) or _AGAIN.search(bare) or ((found := _INSTEAD.match(bare)) and re.search("也", bare[found.end("it") :])):
        return True
    if bare != _courteous(whole) or re.match(r"(?:还(?!款|原|钱|债)|再(?!就业|犯|次)|又)", bare) or (bare.endswith("呢") and not _QUESTION.search(bare)):
        return True
    if _PRONOUN.match(bare) or re.match(rf"(?:具体|其他|其它|别的|怎么办|{_ASPECT}(?:是|有|呢|$))", bare):
        return True
    if han(bare) <= SHORT_WITH_PRONOUN and _PRONOUN_INSIDE.search(bare):
        return True
    return han(bare) <= SHORT and (not _speaks_of(bare) or bool(_BARE_START.match(bare) and len(_things(bare)) < 2 and not re.match("怎么|怎样|如何|为什么|谁", bare)))


def is_aspect(text: str) -> bool:
    """Is it an aspect of something ("主要原因", "村民自治的意义"), or a word for anything, and no thing whose meaning could be asked?"""
    return text in GENERIC or re.fullmatch(rf"(?:.+的)?(?:主要|具体|根本|直接|基本|总体|核心|首要|最大)?{_ASPECT}", text) is not None


def _is_own(text: str) -> bool:
    """Is what is to be defined a thing of its own: no pronoun, no aspect of something that is left out?"""
    rest = re.sub(rf"^(?:具体|主要|其|这|那)的?|的?(?:具体|主要)?的?{_ASPECT}$", "", text)
    return len(rest) > 1 and not _PRONOUN.match(rest + "。") and not _QUESTION.search(rest)


def _things(text: str) -> list[Word]:
    return [word for word in words(_QUESTION.sub("，", text)) if (word.nominal and (len(word.text) > 1 or word.tag == "x")) and word.text not in GENERIC]


def _speaks_of(text: str) -> bool:
    """Does the text name a thing of its own, not only an aspect or a pronoun?"""
    return not _PRONOUN.match(text + "。") and bool(_things(text))


def more(text: str, earlier: str) -> str:
    """The question again, where the text asks for more of the same; "" where it does not."""
    bare, again = plain(text), stripped(earlier)
    if _MORE.fullmatch(bare) or _MORE.fullmatch(stripped(text)):
        return earlier
    if found := _BESIDES.match(bare):
        return f"除了{found['left']}，{again}？"
    found = _MORE_OF.match(bare)
    return earlier if found and found["noun"].strip("的") in earlier else ""


def item(text: str, earlier: str) -> int | None:
    """The number of the item of what was answered that the text is about, -1 for the last; 0 where there is no such thing to number, None where it is about no item."""
    found = _ITEM.fullmatch(plain(text))
    if found is None or _NUMBERED.search(earlier):
        return None
    digits = ordinal(found["number"]) if found["number"] else "-1"
    return int(digits) if found["noun"].strip("的") in earlier else 0


def renumbered(text: str, earlier: str) -> str:
    """The earlier question with another number: "第一章讲什么？", "第二章呢？"; "" where nothing of that kind is numbered in it."""
    found = re.fullmatch(rf"(?P<nth>{_NTH}|最后一)(?P<what>[^呢]{{1,6}}?)(?:呢|又?(?:怎么样|如何)呢?)?", plain(text))
    sought = rf"(?:{_NTH}|最后一){re.escape(found['what'])}" if found else ""
    return re.sub(sought, lambda _: found["nth"] + found["what"], earlier, count=1) if found and re.search(sought, earlier) else ""


def of_item(name: str, text: str) -> tuple[str, str]:
    """What the text asks of an item, "" where it only names it; and the same as a question of the item of that name."""
    found = _ITEM.fullmatch(plain(text))
    rest = found["rest"] if found is not None and re.search("怎么(?!说|样)|如何|怎样|为什么|谁|多少|哪(?!个$)", found["rest"]) else ""
    return (rest, f"“{name}”{rest}？") if rest else ("", f"关于“{name}”，报告说了什么？")


def in_language(text: str) -> Language | None:
    """The language that the text wants the same said in ("英文呢？"); None for another kind of question."""
    found = _IN_LANGUAGE.fullmatch(plain(text))
    return None if found is None else "zh" if found["zh"] else "en"


def again(text: str) -> bool:
    """Does the text ask for the same once more, or at more length?"""
    return bool(_AGAIN.search(plain(text)))


def instead(text: str) -> str:
    """What the text puts in the place of something in the earlier question; "" where it does no such thing."""
    bare = plain(text)
    found = _INSTEAD.match(bare)
    it = found["it"] if found else bare if bare != stripped(text) and len(bare) < SHORT else ""
    it = re.sub(r"(?<=..)(?:方面|那边|这边)$", "", it)
    if not it or _QUESTION.search(it) or _EITHER.search(it) or re.search("可以|吗$", it) or _PRONOUN.match(it + "。") or _AFTERWARDS.match(it) or re.search(f"{_ASPECT}$", it):
        return ""
    return it if any(word.nominal for word in words(it)) or found else ""


def aspect(text: str) -> str:
    """What is asked of the topic: "原因呢" asks "原因是什么"."""
    bare = plain(text)
    found = re.fullmatch(rf"(.{{0,6}}{_ASPECT})呢?", bare)
    if found and not _QUESTION.search(bare) and not re.match("有|没", bare):
        return f"{found[1]}是什么？"
    if bare.endswith("呢") and _AFTERWARDS.match(bare[:-1]):
        return f"{bare[:-1]}怎么样？"
    return (bare[:-1] if bare.endswith("呢") and _QUESTION.search(bare) else bare) + "？"


def asks_why(asked: str) -> bool:
    """Is it a reason or a purpose that is asked, of what the earlier question takes for given?"""
    return bool(re.match(r"(?:这是|那是|又是)?(?:为什么|为何|为啥|怎么会|凭什么|(?:主要|具体)?(?:原因|理由|目的|根源|意义|后果|结果|影响))", asked))


def of_topic(topic: str, asked: str) -> str:
    """The aspect asked of the topic, as one question."""
    found = _PRONOUN.match(asked)
    if found and han(topic) <= TOPIC and words(topic)[-1].nominal:
        return topic + found["rest"]
    return f"{topic}，{asked}"


def topic(question: str, *, whole: bool = False) -> str:
    """What a question speaks of, without what it asks of it, or (`whole`) all that it takes for given; "" where that is the report."""
    text = stripped(question)
    for _ in range(2):
        text = stripped(_TAG.sub("", _LEAD_IN.sub("", text)))
    if (defined := _DEFINES.search(text)) and _is_own(defined["a"] or defined["b"]):
        return defined["a"] or re.sub(rf"(?<![最较更][\u4e00-\u9fff])(?<![最较更][\u4e00-\u9fff]{{2}})(?:的|[，,]){_ASPECT}$", "", defined["b"])
    text = _EITHER.sub("", text)
    text = re.sub(rf"[，,](?:{_ASPECT}|具体|这|那|它们?|他们|后来|还要|依托).{{0,12}}$", "", text)
    found = _QUESTION.search(text)
    if found and whole and found.end() < len(text):
        text = text[: found.start()] + (found["verb"] or "") + re.sub("^是|的$", "", text[found.end() :])
    elif found:
        before = re.sub(r"^(?:对于|对|关于|针对|在)(?=..)", "", _trimmed(text[: found.start()]))
        text = before if len(before) > 1 and before not in GENERIC else text[found.end() :]
    text = text if whole else _without_aspect(text)
    return "" if text in GENERIC else stripped(text)


def _without_aspect(text: str) -> str:
    """The text without the aspect at its end, unless only what the aspect is like is left: of "突出问题", all."""
    found = re.search(rf"(?P<of>的?){_ASPECT}$", text)
    left = text[: found.start()] if found else ""
    if found is None or not left:
        return text
    likened = re.match("最|较|比较|更|很|特别|尤其", left) if found["of"] else not any(word.nominal and word.tag != "b" for word in words(left))
    return text if likened else left


def _trimmed(text: str) -> str:
    """The text without the verbs and prepositions at its end that lead to what is asked."""
    cut = words(stripped(text))
    while cut and (cut[-1].text in _TRAILING or cut[-1].tag[0] in "dpcuryw" or (len(cut[-1].text) == 1 and not cut[-1].nominal)):
        cut.pop()
    kept = stripped(text)[: cut[-1].start + len(cut[-1].text)] if cut else ""
    head, _, tail = kept.replace(",", "，").rpartition("，")
    return head if head and not _things(tail) else kept


_ALL = frozenset("每人 人人 每个人 所有人 大家".split())
CLASSES = (
    re.compile(r"(?:\d+|年|月|日|天|周[一二三四五六日末]?|星期[一二三四五六日天]?|[上中下]午|号|时候|时|晚上?|早上?|季|世纪|期间|以前|以后|过去|将来|今后|现在|平日|假日|节假日|目前)$"),
    re.compile(r"(?:村|城|镇|市|县|乡|区|里|外|上|下|内|街|校|国|省|地|农村|城市|社区|乡下|国外)$"),
    re.compile(r"(?:人|每人|大家|儿童|者|员|民|警|官|户|孩|童|女|男|生|工|师|们|干部|群众|领导|队伍|子女|老人|青年)$"),
)


def replaced(question: str, it: str) -> str:
    """The earlier question with `it` in the place of what is most like it, or before it as its time, place or person; what is said of it where neither fits."""
    slots = replaceable(question)
    alike = [slot for slot in slots if _alike(slot, it)]
    if alike:
        return question.replace(max(alike, key=lambda slot: (_alike(slot, it), -len(slot))), it, 1)
    if any(kind.search(it) for kind in CLASSES):
        return it + question
    if slots and (len(slots) == 1 or not any(kind.search(slots[0]) for kind in CLASSES)):
        return question.replace(slots[0], it, 1)
    return says(it)


def says(it: str) -> str:
    """What the report says of it, as a question; "报告说了什么" in it would be searched for too, and found everywhere."""
    return f"{it}是怎样的？"


def _alike(slot: str, it: str) -> int:
    """How alike two phrases are: of one class, and ending or beginning the same."""
    same_class = any(kind.search(slot) and kind.search(it) for kind in CLASSES)
    return 2 * same_class + 3 * (slot[-1] == it[-1]) + 2 * (slot[0] == it[0]) + sum(character in it for character in set(slot[1:-1]))


def replaceable(question: str) -> list[str]:
    """The phrases that something may be put for: runs of nouns that are not what is asked for, the first one first, and each noun."""
    runs: list[str] = []
    nouns: list[str] = []
    run = adjective = ""
    asked = False
    for word in [*words(stripped(question)), Word("。", "w", 0)]:
        if word.text in ("到", "至") and nouns and CLASSES[0].search(run):
            adjective = nouns.pop() + word.text  # from one day to another: one phrase
            run += word.text
            continue
        fits = (word.nominal or word.text in _ALL or (word.tag == "a" and len(word.text) == 1)) and word.text not in GENERIC and not asked
        if fits:
            run += word.text
            nouns += [adjective + word.text] if word.tag != "a" else []
            adjective = adjective + word.text if word.tag == "a" else ""
            continue
        if len(run) > 1:
            runs.append(run)
        run = adjective = ""
        asked = bool(_QUESTION.fullmatch(word.text)) or (asked and word.tag[0] in "mqu")
    return runs + [noun for noun in nouns if len(noun) > 1 and noun not in runs]
