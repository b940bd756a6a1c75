"""A kind of ledger while it is being changed: what the clerk may change, and what is wrong with it.

The rules: a column is never lost (what is taken out is hidden); the columns of the program keep their type
and may not become less private; kinds that hold totals only take no column that could hold a person
(DOMAIN.md 9.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType, LedgerKind, Privacy
from fzapp.intake.ledger_words import header_key
from fzapp.services.own_kinds import OWN_FIELD, is_own

MOST_COLUMNS, MOST_OPTIONS = 80, 300
LONGEST_NAME, LONGEST_SHORT, LONGEST_UNIT, LONGEST_OPTION = 30, 12, 6, 60

TYPE_NAMES = {
    ColumnType.TEXT: "文字",
    ColumnType.DATE: "日期",
    ColumnType.INTEGER: "数量",
    ColumnType.MONEY: "金额（元）",
    ColumnType.PERCENT: "百分比",
    ColumnType.CHOICE: "单选",
    ColumnType.CHOICES: "多选",
    ColumnType.YES_NO: "是或否",
}
"""The types by the words clerks know."""

PRIVACY_NAMES = {Privacy.NONE: "不涉及", Privacy.PERSONAL: "个人信息", Privacy.SENSITIVE: "敏感，不出本单位"}

_CHOICES = (ColumnType.CHOICE, ColumnType.CHOICES)
_WITH_UNIT = (ColumnType.INTEGER, ColumnType.MONEY)
_BAD_IN_NAMES = re.compile(r"[{}.\n\t\"'<>|*?\\=]")
_STRICTNESS = list(Privacy)


@dataclass(frozen=True, slots=True)
class ColumnDraft:
    """A column. `id` is "" while it is new; `ours` marks a column that the program brought."""

    name: str
    type: ColumnType = ColumnType.TEXT
    required: bool = False
    options: tuple[str, ...] = ()
    unit: str = ""
    privacy: Privacy = Privacy.NONE
    hidden: bool = False
    id: str = ""

    @property
    def ours(self) -> bool:
        """Whether the program brought the column."""
        return bool(self.id) and not self.id.startswith(OWN_FIELD)


@dataclass(frozen=True, slots=True)
class KindDraft:
    """A kind. `code` is "" while it is new; of a kind of the program only the columns may be changed."""

    name: str = ""
    short_name: str = ""
    unit: str = "件"
    office: str = ""
    columns: tuple[ColumnDraft, ...] = ()
    code: str = ""
    ours: bool = False
    totals_only: bool = False


def draft_of(kind: LedgerKind) -> KindDraft:
    """A kind as it is, to be changed."""
    columns = kind.columns if is_own(kind) else kind.all_columns
    return KindDraft(
        kind.name,
        kind.short_name,
        kind.unit,
        kind.office,
        tuple(
            ColumnDraft(
                column.name,
                column.type,
                column.required,
                tuple(option.name for option in column.options),
                column.unit,
                column.privacy,
                column.hidden,
                column.id,
            )
            for column in columns
            if not column.computed
        ),
        kind.code,
        not is_own(kind),
        kind.totals_only,
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a draft: `column` is the place of the column, -1 for the kind itself."""

    column: int
    what: str
    todo: str

    @property
    def error(self) -> UserError:
        """To be raised."""
        return UserError(self.what, self.todo)


def fault_of(draft: KindDraft, before: LedgerKind | None, others: tuple[LedgerKind, ...]) -> Fault | None:
    """The first thing that is wrong with a draft; `before` is the kind as it was, `others` are all the other kinds."""
    return (
        _fault_of_names(draft, others)
        or _fault_of_columns(draft)
        or next(filter(None, (_fault_of_column(draft, at, before) for at in range(len(draft.columns)))), None)
    )


def usable_name(text: str, taken: set[str]) -> str:
    """A header of a file as the name of a column: without marks, short, unlike the names in use (as keys)."""
    name = "".join(_BAD_IN_NAMES.sub("", text).split())
    name = "".join(letter for letter in name if letter.isprintable())[: LONGEST_NAME - 2]
    if not header_key(name):
        name = "新的列"
    number, tried = 2, name
    while header_key(tried) in taken:
        tried, number = f"{name}{number}", number + 1
    return tried


def _fault_of_names(draft: KindDraft, others: tuple[LedgerKind, ...]) -> Fault | None:
    if draft.ours:
        return None
    fields = (("名称", draft.name, LONGEST_NAME), ("简称", draft.short_name, LONGEST_SHORT))
    for what, text, longest in fields:
        wrong = _wrong_name(text, longest)
        if wrong:
            return Fault(-1, f"台账的{what}{wrong}", f"写一个{longest}个字以内的{what}")
    if len(draft.unit) > LONGEST_UNIT or _BAD_IN_NAMES.search(draft.unit):
        return Fault(-1, f"单位“{draft.unit[:20]}”不能用", f"写{LONGEST_UNIT}个字以内的单位，如：件、次")
    for kind in others:
        if kind.code != draft.code and {draft.name, draft.short_name} & {kind.name, kind.short_name}:
            return Fault(-1, f"已经有一种台账叫“{kind.name}”（简称“{kind.short_name}”）", "换一个名称和简称")
    return None


def _fault_of_columns(draft: KindDraft) -> Fault | None:
    """What spans several columns."""
    if not any(not column.hidden for column in draft.columns):
        return Fault(-1, "台账里一列也没有", "至少加一列")
    if len(draft.columns) > MOST_COLUMNS:
        return Fault(-1, f"列太多，最多{MOST_COLUMNS}列", "把不用的列去掉，或者分成两种台账")
    seen: dict[str, str] = {}
    for place, column in enumerate(draft.columns):
        key = header_key(column.name)
        if key and key in seen:
            return Fault(
                place,
                f"“{column.name}”和“{seen[key]}”重名",
                "换一个列名；隐藏的列也占着名字，可以改回来接着用",
            )
        seen[key] = column.name
    return None


def _fault_of_column(draft: KindDraft, place: int, before: LedgerKind | None) -> Fault | None:
    column = draft.columns[place]
    wrong = _wrong_name(column.name, LONGEST_NAME) or ("" if header_key(column.name) else "里没有字")
    if wrong:
        return Fault(place, f"第{place + 1}列的列名{wrong}", f"写一个{LONGEST_NAME}个字以内的列名")
    called = f"“{column.name}”这一列"
    options = _wrong_options(column)
    if options:
        return Fault(place, f"{called}{options}", "每行写一个选项，不要重复")
    if column.unit and column.type not in _WITH_UNIT:
        return Fault(
            place, f"{called}是{TYPE_NAMES[column.type]}，没有单位", "把单位去掉，或者把类型改成数量"
        )
    if len(column.unit) > LONGEST_UNIT:
        return Fault(place, f"{called}的单位太长", f"写{LONGEST_UNIT}个字以内的单位")
    if column.required and column.hidden:
        return Fault(place, f"{called}是必填的，不能隐藏", "让它显示出来，或者不要必填")
    if column.ours:
        return _fault_of_ours(column, place, before)
    if draft.totals_only and (column.type not in _WITH_UNIT or column.privacy is not Privacy.NONE):
        return Fault(
            place,
            f"“{draft.name}”只登记汇总数，{called}可能记到人",
            "这种台账只能加数量或金额的列，不带个人信息",
        )
    return None


def _fault_of_ours(column: ColumnDraft, place: int, before: LedgerKind | None) -> Fault | None:
    known = before.column(column.id) if before is not None else None
    if known is None:
        return Fault(place, f"程序里没有“{column.name}”这一列", "把它当作新的一列加进来")
    if (column.type, column.required, column.unit) != (known.type, known.required, known.unit):
        return Fault(
            place, f"“{column.name}”是程序自带的列，类型、必填和单位不能改", "改回来，另外加一列自己的"
        )
    if _STRICTNESS.index(column.privacy) < _STRICTNESS.index(known.privacy):
        return Fault(
            place, f"“{column.name}”是程序自带的列，保密程度不能降低", f"改回“{PRIVACY_NAMES[known.privacy]}”"
        )
    return None


def _wrong_name(text: str, longest: int) -> str:
    """What is wrong with a name, to stand behind 列名; "" when nothing is."""
    if not text.strip():
        return "没有写"
    if text != text.strip() or _BAD_IN_NAMES.search(text) or not text.isprintable():
        return f"“{text.strip()[:20]}”里有不能用的符号或空格"
    return f"“{text[:20]}……”太长" if len(text) > longest else ""


def _wrong_options(column: ColumnDraft) -> str:
    options = column.options
    if column.type in _CHOICES and not options:
        return "没有选项"
    if options and column.type not in _CHOICES:
        return f"是{TYPE_NAMES[column.type]}，不用选项"
    if len(options) > MOST_OPTIONS:
        return f"的选项太多，最多{MOST_OPTIONS}个"
    if any(not option.strip() or len(option) > LONGEST_OPTION or "\n" in option for option in options):
        return f"有空的或者超过{LONGEST_OPTION}个字的选项"
    twice = next((option for place, option in enumerate(options) if option in options[:place]), "")
    return f"的选项“{twice}”写了两次" if twice else ""
