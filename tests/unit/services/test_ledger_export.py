"""A ledger as a workbook that can be read on paper: no text over another, no column too narrow, one page wide."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl

from fzapp.domain.ledger import Column, ColumnType, Row, TextShape
from fzapp.services.ledger_export import Sheet, save_workbook
from fzapp.services.workbooks import row_height
from fzapp.storage.ledgers import StoredRow

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from fzapp.domain.ledger import Value

LONG = "因排水沟改道引发邻里争执，双方曾有推搡，已经现场查看并约谈双方，约定三日内恢复原状"


def _stored(number: int, values: dict[str, Value]) -> StoredRow:
    return StoredRow(number, 2026, "", Row(values))


def _written(path: Path, columns: tuple[Column, ...], *rows: dict[str, Value]) -> Any:
    stored = [_stored(number, values) for number, values in enumerate(rows, 1)]
    save_workbook(path, Sheet("台账", "单位：青石镇", columns), stored)
    return openpyxl.load_workbook(path).active


def test_a_row_is_as_high_as_its_longest_text(tmp_path: Path) -> None:
    columns = (Column("a", "名称"), Column("b", "经过"))
    sheet = _written(tmp_path / "a.xlsx", columns, {"a": "甲", "b": "乙"}, {"a": "甲", "b": LONG})
    assert sheet.row_dimensions[4].height is None
    width = sheet.column_dimensions["C"].width
    assert sheet.row_dimensions[5].height >= len(LONG) * 2 / width * 14


def test_a_height_follows_the_lines() -> None:
    assert row_height([("短", 20), (Decimal(3), 4), (None, 2)]) is None
    two, three = row_height([("甲\n乙", 20)]), row_height([("甲" * 25, 20)])
    assert two is not None
    assert three is not None
    assert two < three
    assert row_height([("长" * 30_000, 10)]) == 400


def test_columns_are_as_wide_as_what_stands_in_them(tmp_path: Path) -> None:
    columns = (Column("q", "季度", shape=TextShape.PERIOD), Column("m", "支出", ColumnType.MONEY, unit="元"))
    sheet = _written(tmp_path / "a.xlsx", columns, {"q": "2026年第一季度", "m": Decimal("21882204.50")})
    assert sheet.column_dimensions["B"].width >= 14
    assert sheet.column_dimensions["C"].width >= len("21,882,204.50")


def test_texts_give_way_where_the_paper_would_be_too_narrow(tmp_path: Path) -> None:
    few = tuple(Column(f"c{number}", f"情况{number}") for number in range(3))
    many = tuple(Column(f"c{number}", f"情况{number}") for number in range(14))
    values: dict[str, Value] = {f"c{number}": LONG for number in range(14)}
    wide = _written(tmp_path / "a.xlsx", few, values)
    narrow = _written(tmp_path / "b.xlsx", many, values)
    assert narrow.column_dimensions["B"].width < wide.column_dimensions["B"].width
    assert narrow.column_dimensions["B"].width >= 12
    assert narrow.row_dimensions[4].height > wide.row_dimensions[4].height
