"""fzapp backup, backups, restore, doctor."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

from fzapp.cli import main as cli
from fzapp.storage.archive import Archive

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


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
