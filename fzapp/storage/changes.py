"""What one operation did to the archive: the unit of undo, of audit, and of telling the views."""

from __future__ import annotations

import base64
import json
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, overload

from fzapp.storage.failures import understood

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fzapp.storage.tables import Value

Image: TypeAlias = "dict[str, Value]"
"""A whole row, its key included."""

Keys: TypeAlias = "dict[str, array[int]]"
"""The keys of rows by the name of their table."""

_PLAIN = 500
"""Rows of a change up to which it is kept and stored as it is; also the rows of a packed block."""

_LEVEL = 3
"""A fifteenth smaller than the quickest packing at nearly its speed; the next level takes half as long again."""

_PACKED = "zb64:"
_PACKED_WHOLE = "z64:"
"""Before what earlier versions packed in one piece."""


class Op(StrEnum):
    """Every operation that may change the archive; `label` completes "撤销……"."""

    CREATE_REPORT = "create_report"
    IMPORT_REPORT = "import_report"
    DELETE_REPORT = "delete_report"
    TAKE_UP_REPORT = "take_up_report"
    TURN_YEAR = "turn_year"
    EDIT_SECTION = "edit_section"
    EDIT_REPORT = "edit_report"
    EDIT_TERMS = "edit_terms"
    INSERT_TABLE = "insert_table"
    REFRESH_TABLES = "refresh_tables"
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
    EDIT_LETTERHEAD = "edit_letterhead"
    DECIDE_RELEASE = "decide_release"

    @property
    def label(self) -> str:
        """The words on the undo button and in the history."""
        return _LABELS[self]


_LABELS = {
    Op.CREATE_REPORT: "新建报告",
    Op.IMPORT_REPORT: "导入报告",
    Op.DELETE_REPORT: "删除报告",
    Op.TAKE_UP_REPORT: "接着写导入的报告",
    Op.TURN_YEAR: "换年度",
    Op.EDIT_SECTION: "修改正文",
    Op.EDIT_REPORT: "修改标题和落款",
    Op.EDIT_TERMS: "修改报送期限或者数据截止日",
    Op.INSERT_TABLE: "插入表格",
    Op.REFRESH_TABLES: "更新台账表",
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
    Op.EDIT_LETTERHEAD: "修改版头版记",
    Op.DECIDE_RELEASE: "公开前的处理",
}


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; `before` is None for a new row, `after` for a deleted one."""

    table: str
    id: int
    before: Image | None
    after: Image | None


class PackedRows(Sequence[RowChange]):
    """The rows of a very large change, packed in blocks: read one after the other, or block by block.

    A hundred thousand rows with their images would take ten times the memory of the rows themselves.
    """

    def __init__(self, blocks: Sequence[bytes], size: int, count: int, keys: Keys | None = None) -> None:
        self._blocks = tuple(blocks)
        self._size = size
        self._count = count
        self._keys = keys

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[RowChange]:
        for block in self._blocks:
            yield from _unpacked(block)

    def __reversed__(self) -> Iterator[RowChange]:
        for block in reversed(self._blocks):
            yield from reversed(_unpacked(block))

    @overload
    def __getitem__(self, index: int) -> RowChange: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[RowChange, ...]: ...
    def __getitem__(self, index: int | slice) -> RowChange | tuple[RowChange, ...]:
        if isinstance(index, slice):
            return tuple(self)[index]
        place = index + self._count if index < 0 else index
        if not 0 <= place < self._count:
            raise IndexError(index)
        block, inside = divmod(place, self._size)
        return _unpacked(self._blocks[block])[inside]

    @property
    def keys(self) -> Keys:
        """The keys of the rows by table; of a change of an earlier start they are read out of the rows."""
        if self._keys is None:
            self._keys = _keys_in(self)
        return self._keys

    @property
    def size(self) -> int:
        """How many characters are stored."""
        return sum(map(len, self.parts()))

    def parts(self) -> Iterator[str]:
        """As stored, in pieces of ASCII: rows to a block, rows in all; then the blocks."""
        yield f"{_PACKED}{self._size}:{self._count}:"
        for place, block in enumerate(self._blocks):
            yield f"{',' if place else ''}{base64.b64encode(block).decode('ascii')}"

    @classmethod
    def of_text(cls, stored: str) -> PackedRows:
        """From what `parts` gave, joined."""
        _, size, count, packed = stored.split(":", 3)
        return cls([base64.b64decode(block) for block in packed.split(",")], int(size), int(count))


class RowLog:
    """The rows of a change as they come in; more than a few are packed at once, block by block."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._open: list[RowChange] = []
        self._keys: Keys = {}
        self._last = 0

    def __len__(self) -> int:
        return len(self._blocks) * _PLAIN + len(self._open)

    def __iter__(self) -> Iterator[RowChange]:
        for block in self._blocks:
            yield from _unpacked(block)
        yield from self._open

    @property
    def last_key(self) -> int:
        """The key of the row that was added last."""
        return self._last

    def append(self, row: RowChange) -> None:
        """Add one row."""
        if len(self._open) >= _PLAIN:
            self._blocks.append(_packed(self._open))
            self._open = []
        self._open.append(row)
        self._last = row.id
        keys = self._keys.get(row.table)
        if keys is None:
            keys = self._keys[row.table] = array("q")
        keys.append(row.id)

    def rows(self) -> Sequence[RowChange]:
        """All rows, packed when they are many; the log is done with."""
        if not self._blocks:
            return tuple(self._open)
        return PackedRows([*self._blocks, _packed(self._open)], _PLAIN, len(self), self._keys)


@dataclass(frozen=True, slots=True)
class Change:
    """One operation. `id` is its place in the history; `reverts` the operation that it undoes or redoes.

    `rows` of a very large one are unpacked as they are asked for: ask for `tables` or `ids` where that will do.
    """

    id: int
    op: Op
    rows: Sequence[RowChange]
    reverts: int | None = None

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables touched."""
        return frozenset(_keys_of(self.rows))

    @property
    def is_large(self) -> bool:
        """Whether there are too many rows to look at each of them beside a waiting clerk."""
        return len(self.rows) > _PLAIN

    def ids(self, table: str) -> frozenset[int]:
        """The keys of the rows touched in `table`."""
        return frozenset(_keys_of(self.rows).get(table, ()))


def to_json(rows: Iterable[RowChange]) -> str:
    """The rows of a change of ordinary size as stored; to encode each by itself takes two thirds more time."""
    return _encoded([[row.table, row.id, row.before, row.after] for row in rows])


@understood()
def from_stored(stored: str) -> Sequence[RowChange]:
    """The rows of a change from what `to_json` or `PackedRows.parts` gave, or an earlier version packed."""
    if stored.startswith(_PACKED):
        return PackedRows.of_text(stored)
    if stored.startswith(_PACKED_WHOLE):
        stored = zlib.decompress(base64.b64decode(stored[len(_PACKED_WHOLE) :])).decode()
    return _rows_of(stored)


def _keys_of(rows: Sequence[RowChange]) -> Keys:
    return rows.keys if isinstance(rows, PackedRows) else _keys_in(rows)


def _keys_in(rows: Iterable[RowChange]) -> Keys:
    found: Keys = {}
    for row in rows:
        found.setdefault(row.table, array("q")).append(row.id)
    return found


def _packed(rows: Sequence[RowChange]) -> bytes:
    return zlib.compress(to_json(rows).encode(), _LEVEL)


def _unpacked(block: bytes) -> tuple[RowChange, ...]:
    return _rows_of(zlib.decompress(block).decode())


def _rows_of(text: str) -> tuple[RowChange, ...]:
    return tuple(RowChange(*row) for row in json.loads(text))


_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def row_mark(table: str, row_id: int) -> str:
    """How the change of a row begins in what `to_json` stores unpacked: by it one row is found without parsing."""
    return f"{_encoded([table, row_id])[:-1]},"
