"""校对、审核、签发：where the report stands, what is still open, and the next step with name and date."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from fzapp.domain.review import ReviewStage
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.messages import day
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import button, chip, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fzapp.domain.review import ReviewStep
    from fzapp.services.signing import Obstacles

VERSIONS, PRINT, PDF, NEW_DRAFT = "versions", "print", "pdf", "new_draft"
"""What else may be wanted instead of a step."""

_LINES = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """What the dialog shows. `advice(stage, by)` says what is better done otherwise; `today` as it is written."""

    title: str
    stage: ReviewStage
    changed_since: bool
    signed: bool
    steps: tuple[ReviewStep, ...]
    open: Obstacles
    next_stages: tuple[ReviewStage, ...]
    advice: Callable[[ReviewStage, str], str]
    today: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The answer: a step, or something else (`other`). `date_text` is put under a report that has no date."""

    stage: ReviewStage = ReviewStage.DRAFT
    by: str = ""
    note: str = ""
    release: str = ""
    other: str = ""
    date_text: str = ""


class ReviewDialog(Dialog):
    """Shows what stands in the way before anything is noted."""

    def __init__(self, parent: QWidget | None, data: Standing) -> None:
        super().__init__(parent, "校审签发", "登记", name="review_dialog", width=640)
        self._data = data
        self._other = ""
        self._shown = (False, False, False)
        head = row(label(data.title, "heading", wrap=True), chip(_stage_told(data), _tone(data)), spacing=12)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self._add_list("review_open", "还没处理的", [Line(told) for told in data.open.told])
        if not data.open.told and not data.signed:
            self.body.addWidget(label("没有发现还要处理的问题。", name="review_clear"))
        self.stage = QComboBox(objectName="review_stage")
        for stage in data.next_stages:
            self.stage.addItem(_choice(stage), stage.value)
        self.by = QLineEdit(objectName="review_by")
        self.note = QLineEdit(objectName="review_note")
        self.release = QLineEdit(objectName="review_release")
        self.date = QLineEdit(data.today, objectName="review_date")
        self.advice = label(role="muted", name="review_advice", wrap=True)
        side = row(spacing=16)
        side.addLayout(self.field_column("登记哪一步", self.stage), 1)
        side.addLayout(self.field_column("姓名", self.by), 1)
        self.body.addLayout(side)
        self.field("意见或说明（可以不写）", self.note)
        self._date = self._extra("成文日期", self.date, "报告里还没有写，签发时补上：一般是签发的这一天。")
        self._release = self._extra(
            "放行的理由", self.release, "有必须改的问题还要签发，写明为什么可以放行。"
        )
        self.body.addWidget(self.advice)
        self._add_others()
        self._add_list("review_steps", "经过的步骤", [_step_line(step) for step in reversed(data.steps)])
        self.stage.currentIndexChanged.connect(self._follow)
        self.by.textChanged.connect(self._follow)
        self.release.textChanged.connect(self._follow)
        self.date.textChanged.connect(self._follow)
        self._follow()
        self.by.setFocus()

    def answer(self) -> Wanted:
        """What was filled in, or the other thing that was wanted."""
        if self._other:
            return Wanted(other=self._other)
        release = self.release.text().strip() if self._is_blocked() else ""
        written = self.date.text().strip() if self._wants_date() else ""
        by, note = self.by.text().strip(), self.note.text().strip()
        return Wanted(self._stage(), by, note, release, date_text=written)

    def want(self, other: str) -> None:
        """Close for something else."""
        self._other = other
        self.accept()

    def _add_list(self, name: str, words: str, lines: Sequence[Line]) -> None:
        if not lines:
            return
        view = LinesView(name, words)
        view.set_lines(lines)
        height = view.fontMetrics().lineSpacing() + 14
        view.setFixedHeight(height * min(_LINES, len(lines)) + 4)
        view.setCurrentIndex(view.model().index(0, 0))
        self.field(words, view)

    def _extra(self, words: str, field: QLineEdit, hint: str) -> QWidget:
        """A field that is there only where it is wanted."""
        whole = QWidget()
        row(parent=whole).addLayout(Dialog.field_column(words, field, hint))
        self.body.addWidget(whole)
        return whole

    def _add_others(self) -> None:
        want = self.want
        parts = [
            button("看各个版本", partial(want, VERSIONS), name="review_versions"),
            button("打印征求意见稿", partial(want, PRINT), name="review_print"),
            button("存成征求意见稿", partial(want, PDF), name="review_pdf"),
        ]
        if self._data.signed:
            parts.insert(0, button("另建一稿来改", partial(want, NEW_DRAFT), name="review_new_draft"))
        self.body.addLayout(row(*parts, None))

    def _stage(self) -> ReviewStage:
        return ReviewStage(self.stage.currentData())

    def _wants_date(self) -> bool:
        return self._stage() is ReviewStage.SIGN and bool(self._data.open.undated)

    def _is_blocked(self) -> bool:
        mended = {self._data.open.undated} if self._wants_date() and self.date.text().strip() else set()
        return self._stage() is ReviewStage.SIGN and bool(set(self._data.open.must) - mended)

    def _follow(self) -> None:
        stage, by = self._stage(), self.by.text().strip()
        blocked = self._is_blocked()
        self._release.setVisible(blocked)
        self._date.setVisible(self._wants_date())
        gaps = stage is ReviewStage.SIGN and self._data.open.gaps
        told = self._data.advice(stage, by)
        if gaps:
            told = f"还有{gaps}处数字空着，补上以后才能签发。"
        elif blocked and not self.release.text().strip():
            told = "还有必须改的问题：改好再签发，或者在上面写明放行的理由。"
        elif stage is ReviewStage.SIGN and not told:
            told = "签发以后这份报告不再改动，台账再改也只列出差别。"
        self.advice.setText(told)
        self.advice.setVisible(bool(told))
        self.accept_button.setText("签发并定稿" if stage is ReviewStage.SIGN else "登记")
        released = bool(self.release.text().strip()) or not blocked
        self.accept_button.setEnabled(bool(by) and released and not gaps)
        shown = (blocked, self._wants_date(), bool(told))
        if self.isVisible() and shown != self._shown:
            self.fit()
        self._shown = shown


def _stage_told(data: Standing) -> str:
    return f"{data.stage.label}，之后又改过" if data.changed_since else data.stage.label


def _tone(data: Standing) -> str:
    return "attention" if data.changed_since else "good" if data.signed else "idle"


def _choice(stage: ReviewStage) -> str:
    if stage is ReviewStage.DRAFT:
        return "退回，接着改"
    return "签发（定稿）" if stage is ReviewStage.SIGN else stage.label


def _step_line(step: ReviewStep) -> Line:
    word = "退回" if step.stage is ReviewStage.DRAFT else step.stage.label
    note = f"：{step.note}" if step.note else ""
    return Line(f"{word}　{step.by}{note}", note=day(step.at[:10]))


def ask(parent: QWidget | None, data: Standing) -> Wanted | None:
    """Ask; None when the user turned back."""
    dialog = ReviewDialog(parent, data)
    return dialog.answer() if run(dialog) else None
