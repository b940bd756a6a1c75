"""The program itself in the settings: its version, a newer one from a stick, and the way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.infra.paths import InstalledAs
from fzapp.infra.version import VERSION
from fzapp.ui import theme
from fzapp.ui.jobs import Job
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import button, card, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fzapp.services.program_update import Release
    from fzapp.ui.page import Means

_MOST_LINES = 3
_QUESTIONS = {
    1: "换成新版 {version}（现在是 {now}）。先备份资料，再打开安装程序，资料原样保留。现在更新吗？",
    0: "{version} 就是现在这一版，重装会换掉程序文件，资料原样保留。现在重装吗？",
    -1: "{version} 比现在的 {now} 旧。退回以后如果提示资料是更新的版本建立的，用更新程序前的备份恢复。现在退回吗？",
}


_OPENED = "安装程序打开了，照它的提示做；资料已经备份。"


def _run_alone(command: Sequence[str]) -> bool:
    """Start a program that outlives this one."""
    return QProcess.startDetached(command[0], command[1:])[0]


class UpdateCard(QWidget):
    """One button, and the installers that are kept here."""

    leaving = Signal()
    """The installer was opened and wants the program closed."""

    def __init__(self, means: Means) -> None:
        super().__init__()
        self._services = means.services
        self._operations = means.operations
        self._prompter = means.prompter
        self._job: Job | None = None
        self.run_alone: Callable[[Sequence[str]], bool] = _run_alone
        self._kept: tuple[Release, ...] = ()
        frame, inside = card("update_card", margin=20)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.view = LinesView("kept_installers", "留在本机的安装文件")
        self.update_button = button("从U盘更新…", self._on_update, name="program_update")
        self.again = button("装回选中的一版", self._on_again, name="program_again")
        inside.addWidget(label("程序版本", "heading"))
        told = label(f"现在是 {VERSION}。更新时选放着安装文件的文件夹，核对无误才用。", "muted", wrap=True)
        line = row(told, self.update_button)
        line.setStretch(0, 1)
        inside.addLayout(line)
        inside.addWidget(self.view)
        inside.addLayout(row(self.again, None))

    def refresh(self) -> None:
        """Show which installers are kept here."""
        self._kept = self._services.updates.kept()
        self.view.set_lines([Line(one.version, note=one.path.name) for one in self._kept])
        rows = min(max(1, len(self._kept)), _MOST_LINES)
        self.view.setFixedHeight(rows * theme.current_scale().row_height + 4)
        if self._kept:
            self.view.setCurrentIndex(self.view.model().index(0, 0))
        self.view.setVisible(bool(self._kept))
        self.again.setVisible(bool(self._kept))

    def _on_update(self) -> None:
        folder = self._prompter.choose_folder("选放着安装文件的文件夹")
        found = self._operations.run(lambda: self._services.updates.find(folder)) if folder else None
        if found is not None:
            self._offer(found)

    def _on_again(self) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self._kept):
            self._offer(self._kept[place])

    def _offer(self, release: Release) -> None:
        question = _QUESTIONS[release.compared_with(VERSION)].format(version=release.version, now=VERSION)
        if not self._prompter.ask(question, "现在就装", "先不装"):
            return
        updates = self._services.updates
        if self._operations.run(updates.back_up) is None:
            return
        self._start(partial(updates.keep, release), self._on_kept, "正在核对安装文件……")

    def _on_kept(self, release: Release) -> None:
        self.refresh()
        installed = self._services.updates.installed
        if installed is InstalledAs.RUN:
            command = self._services.updates.command_after_this(release)
            opened, told = self.run_alone(command), "程序关闭后安装新版，装好会自己打开；资料已经备份。"
        elif installed is InstalledAs.SETUP:
            opened, told = self.run_alone([str(release.path)]), _OPENED
        else:
            opened, told = QDesktopServices.openUrl(QUrl.fromLocalFile(str(release.path))), _OPENED
        if opened:
            self._prompter.tell(told)
            self.leaving.emit()
        else:
            self._prompter.tell(f"安装文件打不开，到“{release.path.parent}”里双击它安装。", "wrong")

    def _start(self, work: Callable[[], object], then: Callable[..., object], sentence: str) -> None:
        self._job = Job(lambda _context: work(), self)
        self._job.succeeded.connect(then)
        self._prompter.follow(self._job, sentence)
        self._job.start()
