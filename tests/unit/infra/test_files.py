"""A file is written whole or not at all, and a font tells its names."""

from __future__ import annotations

import errno
import os
import struct
from pathlib import Path

import pytest

from fzapp.infra import files, fonts
from fzapp.infra.files import shown_name


def test_new_content_replaces_old(tmp_path: Path) -> None:
    target = tmp_path / "青石镇 报告.docx"
    for data in (b"one", b"two"):
        files.write_atomic(target, data)
    assert target.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.write_atomic(target, b"new" * 1000)
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(os.name == "nt", reason="nothing is flushed by its name there")
def test_what_was_renamed_is_flushed_under_its_new_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On FAT the new entry is empty until the file is flushed once more: a stick pulled early had neither."""
    target, fsync = tmp_path / "报告.docx", os.fsync
    there: list[tuple[int, bool]] = []

    def noted(descriptor: int) -> None:
        there.append((os.fstat(descriptor).st_ino, target.exists()))
        fsync(descriptor)

    monkeypatch.setattr(files.os, "fsync", noted)
    files.write_atomic(target, b"new")
    file, folder = target.stat().st_ino, tmp_path.stat().st_ino
    assert there == [(file, False), (file, True), (folder, True)]


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EIO])
def test_only_a_disk_that_failed_refuses_to_flush(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(files.os, "fsync", refuse)
    if number == errno.EIO:
        with pytest.raises(OSError, match="refused"):
            files.flush(tmp_path)
    else:
        files.flush(tmp_path)


def font_file(family: str) -> bytes:
    name = family.encode("utf-16-be")
    table = struct.pack(">HHH6H", 0, 1, 18, 3, 1, 0x0804, 1, len(name), 0) + name
    head = struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0) + struct.pack(">4sIII", b"name", 0, 28, len(table))
    return head + table


def test_font_tells_its_chinese_family(tmp_path: Path) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(font_file("仿宋_GB2312"))
    assert fonts.families(path) == {"仿宋_GB2312"}


@pytest.mark.parametrize("data", [b"", b"\0\1", font_file("楷体")[:40], b"ttcf\0\0\0\0\xff\xff\xff\xff"])
def test_damaged_font_has_no_names(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(data)
    assert fonts.families(path) == frozenset()


def test_fonts_of_the_user_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "fonts" / "gov").mkdir(parents=True)
    (tmp_path / "fonts" / "gov" / "x.TTF").write_bytes(font_file("方正小标宋简体"))
    if fonts.sys.platform != "win32":
        assert "方正小标宋简体" in fonts.installed()


def test_bytes_are_changed_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "scratch"
    path.write_bytes(b"0123456789")
    files.write_at(path, {2: b"ab", 9: b"xyz"})
    assert path.read_bytes() == b"01ab45678xyz"


def test_a_name_is_shown_as_its_writer_meant_it() -> None:
    """Unpacked on Linux from an archive of a Chinese Windows, a name is bytes of GB 18030."""
    foreign = os.fsdecode("镇乗报告.docx".encode("gb18030"))
    assert shown_name(foreign) == "镇乗报告.docx"
    assert shown_name(f"“资料/{foreign}”打不开。") == "“资料/镇乗报告.docx”打不开。"
    assert shown_name("2026　年报.docx") == "2026　年报.docx"
    assert shown_name("图\u202egpj.exe\x1b[31m\n") == "图□gpj.exe□[31m□"
    shown_name(os.fsdecode(bytes(range(1, 47)) + bytes(range(48, 256)))).encode()
