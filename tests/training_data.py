"""Tiny question sets and sentence pairs, made up, in the files that the reranker's recipe reads."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from index.training.made import PARALLEL
from index.training.public import SETS

ZH = "磨坊在村子的东头。磨坊由王老三看管,每年秋天开工。水轮是用榆木做的。磨一袋麦子收两文钱。"
TRADITIONAL = "渡口每天早上六點開船。渡口的船夫名叫李四,已經划了三十年船。過河的人要付一個銅板。"
EN = "The lighthouse was built in 1851. Its keeper, Ada Brown, lit the lamp every evening. Sailors trusted it because the light never failed them. In 1920 the lamp of the lighthouse was replaced."


def asked(context: str, question: str, answer: str, *, shift: int = 0) -> dict[str, object]:
    """A question of SQuAD's form; `shift` makes its offset wrong by so much."""
    return {"id": question, "question": question, "answers": [{"text": answer, "answer_start": context.index(answer) + shift}]}


def impossible(question: str) -> dict[str, object]:
    return {"id": question, "question": question, "is_impossible": True, "answers": [], "plausible_answers": []}


def article(context: str, questions: list[dict[str, object]], title: str | None = None) -> dict[str, object]:
    return {"paragraphs": [{"context": context, "qas": questions}]} | ({"title": title} if title is not None else {})


def zh_article(number: int) -> dict[str, object]:
    """A paragraph of its own for every number, without a title, as CMRC 2018 has them."""
    context = ZH.replace("磨坊", f"{number}号磨坊")
    who = {"id": "who", "question": f"谁看管{number}号磨坊?", "answers": [{"text": "王老三", "answer_start": 0}] + 2 * [{"text": "王老三", "answer_start": context.index("王老三")}]}
    return article(context, [who, asked(context, f"{number}号磨坊的水轮是什么做的?", "榆木"), asked(context, f"{number}号磨坊磨一袋收多少?", "两文钱", shift=3)])


def drcd_article(number: int) -> dict[str, object]:
    context = TRADITIONAL.replace("渡口", f"{number}號渡口")
    return article(context, [asked(context, f"{number}號渡口的船夫叫什麼?", "李四"), asked(context, f"{number}號渡口幾點開船?", "早上六點")], f"渡口{number}")


def squad_article(number: int) -> dict[str, object]:
    context = EN.replace("lighthouse", f"lighthouse {number}")
    questions = [asked(context, f"When was lighthouse {number} built?", "1851"), asked(context, f"Who kept lighthouse {number}?", "Ada Brown")]
    return article(context, [*questions, asked(context, f"What was replaced at lighthouse {number}?", "the lamp", shift=200), impossible(f"Who painted lighthouse {number}?")], f"Lighthouse_{number}")


MADE = {"cmrc2018": zh_article, "drcd": drcd_article, "squad2": squad_article}


def write_set(folder: Path, name: str, articles: list[dict[str, object]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SETS[name]).write_bytes(gzip.compress(json.dumps({"version": "1", "data": articles}, ensure_ascii=False).encode()))


def write_sets(folder: Path, numbers: Iterable[int]) -> Path:
    """The three sets, each of the articles of these numbers."""
    for name in SETS:
        write_set(folder, name, [MADE[name](number) for number in numbers])
    return folder


def write_parallel(folder: Path, pairs: int = 14) -> Path:
    """Every file of sentence pairs, English first; a line without a translation among them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (file, _) in PARALLEL.items():
        rows = [f"Step {number} of {name} is done by hand.\t{name}的第{number}步用手做。" for number in range(pairs)]
        (folder / file).write_bytes(gzip.compress("\n".join([*rows[:3], "A line alone.", *rows[3:]]).encode()))
    return folder
