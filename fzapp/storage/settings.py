"""Small facts of the archive by key, and the unit profile among them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from fzapp.domain.unit import profile_from
from fzapp.storage import tables
from fzapp.storage.failures import understood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fzapp.domain.unit import UnitProfile
    from fzapp.storage.archive import Archive, Writer

_UNIT = "unit_profile"


def get(archive: Archive, key: str, default: str = "") -> str:
    """The value under `key`."""
    rows = archive.read("select value from setting where key = ?", (key,))
    return str(rows[0]["value"]) if rows else default


def put(archive: Archive, write: Writer, key: str, value: str) -> None:
    """Set the value under `key`."""
    rows = archive.read("select id from setting where key = ?", (key,))
    if rows:
        write.update(tables.SETTING, int(rows[0]["id"]), value=value)
    else:
        write.insert(tables.SETTING, key=key, value=value)


def note(archive: Archive, key: str, value: str) -> None:
    """Set the value under `key` outside the history: what the program remembers for itself."""
    with archive.journal() as connection:
        connection.execute(
            "insert into setting (key, value) values (?, ?)"
            " on conflict (key) do update set value = excluded.value",
            (key, value),
        )


def unit(archive: Archive) -> UnitProfile:
    """The profile of the office; empty names in a new archive."""
    return _unit_of(get(archive, _UNIT, "{}"))


def unit_beside(archive: Archive) -> UnitProfile:
    """The same through a connection of its own: for a worker."""
    with archive.reader() as connection:
        found = connection.execute("select value from setting where key = ?", (_UNIT,)).fetchone()
    return _unit_of(found["value"] if found else "{}")


@understood()
def _unit_of(text: str) -> UnitProfile:
    return profile_from(json.loads(text))


def is_unit(image: Mapping[str, object] | None) -> bool:
    """Whether a row of the settings is the profile of the office."""
    return image is not None and image["key"] == _UNIT


def put_unit(archive: Archive, write: Writer, profile: UnitProfile) -> None:
    """Set the profile of the office."""
    put(archive, write, _UNIT, json.dumps(asdict(profile), ensure_ascii=False))
