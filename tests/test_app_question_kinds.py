"""Kinds of question beside those about what a report says: about it as a whole, its publisher, the tool, an opinion, a greeting."""

import pytest

from app.understanding.question import understand

ABOUT = """这是一份什么样的报告?|请用一句话概括全文|能概括一下这份报告吗?|这份文件的主题是什么|报告大意|文章的中心思想是什么?|介绍一下这份报告|全文讲了什么|這篇文章主要講了什麼？
报告主要写了哪些内容?|这个公告主要说什么?|白皮书讲了什么
这个标准讲什么|你好，这份报告讲什么|这个报告是干什么的?
What is this document about?|what's this report about|Give me a short summary of the report.|Summarise the report in three sentences.|What topics are covered in this report?
What does the paper discuss?|tl;dr|Can you summarize this for me please?|What is this notice about?|what does this declaration say
What is this white paper about?|hello, what is the report about?|give me the main points
What is the main topic of the report?|What is the report's main message?"""
PUBLISHER = """谁写的?|本报告由哪个研究院编写?|报告是哪个指挥中心发布的?|报告的作者是谁?|这篇文章是哪个单位发布的?|报告叫什么名字?|这份材料是谁起草的?|谁写的 哪年发的|哪年发的?|什么时候发表的
这个公告是谁发的,什么时候发的?|宣言是什么时候发布的?|报告是谁什么时候写的?|这份报告由哪个部门牵头起草的?|请问这份报告是谁写的?|報告是誰寫的?
Who wrote this report?|Who issued the notice?|Which unit published this article?|What is the title of the report?|Who is the author?|Who wrote it?"""
TOOL = """你是机器人吗?|你能回答什么问题?|谁开发了你?|你能帮我做什么?|我可以问什么?|这个工具是干什么用的?|你会说英文吗?|使用说明|你叫什么名字|你的答案是从哪里来的?|这个系统怎么使用?
Are you a bot?|Who made you?|what can you tell me about yourself|What can I ask?|How does this work?|What is this tool for?|Do you speak Chinese?
What kind of questions can you answer?|What is your name?
Where do your answers come from?|Which model are you?"""
GREETING = """你好呀!|早上好，在吗?|谢谢你的帮助|好的，谢谢|辛苦了|再见|有人吗?|收到!|晚安|大家好
Hi there!|Good evening|Thanks a lot!|Thank you very much.|How are you?|OK, thanks|Bye bye|Are you there?|Got it.|Hello! How are you?"""
OPINION = """你赞成这种做法吗?|请评价一下这份报告|在你看来怎么样?|谈谈你的看法|换成你会怎么做?|这样做合理吗?|给我出三条建议|我应该怎么办?|你怎么评价这些措施?|哪种办法最好?
这些措施对不对？|你說哪個更好，你支持哪個?
报告对不对?|这样做对不对呢?|這樣做對不對呀|報告說得對不對|这样做对吗?|这种强制登记的做法合法吗?|報告的做法對嗎?|这样登记侵犯隐私吗?|会长只能连任两届，这样规定对吗?|我该怎么选?|收押金合理吗?
What's your take on it?|In your opinion, does it work?|Would you recommend this?|Are you for or against the measures?|How would you rate the report?
Is it fair to treat migrants like this?|What should I do?|If you were the chief, what would you change?|Do you agree?|Which measure is the best?|Is this right?
Is the report right about migrants?|Is this paper fair to them?
Is it legal?|Are these measures legal?|Is the policy right?|Should we trust the police?|Which option should I choose?|Where should we go from here?|Should I apply?
Please evaluate this report."""
REPORT = """报告认为什么最重要?|报告对流动人口的看法是什么?|作者认为应不应该收费?|文中建议由谁负责?|报告评价了哪些做法?|群众的意见有哪些?|领导支持什么?|报告提出的建议有哪些?
谁推荐了志愿者?|哪些人觉得不公平?|流动人口怎么看警察?|什么叫好的管理?|报告里哪个部门负责发放补贴?|报告里谁负责发现隐患?|文章中哪个单位发起了活动?|谢谢两个字写在哪里?
系统建设包括什么?|工具间在哪里?|帮助读者的办法有哪些?|发布通告的单位是哪个?|借期三十天，对吗?|总结了哪些经验?|这篇报道里提到的公司叫什么?|《条例》是谁提出的?|报告怎么看志愿者?
每人最多借五本书对吗?|每人最多借五本书對不對?|五本书以内不收费，这是对的吗?|奴隶制合法吗?|政府可以侵犯隐私吗?|我应该怎么申请读者证?|给我讲讲借书规则好吗?
报告要求谁出钱?|你能回答什么关于借书的问题|报告认为谁应该出面调解?|报告中由谁编制规划?|报告里哪个单位作为试点?|報告要求誰出錢?|文件规定谁发布预警?|报告作者认为什么最重要?|年终总结报告由谁撰写?|报告什么时候出台规划?
使用说明书由谁编写?|论文造假怎么处理?|概括地说，纠纷怎么化解?
Who does the report recommend should decide?|What does the report think is right?|Which measures does the report call the most important?|According to the report, should we register?
What advice does the report give to officers?|Who supports the measures?|What do residents think of the police?
Does the report say it is fair?|Whose opinion counts?|What opinions do readers hold?|Who wrote a paper on lending?|What summary is posted at the door?
What good ideas are there for migrants?
Is the right to work a human right?|Is the slave trade legal?|Five books may be borrowed, is that right?|Which documents should I bring to get a card?
How much should I pay?|Should I bring my passport?|Should I book in advance?|Should we arrive early?|Which project is the best funded?|What can you tell me about online lending?|标准是什么?
Who helps the readers?|Which tools do officers use?|How does the system work in towns?|Who published the list of books?
What is the report's view of volunteers?|What are the main points of the lending rules?|Does the report recommend fines?|Who hears the petitions?|What thanks do volunteers get?
报告对不对外公开?|Which title does the chief hold?|Is the fine higher for adults?"""
BOTH = [
    ("opinion", "你 agree 吗? Do you agree?"),
    ("about", "summary of the report"),
    ("report", "library 的 opening hours 你好 在哪里写?"),
    ("report", "library 的 books 每人五本对吗?"),
    ("tool", "Can you speak 中文? Can you speak Chinese?"),
]
ROWS = [
    (kind, text)
    for kind, texts in (("about", ABOUT), ("publisher", PUBLISHER), ("tool", TOOL), ("greeting", GREETING), ("opinion", OPINION), ("report", REPORT))
    for text in texts.replace("\n", "|").split("|")
]


@pytest.mark.parametrize(("kind", "text"), ROWS + BOTH)
def test_a_question_is_of_its_kind(kind: str, text: str) -> None:
    assert understand(text).kind == kind
