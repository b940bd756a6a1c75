"""Ledgers handed on by the command line: export, form, merge."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from fzapp.cli import main as cli
from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.services.context import open_services
from tests.unit.services.form_files import YEAR, FilledForm, add_rows

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "矛盾纠纷"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive with two disputes."""
    folder = tmp_path / "archive"
    services = open_services(folder, paths.resources())
    services.reports.set_unit(UnitProfile("镇", "青石镇人民政府", "青石镇"))
    rows = [
        {"registered_on": f"{YEAR}-03-0{n}", "parties": f"当事人{n}", "village": "石桥村", "type": "其他", "result": "化解"}
        for n in (1, 2)
    ]  # fmt: skip
    add_rows(services, "L16", *rows)
    services.close()
    return folder


def run(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> tuple[int, str, str]:
    status = cli.main(["ledger", *arguments, "--archive", str(folder)])
    out, err = capsys.readouterr()
    return status, out, err


def answer(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    status, out, err = run(capsys, folder, *arguments, "--json")
    assert not err
    return status, json.loads(out)


@pytest.fixture
def form(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> FilledForm:
    path = tmp_path / "综治中心.xlsx"
    status, made = answer(capsys, folder, "form", "综治中心", "-o", str(path), "--year", str(YEAR))
    assert status == 0
    assert (made["office"], made["year"]) == ("综治中心", YEAR)
    assert made["ledgers"][0] == {"kind": "L16", "name": "矛盾纠纷排查化解", "rows": 2}
    return FilledForm(path)


def test_what_is_safe_is_applied_and_the_rest_is_listed(
    capsys: pytest.CaptureFixture[str], folder: Path, form: FilledForm
) -> None:
    form.set(SHEET, 1, result="未成功")
    form.set(SHEET, 3, registered_on="5月6日", parties="丙某", village="石桥村", type="其他", result="化解")
    form.set(SHEET, 4, registered_on="2月30日", parties="丁某", village="石桥村", type="其他", result="化解")
    form.delete_row(SHEET, 2)
    path = str(form.save())
    status, seen = answer(capsys, folder, "merge", path, "--preview")
    assert (status, seen["written"]) == (1, False)
    status, found = answer(capsys, folder, "merge", path)
    assert status == 1
    assert (found["new"], found["changed"], found["unchanged"]) == (1, 1, 0)
    assert [row["text"].split("　")[1] for row in found["deleted"]] == ["当事人2"]
    assert found["problems"][0]["why"] == ["登记日期：2月没有30日"]
    assert found["conflicts"] == []
    services = open_services(folder, paths.resources())
    rows = services.ledgers.rows(services.ledgers.kind("L16"), YEAR)
    services.close()
    assert [(row.row.values["parties"], row.row.values["result"]) for row in rows] == [
        ("当事人1", "未成功"), ("当事人2", "化解"), ("丙某", "化解"),
    ]  # fmt: skip


def test_an_untouched_form_is_done(
    capsys: pytest.CaptureFixture[str], folder: Path, form: FilledForm
) -> None:
    status, out, _ = run(capsys, folder, "merge", str(form.path))
    assert status == 0
    assert "没有变化2行" in out
    assert "没有要改的" in out


def test_conflicts_are_shown_field_by_field(
    capsys: pytest.CaptureFixture[str], folder: Path, form: FilledForm
) -> None:
    services = open_services(folder, paths.resources())
    kind = services.ledgers.kind("L16")
    services.ledgers.change(kind, services.ledgers.rows(kind, YEAR)[0], {"result": "正在办理"})
    services.close()
    form.set(SHEET, 1, result="未成功")
    path = str(form.save())
    status, found = answer(capsys, folder, "merge", path)
    assert status == 1
    assert found["conflicts"][0]["fields"] == [
        {"field": "result", "name": "结果", "base": "化解", "form": "未成功", "archive": "正在办理"}
    ]
    status, out, _ = run(capsys, folder, "merge", path)
    assert status == 1
    assert "结果：表里“未成功”，档案库“正在办理”" in out


def test_who_was_asked_and_who_answered(
    capsys: pytest.CaptureFixture[str], folder: Path, form: FilledForm
) -> None:
    _, found = answer(capsys, folder, "forms", "--year", str(YEAR))
    assert [(one["office"], one["returned"]) for one in found["forms"]] == [("综治中心", [])]
    assert "还没有交回" in run(capsys, folder, "forms", "--year", str(YEAR))[1]
    run(capsys, folder, "merge", str(form.path))
    assert "交回，没有改动" in run(capsys, folder, "forms", "--year", str(YEAR))[1]


def test_export_may_hide_persons(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "出.xlsx"
    status, found = answer(capsys, folder, "export", "L16", "-o", str(path), "--year", str(YEAR), "--mask")
    assert (status, found["rows"], found["masked"]) == (0, 2, ["当事人", "调解员", "对方当事人"])
    cells = [cell.value for row in openpyxl.load_workbook(path)["台账"].iter_rows() for cell in row]
    assert "当**" in cells
    assert "当事人1" not in cells


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("form", "畜牧站", "-o", "{}/表.xlsx"), "没有由“畜牧站”填报的台账"),
        (("form", "信访办", "-o", "{}/没有/表.xlsx"), "不存在"),
        (("export", "L99", "-o", "{}/表.xlsx"), "没有“L99”这种台账"),
        (("merge", "{}/没有.xlsx"), "找不到文件"),
    ],
)
def test_wrong_use_is_told(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    status, out, err = run(capsys, folder, *(part.format(tmp_path) for part in arguments))
    assert (status, out) == (2, "")
    assert said in err
