"""A question that asks several things is taken apart, one that asks one thing is left whole."""

import pytest

from app.understanding.parts import MOST, parts, standing

SEVERAL: list[tuple[str, tuple[str, ...]]] = [
    # Chinese: two or three questions in one
    ("问题出在哪里,应该怎么解决?", ("问题出在哪里", "应该怎么解决")),
    ("水费是多少?什么时候交?", ("水费是多少", "什么时候交")),
    ("谁负责维修以及多久修一次?", ("谁负责维修", "多久修一次")),
    ("为什么关闭渡口,又什么时候恢复?", ("为什么关闭渡口", "什么时候恢复")),
    ("哪些人可以申请,怎么申请,要交什么材料?", ("哪些人可以申请", "怎么申请", "要交什么材料")),
    ("老师有几位,学生又有多少?", ("老师有几位", "学生又有多少")),
    ("押金退不退,什么时候退?", ("押金退不退", "什么时候退")),
    ("是否需要预约?在哪预约?", ("是否需要预约", "在哪预约")),
    ("门票多少钱；儿童要不要买票？", ("门票多少钱", "儿童要不要买票")),
    ("这条河为什么会断流，并且影响了哪些村庄？", ("这条河为什么会断流", "影响了哪些村庄")),
    ("请问校车几点发车,还有在哪里上车?", ("请问校车几点发车", "在哪里上车")),
    ("停电是什么原因造成的？后来怎样处理的？", ("停电是什么原因造成的", "后来怎样处理的")),
    ("什么是轮作,为什么要轮作?", ("什么是轮作", "为什么要轮作")),
    ("合作社由谁发起?章程里写了什么?", ("合作社由谁发起", "章程里写了什么")),
    ("能不能带宠物?带了怎么办?", ("能不能带宠物", "带了怎么办")),
    ("谁参加了会议并且在会上说了什么?", ("谁参加了会议", "在会上说了什么")),
    ("圖書館幾點開門?週末誰值班?", ("图书馆几点开门", "周末谁值班")),
    ("什么时候?在哪里集合?由谁带队?", ("什么时候", "在哪里集合", "由谁带队")),
    ("昨天桥断了。是谁的责任,打算怎么修?", ("是谁的责任", "打算怎么修")),
    # Chinese: two sides compared
    ("老校区和新校区有什么区别?", ("老校区", "新校区")),
    ("新办法相比旧办法有什么不同?", ("新办法", "旧办法")),
    ("城市户口与农村户口的差别在哪里?", ("城市户口", "农村户口")),
    ("对比一下北线和南线", ("北线", "南线")),
    ("甲方案同乙方案相比,哪个更省钱?", ("甲方案", "乙方案")),
    ("和谐社会与小康社会有什么区别?", ("和谐社会", "小康社会")),
    ("城乡和谐与社会稳定有何不同?", ("城乡和谐", "社会稳定")),
    ("乡村共同体和城市社区的差异是什么?", ("乡村共同体", "城市社区")),
    ("参与人跟见证人有什么不一样?", ("参与人", "见证人")),
    # English: two or three questions in one
    ("What went wrong and what is to be done?", ("What went wrong", "what is to be done")),
    ("Who runs the ferry, and how much does it cost?", ("Who runs the ferry", "how much does it cost")),
    ("When does it open? Where is it?", ("When does it open", "Where is it")),
    ("Why was the mill closed, and when will it reopen?", ("Why was the mill closed", "when will it reopen")),
    ("Is parking free? Who pays for it?", ("Is parking free", "Who pays for it")),
    ("How is the fee set and who may be exempted?", ("How is the fee set", "who may be exempted")),
    ("What is a sluice; how does it work?", ("What is a sluice", "how does it work")),
    ("How many wells are there and how deep are they and who dug them?", ("How many wells are there", "how deep are they", "who dug them")),
    ("Can I bring a dog, and if so where may it go?", ("Can I bring a dog", "where may it go")),
    ("Does the rule apply to children and what happens if they break it?", ("Does the rule apply to children", "what happens if they break it")),
    ("Where do the buses stop, and do they run on Sundays?", ("Where do the buses stop", "do they run on Sundays")),
    ("What does 'commons' mean, and why does it matter?", ("What does 'commons' mean", "why does it matter")),
    ("How does the lottery work? What are the odds of winning?", ("How does the lottery work", "What are the odds of winning")),
    ("Who signed the letter but why was it never sent?", ("Who signed the letter", "why was it never sent")),
    ("Please explain why the dam leaked and how it was repaired.", ("Please explain why the dam leaked", "how it was repaired")),
    ("Which rooms are heated? And which are not?", ("Which rooms are heated", "which are not")),
    ("Are visitors counted, or who keeps the register?", ("Are visitors counted", "who keeps the register")),
    ("How old is the oak and where does it stand?", ("How old is the oak", "where does it stand")),
    # English: two sides compared
    ("What is the difference between a lease and a licence?", ("a lease", "a licence")),
    ("Is there a difference in cost between wells and springs?", ("wells", "springs")),
    ("Compare the old mill with the new one.", ("the old mill", "the new one")),
    ("How does a weir differ from a dam?", ("a weir", "a dam")),
    ("How are tenants distinguished from owners?", ("tenants", "owners")),
    ("What distinguishes a canal from a river?", ("a canal", "a river")),
    ("What are the rules for visitors as opposed to residents?", ("are the rules for visitors", "residents")),
    ("What is the difference between the urban and the rural libraries?", ("the urban libraries", "the rural libraries")),
    # both languages in one question
    ("What is 户口 and who issues it?", ("What is 户口", "who issues it")),
    ("What is the deposit,什么时候退?", ("What is the deposit", "什么时候退")),
    ("WiFi 和 4G 有什么区别?", ("WiFi", "4G")),
]

ONE = [
    "城乡和谐是什么意思?",
    "什么是共建共治共享?",
    "为什么和平时期也要储备粮食?",
    "参与治理的主体有哪些?",
    "相关部门应当如何加强沟通和协调?",
    "教育、医疗和养老分别由谁负责?",
    "当暴雨来临时,谁负责转移群众?",
    "遇到什么困难时,应该找谁?",
    "在哪些情况下,可以申请退款吗?",
    "随着人口流动,矛盾为什么会增多?",
    "不管是谁,只要违规就要处罚吗?",
    "报告认为,什么是关键?",
    "请问,食堂在哪里?",
    "如果没有收据,怎么退款?",
    "哪些村、哪些社区参加了试点?",
    "工业以及农业用水一共多少?",
    "你知道什么时候开门吗?",
    "各不同地区的用水有什么差异?",
    "乡村共同体的成员有什么区别?",
    "水库和水渠是谁修的?",
    "有哪些措施可以提高水质和水量?",
    "这里是图书馆,对吗?",
    "何时何地签的字?",
    "每人最多可以借几本书?",
    "Who sells bread and butter?",
    "When the bell rings, who opens the gate?",
    "When a fire breaks out and the alarm fails, who must be called?",
    "What rights and duties do tenants have?",
    "How can supply and demand be balanced?",
    "If the river rises and nobody is there, who closes the sluice?",
    "Which villages lie between the river and the road?",
    "What is said about men and women?",
    "Why do farmers and traders disagree?",
    "Is the pool open on Saturdays and Sundays?",
    "How do search and rescue teams train?",
    "Where can one eat and drink?",
    "What does 'checks and balances' mean?",
    "While the bridge is closed, how do people cross?",
    "Does the fee cover heating, water and light?",
    "Who wrote 'War and Peace'?",
    "Who baked the bread and did the washing?",
    "According to the survey, which towns grew and shrank?",
    "As prices rise, what do shops and customers do?",
    "Before the vote, who may speak?",
    "What is the role of the mayor and the council?",
    "What is the difference in pay?",
    "When and where was the treaty signed?",
    "What, when and how should be reported?",
    "Who or what caused the flood?",
    "户口 and 居住证 are issued by whom?",
    "GDP和CPI怎么算?",
]


@pytest.mark.parametrize(("question", "expected"), [pytest.param(question, expected, id=question) for question, expected in SEVERAL])
def test_a_question_that_asks_several_things_is_taken_apart(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize("question", ONE)
def test_a_question_that_asks_one_thing_stays_whole(question: str) -> None:
    assert parts(question) == ()


def test_no_more_than_three_parts_are_asked() -> None:
    assert parts("门票多少钱?几点开门?在哪里买票?谁来检票?") == ("门票多少钱", "几点开门", "在哪里买票")
    assert len(parts("What is open? Who is in? Where is it? When does it end?")) == MOST == 3


@pytest.mark.parametrize("question", ["", "?", "。。。", "and", "和", "什么", "what"])
def test_what_asks_nothing_has_no_parts(question: str) -> None:
    assert parts(question) == ()


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("What went wrong with the dam and what is to be done about it?", "The dam: what is to be done about it?"),
        ("What are the problems with the wells, and how should they be solved?", "The problems with the wells: how should they be solved?"),
        ("水井管理存在什么问题，怎么解决?", "水井管理，怎么解决？"),
        ("Who runs the ferry, and how much does the ticket cost?", "how much does the ticket cost"),
        ("Compare wells with springs.", "springs"),
    ],
)
def test_a_part_that_leans_on_the_first_is_asked_of_its_topic(question: str, searched: str) -> None:
    first, second = parts(question)
    assert standing(first, first) == first
    assert standing(second, first) == searched
