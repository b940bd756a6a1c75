"""Every number with its source; a row knows its sentences; after signing no ledger changes a byte of it."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fzapp.domain.errors import UserError
from fzapp.domain.period import Period
from fzapp.services.figure_rules import rule_of
from fzapp.services.figure_sources import SourceState, counted_states, ranges, sentence_at
from fzapp.services.source_files import COLUMNS, source_table
from fzapp.storage import blobs, tables
from fzapp.storage.changes import Op
from tests.unit.services.test_figure_report import written
from tests.unit.services.test_figures import add_dispute, bring

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services
    from fzapp.services.source_files import SourceTable

BODY = (
    "全年受理矛盾纠纷{{矛盾纠纷.受理件数}}件，化解率{{矛盾纠纷.化解率}}。\n"
    "超过{{矛盾纠纷.受理件数}}件，受理矛盾纠纷73件，化解矛盾纠纷70件，达成书面协议52份，阵地____处。"
)
_TIME = re.compile(rb"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def table_of(services: Services, report_id: int) -> SourceTable:
    report = services.reports.get(report_id)
    return source_table(report, services.sources.of_report(report), services.freezes.frozen(report_id))


def test_every_number_has_its_source(services: Services) -> None:
    bring(services, "L16")
    report, section = written(services, BODY)
    entries = services.sources.of_report(report)
    assert [entry.state for entry in entries] == [
        SourceState.LEDGER,
        SourceState.LEDGER,
        SourceState.LEDGER,
        SourceState.UNBOUND,
        SourceState.UNBOUND,
        SourceState.DIFFERING,
        SourceState.UNBOUND,
    ]
    accepted, rate, over, loose, _, typed, gap = entries
    assert (accepted.number, accepted.ledger) == ("73件", "矛盾纠纷排查化解台账")
    assert accepted.rule == "2026年，全部行数"
    assert (accepted.row_numbers, len(accepted.rows)) == ("1—73", 73)
    assert accepted.sentence.startswith("全年受理矛盾纠纷73件")
    assert accepted.section.endswith(section.heading)
    assert accepted.evidence == ("L16.csv",)
    assert accepted.by
    assert "÷" in rate.rule
    assert over.rule.endswith("台账的数是73件")
    assert over.sentence.startswith("超过70件")
    assert loose.rule.endswith("也是73件，还没有连上")
    assert "台账里" in typed.rule
    assert (gap.number, gap.name, gap.ledger) == ("____", "", "")
    assert counted_states(entries) == "共7个数：有台账3个，待补3个，不一致1个"


def test_a_confirmed_zero_names_who_confirmed(services: Services) -> None:
    services.ledgers.confirm_zero(services.ledgers.kind("L16"), 2026, "办公室")
    report, _ = written(services, "受理{{矛盾纠纷.受理件数}}件。")
    (entry,) = services.sources.of_report(report)
    assert entry.state is SourceState.CONFIRMED_ZERO
    assert entry.by == "办公室（2026-12-01）"


def test_named_evidence_stands_before_the_workbook(services: Services) -> None:
    bring(services, "L16")
    kind = services.ledgers.kind("L16")
    row = services.ledgers.rows(kind, 2026)[0]
    services.ledgers.change(kind, row, {"evidence": "协议书\n扫描件", "reporting_office": "石桥村"})
    with services.archive.transact(Op.EDIT_ROW) as transaction:
        blobs.keep(services.archive, transaction.write, "签到表.jpg", b"1", "row_evidence")
        (file,) = transaction.write.rows
        transaction.write.insert(
            tables.ROW_EVIDENCE, row_id=row.id, evidence_id=file.id, caption="", added_at=""
        )
    report, _ = written(services, "受理{{矛盾纠纷.受理件数}}件。")
    (entry,) = services.sources.of_report(report)
    assert entry.evidence == ("签到表.jpg", "协议书 扫描件", "L16.csv")
    assert entry.by == "石桥村"


def test_a_row_knows_the_sentences_that_count_it(services: Services) -> None:
    bring(services, "L16")
    _, section = written(services, BODY)
    row = services.ledgers.rows(services.ledgers.kind("L16"), 2026)[-1]
    uses = services.sources.used_by(row.id, services.ledgers.kind("L16"))
    assert [(use.name, use.number) for use in uses] == [
        ("矛盾纠纷.受理件数", "73件"),
        ("矛盾纠纷.化解率", "95.9%"),
        ("矛盾纠纷.受理件数", "70件"),
    ]
    assert {use.section_id for use in uses} == {section.id}
    last_year = services.ledgers.rows(services.ledgers.kind("L16"), 2025)[0]
    assert services.sources.used_by(last_year.id, services.ledgers.kind("L16")) == ()


def test_rules_are_told_in_words(services: Services) -> None:
    kind = services.ledgers.kind("L16")
    assert rule_of(kind, "化解件数", Period(2026)) == "2026年，结果为“化解”的行数"
    assert rule_of(kind, "石桥村件数", Period(2026)) == "2026年，村社区为“石桥村”的行数"
    assert rule_of(kind, "可确定在2026年的件数", Period(2026)).endswith("登记日期在本年度的行数")
    assert rule_of(kind, "没有这个", Period(2026)) == ""
    for every in services.ledgers.kinds():
        for statistic in every.statistics:
            said = statistic.name.replace("{year}", "2026").replace("{value}", "某项")
            assert rule_of(every, said, Period(2026)).startswith("2026年，"), (every.code, said)


def test_small_parts() -> None:
    assert ranges([1, 2, 3, 5, 8, 9]) == "1—3、5、8—9"
    assert ranges([]) == ""
    long = "一是加强宣传，" * 9 + "开展活动12场次，" + "二是加强服务，" * 9
    place = long.index("12")
    assert "开展活动12场次" in sentence_at(long, place, place + 2)
    assert len(sentence_at(long, place, place + 2)) <= 62


def test_the_table_is_written_as_document_and_workbook(services: Services, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    bring(services, "L16")
    report, _ = written(services, BODY)
    table = table_of(services, report.id)
    services.source_files.save(table, tmp_path / "表.xlsx")
    services.source_files.save(table, tmp_path / "表.docx")
    sheet = load_workbook(tmp_path / "表.xlsx").active
    assert sheet is not None
    values = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert values[0][0] == table.title
    header = values.index(COLUMNS)
    assert values[header + 1][:2] == (1, "73件")
    text = zipfile.ZipFile(tmp_path / "表.docx").read("word/document.xml").decode()
    assert 'w:orient="landscape"' in text
    assert "矛盾纠纷排查化解台账：2026年，全部行数" in text
    assert services.source_files.pages(table)
    with pytest.raises(UserError, match="Word或Excel"):
        services.source_files.save(table, tmp_path / "表.pdf")


def test_an_empty_report_has_an_empty_table(services: Services, tmp_path: Path) -> None:
    report_id = services.reports.create("annual_report", 2026)
    table = table_of(services, report_id)
    assert table.rows == ()
    services.source_files.save(table, tmp_path / "表.docx")
    assert (tmp_path / "表.docx").stat().st_size > 1000


# --------------------------------------------------------------------------------- after signing


def masked(data: bytes) -> dict[str, bytes]:
    """The parts of a document or workbook, times masked."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: _TIME.sub(b"0", archive.read(name)) for name in archive.namelist()}


def everything(services: Services, report_id: int, folder: Path) -> list[object]:
    """Text, Word file and source tables of a report."""
    content = services.reports.content(report_id)
    services.exports.export_content(content, folder / "报告.docx")
    table = table_of(services, report_id)
    names = ("出处.docx", "出处.xlsx")
    for name in names:
        services.source_files.save(table, folder / name)
    return [content, table, *(masked((folder / name).read_bytes()) for name in ("报告.docx", *names))]


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "change", "evidence", "other", "undo"]),
        st.integers(0, 200),
        st.sampled_from(["化解", "未成功", "正在办理", ""]),
    ),
    min_size=1,
    max_size=6,
)


def edit(services: Services, how: str, place: int, result: str) -> None:
    """One change to the ledgers."""
    kind = services.ledgers.kind("L16")
    rows = services.ledgers.rows(kind, 2026)
    row = rows[place % len(rows)] if rows else None
    if how == "add" or row is None:
        add_dispute(services, f"2026-{place % 12 + 1:02}-0{place % 9 + 1}")
    elif how == "remove":
        services.ledgers.remove([each.id for each in rows[place % len(rows) :][:20]])
    elif how == "change":
        services.ledgers.change(
            kind, row, {"result": result or None, "villages": None, "amount": Decimal(place)}
        )
    elif how == "evidence":
        services.ledgers.change(kind, row, {"evidence": f"材料{place}", "reporting_office": f"办所{place}"})
    elif how == "other":
        bring(services, "L04")
    else:
        last = services.archive.undoable()
        if last is not None and last.op.value in ("edit_row", "import_rows"):
            services.archive.revert(last)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=EDITS)
def test_no_ledger_changes_what_was_signed(
    services: Services, tmp_path: Path, edits: list[tuple[str, int, str]]
) -> None:
    reports = services.reports.all()
    if not reports:
        bring(services, "L16")
        body = BODY.replace("____", "9")
        report, _ = written(services, body)
        services.freezes.freeze(report.id, "陈镇长")
        everything(services, report.id, tmp_path)
    report_id = services.reports.all()[0].id
    before = everything(services, report_id, tmp_path)
    rows = {r.id: r.row.values for r in services.ledgers.rows(services.ledgers.kind("L16"), 2026)}
    drift = services.freezes.drift(report_id)
    for how, place, result in edits:
        edit(services, how, place, result)
        assert everything(services, report_id, tmp_path) == before
    now = {r.id: r.row.values for r in services.ledgers.rows(services.ledgers.kind("L16"), 2026)}
    if not drift and now != rows:
        assert services.freezes.drift(report_id)


def test_drift_is_told_beside_the_signed_table(services: Services) -> None:
    bring(services, "L16")
    report, _ = written(services, BODY.replace("____", "9"))
    services.freezes.freeze(report.id, "陈镇长")
    add_dispute(services, "2026-05-06")
    add_dispute(services, "2026-05-07")
    table = table_of(services, report.id)
    assert table.rows[0][1] == "73件"
    assert "陈镇长" in "".join(table.notes)
    assert services.freezes.drift(report.id)[0].told == "台账后来改了：当时73，现在75"


def test_signing_undone_takes_its_table_along(services: Services) -> None:
    bring(services, "L16")
    report, _ = written(services, BODY.replace("____", "9"))
    change = services.freezes.freeze(report.id, "陈镇长")
    assert change is not None
    services.archive.revert(change)
    add_dispute(services, "2026-05-06")
    assert services.sources.of_report(services.reports.get(report.id))[0].number == "74件"


def test_in_parts_the_sources_come_section_by_section(services: Services) -> None:
    report_id = services.reports.create("annual_report", 2026)
    first, second = [one for one in services.reports.get(report_id).sections if one.is_printed][1:3]
    services.writing.save(first.id, "调解矛盾纠纷3件。")
    services.writing.save(second.id, "开展普法活动5场次。")
    report = services.reports.get(report_id)
    parts = [[entry.number for entry in part] for part in services.sources.in_parts(report)]
    assert [part for part in parts if part] == [["3件"], ["5场次"]]
    assert sum(map(len, parts)) == len(services.sources.of_report(report))
