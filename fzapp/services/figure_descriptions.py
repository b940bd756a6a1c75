"""The figures of a report told in full, for the command line and for whoever reads its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fzapp.services.figure_report import FigureState, counted
from fzapp.services.figure_sources import counted_states

if TYPE_CHECKING:
    from decimal import Decimal

    from fzapp.services.context import Services
    from fzapp.services.figure_report import FigureItem
    from fzapp.services.figure_text import LedgerFigure


def described_figures(services: Services, report_id: int) -> dict[str, Any]:
    """The answer of the command `report figures` (CLI.md); of a signed report with its drift."""
    items = services.review.of_report(report_id)
    titles = {row.section.id: row.title for row in services.overview.tasks(report_id)}
    counts = counted(items)
    entries = services.sources.of_report(services.reports.get(report_id))
    files = {(entry.section_id, entry.start): len(entry.evidence) for entry in entries}
    return {
        "bound": counts.bound,
        "unbound": counts.unbound,
        "differing": counts.differing,
        "figures": [
            _described(item, titles[item.section], files.get((item.section, item.start), 0)) for item in items
        ],
        "drift": _drift(services, report_id),
    }


def printed_figures(services: Services, report_id: int) -> tuple[str, ...]:
    """The figures of a report for a reader: the counts, then what is open, then what drifted."""
    items = services.review.of_report(report_id)
    titles = {row.section.id: row.title for row in services.overview.tasks(report_id)}
    lines = [counted(items).told + "。" if items else "这份报告里还没有数字。"]
    lines += [
        f"{titles[item.section]}：{item.text} {item.state.label}{_offer_told(item)}"
        for item in items
        if item.state is not FigureState.BOUND
    ]
    lines += [f"{one.name}：{one.told}。" for one in services.freezes.drift(report_id)]
    return tuple(lines)


def described_sources(services: Services, report_id: int) -> dict[str, Any]:
    """The answer of the command `report sources`: every number with its source; of a signed report the drift."""
    entries = services.sources.of_report(services.reports.get(report_id))
    return {
        "report": report_id,
        "entries": [
            {
                "number": one.number,
                "sentence": one.sentence,
                "section": one.section,
                "name": one.name,
                "ledger": one.ledger,
                "rule": one.rule,
                "rows": len(one.rows),
                "row_numbers": one.row_numbers,
                "evidence": list(one.evidence),
                "by": one.by,
                "state": one.state.value,
            }
            for one in entries
        ],
        "drift": _drift(services, report_id),
    }


def printed_sources(services: Services, report_id: int) -> tuple[str, ...]:
    """The source table for a reader: the counts, a line for each number, then what drifted."""
    entries = services.sources.of_report(services.reports.get(report_id))
    lines = [counted_states(entries) + "。"]
    for number, one in enumerate(entries, 1):
        parts = (one.ledger, one.rule, f"第{one.row_numbers}行" if one.row_numbers else "", one.by)
        said = "，".join(part for part in parts if part)
        lines.append(
            f"{number}. {one.number} {one.state.label} {one.section}" + (f"：{said}" if said else "")
        )
    lines += [f"{one.name}：{one.told}。" for one in services.freezes.drift(report_id)]
    return tuple(lines)


def _drift(services: Services, report_id: int) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "then": one.then, "now": one.now, "rows": one.rows}
        for one in services.freezes.drift(report_id)
    ]


def _offer_told(item: FigureItem) -> str:
    if not item.offers:
        return ""
    offers = "、".join(f"{figure.name}（{figure.told}）" for figure in item.offers)
    return f"，台账里可能是{offers}"


def _described(item: FigureItem, title: str, evidence: int) -> dict[str, Any]:
    figure = item.figure
    return {
        "section": title,
        "start": item.start,
        "end": item.end,
        "text": item.text,
        "name": item.name,
        "value": _number(figure.value if figure else None),
        "unit": figure.unit if figure else "",
        "rows": len(figure.rows) if figure else 0,
        "evidence": evidence,
        "state": item.state.value,
        "offers": [] if item.name else [_offer(one) for one in item.offers],
    }


def _offer(figure: LedgerFigure) -> dict[str, Any]:
    return {"name": figure.name, "value": _number(figure.value), "unit": figure.unit}


def _number(value: Decimal | None) -> int | float | None:
    """A JSON number; shares with two digits."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return int(whole) if whole == value else float(round(value, 2))
