"""A folder of reports: `report.toml` and `notes.toml` to what they declare. Knows nothing of what the files contain."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from source.errors import SourceFault
from source.report import LANGUAGES, Language

KINDS = {".txt": False, ".md": True, ".markdown": True}
"""File kinds that can be read, and whether each is Markdown."""
KNOWN = {"title", "publisher", "original", "translation", "date", "edition", "file", "files"}


@dataclass(frozen=True)
class NoteRow:
    """A translation note as declared: the zh and en words as printed (en "" where omitted), and what it says."""

    zh: str
    en: str
    says: dict[Language, str]


@dataclass(frozen=True)
class Declared:
    """What a report's folder declares. `files` names the file of each language: the same one where it holds both."""

    id: str
    folder: Path
    files: dict[Language, Path]
    title: dict[Language, str]
    publisher: dict[Language, str]
    original: Language
    translation: str
    date: str
    notes: tuple[NoteRow, ...]

    def sources(self) -> list[Path]:
        """Every file that the report is read from, in a fixed order."""
        names = {self.folder / "report.toml", *self.files.values()}
        notes = self.folder / "notes.toml"
        return sorted(names | ({notes} if notes.is_file() else set()))


def folders(source: Path) -> list[Path]:
    """The report folders under `source`, by name. Raises SourceFault when there is none."""
    if not source.is_dir():
        raise SourceFault(f"{source} is not a folder", hint="name the folder of reports with --source or DUIZHAO_SOURCE")
    found = sorted(path.parent for path in source.glob("*/report.toml"))
    if not found:
        raise SourceFault(f"{source} holds no report: no folder in it has a report.toml", hint="see docs/reports.md for how to add a report")
    return found


def declared(folder: Path) -> Declared:
    """Read one folder's TOML files. Raises SourceFault that names the file, the key and the value seen."""
    path = folder / "report.toml"
    table = _toml(path)
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", folder.name):
        raise SourceFault(f"the report folder {folder.name!r} is no id", hint="rename it: lower-case letters, digits, '-', '_' and '.'")
    unknown = sorted(set(table) - KNOWN)
    if unknown:
        raise SourceFault(f"{path}: unknown key {unknown[0]!r}, expected one of {', '.join(sorted(KNOWN))}", hint="see docs/reports.md")
    original = _choice(path, table, "original", ("zh", "en"), "zh")
    translation = _choice(path, table, "translation", ("machine", "human", "none"), "human")
    return Declared(
        id=folder.name,
        folder=folder,
        files=_files(path, table),
        title=_words(path, table, "title"),
        publisher=_words(path, table, "publisher"),
        original="zh" if original == "zh" else "en",
        translation=translation,
        date=str(table.get("date") or table.get("edition") or ""),
        notes=_notes(folder / "notes.toml"),
    )


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceFault(f"{path} is not TOML: {error}", hint="see docs/reports.md for its form") from error
    except OSError as error:
        raise SourceFault(f"{path} cannot be read ({error.strerror})", hint="check the file's permissions") from error


def _choice(path: Path, table: dict[str, object], key: str, allowed: tuple[str, ...], default: str) -> str:
    value = table.get(key, default)
    if value not in allowed:
        raise SourceFault(f"{path}: {key} = {value!r}, expected one of {', '.join(allowed)}", hint="see docs/reports.md")
    return str(value)


def _words(path: Path, table: dict[str, object], key: str) -> dict[Language, str]:
    value = table.get(key, {})
    if isinstance(value, str):
        return {"zh": value, "en": value}
    if not isinstance(value, dict) or not set(value) <= set(LANGUAGES):
        raise SourceFault(f'{path}: {key} = {value!r}, expected {{zh = "...", en = "..."}}', hint="see docs/reports.md")
    return {language: str(value[language]) for language in LANGUAGES if language in value}


def _files(path: Path, table: dict[str, object]) -> dict[Language, Path]:
    one, many = table.get("file"), table.get("files")
    if (one is None) == (many is None):
        raise SourceFault(f"{path}: expected file = ... (both languages) or files = {{zh = ..., en = ...}}", hint="see docs/reports.md")
    names: dict[Language, str] = {"zh": str(one), "en": str(one)}
    if many is not None:
        if not isinstance(many, dict) or not many or not set(many) <= set(LANGUAGES):
            raise SourceFault(f'{path}: files = {many!r}, expected {{zh = "...", en = "..."}}', hint="see docs/reports.md")
        names = {language: str(many[language]) for language in LANGUAGES if language in many}
    out: dict[Language, Path] = {}
    for language, name in names.items():
        file = (path.parent / name).resolve()
        if not file.is_relative_to(path.parent.resolve()):
            raise SourceFault(f"{path}: the file {name!r} lies outside the report's folder", hint="copy it into the folder")
        if file.suffix.lower() not in KINDS:
            raise SourceFault(f"{path}: {name!r} is of a kind that cannot be read, expected {', '.join(KINDS)}", hint="export the report as text or Markdown")
        if not file.is_file():
            raise SourceFault(f"{path}: there is no file {name!r} beside it", hint="put the report's file there, or mend its name")
        out[language] = file
    return out


def _notes(path: Path) -> tuple[NoteRow, ...]:
    if not path.is_file():
        return ()
    rows = _toml(path).get("note", [])
    out: list[NoteRow] = []
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        says = row.get("says") if isinstance(row, dict) else None
        if not isinstance(says, dict) or not {"zh", "en"} <= set(says) or not row.get("zh"):
            raise SourceFault(f'{path}: note {number} lacks zh = "..." or says = {{zh = "...", en = "..."}}', hint="see docs/reports.md")
        out.append(NoteRow(str(row["zh"]), str(row.get("en", "")), {"zh": str(says["zh"]), "en": str(says["en"])}))
    return tuple(out)
