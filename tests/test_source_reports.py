"""The first report as shipped, and two public reports of other layouts, read by the same code with the shipped encoder."""

import re

import pytest
from placing import left_out, passages_of, placed, quoted, sections_of

from index.settings import Settings
from source.folder import declared
from source.reading import read
from source.report import LANGUAGES
from source.stored import dumps, loads

FIRST = {
    "0": (None, None),
    "1": ("一、当前社会管理工作的现状", "Current status of social management work"),
    "1.1": ("(一)对流动人口服务管理不到位。", "(1) Inadequate management of floating population services."),
    "1.2": ("(二)特殊人群帮教管理不到位。", "(2) The management of help and education for special groups is not in place."),
    "1.3": ("(三)突出问题治理不到位。", "(3) Insufficient management of prominent problems."),
    "2": ("二、存在问题原因分析", "Analysis of the cause of the problem"),
    "2.1": ("(一)主观方面。", "(1) Subjective aspect."),
    "2.2": ("(二)客观方面。", "(2) Objective aspect."),
    "2.3": ("(三)联动方面。", "(3) Linkage aspect."),
    "3": ("三、深化公安工作与社会管理创新的对策思考", "Countermeasures for deepening public security work and social management innovation"),
    "3.1": ("(一)建立健全流动人口系统管理工程。", "(1) Establish and improve the floating population system management project."),
    "3.2": ("(二)精心打造维稳保障工程。", "(2) Elaborately create a stability maintenance project."),
    "3.3": ("(三)实施重点人员关爱工程。", "(3) Implement key personnel care projects."),
    "3.4": ("(四)大力实施立体打防工程。", "(4) Vigorously implement the three-dimensional defense project."),
    "3.5": ("(五)全力推进队伍规范管理工程。", "(5) Make every effort to promote the standardized management project of the team."),
}
# 1 + 1 + 1 + 4 + 1 + 1 + 1 + 1 + 1 + 3 + 3 + 3 + 5 = 26
PARAGRAPHS = {"0": 1, "1": 0, "1.1": 1, "1.2": 1, "1.3": 4, "2": 1, "2.1": 1, "2.2": 1, "2.3": 1, "3": 0, "3.1": 1, "3.2": 3, "3.3": 3, "3.4": 3, "3.5": 5}
TITLE_ZH = "浅析基层公安机关社会管理综合治理工作中存在的主要问题和改进意见"
TITLE_EN = "Analysis of the main problems and suggestions for improvement in the comprehensive management of social management of grassroots public security organs"
PUBLISHER = ("阿荣旗公安局指挥中心", "Arong Banner Public Security Bureau Command Center")
RESIDUE = [
    "相关图书",
    "本文链接",
    TITLE_ZH,
    "相关链接",
    "阿荣旗公安局紧紧围绕“六不”主线深入开展“十八大”安保攻坚战",
    "阿荣旗旗毒品犯罪新特点及公安机关如何采取有针对性的打击和防范措施,进一步增强打防实效",
    "英文翻译",
]


@pytest.fixture(scope="module")
def told():
    return declared(Settings().source / "arong-social-management")


@pytest.fixture(scope="module")
def first(told, encoder):
    return read(told, encoder.passages)


def test_the_first_report_has_three_chapters_with_their_sections_in_both_languages(first):
    assert sections_of(first) == FIRST
    assert {section.key: section.parent for section in first.sections} == {key: key.rpartition(".")[0] for key in FIRST}
    assert first.path("3.2", "zh") == [FIRST["3"][0], FIRST["3.2"][0]] and first.path("3.2", "en") == [FIRST["3"][1], FIRST["3.2"][1]]


def test_the_first_report_has_26_passages_each_in_both_languages(first):
    texts = [passage for passage in first.passages if passage.kind == "text"]
    assert [passage.id for passage in texts] == [f"arong-social-management/{key}.p{k}" for key, count in PARAGRAPHS.items() for k in range(1, count + 1)]
    assert len(texts) == 26
    assert all(all(quoted(first, passage.spans)) for passage in texts)
    assert all(any(bead.zh and bead.en for bead in passage.beads) for passage in texts)


def test_the_first_reports_title_and_publisher_are_those_of_the_page(first):
    assert (first.title, first.publisher) == ({"zh": TITLE_ZH, "en": TITLE_EN}, dict(zip(LANGUAGES, PUBLISHER, strict=True)))
    assert first.passages[0].kind == "title"
    assert [quoted(first, bead.spans()) for bead in first.passages[0].beads] == [(TITLE_ZH, TITLE_EN), PUBLISHER]


def test_nothing_of_the_first_report_is_lost_but_what_the_web_page_added(first):
    zh, en = placed(first, "zh"), placed(first, "en")
    assert not zh & en
    assert left_out(first, "zh", zh | en) == [*RESIDUE, "-", "-", "-"]  # the marks of the three English headings
    assert not any(line in (words or "") for both in passages_of(first).values() for words in both for line in RESIDUE if line != TITLE_ZH)


def test_the_first_reports_sentences_are_rendered_by_those_beside_them(first):
    beads = [quoted(first, bead.spans()) for passage in first.passages for bead in passage.beads]
    assert {
        ("二是社会治安形势不容乐观。", "Second, the social security situation is not optimistic."),
        ("四是民事纠纷较为突出。", "Fourth, civil disputes are more prominent."),
        ("三要关注社会热点问题。", "Third, we must pay attention to social hot issues."),
        ("三要严厉打击网络犯罪。", "Third, we must severely crack down on cybercrime."),
    } <= set(beads)


def test_the_first_reports_enumerations_count_its_items(first):
    counted = {found.section: [item.number for item in found.items] for found in first.enumerations}
    expected = {"1.3": 4, "2.1": 3, "2.2": 3, "3.1": 4, "3.2": 3, "3.3": 3, "3.4": 3, "3.5": 4}
    assert counted == {section: list(range(1, count + 1)) for section, count in expected.items()}
    starts = [first.quote("zh", item.span)[:2] for found in first.enumerations for item in found.items]
    assert all(re.fullmatch("[一二三四][是要]", start) for start in starts)


def test_every_note_of_the_first_report_stands_where_its_words_are(told, first):
    assert {quoted(first, note.spans) for note in first.notes} == {(row.zh, row.en or None) for row in told.notes}
    places = [passage.spans["zh"] for passage in first.passages] + [section.heading["zh"] for section in first.sections]
    assert all(any(span is not None and span.overlap(note.spans["zh"]) for span in places) for note in first.notes)


def test_the_first_report_comes_back_from_its_json(first):
    assert loads(dumps(first)) == first


def public(shared, folder, encoder, original, **files):
    """A public report copied into a folder of its own, and read."""
    (folder / "public").mkdir()
    for name in files.values():
        (folder / "public" / name).write_bytes((shared / "reports" / name).read_bytes())
    names = ", ".join(f'{language} = "{name}"' for language, name in files.items())
    (folder / "public" / "report.toml").write_text(f'files = {{{names}}}\noriginal = "{original}"\n')
    return read(declared(folder / "public"), encoder.passages)


def article(number, sign):
    """第二十六条 for 26."""
    tens, ones = divmod(number, 10)
    return f"第{'二三'[tens - 2] if tens > 1 else ''}{'十' if tens else ''}{' 一二三四五六七八九'[ones].strip()}{sign}"


@pytest.mark.parametrize(
    ("original", "zh", "sign", "free"),
    [pytest.param("en", "udhr.zh-Hans.txt", "条", "教育应当免费", id="simplified-from-english"), pytest.param("zh", "udhr.zh-Hant.txt", "條", "教育應當免費", id="traditional-as-original")],
)
def test_the_thirty_articles_of_the_declaration_of_human_rights_pair_one_to_one(shared, tmp_path, encoder, original, zh, sign, free):
    report = public(shared, tmp_path, encoder, original, zh=zh, en="udhr.en.txt")
    numbered = {key: both for key, both in sections_of(report).items() if key.isdigit() and key != "0"}
    assert numbered == {str(number): (article(number, sign), f"Article {number}") for number in range(1, 31)}
    assert all(left_out(report, language, placed(report, language)) == [] for language in LANGUAGES)
    assert all(all(quoted(report, passage.spans)) for passage in report.passages if passage.section in numbered)
    beads = [quoted(report, bead.spans()) for passage in report.passages if passage.section == "26" for bead in passage.beads]
    assert any(free in (words or "") and "Education shall be free" in (rendered or "") for words, rendered in beads)


def test_the_standard_for_public_code_is_read_with_its_headings_paired(shared, tmp_path, encoder):
    report = public(shared, tmp_path, encoder, "en", zh="standard.zh-Hant.txt", en="standard.en.txt")
    lost = [line for language in LANGUAGES for line in left_out(report, language, placed(report, language))]
    assert all(re.fullmatch(r"SPDX-.*|(?:layout|title|toc|order|redirect_from): ?.*|criteria/\S+|\{%.*%\}", line) for line in lost), lost
    headings = list(sections_of(report).values())
    assert {("行為守則", "Code of Conduct"), ("貢獻要容易", "Make contributing easy"), ("開放標準", "Open standard"), ("公共程式的價值", "Values of public code")} <= set(headings)
    # both files have the same 1,045 segments with an empty line between: a pair is right when its sides stand in the same one
    segments = {language: [hit.start() for hit in re.finditer("\n\n", report.text[language])] for language in LANGUAGES}
    pairs = [section.heading for section in report.sections if all(section.heading.values())]
    beads = [bead.spans() for passage in report.passages for bead in passage.beads if bead.zh and bead.en]
    for found, enough in ((pairs, 70), (beads, 1000)):
        same = [len({sum(at < spans[language].start for at in segments[language]) for language in LANGUAGES}) == 1 for spans in found]
        assert len(found) >= enough and sum(same) >= 0.95 * len(found)
