"""Search in all four directions: questions of each language over the text of each language alone, on the suite's dev cases.

python -m evals.bench.directions
"""

from app.asking import Desk
from app.question import understand
from evals.cases import read_suite, suite_path
from evals.run import FAST
from evals.score import gold_passages
from evals.statistics import estimate
from index.settings import Settings
from source.report import LANGUAGES


def main() -> None:
    desk = Desk(Settings())
    cases = [case for case in read_suite(suite_path(FAST[0])) if case.split == "dev" and case.status == "answered"]
    for asked in LANGUAGES:
        for texts in (("zh",), ("en",), LANGUAGES):
            own = [case for case in cases if case.language == asked]
            hits: dict[int, list[float]] = {1: [], 5: []}
            for case in own:
                found = desk.index.search(understand(case.question, case.history).searched, languages=texts)
                gold = gold_passages(case, desk.index.reports[case.report])
                for k, values in hits.items():
                    values.append(float(bool(gold & {id for id, _ in found.passages[:k]})))
            print(f"{asked} question, {'+'.join(texts):6s} text: Success@1 {estimate(hits[1])}  Success@5 {estimate(hits[5])}  ({len(own)} cases)")


if __name__ == "__main__":
    main()
