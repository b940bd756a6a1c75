"""A list as a paper: a title, what to know about it, and a table; for Word and for print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fzapp.domain.report import ReportContent, SectionContent
from fzapp.services.source_files import dense, lying
from fzapp.services.user_files import save_file

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.exports import ExportService
    from fzapp.word.blocks import Block
    from fzapp.word.layout import Page
    from fzapp.word.profile import FormatProfile


@dataclass(frozen=True, slots=True)
class ListPaper:
    """`notes` stand below the title, `closing` below the table; `weights` are the widths of the columns.

    The sheet lies, unless it is `standing`: then its margins are narrow, for a list of one page. `groups` are the
    places of columns that stand in one table, for more columns than a sheet takes; without them all do.
    """

    title: str
    notes: tuple[str, ...]
    headings: tuple[str, ...]
    weights: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...] = ()
    standing: bool = False
    groups: tuple[tuple[int, ...], ...] = ()


class ListPapers:
    """Lays lists on sheets and writes them."""

    def __init__(self, exports: ExportService) -> None:
        self._exports = exports

    def profile(self, paper: ListPaper) -> FormatProfile:
        """The national format, on a lying sheet unless the paper stands."""
        national = self._exports.profile()
        return dense(national) if paper.standing else lying(national)

    def blocks(self, paper: ListPaper) -> tuple[Block, ...]:
        """The list as a document."""
        from fzapp.word.blocks import BlankLine, BodyParagraph  # noqa: PLC0415  the window starts without Word's part

        lead = SectionContent(level=0, body="\n".join(paper.notes))
        head = ReportContent(title=paper.title, sections=(lead,))
        above = self._exports.blocks(head, self.profile(paper))
        *before, table = _tables(paper)
        if not paper.closing:
            return (*above, *before, table)
        # Those who sign see a row of what they sign for.
        kept = (table, BlankLine(), *map(BodyParagraph, paper.closing[:-1]))
        last = (*(replace(block, keep_next=True) for block in kept), BodyParagraph(paper.closing[-1]))
        return (*above, *before, *last)

    def pages(self, paper: ListPaper) -> tuple[Page, ...]:
        """The pages, for print."""
        return self._exports.pages_of(self.blocks(paper), self.profile(paper))

    def save(self, paper: ListPaper, path: Path) -> Path:
        """Write the list as a Word file, whole or not at all. Raises `UserError`."""
        data = self._exports.document_of(self.blocks(paper), self.profile(paper), paper.title, "")
        save_file(path, data)
        return path


def _tables(paper: ListPaper) -> tuple[Block, ...]:
    """The table, or one for each group of columns, an empty line between them."""
    from fzapp.word.blocks import BlankLine, TableBlock  # noqa: PLC0415  the window starts without Word's part

    cells = [[" ".join(text.split()) or "—" for text in row] for row in paper.rows]
    rows = (list(paper.headings), *cells)
    found: list[Block] = []
    for places in paper.groups or (tuple(range(len(paper.headings))),):
        shown = tuple(tuple(row[place] for place in places) for row in rows)
        found += (BlankLine(), TableBlock(shown, weights=tuple(paper.weights[place] for place in places)))
    return tuple(found[1:])
