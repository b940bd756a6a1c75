"""What the unit profile has to offer where a ledger asks for a village or an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.ledger import TextShape
from fzapp.storage import settings

if TYPE_CHECKING:
    from fzapp.domain.ledger import Column
    from fzapp.storage.archive import Archive


def proposed(archive: Archive, column: Column) -> tuple[str, ...]:
    """The villages or the offices for a column; () for one that asks for neither."""
    unit = settings.unit(archive)
    if column.shape is TextShape.VILLAGE:
        return unit.villages
    return unit.offices if column.names_an_office else ()
