"""The clerk's word on a workbook: columns, cells, and what was settled for files of the same make."""

from __future__ import annotations

from fzapp.intake.columns import recognise
from fzapp.intake.ledger_corrections import Corrections, Remembered, corrected, shape_of
from fzapp.intake.workbook import read_clipboard
from fzapp.services.ledger_kinds import find_kind, ledger_kinds

BLOCK = "登记日期\t来源\t当事人\t村社区\t天气\n2026.3.5\t申请调解\t甲某\t石桥村\t晴\n2026.3.32\t申请调解\t乙某\t石桥村\t雨\n"
RAW = read_clipboard(BLOCK)
SHEET = RAW.sheets[0].name


def fields(corrections: Corrections) -> dict[str, str]:
    reading = recognise(RAW, ledger_kinds(), None, 2026, corrections)
    return {match.header: match.column.id if match.column else "" for match in reading.sheets[0].columns}


def test_a_chosen_column_goes_where_it_was_sent_and_none_goes_twice() -> None:
    plain = fields(Corrections())
    assert (plain["当事人"], plain["天气"]) == ("parties", "")
    chosen = fields(Corrections({(SHEET, 4): "parties"}))
    assert (chosen["当事人"], chosen["天气"]) == ("", "parties")
    assert fields(Corrections({(SHEET, 2): ""}))["当事人"] == ""


def test_a_field_that_is_gone_leaves_the_column_as_recognised() -> None:
    assert fields(Corrections({(SHEET, 2): "no_such_field"}))["当事人"] == "parties"


def test_what_was_settled_for_the_shape_holds_for_its_kind_only() -> None:
    shape = shape_of(("", word) for word in ("登记日期", "来源", "当事人", "村社区", "天气"))
    known = Corrections(remembered={shape: Remembered("L16", {4: "mediator"})})
    assert fields(known)["天气"] == "mediator"
    other = recognise(RAW, ledger_kinds(), find_kind("L17"), 2026, known)
    assert all(m.column is None or m.column.id != "mediator" for m in other.sheets[0].columns)


def test_the_shape_takes_no_notice_of_blanks_and_brackets() -> None:
    assert shape_of([("", "村 社区")]) == shape_of([("", "村（社区）")])
    assert shape_of([("", "村"), ("", "社区")]) != shape_of([("", "社区"), ("", "村")])


def test_a_cell_put_right_is_read_as_the_others() -> None:
    wrong = recognise(RAW, ledger_kinds(), None, 2026)
    assert any(problem.code.blocks for problem in wrong.problems)
    right = recognise(RAW, ledger_kinds(), None, 2026, Corrections(cells={(SHEET, 3, 0): "3月30日"}))
    assert not any(problem.code.blocks for problem in right.problems)
    assert right.rows[1].values["registered_on"] == "2026-03-30"


def test_cells_outside_the_sheet_are_no_matter() -> None:
    changed = corrected(RAW, Corrections(cells={(SHEET, 99, 0): "x", (SHEET, 2, 9): "边上"}))
    assert changed.sheets[0].rows[1][9] == "边上"
    assert len(changed.sheets[0].rows) == len(RAW.sheets[0].rows)
