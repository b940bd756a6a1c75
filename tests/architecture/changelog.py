"""The form of CHANGELOG.md."""

from __future__ import annotations

import re

VERSION = re.compile(r"## (\d+)\.(\d+)\.(\d+)（(未发布|\d{4}-\d{2}-\d{2})）")
GROUPS = ("### 新增", "### 改动", "### 修复", "### 移除")


def faults(text: str, current: str) -> list[str]:
    """What is wrong with a changelog for the version `current`, line by line."""
    lines = text.splitlines()
    found = [] if lines[:1] == ["# 更新记录"] else ["line 1: is not # 更新记录"]
    found += [f"line {number}: {line}" for number, line in enumerate(lines[1:], 2) if not _good(line)]
    versions = [tuple(map(int, match.groups()[:3])) for line in lines if (match := VERSION.fullmatch(line))]
    if versions != sorted(set(versions), reverse=True):
        found.append("versions do not go down")
    if not versions or ".".join(map(str, versions[0])) != current:
        found.append(f"the first version is not {current}")
    return found


def _good(line: str) -> bool:
    """An empty line, an introduction, a version, a group, or an entry that is a sentence."""
    if line.startswith("## "):
        return VERSION.fullmatch(line) is not None
    if line.startswith("###"):
        return line in GROUPS
    return not line or line.endswith("。")
