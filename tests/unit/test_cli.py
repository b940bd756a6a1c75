"""The command line: what it prints, its exit status, and that bad input changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pdfplumber
import pytest
from docx import Document

from fzapp.cli import main as cli
from fzapp.infra import paths
from fzapp.storage.connection import Key
from tests.kept_files import by_hand

REPORT = """青石镇人民政府
关于2026年法治政府建设情况的报告
云溪县人民政府：
2026年，青石镇扎实推进法治政府建设。现将有关情况报告如下：
一、主要举措和成效
（一）学习贯彻习近平法治思想。全年组织学法12次。
（二）依法化解矛盾纠纷
1.健全排查机制。全镇设网格48个。
二、下一年度主要安排
一是加强学习。
青石镇人民政府
2027年2月8日
"""


@pytest.fixture
def report_file(tmp_path: Path) -> Path:
    path = tmp_path / "去年 报告.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    status, out, err = run(capsys, *arguments, "--json")
    assert status == 0, err
    return json.loads(out)


def test_outline_is_one_json_object(capsys: pytest.CaptureFixture[str], report_file: Path) -> None:
    found = answer(capsys, "outline", str(report_file))
    assert found["title"] == "青石镇人民政府关于2026年法治政府建设情况的报告"
    assert found["addressee"] == "云溪县人民政府："
    assert [(h["level"], h["number"], h["inline_body"]) for h in found["headings"]] == [
        (1, "一、", False),
        (2, "（一）", True),
        (2, "（二）", False),
        (3, "1.", True),
        (1, "二、", False),
    ]
    assert (found["signature"], found["date"], found["year"]) == ("青石镇人民政府", "2027-02-08", 2026)


def test_outline_for_a_reader_is_chinese(capsys: pytest.CaptureFixture[str], report_file: Path) -> None:
    status, out, _ = run(capsys, "outline", str(report_file))
    assert status == 0
    assert "主送机关：云溪县人民政府：" in out


def test_changed_knowledge_becomes_an_update(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words, target = paths.resources() / "rules" / "wording.toml", tmp_path / "更新.zip"
    made = answer(
        capsys, "knowledge", str(words), "-o", str(target), "--version", "2027.1", "--by", "县司法局"
    )
    assert (made["version"], Path(str(made["output"]))) == ("2027.1", target)
    assert target.is_file()


def test_from_file_to_archive_to_word(
    capsys: pytest.CaptureFixture[str], report_file: Path, tmp_path: Path
) -> None:
    imported = answer(capsys, "import", str(report_file))
    entry = imported["imported"][0]
    assert (entry["year"], entry["genre"], imported["refused"]) == (2026, "annual_report", [])
    assert entry["figures"] >= 2
    listed = answer(capsys, "report", "list")
    assert [r["title"] for r in listed["reports"]] == ["青石镇人民政府关于2026年法治政府建设情况的报告"]
    target = tmp_path / "导出.docx"
    exported = answer(capsys, "export", str(entry["report"]), "-o", str(target))
    assert exported["pages"] == 1
    again = answer(capsys, "outline", str(target))
    assert [h["text"] for h in again["headings"]] == [
        "主要举措和成效",
        "学习贯彻习近平法治思想",
        "依法化解矛盾纠纷",
        "健全排查机制",
        "下一年度主要安排",
    ]


def test_section_is_written_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    new = answer(capsys, "report", "new", "annual_report", "--year", "2026")
    text = tmp_path / "学法.txt"
    text.write_text("　　一是学。\n\n　　二是用。\n", encoding="utf-8")
    answer(capsys, "report", "set", str(new["id"]), "study", "--text-file", str(text))
    shown = answer(capsys, "report", "show", str(new["id"]))
    section = next(s for s in shown["sections"] if s["spec"] == "study")
    assert (section["body"], section["state"]) == ("一是学。\n二是用。", "writing")


def test_export_of_a_file_touches_no_archive(
    capsys: pytest.CaptureFixture[str], report_file: Path, tmp_path: Path, own_folders: Path
) -> None:
    answer(capsys, "export", str(report_file), "-o", str(tmp_path / "a.docx"))
    assert not own_folders.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["outline", "没有这个文件.docx"], "找不到"),
        (["report", "show", "7"], "没有编号为7"),
        (["report", "new", "novel", "--year", "2026"], "文种"),
        (["report"], "命令写得不对"),
        (["export", "没有.docx", "-o", "a.docx"], "找不到"),
    ],
)
def test_wrong_use_gets_a_sentence_and_status_two(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_refused_file_leaves_the_archive_as_it_was(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    status, _, err = run(capsys, "import", str(empty))
    assert status == 2
    assert err
    assert answer(capsys, "report", "list") == {"reports": []}


def test_archive_of_a_newer_program_gets_status_three(
    capsys: pytest.CaptureFixture[str], own_folders: Path, key: Key | None
) -> None:
    answer(capsys, "report", "list")
    with by_hand(own_folders / "archive.db", key) as connection:
        connection.execute("pragma user_version = 999")
    status, _, err = run(capsys, "report", "list")
    assert status == 3
    assert "更新版本" in err


@pytest.mark.logs_warnings
def test_bug_is_logged_and_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, own_folders: Path
) -> None:
    from fzapp.services.reports import ReportService

    def broken(_self: object) -> None:
        raise KeyError("secret text of a report")

    monkeypatch.setattr(ReportService, "all", broken)
    status, out, err = run(capsys, "report", "list")
    assert (status, out) == (70, "")
    assert "已记入日志" in err


def test_practice_archive_is_made(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = answer(capsys, "practice", "-o", str(tmp_path / "练习本"))
    assert made["reports"] == 2
    listed = answer(capsys, "report", "list", "--archive", str(tmp_path / "练习本"))
    assert {r["year"] for r in listed["reports"]} == {2025, 2026}


def test_common_options_stand_before_or_behind_the_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    archive = str(tmp_path / "练习本")
    run(capsys, "practice", "-o", archive)
    before = run(capsys, "--archive", archive, "--json", "report", "list")
    behind = run(capsys, "report", "list", "--archive", archive, "--json")
    assert before == behind
    assert len(json.loads(before[1])["reports"]) > 0


def test_refused_workbook_says_why_in_the_json_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    damaged = tmp_path / "调解台账.xlsx"
    damaged.write_bytes(b"PK\x03\x04 not a workbook")
    status, out, err = run(capsys, "ledger", "read", str(damaged), "--json")
    assert status == 2
    assert json.loads(out)["error"] == err.strip()


def test_practice_ledger_is_read_and_stored(capsys: pytest.CaptureFixture[str]) -> None:
    from fzapp.infra import paths

    path = str(paths.resources() / "practice" / "ledgers" / "L16.csv")
    found = answer(capsys, "ledger", "read", path)
    assert found["error"] is None
    stored = answer(capsys, "ledger", "import", path, "--year", "2026")
    assert (stored["new"], stored["duplicate"]) == (found["row_count"], 0)


def test_a_folder_is_brought_in_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "往年"
    (folder / "旧").mkdir(parents=True)
    for name in ("2026.txt", "旧/又一份.txt"):
        (folder / name).write_text(REPORT, encoding="utf-8")
    (folder / "~$2026.docx").write_bytes(b"x")
    (folder / "表.xlsx").write_bytes(b"x")
    first = answer(capsys, "import", str(folder))
    assert [one["year"] for one in first["imported"]] == [2026]
    assert [one["same_as"] for one in first["duplicates"]] == ["2026.txt"]
    assert first["left_out"] == {"locks": 1, "hidden": 0, "others": {".xlsx": 1}}
    status, out, _ = run(capsys, "import", str(folder))
    assert (status, out.count("没有再收")) == (0, 2)
    assert "没有看的文件：Office临时文件1个，其他类型的1个（.xlsx 1个）。" in out
    assert answer(capsys, "import", str(folder))["imported"] == []


def test_export_with_letterhead_and_pdf(
    capsys: pytest.CaptureFixture[str], report_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "导出.docx"
    exported = answer(capsys, "export", str(report_file), "-o", str(target), "--letterhead", "--pdf")
    assert exported["pages"] == 2
    pdf = Path(str(exported["pdf"]))
    assert pdf == target.with_suffix(".pdf")
    with pdfplumber.open(pdf) as opened:
        first, last = (page.extract_text() for page in (opened.pages[0], opened.pages[-1]))
    assert "青石镇人民政府文件" in first
    assert "2027年2月8日印发" in last


def test_export_of_an_own_report_tells_the_sources_of_its_numbers(
    capsys: pytest.CaptureFixture[str], report_file: Path, tmp_path: Path
) -> None:
    (entry,) = answer(capsys, "import", str(report_file))["imported"]
    target = tmp_path / "导出.docx"
    exported = answer(capsys, "export", str(entry["report"]), "-o", str(target), "--annotate")
    comments = [comment.text for comment in Document(str(target)).comments]
    assert exported["comments"] == len(comments)
    assert any(comment.startswith("【出处】") for comment in comments)
