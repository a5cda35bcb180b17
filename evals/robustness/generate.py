"""Write the robustness suite and its reports, from the base report and the first report; a second run changes nothing.

python -m evals.robustness.generate
"""

import shutil
from pathlib import Path

from evals.robustness.asked import report_rows
from evals.robustness.noise import FIRST
from evals.robustness.questions import question_rows
from evals.robustness.reports import Altered, altered_reports
from source.report import LANGUAGES

SUITES = Path(__file__).resolve().parent.parent / "suites"
SUITE = "robustness"
TOML = """# An invented report, altered to try the answering; written by python -m evals.robustness.generate.
title = {zh = "柳湾市城市供水工作报告（2024年）", en = "Report on Urban Water Supply in Liuwan (2024)"}
publisher = {zh = "柳湾市水务局", en = "Liuwan Water Bureau"}
original = "zh"
translation = "human"
date = "2025-01-20"
files = {zh = "zh.txt", en = "en.txt"}
"""


def generate(folder: Path) -> None:
    """Write `robustness.jsonl` and `robustness.reports/` into `folder`; reports of an earlier run are replaced."""
    reports = altered_reports()
    rows = report_rows(reports) + question_rows(SUITES / f"{FIRST}.jsonl")
    place = folder / f"{SUITE}.reports"
    if place.exists():
        shutil.rmtree(place)
    for report in reports:
        _write(report, place / report.id)
    (folder / f"{SUITE}.jsonl").write_text("".join(row.line() + "\n" for row in rows), encoding="utf-8")


def _write(report: Altered, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "report.toml").write_text(TOML, encoding="utf-8")
    for language in LANGUAGES:
        (folder / f"{language}.txt").write_text(report.text(language), encoding="utf-8")


if __name__ == "__main__":
    generate(SUITES)
