"""佐证: the files that prove what the section says, brought in by dragging them here."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fzapp.ui.models.lines_model import Line
from fzapp.ui.prompts import FileKind
from fzapp.ui.widgets.basic import brings_files, button, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from fzapp.storage.section_help import SectionFile
    from fzapp.ui.pages.write_page import WritePage

ANY_FILE = FileKind(
    "佐证文件", (".pdf", ".jpg", ".jpeg", ".png", ".docx", ".doc", ".wps", ".xlsx", ".xls", ".*")
)
_KILO = 1024


class EvidenceView(QFrame):
    """The list of the tab 佐证. `dropped(paths)` brings files, the others are about one of them."""

    dropped = Signal(object)
    add_requested = Signal()
    opened = Signal(object)
    describe_requested = Signal(object)
    remove_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("evidence_view")
        self.setAcceptDrops(True)
        self._files: tuple[SectionFile, ...] = ()
        words = "这一节还没有佐证材料。把文件、照片拖到这里，或按下面的按钮选。程序存一份，原文件不动。"
        self._none = label(words, "muted", name="no_evidence", wrap=True)
        self.view = LinesView("evidence_files", "这一节的佐证材料")
        self.add = button("添加文件", self.add_requested.emit, name="evidence_add")
        self.describe = button(
            "写说明", partial(self._ask, self.describe_requested), name="evidence_describe"
        )
        self.remove = button("移出", partial(self._ask, self.remove_requested), name="evidence_remove")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self._none)
        inside.addWidget(self.view, 1)
        inside.addLayout(row(self.describe, self.remove, None))
        inside.addLayout(row(self.add, None))
        self.view.installEventFilter(self)
        self.view.doubleClicked.connect(lambda _index: self._ask(self.opened))
        self.show_files((), writable=True)

    @property
    def files(self) -> tuple[SectionFile, ...]:
        """What is listed."""
        return self._files

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.view, self.describe, self.remove, self.add

    def show_files(self, files: Sequence[SectionFile], *, writable: bool) -> None:
        """List the files of a section."""
        self._files = tuple(files)
        self.view.set_lines([_line(one) for one in self._files])
        self.view.setVisible(bool(self._files))
        self._none.setVisible(not self._files)
        self.view.setCurrentIndex(self.view.model().index(0, 0))
        for one in (self.describe, self.remove):
            one.setVisible(bool(self._files) and writable)
        self.add.setVisible(writable)
        self.setAcceptDrops(writable)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens a file, Delete takes it from the section."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            doing: dict[int, Callable[[], None]] = {
                Qt.Key.Key_Return: partial(self._ask, self.opened),
                Qt.Key.Key_Enter: partial(self._ask, self.opened),
                Qt.Key.Key_Delete: partial(self._ask, self.remove_requested),
            }
            if event.key() in doing:
                doing[event.key()]()
                return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are evidence here, wherever else in the window they would be reports."""
        if brings_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        event.acceptProposedAction()
        self.dropped.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _ask(self, signal: Signal) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self._files):
            signal.emit(self._files[place])


def _line(file: SectionFile) -> Line:
    size = (
        f"{max(1, file.size // _KILO)}KB"
        if file.size < _KILO * _KILO
        else f"{file.size / _KILO / _KILO:.1f}MB"
    )
    return Line(f"{file.caption}\n{file.name}" if file.caption else file.name, note=size)


class SectionEvidence(QObject):
    """Keeps the list true to the section that is written."""

    def __init__(self, page: WritePage, view: EvidenceView) -> None:
        super().__init__(view)
        self._page, self._view = page, view
        self._service = page.services.section_help
        self._section = 0
        view.dropped.connect(self.attach)
        view.add_requested.connect(self.choose)
        view.opened.connect(self._open)
        view.describe_requested.connect(self._describe)
        view.remove_requested.connect(self._remove)

    def show_section(self, section_id: int) -> None:
        """Another section, 0 for none."""
        self._section = section_id
        self.look()

    def look(self) -> None:
        """List anew."""
        files = self._service.files(self._section) if self._section > 0 else ()
        self._view.show_files(files, writable=self._section > 0 and not self._page.is_read_only())

    def attach(self, paths: Sequence[Path]) -> None:
        """Keep files as evidence of the section."""
        files = [path for path in paths if path.is_file()]
        if not files:
            self._page.prompter.tell("文件夹不能整个放进来，打开它，把里面的文件拖过来。", "note")
            return
        section = self._section
        added = self._page.operations.run(lambda: self._service.attach(section, files), initiator=self._page)
        if added is not None:
            self.look()
            again = "这些文件这一节里已经有了。" if not added else f"已添加{added}个佐证文件。"
            self._page.prompter.tell(again, "done" if added else "note")

    def choose(self) -> None:
        """Ask for files and keep them."""
        paths = self._page.prompter.choose_open("选佐证材料", [ANY_FILE], many=True)
        if paths:
            self.attach(paths)

    def _open(self, file: SectionFile) -> None:
        viewing = self._page.services.viewing
        path = self._page.operations.run(lambda: viewing.file(file.sha256, file.name))
        if path is None:
            self._page.prompter.tell(f"“{file.name}”在档案库里找不到了，从备份里恢复。", "wrong")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._page.prompter.tell(f"“{file.name}”打不开，这台电脑上没有能打开它的程序。", "wrong")

    def _describe(self, file: SectionFile) -> None:
        said = self._page.prompter.ask_text("佐证说明", f"“{file.name}”证明什么：", file.caption)
        if said is not None and self._page.run(lambda: self._service.describe(file.id, said)):
            self.look()

    def _remove(self, file: SectionFile) -> None:
        if self._page.run(lambda: self._service.detach(file.id)):
            self.look()
            self._page.prompter.tell(f"“{file.name}”已移出这一节，按 Ctrl+Z 可以放回来。")
