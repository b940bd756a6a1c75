"""第二处备份: where each backup is copied to once more, and the way to choose it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.domain.errors import UserError
from fzapp.services.safekeeping import choose_second_place, second_place
from fzapp.ui.widgets.basic import breakable, button, label, row

if TYPE_CHECKING:
    from fzapp.ui.page import Means

NONE_YET = "还没有第二处备份。电脑坏了，这台电脑上的备份也会跟着丢。"


class SecondPlace(QWidget):
    """Says itself what came of choosing: it stands in a dialog too, with the bar of the window behind it."""

    def __init__(self, means: Means) -> None:
        super().__init__()
        self._means = means
        self.words = label("", "muted", name="second_place", wrap=True)
        choose = button("选第二处备份", self.choose, name="choose_second_place")
        line = row(self.words, choose)
        line.setStretch(0, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(line)
        self.refresh()

    def refresh(self) -> None:
        """Say where copies go."""
        place = second_place(self._means.services.archive)
        self.words.setText(f"每次备份再抄一份到{breakable(place)}" if place else NONE_YET)

    def choose(self) -> None:
        """Ask for a folder on another disk, and keep it."""
        folder = self._means.prompter.choose_folder("选另一块硬盘或U盘上的文件夹")
        if folder is None:
            return
        wrong: list[str] = []

        def keep() -> None:
            try:
                choose_second_place(self._means.services.archive, folder)
            except UserError as error:
                wrong.append(str(error))

        self._means.operations.run(keep, self)
        self.refresh()
        if wrong:
            self.words.setText(wrong[0])
