"""fzapp search: what it prints for a reader and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fzapp.cli import main as cli

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TEXT = "青石镇关于2025年法治政府建设情况的报告\n一、主要举措和成效\n法律顾问审查合同12件。\n"


def archive_with_a_report(tmp_path: Path) -> str:
    source, archive = tmp_path / "报告.txt", str(tmp_path / "档案")
    source.write_text(TEXT, encoding="utf-8")
    assert cli.main(["import", str(source), "--archive", archive]) == 0
    return archive


def test_a_hit_says_where_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = archive_with_a_report(tmp_path)
    capsys.readouterr()
    assert cli.main(["search", "合同12", "--archive", archive, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["total"] == 1
    (hit,) = found["hits"]
    assert (hit["kind"], hit["year"]) == ("paragraph", 2025)
    assert [hit["text"][a:b] for a, b in hit["spans"]] == ["合同12"]


def test_the_scope_can_be_narrowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = archive_with_a_report(tmp_path)
    capsys.readouterr()
    assert cli.main(["search", "合同", "--in", "ledgers,evidence", "--archive", archive]) == 0
    assert capsys.readouterr().out.strip() == "没有找到。"
    assert cli.main(["search", "合同", "--in", "somewhere", "--archive", archive]) == 2
    assert "查找范围写得不对" in capsys.readouterr().err
