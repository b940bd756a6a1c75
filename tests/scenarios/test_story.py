"""One year of one clerk, from the first start to the search a year later: with the mouse, and by keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from docx import Document
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from fzapp.app import Program
from fzapp.domain.finding import Severity
from fzapp.domain.report import ReportStage, SectionState
from fzapp.domain.review import ReviewStage
from fzapp.domain.waiver import WaiverScope
from fzapp.infra import paths
from fzapp.package.bag import FileState, verify
from fzapp.services.agenda import agenda
from fzapp.services.context import build_services
from fzapp.services.doctor import look_over
from fzapp.storage.archive import Archive
from fzapp.ui import page_list, theme
from fzapp.ui.dialogs import (
    carry_figures,
    first_run,
    import_preview,
    ledger_import,
    new_report,
    not_applicable,
    review,
    waive,
)
from fzapp.ui.look import Look
from fzapp.ui.main_window import MainWindow
from tests.gui.conftest import REPORT_TEXT, UNIT, Clock, RecordingPrompter
from tests.gui.ledgers import write
from tests.scenarios.clerk import ALT, CTRL, SHIFT, Clerk, Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from fzapp.services.zero import ZeroOffer
    from fzapp.ui.dialogs.not_applicable import Declared

YEAR = 2026
HEADER = ("登记日期", "来源", "当事人", "村社区", "类型", "风险等级", "调解员", "方式", "结果", "办结日期")
LINES = (
    (
        "2026.3.5",
        "申请调解",
        "甲某与乙某",
        "石桥村",
        "邻里纠纷",
        "低",
        "丙某",
        "人民调解",
        "化解",
        "2026.3.9",
    ),
    (
        "2026.4.7",
        "网格上报",
        "丁某与戊某",
        "石桥村",
        "婚姻家庭",
        "低",
        "丙某",
        "人民调解",
        "化解",
        "2026.4.9",
    ),
)
SENTENCES = {
    "disputes": ("全镇受理矛盾纠纷", "mdjf slj", "件，截止年底都有回音。"),
    "study": ("全年学法", "xf xfcs", "次，学法走深走实。"),
    "publicity": ("结合化解矛盾纠纷开展普法，其中受理", "mdjf slj", "件当场讲法，群众满意。"),
}
SOUGHT = "截至年底都有回音"


@pytest.fixture
def clerk(
    request: pytest.FixtureRequest, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> Iterator[Clerk]:
    """The window over an archive that holds nothing yet."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.apply(qapp, theme.LIGHT, theme.FontScale.STANDARD)
    services = build_services(Archive.open(tmp_path / "archive", Clock()), paths.resources())
    prompter = RecordingPrompter()
    window = MainWindow(services, Look(qapp, tmp_path / "preferences"), prompter=prompter)
    qtbot.addWidget(window)
    window.resize(1366, 728)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield Clerk(window, services, prompter, qtbot, keys_only=request.param == "keys")
    services.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("clerk", ["mouse", "keys"], indirect=True)
def test_a_year_of_a_clerk(clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step of the work, each with what must be true behind it."""
    start_for_the_first_time(clerk, tmp_path, monkeypatch)
    bring_in_last_year(clerk, tmp_path, monkeypatch)
    begin_the_report(clerk, monkeypatch)
    fill_the_ledgers(clerk, tmp_path, monkeypatch)
    for spec, words in SENTENCES.items():
        write_a_section(clerk, spec, *words)
    leave_a_section_out(clerk, monkeypatch)
    rewrite_what_was_carried(clerk)
    check_and_mend(clerk, monkeypatch)
    pass_it_on_and_sign(clerk, monkeypatch)
    export_it(clerk, tmp_path)
    hand_it_on(clerk, tmp_path)
    find_a_sentence(clerk)
    found = look_over(clerk.services.archive)
    assert [one.name for one in found if not one.ok] == []


# --- the steps ------------------------------------------------------------------------------------


def start_for_the_first_time(clerk: Clerk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The questions of the first start are answered; the new report that follows is put off."""
    seen: list[first_run.FirstRun] = []

    def answered(_parent: object, data: first_run.FirstRun) -> first_run.Beginning:
        seen.append(data)
        return first_run.Beginning(UNIT, YEAR)

    monkeypatch.setattr(first_run, "ask", answered)
    monkeypatch.setattr(new_report, "ask", lambda _parent, _data: None)
    program = Program(QApplication.instance(), folder / "archive", practice=False)
    program.window = clerk.window
    program._first_run()
    program.window = None
    program.close()
    assert seen[0].year == YEAR
    assert clerk.services.reports.unit() == UNIT
    assert clerk.services.reports.all() == ()


def bring_in_last_year(clerk: Clerk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Last year's report comes from a file, is looked at, and stored."""
    path = folder / "2025年报告.txt"
    path.write_text(REPORT_TEXT, encoding="utf-8")
    clerk.prompter.files = [path]

    def confirm(_parent: object, data: import_preview.Preview) -> tuple[import_preview.Confirmed, ...]:
        return tuple(import_preview.Confirmed(one, one.genre, one.year) for one in data.incoming)

    monkeypatch.setattr(import_preview, "ask", confirm)
    clerk.do("begin_import_reports", Key.Key_O, CTRL)
    clerk.until(lambda: len(clerk.services.reports.all()) == 1)
    clerk.until(lambda: clerk.page.name == page_list.ARCHIVE)
    monkeypatch.setattr(carry_figures, "ask", lambda _parent, _data: {})
    offer = clerk.prompter.offers[-1]
    assert offer is not None
    offer.run()


def begin_the_report(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """This year's report, of the genre that is proposed first."""
    monkeypatch.setattr(
        new_report, "ask", lambda _parent, data: new_report.Wanted("annual_report", data.year)
    )
    clerk.key(Key.Key_N, CTRL)
    clerk.report_id = next(one.id for one in clerk.services.reports.all() if one.year == YEAR)
    assert clerk.page.name == page_list.HOME
    assert clerk.window.signals.report_id == clerk.report_id


def fill_the_ledgers(clerk: Clerk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One row is typed, two come from a workbook; two more ledgers get a row each."""
    clerk.go(page_list.LEDGERS)
    for code, date, rest in (
        ("L01", "7.1", ("宪法", "理论学习中心组")),
        ("L16", "7.2", ("申请调解", "己某与庚某")),
    ):
        choose_ledger(clerk, code)
        clerk.key(Key.Key_Insert)
        for number, text in enumerate((date, *rest)):
            write(clerk.qtbot, text, Key.Key_Return if number == len(rest) else Key.Key_Tab)
        assert len(clerk.services.ledgers.rows(clerk.services.ledgers.kind(code), YEAR)) == 1
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (HEADER, *LINES):
        book.active.append(line)
    path = folder / "2026年矛盾纠纷排查化解台账.xlsx"
    book.save(path)
    clerk.prompter.files = [path]

    def accept(_parent: object, data: ledger_import.Preview) -> ledger_import.Decision | None:
        return ledger_import.Decision(data.look.plan) if data.look.plan else None

    monkeypatch.setattr(ledger_import, "ask", accept)
    clerk.do("ledger_import_button", Key.Key_I, CTRL)
    kind = clerk.services.ledgers.kind("L16")
    clerk.until(lambda: len(clerk.services.ledgers.rows(kind, YEAR)) == 3)


def choose_ledger(clerk: Clerk, code: str) -> None:
    """From the list of kinds."""
    name = clerk.services.ledgers.kind(code).name
    kinds = clerk.page.kinds
    if clerk.keys_only:
        while clerk.focus() is not kinds.view:  # shown already: away and back
            clerk.key(Key.Key_F9)
        clerk.key(Key.Key_Tab, SHIFT)
        clerk.key(Key.Key_A, CTRL)
        clerk.type(name)
        clerk.key(Key.Key_Return)
        clerk.key(Key.Key_Return)
    else:
        clerk.page.show_ledger(code, YEAR)
    clerk.until(lambda: clerk.page.title().startswith(name))


def write_a_section(clerk: Clerk, spec: str, before: str, initials: str, behind: str) -> None:
    """Words, a number from the ledgers, words; then it is done."""
    clerk.go(page_list.WRITE)
    report = clerk.services.reports.get(clerk.report_id)
    section = next(one for one in report.sections if one.spec == spec)
    to_section(clerk, section.id)
    clerk.type(before)
    clerk.key(Key.Key_F2)
    picker = clerk.page.figures.picker
    assert picker.isVisible()
    clerk.letters(initials)
    assert picker.view.lines, initials
    clerk.key(Key.Key_Return)
    assert not picker.isVisible()
    clerk.type(behind)
    clerk.do("section_done_button", Key.Key_Return, CTRL)
    stored = clerk.services.writing.section(section.id)
    assert stored.body.startswith(before + "{{")
    assert stored.body.endswith("}}" + behind)
    assert stored.state is SectionState.WRITTEN


def to_section(clerk: Clerk, section_id: int) -> None:
    """By the keys that go from section to section, or by the outline."""
    if clerk.keys_only:
        order = [one.id for one in clerk.services.reports.get(clerk.report_id).sections]
        for _ in order:
            here = clerk.page.shown_section()
            if here == section_id:
                break
            behind = order.index(here) > order.index(section_id)
            clerk.key(Key.Key_Up if behind else Key.Key_Down, ALT)
    else:
        clerk.page.open_section(section_id)
    assert clerk.page.shown_section() == section_id
    assert clerk.focus() is clerk.page.editor


def leave_a_section_out(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """不涉及 with a reason, the sentence that says so, and its proof."""
    section = clerk.services.writing.section(clerk.page.shown_section())
    assert not section.body
    reason, sentence = "本镇没有行政执法权，全年没有这项工作。", "2026年，本镇没有行政执法事项。"

    def declare(parent: QWidget, data: ZeroOffer) -> Declared:
        dialog = not_applicable.NotApplicableDialog(parent, data)
        clerk.qtbot.addWidget(dialog)
        dialog.reason.setText(reason)
        dialog.says.setChecked(True)
        dialog.statement.setPlainText(sentence)
        for box in dialog.confirms.values():
            box.setChecked(True)
        dialog.by.setText("刘芳")
        return dialog.answer()

    monkeypatch.setattr(not_applicable, "ask", declare)
    clerk.do("not_applicable_button", Key.Key_0, CTRL)
    stored = clerk.services.writing.section(section.id)
    assert stored.state is SectionState.NOT_APPLICABLE
    assert (stored.reason, stored.body) == (reason, sentence)
    assert clerk.services.zero.offer(section.id).unproved == ()


def rewrite_what_was_carried(clerk: Clerk) -> None:
    """Last year's sentence came with its numbers left open; it is told on the first page and written anew."""
    report = clerk.services.reports.get(clerk.report_id)
    (section,) = [one for one in report.sections if "____" in one.body]
    clerk.go(page_list.HOME)
    todos = agenda(
        clerk.services.overview.tasks(clerk.report_id),
        clerk.services.overview.progress(clerk.report_id),
        clerk.services.reports.unit(),
    )
    assert any(section.id == todo.section_id and "有2个数还没填" in todo.text for todo in todos)
    clerk.go(page_list.WRITE)
    to_section(clerk, section.id)
    clerk.key(Key.Key_A, CTRL)
    clerk.key(Key.Key_Delete)
    clerk.type("各项工作都有进展。")
    clerk.do("section_done_button", Key.Key_Return, CTRL)
    assert clerk.services.writing.section(section.id).body == "各项工作都有进展。"


def check_and_mend(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One finding is mended by a key, one let be with its reason."""
    clerk.go(page_list.CHECK)
    page = clerk.page
    clerk.until(lambda: page._job is None and bool(page.findings.model.rows))
    choose_finding(clerk, lambda found: found.finding.text == "截止")
    clerk.do("", Key.Key_1) if clerk.keys_only else page.detail.fixes[0].click()
    clerk.until(lambda: page._job is None)
    bodies = "".join(one.body for one in clerk.services.reports.get(clerk.report_id).sections)
    assert SOUGHT in bodies
    monkeypatch.setattr(waive, "ask", lambda _parent, _found: waive.Wish(WaiverScope.ONCE, "情况属实"))
    choose_finding(clerk, lambda found: found.finding.severity is not Severity.MUST)
    before = len(clerk.services.checking.waivers.all())
    clerk.key(Key.Key_4) if clerk.keys_only else page.detail.waive.click()
    clerk.until(lambda: page._job is None)
    assert len(clerk.services.checking.waivers.all()) == before + 1


def choose_finding(clerk: Clerk, wanted: Callable[..., bool]) -> None:
    """Down the list until it is the current one."""
    listed = clerk.page.findings
    row = next(i for i, one in enumerate(listed.model.rows) if one.found and wanted(one.found))
    if not clerk.keys_only:
        listed.view.setCurrentIndex(listed.model.index(row, 0))
        return
    clerk.tab_to(listed.view.objectName())
    clerk.key(Key.Key_Home)
    for _ in listed.model.rows:
        if listed.view.currentIndex().row() == row:
            return
        clerk.key(Key.Key_Down)
    raise AssertionError("the finding is not reached by the arrow keys")


def pass_it_on_and_sign(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """校对 and 审核 by others, then signed; what must be put right is released with a reason."""
    clerk.go(page_list.WRITE)
    wanted = [
        review.Wanted(ReviewStage.PROOF, "刘芳", "看过"),
        review.Wanted(ReviewStage.REVIEW, "周敏"),
        review.Wanted(ReviewStage.SIGN, "陈镇长", release="练习用，先签发"),
    ]
    seen: list[review.Standing] = []

    def ask(_parent: object, data: review.Standing) -> review.Wanted:
        seen.append(data)
        return wanted[len(seen) - 1]

    monkeypatch.setattr(review, "ask", ask)
    for number in range(1, len(wanted) + 1):
        clerk.do("review_button", Key.Key_F7)
        clerk.until(lambda number=number: len(clerk.services.signing.steps(clerk.report_id)) == number)
    assert clerk.services.reports.get(clerk.report_id).stage is ReportStage.FINAL
    assert clerk.page.editor.isReadOnly()


def export_it(clerk: Clerk, folder: Path) -> None:
    """Word, and the table of sources behind it."""
    clerk.go(page_list.EXPORT)
    report = clerk.prompter.target = folder / "报告.docx"
    clerk.do("export_word_button", Key.Key_E, CTRL)
    clerk.until(report.exists)
    text = "\n".join(one.text for one in Document(str(report)).paragraphs)
    assert "全镇受理矛盾纠纷3件" in text
    assert "全年学法1次" in text
    sources = clerk.prompter.target = folder / "出处.docx"
    clerk.do("export_sources_button", Key.Key_F6)
    clerk.window.show_page(page_list.SOURCES)
    clerk.do("sources_word_button", Key.Key_E, CTRL)
    clerk.until(sources.exists)


def hand_it_on(clerk: Clerk, folder: Path) -> None:
    """A package on a stick, read back."""
    clerk.go(page_list.SUBMIT)
    stick = clerk.prompter.target = folder / "U盘"
    stick.mkdir()
    clerk.do("submit_pack_button")
    clerk.until(lambda: bool(clerk.services.packs.made(clerk.report_id)))
    (packed,) = stick.iterdir()
    assert all(one.state is FileState.OK for one in verify(packed))
    clerk.until(lambda: clerk.page._job is None or not clerk.page._job.running)
    clerk.prompter.target = packed
    told = len(clerk.prompter.told)
    clerk.do("submit_verify_button")
    clerk.until(lambda: len(clerk.prompter.told) > told)
    assert "全部完好" in clerk.prompter.sentences[-1]


def find_a_sentence(clerk: Clerk) -> None:
    """Ctrl+K leads back to the words."""
    clerk.key(Key.Key_K, CTRL)
    clerk.type(SOUGHT)
    box = clerk.window._finder.box
    clerk.until(lambda: bool(box.model.rows))
    clerk.key(Key.Key_Return)
    assert clerk.page.name == page_list.WRITE
    assert SOUGHT in clerk.page.editor.shown_text()
