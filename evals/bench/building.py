"""How long each system takes to index the reports from nothing, the encoder loaded already."""

from dataclasses import asdict

from evals.bench.section import Section, Table, spread, told
from evals.bench.setting import Setting

HOW = (
    "Reading the reports' files, encoding and writing into an empty folder, in one process that has the encoder loaded; the systems in turn. The product indexes sentences, "
    "clauses and passages of both languages and aligns them; the others index chunks or paragraphs."
)


def measure(setting: Setting) -> Section:
    """One row a system: the median of its builds, in seconds."""
    found = {system.label: spread(setting.build_seconds[system.name]) for system in setting.systems}
    rows = tuple((system.label, found[system.label].shown(1)) for system in setting.systems)
    table = Table(f"Seconds: {told(setting.effort.builds, 'build')}", ("", "seconds"), rows)
    return Section("build", "Building an index", HOW, (table,), (), {"seconds": {label: asdict(one) for label, one in found.items()}})
