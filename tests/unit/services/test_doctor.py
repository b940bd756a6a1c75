"""Looking an archive over: what is sound, what is missing, changed or old."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.services import doctor
from fzapp.services.context import Services
from fzapp.services.safekeeping import back_up_now
from fzapp.storage import blobs, health
from fzapp.storage.changes import Op
from tests.kept_files import change, lose

if TYPE_CHECKING:
    from tests.unit.services.conftest import Clock

pytestmark = pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)


@pytest.fixture
def written(services: Services) -> Services:
    """One report, one ledger row, one evidence file, one backup."""
    report = services.reports.create("annual_report", 2026)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    services.writing.save(section.id, "全年普法11场。", 0)
    kind = services.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    services.ledgers.add(kind, 2026, {column.id: "集市普法"})
    with services.archive.transact(Op.ROW_EVIDENCE) as transaction:
        blobs.keep(services.archive, transaction.write, "签到表.txt", "到场".encode(), "佐证")
    back_up_now(services.archive)
    return services


def wrong(services: Services) -> dict[str, str]:
    return {one.name: one.detail for one in doctor.look_over(services.archive) if not one.ok}


def test_a_sound_archive_has_nothing_to_be_done(written: Services) -> None:
    assert wrong(written) == {}
    detail = doctor.look_over(written.archive)[0].detail
    assert "1份报告" in detail
    assert "1行台账" in detail


def test_a_missing_and_a_changed_file_are_named(written: Services) -> None:
    ((name, digest),) = health.evidence_files(written.archive)
    change(written.archive, digest, name, b"x")
    assert "被改过1份：签到表.txt" in wrong(written)["佐证和原文件"]
    lose(written.archive, digest, name)
    assert "缺1份：签到表.txt" in wrong(written)["佐证和原文件"]


def test_an_index_that_lacks_texts_is_told(written: Services) -> None:
    with written.archive.journal() as connection:
        connection.execute("insert into text_index (text_index) values ('delete-all')")
    assert "重新建立索引" in wrong(written)["查找索引"]
    written.search.rebuild()
    assert wrong(written) == {}


def test_an_old_backup_is_told(written: Services, clock: Clock) -> None:
    clock.time = "2026-12-09T09:00:00"
    assert "8天" in wrong(written)["备份"]


def test_looking_over_can_be_stopped(written: Services) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        doctor.look_over(written.archive, stop)
