"""Pages painted for screen, printer and PDF, and the view that shows them."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pdfplumber
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QFont, QFontDatabase, QImage, QKeySequence, QPainter, QWheelEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from fzapp.domain.errors import Cancelled, UserError
from fzapp.services.exports import StandInKind
from fzapp.ui import theme
from fzapp.ui.preview import output
from fzapp.ui.preview.faces import Faces, StandIn, choose_faces
from fzapp.ui.preview.page_painter import PagePainter
from fzapp.ui.preview.pdf_repair import repaired
from fzapp.ui.preview.preview_bar import PreviewBar
from fzapp.ui.preview.preview_view import GAP, LEAST, MOST, Fit, PreviewView
from fzapp.word.blocks import BodyParagraph, TableBlock, Title
from fzapp.word.layout import lay_out
from fzapp.word.profile import FontRole, FormatProfile, PageNumberPlace, national_profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.word.blocks import Block
    from fzapp.word.layout import Page

DPI = 50
MM = DPI / 25.4
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def profile() -> FormatProfile:
    return national_profile()


def painter_for(profile: FormatProfile) -> PagePainter:
    return PagePainter(profile, choose_faces(profile, QFontDatabase.families()))


def paragraphs(count: int, text: str = "全年办理事项十一件。") -> list[Block]:
    return [BodyParagraph(text) for _ in range(count)]


def image_of(blocks: Sequence[Block], profile: FormatProfile, number: int = 1) -> QImage:
    pages = lay_out(blocks, profile)
    image = QImage(round(210 * MM), round(297 * MM), QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter_for(profile).paint(painter, pages[number - 1], QRectF(0, 0, image.width(), image.height()))
    painter.end()
    return image


def ink(image: QImage, top: float = 0, bottom: float = 297) -> tuple[float, float, float, float] | None:
    """Left, top, right and bottom of what is painted between two heights; all in millimetres."""
    stride, data = image.bytesPerLine(), bytes(image.constBits())
    rows = {
        y: data[y * stride : y * stride + image.width()] for y in range(round(top * MM), round(bottom * MM))
    }
    dark = {y: [x for x, value in enumerate(row) if value < 160] for y, row in rows.items() if min(row) < 160}
    if not dark:
        return None
    left, right = min(xs[0] for xs in dark.values()), max(xs[-1] for xs in dark.values())
    return left / MM, min(dark) / MM, right / MM, max(dark) / MM


# --- faces --------------------------------------------------------------------------------------


def test_the_first_installed_name_of_a_chain_is_shown(profile: FormatProfile) -> None:
    faces = choose_faces(profile, ["fangsong", "SimHei", "KaiTi", "STZhongsong", "SimSun"])
    assert faces.families[FontRole.BODY] == "fangsong"
    assert faces.families[FontRole.HEADING1] == "SimHei"
    assert faces.missing == ()


def test_a_face_that_lacks_is_named_once_with_what_stands_in(profile: FormatProfile) -> None:
    kinds = (
        StandInKind("仿宋", ("仿", "Fang"), ("没有的字体", "Some Serif")),
        StandInKind("宋体", ("宋",), ()),
    )
    faces = choose_faces(profile, ["Some Serif", "SimHei", "KaiTi", "SimSun"], kinds)
    assert faces.families[FontRole.BODY] == "Some Serif"
    assert faces.families[FontRole.TITLE] == ""
    assert faces.stand_ins == (StandIn("方正小标宋简体", ""), StandIn("仿宋_GB2312", "Some Serif"))


def test_digits_of_their_own_face_are_looked_for_too(profile: FormatProfile) -> None:
    wanted = replace(profile, digit_font="Times New Roman")
    assert choose_faces(wanted, ["times new roman"]).digits == "times new roman"
    assert "Times New Roman" in choose_faces(wanted, ["SimSun"]).missing


# --- painting -----------------------------------------------------------------------------------


def test_text_fills_the_type_area_and_nothing_else(profile: FormatProfile) -> None:
    box = ink(image_of(paragraphs(22, "国" * 26), profile), bottom=263)
    assert box is not None
    assert box[0] > 28 + 10, "a paragraph begins two characters in"
    assert box[2] < 184 + 1
    assert 37 < box[1] < 42
    assert 255 < box[3] < 262.5


def test_a_full_line_reaches_both_edges_though_a_number_has_moved_down(profile: FormatProfile) -> None:
    blocks = [BodyParagraph("国" * 26 + "国" * 26 + "2026年国国国国")]
    second = 37 + 1 * 225 / 22
    box = ink(image_of(blocks, profile), top=second, bottom=second + 225 / 22)
    assert box is not None
    assert box[0] < 29.5
    assert box[2] > 182.5


def test_page_number_stands_outside_seven_millimetres_below(profile: FormatProfile) -> None:
    blocks = paragraphs(30)
    odd, even = ink(image_of(blocks, profile, 1), top=264), ink(image_of(blocks, profile, 2), top=264)
    assert odd is not None
    assert even is not None
    assert odd[2] == pytest.approx(184 - 5, abs=1.5)
    assert even[0] == pytest.approx(28 + 5, abs=1.5)
    assert (odd[1] + odd[3]) / 2 == pytest.approx(262 + 7, abs=1)
    middle = ink(image_of(blocks, replace(profile, page_number=PageNumberPlace.CENTRE)), top=264)
    assert middle is not None
    assert (middle[0] + middle[2]) / 2 == pytest.approx(106, abs=1)


def test_title_is_larger_and_centred(profile: FormatProfile) -> None:
    title = ink(image_of([Title(("国国国国",))], profile), bottom=47)
    text = ink(image_of([BodyParagraph("国国国国")], profile), bottom=47)
    assert title is not None
    assert text is not None
    assert (title[0] + title[2]) / 2 == pytest.approx(106, abs=1)
    assert title[2] - title[0] > 1.2 * (text[2] - text[0])


def test_a_table_has_its_frame(profile: FormatProfile) -> None:
    box = ink(image_of([TableBlock((("类别", "件数"), ("邻里", "7")))], profile), bottom=200)
    assert box is not None
    assert box[0] == pytest.approx(28, abs=0.8)
    assert box[2] == pytest.approx(184, abs=0.8)


def test_digits_of_their_own_face_are_painted(profile: FormatProfile, qapp: QApplication) -> None:
    faces = choose_faces(profile, QFontDatabase.families())
    own = Faces(faces.families, QFontDatabase.families()[0], ())
    image = QImage(200, 280, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    PagePainter(profile, own).paint(
        painter, lay_out([BodyParagraph("88")], profile)[0], QRectF(0, 0, 200, 280)
    )
    painter.end()
    assert min(bytes(image.constBits())) < 160


# --- PDF ----------------------------------------------------------------------------------------


def pdf_of(blocks: Sequence[Block], profile: FormatProfile) -> bytes:
    return output.pdf(lay_out(blocks, profile), painter_for(profile), "青石镇报告")


def test_pdf_holds_every_page_at_its_size(profile: FormatProfile) -> None:
    data = pdf_of(paragraphs(50), profile)
    assert len(re.findall(rb"/Type /Page\b", data)) == 3
    with pdfplumber.open(io.BytesIO(data)) as document:
        assert len(document.pages) == 3
        assert (document.pages[0].width, document.pages[0].height) == pytest.approx((595, 842), abs=1)
        assert document.metadata["Title"] == "青石镇报告"


def test_pdf_text_can_be_searched(profile: FormatProfile, qapp: QApplication) -> None:
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        pytest.skip("no Chinese font on this machine")
    text = "青石镇长见面，十二人用金石打一口大鼎"
    with pdfplumber.open(io.BytesIO(pdf_of([BodyParagraph(text)], profile))) as document:
        assert text in document.pages[0].extract_text()


def test_mending_moves_no_byte_and_touches_the_maps_alone() -> None:
    data = b"1 0 obj\n<<\n/Trapped /False\n2\nendobj\n[<2F00>]\nbegincmap\n<0001> <0002> [<2F00> <9752> ]\nendcmap"
    font = QFont()
    fixed = repaired(data, [(font, "")])
    assert len(fixed) == len(data)
    assert fixed.startswith(b"1 0 obj\n<<\n/Trapped /False\n>>endobj\n[<2F00>]")
    assert b"[<2F00> <9752> ]" in fixed, "nothing was drawn that looks like the radical"


def test_stopping_a_pdf_gives_no_file(profile: FormatProfile) -> None:
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        output.pdf(lay_out(paragraphs(60), profile), painter_for(profile), "", progress)
    assert seen == [(0, 3), (1, 3)]


# --- printing -----------------------------------------------------------------------------------


def test_chosen_pages_go_to_the_printer(profile: FormatProfile, tmp_path: Path, qapp: QApplication) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFromTo(2, 3)
    assert output.print_pages(printer, lay_out(paragraphs(80), profile), painter_for(profile)) == 2
    with pdfplumber.open(tmp_path / "printed.pdf") as document:
        assert len(document.pages) == 2


def test_without_a_printer_the_way_out_is_told(
    profile: FormatProfile, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    parent = QWidget()
    qtbot.addWidget(parent)
    with pytest.raises(UserError, match="没有装打印机，先导出PDF"):
        output.ask_printer(parent, 1, painter_for(profile))


def test_a_dead_printer_is_told(
    profile: FormatProfile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPainter, "begin", lambda _painter, _device: False)
    with pytest.raises(UserError, match="没有响应"):
        output.print_pages(QPrinter(), lay_out(paragraphs(1), profile), painter_for(profile))


# --- the view -----------------------------------------------------------------------------------


def laid(profile: FormatProfile, pages: int) -> tuple[Page, ...]:
    return lay_out(paragraphs(22 * pages), profile)


@pytest.fixture
def view(qtbot: QtBot, profile: FormatProfile) -> Iterator[PreviewView]:
    """Twenty pages in a window of its own, with the focus in them."""
    window = QWidget()
    qtbot.addWidget(window)
    built = PreviewView()
    layout = QVBoxLayout(window)
    layout.addWidget(PreviewBar(built))
    layout.addWidget(built)
    window.resize(700, 600)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    built.setFocus()
    built.set_pages(laid(profile, 20), painter_for(profile))
    built.grab()
    yield built
    window.close()


def test_width_fits_at_first_and_nothing_is_left_out_sideways(view: PreviewView) -> None:
    assert view.page_count == 20
    assert view.horizontalScrollBar().maximum() == 0
    assert view.page_rect(1).width() == pytest.approx(view.viewport().width() - 2 * GAP, abs=1)


def test_only_pages_near_those_seen_are_painted(view: PreviewView) -> None:
    assert view.painted_pages <= {1, 2, 3}
    view.go_to_page(10)
    view.grab()
    assert 10 in view.painted_pages
    assert len(view.painted_pages) <= 7
    assert 1 not in view.painted_pages


def test_a_page_is_seen_on_the_screen(view: PreviewView) -> None:
    image = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rect = view.page_rect(1)
    seen = image.copy(rect.intersected(view.viewport().rect()).adjusted(8, 8, -8, -8))
    values = bytes(seen.constBits())
    assert max(values) == 255
    assert min(values) < 160


def test_whole_page_and_real_size(view: PreviewView) -> None:
    view.set_fit(Fit.PAGE)
    assert view.page_rect(1).height() == pytest.approx(view.viewport().height() - 2 * GAP, abs=1)
    view.set_zoom(1.0)
    assert view.fit is Fit.NONE
    assert view.page_rect(1).width() == pytest.approx(210 / 25.4 * view.logicalDpiX(), abs=1)


def test_zoom_has_limits_and_the_fit_follows_the_window(view: PreviewView, qtbot: QtBot) -> None:
    view.set_zoom(100)
    assert view.zoom == MOST
    view.grab()
    assert view.painted_pages <= {1, 2}
    view.set_zoom(0.0)
    assert view.zoom == LEAST
    view.set_fit(Fit.WIDTH)
    narrow = view.zoom
    view.window().resize(1000, 600)
    qtbot.waitUntil(lambda: view.zoom > narrow)


def test_zoom_keeps_the_page_that_is_looked_at(view: PreviewView) -> None:
    view.go_to_page(10)
    for _ in range(6):
        view.zoom_out()
    view.set_fit(Fit.WIDTH)
    assert view.current_page in (10, 11)


def test_ctrl_and_the_wheel_zoom_and_the_wheel_alone_scrolls(view: PreviewView) -> None:
    def turn(delta: int, modifiers: Qt.KeyboardModifier) -> None:
        place = QPointF(50, 50)
        event = QWheelEvent(
            place, view.viewport().mapToGlobal(place), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
            modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)

    before = view.zoom
    turn(120, CTRL)
    assert view.zoom > before
    turn(-240, CTRL)
    assert view.zoom < before
    zoom, place = view.zoom, view.verticalScrollBar().value()
    turn(-120, Qt.KeyboardModifier.NoModifier)
    assert view.zoom == zoom
    assert view.verticalScrollBar().value() > place


def test_zoom_keys_belong_to_the_preview_while_it_has_the_focus(view: PreviewView) -> None:
    window, triggered = view.window(), []
    larger = QAction(window)
    larger.setShortcut(QKeySequence("Ctrl++"))
    larger.triggered.connect(lambda: triggered.append(1))
    window.addAction(larger)
    before = view.zoom
    QTest.keyClick(view, Qt.Key.Key_Plus, CTRL)
    assert view.zoom > before
    QTest.keyClick(view, Qt.Key.Key_Minus, CTRL)
    assert view.zoom == pytest.approx(before)
    assert not triggered


def test_pages_are_turned_by_keyboard(view: PreviewView) -> None:
    view.set_fit(Fit.PAGE)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.current_page == 2
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.current_page == 20
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert view.current_page == 19
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.current_page == 1
    view.set_fit(Fit.WIDTH)
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert 0 < view.verticalScrollBar().value() < view.viewport().height()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.verticalScrollBar().value() > view.viewport().height() * 0.9


def test_the_page_looked_at_is_told(view: PreviewView, qtbot: QtBot) -> None:
    bar = view.parent().findChild(PreviewBar)
    assert bar.place.text() == "第1页，共20页"
    with qtbot.waitSignal(view.page_changed) as told:
        view.go_to_page(7)
    assert told.args == [7, 20]
    assert bar.place.text() == "第7页，共20页"
    assert view.accessibleName() == "版面预览，第7页，共20页"


def test_the_bar_zooms(view: PreviewView) -> None:
    bar = view.parent().findChild(PreviewBar)
    bar.real_size.click()
    assert bar.percent.text() == "100%"
    bar.smaller.click()
    assert bar.percent.text() == "83%"
    bar.larger.click()
    bar.larger.click()
    assert bar.percent.text() == "120%"
    bar.fit_page.click()
    assert view.fit is Fit.PAGE
    bar.fit_width.click()
    assert view.fit is Fit.WIDTH


def test_nothing_to_show_is_shown_as_nothing(view: PreviewView) -> None:
    view.set_pages((), None)
    view.grab()
    assert view.current_page == 0
    assert view.accessibleName() == "版面预览，没有内容"
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    QTest.keyClick(view, Qt.Key.Key_End)
    view.set_fit(Fit.PAGE)
    assert view.page_count == 0


def test_paper_stays_white_in_the_dark(view: PreviewView, qapp: QApplication) -> None:
    theme.apply(qapp, theme.DARK, theme.FontScale.STANDARD)
    image = view.viewport().grab().toImage()
    rect = view.page_rect(1)
    assert image.pixelColor(rect.topLeft() + QPoint(9, 9)).name() == "#ffffff"
    assert image.pixelColor(5, 5).name() == theme.DARK.idle_ground.lower()


def test_focus_is_seen(view: PreviewView) -> None:
    def corner() -> str:
        return str(view.viewport().grab().toImage().pixelColor(1, 1).name())

    assert corner() == theme.LIGHT.accent.lower()
    view.parent().findChild(PreviewBar).larger.setFocus()
    assert corner() != theme.LIGHT.accent.lower()
