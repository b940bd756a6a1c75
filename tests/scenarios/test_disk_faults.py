"""The disk is full, may not be written, or is gone, at every single write: a sentence, nothing lost, nothing half-written.

FZAPP_EVERY_WRITE=1 tries every write of a package too.
"""

from __future__ import annotations

import errno
import io
import os
import re
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from fzapp.domain.document import RecognisedReport
from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportContent, SectionContent
from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.package.bag import UNFINISHED, FileState, verify
from fzapp.services import collected_tables, collecting, pack_journal, restoring
from fzapp.services.context import Services, build_services
from fzapp.services.imports import Incoming
from fzapp.services.safekeeping import back_up_now, list_backups
from fzapp.storage import tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.connection import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Action = Callable[[Services, Path], object]

EVERY = int(os.environ.get("FZAPP_EVERY_WRITE", "9"))
"""A package has some eighty writes: of those every ninth is tried, unless told otherwise."""

SENTENCE = re.compile(r"^[^a-z]*[\u4e00-\u9fff].*。$")


class FailingDisk:
    """Counts what goes to the disk, and lets one step fail; with `for_good` everything after it as well."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.fails_at = 0
        self.number = errno.EIO
        self.for_good = False
        for name in ("fsync", "replace", "rename", "mkdir"):
            monkeypatch.setattr(os, name, self._counted(getattr(os, name)))
        self._open = io.open
        monkeypatch.setattr(io, "open", self._opened)

    def begin(self, fails_at: int, number: int, *, for_good: bool) -> None:
        """Let a step fail; 0 for none."""
        self.count, self.fails_at, self.number, self.for_good = 0, fails_at, number, for_good

    def step(self) -> None:
        """One step to the disk."""
        self.count += 1
        if self.fails_at and (self.count == self.fails_at or (self.for_good and self.count > self.fails_at)):
            raise OSError(self.number, "refused")

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: object, **named: object) -> object:
            self.step()
            return real(*given, **named)

        return step

    def _opened(self, file: Any, mode: str = "r", *given: Any, **named: Any) -> Any:
        if not set(mode) & set("wxa+"):
            return self._open(file, mode, *given, **named)
        if not isinstance(file, int):  # the file of a number was counted when it was made
            self.step()
        return _Stream(self._open(file, mode, *given, **named), self)


class _Stream:
    """A file that is written step by step."""

    def __init__(self, stream: Any, disk: FailingDisk) -> None:
        self._stream, self._disk = stream, disk

    def write(self, data: bytes) -> int:
        self._disk.step()
        return int(self._stream.write(data))

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Services]:
    """A signed report, a row with a file beside it."""
    archive = Archive.open(tmp_path / "home", lambda: "2026-12-01T09:00:00")
    services = build_services(archive, paths.resources())
    services.reports.set_unit(UnitProfile("镇", "青石镇人民政府", "青石镇", "云溪县人民政府"))
    kind = services.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    services.ledgers.add(kind, 2026, {column.id: "集市普法"})
    picture = tmp_path / "照片.jpg"
    picture.write_bytes(b"picture" * 300)
    services.attachments.attach(services.ledgers.rows(kind, 2026)[0].id, [picture])
    report = services.reports.create("annual_report", 2026)
    services.freezes.freeze(report, "甲某某")
    (tmp_path / "U盘").mkdir()
    (tmp_path / "新照片.jpg").write_bytes(b"other" * 300)
    yield services
    services.close()


def export_word(services: Services, stick: Path) -> None:
    services.exports.export_content(services.reports.content(1), stick / "报告.docx")


def export_ledger(services: Services, stick: Path) -> None:
    services.forms.export(stick / "台账.xlsx", services.ledgers.kind("L04"), 2026, masked=True)


def pack(services: Services, stick: Path) -> None:
    services.packs.pack(services.packs.plan(1), stick)


def back_up(services: Services, stick: Path) -> None:
    del stick
    back_up_now(services.archive)


def back_up_whole(services: Services, stick: Path) -> None:
    restoring.back_up_whole(services.archive, stick)


def attach(services: Services, stick: Path) -> None:
    row = services.ledgers.rows(services.ledgers.kind("L04"), 2026)[0]
    services.attachments.attach(row.id, [stick.parent.parent / "新照片.jpg"])


def bring_in(services: Services, stick: Path) -> None:
    del stick
    content = ReportContent(title="工作报告", sections=(SectionContent(1, "概况", "", "全年办件12件。"),))
    incoming = Incoming("旧报告.txt", "一、概况".encode(), RecognisedReport(content), "annual_report", 2025)
    services.imports.store(incoming)


def issue_form(services: Services, stick: Path) -> None:
    forms = services.forms
    forms.issue(forms.draft(forms.offices()[0], 2026), stick / "填报表.xlsx")


def collect(services: Services, stick: Path) -> None:
    found = collecting.Collection((), ())
    collected_tables.save(found, stick / "汇总.xlsx")
    del services


ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (
        export_word,
        export_ledger,
        pack,
        back_up,
        back_up_whole,
        attach,
        bring_in,
        issue_form,
        collect,
    )
}


INTO_THE_VAULT = ("attach", "bring_in")


def everything(services: Services) -> dict[str, list[tuple[object, ...]]]:
    """All tables."""
    archive = services.archive
    with closing(connect(archive.path, archive.key, read_only=True)) as connection:
        names = [
            str(row[0]) for row in connection.execute("select name from sqlite_master where type = 'table'")
        ]
        return {name: [tuple(row) for row in connection.execute(f'select * from "{name}"')] for name in names}


def left_behind(folder: Path, *, gone: bool) -> list[str]:
    """Files and folders that look like something, and are not whole; a stick that is gone keeps what it has."""
    found: list[str] = []
    for path in folder.rglob("*"):
        unfinished = UNFINISHED in path.relative_to(folder).as_posix()
        if path.is_dir() and (path / "bagit.txt").exists() and not unfinished:
            found += [path.name] if any(one.state is not FileState.OK for one in verify(path)) else []
        elif (path.suffix in (".docx", ".xlsx", ".db") and not unfinished and path.stat().st_size == 0) or (
            path.name.endswith(".tmp") and not gone
        ):
            found.append(path.name)
    return found


def tried(
    disk: FailingDisk, place: int, number: int, *, for_good: bool, action: Callable[[], object]
) -> str | None:
    """What was told when the disk failed at that step; None when there was no such step."""
    disk.begin(place, number, for_good=for_good)
    try:
        action()
    except UserError as error:
        return str(error)
    finally:
        disk.fails_at = 0
    return None


FAULTS = (
    pytest.param(errno.ENOSPC, False, id="full"),
    pytest.param(errno.EROFS, False, id="read-only"),
    pytest.param(errno.EIO, True, id="gone"),
)


@pytest.mark.slow
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # a half-written workbook is let go
@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize(("number", "for_good"), FAULTS)
def test_a_disk_that_fails_at_any_write(
    office: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    number: int,
    for_good: bool,
) -> None:
    action = ACTIONS[name]
    if office.archive.key is not None and name in INTO_THE_VAULT:
        pytest.skip("with a password these files are values of a database, which SQLite writes by itself")
    disk = FailingDisk(monkeypatch)
    pack_journal.end(office.archive)
    before, kept = everything(office), len(list_backups(office.archive))
    place = 0
    while True:
        place += EVERY if name == "pack" else 1
        stick = tmp_path / "U盘" / f"{place}"
        stick.mkdir()
        told = tried(disk, place, number, for_good=for_good, action=lambda at=stick: action(office, at))
        if told is None:
            break
        assert SENTENCE.match(f"{told}。"), told
        assert disk.count >= place, told
        pack_journal.end(office.archive)  # a package broken off is remembered for the next start
        assert everything(office) == before, place
        assert left_behind(tmp_path / "U盘", gone=for_good) == []
        assert left_behind(office.archive.folder, gone=for_good) == []
        assert len(list_backups(office.archive)) <= kept + place
    assert place > 1


def test_a_full_disk_refuses_rows_and_keeps_the_others(office: Services) -> None:
    """The database itself may not grow any more."""
    connection = office.archive._connection
    office.archive.settle()
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages}")
    before = everything(office)
    kind = office.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    with (
        pytest.raises(UserError, match="磁盘已满"),
        office.archive.transact(Op.IMPORT_ROWS) as transaction,
    ):
        transaction.write.insert_many(
            tables.LEDGER_ROW,
            (("L04", 2026, "", f'{{"{column.id}":"{n}"}}', f"d{n}", "", "", "") for n in range(5000)),
        )
    assert everything(office) == before
    connection.execute("pragma max_page_count = 1000000")
    office.ledgers.add(kind, 2026, {column.id: "又能写了"})
    assert len(office.ledgers.rows(kind, 2026)) == 2


def test_an_archive_that_may_only_be_read_refuses_in_a_sentence(office: Services) -> None:
    office.archive._connection.execute("pragma query_only = 1")
    before = everything(office)
    for name in ("attach", "bring_in"):
        with pytest.raises(UserError, match="不能写入"):
            ACTIONS[name](office, office.archive.folder.parent / "U盘" / "1")
    assert everything(office) == before
    office.archive._connection.execute("pragma query_only = 0")
