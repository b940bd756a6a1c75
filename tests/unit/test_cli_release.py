"""The commands that decide about and write the copy for publication."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import docx
import pytest

from fzapp.cli import main
from fzapp.infra import paths
from fzapp.services.context import open_services


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive with one signed report."""
    folder = tmp_path / "资料"
    with closing(open_services(folder, paths.resources())) as services:
        report = services.reports.create("annual_report", 2026)
        section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
        services.writing.save(section.id, "社区矫正对象3人。联系电话13912345678。", 0)
        services.freezes.freeze(report, "甲某某")
    return folder


def call(archive: Path, *arguments: str) -> int:
    return main.main(["--archive", str(archive), "--json", *arguments])


def test_the_places_are_listed_decided_and_the_copy_written(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, sheet = tmp_path / "公开稿.docx", tmp_path / "审查表.docx"
    assert call(archive, "release", "1") == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["text"] for one in told["places"]] == ["3人", "13912345678"]
    assert call(archive, "export", "1", "-o", str(copy), "--public") == 2
    assert "还有2处没有定" in capsys.readouterr().err
    assert not copy.exists()
    decide = ("release", "1", "--by", "乙某某")
    assert call(archive, *decide, "--place", "1", "--replace", "少数几人") == 1
    assert call(archive, *decide, "--as-proposed") == 0
    capsys.readouterr()
    assert call(archive, "export", "1", "-o", str(copy), "--public", "--review-sheet", str(sheet)) == 0
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(copy)).paragraphs)
    assert "社区矫正对象少数几人。联系电话。" in text
    assert sheet.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("release", "1", "--by", "乙某某", "--place", "9", "--keep"), "从1到2"),
        (("release", "1", "--by", "乙某某", "--keep"), "没有写明定哪几处"),
        (("release", "1", "--as-proposed"), "由谁来定"),
        (("export", "1", "-o", "x.docx", "--public", "--annotate"), "不带批注"),
        (("export", "报告.docx", "-o", "x.docx", "--public"), "档案库里定稿的报告"),
    ],
)
def test_what_cannot_be_done_is_told(
    archive: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    assert call(archive, *arguments) == 2
    assert sentence in capsys.readouterr().err


def test_lines_tell_what_is_proposed(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--archive", str(archive), "release", "1"]) == 1
    out = capsys.readouterr().out
    assert "“3人”：还没有定，建议改写为“不足5人”" in out
    assert "还有2处没有定" in out


def test_a_package_holds_the_report_as_word_and_pdf(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "U盘").mkdir()
    assert call(archive, "pack", "1", "-o", str(tmp_path / "U盘")) == 0
    folder = json.loads(capsys.readouterr().out)["output"]
    assert [path.suffix for path in sorted((Path(folder) / "data" / "1报告").iterdir())] == [".docx", ".pdf"]
    assert call(archive, "verify", folder) == 0
