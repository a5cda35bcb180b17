"""How people ask, in Chinese and English, as patterns: about the tool, about a report as a whole, for lists, for opinions.

General ways of speaking only; none knows a report. Chinese patterns are written in Simplified characters.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


THIS_ZH = (
    r"((这|本|该|那)?(份|篇|个)?(报告|文件|文章|材料|文本|论文|全文|白皮书|蓝皮书|宣言|公约|公告|通告)"
    r"|(这|本|该|那)(份|篇|个|部|项|则|本|条)?(通知|通报|声明|条例|章程|指南|手册|须知|纪要|标准|规范|规定|办法|方案|合同|协议|意见书|总结|说明))"
)
_NOUNS_EN = (
    r"(report|paper|document|doc|file|text|article|white ?paper|declaration|charter|convention|notice|announcement|circular|bulletin|handbook|manual|brochure|leaflet|statement|minutes"
    r"|agreement|contract|standard|guide|guideline|policy|regulation|act|plan|study|survey|review)"
)
THIS_EN = (
    r"((this|the) (whole |entire )?(report|paper|document|doc|file|text|article|white ?paper|declaration|charter|convention|notice|announcement|circular|bulletin|handbook|manual|brochure|leaflet)"
    rf"|this (whole |entire )?{_NOUNS_EN})"
)

GREETING = _any(
    r"((你|您|大家)好(呀|啊)?|(你|您)好吗|嗨|哈喽|哈啰|喂|早|早上好|早安|上午好|中午好|下午好|晚上好|晚安|在吗|在不在|有人吗|谢谢(你|您|啦|了)?(的?(帮助|回答))?|多谢|感谢|非常感谢|辛苦了?"
    r"|再见|拜拜|"
    r"好的?(谢谢)?|嗯+|哦+|知道了|明白了?|懂了|收到|没事了?|不客气|对不起|不好意思)[\s!！。.,，~呀啊吗?？]*((你|您)?好|在吗|谢谢(你|您)?|再见)?[\s!！。.,，~?？]*",
    r"(hi|hiya|hello|hey|howdy|greetings|good (day|morning|afternoon|evening|night)|thanks( a lot| so much| very much)?|thank you( so much| very much| for (your|the) help)?|many thanks|thx"
    r"|cheers|bye|bye bye|goodbye|see you( later)?|"
    r"ok|okay|i see|got it|great|cool|nice( to meet you)?|perfect|understood|never ?mind|sorry|how are you( doing)?( today)?|how do you do|what's up|are you there)( there| everyone| all"
    r"| bot| again)?([\s!.,~?]+(how are you|thanks|thank you|there))?[\s!.,~?]*",
)
TOOL = _any(
    r"你是谁|你是什么|你叫什么|你是(个|一个)?(机器人|人工智能|ai|真人|人|程序|chatgpt|gpt|大?模型)(吗|还是)|(谁|哪家公司|哪个公司)(开发|制作|制造|做|设计|训练|创造)(了|的)?(你|这个(工具"
    r"|系统|机器人))|你(是)?(由)?谁(开发|做|制造|训练)",
    r"^(?!.*(关于|有关|对于)).*你(能|可以|会)(帮我|为我|给我)?(做|干|回答|提供|帮)?(些|我)?(什么|啥|哪些)|(我)?(能|可以|应该|该)?(问|提问)(你)?(些)?(什么|啥|哪些)(问题)?$|我(该|要)?(怎么|如何)(问|提问)$",
    r"^(这|这个|本)?(工具|系统|机器人|助手|软件|网站|程序)(是)?(怎么用|怎么使用|如何使用|是什么|能做什么|能干什么|干什么用的|有什么用|有什么功能|是谁做的)$|你(支持|会说|会|懂|能用)(中文"
    r"|英文|英语|汉语|哪些语言|几种语言|什么语言)",
    r"^怎么(用|使用)(你|它|这个工具)?$|^(请)?帮助$|^help( me)?( please)?$|^(使用|操作)(说明|方法|指南)$|^功能$|你的(答案|回答)(是)?(从哪|怎么|哪里)",
    r"\bwho are you\b|\bwhat are you\b(?! (doing|saying|asking))|\bwhat can you (do|answer|tell|help)(?!.*\b(about|on|regarding|concerning) (?!(you|yourself|this tool)\b))|\bwhat can i ask\b"
    r"|\bwhat (kinds?|sorts?) of questions\b.*\b(i ask|you answer)"
    r"|\bwhat (should|could) i ask\b|\bwhat questions can\b",
    r"\bhow (do|can|should) i (use (this|you|it)|ask)\b|\bhow (does|do) (this( tool| chat| bot| thing| page)?|you|it) work$|^(what is|what's) this (tool|chat|bot|site|page|app)( for)?$"
    r"|\bare you (a |an )?(robot|bot|human|person|ai|machine|real|chatgpt|gpt|language model|chatbot)\b",
    r"\bwho (made|built|created|developed|trained|programmed|designed) (you|this (tool|bot|chat))\b|\bwhat('s| is) your name\b|\b(what|which) (ai |language )?model are you\b|\b(what"
    r"|which) languages (do|can) you\b|\b(do|can) you (speak|understand) (chinese|english)\b|\bwhere do your answers come from\b",
)
BARE = _any(
    r"^(为什么|为何|怎么样?|什么|啥|原因|还有(吗|呢|别的吗)?|继续|然后呢?|详细(点|一点)?|具体(点|一点)?|第[一二三四五六七八九十]+(点|个|项)?)呢?$",
    r"^(why|how|what|who|when|where|more|more details|go on|continue|and|else|anything else|the (first|second|third|last) (one|point))( not| so| is that)?$",
)
"""Only leans on a question before: without one nothing is asked."""
_SUBJECT_ZH = r"(主要|大概|大致|都|到底|究竟|整体|核心)*(是)?(在)?(讲|说|写|谈|论述|关于|介绍|涉及|内容|大意|主旨|主题|概要|摘要|要点)*"
ABOUT = _any(
    rf"^(请)?(简单|简要)?(问|概括|总结|介绍|说说|概述|讲讲)?(一下|下)?{THIS_ZH}(的)?{_SUBJECT_ZH}(了|的)?(是|有)?(些)?(什么|啥|哪些|哪几)?"
    r"(内容|方面|事|问题|东西|主题|要点)?$",
    r"^(请|帮我)?(简单|简要)?(总结|概括|归纳|概述)(一下|下)?(全文|主要内容|内容|要点)?$|^(本文|全文|这报告|报告)(主要)?(讲|说|写)(的)?(了|的)?(什么|啥)(的|内容)?$",
    r"^(主要内容|内容提要|摘要|要点|大意|主旨)(是什么)?$|^(the )?(main|key) (points?|takeaways?|messages?|ideas?)$|^(please )?(give|tell|show) me the (main|key) (points?|takeaways?|messages?|ideas?)"
    r"|^what are the (main|key) (points|takeaways|messages|ideas)$|^(a )?(short )?(summary|overview|gist|abstract)$|^tl;?dr$",
    r"^(please |can you )?(summari[sz]e|sum up|outline)( it| this| the report| this report)?( for me)?( please)?( (in|into) \w+ \w+)?$",
    rf"^(what('s| is)|tell me what) ({THIS_EN}|this|it)( is)?( all)? about$|^(这|它|这个|那)?(主要|大概)?(是)?(讲|说|写)(的)?(了|的)?(什么|啥)(内容|东西)?(的)?$",
    rf"^(please )?(can you |could you )?(summari[sz]e|outline|sum up|(give (me )?(a|an) )?(summary|overview|outline) of) {THIS_EN}$",
    rf"^{THIS_ZH}(到底|究竟|主要)?(是)?(用来)?(干|做)(什么|啥|嘛)(用)?的$",
    rf"^what (does|do) {THIS_EN} (cover|discuss|talk about|deal with|say)( in general| overall)?$",
    rf"^(please )?(give me |write |show me )?(a |an )?(brief |short |quick |general )*(summary|overview|outline|synopsis|gist|abstract)( of {THIS_EN})?$|^what('s| is) (in )?{THIS_EN}$"
    rf"|^what('s| is) it( all)? about$",
    rf"^(please |can you |could you )*(summari[sz]e|outline|sum up|describe|introduce) {THIS_EN}( (in|into|with|within|using) .{{1,30}}| briefly| for me| please)*$|^(tell me|can you tell me"
    rf"|talk to me) about {THIS_EN}$|^what (kind|sort|type) of {_NOUNS_EN} is (this|it)$",
    rf"^what (topics|subjects|issues|themes|matters) (are (covered|discussed|addressed|treated)|(does|do) {THIS_EN} (cover|discuss|address|treat|deal with))( in {THIS_EN})?$|^what('s"
    rf"| is) {THIS_EN}('s)? (main |central |key )?(message|topic|subject|theme|content)s?$",
    rf"^(请)?(能不能|能否|可以|能)?(用.{{1,4}}(句|段|百字|个字)话?)?(简单|简要|大致|大概)?(概括|总结|介绍|说说|概述|讲讲|归纳|说明)(一下|下)?{THIS_ZH}(的)?(主要|大致|核心)?(内容|大意|主旨"
    rf"|要点|思想)?(吗)?$|^(这|这个|本)(是)?(一)?(份|篇|个)?(什么|啥)(样的)?(报告|文件|文章"
    rf"|材料)$",
    rf"^{THIS_ZH}(的)?(主题|主旨|大意|中心思想|主要内容|核心内容|内容提要|要点|摘要|核心观点)(是)?(什么|啥|有哪些)?$",
    rf"^what('s| is| are) the (main |overall |general )*(topics?|subject|theme|gist|contents?|main points?) (of|in) {THIS_EN}$",
)
_WHO_ZH = r"(谁|[哪那](个|家|里|儿)(的)?((?!章|节|部分|条|段|方面|地方|问题)[\u4e00-\u9fff]{1,10}?)??)"
_WROTE_ZH = r"(写|发(?=的|了的?$|出来)|发布|发表|(?<!提)出|撰写|作|编|起草)"
_WHEN_ZH = r"(什么时候|何时|哪(一)?年|哪(一)?天|几月)"
_DONE_ZH = r"(布|表|版|台|制|写|辑|纂|来|完|成)*(了|的)?(吗|呢|啊|呀)?([，,、].{0,12})?$"
"""How a question for who wrote a report ends: one that goes on speaks of something else that is written."""
_THE_ZH = rf"^(请问|请|能不能|能|可以|告诉我|(我)?想(知道|问)(一下)?|(你)?知道|[，,])*{THIS_ZH}"
PUBLISHER = _any(
    rf"{_THE_ZH}(最初|最早|当初|到底|究竟|是|由)*{_WHO_ZH}(负责|组织|牵头|联合|共同|来|在|{_WHEN_ZH})*{_WROTE_ZH}{_DONE_ZH}",
    rf"^(这|那|它)?个?(是|由)?{_WHO_ZH}{_WROTE_ZH}(出来)?的$|^{_WHO_ZH}{_WROTE_ZH}(了|的)?{THIS_ZH}(的)?([，,].{{0,12}})?$",
    rf"{_THE_ZH}(是)?{_WHEN_ZH}{_WROTE_ZH}{_DONE_ZH}|{_THE_ZH}(的)?(发布|发表|出版|撰写|写作)?(日期|时间|年份)(是)?(什么|哪(一)?(天|年)|多少)?$",
    rf"^(这|它)?(是)?{_WHEN_ZH}({_WROTE_ZH}|发)(表|出来)?的$|^({_WHO_ZH}|什么人)({_WROTE_ZH}|发)(出来)?的?[\s,，、和]*(以及)?(是)?(什么时候|何时|哪(一)?年|哪(一)?天)({_WROTE_ZH}|发)?(出来)?(的)?$",
    rf"^when (was|is) ({THIS_EN}|it|this) (written|published|issued|released|drafted|dated)$|\b(date|year) of {THIS_EN}|^(what is |what's )?the (publication )?(date|year)( of publication)?$",
    rf"{_THE_ZH}(的)?(作者|出处|发布(者|单位|机构)|标题|题目|名字|叫(?=什么|啥))(们)?(是|叫|为|有)*(谁|什么|啥|哪(个|家|里|位|些)?(单位|部门|机构|人)?|名字|标题|题目)*(吗|呢)?$",
    r"\b(who|which|what)\b.{0,40}\b(wrote|written|publish\w*|authored|issued?|drafted|produced|put out)\b.{0,12}\b(" + THIS_EN + r"|this|it)( and when| originally)?$",
    rf"\b(author|publisher|title)s? of {THIS_EN}|^(the )?(title|author|publisher)s?$|\bwho (is|was|are|were) the (author|publisher|writer)s?\b",
    r"^(这报告|报告)?(的)?(作者|标题|题目|发布(单位|者|机构)|署名)(是)?(谁|什么|哪(个|家)(单位|部门)?)?$|^谁是作者",
)
_JUDGED_ZH = rf"((这|那)(样|么|种|个|些|条|项|套|份|篇)?(?![里儿])|{THIS_ZH}|上述|以上|它们?|他们)((?![每最是有一二两三四五六七八九十])[\u4e00-\u9fff]){{0,10}}?"
"""The report, or what it says or proposes: whether that is right is for people to judge."""
_FILES_ZH = (
    r"(去|该|先|再)*(申请|办(?![呢啊呀吧才])(?=[\u4e00-\u9fff])|提交|交(?!往|流|朋友)|缴|付"
    r"|报名|报案|报警|举报|反映|求助|借|还(?!是|能|要)|续|登记|预约|联系|投诉|退|领|取(?!舍|得)|查|挂失|注册|填|上诉)"
)
_RULED_EN = r"(book|reserve|take (?!part|sides)|arrive|wear|wait|carry|notify|leave (?!the|this|it)|reply|print|bring|need|turn up|check in)\b"
"""What rules tell people to do: whether one should, a text may say."""
_FILES_EN = (
    r"(bring|submit|present|enclose|attach|hand in|fill|sign up|pay(?! attention)|apply|enter|file|appeal|contact|call|ask|write to|report|register|return|collect|renew|show|send|turn to"
    r"|go(?! from here| on\b| ahead| next))\b"
)
"""What people do to get something from an office; how it is done the report may say."""
OPINION = _any(
    r"(哪|什么).{0,8}最(好|差|有效|合理)|(?<![，,])(合不合理|应不应该|该不该|值不值得)|(合理|公平|人道|民主|可取)吗$|站得住脚吗$",
    rf"^(?!.*[，,](这|那)个?就?是?(对|正确)的?吗$).*{_JUDGED_ZH}(都|也|是|就|还|真的?|到底|究竟|完全|做得|写得|说得|很|算)*(对不对[呢呀啊吗嘛啦]*(?![\u4e00-\u9fff])|(对|正确|合法)(的)?吗$)|{_JUDGED_ZH}.{{0,4}}侵犯.{{0,6}}吗$",
    r"^(?!.*(请|告诉|说说|讲|介绍|列|给我|帮我)).*((?<![，,])好吗$|(?<![，,])好不好)",
    rf"(我|我们)(该|应该|应当|到底该)((怎么|如何)(?!{_FILES_ZH})|不该|做|选|不应该|听|信)",
    r"^(?!.*(,|\w+ \w+ \w+) is (this|it|that) (right|wrong)$)(?!.*\b(an? (\w+ )?|(human|civil|legal|basic|fundamental) )right$)"
    r".*\b(is|are|was|were) (this|the|it|that|these|those)\b.{0,40}\b(right|wrong|good|bad|fair|just|justified|ethical|moral|authoritarian|reasonable)$",
    r"\b(is|are|was|were) (this|it|that|these|those|they)( (report|paper|policy|measure|proposal|practice|approach|rule|plan)s?)?( really| even| at all)? (il)?legal$",
    r"\b(is|are|was|were) (this|the|it|that|these|those)\b.{0,40}\b(a (good|bad) idea|democratic|humane|legitimate)$|\bis it (right|wrong|fair|good|bad|ethical|moral|reasonable"
    r"|acceptable) (to|that|for|when|if)\b",
    r"\b(is|was) (this|the|that) (report|document|paper|text) (really |any |very |at all )*"
    r"(good|useful|helpful|reliable|credible|trustworthy|accurate|true|biased|convincing|worth \w+|right|wrong|correct|fair|unfair|objective|neutral|honest|exaggerated)\b",
    r"\b(this|the|that) (report|document|paper|text) (is|was) any good\b",
    r"(报告|文章|材料|文件)(写得|说得|做得)?(有没有用|有用吗|靠谱吗|靠不靠谱|可信吗|可不可信|怎么样|客观吗|准确吗|有道理吗)",
    r"\bwhich\b.{0,30}\b(is|are) (the )?(best|worst|most effective)\b(?! \w+ed\b)",
    rf"^(?!(do|so|and|but|then)? ?should (i|we) (also )?{_RULED_EN})(?!.*\b(which|what|where|when|how|who|whom)\b.{{0,60}}\bshould (i|we) (also |first |then |next )?{_FILES_EN}).*\bshould (i"
    rf"|we)\b(?! (bring|submit|present|enclose|attach|hand in|fill)\b)",
)
"""Asks for a judgement; of the report's own (`ATTRIBUTED`) it is a question like any other."""
ATTRIBUTED = _any(
    r"(报告|文章|文中|文里|本文|作者|材料|文件|全文)(里|中)?.{0,4}(认为|觉得|看来|[说讲](?!得)|指出|提出|提到|强调|评价|称|把|将|视|主张|建议|要求|怎么|如何|(?<!不)对(?!不对|的?吗$))|(根据|按照|依据)(这份|这篇"
    r"|本)?(报告|文章|文件|材料)",
    r"\b(the|this) (report|paper|document|text|article|author)s?( \w+)? (says?|states?|holds?|thinks?|considers?|calls?|regards?|sees?|finds?|describes?|recommends?|proposes?)\b",
    r"\b(the|this) (report|paper|document|text|article|author)s?( \w+)? (suggests?|argues?|believes?|names?|views?|rates?|treats?|judges?|claims?|mentions?)\b",
    r"\baccording to (the|this)\b|\bin the (report|author|paper)('s|s')? (view|opinion|eyes)\b",
)
_OPINION_ZH = r"(看法|意见|观点|立场|建议|态度|评价|判断)"
PUBLISHED = _any(
    r"^(那|又|是|它|这|在|于|由)*(谁|何时|什么时候|哪(一)?[年天月]|日期|时间|哪(里|儿)|哪个(单位|部门)|作者|标题|题目|名字)(写|发|出|发布|发表|出版)?(的|呢|叫什么|是什么|是谁)*$",
    r"^(and |so |but |what about |how about )*(who|when|where|(in |of )?(which|what) year|((what('s| is| was) )?the )?(date|year|author|publisher|title))"
    r"( (is|was) (it|this|that))?( (written|published|issued))?$",
)
"""Asks, in so few words, for more of the front page, after a question for that."""
OPINION_OF_TOOL = _any(
    rf"(你|您)(们)?(自己|个人|本人|会|真的|真心|是不是|也)*(觉得|认为|怎么看|怎么想|如何看|如何评价|怎么评价|的{_OPINION_ZH}|支持(?!中文|英文|英语)|赞成|赞同|反对|同意|评价|喜欢|推荐|建议|相信)",
    r"(在|依|照)(你|您)看|(你|您)说(呢|说看)|(换成|如果|假如|要是)(你|您)(来|是)?|用自己的(看法|观点|意见)|帮我(判断|决定|评|选|出主意)",
    r"给(我|我们)(出|提|写)?(个|点|些|[一二三四五几两\d]+[条个点])?(主意|建议|意见)|给.{1,8}(出|提|写)(个|点|些|[一二三四五几两\d]+[条个点])(主意|建议|意见)",
    r"(谈谈|说说|讲讲|发表)(一下)?(你|您)(自己)?的?(看法|观点|意见|感想|评价)|(评价|评论|评一评|批评|点评)(一下|下)?(这|该|一下)(份|套|篇|些)?(报告|做法|文章|措施|政策)|打(个|几)分",
    r"\b(do|would|don't|did|could) you (personally |really |honestly |also |not )*(think|believe|agree|disagree|support|recommend|suggest|like|feel|consider|approve|prefer|advise|trust)\b",
    r"\byour (own |personal |honest |professional |expert )*(opinions?|views?|advice|recommendations?|take|verdict|judge?ments?|thoughts?|assessment|evaluation|stance|position|feelings?"
    r"|preference)\b",
    r"\bwhere do you stand\b|\bare you (for|against|in favou?r)\b|\b(whether|if) you (would |do |personally )?(think|believe|agree|support|recommend|approve|like)\b|\btell me (frankly"
    r"|honestly)\b",
    r"\bif you were (the|a|an|in)\b|\bwhat (do|would) you (think|make of|recommend|suggest|do|say|feel|advise|prefer|change)\b|\bhow (do|would) you (feel|rate|judge|evaluate|assess|see|like"
    r"|improve)\b",
    r"\badvise (me|us)\b|\bgive (me|us) (some |your |any )?(advice|opinion|tips)\b|\bcan you recommend\b|\bpros and cons of (this|the) (report|policy|approach)\b",
    r"^(please )?(critici[sz]e|evaluate|rate|judge|review|assess|critique) (this|the) (report|paper|document|policy|policies|measures|approach)\b",
)
"""Asks the tool what it thinks."""
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
_TOPIC_ZH, _TOPIC_EN = "(?P<{}>[^，,。；;?？]{{2,}}?)", "(?P<{}>[^,;?]{{3,}}?)"
_IT_ZH, _IT_EN = rf"(?:{THIS_ZH}|文中|文章|里面|它|他们)?(?:里面|里|中|当中|对此)?", rf"(?:{THIS_EN}|it|they|the authors?|anyone)"
_NAMES_ZH, _NAMES_EN = "(?:提到|提及|说到|讲到|谈到|涉及|写到|谈及|提)", "(?:mention|discuss|talk about|cover|address|deal with|touch on|refer to|(?:say|contain|have) anything (?:about|on))"
_ON = "(?:about|on|of|regarding|concerning)"
TOPIC = _any(
    rf"^(?:请问)?{_IT_ZH}(?:有没有|有无|是否|是不是|可曾)(?:有)?(?:{_NAMES_ZH}|关于|讲|说|谈)(?:了|过)?(?:关于)?{_TOPIC_ZH.format('a')}(?:的)?(?:内容|事情|事|情况|信息|说法)?(?:吗|呢)?$",
    rf"^(?:请问)?{_IT_ZH}{_NAMES_ZH}(?:了|过)?{_TOPIC_ZH.format('b')}(?:了)?(?:吗|没有|没|么)$",
    rf"^(?:请问)?(?:关于|有关|对于|针对|至于|就|在){_TOPIC_ZH.format('c')}(?:的)?(?:问题|方面|这方面|这块|一事|上)?[，,]?{_IT_ZH}(?:是)?(?:都|怎么|怎样|如何|有)?(?:说|讲|写|谈|提|提到|论述|规定)(?:了|的|到)?(?:些)?(?:什么|啥|哪些|怎么|怎样)?(?:内容)?(?:的)?$",
    rf"^{_IT_ZH}(?:关于|对|就|在)?{_TOPIC_ZH.format('d')}(?:这方面|方面|这块|的事儿?)(?:是)?(?:怎么|怎样|如何|都)?(?:说|讲|写|谈|提|提到|规定)(?:了|的|到)?(?:些)?(?:什么|啥|哪些)?(?:内容)?(?:的)?$",
    rf"^{_IT_ZH}有(?:没有)?(?:关于|有关|涉及){_TOPIC_ZH.format('e')}(?:的)?(?:内容|信息|说法|部分|介绍|描述|规定|段落)?(?:吗|没有)?$",
    rf"^{_IT_ZH}(?:对|对于|关于|就){_TOPIC_ZH.format('k')}(?:是)?(?:怎么|怎样|如何)(?:看|看待|评价|说|讲|写|描述|定性)(?:的)?$",
    rf"^(?:你)?(?:能|可以|会)(?:告诉我|回答)(?:些|一些)?(?:什么|啥|哪些)(?:关于|有关){_TOPIC_ZH.format('m')}(?:的)?(?:问题|内容|事情|情况|信息)?$",
    rf"^what (?:is|was|gets?) (?:said|written|mentioned|reported) (?:about|on|of) {_TOPIC_EN.format('l')}(?: in (?:it|there|{THIS_EN}))?$",
    rf"^(?:is|are|was|were) there (?:anything|something|any (?:mention|information|discussion|talk|passages?|words?)) {_ON} {_TOPIC_EN.format('f')}(?: in (?:it|there|{THIS_EN}))?$",
    rf"^(?:does|do|did) {_IT_EN} (?:ever |also |actually |even )?{_NAMES_EN} {_TOPIC_EN.format('g')}(?: at all| anywhere)?$",
    rf"^what (?:does|do|did|is) {_IT_EN} (?:say|says|said|write|mention|have to say|saying) {_ON} {_TOPIC_EN.format('h')}$",
    rf"^(?:anything|something|what's there|what is there|any mention|any word) {_ON} {_TOPIC_EN.format('i')}(?: in (?:it|there|{THIS_EN}))?$",
    rf"^(?:please )?(?:what can you (?:tell me|say)|tell me|show me|find(?: me)?|i want to know|i'd like to know|give me)(?: more| something| everything| all"
    rf"| anything)?(?: it says)? {_ON} {_TOPIC_EN.format('j')}$",
)
"""Asks where or whether something is spoken of; the one group that matched holds the topic."""
TOPIC_EDGES = re.compile(r"^(?:the|a|an|any|some)\b\s*|^(?:一些|任何|这个|那个|这些|那些)|\s+(?:issues?|matters?|topics?|things?)$|(?:的)?(?:问题|情况|事情|方面|内容)$", re.IGNORECASE)
"""Words at a topic's edges that are none of it."""
ASKING_WORDS = _any(
    r"什么|啥|哪|谁|多少|几(?!乎|经)|怎|如何|为何|是否|吗|呢|请|是不是|有没有|能不能|该不该|列[出举]|总结|概括|介绍|说明|比较|区别",
    r"\b(?:what|which|who|whom|whose|when|where|why|how|whether|if|is|are|was|were|does|do|did|can|could|should|would|will|has|have|that|list|name|summari[sz]e|compare|explain|describe|give"
    r"|tell|please|you|your|me|my|i|hi|hello|thanks)\b",
)
"""A question, a request or small talk, not a topic."""
OUTLINE = _any(
    rf"^{THIS_ZH}(一共|总共|共|里)?(有)?(多少|几)条\W*$",
    r"第[零一二三四五六七八九十\d]+(章|部分|大部分|节|编)|最后(一)?(个)?(章|部分|节|编)|(哪|几)(些|几|个|大)*(章|部分|节|章节|编)|(各|每)(个)?(章|部分|节)|目录|提纲|章节|篇章结构|报告的?结构",
    r"\b(chapter|section|part)\s+(\d+|[ivx]+)\b|\b(first|second|third|fourth|fifth|sixth|last|final)\s+(chapter|section|part)\b",
    r"\bhow many articles\b(?! (of|about|on|does (?!(it|this|the)\b))\b)|\b(chapters|sections|parts|headings)\b|\boutline\b|\btable of contents\b|\bstructure of (this|the) (report|paper"
    r"|document|text)\b",
)
"""Asks about the report's parts; with a list wanted, headings answer."""
IN_REPORT = _any(
    r"第几(个)?(章|节|部分|段|条|页)|(哪里|哪儿|哪边)有?(讲|说|提|写|谈|介绍)(到|了|的)?",
    r"(哪|什么)(一|几)?(个|些)?(章|节|部分|段落?|页|条|处|地方).{0,8}(提到|讲到?|说到?|谈到?|写到?|涉及|规定|出现|论述|介绍)",
    r"(报告|文中|文章|文件|材料|全文).{0,4}(哪里|哪儿|何处|什么地方).{0,6}(提|讲|说|谈|写|涉及|规定)|在哪(里|儿)?(提到|讲到|谈到|说到|写到)|出自(报告)?(哪|什么)",
    r"\b(which|what) (section|chapter|part|article|paragraph|heading|passage|page)s?\b.{0,60}\b(mention|discuss|cover|talk|speak|address|describe|say|deal|contain|treat|concern|about|on)\w*\b",
    r"\bwhere (in|within) (the|this)\b|\bwhere (it|they|the (report|paper|document|text)|this (report|paper|document|text)) (mention|discuss|cover|talk|speak|address|describe|say|deal)"
    r"|\bwhere (does|do|did|is|are|can|could) .{0,60}\b(mention|discuss|cover(ed)?|talk|speak|address|described?|dealt|find|read about)",
)
"""Asks where in the report something stands; the heading above is part of the answer."""
QUANTITY = _any(
    r"多少|多久|多长时间|(?<![哪这那好])几(个|人|名|位|家|所|户|元|次|起|件|成|倍|岁|年|天|级|万|亿|小时|分钟)",
    r"\bhow (many|much|often|long|old|far|large|big)\b|\bwhat('s| is| was)? (the )?(total )?(number|percentage|share|proportion|amount|sum|budget)\b",
)
"""Asks for a number; an answer must hold one, or the items themselves."""
PERCENT = _any(r"百分|多少成|几成|比例|占比|[\u4e00-\u9fff]率(是|有|为|达|提高|下降|上升)?(了)?(多少|几)", r"\bpercent(age)?s?\b|\bper cent\b|\bwhat (share|proportion|rate)\b")
"""Asks for a share; an answer must hold one."""
MONEY = _any(
    r"多少(钱|元|万元|亿元|资金|经费|预算)|多贵|(什么|啥)价|(价格|票价|单价|收费)(是|为)?(多少|几|怎么|如何)|(预算|经费|资金|费用|投入|拨款).{0,6}(多少|几)",
    r"\bhow much (money|funding|did it cost|does it cost|will it cost|was spent|is spent)\b|\bwhat('s| is| was) the (budget|cost|price|amount)\b|\bwhat (does|do|did|will"
    r"|would) .{1,60} cost\b(?=\W*$)|\bhow (expensive|pricey)\b|\bwhat('s| is| are) the (\w+ )?(price|fee|fare|charge)s?\b",
)
"""Asks for a sum of money; an answer must hold one."""
TIME = _any(
    r"何时|什么时候|啥时候|哪(一)?年|哪(一)?天|几月|几号|几点(?!要|建|措|意|原|经|做|内|问|启|体)|哪个时间|日期",
    r"\bwhen\b(?! (it|they|there|the|a|an|this|that|these|those|people|someone)\b)|\b(what|which) (year|date|month|day)\b|\b(at )?what time\b(?! (frame|span))|\bdates? (of|when)\b",
)
"""Asks for a date or year; an answer must hold a time."""

LEANING = _any(
    r"^how (does|do|did) (it|this|that|they) work$|^how (do|can|should) (i|we|you) use (it|this|that)$|^(what('s| is)|tell me what) (it|this|that)( is)?( all)? about$",
    r"^(怎么|如何|怎样)(使)?用((它|这个|那个))?$|^(它|这|那|这个|那个)(主要|大概)?(是)?(讲|说|写)(的)?(了|的)?(什么|啥)(内容|东西)?(的)?$|^(主要)?内容(是什么|有哪些)?$|^(要点|主旨|大意)(是什么)?$",
)
"""Asks about the tool or the report where nothing was asked before; after a question, of what that spoke of."""
PREDICATE_ALONE = _any(
    r"^(what|who|how( much)?) (else )?(is|are|was|were|has|have|can|could|will|would|should|may|might|must) (to )?(be |been |being )?(done|needed|required|necessary|missing|changed?"
    r"|improved?|happen"
    r"|responsible|involved|affected|in charge|wrong|proposed|planned|suggested|recommended|expected|at stake)( about it| for it| next| now| first)?$",
)
"""Says something of nothing: "What should be done?", "Who is responsible?"."""
HAIL = _any(
    r"^(hi|hiya|hello|hey|good (day|morning|afternoon|evening)|thanks|thank you)( there| everyone| all)?[\s,.!~;:]+(?=\w)",
    r"^(你好|您好|大家好|嗨|哈喽|早上好|上午好|下午好|晚上好|谢谢(你|您)?)(啊|呀)?[\s,，.!！。~、;；]+(?=\w)",
)
"""A greeting before a question."""

ENGLISH_WORDS = frozenset(
    "the a an of to in is are was were what which who why how when where does do did and or for on by with from that this it its be can should has have not there they their any about".split()
)
FOREIGN_WORDS = frozenset(
    "le la les un une des du de et est sont que qui quoi quel quelle quels quelles dans pour sur avec pas ce cette il elle nous vous comment pourquoi "
    "el los las una y es son qué cómo por para con del al en se lo der die das und ist sind ein eine nicht was wie warum welche für mit von zu den dem im "
    "o os as um uma e são como não em no na il lo gli che di per con sono perché come het een van wat hoe waarom niet och är det att som".split()
)
