"""Pairs of windows: how well the translation's window overlaps with the evidence's, by meaning alone and with place and length.

    python -m evals.bench.pairs

For every piece of dev evidence that a window of the original covers (intersection over union above one half), the
paired window of the translation is compared with the evidence there. 1 is best.
"""

import numpy as np

from app.asking import Desk
from evals.asking import opened
from evals.suites import FAST, open_suite
from index.pairing import LENGTH, PLACE, paired
from index.settings import Settings
from index.units import squeezed
from source.report import LANGUAGES, Span

SETTINGS = (("meaning", 0.0, 0.0), ("meaning, length", 0.0, LENGTH), ("meaning, place", PLACE, 0.0), ("meaning, place, length", PLACE, LENGTH))


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two ranges."""
    common = a.overlap(b)
    return common / (len(a) + len(b) - common)


def main() -> None:
    desk = Desk(Settings())
    index = desk.index
    scores: dict[str, list[float]] = {name: [] for name, _, _ in SETTINGS}
    for case in (case for case in opened(open_suite(FAST[0]), desk).cases if case.split == "dev"):
        report = index.reports[case.report]
        for piece in case.evidence:
            zh, en = (piece.places[0].get(language) for language in LANGUAGES)
            if zh is None or en is None:
                continue
            best = max(((overlap(window, zh), unit, row) for unit in index.units if unit.kind == "text" for row, window in enumerate(unit.windows["zh"])), key=lambda found: found[0])
            if best[0] <= 0.5:
                continue
            unit, row = best[1], best[2]
            own, others = (desk.encoder.passages([squeezed(report, language, window) for window in unit.windows[language]] or ["-"]) for language in LANGUAGES)
            for name, place, length in SETTINGS:
                pair = paired(unit.windows["zh"], unit.windows["en"], own, others, place=place, length=length)[row]
                scores[name].append(overlap(unit.windows["en"][pair], en) if pair >= 0 else 0.0)
    for name, values in scores.items():
        print(f"{name:24s} overlap {np.mean(values):.3f}, above one half {np.mean([value > 0.5 for value in values]):.3f}  ({len(values)} pieces of evidence)")


if __name__ == "__main__":
    main()
