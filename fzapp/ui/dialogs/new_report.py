"""新建报告: which genre, which year, from which outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QVBoxLayout, QWidget

from fzapp.domain.period import CLOSINGS, WHOLE_YEAR, closing_label
from fzapp.services.templates import due_date, heading_for, title_for
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.messages import day
from fzapp.ui.widgets.basic import button, label

if TYPE_CHECKING:
    from fzapp.domain.report import Report
    from fzapp.domain.unit import UnitProfile
    from fzapp.services.context import Services
    from fzapp.services.templates import TemplateLibrary

NEW_YEAR_UNTIL = 3
"""Up to this month the year reported on is the one that has just ended."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from. `genres` is id → name, `year` the likely year."""

    library: TemplateLibrary
    genres: dict[str, str]
    unit: UnitProfile
    reports: tuple[Report, ...]
    year: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """The answer. `like` is the report whose outline is taken, 0 for the template's own.

    `closing` is where its figures end (see `fzapp.domain.period`). Without a genre no report is wanted but the page of the templates.
    """

    genre: str
    year: int
    optional: tuple[str, ...] = ()
    like: int = 0
    closing: str = WHOLE_YEAR


def choices(services: Services, year: int = 0) -> Choices:
    """What the archive offers; `year` 0 lets the calendar say which year is likely meant."""
    now = services.archive.now()
    this_year, month = int(now[:4]), int(now[5:7])
    likely = this_year - 1 if month <= NEW_YEAR_UNTIL else this_year
    return Choices(
        library=services.library,
        genres=services.library.names(),
        unit=services.reports.unit(),
        reports=services.reports.all(),
        year=year or likely,
    )


class NewReportDialog(Dialog):
    """Shows the title and the due date that follow from the choice before anything is made."""

    def __init__(self, parent: QWidget | None, data: Choices) -> None:
        super().__init__(parent, "新建报告", "建立报告", name="new_report_dialog")
        self._data = data
        self.genre = QComboBox(objectName="new_report_genre")
        for genre, name in data.genres.items():
            self.genre.addItem(name, genre)
        self.year = QSpinBox(objectName="new_report_year", minimum=1990, maximum=2100, suffix=" 年")
        self.year.setValue(data.year)
        self.like = QComboBox(objectName="new_report_like")
        self.title = label(name="new_report_title", wrap=True)
        self.due = label(role="muted", name="new_report_due", wrap=True)
        self._optional = QWidget()
        self._boxes = QVBoxLayout(self._optional)
        self._boxes.setContentsMargins(0, 0, 0, 0)
        self._boxes.setSpacing(4)
        self.field("文种", self.genre)
        self.field("报告哪一年的工作", self.year)
        self.field("章节", self.like)
        self.closing = QComboBox(objectName="new_report_closing")
        self.field("台账的数算到", self.closing, "十二月初就要交的，选截至11月底，正文里会写明")
        self.body.addWidget(self._optional)
        self.body.addWidget(label("标题会是", "muted"))
        self.body.addWidget(self.title)
        self.body.addWidget(self.due)
        self.templates_asked = False
        self.templates = button("查看和修改模板", self._on_templates, "link", name="new_report_templates")
        self.foot.insertWidget(0, self.templates)
        self.genre.currentIndexChanged.connect(self._on_genre)
        self.year.valueChanged.connect(self._show_result)
        self.like.currentIndexChanged.connect(self._show_result)
        self._on_genre()

    def answer(self) -> Wanted:
        """What was chosen."""
        like = int(self.like.currentData() or 0)
        chosen = tuple(box.property("spec") for box in self._all_boxes() if box.isChecked() and not like)
        closing = str(self.closing.currentData())
        return Wanted(str(self.genre.currentData()), self.year.value(), chosen, like, closing)

    def _on_templates(self) -> None:
        self.templates_asked = True
        self.reject()

    def _on_genre(self) -> None:
        genre = str(self.genre.currentData())
        self.like.clear()
        self.like.addItem("按模板", 0)
        for report in self._data.reports:
            if report.genre == genre:
                self.like.addItem(f"照{report.year}年那一份的章节（不带正文）", report.id)
        self._fill_boxes(genre)
        fill_closings(self.closing, self._data.library.get(genre).closing)
        self._show_result()

    def _fill_boxes(self, genre: str) -> None:
        while (item := self._boxes.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        specs = [spec for spec in self._data.library.get(genre).sections if spec.optional]
        if specs:
            self._boxes.addWidget(label("有这些工作的，另加章节", "muted"))
        for spec in specs:
            box = QCheckBox(heading_for(spec, self._data.unit, self.year.value()))
            box.setObjectName(f"optional_{spec.id}")
            box.setProperty("spec", spec.id)
            self._boxes.addWidget(box)

    def _all_boxes(self) -> list[QCheckBox]:
        widgets = [self._boxes.itemAt(i).widget() for i in range(self._boxes.count())]
        return [widget for widget in widgets if isinstance(widget, QCheckBox)]

    def _show_result(self) -> None:
        template = self._data.library.get(str(self.genre.currentData()))
        year = self.year.value()
        self.title.setText(title_for(template, self._data.unit, year))
        note = f"（{template.due_note}）" if template.due_note else ""
        self.due.setText(f"报送期限先按{day(due_date(template, year).isoformat())}记{note}")
        self._optional.setVisible(not self.like.currentData() and bool(self._all_boxes()))


def fill_closings(box: QComboBox, chosen: str) -> None:
    """Offer where the figures of a report may end."""
    box.clear()
    for closing in dict.fromkeys((*CLOSINGS, chosen)):
        box.addItem(closing_label(closing), closing)
    box.setCurrentIndex(box.findData(chosen))


def ask(parent: QWidget | None, data: Choices) -> Wanted | None:
    """Ask; None when the user turned back."""
    dialog = NewReportDialog(parent, data)
    if run(dialog):
        return dialog.answer()
    return Wanted("", 0) if dialog.templates_asked else None
