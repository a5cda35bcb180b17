"""The machine that timings were taken on, and how much memory a process holds. Reads /proc, which only Linux has."""

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("duizhao", "onnxruntime", "llama-index-core", "llama-index-vector-stores-chroma", "chromadb", "bm25s", "jieba")


@dataclass(frozen=True)
class Machine:
    """`memory_gb` is None, and `processor` is what Python says, where there is no /proc; `load` is the mean number of busy processes of the last minute."""

    processor: str
    cores: int
    memory_gb: float | None
    system: str
    python: str
    load: float
    packages: dict[str, str]

    def __str__(self) -> str:
        memory = f", {self.memory_gb:.0f} GB of memory" if self.memory_gb is not None else ""
        return f"{self.processor}, {self.cores} cores{memory}; {self.system}, Python {self.python}; load at the start {self.load:.1f}"


def machine() -> Machine:
    processor = _field(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine()
    kilobytes = _field(Path("/proc/meminfo"), "MemTotal")
    return Machine(
        processor=" ".join(processor.split()),
        cores=os.cpu_count() or 1,
        memory_gb=int(kilobytes.split()[0]) / 1e6 if kilobytes else None,
        system=platform.system(),
        python=platform.python_version(),
        load=os.getloadavg()[0],
        packages={name: version(name) for name in PACKAGES},
    )


def resident(process: int | str = "self") -> float | None:
    """Megabytes (10^6 bytes) of memory that a process holds now (VmRSS); None where the system does not tell."""
    kilobytes = _field(Path(f"/proc/{process}/status"), "VmRSS")
    return int(kilobytes.split()[0]) * 1024 / 1e6 if kilobytes else None


def processor(process: int | str = "self") -> float | None:
    """Seconds of a processor that a process has used; None where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime and stime, the 14th and 15th


def _field(path: Path, name: str) -> str:
    """The first value of a name in a file of `name: value` lines; "" where there is none."""
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((value.strip() for key, _, value in (row.partition(":") for row in rows) if key.strip() == name), "")
