"""What a report goes through before it leaves the office, its versions, and comments on its text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MANUAL = "manual"
"""The cause of a version that somebody kept by hand."""


class ReviewStage(StrEnum):
    """草稿 → 校对 → 审核 → 签发 → 报送 → 公开. Steps may be left out; who leaves one out is told."""

    DRAFT = "draft"
    PROOF = "proof"
    REVIEW = "review"
    SIGN = "sign"
    SUBMIT = "submit"
    PUBLISH = "publish"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _LABELS[self]

    @property
    def done_by(self) -> str:
        """Who does it."""
        return _WHO[self]

    @property
    def is_after_signing(self) -> bool:
        """Whether the text is fixed by then."""
        return self in (ReviewStage.SUBMIT, ReviewStage.PUBLISH)


_LABELS = {
    ReviewStage.DRAFT: "草稿",
    ReviewStage.PROOF: "校对",
    ReviewStage.REVIEW: "审核",
    ReviewStage.SIGN: "签发",
    ReviewStage.SUBMIT: "报送",
    ReviewStage.PUBLISH: "公开",
}
_WHO = {
    ReviewStage.DRAFT: "退回人",
    ReviewStage.PROOF: "校对人",
    ReviewStage.REVIEW: "审核人",
    ReviewStage.SIGN: "签发人",
    ReviewStage.SUBMIT: "经办人",
    ReviewStage.PUBLISH: "经办人",
}


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """A step that was taken; `at` is ISO, `note` what was remarked or why findings were released."""

    id: int
    stage: ReviewStage
    by: str
    at: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A text that was kept. `cause` is the value of a `ReviewStage`, or `MANUAL`."""

    id: int
    report_id: int
    name: str
    cause: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a place of the text, held by the words it is about and those around them."""

    id: int
    report_id: int
    section_id: int
    quote: str
    before: str
    behind: str
    words: str
    by: str
    at: str
    resolved_by: str = ""
    resolved_at: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has dealt with it yet."""
        return not self.resolved_at

    def place_in(self, text: str) -> tuple[int, int] | None:
        """Where its words stand in `text`, (start, end); of several places the one with the words around.

        None when they stand nowhere: the text was changed.
        """
        best: tuple[int, int] | None = None
        at = text.find(self.quote) if self.quote else -1
        while at >= 0:
            end = at + len(self.quote)
            fit = _common_end(text[:at], self.before) + _common_start(text[end:], self.behind)
            if best is None or fit > best[0]:
                best = (fit, at)
            at = text.find(self.quote, at + 1)
        return (best[1], best[1] + len(self.quote)) if best else None


def _common_end(one: str, other: str) -> int:
    return _common_start(one[::-1], other[::-1])


def _common_start(one: str, other: str) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length
