"""Which row of a returned form is which, and what is to become of it: three states of a row joined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fzapp.domain.ledger import OFFICE_FIELD, Row, RowSource
from fzapp.domain.ledger_forms import REMARK, RowFate, join, offices_of, same, says_the_same, with_extras
from fzapp.domain.ledger_reading import ProblemCode
from fzapp.services.ledger_forms import EVERY_OFFICE
from fzapp.services.ledger_merge_model import MergeItem
from fzapp.services.ledger_plan import new_row
from fzapp.services.ledgers import scope_of
from fzapp.storage import forms, ledgers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from fzapp.domain.ledger import LedgerKind, Value
    from fzapp.domain.ledger_forms import ReturnedRow
    from fzapp.services.ledger_merge_model import Read
    from fzapp.storage.archive import Reads
    from fzapp.storage.forms import FormRow
    from fzapp.storage.ledgers import StoredRow


@dataclass(frozen=True, slots=True)
class _Claim:
    """A row of the form, the row it was known as, and the token it is kept under from now on."""

    row: ReturnedRow
    known: FormRow | None
    token: str
    copied: bool = False


class KindPlanner:
    """Plans the rows of one ledger of a form."""

    def __init__(
        self,
        archive: Reads,
        read: Read,
        kind: LedgerKind,
        known: Sequence[FormRow],
        check: Callable[[], None],
    ) -> None:
        self._kind, self._issue, self._check = kind, read.issue, check
        self._known = known
        self._by_token = {row.token: row for row in known}
        self._standing = forms.rows_standing(archive, known)
        sheets = [sheet for sheet in read.form.sheets if sheet.kind.code == kind.code]
        self._rows = [row for sheet in sheets for row in sheet.rows]
        self._fields = {name for row in self._rows for name in (*row.cells, REMARK)}
        self._marked = all(sheet.marked for sheet in sheets)
        self._file = read.form.file
        self._elsewhere = self._digests_of_others(archive)
        self._told = _Remarks(kind, read.issue.year)

    def items(self) -> list[MergeItem]:
        """What is to become of each row, in the order of the form, the missing ones last."""
        claims = self._claims()
        found = [item for claim in claims if (item := self._item(claim)) is not None]
        here = {claim.known.id for claim in claims if claim.known is not None and not claim.row.is_blank}
        missing = [self._missing(row) for row in self._known if row.id not in here]
        found = self._told.added_to(found, [claim.row.row for claim in claims if not claim.row.is_blank])
        return found + [item for item in missing if item is not None]

    # --- which row is which -----------------------------------------------------------------------

    def _claims(self) -> list[_Claim]:
        """Every row of the form with the row it was known as; a token is claimed once, by the likest row."""
        rows = [row for row in self._rows if row.token or not row.is_blank]
        best = self._best_by_token(rows)
        claimed = {row.token for row in rows if best.get(row.token) is row}
        free = {row.id: row for row in self._known if row.token not in claimed}
        claims: list[_Claim] = []
        for row in rows:
            self._check()
            if row.token and best[row.token] is row:
                claims.append(_Claim(row, self._by_token.get(row.token), row.token))
                continue
            if row.is_blank:
                continue
            known = self._by_content(row, free)
            if known is not None:
                del free[known.id]
            token = known.token if known else f"={self._digest(row)}"
            claims.append(_Claim(row, known, token, copied=bool(row.token)))
        return claims

    def _best_by_token(self, rows: Iterable[ReturnedRow]) -> dict[str, ReturnedRow]:
        """For each token the row that says most of what it said; a copied row took the token along."""
        best: dict[str, tuple[int, ReturnedRow]] = {}
        for row in rows:
            if not row.token:
                continue
            likeness = self._likeness(row)
            if row.token not in best or likeness > best[row.token][0]:
                best[row.token] = (likeness, row)
        return {token: row for token, (_, row) in best.items()}

    def _likeness(self, row: ReturnedRow) -> int:
        known = self._by_token.get(row.token)
        if row.is_blank:
            return -1
        if known is None or known.base is None:
            return 0
        return sum(same(value, known.base.get(name)) for name, value in self._values(row, known).items())

    def _by_content(self, row: ReturnedRow, free: Mapping[int, FormRow]) -> FormRow | None:
        """The known row that said exactly this, where the token is gone."""
        by_digest = f"={self._digest(row)}"
        for known in free.values():
            if known.token == by_digest:
                return known
        if row.token:
            return None
        for known in free.values():
            if known.base is not None and all_same(self._values(row, known), known.base):
                return known
        return None

    def _digest(self, row: ReturnedRow) -> str:
        return ledgers.digest_of(self._issue.year, self._values(row, None))

    def _digests_of_others(self, archive: Reads) -> dict[str, StoredRow]:
        """Rows of the archive that no row of this form stands for, by content."""
        own = {row.id for row in self._standing.values()}
        years = {self._issue.year, *(new.year for new in map(self._new_row_of, self._rows))}
        found = (
            row
            for year in years
            for row in ledgers.rows(archive, scope_of(self._kind, year))
            if row.id not in own
        )
        return {self._content(row.year, row.row.values): row for row in found}

    def _content(self, year: int, values: Mapping[str, Value]) -> str:
        """A row as far as the form can tell it."""
        return ledgers.digest_of(
            year, {name: value for name, value in values.items() if name in self._fields}
        )

    # --- what becomes of a row --------------------------------------------------------------------

    def _values(self, row: ReturnedRow, known: FormRow | None) -> dict[str, Value]:
        """What a row says: where a cell still shows what was exchanged, exactly that; added columns in the remark."""
        values = dict(row.row.values)
        base = known.base if known is not None and known.base is not None else {}
        for name, raw in row.cells.items():
            column = self._kind.column(name)
            if column is not None and name in base and says_the_same(column, base[name], raw):
                values[name] = base[name]
        return with_extras(self._kind, values, row.row.extras)

    def _new_row_of(self, row: ReturnedRow) -> ledgers.NewRow:
        return self._as_new(row, self._values(row, None))

    def _as_new(self, row: ReturnedRow, values: Mapping[str, Value]) -> ledgers.NewRow:
        return new_row(self._kind, Row(values, row.row.number, _source(row, self._file)), self._issue.year)

    def _item(self, claim: _Claim) -> MergeItem | None:
        self._check()
        row, known = claim.row, claim.known
        if known is not None and row.is_blank:
            return None  # an emptied row counts as taken out
        if known is None:
            return None if row.is_blank else self._new_item(claim)
        values = self._values(row, known)
        base = known.base or {}
        item = self._plain_item(claim, values)
        standing = self._standing.get(known.id)
        if standing is None:
            if known.base is not None and all_same(values, base):
                return item
            why = self._problems(row, base, values)
            return replace(item, fate=RowFate.PROBLEM if why else RowFate.CONFLICT, gone=not why, reasons=why)
        joined = join(self._kind, base, values, standing.row.values)
        item = replace(item, stored=standing, takes=joined.takes, clashes=joined.clashes)
        if not joined.takes and not joined.clashes:
            return item
        why = self._problems(row, base, values)
        if why:
            return replace(item, fate=RowFate.PROBLEM, reasons=why)
        return replace(item, fate=RowFate.CONFLICT if joined.clashes else RowFate.CHANGED)

    def _new_item(self, claim: _Claim) -> MergeItem:
        row = claim.row
        values = self._values(row, None)
        item = self._plain_item(claim, values)
        new = self._as_new(row, values)
        standing = self._elsewhere.pop(self._content(new.year, values), None)
        if standing is not None:
            return replace(item, stored=standing, reasons=("档案库里已经有完全一样的一条",))
        if claim.copied and self._is_copy(row, values):
            return replace(item, fate=RowFate.PROBLEM, reasons=("和另一行完全一样，像是复制以后没有改",))
        why = self._problems(row, {}, values)
        if why:
            return replace(item, fate=RowFate.PROBLEM, reasons=why)
        if EVERY_OFFICE & set(offices_of(self._kind)) and OFFICE_FIELD not in values:
            values[OFFICE_FIELD] = self._issue.office
        return replace(item, fate=RowFate.NEW, takes=values, values=values)

    def _is_copy(self, row: ReturnedRow, values: Mapping[str, Value]) -> bool:
        others = (other for other in self._rows if other is not row and other.token == row.token)
        return any(all_same(values, self._values(other, None)) for other in others)

    def _plain_item(self, claim: _Claim, values: Mapping[str, Value]) -> MergeItem:
        row = claim.row
        source = replace(row.row, source=_source(row, self._file))
        return MergeItem(
            0, RowFate.UNCHANGED, self._kind, row.sheet, row.row.number, claim.token, values, source,
            form_row=claim.known,
        )  # fmt: skip

    def _problems(
        self, row: ReturnedRow, base: Mapping[str, Value], values: Mapping[str, Value]
    ) -> tuple[str, ...]:
        """Why a row cannot be taken over: cells that cannot be read, required ones that are empty.

        A required cell that was empty when the form went out may stay so; a cell nobody touched is no problem.
        """
        told: list[str] = []
        for problem in row.problems:
            column = self._kind.column(problem.field)
            untouched = problem.field in base and same(values.get(problem.field), base[problem.field])
            if not untouched:
                told.append(f"{column.name if column else ''}：{problem.why}".lstrip("："))
        unread = {problem.field for problem in row.problems}
        for column in self._kind.required_columns:
            empty = column.id in row.cells and values.get(column.id) in (None, "", ())
            marked = column.id in row.row.marks or column.id in unread
            if empty and not marked and (not base or column.id in base):
                told.append(f"缺{column.name}")
        return tuple(told)

    def _missing(self, known: FormRow) -> MergeItem | None:
        """A row that was in the form and is not any more."""
        standing = self._standing.get(known.id)
        if known.base is None or standing is None or not self._marked:
            return None
        reasons = () if self._unchanged_here(known, standing) else ("发表以后这里改过这一行",)
        return MergeItem(
            0, RowFate.DELETED, self._kind, self._kind.short_name, 0, known.token, {},
            stored=standing, form_row=known, reasons=reasons,
        )  # fmt: skip

    @staticmethod
    def _unchanged_here(known: FormRow, standing: StoredRow) -> bool:
        return all(same(value, standing.row.values.get(name)) for name, value in (known.base or {}).items())


class _Remarks:
    """What a careful clerk would question in the new and changed rows: late dates, odd sums, repeats."""

    def __init__(self, kind: LedgerKind, year: int) -> None:
        self._kind, self._year = kind, year

    def added_to(self, items: Sequence[MergeItem], rows: Sequence[Row]) -> list[MergeItem]:
        """The items with what is to be looked at; nothing here keeps a row out."""
        from fzapp.intake.ledger_checks import RowsOfSheet, check_rows  # noqa: PLC0415  heavy

        sheets: dict[str, list[Row]] = {}
        for row in rows:
            sheets.setdefault(row.source.sheet if row.source else "", []).append(row)
        parts = [RowsOfSheet(name, found, self._year) for name, found in sheets.items()]
        told: dict[tuple[str, int], list[str]] = {}
        for problem in check_rows(self._kind, parts, set()):
            column = self._kind.column(problem.field)
            # an empty required cell is a problem of its own; one that a rule asks for is only to be looked at
            known = problem.code is ProblemCode.MISSING_REQUIRED and column in self._kind.required_columns
            if not known:
                name = f"{column.name}：" if column is not None else ""
                told.setdefault((problem.sheet, problem.row), []).append(f"{name}{problem.why}")
        shown = (RowFate.NEW, RowFate.CHANGED)
        return [
            replace(item, reasons=(*item.reasons, *told.get((item.sheet, item.number), ())))
            if item.fate in shown
            else item
            for item in items
        ]


def all_same(values: Mapping[str, Value], base: Mapping[str, Value]) -> bool:
    """Whether a row says nothing else than `base` in the fields it has."""
    return all(same(value, base.get(name)) for name, value in values.items())


def _source(row: ReturnedRow, file: str) -> RowSource | None:
    source = row.row.source
    return None if source is None else RowSource(file, source.sheet, source.letters)
