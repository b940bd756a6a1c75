"""Every dialog at 100, 125 and 150 % and in every type size: nothing cut, no scrolling sideways, no foreign word.

With FZAPP_SCREENS naming a folder the dialogs are left there as pictures, to be looked at
(`python -m tests.gui.contact_sheet FOLDER` lays them out on sheets).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialog

from fzapp.domain.unit import UnitProfile
from fzapp.ui import theme
from fzapp.ui.dialogs.first_run import FirstRun, FirstRunDialog
from fzapp.ui.dialogs.frame import WIDEST
from tests.gui.test_all_pages import SCREENS_SEEN, cut, foreign, keep_picture, lay_out, sideways, texts
from tests.gui.test_dialogs_freed import CASES, ask

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.main_window import MainWindow


def looked_over(dialog: QDialog, name: str, qtbot: QtBot) -> list[str]:
    """What is wrong with the looks of a dialog at any scaling of the screen, in words."""
    dialog.show()
    found: list[str] = []
    # the screen of the tests is narrower than the smallest one that is meant
    wanted, height = getattr(dialog, "full_width", dialog.width()), dialog.height()
    for percent, (width, room) in SCREENS_SEEN.items():
        dialog.resize(min(wanted, int(width * WIDEST)), min(height, room))
        lay_out(qtbot)
        keep_picture(dialog, name, percent)
        told = [*cut(dialog), *sideways(dialog)]
        found += [f"{percent} %: {one}" for one in told if not one.startswith("qt_")]
    return found + [f"foreign: {text}" for text in texts(dialog) if foreign(text)]


@pytest.mark.parametrize("scale", list(theme.FontScale))
@pytest.mark.parametrize("name", sorted(CASES))
def test_nothing_is_cut_in_any_dialog(
    name: str,
    scale: theme.FontScale,
    window: MainWindow,
    qtbot: QtBot,
    office: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del office
    folder = tmp_path / "资料"
    folder.mkdir()
    given = CASES[name](window.services, folder)
    window.look.choose(scale.value, "")
    found: list[str] = []

    def shown(dialog: QDialog) -> int:
        found.extend(looked_over(dialog, f"dialog-{name}", qtbot))
        dialog.reject()
        return dialog.result()

    monkeypatch.setattr(QDialog, "exec", shown)
    ask(name, window, given)
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.parametrize("scale", list(theme.FontScale))
def test_nothing_is_cut_in_the_second_step_of_the_first_start(
    window: MainWindow, qtbot: QtBot, scale: theme.FontScale, tmp_path: Path
) -> None:
    window.look.choose(scale.value, "")
    known = FirstRun(UnitProfile("镇", "青石镇人民政府"), 2026, tmp_path, window.means)
    dialog = FirstRunDialog(window, known)
    dialog.accept()
    found = looked_over(dialog, "dialog-first_run_second", qtbot)
    dialog.deleteLater()
    assert not found, "\n".join(found)
