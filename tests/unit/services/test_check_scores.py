"""The measured quality of the checks, as the help tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.infra import paths
from fzapp.services.check_scores import FILE, score_table

if TYPE_CHECKING:
    from pathlib import Path

MEASURED = """
checked_on = "2027-01-10"
note = "请留意不计。"

[[score]]
class = "law_name"
planted = 8
right = 6
wrong = 2
"""


def test_a_row_for_each_class(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(MEASURED, encoding="utf-8")
    lines = score_table(tmp_path).splitlines()
    assert lines[2] == "| 法规名称 | 8 | 75% | 75% |"
    assert lines[-1] == "测试日期：2027-01-10。请留意不计。"


def test_what_was_not_measured_is_not_claimed(tmp_path: Path) -> None:
    assert score_table(tmp_path) == "这一版还没有测过。"


def test_the_shipped_table_is_there() -> None:
    table = score_table(paths.resources() / "rules")
    assert "错别字" in table
    assert "测试日期" in table
