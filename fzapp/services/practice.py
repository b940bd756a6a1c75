"""The practice archive (练习本): an invented office in the middle of its year, to try everything on."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from fzapp.domain.period import Period
from fzapp.domain.report import SectionState
from fzapp.domain.unit import profile_from
from fzapp.services.context import open_services
from fzapp.services.ledger_tables import LedgerTableWish, TableStyle
from fzapp.storage import reports as stored
from fzapp.storage import tables
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

LAST_YEAR = "report_last_year.txt"
THIS_YEAR = "report_this_year.toml"


def make_practice(folder: Path, resources: Path) -> int:
    """Make the practice archive in `folder`; answer how many reports it holds.

    One that is there already is left as it is, with all that was tried in it. Raises `ArchiveUnusable`.
    """
    services = open_services(folder, resources)
    try:
        if not services.reports.all():
            _fill(services, resources / "practice")
        return len(services.reports.all())
    finally:
        services.close()


def _fill(services: Services, source: Path) -> None:
    profile: dict[str, Any] = tomllib.loads((source / "profile.toml").read_text(encoding="utf-8"))
    services.reports.set_unit(profile_from(profile))
    services.imports.store(services.imports.read(source / LAST_YEAR))
    report_id = _begin_this_year(
        services, begun := tomllib.loads((source / THIS_YEAR).read_text(encoding="utf-8"))
    )
    for path in sorted((source / "ledgers").glob("*.csv")):
        reading = services.ledgers.read(path, path.stem)
        services.ledgers.commit(services.ledgers.plan(reading, begun["year"]))
    _add_annexes(services, report_id, begun)


def _begin_this_year(services: Services, begun: dict[str, Any]) -> int:
    """The report of this year with the sections written so far; optional ones that it uses are taken in."""
    written: dict[str, dict[str, Any]] = {part["id"]: part for part in begun["sections"]}
    report_id = services.reports.create(begun["genre"], begun["year"], optional=tuple(written))
    sections = [s for s in stored.sections(services.archive, report_id) if s.spec in written]
    with services.archive.transact(Op.EDIT_SECTION) as transaction:
        for section in sections:
            part = written[section.spec]
            body = str(part.get("body", "")).strip()
            here = section.spec == begun["resume"]
            transaction.write.update(
                tables.SECTION,
                section.id,
                body=body,
                state=SectionState(part["state"]).value,
                reason=str(part.get("reason", "")),
                cursor=len(body) if here else 0,
                edited_at=services.archive.now() if here else "",
            )
    return report_id


def _add_annexes(services: Services, report_id: int, begun: dict[str, Any]) -> None:
    """The annexes, each a table of a ledger."""
    for annex in begun["annexes"]:
        section_id = services.writing.add_annex(report_id, annex["title"])
        wish = LedgerTableWish(
            annex["ledger"],
            TableStyle(annex["style"]),
            tuple(annex["columns"]),
            annex["by"],
            annex["caption"],
        )
        lines = services.ledger_tables.lines(wish, Period(begun["year"]))
        services.ledger_tables.put(section_id, "\n".join(lines), wish, lines)
        with services.archive.transact(Op.EDIT_SECTION) as transaction:  # writing stopped elsewhere
            state = SectionState.WRITTEN.value
            transaction.write.update(tables.SECTION, section_id, state=state, edited_at="")
