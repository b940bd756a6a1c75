"""The record of who did what to an archive: entries that are only appended, each chained to the one before.

It proves order and that nothing was changed afterwards, not that what was done is true; and whoever has
the file could write the whole chain anew, unless its head was printed (移交清单) or is known elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from enum import StrEnum

BEGINNING = "0" * 64
"""The head before the first entry."""

_MARK_LENGTH = 20
_GROUP = 4


class AuditKind(StrEnum):
    """What entries are sorted by."""

    LEDGER = "ledger"
    REPORT = "report"
    SIGN = "sign"
    EXPORT = "export"
    SUBMISSION = "submission"
    BACKUP = "backup"
    RESTORE = "restore"
    RELEASE = "release"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _LABELS[self]


_LABELS = {
    AuditKind.LEDGER: "台账",
    AuditKind.REPORT: "报告",
    AuditKind.SIGN: "校审定稿",
    AuditKind.EXPORT: "导出",
    AuditKind.SUBMISSION: "报送",
    AuditKind.BACKUP: "备份带出",
    AuditKind.RESTORE: "恢复和迁移",
    AuditKind.RELEASE: "公开审查",
}


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act. `action` are its words, `subject` what it was done to.

    `content` is the SHA-256 of what was done: the stored rows of the change `change_id`, or the file that
    was written (then `change_id` is 0); "" when there is neither.
    """

    id: int
    at: str
    who: str
    kind: AuditKind
    action: str
    subject: str
    row_count: int
    content: str
    change_id: int

    def head_after(self, before: str) -> str:
        """The head of the chain with this entry at its end: SHA-256, hexadecimal."""
        told = json.dumps([before, *astuple(self)], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()


def mark_of(digest: str) -> str:
    """A SHA-256 in groups of four to be printed and read aloud: its first 80 bits say enough."""
    digits = digest[:_MARK_LENGTH].upper()
    return "-".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))
