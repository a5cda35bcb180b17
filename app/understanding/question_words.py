"""Words that questions are made of, in Chinese and English: what a mistyped or pinyin word may stand for beside a report's own words.

General ways of asking only; none knows a report. Chinese in Simplified characters.
"""

_MEASURES = "个 些 种 类 条 项 点 级 步 次 方面 部分 方式 办法 原因 问题 单位 部门 地方 人 本 位 家 天 年 名 件 起 元 张 处 章 节".split()
_NUMBERS = ["", *"一几两三四五六"]
MISTYPED = frozenset(
    "什么 为什么 是什么 什么样 什么时候 什么意思 什么原因 怎么 怎么样 怎样 怎么办 怎么做 如何 哪里 哪儿 哪些 哪个 多少 多久 多长 几个 有没有 能不能 "
    "请问 列出 列举 说明 介绍 解释 概括 总结 比较 对比 区别 不同 原因 理由 结果 后果 措施 办法 方法 目的 意义 作用 影响 内容 要求 包括 分别 具体 主要 一共 总共 "
    "报告 文章 文中 全文 本文 材料 作者 单位 发布 发表 提到 提出 指出 认为 谈到 说法 其他 有关 相关 现在 目前 今后".split()
)
"""Those that are told from the right ones when one of their characters is wrong."""
FUNCTION = frozenset(
    "为何 何为 是的 以前 以后 之前 之后 之间 以为 以及 不力 有的 那个 这个 这些 那些 不是 就是 只是 还是 而是 也是 都是 他们 她们 它们 我们 于是 是以 实是 由于 自己 第一 第二 "
    "有时 几时 不时 一时 不以 可以 不可 一是 二是 三是 再次 一再 一直 只有 只要 只能 以至 之一 与其 其中 其实 及其 及时".split()
)
"""Words that a name or two words side by side sound like all the time: never put for anything."""
CHINESE = MISTYPED | frozenset(
    "是否 是指什么 有什么 什么问题 什么办法 什么措施 什么关系 什么区别 什么作用 什么内容 做什么 干什么 凭什么 "
    "怎么回事 为何 何时 何地 何为 哪 哪年 哪一年 在哪 在哪里 在哪儿 是哪 有哪些 是哪些 哪些人 谁 是谁 由谁 谁写的 是谁写的 多少个 多少人 多少钱 多长时间 多大 多高 是不是 会不会 要不要 应不应该 "
    "吗 呢 吧 的 了 是 是的 在 有 和 与 或 对 对于 关于 从 由 被 把 要 会 能 可以 应该 应当 必须 需要 不 没有 都 也 还 还有 就 才 只 很 最 更 "
    "请 请列出 哪方面 这份报告 这个报告 报告里 报告中 这篇文章 讲了什么 说了什么 讲 说 怎么说 怎么看 "
    "这 这个 这些 那 那个 那些 他们 它 它们 我 你 我们 你们 自己 别的 其它 以后 以前 之后 之前 的时候 时候 你好 谢谢".split()
    + [f"{lead}{number}{measure}" for lead in ("哪", "是哪") for number in _NUMBERS for measure in _MEASURES]
    + [f"几{measure}" for measure in _MEASURES if measure != "些"]
)
"""Words that questions are full of, single characters among them."""
ENGLISH = frozenset(
    "what which who whom whose why how when where whether does did do is are was were has have had can could should would will may might must been being "
    "the this that these those there here their they them then than from with without about after before between into over under through against because "
    "many much long often other others another each every some any anything anyone else only also more most less least "
    "please tell list name give show explain describe define compare summarize summarise outline difference differ differences reason reasons cause causes purpose meaning mean means "
    "report paper document article text author authors published publisher publish written wrote chapter section part parts mention mentions mentioned say says said state states stated "
    "kind kinds sort sorts type types way ways step steps example examples number percentage date year month time place problem problems question questions answer "
    "people person persons thing things measure measures propose proposed proposes suggest suggests suggested recommend recommends recommended according".split()
)
PINYIN = frozenset(
    "shenme sheme shenmo weishenme weisheme zenme zenmeyang zenyang zenmeban ruhe weihe nage naxie nali naer nazhong nalei naji shei shui duoshao duojiu jige jixiang jitiao jizhong jilei "
    "shi de ma ne na bu mei le zai dui yu yao neng haiyou youmeiyou shifou shibushi nengbunneg qingwen baogao nihao ninhao hao ni nin xiexie zaijian".split()
)
"""Syllables and words in pinyin that a sentence hardly does without, none of them an English word with a say (`app.understanding.pinyin`)."""
