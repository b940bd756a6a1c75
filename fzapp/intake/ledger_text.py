"""Text files and the clipboard as sheets: .csv and .tsv in UTF-8, UTF-16 or GB 18030, and pasted blocks."""

from __future__ import annotations

import csv
import io
import re

from fzapp.domain.errors import UserError
from fzapp.intake.ledger_raw import RawSheet, RawValue

LONGEST_CELL = 1_000_000
"""Characters; a longer cell means that a quotation mark was never closed."""

_FORMULA_TEXT = re.compile(r'="((?:[^"]|"")*)"')
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DELIMITERS = ("\t", ",", ";", "，", "|")
_SAMPLE_LINES = 30


def decoded(data: bytes, name: str) -> str:
    """The text of a file in UTF-8 (with or without mark), UTF-16 with mark, or GB 18030.

    Raises `UserError` for anything else.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decode(data, encoding, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode(data, "gb18030", name)
    if len(_CONTROL.findall(text[:4096])) > 3:
        raise UserError(f"“{name}”不是表格，也不是文本", "用 WPS 或 Excel 打开看一看，再另存为 Excel 工作簿")
    return text


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError(
            f"“{name}”里的文字认不出是哪种编码", "用 WPS 或 Excel 打开后另存为 Excel 工作簿再导入"
        ) from error


def read_text(text: str, name: str) -> RawSheet:
    """A text table as a sheet without a name; row numbers count records, not lines.

    Excel's ways of keeping digits as text (="0012", a leading apostrophe, a tab behind) are undone; any
    other text that begins with = stays text. Raises `UserError` when quotation marks do not match.
    """
    delimiter = _delimiter(text)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = tuple(tuple(_cell(cell) for cell in record) for record in reader)
    except csv.Error as error:
        raise UserError(
            f"“{name}”里的引号不成对，读到一半断了", "用 WPS 打开后另存为 Excel 工作簿再导入"
        ) from error
    return RawSheet("", rows)


def _delimiter(text: str) -> str:
    """The mark that parts most lines of the beginning into the same number of cells, two at least."""
    lines = [line for line in text[:65536].splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, best_score = ",", 0
    for mark in _DELIMITERS:
        score = sum(min(line.count(mark), 40) for line in lines if mark in line) + sum(
            mark in line for line in lines
        )
        if mark in "\t," and score:
            score += len(lines)  # what programs write is likelier than what people type inside cells
        if score > best_score:
            best, best_score = mark, score
    return best


def _cell(text: str) -> RawValue:
    stripped = text.strip(" \t\u3000\ufeff")
    if not stripped:
        return None
    if stripped[0] == "=":
        quoted = _FORMULA_TEXT.fullmatch(stripped)
        return (quoted[1].replace('""', '"').strip() or None) if quoted else stripped
    if stripped[0] == "'" and len(stripped) > 1:
        return stripped[1:]
    return stripped
