"""`python -m evals.bench [--out DIR] [--quick]`: the product beside the documentation's pipeline and plain BM25, in accuracy and in time, in one go.

Writes bench.json, bench.md and bench.html, and prints the tables as they come. Timings are told and never judged.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from evals.bench import accuracy, building, starting, throughput, warm
from evals.bench.machine import Machine, machine
from evals.bench.page import page
from evals.bench.section import Section
from evals.bench.setting import FULL, QUICK, Setting, prepared
from evals.bench.tables import markdown, printed
from index.settings import HOME, from_environment
from source.errors import DuizhaoError

MEASUREMENTS: tuple[Callable[[Setting], Section], ...] = (accuracy.measure, building.measure, starting.measure, warm.measure, throughput.measure)
"""What is measured, in this order; one module each."""


def run(setting: Setting, measurements: Sequence[Callable[[Setting], Section]], out: Path, on: Machine, date: str) -> list[Section]:
    """Measures and prints one section after another, then writes all of them into the folder `out`."""
    sections: list[Section] = []
    for measurement in measurements:
        began = time.monotonic()
        sections.append(measurement(setting))
        print(printed(sections[-1]), flush=True)
        print(f"  ({time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)
    heading = [
        f"{date}, {setting.effort.name} run. {on}.",
        "Versions: " + ", ".join(f"{name} {version}" for name, version in on.packages.items()) + ". Ranges in parentheses are those of the runs, in brackets 95 % intervals.",
    ]
    systems = [(system.label, system.about) for system in setting.systems]
    values = {
        "date": date,
        "effort": asdict(setting.effort),
        "machine": asdict(on),
        "encoder": setting.encoder.name,
        "systems": {system.name: {"label": system.label, "about": system.about} for system in setting.systems},
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(json.dumps(values | {section.name: section.values for section in sections}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (out / "bench.md").write_text(markdown([*heading, *(f"**{name}**: {about}" for name, about in systems)], sections), encoding="utf-8")
    (out / "bench.html").write_text(page(heading, systems, sections), encoding="utf-8")
    return sections


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description="Measure the product beside the LlamaIndex and Chroma documentation's pipeline and plain BM25.")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the results go (without: a new folder under .duizhao/bench)")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: shows that it works, its times say little")
    arguments = parser.parse_args()
    now = datetime.now(UTC)
    out: Path = arguments.out or HOME / "bench" / f"{now:%Y-%m-%d-%H%M%S}"
    on = machine()
    print(on)
    try:
        with tempfile.TemporaryDirectory(prefix="duizhao-bench-") as folder:
            began = time.monotonic()
            setting = prepared(from_environment(), QUICK if arguments.quick else FULL, Path(folder))
            print(f"  (built in {time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)
            run(setting, MEASUREMENTS, out, on, f"{now:%Y-%m-%d %H:%M} UTC")
    except DuizhaoError as fault:
        print(f"bench: {fault}", file=sys.stderr)
        return 1
    print(f"\n{out}: bench.html (open it in a browser), bench.md, bench.json; {time.monotonic() - began:.0f} s in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
