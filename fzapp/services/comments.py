"""Comments (批注) on places of a report: kept apart from the text and found again by the words they quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.storage import reports, tables
from fzapp.storage import review as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from fzapp.domain.review import Comment
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change

_AROUND = 20
"""Characters remembered on both sides of a place."""

LONGEST_QUOTE = 200
"""Characters of a place that are remembered."""


class CommentService:
    """Comments may be made on a signed report too: they are no part of it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def of_report(self, report_id: int) -> tuple[Comment, ...]:
        """The comments on a report, oldest first."""
        return stored.comments(self._archive, report_id)

    def add(self, section_id: int, text: str, start: int, end: int, words: str, by: str = "") -> int:
        """Remark on text[start:end] of a section as read; answer the number of the comment.

        Raises `UserError` when nothing is remarked, or on nothing.
        """
        if not words.strip():
            raise UserError("批注是空的", "写上意见再存")
        quote = text[start:end][:LONGEST_QUOTE]
        if not quote.strip():
            raise UserError("没有选中要批注的文字", "先选中一句话，再加批注")
        section = reports.get_section(self._archive, section_id)
        with self._archive.transact(Op.COMMENT) as transaction:
            return transaction.write.insert(
                tables.REVIEW_COMMENT,
                report_id=section.report_id,
                section_id=section_id,
                quote=quote,
                before=text[max(0, start - _AROUND) : start],
                behind=text[start + len(quote) : start + len(quote) + _AROUND],
                words=words.strip(),
                made_by=by.strip(),
                made_at=self._archive.now(),
                resolved_by="",
                resolved_at="",
            )

    def resolve(self, comment_id: int, by: str = "") -> Change | None:
        """It has been dealt with."""
        return self._set(comment_id, resolved_by=by.strip(), resolved_at=self._archive.now())

    def reopen(self, comment_id: int) -> Change | None:
        """It has not been dealt with after all."""
        return self._set(comment_id, resolved_by="", resolved_at="")

    def remove(self, comment_id: int) -> Change | None:
        """Take a comment away; it can be undone."""
        with self._archive.transact(Op.COMMENT) as transaction:
            transaction.write.delete(tables.REVIEW_COMMENT, comment_id)
        return transaction.change

    def _set(self, comment_id: int, **values: str) -> Change | None:
        with self._archive.transact(Op.COMMENT) as transaction:
            transaction.write.update(tables.REVIEW_COMMENT, comment_id, **values)
        return transaction.change
