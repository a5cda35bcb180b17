"""The mark that set-up leaves in the unpacked encoder's folder: which version of the unpacking wrote it."""

import json
from pathlib import Path

UNPACKING = 2
"""Version of what `index.unpack` writes; another number makes `make setup` unpack again."""
MARK = "duizhao.json"
TAP = 8
"""Layers, of twelve, after which the graph also gives its states: the reranker is the four above, trained to read question and text together."""


def unpacking_of(folder: Path) -> int:
    """The version that wrote the folder, 0 for none."""
    mark = folder / MARK
    if not mark.is_file():
        return 0
    value = json.loads(mark.read_text(encoding="utf-8")).get("unpacking", 0)
    return int(value)
