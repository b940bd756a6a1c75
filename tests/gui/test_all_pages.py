"""Every page at 100, 125 and 150 % and in every type size: nothing cut, no scrolling sideways, no foreign word.

With FZAPP_SCREENS naming a folder the pages are left there as pictures, to be looked at
(`python -m tests.gui.contact_sheet FOLDER` lays them out on sheets).
"""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, Qt, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QWidget,
)

from fzapp.infra import paths
from fzapp.services.context import open_services
from fzapp.services.practice import make_practice
from fzapp.ui import page_list, theme
from fzapp.ui.dialogs.own_format import TIMES
from fzapp.ui.look import Look
from fzapp.ui.main_window import MainWindow
from fzapp.ui.models.task_model import TaskColumn
from fzapp.ui.widgets.basic import ElidedLabel
from fzapp.ui.window.page_entries import PAGES
from tests.gui.conftest import RecordingPrompter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

SCREENS_SEEN = {100: (1366, 697), 125: (1093, 543), 150: (911, 441)}
"""What title and task bar leave of 1366 × 768 in logical pixels, by the scaling of the screen in per cent."""
WORDS = [entry.word for entry in PAGES]
KNOWN = {
    "Word", "Excel", "PDF", "WPS", "Ctrl", "Shift", "Alt", "Esc", "Enter", "Tab", "Ins", "Del", "Delete", "Insert",
    "Windows", "U", "V", "F", "GB", "T", "MB", "KB", "N", "A",
}  # fmt: skip
"""Names of kinds of files, keys and units; single letters are keys, places and versions."""
FILE_NAME = re.compile(r"\S*\.(?:docx?|wps|txt|xlsx?|csv|pdf|db|html|json|log)\b|/\S+", re.IGNORECASE)
MARK = re.compile(r"[0-9A-F]{4}(-[0-9A-F]{4}){4}")
"""A printed mark: the first digits of a hash."""
WIDE = {"ledger_table", "frozen_columns"}
"""What is as wide as its columns, and has a bar to scroll by."""
SCREENS = os.environ.get("FZAPP_SCREENS", "")
LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice archive, made once."""
    folder = tmp_path_factory.mktemp("practice") / "archive"
    make_practice(folder, paths.resources())
    return folder


@pytest.fixture
def built(qtbot: QtBot, qapp: QApplication, practice: Path, tmp_path: Path) -> Iterator[MainWindow]:
    """The window over a copy of the practice archive."""
    shutil.copytree(practice, tmp_path / "archive")
    services = open_services(tmp_path / "archive", paths.resources())
    window = MainWindow(services, Look(qapp, tmp_path / "preferences"), prompter=RecordingPrompter())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    services.close()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Jobs of the page over, its buttons there, layouts done."""

    def settled() -> bool:
        QApplication.sendPostedEvents()
        job = getattr(window.page, "_job", None)
        there = [one for one in window.top_line.buttons() if one.isVisible() == one.is_wanted]
        return (job is None or not job.running) and len(there) == len(window.top_line.buttons())

    qtbot.waitUntil(settled, timeout=30_000)
    lay_out(qtbot)


def lay_out(qtbot: QtBot) -> None:
    """Let go of what was taken away, and give layouts their turn: one may ask for another."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    turn = QTimer(singleShot=True, interval=0)
    for _ in range(3):
        with qtbot.waitSignal(turn.timeout):
            turn.start()
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def keep_picture(widget: QWidget, name: str, percent: int) -> None:
    """Leave a picture of what is seen, where pictures are wanted."""
    if SCREENS:
        folder = Path(SCREENS)
        folder.mkdir(parents=True, exist_ok=True)
        widget.grab().save(str(folder / f"{name}-{theme.current_scale().name}-{percent}.png"))


def sideways(window: QWidget) -> list[str]:
    """Every list or area that has more than fits from left to right."""
    return [
        f"{area.objectName() or type(area).__name__} scrolls sideways by {area.horizontalScrollBar().maximum()}"
        for area in window.findChildren(QAbstractScrollArea)
        if area.isVisible() and area.objectName() not in WIDE and area.horizontalScrollBar().maximum() > 0
    ]


def is_elided_on_purpose(widget: QWidget) -> bool:
    """Part of an `ElidedLabel`, whose hint holds the whole."""
    return isinstance(widget.parentWidget(), ElidedLabel)


def lines_cut(label: QLabel) -> str:
    """What is missing of a label, or ""."""
    room = label.contentsRect()
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        return f"{needed} high, has {label.height()}" if needed > label.height() + 1 else ""
    needed = label.sizeHint().width()
    if needed > label.width() + 1:
        return f"{needed} wide, has {label.width()}"
    high = label.fontMetrics().height()
    return f"{high} high, has {room.height()}" if high > room.height() + 2 else ""


def buttons_cut(button: QAbstractButton) -> str:
    """What is missing of a button, or ""."""
    needed = button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))
    if button.width() < needed:
        return f"{needed} wide, has {button.width()}"
    high = button.fontMetrics().height()
    return f"{high} high, has {button.height()}" if button.height() < high else ""


def choices_cut(combo: QComboBox) -> str:
    """What is missing of the choice that stands in its field, or ""."""
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    parts = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = combo.style().subControlRect(parts[0], option, parts[1], combo)
    needed = combo.fontMetrics().horizontalAdvance(combo.currentText())
    return f"{needed} wide, has {room.width()}" if needed > room.width() else ""


def cells_cut(view: QAbstractItemView) -> Iterator[str]:
    """Every cell in sight, and every head of a column, whose text has less room than it needs."""
    model, metrics = view.model(), view.fontMetrics()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for index in (model.index(row, column) for row in range(model.rowCount()) for column in range(columns)):
        rect, text = view.visualRect(index), str(index.data() or "")
        if not rect.intersects(view.viewport().rect()):
            continue
        lines = max(1, rect.height() // metrics.lineSpacing())
        if metrics.horizontalAdvance(text.replace("\n", "")) > rect.width() * lines:
            yield f"row {index.row()}, column {index.column()} “{text[:30]}”: {rect.width()} wide, {lines} lines"
    if isinstance(view, QTableView) and view.horizontalHeader().isVisible():
        header = view.horizontalHeader()
        for place in (place for place in range(columns) if not view.isColumnHidden(place)):
            text = str(model.headerData(place, Qt.Orientation.Horizontal) or "")
            if header.fontMetrics().horizontalAdvance(text) > header.sectionSize(place):
                yield f"head “{text}”: {header.sectionSize(place)} wide"


def cut(window: QWidget) -> list[str]:
    """Every visible text that has less room than it needs, in words."""
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or is_elided_on_purpose(widget):
            continue
        name = widget.objectName() or type(widget).__name__
        if isinstance(widget, QAbstractItemView) and widget.model() is not None and name not in WIDE:
            found += [f"{name} {told}" for told in cells_cut(widget)]
            continue
        text, missing = "", ""
        if isinstance(widget, QLabel) and widget.text():
            text, missing = widget.text(), lines_cut(widget)
        elif isinstance(widget, QAbstractButton) and widget.text():
            text, missing = widget.text(), buttons_cut(widget) or beyond(window, widget)
        elif isinstance(widget, QComboBox) and not widget.isEditable():
            text, missing = widget.currentText(), choices_cut(widget)
        if missing:
            found.append(f"{name} “{text[:30]}”: {missing}")
    return found


def beyond(window: QWidget, widget: QWidget) -> str:
    """Whether a button stands out of the window at the right."""
    right = widget.mapTo(window, widget.rect().topRight()).x()
    return f"ends at {right}, the window at {window.width()}" if right > window.width() else ""


def texts(window: QWidget) -> Iterator[str]:
    """Every word of the program that can be read: labels, buttons, hints, choices, heads of columns."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        yield widget.toolTip()
        yield widget.accessibleName()
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(i) for i in range(widget.count()))
        elif hasattr(widget, "horizontalHeader"):
            model = widget.model()
            for column in range(model.columnCount() if model is not None else 0):
                yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")


def foreign(text: str) -> list[str]:
    """Latin words that are no name of a key, a kind of file, a file or a font."""
    format_of = tomllib.loads((paths.resources() / "word" / "gbt9704.toml").read_text(encoding="utf-8"))
    named = {name for face in format_of["fonts"].values() for name in face["names"]} | {TIMES}
    for family in sorted({*QFontDatabase.families(), *named}, key=len, reverse=True):
        text = text.replace(family, "")
    return [word for word in LATIN.findall(MARK.sub("", FILE_NAME.sub("", text))) if word not in KNOWN]


@pytest.mark.parametrize("scale", list(theme.FontScale))
def test_nothing_is_cut_on_any_page(built: MainWindow, qtbot: QtBot, scale: theme.FontScale) -> None:
    """Pages at every scaling, and what F9 and F10 bring out on the smallest screen."""
    built.look.choose(scale.value, "")
    found: list[str] = []

    def look(where: str) -> None:
        settle(built, qtbot)
        found.extend(f"{where}: {told}" for told in (*cut(built), *sideways(built)))

    for word in WORDS:
        built.show_page(word)
        for percent, size in SCREENS_SEEN.items():
            built.resize(*size)
            look(f"{word}, {percent} %")
            keep_picture(built, f"page-{WORDS.index(word):02}-{word}", percent)
        for toggle in (built.page.toggle_list, built.page.toggle_column):
            toggle()
            look(f"{word}, 150 %, folded out")
    assert not found, "\n".join(dict.fromkeys(found))


def test_no_foreign_word_stands_on_any_page(built: MainWindow, qtbot: QtBot) -> None:
    """Names of keys and of kinds of files are known to everybody; nothing else is in Latin letters."""
    built.resize(1366, 728)
    found: list[str] = []
    for word in WORDS:
        built.show_page(word)
        settle(built, qtbot)
        found += [f"{word}: {text}" for text in texts(built) if foreign(text)]
    assert not found, "\n".join(dict.fromkeys(found))


def test_what_the_tests_look_for_is_found(built: MainWindow, qtbot: QtBot) -> None:
    """A button too narrow, a label too low, and a foreign word are each seen."""
    built.show_page(page_list.HOME)
    settle(built, qtbot)
    button = next(one for one in built.findChildren(QPushButton) if one.isVisible() and one.text() == "更多")
    button.setFixedWidth(12)
    label = next(one for one in built.findChildren(QLabel) if one.isVisible() and one.text() == "要办的事")
    label.setFixedHeight(4)
    built.page.table.setColumnWidth(TaskColumn.LENGTH, 12)
    told = {told.split("“")[1].split("”")[0] for told in cut(built)}
    assert {"更多", "要办的事"} <= told
    assert any(told.startswith("task_table row") for told in cut(built))
    assert foreign("按 Save 存 Word 文件 a.docx") == ["Save"]
