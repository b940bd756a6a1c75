"""The two kinds of error: what the user can act on, and bugs (everything that is not an `FzError`)."""

from __future__ import annotations


class FzError(Exception):
    """Anything the program foresees."""


class UserError(FzError):
    """Something the user can understand and act on.

    `what` says what happened, `todo` what to do about it; both are Chinese, without full stop,
    without 请/抱歉/非法/无效, codes or English. `str(error)` joins them into one sentence.
    """

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(what, todo)
        self.what = what
        self.todo = todo

    def __str__(self) -> str:
        return f"{self.what}，{self.todo}。" if self.todo else f"{self.what}。"


class ArchiveUnusable(UserError):
    """The archive is damaged, locked by another program, or made by a newer version (exit status 3)."""


class ArchiveDamaged(ArchiveUnusable):
    """The archive's file is no sound database any more: a backup can take its place."""


class PasswordNeeded(ArchiveUnusable):
    """The archive has a password, and it was not given."""


class WrongPassword(PasswordNeeded):
    """A password was given that does not open the archive; or the time to try again has not come."""


class StaleChange(UserError):
    """An undo was asked for, but the rows have changed since."""


class SigningBlocked(UserError):
    """Something in a report must be mended before it is signed, or let pass with a reason."""


class Cancelled(FzError):
    """The user stopped a long job; nothing is shown."""
