"""校审签发 on the writing page: dialogs, versions, comments, evidence, ticks by hand, words taken over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from fzapp.domain.report import ReportStage
from fzapp.domain.review import ReviewStage
from fzapp.services.signing import Obstacles
from fzapp.ui.dialogs import review, versions
from fzapp.ui.dialogs.review import ReviewDialog, Standing
from fzapp.ui.dialogs.versions import Kept, VersionsDialog
from fzapp.ui.pages.write_comments import sentence_at
from tests.gui.writing import CTRL, open_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.gui.writing import Writing

TEXT = "宣讲进村入户。群众普遍欢迎。"


@pytest.fixture
def writing(qtbot: QtBot, tmp_path: Path) -> Writing:
    built = open_page(qtbot, tmp_path / "archive", last_year=True)
    built.services.reports.edit_parts(built.report_id, date_text="2027年2月8日")
    built.page.open_section(built.leaves()[0].id)
    built.page.editor._notice_timer.setInterval(10)
    return built


def standing(
    stage: ReviewStage, *, must: tuple[str, ...] = (), gaps: int = 0, signed: bool = False
) -> Standing:
    return Standing(
        title="青石镇2026年度报告",
        stage=ReviewStage.DRAFT,
        changed_since=False,
        signed=signed,
        steps=(),
        open=Obstacles(must=must, gaps=gaps),
        next_stages=(stage,),
        advice=lambda _stage, by: "换一个人看" if by == "刘芳" else "",
    )


# --- the dialog -----------------------------------------------------------------------------------------


def test_a_step_wants_a_name(qtbot: QtBot) -> None:
    dialog = ReviewDialog(None, standing(ReviewStage.PROOF))
    qtbot.addWidget(dialog)
    assert not dialog.accept_button.isEnabled()
    dialog.by.setText("刘芳")
    assert dialog.accept_button.isEnabled()
    assert dialog.advice.text() == "换一个人看"
    dialog.note.setText("看过")
    assert dialog.answer() == review.Wanted(ReviewStage.PROOF, "刘芳", "看过")


def test_signing_with_open_findings_wants_a_reason(qtbot: QtBot) -> None:
    dialog = ReviewDialog(None, standing(ReviewStage.SIGN, must=("第2段：有身份证号。",)))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.by.setText("陈镇长")
    assert dialog.accept_button.text() == "签发并定稿"
    assert not dialog.accept_button.isEnabled()
    assert dialog.release.isVisible()
    dialog.release.setText("内部稿")
    assert dialog.accept_button.isEnabled()
    assert dialog.answer().release == "内部稿"


def test_the_dialog_grows_with_what_is_asked_and_says_what_lacks(qtbot: QtBot) -> None:
    data = replace(
        standing(ReviewStage.PROOF, must=("第2段：有身份证号。",)),
        next_stages=(ReviewStage.PROOF, ReviewStage.SIGN),
    )
    dialog = ReviewDialog(None, data)
    qtbot.addWidget(dialog)
    dialog.show()
    before = dialog.height()
    dialog.stage.setCurrentIndex(1)
    assert dialog.height() > before
    assert "写明放行的理由" in dialog.advice.text()
    dialog.stage.setCurrentIndex(0)
    assert dialog.height() == before


def test_the_day_of_signing_dates_a_report_without_a_date(qtbot: QtBot) -> None:
    undated = "整篇：没有成文日期，要补上。"
    data = replace(
        standing(ReviewStage.SIGN), open=Obstacles(must=(undated,), undated=undated), today="2027年1月5日"
    )
    dialog = ReviewDialog(None, data)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.by.setText("陈镇长")
    assert dialog.accept_button.isEnabled()
    assert not dialog.release.isVisible()
    assert dialog.answer() == review.Wanted(ReviewStage.SIGN, "陈镇长", date_text="2027年1月5日")
    dialog.date.clear()
    assert dialog.release.isVisible()
    assert not dialog.accept_button.isEnabled()


def test_a_report_with_its_date_is_asked_for_none(qtbot: QtBot) -> None:
    dialog = ReviewDialog(None, replace(standing(ReviewStage.SIGN), today="2027年1月5日"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.date.isVisible()
    dialog.by.setText("陈镇长")
    assert dialog.answer().date_text == ""


def test_gaps_are_mended_not_released(qtbot: QtBot) -> None:
    dialog = ReviewDialog(None, standing(ReviewStage.SIGN, gaps=2))
    qtbot.addWidget(dialog)
    dialog.by.setText("陈镇长")
    assert not dialog.accept_button.isEnabled()
    assert "2处数字空着" in dialog.advice.text()


def test_other_things_can_be_wanted(qtbot: QtBot) -> None:
    dialog = ReviewDialog(None, standing(ReviewStage.SUBMIT, signed=True))
    qtbot.addWidget(dialog)
    dialog.findChild(QPushButton, "review_new_draft").click()
    assert dialog.answer() == review.Wanted(other=review.NEW_DRAFT)


# --- from draft to signed -------------------------------------------------------------------------------


def test_f7_checks_and_opens_the_dialog(
    writing: Writing, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Standing] = []
    monkeypatch.setattr(review, "ask", lambda _parent, data: shown.append(data))
    writing.type(TEXT)
    writing.key(Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: bool(shown), timeout=60_000)
    assert shown[0].stage is ReviewStage.DRAFT
    assert shown[0].next_stages[0] is ReviewStage.PROOF
    assert any("还没写完" in told for told in shown[0].open.told)
    assert writing.body(writing.page.shown_section()) == TEXT


def test_signing_makes_the_page_read_only_and_says_how_to_go_on(writing: Writing) -> None:
    writing.type(TEXT)
    writing.page.commit()
    ticks = [one for one in writing.page.panel.findChildren(QPushButton) if one.text() == "手工打勾"]
    assert any(one.isVisible() for one in ticks)
    desk = writing.page.review
    desk.act(writing.report_id, review.Wanted(ReviewStage.PROOF, "刘芳"))
    assert "存了一个版本" in writing.prompter.sentences[-1]
    desk.act(writing.report_id, review.Wanted(ReviewStage.SIGN, "陈镇长"))
    assert writing.page.is_read_only()
    assert writing.page.editor.isReadOnly()
    assert not any(one.isVisible() for one in ticks)
    done = writing.page.findChild(QPushButton, "section_done_button")
    assert not done.isEnabled()
    notice = writing.page.desk.notice.text()
    assert notice == "陈镇长于2027年1月5日签发，只能看，不能改。要改就按 F7，另建一稿。"
    assert [one.name for one in writing.services.versions.all(writing.report_id)] == ["签发稿", "校对稿"]
    desk.act(writing.report_id, review.Wanted(other=review.NEW_DRAFT))
    assert writing.page.report is not None
    assert writing.page.report.id != writing.report_id
    assert not writing.page.is_read_only()
    assert any(section.body == TEXT for section in writing.page.report.sections)


def test_signing_writes_the_day_below_the_report(writing: Writing) -> None:
    writing.type(TEXT)
    writing.page.commit()
    writing.services.reports.edit_parts(writing.report_id, date_text="")
    assert writing.page.review.standing(writing.report_id).open.undated
    signed = review.Wanted(ReviewStage.SIGN, "陈镇长", date_text="2027年1月5日")
    writing.page.review.act(writing.report_id, signed)
    assert writing.page.is_read_only()
    assert writing.services.reports.content(writing.report_id).date_text == "2027年1月5日"


def test_the_report_that_was_signed_stays_in_sight(writing: Writing) -> None:
    services = writing.services
    other = services.reports.create("half_year", 2027)
    services.writing.save(services.reports.get(other).sections[-1].id, "上半年。", 0)
    writing.page.signals.report_id = 0
    writing.type(TEXT)
    writing.page.commit()
    writing.page.review.act(writing.report_id, review.Wanted(ReviewStage.SIGN, "陈镇长"))
    assert writing.page.report is not None
    assert writing.page.report.id == writing.report_id


def test_signing_is_one_step_of_undo(writing: Writing) -> None:
    writing.type(TEXT)
    writing.page.commit()
    writing.page.review.act(writing.report_id, review.Wanted(ReviewStage.SIGN, "陈镇长"))
    writing.operations.undo()
    assert writing.services.reports.get(writing.report_id).stage is ReportStage.DRAFT
    assert writing.services.signing.steps(writing.report_id) == ()
    assert writing.services.versions.all(writing.report_id) == ()
    assert not writing.page.editor.isReadOnly()


def test_a_refused_step_is_told(writing: Writing) -> None:
    writing.page.review.act(writing.report_id, review.Wanted(ReviewStage.SUBMIT, "刘芳"))
    assert writing.prompter.told[-1][1] == "wrong"
    assert "还没有签发" in writing.prompter.sentences[-1]


# --- versions -------------------------------------------------------------------------------------------


def test_versions_are_shown_sentence_by_sentence(writing: Writing, qtbot: QtBot) -> None:
    writing.type(TEXT)
    writing.page.commit()
    service = writing.services.versions
    kept = service.keep(writing.report_id, "初稿")
    writing.page.editor.set_cursor_offset(len(TEXT))
    writing.type("新写一句。")
    writing.page.commit()
    data = Kept(
        service.all(writing.report_id), lambda old, new: service.compare(writing.report_id, old, new), True
    )
    dialog = VersionsDialog(None, data)
    qtbot.addWidget(dialog)
    lines = [(line.text, line.note) for line in dialog.view.lines]
    assert lines[-1] == ("新写一句。", "新加")
    assert len(lines) == 2
    dialog.changed_only.setChecked(False)
    assert ("群众普遍欢迎。", "原样") in [(line.text, line.note) for line in dialog.view.lines]
    dialog._restore.click()
    assert dialog.answer() == versions.Wanted(versions.RESTORE, kept)
    writing.page.review.act_on_version(versions.Wanted(versions.RESTORE, kept))
    assert writing.page.editor.body() == TEXT


def test_a_version_is_kept_by_hand(writing: Writing) -> None:
    writing.type(TEXT)
    writing.page.commit()
    writing.prompter.text = "送分管领导前"
    writing.page.review.act_on_version(versions.Wanted(versions.KEEP))
    assert [one.name for one in writing.services.versions.all(writing.report_id)] == ["送分管领导前"]


# --- the copy on paper ----------------------------------------------------------------------------------


def test_the_copy_for_readers_is_a_pdf(writing: Writing, tmp_path: Path) -> None:
    writing.type(TEXT)
    writing.prompter.target = tmp_path / "征求意见稿.pdf"
    writing.page.review.save_copy()
    assert (tmp_path / "征求意见稿.pdf").read_bytes().startswith(b"%PDF")
    pages, _ = writing.page.review._laid_out()
    longest = max(sum(len(f.text) for f in line.fragments) for page in pages for line in page.lines)
    assert longest <= 22


# --- comments -------------------------------------------------------------------------------------------


def test_the_sentence_at_a_place() -> None:
    assert sentence_at("一句。二句。\n三句。", 4) == (3, 3)
    assert sentence_at("一句。二句。\n三句。", 8) == (7, 3)
    assert sentence_at("", 0) == (0, 0)


def test_ctrl_m_remarks_on_a_sentence_without_touching_the_text(writing: Writing) -> None:
    writing.type(TEXT)
    writing.page.editor.set_cursor_offset(2)
    writing.prompter.text = "有没有数字"
    writing.key(Qt.Key.Key_M, CTRL)
    view = writing.page.panel.comments
    assert view.isVisible()
    assert view.comments[0].quote == "宣讲进村入户。"
    assert writing.page.editor.marked("comment") == ["宣讲进村入户。"]
    assert writing.page.editor.body() == TEXT
    view.view.setFocus()
    QTest.keyClick(view.view, Qt.Key.Key_Space)
    assert view.view.lines[0].note == "已处理"
    assert writing.page.editor.marked("comment") == []
    QTest.keyClick(view.view, Qt.Key.Key_Delete)
    assert view.comments == ()
    writing.operations.undo()
    assert len(view.comments) == 1


def test_a_comment_says_when_its_words_are_gone(writing: Writing, qtbot: QtBot) -> None:
    writing.type(TEXT)
    writing.page.editor.set_cursor_offset(2)
    writing.prompter.text = "有没有数字"
    writing.key(Qt.Key.Key_M, CTRL)
    writing.page.editor.replace(0, 7, "改了。")
    view = writing.page.panel.comments
    qtbot.waitUntil(lambda: "原文已经改过" in view.view.lines[0].text)


# --- evidence and ticks ---------------------------------------------------------------------------------


def test_files_are_dropped_as_evidence(writing: Writing, tmp_path: Path) -> None:
    photo = tmp_path / "签到表.jpg"
    photo.write_bytes(b"a photo")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    view = writing.page.panel.evidence
    writing.page.panel.evidence_tab.click()
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    view.dropEvent(event)
    assert [one.name for one in view.files] == ["签到表.jpg"]
    writing.prompter.text = "12月签到"
    view.describe.click()
    assert view.view.lines[0].text == "12月签到\n签到表.jpg"
    view.view.setFocus()
    QTest.keyClick(view.view, Qt.Key.Key_Delete)
    assert view.files == ()
    writing.operations.undo()
    assert len(view.files) == 1


def test_a_point_is_ticked_by_hand_with_a_reason(writing: Writing) -> None:
    section = next(one for one in writing.leaves() if writing.services.overview.checkpoints(one))
    writing.page.open_section(section.id)
    point = writing.services.overview.checkpoints(section)[0].checkpoint
    done, total = writing.page.panel.points()
    writing.prompter.text = "写在导语里了"
    tick = writing.page.panel.findChild(QPushButton, f"tick_{point.id}")
    tick.click()
    assert writing.page.panel.points() == (done + 1, total)
    assert tick.text() == "取消手工打勾"
    tick.click()
    assert writing.page.panel.points() == (done, total)
    writing.operations.undo()
    assert writing.page.panel.points() == (done + 1, total)


# --- words taken over -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("offered")
def test_words_taken_over_stay_marked_until_edited_or_accepted(writing: Writing, qtbot: QtBot) -> None:
    writing.key(Qt.Key.Key_F3)
    bar = writing.page.reuse_bar
    assert bar.isVisible()
    assert len(writing.page.editor.marked("reused")) == 4
    assert bar.told.text().startswith("带点线的4句引自2025年本镇年报（一）第1段等处")
    writing.page.editor.set_cursor_offset(3)
    writing.type("改")
    qtbot.waitUntil(lambda: len(writing.page.editor.marked("reused")) == 3)
    bar.findChild(QPushButton, "reuse_next").click()
    assert QApplication.focusWidget() is writing.page.editor
    bar.findChild(QPushButton, "reuse_accept").click()
    assert len(writing.page.editor.marked("reused")) == 2
    bar.findChild(QPushButton, "reuse_accept_all").click()
    assert not bar.isVisible()
    rows = writing.services.archive.read("select origin, year from reused_sentence order by id")
    assert [(row["origin"], row["year"]) for row in rows][1] == ("2025年集中学习4次。", 2025)


@pytest.mark.usefixtures("offered")
def test_only_what_is_selected_is_taken_over(writing: Writing) -> None:
    past = writing.page.panel.past
    writing.page.panel.show_past()
    cursor = past.text.textCursor()
    text = past.text.toPlainText()
    start = text.index("2025年集中")
    cursor.setPosition(start)
    cursor.setPosition(text.index("。", start) + 1, cursor.MoveMode.KeepAnchor)
    past.text.setTextCursor(cursor)
    writing.page.editor.setFocus()
    writing.key(Qt.Key.Key_F3)
    assert writing.page.editor.body() == "2026年集中学习____次。"
    writing.key(Qt.Key.Key_Z, CTRL)
