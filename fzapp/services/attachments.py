"""Evidence of ledger rows: files copied into the archive, described, checked by hash, taken away and back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import sha256_of, shown_name
from fzapp.services.user_files import read_file
from fzapp.storage import blobs
from fzapp.storage import row_evidence as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change
    from fzapp.storage.row_evidence import RowFile

LARGEST_FILE = 50_000_000
"""Bytes of a file that is kept: an archive has to fit on a stick."""

MOST_FILES = 50
"""Files beside one row."""

LONGEST_CAPTION = 100

_PROGRAMS = frozenset(
    {
        ".exe", ".bat", ".cmd", ".com", ".scr", ".msi", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta", ".ps1",
        ".lnk", ".reg", ".jar", ".cpl", ".dll", ".sh", ".desktop", ".pif", ".url",
    }
)  # fmt: skip


class FileState(StrEnum):
    """How a kept file stands to what was kept."""

    GOOD = "good"
    MISSING = "missing"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """The words beside the name."""
        return _LABELS[self]


_LABELS = {FileState.GOOD: "", FileState.MISSING: "文件不见了", FileState.CHANGED: "文件被改过"}


class AttachmentService:
    """Files beside ledger rows; every change is one operation."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def of_row(self, row_id: int) -> tuple[RowFile, ...]:
        """The files beside a row."""
        return stored.of_row(self._archive, row_id)

    def counts(self, row_ids: Sequence[int]) -> dict[int, int]:
        """How many files lie beside rows."""
        return stored.counts(self._archive, row_ids)

    def attach(self, row_id: int, paths: Sequence[Path]) -> Change | None:
        """Copy files into the archive and lay them beside a row; one that lies there already is left out.

        All or none: raises `UserError` for the first file that cannot be kept.
        """
        known = {one.digest for one in self.of_row(row_id)}
        files: dict[str, tuple[str, bytes]] = {}
        for path in paths:
            data = checked_file(path)
            files.setdefault(sha256_of(data), (_plain_name(path.name), data))
        new = [file for digest, file in files.items() if digest not in known]
        if len(known) + len(new) > MOST_FILES:
            raise UserError(f"一条登记最多附{MOST_FILES}个文件", "把同类的照片放进一个 Word 文件再附上")
        with self._archive.transact(Op.ROW_EVIDENCE) as transaction:
            for name, data in new:
                stored.attach(self._archive, transaction.write, row_id, name, data)
        return transaction.change

    def describe(self, link: int, caption: str) -> Change | None:
        """Say in a few words what a file shows."""
        words = " ".join(caption.split())
        if len(words) > LONGEST_CAPTION:
            raise UserError("说明太长", f"写{LONGEST_CAPTION}个字以内")
        with self._archive.transact(Op.ROW_EVIDENCE) as transaction:
            stored.set_caption(transaction.write, link, words)
        return transaction.change

    def remove(self, links: Sequence[int]) -> Change | None:
        """Take files away from their rows; it can be undone."""
        with self._archive.transact(Op.ROW_EVIDENCE) as transaction:
            for link in links:
                stored.detach(transaction.write, link)
        return transaction.change

    def state(self, file: RowFile) -> FileState:
        """Whether the kept file is still what was kept, by its hash. Touches no database: for a worker."""
        found = blobs.digest_of(self._archive, file.digest, file.name)
        if found is None:
            return FileState.MISSING
        return FileState.GOOD if found == file.digest else FileState.CHANGED

    def content(self, file: RowFile) -> bytes:
        """The bytes of a file. Raises `UserError` when it is gone or was changed behind the program's back."""
        data = blobs.read(self._archive, file.digest, file.name)
        if data is None:
            raise UserError(
                f"“{file.name}”在档案库里找不到了", "从备份里恢复档案库，或者把原来的文件重新附上"
            )
        if sha256_of(data) != file.digest:
            raise UserError(
                f"“{file.name}”和附上时不一样了", "有人改动过档案库里的文件，从备份里恢复，或者重新附上"
            )
        return data


def checked_file(path: Path) -> bytes:
    """The bytes of a file that may be kept."""
    if path.is_dir():
        raise UserError(f"“{path.name}”是文件夹，不能附上", "选里面的文件")
    if path.suffix.lower() in _PROGRAMS:
        raise UserError(f"“{path.name}”是程序或快捷方式，不能当佐证材料", "附照片、扫描件或文件")
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    if size > LARGEST_FILE:
        limit = LARGEST_FILE // 1_000_000
        raise UserError(
            f"“{path.name}”有{size // 1_000_000}兆，太大", f"附{limit}兆以内的文件，视频可以截成照片"
        )
    data = read_file(path)
    if not data:
        raise UserError(f"“{path.name}”是空文件", "看一看选对了没有")
    return data


def _plain_name(name: str) -> str:
    """The name without what could lead out of a folder; the ending stays."""
    return PureWindowsPath(shown_name(name)).name.replace(":", "：").strip() or "文件"
