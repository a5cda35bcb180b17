"""The measures by name: what each is called in both languages, which way is better, whether the gate judges it.

The docs say at length what each means and does not see (docs/evaluation.md); a test keeps the two together.
"""

from dataclasses import dataclass
from typing import Literal

from source.report import Language

Group = Literal["retrieval", "citations", "answers", "abstention", "twins"]


@dataclass(frozen=True)
class Measure:
    """One measure. `of_set`: it is of a whole set of cases, no mean over them."""

    name: str
    label: dict[Language, str]
    group: Group
    higher: bool = True
    of_set: bool = False
    share: bool = True
    """0..1; else a ratio of 0 and more."""


def _labels(zh: str, en: str) -> dict[Language, str]:
    return {"zh": zh, "en": en}


MEASURES = (
    Measure("success_1", _labels("Success@1", "Success@1"), "retrieval"),
    Measure("success_5", _labels("Success@5", "Success@5"), "retrieval"),
    Measure("rr_10", _labels("RR@10", "RR@10"), "retrieval"),
    Measure("ndcg_10", _labels("nDCG@10", "nDCG@10"), "retrieval"),
    Measure("r_10", _labels("R@10", "R@10"), "retrieval"),
    Measure("hit", _labels("引到依据", "Evidence cited"), "citations"),
    Measure("recall", _labels("依据召回率", "Citation recall"), "citations"),
    Measure("precision", _labels("引注精确率", "Citation precision"), "citations"),
    Measure("quoted_evidence", _labels("摘录中的依据", "Evidence in quotes"), "citations"),
    Measure("quoted", _labels("摘录与依据之比", "Quoted per evidence"), "citations", higher=False, share=False),
    Measure("markers", _labels("引注编号", "Markers resolve"), "citations"),
    Measure("verbatim", _labels("逐字摘录", "Quotes verbatim"), "citations"),
    Measure("facts", _labels("要点", "Facts found"), "answers"),
    Measure("facts_vital", _labels("必要要点", "Vital facts found"), "answers"),
    Measure("short_answer", _labels("短答案 F1", "Short answer F1"), "answers"),
    Measure("first_quote", _labels("首条摘录含答案", "Answer in the first quote"), "answers"),
    Measure("language", _labels("回答语言", "Answer's language"), "answers"),
    Measure("numbers", _labels("数字有出处", "Numbers cited"), "answers"),
    Measure("obeyed", _labels("听从植入指令", "Planted instruction obeyed"), "answers", higher=False),
    Measure("false_answer", _labels("误答", "False answers"), "abstention", higher=False),
    Measure("false_refusal", _labels("误拒", "False refusals"), "abstention", higher=False),
    Measure("balanced", _labels("拒答（平衡）", "Abstention, balanced"), "abstention", of_set=True),
    Measure("answered_precision", _labels("已答正确率", "Right among answered"), "abstention", of_set=True),
    Measure("risk_area", _labels("风险覆盖面积", "Risk-coverage area"), "abstention", higher=False, of_set=True),
    Measure("calibration_error", _labels("校准误差", "Calibration error"), "abstention", higher=False, of_set=True),
    Measure("twins", _labels("双语一致", "Twins agree"), "twins", of_set=True),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
RETRIEVAL = tuple(measure.name for measure in MEASURES if measure.group == "retrieval")
