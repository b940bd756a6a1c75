"""A ledger on paper: A4 on its side, the header on every page, page n of m, the totals at the end."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import pdfplumber
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel, QPushButton

from fzapp.domain.ledger import Row
from fzapp.storage.changes import Op
from fzapp.storage.ledgers import NewRow, insert
from fzapp.ui.dialogs.ledger_print import LedgerPrintDialog, Ways
from fzapp.ui.pages import ledger_print
from fzapp.ui.pages.ledger_page import LedgerPage
from fzapp.ui.preview import output
from fzapp.ui.preview.table_layout import (
    FOOT_ROOM,
    MARGIN,
    PAGE_HEIGHT,
    ROOM,
    SIZES,
    PrintTable,
    lay_out,
    wrapped,
)
from fzapp.ui.preview.table_painter import TablePainter
from tests.gui.ledgers import FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


@pytest.fixture
def page(make_page: Callable[[type[Page]], Page], office: Services) -> Iterator[LedgerPage]:
    """73 disputes of 2026."""
    office.ledgers.commit(office.ledgers.plan(office.ledgers.read(FILE), 2026))
    built = make_page(LedgerPage)
    assert isinstance(built, LedgerPage)
    built.show_ledger("L16", 2026)
    yield built
    built.hide()


def ems(text: str, size: float) -> float:
    """A measure that needs no font: full-width characters and half as wide ones."""
    return sum(1.0 if ord(character) > 0xFF else 0.5 for character in text) * size


def table_of(rows: int, columns: int = 3, words: str = "石桥村") -> PrintTable:
    names = tuple(f"第{number}列" for number in range(1, columns + 1))
    cells = [(words,) * columns for _ in range(rows)]
    return PrintTable("排查台账", "青石镇　2026年", names, (False,) * columns, cells, (f"合计：{rows}条",))


def test_every_page_has_the_header_and_its_number() -> None:
    layout = lay_out(table_of(100), ems)
    assert len(layout.pages) > 1
    assert [page.number for page in layout.pages] == list(range(1, len(layout.pages) + 1))
    assert {page.of for page in layout.pages} == {len(layout.pages)}
    assert all(page.header.cells[1] == ("第1列",) for page in layout.pages)
    numbers = [row.cells[0][0] for page in layout.pages for row in page.rows]
    assert numbers == [str(number) for number in range(1, 101)]
    assert [page.totals != () for page in layout.pages] == [False] * (len(layout.pages) - 1) + [True]


def test_nothing_stands_below_the_foot_or_beside_the_paper() -> None:
    for columns in (1, 5, 17):
        layout = lay_out(table_of(60, columns, "登记在册的内容写得很长很长的一格2026-07-14"), ems)
        assert all(sum(group.widths) == pytest.approx(ROOM) for group in layout.groups)
        for page in layout.pages:
            for row in page.rows:
                assert row.top + row.height <= PAGE_HEIGHT - MARGIN - FOOT_ROOM + 0.01


def test_many_columns_are_set_smaller_before_they_are_cut() -> None:
    assert lay_out(table_of(3, 4), ems).size == SIZES[0]
    assert lay_out(table_of(3, 26), ems).size < SIZES[0]


def test_very_many_filled_columns_are_printed_in_groups_that_repeat_the_first() -> None:
    filled = "登记在册的内容写得有些长，一格里有三四十个字，还写着办理的经过和结果"
    cells = [tuple(f"{row}之{column}{filled}" for column in range(1, 27)) for row in range(1, 74)]
    names = tuple(f"第{number}列" for number in range(1, 27))
    layout = lay_out(PrintTable("台账", "", names, (False,) * 26, cells, ("合计：73条",)), ems)
    assert len(layout.groups) > 1
    assert all(group.places[:2] == (0, 1) for group in layout.groups)
    assert sorted(place for group in layout.groups for place in group.places[2:]) == list(range(2, 27))
    assert all(len(page.rows) >= 6 for page in layout.pages if page.rows[-1].cells[0] != ("73",))
    shown = ["".join(lines) for page in layout.pages for row in page.rows for lines in row.cells[2:]]
    assert sorted(shown) == sorted(text for row in cells for text in row[1:])
    assert [page.number for page in layout.pages] == list(range(1, len(layout.pages) + 1))
    assert [page.totals != () for page in layout.pages] == [False] * (len(layout.pages) - 1) + [True]


def test_columns_stay_together_where_rows_have_room() -> None:
    assert len(lay_out(table_of(73, 26, "石桥村"), ems).groups) == 1
    assert len(lay_out(table_of(1, 26, "登记在册的内容写得很长" * 5), ems).groups) == 1


def test_a_cell_longer_than_a_page_goes_on_with_all_its_words() -> None:
    words = "甲乙丙丁" * 2_000
    layout = lay_out(PrintTable("表", "", ("内容",), (False,), [(words,)]), ems)
    assert len(layout.pages) > 1
    shown = "".join(line for page in layout.pages for row in page.rows for line in row.cells[1])
    assert shown == words


def test_words_and_numbers_are_not_parted() -> None:
    assert wrapped("发文2026-07-14日", 6.0, 1.0, ems) == ("发文", "2026-07-14日") or wrapped(
        "发文2026-07-14日", 6.0, 1.0, ems
    ) == ("发文", "2026-07-14", "日")
    assert wrapped("", 5.0, 1.0, ems) == ("",)
    assert wrapped("甲\n乙", 5.0, 1.0, ems) == ("甲", "乙")
    assert "".join(wrapped("A" * 40, 5.0, 1.0, ems)) == "A" * 40


def test_no_printed_line_begins_or_ends_with_the_wrong_mark() -> None:
    def ems(text: str, _size: float) -> float:
        return sum(1.0 if ord(letter) > 255 else 0.5 for letter in text)

    assert wrapped("通报批评、吊销", 4.0, 1.0, ems) == ("通报批", "评、吊销")
    assert wrapped("罚没金额（元）", 5.0, 1.0, ems) == ("罚没金额", "（元）")
    assert wrapped("综执〔2026〕3号", 5.5, 1.0, ems) == ("综执", "〔2026〕3号")


def test_totals_that_do_not_fit_go_to_a_page_of_their_own() -> None:
    layouts = [lay_out(table_of(rows), ems) for rows in range(15, 32)]
    alone = [one for one in layouts if not one.pages[-1].rows]
    assert alone, "one of these tables ends just at the foot"
    assert alone[0].pages[-1].totals
    assert alone[0].pages[-1].header.cells[1] == ("第1列",)


def test_an_empty_table_is_one_page() -> None:
    assert len(lay_out(table_of(0), ems).pages) == 1


def test_the_pdf_has_the_header_on_each_page_and_the_totals_at_the_end(
    page: LedgerPage, qapp: QApplication
) -> None:
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        pytest.skip("no Chinese font on this machine")
    painter = TablePainter(page.printing.table(page.model.columns))
    data = output.pdf(painter.pages, painter, painter.layout.table.title)
    with pdfplumber.open(io.BytesIO(data)) as document:
        count = len(document.pages)
        assert count == len(painter.pages) > 1
        for number, sheet in enumerate(document.pages, 1):
            assert (sheet.width, sheet.height) == pytest.approx((842, 595), abs=1)
            text = "".join(sheet.extract_text().split())
            assert "登记日期" in text
            assert "当事人" in text
            assert f"第{number}页共{count}页" in text
            assert "矛盾纠纷排查化解台账" in text
        last = "".join(document.pages[-1].extract_text().split())
        assert "合计：73条" in last
        assert "化解件数70件" in last
        assert "青石镇人民政府" in "".join(document.pages[0].extract_text().split())


def test_the_printed_rows_are_those_shown_and_the_whole_is_told(page: LedgerPage) -> None:
    page.query.look_for("望山村")
    table = page.printing.table(page.model.columns)
    assert len(table.rows) == 10
    assert "筛选：任意一格含有“望山村”" in table.note
    assert table.totals[0].startswith("筛出：10条")
    assert table.totals[1].startswith("全年合计：73条")


def test_the_window_shows_the_pages_and_saves_them(
    page: LedgerPage, qtbot: QtBot, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    prompter.target = tmp_path / "台账.pdf"
    table = page.printing.table(page.model.columns)
    ways = Ways(page.printing.save_word, page.printing.save, page.printing.print_out)
    dialog = LedgerPrintDialog(None, table, ways)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.view.page_count == len(dialog.painter.pages)
    assert f"共{len(dialog.painter.pages)}页" in dialog.findChild(QLabel, "ledger_print_said").text()
    dialog.view.grab()
    dialog.findChild(QPushButton, "ledger_print_pdf").click()
    assert prompter.target.read_bytes().startswith(b"%PDF")
    assert prompter.sentences[-1].startswith("存好了“台账.pdf”")
    prompter.target = tmp_path / "没有这个文件夹" / "台账.pdf"
    dialog.findChild(QPushButton, "ledger_print_pdf").click()
    assert "不存在" in prompter.sentences[-1]


def test_word_takes_the_same_rows_in_the_same_groups(
    page: LedgerPage, qtbot: QtBot, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    prompter.target = tmp_path / "台账.docx"
    painter = TablePainter(page.printing.table(page.model.columns))
    page.printing.save_word(painter)
    qtbot.waitUntil(lambda: prompter.target.is_file() and bool(prompter.told))
    written = docx.Document(str(prompter.target))
    groups = painter.layout.groups
    assert [len(table.rows) for table in written.tables] == [len(page.model.ids) + 1] * len(groups)
    heads = [cell.text for cell in written.tables[0].rows[0].cells]
    assert heads == [("序号", *painter.layout.table.headings)[place] for place in groups[0].places]
    assert painter.layout.table.totals[-1] in [paragraph.text for paragraph in written.paragraphs]
    assert prompter.sentences[-1].startswith("存好了“台账.docx”")


def test_personal_columns_stay_away_when_not_wanted(
    page: LedgerPage, prompter: RecordingPrompter, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[PrintTable] = []
    monkeypatch.setattr(
        "fzapp.ui.dialogs.ledger_print.ask", lambda _window, table, *_calls: shown.append(table)
    )
    prompter.yes = False
    page.printing.open()
    assert "当事人" in prompter.asked[-1]
    assert "当事人" not in shown[0].headings
    prompter.yes = True
    page.printing.open()
    assert "当事人" in shown[1].headings


def test_a_wide_sheet_goes_to_the_printer_on_its_side(page: LedgerPage, tmp_path: Path) -> None:
    painter = TablePainter(page.printing.table(page.model.columns))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    output.set_paper(printer, painter)
    assert output.print_pages(printer, painter.pages, painter) == len(painter.pages)
    with pdfplumber.open(tmp_path / "printed.pdf") as document:
        assert (document.pages[0].width, document.pages[0].height) == pytest.approx((842, 595), abs=1)


def test_too_many_rows_are_not_printed(
    page: LedgerPage, services: Services, prompter: RecordingPrompter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_print, "MOST_PRINTED", 10)
    with services.archive.transact(Op.IMPORT_ROWS) as transaction:
        insert(transaction.write, "L16", [NewRow(2026, "", Row({"parties": "某"}))], services.archive.now())
    page.printing.open()
    assert "先筛选" in prompter.sentences[-1]


def test_the_key_prints_the_ledger_and_no_report(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_page("台账")
    opened: list[bool] = []
    monkeypatch.setattr("fzapp.ui.dialogs.ledger_print.ask", lambda *_calls: opened.append(True))
    qtbot.keyClick(window.page.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert opened == [True]
    assert isinstance(window.page, LedgerPage)
    window.page.hide()
