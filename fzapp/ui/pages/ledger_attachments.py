"""Evidence beside a ledger row: dropped, pasted or chosen; described, opened, taken away; what is wrong is told."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from fzapp.ui import theme
from fzapp.ui.jobs import Job
from fzapp.ui.prompts import FileKind, Offer
from fzapp.ui.widgets.basic import button, card, label, row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent

    from fzapp.services.attachments import FileState
    from fzapp.storage.changes import Change
    from fzapp.storage.ledgers import StoredRow
    from fzapp.storage.row_evidence import RowFile
    from fzapp.ui.pages.ledger_page import LedgerPage

ANY_FILE = FileKind("照片、扫描件、文件", (".*",))
_SETTLED = 300
"""Milliseconds that a row has to stay before its files are checked."""

_MOST_LINES = 5


class _Files(QListWidget):
    """Enter opens, Delete takes away, F2 describes, Ctrl+V lays the copied files beside the row."""

    opened = Signal()
    removed = Signal()
    described = Signal()
    pasted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a list of files."""
        asked = {
            "Return": self.opened,
            "Enter": self.opened,
            "Del": self.removed,
            "F2": self.described,
            "Ctrl+V": self.pasted,
        }.get(QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText))
        if asked is None:
            super().keyPressEvent(event)
        else:
            asked.emit()


class AttachmentsCard(QWidget):
    """The files of the row the keyboard is in."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__()
        self.setObjectName("ledger_attachments")
        self.setAcceptDrops(True)
        self._page = page
        self._row: StoredRow | None = None
        self._files: tuple[RowFile, ...] = ()
        self._states: Mapping[int, FileState] = {}
        self._job: Job | None = None
        self._build()
        self._timer = QTimer(self, singleShot=True, interval=_SETTLED)
        self._timer.timeout.connect(self._verify)

    def show_row(self, stored: StoredRow | None) -> None:
        """Show the files of a row; None for the row to type in."""
        self._row = stored
        self._states = {}
        self.setVisible(stored is not None)
        self._files = self._page.services.attachments.of_row(stored.id) if stored else ()
        self._show()
        if self._files:
            self._timer.start()

    def attach(self, row_id: int, paths: Sequence[Path]) -> None:
        """Lay files beside a row; one step."""
        page = self._page
        done, change = self._run(lambda: page.services.attachments.attach(row_id, paths))
        if done and change is None:
            page.prompter.tell("这些文件已经附过了。", "note")
        elif done:
            page.prompter.tell("附好了，文件已经存进档案库。", "done", Offer("撤销", page.operations.undo))

    def files_in(self, data: QMimeData) -> list[Path]:
        """The files that are dragged or copied."""
        return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]

    # --- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        frame, inside = card("ledger_attachments_card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.heading = label("佐证材料", "heading", name="ledger_attachments_heading")
        self.list = _Files(objectName="ledger_files")
        self.list.setAccessibleName("佐证材料")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = label("把照片、文件拖到这里，或者拖到表里的那一行。", "muted", wrap=True)
        self.add = button("附上文件", self._choose, name="ledger_file_add")
        self.open = button("打开", self._open, name="ledger_file_open")
        self.describe = button("写说明", self._describe, name="ledger_file_describe")
        self.remove = button("去掉", self._remove, name="ledger_file_remove")
        for widget in (self.heading, self.empty, self.list):
            inside.addWidget(widget)
        inside.addLayout(row(self.add, self.open, None, spacing=6))
        inside.addLayout(row(self.describe, self.remove, None, spacing=6))
        self.list.opened.connect(self._open)
        self.list.itemDoubleClicked.connect(lambda _item: self._open())
        self.list.removed.connect(self._remove)
        self.list.described.connect(self._describe)
        self.list.pasted.connect(self.paste)

    def _show(self) -> None:
        here = max(0, self.list.currentRow())
        self.list.clear()
        for file in self._files:
            told = f"{file.name}，{file.caption}" if file.caption else file.name
            state = self._states.get(file.id)
            wrong = state.label if state is not None else ""
            item = QListWidgetItem(f"{told}（{wrong}）" if wrong else told, self.list)
            item.setToolTip(f"{told}\n{_size(file.size)}，{file.added_at[:10]}附上")
            if wrong:
                item.setForeground(theme.tone_colors("wrong")[0])
        self.heading.setText(f"佐证材料（{len(self._files)}份）" if self._files else "佐证材料")
        self.list.setVisible(bool(self._files))
        self.empty.setVisible(not self._files)
        self.list.setFixedHeight(min(len(self._files), _MOST_LINES) * (theme.current_scale().row_height) + 6)
        if self._files:
            self.list.setCurrentRow(min(here, len(self._files) - 1))
        for widget in (self.open, self.describe, self.remove):
            widget.setVisible(bool(self._files))

    # --- doing ------------------------------------------------------------------------------------

    def paste(self) -> None:
        """The files that were copied in the file manager."""
        paths = self.files_in(QApplication.clipboard().mimeData())
        if self._row is not None and paths:
            self.attach(self._row.id, paths)
        elif self._row is not None:
            self._page.prompter.tell("剪贴板里没有文件，先在文件夹里选中文件并复制。", "note")

    def _choose(self) -> None:
        if self._row is not None:
            paths = self._page.prompter.choose_open("选佐证材料", [ANY_FILE], many=True)
            if paths:
                self.attach(self._row.id, paths)

    def _file(self) -> RowFile | None:
        place = self.list.currentRow()
        return self._files[place] if 0 <= place < len(self._files) else None

    def _open(self) -> None:
        """Open a copy under the file's own name: the kept one is never written to."""
        file = self._file()
        if file is None:
            return
        services = self._page.services
        copy = self._page.operations.run(
            lambda: services.viewing.content(file.name, services.attachments.content(file))
        )
        if copy is None:
            self._verify()
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))

    def _describe(self) -> None:
        file = self._file()
        if file is None:
            return
        words = self._page.prompter.ask_text("佐证材料的说明", f"“{file.name}”说明了什么", file.caption)
        if words is not None:
            self._run(lambda: self._page.services.attachments.describe(file.id, words))

    def _remove(self) -> None:
        file = self._file()
        if file is None:
            return
        done, _ = self._run(lambda: self._page.services.attachments.remove([file.id]))
        if done:
            offer = Offer("撤销", self._page.operations.undo)
            self._page.prompter.tell(f"已去掉“{file.name}”。", "note", offer)

    def _run(self, action: Callable[[], Change | None]) -> tuple[bool, Change | None]:
        done, change = self._page.entry.run(action)
        if change is not None:
            self._page.extras.renew()
        return done, change

    def _verify(self) -> None:
        """Hash the files beside the window."""
        if self._job is not None or not self._files:
            return
        files, attachments = self._files, self._page.services.attachments
        self._job = Job(lambda _context: {file.id: attachments.state(file) for file in files}, self)
        self._job.succeeded.connect(partial(self._on_verified, files))
        self._job.finished.connect(self._on_job_done)
        self._job.start()

    def _on_job_done(self) -> None:
        self._job = None

    def _on_verified(self, files: tuple[RowFile, ...], states: Mapping[int, FileState]) -> None:
        if files == self._files:
            self._states = states
            self._show()
        else:
            self._timer.start()

    # --- dropping ---------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Every file is welcome here."""
        if self._row is not None and self.files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped files go beside the row."""
        if self._row is not None:
            event.acceptProposedAction()
            self.attach(self._row.id, self.files_in(event.mimeData()))


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f}兆" if size >= 1_000_000 else f"{max(1, size // 1000)}千字节"
