"""A form goes out, is filled in, and comes back: nothing lost, nothing twice, nothing without being asked."""

from __future__ import annotations

import shutil
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.ledger_forms import RowFate, Side
from fzapp.infra import paths
from fzapp.services.context import build_services
from fzapp.services.ledger_merge_model import Decisions
from fzapp.storage import tables
from fzapp.storage.archive import Archive
from tests.unit.services.form_files import YEAR, FilledForm, add_rows, fates, issue, planned

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

OFFICE, SHEET = "综治中心", "矛盾纠纷"


def dispute(day: str, parties: str, **more: Any) -> dict[str, Any]:
    return {
        "registered_on": f"{YEAR}-{day}",
        "parties": parties,
        "village": "石桥村",
        "type": "邻里纠纷",
        "result": "正在办理",
        **more,
    }


@pytest.fixture
def form(services: Services, tmp_path: Path) -> FilledForm:
    """A form with three disputes that is out at the office."""
    add_rows(
        services,
        "L16",
        dispute("03-01", "甲某"),
        dispute("03-02", "乙某", amount=Decimal(500)),
        dispute("03-03", "丙某", remark="旧备注"),
    )
    return FilledForm(issue(services, tmp_path, OFFICE, "L16", "L28"))


def rows_of(services: Services, code: str = "L16") -> list[dict[str, Any]]:
    return [dict(row.row.values) for row in services.ledgers.rows(services.ledgers.kind(code), YEAR)]


def snapshot(services: Services) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table.name: [tuple(row) for row in services.archive.read(f'select * from "{table.name}" order by id')]
        for table in tables.ALL
    }


def test_an_untouched_form_has_nothing_to_do(services: Services, form: FilledForm) -> None:
    plan = planned(services, form.path)
    assert fates(plan) == {"unchanged": 3}
    before = rows_of(services)
    merged = services.merges.commit(plan)
    assert (merged.new, merged.changed, merged.removed, merged.held) == (0, 0, 0, 0)
    assert rows_of(services) == before


def test_new_and_changed_rows_come_in_as_one_step(services: Services, form: FilledForm) -> None:
    before = snapshot(services)
    form.set(SHEET, 1, result="化解")
    form.set(
        SHEET, 4, registered_on="2026.5.6", parties="丁某", village="石桥村", type="合同纠纷", result="化解"
    )
    merged = services.merges.commit(planned(services, form.save()))
    assert (merged.new, merged.changed) == (1, 1)
    rows = rows_of(services)
    assert rows[0]["result"] == "化解"
    assert rows[3]["registered_on"] == "2026-05-06"
    assert merged.change is not None
    services.archive.revert(merged.change)
    assert snapshot(services) == before


def test_the_same_file_twice_changes_nothing(services: Services, form: FilledForm) -> None:
    form.set(SHEET, 2, result="化解", remark="补充")
    form.set(
        SHEET, 4, registered_on="5月6日", parties="丁某", village="石桥村", type="合同纠纷", result="化解"
    )
    form.add_column(SHEET, "经费来源", row2="自筹", row4="镇级")
    path = form.save()
    assert services.merges.commit(planned(services, path)).change is not None
    after = snapshot(services)
    again = planned(services, path)
    assert fates(again) == {"unchanged": 4}
    assert "已经合并过" in again.notes[0]
    assert services.merges.commit(again).change is None
    assert snapshot(services) == after


def test_a_corrected_form_finds_its_new_rows_again(services: Services, form: FilledForm) -> None:
    form.set(
        SHEET, 4, registered_on="5月6日", parties="丁某", village="石桥村", type="合同纠纷", result="化解"
    )
    services.merges.commit(planned(services, form.save()))
    form.set(SHEET, 4, parties="丁某某")
    plan = planned(services, form.save())
    assert fates(plan) == {"unchanged": 3, "changed": 1}
    services.merges.commit(plan)
    assert [row["parties"] for row in rows_of(services)] == ["甲某", "乙某", "丙某", "丁某某"]


def test_different_fields_changed_on_both_sides_are_both_kept(services: Services, form: FilledForm) -> None:
    kind = services.ledgers.kind("L16")
    services.ledgers.change(kind, services.ledgers.rows(kind, YEAR)[0], {"result": "化解"})
    form.set(SHEET, 1, parties="甲某某")
    plan = planned(services, form.save())
    assert fates(plan) == {"changed": 1, "unchanged": 2}
    services.merges.commit(plan)
    assert (rows_of(services)[0]["parties"], rows_of(services)[0]["result"]) == ("甲某某", "化解")


@pytest.mark.parametrize(("side", "kept"), [(Side.FORM, "未成功"), (Side.ARCHIVE, "化解"), (None, "化解")])
def test_a_field_changed_on_both_sides_waits_for_a_decision(
    services: Services, form: FilledForm, side: Side | None, kept: str
) -> None:
    kind = services.ledgers.kind("L16")
    services.ledgers.change(kind, services.ledgers.rows(kind, YEAR)[0], {"result": "化解"})
    form.set(SHEET, 1, result="未成功", remark="电话里说的")
    plan = planned(services, form.save())
    (item,) = plan.of(RowFate.CONFLICT)
    (clash,) = item.clashes
    assert (clash.column.name, clash.base, clash.form, clash.archive) == (
        "结果",
        "正在办理",
        "未成功",
        "化解",
    )
    sides = {(item.place, "result"): side} if side else {}
    merged = services.merges.commit(plan, Decisions(sides=sides))
    assert merged.held == (0 if side else 1)
    assert rows_of(services)[0]["result"] == kept
    assert rows_of(services)[0].get("remark") == ("电话里说的" if side else None)
    assert fates(planned(services, form.path)).get("conflict", 0) == (0 if side else 1)


def test_a_deleted_row_is_asked_about(services: Services, form: FilledForm) -> None:
    form.delete_row(SHEET, 2)
    plan = planned(services, form.save())
    (item,) = plan.of(RowFate.DELETED)
    assert item.stored is not None
    assert item.stored.row.values["parties"] == "乙某"
    merged = services.merges.commit(plan)
    assert (merged.removed, merged.held) == (0, 1)
    assert len(rows_of(services)) == 3
    plan = planned(services, form.path)
    merged = services.merges.commit(plan, Decisions(remove=frozenset({plan.of(RowFate.DELETED)[0].place})))
    assert merged.removed == 1
    assert [row["parties"] for row in rows_of(services)] == ["甲某", "丙某"]
    assert fates(planned(services, form.path)) == {"unchanged": 2}


def test_a_row_kept_for_good_is_not_asked_about_again(services: Services, form: FilledForm) -> None:
    form.delete_row(SHEET, 2)
    plan = planned(services, form.save())
    services.merges.commit(plan, Decisions(keep=frozenset({plan.of(RowFate.DELETED)[0].place})))
    assert len(rows_of(services)) == 3
    assert fates(planned(services, form.path)) == {"unchanged": 2}


def test_an_emptied_row_counts_as_deleted(services: Services, form: FilledForm) -> None:
    sheet = form.sheet(SHEET)
    row = form.first_row(SHEET) + 1
    for place in range(2, sheet.max_column + 1):
        sheet.cell(row, place).value = None
    assert fates(planned(services, form.save())) == {"unchanged": 2, "deleted": 1}


def test_a_missing_sheet_is_told_and_deletes_nothing(services: Services, form: FilledForm) -> None:
    del form.book[SHEET]
    plan = planned(services, form.save())
    assert fates(plan) == {}
    assert any("没有“矛盾纠纷”这张表" in note for note in plan.notes)


def test_a_row_removed_here_and_changed_there_is_asked_about(services: Services, form: FilledForm) -> None:
    kind = services.ledgers.kind("L16")
    services.ledgers.remove([services.ledgers.rows(kind, YEAR)[0].id])
    assert fates(planned(services, form.path)) == {"unchanged": 3}
    form.set(SHEET, 1, result="化解")
    plan = planned(services, form.save())
    (item,) = plan.of(RowFate.CONFLICT)
    assert item.gone
    assert services.merges.commit(plan).held == 1
    services.merges.commit(plan, Decisions(sides={(item.place, ""): Side.FORM}))
    assert [row["parties"] for row in rows_of(services)] == ["甲某", "乙某", "丙某"]
    assert fates(planned(services, form.path)) == {"unchanged": 3}


def test_the_number_of_a_removed_row_is_not_taken_for_it(
    services: Services, form: FilledForm, clock: Any
) -> None:
    kind = services.ledgers.kind("L16")
    services.ledgers.remove([services.ledgers.rows(kind, YEAR)[2].id])
    clock.time = "2026-12-02T09:00:00"
    add_rows(services, "L16", dispute("09-09", "后来的"))  # SQLite gives it the number of the removed row
    plan = planned(services, form.path)
    assert fates(plan) == {"unchanged": 3}
    form.set(SHEET, 3, result="化解")
    (item,) = planned(services, form.save()).of(RowFate.CONFLICT)
    assert item.gone


def test_sheets_and_rows_may_be_moved(services: Services, form: FilledForm) -> None:
    form.book.move_sheet(SHEET, offset=2)
    form.sheet(SHEET).title = "我们的表"
    sheet, first = form.sheet("我们的表"), form.first_row("我们的表")
    for place in range(1, sheet.max_column + 1):
        one, other = sheet.cell(first, place), sheet.cell(first + 2, place)
        one.value, other.value = other.value, one.value
    form.set("我们的表", 1, result="化解")
    plan = planned(services, form.save())
    assert fates(plan) == {"unchanged": 2, "changed": 1}
    services.merges.commit(plan)
    assert rows_of(services)[2]["result"] == "化解"


def test_columns_may_be_moved_and_rows_put_above(services: Services, form: FilledForm) -> None:
    sheet = form.sheet(SHEET)
    form.set(SHEET, 1, result="化解")
    result, remark = form.column(SHEET, "result"), form.column(SHEET, "remark")
    for row in range(1, sheet.max_row + 1):
        one, other = sheet.cell(row, result), sheet.cell(row, remark)
        if type(one).__name__ != "MergedCell":
            one.value, other.value = other.value, one.value
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(1, 2)
    plan = planned(services, form.save())
    assert fates(plan) == {"unchanged": 2, "changed": 1}
    assert dict(plan.of(RowFate.CHANGED)[0].takes) == {"result": "化解"}


def test_an_added_column_goes_to_the_remark(services: Services, form: FilledForm) -> None:
    form.add_column(SHEET, "经费来源", row1="自筹", row3="镇级")
    plan = planned(services, form.save())
    assert fates(plan) == {"unchanged": 1, "changed": 2}
    assert any("经费来源" in note and "并进了备注" in note for note in plan.notes)
    services.merges.commit(plan)
    assert [row.get("remark") for row in rows_of(services)] == [
        "经费来源：自筹",
        None,
        "旧备注；经费来源：镇级",
    ]


def test_an_added_column_that_the_ledger_knows_is_that_column(services: Services, form: FilledForm) -> None:
    form.add_column(SHEET, "联系电话", row1="13800001111")
    services.merges.commit(planned(services, form.save()))
    assert rows_of(services)[0]["phone"] == "13800001111"


def test_totals_only_ledgers_take_no_added_column(services: Services, tmp_path: Path) -> None:
    add_rows(services, "L20", {"month": "2026-05", "corrections": Decimal(8)})
    form = FilledForm(issue(services, tmp_path, "司法所", "L20"))
    form.add_column("社区矫正", "姓名", row1="某甲")
    plan = planned(services, form.save())
    assert fates(plan) == {"unchanged": 1}
    assert any("只收汇总数" in note for note in plan.notes)


@pytest.mark.parametrize(
    "written", ["2026.5.6", "2026-5-6", "2026/5/6", "20260506", "2026年5月6日", "5月6日", "5.6", 46148]
)
def test_dates_in_every_habit(services: Services, form: FilledForm, written: str | int) -> None:
    form.set(SHEET, 1, registered_on=written)
    form.cell(SHEET, 1, "registered_on").number_format = "@" if isinstance(written, str) else "General"
    plan = planned(services, form.save())
    assert dict(plan.of(RowFate.CHANGED)[0].takes) == {"registered_on": "2026-05-06"}


def test_what_cannot_be_read_is_listed_with_its_reason(services: Services, form: FilledForm) -> None:
    form.set(SHEET, 1, registered_on="2月30日")
    form.set(SHEET, 2, parties=None)
    form.set(SHEET, 4, registered_on="5月6日", parties="丁某")
    form.set(
        SHEET,
        5,
        registered_on="5月7日",
        parties="戊",
        village="石桥村",
        type="其他",
        result="化解",
        amount="很多",
    )
    plan = planned(services, form.save())
    assert fates(plan) == {"problem": 4, "unchanged": 1}
    reasons = ["；".join(item.reasons) for item in plan.of(RowFate.PROBLEM)]
    assert reasons[0] == "登记日期：2月没有30日"
    assert reasons[1] == "缺当事人"
    assert "缺村社区" in reasons[2]
    assert "不是数" in reasons[3]
    before = rows_of(services)
    assert services.merges.commit(plan).held == 4
    assert rows_of(services) == before


def test_a_required_cell_that_was_empty_may_stay_so(services: Services, tmp_path: Path) -> None:
    add_rows(services, "L16", {"registered_on": "2026-03-01", "parties": "甲某"})
    form = FilledForm(issue(services, tmp_path, OFFICE, "L16"))
    form.set(SHEET, 1, remark="补一句")
    assert fates(planned(services, form.save())) == {"changed": 1}


def test_a_copied_row_is_told_until_it_is_changed(services: Services, form: FilledForm) -> None:
    form.copy_row(SHEET, 1, 4)
    plan = planned(services, form.save())
    assert fates(plan) == {"unchanged": 3, "problem": 1}
    assert "复制" in plan.of(RowFate.PROBLEM)[0].reasons[0]
    form.set(SHEET, 4, parties="丁某", registered_on="2026-04-01")
    plan = planned(services, form.save())
    assert fates(plan) == {"unchanged": 3, "new": 1}
    services.merges.commit(plan)
    assert fates(planned(services, form.path)) == {"unchanged": 4}


def test_a_row_that_was_also_typed_in_here_is_not_doubled(services: Services, form: FilledForm) -> None:
    add_rows(services, "L16", dispute("05-06", "丁某"))
    form.set(SHEET, 4, **{**dispute("05-06", "丁某"), "registered_on": "5月6日"})
    plan = planned(services, form.save())
    assert fates(plan) == {"unchanged": 4}
    services.merges.commit(plan)
    kind = services.ledgers.kind("L16")
    services.ledgers.change(kind, services.ledgers.rows(kind, YEAR)[3], {"result": "化解"})
    assert fates(planned(services, form.path)) == {"unchanged": 4}


def test_rows_below_the_prepared_ones_and_totals(services: Services, form: FilledForm) -> None:
    sheet = form.sheet(SHEET)
    below = sheet.max_row + 3
    for field, value in dispute("06-01", "末某").items():
        sheet.cell(below, form.column(SHEET, field)).value = value
    sheet.cell(below + 1, 2).value = "合计"
    sheet.cell(below + 1, form.column(SHEET, "amount")).value = 500
    sheet.cell(below + 2, 2).value = "填表人：某某"
    plan = planned(services, form.save())
    assert fates(plan) == {"unchanged": 3, "new": 1}
    services.merges.commit(plan)
    assert fates(planned(services, form.path)) == {"unchanged": 4}


def test_lost_tokens_make_exact_rows_known_and_delete_nothing(services: Services, form: FilledForm) -> None:
    sheet = form.sheet(SHEET)
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.delete_cols(1)
    plan = planned(services, form.save())
    assert fates(plan) == {"unchanged": 3}
    assert any("隐藏标记" in note for note in plan.notes)


def test_formulas_and_texts_that_look_like_them(services: Services, form: FilledForm) -> None:
    form.set(SHEET, 1, remark="=1+1")
    form.cell(SHEET, 1, "remark").data_type = "s"
    services.merges.commit(planned(services, form.save()))
    assert rows_of(services)[0]["remark"] == "=1+1"
    again = openpyxl.load_workbook(issue(services, form.path.parent, OFFICE))
    kinds = {cell.data_type for sheet in again for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_who_and_when_and_which_file_are_kept(services: Services, form: FilledForm) -> None:
    (asked,) = services.forms.asked(YEAR)
    assert not asked.answered
    form.set(SHEET, 1, result="化解")
    form.delete_row(SHEET, 2)
    services.merges.commit(planned(services, form.save()))
    (asked,) = services.forms.asked(YEAR)
    (returned,) = asked.returned
    assert (asked.issue.office, returned.file_name, returned.merged_at) == (
        OFFICE, "综治中心.xlsx", "2026-12-01T09:00:00",
    )  # fmt: skip
    assert (returned.new, returned.changed, returned.removed, returned.held) == (0, 1, 0, 1)
    assert len(returned.sha256) == 64


def test_other_files_and_other_units_are_refused(
    services: Services, form: FilledForm, tmp_path: Path
) -> None:
    plain = tmp_path / "普通.xlsx"
    openpyxl.Workbook().save(plain)
    with pytest.raises(UserError, match="不是从这里发出去的填报表"):
        services.merges.read(plain)
    other = build_services(Archive.open(tmp_path / "another"), paths.resources())
    try:
        with pytest.raises(UserError, match="不是从这个档案库发出去的"):
            other.merges.read(form.path)
        other.reports.set_unit(services.reports.unit().__class__(short_name="白水镇"))
        with pytest.raises(UserError, match="青石镇发出的填报表，不是白水镇的"):
            other.merges.read(form.path)
    finally:
        other.close()
    newer = openpyxl.load_workbook(form.path)
    newer["_fzapp"]["B2"].value = "9"
    newer.save(tmp_path / "新.xlsx")
    with pytest.raises(UserError, match="更新版本"):
        services.merges.read(tmp_path / "新.xlsx")


def test_a_state_secret_is_refused(services: Services, form: FilledForm) -> None:
    form.set(SHEET, 1, remark="机密★")
    with pytest.raises(UserError, match="涉密"):
        services.merges.read(form.save())


def test_a_plan_that_is_out_of_date_writes_nothing(services: Services, form: FilledForm) -> None:
    form.set(SHEET, 1, result="化解")
    form.set(SHEET, 2, result="化解")
    plan = planned(services, form.save())
    kind = services.ledgers.kind("L16")
    services.ledgers.change(kind, services.ledgers.rows(kind, YEAR)[1], {"remark": "刚改的"})
    before = snapshot(services)
    with pytest.raises(UserError, match="又改过"):
        services.merges.commit(plan)
    assert snapshot(services) == before


def test_a_form_of_another_office_with_the_same_ledger(
    services: Services, form: FilledForm, tmp_path: Path
) -> None:
    """Two offices fill the same ledger: both come in, a field both changed is asked about."""
    other = FilledForm(issue(services, tmp_path, "司法所", "L16"))
    form.set(SHEET, 1, result="化解")
    other.set(SHEET, 1, result="未成功")
    other.set(SHEET, 2, result="化解")
    services.merges.commit(planned(services, form.save()))
    assert fates(planned(services, other.save())) == {"conflict": 1, "changed": 1, "unchanged": 1}


def test_a_row_with_a_later_date_of_another_year_goes_there(services: Services, form: FilledForm) -> None:
    form.set(SHEET, 1, registered_on="2025-12-31")
    services.merges.commit(planned(services, form.save()))
    kind = services.ledgers.kind("L16")
    assert [row.row.values["parties"] for row in services.ledgers.rows(kind, YEAR - 1)] == ["甲某"]
    assert fates(planned(services, form.path)) == {"unchanged": 3}


def test_ledgers_of_every_office_carry_its_name(services: Services, tmp_path: Path) -> None:
    add_rows(services, "L04", {"held_on": "2026-03-01", "topic": "别的办所做的"})
    path = issue(services, tmp_path, "财政所")
    form = FilledForm(path)
    kind = services.ledgers.kind("L04")
    names = [name for name in form.book.sheetnames if name == kind.short_name]
    assert names == [kind.short_name]
    values = {c.id: _sample(c) for c in kind.required_columns}
    form.set(kind.short_name, 1, **values)
    plan = planned(services, form.save())
    assert fates(plan) == {"new": 1}
    services.merges.commit(plan)
    assert rows_of(services, "L04")[-1]["reporting_office"] == "财政所"
    assert fates(planned(services, path)) == {"unchanged": 1}
    again = services.forms.draft(services.forms.office("财政所"), YEAR)
    assert [len(sheet.lines) for sheet in again.sheets if sheet.kind.code == "L04"] == [1]


def _sample(column: Any) -> str | int:
    if column.type.is_quantity:
        return 3
    if column.type.value == "date":
        return "2026-04-05"
    return column.options[0].name if column.options else "某村"


def test_the_file_may_be_renamed(services: Services, form: FilledForm, tmp_path: Path) -> None:
    form.set(SHEET, 1, result="化解")
    other = tmp_path / "回来的.xlsx"
    shutil.copy(form.save(), other)
    assert fates(planned(services, other)) == {"changed": 1, "unchanged": 2}
