"""Files that come in are read beside the window, and Ctrl+K finds their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from fzapp.domain.errors import UserError
from fzapp.services.search import Scope
from fzapp.ui.archive_signals import ArchiveSignals
from fzapp.ui.operations import Operations
from fzapp.ui.window import evidence_reading
from fzapp.ui.window.evidence_reading import EvidenceReading
from tests.gui.conftest import RecordingPrompter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.storage.evidence_index import EvidenceText


@pytest.fixture
def reading(services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[EvidenceReading]:
    monkeypatch.setattr(evidence_reading, "QUIET", 1)
    signals, parent = ArchiveSignals(), QObject()
    operations = Operations(services, signals, QUndoStack(parent), RecordingPrompter())
    made = EvidenceReading(services, signals, operations, parent)
    yield made
    made.stop()


def attach(services: Services, tmp_path: Path, name: str, text: str) -> None:
    kind = services.ledgers.kind("L16")
    services.ledgers.add(kind, 2026, {kind.period_column: "2026-05-06"})
    (tmp_path / name).write_text(text, encoding="utf-8")
    services.attachments.attach(services.ledgers.rows(kind, 2026)[-1].id, [tmp_path / name])


def found(services: Services, word: str) -> bool:
    return bool(services.search.find(word, (Scope.EVIDENCE,)).total)


def test_a_file_is_found_by_its_words_some_time_after_it_came(
    services: Services, reading: EvidenceReading, tmp_path: Path, qtbot: QtBot
) -> None:
    attach(services, tmp_path, "甲.txt", "到场调解签字。")
    assert not found(services, "签字")
    qtbot.waitUntil(lambda: found(services, "签字"), timeout=20_000)
    attach(services, tmp_path, "乙.txt", "再次走访。")
    qtbot.waitUntil(lambda: found(services, "走访"), timeout=20_000)
    qtbot.waitUntil(lambda: not reading.running, timeout=20_000)


def test_what_an_earlier_start_left_is_read(
    services: Services, tmp_path: Path, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    attach(services, tmp_path, "甲.txt", "到场调解签字。")
    made: EvidenceReading = request.getfixturevalue("reading")
    made.begin()
    qtbot.waitUntil(lambda: found(services, "签字"), timeout=20_000)


def test_a_text_that_cannot_be_kept_is_left_for_another_time(
    services: Services,
    reading: EvidenceReading,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def refuse(text: EvidenceText) -> None:
        asked.append(text.body)
        raise UserError("磁盘满了", "腾出一些空间")

    monkeypatch.setattr(services.evidence_texts, "keep", refuse)
    attach(services, tmp_path, "甲.txt", "到场调解签字。")
    qtbot.waitUntil(lambda: bool(asked) and not reading.running, timeout=20_000)
    assert len(services.evidence_texts.unread()) == 1
