"""Building: only what is new is encoded, an index of something else is refused, and readers see the old index or the new one, whole."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import EN, ZH, nothing, write_report
from fakes import WIDTH, CharacterEncoder, TokenEncoder, state_of
from running import environment

from app.asking import Desk
from index import manifest
from index.arrays import KINDS, Arrays
from index.build import Outcome, build
from index.encoder import Encoder
from index.errors import IndexFault
from index.search import Index, open_index
from index.settings import Settings
from source.errors import SourceFault
from source.report import LANGUAGES, Language, Passage

POOL_ZH = "游泳馆守则\n一、入馆\n游泳馆每天中午十二点开门。进馆前必须淋浴，不准带饮料。\n二、安全\n儿童须由大人陪同。深水区只供会游泳的人使用。\n"
POOL_EN = """Rules of the swimming pool
I. Entry
The swimming pool opens at noon every day. A shower is required before entry, and drinks are not allowed.
II. Safety
Children must be accompanied by an adult. The deep end is only for those who can swim.
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A source folder with the small report, nothing built."""
    write_report(tmp_path / "reports")
    return Settings(source=tmp_path / "reports", store=str(tmp_path / "store"))


def add_pool(settings: Settings, id: str = "pool") -> None:
    write_report(settings.source, id, POOL_ZH, POOL_EN)


def before_a_new_build(settings: Settings, encoder: CharacterEncoder) -> Desk:
    """A desk that has opened the first build; the second one, with another report, lies ready."""
    build(settings, encoder, nothing)
    desk = Desk(settings, encoder)
    add_pool(settings)
    build(settings, encoder, nothing)
    return desk


def built(settings: Settings) -> list[str]:
    return sorted(folder.name for folder in (Path(settings.store) / "builds").iterdir())


def arrays(settings: Settings) -> dict[str, np.ndarray]:
    loaded = Arrays.load(manifest.current(manifest.place(settings)))
    return {f"{kind}.{language}": getattr(loaded, kind)[language] for kind in KINDS for language in LANGUAGES} | {"pairs": loaded.pairs}


def test_a_second_build_with_nothing_changed_encodes_and_writes_nothing(settings: Settings) -> None:
    encoder = CharacterEncoder()
    first = build(settings, encoder, nothing)
    assert (first.built, first.reports, first.passages) == (True, 1, 4)  # the title page and three paragraphs
    before, files = len(encoder.encoded), built(settings)
    second = build(settings, encoder, nothing)
    assert second == Outcome(False, 1, 0, 0, second.seconds)
    assert len(encoder.encoded) == before
    assert built(settings) == files


@pytest.mark.parametrize("id", [pytest.param("a-pool", id="before-the-old-one"), pytest.param("pool", id="after-the-old-one")])
def test_an_added_report_is_encoded_alone_and_all_rows_are_those_of_a_fresh_build(settings: Settings, tmp_path: Path, id: str) -> None:
    encoder = CharacterEncoder()
    build(settings, encoder, nothing)
    encoder.encoded.clear()
    add_pool(settings, id)
    outcome = build(settings, encoder, nothing)
    assert (outcome.built, outcome.reports) == (True, 2)
    assert any("游泳馆" in text for text in encoder.encoded)
    assert not any("图书馆" in text or "library" in text for text in encoder.encoded)
    fresh = Settings(source=settings.source, store=str(tmp_path / "fresh"))
    build(fresh, CharacterEncoder(), nothing)
    ours, theirs = arrays(settings), arrays(fresh)
    for name in theirs:
        np.testing.assert_array_equal(ours[name], theirs[name], err_msg=name)


def test_a_removed_and_a_changed_report_leave_the_rows_of_a_fresh_build(settings: Settings, tmp_path: Path) -> None:
    encoder = CharacterEncoder()
    add_pool(settings)
    write_report(settings.source, "zoo", POOL_ZH.replace("游泳馆", "动物园"), POOL_EN.replace("swimming pool", "zoo"))
    build(settings, encoder, nothing)
    encoder.encoded.clear()
    shutil.rmtree(settings.source / "library")
    (settings.source / "pool" / "zh.txt").write_text(POOL_ZH.replace("十二点", "一点"), encoding="utf-8")
    build(settings, encoder, nothing)
    assert not any("动物园" in text or "图书馆" in text for text in encoder.encoded)
    fresh = Settings(source=settings.source, store=str(tmp_path / "fresh"))
    build(fresh, CharacterEncoder(), nothing)
    ours, theirs = arrays(settings), arrays(fresh)
    for name in theirs:
        np.testing.assert_array_equal(ours[name], theirs[name], err_msg=name)


def test_each_report_has_its_own_rows_whatever_follows_its_name(settings: Settings) -> None:
    """ "library" comes before "library-2" among folders, and "library-2.json" before "library.json" among files."""
    encoder = CharacterEncoder()
    add_pool(settings, "library-2")
    build(settings, encoder, nothing)
    index = open_index(settings, encoder)
    assert list(index.reports) == ["library", "library-2"]
    for unit in index.units:
        for language in LANGUAGES:
            if unit.windows[language]:
                report = index.reports[unit.report]
                alone = encoder.passages([report.quote(language, window) for window in unit.windows[language]])
                assert (np.einsum("ij,ij->i", index.window_vectors(unit, language), alone) > 0.5).all(), unit.id


def test_files_of_one_name_in_two_folders_are_told_apart(settings: Settings) -> None:
    folder = write_report(settings.source, "pool", toml='files = {zh = "zh/report.md", en = "en/report.md"}\noriginal = "zh"\ntranslation = "human"\n')
    for name, text in (("zh", POOL_ZH), ("en", POOL_EN)):
        (folder / name).mkdir()
        (folder / name / "report.md").write_text(text, encoding="utf-8")
    encoder = CharacterEncoder()
    build(settings, encoder, nothing)
    (folder / "en" / "report.md").write_text(POOL_EN.replace("at noon", "at nine"), encoding="utf-8")
    with pytest.raises(IndexFault, match=r"en/report\.md of the report 'pool' changed"):
        open_index(settings, encoder)
    assert build(settings, encoder, nothing).built


def test_a_report_file_that_cannot_be_read_is_told_by_name(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = CharacterEncoder()
    desk = before_a_new_build(settings, encoder)
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name == "en.txt":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    for act in (lambda: build(settings, encoder, nothing), lambda: open_index(settings, encoder)):
        with pytest.raises(SourceFault, match=r"en\.txt cannot be read \(Permission denied\)"):
            act()
    assert set(desk.index.reports) == {"library"}, "a server goes on with the index that it has"


def heading_words(index: Index, passage: Passage, language: Language) -> str:
    report = index.reports[passage.id.split("/", 1)[0]]
    return " ".join([*report.path(passage.section, language), ""])


def test_every_token_of_a_passage_is_kept_with_its_state_and_its_place_and_those_of_headings_with_none(settings: Settings) -> None:
    encoder = TokenEncoder()
    add_pool(settings, "a-pool")
    build(settings, encoder, nothing)
    index = open_index(settings, encoder)
    assert len(index.passages) > 6
    for passage in index.passages.values():
        for language in LANGUAGES:
            span = passage.spans[language]
            assert span is not None
            tokens, headings = index.tokens(passage.id, language), heading_words(index, passage, language)
            text = index.reports[passage.id.split("/", 1)[0]].text[language]
            assert tokens.offsets.tolist() == [[-1, -1]] * len(headings) + [[at, at + 1] for at in range(span.start, span.end)]
            assert tokens.states.tolist() == [state_of(character) for character in headings + text[span.start : span.end]]
    assert {"counts.zh", "offsets.zh", "states.zh"} < set(arrays(settings))


def test_the_tokens_of_the_shipped_encoder_cover_the_passage_and_lie_in_it(library: Settings, encoder: Encoder) -> None:
    index = open_index(library, encoder)
    for passage in index.passages.values():
        for language in LANGUAGES:
            span, tokens = passage.spans[language], index.tokens(passage.id, language)
            assert span is not None
            own = tokens.offsets[tokens.offsets[:, 0] >= 0]
            assert (own[:, 0].min(), own[:, 1].max()) == (span.start, span.end)
            assert (own[1:, 0] >= own[:-1, 0]).all()
            above = tokens.offsets[: len(tokens.offsets) - len(own)]
            assert (above == -1).all()
            assert len(above) > 0 if heading_words(index, passage, language) else len(above) == 0
            assert tokens.states.shape == (len(tokens.offsets), 384)
            assert tokens.states.dtype == np.float16


@pytest.mark.parametrize("id", [pytest.param("a-pool", id="before-the-old-one"), pytest.param("pool", id="after-the-old-one")])
def test_the_tokens_of_an_unchanged_report_are_taken_over(settings: Settings, tmp_path: Path, id: str) -> None:
    encoder = TokenEncoder()
    build(settings, encoder, nothing)
    first = open_index(settings, encoder)
    kept = {(passage, language): first.tokens(passage, language) for passage in first.passages for language in LANGUAGES}
    encoder.encoded.clear()
    add_pool(settings, id)
    build(settings, encoder, nothing)
    assert not any("图书馆" in text for text in encoder.encoded)
    second = open_index(settings, encoder)
    assert len(second.passages) > len(first.passages)
    for (passage, language), tokens in kept.items():
        np.testing.assert_array_equal(second.tokens(passage, language).offsets, tokens.offsets)
        np.testing.assert_array_equal(second.tokens(passage, language).states, tokens.states)
    fresh = Settings(source=settings.source, store=str(tmp_path / "fresh"))
    build(fresh, TokenEncoder(), nothing)
    for name, values in arrays(fresh).items():
        np.testing.assert_array_equal(arrays(settings)[name], values, err_msg=name)


def test_an_encoder_without_tokens_leaves_none_in_the_index(settings: Settings) -> None:
    encoder = CharacterEncoder()
    build(settings, encoder, nothing)
    made = arrays(settings)
    for language in LANGUAGES:
        assert made[f"counts.{language}"].tolist() == [0] * 4
        assert made[f"offsets.{language}"].shape == (0, 2)
        assert made[f"states.{language}"].shape == (0, WIDTH)
    assert len(open_index(settings, encoder).tokens("library/2.p1", "zh").states) == 0


def replaced(settings: Settings, key: str, value: object) -> None:
    """Another value in the manifest of the current build."""
    path = manifest.current(manifest.place(settings)) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {key: value}), encoding="utf-8")


def write(settings: Settings, name: str, text: str) -> None:
    (settings.source / "library" / name).write_text(text, encoding="utf-8")


NOTE = '[[note]]\nzh = "平日"\nen = "Weekdays"\nsays = {zh = "a", en = "b"}\n'
CHANGES: list[tuple[str, Callable[[Settings], object], str]] = [
    ("zh-text", lambda s: write(s, "zh.txt", ZH + "完。\n"), "zh.txt of the report 'library' changed since it was indexed"),
    ("en-text", lambda s: write(s, "en.txt", EN + "End.\n"), "en.txt of the report 'library' changed"),
    ("declaration", lambda s: write(s, "report.toml", 'files = {zh = "zh.txt", en = "en.txt"}\noriginal = "en"\n'), "report.toml of the report 'library' changed"),
    ("notes-added", lambda s: write(s, "notes.toml", NOTE), "notes.toml of the report 'library' changed"),
    ("notes-removed", lambda s: (s.source / "pool" / "notes.toml").unlink(), "notes.toml of the report 'pool' changed"),
    ("report-removed", lambda s: shutil.rmtree(s.source / "library"), "the report 'library' was indexed and is no longer there"),
    ("report-added", lambda s: add_pool(s, "second-pool"), "the report 'second-pool' is not indexed yet"),
    ("other-reading", lambda s: replaced(s, "reading", -1), "the index was built by reading -1"),
    ("other-indexing", lambda s: replaced(s, "indexing", -7), "-7, this program has"),
    ("manifest-of-another-form", lambda s: replaced(s, "more", 1), "cannot be read"),
    ("build-gone", lambda s: shutil.rmtree(manifest.current(manifest.place(s))), "is not whole"),
    ("pointer-of-nothing", lambda s: (Path(s.store) / "current").write_text("x\n", encoding="utf-8"), "is not whole"),
    ("pointer-gone", lambda s: (Path(s.store) / "current").unlink(), "there is no index in"),
]


@pytest.mark.parametrize(("change", "words"), [pytest.param(change, words, id=id) for id, change, words in CHANGES])
def test_an_index_of_something_else_is_refused_with_the_command_that_mends_it(settings: Settings, change: Callable[[Settings], object], words: str) -> None:
    encoder = CharacterEncoder()
    add_pool(settings)
    (settings.source / "pool" / "notes.toml").write_text(NOTE.replace("平日", "淋浴").replace("Weekdays", "shower"), encoding="utf-8")
    build(settings, encoder, nothing)
    assert set(open_index(settings, encoder).reports) == {"library", "pool"}
    change(settings)
    with pytest.raises(IndexFault) as raised:
        open_index(settings, encoder)
    assert words in raised.value.sentence
    assert raised.value.hint == "duizhao index"
    assert build(settings, encoder, nothing).built
    assert open_index(settings, encoder).reports


@pytest.mark.parametrize("other", [pytest.param(CharacterEncoder(fingerprint="two"), id="other-weights"), pytest.param(CharacterEncoder(name="letters"), id="other-model")])
def test_an_index_of_another_encoder_is_refused_and_built_anew_whole(settings: Settings, other: CharacterEncoder) -> None:
    build(settings, CharacterEncoder(), nothing)
    with pytest.raises(IndexFault, match=r"built with characters \(one\), the encoder is now") as raised:
        open_index(settings, other)
    assert raised.value.hint == "duizhao index"
    other.encoded.clear()
    assert build(settings, other, nothing).built
    assert any("图书馆" in text for text in other.encoded)


def test_nothing_is_built_of_a_folder_without_reports(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    with pytest.raises(SourceFault, match="holds no report"):
        build(Settings(source=tmp_path / "reports", store=str(tmp_path / "store")), CharacterEncoder(), nothing)
    assert not (tmp_path / "store").exists()


def test_an_open_desk_takes_the_new_index_and_only_the_last_two_builds_stay(settings: Settings) -> None:
    encoder = CharacterEncoder()
    build(settings, encoder, nothing)
    desk = Desk(settings, encoder)
    first = built(settings)
    assert set(desk.index.reports) == {"library"}
    add_pool(settings)
    build(settings, encoder, nothing)
    assert set(desk.index.reports) == {"library", "pool"}
    second = sorted(set(built(settings)) - set(first))
    assert len(second) == 1
    shutil.rmtree(settings.source / "library")
    build(settings, encoder, nothing)
    assert set(desk.index.reports) == {"pool"}
    assert len(built(settings)) == 2
    assert set(first).isdisjoint(built(settings))
    assert set(second) < set(built(settings))


def test_a_build_beside_another_fails_and_one_that_is_killed_leaves_the_old_index(library: Settings, desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(library.source, tmp_path / "reports")
    shutil.copytree(library.store, tmp_path / "store")
    settings = Settings(source=tmp_path / "reports", store=str(tmp_path / "store"))
    mine = Desk(settings, desk.encoder)
    old = built(settings)
    many = "".join(f"游泳池第{n}条规定：必须先淋浴，再进入第{n}号深水区。\n" for n in range(200))
    write_report(settings.source, "pool", "游泳馆守则\n" + many, "Rules\n" + "".join(f"Rule {n} of the pool: first take a shower, then enter deep end {n}.\n" for n in range(200)))
    with subprocess.Popen([str(Path(sys.executable).parent / "duizhao"), "index"], stderr=subprocess.PIPE, encoding="utf-8", env=environment(settings)) as child:
        try:
            assert child.stderr is not None
            assert child.stderr.readline().startswith("pool: ")  # said when encoding begins
            with pytest.raises(IndexFault, match="another process is building") as raised:
                build(settings, desk.encoder, nothing)
            assert "duizhao index" in raised.value.hint
            assert "五本书" in mine.answer("每人最多借几本书?").text
            assert child.poll() is None, "the child was done before it was killed"
        finally:
            child.send_signal(signal.SIGKILL)
        child.communicate(timeout=30)
    assert child.returncode == -signal.SIGKILL
    left = set(built(settings)) - set(old)
    assert len(left) == 1
    assert "五本书" in mine.answer("每人最多借几本书?").text
    shutil.rmtree(settings.source / "pool")
    assert "五本书" in Desk(settings, desk.encoder).answer("每人最多借几本书?").text
    write_report(settings.source, "pool", POOL_ZH, POOL_EN)
    build(settings, desk.encoder, nothing)
    assert left.isdisjoint(built(settings))
    assert set(mine.index.reports) == {"library", "pool"}


def test_several_processes_read_one_index_at_once(library: Settings, desk: Desk) -> None:
    command = [str(Path(sys.executable).parent / "duizhao"), "ask", "每人最多借几本书?"]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment(library)) for _ in range(2)]
    try:
        until = time.monotonic() + 60
        while any(child.poll() is None for child in children) and time.monotonic() < until:
            assert "五本书" in desk.answer("每人最多借几本书?").text
            time.sleep(0.3)
        said = [child.communicate(timeout=30) for child in children]
    finally:
        for child in children:
            child.kill()
    assert [child.returncode for child in children] == [0, 0]
    assert all("五本书" in out and err == "" for out, err in said)
    assert not build(library, desk.encoder, nothing).built  # nothing to do, while the desk reads


def test_a_build_that_cannot_be_opened_is_tried_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = before_a_new_build(settings, CharacterEncoder())
    file = settings.source / "pool" / "zh.txt"
    whole = file.read_bytes()
    file.write_text("另一份报告\n", encoding="utf-8")  # edited since: the new build does not fit it
    assert list(desk.index.reports) == ["library"]
    file.write_bytes(whole)
    assert list(desk.index.reports) == ["library"]
    monkeypatch.setattr("app.asking.REFUSED", 0.0)
    assert list(desk.index.reports) == ["library", "pool"]
