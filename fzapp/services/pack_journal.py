"""Which package is being written where: so that one that was broken off is told at the next start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.infra.files import is_folder
from fzapp.package.bag import unfinished
from fzapp.storage import settings

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive

_UNDER_WAY = "packing_to"


def begin(archive: Archive, folder: Path) -> None:
    """A package is about to be written to `folder`."""
    settings.note(archive, _UNDER_WAY, str(folder))


def end(archive: Archive) -> None:
    """It was written and read back."""
    settings.note(archive, _UNDER_WAY, "")


def give_up(archive: Archive) -> None:
    """It failed, and the user was told why: forget it, unless a piece lies there or cannot be looked for."""
    begun = settings.get(archive, _UNDER_WAY)
    folder = Path(begun)
    if begun and _pieces(folder) is False:
        end(archive)


def _pieces(folder: Path) -> bool | None:
    """Whether a piece of the package lies on the stick; None where it cannot be asked."""
    if not is_folder(folder.parent):
        return None
    try:
        return any(one.name.startswith(folder.name) for one in unfinished(folder.parent))
    except OSError:
        return None


def broken_off(archive: Archive) -> str:
    """What to say of a package that was begun and never finished; "" when there is none.

    It is told at every start while its folder lies there, and once when the stick is not plugged in.
    """
    begun = settings.get(archive, _UNDER_WAY)
    if not begun:
        return ""
    folder = Path(begun)
    there = _pieces(folder)
    if not there:
        end(archive)
    if there is False:
        return ""
    place = f"“{folder.parent}”里" if there else "U盘上"
    return (
        f"上次的报送包“{folder.name}”没有写完，不能交。"
        f"删掉{place}名字带“（未写完）”的文件夹，到“报送”重新生成一份。"
    )
