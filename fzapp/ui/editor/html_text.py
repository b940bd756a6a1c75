"""Text of pages that come from the clipboard without a plain form."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor, QTextDocument

from fzapp.ui.editor.figure_runs import blocks


def text_of_html(html: str) -> str:
    """The text of a page that came without a plain form; a table row is one line with tabs."""
    document = QTextDocument()
    document.setHtml(html)
    lines: list[str] = []
    place = None
    for block in blocks(document):
        table = QTextCursor(block).currentTable()
        if table is None:
            lines.append(block.text())
            place = None
            continue
        cell = table.cellAt(block.position())
        row = (table.firstPosition(), cell.row())
        if place is None or place[:2] != row:
            lines.append(block.text())
        else:
            lines[-1] += ("\t" if cell.column() != place[2] else "") + block.text()
        place = (*row, cell.column())
    return "\n".join(lines)
