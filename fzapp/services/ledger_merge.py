"""Taking a filled form back: what is new, changed, changed on both sides, removed; written only when agreed.

Each row is joined from three states: as last exchanged with the office, as in the form, as in the archive
now. The same file a second time finds nothing to do, because its rows are known by their tokens.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import Row
from fzapp.domain.ledger_forms import SHEET_MARK, RowFate, Side
from fzapp.infra import zips
from fzapp.infra.files import sha256_of
from fzapp.services.counting import counted, nobody
from fzapp.services.ledger_merge_model import UNDECIDED, Decisions, Merged, MergePlan, Read
from fzapp.services.ledger_merge_plan import KindPlanner, all_same
from fzapp.services.ledger_plan import new_row
from fzapp.services.user_files import read_file
from fzapp.storage import forms, ledgers, settings
from fzapp.storage.changes import Op
from fzapp.storage.forms import Return

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from fzapp.domain.ledger import LedgerKind, Value
    from fzapp.domain.ledger_forms import FormMark, ReturnedForm
    from fzapp.services.counting import Progress
    from fzapp.services.ledger_merge_model import MergeItem
    from fzapp.services.ledgers import LedgerService
    from fzapp.storage.archive import Archive, Writer
    from fzapp.storage.forms import Issue


_TEXT_PART = re.compile(r"xl/sharedStrings\.xml|content\.xml|xl/worksheets/[^/]+\.xml")
"""Where the mark of a form stands: among the texts of the workbook, or at the head of its sheets."""

_MOST_LOOKED_AT, _HEAD_OF_SHEET = 30_000_000, 100_000
_MARK = re.compile(rf"{SHEET_MARK}/\d+/([0-9a-f]+)/".encode())


class MergeService:
    """Reads returned forms and merges them."""

    def __init__(self, archive: Archive, ledger_service: LedgerService) -> None:
        self._archive = archive
        self._ledgers = ledger_service

    def reader(self) -> Callable[[Path], Read]:
        """A function for a worker that reads a returned form; what it needs of the archive is asked now.

        It raises `UserError` for what is no form, a form of another unit, and a newer form.
        """
        known = {issue.key: issue for issue in forms.all_issues(self._archive)}
        kinds = {kind.code: kind for kind in self._ledgers.kinds()}
        unit = settings.unit(self._archive)
        own = unit.short_name or unit.full_name
        return lambda path: _read(path, known, kinds, own)

    def read(self, path: Path) -> Read:
        """A returned form. Raises `UserError` as `reader` does."""
        return self.reader()(path)

    def is_ours(self, path: Path) -> bool:
        """Whether a file is a form that this archive sent out, and so to be merged instead of brought in anew."""
        key = _key_inside(path)
        return bool(key) and any(issue.key == key for issue in forms.all_issues(self._archive))

    def plan(self, read: Read, check: Callable[[], None] = lambda: None) -> MergePlan:
        """What merging would do. May run on a worker; `check` is called for every row and may raise `Cancelled`."""
        items: list[MergeItem] = []
        with self._archive.snapshot() as archive:
            rows = forms.form_rows(archive, read.issue.id)
            for kind in _kinds_of(read.form):
                known = [row for row in rows if row.kind == kind.code]
                items.extend(KindPlanner(archive, read, kind, known, check).items())
            before = forms.returns(archive, [read.issue.id])
        numbered = tuple(replace(item, place=place) for place, item in enumerate(items))
        return MergePlan(read, numbered, before)

    def commit(
        self,
        plan: MergePlan,
        decisions: Decisions = UNDECIDED,
        progress: Progress = nobody,
    ) -> Merged:
        """Write what is safe and what was decided; one operation, one undo.

        What `progress` raises leaves the archive as it was. Raises `UserError` when the archive has changed
        since the plan was made.
        """
        now, issue = self._archive.now(), plan.read.issue
        with self._archive.transact(Op.MERGE_FORM) as transaction:
            writer = _PlanWriter(self._archive, transaction.write, plan, decisions, now)
            writer.write(progress)
            merged = writer.merged()
            known = any(r.sha256 == plan.read.sha256 for r in plan.before)
            if transaction.write.rows or not known:
                counts = (merged.new, merged.changed, merged.removed, merged.held)
                returned = Return(issue.id, plan.read.form.file, plan.read.sha256, now, *counts)
                forms.record_return(transaction.write, returned)
        return replace(merged, change=transaction.change)

    def commit_beside(self, plan: MergePlan, decisions: Decisions, progress: Progress) -> Merged:
        """The same on a worker, while the archive is lent to it (`Archive.lend`)."""
        with self._archive.beside() as archive:
            return MergeService(archive, self._ledgers).commit(plan, decisions, progress)


def _key_inside(path: Path) -> str:
    """The number of the form a file seems to be, "" for any other; a quick look that refuses nothing."""
    try:
        with zipfile.ZipFile(path) as book:
            for part in filter(_TEXT_PART.fullmatch, book.namelist()):
                with book.open(part) as stream:
                    most = _HEAD_OF_SHEET if "worksheets" in part else _MOST_LOOKED_AT
                    found = _MARK.search(stream.read(most))
                if found:
                    return found[1].decode()
    except zips.DAMAGED:
        return ""
    return ""


def _read(path: Path, known: Mapping[str, Issue], kinds: Mapping[str, LedgerKind], own: str) -> Read:
    from fzapp.intake.columns import refuse_secrets  # noqa: PLC0415  heavy, and the window starts without it
    from fzapp.intake.form_reader import form_mark, read_form  # noqa: PLC0415
    from fzapp.intake.workbook import read_workbook  # noqa: PLC0415

    workbook = read_workbook(path)
    refuse_secrets(workbook)
    mark = form_mark(workbook)
    issue = known.get(mark.key)
    if issue is None:
        raise _not_ours(path.name, mark, own)
    wanted = {code: kinds[code] for code in issue.kinds if code in kinds}
    return Read(read_form(workbook, mark, wanted, issue.year), issue, sha256_of(read_file(path)))


def _not_ours(name: str, mark: FormMark, own: str) -> UserError:
    if mark.unit and own and mark.unit != own:
        return UserError(f"“{name}”是{mark.unit}发出的填报表，不是{own}的", "看一看是不是拿错了文件")
    return UserError(
        f"“{name}”这张填报表不是从这个档案库发出去的", "在发表的那台电脑上合并，或者当普通表格导入"
    )


def _kinds_of(form: ReturnedForm) -> Iterator[LedgerKind]:
    yield from {sheet.kind.code: sheet.kind for sheet in form.sheets}.values()


class _PlanWriter:
    """Writes a plan with the decisions about it, and counts."""

    def __init__(
        self, archive: Archive, write: Writer, plan: MergePlan, decisions: Decisions, now: str
    ) -> None:
        self._archive, self._write, self._plan = archive, write, plan
        self._decisions, self._now = decisions, now
        self._new = self._changed = self._removed = self._held = 0

    def write(self, progress: Progress) -> None:
        """All items, after a look whether the archive is still as it was planned for."""
        self._check_standing()
        ways = {
            RowFate.NEW: self._add,
            RowFate.CHANGED: self._change,
            RowFate.CONFLICT: self._settle,
            RowFate.DELETED: self._remove,
            RowFate.UNCHANGED: self._note,
            RowFate.PROBLEM: self._hold,
        }
        for item in counted(self._plan.items, len(self._plan.items), progress):
            ways[item.fate](item)

    def merged(self) -> Merged:
        """What was done."""
        return Merged(self._new, self._changed, self._removed, self._held, None)

    def _check_standing(self) -> None:
        planned = {item.stored.id: item.stored for item in self._plan.items if item.stored is not None}
        wanted = tuple(planned)
        for start in range(0, len(wanted), 500):
            now = ledgers.rows_by_id(self._archive, wanted[start : start + 500])
            for row_id in wanted[start : start + 500]:
                if row_id not in now or now[row_id].row.values != planned[row_id].row.values:
                    raise UserError("看填报表的这段时间里台账又改过", "重新打开填报表再合并")

    def _add(self, item: MergeItem) -> None:
        new = self._row_of(item, item.takes)
        forms.add_row(
            self._write,
            self._plan.read.issue.id,
            item.kind.code,
            item.token,
            new,
            item.values,
            self._now,
        )
        self._new += 1

    def _change(self, item: MergeItem) -> None:
        self._apply(item, item.takes)

    def _apply(self, item: MergeItem, takes: Mapping[str, Value]) -> None:
        stored = item.stored
        assert stored is not None
        if takes:
            row = replace(stored.row, values={**stored.row.values, **takes})
            forms.change_row(self._write, stored, new_row(item.kind, row, stored.year), self._now)
            self._changed += 1
        self._note(item)

    def _settle(self, item: MergeItem) -> None:
        if not self._decisions.decided(item):
            self._hold(item)
            return
        sides = self._decisions.sides
        if item.gone:
            self._settle_gone(item, sides[item.place, ""])
            return
        chosen = {
            clash.column.id: clash.form
            for clash in item.clashes
            if sides[item.place, clash.column.id] is Side.FORM
        }
        self._apply(item, {**item.takes, **chosen})

    def _settle_gone(self, item: MergeItem, side: Side) -> None:
        assert item.form_row is not None
        if side is Side.ARCHIVE:
            self._note(item)
            return
        new = self._row_of(item, item.values)
        forms.put_back(self._write, item.form_row, item.kind.code, new, item.values, self._now)
        self._new += 1

    def _remove(self, item: MergeItem) -> None:
        assert item.stored is not None
        assert item.form_row is not None
        if item.place in self._decisions.remove:
            forms.remove_row(self._write, item.stored.id)
            self._removed += 1
        elif item.place not in self._decisions.keep:
            self._hold(item)
            return
        forms.exchange(self._write, item.form_row, None)

    def _note(self, item: MergeItem) -> None:
        """The values of this time are what the next form is held against."""
        known = item.form_row
        if known is None:
            if item.stored is not None:
                forms.link_row(
                    self._write,
                    self._plan.read.issue.id,
                    item.kind.code,
                    item.token,
                    item.stored,
                    item.values,
                )
        elif known.base is None or not all_same(item.values, known.base):
            forms.exchange(self._write, known, {**(known.base or {}), **item.values})

    def _hold(self, _item: MergeItem) -> None:
        self._held += 1

    def _row_of(self, item: MergeItem, values: Mapping[str, Value]) -> ledgers.NewRow:
        source = item.source or Row({})
        row = Row(values, source.number, source.source, source.moved)
        return new_row(item.kind, row, self._plan.read.issue.year)
