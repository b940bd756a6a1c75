"""Whatever comes in as a workbook is read or refused in a sentence, never a crash, and tells no lies."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fzapp.domain.errors import UserError
from fzapp.domain.ledger_reading import SheetRole
from fzapp.intake.cell_dates import read_date_cell
from fzapp.intake.cell_values import (
    read_identity,
    read_integer,
    read_money,
    read_percent,
    read_phone,
    read_text,
    read_yes_no,
)
from fzapp.intake.columns import recognise
from fzapp.intake.ledger_json import reading_json
from fzapp.intake.ledger_raw import Merge, RawSheet, RawWorkbook, WorkbookFormat
from fzapp.intake.ledger_text import read_text as read_table
from fzapp.intake.workbook import read_workbook
from fzapp.services.ledger_kinds import ledger_kinds
from tests.unit.intake.ledger_files import Sheet, open_document, workbook

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
BINARY = Path(__file__).resolve().parents[1] / "data" / "ledgers" / "petitions.xls"
HEADERS = sorted(
    {text for kind in ledger_kinds() for column in kind.columns for text in (column.name, *column.synonyms)}
)
WORDS = [
    "合计", "小计", "注：", "无", "／", "本月无新增", "2024.5.6", "5月上旬", "2024.9.31", "约200", "3.5万", "是", "否", "东坪村",
    "#DIV/0!", "=cmd|' /C calc'!A0", "填报单位：某所", "2024年度", "１２", "甲某", "13512345678", "一、东坪村", "", " ",
]  # fmt: skip
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

cells = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.sampled_from(HEADERS),
    st.text(max_size=12),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-10, max_value=10**9),
    st.integers(-5, 60_000).map(Decimal),
    st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    st.booleans(),
)
merges = st.builds(Merge, *[st.integers(0, 12)] * 4)


@st.composite
def sheets(draw: st.DrawFn, name: str = "表") -> RawSheet:
    """A sheet with a header somewhere and anything below it."""
    width = draw(st.integers(1, 7))
    above = draw(st.lists(st.lists(cells, max_size=width), max_size=3))
    header = draw(st.lists(st.sampled_from(HEADERS), min_size=width, max_size=width))
    body = draw(st.lists(st.lists(cells, max_size=width + 1), max_size=12))
    return RawSheet(
        name,
        tuple(map(tuple, [*above, header, *body])),
        draw(st.none() | st.lists(merges, max_size=4).map(tuple)),
        draw(st.frozensets(st.integers(0, 12), max_size=3)),
        draw(st.frozensets(st.integers(0, 6), max_size=2)),
        draw(st.frozensets(st.tuples(st.integers(0, 12), st.integers(0, 6)), max_size=3)),
    )


def refusal_or(call: Callable[[], T]) -> tuple[T | None, str]:
    """What the call gives, or the sentence it refuses with."""
    try:
        return call(), ""
    except UserError as error:
        return None, str(error)


@SLOW
@given(sheets("1月"), sheets("汇总"))
def test_any_table_is_read_or_refused(first: RawSheet, second: RawSheet) -> None:
    book = RawWorkbook("台账.xlsx", WorkbookFormat.XLSX, (first, second))
    reading, refusal = refusal_or(lambda: recognise(book, ledger_kinds()))
    if reading is None:
        assert refusal.endswith("。")
        return
    heights = {sheet.name: len(sheet.rows) for sheet in book.sheets}
    for read in reading.sheets:
        numbers = [row.number for row in read.rows]
        assert numbers == sorted(set(numbers))
        assert all(1 <= number <= heights[read.name] for number in numbers)
        assert not set(numbers) & {item.row for item in read.skipped}
        assert not set(numbers) & set(read.header_rows)
        assert read.role is SheetRole.DATA or not read.rows
        used = [match.column.id for match in read.columns if match.column]
        assert len(used) == len(set(used))
    for problem in reading.problems:
        assert 1 <= problem.row <= heights[problem.sheet]
        assert problem.why
    for row in reading.rows:
        assert not any(isinstance(value, float) for value in row.values.values())
    json.dumps(reading_json(reading), allow_nan=False)


@SLOW
@given(sheets())
def test_reading_twice_gives_the_same(sheet: RawSheet) -> None:
    book = RawWorkbook("台账.xlsx", WorkbookFormat.XLSX, (sheet,))
    kind = ledger_kinds()[15]
    first = refusal_or(lambda: recognise(book, ledger_kinds(), kind, 2024))
    assert first == refusal_or(lambda: recognise(book, ledger_kinds(), kind, 2024))


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(cells, st.text(st.sampled_from("0123456789年月日.-/约余万千百十一二三元%，, "), max_size=12))
)
@example("0" * 60)
@example("９" * 30)
@example("1e5")
@example("一" * 60)
def test_any_cell_has_a_value_or_a_reason(raw: str | Decimal | date | bool | None) -> None:
    for read in (read_integer, read_money, read_percent, read_yes_no, read_text, read_phone, read_identity):
        found = read(raw)
        assert (found.code is None) == (found.why == "")
        assert found.value is None or isinstance(found.value, (str, Decimal, bool))
    day = read_date_cell(raw, 2024, 2)
    if day.iso and len(day.iso) == 10:
        date.fromisoformat(day.iso)


@settings(max_examples=100, deadline=None)
@example('=""')
@given(st.text(st.sampled_from('序号,\t;"\n\r=甲1 |，'), max_size=80))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    sheet, refusal = refusal_or(lambda: read_table(text, "a.csv"))
    if sheet is None:
        assert "引号" in refusal
    else:
        assert all(value is None or value for row in sheet.rows for value in row)


@cache
def samples(folder: str) -> dict[str, bytes]:
    """One small file of each format."""
    cell = '<table:table-cell office:value-type="string"><text:p>序号</text:p></table:table-cell>'
    body = f'<table:table table:name="a"><table:table-row>{cell}{cell}</table:table-row></table:table>'
    rows = [["2024年信访登记"], ["序号", "信访人", "反映问题"], [1, "甲", "噪声"]]
    return {
        "xls": BINARY.read_bytes(),
        "ods": open_document(Path(folder) / "a.ods", body).read_bytes(),
        "xlsx": workbook(Path(folder) / "a.xlsx", Sheet(rows, merged=["A1:C1"], hidden=[3])).read_bytes(),
    }


def repacked(data: bytes, change: Callable[[bytes], bytes], place: int) -> bytes:
    """A zipped file with one part changed and whole check sums, so that the damage reaches the readers."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        names = source.namelist()
        for index, name in enumerate(names):
            part = source.read(name)
            target.writestr(name, change(part) if index == place % len(names) else part)
    return out.getvalue()


@SLOW
@given(
    st.sampled_from(["xls", "ods", "xlsx"]),
    st.booleans(),
    st.integers(0, 40),
    st.integers(0, 10_000),
    st.binary(max_size=6),
    st.sampled_from(["cut", "overwrite", "insert"]),
)
def test_any_damage_is_told(
    tmp_path: Path, kind: str, inside: bool, place: int, offset: int, junk: bytes, how: str
) -> None:
    def change(data: bytes) -> bytes:
        at = offset % max(len(data), 1)
        if how == "cut":
            return data[:at]
        return data[:at] + junk + data[at + (len(junk) if how == "overwrite" else 0) :]

    data = samples(str(tmp_path))[kind]
    path = tmp_path / f"damaged.{kind}"
    path.write_bytes(repacked(data, change, place) if inside and kind != "xls" else change(data))
    book, refusal = refusal_or(lambda: read_workbook(path))
    if book is None:
        assert refusal.endswith("。")
    else:
        assert all(isinstance(sheet.rows, tuple) for sheet in book.sheets)
