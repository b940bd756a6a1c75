"""What an office does to a form in its spreadsheet program, done by script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl

from fzapp.domain.ledger_forms import FIELDS_MARK, HEADER_MARK

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services
    from fzapp.services.ledger_merge_model import MergePlan
    from fzapp.storage.ledgers import StoredRow

YEAR = 2026


class FilledForm:
    """A form opened for editing; cells are reached by the row's order (1-based) and the field."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)

    def sheet(self, name: str) -> Any:
        return self.book[name]

    def first_row(self, name: str) -> int:
        return self.marked(name, HEADER_MARK) + 1

    def marked(self, name: str, mark: str) -> int:
        return next(row for row in range(1, 30) if self.sheet(name).cell(row, 1).value == mark)

    def column(self, name: str, field: str) -> int:
        row = self.marked(name, FIELDS_MARK)
        sheet = self.sheet(name)
        return next(c for c in range(1, sheet.max_column + 1) if sheet.cell(row, c).value == field)

    def cell(self, name: str, order: int, field: str) -> Any:
        return self.sheet(name).cell(self.first_row(name) + order - 1, self.column(name, field))

    def set(self, name: str, order: int, **values: Any) -> None:
        for field, value in values.items():
            self.cell(name, order, field).value = value

    def delete_row(self, name: str, order: int) -> None:
        self.sheet(name).delete_rows(self.first_row(name) + order - 1)

    def copy_row(self, name: str, order: int, to: int) -> None:
        """The whole row, its hidden token included."""
        sheet, first = self.sheet(name), self.first_row(name)
        for place in range(1, sheet.max_column + 1):
            sheet.cell(first + to - 1, place).value = sheet.cell(first + order - 1, place).value

    def add_column(self, name: str, header: str, **by_order: str) -> None:
        sheet = self.sheet(name)
        place = sheet.max_column + 1
        sheet.cell(self.first_row(name) - 1, place).value = header
        for order, text in by_order.items():
            sheet.cell(self.first_row(name) + int(order.removeprefix("row")) - 1, place).value = text

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def add_rows(services: Services, code: str, *rows: dict[str, Any]) -> list[StoredRow]:
    kind = services.ledgers.kind(code)
    for values in rows:
        services.ledgers.add(kind, YEAR, values)
    return list(services.ledgers.rows(kind, YEAR))


def issue(services: Services, folder: Path, office: str, *codes: str) -> Path:
    """A form of an office, with the kinds named or all it fills."""
    path = folder / f"{office}.xlsx"
    kinds = [services.ledgers.kind(code) for code in codes] or None
    services.forms.issue(services.forms.draft(services.forms.office(office), YEAR, kinds), path)
    return path


def planned(services: Services, path: Path) -> MergePlan:
    return services.merges.plan(services.merges.read(path))


def fates(plan: MergePlan) -> dict[str, int]:
    """How many rows have which fate, by its word."""
    counts: dict[str, int] = {}
    for item in plan.items:
        counts[item.fate.value] = counts.get(item.fate.value, 0) + 1
    return counts
