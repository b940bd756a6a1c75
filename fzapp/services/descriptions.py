"""Reports told in full, for the command line and for whoever reads its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError

if TYPE_CHECKING:
    from fzapp.domain.report import Report, Section
    from fzapp.services.context import Services


def summary(services: Services, report: Report) -> dict[str, Any]:
    """A report in one line: number, genre, year, title, stage, finished sections."""
    progress = services.overview.progress(report.id)
    return {
        "id": report.id,
        "genre": report.genre,
        "genre_name": services.library.get(report.genre).name,
        "year": report.year,
        "title": report.content.title,
        "stage": report.stage.value,
        "stage_name": report.stage.label,
        "done": progress.done,
        "total": progress.total,
        "due_date": report.due_date,
    }


def described(services: Services, report_id: int) -> dict[str, Any]:
    """A report with its sections and their text."""
    report = services.reports.get(report_id)
    content = report.content
    return summary(services, report) | {
        "subtitle": content.subtitle,
        "doc_number": content.doc_number,
        "addressee": content.addressee,
        "signature": content.signature,
        "date": content.date_text,
        "source": report.source_name,
        "dropped": list(report.dropped),
        "sections": [
            {
                "id": row.section.id,
                "spec": row.section.spec,
                "level": row.section.depth,
                "number": row.number,
                "heading": row.section.heading,
                "state": row.section.state.value,
                "state_name": row.section.state.label,
                "characters": row.characters,
                "points_done": row.points_done,
                "points": row.points,
                "body": row.section.body,
            }
            for row in services.overview.tasks(report_id)
        ],
    }


def printed(services: Services, report_id: int) -> tuple[str, ...]:
    """A report for a reader: heading, state and length of each section."""
    report = services.reports.get(report_id)
    lines = [f"第{report.id}号  {report.year}年  {report.content.title}  {report.stage.label}"]
    for row in services.overview.tasks(report_id):
        indent = "　" * max(0, row.section.depth - 1)
        lines.append(
            f"{indent}{row.title}  [{row.section.state.label}]  {row.characters}字  编号{row.section.id}"
        )
    return tuple(lines)


def find_section(services: Services, report_id: int, name: str) -> Section:
    """The section called `name`: its number in the archive, its template id, its heading or part of it.

    Raises `UserError` when none or several fit.
    """
    report = services.reports.get(report_id)
    exact = [s for s in report.sections if name in (str(s.id), s.spec, s.heading)]
    near = exact or [s for s in report.sections if name in s.heading]
    if not near:
        raise UserError(f"这份报告里没有叫“{name}”的章节", "查看报告的章节列表，照着写标题或编号")
    if len(near) > 1:
        raise UserError(f"有{len(near)}个章节的标题含有“{name}”", "把标题写全，或用章节编号")
    return near[0]
