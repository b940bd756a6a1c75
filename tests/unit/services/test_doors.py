"""Giving a password, waiting after wrong ones, changing it; and that nobody else reads what lies on the disk."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest

from fzapp.cli import main as cli
from fzapp.domain.errors import ArchiveDamaged, ArchiveUnusable, UserError, WrongPassword
from fzapp.infra.logs import describe
from fzapp.services import doors, restoring
from fzapp.storage.archive import Archive
from fzapp.storage.connection import Key
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path


class Now:
    """The computer's clock, which moves when told."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def home(tmp_path: Path, test_key: Key) -> Path:
    folder = tmp_path / "home"
    Archive.open(folder, key=test_key).close()
    return folder


def test_the_right_password_opens_in_any_spelling_of_its_characters(tmp_path: Path) -> None:
    Archive.open(tmp_path, key=Key("caf\u00e9 与树2026")).close()
    assert doors.unlock(tmp_path, "cafe\u0301 与树2026")


def test_each_wrong_password_makes_the_next_try_wait_longer(home: Path) -> None:
    now, waits = Now(), []
    for _ in range(6):
        now.time += doors.seconds_to_wait(home, now)
        with pytest.raises(WrongPassword, match="密码不对"):
            doors.unlock(home, "不是这一个密码", now)
        waits.append(doors.seconds_to_wait(home, now))
    assert waits == [0, 0, 5, 10, 20, 40]
    with pytest.raises(WrongPassword, match="过40秒再试"):
        doors.unlock(home, PASSWORD, now)
    now.time -= 500_000  # setting the clock back gains nothing, and shuts nobody out for good
    assert doors.seconds_to_wait(home, now) == 40
    now.time += 40
    assert doors.unlock(home, PASSWORD, now)
    assert doors.seconds_to_wait(home, now) == 0


def test_a_damaged_archive_is_told_from_a_wrong_password(home: Path, test_key: Key) -> None:
    page = bytearray((home / "archive.db").read_bytes())
    page[100] ^= 1
    (home / "archive.db").write_bytes(page)
    key = doors.unlock(home, PASSWORD)
    with pytest.raises(ArchiveDamaged):
        Archive.open(home, key=key)


@pytest.mark.own_password
def test_half_an_archive_is_not_opened(home: Path, tmp_path: Path, test_key: Key) -> None:
    Archive.open(tmp_path / "plain").close()
    (home / "archive.db").write_bytes((tmp_path / "plain" / "archive.db").read_bytes())
    with pytest.raises(ArchiveUnusable, match="没有加密"):
        Archive.open(home, key=test_key)


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("短的", "短的", "至少"),
        ("12345678", "12345678", "容易猜"),
        ("aabbaabb", "aabbaabb", "容易猜"),
        ("石桥边的老樟树", "石桥", "至少"),
        ("石桥边的老樟树下", "石桥", "不一样"),
    ],
)
def test_weak_and_mistyped_passwords_are_told(password: str, again: str, told: str) -> None:
    assert told in doors.fault(password, again)


def test_the_same_password_is_no_change(home: Path, test_key: Key) -> None:
    with pytest.raises(UserError, match="一样"):
        doors.change(home, test_key, Key(PASSWORD))


def test_a_key_shows_nothing_of_itself(test_key: Key) -> None:
    shown = f"{test_key!r}{test_key}"
    assert PASSWORD not in shown
    with pytest.raises(ValueError, match="老樟树") as caught:
        raise ValueError(PASSWORD)
    assert PASSWORD not in describe(caught.value)


def test_a_backup_under_another_password_comes_back_under_the_archives_own(
    home: Path, tmp_path: Path, test_key: Key
) -> None:
    other = Key("换成另一句话2027")
    stick = tmp_path / "U盘"
    stick.mkdir()
    archive = Archive.open(tmp_path / "elsewhere", key=other)
    whole = restoring.back_up_whole(archive, stick)
    archive.close()
    with pytest.raises(WrongPassword):
        restoring.preview(home, whole, test_key)
    restoring.restore(home, whole, test_key, other)
    Archive.open(home, key=test_key).close()


@pytest.mark.own_password
def test_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("石桥边的老樟树下\n", encoding="utf-8")
    second.write_text("村口的两棵银杏树\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    at = ["--archive", str(tmp_path / "a")]
    assert cli.main(["report", "list", *at]) == 0
    assert cli.main(["password", "--new-password-file", str(first), *at]) == 0
    assert cli.main(["report", "list", *at]) == 3
    assert "--password-file" in capsys.readouterr().err
    assert cli.main(["doctor", *at, "--password-file", str(second)]) == 3
    assert cli.main(["password", "--new-password-file", str(second), *at, "--password-file", str(first)]) == 0
    assert cli.main(["doctor", *at, "--password-file", str(second)]) == 0
    assert cli.main(["password", "--remove", *at, "--password-file", str(second)]) == 0
    assert cli.main(["report", "list", *at]) == 0


@pytest.mark.skipif(os.name == "nt", reason="the user's folder is closed by the system there")
@pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)
def test_nobody_else_may_read_what_lies_in_the_folder(tmp_path: Path, key: Key | None) -> None:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o755)
    (folder / "archive.db").touch(mode=0o644)
    archive = Archive.open(folder, key=key)
    archive.close()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "archive.db").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in folder.rglob("*") if p.stat().st_mode & 0o077] == []
