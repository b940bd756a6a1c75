"""Kept files as the user looks at them: copies under their own names, wiped when the window goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import sha256_of, wipe, write_atomic
from fzapp.package.names import safe_name
from fzapp.storage import blobs
from fzapp.storage.folder import OPENED_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.report import Report
    from fzapp.storage.archive import Archive

_NAME_ROOM = 100


class Viewing:
    """The kept file is never handed out: whoever changes what was opened changes a copy."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._room = archive.folder / OPENED_FOLDER

    def has_original(self, report: Report) -> bool:
        """Whether the file is there that a report was brought in from."""
        return bool(report.source_hash) and (
            blobs.size(self._archive, report.source_hash, report.source_name) is not None
        )

    def original_place(self, report: Report) -> Path | None:
        """Where the original lies, to be shown; None when it lies encrypted."""
        if self._archive.key is not None:
            return None
        return self._archive.evidence_folder / blobs.below(report.source_hash, report.source_name)

    def original(self, report: Report) -> Path | None:
        """The file a report was brought in from; None when it was written here or is gone."""
        return self.file(report.source_hash, report.source_name) if report.source_hash else None

    def evidence(self, evidence_id: int) -> Path | None:
        """An evidence file by its key; None when it is gone."""
        kept = blobs.kept_as(self._archive, evidence_id)
        return self.file(*kept) if kept is not None else None

    def file(self, digest: str, name: str) -> Path | None:
        """A kept file by its hash and name; None when it is gone."""
        data = blobs.read(self._archive, digest, name)
        return None if data is None else self.content(name, data)

    def content(self, name: str, data: bytes) -> Path:
        """A copy of what is kept under `name`. Raises `UserError` when the disk refuses."""
        copy = self._room / sha256_of(data)[:12] / safe_name(name, _NAME_ROOM)
        try:
            for folder in (self._room, copy.parent):  # made on the way, a folder would be open to all
                folder.mkdir(mode=0o700, exist_ok=True)
            write_atomic(copy, data)
        except OSError as error:
            raise UserError(f"“{name}”没有打开", "检查磁盘是否已满") from error
        return copy

    def wipe(self) -> None:
        """Remove all copies; one that another program still holds goes the next time."""
        wipe(self._room)
