"""The workbook an office gets: what it shows, what it locks, and that an untouched one says nothing new."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType, TextShape
from fzapp.services.kind_drafts import ColumnDraft, KindDraft, draft_of
from fzapp.services.ledger_export import masked, width_of
from fzapp.services.ledger_kinds import ledger_kinds
from fzapp.services.practice import make_practice
from tests.unit.services.form_files import YEAR, FilledForm, add_rows, fates, issue, planned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fzapp.domain.ledger import Column, LedgerKind, Value
    from fzapp.services.context import Services

TEXTS = (
    "石桥村老榕树下",
    "=cmd|' /C calc'!A0",
    "+86 说明",
    "-",
    "@某某",
    "第一行\n第二行",
    "3-15",
    "0871",
    " 两头有空 ",
)


def any_value(column: Column, pick: random.Random) -> Value:
    """A value a column may hold, also such as only importing gives."""
    match column.type:
        case ColumnType.DATE:
            return pick.choice([f"{YEAR}-05-06", f"{YEAR}-05", str(YEAR), None])
        case ColumnType.INTEGER:
            return pick.choice([Decimal(0), Decimal(12), Decimal(123456), None])
        case ColumnType.MONEY:
            return pick.choice([Decimal("0.10"), Decimal(35000), Decimal("1234567.89"), None])
        case ColumnType.PERCENT:
            return pick.choice([Decimal("98.5"), Decimal("1.5"), Decimal(250), Decimal(0), None])
        case ColumnType.YES_NO:
            return pick.choice([True, False, None])
        case ColumnType.CHOICE:
            return pick.choice([*(option.name for option in column.options), "没有列出的", None])
        case ColumnType.CHOICES:
            names = [option.name for option in column.options] or ["甲"]
            return tuple(pick.sample(names, min(2, len(names))))
        case ColumnType.TEXT:
            if column.shape is TextShape.PHONE:
                return "13800001111"
            return pick.choice([*TEXTS, None])


def rows_for(kind: LedgerKind) -> Iterator[dict[str, Value]]:
    pick = random.Random(kind.code)
    for _ in range(12):
        yield {column.id: any_value(column, pick) for column in kind.all_columns}


@pytest.mark.parametrize("kind", ledger_kinds(), ids=lambda kind: kind.code)
def test_an_untouched_form_of_every_kind_has_nothing_to_do(
    services: Services, tmp_path: Path, kind: LedgerKind
) -> None:
    add_rows(services, kind.code, *rows_for(kind))
    count = len(services.ledgers.rows(kind, YEAR))
    office = next(o for o in services.forms.offices() if kind in o.kinds)
    plan = planned(services, issue(services, tmp_path, office.name, kind.code))
    assert count > 0
    assert fates(plan) == {"unchanged": count}
    assert not plan.notes
    services.merges.commit(plan)
    assert fates(services.merges.plan(plan.read)) == {"unchanged": count}


def test_untouched_forms_of_the_practice_year_have_nothing_to_do(services: Services, tmp_path: Path) -> None:
    """Every office of the practice archive gives back what it got."""
    from fzapp.services.context import open_services

    make_practice(tmp_path / "practice", services.resources)
    practice = open_services(tmp_path / "practice", services.resources)
    try:
        rows = 0
        for office in practice.forms.offices():
            counts = fates(planned(practice, issue(practice, tmp_path, office.name)))
            assert set(counts) <= {"unchanged"}, office.name
            rows += counts.get("unchanged", 0)
        assert rows > 300
    finally:
        practice.close()


@pytest.fixture
def form(services: Services, tmp_path: Path) -> FilledForm:
    add_rows(
        services,
        "L16",
        {"registered_on": "2026-03-01", "parties": "=1+1", "type": "邻里纠纷", "phone": "0871-66666666"},
    )
    return FilledForm(issue(services, tmp_path, "综治中心"))


def test_a_form_has_a_cover_and_a_sheet_for_each_ledger(form: FilledForm) -> None:
    assert form.book.sheetnames[:4] == ["填写说明", "矛盾纠纷", "重点人群", "网格"]
    assert {form.sheet(name).sheet_state for name in ("_fzapp", "_选项")} == {"veryHidden", "hidden"}
    cover = "\n".join(str(row[1]) for row in form.sheet("填写说明").iter_rows(values_only=True))
    for word in (
        "综治中心填报",
        "矛盾纠纷排查化解，已登记1条",
        "名称带*",
        "U盘交回青石镇",
        "12月1日发出",
        "个人信息",
    ):
        assert word in cover
    assert not {"请", "抱歉", "非法", "无效"} & set(cover)


def test_headers_are_locked_and_rows_are_free(form: FilledForm) -> None:
    sheet = form.sheet("矛盾纠纷")
    first = form.first_row("矛盾纠纷")
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert not any((sheet.protection.insertRows, sheet.protection.deleteRows, sheet.protection.sort))
    assert all(cell.protection.locked for row in sheet.iter_rows(1, first - 1) for cell in row)
    assert not any(cell.protection.locked for row in sheet.iter_rows(first) for cell in row)
    beyond = [d for d in sheet.column_dimensions.values() if d.max and d.max >= 16_384]
    assert beyond
    assert not any(d.protection.locked for d in sheet.column_dimensions.values())


def test_header_stays_in_sight_and_on_every_page(form: FilledForm) -> None:
    sheet = form.sheet("矛盾纠纷")
    first = form.first_row("矛盾纠纷")
    assert sheet.freeze_panes == f"D{first}"
    assert sheet.print_title_rows == f"$1:${first - 1}"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[first - 2].hidden
    headers = [cell.value for cell in sheet[first - 1]][1:]
    assert headers[:3] == ["序号", "登记日期*", "来源"]
    assert "涉及金额（元）" in headers
    assert headers[-1] == "备注"


def checks(form: FilledForm, name: str) -> dict[str, Any]:
    found = {}
    first = form.first_row(name)
    for check in form.sheet(name).data_validations.dataValidation:
        for block in check.sqref.ranges:
            if block.min_row <= first <= block.max_row:
                found[form.sheet(name).cell(first - 2, block.min_col).value] = check
    return found


def test_cells_offer_choices_and_check_dates_and_numbers(form: FilledForm, services: Services) -> None:
    found = checks(form, "矛盾纠纷")
    kind = services.ledgers.kind("L16")
    assert found["type"].type == "list"
    assert not found["type"].showErrorMessage  # free text stays allowed
    assert found["village"].type == "list"
    assert (found["registered_on"].type, found["registered_on"].errorStyle) == ("date", "warning")
    assert (found["amount"].type, found["amount"].errorStyle) == ("decimal", "warning")
    place = found["type"].formula1.split("!")[1].replace("$", "").split(":")
    options = [cell[0].value for cell in form.sheet("_选项")[f"{place[0]}:{place[1]}"]]
    column = kind.column("type")
    assert column is not None
    assert options == [option.name for option in column.options]
    assert "2024.5.6" in found["registered_on"].prompt
    assert all(
        len(check.prompt or "") <= 255 and len(check.promptTitle or "") <= 32 for check in found.values()
    )


def test_texts_stay_texts(form: FilledForm) -> None:
    parties = form.cell("矛盾纠纷", 1, "parties")
    assert (parties.value, parties.data_type, parties.quotePrefix) == ("=1+1", "s", True)
    assert form.cell("矛盾纠纷", 1, "phone").value == "0871-66666666"
    for order in (1, 2):
        assert form.cell("矛盾纠纷", order, "phone").number_format == "@"
        assert form.cell("矛盾纠纷", order, "parties").number_format == "@"
    when = form.cell("矛盾纠纷", 1, "registered_on")
    assert str(when.value).startswith("2026-03-01")
    assert when.number_format == "yyyy-mm-dd"


def test_offices_are_those_the_kinds_name(services: Services) -> None:
    offices = {office.name: office for office in services.forms.offices()}
    assert {"司法所", "党政办", "综治中心", "财政所", "信访办"} <= set(offices)
    assert not {"各办所", "承办办所"} & set(offices)
    assert [kind.code for kind in offices["财政所"].kinds] == ["L27"]
    assert {kind.code for kind in offices["财政所"].shared} == {"L04", "L08"}
    assert {kind.code for kind in ledger_kinds()} == {k.code for o in offices.values() for k in o.all_kinds}
    with pytest.raises(UserError, match=r"没有由“畜牧站”填报的台账.*司法所"):
        services.forms.office("畜牧站")


def test_own_columns_and_own_ledgers_go_along(services: Services, tmp_path: Path) -> None:
    """A column that was put away stays at home, and keeps what it holds when the form comes back."""
    draft = draft_of(services.ledgers.kind("L16"))
    columns = tuple(replace(c, hidden=c.name == "回访") for c in draft.columns)
    own = ColumnDraft("经费来源", ColumnType.CHOICE, options=("自筹", "镇级"))
    add_rows(services, "L16", {"registered_on": "2026-03-01", "parties": "甲某", "revisited": True})
    services.kind_editing.save(replace(draft, columns=(*columns, own)))
    wells = (ColumnDraft("巡查日期", ColumnType.DATE, required=True), ColumnDraft("水井名称", required=True))
    services.kind_editing.save(
        KindDraft(name="水井巡查", short_name="水井", unit="次", office="综治中心", columns=wells)
    )
    form = FilledForm(issue(services, tmp_path, "综治中心"))
    headers = [cell.value for cell in form.sheet("矛盾纠纷")[form.first_row("矛盾纠纷") - 1]]
    assert "经费来源" in headers
    assert "回访" not in headers
    fields = {cell.value: cell.column for cell in form.sheet("水井")[form.first_row("水井") - 2]}
    first = form.first_row("水井")
    form.sheet("水井").cell(first, fields["own_1"]).value = "3月5日"
    form.sheet("水井").cell(first, fields["own_2"]).value = "东井"
    form.set("矛盾纠纷", 1, remark="补一句")
    merged = services.merges.commit(planned(services, form.save()))
    assert (merged.new, merged.changed) == (1, 1)
    values = services.ledgers.rows(services.ledgers.kind("L16"), YEAR)[0].row.values
    assert (values["revisited"], values["remark"]) == (True, "补一句")


def test_nothing_is_noted_when_the_file_cannot_be_written(services: Services, tmp_path: Path) -> None:
    draft = services.forms.draft(services.forms.office("财政所"), YEAR)
    with pytest.raises(UserError):
        services.forms.issue(draft, tmp_path / "没有这个文件夹" / "表.xlsx")
    assert services.forms.asked(YEAR) == ()


def test_issuing_is_no_step_of_undo(services: Services, tmp_path: Path) -> None:
    before = services.archive.undoable()
    issue(services, tmp_path, "财政所")
    assert services.archive.undoable() == before
    assert [asked.issue.office for asked in services.forms.asked(YEAR)] == ["财政所"]


def test_export_looks_like_a_printed_ledger(services: Services, tmp_path: Path) -> None:
    kind = services.ledgers.kind("L16")
    add_rows(
        services,
        "L16",
        {"registered_on": "2026-03-01", "parties": "@甲某", "amount": Decimal(100), "village": "石桥村"},
        {"registered_on": "2026-03-02", "parties": "乙某、丙某", "amount": Decimal("0.5")},
    )
    rows = services.ledgers.rows(kind, YEAR)
    path = tmp_path / "出.xlsx"
    columns = [c for c in kind.columns if c.id in {"registered_on", "parties", "village", "amount"}]
    ids = [row.id for row in rows]
    services.ledgers.export(
        path, kind, YEAR, columns, ids, lambda _done, _all: None, masked=True, unit="青石镇"
    )
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0][0] == "2026年矛盾纠纷排查化解台账"
    assert "青石镇" in str(lines[1][0])
    assert lines[2] == ["序号", "登记日期", "当事人", "村社区", "涉及金额（元）"]
    assert lines[3][2] == "@**"
    assert lines[4][2] == "乙**、丙**"
    assert lines[5] == ["合计", None, None, None, 100.5]
    assert lines[6][0] == "已隐去个人信息的列：当事人"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert {"A1:E1", "A2:E2"} == {str(merged) for merged in sheet.merged_cells.ranges}
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_masking_hides_persons_only(services: Services) -> None:
    kind = services.ledgers.kind("L16")
    named = {name: kind.column(name) for name in ("parties", "phone", "identity_number", "village")}
    values = {
        name: masked(column, "13812345678" if name == "phone" else "甲某 乙某")
        for name, column in named.items()
        if column is not None
    }
    assert values == {
        "parties": "甲** 乙**",
        "phone": "138****5678",
        "identity_number": "***",
        "village": "甲某 乙某",
    }


def test_columns_are_as_wide_as_they_need_to_be(services: Services) -> None:
    columns = services.ledgers.kind("L16").columns
    widths = {column.id: width_of(column) for column in columns}
    assert widths["registered_on"] < widths["type"] <= 24
    summary = next(column for column in columns if column.id == "summary")
    assert width_of(summary, (), ["很长" * 20]) == 24
