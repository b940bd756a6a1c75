"""A form that goes through LibreOffice Calc, where many offices fill theirs in, comes back whole."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.ledger_forms import RowFate
from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.services.context import build_services
from fzapp.services.ledger_merge_model import Decisions
from fzapp.storage.archive import Archive
from tests.unit.services.form_files import YEAR, FilledForm, add_rows, fates, issue, planned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fzapp.services.context import Services

OFFICE, SHEET = "综治中心", "矛盾纠纷"
pytestmark = [pytest.mark.office, pytest.mark.slow]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    built = build_services(Archive.open(tmp_path / "archive"), paths.resources())
    built.reports.set_unit(UnitProfile("镇", "青石镇人民政府", "青石镇", villages=("石桥村",)))
    yield built
    built.close()


@pytest.fixture
def convert(tmp_path: Path) -> Callable[[Path, str], Path]:
    """Opens a workbook in Calc and saves it in another format, under a name of its own."""

    def run(path: Path, ending: str) -> Path:
        folder = tmp_path / f"{path.stem}-{ending}-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        source = folder / f"form{path.suffix}"
        shutil.copy(path, source)
        profile = (tmp_path / "profile").as_uri()
        command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", ending]
        out = folder / "out"
        done = subprocess.run(
            [*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=180
        )
        found = out / f"form.{ending}"
        assert found.exists(), done.stderr
        return found

    return run


def disputes(services: Services) -> None:
    rows = [
        {
            "registered_on": f"{YEAR}-03-{day:02d}",
            "parties": f"当事人{day}",
            "village": "石桥村",
            "type": "邻里纠纷",
            "result": "正在办理",
            "phone": "0871-66666666",
            "amount": Decimal(1000 * day) / 3,
            "summary": "=cmd|' /C calc'!A0" if day == 1 else "第一行\n第二行",
        }
        for day in range(1, 7)
    ]
    add_rows(services, "L16", *[{**row, "amount": round(row["amount"], 2)} for row in rows])  # type: ignore[call-overload]


@pytest.mark.parametrize("through", [("ods",), ("ods", "xlsx"), ("xls",)])
def test_an_untouched_form_has_nothing_to_do(
    services: Services, tmp_path: Path, convert: Callable[[Path, str], Path], through: tuple[str, ...]
) -> None:
    disputes(services)
    path = issue(services, tmp_path, OFFICE, "L16", "L21", "L28")
    for ending in through:
        path = convert(path, ending)
    plan = planned(services, path)
    assert fates(plan) == {"unchanged": 6}
    assert not plan.notes


def test_a_form_filled_in_calc_merges_right(
    services: Services, tmp_path: Path, convert: Callable[[Path, str], Path]
) -> None:
    """A deleted row, a moved sheet, moved rows, an added column, a date as text: one step, once."""
    disputes(services)
    path = issue(services, tmp_path, OFFICE, "L16", "L21", "L28")
    form = FilledForm(convert(convert(path, "ods"), "xlsx"))
    form.set(SHEET, 1, registered_on="2026.5.6", result="化解")
    form.cell(SHEET, 1, "registered_on").number_format = "@"
    form.set(
        SHEET, 7, registered_on="5月7日", parties="新来的", village="松岭村", type="合同纠纷", result="化解"
    )
    form.add_column(SHEET, "经费来源", row3="自筹")
    form.delete_row(SHEET, 2)
    form.book.move_sheet(SHEET, offset=2)
    filled = convert(convert(form.save(), "ods"), "xlsx")
    plan = planned(services, filled)
    assert fates(plan) == {"unchanged": 3, "changed": 2, "new": 1, "deleted": 1}
    (deleted,) = plan.of(RowFate.DELETED)
    merged = services.merges.commit(plan, Decisions(remove=frozenset({deleted.place})))
    assert (merged.new, merged.changed, merged.removed, merged.held) == (1, 2, 1, 0)
    rows = [row.row.values for row in services.ledgers.rows(services.ledgers.kind("L16"), YEAR)]
    assert [row["parties"] for row in rows] == [
        "当事人3", "当事人4", "当事人5", "当事人6", "当事人1", "新来的",
    ]  # fmt: skip
    assert [rows[-2]["registered_on"], rows[-1]["registered_on"]] == ["2026-05-06", "2026-05-07"]
    assert rows[0]["remark"] == "经费来源：自筹"
    assert rows[-2]["summary"] == "=cmd|' /C calc'!A0"
    assert fates(planned(services, filled)) == {"unchanged": 6}
    assert merged.change is not None
    services.archive.revert(merged.change)
    assert fates(planned(services, path)) == {"unchanged": 6}
