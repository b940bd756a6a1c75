"""The way from a click to a changed archive: run, tell the views, remember for undo, tell the user."""

from __future__ import annotations

import contextlib
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fzapp.domain.errors import UserError
from fzapp.storage.changes import Change
from fzapp.ui.undo import ArchiveCommand

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QUndoStack

    from fzapp.services.context import Services
    from fzapp.ui.archive_signals import ArchiveSignals
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.prompts import Prompter

T = TypeVar("T")


class Operations(QObject):
    """Runs service calls on the GUI thread. `saved(time)` tells HH:MM whenever something reached the disk."""

    saved = Signal(str)

    def __init__(
        self, services: Services, signals: ArchiveSignals, undo_stack: QUndoStack, prompter: Prompter
    ) -> None:
        super().__init__()
        self._archive = services.archive
        self._signals = signals
        self._stack = undo_stack
        self._prompter = prompter
        self._made: list[Change] | None = None
        self._failures: dict[object, str] = {}
        self._archive.on_change(self._on_change)

    def __del__(self) -> None:
        """Nobody reaches the window any more: the steps go before the stack that holds them.

        Left to Python they go in any order, and the stack looks at steps that are gone: the program falls.
        """
        with contextlib.suppress(RuntimeError, AttributeError):  # gone with its window already, or never had
            self._stack.blockSignals(True)
            self._stack.clear()

    def run(self, action: Callable[[], T], initiator: object | None = None) -> T | None:
        """Call `action`; its changes become one undo step, then the views are told.

        A `UserError` is told and gives None; changes made before it still count.
        """
        if self._made is not None:
            return self._tried(action)
        self._made = []
        try:
            result = self._tried(action)
        finally:
            made, self._made = self._made, None
        if made:
            self._push(made)
        for change in made:
            self._signals.changed.emit(change, initiator)
        return result

    def adopt(self, change: Change, initiator: object | None = None) -> None:
        """A change that a worker made beside the window becomes one undo step, and the views are told."""
        self.run(lambda: self._archive.adopt(change), initiator)

    def gather(self, action: Callable[[], T], made: list[Change]) -> T:
        """Call one part of a long operation; its changes are added to `made`, nobody is told yet.

        Raises what `action` raises. `conclude` makes one undo step of all parts.
        """
        before, self._made = self._made, made
        try:
            return action()
        finally:
            self._made = before

    def conclude(self, made: list[Change]) -> None:
        """What `gather` collected becomes one undo step, and the views are told."""
        if made:
            self._push(made)
        for change in joined(made):
            self._signals.changed.emit(change, None)

    def undo(self) -> None:
        """Undo the last step, of this or of an earlier start, and say what it was."""
        if not self._stack.canUndo():
            earlier = self._archive.undoable()
            if earlier is None:
                self._prompter.tell("没有可以撤销的操作。", "note")
                return
            self._put_below(earlier)
        if self._stack.canUndo():
            self._take(self._stack.index() - 1, self._stack.undo, "撤销", self._stack.redoText)

    def redo(self) -> None:
        """Do the last undone step again and say what it was."""
        if self._stack.canRedo():
            self._take(self._stack.index(), self._stack.redo, "重做", self._stack.undoText)

    def note_saved(self) -> None:
        """Say that something outside the history (a draft) has reached the disk."""
        self.saved.emit(self._archive.now()[11:16])

    def _take(self, place: int, step: Callable[[], None], verb: str, reached: Callable[[], str]) -> None:
        """Take a step of the stack and say so; one of very many rows beside the window, if there is one."""
        command, window = self._stack.command(place), self.parent()
        label = command.text()

        def take() -> None:
            self._told_together(step)
            self._tell_done(f"已{verb}", label, reached())

        if not (
            isinstance(command, ArchiveCommand)
            and isinstance(window, QWidget)
            and self._is_beside(command, window, verb, take)
        ):
            take()

    def _is_beside(
        self, command: ArchiveCommand, window: QWidget, verb: str, take: Callable[[], None]
    ) -> bool:
        """Revert a very large change beside the window and `take` the step when that is done; False for others."""
        from fzapp.ui.storing import LARGE, StoringBeside  # noqa: PLC0415  the window starts without it

        change = command.only
        if change is None or len(change.rows) < LARGE:
            return False

        def revert(context: JobContext) -> Change | UserError:
            try:
                return self._archive.revert_beside(change, context.progress)
            except UserError as error:
                return error

        def on_reverted(outcome: Change | UserError) -> None:
            command.hand(outcome)
            take()

        beside = StoringBeside(self._archive, self._prompter, window, verb)
        beside.ended.connect(beside.deleteLater)
        sentence = f"正在{verb}“{command.text()}”，一共{len(change.rows)}行，做完才算数。"
        beside.start(revert, sentence, on_reverted)
        return True

    def _told_together(self, step: Callable[[], None]) -> None:
        """Take a step of the stack; the views hear of its changes when all are made."""
        made: list[Change] = []
        try:
            self.gather(step, made)
        finally:
            for change in joined(made):
                self._signals.changed.emit(change, None)

    def _tried(self, action: Callable[[], T]) -> T | None:
        """The result; a failure is told, and taken back when the same piece of code works the next time."""
        what = _code_of(action)
        try:
            result = action()
        except UserError as error:
            self._failures[what] = str(error)
            self._prompter.tell(str(error), "wrong")
            return None
        if what in self._failures:
            self._prompter.take_back(self._failures.pop(what))
        return result

    def _push(self, made: list[Change]) -> None:
        self._stack.push(ArchiveCommand(self._archive, made, self._tell_wrong))

    def _put_below(self, earlier: Change) -> None:
        """A change of an earlier start comes below the steps that were undone, which can still be redone."""
        stack = self._stack
        undone = [stack.command(place) for place in range(stack.count())]
        kept = [one.changes for one in undone if isinstance(one, ArchiveCommand)]
        stack.clear()
        self._push([earlier])
        for changes in kept:
            again = ArchiveCommand(self._archive, changes, self._tell_wrong)
            again.quiet = True
            stack.push(again)
        while stack.index() > 1:
            stack.undo()
        for place in range(1, stack.count()):
            command = stack.command(place)
            assert isinstance(command, ArchiveCommand)
            command.quiet = False

    def _tell_wrong(self, sentence: str) -> None:
        self._prompter.tell(sentence, "wrong")

    def _tell_done(self, what: str, label: str, reached: str) -> None:
        """News only when the step really changed sides: an obsolete one has told its own."""
        if label == reached:
            self._prompter.tell(f"{what}：{label}。", "done")

    def _on_change(self, change: Change) -> None:
        if self._made is None:
            self._signals.changed.emit(change, None)
        else:
            self._made.append(change)
        self.note_saved()


def _code_of(action: Callable[[], object]) -> object:
    """What stays the same of an action from one click to the next: its code, not the values it closes over."""
    function = action.func if isinstance(action, partial) else action
    return getattr(function, "__code__", type(function))


def joined(made: Sequence[Change]) -> list[Change]:
    """Neighbouring changes of one kind as one, for the views: they read anew once, not two hundred times."""
    told: list[Change] = []
    for op, group in groupby(made, key=lambda change: change.op):
        changes = list(group)
        if len(changes) == 1:  # a large one stays packed: to unpack it takes a tenth of a second
            told += changes
            continue
        rows = tuple(row for change in changes for row in change.rows)
        told.append(Change(changes[-1].id, op, rows, changes[-1].reverts))
    return told
