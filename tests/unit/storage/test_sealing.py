"""Setting, changing and taking away a password: nothing is lost, whenever it is broken off."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import ArchiveUnusable, Cancelled, PasswordNeeded, UserError
from fzapp.storage import backups, blobs, connection, sealing, vault
from fzapp.storage import folder as places
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.connection import Key, is_encrypted, opens
from tests.conftest import PASSWORD
from tests.kept_files import by_hand
from tests.unit.storage.test_archive import rewrite, store

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.domain.report import Report

SECRET = "老樟树下的秘密会议"
FILE = "签到表：会议地点老樟树下".encode()


def nothing(_done: int, _all: int) -> None:
    """Nobody waits."""


@pytest.fixture(scope="module")
def other_key() -> Key:
    return Key("换成另一句话2027")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """Archives that were made already, with a password and without."""
    return {False: tmp_path_factory.mktemp("plain"), True: tmp_path_factory.mktemp("sealed")}


@pytest.fixture
def home(tmp_path: Path, made: dict[bool, Path], sample: Report, key: Key | None) -> Path:
    """A closed archive with a text, a file, a backup, one that is broken, and what a restore left aside."""
    ready = made[key is not None] / "档案 库"
    if not ready.exists():
        fill(ready, sample, key)
    return Path(shutil.copytree(ready, tmp_path / "档案 库"))


def fill(folder: Path, sample: Report, key: Key | None) -> None:
    archive = Archive.open(folder, key=key)
    store(archive, sample)
    rewrite(archive, 3, SECRET)
    with archive.transact(Op.ROW_EVIDENCE) as transaction:
        blobs.keep(archive, transaction.write, "签到表.txt", FILE, "row")
    backups.back_up(archive, "daily")
    archive.close()
    if key is None:
        (folder / "backups" / "archive-20200101-000000-daily.db").write_bytes(SECRET.encode())
        (folder / "damaged-20250101-000000").mkdir()
        (folder / "damaged-20250101-000000" / "archive.db").write_bytes(SECRET.encode())
        (folder / "backups" / "archive-x.tmp").write_bytes(SECRET.encode())


def contents(folder: Path, key: Key | None) -> tuple[object, ...]:
    """Every row of every table but the index, and every kept file."""
    archive = Archive.open(folder, key=key)
    names = [
        row[0]
        for row in archive.read("select name from sqlite_master where type = 'table' order by 1")
        if not row[0].startswith(("sqlite_", "text_index"))
    ]
    rows = {name: [tuple(row) for row in archive.read(f'select * from "{name}"')] for name in names}
    found = [
        row[0] for row in archive.read("select count(*) from text_index where text_index match '\"秘 密\"'")
    ]
    files = [
        blobs.read(archive, row["sha256"], row["name"]) for row in archive.read("select * from evidence")
    ]
    archive.close()
    return rows, found, files


def readable(folder: Path) -> list[str]:
    """Files in which the secret words stand open."""
    words = (SECRET.encode(), SECRET.encode("utf-16-le"), "老樟树".encode(), "老 樟 树".encode())
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in words)
    ]


def test_setting_changing_and_removing_keep_every_row_and_file(
    home: Path, key: Key | None, other_key: Key
) -> None:
    before = contents(home, key)
    done = sealing.reseal(home, key, other_key, nothing)
    assert (done.backups, done.left) == (1, 0)
    assert places.is_sealed(home)
    assert contents(home, other_key) == before
    sealing.reseal(home, other_key, None, nothing)
    assert not places.is_sealed(home)
    assert contents(home, None) == before
    assert all(backups.is_sound(one.path, None) for one in backups.list_in(home) if one.taken.year > 2020)


def test_an_encrypted_archive_shows_nothing_to_a_reader_without_the_password(
    home: Path, key: Key | None, other_key: Key
) -> None:
    sealing.reseal(home, key, other_key, nothing)
    assert readable(home) == []
    with (
        pytest.raises(sqlite3.DatabaseError, match="not a database"),
        closing(sqlite3.connect(home / "archive.db")) as c,
    ):
        c.execute("select * from section")
    for path in (home / "archive.db", home / "evidence.db", *(home / "backups").glob("*.db")):
        assert is_encrypted(path)
    with pytest.raises(PasswordNeeded):
        Archive.open(home)


def test_what_could_not_be_encrypted_in_place_is_kept_inside_and_comes_back(
    tmp_path: Path, home: Path, key: Key | None, other_key: Key
) -> None:
    if key is not None:
        pytest.skip("there is nothing open beside an encrypted archive")
    sealing.reseal(home, None, other_key, nothing)
    assert [path.name for path in home.iterdir() if path.name.startswith("damaged")] == []
    assert "damaged-20250101-000000/archive.db" in vault.places(home, other_key)
    sealing.reseal(home, other_key, None, nothing)
    assert (home / "damaged-20250101-000000" / "archive.db").read_text(encoding="utf-8") == SECRET
    assert (home / "backups" / "archive-20200101-000000-daily.db").read_text(encoding="utf-8") == SECRET


def test_an_archive_that_is_open_keeps_its_password(home: Path, key: Key | None, other_key: Key) -> None:
    archive = Archive.open(home, key=key)
    with pytest.raises(UserError, match="开着"):
        sealing.reseal(home, key, other_key, nothing)
    archive.close()
    assert contents(home, key)


def test_stopping_leaves_everything_as_it_was(home: Path, key: Key | None, other_key: Key) -> None:
    before = contents(home, key)

    def stop(_done: int, _all: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        sealing.reseal(home, key, other_key, stop)
    assert not (home / "sealing").exists()
    assert contents(home, key) == before


def test_nobody_opens_the_archive_meanwhile(home: Path, key: Key | None, other_key: Key) -> None:
    def look(_done: int, _all: int) -> None:
        with pytest.raises(ArchiveUnusable, match="正在换密码"):
            Archive.open(home, key=key)

    sealing.reseal(home, key, other_key, look)


def test_a_copy_that_differs_is_not_taken(
    home: Path, key: Key | None, other_key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(home, key)
    monkeypatch.setattr("fzapp.storage.recoding._one", lambda *_: 1)
    with pytest.raises(UserError, match="不一致"):
        sealing.reseal(home, key, other_key, nothing)
    monkeypatch.undo()
    assert contents(home, key) == before


class Cut(BaseException):
    """The power fails."""


STEPS = ("flush_tree", "write_atomic", "wipe")


def cutting(monkeypatch: pytest.MonkeyPatch, at: int) -> Callable[[], bool]:
    """Cut the power before the disk is touched for the time number `at`; answers whether that came."""
    count = [0]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **more: object) -> object:
            count[0] += 1
            if count[0] >= at:
                raise Cut
            return real(*arguments, **more)

        return step

    for name in ("rename", "replace", "unlink", "mkdir"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))
    for name in STEPS:
        monkeypatch.setattr(sealing, name, counted(getattr(sealing, name)))
    return lambda: count[0] >= at


@pytest.mark.parametrize("at", range(2, 60, 6))
def test_a_cut_at_any_step_leaves_the_old_or_the_new_whole(
    home: Path, key: Key | None, other_key: Key, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    before = contents(home, key)
    with monkeypatch.context() as patched:
        was_cut = cutting(patched, at)
        with contextlib.suppress(Cut):
            sealing.reseal(home, key, other_key, nothing)
        cut = was_cut()
    sealing.finish(home)
    assert not (home / "sealing").exists()
    now = other_key if opens(home / "archive.db", other_key) and is_encrypted(home / "archive.db") else key
    assert contents(home, now) == before
    if now is other_key:
        assert readable(home) == []
    assert cut or now is other_key


def test_a_place_that_leads_elsewhere_is_not_let_out(
    home: Path, key: Key | None, other_key: Key, tmp_path: Path
) -> None:
    sealing.reseal(home, key, other_key, nothing)
    with by_hand(home / "evidence.db", other_key) as connection:
        connection.execute("insert into file (place, data) values ('../../outside.txt', x'00')")
    with pytest.raises(UserError, match="位置不对"):
        sealing.reseal(home, other_key, None, nothing)
    assert not (tmp_path.parent / "outside.txt").exists()
    assert places.is_sealed(home)


def form_of(path: Path, key: Key) -> tuple[str, ...]:
    with by_hand(path, key) as connection:
        connection.execute("select count(*) from sqlite_master").fetchone()
        words = ("page_size", "hmac_algorithm")
        return tuple(str(connection.execute(f"pragma cipher_{word}").fetchone()[0]) for word in words)


@pytest.mark.own_password
def test_the_form_of_older_versions_is_kept_until_the_password_is_changed(
    tmp_path: Path, sample: Report, other_key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup takes over pages as they are, so it has the form of the archive."""
    home = tmp_path / "older"
    with monkeypatch.context() as older:
        older.setattr(connection, "_FORMS", connection._FORMS[1:])
        fill(home, sample, Key(PASSWORD))
    key = Key(PASSWORD)
    before = contents(home, key)
    with closing(Archive.open(home, lambda: "2026-12-02T09:00:00", key)) as archive:
        backups.back_up(archive, "daily")
    files = [home / places.FILE_NAME, home / places.VAULT_NAME, *(home / "backups").glob("*.db")]
    assert len(files) == 4
    assert {form_of(path, key) for path in files} == {("4096", "HMAC_SHA512")}
    sealing.reseal(home, key, other_key, nothing)
    assert {form_of(path, other_key) for path in files} == {("16384", "HMAC_SHA256")}
    assert contents(home, other_key) == before
