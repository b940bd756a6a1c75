"""How the window looks, calm and with words for states: every colour, spacing and type size is told here.

The current choice is kept as a property of the `QApplication`, so that a delegate asks for it when it
paints and a change of theme needs no list of listeners.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from functools import partial
from string import Template
from typing import NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from fzapp.infra import paths

STYLE = "Fusion"
"""How Qt draws: the same on every system. The application is made with it."""

STRIP_WIDTH = 96
STRIP_WIDTH_NARROW = 56
TOP_HEIGHT = 48
STATUS_HEIGHT = 30
NARROW_BELOW = 1000
"""Logical pixels of window width below which side columns fold away, at the standard type size."""

LINE_HEIGHT_PERCENT = 165
"""Line height of the editor, as on paper."""

_THEME, _SCALE = "fzapp_theme", "fzapp_scale"


class Palette(NamedTuple):
    """The roles of colours as #RRGGBB; `selection` is behind marked text, `on_accent` upon the accent.

    `handle` is the grip of a scroll bar, `tick_ground` stands behind a white tick.
    """

    name: str
    ground: str
    surface: str
    line: str
    text: str
    muted: str
    accent: str
    accent_ground: str
    good: str
    good_ground: str
    attention: str
    attention_ground: str
    changed_ground: str
    wrong: str
    wrong_ground: str
    idle: str
    idle_ground: str
    selection: str
    handle: str
    tick_ground: str
    on_accent: str


LIGHT = Palette(
    name="light",
    ground="#F5F6F8",
    surface="#FFFFFF",
    line="#E1E4EA",
    text="#1F2329",
    muted="#5F6670",
    accent="#1D5FBF",
    accent_ground="#E9F1FD",
    good="#1A7F37",
    good_ground="#E7F6EC",
    attention="#8A5A00",
    attention_ground="#FFF3D1",
    changed_ground="#FFDDB3",
    wrong="#B42318",
    wrong_ground="#FDE7E4",
    idle="#5F6670",
    idle_ground="#EEF0F3",
    selection="#BFD8FB",
    handle="#B9BFC9",
    tick_ground="#1D5FBF",
    on_accent="#FFFFFF",
)
DARK = Palette(
    name="dark",
    ground="#16181C",
    surface="#1F2227",
    line="#363B43",
    text="#E6E8EB",
    muted="#A4ABB5",
    accent="#7FB2F7",
    accent_ground="#21344F",
    good="#6FCF8A",
    good_ground="#1C3A26",
    attention="#E5B95B",
    attention_ground="#3F3216",
    changed_ground="#5C3A12",
    wrong="#F2918A",
    wrong_ground="#4A221F",
    idle="#A4ABB5",
    idle_ground="#2C3037",
    selection="#35557F",
    handle="#555C67",
    tick_ground="#2F74CC",
    on_accent="#10233D",
)


class FontScale(StrEnum):
    """Three sizes of type; the values are stored, `label` is shown."""

    STANDARD = "standard"
    LARGE = "large"
    EXTRA = "extra"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _SIZES[self][0]

    @property
    def points(self) -> float:
        """The size of the window's type, in points."""
        return _SIZES[self][1]

    @property
    def editor_points(self) -> float:
        """The size of the type in the editor, in points."""
        return _SIZES[self][2]

    @property
    def row_height(self) -> int:
        """The height of a row of a list, in logical pixels."""
        return _SIZES[self][3]

    @property
    def button_height(self) -> int:
        """The height of a button or a field, in logical pixels."""
        return self.row_height + 1


_SIZES = {
    FontScale.STANDARD: ("标准", 10.5, 15.0, 33),
    FontScale.LARGE: ("大", 12.0, 17.0, 37),
    FontScale.EXTRA: ("特大", 14.0, 20.0, 43),
}

_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei")
_FANGSONG = (
    "仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "仿宋", "FangSong", "STFangsong", "FandolFang R", "FandolFang",
    "Noto Serif CJK SC", "Source Han Serif SC", "宋体", "SimSun",
)  # fmt: skip


def scaled(pixels: int) -> int:
    """A width meant for the standard type size, in the type size in force."""
    return round(pixels * current_scale().points / FontScale.STANDARD.points)


_TYPE_OF_WINDOWS = ("QAbstractItemView", "QMenu", "QMessageBox", "QTipLabel")
"""Widgets that Qt gives the type of the system, whatever the program was given."""


def apply(app: QApplication, palette: Palette, scale: FontScale) -> None:
    """Dress the whole program: palette, type and the one stylesheet; nothing when it is so already.

    Setting a stylesheet polishes every widget there is, which costs a tenth of a second in a full window.
    """
    if (app.property(_THEME), app.property(_SCALE)) == (palette.name, scale.value):
        return
    app.setProperty(_THEME, palette.name)
    app.setProperty(_SCALE, scale.value)
    app.setFont(ui_font(scale))
    app.setPalette(_qt_palette(palette))
    app.setStyleSheet(stylesheet(palette, scale))
    if sys.platform == "win32":
        # with the first window Windows brings back its own, smaller type for these
        for name in _TYPE_OF_WINDOWS:
            QTimer.singleShot(0, app, partial(app.setFont, app.font(), name))


def current() -> Palette:
    """The palette in force; the light one before `apply`."""
    app = QApplication.instance()
    return DARK if app is not None and app.property(_THEME) == DARK.name else LIGHT


def current_scale() -> FontScale:
    """The font scale in force."""
    app = QApplication.instance()
    value = app.property(_SCALE) if app is not None else None
    return FontScale(value) if value else FontScale.STANDARD


def color(value: str) -> QColor:
    """A value of a palette as Qt wants it."""
    return QColor(value)


def ui_font(scale: FontScale, *, larger: float = 0.0, bold: bool = False) -> QFont:
    """The type of the window, `larger` points above the standard of `scale`."""
    windows = ("Microsoft YaHei UI", "Microsoft YaHei") if sys.platform == "win32" else ()
    font = QFont([*windows, *_SANS])
    font.setPointSizeF(scale.points + larger)
    font.setBold(bold)
    return font


def bold(base: QFont) -> QFont:
    """`base`, but bold."""
    font = QFont(base)
    font.setBold(True)
    return font


def editor_font(scale: FontScale) -> QFont:
    """仿宋 as on paper, or the nearest serif this PC has; Qt takes the first family it finds."""
    font = QFont(list(_FANGSONG))
    font.setPointSizeF(scale.editor_points)
    return font


def _qt_palette(p: Palette) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for wanted, value in (
        (role.Window, p.ground), (role.WindowText, p.text), (role.Base, p.surface), (role.AlternateBase, p.ground),
        (role.Text, p.text), (role.Button, p.surface), (role.ButtonText, p.text), (role.BrightText, p.wrong),
        (role.Highlight, p.selection), (role.HighlightedText, p.text), (role.Link, p.accent),
        (role.LinkVisited, p.accent), (role.ToolTipBase, p.surface), (role.ToolTipText, p.text),
        (role.PlaceholderText, p.muted), (role.Accent, p.accent), (role.Light, p.surface), (role.Mid, p.line),
        (role.Midlight, p.line), (role.Dark, p.line), (role.Shadow, p.line),
    ):  # fmt: skip
        palette.setColor(wanted, QColor(value))
    for wanted in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, wanted, QColor(p.muted))
    return palette


def stylesheet(palette: Palette, scale: FontScale) -> str:
    """`resources/look/window.qss` with the colours of `palette` and the sizes of `scale` filled in."""
    inner = scale.button_height - 14
    text = (paths.resources() / "look" / "window.qss").read_text(encoding="utf-8")
    return Template(text).substitute(
        palette._asdict(),
        icons=(paths.resources() / "icons").as_posix(),
        title_points=scale.points + 2,
        heading_points=scale.points + 1,
        field_height=inner,
        link_height=inner - 4,
    )


def _tones(p: Palette) -> tuple[tuple[str, str, str], ...]:
    return (
        ("good", p.good, p.good_ground),
        ("attention", p.attention, p.attention_ground),
        ("wrong", p.wrong, p.wrong_ground),
        ("idle", p.idle, p.idle_ground),
        ("accent", p.accent, p.accent_ground),
    )


def tone_colors(tone: str, palette: Palette | None = None) -> tuple[QColor, QColor]:
    """Front and ground of a tone (good, attention, wrong, idle, accent) for painting by hand."""
    for name, front, back in _tones(palette or current()):
        if name == tone:
            return QColor(front), QColor(back)
    raise KeyError(tone)
