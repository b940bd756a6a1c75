"""How good the checks are: measured precision and recall by class, for the help."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from fzapp.domain.finding import FindingClass
from fzapp.services.check_descriptions import CLASS_WORDS

if TYPE_CHECKING:
    from pathlib import Path

FILE = "scores.toml"
"""Written by tests/benchmarks/score_checks.py."""


def score_table(rules_folder: Path) -> str:
    """A table in Markdown; a sentence when nothing was measured."""
    path = rules_folder / FILE
    if not path.is_file():
        return "这一版还没有测过。"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = [
        f"| {CLASS_WORDS[FindingClass(one['class'])]} | {one['planted']} | {_percent(one['right'], one['planted'])}"
        f" | {_percent(one['right'], one['right'] + one['wrong'])} |"
        for one in data["score"]
    ]
    head = "| 类别 | 埋了几处错 | 找出 | 提示中说对的 |\n|---|---:|---:|---:|\n"
    return head + "\n".join(rows) + f"\n\n测试日期：{data['checked_on']}。{data['note']}"


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else "无"
