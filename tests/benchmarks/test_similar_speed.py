"""Looking for similar paragraphs: 9,000 (twenty years of an office) and 60,000 of them, practice sentences mixed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from fzapp.infra import paths
from fzapp.services.context import build_services
from fzapp.storage import search, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.text.closeness import keywords
from tests.benchmarks.test_search_speed import PER_REPORT, PER_SECTION, paragraphs

if TYPE_CHECKING:
    from pathlib import Path

TWENTY_YEARS = 9_000
LONGEST = 0.100
"""Seconds of computing, the median at twenty years."""


@pytest.mark.parametrize("count", [TWENTY_YEARS, 60_000])
def test_similar_paragraphs_come_quickly(tmp_path: Path, count: int) -> None:
    texts = paragraphs()[:count]
    archive = Archive.open(tmp_path / "档案")
    report = dict.fromkeys(tables.REPORT.columns, "") | {"stage": "record", "title": "青石镇报告"}
    report |= {"attachments": "[]", "annexes": "[]", "dropped": "[]", "genre": "annual_report"}
    section = dict.fromkeys(tables.SECTION.columns, "") | {"position": 0, "level": 1, "cursor": 0}
    with archive.transact(Op.CREATE_REPORT) as transaction:
        for first in range(0, count, PER_SECTION):
            if first % (PER_SECTION * PER_REPORT) == 0:
                key = transaction.write.insert(
                    tables.REPORT, **(report | {"year": 2005 + first * 20 // count})
                )
            body = "\n".join(texts[first : first + PER_SECTION])
            transaction.write.insert(tables.SECTION, **(section | {"report_id": key, "body": body}))
    with archive.journal() as connection:
        search.rebuild(connection)
    services = build_services(archive, paths.resources())
    this = services.reports.get(services.reports.create("annual_report", 2026))
    keywords("先把词典读进来")
    spent: list[float] = []
    for text in texts[:: count // 40]:
        asked = services.similar.ask(this.sections[1], text)
        began = time.process_time()
        found = services.similar.look(asked)
        spent.append(time.process_time() - began)
        assert found[0].score > 0.5
    services.close()
    spent.sort()
    print(
        f"\n{count} paragraphs: median {spent[len(spent) // 2] * 1000:.0f} ms, worst {spent[-1] * 1000:.0f} ms"
    )
    if count == TWENTY_YEARS:
        assert spent[len(spent) // 2] < LONGEST
