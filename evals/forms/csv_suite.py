"""A suite kept in a spreadsheet: a CSV file to rows of cases. Knows nothing of reports, nor of whether a row is a case."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.cases import Row, SuiteFault
from index.normal import normal

COLUMNS = {
    "id": "编号 题号 序号",
    "question": "问题 提问 题目",
    "language": "语言 语种",
    "split": "划分 分组",
    "category": "类别 类型 分类",
    "report": "报告",
    "status": "状态",
    "history": "上文 前文 历史 之前的问题",
    "evidence_zh": "中文依据 依据(中文) 依据_zh",
    "evidence_en": "英文依据 依据(英文) 依据_en",
    "facts": "要点 事实",
    "answer": "答案 参考答案 标准答案",
    "twin": "对应题 双语对 孪生",
    "forbidden": "不得出现 禁语 禁止",
    "scope": "范围",
}
"""The columns, and what else a header may call them (in Traditional characters too)."""
VALUES: dict[str, dict[str, str]] = {
    "language": {"zh": "中文 汉语 chinese", "en": "英文 英语 english"},
    "split": {"dev": "开发", "aside": "留出"},
    "status": {"answered": "有答案 可答 能答 答得出", "not_in_report": "无答案 不可答 答不出 报告未提"},
    "scope": {"all": "全部 所有报告", "report": "本报告"},
}
"""The columns that hold one of a few words, and what else each may be called."""
SEPARATOR = re.compile(r"[ \t]*\|\|[ \t]*|\r\n|\r|\n")
"""Between the pieces in one cell."""
WORDINGS = re.compile(r"\s+\|\s+|\s*｜\s*")
"""Between wordings that do as well as each other."""
SAVE = 'in Excel: File > Save As > "CSV UTF-8 (comma delimited)"; in WPS or LibreOffice: choose UTF-8 when saving as CSV'


def csv_rows(path: Path) -> list[tuple[int, Row]]:
    """The rows of a CSV file, each with the line that it begins on, counted as an editor does.

    The separator is the comma, semicolon or tab that makes the most known columns of the header. A cell that is empty
    is a field left out; a row without any is skipped; one without an id is called "row-" and its line.
    Several pieces in one cell stand on a line each or between ` || `: questions of the history, evidence, facts.
    The pieces of evidence_zh and evidence_en are pairs, in order, where both cells have equally many, an empty piece
    being no counterpart; where they have not, empty ones at the end apart, every piece stands alone. A fact's
    wordings stand between ` | `, and a leading `?` says that it is not vital; answers and forbidden words likewise.
    Without a status, a row with evidence, facts or an answer is "answered".
    Raises SuiteFault with the line and, where it is one column's fault, the column.
    """
    records = _records(path.name, _text(path))
    if not records:
        raise SuiteFault(f"{path.name} is empty", hint="put the names of the columns on its first line: question, evidence_zh, ...")
    (number, header), *others = records
    columns = _columns(f"{path.name} line {number}", header)
    return [(number, _row(f"{path.name} line {number}", number, cells, columns, header)) for number, cells in others if any(cell.strip() for cell in cells)]


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SuiteFault(f"{path.name} cannot be read ({error.strerror})", hint="name a file that can be read") from error
    if raw.startswith(b"PK"):
        raise SuiteFault(f"{path.name} is an Excel workbook under another name, expected text", hint=SAVE)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:1000]:
        raise SuiteFault(f"{path.name} is UTF-16, expected UTF-8", hint=SAVE)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SuiteFault(f"{path.name} line {line} is not UTF-8: the file is GBK, as Excel's plain CSV is, or of another encoding", hint=SAVE) from error


def _records(name: str, text: str) -> list[tuple[int, list[str]]]:
    """The records that hold something, each with the line that it begins on."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lstrip().startswith("{"):
        raise SuiteFault(f"{name} holds JSON lines, expected a table", hint="name the file .jsonl")
    delimiter = max(",;\t", key=lambda mark: sum(_column(cell) in COLUMNS for cell in next(csv.reader([first], delimiter=mark), [])))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    out: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for cells in reader:
            if cells:
                out.append((begin, cells))
            begin = reader.line_num + 1
    except csv.Error as error:
        hint = 'put a cell that holds quotation marks, separators or line breaks in "...", and write "" for a quotation mark in it'
        raise SuiteFault(f"{name} line {begin} cannot be read ({error})", hint=hint) from error
    return out


def _column(cell: str) -> str:
    """The column that a header cell names; "" for an empty one, and the cell itself for one that is not known."""
    plain = normal(cell).replace(" ", "_")
    return next((column for column, names in COLUMNS.items() if plain == column or plain in names.split()), cell.strip())


def _columns(place: str, header: Sequence[str]) -> list[str]:
    columns = [_column(cell) for cell in header]
    for at, column in enumerate(columns):
        if column and column not in COLUMNS:
            raise SuiteFault(f"{place}: unknown column {column!r}, expected some of {', '.join(COLUMNS)}", hint="rename it, or leave it out of the file")
        if column and column in columns[:at]:
            raise SuiteFault(f"{place}: the column {column!r} stands there twice", hint="keep one of them")
    if "question" not in columns:
        raise SuiteFault(f"{place}: no column is called question (问题)", hint="put the names of the columns on the first line: question, evidence_zh, ...")
    return columns


def _row(place: str, number: int, cells: Sequence[str], columns: Sequence[str], header: Sequence[str]) -> Row:
    beyond = [cell for at, cell in enumerate(cells) if cell.strip() and (at >= len(columns) or not columns[at])]
    if beyond:
        raise SuiteFault(f"{place}: {beyond[0]!r} stands in a column without a name (the header names {sum(map(bool, columns))})", hint='put cells that hold the separator in "..."')
    cell = {column: value.strip(" \t") for column, value in zip(columns, cells, strict=False) if column and value.strip()}
    title = {column: name.strip() for column, name in zip(columns, header, strict=True)}
    row: Row = {"id": f"row-{number}"} | {column: cell[column].strip() for column in ("id", "category", "report", "twin") if column in cell}
    if "question" not in cell:
        raise SuiteFault(f"{place}, column {title['question']}: the question is missing", hint="write it there, or empty the row")
    row["question"] = " ".join(cell["question"].split())
    for column, words in VALUES.items():
        if column in cell:
            row[column] = _value(f"{place}, column {title[column]}", cell[column], words)
    if "history" in cell:
        row["history"] = _pieces(cell["history"])
    for column in ("answer", "forbidden"):
        if column in cell:
            row[column] = [wording for piece in _pieces(cell[column]) for wording in _wordings(piece)]
    if "facts" in cell:
        row["facts"] = [_fact(f"{place}, column {title['facts']}", piece) for piece in _pieces(cell["facts"])]
    return row | _evidence(place, row, cell)


def _value(place: str, given: str, words: Mapping[str, str]) -> str:
    plain = normal(given)
    found = next((value for value, others in words.items() if plain.replace(" ", "_") == value or plain in others.split()), None)
    if found is None:
        raise SuiteFault(f"{place}: {given.strip()!r}, expected {' or '.join(f'{value} ({others.split()[0]})' for value, others in words.items())}", hint="write one of these")
    return found


def _pieces(cell: str) -> list[str]:
    return [piece.strip() for piece in SEPARATOR.split(cell) if piece.strip()]


def _wordings(piece: str) -> list[str]:
    return [wording.strip() for wording in WORDINGS.split(piece) if wording.strip(" \t|｜")]


def _fact(place: str, piece: str) -> Row:
    okay = piece.startswith(("?", "？"))
    wordings = _wordings(piece[1:] if okay else piece)
    if not wordings:
        raise SuiteFault(f"{place}: {piece!r} is a fact without words", hint="write its wordings with ' | ' between them")
    return {"any": wordings, "vital": not okay}


def _evidence(place: str, row: Row, cell: Mapping[str, str]) -> Row:
    """The row's status and evidence, as far as the cells tell them."""
    pieces = _paired([SEPARATOR.split(cell.get(f"evidence_{language}", "")) for language in ("zh", "en")])
    if pieces:
        return {"evidence": pieces}
    if row.get("status") == "answered" or ("status" not in row and (row.get("facts") or row.get("answer"))):
        return {"status": "answered", "evidence": None}
    if "status" not in row:
        raise SuiteFault(f"{place}: nothing tells whether the report answers it", hint="fill in status, evidence_zh or evidence_en, or answer")
    return {}


def _paired(cells: Sequence[Sequence[str]]) -> list[Row]:
    zh, en = ([piece.strip() for piece in pieces] for pieces in cells)
    if len(zh) != len(en):
        for pieces in (zh, en):
            while pieces and not pieces[-1]:
                pieces.pop()
    if len(zh) == len(en):
        return [{"zh": a or None, "en": b or None} for a, b in zip(zh, en, strict=True) if a or b]
    return [{"zh": piece, "en": None} for piece in zh if piece] + [{"zh": None, "en": piece} for piece in en if piece]
