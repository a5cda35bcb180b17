"""Follow-ups: which questions lean on an earlier one, in which way, and what is searched for them."""

import pytest

from app.asking import Desk
from app.settings import HISTORY_CAP, QUESTION_CAP
from app.understanding.followup import leans
from app.understanding.question import understand
from source.text import language_of

ASPECTS = [
    ("流动人口能不能办读者证?", "原因呢?", "流动人口办读者证，原因是什么？"),
    ("有的读者借书不还,是吗?", "后果呢", "有的读者借书不还，后果是什么？"),
    ("报告对噪音管理提出了哪些措施?", "谁负责?", "噪音管理，谁负责？"),
    ("报告对噪音管理提出了哪些措施?", "它们有什么效果?", "噪音管理有什么效果？"),
    ("调解组织要建几级?", "依托哪些单位来建?", "调解组织，依托哪些单位来建？"),
    ("读者证是什么?", "在哪里办?", "读者证，在哪里办？"),
    ("什么是读者证?", "多少钱?", "读者证，多少钱？"),
    ("志愿者做什么?", "他们是谁?", "志愿者是谁？"),
    ("图书馆平日几点关门?", "为什么?", "图书馆平日关门，为什么？"),
    ("阅览室存在哪些问题?", "后来呢?", "阅览室，后来怎么样？"),
    ("为什么读者对续借不太上心?", "有什么后果?", "读者对续借不太上心，有什么后果？"),
    ("巡逻的重点放在哪些地段?", "那方式上有什么讲究?", "巡逻，方式上有什么讲究？"),
    ("借期多久?", "能续借吗?", "借期，能续借吗？"),
    ("這項規定是誰提出的?", "什麼時候提出的?", "这项规定，什么时候提出的？"),
    ("突出问题有哪些?", "怎么解决?", "突出问题，怎么解决？"),
    ("存在問題有哪些?", "措施呢?", "存在问题，措施是什么？"),
    ("最严重的问题有哪些?", "why?", "最严重的问题: why?"),
    ("借书的好处有哪些?", "坏处呢?", "借书，坏处是什么？"),
    ("突出问题有哪些?", "谢谢,那原因呢?", "突出问题，原因是什么？"),
    ("借期多久?", "明白了，谢谢你！能续借吗?", "借期，能续借吗？"),
    ("借期多久?", "OK, 那原因呢?", "借期，原因是什么？"),
    ("What are the rules for borrowing?", "Thanks, and the reason?", "The rules for borrowing: what is the reason?"),
    ("Does the report mention the storm?", "What went wrong there?", "The storm: what went wrong there?"),
    ("Is it true that some readers never return books?", "And what comes of it?", "Some readers never return books: what comes of it?"),
    ("Does the report say that readers are unhappy?", "Why is that?", "Readers are unhappy: why is that?"),
    ("What are the rules for borrowing?", "Who enforces them?", "The rules for borrowing: who enforces them?"),
    ("What is the loan period of a book?", "How often can it be extended?", "The loan period of a book: how often can it be extended?"),
    ("Who founded the reading rooms?", "When was that?", "The reading rooms: when was that?"),
    ("Who founded the reading rooms?", "And the reason?", "The reading rooms: what is the reason?"),
    ("What problems does the report see in lending?", "What solutions does it propose?", "Problems in lending: what solutions does it propose?"),
    ("Why do readers not return books?", "How can this be solved?", "Readers not return books: how can this be solved?"),
    ("What is a reader's card?", "Where do I get one?", "A reader's card: where do I get one?"),
    ("图书馆平日几点关门?", "Why is that?", "图书馆平日: why is that?"),
    ("What is wrong with the reading rooms?", "So what should be done?", "The reading rooms: what should be done?"),
    ("What is the reading campaign?", "Who is responsible?", "The reading campaign: who is responsible?"),
    ("What is the reading campaign?", "How does it work?", "The reading campaign: how does it work?"),
    ("What is the reading campaign?", "What is it about?", "The reading campaign: what is it about?"),
    ("什么是读者证?", "怎么用?", "读者证，怎么用？"),
    ("图书馆几点开门?", "地址呢?", "图书馆，地址是什么？"),
    ("读者证多少钱?", "那老人可以免费吗?", "读者证，老人可以免费吗？"),
    ("What is the loan period of a book?", "为什么?", "the loan period of a book，为什么？"),
]
SUBSTITUTIONS = [
    ("图书馆平日几点关门?", "那周末呢?", "图书馆周末几点关门?"),
    ("城里借的书主要是什么?", "那农村呢?", "农村借的书主要是什么?"),
    ("主观方面的原因有哪些?", "客观方面呢?", "客观方面的原因有哪些?"),
    ("个人怎么预约?", "那团体呢?", "团体怎么预约?"),
    ("2010年的经费是多少?", "2011年呢?", "2011年的经费是多少?"),
    ("每人最多借几本书?", "儿童呢?", "儿童最多借几本书?"),
    ("逾期不还怎么处理?", "学生也一样吗?", "学生逾期不还怎么处理?"),
    ("报告怎么看借书证?", "那读者投诉呢?", "报告怎么看读者投诉?"),
    ("这份报告讲什么?", "那农村呢?", "农村是怎样的？"),
    ("每人最多借几本书?", "那借期呢?", "借期是怎样的？"),
    ("图书馆平日几点关门?", "And 周末呢?", "图书馆周末几点关门?"),
    ("How is security in the cities?", "那农村呢?", "How is security in 农村?"),
    ("How many books may children borrow?", "成人呢?", "How many books may 成人 borrow?"),
    ("What are the rules for borrowing?", "那借期呢?", "What are the rules for 借期?"),
    ("How often may a book be renewed?", "儿童呢?", "How often may a book be renewed, 儿童?"),
    ("How many books may everyone borrow?", "那借期呢?", "借期是怎样的？"),
    ("What is this report about?", "那农村呢?", "农村是怎样的？"),
    ("报告怎么看借书证?", "What about fines?", "报告怎么看fines?"),
    ("图书馆平日几点关门?", "What about the loan period?", "What does the report say about loan period?"),
    ("城里的治安怎么样?", "And in the countryside?", "countryside的治安怎么样?"),
    ("圖書館平日幾點關門?", "And at weekends?", "图书馆weekends几点关门?"),
    ("借期是多久?", "And children?", "children借期是多久?"),
    ("How many books may everyone borrow?", "What about the loan period?", "What does the report say about the loan period?"),
    ("When does the library close on weekdays?", "And at weekends?", "When does the library close at weekends?"),
    ("When does the library close on weekdays?", "What about holidays?", "When does the library close on holidays?"),
    ("How many readers are there in the city?", "And in the countryside?", "How many readers are there in the countryside?"),
    ("What should be done about noise?", "What about children?", "What should be done about children?"),
    ("What are the subjective causes?", "And the objective ones?", "What are the objective causes?"),
    ("What does the report say about readers?", "And volunteers?", "What does the report say about volunteers?"),
    ("Do the readers pay a deposit?", "Same for volunteers?", "Do volunteers pay a deposit?"),
    ("What happened in 2008?", "And in 2009?", "What happened in 2009?"),
    ("What is this report about?", "What about villages?", "What does the report say about villages?"),
]
MORES = [
    ("借书规则有哪些?", "还有别的吗?", "借书规则有哪些?"),
    ("借书规则有哪些?", "还有呢", "借书规则有哪些?"),
    ("借书规则有哪些?", "就这些吗?", "借书规则有哪些?"),
    ("借书规则有哪些?", "还有什么规则?", "借书规则有哪些?"),
    ("這裡有哪些規則?", "還有其他的嗎?", "这里有哪些规则?"),
    ("谁可以借书?", "除了儿童还有谁?", "除了儿童，谁可以借书？"),
    ("What are the rules for borrowing?", "Anything else?", "What are the rules for borrowing?"),
    ("What are the rules for borrowing?", "Any other rules?", "What are the rules for borrowing?"),
    ("What are the rules for borrowing?", "Is that all?", "What are the rules for borrowing?"),
    ("What are the rules for borrowing?", "Go on.", "What are the rules for borrowing?"),
    ("Which books are lent first?", "Anything besides the new ones?", "Which books are lent first, besides the new ones?"),
    ("借书规则有哪些?", "Anything else?", "借书规则有哪些?"),
]
ALONE = [
    ("借书规则有哪些?", "什么是续借?"),
    ("借书规则有哪些?", "那么什么是停借?"),
    ("借书规则有哪些?", "停借是什么意思?"),
    ("借书规则有哪些?", "图书馆周末几点关门?"),
    ("借书规则有哪些?", "谢谢，图书馆周末几点关门?"),
    ("借书规则有哪些?", "明白了，谢谢，请问图书馆周末几点关门?"),
    ("借书规则有哪些?", "借书要办什么证件才可以进馆?"),
    ("什么是读者证?", "严打的目的是什么?"),
    ("What are the rules for borrowing?", "What is a petition?"),
    ("What are the rules for borrowing?", "And what is mediation?"),
    ("What are the rules for borrowing?", "Who leads the town library?"),
    ("What are the rules for borrowing?", "Which card does a reader need for borrowing?"),
    ("What are the rules for borrowing?", "Are volunteers armed?"),
    ("借书规则有哪些?", "What is 停借?"),
    ("What are the duties of the librarian?", "What is the first step in registering a reader?"),
    ("What are the duties of the librarian?", "Who is the first point of contact for readers?"),
    ("How is management organised?", "Who was the first man to borrow a book?"),
    ("How many police stations are there?", "When was the first police station built?"),
    ("Which readers came?", "Who got the first one hundred books?"),
    ("What projects are planned?", "How are the first one and the second one different?"),
    ("Who wrote this?", "how many library readers are there"),
    ("Who wrote this?", "does it mention fines"),
    ("What are the rules for borrowing?", "Does it mention fines?"),
    ("Who wrote this?", "Why?"),
    ("谁写的?", "有多少读者"),
    ("谁写的?", "读者什么时候办证?"),
    ("谁写的?", "那谁管理儿童读者?"),
    ("谁写的?", "谁负责?"),
    ("Who wrote this?", "When does it close?"),
    ("Who wrote this report?", "When must they register?"),
    ("Who wrote this?", "Who pays for it?"),
]
FOLLOWING = [(follows, *row) for follows, rows in (("aspect", ASPECTS), ("substitution", SUBSTITUTIONS), ("more", MORES)) for row in rows]


@pytest.mark.parametrize(("follows", "earlier", "text", "searched"), FOLLOWING)
def test_a_follow_up_is_searched_as_a_question_that_stands_alone(follows: str, earlier: str, text: str, searched: str) -> None:
    understood = understand(text, [earlier])
    assert (understood.follows, understood.searched) == (follows, searched)
    assert understood.text == text
    assert understood.earlier == (earlier,)


@pytest.mark.parametrize(
    ("earlier", "text"), [("Who wrote this?", "When?"), ("Who wrote this?", "what about the title?"), ("谁写的?", "什么时候?"), ("谁写的?", "在哪儿?"), ("Who is the author?", "when was that?")]
)
def test_what_is_asked_after_the_publisher_is_asked_of_the_front_page(earlier: str, text: str) -> None:
    understood = understand(text, [earlier])
    assert (understood.kind, understood.searched) == ("publisher", f"{earlier} {text}")


@pytest.mark.parametrize(
    ("earlier", "text", "searched"),
    [("志愿者有多少?", "他们什么时候值班?", "志愿者什么时候值班？"), ("What are the rules for borrowing?", "Does it cover children?", "The rules for borrowing: does it cover children?")],
)
def test_who_wrote_it_is_passed_over_for_an_earlier_topic(earlier: str, text: str, searched: str) -> None:
    assert understand(text, [earlier, "谁写的?" if earlier[0] > "z" else "Who wrote this?"]).searched == searched


@pytest.mark.parametrize(
    ("earlier", "searched"),
    [
        ("最严重的问题是什么?", "最严重的问题，怎么解决？"),
        ("农村最严重的问题是什么?", "农村最严重的问题，怎么解决？"),
        ("农村的问题是什么?", "农村，怎么解决？"),
        ("最低生活保障的标准是什么?", "最低生活保障，怎么解决？"),
    ],
)
def test_what_a_topic_is_like_is_no_topic_by_itself(earlier: str, searched: str) -> None:
    assert understand("怎么解决?", [earlier]).searched == searched


@pytest.mark.parametrize(("earlier", "text"), ALONE)
def test_a_short_question_of_its_own_topic_is_left_alone(earlier: str, text: str) -> None:
    understood = understand(text, [earlier])
    assert (understood.follows, understood.searched, understood.earlier) == (None, text, ())


@pytest.mark.parametrize(
    ("text", "history", "searched"),
    [
        pytest.param("那周末呢?", [], "那周末呢?", id="nothing-before"),
        pytest.param("那周末呢?", ["", " \u200b", "?!", "图" * (QUESTION_CAP + 1)], "那周末呢?", id="bad-earlier-questions-are-passed-over"),
        pytest.param("那周末呢?", ["图书馆平日几点关门?", "谢谢!", "你是谁?"], "图书馆周末几点关门?", id="thanks-and-questions-about-the-tool-are-passed-over"),
        pytest.param("为什么?", ["图书馆平日几点关门?", "那周末呢?"], "图书馆周末关门，为什么？", id="one-that-leans-on-another"),
        pytest.param("那周末呢?", ["借期是多久?", "图书馆平日几点关门?"], "图书馆周末几点关门?", id="the-latest-one"),
        pytest.param("请具体说说", ["借书规则有哪些?"], "借书规则有哪些?", id="zh-at-more-length"),
        pytest.param("Can you give an example?", ["Which rules are there?"], "Which rules are there?", id="en-at-more-length"),
        pytest.param("还有吗?", ["这份报告讲什么?"], "这份报告讲什么?", id="more-of-what-the-report-is-about"),
    ],
)
def test_the_earlier_question_is_the_latest_that_asks_something(text: str, history: list[str], searched: str) -> None:
    assert understand(text, history).searched == searched


def test_more_of_the_same_asks_for_what_the_earlier_question_asked_for() -> None:
    understood = understand("还有吗?", ["谁可以借书?"])
    assert (understood.asks, understood.wants_list, understood.kind) == ("who", True, "report")
    assert understand("And the rest?", ["What is this report about?"]).kind == "about"
    assert understand("What about children?", ["Why do adults pay?"]).asks == "why"


def test_a_long_history_is_read_from_its_end() -> None:
    history = ["图书馆平日几点关门?", *["?"] * (HISTORY_CAP - 1)]
    assert understand("那周末呢?", history).searched == "图书馆周末几点关门?"
    assert understand("那周末呢?", [*history, "?"]).searched == "那周末呢?"
    assert len(understand("为什么?", ["为什么?"] * HISTORY_CAP).searched) < QUESTION_CAP


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        pytest.param("那么借期怎么规定的，能不能续借?", True, id="zh-connective"),
        pytest.param("几点?", True, id="zh-short"),
        pytest.param("图书馆周一至周五几点关门?", False, id="zh-whole"),
        pytest.param("什麼原因呢", True, id="zh-traditional"),
        pytest.param("请问借书要办什么证?", False, id="zh-polite"),
        pytest.param("What about them?", True, id="en-connective"),
        pytest.param("Which readers of the town library lose the right to borrow?", False, id="en-whole"),
        pytest.param("They close the library on which day?", True, id="en-pronoun"),
        pytest.param("Is it true that readers pay?", False, id="en-it-that-stands-for-nothing"),
        pytest.param("那 GDP 呢?", True, id="mixed"),
    ],
)
def test_a_question_that_leans_on_another_is_told(text: str, leaning: bool) -> None:
    assert leans(text, language_of(text)) == leaning


def test_what_the_earlier_question_was_answered_with_is_handed_on(desk: Desk) -> None:
    first = desk.answer("每人最多借几本书?")
    assert first.citations
    assert desk.understand("还有吗?", ["每人最多借几本书?"]).cited == first.citations
    assert desk.understand("Why is that?", ["How many books may everyone borrow?"]).cited == desk.answer("How many books may everyone borrow?").citations
    assert desk.understand("What about children?", ["How many books may everyone borrow?"]).cited == ()  # of something else
    assert desk.understand("每人最多借几本书?", ["借期是多久?"]).cited == ()


def test_asked_for_more_twice_all_that_was_cited_before_is_handed_on(desk: Desk) -> None:
    history = ["借书规则有哪些?", "还有吗?"]
    shown = [*desk.answer(history[0]).citations, *desk.answer(history[1], history[:1]).citations]
    assert list(desk.understand("还有别的吗?", history).cited) == shown
