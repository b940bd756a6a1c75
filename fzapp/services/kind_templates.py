"""A kind of ledger as a file that travels on a stick: plain lines of Chinese, told line by line when edited wrongly.

    法治报告助手 台账模板 第1版
    台账：水井巡查
    简称：水井
    计量单位：次

    列：巡查日期
    类型：日期
    必填：是

A kind of the program begins with 原有台账 and holds only what the office changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType, Privacy
from fzapp.intake.ledger_words import header_key
from fzapp.services.kind_drafts import (
    PRIVACY_NAMES,
    TYPE_NAMES,
    ColumnDraft,
    Fault,
    KindDraft,
    draft_of,
    fault_of,
)
from fzapp.services.ledger_kinds import find_kind, ledger_kinds
from fzapp.services.own_kinds import is_own
from fzapp.services.user_files import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fzapp.domain.ledger import LedgerKind

_T = TypeVar("_T")

SUFFIX = ".台账模板.txt"
"""End of the names of templates: a text file that opens with a double click."""

FIRST_LINE = "法治报告助手 台账模板 第1版"
_LARGEST = 500_000
_KIND_KEYS = ("台账", "原有台账", "简称", "计量单位", "填报科室")
_COLUMN_KEYS = ("列", "原来叫", "类型", "必填", "单位", "保密", "选项", "隐藏")
_TYPES = {name: of for of, name in TYPE_NAMES.items()}
_PRIVACIES = {name: of for of, name in PRIVACY_NAMES.items()}
_FLAGS = {"是": True, "否": False}


# ------------------------------------------------------------------------------------------- writing


def template_text(kind: LedgerKind) -> str:
    """A kind as the text of a template."""
    draft = draft_of(kind)
    lines = [FIRST_LINE, ""]
    if draft.ours:
        lines += [f"原有台账：{find_kind(kind.code).name}"]
    else:
        lines += [f"台账：{draft.name}", f"简称：{draft.short_name}", f"计量单位：{draft.unit}"]
        lines += [f"填报科室：{draft.office}"] if draft.office else []
    for column in draft.columns:
        if not draft.ours or _differs(column, kind.code):
            lines += ["", *_column_lines(column, kind.code)]
    return "\n".join(lines) + "\n"


def _column_lines(column: ColumnDraft, code: str) -> Iterable[str]:
    yield f"列：{column.name}"
    if column.ours:
        base = find_kind(code).column(column.id)
        if base is not None and base.name != column.name:
            yield f"原来叫：{base.name}"
    yield f"类型：{TYPE_NAMES[column.type]}"
    if column.required:
        yield "必填：是"
    if column.unit:
        yield f"单位：{column.unit}"
    if column.privacy is not Privacy.NONE:
        yield f"保密：{PRIVACY_NAMES[column.privacy]}"
    if column.hidden:
        yield "隐藏：是"
    for option in column.options:
        yield f"选项：{option}"


def _differs(column: ColumnDraft, code: str) -> bool:
    if not column.ours:
        return True
    known = next(one for one in draft_of(find_kind(code)).columns if one.id == column.id)
    return known != column


# ------------------------------------------------------------------------------------------- reading


@dataclass(slots=True)
class _Block:
    """The lines of the kind or of one column: each key with its values and the lines they stand in."""

    values: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """The value of a key, "" when it is not there."""
        return self.values[key][0][0] if key in self.values else ""

    def line(self, *keys: str) -> int:
        """The line of the first of these keys that is there, else of the block."""
        found = [self.values[key][0][1] for key in keys if key in self.values]
        return found[0] if found else min(line for values in self.values.values() for _, line in values)


def read_template(path: Path, kinds: tuple[LedgerKind, ...]) -> KindDraft:
    """The draft in a template; `kinds` are those of the archive, one of them may be changed by it.

    Raises `UserError` with file, line and what is wrong.
    """
    return _TemplateReader(path.name, _decoded(path), kinds).read()


def _decoded(path: Path) -> str:
    data = read_file(path)
    if len(data) <= _LARGEST:
        for coding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(coding)
            except UnicodeDecodeError:
                continue
    raise UserError(f"“{path.name}”不是台账模板", "选从本程序导出的台账模板")


class _TemplateReader:
    """Reads one file; every complaint names file and line."""

    def __init__(self, name: str, text: str, kinds: tuple[LedgerKind, ...]) -> None:
        self._name = name
        self._lines = text.splitlines()
        self._kinds = kinds
        self._block_at: dict[int, _Block] = {}

    def read(self) -> KindDraft:
        """The draft, checked as if it had been typed."""
        head, *columns = self._blocks()
        known = self._known_kind(head)
        drafts = [self._column(block) for block in columns]
        self._block_at = dict(enumerate(columns))
        draft = self._of_ours(known, drafts, columns) if known is not None else self._own(head, drafts)
        before = next((kind for kind in self._kinds if kind.code == draft.code), None)
        fault = fault_of(draft, before, self._kinds)
        if fault is not None:
            raise self._wrong(self._line_of(fault, head), fault.what, fault.todo)
        return draft

    def _blocks(self) -> list[_Block]:
        if not self._lines or self._lines[0].strip() != FIRST_LINE:
            raise self._wrong(1, f"应当是“{FIRST_LINE}”", "选从本程序导出的台账模板，第一行不要改")
        blocks = [_Block()]
        for number, text in enumerate(self._lines[1:], 2):
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            key, sign, value = text.replace(":", "：", 1).partition("：")
            key, value = key.strip(), value.strip()
            if not sign or (key not in _KIND_KEYS and key not in _COLUMN_KEYS):
                raise self._wrong(number, f"没有看懂“{text.strip()[:20]}”", "写成“列：巡查日期”这样")
            self._put(blocks, key, value, number)
        if not blocks[0].values:
            raise self._wrong(len(self._lines), "没有写是哪种台账", "加上“台账：名称”这一行")
        return blocks

    def _put(self, blocks: list[_Block], key: str, value: str, number: int) -> None:
        if key == "列":
            blocks.append(_Block())
        block, wanted = blocks[-1], _KIND_KEYS if len(blocks) == 1 else _COLUMN_KEYS
        if key not in wanted:
            where = "列的前面" if key in _KIND_KEYS else "“列：”的下面"
            raise self._wrong(number, f"“{key}”应当写在{where}", "把这一行挪过去")
        if key in block.values and key != "选项":
            raise self._wrong(number, f"“{key}”写了两次", "去掉一行")
        block.values.setdefault(key, []).append((value, number))

    def _known_kind(self, head: _Block) -> LedgerKind | None:
        """The kind of the program that the template changes; None for an own kind."""
        name = head.text("原有台账")
        if not name:
            return None
        found = next((kind for kind in ledger_kinds() if kind.name == name), None)
        if found is None:
            raise self._wrong(
                head.line("原有台账"), f"程序里没有“{name}”这种台账", "写程序自带的台账名称，或者改成“台账：”"
            )
        return next(kind for kind in self._kinds if kind.code == found.code)

    def _column(self, block: _Block) -> ColumnDraft:
        options = tuple(value for value, _ in block.values.get("选项", ()))
        return ColumnDraft(
            name=block.text("列"),
            type=self._one_of(block, "类型", _TYPES, ColumnType.TEXT),
            required=self._one_of(block, "必填", _FLAGS, default=False),
            options=options,
            unit=block.text("单位"),
            privacy=self._one_of(block, "保密", _PRIVACIES, Privacy.NONE),
            hidden=self._one_of(block, "隐藏", _FLAGS, default=False),
        )

    def _one_of(self, block: _Block, key: str, words: dict[str, _T], default: _T) -> _T:
        text = block.text(key)
        if not text:
            return default
        if text not in words:
            raise self._wrong(
                block.line(key), f"“{key}”不能写“{text[:20]}”", f"写其中一个：{'、'.join(words)}"
            )
        return words[text]

    def _own(self, head: _Block, columns: list[ColumnDraft]) -> KindDraft:
        """An own kind; one of that name is changed, and its columns keep what they hold."""
        name = head.text("台账")
        same = next((kind for kind in self._kinds if is_own(kind) and kind.name == name), None)
        ids = {header_key(column.name): column.id for column in same.columns} if same else {}
        return KindDraft(
            name=name,
            short_name=head.text("简称") or name,
            unit=head.text("计量单位") or "条",
            office=head.text("填报科室"),
            columns=tuple(replace(column, id=ids.get(header_key(column.name), "")) for column in columns),
            code=same.code if same else "",
        )

    def _of_ours(self, kind: LedgerKind, columns: list[ColumnDraft], blocks: list[_Block]) -> KindDraft:
        """A kind of the program with the columns of the template changed or added."""
        draft = draft_of(kind)
        known = list(draft.columns)
        names = {header_key(column.name): place for place, column in enumerate(known)}
        base = find_kind(kind.code)
        for place, column in enumerate(known):
            original = base.column(column.id)
            if original is not None:
                names.setdefault(header_key(original.name), place)
        self._block_at = {}
        for column, block in zip(columns, blocks, strict=True):
            place = names.get(header_key(block.text("原来叫") or column.name), len(known))
            known[place : place + 1] = [replace(column, id=known[place].id if place < len(known) else "")]
            self._block_at[place] = block
        return replace(draft, columns=tuple(known))

    def _line_of(self, fault: Fault, head: _Block) -> int:
        """The line that a fault is about: the key it speaks of, in the block of its column."""
        block = self._block_at.get(fault.column, head)
        if block is head:
            key = "简称" if fault.what.startswith("台账的简称") else "台账"
            return block.line("计量单位" if fault.what.startswith("单位") else key)
        return block.line(*(key for key in ("选项", "单位", "类型", "保密") if key in fault.what), "列")

    def _wrong(self, line: int, what: str, todo: str) -> UserError:
        return UserError(f"“{self._name}”第{line}行：{what}", f"{todo}，改好再导入，现在什么也没有改动")
