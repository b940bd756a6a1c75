"""帮助: every page has a topic that F1 opens, topics can be printed and stored, F1 again leads back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pdfplumber
import pytest
from PySide6.QtCore import Qt

from fzapp.infra import paths
from fzapp.ui import page_list
from fzapp.ui.main_window import MainWindow
from fzapp.ui.pages.help_page import HelpPage
from fzapp.ui.window.page_entries import PAGES
from installer import guide

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

TOPICS = sorted((paths.resources() / "help").glob("*.md"))
TITLES = {topic.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ") for topic in TOPICS}


@pytest.fixture
def page(make_page: Callable[[type[Page]], Page]) -> HelpPage:
    made = make_page(HelpPage)
    assert isinstance(made, HelpPage)
    return made


@pytest.mark.parametrize(
    "entry", [one for one in PAGES if one.word != page_list.HELP], ids=lambda entry: entry.word
)
def test_every_page_has_its_topic(entry: page_list.PageEntry) -> None:
    kind = entry.load()
    assert (kind.topic or kind.name) in TITLES


def test_f1_opens_the_topic_and_leads_back(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page(page_list.CHECK)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.page.name == page_list.HELP
    assert window.page.topics.currentItem().text() == "校核"
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.page.name == page_list.CHECK


def test_a_topic_is_stored_as_pdf(page: HelpPage, prompter: RecordingPrompter, tmp_path: Path) -> None:
    page.show_topic("安装和更新")
    prompter.target = tmp_path / "安装.pdf"
    page.save_pdf()
    assert prompter.target.read_bytes().startswith(b"%PDF")
    assert prompter.sentences == ["“安装和更新”存成了PDF。"]


def test_the_guide_beside_the_installers_is_one_page_with_pictures(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guide, "DIST", tmp_path)
    assert guide.write() == tmp_path / "安装说明.pdf"
    with pdfplumber.open(tmp_path / "安装说明.pdf") as paper:
        assert len(paper.pages) == 1
        assert len(paper.pages[0].images) == 5
        assert "从U盘更新" in paper.pages[0].extract_text()


def test_without_a_printer_the_way_out_is_told(
    page: HelpPage, prompter: RecordingPrompter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PySide6.QtPrintSupport.QPrinterInfo.availablePrinterNames", list)
    page.print()
    assert "没有装打印机" in prompter.sentences[-1]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.stem)
def test_pictures_of_a_topic_are_there(topic: Path) -> None:
    for name in re.findall(r'<img src="([^"]+)"', topic.read_text(encoding="utf-8")):
        assert (topic.parent / name).is_file()
