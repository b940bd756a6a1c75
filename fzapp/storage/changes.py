"""What one operation did to the archive: the unit of undo, of audit, and of telling the views."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from fzapp.storage.tables import Value

Image: TypeAlias = "dict[str, Value]"
"""A whole row, its key included."""


_PLAIN = 500
"""Rows of a change up to which it is stored as it is."""

_PACKED = "z64:"


class Op(StrEnum):
    """Every operation that may change the archive; `label` completes "撤销……"."""

    CREATE_REPORT = "create_report"
    IMPORT_REPORT = "import_report"
    DELETE_REPORT = "delete_report"
    EDIT_SECTION = "edit_section"
    EDIT_REPORT = "edit_report"
    SET_SECTION_STATE = "set_section_state"
    EDIT_OUTLINE = "edit_outline"
    EDIT_UNIT = "edit_unit"
    CHANGE_SETTING = "change_setting"
    IMPORT_ROWS = "import_rows"
    EDIT_ROW = "edit_row"
    ROW_EVIDENCE = "row_evidence"
    EDIT_KIND = "edit_kind"
    EDIT_GENRE = "edit_genre"
    FORGET_SHAPE = "forget_shape"
    CONFIRM_ZERO = "confirm_zero"
    MERGE_FORM = "merge_form"
    FREEZE_REPORT = "freeze_report"
    REVIEW_STEP = "review_step"
    SUBMIT_REPORT = "submit_report"
    KEEP_VERSION = "keep_version"
    COMMENT = "comment"
    TICK_CHECKPOINT = "tick_checkpoint"
    SECTION_EVIDENCE = "section_evidence"
    QUOTE_PAST = "quote_past"
    EDIT_FIGURE = "edit_figure"
    CARRY_FIGURES = "carry_figures"
    WAIVE_FINDING = "waive_finding"

    @property
    def label(self) -> str:
        """The words on the undo button and in the history."""
        return _LABELS[self]


_LABELS = {
    Op.CREATE_REPORT: "新建报告",
    Op.IMPORT_REPORT: "导入报告",
    Op.DELETE_REPORT: "删除报告",
    Op.EDIT_SECTION: "修改正文",
    Op.EDIT_REPORT: "修改标题和落款",
    Op.SET_SECTION_STATE: "改变章节状态",
    Op.EDIT_OUTLINE: "调整章节",
    Op.EDIT_UNIT: "修改本单位情况",
    Op.CHANGE_SETTING: "修改设置",
    Op.IMPORT_ROWS: "导入台账",
    Op.EDIT_ROW: "修改台账",
    Op.ROW_EVIDENCE: "修改佐证材料",
    Op.EDIT_KIND: "修改台账的列",
    Op.EDIT_GENRE: "修改报告模板",
    Op.FORGET_SHAPE: "忘掉表格样式",
    Op.CONFIRM_ZERO: "确认为零",
    Op.MERGE_FORM: "合并填报表",
    Op.FREEZE_REPORT: "定稿",
    Op.SUBMIT_REPORT: "生成报送包",
    Op.REVIEW_STEP: "登记校审",
    Op.KEEP_VERSION: "保存版本",
    Op.COMMENT: "批注",
    Op.TICK_CHECKPOINT: "要点打勾",
    Op.SECTION_EVIDENCE: "佐证材料",
    Op.QUOTE_PAST: "引用往年",
    Op.EDIT_FIGURE: "修改数字",
    Op.CARRY_FIGURES: "沿用去年的数",
    Op.WAIVE_FINDING: "不再提示",
}


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; `before` is None for a new row, `after` for a deleted one."""

    table: str
    id: int
    before: Image | None
    after: Image | None


@dataclass(frozen=True, slots=True)
class Change:
    """One operation. `id` is its place in the history; `reverts` the operation that it undoes or redoes."""

    id: int
    op: Op
    rows: tuple[RowChange, ...]
    reverts: int | None = None

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables touched."""
        return frozenset(row.table for row in self.rows)

    def ids(self, table: str) -> frozenset[int]:
        """The keys of the rows touched in `table`."""
        return frozenset(row.id for row in self.rows if row.table == table)


def to_json(rows: tuple[RowChange, ...]) -> str:
    """The rows of a change as stored: JSON, that of a very large change packed.

    Packing goes row by row, so that a hundred thousand rows never stand in memory as one text.
    """
    if len(rows) <= _PLAIN:
        return f"[{','.join(map(_row_json, rows))}]"
    packer, lines = zlib.compressobj(level=1), map(_row_json, rows)
    packed = bytearray(packer.compress(f"[{next(lines)}".encode()))
    for line in lines:
        packed += packer.compress(f",{line}".encode())
    packed += packer.compress(b"]") + packer.flush()
    return _PACKED + base64.b64encode(packed).decode("ascii")


def from_json(text: str) -> tuple[RowChange, ...]:
    """The rows of a change from what `to_json` stored."""
    if text.startswith(_PACKED):
        text = zlib.decompress(base64.b64decode(text[len(_PACKED) :])).decode()
    return tuple(RowChange(*row) for row in json.loads(text))


def _row_json(row: RowChange) -> str:
    return _encoded([row.table, row.id, row.before, row.after])


_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def row_mark(table: str, row_id: int) -> str:
    """How the change of a row begins in what `to_json` stores unpacked: by it one row is found without parsing."""
    return f"{_encoded([table, row_id])[:-1]},"
