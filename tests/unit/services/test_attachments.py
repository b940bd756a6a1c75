"""Files beside rows: kept once, checked, refused with a sentence, gone with their row and back with it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.services import attachments
from fzapp.services.attachments import FileState
from fzapp.services.row_history import history_of
from fzapp.storage.figures import evidence_of_rows
from tests.kept_files import change, lose

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

pytestmark = pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)


def row_of(services: Services) -> int:
    kind = services.ledgers.kind("L16")
    change = services.ledgers.add(kind, 2026, {"registered_on": "2026-03-05", "parties": "甲某"})
    assert change is not None
    return change.rows[0].id


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "照片.jpg"
    path.write_bytes(b"\xff\xd8\xff" + bytes(100))
    return path


def test_a_file_is_kept_once_and_verified(services: Services, photo: Path, tmp_path: Path) -> None:
    row, service = row_of(services), services.attachments
    twin = tmp_path / "同一张.jpg"
    twin.write_bytes(photo.read_bytes())
    assert service.attach(row, [photo, twin]) is not None
    assert service.attach(row, [twin]) is None
    (file,) = service.of_row(row)
    assert (file.name, file.size, service.state(file)) == ("照片.jpg", 103, FileState.GOOD)
    assert service.content(file) == photo.read_bytes()
    assert service.counts([row, row + 1]) == {row: 1}
    assert evidence_of_rows(services.archive, [row]) == ("照片.jpg",)
    change(services.archive, file.digest, file.name, b"changed")
    assert service.state(file) is FileState.CHANGED
    with pytest.raises(UserError, match="不一样"):
        service.content(file)
    lose(services.archive, file.digest, file.name)
    assert service.state(file) is FileState.MISSING


@pytest.mark.skipif(sys.platform == "win32", reason="names there are no bytes")
def test_a_file_named_on_another_system_is_kept_under_its_name(services: Services, photo: Path) -> None:
    foreign = photo.rename(photo.with_name(os.fsdecode("签到表.jpg".encode("gb18030"))))
    row = row_of(services)
    assert services.attachments.attach(row, [foreign]) is not None
    assert services.attachments.of_row(row)[0].name == "签到表.jpg"


def test_files_go_with_their_row_and_come_back_with_it(services: Services, photo: Path) -> None:
    row = row_of(services)
    services.attachments.attach(row, [photo])
    change = services.ledgers.remove([row])
    assert change is not None
    assert row_of(services) == row  # SQLite gives the number again
    assert services.attachments.of_row(row) == ()
    services.ledgers.remove([row])
    services.archive.revert(change)
    assert len(services.attachments.of_row(row)) == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("病毒.exe", b"MZ", "程序"), ("快捷.LNK", b"x", "程序"), ("空.pdf", b"", "空文件")],
)
def test_some_files_are_refused(
    services: Services, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    row = row_of(services)
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UserError, match=said):
        services.attachments.attach(row, [path])
    with pytest.raises(UserError, match="文件夹"):
        services.attachments.attach(row, [tmp_path])
    with pytest.raises(UserError, match="找不到"):
        services.attachments.attach(row, [tmp_path / "没有.pdf"])
    assert services.attachments.of_row(row) == ()


def test_large_and_many_files_are_refused(
    services: Services, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = row_of(services)
    monkeypatch.setattr(attachments, "LARGEST_FILE", 50)
    with pytest.raises(UserError, match="太大"):
        services.attachments.attach(row, [photo])
    monkeypatch.setattr(attachments, "LARGEST_FILE", 1000)
    monkeypatch.setattr(attachments, "MOST_FILES", 0)
    with pytest.raises(UserError, match="最多"):
        services.attachments.attach(row, [photo])


def test_captions_are_one_line_and_short(services: Services, photo: Path) -> None:
    row = row_of(services)
    services.attachments.attach(row, [photo])
    (file,) = services.attachments.of_row(row)
    services.attachments.describe(file.id, "  调解\n现场 ")
    assert services.attachments.of_row(row)[0].caption == "调解 现场"
    with pytest.raises(UserError, match="太长"):
        services.attachments.describe(file.id, "长" * 101)


def test_history_tells_who_when_and_what(services: Services) -> None:
    kind = services.ledgers.kind("L16")
    block = (
        "登记日期\t来源\t当事人\t村社区\n2026.3.5\t申请调解\t甲某\t石桥村\n2026.3.6\t申请调解\t乙某\t白沙村\n"
    )
    services.ledgers.commit(services.ledgers.plan(services.ledgers.read_pasted(block, "L16"), 2026))
    first, second = services.ledgers.rows(kind, 2026)
    change = services.ledgers.change(kind, first, {"village": "东风村", "parties": 'x["ledger_row", 2, '})
    assert change is not None
    services.archive.revert(services.archive.revert(change))
    (again,) = (row for row in services.ledgers.rows(kind, 2026) if row.id == first.id)
    told = [entry.what for entry in history_of(services.archive, kind, again)]
    assert told[:3] == ["重做：修改台账", "撤销：修改台账", "修改台账"]
    assert "“剪贴板”" in told[3]
    fields = {
        one.name: (one.before, one.after) for one in history_of(services.archive, kind, again)[2].fields
    }
    assert fields["村社区"] == ("石桥村", "东风村")
    assert len(history_of(services.archive, kind, second)) == 1


def test_history_does_not_mix_rows_of_the_same_number(services: Services) -> None:
    kind = services.ledgers.kind("L16")
    row = row_of(services)
    services.ledgers.remove([row])
    assert row_of(services) == row
    (stored,) = services.ledgers.rows(kind, 2026)
    assert [entry.what for entry in history_of(services.archive, kind, stored)] == ["在本机登记"]
