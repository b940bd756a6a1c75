"""What the program says to its user, found in the source, and the rules of its wording."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.architecture.source import HAN, Module, dotted, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COURTESY = re.compile(
    r"(?<![申邀聘提报恳呈])请(?![示求假])|抱歉|对不起|非法(?!集资|吸收|占用|占地|采|经营|倒卖|买卖|捕|砍伐|宗教|行医)|无效(?!合同|行为|信访)"
)
"""Words that scold or beg; the terms of the field that hold the same characters are left alone."""

KNOWN = frozenset(
    [
        "fzapp",
        "Word",
        "Excel",
        "PDF",
        "WPS",
        "Times",
        "New",
        "Roman",
        "Windows",
        "Linux",
        "Office",
        "SQLite",
        "GB",
        "GBT",
        "GBK",
        "UTF",
        "ANSI",
        "ID",
        "Ctrl",
        "Shift",
        "Alt",
        "Enter",
        "Tab",
        "Esc",
        "Delete",
        "Home",
        "End",
        "Page",
        "Up",
        "Down",
        "Space",
        "PgUp",
        "PgDn",
        "docx",
        "xlsx",
        "xls",
        "et",
        "csv",
        "CSV",
        "txt",
        "doc",
        "wps",
        "pdf",
        "zip",
        "db",
        "ofd",
        "rtf",
        "html",
        "json",
        "toml",
        "ods",
        "ett",
        "dps",
        "KB",
        "MB",
        "cm",
        "mm",
        "pt",
    ]
)
"""Latin words that a clerk knows: names of programs, files, keys and measures."""

SHOWS = re.compile(
    r"^(set(Text|WindowTitle|ToolTip|StatusTip|PlaceholderText|TitleName|AccessibleName|AccessibleDescription|Prefix"
    r"|Suffix|InformativeText|LabelText|TabText|ButtonText|Title|ShortcutVisible)"
    r"|add(Tab|Action|Menu|Row|Button|Item)|showMessage|Q(Label|PushButton|ToolButton|CheckBox|RadioButton|GroupBox|Action|Menu))$"
)
"""Calls whose string arguments stand on the screen."""


def user_error_names(modules: Iterable[Module]) -> frozenset[str]:
    """UserError and every class that is one."""
    bases = {
        node.name: [dotted(base) for base in node.bases]
        for module in modules
        for node in module.nodes(ast.ClassDef)
    }
    found = {"UserError"}
    while True:
        more = {
            name
            for name, of in bases.items()
            if name not in found and any(b.rpartition(".")[2] in found for b in of)
        }
        if not more:
            return frozenset(found)
        found |= more


def error_texts(module: Module, names: frozenset[str]) -> Iterator[tuple[int, str]]:
    """The literal arguments of every UserError that is made."""
    for node in module.nodes(ast.Call):
        if dotted(node.func).rpartition(".")[2] in names:
            values = [
                *node.args,
                *(keyword.value for keyword in node.keywords if keyword.arg in ("what", "todo")),
            ]
            yield from ((node.lineno, literal(value)) for value in values if literal(value))


def screen_texts(module: Module) -> Iterator[tuple[int, str]]:
    """Every string of the window that holds Chinese, and what is handed to a widget in whatever language."""
    for line, text in module.strings():
        if HAN.search(text):
            yield line, text
    for node in module.nodes(ast.Call):
        if SHOWS.match(dotted(node.func).rpartition(".")[2]):
            shown = [literal(value) for value in node.args if not HAN.search(literal(value))]
            yield from ((node.lineno, text) for text in shown if re.search(r"[A-Za-z]{2}", text))


def latin_words(text: str) -> list[str]:
    """The Latin words of a message that a clerk may not know; markup, placeholders and quoted names of files are no words."""
    plain = re.sub(r"“[\w.{}-]+”|<[^>]*>|\{[^}]*\}|&[a-z]+;|\*?\.\w+|&(?=[A-Z])", " ", text)
    return [
        word
        for word in re.findall(r"[A-Za-z]{2,}", plain)
        if word not in KNOWN and not re.fullmatch(r"F\d+", word)
    ]


def wording_faults(text: str) -> list[str]:
    """What is wrong with any text on the screen."""
    found = [f"says {match[0]}" for match in COURTESY.finditer(text)]
    return found + [f"holds {word}" for word in latin_words(text)]


def error_faults(text: str) -> list[str]:
    """What is wrong with an argument of a UserError."""
    found = wording_faults(text)
    if not HAN.search(text) and text.strip("{} "):
        found.append("is not Chinese")
    if text.endswith(("。", ".", "！", "!")):
        found.append("ends with a full stop that str(error) adds")
    return found
