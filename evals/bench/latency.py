"""How long answers take: warm, as a ratio to encoding one question in the same run, and cold through the command line.

python -m evals.bench.latency
"""

import os
import statistics
import subprocess
import sys
import time

import numpy as np

from app.asking import Desk
from evals.cases import read_suite, suite_path
from evals.run import FAST
from index.settings import Settings

COLD = 5
"""Cold runs; the median counts."""


def main() -> None:
    desk = Desk(Settings())
    desk.warm()
    questions = [case.question for case in read_suite(suite_path(FAST[0])) if case.split == "dev"]
    encode, answer = [], []
    for question in questions:
        began = time.perf_counter()
        desk.encoder.queries([question])
        encode.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        desk.answer(question)
        answer.append(1000 * (time.perf_counter() - began))
    print(f"{len(questions)} questions on {os.cpu_count()} cores: encoding one p50 {np.percentile(encode, 50):.1f} ms, p95 {np.percentile(encode, 95):.1f} ms")
    print(f"warm answer p50 {np.percentile(answer, 50):.1f} ms, p95 {np.percentile(answer, 95):.1f} ms; ratio to encoding, p95 to p95: {np.percentile(answer, 95) / np.percentile(encode, 95):.2f}")
    cold = []
    for _ in range(COLD):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "evals.main", "ask", questions[0]], check=True, capture_output=True)
        cold.append(time.perf_counter() - began)
    print(f"duizhao ask, cold: median {statistics.median(cold):.2f} s of {COLD} ({min(cold):.2f} to {max(cold):.2f})")


if __name__ == "__main__":
    main()
