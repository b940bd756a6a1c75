"""从通知生成模板: the notice is pasted, every line is shown with what it becomes, and confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from fzapp.domain.errors import UserError
from fzapp.services.notice_outline import LineKind, NoticeLine, outline_of, template_from
from fzapp.ui import theme
from fzapp.ui.delegates.wrapped_delegate import WrappedDelegate
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.models.notice_model import CHOICES, KIND, TEXT, NoticeModel
from fzapp.ui.widgets.basic import button, label, restyle, row

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from fzapp.domain.template import ReportTemplate

_WIDTH = 820
_LEAST_SECTIONS = 2


class OutlineTable(QTableView):
    """What each line becomes and its text; 1 to 4 set the kind of the selected lines, F2 edits the text."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice_lines")
        self.setAccessibleName("通知里的每一行")
        self.rows = NoticeModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(WrappedDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(theme.current_scale().row_height)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(KIND, self.fontMetrics().horizontalAdvance("中") * 8)

    def show_lines(self, lines: tuple[NoticeLine, ...]) -> None:
        """Show other lines."""
        self.rows.set_rows(lines)
        if lines:
            self.setCurrentIndex(self.rows.index(0, TEXT))

    def set_kind(self, choice: int) -> None:
        """Make the selected lines one of the kinds."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        self.rows.set_kind(rows, choice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 4."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.text() in ("1", "2", "3", "4") and not control:
            self.set_kind(int(event.text()) - 1)
        else:
            super().keyPressEvent(event)


class NoticeOutlineDialog(Dialog):
    """Paste, look, confirm."""

    def __init__(self, parent: QWidget | None, data: str) -> None:
        super().__init__(parent, "从通知生成模板", "建立模板", name="notice_dialog", width=_WIDTH)
        self.template: ReportTemplate | None = None
        self.name = QLineEdit(objectName="notice_name")
        self.name.setPlaceholderText("例如：法治建设工作情况的报告")
        self.text = QPlainTextEdit(objectName="notice_text")
        self.text.setProperty("role", "field")
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("把通知里的提纲粘贴到这里")
        self.text.setFixedHeight(5 * theme.current_scale().row_height)
        self.text.setPlainText(data)
        self.table = OutlineTable()
        self.table.setMinimumHeight(theme.scaled(210))
        self.read = button("认一认", self._on_read, name="notice_read")
        self.message = label(name="notice_message", wrap=True)
        restyle(self.message, "tone", "wrong")
        self.message.hide()
        self.field("模板名称", self.name)
        self.field("通知里的提纲", self.text)
        self.body.addLayout(row(self.read, None))
        self._kinds = [
            button(
                f"{words}　{place + 1}",
                lambda place=place: self.table.set_kind(place),
                name=f"notice_kind_{place}",
            )
            for place, (words, _, _) in enumerate(CHOICES)
        ]
        self._below = label("选中一行或几行，按 1 到 4 定它当作什么；按 F2 改文字。", "muted", wrap=True)
        self.body.addWidget(self._below)
        self.body.addLayout(row(*self._kinds, None))
        self.body.addWidget(self.table, 1)
        self.foot.insertWidget(0, self.message, 1)
        self.foot.setStretch(1, 0)
        self._show_lines(())
        if data.strip():
            self._on_read()

    def accept(self) -> None:
        """Only what makes a template is taken; what is missing is told here."""
        if not self.name.text().strip():
            self._say("模板还没有名称，在最上面写上。")
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            self.template = template_from(self.table.rows.lines(), self.name.text())
        except UserError as error:
            self._say(str(error))
            return
        super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the name goes on to the text: nothing is made by it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focusWidget() is self.name:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _on_read(self) -> None:
        try:
            self._show_lines(outline_of(self.text.toPlainText()))
        except UserError as error:
            self._show_lines(())
            self._say(str(error))
            return
        self.message.hide()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_lines(self, lines: tuple[NoticeLine, ...]) -> None:
        self.table.show_lines(lines)
        for widget in (*self._kinds, self._below, self.accept_button):
            widget.setEnabled(bool(lines))

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setAccessibleName(sentence)
        self.message.show()


def clipboard_text() -> str:
    """What lies in the clipboard, when it looks like an outline; "" for anything else."""
    text = QApplication.clipboard().text()
    if not text.strip():
        return ""
    sections = [line for line in outline_of(text) if line.kind is LineKind.SECTION]
    return text if len(sections) >= _LEAST_SECTIONS else ""


def ask(parent: QWidget | None, data: str) -> ReportTemplate | None:
    """Ask; None when the user turned back."""
    dialog = NoticeOutlineDialog(parent, data)
    return dialog.template if run(dialog) else None
