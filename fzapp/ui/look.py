"""The look in force: remembers type size and theme for this PC and dresses the program anew when they change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fzapp.ui import preferences, theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

_SCALES = tuple(theme.FontScale)


class Look(QObject):
    """`folder` is where the preferences of this PC are kept."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        super().__init__()
        self._app = app
        self._folder = folder
        self._kept = preferences.load(folder)
        self._apply()

    @property
    def scale(self) -> theme.FontScale:
        """The type size in force."""
        known = self._kept.scale in [scale.value for scale in _SCALES]
        return theme.FontScale(self._kept.scale) if known else theme.FontScale.STANDARD

    @property
    def palette(self) -> theme.Palette:
        """The colours in force."""
        return theme.DARK if self._kept.theme == theme.DARK.name else theme.LIGHT

    @property
    def geometry(self) -> bytes:
        """Where the window stood, as Qt saved it; b"" when it is not known."""
        try:
            return bytes.fromhex(self._kept.geometry)
        except ValueError:
            return b""

    def choose(self, scale: str, palette: str) -> None:
        """Take a type size and a theme (their stored values); "" leaves one as it is."""
        self._keep(scale=scale or self._kept.scale, theme=palette or self._kept.theme)
        self._apply()

    def step(self, by: int) -> theme.FontScale:
        """The next larger (1) or smaller (-1) type size, if there is one; answers the one in force."""
        index = min(max(_SCALES.index(self.scale) + by, 0), len(_SCALES) - 1)
        self.choose(_SCALES[index].value, "")
        return self.scale

    def keep_geometry(self, geometry: bytes) -> None:
        """Remember where the window stands."""
        self._keep(geometry=geometry.hex())

    def _keep(self, **values: str) -> None:
        changed = replace(self._kept, **values)
        if changed != self._kept:
            self._kept = changed
            preferences.save(self._folder, changed)

    def _apply(self) -> None:
        theme.apply(self._app, self.palette, self.scale)
