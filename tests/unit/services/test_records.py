"""Reports that were brought in are records: nothing is left to do for them."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportStage
from fzapp.storage.migrations import STEPS
from fzapp.storage.schema_periods import create_periods

if TYPE_CHECKING:
    from fzapp.services.context import Services

LAST_YEAR = """青石镇人民政府2025年度法治政府建设情况报告
云溪县人民政府：
一、2025年工作情况
全年调解矛盾纠纷47件。
二、存在的不足
执法力量不足。
青石镇人民政府
2026年1月20日
"""


def test_what_is_brought_in_is_a_record_and_never_the_report_in_hand(services: Services) -> None:
    imported = services.imports.store(services.imports.read_pasted(LAST_YEAR))
    assert services.reports.get(imported.report_id).stage is ReportStage.RECORD
    assert services.overview.current_report() is None
    section = services.reports.get(imported.report_id).sections[0]
    services.writing.save(section.id, "改了一个字。", 0)
    assert services.overview.current_report() is None
    assert services.overview.resume() is None


def test_a_signed_report_comes_before_a_record(services: Services) -> None:
    signed = services.reports.create("annual_report", 2024)
    services.freezes.freeze(signed, "李某")
    services.imports.store(services.imports.read_pasted(LAST_YEAR))
    current = services.overview.current_report()
    assert current is not None
    assert current.id == signed


def test_a_record_is_taken_up_and_that_is_undone(services: Services) -> None:
    imported = services.imports.store(services.imports.read_pasted(LAST_YEAR))
    change = services.reports.take_up(imported.report_id)
    current = services.overview.current_report()
    assert current is not None
    assert current.id == imported.report_id
    assert change is not None
    services.archive.revert(change)
    assert services.reports.get(imported.report_id).stage is ReportStage.RECORD


def test_only_a_record_is_taken_up(services: Services) -> None:
    draft = services.reports.create("annual_report", 2026)
    with pytest.raises(UserError, match="不是从文件导入的"):
        services.reports.take_up(draft)


def test_reports_brought_in_by_earlier_versions_become_records() -> None:
    connection = sqlite3.connect(":memory:")
    database = Database(connection)
    for step in STEPS[: STEPS.index(create_periods)]:
        step(database)
    columns = [row[1] for row in connection.execute("pragma table_info(report)")]
    for stage, digest in (("draft", ""), ("draft", "ab12"), ("final", "cd34")):
        values = dict.fromkeys(columns, "") | {"year": 2025, "stage": stage, "source_hash": digest}
        del values["id"]
        database.table("report").insert(values)
    create_periods(database)
    stages = [row[0] for row in connection.execute("select stage from report order by id")]
    assert stages == ["draft", "record", "final"]
