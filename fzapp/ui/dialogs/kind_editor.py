"""台账的列: add, rename, hide and describe columns; of an own kind also its names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType, Privacy
from fzapp.services.kind_drafts import (
    LONGEST_NAME,
    LONGEST_SHORT,
    LONGEST_UNIT,
    PRIVACY_NAMES,
    TYPE_NAMES,
    ColumnDraft,
    KindDraft,
)
from fzapp.ui import theme
from fzapp.ui.dialogs.frame import WIDEST, Dialog, run
from fzapp.ui.widgets.basic import button, label, propose, restyle, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

_CHOICES = (ColumnType.CHOICE, ColumnType.CHOICES)
_WITH_UNIT = (ColumnType.INTEGER, ColumnType.MONEY)
_WIDTH, _LIST_WIDTH, _OPTION_ROWS = 860, 260, 5


@dataclass(frozen=True, slots=True)
class KindQuestion:
    """`draft` is what to begin with; `check` raises `UserError` for what is wrong with an answer.

    `offices` are those of the house.
    """

    draft: KindDraft
    check: Callable[[KindDraft], None]
    offices: tuple[str, ...] = ()


class _Options(QPlainTextEdit):
    """One option on each line; Tab goes on to the next field."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("kind_column_options")
        self.setAccessibleName("选项，每行一个")
        self.setProperty("role", "field")
        self.setTabChangesFocus(True)
        self.setPlaceholderText("每行写一个选项")
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _OPTION_ROWS + 16)

    def options(self) -> tuple[str, ...]:
        """The lines that say something."""
        return tuple(line.strip() for line in self.toPlainText().split("\n") if line.strip())


class KindEditorDialog(Dialog):
    """Left the columns in order, right what is to be known of the chosen one."""

    def __init__(self, parent: QWidget | None, data: KindQuestion) -> None:
        draft = data.draft
        title = f"{draft.name}：列和选项" if draft.ours else "自己建的台账"
        super().__init__(parent, title, "存好", name="kind_editor_dialog", width=_WIDTH)
        self._check = data.check
        self._draft = draft
        self._offices = data.offices
        self._columns = list(draft.columns)
        self._showing = False
        self._build()
        self._fill()

    def answer(self) -> KindDraft:
        """The draft as it stands."""
        names = {
            "name": self.name.text().strip(),
            "short_name": self.short_name.text().strip() or self.name.text().strip(),
            "unit": self.unit.text().strip(),
            "office": self.office.text().strip(),
        }
        columns = tuple(column for column in self._columns if column.name or column.id)
        return replace(self._draft, columns=columns, **({} if self._draft.ours else names))

    def accept(self) -> None:
        """Only what is right can be kept; what is wrong is told here."""
        try:
            self._check(self.answer())
        except UserError as error:
            self.message.setText(str(error))
            self.message.setAccessibleName(str(error))
            self.message.show()
            return
        super().accept()

    # --- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        self.message = label(name="kind_editor_message", wrap=True)
        restyle(self.message, "tone", "wrong")
        self.message.hide()
        self.body.addWidget(self._names())
        sides = QHBoxLayout()
        sides.setSpacing(20)
        sides.addLayout(self._left())
        sides.addLayout(self._right(), 1)
        self.body.addLayout(sides, 1)
        room = int(self.screen().availableGeometry().height() * WIDEST) - 40 - theme.scaled(90)
        self.list.setMinimumHeight(max(theme.scaled(200), min(theme.scaled(400), room - theme.scaled(150))))
        self.foot.insertWidget(0, self.message, 1)
        self.foot.setStretch(1, 0)

    def _names(self) -> QWidget:
        """Name, short name, unit and office; of a kind of the program they are the program's."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        self.name = QLineEdit(objectName="kind_name", maxLength=LONGEST_NAME)
        self.short_name = QLineEdit(objectName="kind_short_name", maxLength=LONGEST_SHORT)
        self.unit = QLineEdit(objectName="kind_unit", maxLength=LONGEST_UNIT)
        self.office = QLineEdit(objectName="kind_office", maxLength=40)
        propose(self.office, self._offices)
        self.name.setPlaceholderText("如：水井巡查")
        self.short_name.setPlaceholderText("报告里引用数字时用，如：水井")
        fields = (
            ("名称", self.name),
            ("简称", self.short_name),
            ("一条算一", self.unit),
            ("填报科室", self.office),
        )
        for place, (words, field) in enumerate(fields):
            line, column = divmod(place, 2)
            grid.addWidget(label(words), line, column * 2)
            grid.addWidget(field, line, column * 2 + 1)
            field.setAccessibleName(words)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        holder.setVisible(not self._draft.ours)
        return holder

    def _left(self) -> QVBoxLayout:
        self.list = QListWidget(objectName="kind_columns")
        self.list.setAccessibleName("台账的列")
        self.list.setFixedWidth(theme.scaled(_LIST_WIDTH))
        self.list.setSpacing(3)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.currentRowChanged.connect(self._show_column)
        self.add = button("加一列", self._on_add, name="kind_add_column")
        self.up = button("上移", lambda: self._move(-1), name="kind_column_up")
        self.down = button("下移", lambda: self._move(1), name="kind_column_down")
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(label("列", "heading"))
        column.addWidget(self.list, 1)
        column.addLayout(row(self.add, self.up, self.down, None))
        return column

    def _right(self) -> QVBoxLayout:
        self.column_name = QLineEdit(objectName="kind_column_name", maxLength=LONGEST_NAME)
        self.type = QComboBox(objectName="kind_column_type")
        for of, name in TYPE_NAMES.items():
            self.type.addItem(name, of.value)
        self.column_unit = QLineEdit(objectName="kind_column_unit", maxLength=LONGEST_UNIT)
        self.privacy = QComboBox(objectName="kind_column_privacy")
        for of, name in PRIVACY_NAMES.items():
            self.privacy.addItem(name, of.value)
        self.required = QCheckBox("每一条都要填", objectName="kind_column_required")
        self.hidden = QCheckBox("隐藏这一列（已经登记的内容还在）", objectName="kind_column_hidden")
        self.options = _Options()
        self.note = label(role="muted", name="kind_column_note", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self._option_words, self._unit_words = label("选项"), label("单位")
        fields = (
            (label("列名"), self.column_name),
            (label("类型"), self.type),
            (self._unit_words, self.column_unit),
            (label("个人信息"), self.privacy),
            (self._option_words, self.options),
        )
        for line, (words, field) in enumerate(fields):
            grid.addWidget(words, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, line, 1)
            words.setBuddy(field)
            field.setAccessibleName(field.accessibleName() or words.text())
        grid.addWidget(self.required, len(fields), 1)
        grid.addWidget(self.hidden, len(fields) + 1, 1)
        self._wire()
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(label("这一列", "heading"))
        column.addLayout(grid)
        column.addWidget(self.note)
        self.note.setMinimumWidth(theme.scaled(_LIST_WIDTH))
        column.addStretch(1)
        return column

    def _wire(self) -> None:
        self.column_name.textEdited.connect(lambda text: self._change(name=text.strip()))
        self.type.activated.connect(lambda _at: self._on_type())
        self.column_unit.textEdited.connect(lambda text: self._change(unit=text.strip()))
        self.privacy.activated.connect(lambda _at: self._change(privacy=Privacy(self.privacy.currentData())))
        self.required.toggled.connect(lambda on: self._change(required=on))
        self.hidden.toggled.connect(lambda on: self._change(hidden=on))
        self.options.textChanged.connect(lambda: self._change(options=self.options.options()))

    # --- showing ----------------------------------------------------------------------------------

    def _fill(self) -> None:
        draft = self._draft
        for field, text in (
            (self.name, draft.name),
            (self.short_name, draft.short_name),
            (self.unit, draft.unit),
            (self.office, draft.office),
        ):
            field.setText(text)
        if not self._columns:
            self._columns = [ColumnDraft("日期", ColumnType.DATE, required=True)]
        self._fill_list(0)

    def _fill_list(self, current: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([_told(column) for column in self._columns])
        self.list.setCurrentRow(current)
        self.list.blockSignals(False)
        self._show_column(current)

    def _show_column(self, place: int) -> None:
        if not 0 <= place < len(self._columns):
            return
        column = self._columns[place]
        self._showing = True
        self.column_name.setText(column.name)
        self.type.setCurrentIndex(self.type.findData(column.type.value))
        self.column_unit.setText(column.unit)
        self.privacy.setCurrentIndex(self.privacy.findData(column.privacy.value))
        self.required.setChecked(column.required)
        self.hidden.setChecked(column.hidden)
        self.options.setPlainText("\n".join(column.options))
        self._showing = False
        self._show_limits(column, place)

    def _show_limits(self, column: ColumnDraft, place: int) -> None:
        """What may be changed of a column."""
        for field in (self.type, self.required):
            field.setEnabled(not column.ours)
        self.column_unit.setEnabled(not column.ours)
        for field in (self.column_unit, self._unit_words):
            field.setVisible(column.type in _WITH_UNIT)
        for field in (self.options, self._option_words):
            field.setVisible(column.type in _CHOICES)
        movable = not column.ours and not self._draft.ours
        self.up.setEnabled(movable and place > 0)
        self.down.setEnabled(movable and place + 1 < len(self._columns))
        for field in (self.up, self.down):
            field.setVisible(not self._draft.ours)
        self.note.setText(_note(column, totals_only=self._draft.totals_only))

    # --- changing ---------------------------------------------------------------------------------

    def _change(self, **changes: object) -> None:
        place = self.list.currentRow()
        if self._showing or place < 0:
            return
        self._columns[place] = replace(self._columns[place], **changes)
        self.list.item(place).setText(_told(self._columns[place]))
        self.message.hide()

    def _on_type(self) -> None:
        """Another type has other details."""
        of = ColumnType(self.type.currentData())
        place = self.list.currentRow()
        before = self._columns[place]
        self._change(
            type=of,
            unit=before.unit if of in _WITH_UNIT else "",
            options=before.options if of in _CHOICES else (),
        )
        self._show_column(place)

    def _on_add(self) -> None:
        of = ColumnType.INTEGER if self._draft.totals_only else ColumnType.TEXT
        self._columns.append(ColumnDraft("", of, privacy=Privacy.NONE))
        self._fill_list(len(self._columns) - 1)
        self.column_name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, by: int) -> None:
        place = self.list.currentRow()
        columns = self._columns
        columns[place], columns[place + by] = columns[place + by], columns[place]
        self._fill_list(place + by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field goes on to the next one: nothing is stored by it before all is said."""
        plain_field = isinstance(self.focusWidget(), QLineEdit)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain_field:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


def _told(column: ColumnDraft) -> str:
    told = column.name or "（还没有写列名）"
    marks = [TYPE_NAMES[column.type]] + ["必填"] * column.required + ["隐藏"] * column.hidden
    return f"{told}　{'、'.join(marks)}"


def _note(column: ColumnDraft, *, totals_only: bool) -> str:
    if column.ours:
        return "程序自带的列：列名、选项、隐藏可以改，类型、必填和单位不能改。"
    if totals_only:
        return "这种台账只登记汇总数，只能加数量或金额的列。"
    return "去掉一列就是隐藏它，已经登记的内容不会丢。"


def ask(parent: QWidget | None, data: KindQuestion) -> KindDraft | None:
    """Ask; None when the user turned back."""
    dialog = KindEditorDialog(parent, data)
    return dialog.answer() if run(dialog) else None
