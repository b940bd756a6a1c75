"""Who writes: the unit profile (本单位情况) that drives titles, addressees, signatures and names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitProfile:
    """`level` is 镇, 乡 or 街道; `full_name` signs (青石镇人民政府); `short_name` titles (青石镇).

    `residents` is the number of people who live there (常住人口), 0 while it is not known.
    """

    level: str = "镇"
    full_name: str = ""
    short_name: str = ""
    superior: str = ""
    doc_prefix: str = ""
    villages: tuple[str, ...] = ()
    residents: int = 0
