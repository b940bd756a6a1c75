"""操作记录: who did what to the archive, as it is shown, looked through, printed and held against a printed mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.audit import AuditKind, mark_of
from fzapp.infra.files import sha256_of, shown_name
from fzapp.services.list_papers import ListPaper
from fzapp.services.user_files import read_file
from fzapp.storage import audit as stored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fzapp.services.ledgers import LedgerService
    from fzapp.storage.archive import Archive

_CODE = re.compile(r"\b[A-Z]\d{2}\b")
_SHOWN_MARK = re.compile("[0-9A-F]{20}")
_HEADINGS = ("序号", "时间", "谁", "类别", "做了什么", "校验码")
_WEIGHTS = (3.0, 8.0, 8.0, 5.0, 24.0, 12.0)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry as read by people; `at` is local time to the minute, `mark` stands for everything up to it."""

    number: int
    at: str
    who: str
    kind: AuditKind
    told: str
    mark: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as a row of a table."""
        return (str(self.number), self.at, self.who, self.kind.label, self.told, self.mark)


class AuditService:
    """Reads the record, and adds to it what leaves the house."""

    def __init__(self, archive: Archive, ledgers: LedgerService) -> None:
        self._archive = archive
        self._ledgers = ledgers

    def lines(self, kind: AuditKind | None = None, words: str = "") -> tuple[AuditLine, ...]:
        """The entries of one kind (None for all) that have all of `words` in them, the newest first."""
        names = {one.code: one.name for one in self._ledgers.kinds()}
        wanted = words.split()
        found = (_line(link, names) for link in reversed(stored.links(self._archive)))
        return tuple(
            line
            for line in found
            if (kind is None or line.kind is kind) and all(word in "　".join(line.cells) for word in wanted)
        )

    def head(self) -> tuple[int, str]:
        """How many entries there are, and the mark of the last: what is printed on a 移交清单."""
        count, head = stored.head(self._archive)
        return count, mark_of(head) if count else ""

    def entry_with(self, mark: str) -> AuditLine | None:
        """The entry a printed mark belongs to, however it was typed; None when the record never had it."""
        wanted = "".join(re.findall("[0-9A-Fa-f]", mark)).upper()
        if not _SHOWN_MARK.fullmatch(wanted):
            return None
        return next((line for line in self.lines() if line.mark.replace("-", "") == wanted), None)

    def faults(self) -> tuple[str, ...]:
        """Where the record does not hold, a phrase each; () when it is as it was written."""
        return tuple(
            f"第{fault.entry_id}条{fault.told}" if fault.entry_id else fault.told
            for fault in stored.faults(self._archive)
        )

    def exported(self, path: Path, what: str) -> None:
        """Record a file that was written for somebody: its name, its hash, and in a few words what it is.

        Raises `UserError` when the file is gone already.
        """
        digest = sha256_of(read_file(path))
        self._archive.record(AuditKind.EXPORT, f"导出{what}", shown_name(path.name), content=digest)

    @staticmethod
    def headings() -> tuple[str, ...]:
        """What stands above the columns of a line."""
        return _HEADINGS

    def paper(self, lines: Sequence[AuditLine], narrowed: str = "") -> ListPaper:
        """Lines for print, in the order shown; `narrowed` says what was left out."""
        count, mark = self.head()
        notes = [f"打印时间：{self._archive.now().replace('T', ' ')[:16]}"]
        notes.append(f"全部{count}条，末条校验码{mark}" if count else "还没有记录")
        notes += [f"只列出：{narrowed}"] if narrowed else []
        return ListPaper("操作记录", tuple(notes), _HEADINGS, _WEIGHTS, tuple(line.cells for line in lines))


def _line(link: stored.Link, names: dict[str, str]) -> AuditLine:
    entry = link.entry
    subject = _CODE.sub(lambda code: names.get(code[0], code[0]), entry.subject)
    count = f"（{entry.row_count}行）" if entry.kind is AuditKind.LEDGER and entry.row_count > 1 else ""
    told = f"{entry.action}：{subject}{count}" if subject else f"{entry.action}{count}"
    return AuditLine(
        entry.id, entry.at.replace("T", " ")[:16], entry.who, entry.kind, told, mark_of(link.head)
    )
