"""Bad input of every kind: one Chinese sentence, exit 2, nothing half-written, the archive as it was."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.cli import main as cli
from fzapp.infra import files, paths
from fzapp.services.context import open_services
from fzapp.storage import tables

if TYPE_CHECKING:
    from collections.abc import Callable

SHARED = Path(__file__).resolve().parents[3] / "shared"
DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def word_file(document: str, **more: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("word/document.xml", document)
        for name, data in more.items():
            package.writestr(name, data)
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("[Content_Types].xml", TYPES)
        with package.open("word/document.xml", "w", force_zip64=True) as stream:
            block = b" " * (1 << 20)
            for _ in range(1024):
                stream.write(block)
    return buffer.getvalue()


def renamed_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("照片/一.txt", "文字")
    return buffer.getvalue()


def encrypted() -> bytes:
    """The head of an OLE container, as an encrypted Word file has it."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1528)


ENTITIES = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + DOCUMENT.format(
    "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>"
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
    + DOCUMENT.format("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>")
)
BAD: dict[str, Callable[[], bytes]] = {
    "空文件.docx": bytes,
    "空文件.txt": bytes,
    "改名的压缩包.docx": renamed_zip,
    "加密的.docx": encrypted,
    "一个G的.docx": bomb,
    "外部实体.docx": lambda: word_file(ENTITIES),
    "实体炸弹.docx": lambda: word_file(LAUGHS),
    "半截的.docx": lambda: word_file(DOCUMENT.format("<w:p/>"))[:200],
    "没有正文的.docx": lambda: word_file(DOCUMENT.format("")),
    "坏的内容.docx": lambda: word_file("<w:document"),
    "图片.txt": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "乱码.txt": lambda: (
        "青石镇二〇二六年法治政府建设情况的报告，全年组织学法十二次。".encode()
        .decode("gbk", "replace")
        .encode()
    ),
    "二进制.txt": lambda: bytes(range(256)) * 50,
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
UNWELCOME = re.compile(r"请|抱歉|非法|无效|Traceback|Error")


def contents() -> dict[str, list[tuple[object, ...]]]:
    services = open_services(paths.data_folder(), paths.resources())
    try:
        archive = services.archive
        return {
            t.name: [tuple(r) for r in archive.read(f'select * from "{t.name}" order by id')]
            for t in tables.ALL
        }
    finally:
        services.close()


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    status = cli.main([*arguments])
    out, err = capsys.readouterr()
    assert (status, out) == (2, ""), err
    sentence = err.strip()
    assert CHINESE.search(sentence)
    assert sentence.endswith("。")
    assert "\n" not in sentence
    assert not UNWELCOME.search(sentence)
    return sentence


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name]())
    before = contents()
    target = tmp_path / "导出.docx"
    refused(capsys, "outline", str(path))
    refused(capsys, "import", str(path))
    refused(capsys, "export", str(path), "-o", str(target))
    assert contents() == before
    assert not target.exists()


def test_folder_is_refused_where_a_file_is_wanted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "文件夹" in refused(capsys, "outline", str(tmp_path))


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="the administrator may read everything"
)
def test_file_without_permission_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "锁着.txt"
    path.write_text("文字", encoding="utf-8")
    path.chmod(0)
    assert "权限" in refused(capsys, "outline", str(path))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    folder = tmp_path / ("很 长 的 路径" * 6)
    folder.mkdir()
    path = folder / ("青石镇 2026年报告" * 4 + ".txt")
    path.write_text("青石镇2026年法治政府建设情况报告\n一、主要举措\n全年学法12次。\n", encoding="utf-8")
    return path


def test_long_chinese_path_with_blanks_works(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    assert cli.main(["import", str(good), "--json"]) == 0
    capsys.readouterr()
    assert cli.main(["export", str(good), "-o", str(good.with_suffix(".docx")), "--json"]) == 0


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "空间不够"), (errno.EROFS, "不能写到"), (errno.EACCES, "不能写到")]
)
def test_disk_that_refuses_leaves_the_old_file(
    capsys: pytest.CaptureFixture[str], good: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    target = good.with_name("旧稿.docx")
    target.write_bytes(b"old")

    def refuse(_descriptor: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(files.os, "fsync", refuse)
    assert words in refused(capsys, "export", str(good), "-o", str(target))
    assert target.read_bytes() == b"old"
    assert {p.name for p in good.parent.iterdir()} == {good.name, "旧稿.docx"}


def test_target_in_a_missing_folder_is_told(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    assert "不存在" in refused(capsys, "export", str(good), "-o", str(good.parent / "没有" / "a.docx"))


def test_source_is_never_written_over(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    before = good.read_bytes()
    assert "同名" in refused(capsys, "export", str(good), "-o", str(good))
    assert good.read_bytes() == before


@pytest.mark.shared
@pytest.mark.parametrize(
    "path",
    sorted(p for p in (SHARED / "corpus").rglob("*") if p.suffix in (".txt", ".docx")),
    ids=lambda p: p.name,
)
def test_every_document_of_the_corpus_is_read_or_refused(
    capsys: pytest.CaptureFixture[str], path: Path
) -> None:
    status = cli.main(["outline", str(path), "--json"])
    out, err = capsys.readouterr()
    assert status in (0, 2)
    assert bool(out) == (status == 0)
    if status == 2:
        assert CHINESE.search(err)
