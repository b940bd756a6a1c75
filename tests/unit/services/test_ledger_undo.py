"""An import taken back leaves no trace in the tables; the same file twice adds nothing; bad files do no harm."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.services.ledgers import LedgerService

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services
    from fzapp.storage.archive import Archive

FILES = sorted((paths.resources() / "practice" / "ledgers").glob("*.csv"))
HEADER = ["登记日期", "当事人", "村社区", "类型", "涉及金额", "结果", "办结日期"]
GOOD = ["2026-05-06", "甲某与乙某", "石桥村", "邻里纠纷", 300, "化解", "2026-05-09"]


def dump(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    """Every table with all it holds, but for the history and the record of who did what: both only grow."""
    names = [row["name"] for row in archive.read("select name from sqlite_master where type = 'table'")]
    return {
        name: [tuple(row) for row in archive.read(f'select * from "{name}" order by 1')]
        for name in names
        if name not in {"change", "audit"}
    }


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "矛盾纠纷台账"
    for row in rows:
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    book.save(path)
    return path


@pytest.fixture
def ledgers(services: Services) -> LedgerService:
    return services.ledgers


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_import_taken_back_leaves_the_tables_as_they_were(
    services: Services, ledgers: LedgerService, file: Path
) -> None:
    ledgers.add(ledgers.kind("L16"), 2026, {"parties": "甲某"})
    before = dump(services.archive)
    change = ledgers.commit(ledgers.plan(ledgers.read(file, file.stem), 2026))
    if change is None:  # every row lacks something that it must have
        assert dump(services.archive) == before
        return
    after = dump(services.archive)
    assert after != before
    undone = services.archive.revert(change)
    assert dump(services.archive) == before
    services.archive.revert(undone)
    assert dump(services.archive) == after


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_same_file_twice_adds_nothing(
    services: Services, ledgers: LedgerService, file: Path, tmp_path: Path
) -> None:
    ledgers.commit(ledgers.plan(ledgers.read(file, file.stem), 2026))
    before = dump(services.archive)
    again = ledgers.plan(ledgers.read(file, file.stem), 2026)
    assert again.new == ()
    assert ledgers.commit(again) is None
    with file.open(encoding="utf-8-sig", newline="") as source:
        other = workbook(tmp_path / "另存.xlsx", list(csv.reader(source)))
    saved_as = ledgers.plan(ledgers.read(other, file.stem), 2026)
    assert saved_as.new == ()
    assert dump(services.archive) == before


def test_a_name_that_looks_like_a_command_is_kept_as_text(
    services: Services, ledgers: LedgerService, tmp_path: Path
) -> None:
    names = ["=cmd|' /C calc'!A0", "@SUM(1+1)", "+1甲", "-2乙", "#3丙"]
    rows = [[GOOD[0], name, *GOOD[2:]] for name in names]
    path = workbook(tmp_path / "台账.xlsx", [HEADER, *rows])
    ledgers.commit(ledgers.plan(ledgers.read(path, "L16"), 2026))
    stored = [row.row.values["parties"] for row in ledgers.rows(ledgers.kind("L16"), 2026)]
    assert stored == names


def test_a_failed_formula_keeps_its_row_out_and_is_told(ledgers: LedgerService, tmp_path: Path) -> None:
    path = workbook(tmp_path / "台账.xlsx", [HEADER, GOOD, ["2026-05-07", *GOOD[1:4], "#DIV/0!", *GOOD[5:]]])
    plan = ledgers.plan(ledgers.read(path, "L16"), 2026)
    assert (len(plan.new), plan.blocked) == (1, 1)
    assert any("公式" in problem.why and problem.row == 3 for problem in plan.problems)


def test_a_sheet_formatted_over_all_columns_is_read_like_any_other(
    ledgers: LedgerService, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "台账.xlsx", [HEADER, GOOD])
    book = openpyxl.load_workbook(path)
    assert book.active is not None
    book.active.cell(2, 16_384).number_format = "0.00"
    book.active.cell(1, 16_384).number_format = "0.00"
    book.save(path)
    plan = ledgers.plan(ledgers.read(path, "L16"), 2026)
    assert (len(plan.new), plan.blocked) == (1, 0)


def test_a_sheet_of_empty_columns_alone_is_told(ledgers: LedgerService, tmp_path: Path) -> None:
    path = tmp_path / "空表.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    for column in range(1, 16_385):
        book.active.cell(1, column).number_format = "0.00"
    book.save(path)
    with pytest.raises(UserError) as refused:
        ledgers.plan(ledgers.read(path, "L16"), 2026)
    assert "空表.xlsx" in str(refused.value) or "年" in str(refused.value)
