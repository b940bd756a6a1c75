"""The window: begins empty, leads everywhere by key, folds when narrow, takes files, frees itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QProcess, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from fzapp.domain.errors import UserError
from fzapp.ui import page_list, theme
from fzapp.ui.dialogs import import_preview, new_report, turn_year
from fzapp.ui.look import Look
from fzapp.ui.main_window import MainWindow
from fzapp.ui.window.page_entries import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from tests.gui.conftest import RecordingPrompter

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


def confirm_all(_parent: object, data: import_preview.Preview) -> tuple[import_preview.Confirmed, ...]:
    return tuple(import_preview.Confirmed(one, one.genre, one.year) for one in data.incoming)


def drop(window: MainWindow, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), action, data, button, none)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), action, data, button, none))


def test_a_new_archive_offers_three_ways_to_begin(window: MainWindow) -> None:
    assert window.page.name == page_list.HOME
    buttons = [
        window.findChild(QPushButton, f"begin_{name}")
        for name in ("new_report", "import_reports", "open_practice")
    ]
    assert all(button is not None and button.isVisible() for button in buttons)


def test_every_page_opens_by_its_word(window: MainWindow) -> None:
    words = [entry.word for entry in PAGES]
    assert set(window.strip.words()) <= set(words)
    for word in words:
        window.show_page(word)
        assert window.page.name == word
        assert window.page.isVisible()


def test_keys_lead_to_the_pages(window: MainWindow, qtbot: QtBot) -> None:
    places = [entry.word for entry in PAGES if not entry.apart]
    for number, word in enumerate(places, 1):
        qtbot.keyClick(window, Key(Key.Key_0 + number), Ctrl)
        assert window.page.name == word
    qtbot.keyClick(window, Key.Key_F1)
    assert window.page.name == page_list.HELP


def test_the_keyboard_reaches_everything(window: MainWindow, qtbot: QtBot) -> None:
    """Tab walks through all buttons of the first page and comes back to where it began."""
    window.strip.findChild(QPushButton, "strip_home").setFocus()
    seen: list[str] = []
    for _ in range(40):
        focus = QApplication.focusWidget()
        if focus is None or focus.objectName() in seen:
            break
        seen.append(focus.objectName())
        qtbot.keyClick(focus, Key.Key_Tab)
    assert {"strip_home", "strip_settings", "more_button", "begin_new_report", "begin_open_practice"} <= set(
        seen
    )


def test_a_page_is_left_before_another_is_shown(window: MainWindow, services: Services) -> None:
    window.show_page(page_list.SETTINGS)
    window.page.findChild(QLineEdit, "unit_full_name").setText("青石镇人民政府")
    window.show_page(page_list.HOME)
    assert services.reports.unit().full_name == "青石镇人民政府"
    assert window.top_line.title().startswith("青石镇人民政府")


def test_narrow_folds_and_wide_unfolds(window: MainWindow, office: Services, qtbot: QtBot) -> None:
    office.reports.create("annual_report", 2026)
    window.page.refresh()
    column = window.page.todo_card
    assert column.isVisible()
    wide = window.strip.width()
    window.resize(911, 480)
    qtbot.waitUntil(lambda: window.width() == 911)
    assert not column.isVisible()
    assert window.strip.width() < wide
    qtbot.keyClick(window, Key.Key_F10)
    assert column.isVisible()
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert not column.isVisible()
    window.resize(1366, 728)
    qtbot.waitUntil(column.isVisible)


@pytest.mark.parametrize("scale", list(theme.FontScale))
@pytest.mark.parametrize("width", [911, 1093, 1366])
def test_nothing_is_cut_at_any_size(
    window: MainWindow, office: Services, look: Look, scale: theme.FontScale, width: int
) -> None:
    """No button is narrower than its words, no label of one line shorter than its text."""
    office.reports.create("annual_report", 2026)
    look.choose(scale.value, "")
    window.resize(width, round(width * 0.53))
    for word in window.strip.words():
        window.show_page(word)
        QApplication.sendPostedEvents()
        for button in window.findChildren(QPushButton):
            if button.isVisible():
                needed = button.fontMetrics().horizontalAdvance(button.text())
                assert button.width() >= needed, (word, button.text())
                right = button.mapTo(window, button.rect().topRight()).x()
                assert right <= window.width(), (word, button.text())


def test_type_size_by_key_is_remembered(
    window: MainWindow, look: Look, qtbot: QtBot, tmp_path: Path, prompter: RecordingPrompter
) -> None:
    qtbot.keyClick(window, Key.Key_Equal, Ctrl)
    qtbot.keyClick(window, Key.Key_Equal, Ctrl)
    qtbot.keyClick(window, Key.Key_Equal, Ctrl)
    assert theme.current_scale() is theme.FontScale.EXTRA
    assert prompter.sentences[-1] == "字号：特大。"
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    assert Look(app, tmp_path / "preferences").scale is theme.FontScale.EXTRA
    qtbot.keyClick(window, Key.Key_Minus, Ctrl)
    assert look.scale is theme.FontScale.LARGE


def test_the_dark_theme_reaches_the_window(window: MainWindow, look: Look) -> None:
    look.choose("", theme.DARK.name)
    assert theme.current() is theme.DARK
    assert window.palette().window().color().name().upper() == theme.DARK.ground


def test_a_saved_change_is_told_in_the_status_line(window: MainWindow, office: Services) -> None:
    window.operations.run(lambda: office.reports.create("annual_report", 2026))
    assert window.status_line.findChild(object, "status_saved").text() == "全部已保存到本机 09:00"


def test_a_new_report_is_made_and_shown(
    window: MainWindow, office: Services, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(
        new_report, "ask", lambda _parent, data: new_report.Wanted("annual_report", data.year, ("digital",))
    )
    qtbot.keyClick(window, Key.Key_N, Ctrl)
    (report,) = office.reports.all()
    assert report.year == 2026
    assert window.signals.report_id == report.id
    assert any("数字法治" in row.title for row in window.page.model.rows)


def test_turning_back_makes_nothing(
    window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_report, "ask", lambda _parent, _data: None)
    window.commands.new_report()
    assert services.reports.all() == ()


def test_dropped_files_are_read_shown_stored_and_undone(
    window: MainWindow,
    services: Services,
    report_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    prompter: RecordingPrompter,
) -> None:
    monkeypatch.setattr(import_preview, "ask", confirm_all)
    drop(window, report_file)
    qtbot.waitUntil(lambda: len(services.reports.all()) == 1)
    (report,) = services.reports.all()
    assert report.year == 2025
    assert window.page.name == page_list.ARCHIVE
    assert prompter.sentences[-1].startswith("导入了1份报告")
    window.operations.undo()
    assert services.reports.all() == ()
    window.operations.redo()
    assert len(services.reports.all()) == 1


def test_nothing_is_stored_before_the_preview_is_confirmed(
    window: MainWindow,
    services: Services,
    report_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    seen: list[int] = []

    def turn_back(_parent: object, data: import_preview.Preview) -> None:
        seen.append(len(data.incoming))
        assert services.reports.all() == ()

    monkeypatch.setattr(import_preview, "ask", turn_back)
    drop(window, report_file)
    qtbot.waitUntil(lambda: seen == [1])
    assert services.reports.all() == ()


def test_a_stale_import_is_told_when_undone(
    window: MainWindow,
    services: Services,
    report_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    prompter: RecordingPrompter,
) -> None:
    monkeypatch.setattr(import_preview, "ask", confirm_all)
    drop(window, report_file)
    qtbot.waitUntil(lambda: len(services.reports.all()) == 1)
    services.reports.edit_parts(services.reports.all()[0].id, title="另一个标题")
    window.operations.undo()
    assert prompter.told[-1][1] == "wrong"
    assert len(services.reports.all()) == 1
    assert not window.undo_stack.canUndo()


def test_a_file_that_cannot_be_read_is_told_and_the_rest_goes_on(
    window: MainWindow,
    services: Services,
    report_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    prompter: RecordingPrompter,
) -> None:
    broken = tmp_path / "坏了.docx"
    broken.write_bytes(b"PK\x03\x04 no zip")
    monkeypatch.setattr(import_preview, "ask", confirm_all)
    drop(window, broken, report_file)
    qtbot.waitUntil(lambda: len(services.reports.all()) == 1)
    assert any("坏了.docx" in sentence for sentence in prompter.sentences)


def test_pasted_text_becomes_a_report(
    window: MainWindow,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    report_file: Path,
) -> None:
    monkeypatch.setattr(import_preview, "ask", confirm_all)
    QApplication.clipboard().setText(report_file.read_text(encoding="utf-8"))
    window.show_page(page_list.ARCHIVE)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_V, Ctrl)
    qtbot.waitUntil(lambda: len(services.reports.all()) == 1)


def test_pasting_into_a_field_is_not_an_import(window: MainWindow, services: Services, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("青石镇人民政府")
    window.show_page(page_list.SETTINGS)
    field = window.page.findChild(QLineEdit, "unit_full_name")
    field.setFocus()
    qtbot.keyClick(field, Key.Key_V, Ctrl)
    assert field.text() == "青石镇人民政府"
    assert services.reports.all() == ()


def test_undo_goes_to_the_text_that_is_typed_first(
    window: MainWindow, office: Services, qtbot: QtBot
) -> None:
    window.operations.run(lambda: office.reports.create("annual_report", 2026))
    window.show_page(page_list.SETTINGS)
    field = window.page.findChild(QLineEdit, "unit_doc_prefix")
    field.setFocus()
    field.end(False)
    qtbot.keyClicks(field, "a")
    window.findChild(object, "undo").trigger()
    assert field.text() == "青府"
    assert len(office.reports.all()) == 1
    window.findChild(object, "undo").trigger()
    assert office.reports.all() == ()


def test_the_practice_book_opens_as_a_program_of_its_own(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, prompter: RecordingPrompter
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(
        QProcess, "startDetached", lambda _program, arguments: started.append(arguments) or (True, 1)
    )
    window.commands.open_practice()
    assert "--practice" in started[0]
    assert "另一个窗口" in prompter.sentences[-1]
    monkeypatch.setattr(QProcess, "startDetached", lambda _program, _arguments: (False, 0))
    window.commands.open_practice()
    assert prompter.told[-1][1] == "wrong"


def test_within_the_practice_book_there_is_no_second_one(
    services: Services, look: Look, prompter: RecordingPrompter, qtbot: QtBot
) -> None:
    built = MainWindow(services, look, practice=True, prompter=prompter)
    qtbot.addWidget(built)
    built.commands.open_practice()
    assert prompter.sentences == ["现在就在练习本里，随便改。"]
    assert "练习本" in built.status_line.findChild(object, "status_saved").text()


def test_closing_commits_and_frees_the_window(
    services: Services, look: Look, prompter: RecordingPrompter, qtbot: QtBot, tmp_path: Path
) -> None:
    built = MainWindow(services, look, prompter=prompter)
    built.show()
    built.show_page(page_list.SETTINGS)
    built.page.findChild(QLineEdit, "unit_full_name").setText("青石镇人民政府")
    with qtbot.waitSignal(built.destroyed):
        built.close()
    assert services.reports.unit().full_name == "青石镇人民政府"
    assert look.geometry != b""


def test_what_could_not_be_saved_is_not_lost_without_a_word(
    services: Services,
    look: Look,
    prompter: RecordingPrompter,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built = MainWindow(services, look, prompter=prompter)
    built.show()
    built.show_page(page_list.SETTINGS)
    built.page.findChild(QLineEdit, "unit_full_name").setText("青石镇人民政府")

    def full(_profile: object) -> None:
        raise UserError("磁盘已满，刚才的改动没有写进档案库", "清理出一些空间后再试")

    monkeypatch.setattr(type(services.reports), "set_unit", lambda _self, profile: full(profile))
    prompter.yes = False
    assert not built.close()
    assert built.isVisible()
    assert prompter.told[-1][1] == "wrong"
    assert built.page.findChild(QLineEdit, "unit_full_name").text() == "青石镇人民政府"
    prompter.yes = True
    with qtbot.waitSignal(built.destroyed):
        assert built.close()


def test_the_first_paint_is_told_once(
    services: Services, look: Look, prompter: RecordingPrompter, qtbot: QtBot
) -> None:
    built = MainWindow(services, look, prompter=prompter)
    qtbot.addWidget(built)
    with qtbot.waitSignal(built.painted):
        built.show()
    with qtbot.assertNotEmitted(built.painted, wait=50):
        built.repaint()


def test_the_archive_settles_when_it_is_quiet(
    window: MainWindow, office: Services, qtbot: QtBot, tmp_path: Path
) -> None:
    window.keeper.settle()
    log = tmp_path / "archive" / "archive.db-wal"
    window.operations.run(lambda: office.reports.create("annual_report", 2026))
    assert log.stat().st_size > 0
    qtbot.waitUntil(lambda: log.stat().st_size == 0)


def test_the_daily_backup_is_made_once(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    for _ in range(2):
        window.keeper.begin()
        job = window.keeper.job
        assert job is not None
        qtbot.waitUntil(lambda job=job: not job.running)
    assert len(list((tmp_path / "archive" / "backups").glob("*.db"))) == 1


def test_turning_the_year_makes_the_reports_and_takes_the_ledgers_along(
    window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    services.reports.create("annual_report", 2026)
    window.show_page(page_list.LEDGERS)
    assert window.page._year == 2026
    monkeypatch.setattr(turn_year, "ask", lambda _parent, data: tuple(one.genre for one in data.offers))
    window.commands.turn_year()
    assert window.page.name == page_list.HOME
    assert services.overview.current_report() is not None
    assert {report.year for report in services.reports.all()} == {2026, 2027}
    window.show_page(page_list.LEDGERS)
    assert window.page._year == 2027
    window.operations.undo()
    assert services.years.working_year() == 2026


def test_a_click_in_the_strip_leaves_the_keyboard_to_the_page(window: MainWindow, services: Services) -> None:
    services.reports.create("annual_report", 2026)
    window.show_page(page_list.WRITE)
    window.strip._buttons[page_list.WRITE].setFocus()
    window.show_page(page_list.WRITE)
    assert not window.strip.isAncestorOf(QApplication.focusWidget())


def test_news_lies_upon_the_foot_and_moves_nothing(window: MainWindow, qtbot: QtBot) -> None:
    """Neither the page nor what is typed on it jumps when something is told."""
    QApplication.sendPostedEvents()
    before = window.page.geometry()
    window.message_bar.show_news("报告建好了。" * 40, "note")
    QApplication.sendPostedEvents()
    assert window.message_bar.isVisible()
    assert window.page.geometry() == before
    window.resize(640, 500)
    qtbot.waitUntil(lambda: window.message_bar.width() == window.width())
    assert window.message_bar.geometry().bottom() == window.rect().bottom()
    assert window.message_bar.height() > 2 * theme.STATUS_HEIGHT
