"""What merging a returned form is about: the rows with their fates, the decisions about them, what was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fzapp.domain.ledger_forms import RowFate, Side
from fzapp.domain.period import month_and_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fzapp.domain.ledger import LedgerKind, Row, Value
    from fzapp.domain.ledger_forms import Clash, ReturnedForm
    from fzapp.storage.changes import Change
    from fzapp.storage.forms import FormRow, Issue, Return
    from fzapp.storage.ledgers import StoredRow


@dataclass(frozen=True, slots=True)
class Read:
    """A form as it was read from its file; `sha256` is that of the file."""

    form: ReturnedForm
    issue: Issue
    sha256: str


@dataclass(frozen=True, slots=True)
class MergeItem:
    """A row of a form and what is to become of it.

    `number` is its row in the sheet (0: it is not in the form any more); `values` what the form says,
    `takes` what would be written, `clashes` what has to be decided, `reasons` why it cannot be taken over,
    or what to look at. `gone` says that the row was removed from the archive while the form was out.
    """

    place: int
    fate: RowFate
    kind: LedgerKind
    sheet: str
    number: int
    token: str
    values: Mapping[str, Value]
    source: Row | None = None
    stored: StoredRow | None = None
    form_row: FormRow | None = None
    takes: Mapping[str, Value] = field(default_factory=dict[str, "Value"])
    clashes: tuple[Clash, ...] = ()
    reasons: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What merging a form would do; nothing is written yet. `before` are files of this form merged earlier."""

    read: Read
    items: tuple[MergeItem, ...]
    before: tuple[Return, ...]

    def of(self, fate: RowFate) -> tuple[MergeItem, ...]:
        """The rows of one fate, in their order."""
        return tuple(item for item in self.items if item.fate is fate)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the clerk, without full stop."""
        told = self.read.form.notes
        same_file = next((r for r in self.before if r.sha256 == self.read.sha256), None)
        if same_file is not None:
            told = (f"这个文件{month_and_day(same_file.merged_at)}已经合并过", *told)
        return told


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the clerk decided. `sides` by (place of the item, field; "" for a row gone here); the places of
    rows missing from the form that are to be removed, or kept for good.
    """

    sides: Mapping[tuple[int, str], Side] = field(default_factory=dict[tuple[int, str], Side])
    remove: frozenset[int] = frozenset()
    keep: frozenset[int] = frozenset()

    def decided(self, item: MergeItem) -> bool:
        """Whether everything about a row that changed on both sides is decided."""
        if item.gone:
            return (item.place, "") in self.sides
        return all((item.place, clash.column.id) in self.sides for clash in item.clashes)


UNDECIDED = Decisions()


@dataclass(frozen=True, slots=True)
class Merged:
    """What was done; `held` counts rows left as they are because of a problem or an open decision."""

    new: int
    changed: int
    removed: int
    held: int
    change: Change | None
