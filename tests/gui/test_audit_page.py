"""操作记录: everything listed, narrowed, found by a printed mark, printed as listed; tampering is told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from docx import Document
from pytestqt.modeltest import ModelTester

from fzapp.domain.audit import AuditKind
from fzapp.ui.pages.audit_page import EMPTY, AuditPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fzapp.services.context import Services
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter


@pytest.fixture
def page(office: Services, make_page: Callable[[type[Page]], Page]) -> AuditPage:
    """A row of a ledger, and a signed report."""
    kind = office.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    office.ledgers.add(kind, 2026, {column.id: "集市普法"})
    report = office.reports.create("annual_report", 2026)
    office.freezes.freeze(report, "甲某某")
    made = make_page(AuditPage)
    assert isinstance(made, AuditPage)
    return made


def shown(page: AuditPage) -> list[str]:
    return [row[4] for row in page.table.rows]


def test_the_newest_stands_first_and_the_chain_is_said_to_hold(page: AuditPage) -> None:
    assert [row[0] for row in page.table.rows] == ["2", "1"]
    assert "签发人甲某某" in shown(page)[0]
    assert page.state.text() == "完好"
    assert "共2条" in page.status()


def test_it_is_narrowed_by_kind_and_by_words(page: AuditPage) -> None:
    page.kind.setCurrentIndex(page.kind.findData(AuditKind.LEDGER.value))
    assert len(shown(page)) == 1
    page.words.setText("没有的")
    assert shown(page) == []
    assert not page.none.isHidden()
    assert not page.actions()[0].isEnabled()


def test_a_printed_mark_leads_to_its_entry(page: AuditPage) -> None:
    mark = page.table.rows[1][5]
    page.words.setText(mark.lower())
    assert [row[0] for row in page.table.rows] == ["1"]


def test_what_is_listed_is_stored_as_a_word_file(
    page: AuditPage, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    page.words.setText("签发")
    prompter.target = tmp_path / "操作记录.docx"
    page.save_word()
    document = Document(str(prompter.target))
    assert len(document.tables[0].rows) == 2
    assert "含“签发”的" in "\n".join(one.text for one in document.paragraphs)


def test_a_tampered_record_is_told(page: AuditPage, office: Services) -> None:
    with closing(sqlite3.connect(office.archive.path)) as connection:
        connection.execute("update audit set subject = 'x' where id = 1")
        connection.commit()
    page.activate()
    assert page.state.text() == "要核对"
    assert "第1条被改过" in page.said.text()


def test_an_empty_record_says_what_will_stand_there(
    office: Services, make_page: Callable[[type[Page]], Page]
) -> None:
    del office
    made = make_page(AuditPage)
    assert isinstance(made, AuditPage)
    assert made.none.text() == EMPTY


def test_the_model_behaves(page: AuditPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.table.model())
