"""Changing kinds of ledgers: columns of one's own, kinds of one's own; each change one operation, one undo."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import Privacy
from fzapp.services.kind_drafts import ColumnDraft, KindDraft, draft_of, fault_of
from fzapp.services.kind_templates import read_template, template_text
from fzapp.services.ledger_kinds import find_kind
from fzapp.services.own_kinds import OWN_CODE, OWN_FIELD, all_kinds, is_own, next_field
from fzapp.services.user_files import save_file
from fzapp.storage import own_kinds as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.ledger import LedgerKind
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change

MOST_KINDS = 99


class KindEditing:
    """Saves drafts of kinds."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def check(self, draft: KindDraft) -> None:
        """Raise `UserError` for the first thing that is wrong with a draft; nothing is written."""
        fault = fault_of(draft, self._before(draft), all_kinds(self._archive))
        if fault is not None:
            raise fault.error
        self._refuse_other_types(draft)

    def save(self, draft: KindDraft) -> Change | None:
        """Store a draft; None when nothing is changed by it. Raises `UserError` as `check`.

        Columns that the draft does not have any more are hidden; what they hold stays.
        """
        self.check(draft)
        code = draft.code or self._next_code()
        complete = self._with_lost_columns(draft)
        definition = _changes(complete, find_kind(code)) if draft.ours else _whole(complete)
        with self._archive.transact(Op.EDIT_KIND) as transaction:
            if draft.ours and not definition["columns"]:
                stored.drop(self._archive, transaction.write, code)
            else:
                stored.put(self._archive, transaction.write, code, json.dumps(definition, ensure_ascii=False))
        return transaction.change

    def remove(self, kind: LedgerKind) -> Change | None:
        """Take an own kind away that holds nothing. Raises `UserError` for any other."""
        if not is_own(kind):
            raise UserError(f"“{kind.name}”是程序自带的台账，不能去掉", "不用的话放着就行")
        if stored.has_rows(self._archive, kind.code):
            raise UserError(
                f"“{kind.name}”里还有登记，不能去掉", "先看清楚这些登记还要不要，都删掉以后再去掉台账"
            )
        with self._archive.transact(Op.EDIT_KIND) as transaction:
            stored.drop(self._archive, transaction.write, kind.code)
        return transaction.change

    def code_of(self, draft: KindDraft) -> str:
        """The code of the kind that was saved from a draft."""
        if draft.code:
            return draft.code
        return next(kind.code for kind in all_kinds(self._archive) if kind.name == draft.name)

    def export(self, kind: LedgerKind, path: Path) -> None:
        """Write a kind as a template that another office can read. Raises `UserError`."""
        save_file(path, template_text(kind).encode())

    def read_template(self, path: Path) -> KindDraft:
        """The draft a template holds, to be looked at and saved; nothing is written.

        Raises `UserError` naming file and line for the first thing that is wrong.
        """
        return read_template(path, all_kinds(self._archive))

    def _before(self, draft: KindDraft) -> LedgerKind | None:
        return next((kind for kind in all_kinds(self._archive) if kind.code == draft.code), None)

    def _refuse_other_types(self, draft: KindDraft) -> None:
        """A type may change only while no row holds anything in the column."""
        before = self._before(draft)
        for column in draft.columns:
            known = before.column(column.id) if before is not None and column.id else None
            if known is None or known.type is column.type or column.ours:
                continue
            if stored.has_values(self._archive, draft.code, column.id):
                raise UserError(
                    f"“{column.name}”这一列已经登记了内容，类型不能改", "另外加一列，把原来的隐藏起来"
                )

    def _with_lost_columns(self, draft: KindDraft) -> KindDraft:
        """The draft with ids for new columns and the columns it lacks as hidden ones."""
        before = self._before(draft)
        known = [column.id for column in before.all_columns] if before is not None else []
        number = next_field((*known, *(column.id for column in draft.columns)))
        columns: list[ColumnDraft] = []
        for column in draft.columns:
            if not column.id:
                column = replace(column, id=f"{OWN_FIELD}{number}")
                number += 1
            columns.append(column)
        kept = {column.id for column in columns}
        if before is not None:
            lost = (column for column in draft_of(before).columns if column.id not in kept)
            columns += [replace(column, hidden=True, required=False) for column in lost if not column.ours]
        return replace(draft, columns=tuple(columns))

    def _next_code(self) -> str:
        taken = {code for code, _ in stored.definitions(self._archive)}
        free = (f"{OWN_CODE}{number:02d}" for number in range(1, MOST_KINDS + 1))
        code = next((code for code in free if code not in taken), "")
        if not code:
            raise UserError("自己建的台账太多了", "先去掉不用的")
        return code


def _plain(column: ColumnDraft) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": column.id, "name": column.name, "type": column.type.value}
    plain |= {"options": list(column.options)} if column.options else {}
    plain |= {"unit": column.unit} if column.unit else {}
    plain |= {"privacy": column.privacy.value} if column.privacy is not Privacy.NONE else {}
    return plain | {name: True for name in ("required", "hidden") if getattr(column, name)}


def _whole(draft: KindDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "short_name": draft.short_name,
        "unit": draft.unit,
        "office": draft.office,
        "columns": [_plain(column) for column in draft.columns],
    }


def _changes(draft: KindDraft, base: LedgerKind) -> dict[str, Any]:
    """Of a kind of the program only what differs from it."""
    columns: list[dict[str, Any]] = []
    for column in draft.columns:
        known = base.column(column.id)
        if known is None:
            columns.append(_plain(column))
            continue
        changed: dict[str, Any] = {"id": column.id}
        changed |= {"name": column.name} if column.name != known.name else {}
        if column.options != tuple(option.name for option in known.options):
            changed["options"] = list(column.options)
        changed |= {"privacy": column.privacy.value} if column.privacy is not known.privacy else {}
        changed |= {"hidden": True} if column.hidden else {}
        if len(changed) > 1:
            columns.append(changed)
    return {"columns": columns}
