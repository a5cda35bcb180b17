"""Numbers as people say them again: in another form, roughly, counted, subtracted, as a share. What is right excuses itself, what is wrong does not."""

import pytest

from app.written.contents import contents
from app.written.measured import lacking, otherwise
from app.written.polarity import contrary

NINE = (
    "人员、经费、设备、培训、宣传、管理、服务、监督、场地都要改进。",
    "Staff, money, equipment, training, publicity, management, service, oversight and rooms have to be improved.",
)
"""What lists nine things, and does not count them."""
RIGHT = [
    ("一半居民是外来人口。", "一半居民是外来人口,其中90%租房。", "50 % of the residents come from elsewhere; 90 % of these rent."),
    ("More than half of the readers are satisfied.", "85%的读者满意。", "85 % of the readers are satisfied."),
    ("The rooms are closed in December.", "10月到次年2月房间不开放。", "The rooms are closed from October to February of the next year."),
    ("读者中大约百分之五是儿童。", "读者中约有5%是儿童。", "About 5 % of the readers are children."),
    ("五个人负责登记,占员工的百分之五。", "登记由5人负责,占员工总数的5%。", "Five people register readers, 5 % of the staff."),
    ("全市约三分之一的图书馆已经改造。", "全市图书馆中约有33%完成了改造。", "About 33 % of the city's libraries have been rebuilt."),
    ("近九成读者表示满意。", "89.6%的读者表示满意。", "89.6 % of readers are satisfied."),
    ("一半以上的读者每月至少来一次。", "57%的读者每月来一次以上。", "57 % of readers come at least once a month."),
    ("借阅量提高了3.2个百分点。", "借阅率由12.1%提高到15.3%。", "The lending rate rose from 12.1 % to 15.3 %."),
    ("借阅量一年里翻了一番。", "借阅量由2万册增加到4万册。", "Loans rose from 20,000 to 40,000 books."),
    ("经费增加了一倍。", "经费从100万元增加到200万元。", "The budget rose from 1 million yuan to 2 million yuan."),
    ("借阅量比上年多了2万册。", "借阅量由8万册增加到10万册。", "Loans rose from 80,000 to 100,000."),
    ("项目总投资一千二百多万元。", "项目总投资1244万元。", "The project costs 12.44 million yuan."),
    ("图书馆藏书近十万册。", "图书馆藏书9.8万册。", "The library holds 98,000 books."),
    ("图书馆藏书九万八千册。", "图书馆藏书9.8万册。", "The library holds 98,000 books."),
    ("读者两年间增加了上千人。", "两年间,读者增加1063人。", "In two years the number of readers rose by 1,063."),
    ("试点从2019年3月开始,历时两年。", "试点自2019年3月起,至2021年3月止。", "The pilot ran from March 2019 to March 2021."),
    ("会议于二〇一九年三月五日召开。", "2019年3月5日,会议召开。", "The meeting was held on 5 March 2019."),
    ("上世纪九十年代以来,藏书不断增加。", "20世纪90年代以来,藏书不断增加。", "Since the 1990s the collection has grown."),
    (
        "逾期还书,头一次提醒,第二次暂停借书一个月。",
        "逾期不还的,第一次给予提醒,第二次暂停借书资格一个月。",
        "First a reminder is sent; the second time the right to borrow is suspended for a month.",
    ),
    ("读者可以续借两回。", "可续借两次。", "Loans can be extended twice."),
    ("每人每次可借三至五本。", "每人每次可借3—5本。", "Each reader may borrow three to five books at a time."),
    ("每平方公里不足十人。", "每平方公里9.6人。", "There are 9.6 people per square kilometre."),
    ("图书馆一天开放十一小时。", "图书馆上午九点开门,晚上八点关门。", "The library opens at nine in the morning and closes at eight in the evening."),
    ("晚八点关门,早九点开门。", "图书馆上午9:00开门,20:00关门。", "The library opens at 9:00 and closes at 20:00."),
    ("半年内完成整改。", "六个月内完成整改。", "The defects shall be mended within six months."),
    ("一周内答复。", "七日内给予答复。", "A reply is given within seven days."),
    ("三个部门共同负责:文化局、财政局和教育局。", "由文化局、财政局、教育局共同负责。", "The culture, finance and education bureaus are jointly responsible."),
    ("报告列出了四条意见。", "(一)加强宣传。(二)增加经费。(三)培训馆员。(四)延长开放时间。", "(1) More publicity. (2) More money. (3) Train staff. (4) Longer hours."),
    ("两地相距二十来公里。", "两地相距约20公里。", "The two places are some 20 km apart."),
    ("罚款最高可达五百元。", "处五百元以下罚款。", "A fine of up to 500 yuan is imposed."),
    ("每三个读者里就有一个是学生。", "三分之一的读者是学生。", "One third of the readers are students."),
    ("读者每10人中有8人满意。", "80%的读者满意。", "80 % of the readers are satisfied."),
    ("总数接近1.3亿。", "总数为1亿2900万。", "The total is 129 million."),
    ("从十八岁起就可以办证。", "年满18周岁的可以办证。", "Those who are 18 or older may obtain a card."),
    ("未满十八岁的不能办证。", "年满18周岁的居民可以办证,其他人不得办证。", "Residents of 18 and above may obtain a card, others may not."),
    ("整个“十二五”期间,经费逐年增加。", "“十二五”期间,经费逐年增加。", "During the Twelfth Five-Year Plan the budget rose every year."),
    ("报告把这称为“三网合一”。", "建设三网合一的平台,即“三网合一”平台。", "A platform that joins three networks."),
    ("报告认为,“读者至上、服务第一”是工作的根本。", "“读者至上,服务第一”是工作的根本。", "'Readers first, service first' is the root of the work."),
    ("按报告的说法,要“边建设,边开放”。", "要做到边建设、边开放。", "Build and open at the same time."),
    ("第一季度借出的书占全年的四分之一。", "一季度借出的图书占全年的25%。", "25 % of the year's loans were made in the first quarter."),
    ("每年举办讲座二十四场,平均一月两场。", "每月举办讲座两场,全年24场。", "Two talks are held each month, 24 a year."),
    ("一名馆员要服务三千多人。", "馆员与读者之比为1:3120。", "There is one librarian to 3,120 readers."),
    ("Roughly one in twenty readers is a child.", "读者中约有5%是儿童。", "About 5 % of the readers are children."),
    ("Five people, or five percent of the staff, register readers.", "登记由5人负责,占员工总数的5%。", "Five people register readers, 5 % of the staff."),
    ("Nearly ninety percent of readers are satisfied.", "89.6%的读者表示满意。", "89.6 % of readers are satisfied."),
    ("More than half of the readers come at least monthly.", "57%的读者每月来一次以上。", "57 % of readers come at least once a month."),
    ("The lending rate rose by 3.2 percentage points.", "借阅率由12.1%提高到15.3%。", "The lending rate rose from 12.1 % to 15.3 %."),
    ("Loans doubled.", "借阅量由2万册增加到4万册。", "Loans rose from 20,000 to 40,000 books."),
    ("The budget doubled to two million yuan.", "经费从100万元增加到200万元。", "The budget rose from 1 million yuan to 2 million yuan."),
    ("There were 20,000 more loans than the year before.", "借阅量由8万册增加到10万册。", "Loans rose from 80,000 to 100,000."),
    ("The project costs more than twelve million yuan.", "项目总投资1244万元。", "The project costs 12.44 million yuan."),
    ("The library holds almost a hundred thousand books.", "图书馆藏书9.8万册。", "The library holds 98,000 books."),
    ("The library holds ninety-eight thousand books.", "图书馆藏书9.8万册。", "The library holds 98,000 books."),
    ("Within two years there were over a thousand more readers.", "两年间,读者增加1063人。", "In two years the number of readers rose by 1,063."),
    ("The pilot began in March 2019 and lasted two years.", "试点自2019年3月起,至2021年3月止。", "The pilot ran from March 2019 to March 2021."),
    ("The meeting took place on March 5, 2019.", "2019年3月5日,会议召开。", "The meeting was held on 5 March 2019."),
    ("The collection has grown since the nineties.", "20世纪90年代以来,藏书不断增加。", "Since the 1990s the collection has grown."),
    ("Loans may be renewed two times.", "可续借两次。", "Loans can be extended twice."),
    ("A reader may take between 3 and 5 books at a time.", "每人每次可借3—5本。", "Each reader may borrow three to five books at a time."),
    ("Fewer than ten people live on each square kilometre.", "每平方公里9.6人。", "There are 9.6 people per square kilometre."),
    ("The library is open for eleven hours a day.", "图书馆上午九点开门,晚上八点关门。", "The library opens at nine in the morning and closes at eight in the evening."),
    ("It opens at 9 a.m. and closes at 8 p.m.", "图书馆上午9:00开门,20:00关门。", "The library opens at 9:00 and closes at 20:00."),
    ("Defects have to be mended within half a year.", "六个月内完成整改。", "The defects shall be mended within six months."),
    ("A reply is due within a week.", "七日内给予答复。", "A reply is given within seven days."),
    ("Three bureaus are responsible together: culture, finance and education.", "由文化局、财政局、教育局共同负责。", "The culture, finance and education bureaus are jointly responsible."),
    ("The report makes four proposals.", "(一)加强宣传。(二)增加经费。(三)培训馆员。(四)延长开放时间。", "(1) More publicity. (2) More money. (3) Train staff. (4) Longer hours."),
    ("The two places lie about twenty kilometres apart.", "两地相距约20公里。", "The two places are some 20 km apart."),
    ("The fine is no more than five hundred yuan.", "处五百元以下罚款。", "A fine of up to 500 yuan is imposed."),
    ("One reader in three is a student.", "三分之一的读者是学生。", "One third of the readers are students."),
    ("Eight out of ten readers are satisfied.", "80%的读者满意。", "80 % of the readers are satisfied."),
    ("The total comes close to 130 million.", "总数为1亿2900万。", "The total is 129 million."),
    ("Anyone aged eighteen or over can obtain a card.", "年满18周岁的可以办证。", "Those who are 18 or older may obtain a card."),
    ("Two talks a month make 24 a year.", "每月举办讲座两场,全年24场。", "Two talks are held each month, 24 a year."),
    ("Each librarian serves more than 3,000 readers.", "馆员与读者之比为1:3120。", "There is one librarian to 3,120 readers."),
    ("The report speaks of “readers first, service first”.", "“读者至上,服务第一”是工作的根本。", "'Readers first, service first' is the root of the work."),
    ("Nobody under 18 may obtain a card.", "年满18周岁的居民可以办证,其他人不得办证。", "Residents of 18 and above may obtain a card, others may not."),
    ("Over the following three years the budget is to rise by 30%.", "未来三年,经费增长三成。", "Over the next three years the budget will grow by thirty percent."),
    ("From the 1st to the 7th of October the library is closed.", "10月1日至7日闭馆。", "The library is closed from 1 to 7 October."),
    ("有两版草稿，即第一版和第二版。", "第一版草稿。第二版草稿。", "The first draft. The second draft."),
    ("其余15个村不是贫困村。", "全县有12个乡镇、45个村，其中贫困村30个。", "The county has 12 townships and 45 villages, 30 of them poor."),
    ("The other fifteen villages are not poor.", "全县有12个乡镇、45个村，其中贫困村30个。", "The county has 12 townships and 45 villages, 30 of them poor."),
    ("答复比上报晚5天。", "3天内上报，8天内答复。", "It is reported within 3 days and answered within 8 days."),
    ("八成以上的读者满意。", "83%的读者满意。", "83 % of readers are satisfied."),
    ("Three in four readers are satisfied.", "76%的读者满意。", "76 % of readers are satisfied."),
    ("报告指出九个方面的问题。", *NINE),
    ("一半左右的读者满意。", "55%的读者满意。", "55 % of the readers are satisfied."),
    ("近半数的村是贫困村。", "全县62个村中有30个贫困村。", "Of the county's 62 villages, 30 are poor."),
    ("Half of the villages are poor.", "全县60个村中有30个贫困村。", "Of the county's 60 villages, 30 are poor."),
    ("In the second half of the year a third of the readers came.", "下半年，三分之一的读者来过。", "In the second half of the year, one third of the readers came."),
    ("The loans tripled.", "借阅量增加了两倍。", "Loans tripled."),
    ("借阅量翻了两番。", "借阅量由2万册增加到8万册。", "Loans rose from 20,000 to 80,000 books."),
    ("In July the library is closed.", "图书馆7月闭馆。", "The library is closed in July."),
    ("In August the library is closed.", "图书馆七月至九月闭馆。", "The library is closed from July to September."),
    ("图书馆三月起延长开放。", "图书馆自3月起延长开放。", "The library has longer hours from March."),
    ("Readers may march in the hall, and may come until May.", "5月前读者可以来。", "Readers may come until May."),
    ("The library closed two months after January.", "图书馆一月后两个月闭馆。", "The library closed two months after January."),
    ("Every reader may take one book home.", "每名读者可借五本书，一次带一本书回家。", "A reader may borrow five books, and take home one book at a time."),
    ("One reader in three borrows one magazine.", "三名读者中有一名借一本杂志。", "Of three readers, one borrows a magazine."),
    ("报告归纳为政治建警、科技强警、素质兴警、从优待警这四条。", "坚持政治建警、科技强警、素质兴警和从优待警的方针。", "Build the force by politics, science, quality and care."),
]
"""What is said, and the passage that bears it out, in Chinese and in English."""
WRONG = {
    "读者中大约百分之五是儿童。": "读者中大约百分之九是儿童。",
    "借阅量提高了3.2个百分点。": "借阅量提高了4.7个百分点。",
    "借阅量比上年多了2万册。": "借阅量比上年多了6万册。",
    "项目总投资一千二百多万元。": "项目总投资两千一百多万元。",
    "图书馆藏书近十万册。": "图书馆藏书近十五万册。",
    "每平方公里不足十人。": "每平方公里不足三十人。",
    "图书馆一天开放十一小时。": "图书馆一天开放十五小时。",
    "晚八点关门,早九点开门。": "晚六点关门,早七点开门。",
    "半年内完成整改。": "九个月内完成整改。",
    "报告列出了四条意见。": "报告列出了七条意见。",
    "读者每10人中有8人满意。": "读者每10人中有6人满意。",
    "总数接近1.3亿。": "总数接近1.9亿。",
    "Roughly one in twenty readers is a child.": "Roughly one in eight readers is a child.",
    "The lending rate rose by 3.2 percentage points.": "The lending rate rose by 4.7 percentage points.",
    "There were 20,000 more loans than the year before.": "There were 60,000 more loans than the year before.",
    "The project costs more than twelve million yuan.": "The project costs more than thirty million yuan.",
    "Fewer than ten people live on each square kilometre.": "Fewer than thirty people live on each square kilometre.",
    "The library is open for eleven hours a day.": "The library is open for fifteen hours a day.",
    "It opens at 9 a.m. and closes at 8 p.m.": "It opens at 7 a.m. and closes at 6 p.m.",
    "Defects have to be mended within half a year.": "Defects have to be mended within nine months.",
    "The report makes four proposals.": "The report makes seven proposals.",
    "Eight out of ten readers are satisfied.": "Six out of ten readers are satisfied.",
    "The total comes close to 130 million.": "The total comes close to 190 million.",
    "Two talks a month make 24 a year.": "Three talks a month make 36 a year.",
    "From the 1st to the 7th of October the library is closed.": "From the 11th to the 17th of October the library is closed.",
}
"""By what is right, the same with another number."""


TWELVE = ("全县有12个乡镇、45个村，其中贫困村30个。", "The county has 12 townships and 45 villages, 30 of them poor.")
FIVE = ("每人最多借五本书。", "Everyone may borrow up to five books.")
CROWD = ("共有1244人参加。", "1,244 people came.")
TERMS = ("3小时内上报，8天内由5个部门答复。", "It is reported within 3 hours and answered within 8 days by 5 departments.")
THREE = (f"报告指出三个问题，{NINE[0]}", f"The report names three problems: {NINE[1]}")
ADULTS = ("年满18周岁以上的可以办证。", "Those of 18 and above may obtain a card.")
THIRD = ("三分之一的读者是学生。", "One third of the readers are students.")
JULY = ("图书馆7月闭馆。", "The library is closed in July.")
INVENTED = [
    ("Everyone may borrow up to six books.", *FIVE),
    ("Everyone may borrow no more than six books.", *FIVE),
    ("At least six books are lent to everyone.", *FIVE),
    ("Some six books are lent to everyone.", *FIVE),
    ("每人借书不超过六本。", *FIVE),
    ("每人借书不得超过六本。", *FIVE),
    ("年满十六周岁以上的可以办证。", *ADULTS),
    ("More than 1,300 people came.", *CROWD),
    ("超过一千三百人参加。", *CROWD),
    ("Fewer than 1,200 people came.", *CROWD),
    ("不到一千二百人参加。", *CROWD),
    ("3天内上报。", *TERMS),
    ("It is reported within three days.", *TERMS),
    ("全县有18个乡镇。", *TWELVE),
    ("全县有不少于18个乡镇。", *TWELVE),
    ("The county has 18 townships.", *TWELVE),
    ("The county has more than 18 townships.", *TWELVE),
    ("5天内答复。", "3天内上报，8天内答复。", "It is reported within 3 days and answered within 8 days."),
    ("报告指出七个问题。", *THREE),
    ("报告指出九个问题。", *THREE),
    ("The report names seven problems.", *NINE),
    ("In 5 of 2010 cases children were asked.", "读者中有1%是儿童。", "1 % of the readers are children."),
    ("图书馆15时关门。", "读者提出三点意见。", "Readers made three remarks."),
    ("一半的读者是学生。", *THIRD),
    ("半数以上的读者是学生。", *THIRD),
    ("Half of the readers are students.", *THIRD),
    ("More than half of the readers are students.", *THIRD),
    ("Loans tripled.", "借阅量翻了一番。", "Loans doubled."),
    ("Loans quadrupled.", "借阅量增加一倍。", "Loans doubled."),
    ("借阅量翻了两番。", "借阅量翻了一番。", "Loans doubled."),
    ("The budget was halved.", "经费增加了一倍。", "The budget doubled."),
    ("In June the library is closed.", *JULY),
    ("The library was closed in March 2024.", *JULY),
    ("It is closed from May.", *JULY),
    ("图书馆六月闭馆。", *JULY),
    ("The library is closed in October.", "图书馆七月至九月闭馆。", "The library is closed from July to September."),
    ("Everyone may borrow one book.", *FIVE),
    ("Everyone may borrow at most one book.", "每人最多借5本书。", "Everyone may borrow up to 5 books."),
]
"""Bounds, differences, lists, shares and hours that the passage does not bear out."""


def unlike(said: str, zh: str, en: str) -> bool:
    """Would a number, or its unit, speak against it?"""
    wrong, senses, _ = lacking(said, f"{zh} {en}", ())
    return wrong or senses or otherwise(said, f"{zh} {en}")


@pytest.mark.parametrize(("said", "zh", "en"), RIGHT)
def test_a_number_said_in_another_way_is_the_same_number(said: str, zh: str, en: str) -> None:
    assert not unlike(said, zh, en)


@pytest.mark.parametrize(("said", "zh", "en"), [row for row in RIGHT if row[0] in WRONG])
def test_another_number_said_in_that_way_is_another_number(said: str, zh: str, en: str) -> None:
    assert unlike(WRONG[said], zh, en)


@pytest.mark.parametrize(("said", "zh", "en"), INVENTED)
def test_a_number_near_to_one_or_made_of_two_is_not_borne_out_unless_the_sentence_says_so(said: str, zh: str, en: str) -> None:
    assert unlike(said, zh, en)


def test_what_is_borne_out_hides_no_figure_that_it_is_a_part_of() -> None:
    assert lacking("15个村、5个乡。", "5个乡。", ()) == (True, False, 1)
    assert lacking("fifteen villages, 5 townships, 15 hamlets", "5 townships", ()) == (True, False, 1)


def test_the_number_of_a_point_is_no_number_of_what_it_says() -> None:
    passage = "一要建立情报机制。二要建立三级调解组织。三要关注热点问题。 Second, a three-level mediation organization is established."
    assert lacking("建立两级调解组织。", passage, ())[1]
    assert lacking("建立三级调解组织。", passage, ()) == (False, False, 0)


def test_both_of_two_contraries_contradict_nobody() -> None:
    clause = "freedom either alon or in communiti with other and in public or privat"
    together = contents("People practise it alone or together with others.", "en")
    assert contrary(together, [frozenset(clause.split())], "en") == []
    assert contrary(contents("People practise it together with others.", "en"), [frozenset(clause.split())], "en") == ["togeth"]
