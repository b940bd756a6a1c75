"""The cards of the workbench: the report, what is to be done, how safe things are, how to begin."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from fzapp.domain.period import CLOSINGS, closing_label
from fzapp.domain.report import ReportStage
from fzapp.services.agenda import DUE_SOON, Urgency
from fzapp.ui import actions
from fzapp.ui.messages import day, when
from fzapp.ui.widgets.basic import ProgressLine, button, card, chip, label, row, set_chip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.report import Report
    from fzapp.services.agenda import Todo
    from fzapp.services.overview import Progress, ResumePoint

URGENCY_TONES = {Urgency.MUST: "wrong", Urgency.FILL: "attention", Urgency.REMIND: "idle"}
BACKUP_OLD = 3
"""Days after which a backup is called old."""


class ReportCard(QWidget):
    """Title, progress, due date, and the one button that leads back to where writing stopped."""

    continue_requested = Signal()
    due_requested = Signal()
    """The day it is due is to be changed."""
    closing_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card("report_card", margin=20, spacing=10)
        self.title = label(role="title", name="report_title", wrap=True)
        self.due = button("", self.due_requested.emit, "link", name="report_due")
        self.due.setToolTip("县里改了期限的，点这里改；也可以记成没有期限")
        self.days = chip("", "good", name="report_days")
        self.line = ProgressLine("report_progress")
        self.where = label(role="muted", name="report_where", wrap=True)
        self.closing = button("", self._offer_closings, "link", name="report_closing")
        self.closing.setToolTip("台账的数算到哪一天：全年，或者截至11月底。改了以后报告里的数跟着变")
        self._closings = QMenu(self)
        self.go_on = button("接着写  Enter", self.continue_requested.emit, "primary", name="continue_button")
        head = row(self.title, self.due, self.days)
        head.setStretch(0, 1)
        foot = row(self.where, self.closing, self.go_on)
        foot.setStretch(0, 1)
        inside.addLayout(head)
        inside.addWidget(self.line)
        inside.addLayout(foot)
        row(frame, parent=self)

    def show_report(self, report: Report, progress: Progress, point: ResumePoint | None, now: str) -> None:
        """Fill the card; `point` is where writing stopped in this report."""
        self.title.setText(report.content.title or "没有标题的报告")
        self._show_due(report, progress)
        self._show_closing(report)
        self.line.set_share(progress.done / progress.total if progress.total else 0)
        parts = [f"{progress.done} / {progress.total} 节写完"]
        if point is not None:
            parts.append(f"上次停在{point.title}，第{point.paragraph}段，{when(point.when, now)}")
        signed = report.stage is ReportStage.FINAL
        self.where.setText("已经签发，文字和数不再改变。" if signed else "　".join(parts))
        words = "看报告" if signed else "接着写" if point is not None else "开始写"
        self.go_on.setText(f"{words}  Enter")
        self.go_on.setAccessibleName(words)

    def _show_closing(self, report: Report) -> None:
        """The period of the figures; of a signed report only where it is not the whole year."""
        draft = report.stage is ReportStage.DRAFT
        self.closing.setText(f"数据：{closing_label(report.figures_until)}")
        self.closing.setVisible(draft or bool(report.figures_until))
        self.closing.setEnabled(draft)
        self._closings.clear()
        for closing in dict.fromkeys((*CLOSINGS, report.figures_until)):
            entry = self._closings.addAction(
                closing_label(closing), partial(self.closing_chosen.emit, closing)
            )
            entry.setCheckable(True)
            entry.setChecked(closing == report.figures_until)

    def _offer_closings(self) -> None:
        self._closings.popup(self.closing.mapToGlobal(self.closing.rect().bottomLeft()))

    def _show_due(self, report: Report, progress: Progress) -> None:
        days, signed = progress.days_left, report.stage is ReportStage.FINAL
        self.due.setText(_due_told(report))
        self.due.setAccessibleName(f"{self.due.text()}，改报送期限")
        self.days.setVisible(days is not None and not signed)
        if days is None:
            return
        if days < 0:
            set_chip(self.days, f"已过{-days}天", "wrong")
        elif progress.done == progress.total:
            set_chip(self.days, "全部写完", "good")
        else:
            tone = "attention" if days <= DUE_SOON else "good"
            set_chip(self.days, f"还剩{days}天" if days else "今天到期", tone)


def _due_told(report: Report) -> str:
    """When and to whom a report is due."""
    if not report.due_date:
        return "没有记报送期限，记上"
    to = report.content.addressee.rstrip("：:")
    return f"应于{day(report.due_date)}前报{to or '送'}"


class TodoCard(QWidget):
    """要办的事: one line each with a way there."""

    section_requested = Signal(int)
    elsewhere_requested = Signal(object)
    """An `Elsewhere`."""

    def __init__(self) -> None:
        super().__init__()
        frame, self._inside = card("todo_card")
        self._inside.addWidget(label("要办的事", "heading"))
        self._body = QWidget()
        self._lines = QVBoxLayout(self._body)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(8)
        self._inside.addWidget(self._body)
        row(frame, parent=self)
        self.texts: tuple[str, ...] = ()

    def show_todos(self, todos: Sequence[Todo]) -> None:
        """Show the lines anew."""
        while (item := self._lines.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        self.texts = tuple(todo.text for todo in todos)
        for number, todo in enumerate(todos):
            self._lines.addWidget(self._line(todo, number))
        if not todos:
            self._lines.addWidget(label("眼下没有要办的事。", "muted", name="todo_none", wrap=True))

    def _line(self, todo: Todo, number: int) -> QWidget:
        line = QWidget()
        text = label(todo.text, name=f"todo_text_{number}", wrap=True)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        parts: list[QWidget] = [chip(todo.urgency.label, URGENCY_TONES[todo.urgency]), text]
        if todo.section_id:
            go = button(
                "去写", lambda: self.section_requested.emit(todo.section_id), "link", name=f"todo_go_{number}"
            )
            go.setAccessibleName(f"去写：{todo.text}")
            parts.append(go)
        elif todo.elsewhere is not None:
            ask = partial(self.elsewhere_requested.emit, todo.elsewhere)
            parts.append(button(todo.elsewhere.label, ask, "link", name=f"todo_go_{number}"))
        layout = row(*parts, parent=line)
        layout.setStretch(1, 1)
        for i in range(layout.count()):
            layout.setAlignment(layout.itemAt(i).widget(), Qt.AlignmentFlag.AlignTop)
        layout.setAlignment(text, Qt.AlignmentFlag(0))
        return line


class SafetyCard(QWidget):
    """资料安全: the last backup, and one made now."""

    backup_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card("safety_card")
        self.chip = chip("正常", "good", name="backup_chip")
        self.text = label(name="backup_text", wrap=True)
        now = button("现在备份", self.backup_requested.emit, "link", name="backup_now")
        inside.addWidget(label("资料安全", "heading"))
        line = row(self.chip, self.text, now)
        line.setStretch(1, 1)
        inside.addLayout(line)
        row(frame, parent=self)

    def show_backup(self, taken: str, age: int, now: str) -> None:
        """`taken` is the time of the last backup or "", `age` in days."""
        if not taken:
            set_chip(self.chip, "提醒", "attention")
            self.text.setText("还没有备份")
        else:
            old = age > BACKUP_OLD
            set_chip(self.chip, "提醒" if old else "正常", "attention" if old else "good")
            said = f"最近备份是{age}天前的" if old else f"最近备份 {when(taken, now)}"
            self.text.setText(said)


class EmptyState(QWidget):
    """A new archive: three ways to begin."""

    command_requested = Signal(str)
    settings_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("empty_state")
        self._profile = label("先填好本单位情况，标题、主送机关和落款会照着写好。", "muted", wrap=True)
        self._profile_go = button("去填写", self.settings_requested.emit, name="empty_profile")
        grid = QGridLayout()
        grid.setSpacing(12)
        ways = (
            (
                "新建报告",
                "选一个文种和年度，章节、提示和要点都已列好。",
                "新建报告  Ctrl+N",
                actions.COMMAND_NEW,
            ),
            (
                "导入去年的报告",
                "把往年的Word或文本文件拖进来也行，写今年时可以逐节对照。",
                "选文件  Ctrl+O",
                actions.COMMAND_IMPORT,
            ),
            (
                "打开练习本",
                "里面是编的一个镇一整年的材料，随便改，不影响真的资料。",
                "打开练习本",
                actions.COMMAND_PRACTICE,
            ),
        )
        for column, way in enumerate(ways):
            grid.addWidget(self._way(*way, primary=column == 0), 0, column)
            grid.setColumnStretch(column, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.setSpacing(12)
        self._title = label(role="title", name="empty_title")
        self._records = label(role="muted", name="empty_records", wrap=True)
        outer.addWidget(self._title)
        outer.addWidget(self._records)
        profile = row(self._profile, self._profile_go)
        profile.setStretch(0, 1)
        outer.addLayout(profile)
        outer.addLayout(grid)
        outer.addStretch(1)

    def show_records(self, count: int) -> None:
        """How many past reports were brought in; then the new report is what comes next."""
        self._title.setText("接下来新建今年的报告" if count else "从哪里开始？")
        self._records.setText(f"往年的报告导入了{count}份，写的时候按 F3 引用同一节，右边“往年”逐句对照。")
        self._records.setVisible(bool(count))

    def show_profile_missing(self, missing: bool) -> None:
        """Whether 本单位情况 is still empty."""
        self._profile.setVisible(missing)
        self._profile_go.setVisible(missing)

    def _way(self, heading: str, sentence: str, words: str, command: str, *, primary: bool) -> QFrame:
        frame, inside = card(margin=20, spacing=12)
        inside.addWidget(label(heading, "heading"))
        text: QLabel = label(sentence, "muted", wrap=True)
        inside.addWidget(text, 1)
        go = button(
            words,
            lambda: self.command_requested.emit(command),
            "primary" if primary else "",
            name=f"begin_{command}",
        )
        inside.addWidget(go)
        return frame
