"""How the program speaks to the user and asks: one interface, so that tests answer without a window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

    from fzapp.ui.jobs import Job
    from fzapp.ui.messages import MessageBar

Kind = Literal["done", "note", "wrong"]
"""The colour of news: something worked, something to know, something went wrong."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file for the file dialogs: a Chinese label and suffixes with their dot."""

    label: str
    suffixes: tuple[str, ...]

    @property
    def filter(self) -> str:
        """As the file dialog wants it."""
        return f"{self.label} ({' '.join('*' + suffix for suffix in self.suffixes)})"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button beside a piece of news (撤销, 打开文件夹)."""

    label: str
    run: Callable[[], object]


class Prompter(Protocol):
    """What pages and operations use to speak; they never open a message box themselves."""

    def tell(self, sentence: str, kind: Kind = "done", offer: Offer | None = None) -> None:
        """Show news in the bar of the window; never blocks."""
        ...

    def take_back(self, sentence: str) -> None:
        """What was told as wrong is mended: it goes if it is still shown."""
        ...

    def ask(self, question: str, yes: str, no: str) -> bool:
        """Ask a question whose answers are the words `yes` and `no` (both say what happens)."""
        ...

    def ask_text(self, title: str, label: str, value: str = "") -> str | None:
        """Ask for a line of text; None when the user turned back."""
        ...

    def choose_open(self, title: str, kinds: Sequence[FileKind], *, many: bool = False) -> list[Path]:
        """Choose files to read; empty when the user turned back."""
        ...

    def choose_save(self, title: str, suggested: Path, kind: FileKind) -> Path | None:
        """Choose a file to write; None when the user turned back."""
        ...

    def choose_folder(self, title: str) -> Path | None:
        """A folder, also a stick; None when nothing was chosen."""
        ...

    def follow(self, job: Job, sentence: str) -> None:
        """Show `job` in the bar with a way to stop it once it is slow; tell when it fails."""
        ...


class WindowPrompter:
    """Speaks through the message bar of a window and Qt's own dialogs."""

    def __init__(self, window: QWidget, bar: MessageBar) -> None:
        self._window = window
        self._bar = bar
        self._folder = Path.home()

    def tell(self, sentence: str, kind: Kind = "done", offer: Offer | None = None) -> None:
        """Show news in the bar."""
        self._bar.show_news(sentence, kind, offer)

    def take_back(self, sentence: str) -> None:
        """Hide it."""
        self._bar.take_back(sentence)

    def follow(self, job: Job, sentence: str) -> None:
        """Show a slow job in the bar."""
        self._bar.follow(job, sentence)

    def ask(self, question: str, yes: str, no: str) -> bool:
        """A box with two words; turning back is the safe answer and the one Esc gives."""
        box, accept = question_box(self._window, question, yes, no)
        box.exec()
        answer = box.clickedButton() is accept
        box.deleteLater()
        return answer

    def ask_text(self, title: str, label: str, value: str = "") -> str | None:
        """One field."""
        from fzapp.ui.dialogs import one_field  # noqa: PLC0415  the window starts without its dialogs

        return one_field.ask(self._window, one_field.Question(title, label, value))

    def choose_open(self, title: str, kinds: Sequence[FileKind], *, many: bool = False) -> list[Path]:
        """The system's file dialog."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415  the window starts without its dialogs

        pick = QFileDialog.getOpenFileNames if many else QFileDialog.getOpenFileName
        chosen, _ = pick(self._window, title, str(self._folder), ";;".join(kind.filter for kind in kinds))
        names = chosen if isinstance(chosen, list) else [chosen]
        paths = [Path(name) for name in names if name]
        self._remember(paths)
        return paths

    def choose_save(self, title: str, suggested: Path, kind: FileKind) -> Path | None:
        """The system's file dialog; the suffix is added when it was left out.

        The dialog asked about the name without it, so a file of the whole name is asked about here.
        """
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415  the window starts without its dialogs

        start = suggested if suggested.is_absolute() else self._folder / suggested
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(start), kind.filter)
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() not in kind.suffixes:
            path = path.with_name(path.name + kind.suffixes[0])
            if path.exists() and not self.ask(f"“{path.name}”已经有了，要换成新的吗？", "换成新的", "不换"):
                return None
        self._remember([path])
        return path

    def choose_folder(self, title: str) -> Path | None:
        """The system's folder dialog."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415  the window starts without its dialogs

        chosen = QFileDialog.getExistingDirectory(self._window, title, str(self._folder))
        if not chosen:
            return None
        self._folder = Path(chosen)
        return self._folder

    def _remember(self, paths: Sequence[Path]) -> None:
        if paths:
            self._folder = paths[0].parent


def question_box(parent: QWidget, question: str, yes: str, no: str) -> tuple[QMessageBox, QPushButton]:
    """A box that asks, and its button for `yes`; Enter and Esc both give `no`."""
    from PySide6.QtWidgets import QMessageBox  # noqa: PLC0415  the window starts without its dialogs

    box = QMessageBox(QMessageBox.Icon.NoIcon, parent.windowTitle(), question, parent=parent)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    reject = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(reject)
    box.setEscapeButton(reject)
    return box, accept
