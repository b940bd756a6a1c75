"""打印自检: what is said with and without a printer, and what the trial page holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.ui import print_check
from fzapp.ui.print_check import NO_PRINTER, PrintCheck

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services


@pytest.fixture
def check(services: Services, qtbot: QtBot) -> PrintCheck:
    made = PrintCheck(services.exports)
    qtbot.addWidget(made)
    return made


def test_without_a_printer_nothing_can_be_tried(check: PrintCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_check, "default_printer", lambda: ("", False))
    check.look()
    assert check.printer_chip.text() == "没有打印机"
    assert check.printer.text() == NO_PRINTER
    assert not check.trial.isEnabled()


def test_the_printer_and_its_paper_are_named(check: PrintCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_check, "default_printer", lambda: ("党政办激光机", True))
    check.look()
    assert "党政办激光机" in check.printer.text()
    assert check.trial.isEnabled()
    monkeypatch.setattr(print_check, "default_printer", lambda: ("票据打印机", False))
    check.look()
    assert check.printer_chip.text() == "没有A4纸"


def test_it_looks_by_itself_when_it_is_shown(
    check: PrintCheck, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_check, "default_printer", lambda: ("党政办激光机", True))
    check.show()
    qtbot.waitUntil(lambda: check.printer_chip.text() == "有打印机")
    assert check.fonts_chip.text() != "还没看"


def test_the_trial_page_is_one_page_of_the_format(check: PrintCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[int] = []

    def printing(pages: tuple[object, ...], *_rest: object) -> str:
        printed.append(len(pages))
        return "1页已经送到打印机。"

    monkeypatch.setattr(print_check, "print_pages", printing)
    check.print_trial()
    assert printed == [1]
    assert check.said.text().startswith("1页已经送到打印机。页上")


def test_a_printer_that_does_not_answer_is_told(check: PrintCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_given: object) -> str:
        raise UserError("打印机“甲”没有响应", "检查打印机电源和连线后再打印")

    monkeypatch.setattr(print_check, "print_pages", silent)
    check.print_trial()
    assert "没有响应" in check.said.text()
