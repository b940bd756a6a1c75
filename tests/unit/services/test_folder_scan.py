"""Looking for reports in folders: however deep, without running in circles, everything left aside counted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fzapp.domain.errors import Cancelled, UserError
from fzapp.services import folder_scan
from fzapp.services.folder_scan import scan


def put(path: Path, text: str = "文字") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def wheres(root: Path) -> list[str]:
    return [file.where for file in scan([root]).files]


def test_files_come_folder_by_folder_in_order(tmp_path: Path) -> None:
    for name in ("b.docx", "a.txt", "旧/深/c.wps", "旧/d.doc", "E.DOCX"):
        put(tmp_path / name)
    assert wheres(tmp_path) == [
        "E.DOCX",
        "a.txt",
        "b.docx",
        str(Path("旧", "d.doc")),
        str(Path("旧", "深", "c.wps")),
    ]


def test_what_is_left_out_is_counted_and_told(tmp_path: Path) -> None:
    for name in (
        "a.docx",
        "~$a.docx",
        ".~lock.a.docx#",
        ".藏.docx",
        ".藏/b.docx",
        "t.xlsx",
        "u.xlsx",
        "v.jpg",
        "w",
    ):
        put(tmp_path / name)
    put(tmp_path / "$RECYCLE.BIN" / "删掉的.docx")
    found = scan([tmp_path])
    assert [file.where for file in found.files] == ["a.docx"]
    left = found.left_out
    assert (left.locks, left.hidden, dict(left.others)) == (2, 3, {".xlsx": 2, ".jpg": 1, "": 1})
    assert left.told() == (
        "Office临时文件2个，隐藏的3个，其他类型的4个（.xlsx 2个、.jpg 1个、没有结尾的 1个）"
    )


def test_nothing_left_out_is_not_told(tmp_path: Path) -> None:
    put(tmp_path / "a.docx")
    assert scan([tmp_path]).left_out.told() == ""


def test_links_that_loop_end(tmp_path: Path) -> None:
    put(tmp_path / "甲" / "a.docx")
    try:
        (tmp_path / "甲" / "回去").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "甲" / "自己").symlink_to(tmp_path / "甲" / "自己")
    except OSError:
        pytest.skip("no links here")
    assert wheres(tmp_path) == [str(Path("甲", "a.docx"))]


def test_a_link_that_leads_nowhere_is_refused_in_words(tmp_path: Path) -> None:
    try:
        (tmp_path / "a.docx").symlink_to(tmp_path / "没有")
    except OSError:
        pytest.skip("no links here")
    (refused,) = scan([tmp_path]).refused
    assert refused.name == "a.docx"
    assert "不是能打开的文件" in refused.why


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.docx")
    found = scan([tmp_path])
    assert (found.files, len(found.refused)) == ((), 1)


def test_a_folder_that_may_not_be_opened_is_refused_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "锁着" / "a.docx")
    put(tmp_path / "开着" / "b.docx")
    real = os.scandir

    def guarded(path: Path) -> object:
        if str(path).endswith("锁着"):
            raise PermissionError(13, "denied")
        return real(path)

    monkeypatch.setattr(folder_scan.os, "scandir", guarded)
    found = scan([tmp_path])
    assert [file.path.name for file in found.files] == ["b.docx"]
    (refused,) = found.refused
    assert (refused.name, "权限" in refused.why) == ("锁着", True)


def test_far_too_many_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_scan, "MOST_FILES", 2)
    for name in "abc":
        put(tmp_path / f"{name}.docx")
    with pytest.raises(UserError, match="分几次导入"):
        scan([tmp_path])


def test_it_can_be_stopped(tmp_path: Path) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        scan([tmp_path], stop)


def test_a_very_deep_folder_is_walked(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 300)
    put(deep / "a.txt")
    assert len(wheres(tmp_path)) == 1
