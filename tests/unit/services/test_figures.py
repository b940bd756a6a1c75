"""The figure library follows the ledgers: values, rows, last year, nothing, and every change at once."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.domain.report import BLANK
from fzapp.infra import paths
from fzapp.services.figure_text import FigureBasis

if TYPE_CHECKING:
    from fzapp.domain.ledger import Value
    from fzapp.services.context import Services

DISPUTES = "矛盾纠纷.受理件数"


def add_dispute(services: Services, day: str, outcome: str = "化解成功") -> None:
    kind = services.ledgers.kind("L16")
    values: dict[str, Value] = {column.id: "石桥村" for column in kind.required_columns}
    values |= {kind.period_column: day, "outcome": outcome}
    assert services.ledgers.add(kind, int(day[:4]), values) is not None


def bring(services: Services, code: str) -> None:
    reading = services.ledgers.read(paths.resources() / "practice" / "ledgers" / f"{code}.csv", code)
    services.ledgers.commit(services.ledgers.plan(reading, 2026))


def test_a_figure_knows_its_rows_and_last_year(services: Services) -> None:
    bring(services, "L16")
    found = services.figures.find(DISPUTES, 2026)
    kind = services.ledgers.kind("L16")
    assert found is not None
    assert found.basis is FigureBasis.ROWS
    assert (found.value, found.unit) == (len(found.rows), "件")
    assert set(found.rows) == {row.id for row in services.ledgers.rows(kind, 2026)}
    assert found.last_year == len(services.ledgers.rows(kind, 2025))
    assert found.sections == kind.sections


def test_every_figure_of_the_library_is_found_by_its_name(services: Services) -> None:
    bring(services, "L16")
    library = services.figures.library(2026)
    assert len(library) > 60
    assert len({figure.name for figure in library}) == len(library)
    for figure in library:
        assert services.figures.find(figure.name, 2026) == figure


def test_without_a_ledger_there_is_a_gap_until_zero_is_confirmed(services: Services) -> None:
    empty = services.figures.find(DISPUTES, 2026)
    assert empty is not None
    assert (empty.value, empty.basis, empty.shown()) == (None, FigureBasis.NO_LEDGER, BLANK)
    services.ledgers.confirm_zero(services.ledgers.kind("L16"), 2026, "办公室")
    proven = services.figures.find(DISPUTES, 2026)
    assert proven is not None
    assert (proven.value, proven.basis, proven.shown()) == (0, FigureBasis.CONFIRMED_ZERO, "0")
    rate = services.figures.find("矛盾纠纷.化解率", 2026)
    assert rate is not None
    assert rate.value is None
    assert rate.shown() not in ("", BLANK)


def test_a_value_that_no_row_has_is_zero_of_a_kept_ledger(services: Services) -> None:
    name = "普法活动.进企业场次"
    assert services.figures.find("普法活动.进火星场次", 2026) is None
    absent = services.figures.find(name, 2025)
    assert absent is not None
    assert absent.shown() == BLANK
    bring(services, "L04")
    kind = services.ledgers.kind("L04")
    figure = services.figures.find(name, 2026)
    assert figure is not None
    assert figure.value == 3
    services.ledgers.remove(figure.rows)
    gone = services.figures.find(name, 2026)
    assert gone is not None
    assert (gone.value, gone.rows) == (0, ())
    assert services.ledgers.rows(kind, 2026)


def test_shares_are_not_rounded_twice(services: Services) -> None:
    bring(services, "L16")
    rate = services.figures.find("矛盾纠纷.化解率", 2026)
    assert rate is not None
    assert rate.value == Decimal(70) * 100 / 73


def test_values_follow_every_change_and_its_undoing(services: Services) -> None:
    bring(services, "L16")
    before = services.figures.find(DISPUTES, 2026)
    assert before is not None
    assert before.value is not None
    add_dispute(services, "2026-05-06")
    more = services.figures.find(DISPUTES, 2026)
    assert more is not None
    assert more.value == before.value + 1
    change = services.archive.undoable()
    assert change is not None
    services.archive.revert(change)
    assert services.figures.find(DISPUTES, 2026) == before
    add_dispute(services, "2025-05-06")
    after = services.figures.find(DISPUTES, 2026)
    assert after is not None
    assert before.last_year is not None
    assert after.last_year == before.last_year + 1


def test_document_length_and_checkpoints_see_numbers(services: Services) -> None:
    bring(services, "L16")
    report_id = services.reports.create("annual_report", 2026)
    section = next(s for s in services.reports.get(report_id).sections if s.spec == "disputes")
    services.writing.save(section.id, "全年受理{{矛盾纠纷.受理件数}}件，{{矛盾纠纷.没有这个}}。")
    content = services.reports.content(report_id)
    assert f"全年受理73件，{BLANK}。" in [s.body for s in content.sections]
    task = next(t for t in services.overview.tasks(report_id) if t.section.id == section.id)
    assert task.characters == len(f"全年受理73件，{BLANK}。")
    assert "{{" in task.section.body
    typed = services.writing.section(section.id)
    states = services.overview.checkpoints(typed)
    assert states == services.overview.checkpoints(typed, f"全年受理73件，{BLANK}。")
    later = services.reports.create("annual_report", 2027)
    next_year = next(s for s in services.reports.get(later).sections if s.spec == "disputes")
    assert [p.section.body for p in services.overview.past(next_year)] == [f"全年受理73件，{BLANK}。"]
