"""Every message is Chinese, says what happened and what to do; no begging, no scolding, no English."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.architecture.messages import (
    error_faults,
    error_texts,
    screen_texts,
    user_error_names,
    wording_faults,
)
from tests.architecture.source import ROOT, Module, program

if TYPE_CHECKING:
    from collections.abc import Iterator

SPOKEN_KEYS = frozenset({"message", "suggestion", "hint", "todo", "advice"})
"""Keys of resource files whose text stands on the screen."""


def without_commands(text: str) -> str:
    """The command line may name its commands, between “ and ”."""
    return re.sub(r"“[^”]*”", "“”", text)


def test_errors_are_sentences_a_clerk_can_act_on() -> None:
    names = user_error_names(program())
    assert "ArchiveUnusable" in names
    wrong = [
        f"{module.path}:{line}: {text!r} {fault}"
        for module in program()
        for line, text in error_texts(module, names)
        for fault in error_faults(without_commands(text) if module.within("fzapp.cli") else text)
    ]
    assert wrong == []


def test_window_speaks_plain_chinese() -> None:
    wrong = [
        f"{module.path}:{line}: {text!r} {fault}"
        for module in program()
        if module.within("fzapp.ui", "fzapp.app")
        for line, text in screen_texts(module)
        for fault in wording_faults(text)
    ]
    assert wrong == []


def _spoken(value: object, key: str = "") -> Iterator[str]:
    """The texts of a resource file that stand on the screen."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from _spoken(inner, str(name))
        case list():
            for inner in value:
                yield from _spoken(inner, key)
        case str() if key in SPOKEN_KEYS:
            yield value
        case _:
            pass


def test_resources_speak_plain_chinese() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {text!r} {fault}"
        for path in sorted((ROOT / "resources").rglob("*.toml"))
        for text in _spoken(tomllib.loads(path.read_text(encoding="utf-8")))
        for fault in wording_faults(text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("请选择文件", "says 请"),
        ("非常抱歉", "says 抱歉"),
        ("输入的日期非法", "says 非法"),
        ("密码无效", "says 无效"),
        ("文件打不开（error 5）", "holds error"),
        ("file not found", "is not Chinese"),
        ("文件打不开。", "ends with a full stop that str(error) adds"),
    ],
)
def test_a_bad_message_is_seen(text: str, fault: str) -> None:
    assert fault in error_faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "这个 Word 文件加了密码",
        "按 Ctrl+Enter 到下一节",
        "没有找到 {path}",
        "重新选一个 .docx 文件",
        "申请和请示已归档",
        "打击非法集资",
    ],
)
def test_a_good_message_passes(text: str) -> None:
    assert error_faults(text) == []


def test_messages_are_found_where_they_stand() -> None:
    text = (
        "class Locked(UserError): pass\n"
        "raise Locked('请稍候', todo=f'再试 {n} 次')\n"
        "label.setText('Open')\n"
        "name = 'objectName'\n"
    )
    module = Module("fzapp/ui/a.py", text)
    assert [found for _, found in error_texts(module, user_error_names([module]))] == ["请稍候", "再试 {} 次"]
    assert "Open" in [found for _, found in screen_texts(module)]
    assert "objectName" not in [found for _, found in screen_texts(module)]
