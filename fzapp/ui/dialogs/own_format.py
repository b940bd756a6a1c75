"""本县格式: margins, lines and faces that a county asks for instead of the national ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from fzapp.domain.errors import UserError
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.preview.preview_view import PreviewView
from fzapp.ui.widgets.basic import label, row
from fzapp.word.profile import FontRole, PageNumberPlace, parse_profile, profile_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from fzapp.ui.preview.page_painter import PagePainter
    from fzapp.word.layout import Page
    from fzapp.word.profile import Font, FormatProfile

    LayOut = Callable[[FormatProfile], tuple[Sequence[Page], PagePainter | None]]

TIMES = "Times New Roman"
_FOLLOWS = "跟随正文字体"
_EDGES = (("top", "上"), ("bottom", "下"), ("left", "左"), ("right", "右"))
_FACES = (
    (FontRole.TITLE, "标题字体"),
    (FontRole.BODY, "正文字体"),
    (FontRole.HEADING1, "第一层标题字体"),
    (FontRole.HEADING2, "第二层标题字体"),
)
_LIKE = {
    FontRole.TITLE: (FontRole.SUBTITLE, FontRole.ISSUER_MARK),
    FontRole.BODY: (
        FontRole.HEADING3,
        FontRole.HEADING4,
        FontRole.TABLE,
        FontRole.SMALL_TABLE,
        FontRole.IMPRINT,
    ),
    FontRole.HEADING1: (FontRole.ANNEX_MARK,),
    FontRole.HEADING2: (FontRole.TITLE_NOTE,),
}
"""The other parts that are set in the same face."""

_PREVIEW_WIDTH = 420
_PAUSE = 300
"""Milliseconds without another change until the pages are laid out again."""


@dataclass(frozen=True, slots=True)
class Question:
    """The format to begin from, the name it would get, the families on this PC, and what the report looks like in one."""

    profile: FormatProfile
    name: str
    families: Sequence[str]
    lay_out: LayOut


class OwnFormatDialog(Dialog):
    """What counties prescribe otherwise; all else stays as it is. Beside it stand the pages as they would be."""

    def __init__(self, parent: QWidget | None, data: Question) -> None:
        super().__init__(parent, "本县格式", "存下这个格式", name="own_format_dialog", width=600)
        self._data = data
        old = data.profile
        self.name = QLineEdit(data.name, objectName="format_name")
        self.edges = {key: _millimetres(f"format_{key}", getattr(old, key)) for key, _ in _EDGES}
        self.lines = QSpinBox(objectName="format_lines", minimum=5, maximum=80, suffix=" 行")
        self.lines.setValue(old.lines)
        self.characters = QSpinBox(objectName="format_characters", minimum=5, maximum=80, suffix=" 字")
        self.characters.setValue(old.characters)
        self.faces = {role: self._face(role, old.fonts[role]) for role, _ in _FACES}
        self.digits = QComboBox(objectName="format_digits")
        self.digits.addItems([_FOLLOWS, TIMES])
        self.digits.setCurrentText(old.digit_font or _FOLLOWS)
        self.numbers = QComboBox(objectName="format_numbers")
        self.numbers.addItems([place.value for place in PageNumberPlace])
        self.numbers.setCurrentText(old.page_number.value)
        self.problem = label(name="format_problem", wrap=True)
        self.problem.setProperty("tone", "wrong")
        self.problem.hide()
        self.preview = PreviewView()
        self._again = QTimer(self, singleShot=True, interval=_PAUSE)
        self._again.timeout.connect(self.show_pages)
        self._lay_out()
        self._follow()
        self.show_pages()

    def answer(self) -> FormatProfile:
        """The format as it is filled in."""
        digits = self.digits.currentText()
        edges = {key: box.value() for key, box in self.edges.items()}
        return replace(
            self._data.profile,
            **edges,
            name=self.name.text().strip(),
            lines=self.lines.value(),
            characters=self.characters.value(),
            fonts=self._fonts(),
            digit_font="" if digits == _FOLLOWS else digits,
            page_number=PageNumberPlace(self.numbers.currentText()),
        )

    def showEvent(self, event: QShowEvent) -> None:
        """From the first page on, which has been fitted into the room it got by now."""
        super().showEvent(event)
        self.layout().activate()
        self.preview.go_to_page(1)

    def accept(self) -> None:
        """Say what cannot be, or be done."""
        if self._says_what_is_wrong():
            self.bring_in_sight(self.problem)
        else:
            super().accept()

    def show_pages(self) -> None:
        """The report in the format as it is filled in; where that cannot be, the pages of before stay."""
        if not self._says_what_is_wrong():
            self.preview.set_pages(*self._data.lay_out(self.answer()))

    def _says_what_is_wrong(self) -> bool:
        try:
            parse_profile(profile_text(self.answer()), self.name.text().strip() or "没有名称")
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return True
        self.problem.hide()
        return False

    def _fonts(self) -> dict[FontRole, Font]:
        """Each face with the wanted name in front; what stands in for it stays behind."""
        fonts = dict(self._data.profile.fonts)
        for role, combo in self.faces.items():
            wanted = combo.currentText().strip() or fonts[role].names[0]
            for each in (role, *_LIKE[role]):
                names = (wanted, *(name for name in fonts[each].names if name != wanted))
                fonts[each] = replace(fonts[each], names=names)
        return fonts

    def _face(self, role: FontRole, font: Font) -> QComboBox:
        combo = QComboBox(objectName=f"format_{role.value}", editable=True)
        combo.addItems(dict.fromkeys((*font.names, *self._data.families)))
        combo.setCurrentText(font.names[0])
        return combo

    def _lay_out(self) -> None:
        self.field("格式名称", self.name)
        self.body.addWidget(label("页边距（毫米）：上、下、左、右"))
        for key, words in _EDGES:
            self.edges[key].setAccessibleName(f"{words}边距")
        self.body.addLayout(row(*self.edges.values()))
        self.body.addWidget(label("每面行数、每行字数：行距和字距由它们算出"))
        self.lines.setAccessibleName("每面行数")
        self.characters.setAccessibleName("每行字数")
        self.body.addLayout(row(self.lines, self.characters, None))
        for role, words in _FACES:
            self.field(words, self.faces[role])
        self.field("数字和字母", self.digits, "国家标准没有规定，有的县要求用 Times New Roman。")
        self.field("页码位置", self.numbers)
        self.body.addWidget(self.problem)
        shown = QWidget()
        beside = QVBoxLayout(shown)
        beside.setContentsMargins(12, 20, 24, 12)
        beside.addWidget(label("照这个格式，报告是这样的", "muted"))
        beside.addWidget(self.preview)
        self.put_beside(shown, _PREVIEW_WIDTH)

    def _follow(self) -> None:
        """Every change shows itself after a pause."""
        begin = self._again.start
        for box in (*self.edges.values(), self.lines, self.characters):
            box.valueChanged.connect(begin)
        for combo in (*self.faces.values(), self.digits, self.numbers):
            combo.currentTextChanged.connect(begin)


def _millimetres(name: str, value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox(objectName=name, minimum=0, maximum=200, decimals=1)
    box.setValue(value)
    return box


def ask(parent: QWidget | None, data: Question) -> FormatProfile | None:
    """Ask; None when the user turned back."""
    dialog = OwnFormatDialog(parent, data)
    return dialog.answer() if run(dialog) else None
