"""换年度: the old year stays, the new one begins with its reports; ledgers go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.services.agenda import year_to_turn
from tests.unit.services.test_figures import add_dispute
from tests.unit.services.test_records import LAST_YEAR

if TYPE_CHECKING:
    from fzapp.services.context import Services
    from tests.unit.services.conftest import Clock


def test_in_january_the_next_year_is_due(services: Services, clock: Clock) -> None:
    assert not services.years.is_due()
    services.reports.create("annual_report", 2026)
    assert (services.years.working_year(), services.years.is_due()) == (2026, False)
    clock.time = "2027-01-04T09:00:00"
    assert services.years.is_due()


def test_signed_reports_stay_and_drafts_are_told(services: Services, clock: Clock) -> None:
    signed = services.reports.create("half_year", 2026)
    services.freezes.freeze(signed, "李某")
    draft = services.reports.create("annual_report", 2026)
    add_dispute(services, "2027-01-02")
    clock.time = "2027-01-04T09:00:00"
    turn = services.years.turn()
    assert (turn.old, turn.new, turn.rows) == (2026, 2027, 1)
    assert [one.id for one in turn.signed] == [signed]
    assert [one.id for one in turn.left] == [draft]
    assert {one.genre: (one.due, one.like) for one in turn.offers} == {
        "annual_report": ("2028-03-01", draft),
        "half_year": ("2027-07-10", signed),
    }


def test_turning_makes_the_reports_and_moves_the_year(services: Services, clock: Clock) -> None:
    old = services.reports.create("annual_report", 2026)
    clock.time = "2027-01-04T09:00:00"
    (new,) = services.years.begin(2027, ["annual_report"])
    made = services.reports.get(new)
    assert (made.year, made.due_date) == (2027, "2028-03-01")
    assert [one.spec for one in made.sections] == [one.spec for one in services.reports.get(old).sections]
    assert services.years.working_year() == 2027
    assert not services.years.is_due()
    assert services.years.turn().offers[0].genre == "annual_report"


def test_a_year_may_begin_without_a_report(services: Services, clock: Clock) -> None:
    services.reports.create("annual_report", 2026)
    clock.time = "2027-01-04T09:00:00"
    assert services.years.begin(2027, ()) == ()
    assert services.years.working_year() == 2027


def test_of_a_record_the_template_is_the_better_outline(services: Services) -> None:
    services.imports.store(services.imports.read_pasted(LAST_YEAR))
    assert services.years.working_year() == 0
    turn = services.years.turn()
    assert (turn.old, turn.new) == (2025, 2026)
    assert [(one.genre, one.like) for one in turn.offers] == [("annual_report", 0)]
    assert (turn.signed, turn.left) == ((), ())


def test_the_reminder_says_what_is_left() -> None:
    assert year_to_turn(2026, 0).text == "2027年了，可以换到新年度"
    assert "没签发的2份" in year_to_turn(2026, 2).text
