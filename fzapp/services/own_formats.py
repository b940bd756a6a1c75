"""Formats of the county: copies of the national one with other faces, margins and lines, kept in the archive."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.storage import settings
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from fzapp.services.exports import ExportService
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change
    from fzapp.word.profile import FormatProfile

_KEY = "own_formats"
_PREFIX = "own-"


class OwnFormats:
    """Keeps formats of one's own and lets `exports` know them."""

    def __init__(self, archive: Archive, exports: ExportService) -> None:
        self._archive = archive
        self._exports = exports

    def save(self, profile: FormatProfile) -> FormatProfile:
        """Keep a format, as a new one when it is not an own one yet; answer it with its id. Raises `UserError`."""
        from fzapp.word.profile import parse_profile, profile_text  # noqa: PLC0415

        texts = _texts(self._archive)
        if not profile.id.startswith(_PREFIX):
            profile = replace(profile, id=_free(texts))
        if any(one.name == profile.name and one.id != profile.id for one in self._exports.profiles()):
            raise UserError(f"已经有一个格式叫“{profile.name}”", "换一个名称")
        text = profile_text(profile)
        parse_profile(text, profile.name)
        with self._archive.transact(Op.CHANGE_SETTING) as transaction:
            kept = json.dumps(texts | {profile.id: text}, ensure_ascii=False)
            settings.put(self._archive, transaction.write, _KEY, kept)
        return profile


def follow(archive: Archive, exports: ExportService) -> None:
    """Let `exports` know the formats of an archive, now and whenever they change."""

    def on_change(change: Change) -> None:
        if "setting" in change.tables:
            exports.use_own(_texts(archive))

    exports.use_own(_texts(archive))
    archive.on_change(on_change)


def _texts(archive: Archive) -> dict[str, str]:
    return json.loads(settings.get(archive, _KEY, "{}"))


def _free(taken: dict[str, str]) -> str:
    """The first id that is not taken."""
    number = 1
    while f"{_PREFIX}{number}" in taken:
        number += 1
    return f"{_PREFIX}{number}"
