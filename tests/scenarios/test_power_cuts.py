"""The power is cut at any moment of an ordinary day: the file is sound, and every committed row is there.

What the program does to its database on such a day is recorded and done again upon a disk that keeps
unflushed writes by chance, in any order, and some of them torn. After each cut the file must hold exactly
what it held after the last commit, or after the one that was under way.

A hundred and fifty cuts by default; FZAPP_POWER_CUTS=1000 for the whole trial.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import apsw
import pytest

from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.services.context import Services, build_services
from fzapp.storage import archive as archive_module
from fzapp.storage import tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from tests.conftest import CHANCE

if TYPE_CHECKING:
    from pathlib import Path

CUTS = int(os.environ.get("FZAPP_POWER_CUTS", "150"))
SECTOR = 512
KEPT, TORN = 0.6, 0.2
"""How likely an unflushed write is on the disk, and how likely one that is there is torn at a sector."""

_OF_INDEX = re.compile(r"'main'\.'|^--")
"""What the index of texts does within itself is not to be done again."""


# --- an ordinary day ------------------------------------------------------------------------------


def ordinary_day(folder: Path) -> list[str]:
    """Typing, ledgers, an import, undoing, evidence, signing, pausing; answers the statements in order."""
    statements: list[str] = []
    archive = Archive.open(folder, lambda: "2026-12-01T09:00:00")
    with closing(sqlite3.connect(folder / archive_module.FILE_NAME)) as connection:
        made = [str(row[0]) for row in connection.execute("select sql from sqlite_master where sql <> ''")]
        version = connection.execute("pragma user_version").fetchone()[0]
    services = build_services(archive, paths.resources())
    archive._connection.set_trace_callback(statements.append)
    work(services, folder)
    archive._connection.set_trace_callback(None)
    services.close()
    shadows = re.compile(r"_(data|idx|docsize|config)['\"]\(")
    schema = [sql for sql in made if not shadows.search(sql.split("\n")[0])]
    wanted = [sql for sql in statements if not _OF_INDEX.search(sql)]
    return [*schema, f"pragma user_version = {version}", *wanted]


def work(services: Services, folder: Path) -> None:
    """The day itself."""
    archive, draw = services.archive, random.Random(7 + CHANCE)
    services.reports.set_unit(UnitProfile("镇", "青石镇人民政府", "青石镇", "云溪县人民政府"))
    report = services.reports.create("annual_report", 2026)
    sections = [row.section.id for row in services.overview.tasks(report) if row.section.level == 2]
    kind = services.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    for hour in range(6):
        for number in range(4):
            section = draw.choice(sections)
            text = f"全年开展普法{hour}场，" * draw.randrange(1, 60)
            services.writing.keep_draft(section, text, len(text))
            if number % 2:
                services.writing.save(section, text, len(text))
        for number in range(5):
            services.ledgers.add(kind, 2026, {column.id: f"第{hour}-{number}场"})
        undone = archive.undoable()
        if undone is not None and hour % 2:
            archive.revert(undone)
        rows = services.ledgers.rows(kind, 2026)
        picture = folder / f"照片{hour}.jpg"
        picture.write_bytes(draw.randbytes(3000))
        services.attachments.attach(rows[-1].id, [picture])
        if hour == 3:
            with archive.transact(Op.IMPORT_ROWS) as transaction:
                transaction.write.insert_many(
                    tables.LEDGER_ROW,
                    (("L04", 2026, "", f'{{"{column.id}":"{n}"}}', f"d{n}", "", "", "") for n in range(450)),
                )
        if hour % 2 == 0:
            archive.settle()
    services.freezes.freeze(report, "甲某某")
    services.packs.pack(services.packs.plan(report), folder)


# --- the disk -------------------------------------------------------------------------------------


class _Recorder(apsw.VFS):
    """Keeps every write, truncation, flush and deletion in order."""

    def __init__(self, log: list[tuple[object, ...]]) -> None:
        self.log = log
        super().__init__("recorder", "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        return _RecordedFile(self.log, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.log.append(("delete", filename))
        super().xDelete(filename, syncdir)


class _RecordedFile(apsw.VFSFile):
    def __init__(
        self, log: list[tuple[object, ...]], name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        super().__init__("", name, flags)
        self._log = log
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        log.append(("open", self._name))

    def xWrite(self, data: bytes, offset: int) -> None:
        self._log.append(("write", self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._log.append(("truncate", self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        self._log.append(("sync", self._name))
        super().xSync(flags)


class _Disk:
    """What a file holds for certain, and what was written since its last flush."""

    def __init__(self) -> None:
        self.sure = bytearray()
        self.pending: list[tuple[object, ...]] = []


def _apply(buffer: bytearray, operation: tuple[object, ...]) -> None:
    if operation[0] == "truncate":
        del buffer[operation[2] :]  # type: ignore[misc]
        return
    offset, data = int(operation[2]), bytes(operation[3])  # type: ignore[call-overload]
    if len(buffer) < offset:
        buffer.extend(bytes(offset - len(buffer)))
    buffer[offset : offset + len(data)] = data


def _torn(operation: tuple[object, ...], chance: random.Random) -> tuple[object, ...]:
    """A write of which only some sectors arrived, now and then."""
    if operation[0] != "write" or len(operation[3]) <= SECTOR or chance.random() >= TORN:  # type: ignore[arg-type]
        return operation
    data = bytes(operation[3])  # type: ignore[call-overload]
    return (*operation[:3], data[: SECTOR * chance.randint(1, len(data) // SECTOR)])


def _after_power_cut(
    log: list[tuple[object, ...]], position: int, chance: random.Random
) -> tuple[dict[str, bytes], int]:
    disks: dict[str, _Disk] = {}
    committed = -1
    for operation in log[:position]:
        match operation[0]:
            case "open":
                disks.setdefault(str(operation[1]), _Disk())
            case "write" | "truncate":
                disks.setdefault(str(operation[1]), _Disk()).pending.append(operation)
            case "sync":
                disk = disks[str(operation[1])]
                for pending in disk.pending:
                    _apply(disk.sure, pending)
                disk.pending.clear()
            case "delete":
                disks.pop(str(operation[1]), None)
            case _:
                committed = int(operation[1])  # type: ignore[call-overload]
    left: dict[str, bytes] = {}
    for name, disk in disks.items():
        content = bytearray(disk.sure)
        for pending in disk.pending:
            if chance.random() < KEPT:
                _apply(content, _torn(pending, chance))
        left[name] = bytes(content)
    return left, committed


# --- the trial ------------------------------------------------------------------------------------


def state_of(rows: list[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def contents(execute: object, names: list[str]) -> str:
    """The digest of all tables."""
    rows: list[tuple[object, ...]] = []
    for name in names:
        rows += [(name, *row) for row in execute(f'select * from "{name}" order by 1')]  # type: ignore[operator]
    return state_of(rows)


def done_again(folder: Path, statements: list[str]) -> tuple[list[tuple[object, ...]], list[str], list[str]]:
    """The day upon the recording disk: what reached it, the contents after each commit, the tables."""
    log: list[tuple[object, ...]] = []
    vfs = _Recorder(log)
    connection = apsw.Connection(str(folder / "a.db"), vfs="recorder")
    for pragma in archive_module.PRAGMAS:
        connection.execute(f"pragma {pragma}")
    connection.execute("pragma foreign_keys = off")
    names: list[str] = []
    states: list[str] = []
    for sql in statements:
        if not names and sql.startswith("pragma user_version"):
            found = connection.execute("select name from sqlite_master where type = 'table' order by 1")
            names = [str(name) for (name,) in found]
        connection.execute(sql)
        if sql.lower().startswith("commit"):
            states.append(contents(connection.execute, names))
            log.append(("commit", len(states) - 1))
    recorded = list(log)
    connection.close()
    vfs.unregister()
    return recorded, states, names


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[object, ...]], list[str], list[str]]:
    folder = tmp_path_factory.mktemp("day")
    statements = ordinary_day(folder / "home")
    (folder / "disk").mkdir()
    return done_again(folder / "disk", statements)


def reopened(folder: Path, files: dict[str, bytes], names: list[str]) -> tuple[str, str]:
    """What SQLite says of the file after the cut, and its contents."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        if not name.endswith("-shm"):
            (folder / os.path.basename(name)).write_bytes(content)  # noqa: PTH119
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        sound = str(connection.execute("pragma integrity_check").fetchone()[0])
        return sound, contents(connection.execute, names)


def test_the_day_has_all_kinds_of_work_in_it(
    day: tuple[list[tuple[object, ...]], list[str], list[str]],
) -> None:
    log, states, names = day
    assert len(states) > 80
    assert {"audit", "draft", "ledger_row", "row_evidence", "submission", "text_index_data"} <= set(names)
    assert {"write", "sync", "truncate", "commit"} <= {str(one[0]) for one in log}


@pytest.mark.slow
def test_power_cuts_lose_no_committed_row(
    day: tuple[list[tuple[object, ...]], list[str], list[str]], tmp_path: Path
) -> None:
    log, states, names = day
    begun = next(place for place, one in enumerate(log) if one[0] == "commit")
    chance = random.Random(20261201 + CHANCE)
    for _ in range(CUTS):
        position = chance.randint(begun + 1, len(log))
        files, committed = _after_power_cut(log, position, chance)
        sound, found = reopened(tmp_path / "after", files, names)
        assert sound == "ok"
        assert found in states[committed : committed + 2], (position, committed)


def test_a_disk_that_does_not_flush_would_be_seen(
    day: tuple[list[tuple[object, ...]], list[str], list[str]], tmp_path: Path
) -> None:
    """The measure itself: without its flushes the same day loses commits or damages the file."""
    log, states, names = day
    lying = [one for one in log if one[0] != "sync"]
    chance, kept = random.Random(5), 0
    for _ in range(10):
        files, committed = _after_power_cut(lying, len(lying), chance)
        try:
            sound, found = reopened(tmp_path / "after", files, names)
        except sqlite3.DatabaseError:
            continue
        kept += sound == "ok" and found in states[committed:]
    assert kept < 10
