"""发给各办公室填报: which office gets which ledgers, who has been asked, who has answered, and into which folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import breakable, button, label, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office, the ledgers it fills in words, and how far it is in words; `asked` when a form is out."""

    name: str
    ledgers: str
    state: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Collection:
    """What is shown. `choose_folder(now)` asks for another folder, None when the user turned back."""

    year: int
    offices: tuple[OfficeLine, ...]
    folder: Path
    choose_folder: Callable[[Path], Path | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """The offices to make forms for, and where; with `merge` a form that came back is to be merged instead."""

    offices: tuple[str, ...]
    folder: Path
    merge: bool = False


class LedgerOfficesDialog(Dialog):
    """A line for each office; the ones that were not asked yet are ticked."""

    def __init__(self, parent: QWidget | None, data: Collection) -> None:
        super().__init__(parent, "发给各办公室填报", "做填报表", name="ledger_offices_dialog", width=920)
        self._data = data
        self._folder = data.folder
        self._merge = False
        self._build()
        self._count()

    def answer(self) -> Answer:
        """What the user wants."""
        names = tuple(box.text() for box in self.boxes if box.isChecked())
        return Answer(names, self._folder, self._merge)

    def _build(self) -> None:
        said = (
            f"每个办公室一份{self._data.year}年的填报表，里面是它填的台账，已经登记的也在里面。"
            "用U盘交给他们，填好拿回来合并：新增、改过、两边都改了的，会一条一条给您看。"
        )
        self.body.addWidget(label(said, wrap=True))
        self.body.addLayout(
            row(
                button("全选", lambda: self._tick(True), name="offices_all"),
                button("全不选", lambda: self._tick(False), name="offices_none"),
                None,
                button("合并交回的表…", self._on_merge, name="offices_merge"),
            )
        )
        self.folder = label(breakable(self._folder), name="offices_folder", wrap=True)
        line = row(
            label("存到", "muted"), self.folder, button("换文件夹", self._on_folder, name="offices_choose")
        )
        line.setStretch(1, 1)
        self.body.addLayout(line)
        self.boxes: list[QCheckBox] = []
        self.body.addLayout(self._grid(self._data.offices))
        self.body.addStretch(1)

    def _grid(self, offices: Sequence[OfficeLine]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for place, words in enumerate(("办公室", "填的台账", "进展")):
            grid.addWidget(label(words, "muted"), 0, place)
        for number, office in enumerate(offices, 1):
            box = QCheckBox(office.name, objectName=f"office_{number}")
            box.setChecked(not office.asked)
            box.setAccessibleDescription(office.state)
            box.toggled.connect(self._count)
            self.boxes.append(box)
            grid.addWidget(box, number, 0)
            grid.addWidget(label(office.ledgers, "muted", wrap=True), number, 1)
            grid.addWidget(label(office.state, name=f"office_state_{number}", wrap=True), number, 2)
        grid.setColumnStretch(1, 5)
        grid.setColumnStretch(2, 4)
        return grid

    def _tick(self, on: bool) -> None:
        for box in self.boxes:
            box.setChecked(on)

    def _count(self, _on: bool = False) -> None:
        count = sum(box.isChecked() for box in self.boxes)
        self.accept_button.setText(f"做{count}份填报表" if count else "做填报表")
        self.accept_button.setEnabled(count > 0)

    def _on_folder(self) -> None:
        chosen = self._data.choose_folder(self._folder)
        if chosen is not None:
            self._folder = chosen
            self.folder.setText(breakable(chosen))

    def _on_merge(self) -> None:
        self._merge = True
        self.accept()


def ask(parent: QWidget | None, data: Collection) -> Answer | None:
    """Ask; None when the user turned back."""
    dialog = LedgerOfficesDialog(parent, data)
    return dialog.answer() if run(dialog) else None
