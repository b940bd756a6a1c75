"""Asking offices for their ledgers: which office fills which, one workbook for each, who has answered."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.audit import AuditKind
from fzapp.domain.errors import UserError
from fzapp.domain.ledger import OFFICE_FIELD, ColumnType, TextShape
from fzapp.domain.ledger_forms import FORM_VERSION, REMARK, is_order_column, offices_of
from fzapp.domain.period import month_and_day
from fzapp.infra.files import sha256_of, shown_name
from fzapp.services.ledger_export import Sheet, export_columns, hidden_names, save_workbook
from fzapp.services.ledger_form_workbook import FormDraft, FormLine, FormSheet, form_bytes, token_of
from fzapp.services.user_files import save_file
from fzapp.storage import forms as stored
from fzapp.storage import settings
from fzapp.storage.forms import Issue, NewFormRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from fzapp.domain.ledger import Column, LedgerKind
    from fzapp.services.ledgers import LedgerService
    from fzapp.storage.archive import Archive
    from fzapp.storage.forms import Return
    from fzapp.storage.ledgers import StoredRow

EVERY_OFFICE = frozenset({"各办所", "承办办所"})
"""Words in a kind's definition that mean whichever office did something, not one office."""

_KEY_BYTES = 8


@dataclass(frozen=True, slots=True)
class Office:
    """An office with the kinds it fills; `shared` ones are filled by every office."""

    name: str
    kinds: tuple[LedgerKind, ...]
    shared: tuple[LedgerKind, ...] = ()

    @property
    def all_kinds(self) -> tuple[LedgerKind, ...]:
        """Its own kinds, then the shared ones."""
        return self.kinds + self.shared


@dataclass(frozen=True, slots=True)
class Asked:
    """A form that went out and what came of it; `returned` holds the files that came back, oldest first."""

    issue: Issue
    returned: tuple[Return, ...]

    @property
    def answered(self) -> bool:
        """Whether anything came back."""
        return bool(self.returned)

    @property
    def state(self) -> str:
        """In words: when it went out, when it came back, what is still open."""
        sent = f"{month_and_day(self.issue.issued_at)}发出"
        if not self.returned:
            return f"{sent}，还没有交回"
        last = self.returned[-1]
        said = f"{sent}，{month_and_day(last.merged_at)}交回"
        times = f"（第{len(self.returned)}次）" if len(self.returned) > 1 else ""
        words = ((last.new, "新增"), (last.changed, "改了"), (last.removed, "删了"))
        done = "、".join(f"{word}{count}行" for count, word in words if count) or "没有改动"
        return f"{said}{times}，{done}" + (f"，还有{last.held}行等核对" if last.held else "")


@dataclass(frozen=True, slots=True)
class Exported:
    """What went into a workbook: the number of rows, and the names of the columns that were hidden."""

    rows: int
    hidden: tuple[str, ...]


class FormService:
    """Forms for offices."""

    def __init__(self, archive: Archive, ledgers: LedgerService) -> None:
        self._archive = archive
        self._ledgers = ledgers

    def offices(self) -> tuple[Office, ...]:
        """All offices that some kind names, in the order of the kinds, each with what it fills."""
        kinds = self._ledgers.kinds()
        shared = tuple(kind for kind in kinds if EVERY_OFFICE & set(offices_of(kind)))
        names = dict.fromkeys(name for kind in kinds for name in offices_of(kind) if name not in EVERY_OFFICE)
        return tuple(_office(name, kinds, shared) for name in names)

    def office(self, name: str) -> Office:
        """The office of this name. Raises `UserError` naming those there are."""
        offices = self.offices()
        found = next((office for office in offices if office.name == name.strip()), None)
        if found is None:
            known = "、".join(office.name for office in offices)
            raise UserError(f"没有由“{name}”填报的台账", f"从这些办所里选一个：{known}")
        return found

    def draft(self, office: Office, year: int, kinds: Sequence[LedgerKind] | None = None) -> FormDraft:
        """A form for an office with the rows of a year; `kinds` limits it.

        Of a ledger that every office fills it gets only the rows it handed in itself.
        """
        wanted = office.all_kinds if kinds is None else tuple(kinds)
        shared = {kind.code for kind in office.shared}
        unit = settings.unit(self._archive)
        return FormDraft(
            key=secrets.token_hex(_KEY_BYTES),
            office=office.name,
            unit=unit.short_name or unit.full_name,
            year=year,
            issued_at=self._archive.now(),
            sheets=tuple(
                self._sheet(kind, year, unit.villages, office.name if kind.code in shared else "")
                for kind in wanted
            ),
        )

    def issue(self, draft: FormDraft, path: Path, data: bytes | None = None) -> Issue:
        """Write a form to `path` and note that it went out. Raises `UserError`, then nothing is noted.

        `data` is `form_bytes(draft)` where that was made on a worker already.
        """
        content = form_bytes(draft) if data is None else data
        with self._archive.journal() as connection:
            issue = Issue(
                0, draft.key, draft.office, draft.unit, draft.year, tuple(s.kind.code for s in draft.sheets),
                FORM_VERSION, shown_name(path.name), draft.issued_at,
            )  # fmt: skip
            stored.record_issue(connection, issue, self._rows_of(draft))
            save_file(path, content)
        self._archive.record(
            AuditKind.EXPORT,
            "发出填报表",
            f"{draft.office}，{shown_name(path.name)}",
            content=sha256_of(content),
        )
        return issue

    @staticmethod
    def make_folder(folder: Path) -> None:
        """Make the folder the forms go into. Raises `UserError`."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"文件夹“{folder.name}”建不成", "换一个位置再试") from error

    def asked(self, year: int) -> tuple[Asked, ...]:
        """The forms of a year with what came back, newest first."""
        issues = stored.issues(self._archive, year)
        returned = stored.returns(self._archive, [issue.id for issue in issues])
        return tuple(Asked(issue, tuple(r for r in returned if r.issue_id == issue.id)) for issue in issues)

    def export(self, path: Path, kind: LedgerKind, year: int, *, masked: bool = False) -> Exported:
        """Write the whole ledger of a year as a workbook to be printed. Raises `UserError`."""
        rows = self._ledgers.rows(kind, year)
        columns = export_columns(kind, [found.row for found in rows])
        unit = settings.unit(self._archive)
        sheet = Sheet(
            f"{year}年{kind.name}台账",
            f"单位：{unit.full_name or unit.short_name}　　年度：{year}",
            columns,
            masked,
        )
        save_workbook(path, sheet, rows)
        return Exported(len(rows), hidden_names(columns) if masked else ())

    def _sheet(self, kind: LedgerKind, year: int, villages: tuple[str, ...], only: str) -> FormSheet:
        rows = [
            row for row in self._ledgers.rows(kind, year) if not only or row.row.values.get(OFFICE_FIELD) == only
        ]  # fmt: skip
        columns = form_columns(kind, rows)
        lines = tuple(FormLine(token_of(i), row.row.values, row) for i, row in enumerate(rows, 1))
        choices = {column.id: words for column in columns if (words := _choices(column, villages))}
        return FormSheet(kind, columns, lines, choices)

    def _rows_of(self, draft: FormDraft) -> Iterator[NewFormRow]:
        for sheet in draft.sheets:
            fields = [column.id for column in sheet.columns]
            for line in sheet.lines:
                assert line.row is not None
                base = {name: line.values.get(name) for name in fields}
                yield NewFormRow(sheet.kind.code, line.token, line.row.id, line.row.added_at, base)


def form_columns(kind: LedgerKind, rows: Sequence[StoredRow]) -> tuple[Column, ...]:
    """What an office fills in: the kind's own columns, the common ones that its rows use, and the remark."""
    used = {name for row in rows for name, value in row.row.values.items() if value not in (None, "", ())}
    remark = kind.column(REMARK)
    common = (column for column in kind.common if column.id in used)
    asked = tuple(c for c in (*kind.columns, *common) if c is not remark and _is_asked(c))
    return asked + ((remark,) if remark is not None and not remark.hidden else ())


def _is_asked(column: Column) -> bool:
    """Whether an office fills a column in: not what is computed, counted or put away."""
    return not column.computed and not column.hidden and not is_order_column(column)


def _office(name: str, kinds: tuple[LedgerKind, ...], shared: tuple[LedgerKind, ...]) -> Office:
    own = tuple(kind for kind in kinds if name in offices_of(kind))
    return Office(name, own, tuple(kind for kind in shared if kind not in own))


def _choices(column: Column, villages: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a drop-down; none for texts."""
    if column.shape is TextShape.VILLAGE:
        return villages
    if column.type is ColumnType.YES_NO:
        return ("是", "否")
    return tuple(option.name for option in column.options)
