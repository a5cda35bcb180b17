"""What a question asks for, in both languages and mixed: at least fifteen ways to put each."""

import pytest

from app.understanding.asks import asks

ZH = {
    "who": (
        "三项重点工作是谁提出的?|谁负责登记出租屋|逾期不还由谁处理?|馆长是哪位?|哪个部门批准开放时间?|这项规定是哪个单位制定的|由哪家机构来评估?|什么人可以办读者证|"
        "何人有权查阅档案?|哪些人可以免费借书?|找哪位领导签字?|哪个公安单位发布了通告|調解由誰主持?|是哪级领导拍的板?|周末值班的是谁|负责人是什么身份?"
    ),
    "what": (
        "逾期会受到什么处分?|志愿者做什么|读者要遵守什么规矩?|报告讲治安的部分说了啥|图书馆怎么样|介绍一下借书规则|什么证件才有效?|会带来什么后果|周末有什么活动|哪本书最受欢迎?|"
        "说明借期的规定|有何规定?|要带什么|提到了什么书?|借書要辦什麼證?|报告怎么看志愿者"
    ),
    "how_many": (
        "每人最多借多少本书?|借期是多久|图书馆有几个门?|志愿者一共有多少人?|续借几次?|多长时间公布一次?|逾期的比例是多少|破案率提高了百分之几|藏书总数是多少|罚款金额?|办证要几天|"
        "阅览室多大?|要提前多少天预约?|多久學習一次|经费有多少万元|调解组织要建几级?"
    ),
    "list": (
        "借书规则有哪些?|列出逾期的处罚|哪几个部门参与|有什么措施?|高危人群包括哪些人员|举几个例子|分别是什么|哪三个部分|请列举主要任务|都有什么服务?|规则分成哪几类|各有什么要求|"
        "哪些書可以續借?|把步骤一一写出来|有什么样的问题|哪两种行业还不规范?"
    ),
    "why": (
        "为什么周末开到十点?|逾期停借的原因是什么|为何要办证?|怎么会丢书|凭什么罚款?|出于什么考虑延长开放|延长开放的目的是什么?|理由呢|何以至此|借书量下降由什么引起?|图的是什么?|"
        "这么做是为了什么|根源在哪|成因有哪些?|為甚麼不開放？|什么导致了纠纷"
    ),
    "how": (
        "怎么办读者证?|如何续借|怎样预约|用什么办法找回丢书|靠啥管理志愿者|通过什么渠道公布?|书丢了咋办|按什么步骤办理|以什么方式通知读者?|有何对策|借助什么手段|如何處理投訴?|"
        "怎么才能提前借|办理流程是怎样|采取什么方式公布|路子准备怎么拓宽"
    ),
    "definition": (
        "什么是读者证?|公告栏是什么意思|“三不”指的是什么|何谓续借?|志愿者的定义|什么叫逾期|停借是指什么?|所谓借期是指|怎么理解开放办法|如何界定逾期|读者的含义是什么|"
        "“春风行动”是个什么样的行动|严打在这里是怎么解释的|解释一下续借|啥是续借|什麼是預約"
    ),
    "comparison": (
        "平日和周末的开放时间有什么不同?|比较两种借书证|城里和农村有何区别?|对比一下主观和客观原因|两者的差异|周末比平日哪个更长?|有什么不一样|成人与儿童相比|共同点是什么|"
        "异同有哪些|跟去年相比多了多少?|两种规定不同在哪|读者和志愿者的权利一样吗?|差别在哪里|農村和城市有什麼差別|区别是什么"
    ),
    "yes_no": (
        "周末开门吗?|能不能续借|是否收费?|书可以带走么|有没有自习室|读者会不会被罚款?|配不配武器|要不要押金|是不是免费的|可否代借|能否延期|值班的有志愿者吗|你们提供这个没有|"
        "儿童也要办证，对不对|這樣合規嗎|可不可以带水"
    ),
    "where": (
        "公告栏在哪里?|哪儿可以还书|读者证去哪办?|在哪个地方登记|何处查询节假日安排|什么地方值班?|资料录进哪个系统?|设在哪些地方|图书馆位于|哪个城市先试点|还书地点|哪些地区参加|"
        "在哪个街道?|书要还到哪|閱覽室在哪裡|哪一章提到志愿者"
    ),
    "when": (
        "图书馆几点关门?|什么时候公布?|何时开始|哪一年成立|报告是哪天发表的|哪个月闭馆|开放日期?|截止到何日|什么时间可以还书|从哪年起|几号开学|开放时间是|哪个时期犯罪最多|"
        "期限到什么时候|甚麼時候開放？|逾期从哪天算起"
    ),
}
EN = {
    "who": (
        "Who wrote the rules?|Whose decision was it?|By whom is the card issued?|Which department approves the opening hours?|Who is on duty at weekends?|"
        "Which agency carried out the study?|Who may borrow for free?|Name of the officer in charge?|Which office issued this?|Whom should a reader ask?|"
        "To whom are books returned?|Who pays?|Which body decides?|Who are the volunteers?|Tell me who keeps watch.|which police unit published it"
    ),
    "what": (
        "What does a reader need?|What must be shown at the door?|What is said about petitions?|Which card is valid?|Tell me about the notice board.|What did they do wrong there?|"
        "What follows from lateness?|What happens at night?|Describe the card.|What comes of it?|What is the rule about weekends?|Which book may not leave the room?|"
        "What does it say about fines?|What role does the town play?|Explain the fine.|What is the status of the card?"
    ),
    "how_many": (
        "How many books may I borrow?|How long is the loan period?|How much is the fine?|How often can it be extended?|What percentage is returned late?|"
        "What is the number of readers?|By what percentage did loans go up?|What is the total budget?|How old must a reader be?|How far is it?|What share of books is lost?|"
        "number of volunteers?|In how many days must it be returned?|How large is the reading room?|What's the price of a card?|How frequently is the list updated?"
    ),
    "list": (
        "What are the rules for borrowing?|Which cards are needed?|List the fines.|Name three duties of a reader.|Give me all the rules.|What kinds of books are there?|"
        "Which groups are excluded?|Which two kinds of business are not covered?|Name the agencies that take part.|What offences are named?|Give examples of late returns.|"
        "What jobs should be shared?|Which subjects does it name?|In which four respects is it the best?|What types of card exist?|What conditions apply?"
    ),
    "why": (
        "Why is it closed on Mondays?|For what reason are cards needed?|What is the reason for the fine?|How come it closes at eight?|What causes late returns?|"
        "What makes readers late?|What's the point of a card?|What is the purpose of the board?|What led to the change?|What reasons are given?|Can you tell me why it closes?|"
        "To what is the decline attributed?|Because of what are books lost?|What is that meant to achieve?|What triggers the quarrels?|Why?"
    ),
    "how": (
        "How do I get a card?|How are books returned?|By what means is it announced?|In what way are readers told?|How should lateness be handled?|What is done about lost books?|"
        "How may a reader complain?|What should staff do about noise?|Through what channels is it announced?|How can a loan be extended?|How do volunteers sign up?|"
        "Ways to extend a loan|what happens if a book is lost|Procedure for returns|How does one become a volunteer?|In what manner are hours announced?"
    ),
    "definition": (
        "What is a reader's card?|What does “late” mean?|What is meant by loan period?|Define extension.|What does the term stand for?|What are “the three no's”?|"
        "Meaning of suspension|How is lateness defined?|Explain the term volunteer.|What is mediation?|What do they mean by holiday?|What does 三不 mean?|What is 严打?|"
        "definition of a reader|How does the report define lateness?|In what sense is it free?"
    ),
    "comparison": (
        "Compare weekdays and weekends.|What is the difference between a card and a pass?|How do adults differ from children?|Weekdays vs. weekends?|"
        "How does the city differ from the village?|Is the fine higher than the deposit?|What do both have in common?|Contrast the two rules.|What are the differences?|"
        "In comparison with last year, what changed?|What different backgrounds do the two name?|Is the loan period longer than before?|a comparison of the two halls|"
        "How do the two rules compare?|city versus village|Are the rules similar to the old ones?"
    ),
    "yes_no": (
        "Is it open on Sunday?|Can books be renewed?|Does a reader need a card?|Are volunteers paid?|Do the officers carry weapons?|Has the rule changed?|Will there be a fine?|"
        "May children come alone?|Is that true?|Anything in there about fines?|So are they stuck with it?|It is free, right?|Must I pay?|Should readers sign in?|"
        "Don't children pay?|Did loans go down?"
    ),
    "where": (
        "Where is the notice board?|In which city does it start?|Which town is meant?|Where can I return books?|Into which system are details put?|Which regions take part?|"
        "What place is it held at?|Where do readers sign in?|Location of the desk?|Which chapter names volunteers?|And where are the cards kept?|In what country did it begin?|"
        "Where exactly?|Whereabouts is the hall?|Which village had the first hall?|In which room are the papers kept?"
    ),
    "when": (
        "When does it close?|What year was it founded?|Which day is it closed?|At what time does it open?|Since when has it existed?|Date of publication?|When will it reopen?|"
        "On what date does it end?|When did that happen?|When is it open?|How soon is the list out?|What month is meant?|When was that?|Tell me when it opens.|"
        "In which decade was it built?|What is the deadline?"
    ),
}
MIXED = [
    ("library 几点关门?", "when"),
    ("reader card 怎么办?", "how"),
    ("谁是 volunteer?", "who"),
    ("loan period 多久", "how_many"),
    ("strike hard 的 target 主要是哪几类案子?", "list"),
    ("Why 周末 is it open?", "why"),
]
ROWS = [(kind, text) for table in (ZH, EN) for kind, texts in table.items() for text in texts.split("|")]


@pytest.mark.parametrize(("kind", "text"), [*ROWS, *((kind, text) for text, kind in MIXED)])
def test_what_a_question_asks_for_is_told(kind: str, text: str) -> None:
    assert asks(text) == kind


def test_each_kind_is_tried_in_fifteen_ways_in_each_language() -> None:
    assert ZH.keys() == EN.keys()
    assert all(text.count("|") >= 14 for table in (ZH, EN) for text in table.values())


@pytest.mark.parametrize("text", ["借书规则", "opening hours", "library 周末", "你好"])
def test_what_asks_for_nothing_in_particular_is_other(text: str) -> None:
    assert asks(text) == "other"
