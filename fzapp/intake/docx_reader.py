"""Word files (.docx) to lines: every paragraph in document order, as CLI.md counts them.

Read straight from the XML parts: python-docx leaves out text boxes, tracked insertions and automatic
numbers, and is slower. Changes are read as accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.document import LineHint, SourceLine
from fzapp.domain.errors import UserError
from fzapp.intake import docx_names as names
from fzapp.intake.docx_numbering import Numbering
from fzapp.intake.docx_package import DocxPackage, damaged
from fzapp.intake.docx_styles import Look, Styles, over, paragraph_look, run_look, run_weight
from fzapp.intake.text_reader import MOST_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fzapp.intake.docx_names import Element

MOST_PARAGRAPHS = 20_000
"""A report has some hundred paragraphs."""

_MOST_COLUMNS = 64
"""Columns of a table in Word: 63."""

_SIGNS = {
    names.TAB: "\t", names.POSITION_TAB: "\t", names.RETURN: "\n", names.BREAK: "\n", names.NO_BREAK_HYPHEN: "-",
}  # fmt: skip
_SOFT = "textWrapping"
"""The kind of break that parts lines; the others part pages and columns."""


def read_docx(data: bytes) -> tuple[SourceLine, ...]:
    """The lines of a Word file. Raises UserError when it is damaged, locked, unsafe or no Word file."""
    package = DocxPackage(data)
    body = package.part(package.document_name).find(names.BODY)
    if body is None:
        raise damaged()
    styles = Styles(package.related("/styles"))
    reader = _Reader(styles, Numbering(package.related("/numbering"), styles))
    reader.read(body, _Place())
    if not any(line.text.strip() for line in reader.lines):
        raise UserError("这个Word文件里没有文字", "如果内容是图片，先用识别文字的软件转成文字")
    return tuple(reader.lines)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands: its cell, and whether in a text box."""

    cell: tuple[int, int, int] | None = None
    in_textbox: bool = False


class _Reader:
    """Walks the body once and collects lines."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.lines: list[SourceLine] = []
        self._styles = styles
        self._numbering = numbering
        self._tables = self._characters = 0

    def read(self, container: Iterable[Element], place: _Place) -> None:
        """Read all paragraphs in a container, in order."""
        for element in container:
            if element.tag == names.PARAGRAPH:
                self._read_paragraph(element, place)
            elif element.tag == names.TABLE:
                self._read_table(element, place)
            elif element.tag == names.ALTERNATE:
                self.read(_chosen(element), place)
            elif element.tag not in names.LEFT_OUT:
                self.read(element, place)

    def _read_table(self, table: Element, place: _Place) -> None:
        """Read a table cell by cell, row by row."""
        number = self._tables
        self._tables += 1
        for row, cells in enumerate(_inside(table, names.ROW)):
            column = 0
            for cell in _inside(cells, names.CELL):
                self.read(cell, _Place((number, row, column), place.in_textbox))
                column += _columns(cell)

    def _read_paragraph(self, paragraph: Element, place: _Place) -> None:
        """Add the line of a paragraph, then those of the text boxes anchored in it."""
        if len(self.lines) >= MOST_PARAGRAPHS:
            raise UserError("这个Word文件超过2万段，不像一份报告", "确认没有选错文件")
        content = _Content()
        content.collect(paragraph)
        properties = paragraph.find(names.PARAGRAPH_PROPERTIES)
        hint = self._hint(properties, content, place)
        text = "".join(content.texts)
        self._characters += len(text)
        if self._characters > MOST_CHARACTERS:
            raise UserError("这个Word文件的文字超过500万字，不像一份报告", "确认没有选错文件")
        self.lines.append(SourceLine(len(self.lines) + 1, text, hint))
        for box in content.boxes:
            self.read(box, _Place(None, in_textbox=True))

    def _hint(self, properties: Element | None, content: _Content, place: _Place) -> LineHint:
        """What style, properties and runs tell about a paragraph."""
        style_id = _style_id(properties)
        own = paragraph_look(properties) if properties is not None else Look()
        style = self._styles.look(style_id)
        look = over(over(own, content.look()), style)
        deleted = not content.texts and _is_deleted(properties)
        return LineHint(
            style=style.name,
            outline_level=look.outline or None,
            auto_number="" if deleted else self._number(own, style, style_id),
            alignment=look.alignment,
            size=look.size,
            font=look.font,
            bold=bool(look.bold),
            cell=place.cell,
            in_textbox=place.in_textbox,
        )

    def _number(self, own: Look, style: Look, style_id: str) -> str:
        """The automatic number of a paragraph, its own list before that of its style."""
        if own.number is not None and own.number[0]:
            return self._numbering.next_number(*own.number) if own.number[0] != "0" else ""
        if style.number is None or style.number[0] in ("", "0"):
            return ""
        identity, depth = style.number
        depth = own.number[1] if own.number else depth or self._numbering.level_of_style(identity, style_id)
        return self._numbering.next_number(identity, depth)


class _Content:
    """The text of one paragraph, the looks of its runs, and its text boxes."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.boxes: list[Element] = []
        self._first: Look | None = None
        self._weights: set[bool | None] = set()

    def collect(self, element: Iterable[Element]) -> None:
        """Collect what stands inside `element`, tracked changes accepted."""
        for child in element:
            tag = child.tag
            if tag == names.RUN:
                self._collect_run(child)
            elif tag == names.TEXT_BOX:
                self.boxes.append(child)
            elif tag == names.ALTERNATE:
                self.collect(_chosen(child))
            elif tag not in names.LEFT_OUT:
                self.collect(child)

    def _collect_run(self, run: Element) -> None:
        """Collect one run; its look counts when it has text: the first one whole, of others the weight."""
        before = len(self.texts)
        properties = self._signs(run)
        if len(self._weights) > 1 or not "".join(self.texts[before:]).strip():
            return
        if self._first is None:
            self._first = run_look(properties) if properties is not None else Look()
        self._weights.add(run_weight(properties) if properties is not None else None)

    def _signs(self, run: Iterable[Element]) -> Element | None:
        """The characters of a run: text, tabs, soft breaks; page and column breaks are none.

        Answers its properties. A report has hundreds of runs, so each is gone through once.
        """
        properties = None
        for child in run:
            tag = child.tag
            if tag == names.TEXT:
                if child.text:
                    self.texts.append(child.text)
            elif tag == names.RUN_PROPERTIES:
                properties = child
            elif tag in _SIGNS:
                if child.get(names.TYPE, _SOFT) == _SOFT:
                    self.texts.append(_SIGNS[tag])
            elif tag == names.TEXT_BOX:
                self.boxes.append(child)
            elif tag == names.ALTERNATE:
                self._signs(_chosen(child))
            elif tag not in names.LEFT_OUT:
                self._nested(child)
        return properties

    def _nested(self, element: Iterable[Element]) -> None:
        """What a run holds deeper down: drawings with text boxes, ruby bases."""
        for child in element:
            if child.tag == names.RUN:
                self._collect_run(child)
            elif child.tag == names.TEXT_BOX:
                self.boxes.append(child)
            elif child.tag == names.ALTERNATE:
                self._nested(_chosen(child))
            elif child.tag not in names.LEFT_OUT:
                self._nested(child)

    def look(self) -> Look:
        """The look of the runs together: size and font of the first, bold when none says no."""
        if self._first is None:
            return Look()
        bold = next(iter(self._weights)) if len(self._weights) == 1 else False
        return Look(size=self._first.size, font=self._first.font, bold=bold)


def _chosen(alternate: Element) -> Iterable[Element]:
    """The content of an alternative that is read: the first choice, never the fallback beside it."""
    choice = alternate.find(names.CHOICE)
    return choice if choice is not None else ()


def _inside(element: Element, tag: str) -> Iterator[Element]:
    """The elements of a tag below `element`, also those that content controls or changes wrap."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in names.LEFT_OUT and child.tag not in (names.PARAGRAPH, names.TABLE):
            yield from _inside(child, tag)


def _columns(cell: Element) -> int:
    """How many columns of the grid a cell reaches over."""
    span = cell.find(f"{names.CELL_PROPERTIES}/{names.GRID_SPAN}")
    value = span.get(names.VAL, "") if span is not None else ""
    return int(value) if value.isdecimal() and 0 < int(value) < _MOST_COLUMNS else 1


def _style_id(properties: Element | None) -> str:
    """The style a paragraph names; "" for the default one."""
    style = properties.find(names.PARAGRAPH_STYLE) if properties is not None else None
    return style.get(names.VAL, "") if style is not None else ""


def _is_deleted(properties: Element | None) -> bool:
    """Whether the mark of a paragraph is deleted: then it is numbered no more."""
    if properties is None:
        return False
    return properties.find(f"{names.RUN_PROPERTIES}/{names.DELETED}") is not None
