"""How the columns of each kind are shown in this archive: widths, which ones, how many stay. Not undone."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from fzapp.domain.ledger import ColumnType, TextShape
from fzapp.infra.files import write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from fzapp.domain.ledger import Column, LedgerKind
    from fzapp.storage.ledgers import StoredRow

FILE_NAME = "ledger_columns.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KindLayout:
    """`widths` by column id in logical pixels at the standard type size, only those the user drew.

    `chosen` names the columns that are shown, () for those of the kind and the common ones that are used;
    `frozen` how many of them stay in sight, -1 for as many as the kind suggests.
    """

    widths: Mapping[str, int] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    frozen: int = -1


class Layouts:
    """Reads the file once; every change is written at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._kept: dict[str, KindLayout] | None = None

    def of(self, code: str) -> KindLayout:
        """What is known of a kind."""
        return self._all().get(code, KindLayout())

    def keep_width(self, code: str, column: str, width: int) -> None:
        """Remember a width that was drawn."""
        known = self.of(code)
        self._keep(code, replace(known, widths={**known.widths, column: width}))

    def keep_columns(self, code: str, chosen: tuple[str, ...], frozen: int) -> None:
        """Remember which columns are shown and how many of them stay."""
        self._keep(code, replace(self.of(code), chosen=chosen, frozen=frozen))

    def forget(self, code: str) -> None:
        """As at the beginning."""
        self._keep(code, KindLayout())

    def _all(self) -> dict[str, KindLayout]:
        if self._kept is None:
            self._kept = _read(self._path)
        return self._kept

    def _keep(self, code: str, layout: KindLayout) -> None:
        self._kept = {**self._all(), code: layout}
        plain = {code: asdict(one) for code, one in self._kept.items() if one != KindLayout()}
        try:
            write_atomic(self._path, json.dumps(plain).encode())
        except OSError as error:
            _log.info("the layout of the ledgers was not kept: errno %s", error.errno)


def _read(path: Path) -> dict[str, KindLayout]:
    """What is missing or damaged is as at the beginning."""
    try:
        kept: Any = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(code): KindLayout(
                {str(name): int(width) for name, width in one["widths"].items()},
                tuple(str(name) for name in one["chosen"]),
                int(one["frozen"]),
            )
            for code, one in kept.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def shown_columns(kind: LedgerKind, layout: KindLayout, sample: Iterable[StoredRow]) -> tuple[Column, ...]:
    """The columns of the table: the chosen ones, else those of the kind and the common ones its rows use."""
    chosen = tuple(column for column in kind.all_columns if column.id in layout.chosen and not column.hidden)
    if chosen:
        return chosen
    used: set[str] = set()
    for stored in sample:
        used.update(stored.row.values)
    own = tuple(column for column in kind.columns if not column.computed or column.id in used)
    common = tuple(column for column in kind.common if column.id in used)
    return tuple(column for column in own + common if not column.hidden)


def frozen_columns(columns: tuple[Column, ...], layout: KindLayout) -> int:
    """How many stay in sight: a number or date at the beginning, and what the row is called by."""
    if layout.frozen >= 0:
        return layout.frozen
    for place, column in enumerate(columns[:2]):
        if column.type is ColumnType.TEXT and column.shape not in (TextShape.CODE, TextShape.SERIAL):
            return place + 1
    return min(1, len(columns))
