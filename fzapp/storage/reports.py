"""Reports and their sections: rows of the archive as dataclasses and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import Annex, Report, ReportContent, ReportStage, Section, SectionState
from fzapp.domain.template import delivered_genre
from fzapp.storage import tables
from fzapp.storage.failures import understood

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from fzapp.storage.archive import Archive, Writer
    from fzapp.storage.tables import Value

_CONTENT = ("title", "subtitle", "doc_number", "issuer", "addressee", "signature", "date_text", "annotation")


def list_reports(archive: Archive) -> tuple[Report, ...]:
    """All reports without their sections, newest year first."""
    rows = archive.read("select * from report order by year desc, id desc")
    return tuple(_report(row, ()) for row in rows)


def get(archive: Archive, report_id: int) -> Report:
    """A report with its sections in order. Raises `UserError` when there is none of that number."""
    rows = archive.read("select * from report where id = ?", (report_id,))
    if not rows:
        raise UserError(f"档案库里没有编号为{report_id}的报告", "到“档案”里看有哪些报告")
    return _report(rows[0], sections(archive, report_id))


def count_sections(archive: Archive) -> int:
    """How many sections all reports have together."""
    return int(archive.read("select count(*) from section")[0][0])


def sections(archive: Archive, report_id: int) -> tuple[Section, ...]:
    """The sections of a report in order."""
    rows = archive.read("select * from section where report_id = ? order by position, id", (report_id,))
    return tuple(_section(row) for row in rows)


def get_section(archive: Archive, section_id: int) -> Section:
    """One section. Raises `UserError` when it is gone."""
    rows = archive.read("select * from section where id = ?", (section_id,))
    if not rows:
        raise UserError("这一节已经不在报告里", "回到目录重新选一节")
    return _section(rows[0])


def earlier_sections(archive: Archive, genre: str, before: int) -> tuple[tuple[int, Section], ...]:
    """Sections of reports of `genre`, or of the one it was copied from, for years before `before`, newest year first, as (year, section)."""
    rows = archive.read(
        "select report.year as report_year, section.* from section join report on report.id = section.report_id"
        " where report.genre in (?, ?) and report.year < ? order by report.year desc, section.position",
        (genre, delivered_genre(genre) or genre, before),
    )
    return tuple((int(row["report_year"]), _section(row)) for row in rows)


def latest_edited(archive: Archive) -> Section | None:
    """The section of a draft that was written in last, drafts included; None in a new archive."""
    rows = archive.read(
        "select section.* from section join report on report.id = section.report_id"
        " left join draft on draft.id = section.id"
        " where report.stage = ? and max(section.edited_at, coalesce(draft.saved_at, '')) <> ''"
        " order by max(section.edited_at, coalesce(draft.saved_at, '')) desc, section.id limit 1",
        (ReportStage.DRAFT.value,),
    )
    return _section(rows[0]) if rows else None


def insert(write: Writer, report: Report) -> int:
    """Store a new report with its sections; answer its number."""
    report_id = write.insert(tables.REPORT, **_report_values(report))
    insert_sections(write, report_id, report.sections)
    return report_id


def insert_sections(write: Writer, report_id: int, new: Iterable[Section]) -> None:
    """Store sections of a report in the order given."""
    for position, section in enumerate(new):
        write.insert(tables.SECTION, **_section_values(section, report_id, position))


def delete(archive: Archive, write: Writer, report_id: int) -> None:
    """Remove a report and its sections."""
    for section in sections(archive, report_id):
        delete_section(archive, write, section.id)
    _delete_with(archive, write, tables.OF_REPORT, "report_id", report_id)
    write.delete(tables.REPORT, report_id)


def delete_section(archive: Archive, write: Writer, section_id: int) -> None:
    """Remove a section with the ticks, evidence, marks and comments that belong to it."""
    _delete_with(archive, write, tables.OF_SECTION, "section_id", section_id)
    write.delete(tables.SECTION, section_id)


def _delete_with(archive: Archive, write: Writer, of: Iterable[tables.Table], owner: str, key: int) -> None:
    for table in of:
        for row in archive.read(f'select id from "{table.name}" where "{owner}" = ?', (key,)):  # noqa: S608
            write.delete(table, int(row["id"]))


@understood()
def _report(row: sqlite3.Row, parts: tuple[Section, ...]) -> Report:
    content = ReportContent(
        **{name: str(row[name]) for name in _CONTENT},
        sections=parts,
        attachments=tuple(json.loads(row["attachments"])),
        annexes=tuple(Annex(**annex) for annex in json.loads(row["annexes"])),
    )
    return Report(
        id=int(row["id"]),
        genre=str(row["genre"]),
        year=int(row["year"]),
        stage=ReportStage(row["stage"]),
        content=content,
        sections=parts,
        due_date=str(row["due_date"]),
        source_name=str(row["source_name"]),
        source_hash=str(row["source_hash"]),
        created_at=str(row["created_at"]),
        edited_at=str(row["edited_at"]),
        dropped=tuple(json.loads(row["dropped"])),
        figures_until=str(row["figures_until"]),
    )


def _report_values(report: Report) -> dict[str, Value]:
    content = report.content
    values: dict[str, Value] = {name: getattr(content, name) for name in _CONTENT}
    return values | {
        "genre": report.genre,
        "year": report.year,
        "stage": report.stage.value,
        "attachments": json.dumps(content.attachments, ensure_ascii=False),
        "annexes": json.dumps([asdict(annex) for annex in content.annexes], ensure_ascii=False),
        "due_date": report.due_date,
        "source_name": report.source_name,
        "source_hash": report.source_hash,
        "dropped": json.dumps(report.dropped, ensure_ascii=False),
        "created_at": report.created_at,
        "edited_at": report.edited_at,
        "figures_until": report.figures_until,
    }


def content_values(content: ReportContent) -> dict[str, Value]:
    """The columns of the report row that hold title, addressee, signature and the like."""
    values: dict[str, Value] = {name: getattr(content, name) for name in _CONTENT}
    values["attachments"] = json.dumps(content.attachments, ensure_ascii=False)
    return values


@understood()
def _section(row: sqlite3.Row) -> Section:
    return Section(
        level=int(row["level"]),
        heading=str(row["heading"]),
        heading_end=str(row["heading_end"]),
        body=str(row["body"]),
        id=int(row["id"]),
        report_id=int(row["report_id"]),
        position=int(row["position"]),
        spec=str(row["spec"]),
        state=SectionState(row["state"]),
        reason=str(row["reason"]),
        cursor=int(row["cursor"]),
        edited_at=str(row["edited_at"]),
    )


def _section_values(section: Section, report_id: int, position: int) -> dict[str, Value]:
    return {
        "report_id": report_id,
        "position": position,
        "level": section.level,
        "heading": section.heading,
        "heading_end": section.heading_end,
        "body": section.body,
        "spec": section.spec,
        "state": section.state.value,
        "reason": section.reason,
        "cursor": section.cursor,
        "edited_at": section.edited_at,
    }
