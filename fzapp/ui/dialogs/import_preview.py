"""导入前先看: what was recognised in each file, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QSpinBox,
    QWidget,
)

from fzapp.domain.report import TABLE_CELL
from fzapp.text.numbering import section_numbers
from fzapp.ui import theme
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import label
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.document import RecognisedReport
    from fzapp.services.imports import Incoming

OUTLINE_ROWS, DROPPED_ROWS = 9, 4
"""Rows shown at once; the rest scrolls."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was read; `genres` is id → name."""

    incoming: tuple[Incoming, ...]
    genres: dict[str, str]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A document the user wants to keep, with genre and year as corrected."""

    incoming: Incoming
    genre: str
    year: int


class ImportPreviewDialog(Dialog):
    """One file at a time; with several, a list to walk through and leave some out."""

    def __init__(self, parent: QWidget | None, data: Preview) -> None:
        count = len(data.incoming)
        super().__init__(
            parent,
            "导入前看一看",
            "导入这份报告" if count == 1 else f"导入这{count}份报告",
            name="import_dialog",
            width=820,
        )
        self._data = data
        self._kept = [Confirmed(one, one.genre, one.year) for one in data.incoming]
        self._left_out: set[int] = set()
        self._shown = 0
        self._build()
        self.files.setVisible(count > 1)
        self.keep.setVisible(count > 1)
        self._show(0)

    def answer(self) -> tuple[Confirmed, ...]:
        """What is to be stored."""
        return tuple(one for number, one in enumerate(self._kept) if number not in self._left_out)

    def _build(self) -> None:
        self.files = QComboBox(objectName="import_files")
        self.files.setAccessibleName("文件")
        self.files.addItems([one.name for one in self._data.incoming])
        self.keep = QCheckBox("导入这一份", objectName="import_keep", checked=True)
        self.genre = QComboBox(objectName="import_genre")
        for genre, name in self._data.genres.items():
            self.genre.addItem(name, genre)
        self.year = QSpinBox(objectName="import_year", minimum=1990, maximum=2100, suffix=" 年")
        self.parts = {
            key: label(name=f"import_{key}", wrap=True) for key in ("title", "addressee", "signature", "date")
        }
        self.outline = self._list("import_outline", "认出的章节", OUTLINE_ROWS)
        self.dropped = self._list("import_dropped", "不是正文的行", DROPPED_ROWS)
        self._dropped_words = label(role="muted", name="import_dropped_words", wrap=True)
        self._notes = label(role="muted", name="import_notes", wrap=True)
        self.body.addWidget(self.files)
        self.body.addWidget(self.keep)
        self.body.addLayout(self._grid())
        self.body.addWidget(label("认出的章节", "heading"))
        self.body.addWidget(self.outline, 1)
        self.body.addWidget(self._dropped_words)
        self.body.addWidget(self.dropped)
        self.body.addWidget(self._notes)
        self.files.currentIndexChanged.connect(self._show)
        self.keep.toggled.connect(self._on_keep)
        self.genre.activated.connect(self._on_edited)
        self.year.valueChanged.connect(self._on_edited)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        words = {"title": "标题", "addressee": "主送机关", "signature": "署名", "date": "成文日期"}
        for number, (key, name) in enumerate(words.items()):
            grid.addWidget(label(name, "muted"), number, 0)
            grid.addWidget(self.parts[key], number, 1, 1, 3)
        grid.addWidget(label("文种", "muted"), 4, 0)
        grid.addWidget(self.genre, 4, 1)
        grid.addWidget(label("报告年度", "muted"), 4, 2)
        grid.addWidget(self.year, 4, 3)
        grid.setColumnStretch(1, 1)
        self.genre.setAccessibleName("文种")
        self.year.setAccessibleName("报告年度")
        return grid

    def _list(self, name: str, words: str, rows: int) -> LinesView:
        view = LinesView(name, words)
        view.setMinimumHeight(rows * (theme.current_scale().row_height - 6))
        return view

    def _show(self, number: int) -> None:
        self._shown = number
        one = self._kept[number]
        content = one.incoming.recognised.content
        said = {
            "title": content.title,
            "addressee": content.addressee,
            "signature": content.signature.replace("\n", "、"),
            "date": content.date_text,
        }
        for key, text in said.items():
            self.parts[key].setText(text or "没有认出")
        for widget in (self.genre, self.year, self.keep):
            widget.blockSignals(True)
        self.genre.setCurrentIndex(max(0, self.genre.findData(one.genre)))
        self.year.setValue(one.year)
        self.keep.setChecked(number not in self._left_out)
        for widget in (self.genre, self.year, self.keep):
            widget.blockSignals(False)
        self.outline.set_lines(outline_lines(one.incoming.recognised))
        self._show_dropped(one.incoming.recognised)

    def _show_dropped(self, recognised: RecognisedReport) -> None:
        lines = [Line(item.text, note=item.why) for item in recognised.dropped]
        self.dropped.set_lines(lines)
        self.dropped.setVisible(bool(lines))
        words = (
            f"这{len(lines)}行看来不是报告正文，不放进章节，另外留着：" if lines else "没有发现多余的内容。"
        )
        self._dropped_words.setText(words)
        self._notes.setText("\n".join(recognised.notes))
        self._notes.setVisible(bool(recognised.notes))

    def _on_edited(self) -> None:
        one = self._kept[self._shown]
        self._kept[self._shown] = replace(one, genre=str(self.genre.currentData()), year=self.year.value())

    def _on_keep(self, kept: bool) -> None:
        if kept:
            self._left_out.discard(self._shown)
        else:
            self._left_out.add(self._shown)
        count = len(self.answer())
        self.accept_button.setText(f"导入这{count}份报告")
        self.accept_button.setEnabled(count > 0)


def outline_lines(recognised: RecognisedReport) -> tuple[Line, ...]:
    """The recognised sections as lines: numbered heading, and how much text stands under it."""
    sections = recognised.content.sections
    numbers = section_numbers(section.level for section in sections)
    return tuple(
        Line(
            f"{number}{section.heading}" if section.level else "导语",
            depth=max(0, section.level - 1),
            note=_amount(section.body),
            bold=section.level == 1,
        )
        for number, section in zip(numbers, sections, strict=True)
    )


def _amount(body: str) -> str:
    if not body.strip():
        return ""
    rows = sum(TABLE_CELL in line for line in body.split("\n"))
    table = f"，表格{rows}行" if rows else ""
    return f"{sum(not c.isspace() for c in body)}字{table}"


def ask(parent: QWidget | None, data: Preview) -> Sequence[Confirmed] | None:
    """Ask; None when the user turned back."""
    dialog = ImportPreviewDialog(parent, data)
    return dialog.answer() if run(dialog) else None
