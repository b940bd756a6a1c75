"""What this PC remembers of the window: type size, theme, place on the screen. Not part of the archive."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from fzapp.infra.files import write_atomic

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "window.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preferences:
    """`scale` is a value of `theme.FontScale`, `theme` light or dark, `geometry` what Qt saved, as hex."""

    scale: str = "standard"
    theme: str = "light"
    geometry: str = ""


def load(folder: Path) -> Preferences:
    """The preferences kept in `folder`; what is missing or damaged is as at the beginning."""
    try:
        kept: Any = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(kept, dict):
        return Preferences()
    names = {field.name for field in fields(Preferences)}
    return Preferences(**{k: v for k, v in kept.items() if k in names and isinstance(v, str)})


def save(folder: Path, preferences: Preferences) -> None:
    """Keep the preferences; a disk that refuses costs nothing but them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomic(folder / FILE_NAME, json.dumps(asdict(preferences)).encode())
    except OSError as error:
        _log.info("preferences were not kept: errno %s", error.errno)
