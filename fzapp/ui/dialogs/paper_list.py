"""A list that has to be read as a whole, with two ways onto paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.text_table import TextTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from fzapp.services.list_papers import ListPaper
    from fzapp.ui.paper_out import PaperOut

_HEIGHT = 260


@dataclass(frozen=True, slots=True)
class Listed:
    """`told` stands above the list; `shapes` are those of its columns, as `TextTable.show_rows` takes them."""

    paper: ListPaper
    told: str
    shapes: Sequence[tuple[str, float]]
    out: PaperOut


class PaperListDialog(Dialog):
    """A table to read, to print and to store; `name` begins the names of its parts."""

    def __init__(
        self, parent: QWidget | None, data: Listed, name: str = "list", *, yes: str = "知道了", no: str = ""
    ) -> None:
        super().__init__(parent, data.paper.title, yes, no, name=f"{name}_dialog", width=820)
        self.reject_button.setVisible(bool(no))
        self._data = data
        self.told = label(data.told, name=f"{name}_told", wrap=True)
        self.table = TextTable(f"{name}_table", data.paper.title)
        self.table.setMinimumHeight(_HEIGHT)
        self.table.show_rows(data.paper.headings, data.paper.rows, data.shapes)
        self.said = label("", "muted", name=f"{name}_said", wrap=True)
        self.body.addWidget(self.told)
        self.body.addWidget(self.table, 1)
        save = button("清单存成Word", self._save, name=f"{name}_save")
        print_out = button("打印清单", self._print, name=f"{name}_print")
        self.body.addLayout(row(save, print_out, None))
        self.body.addWidget(self.said)

    def _save(self) -> None:
        self.said.setText(self._data.out.save(self._data.paper))

    def _print(self) -> None:
        self.said.setText(self._data.out.print_out(self._data.paper, self))


def ask(parent: QWidget | None, data: Listed) -> bool:
    """Show until it was read."""
    return run(PaperListDialog(parent, data))
