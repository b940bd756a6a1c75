"""A thousand Word reports of 4,000 characters come in at forty a second and more, and the window stays alive.

The files are made here: all different, with headings, fonts and runs as an office types them.
"""

from __future__ import annotations

import gc
import io
import os
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from fzapp.ui.archive_signals import ArchiveSignals
from fzapp.ui.dialogs import bulk_import
from fzapp.ui.models.bulk_model import BulkModel
from fzapp.ui.operations import Operations
from fzapp.ui.page import Means
from fzapp.ui.window.bulk_importing import BulkImporting
from tests.benchmarks.figures import tell
from tests.benchmarks.test_read_speed import plain, sample
from tests.benchmarks.test_writing_heartbeat import Heart
from tests.gui.conftest import RecordingPrompter
from tests.gui.writing import make_services

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from fzapp.services.bulk_imports import Wanted
    from fzapp.services.context import Services

FILES = 1_000
LEAST = 40.0
"""Files a second, from the drop to the last report stored, where plain python-docx reads `PLAIN` of them."""

PLAIN = 48.0
"""Files a second that a script with python-docx read where the promise was made: who else is on the machine
slows both down.
"""

GAP = 100
"""Milliseconds that the window may not answer."""

_BODY = "word/document.xml"


def numbered(package: bytes, number: int) -> bytes:
    """The same file with a paragraph of its own."""
    own = f"<w:p><w:r><w:t>第{number}号：走访群众{number}户，办结诉求{number % 90}件。</w:t></w:r></w:p>"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == _BODY:
                at = data.rindex(b"</w:p>") + len(b"</w:p>")
                data = data[:at] + own.encode() + data[at:]
            new.writestr(name, data)
    return out.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand files in twenty folders."""
    root = tmp_path_factory.mktemp("past")
    package = sample()
    for number in range(FILES):
        place = root / f"{2000 + number % 20}年"
        place.mkdir(exist_ok=True)
        (place / f"{number}.docx").write_bytes(numbered(package, number))
    return root


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """As the program does it once its window stands: what is there by then is not looked through for garbage."""
    built = make_services(tmp_path)
    gc.collect()
    gc.freeze()
    yield built
    gc.unfreeze()
    built.close()


def plain_rate(folder: Path, count: int = 100) -> float:
    """How many of the files plain python-docx reads in a second here and now."""
    files = sorted(folder.rglob("*.docx"))[:count]
    start = time.perf_counter()
    for path in files:
        plain(path.read_bytes())
    return len(files) / (time.perf_counter() - start)


def processor_time() -> float:
    """Seconds of this process and of the readers that it has ended."""
    return sum(os.times()[:4])


def confirm(_parent: object, data: bulk_import.BulkData) -> tuple[Wanted, ...]:
    model = BulkModel(data.looked.candidates, data.genres)
    model.keep(range(len(model.rows)), kept=True)
    return model.wanted()


def test_a_thousand_files(
    folder: Path, services: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_import, "ask", confirm)
    prompter, window, heart = RecordingPrompter(), QWidget(), Heart()
    qtbot.addWidget(window)
    signals = ArchiveSignals()
    operations = Operations(services, signals, QUndoStack(), prompter)
    importing = BulkImporting(Means(services, signals, operations, prompter), window)
    before = len(services.reports.all())
    scale = plain_rate(folder)
    heart.start()
    start, used = time.perf_counter(), processor_time()
    importing.start([folder])
    qtbot.waitUntil(lambda: bool(prompter.told), timeout=300_000)
    seconds = time.perf_counter() - start
    used = processor_time() - used
    longest = heart.stop()
    scale = (scale + plain_rate(folder)) / 2 / PLAIN
    assert len(services.reports.all()) - before == FILES
    start = time.perf_counter()
    operations.undo()
    undone = time.perf_counter() - start
    operations.redo()
    print(
        f"\n{FILES / seconds:.1f} files/s by the clock, {FILES / used:.1f} by processor time;"
        f" python-docx {scale * PLAIN:.1f}"
    )
    print(
        f"longest gap {longest:.0f} ms, of which own work {max(heart.busy):.0f} ms; undone in {undone:.1f} s"
    )
    assert len(services.reports.all()) - before == FILES
    start = time.perf_counter()
    looked = services.bulk.look([folder], services.bulk.known())
    print(f"again: {time.perf_counter() - start:.1f} s")
    assert not any(one.storable for one in looked.candidates)
    tell("bulk_import_seconds", seconds / FILES)
    tell("bulk_import_plain", 1 / (scale * PLAIN))
    tell("bulk_gap", longest)
    assert FILES / seconds >= LEAST * min(1.0, scale)
    assert longest <= GAP
