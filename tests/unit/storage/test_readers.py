"""Reading connections: with a password one stays open for the next reader, who notices nothing of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from fzapp.storage import readers
from fzapp.storage.archive import Archive
from fzapp.storage.connection import Key, connect, errors, read_through, write_many
from fzapp.storage.readers import Readers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNT = "select count(*) as many from stone"


@pytest.fixture
def path(tmp_path: Path, test_key: Key) -> Path:
    """An encrypted database with two rows."""
    path = tmp_path / "stones.db"
    writer = connect(path, test_key)
    writer.execute("pragma journal_mode = wal")
    writer.execute("create table stone (id integer primary key)")
    writer.execute("insert into stone values (1), (2)")
    writer.close()
    return path


@pytest.fixture
def lender(path: Path, test_key: Key) -> Iterator[Readers]:
    lender = Readers(path, test_key)
    yield lender
    lender.close()


def test_the_next_reader_gets_the_same_and_sees_what_was_written(
    lender: Readers, path: Path, test_key: Key
) -> None:
    with lender.lend() as first:
        assert first.execute(COUNT).fetchone()["many"] == 2
    writer = connect(path, test_key)
    writer.execute("insert into stone values (3)")
    with lender.lend() as second:
        assert second is first
        assert second.execute(COUNT).fetchone()["many"] == 3
    writer.close()


def test_nothing_of_one_reader_is_left_for_the_next(lender: Readers) -> None:
    with lender.lend() as first:
        first.row_factory = None
        first.execute("begin")
        first.execute(COUNT).fetchone()
        first.set_progress_handler(lambda: True, 1)
    with lender.lend() as second:
        assert second is first
        assert not second.in_transaction
        assert second.execute(COUNT).fetchone()["many"] == 2


def test_a_reader_that_was_stopped_gives_back_a_whole_connection(lender: Readers) -> None:
    with pytest.raises(errors()), lender.lend() as first:
        first.execute("begin")
        first.set_progress_handler(lambda: True, 1)
        first.execute(COUNT).fetchone()
    with lender.lend() as second:
        assert second.execute(COUNT).fetchone()["many"] == 2


def test_with_a_table_of_its_own_a_connection_is_not_kept(lender: Readers) -> None:
    with lender.lend() as first:
        first.execute("create temp table mine (id integer)")
    with lender.lend() as second:
        assert second is not first
        assert second.execute("select count(*) from sqlite_temp_master").fetchone()[0] == 0


def test_two_readers_at_once_have_a_connection_each(lender: Readers) -> None:
    with lender.lend() as first, lender.lend() as second:
        assert second is not first
        assert second.execute(COUNT).fetchone()["many"] == 2
    with lender.lend() as third:
        assert third is second  # it came back first; the other one was closed
    with pytest.raises(errors()):
        first.execute(COUNT)


def test_what_is_lent_while_the_archive_closes_is_closed_behind_it(lender: Readers) -> None:
    with lender.lend() as connection:
        lender.close()
        assert connection.execute(COUNT).fetchone()["many"] == 2
    with pytest.raises(errors()):
        connection.execute(COUNT)


def test_of_a_large_archive_nothing_is_kept(lender: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_LARGE", 1)
    with lender.lend() as connection:
        pass
    with pytest.raises(errors()):
        connection.execute(COUNT)


def test_a_connection_that_read_a_large_ledger_through_remembers_pages_again(lender: Readers) -> None:
    def remembered(connection: sqlite3.Connection) -> int:
        return int(connection.execute("pragma cache_size").fetchone()[0])

    with lender.lend() as first:
        usual = remembered(first)
        read_through(first)
        assert abs(remembered(first)) < abs(usual)
    with lender.lend() as second:
        assert second is first
        assert remembered(second) == usual


def test_while_many_rows_are_written_pages_are_remembered_and_not_longer(tmp_path: Path) -> None:
    def remembered() -> int:
        return int(connection.execute("pragma cache_size").fetchone()[0])

    with closing(connect(tmp_path / "plain.db")) as connection:
        connection.execute("create table stone (id integer primary key)")
        usual = remembered()
        write_many(connection, "insert into stone values (?)", ((remembered(),) for _ in range(1)))
        assert connection.execute("select id from stone").fetchone()["id"] < usual
        assert remembered() == usual


def test_without_a_password_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    sqlite3.connect(path).close()
    with Readers(path, None).lend() as connection:
        pass
    with pytest.raises(errors()):
        connection.execute("select 1")


@pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)
def test_a_closed_archive_holds_no_file(tmp_path: Path, key: Key | None) -> None:
    archive = Archive.open(tmp_path / "home", key=key)
    with archive.reader() as connection:
        assert connection.execute("select count(*) from report").fetchone()[0] == 0
    archive.close()
    assert [path.name for path in (tmp_path / "home").glob("archive.db*")] == ["archive.db"]
