"""Foreign files read in a second process, each for a few seconds at most: what goes wrong there is a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

from fzapp.domain.errors import UserError
from fzapp.infra.helper import HelperLost, NoHelper, TookTooLong

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.infra.helper import Helper

    Arguments = ParamSpec("Arguments")
    Answer = TypeVar("Answer")

SECONDS = 4.5
"""What one file may take; a report takes a fiftieth of a second. With what is around it, five seconds."""

_SAVE_ANEW = "用Word或者WPS打开它，另存一份后再试"


def in_time(
    helper: Helper,
    work: Callable[Arguments, Answer],
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> Answer | UserError:
    """What `work` answers; the sentence to tell when it is not done in time, or brings the helper down.

    Where no second process can be started it is done in this one.
    """
    try:
        return helper.call(SECONDS, work, *arguments, **named)
    except NoHelper:
        return work(*arguments, **named)
    except TookTooLong:
        return UserError(f"这个文件读了{SECONDS:.0f}秒还没有读完，可能已经损坏", _SAVE_ANEW)
    except HelperLost:
        return UserError("这个文件读到一半出了问题，可能已经损坏", _SAVE_ANEW)
