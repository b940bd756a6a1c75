"""The figures of a report told in full, for the command line and for whoever reads its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fzapp.services.figure_report import FigureState, counted

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
    return {
        "bound": counts.bound,
        "unbound": counts.unbound,
        "differing": counts.differing,
        "figures": [_described(item, titles[item.section]) for item in items],
        "drift": [
            {"name": one.name, "then": one.then, "now": one.now, "rows": one.rows}
            for one in services.freezes.drift(report_id)
        ],
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


def _offer_told(item: FigureItem) -> str:
    if not item.offers:
        return ""
    offers = "、".join(f"{figure.name}（{figure.told}）" for figure in item.offers)
    return f"，台账里可能是{offers}"


def _described(item: FigureItem, title: str) -> dict[str, Any]:
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
        "evidence": 0,
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
