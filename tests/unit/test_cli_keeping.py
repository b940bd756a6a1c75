"""fzapp backup, backups, restore, doctor."""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from fzapp.cli import main as cli
from fzapp.storage import audit
from fzapp.storage.archive import Archive

if TYPE_CHECKING:
    from pathlib import Path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> dict[str, object]:
    assert cli.main([*arguments, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def test_backup_list_restore_and_doctor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = ("--archive", str(tmp_path / "档案"))
    answer(capsys, "report", "new", "annual_report", "--year", "2026", *archive)
    found = answer(capsys, "doctor", *archive, status=1)
    assert wrong(found) == ["备份"]
    made = answer(capsys, "backup", *archive)["output"]
    assert answer(capsys, "doctor", *archive)["ok"] is True
    assert [one["path"] for one in answer(capsys, "backups", *archive)["backups"]] == [made]
    answer(capsys, "report", "new", "half_year", "--year", "2027", *archive)
    told = answer(capsys, "restore", str(made), "--preview", *archive)
    assert len(told["go"]) == 1
    assert len(answer(capsys, "report", "list", *archive)["reports"]) == 2
    assert "aside" in answer(capsys, "restore", str(made), *archive)
    assert len(answer(capsys, "report", "list", *archive)["reports"]) == 1


def test_doctor_makes_the_index_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "档案"
    archive = ("--archive", str(folder))
    answer(capsys, "report", "new", "annual_report", "--year", "2026", *archive)
    with closing(Archive.open(folder)) as opened, opened.journal() as connection:
        connection.execute("insert into text_index (text_index) values ('delete-all')")
    assert wrong(answer(capsys, "doctor", *archive, status=1)) == ["查找索引", "备份"]
    assert wrong(answer(capsys, "doctor", "--rebuild-index", *archive, status=1)) == ["备份"]


def wrong(found: dict[str, object]) -> list[str]:
    return [one["name"] for one in found["checks"] if not one["ok"]]


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "报告.txt"
    other.write_text("文字", encoding="utf-8")
    assert cli.main(["restore", str(other), "--archive", str(tmp_path / "档案")]) == 2
    assert "备份" in capsys.readouterr().err


def test_the_hand_over_sheet_is_listed_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = ("--archive", str(tmp_path / "档案"))
    rows = answer(capsys, "handover", *archive)["rows"]
    assert str(tmp_path / "档案") in next(one["told"] for one in rows if one["what"] == "资料放在")
    written = answer(capsys, "handover", "-o", str(tmp_path / "接手.docx"), *archive)["output"]
    assert written == str(tmp_path / "接手.docx")
    assert (tmp_path / "接手.docx").exists()


def test_salvage_makes_a_new_archive_and_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = ("--archive", str(tmp_path / "档案"))
    answer(capsys, "report", "new", "annual_report", "--year", "2026", *archive)
    path = tmp_path / "档案" / "archive.db"
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    new, listed = tmp_path / "新档案", tmp_path / "清单.docx"
    told = answer(capsys, "salvage", "-o", str(new), "--list", str(listed), *archive)
    assert told["counts"]["报告"] == 1
    assert told["lost"] == []
    assert listed.exists()
    assert answer(capsys, "doctor", "--archive", str(new))["ok"] is True


@pytest.mark.skipif(sys.platform == "win32", reason="names there are no bytes")
def test_names_of_another_system_are_no_fault_of_the_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unpacked on Linux from an archive of a Chinese Windows, names are bytes that are no UTF-8."""
    folder = tmp_path / os.fsdecode("旧资料".encode("gb18030"))
    folder.mkdir()
    report, ledger = (folder / os.fsdecode(name.encode("gb18030")) for name in ("年报.txt", "学法.csv"))
    report.write_text("青石镇2025年法治政府建设工作报告\n一、主要做法\n全年办件12件。\n", encoding="utf-8")
    ledger.write_text("序号,活动日期,活动主题\n1,2026-03-01,学法\n", encoding="utf-8")
    archive = ("--archive", str(tmp_path / "档案"))
    assert answer(capsys, "import", str(report), *archive)["imported"]
    assert answer(capsys, "ledger", "import", str(ledger), "--kind", "L01", "--year", "2026", *archive)
    assert answer(capsys, "export", "1", "-o", str(report.with_suffix(".docx")), *archive)
    assert answer(capsys, "backup", "-o", str(folder), *archive)
    assert wrong(answer(capsys, "doctor", *archive)) == []
    with closing(Archive.open(tmp_path / "档案")) as opened:
        told = " ".join(link.entry.subject for link in audit.links(opened))
    assert "年报.docx" in told
    assert "旧资料" in told
