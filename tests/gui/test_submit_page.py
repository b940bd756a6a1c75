"""报送: told before it is written, written beside the window, read back, remembered; files that differ named."""

from __future__ import annotations

import errno
from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from fzapp.package import bag
from fzapp.package.bag import FileState
from fzapp.ui import page_list
from fzapp.ui.dialogs import paper_list
from fzapp.ui.pages import submit_page
from fzapp.ui.pages.submit_page import NO_STICK, SubmitPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


@pytest.fixture
def signed(office: Services) -> int:
    report = office.reports.create("annual_report", 2026)
    section = next(r.section for r in office.overview.tasks(report) if r.section.level == 2)
    office.writing.save(section.id, "全年开展普法11场次。", 0)
    office.freezes.freeze(report, "甲某某")
    return report


@pytest.fixture
def page(office: Services, make_page: Callable[[type[Page]], Page]) -> SubmitPage:
    made = make_page(SubmitPage)
    assert isinstance(made, SubmitPage)
    return made


def told(page: SubmitPage) -> str:
    return "\n".join(line.text for line in page.contents.lines)


def test_without_a_report_the_way_to_one_is_told(page: SubmitPage, qtbot: QtBot) -> None:
    assert "还没有报告" in page.state_words.text()
    assert not page.actions()[0].isEnabled()
    with qtbot.waitSignal(page.open_page_requested) as asked:
        page.to_write.click()
    assert asked.args == [page_list.HOME]


def test_a_draft_cannot_be_packed(page: SubmitPage, office: Services, qtbot: QtBot) -> None:
    office.reports.create("annual_report", 2026)
    page.refresh()
    assert "还没有定稿" in page.state_words.text()
    assert not page.actions()[0].isEnabled()
    with qtbot.waitSignal(page.open_page_requested) as asked:
        page.to_write.click()
    assert asked.args == [page_list.WRITE]


def test_what_will_be_inside_is_told_first(page: SubmitPage, signed: int) -> None:
    del signed
    page.refresh()
    assert "报告正文" in told(page)
    assert "缺项：" in told(page)
    assert page.target_words.text() == NO_STICK


def test_a_signed_report_comes_first_and_another_can_be_chosen(
    page: SubmitPage, signed: int, office: Services
) -> None:
    draft = office.reports.create("annual_report", 2027)
    page.refresh()
    assert page.reports.currentData() == signed
    place = page.reports.findData(draft)
    page.reports.setCurrentIndex(place)
    page.reports.activated.emit(place)
    assert "还没有定稿" in page.state_words.text()


def test_a_package_is_written_read_back_and_remembered(
    page: SubmitPage, signed: int, office: Services, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    stick = tmp_path / "U盘"
    stick.mkdir()
    prompter.target = stick
    page.refresh()
    page.actions()[0].trigger()
    qtbot.waitUntil(lambda: bool(office.packs.made(signed)), timeout=20_000)
    (folder,) = stick.iterdir()
    assert (folder / "打开看.html").is_file()
    word, printed = sorted((folder / "data" / "1报告").iterdir())
    assert (word.stem, word.suffix, printed.suffix) == (printed.stem, ".docx", ".pdf")
    assert printed.read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(page.done_words.isVisible)
    assert "可以安全拔出" in page.done_words.text()
    assert any("V1" in line.text for line in page.made.lines)
    assert not page.progress.isVisible()
    assert page.status() == "已生成1次，最近一次V1"
    assert page.print_list.isVisible()
    printed: list[int] = []
    monkeypatch.setattr(
        submit_page, "print_pages", lambda pages, *_rest: printed.append(len(pages)) or "2页已经送到打印机。"
    )
    page.print_list.click()
    assert printed == [4]
    assert "存根留下" in prompter.sentences[-1]


def test_a_folder_that_went_away_is_told_and_nothing_is_remembered(
    page: SubmitPage, signed: int, office: Services, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot
) -> None:
    prompter.target = tmp_path / "拔掉了"
    page.refresh()
    page.actions()[0].trigger()
    qtbot.waitUntil(lambda: bool(prompter.told), timeout=20_000)
    assert "U盘" in prompter.sentences[-1]
    assert office.packs.made(signed) == ()
    qtbot.waitUntil(page.actions()[0].isEnabled)


def test_a_package_that_was_changed_is_found_out(
    page: SubmitPage, signed: int, office: Services, prompter: RecordingPrompter, tmp_path: Path, qtbot: QtBot
) -> None:
    packed = office.packs.pack(office.packs.plan(signed), tmp_path)
    (packed.folder / "data" / "facts.json").write_text("{}", encoding="utf-8")
    prompter.target = packed.folder
    page.actions()[1].trigger()
    qtbot.waitUntil(lambda: bool(prompter.told), timeout=20_000)
    sentence, kind = prompter.told[-1]
    assert kind == "wrong"
    assert "facts.json" in sentence


def test_more_wrong_files_than_a_sentence_holds_are_all_listed(
    page: SubmitPage,
    signed: int,
    office: Services,
    prompter: RecordingPrompter,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[paper_list.Listed] = []
    monkeypatch.setattr(paper_list, "ask", lambda _parent, data: shown.append(data) or True)
    packed = office.packs.pack(office.packs.plan(signed), tmp_path)
    names = [f"data/多出来{number}.txt" for number in range(7)]
    for name in names:
        (packed.folder / name).touch()
    prompter.target = packed.folder
    page.actions()[1].trigger()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    (listed,) = shown
    assert [row[1] for row in listed.paper.rows] == names
    assert {row[2] for row in listed.paper.rows} == {FileState.EXTRA.label}
    assert "7个不对" in listed.told
    dialog = paper_list.PaperListDialog(page, listed)
    qtbot.addWidget(dialog)
    assert dialog.table.model().rowCount() == 7
    prompter.target = tmp_path / "核对结果.docx"
    dialog.findChild(QPushButton, "list_save").click()
    assert prompter.target.is_file()
    assert "核对结果.docx" in dialog.said.text()


def test_verifying_can_be_stopped(
    page: SubmitPage,
    signed: int,
    office: Services,
    prompter: RecordingPrompter,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packed, begun = office.packs.pack(office.packs.plan(signed), tmp_path), Event()
    digest = bag._digest

    def slow(path: Path, algorithm: str) -> str:
        begun.set()
        page._job._context._stop.wait(20)
        return digest(path, algorithm)

    monkeypatch.setattr(bag, "_digest", slow)
    prompter.target = packed.folder
    page.actions()[1].trigger()
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    page.stop.click()
    qtbot.waitUntil(lambda: bool(prompter.told), timeout=20_000)
    assert prompter.sentences[-1] == "已停止，没有核对完。"


def test_a_package_that_was_broken_off_is_pointed_out(
    page: SubmitPage, signed: int, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    del signed
    (tmp_path / "青石镇_V1（未写完）").mkdir()
    prompter.target = tmp_path
    page.refresh()
    page.choose_target()
    assert any("没有写完" in sentence for sentence in prompter.sentences)


def test_a_stick_that_answers_with_an_error_is_told(
    page: SubmitPage,
    signed: int,
    prompter: RecordingPrompter,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def pulled_out(_folder: Path) -> tuple[Path, ...]:
        raise OSError(errno.EIO, "pulled out")

    del signed
    monkeypatch.setattr(submit_page, "unfinished", pulled_out)
    prompter.target = tmp_path
    page.choose_target()
    assert "读不出来" in prompter.sentences[-1]
