"""The merging of a form in words and as plain data: for the command line and for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.ledger import shown
from fzapp.domain.ledger_forms import RowFate
from fzapp.domain.period import month_and_day
from fzapp.services.ledger_merge_model import UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fzapp.domain.ledger import LedgerKind, Value
    from fzapp.services.ledger_merge_model import Decisions, Merged, MergeItem, MergePlan

_TOLD_FIELDS = 4
"""Values that say which row is meant."""


def row_in_words(kind: LedgerKind, values: Mapping[str, Value], most: int = _TOLD_FIELDS) -> str:
    """The first filled values of a row, by which a clerk knows it."""
    filled = (shown(values.get(column.id)).split("\n")[0] for column in kind.columns)
    return "　".join([text for text in filled if text][:most])


def place_in_words(item: MergeItem) -> str:
    """Where a row stands in the form."""
    return f"“{item.sheet}”第{item.number}行" if item.number else f"“{item.sheet}”"


def counts_in_words(plan: MergePlan) -> list[tuple[RowFate, str]]:
    """How many rows of each fate there are; fates without rows are left out."""
    return [(fate, f"{fate.label}{len(plan.of(fate))}行") for fate in RowFate if plan.of(fate)]


def merged_in_words(merged: Merged) -> str:
    """What was done, one sentence."""
    parts = [f"新增{merged.new}行", f"改了{merged.changed}行"]
    if merged.removed:
        parts.append(f"删了{merged.removed}行")
    if merged.held:
        parts.append(f"{merged.held}行没有动，等核对")
    return "，".join(parts) + "。" if merged.new or merged.changed or merged.removed or merged.held else (
        "这份填报表没有要改的。"
    )  # fmt: skip


def open_items(plan: MergePlan, decisions: Decisions = UNDECIDED) -> tuple[MergeItem, ...]:
    """The rows that stay as they are: problems, and what nobody has decided."""
    return tuple(item for item in plan.items if _is_open(item, decisions))


def _is_open(item: MergeItem, decisions: Decisions) -> bool:
    if item.fate is RowFate.CONFLICT:
        return not decisions.decided(item)
    if item.fate is RowFate.DELETED:
        return item.place not in decisions.remove | decisions.keep
    return item.fate is RowFate.PROBLEM


def merge_answer(plan: MergePlan, merged: Merged | None) -> dict[str, object]:
    """The merging as plain data; without `merged` nothing was written."""
    issue = plan.read.issue
    return {
        "file": plan.read.form.file,
        "form": issue.key,
        "office": issue.office,
        "year": issue.year,
        "issued_at": issue.issued_at,
        "sha256": plan.read.sha256,
        "written": merged is not None,
        "new": len(plan.of(RowFate.NEW)),
        "changed": len(plan.of(RowFate.CHANGED)),
        "unchanged": len(plan.of(RowFate.UNCHANGED)),
        "conflicts": [_conflict(item) for item in plan.of(RowFate.CONFLICT)],
        "deleted": [_row(item) for item in plan.of(RowFate.DELETED)],
        "problems": [{**_row(item), "why": list(item.reasons)} for item in plan.of(RowFate.PROBLEM)],
        "remarks": [
            {**_row(item), "why": list(item.reasons)}
            for item in (*plan.of(RowFate.NEW), *plan.of(RowFate.CHANGED))
            if item.reasons
        ],
        "notes": list(plan.notes),
    }


def merge_lines(plan: MergePlan, merged: Merged | None) -> list[str]:
    """The merging in lines for a terminal."""
    issue = plan.read.issue
    lines = [f"{issue.office}{issue.year}年的填报表，{month_and_day(issue.issued_at)}发出。"]
    lines.append("　".join(words for _, words in counts_in_words(plan)) or "表里没有记录")
    lines += [f"{note}。" for note in plan.notes]
    for item in plan.of(RowFate.CONFLICT):
        said = "这里删掉了，表里又改过" if item.gone else "；".join(
            f"{c.column.name}：表里“{shown(c.form)}”，档案库“{shown(c.archive)}”" for c in item.clashes
        )  # fmt: skip
        lines.append(f"两边都改了　{place_in_words(item)}　{said}")
    for item in plan.of(RowFate.DELETED):
        lines.append(f"表里删掉了　{place_in_words(item)}　{row_of_item(item)}")
    for item in plan.of(RowFate.PROBLEM):
        lines.append(f"有问题　{place_in_words(item)}　{'；'.join(item.reasons)}")
    lines.append(merged_in_words(merged) if merged is not None else "只是看一看，没有写入。")
    return lines


def row_of_item(item: MergeItem) -> str:
    """The row an item is about, as it stands here, or as the form has it."""
    values = item.stored.row.values if item.stored is not None and not item.number else item.values
    return row_in_words(item.kind, values)


def _row(item: MergeItem) -> dict[str, object]:
    return {
        "kind": item.kind.code,
        "sheet": item.sheet,
        "row": item.number,
        "id": item.stored.id if item.stored is not None else None,
        "text": row_of_item(item),
    }


def _conflict(item: MergeItem) -> dict[str, object]:
    fields = [
        {
            "field": clash.column.id,
            "name": clash.column.name,
            "base": shown(clash.base),
            "form": shown(clash.form),
            "archive": shown(clash.archive),
        }
        for clash in item.clashes
    ]
    return {**_row(item), "gone": item.gone, "fields": fields}
