"""The line that says where a file went, with ways to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QSizePolicy

from fzapp.ui.widgets.basic import breakable, button, label, row

if TYPE_CHECKING:
    from pathlib import Path


class ResultBar(QFrame):
    """Stays until the user closes it or the next export; `failed` says why a file was not opened."""

    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("export_result")
        self.setProperty("bar", "good")
        self.path: Path | None = None
        self.sentence = label(name="export_sentence", wrap=True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.open_folder = button("打开文件夹", self._on_folder, name="export_open_folder")
        self.open_file = button("打开文件", self._on_file, name="export_open_file")
        close = button("知道了", self.hide, "link", name="export_result_close")
        line = row(self.sentence, self.open_folder, self.open_file, close, parent=self)
        line.setContentsMargins(12, 4, 8, 4)
        line.setStretch(0, 1)
        self.hide()

    def show_path(self, path: Path, pages: int) -> None:
        """Say that a document of so many pages is at `path`."""
        self.path = path
        words = f"已导出到{breakable(path)}，共{pages}页。"
        self.sentence.setText(words)
        self.setAccessibleName(words.replace("\u200b", ""))
        self.show()

    def _on_folder(self) -> None:
        if self.path is not None:
            self._open(self.path.parent, "文件夹")

    def _on_file(self) -> None:
        if self.path is not None:
            self._open(self.path, "文件")

    def _open(self, path: Path, what: str) -> None:
        if not path.exists():
            self.failed.emit(f"{what}“{path.name}”已不在原处，找到它再打开，或者重新导出。")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.failed.emit(f"这台电脑上没有程序能打开“{path.name}”，先装好Word或WPS再打开。")
