"""Slips of the keyboard, put into a question: Chinese characters of the same sound, English letters swapped, dropped or doubled.

Which ones is settled by the question's own text, so that it is the same in every run.
"""

import re

from evals.robustness.noise import stable
from source.report import Language

SLIPS = 2
"""Characters of a Chinese question, words of an English one, that are mistyped; one in a short question."""
SHORT: dict[Language, int] = {"zh": 16, "en": 8}
"""Characters, or words, up to which a question is short."""
LEAST = 5
"""Letters of a word that a slip leaves readable."""
SAME_SOUND = dict(
    pair.split("/")
    for pair in (
        "拍/排 板/版 哪/那 的/得 得/的 借/接 鉴/见 国/过 路/录 犯/范 罪/最 最/罪 显/险 新/心 行/形 监/间 空/控 钻/赚 街/接 巡/寻 逻/罗 警/景 察/查 武/舞 器/气 "
        "解/姐 纷/份 提/题 说/硕 队/对 遵/尊 方/芳 针/真 列/烈 规/归 聚/巨 集/级 事/是 件/建 处/触 置/制 难/南 原/圆 因/音 其/齐 他/它 单/丹 位/为 "
        "项/向 创/闯 太/态 乡/香 矛/毛 盾/顿 拖/托 刑/型 样/漾 让/嚷 外/歪 感/敢 近/进 留/流 调/掉 动/洞 劲/进 头/投 办/半 法/发 侦/真 破/坡 案/按 "
        "备/被 宽/款 公/工 安/按 机/基 关/观 别/憋 型/形 全/权 文/闻 工/公 作/做 信/新 息/西 平/评 台/抬 场/厂 互/户 联/连 网/往 带/代 隐/引 患/换 整/正 治/制 "
        "又/有 再/在 多/夺 少/绍 人/任 口/扣 本/苯 分/份 类/泪 主/住 要/药 样/洋 愿/院 意/义"
    ).split()
)
"""A character and one that is typed for it by mistake: the same syllable, whatever the tone."""


def mistyped(text: str, language: Language) -> str:
    """The question with one or two slips. Raises LookupError where it holds nothing that can be mistyped."""
    return _mistyped_zh(text) if language == "zh" else _mistyped_en(text)


def _mistyped_zh(text: str) -> str:
    places = [at for at, character in enumerate(text) if character in SAME_SOUND]
    slips = 1 if len(text) <= SHORT["zh"] else SLIPS
    chosen = _chosen(places, slips, [f"{text}{at}" for at in places])
    return "".join(SAME_SOUND[character] if at in chosen else character for at, character in enumerate(text))


def _mistyped_en(text: str) -> str:
    words = list(re.finditer(r"[A-Za-z]+", text))
    places = [at for at, found in enumerate(words) if len(found.group()) >= LEAST]
    slips = 1 if len(words) <= SHORT["en"] else SLIPS
    out = text
    for at in sorted(_chosen(places, slips, [f"{text}{at}" for at in places]), reverse=True):
        word = words[at]
        out = out[: word.start()] + slipped(word.group(), text) + out[word.end() :]
    return out


def _chosen(places: list[int], count: int, keys: list[str]) -> set[int]:
    if not places:
        raise LookupError("nothing in the question can be mistyped")
    ordered = sorted(zip(places, keys, strict=True), key=lambda pair: stable(pair[1]))
    return {place for place, _ in ordered[:count]}


def slipped(word: str, key: str) -> str:
    """A word with two letters swapped, one dropped or one doubled; its first and last letter stay. `key` settles which."""
    kind = stable(key + word) % 3
    inner = range(1, len(word) - 2)
    at = inner[stable(word + key) % len(inner)]
    if kind == 0 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if kind == 1 else word[:at] + word[at] + word[at:]
