"""What built an index, written beside it and compared on opening; and where the current index lies.

A store folder holds `builds/<name>/` and a file `current` that names one of them: building makes a new folder, then
replaces the pointer in one step, so that readers see the old index or the new one, whole.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import IndexFault
from index.settings import HOME, Settings
from index.store import is_address
from source.folder import Declared
from source.reading import READING
from source.text import file_bytes

INDEXING = 5
"""Version of what is stored for a report; an index of another version is refused."""


@dataclass(frozen=True)
class Manifest:
    """What an index was built from. `sources` maps each report to its files, by their path in its folder, and their SHA-256."""

    reading: int
    indexing: int
    encoder: str
    fingerprint: str
    sources: dict[str, dict[str, str]]


def place(settings: Settings) -> Path:
    """The local folder of a store: the store itself, or for a server's address a folder of its own beside the default one."""
    if is_address(settings.store):
        return HOME / f"remote-{hashlib.sha256(settings.store.encode()).hexdigest()[:12]}"
    return Path(settings.store).resolve()


def of(told: Sequence[Declared], encoder: str, fingerprint: str) -> Manifest:
    """What an index of these reports with this encoder would be built from."""
    return Manifest(READING, INDEXING, encoder, fingerprint, {one.id: hashes(one) for one in told})


def hashes(told: Declared) -> dict[str, str]:
    """SHA-256 of every file that a report is read from. Raises SourceFault for one that cannot be read."""
    root = told.folder.resolve()
    return {path.relative_to(root if path.is_relative_to(root) else told.folder).as_posix(): hashlib.sha256(file_bytes(path)).hexdigest() for path in told.sources()}


def current(store: Path) -> Path:
    """The folder of the current build. Raises IndexFault when nothing was built here."""
    pointer = store / "current"
    if not pointer.is_file():
        raise IndexFault(f"there is no index in {store}", hint="duizhao index")
    folder = store / "builds" / pointer.read_text(encoding="utf-8").strip()
    if not (folder / "manifest.json").is_file():
        raise IndexFault(f"the index {folder} is not whole", hint="duizhao index")
    return folder


def flip(store: Path, name: str) -> None:
    """Make the build `name` the current one, in one step."""
    new = store / "current.new"
    new.write_text(name + "\n", encoding="utf-8")
    os.replace(new, store / "current")


def save(manifest: Manifest, folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")


def load(folder: Path) -> Manifest:
    """The manifest of one build. Raises IndexFault when it cannot be read."""
    try:
        return Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise IndexFault(f"the manifest of {folder} cannot be read ({error})", hint="duizhao index") from error


def refuse_unless_same(built: Manifest, now: Manifest) -> None:
    """Raises IndexFault that says what differs between what the index was built from and what there is now."""
    if (built.reading, built.indexing) != (now.reading, now.indexing):
        raise IndexFault(f"the index was built by reading {built.reading}.{built.indexing}, this program has {now.reading}.{now.indexing}", hint="duizhao index")
    if (built.encoder, built.fingerprint) != (now.encoder, now.fingerprint):
        raise IndexFault(f"the index was built with {built.encoder} ({built.fingerprint}), the encoder is now {now.encoder} ({now.fingerprint})", hint="duizhao index")
    for report in sorted(set(built.sources) | set(now.sources)):
        if report not in now.sources:
            raise IndexFault(f"the report {report!r} was indexed and is no longer there", hint="duizhao index")
        if report not in built.sources:
            raise IndexFault(f"the report {report!r} is not indexed yet", hint="duizhao index")
        changed = sorted(name for name, digest in now.sources[report].items() if built.sources[report].get(name) != digest)
        gone = sorted(set(built.sources[report]) - set(now.sources[report]))
        if changed or gone:
            raise IndexFault(f"{(changed + gone)[0]} of the report {report!r} changed since it was indexed", hint="duizhao index")
