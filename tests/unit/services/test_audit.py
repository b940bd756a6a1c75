"""操作记录: every act that counts is an entry, the chain holds, and whoever reaches around the program is seen."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.audit import AuditKind, mark_of
from fzapp.infra import paths
from fzapp.services import restoring
from fzapp.services.context import Services, build_services, open_services
from fzapp.services.doctor import look_over
from fzapp.services.safekeeping import back_up_now
from fzapp.storage import audit as stored
from fzapp.storage.archive import Archive
from fzapp.storage.connection import errors
from tests.kept_files import by_hand

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.storage.connection import Key
    from tests.unit.services.conftest import Clock


def add_row(services: Services, words: str) -> None:
    kind = services.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    services.ledgers.add(kind, 2026, {column.id: words})


@pytest.fixture
def busy(services: Services, tmp_path: Path) -> Services:
    """Two rows, one of them taken back, a report that was signed, packed and exported."""
    add_row(services, "集市普法")
    add_row(services, "校园普法")
    undone = services.archive.undoable()
    assert undone is not None
    services.archive.revert(undone)
    report = services.reports.create("annual_report", 2026)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    services.writing.save(section.id, "全年普法1场。", 0)
    services.freezes.freeze(report, "甲某某")
    services.packs.pack(services.packs.plan(report), tmp_path)
    out = tmp_path / "报告.docx"
    services.exports.export_content(services.reports.content(report), out)
    services.audit.exported(out, "年度报告")
    return services


def told(services: Services) -> list[tuple[AuditKind, str]]:
    return [(line.kind, line.told) for line in reversed(services.audit.lines())]


def test_what_counts_is_recorded_once_and_typing_is_not(busy: Services) -> None:
    kinds = [kind for kind, _ in told(busy)]
    assert kinds == [
        AuditKind.LEDGER,
        AuditKind.LEDGER,
        AuditKind.LEDGER,
        AuditKind.SIGN,
        AuditKind.SUBMISSION,
        AuditKind.EXPORT,
    ]
    words = [said for _, said in told(busy)]
    kind = busy.ledgers.kind("L04")
    assert words[0] == f"修改台账：{kind.name} 2026年"
    assert words[2].startswith("撤销：修改台账")
    assert "签发人甲某某" in words[3]
    assert busy.packs.made(1)[0].head in words[4]
    assert words[5] == "导出年度报告：报告.docx"
    assert busy.audit.faults() == ()


def test_redoing_is_told_from_undoing(services: Services) -> None:
    add_row(services, "集市普法")
    change = services.archive.undoable()
    assert change is not None
    services.archive.revert(services.archive.revert(change))
    assert [said.partition("：")[0] for _, said in told(services)] == ["修改台账", "撤销", "重做"]


def test_lines_are_found_by_kind_and_words(busy: Services) -> None:
    assert [line.kind for line in busy.audit.lines(AuditKind.SIGN)] == [AuditKind.SIGN]
    assert [line.number for line in busy.audit.lines(words="撤销 2026")] == [3]
    assert busy.audit.lines(words="没有这样的字") == ()


def test_a_printed_mark_is_found_again_however_it_is_typed(busy: Services) -> None:
    count, mark = busy.audit.head()
    found = busy.audit.entry_with(f" {mark.lower().replace('-', ' ')} ")
    assert found is not None
    assert found.number == count == 6
    assert busy.audit.entry_with("0" * 20) is None
    assert busy.audit.entry_with("半截") is None


def test_the_printed_list_carries_the_mark(busy: Services) -> None:
    paper = busy.audit.paper(busy.audit.lines(AuditKind.LEDGER), "台账")
    assert len(paper.rows) == 3
    assert any(busy.audit.head()[1] in note for note in paper.notes)
    assert any("台账" in note for note in paper.notes)


def test_the_handover_list_bears_the_head_of_the_record(busy: Services, tmp_path: Path) -> None:
    from docx import Document

    line = busy.audit.lines(AuditKind.SUBMISSION)[0]
    before = next(one for one in busy.audit.lines() if one.number == line.number - 1)
    (paper,) = tmp_path.glob("*/移交清单.docx")
    text = "\n".join(paragraph.text for paragraph in Document(str(paper)).paragraphs)
    assert before.mark in text


TAMPERING = {
    "an entry altered": ("update audit set subject = '别的' where id = 2", "第2条被改过"),
    "another person named": ("update audit set who = 'x' where id = 1", "第1条被改过"),
    "an entry taken out": ("delete from audit where id = 2", "第2条不见了"),
    "the end cut off": ("delete from audit where id > 2", "没有登记"),
    "an entry of no kind": ("update audit set kind = 'x' where id = 3", "第3条被改过"),
    "rows of the history altered": (
        "update change set rows = replace(rows, '集市', '村口') where id = (select change_id from audit where id = 1)",
        "第1条和当时改动的内容对不上",
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_whoever_reaches_around_the_program_is_seen(busy: Services, name: str) -> None:
    sql, expected = TAMPERING[name]
    with by_hand(busy.archive.path, busy.archive.key) as connection:
        connection.execute(sql)
    assert any(expected in fault for fault in busy.audit.faults())
    (looked,) = (one for one in look_over(busy.archive) if one.name == "操作记录")
    assert not looked.ok


def test_a_failed_operation_leaves_no_entry(services: Services) -> None:
    add_row(services, "集市普法")
    before = services.audit.head()
    with services.archive.journal() as connection:
        connection.execute("create trigger stop before insert on audit begin select raise(abort, 'no'); end")
    with pytest.raises(errors(), match="no"):
        add_row(services, "校园普法")
    assert services.audit.head() == before
    assert len(services.ledgers.rows(services.ledgers.kind("L04"), 2026)) == 1


def test_a_restore_is_an_entry_that_names_where_it_came_from(
    tmp_path: Path, clock: Clock, key: Key | None
) -> None:
    folder = tmp_path / "home"
    services = build_services(Archive.open(folder, clock, key), paths.resources())
    add_row(services, "集市普法")
    backup = back_up_now(services.archive)
    add_row(services, "校园普法")
    _, lost = services.audit.head()
    services.close()
    restoring.restore(folder, backup, key)
    with closing(open_services(folder, paths.resources(), key)) as again:
        newest, first = again.audit.lines()
        assert newest.kind is AuditKind.RESTORE
        assert backup.name in newest.told
        assert f"到第2条，校验码{lost}" in newest.told
        assert first.number == 1
        assert again.audit.faults() == ()


def test_a_whole_backup_is_an_entry(services: Services, tmp_path: Path) -> None:
    add_row(services, "集市普法")
    folder = restoring.back_up_whole(services.archive, tmp_path)
    assert services.audit.lines()[0].kind is AuditKind.BACKUP
    assert folder.name in services.audit.lines()[0].told
    copied = tmp_path / "elsewhere"
    shutil.copytree(folder / "data", copied)
    with closing(open_services(copied, paths.resources())) as other:
        assert other.audit.head()[0] == 1


def test_a_mark_is_the_beginning_of_the_digest() -> None:
    assert mark_of("0123456789abcdef" * 4) == "0123-4567-89AB-CDEF-0123"


def test_a_very_large_change_is_recorded_by_what_is_stored(services: Services) -> None:
    kind = services.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    from fzapp.storage import tables
    from fzapp.storage.changes import Op

    with services.archive.transact(Op.IMPORT_ROWS) as transaction:
        transaction.write.insert_many(
            tables.LEDGER_ROW,
            (("L04", 2026, "", f'{{"{column.id}":"第{n}场"}}', f"d{n}", "", "", "") for n in range(1200)),
        )
    (line,) = services.audit.lines()
    assert line.told == f"导入台账：{kind.name} 2026年等（1200行）"
    assert stored.faults(services.archive) == ()
