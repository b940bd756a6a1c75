"""The words of evidence files brought into the index: read beside the window, kept on its thread."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import wipe
from fzapp.services.reading_apart import Readers
from fzapp.storage import blobs, evidence_index
from fzapp.storage.evidence_index import EvidenceText
from fzapp.storage.folder import OPENED_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from fzapp.storage.archive import Archive
    from fzapp.storage.evidence_index import Unread

    Check = Callable[[], None]

_AT_ONCE = 20
"""Files handed on at once."""

_NOT_ALL = "文件太长，只有前面的部分能找到。"


class EvidenceTexts:
    """Finds what is to be read, reads it, keeps it; nothing of it takes part in undo."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def unread(self) -> tuple[Unread, ...]:
        """Some files whose text is not known yet; () when all are."""
        return evidence_index.unread(self._archive)[:_AT_ONCE]

    def read(self, files: Sequence[Unread], check: Check = lambda: None) -> tuple[EvidenceText, ...]:
        """The texts of files; touches no table, so it may run in a worker. `check` may raise to stop."""
        from fzapp.intake.plain_text import text_or_refusal  # noqa: PLC0415  heavy, and loaded on first use

        with self._room() as room, closing(Readers(len(files))) as readers:
            begun = [(file.digest, readers.submit(text_or_refusal, self._path(file, room))) for file in files]
            found: list[EvidenceText] = []
            for digest, reading in begun:
                check()
                found.append(_told(digest, reading.result()))
        return tuple(found)

    @contextmanager
    def _room(self) -> Generator[Path]:
        """Where copies of encrypted files lie while they are read."""
        room = self._archive.folder / OPENED_FOLDER / "reading"
        try:
            yield room
        finally:
            wipe(room)

    def _path(self, file: Unread, room: Path) -> Path:
        """The file or its copy; where it is gone, its place, so that the reader says so."""
        kept = blobs.as_file(self._archive, file.digest, file.name, room)
        return kept or self._archive.evidence_folder / blobs.below(file.digest, file.name)

    def keep(self, text: EvidenceText) -> None:
        """Keep a text and index it. Raises `UserError` when the archive cannot be written."""
        with self._archive.journal() as connection:
            evidence_index.put(connection, text)


def _told(digest: str, answer: tuple[str, bool] | UserError) -> EvidenceText:
    if isinstance(answer, UserError):
        return EvidenceText(digest, "", str(answer))
    text, whole = answer
    return EvidenceText(digest, text, "" if whole else _NOT_ALL)
