"""The binding of Qt is loaded without what the program does not use; each in a process that has not loaded it yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gui import own_process

_LOADED = "from fzapp.ui.window import binding; binding.load()"


def said(*lines: str) -> str:
    """What a new process prints."""
    return own_process.said("\n".join(lines))


@pytest.mark.parametrize("loading", ["import PySide6.QtWidgets", _LOADED])
def test_the_source_of_modules_is_read_by_the_binding_alone(loading: str) -> None:
    """Without `load` the binding looks into the source of what is imported after it; with it nobody does."""
    read = said(
        loading,
        "import inspect",
        "read = []",
        "inspect.getsource = lambda module: read.append(module.__name__) or ''",
        "import wave",
        "print('wave' in read)",
    )
    assert read == str(loading != _LOADED)


@pytest.mark.parametrize("loading", ["import PySide6.QtWidgets", _LOADED])
def test_no_parser_of_command_lines_is_loaded_to_write_type_hints(loading: str) -> None:
    """Without `load` the binding loads both."""
    assert said(loading, "import sys; print('argparse' in sys.modules)") == str(loading != _LOADED)


def test_what_is_not_loaded_is_missed_by_nobody() -> None:
    """What a wrong call is told comes from the modules beside the one left out."""
    wrong = (
        "from PySide6.QtCore import QObject, QPoint",
        "try:",
        "    QObject().setObjectName(QPoint())",
        "except TypeError as error:",
        "    print(error)",
    )
    told = said(_LOADED, *wrong)
    assert "setObjectName" in told
    assert told == said("import PySide6.QtWidgets", *wrong)


def test_types_made_late_are_found_by_name() -> None:
    """The binding makes a type when it is first asked for, also when that is done with Python's own import."""
    assert said(
        _LOADED, "from PySide6.QtWidgets import QCalendarWidget; print(QCalendarWidget.__name__)"
    ) == ("QCalendarWidget")


def test_kinds_of_widgets_that_are_not_shown_are_not_made_before_the_first_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some calls answer a widget that Qt made itself, and load every kind there is to find out what it may be; others
    load a type with hundreds of names only to find out that they were not given one."""
    monkeypatch.setenv("FZAPP_DATA", str(tmp_path / "data"))
    made = said(
        _LOADED,
        "from pathlib import Path",
        "from PySide6 import QtGui, QtWidgets",
        "from fzapp import app",
        "class Window(app.MainWindow):",
        "    def __init__(self, *arguments, **named):",
        "        super().__init__(*arguments, **named)",
        "        self.painted.connect(self.say)",
        "    def say(self):",
        "        made = {**vars(QtGui), **vars(QtWidgets)}",
        "        print(*(name for name in ('QPushButton', 'QWizard', 'QStyle', 'QIcon', 'QGradient') if name in made))",
        "        QtWidgets.QApplication.quit()",
        "app.MainWindow = Window",
        f"app.run_window(Path({str(tmp_path / 'archive')!r}), practice=True)",
    )
    assert made.split() == ["QPushButton"]
