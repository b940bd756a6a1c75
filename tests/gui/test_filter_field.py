"""The field above a list: keys lead into the list, and Esc empties it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from fzapp.ui.widgets.filter_field import FilterField

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_keys_lead_on_into_the_list(qtbot: QtBot) -> None:
    field = FilterField("field", "找", "写几个字")
    qtbot.addWidget(field)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        with qtbot.waitSignal(field.entered):
            qtbot.keyClick(field, key)


def test_escape_empties_it(qtbot: QtBot) -> None:
    field = FilterField("field", "找", "写几个字")
    qtbot.addWidget(field)
    field.setText("调解")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
