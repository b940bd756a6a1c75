"""From a click to a changed archive and back: one undo step, views told, errors told, stale steps dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Change, Op, PackedRows, RowChange
from fzapp.ui.operations import Operations, joined
from fzapp.ui.undo import ArchiveCommand

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.archive_signals import ArchiveSignals
    from tests.gui.conftest import RecordingPrompter


def create(office: Services) -> int:
    return office.reports.create("annual_report", 2026)


def test_a_call_is_one_step_and_its_result_comes_back(
    office: Services, operations: Operations, undo_stack: QUndoStack
) -> None:
    report_id = operations.run(lambda: create(office))
    assert report_id is not None
    assert office.reports.get(report_id).year == 2026
    assert undo_stack.count() == 1
    assert undo_stack.undoText() == "新建报告"


def test_views_learn_who_did_it_after_the_call(
    office: Services, operations: Operations, signals: ArchiveSignals
) -> None:
    heard: list[tuple[str, object]] = []
    signals.changed.connect(lambda change, initiator: heard.append((change.op.value, initiator)))
    me = object()

    def twice() -> None:
        create(office)
        create(office)
        assert heard == []

    operations.run(twice, me)
    assert heard == [("create_report", me)] * 2


def test_several_changes_are_undone_together(
    office: Services, operations: Operations, undo_stack: QUndoStack
) -> None:
    operations.run(lambda: [create(office) for _ in range(3)])
    assert undo_stack.count() == 1
    operations.undo()
    assert office.reports.all() == ()
    operations.redo()
    assert len(office.reports.all()) == 3


def test_a_call_within_a_call_joins_its_step(
    office: Services, operations: Operations, undo_stack: QUndoStack
) -> None:
    operations.run(lambda: (operations.run(lambda: create(office)), create(office)))
    assert undo_stack.count() == 1
    operations.undo()
    assert office.reports.all() == ()


def test_a_user_error_is_told_and_gives_none(
    office: Services, operations: Operations, undo_stack: QUndoStack, prompter: RecordingPrompter
) -> None:
    assert operations.run(lambda: office.reports.create("no_such_genre", 2026)) is None
    (said,) = prompter.told
    assert said[1] == "wrong"
    assert "模板" in said[0]
    assert undo_stack.count() == 0


def test_what_was_changed_before_an_error_can_be_undone(office: Services, operations: Operations) -> None:
    def half() -> None:
        create(office)
        raise UserError("做到一半停了", "再试一次")

    operations.run(half)
    assert len(office.reports.all()) == 1
    operations.undo()
    assert office.reports.all() == ()


def test_a_call_that_changes_nothing_leaves_no_step(
    office: Services, operations: Operations, undo_stack: QUndoStack
) -> None:
    operations.run(office.reports.all)
    assert undo_stack.count() == 0


def test_a_bug_is_not_swallowed_and_leaves_the_operations_usable(
    office: Services, operations: Operations, undo_stack: QUndoStack
) -> None:
    with pytest.raises(KeyError):
        operations.run(lambda: {}["missing"])
    operations.run(lambda: create(office))
    assert undo_stack.count() == 1


def test_undo_and_redo_say_what_they_did(
    office: Services, operations: Operations, prompter: RecordingPrompter
) -> None:
    operations.run(lambda: create(office))
    operations.undo()
    operations.redo()
    assert prompter.sentences == ["已撤销：新建报告。", "已重做：新建报告。"]


def test_undo_with_nothing_to_undo_says_so(operations: Operations, prompter: RecordingPrompter) -> None:
    operations.undo()
    assert prompter.told == [("没有可以撤销的操作。", "note")]


def test_a_stale_step_is_told_and_dropped(
    office: Services, operations: Operations, undo_stack: QUndoStack, prompter: RecordingPrompter
) -> None:
    report_id = operations.run(lambda: create(office))
    assert report_id is not None
    office.reports.edit_parts(report_id, title="后来改的标题")
    operations.undo()
    assert prompter.told[-1][1] == "wrong"
    assert "不能直接撤销" in prompter.sentences[-1]
    assert office.reports.get(report_id).content.title == "后来改的标题"
    assert not undo_stack.canUndo()
    assert not undo_stack.canRedo()


def test_steps_of_an_earlier_start_can_be_undone_and_redone(
    office: Services, operations: Operations, undo_stack: QUndoStack, prompter: RecordingPrompter
) -> None:
    create(office)
    undo_stack.clear()
    operations.undo()
    assert office.reports.all() == ()
    assert "已撤销：新建报告。" in prompter.sentences
    operations.redo()
    assert len(office.reports.all()) == 1


def test_an_earlier_start_is_reached_behind_steps_that_are_undone(
    office: Services, operations: Operations, undo_stack: QUndoStack
) -> None:
    earlier = create(office)
    undo_stack.clear()
    operations.run(lambda: office.reports.edit_parts(earlier, title="新标题"))
    operations.run(lambda: office.reports.set_due_date(earlier, "2027-02-01"))
    for _ in range(3):
        operations.undo()
    assert office.reports.all() == ()
    for _ in range(3):
        operations.redo()
    report = office.reports.get(earlier)
    assert (report.content.title, report.due_date) == ("新标题", "2027-02-01")
    operations.undo()
    assert office.reports.get(earlier).content.title == "新标题"


def test_undo_is_heard_by_all_views(
    office: Services, operations: Operations, signals: ArchiveSignals, qtbot: QtBot
) -> None:
    operations.run(lambda: create(office), object())
    with qtbot.waitSignal(signals.changed) as heard:
        operations.undo()
    change, initiator = heard.args
    assert "report" in change.tables
    assert initiator is None


def test_the_time_of_saving_is_told(office: Services, operations: Operations, qtbot: QtBot) -> None:
    with qtbot.waitSignal(operations.saved) as heard:
        operations.run(lambda: create(office))
    assert heard.args == ["09:00"]


@pytest.mark.logs_warnings
def test_a_bug_while_undoing_never_leaves_the_stack_ahead_of_the_archive(
    office: Services,
    operations: Operations,
    undo_stack: QUndoStack,
    prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    operations.run(lambda: create(office))

    def broken(_self: Archive, _change: Change) -> Change:
        raise RuntimeError

    monkeypatch.setattr(Archive, "revert", broken)
    operations.undo()
    assert prompter.told[-1] == ("这一步没有撤销成功，资料保持原样。", "wrong")
    assert not undo_stack.canUndo()
    assert not undo_stack.canRedo()


def test_a_command_does_nothing_when_it_is_pushed(office: Services, undo_stack: QUndoStack) -> None:
    create(office)
    change = office.archive.undoable()
    assert change is not None
    undo_stack.push(ArchiveCommand(office.archive, [change], print))
    assert len(office.reports.all()) == 1


def test_a_failure_is_taken_back_when_the_same_action_works(
    operations: Operations, prompter: RecordingPrompter
) -> None:
    def act(fault: str) -> None:
        operations.run(lambda: refuse(fault))

    def refuse(fault: str) -> str:
        if fault:
            raise UserError(fault, "再试一次")
        return "done"

    act("盘已满")
    operations.run(lambda: "something else")
    assert prompter.taken_back == []
    act("")
    act("")
    assert prompter.taken_back == [prompter.sentences[0]]


def test_a_large_change_stays_packed_for_the_views() -> None:
    """To unpack it takes longer than the window may be kept waiting; neighbours of a kind are told as one."""
    rows = [RowChange("ledger_row", key, None, {"kind": "L16"}) for key in (1, 2)]
    large = Change(1, Op.IMPORT_ROWS, PackedRows([], 500, 0))
    small = [Change(number, Op.EDIT_ROW, (row,)) for number, row in enumerate(rows, 2)]
    first, second = joined([large, *small])
    assert first is large
    assert (second.id, tuple(second.rows)) == (3, tuple(rows))
