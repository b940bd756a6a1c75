"""A template as the text of its file: what `load_template` reads, in the order in which a person would write it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.template import Checkpoint, ReportTemplate, SectionSpec

_HEAD = """\
# 法治报告助手的报告模板，用记事本就能改：等号右边的文字可以换，左边的词和方括号里的词不能改。
# {unit} 是单位全称，{short} 简称，{level} 镇、乡或街道，{superior} 主送机关，{year} 报告年度，{next_year} 下一年。
# level 是层级：0 导语，1 大标题，2 小标题；optional = true 的一节先不放进新报告，要用再选。
"""


def template_text(template: ReportTemplate) -> str:
    """The file of a template."""
    return _HEAD + "\n".join(_lines(template)) + "\n"


def _lines(template: ReportTemplate) -> Iterator[str]:
    yield f"id = {_quoted(template.id)}"
    yield f"order = {template.order}"
    for key in ("name", "title", "addressee", "signature"):
        yield f"{key} = {_quoted(getattr(template, key))}"
    if template.required:
        yield f"required = {_list(template.required)}"
    for key in ("basis", "valid_from", "source", "checked_on"):
        yield from _unless_empty(key, getattr(template, key))
    yield ""
    yield "[due]"
    yield f"month = {template.due_month}"
    yield f"day = {template.due_day}"
    yield f"next_year = {_flag(template.due_next_year)}"
    yield from _unless_empty("note", template.due_note)
    if template.closing or template.closing_statement:
        yield ""
        yield "[period]"
        yield from _unless_empty("closing", template.closing)
        yield from _unless_empty("statement", template.closing_statement)
    for spec in template.sections:
        yield from _section(spec)


def _section(spec: SectionSpec) -> Iterator[str]:
    yield ""
    yield "[[sections]]"
    yield f"id = {_quoted(spec.id)}"
    yield f"level = {spec.level}"
    yield f"heading = {_quoted(spec.heading)}"
    yield from _unless_empty("hint", spec.hint)
    if spec.words != (0, 0):
        yield f"words = [{spec.words[0]}, {spec.words[1]}]"
    if spec.ledgers:
        yield f"ledgers = {_list(spec.ledgers)}"
    if spec.optional:
        yield "optional = true"
    yield from _unless_empty("zero_statement", spec.zero_statement)
    for point in spec.checkpoints:
        yield from _checkpoint(point)


def _checkpoint(point: Checkpoint) -> Iterator[str]:
    yield ""
    yield "[[sections.checkpoints]]"
    yield f"id = {_quoted(point.id)}"
    yield f"text = {_quoted(point.text)}"
    yield from _unless_empty("basis", point.basis)
    if point.any_of:
        yield f"any_of = {_list(point.any_of)}"
    if point.figure:
        yield "figure = true"


def _unless_empty(key: str, value: str) -> Iterator[str]:
    if value:
        yield f"{key} = {_quoted(value)}"


def _list(values: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _quoted(text: str) -> str:
    """A basic string of TOML: what JSON escapes TOML reads; the one sign that JSON lets stand it does not."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
