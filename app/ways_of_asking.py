"""How people ask, in Chinese and English, as patterns: about the tool, about a report as a whole, for lists, for opinions.

General ways of speaking only; none knows a report. Chinese patterns are written in Simplified characters.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


THIS_ZH = r"(这|本|该|那)?(份|篇|个)?(报告|文件|文章|材料|文本|论文|全文)"
THIS_EN = r"(this|the) (whole |entire )?(report|paper|document|text|article)"

GREETING = _any(
    r"(你好|您好|嗨|哈喽|早上好|下午好|晚上好|在吗|谢谢|多谢|再见|好的?|嗯+|知道了|明白了?|收到)[\s!！。.,，~呀啊吗?？]*",
    r"(hi|hello|hey|good (morning|afternoon|evening)|thanks|thank you|thx|bye|ok|okay|i see|got it|great)( there| everyone)?[\s!.,~?]*",
)
TOOL = _any(
    r"你是谁|你是什么|你叫什么",
    r"你(能|可以|会)(做|干|回答)?(些)?(什么|啥)",
    r"(这个|本)?(工具|系统|机器人|助手)(怎么用|是什么|能做什么)",
    r"^怎么(用|使用)(你|它|这个工具)?$|^帮助$|^help$",
    r"who are you|what are you|what can you do|what can i ask",
    r"how (do|can) i use (this|you|it)|how does this (tool|chat|bot) work",
)
BARE = _any(
    r"^(为什么|为何|怎么样?|什么|啥|原因|还有(吗|呢|别的吗)?|继续|然后呢?|详细(点|一点)?|具体(点|一点)?|第[一二三四五六七八九十]+(点|个|条|项)?)呢?$",
    r"^(why|how|what|who|when|where|more|more details|go on|continue|and|else|anything else|the (first|second|third|last) (one|point))( not| so| is that)?$",
)
"""Only leans on a question before: without one nothing is asked."""
_SUBJECT_ZH = r"(主要|大概|大致|都|到底|究竟|整体|核心)*(是)?(在)?(讲|说|写|谈|论述|关于|介绍|涉及|内容|大意|主旨|主题|概要|摘要|要点)*"
ABOUT = _any(
    rf"^(请)?(简单|简要)?(问|概括|总结|介绍|说说|概述|讲讲)?(一下|下)?{THIS_ZH}(的)?{_SUBJECT_ZH}(了|的)?(是|有)?(些)?(什么|啥|哪些|哪几)?"
    r"(内容|方面|事|问题|东西|主题|要点)?$",
    r"^(请|帮我)?(简单|简要)?(总结|概括|归纳|概述)(一下|下)?(全文|主要内容|内容|要点)?$|^(本文|全文|这报告|报告)(主要)?(讲|说|写)(的)?(了|的)?(什么|啥)(的|内容)?$",
    r"^(主要内容|内容提要|摘要|要点|大意|主旨)(是什么)?$|^(the )?(main|key) (points?|takeaways?|messages?|ideas?)$|^(a )?(short )?(summary|overview|gist|abstract)$|^tl;?dr$",
    r"^(please |can you )?(summari[sz]e|sum up|outline)( it| this| the report| this report)?( (in|into) \w+ \w+)?$",
    rf"^(what('s| is)|tell me what) {THIS_EN}( is)?( all)? about$",
    rf"^(please )?(can you |could you )?(summari[sz]e|outline|sum up|(give (me )?(a|an) )?(summary|overview|outline) of) {THIS_EN}$",
    rf"^what (does|do) {THIS_EN} (cover|discuss|talk about|deal with|say)( in general| overall)?$",
    rf"^what('s| is| are) the (main |overall |general )*(topics?|subject|theme|gist|contents?|main points?) (of|in) {THIS_EN}$",
)
_WHO_ZH = r"(谁|哪(个|家|里|儿)(的)?(单位|部门|机构|局|人|组织)?)"
_WROTE_ZH = r"(写|发布|发表|出|撰写|作|编|起草)"
PUBLISHER = _any(
    rf"{THIS_ZH}.{{0,6}}{_WHO_ZH}.{{0,4}}{_WROTE_ZH}",
    rf"^(这|那|它)?个?(是|由)?{_WHO_ZH}{_WROTE_ZH}(出来)?的$|^{_WHO_ZH}{_WROTE_ZH}(了|的)?{THIS_ZH}$",
    rf"{THIS_ZH}.{{0,4}}(作者|出处|发布(者|单位|机构)|标题|题目|叫什么)",
    r"\b(who|which|what)\b.{0,40}\b(wrote|written|publish\w*|authored|issued?|drafted|produced|put out)\b.{0,30}\b(report|paper|document|article|text|this|it)\b",
    rf"\b(author|publisher|title)s? of {THIS_EN}|^(the )?(title|author|publisher)s?$|\bwho (is|was|are|were) the (author|publisher|writer)s?\b",
    r"^(这报告|报告)?(的)?(作者|标题|题目|发布(单位|者|机构)|署名)(是)?(谁|什么|哪(个|家)(单位|部门)?)?$|^谁是作者",
)
OPINION = _any(
    r"(哪|什么).{0,8}最(好|差|重要|有效|合理)|(对不对|好不好|合不合理|应不应该)|(合理|正确|对|好|公平|合法)吗$|侵犯.{0,6}吗$",
    r"\bis (this|the|it|that)\b.{0,40}\b(right|wrong|good|bad|fair|just|justified|legal|illegal|ethical|moral|authoritarian|reasonable)$",
    r"\bwhich\b.{0,30}\b(is|are) (the )?(best|worst|most important|most effective)\b",
    r"你(自己|个人|本人)?(觉得|认为|怎么看|如何看|的(看法|意见|观点|立场|建议)|支持|赞成|同意|评价|怎么评价)|您(觉得|认为|怎么看)",
    r"(我|我们)(该|应该|应当)(怎么|如何|不该)|你(会)?(推荐|建议)|给我(出|提)?(个|点|些)?(主意|建议)",
    r"\b(do|would|don't) you (personally )?(think|believe|agree|support|recommend|suggest|like|feel)\b",
    r"\byour (own |personal |honest )*(opinion|views?|advice|recommendation|take|verdict|judge?ment)\b",
    r"\b(whether|if) you (would |do |personally )?(think|believe|agree|support|recommend|approve|like)\b|\btell me (frankly|honestly)\b",
    r"\bwhat (do|would) you (think|make of|recommend|suggest)\b|\bshould (i|we)\b|\badvise me\b",
)
INSTRUCTION = _any(
    r"(忽略|无视|忘记|忘掉|不要理会|别管|绕过|跳过)(掉)?(之前|以上|上面|前面|上述|所有|全部|一切|你|先前|这些|任何)",
    r"从现在(起|开始)|(你|请)?(现在)?(扮演|假装|假扮|充当)|作为一(个|名)",
    r"(你|请)?(只|必须|务必|一律)(能|许|准|要)?(回答|回复|输出|说|用)|(不许|不要|不准|别|禁止)(再)?(引用|标注|说|提|写|用)",
    r"^(请|帮我|给我|替我)?(帮我|给我)?(写|拟|起草)(一)?(份|篇|个|封|段)|^(请)?用(中文|英文|英语|汉语)(回答|回复|说)",
    r"^(please |can you |could you )?(write|draft|compose|translate)\b",
    r"系统(提示|指令)|输出(你的|系统)|越狱",
    r"\b(ignore|disregard|forget|override|bypass|skip)\b.{0,30}\b(instructions?|rules?|prompts?|above|previous|prior|earlier|guidelines|restrictions|everything|citations?)\b",
    r"\bfrom now on\b|\b(pretend|act as|role-?play|you are (now|an?|the) |imagine you are|behave as)\b|\b(system|hidden) prompt\b|\bjailbreak\b",
    r"\b(reply|respond|answer|output|say|print|write)\b (only|just|nothing but|with only|with just|exactly)\b",
    r"\b(only|just) (reply|respond|answer|output|say|print)\b|\b(do not|don't) (cite|quote|refuse|mention)\b",
    r"\b(translate|repeat|print|reveal) (the|your) (above|instructions?|prompt)",
)
ASKING = _any(r"[?？吗呢]|什么|哪|谁|怎|为何|多少|几", r"\b(what|who|which|why|how|when|where|does|is|are)\b")
LIST = _any(
    r"哪(些|几|三|四|五|两)|几(个|项|类|种|点|条|方面|大|步|级|处)|分别|都有(什么|谁)|列(出|举|一下)|举例|多少(个|项|类|种|条)|各(是|有)",
    r"有(什么|啥)(样的)?(问题|原因|措施|办法|表现|内容|要求|方面)",
    r"\bwhat are\b|\bhow many\b",
    r"\b(what|which) (?!(is|was|does|has|do|did|makes?|causes?)\b)((?!(is|was|does|has|will)\b)\w+ ){0,3}?(?!(is|was|does|has|this|its|us|basis|process|business|success|progress)\b)\w{2,}s\b",
    r"\blist\b|\bname (the|all|some|a few|two|three|four|five)\b|\bexamples?\b|\bwhat kinds?\b|\bsorts? of\b|\btypes? of\b|\bsteps\b|\ball the\b",
)
_TERM_ZH = r"[“\"「]?(?P<{}>[^，,。?？“”\"「」]{{2,16}}?)[”\"」]?"
_TERM_EN = r"[\"'“‘]?(?P<{}>[^?\"“”]{{2,40}}?)[\"'”’]?"
_ASPECT = r"(\w+ )?(number|cause|reason|date|amount|percentage|share|purpose|aim|goal|role|problem|point|way|result|effect)s?\b"
"""What is asked of a thing, not a thing whose meaning is asked."""
DEFINITION = _any(
    rf"^(请问)?(什么|啥)(是|叫做|叫|是所谓的?){_TERM_ZH.format('a')}$",
    rf"^{_TERM_ZH.format('b')}(是指|指的是|是|指)(什么|啥)(意思|东西|概念|含义)?$|^{_TERM_ZH.format('c')}(是)?(什么|啥|何)意思$",
    rf"^what (do|does) {_TERM_EN.format('d')} (mean|stand for|refer to)$|^what (do|does) (they|the report|the paper|it) mean by {_TERM_EN.format('e')}$",
    rf"^what('s| is| are) (meant by |the meaning of |an? |the )?(?!{_ASPECT}){_TERM_EN.format('f')}$|^(define|definition of|meaning of) {_TERM_EN.format('g')}$",
)
"""Asks what a term means; the one group that matched holds the term."""
OUTLINE = _any(
    r"第[零一二三四五六七八九十\d]+(章|部分|大部分|节|编)|最后(一)?(个)?(章|部分|节|编)|(哪|几)(些|几|个|大)*(章|部分|节|章节|编)|(各|每)(个)?(章|部分|节)|目录|提纲|章节|篇章结构|报告的?结构",
    r"\b(chapter|section|part)\s+(\d+|[ivx]+)\b|\b(first|second|third|fourth|fifth|sixth|last|final)\s+(chapter|section|part)\b",
    r"\b(chapters|sections|parts|headings)\b|\boutline\b|\btable of contents\b|\bstructure of (this|the) (report|paper|document|text)\b",
)
"""Asks about the report's parts; with a list wanted, headings answer."""
ELLIPTIC = _any(
    r"^(那|那么|还|还有|另外|此外|具体|为什么呢|为何呢|原因|怎么办|然后|接下来|其他|别的|它|他们|她们|这|这些|这个|那些|那个|以上|上述|前者|后者|第[一二三四五]|再|又)",
    r"呢[?？]?$",
    r"^(and|but|so|then|also|what about|how about|why( is that| so| not)?\b|how so|anything|any other|else|what else|who else|where else|which ones?)\b",
    r"^(it|they|them|those|these|that|this|the (first|second|third|last|other)|more)\b",
    r"\b(it|they|them|those|these|that|there|one|ones|else|he|she)\s*[?.]?$",
)
QUANTITY = _any(
    r"多少|(?<![哪这那好])几(个|人|名|元|次|起|件|成|倍|岁|年|天|级|万|亿)",
    r"\bhow (many|much|often|long|old|far|large|big)\b|\bwhat('s| is| was)? (the )?(total )?(number|percentage|share|proportion|amount|sum|budget)\b",
)
"""Asks for a number; an answer must hold one, or the items themselves."""
PERCENT = _any(r"百分|多少成|几成|比例|占比|[\u4e00-\u9fff]率(是|有|为|达|提高|下降|上升)?(了)?(多少|几)", r"\bpercent(age)?s?\b|\bper cent\b|\bwhat (share|proportion|rate)\b")
"""Asks for a share; an answer must hold one."""
MONEY = _any(
    r"多少(钱|元|万元|亿元|资金|经费|预算)|(预算|经费|资金|费用|投入|拨款).{0,6}(多少|几)",
    r"\bhow much (money|funding|did it cost|does it cost|will it cost|was spent|is spent)\b|\bwhat('s| is| was) the (budget|cost|price|amount)\b",
)
"""Asks for a sum of money; an answer must hold one."""
TIME = _any(
    r"何时|什么时候|哪(一)?年|哪(一)?天|几月|几号|哪个时间|日期",
    r"\bwhen\b(?! (it|they|there|the|a|an|this|that|these|those|people|someone)\b)|\b(what|which) (year|date|month|day)\b|\bdates? (of|when)\b",
)
"""Asks for a date or year; an answer must hold a time."""

ENGLISH_WORDS = frozenset(
    "the a an of to in is are was were what which who why how when where does do did and or for on by with from that this it its be can should has have not there they their any about".split()
)
FOREIGN_WORDS = frozenset(
    "le la les un une des du de et est sont que qui quoi quel quelle quels quelles dans pour sur avec pas ce cette il elle nous vous comment pourquoi "
    "el los las una y es son qué cómo por para con del al en se lo der die das und ist sind ein eine nicht was wie warum welche für mit von zu den dem im "
    "o os as um uma e são como não em no na il lo gli che di per con sono perché come het een van wat hoe waarom niet och är det att som".split()
)
