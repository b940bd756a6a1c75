"""历年: a figure and a section over the years, with what changed, for print and as a workbook."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from fzapp.domain.errors import UserError
from fzapp.domain.period import Period
from tests.unit.services.test_figures import bring
from tests.unit.services.test_reuse import past_and_present

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

NAME = "矛盾纠纷.受理件数"


def test_a_figure_begins_where_something_is_known(services: Services) -> None:
    bring(services, "L16")
    services.reports.create("annual_report", 2020)
    found = services.timelines.figure(NAME, Period(2026))
    then = services.figures.value(NAME, 2025)
    now = services.figures.value(NAME, 2026)
    assert then is not None
    assert now is not None
    assert [(one.year, one.value) for one in found.points] == [(2025, then.value), (2026, now.value)]
    assert found.unit == "件"
    assert [row[0] for row in found.rows] == ["2026年", "2025年"]
    assert then.value is not None
    assert now.value is not None
    by = now.value - then.value
    assert found.rows[0][1] == f"{now.value}件"
    assert found.rows[0][2] == f"{'+' if by > 0 else '-'}{abs(by)}件"
    assert found.rows[1][2:4] == ("", "")
    assert found.rows[0][4] == "有台账"


def test_a_year_without_a_ledger_leaves_its_place_empty(services: Services) -> None:
    bring(services, "L16")
    found = services.timelines.figure(NAME, Period(2027))
    assert found.points[-1].value is None
    assert found.rows[0][1:5] == ("—", "", "", "没有台账")


def test_shares_change_by_points(services: Services) -> None:
    bring(services, "L16")
    found = services.timelines.figure("矛盾纠纷.化解率", Period(2026))
    assert found.rows[0][2].endswith("个百分点") or found.rows[0][2] == "持平"
    assert found.rows[0][3] == ""


def test_a_closing_is_told(services: Services) -> None:
    bring(services, "L16")
    assert "截至11月底" in services.timelines.figure(NAME, Period(2026, "11-30")).title


def test_a_section_over_the_years(services: Services) -> None:
    _, section = past_and_present(services, "2025年受理纠纷38件。群众比较满意，没有遗留问题。")
    services.writing.save(section.id, "2026年受理纠纷41件。群众比较满意，没有遗留问题。又建了一处阵地。")
    found = services.timelines.section(services.writing.section(section.id))
    assert [(one.year, one.value) for one in found.points] == [(2025, Decimal(27)), (2026, Decimal(35))]
    assert found.rows[0][:4] == ("2026年", "35", "1", "40%")
    assert found.rows[1][:4] == ("2025年", "27", "1", "")
    assert found.rows[1][4].startswith("2025年受理纠纷38件")
    assert found.paper.title == "“依法预防化解矛盾纠纷”历年情况"
    assert found.paper.rows == found.rows


def test_the_table_goes_into_a_workbook(services: Services, tmp_path: Path) -> None:
    bring(services, "L16")
    found = services.timelines.figure(NAME, Period(2026))
    path = tmp_path / "历年.xlsx"
    services.timelines.export(found, path)
    sheet = load_workbook(path).active
    assert [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=3, max_row=4)] == [
        ["年份", "数值"],
        ["2026年", found.rows[0][1]],
    ]


def test_nothing_is_not_exported(services: Services, tmp_path: Path) -> None:
    found = services.timelines.figure(NAME, Period(2026))
    assert found.points == ()
    with pytest.raises(UserError, match="没有可以导出的年份"):
        services.timelines.export(found, tmp_path / "a.xlsx")
