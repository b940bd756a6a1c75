"""打开看.html: a package read with a double click, on any PC, without a program and without a script."""

from __future__ import annotations

import string
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAME = "打开看.html"

_STYLE = (
    "body{font-family:'Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:60em;margin:2em auto;"
    "padding:0 1em;line-height:1.8;color:#1f2329}h1{text-align:center;font-size:1.6em}"
    "h2{font-size:1.2em;border-bottom:1px solid #ccc;margin-top:2em}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top}"
    "p.body{text-indent:2em;margin:.2em 0}.gap{background:#fff3d1}@media print{body{margin:0}}"
)

_PLAIN = frozenset(string.ascii_letters + string.digits + "/-_.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the package: its path below data/, and what it is; `missing` when it could not be packed."""

    path: str
    words: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the page. `facts` are pairs of words; `text` the report as (heading level, paragraph),
    level 0 being text; `sources` the source table with its header first.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, tuple[Listed, ...]], ...]
    gaps: tuple[str, ...]
    text: tuple[tuple[int, str], ...]
    sources: tuple[tuple[str, ...], ...]


def page(cover: Cover) -> bytes:
    """The page as a file. Every word of it is escaped: nothing in a report can become a tag."""
    parts = [
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">',
        f"<title>{escape(cover.title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(cover.title)}</h1>",
        _table([[name, words] for name, words in cover.facts]),
    ]
    if cover.gaps:
        parts.append("<h2>报送前已知的缺项</h2><ul>")
        parts += [f'<li class="gap">{escape(gap)}</li>' for gap in cover.gaps]
        parts.append("</ul>")
    parts.append("<h2>包里的文件</h2>")
    for name, files in cover.files:
        parts.append(f"<h3>{escape(name)}</h3><ul>{''.join(map(_item, files))}</ul>")
    parts.append("<h2>报告正文</h2>")
    for level, text in cover.text:
        tag = f"h{min(6, level + 2)}" if level else "p"
        kind = "" if level else ' class="body"'
        parts.append(f"<{tag}{kind}>{escape(text)}</{tag}>")
    if cover.sources:
        parts.append(f"<h2>数字出处</h2>{_table(cover.sources[1:], cover.sources[0])}")
    parts.append("</body></html>")
    return "\n".join(parts).encode()


def _item(file: Listed) -> str:
    if file.missing:
        return f'<li class="gap">{escape(file.words)}（没有随包报送）</li>'
    return f'<li><a href="{_address(f"data/{file.path}")}">{escape(file.words)}</a></li>'


def _address(path: str) -> str:
    """A path as the address of a link: every byte but plain letters, digits and slashes with a percent sign."""
    return "".join(chr(byte) if chr(byte) in _PLAIN else f"%{byte:02X}" for byte in path.encode())


def _table(rows: Iterable[Sequence[str]], header: Sequence[str] = ()) -> str:
    head = f"<tr>{''.join(f'<th>{escape(cell)}</th>' for cell in header)}</tr>" if header else ""
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{head}{body}</table>"
