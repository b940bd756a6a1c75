"""Villages and offices of the unit are proposed where a ledger asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.ledger import TextShape
from fzapp.domain.unit import UnitProfile
from fzapp.services.proposals import proposed

if TYPE_CHECKING:
    from fzapp.services.context import Services


def test_villages_and_offices_of_the_unit_are_proposed(services: Services) -> None:
    """Where a village or an office of the house is asked for, and nowhere else."""
    services.reports.set_unit(UnitProfile(villages=("石桥村",), offices=("党政办", "司法所")))
    ledgers, archive = services.ledgers, services.archive
    decisions = {column.id: column for column in ledgers.kind("L08").all_columns}
    disputes = {column.shape: column for column in ledgers.kind("L16").all_columns}
    assert proposed(archive, decisions["office"]) == ("党政办", "司法所")
    assert proposed(archive, decisions["reporting_office"]) == ("党政办", "司法所")
    assert proposed(archive, disputes[TextShape.VILLAGE]) == ("石桥村",)
    assert proposed(archive, next(one for one in decisions.values() if one.id == "participation")) == ()
