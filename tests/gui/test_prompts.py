"""The window's own voice: news in the bar, questions whose safe answer is the default, file names completed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from fzapp.domain.errors import UserError
from fzapp.ui.dialogs import one_field
from fzapp.ui.jobs import Job
from fzapp.ui.messages import STAYS, MessageBar, day, when
from fzapp.ui.prompts import FileKind, Offer, WindowPrompter, question_box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from fzapp.ui.jobs import JobContext

WORD = FileKind("Word文件", (".docx",))
TEXT = FileKind("文本", (".txt", ".md"))


@pytest.fixture
def frame(qtbot: QtBot) -> Iterator[QWidget]:
    frame = QWidget()
    qtbot.addWidget(frame)
    yield frame
    del frame


@pytest.fixture
def bar(frame: QWidget) -> MessageBar:
    return MessageBar(frame)


@pytest.fixture
def prompter(frame: QWidget, bar: MessageBar) -> WindowPrompter:
    return WindowPrompter(frame, bar)


@pytest.mark.parametrize(
    ("kind", "word", "tone"),
    [("done", "好了", "good"), ("note", "提醒", "attention"), ("wrong", "注意", "wrong")],
)
def test_news_is_a_word_a_ground_and_a_sentence(
    prompter: WindowPrompter, bar: MessageBar, kind: str, word: str, tone: str
) -> None:
    prompter.tell("备份做好了。", kind)
    assert not bar.isHidden()
    assert bar.property("bar") == tone
    assert bar.accessibleName() == f"{word}：备份做好了。"


def test_bad_news_stays_and_good_news_goes() -> None:
    assert STAYS["wrong"] == 0
    assert STAYS["done"] > 0


def test_the_offer_runs_once_and_closes_the_bar(prompter: WindowPrompter, bar: MessageBar) -> None:
    runs: list[int] = []
    prompter.tell("已删除。", "note", Offer("撤销", lambda: runs.append(1)))
    button = bar.findChild(QPushButton, "message_offer")
    assert button.text() == "撤销"
    button.click()
    button.click()
    assert runs == [1]
    assert bar.isHidden()


def test_turning_back_is_the_answer_of_enter_and_escape(frame: QWidget) -> None:
    box, accept = question_box(frame, "要关闭吗？", "关闭", "先不关闭")
    assert box.defaultButton().text() == box.escapeButton().text() == "先不关闭"
    assert accept.text() == "关闭"


def test_the_suffix_is_added_when_it_was_left_out(
    prompter: WindowPrompter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def choose(_parent: QWidget, _title: str, start: str, _filter: str) -> tuple[str, str]:
        asked.append(start)
        return str(tmp_path / "报告"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    assert prompter.choose_save("导出", Path("报告.docx"), WORD) == tmp_path / "报告.docx"
    prompter.choose_save("导出", Path("再一份.docx"), WORD)
    assert asked[-1] == str(tmp_path / "再一份.docx")


@pytest.mark.parametrize("agreed", [True, False])
def test_a_file_of_the_whole_name_is_not_replaced_unasked(
    prompter: WindowPrompter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, agreed: bool
) -> None:
    (tmp_path / "报告.docx").write_bytes(b"old")
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "报告"), ""))
    monkeypatch.setattr(prompter, "ask", lambda question, *_: asked.append(question) or agreed)
    chosen = prompter.choose_save("导出", Path("报告.docx"), WORD)
    assert chosen == (tmp_path / "报告.docx" if agreed else None)
    assert "报告.docx" in asked[0]


def test_turning_back_gives_nothing(prompter: WindowPrompter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(one_field, "run", lambda _dialog: False)
    assert prompter.choose_save("导出", Path("报告.docx"), WORD) is None
    assert prompter.choose_open("导入", [WORD], many=True) == []
    assert prompter.choose_open("导入", [WORD]) == []
    assert prompter.ask_text("改名", "标题") is None


def test_chosen_files_are_paths(
    prompter: WindowPrompter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = [str(tmp_path / "一.docx"), str(tmp_path / "二.txt")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    monkeypatch.setattr(one_field, "run", lambda dialog: dialog.written.setText(" 标题 ") is None)
    assert prompter.choose_open("导入", [WORD, TEXT], many=True) == [Path(name) for name in names]
    assert prompter.ask_text("改名", "标题") == "标题"
    assert TEXT.filter == "文本 (*.txt *.md)"


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("2026-12-01T08:05:00", "今天 08:05"),
        ("2026-11-30T23:59:00", "昨天 23:59"),
        ("2026-03-05T09:10:00", "3月5日 09:10"),
        ("2025-12-31T09:10:00", "2025年12月31日"),
        ("", ""),
    ],
)
def test_times_are_said_as_one_says_them(time: str, said: str) -> None:
    assert when(time, "2026-12-01T09:00:00") == said
    assert day("2027-03-01") == "2027年3月1日"


def test_a_failure_that_is_mended_goes_and_no_other(prompter: WindowPrompter, bar: MessageBar) -> None:
    prompter.tell("日期看不懂。", "wrong")
    prompter.take_back("别的事情。")
    assert not bar.isHidden()
    prompter.tell("U盘拔早了。", "wrong")
    prompter.take_back("日期看不懂。")
    assert not bar.isHidden()
    prompter.take_back("U盘拔早了。")
    assert bar.isHidden()


def test_a_job_that_works_takes_back_what_was_told_of_the_one_before(
    prompter: WindowPrompter, bar: MessageBar, qtbot: QtBot
) -> None:
    def run(fails: bool, sentence: str) -> None:
        def work(_context: JobContext) -> None:
            if fails:
                raise UserError("盘已满", "换一个U盘")

        job = Job(work, bar)
        prompter.follow(job, sentence)
        with qtbot.waitSignal(job.finished):
            job.start()

    run(True, "正在导出。")
    assert "盘已满" in bar.sentence
    run(False, "正在备份。")
    assert not bar.isHidden()
    run(False, "正在导出。")
    assert bar.isHidden()
