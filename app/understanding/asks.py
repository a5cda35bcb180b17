"""What a question asks for: a person, a number, a list, a reason, ... Told from how it is put, in Chinese, English or both.

One kind a question, the narrowest that fits: "Why does ...?" within "Can you tell me why ...?" is a why. Knows no report.
"""

import re
from typing import Literal

from index.normal import normal

Asks = Literal["who", "what", "how_many", "list", "why", "how", "definition", "comparison", "yes_no", "where", "when", "other"]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_AUX = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|must|may)"
_BODY = r"(?:person|official|officer|agency|department|organi[sz]ation|office|bureau|body|unit|institution|authority|group|party|company|court|ministry|author|leader|minister)"
_BODY_ZH = r"(?:单位|部门|机构|组织|领导|官员|局|人|公司|法院|作者|专家|学者|主体|方|位)"
_ASPECT = (
    r"(?:number|cause|reason|date|amount|percentage|share|purpose|aim|goal|role|problem|point|way|result|effect|time|place|name|title|author|consequence|outcome|difference|difficulty|risk"
    r"|danger|answer|matter|situation|status|cost|price|budget)s?"
)
_ASPECT_ZH = (
    r"(?:原因|理由|后果|结果|影响|目的|目标|意义|作用|措施|办法|方法|对策|内容|要求|条件|标准|原则|问题|困难|重点|关键|核心|依据|背景|现状|情况|效果|特点|对象|范围|任务|职责|步骤|方针|主题"
    r"|名称|题目|标题|时间|地点|数量|人数|比例|名字|态度|看法|观点|结论|方向|途径|手段|方式|期限|日期|身份|职务|立场)"
)
_KINDS: tuple[tuple[Asks, re.Pattern[str]], ...] = (
    (
        "comparison",
        _any(
            r"\bcompar(?:e|es|ed|ing|ison)\b|\bcontrast(?:s|ed|ing)?\b|\bdifferences? (?:between|among|in)\b|\bdiffer(?:s|ed|ent(?:ly)?)? (?:from|between|than)\b|\bhow (?:do|does"
            r"|did)\b.*\bdiffer\b|\bwhat(?:'s| is| are)? (?:the )?(?:main )?(?:differences?|similarit)|\bwhat different\b"
            r"|\bdistinguish|\bversus\b|\bvs\b|\b(?:similar|opposed|relative) to\b|\bin common\b|\b(?:better|worse|more|less|higher|lower|larger|stricter|longer|shorter|greater"
            r"|fewer) than\b|\bthe same as\b|\bhow (?:do|does|did)\b.*\bcompare\b",
            r"对比|比较(?!好|多|大|少|高|难|严重|突出|明显|复杂)|相比|区别|差别|差异|(?:有何|有什么|哪些|什么)不同|不同(?:之处|点|在哪|于)|不一样|异同|相同点|共同点|(?:与|和|跟|同"
            r"|比).{1,16}(?:哪个|谁|哪一个|哪种)更|更.{1,4}(?:还是|些的是)|(?:跟|和|与).{1,14}(?:一样"
            r"|相同)吗|有什么(?:差|两样)",
        ),
    ),
    (
        "definition",
        _any(
            r"\bwhat (?:do|does|did)\b.*\b(?:mean|stand for|refer to|denote|signify)\b(?! for)|\bmeant by\b|\b(?:define|definition of|meaning of)\b|\bexplain (?:the )?(?:term|word|phrase"
            r"|concept|expression|notion)\b|\bhow (?:is|are|does|do|would)\b.*\b(?:defin(?:e|ed)|explained)\b|\bin what sense\b|\bwhat (?:is|are) (?:an?|“|\"|‘|')",
            rf"^what(?:'s| is| are) (?!the\b|this\b|that\b|these\b|those\b|there\b|it\b|they\b|its\b|being\b|said\b|done\b|so\b|wrong\b|your\b|their\b|considered\b|called\b|needed\b"
            rf"|required\b|{_ASPECT}\b)(?:[\w’'-]+ ){{0,3}}[\w’'-]+$|^what (?:sort|kind|type) of (?:a )?[\w-]+ is\b|^what exactly (?:is|are)\b|^(?:so )?what (?:is|are) [\u4e00-\u9fff]+",
            r"什么意思|何意|是指什么|指的是?(?:什么|啥)|指什么|定义|含义|何谓|所谓.{1,16}(?:是|指)|什么叫|(?:怎么|如何|怎样)(?:解释|理解|定义|界定)|是(?:个|一个|一种)?什么样的(?:概念|行动"
            r"|制度|活动|机制|平台)|的意思|如何理解|概念是|解释一下|作何解释",
            rf"^(?:请问)?(?:什么是|啥是|什么叫)(?!.{{0,16}}(?:的|之){_ASPECT_ZH})|^(?!.*的?(?:{_ASPECT_ZH})是什么$)(?!.*(?:的是|分别是|各是|到底|究竟是)(?:什么|啥)$)(?!.{{0,20}}(?:要|会|该"
            rf"|最|先|由|靠"
            rf"|用|叫|做|里|中|上"
            rf"|下).{{0,8}}是什么$)[^，。、]{{2,10}}是(?:什么|啥)(?:东西|概念)?$",
        ),
    ),
    (
        "why",
        _any(
            r"\bwhy\b|\bhow come\b|\bwhat for$|\bfor what (?:reasons?|purpose)\b|\bwhat (?:made|makes|caused?s?|led|leads|explains|drives|drove|gave rise|gives rise|lies behind|accounts for"
            r"|triggers?|triggered|motivates?|motivated)\b|\breasons? (?:is|are|was|were|does|do|did|for|why|behind|given)\b|\b(?:what|which) (?:\w+ ){0,3}reasons?\b"
            r"|\b(?:cause|causes|root|roots|origin) of\b|\bcauses?$|\bto what (?:is|are|does|do)\b|\bwhat(?:'s| is| was) the (?:point|purpose|aim|goal|idea|motive|reason|cause|rationale"
            r"|intention)\b|\bbecause of what\b|\bwhat (?:is|are|was|were)\b.*\b(?:due to|attributed to|caused by|meant to achieve|intended to achieve|blamed)\b|\bto what end\b"
            r"|\bon what grounds\b",
            r"为什么|为何|为啥|何以|何故|原因|缘由|缘故|理由|根源|怎么会|凭什么|凭啥|因为(?:什么|啥|何)|由于(?:什么|何)|图(?:的是|个)?(?:什么|啥)|为了(?:什么|啥)|目的(?:是|何在|在于)"
            r"|出于(?:什么|何种)|归(?:结|咎|因|到).{0,6}(?:什么|哪)|怎么(?:没|不)(?!同|样)|(?:什么"
            r"|哪些)(?:导致|造成|引起|促使)|(?:由|被)(?:什么|哪些).{0,4}(?:引起|引发|导致|造成)|何苦|干嘛|干吗|成因|诱因|意图|用意",
        ),
    ),
    (
        "how_many",
        _any(
            r"\bhow (?:many|much|long|often|old|far|large|big|tall|high|deep|wide|fast|frequently|numerous)\b|\bwhat(?:'s| is| are| was| were)? (?:the |its |their )?(?:\w+ ){0,2}(?:number"
            r"|percentage|share|proportion|amount|sum|budget|total|size|rate|price|cost|figure|age|length|quantity|duration|frequency|population)s?\b|\b(?:what|which|by what) (?:number"
            r"|percentage|share|proportion|amount|rate|sum|fraction)\b|\bnumber of\b.*\?*$|\bin (?:figures|numbers)\b",
            r"多少|多久|多长|多大|多高|多重|多远|多快|多深|多厚|几(?!乎|经|番|何时|种人)(?<!举几)(?<!哪几)(?<!好几)(?<!这几)(?<!那几)(?=个|条|项|种|类|级|次|倍|成|年|天|人|名|元|万|亿|百|千"
            r"|起|件|岁"
            r"|小时|分钟|步|大|家|所|部|点(?!钟|关|开)|本|张|位|支|处|层|章|节|部分|方面)|比例|百分比"
            r"|百分之|占比|数量|总数|人数|频率|频次|率(?:是|有|为|提高|下降)|数目|金额|年龄|规模有",
        ),
    ),
    (
        "when",
        _any(
            rf"^(?:and |so |since |until |by |exactly |just )*when (?:exactly )?(?:{_AUX}|will|'s)\b|\bwhen$|\b(?:what|which) (?:year|date|month|day|time|decade|century|week|period|hour)\b"
            rf"|\bdates? (?:of|when|on)\b|\bsince when\b|\bhow (?:soon|recently|early|late)\b|\b(?:tell me|know|say|says|mention|mentions) when\b|\bat what (?:point|stage|time)\b"
            rf"|\bwhat(?:'s| is| was) the (?:date|deadline|year|starting date)\b|^when\b(?!.*,)|\byear, please\b",
            r"什么时候|啥时候|何时|何日|何年|哪一?年|哪一?天|哪个?月|哪一?日|几月|几号|几时|几点|几几年|年份|日期|哪个(?:时候|时间|时期|年代|阶段|季节|世纪)|(?:什么|哪段|哪个)(?:时间|时期"
            r"|年代|时段|阶段)|时间(?:是|为|在)|星期几|周几|期限|截止|多会儿",
        ),
    ),
    (
        "where",
        _any(
            r"\bwhere\b(?! (?:as|by|ever))|\b(?:what|which) (?:place|places|room|rooms|building|hall|city|cities|town|towns|village|villages|region|regions|area|areas|country|countries"
            r"|province|provinces|location"
            r"|locations|district|districts|street|streets|county|chapter|section|part of the (?:report|paper|country|city)|database|system)\b|\bwhereabouts\b|\blocation of\b"
            r"|\bin which\b.*\b(?:place|city|town|province|chapter|section|system|database|country)\b",
            r"哪里|哪儿|(?<!如)何处|何地|什么地方|啥地方|哪(?:个|些|几个|座|片|一)?(?:地方|地区|城市|省|市|县|镇|村|国家?|街道|社区|区域|场所|位置|系统|章|节|平台|地点|一章|一节)|在哪(?!些|个|几"
            r"|种|方面|一)|去哪|到哪(?!些|个|几|种|一)|地点|位置(?:是|在)|往哪|设在|位于",
        ),
    ),
    (
        "who",
        _any(
            rf"(?:^|[,:;.?!] |\b(?:and|but|so|or|ok|tell me|say|says|know|by|to|from|with|for|on|of|exactly|about|just|is|are|was|were|decide|name) )who(?:m|se|'s)?\b|\b(?:which"
            rf"|what) (?:named )?(?:\w+ )?{_BODY}\b(?!s)|\bby which {_BODY}\b"
            rf"|\bname of the (?:person|author|officer|official|leader|body|agency)\b|\bname the (?:author|person|official|officer|body|agency)\b",
            rf"谁|哪(?:个|一个|位|家|级|方){_BODY_ZH}|哪(?:个|一个)[\u4e00-\u9fff]{{1,4}}(?:单位|部门|机构|组织|局)|哪位|哪家|什么人|何人|哪些人(?!员)|哪(?:几|一)类人|(?:什么|啥)(?:单位"
            rf"|部门|机构|组织|身份)|作者是|负责人是|主体是",
        ),
    ),
    (
        "how",
        _any(
            r"\b(?:by|through) what (?:way|means|manner|methods?|channels?|form|procedure)s?\b|\bin what (?:ways?|manner)\b",
            r"(?:用|靠|凭|通过|借助|采取|采用|以)(?:的是)?(?:什么|啥|何种|哪种|哪些)(?:样的)?(?:办法|方法|方式|手段|途径|渠道|招|程序|步骤)",
        ),
    ),
    (
        "list",
        _any(
            rf"\bwhat are\b|\b(?:what|which) (?!(?:{_AUX}|makes?|happens|about|follows|comes|goes|counts|matters|remains|exists|takes|gives|becomes"
            rf"|needs)\b)(?:(?!{_AUX}\b)[\w-]+ ){{0,3}}?(?!(?:is|was|does|has|this|its|us|basis|process|business|success|progress"
            rf"|status|crisis|analysis|focus|campus|news|series|access|thus|always|less|across)\b)[\w-]{{2,}}(?:s|people|children|men|women|criteria|data)\b|\blist\b|\bname (?:the|all|some"
            rf"|a few|two|three|four|five|any)\b|\bexamples?\b|\benumerate\b|\bgive me (?:the|all|some)\b.*s\b|\bwhat (?:kinds?|sorts?|types?)\b|\bin which (?:\w+ )?(?:respects|areas|forms"
            rf"|ways)\b|\bone by one\b|\bsteps\b|\beach of\b",
            r"哪(?:些|几)|哪[一二两三四五六七八九十](?:个|项|类|种|点|条|方面|大|步|级|处|者|样)|分别|都有(?:什么|谁|啥)|列(?:出|举|一下|一列)|举(?:例|出|几个)|各(?:是|有|指)(?:什么|哪)"
            r"|有(?:什么|啥)(?:样的|具体|主要)?(?:问题|原因|措施|办法|表现|内容|要求|方面|规定|好处|困难"
            r"|特点|建议|做法|类型|种类|步骤|条件|职责|任务|渠道|形式|途径)|包括(?:什么|哪|啥)|包含(?:什么|哪)|分(?:为|成)(?:什么|哪|几)|都(?:是|有|包括)(?:什么|哪|啥)|罗列|清单|(?:什么"
            r"|啥)(?:措施|办法|问题|手段|形式|方面|规定)(?:来|去|可以|能|要|$)|一一",
        ),
    ),
    (
        "how",
        _any(
            rf"\bhow\b|\b(?:in|by|through) what (?:way|ways|means|manner|method|methods|channels?|form)\b|\bwhat (?:is|are|was|should be|has to be|must be|can be|will be|needs to be"
            rf"|'s) (?:being )?(?:to be )?done\b|\bwhat (?:steps|measures|way|method|means|procedure|approach)\b|\bwhat (?:should|must|can|could|will) .*\bdo (?:about|to|against|with|for"
            rf"|in order)\b|\bways? (?:to|of|in which)\b|\bmeasures? (?:against|to|for)\b|\bwhat happens (?:to|when|if)\b|\bprocedure for\b|\b{_AUX} .*\bhow to\b",
            r"怎么(?!样$|看|说|讲|写|描述|评价)|怎样|怎么样(?!$)|如何|咋|(?:用|靠|凭|通过|借助|采取|依靠|采用|按|按照)(?:什么|啥|何种|哪种)|以什么|什么(?:办法|方法|方式|手段|途径|步骤|程序"
            r"|招|渠道|做抓手)"
            r"|啥招|何种(?:方式|方法|途径)|有何(?:办法|对策|良策|措施)|(?:步骤|流程|办法|做法|程序|途径|方式"
            r"|方法)(?:是|有)",
        ),
    ),
    (
        "yes_no",
        _any(
            rf"^(?:and |but |so |then |also |or |ok |well |now |please )*(?:{_AUX}|am|isn't|aren't|don't|doesn't|didn't|wasn't|weren't|hasn't|haven't|can't|won't|shall)\b|\b(?:is that"
            rf"|is this) (?:true|right|correct|so)$|\b(?:whether|if) (?:the|it|they|there|this|any|or not)\b|,? (?:right|correct|isn't it|aren't they|doesn't it|don't they|is it|are they"
            rf"|or not)$|^anyone\b|^any(?:thing)? .*\babout\b|^anything\b",
            r"吗|(?<![什怎])么$|是不是|是否|有没有|能不能|会不会|可不可以|要不要|该不该|应不应该|对不对|好不好|([\u4e00-\u9fff])不\1|能否|可否|会否|没有$|不$|了没$|(?:吧)$|行不行|算不算",
        ),
    ),
    (
        "what",
        _any(
            r"\bwhat\b|\bwhich\b|\b(?:tell me|explain|describe|outline|summari[sz]e|information|anything|something) about\b|^(?:describe|outline|explain|summari[sz]e|state|identify|specify)\b",
            r"什么|啥|哪|何(?:为|种|样|者)|怎么样$|怎么(?:看|说|讲|写|描述|评价)|有何|介绍|说明|概括|阐述|描述|讲讲|谈谈|说说",
        ),
    ),
)


def asks(question: str) -> Asks:
    """What the question asks for."""
    words = normal(question).replace("甚么", "什么").replace("’", "'").strip(" ?？!！。.,，;；")
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), "other")
