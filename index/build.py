"""Build or update an index: read the reports, encode what is new, write a build beside the old one, flip the pointer.

Only building is exclusive (a lock in the store); readers go on with the old build meanwhile. A build that is killed
leaves a folder that nothing points to, and the next one that completes removes it. An unchanged report's vectors are taken over.
"""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index import manifest, nodes, store
from index.arrays import Arrays
from index.encoder import Encoder, Tokens, Vectors, unit
from index.errors import IndexFault, StoreFault
from index.manifest import Manifest
from index.pairing import paired
from index.settings import Settings
from index.terms import TermIndex
from index.units import Unit, squeezed, units
from source import stored
from source.folder import Declared, declared, folders
from source.reading import read
from source.report import LANGUAGES, Language, Report, Span, other

Stage = Callable[[str, int], Callable[[int], None]]
"""Called with a stage's name and its number of steps; gives the function that counts them."""


@dataclass(frozen=True)
class Outcome:
    """What building did: nothing (`built` False), or a build of these many reports, passages and windows."""

    built: bool
    reports: int
    passages: int
    windows: int
    seconds: float


def build(settings: Settings, encoder: Encoder, stage: Stage) -> Outcome:
    """Bring the store up to date with the source folder. Raises SourceFault, StoreFault, or IndexFault when another build runs."""
    began = time.monotonic()
    told = [declared(folder) for folder in folders(settings.source)]
    wanted = manifest.of(told, encoder.name, encoder.fingerprint)
    place = manifest.place(settings)
    try:
        (place / "builds").mkdir(parents=True, exist_ok=True)
        with FileLock(place / "build.lock", timeout=0):
            old = _current(place)
            if old is not None and manifest.load(old) == wanted and _stored(settings, old):
                return Outcome(False, len(told), 0, 0, time.monotonic() - began)
            return _build(settings, told, wanted, encoder, place, old, stage, began)
    except Timeout as error:
        raise IndexFault(f"another process is building in {place}", hint="wait for it, or stop it and run duizhao index again") from error
    except OSError as error:
        raise StoreFault(f"the store {place} cannot be written ({error.strerror or error})", hint="name a folder that can be written with --store") from error


def _current(place: Path) -> Path | None:
    """The current build; None where there is none, or one that cannot be read whole."""
    try:
        folder = manifest.current(place)
        for id in manifest.load(folder).sources:
            stored.loads((folder / "reports" / f"{id}.json").read_text(encoding="utf-8"))
        Arrays.load(folder)
        for language in LANGUAGES:
            TermIndex.open(folder / f"terms.units.{language}")
            TermIndex.open(folder / f"terms.windows.{language}")
    except (IndexFault, OSError, ValueError, KeyError):
        return None
    return folder


def _stored(settings: Settings, folder: Path) -> bool:
    """Does the vector store still hold this build? A server may have been set up anew. Raises StoreFault when it is away."""
    with store.client(settings.store, folder / "chroma") as client:
        return store.holds(client, [f"{folder.name}-{kind}-{language}" for kind in ("sentences", "passages") for language in LANGUAGES])


def _build(settings: Settings, told: Sequence[Declared], wanted: Manifest, encoder: Encoder, place: Path, old: Path | None, stage: Stage, began: float) -> Outcome:
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 1_000_000_000:09d}"
    folder = place / "builds" / name
    folder.mkdir()
    store.client(settings.store, folder / "chroma").close()  # a store that is away is known before the hours of encoding
    kept = _kept(old, wanted)
    reports: list[Report] = []
    parts: list[Arrays] = []
    for one in told:
        if one.id in kept:
            report, arrays = kept[one.id]
        else:
            report, arrays = _encoded(one, encoder, stage)
        reports.append(report)
        parts.append(arrays)
    rows, joined = units(reports), Arrays.joined(parts)
    (folder / "reports").mkdir()
    for report in reports:
        (folder / "reports" / f"{report.id}.json").write_text(stored.dumps(report), encoding="utf-8")
    joined.save(folder)
    for language in LANGUAGES:
        TermIndex.build([row.texts[language] for row in rows], folder / f"terms.units.{language}")
        TermIndex.build(window_texts(reports, rows, language), folder / f"terms.windows.{language}")
    _write_store(settings, folder, name, reports, rows, joined, stage)
    manifest.save(wanted, folder)
    manifest.flip(place, name)
    _remove_old(settings, place, {name, old.name if old is not None else name})
    return Outcome(True, len(reports), sum(len(report.passages) for report in reports), sum(len(array) for array in joined.windows.values()), time.monotonic() - began)


def _kept(old: Path | None, wanted: Manifest) -> dict[str, tuple[Report, Arrays]]:
    """Reports of the old build whose files, reading and encoder are the same, with their rows."""
    if old is None:
        return {}
    was = manifest.load(old)
    if (was.reading, was.indexing, was.encoder, was.fingerprint) != (wanted.reading, wanted.indexing, wanted.encoder, wanted.fingerprint):
        return {}
    arrays = Arrays.load(old)
    out: dict[str, tuple[Report, Arrays]] = {}
    at = {"units": 0, "passages": 0, "zh": 0, "en": 0, "pairs": 0, "tokens zh": 0, "tokens en": 0}
    for id in sorted(was.sources):
        report = stored.loads((old / "reports" / f"{id}.json").read_text(encoding="utf-8"))
        rows = units([report])
        counts = {"units": len(rows), "passages": len(report.passages)} | {language: sum(len(row.windows[language]) for row in rows) for language in LANGUAGES}
        counts["pairs"] = counts[report.original]
        held = slice(at["passages"], at["passages"] + counts["passages"])
        counts |= {f"tokens {language}": int(arrays.counts[language][held].sum()) for language in LANGUAGES}
        if was.sources[id] == wanted.sources.get(id):
            tokens = {language: slice(at[f"tokens {language}"], at[f"tokens {language}"] + counts[f"tokens {language}"]) for language in LANGUAGES}
            part = Arrays(
                units={language: np.array(arrays.units[language][at["units"] : at["units"] + counts["units"]]) for language in LANGUAGES},
                windows={language: np.array(arrays.windows[language][at[language] : at[language] + counts[language]]) for language in LANGUAGES},
                passages={language: np.array(arrays.passages[language][held]) for language in LANGUAGES},
                counts={language: np.array(arrays.counts[language][held]) for language in LANGUAGES},
                offsets={language: np.array(arrays.offsets[language][tokens[language]]) for language in LANGUAGES},
                states={language: np.array(arrays.states[language][tokens[language]]) for language in LANGUAGES},
                pairs=np.array(arrays.pairs[at["pairs"] : at["pairs"] + counts["pairs"]]),
            )
            out[id] = (report, part)
        at = {key: value + counts[key] for key, value in at.items()}
    return out


def _encoded(told: Declared, encoder: Encoder, stage: Stage) -> tuple[Report, Arrays]:
    """Read one report and encode its units, windows and passages: each by itself and in its passage, the two averaged."""
    report = read(told, encoder.passages)
    rows = units([report])
    alone = {language: [text for row in rows if (text := row.texts[language])] for language in LANGUAGES}
    windows = {language: window_texts([report], rows, language) for language in LANGUAGES}
    count = stage(report.id, sum(map(len, alone.values())) + sum(map(len, windows.values())) + 2 * len(report.passages))
    arrays = Arrays(pairs=np.zeros(sum(len(row.windows[report.original]) for row in rows), np.int32))
    words: dict[Language, Vectors] = {}
    for language in LANGUAGES:
        contexts = _in_context(report, rows, language, encoder, count)
        own = np.zeros_like(contexts.units[language])
        own_windows = encoder.passages(windows[language], count) if windows[language] else np.zeros((0, own.shape[1]), np.float32)
        has = np.array([bool(row.texts[language]) for row in rows])
        if has.any():
            own[has] = encoder.passages(alone[language], count)
        arrays.units[language] = np.where(has[:, None], unit(own + contexts.units[language]), 0).astype(np.float32)
        arrays.windows[language] = unit(own_windows + contexts.windows[language]) if len(own_windows) else own_windows
        for kind in ("passages", "counts", "offsets", "states"):
            getattr(arrays, kind)[language] = getattr(contexts, kind)[language]
        words[language] = own_windows
    arrays.pairs[:] = _pairs(report, rows, words)
    return report, arrays


def _pairs(report: Report, rows: Sequence[Unit], words: dict[Language, Vectors]) -> NDArray[np.int32]:
    """The translation's window for every window of the original, unit by unit."""
    mine, theirs = report.original, other(report.original)
    parts: list[NDArray[np.int32]] = []
    at, there = 0, 0
    for row in rows:
        own, others = row.windows[mine], row.windows[theirs]
        parts.append(paired(own, others, words[mine][at : at + len(own)], words[theirs][there : there + len(others)]))
        at, there = at + len(own), there + len(others)
    return np.concatenate(parts)


def _in_context(report: Report, rows: Sequence[Unit], language: Language, encoder: Encoder, count: Callable[[int], None]) -> Arrays:
    """Vectors of one language's units, windows and passages, each read with its passage and the headings above it; and the passages' tokens.

    Zero rows where there is no such text; headings and title lines have no context and stay zero here.
    """
    of_passage: dict[str, list[int]] = {}
    starts = np.cumsum([0, *(len(row.windows[language]) for row in rows)])
    for i, row in enumerate(rows):
        if row.kind == "text" and row.spans[language] is not None:
            of_passage.setdefault(row.passage, []).append(i)
    width = encoder.passages(["-"]).shape[1]
    made = [np.zeros((size, width), np.float32) for size in (len(rows), int(starts[-1]), len(report.passages))]
    read = [Tokens.none(width)] * len(report.passages)
    for number, passage in enumerate(report.passages):
        whole = passage.spans[language]
        count(1)
        if whole is None:
            continue
        headings = " ".join([*report.path(passage.section, language), ""])
        shift = len(headings) - whole.start
        inside = of_passage.get(passage.id, [])
        spans: list[Span] = [span for i in inside if (span := rows[i].spans[language]) is not None]
        windows = [window for i in inside for window in rows[i].windows[language]]
        vectors, tokens = encoder.read(headings + report.quote(language, whole), [(span.start + shift, span.end + shift) for span in [whole, *spans, *windows]])
        read[number] = Tokens(np.where(tokens.offsets[:, 1:] > len(headings), np.maximum(tokens.offsets - shift, whole.start), -1).astype(np.int32), tokens.states)
        made[2][number] = vectors[0]
        made[0][inside] = vectors[1 : 1 + len(spans)]
        made[1][[k for i in inside for k in range(starts[i], starts[i + 1])]] = vectors[1 + len(spans) :]
    return Arrays(
        {language: made[0]},
        {language: made[1]},
        {language: made[2]},
        counts={language: np.array([len(tokens.states) for tokens in read], np.int64)},
        offsets={language: np.concatenate([tokens.offsets for tokens in read])},
        states={language: np.concatenate([tokens.states for tokens in read])},
    )


def window_texts(reports: Sequence[Report], rows: Sequence[Unit], language: Language) -> list[str]:
    """The words of every window of one language, in order."""
    by_id = {report.id: report for report in reports}
    return [squeezed(by_id[row.report], language, window) for row in rows for window in row.windows[language]]


def _write_store(settings: Settings, folder: Path, name: str, reports: Sequence[Report], rows: Sequence[Unit], arrays: Arrays, stage: Stage) -> None:
    with store.client(settings.store, folder / "chroma") as client:
        for language in LANGUAGES:
            found: list[tuple[str, str, dict[str, str]]] = []
            vectors: list[Vectors] = []
            for row, vector in zip(rows, arrays.units[language], strict=True):
                if row.texts[language]:
                    found.append((row.id, row.texts[language], {"report": row.report, "passage": row.passage, "kind": row.kind}))
                    vectors.append(vector)
            count = stage(f"store, {language}", len(found))
            nodes.write(client, f"{name}-sentences-{language}", found, np.array(vectors), count)
            passages = [passage for report in reports for passage in report.passages]
            texts = {passage.id: squeezed(report, language, passage.spans[language]) for report in reports for passage in report.passages}
            have = [i for i, passage in enumerate(passages) if texts[passage.id]]
            listed = [(passages[i].id, texts[passages[i].id], {"report": passages[i].id.split("/", 1)[0]}) for i in have]
            nodes.write(client, f"{name}-passages-{language}", listed, arrays.passages[language][have], lambda done: None)


def _remove_old(settings: Settings, place: Path, keep: set[str]) -> None:
    """Remove builds but the current one and the one before it, which a running server may still be reading."""
    for folder in (place / "builds").iterdir():
        if folder.name not in keep:
            if store.is_address(settings.store):
                with store.client(settings.store, folder) as client:
                    store.drop(client, folder.name)
            shutil.rmtree(folder, ignore_errors=True)
