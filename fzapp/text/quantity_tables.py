"""Figures in tables: units that stand in the head of a column, and serial numbers that are no figures.

A table reaches the recogniser in two shapes: rows with tabs between the cells (text files), and one cell a
line, row by row (Word files, CLI.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.text.quantity_model import QuantityKind
from fzapp.text.quantity_numerals import read_numeral

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.text.quantity_lexicon import QuantityLexicon
    from fzapp.text.quantity_model import Quantity

CELL_MARK = "\t"
_SERIAL_HEADS = ("序号", "编号", "序", "号")
_HEAD_UNIT = re.compile(r"[（(]\s*([^（）()\s]{1,6})\s*[）)]\s*$")
_MOST_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class TableHead:
    """The head row above the rows that are read: the unit of each column, and which hold serial numbers."""

    units: tuple[str, ...] = ()
    serials: frozenset[int] = frozenset()


NO_TABLE = TableHead()


def next_head(line: str, head: TableHead) -> TableHead:
    """The head that holds for the rows below `line`: a row without digits begins a table, text ends it."""
    if CELL_MARK not in line:
        return NO_TABLE
    if any(char.isdigit() for char in line):
        return head
    cells = line.split(CELL_MARK)
    serials = frozenset(index for index, cell in enumerate(cells) if cell.strip() in _SERIAL_HEADS)
    return TableHead(tuple(_head_unit(cell) for cell in cells), serials)


def _head_unit(cell: str) -> str:
    """The unit in brackets at the end of a column head: 金额（万元） → 万元."""
    match = _HEAD_UNIT.search(cell)
    return match[1] if match else ""


def in_table(
    line: str, quantities: tuple[Quantity, ...], head: TableHead, lexicon: QuantityLexicon
) -> tuple[Quantity, ...]:
    """The quantities of a table row with the units of their columns, without the serial numbers."""
    if head is NO_TABLE or CELL_MARK not in line:
        return quantities
    return tuple(
        _with_unit(quantity, head, column, lexicon)
        for quantity in quantities
        if (column := line.count(CELL_MARK, 0, quantity.start)) not in head.serials
    )


def _with_unit(quantity: Quantity, head: TableHead, column: int, lexicon: QuantityLexicon) -> Quantity:
    """A bare number takes the unit of its column; 万元 is counted out in 元."""
    unit = head.units[column] if column < len(head.units) else ""
    if quantity.unit or not unit or not isinstance(quantity.value, Decimal):
        return quantity
    counted = read_numeral(f"1{unit}", 0, lexicon.units)
    scale = counted.value if counted else Decimal(1)
    name = unit[counted.end - 1 :] if counted else unit
    if name in lexicon.units.amounts:
        value = quantity.value * scale * lexicon.units.amounts[name]
        return replace(quantity, value=value, unit="元", kind=QuantityKind.AMOUNT)
    if name in lexicon.units.percents:
        return replace(quantity, unit=lexicon.units.percents[name], kind=QuantityKind.PERCENT)
    return replace(quantity, value=quantity.value * scale, unit=name)


def serial_cells(lines: Sequence[str]) -> frozenset[int]:
    """Indexes of the lines that are serial numbers of a table with one cell a line.

    The first cell of the head is 序号; the distance to the cell 1 is the number of columns, and every cell
    at that distance that goes on counting is a serial number.
    """
    serials: set[int] = set()
    for start, line in enumerate(lines):
        if line.strip() in _SERIAL_HEADS:
            serials.update(_serials_from(lines, start))
    return frozenset(serials)


def _serials_from(lines: Sequence[str], start: int) -> list[int]:
    """The serial numbers below the head cell at `start`."""
    for columns in range(2, _MOST_COLUMNS + 1):
        found: list[int] = []
        index = start + columns
        while index < len(lines) and lines[index].strip() == str(len(found) + 1):
            found.append(index)
            index += columns
        if found:
            return found
    return []
