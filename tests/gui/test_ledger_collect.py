"""Forms for the offices and back: what the windows show, what the keys decide, what is written."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.modeltest import ModelTester

from fzapp.domain.ledger_forms import Side
from fzapp.services.ledger_merge_model import Decisions
from fzapp.ui.dialogs import ledger_merge, ledger_offices
from fzapp.ui.dialogs.ledger_merge import LedgerMergeDialog
from fzapp.ui.dialogs.ledger_offices import Answer, Collection, LedgerOfficesDialog, OfficeLine
from fzapp.ui.models.merge_model import MergeColumn, MergeModel
from fzapp.ui.pages.ledger_page import LedgerPage
from fzapp.ui.widgets.lines_view import LinesView
from tests.unit.services.form_files import YEAR, FilledForm, add_rows, issue, planned

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.services.ledger_merge_model import MergePlan
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import RecordingPrompter

Key = Qt.Key
OFFICE, SHEET = "综治中心", "矛盾纠纷"


def dispute(day: int, **more: Any) -> dict[str, Any]:
    return {
        "registered_on": f"{YEAR}-03-{day:02d}",
        "parties": f"当事人{day}",
        "village": "石桥村",
        "type": "邻里纠纷",
        "result": "正在办理",
        **more,
    }


@pytest.fixture
def form(office: Services, tmp_path: Path) -> FilledForm:
    """Three disputes at the office; the first was changed on both sides in two fields, the second is gone there,
    the third changed there, one is new and one cannot be read.
    """
    add_rows(office, "L16", *(dispute(day) for day in (1, 2, 3)))
    form = FilledForm(issue(office, tmp_path, OFFICE, "L16"))
    kind = office.ledgers.kind("L16")
    first = office.ledgers.rows(kind, YEAR)[0]
    office.ledgers.change(kind, first, {"result": "化解", "type": "合同纠纷"})
    form.set(SHEET, 1, result="未成功", type="损害赔偿")
    form.set(SHEET, 3, result="化解")
    form.set(SHEET, 4, **dispute(6))
    form.set(SHEET, 5, **{**dispute(7), "registered_on": "2月30日"})
    form.delete_row(SHEET, 2)
    form.save()
    return form


@pytest.fixture
def plan(office: Services, form: FilledForm) -> MergePlan:
    return planned(office, form.path)


@pytest.fixture
def dialog(qtbot: QtBot, plan: MergePlan) -> LedgerMergeDialog:
    made = LedgerMergeDialog(None, plan)
    qtbot.addWidget(made)
    made.show()
    return made


def values(services: Services) -> list[dict[str, Any]]:
    return [dict(row.row.values) for row in services.ledgers.rows(services.ledgers.kind("L16"), YEAR)]


def test_the_model_keeps_the_rules_of_models(plan: MergePlan, qtmodeltester: ModelTester) -> None:
    model = MergeModel(plan)
    qtmodeltester.check(model)
    model.choose_all(Side.FORM)
    qtmodeltester.check(model)


def test_everything_is_counted_and_listed(dialog: LedgerMergeDialog) -> None:
    chips = {
        fate: dialog.findChild(QLabel, f"merge_{fate}").text() for fate in ("new", "changed", "conflict")
    }
    assert chips == {"new": "新增1行", "changed": "有改动1行", "conflict": "两边都改了1行"}
    texts = [
        [dialog.model.index(row, column).data() for column in range(4)]
        for row in range(dialog.model.rowCount())
    ]
    assert texts[0][0].startswith("“矛盾纠纷”第5行")
    assert texts[1][0].strip() == "类型"
    assert texts[1][1:] == ["合同纠纷", "损害赔偿", "还没定"]
    assert texts[2][1:] == ["化解", "未成功", "还没定"]
    assert "表里没有这一条了" in texts[3][0]
    assert texts[3][2] == "（删掉了）"
    (problem,) = dialog.findChild(LinesView, "merge_problems").lines
    assert "2月没有30日" in problem.text
    taken = [line.text for line in dialog.findChild(LinesView, "merge_taken").lines]
    assert any("结果：正在办理 → 化解" in text for text in taken)
    assert "还有3处没有定" in dialog.open.text()


def test_keys_decide_fields_and_rows(dialog: LedgerMergeDialog, qtbot: QtBot) -> None:
    table, model = dialog.table, dialog.model
    table.selectRow(1)
    qtbot.keyClick(table, Key.Key_Right)
    assert model.side(1) is Side.FORM
    assert model.index(1, MergeColumn.CHOICE).data() == "用表里的"
    qtbot.keyClick(table, Key.Key_Space)
    assert model.side(1) is Side.ARCHIVE
    qtbot.keyClick(table, Key.Key_Delete)
    assert model.side(1) is None
    table.selectRow(0)
    qtbot.keyClick(table, Key.Key_Right)
    assert [model.side(row) for row in range(4)] == [Side.FORM, Side.FORM, Side.FORM, None]
    qtbot.keyClick(table, Key.Key_Down)
    assert table.currentIndex().row() == 1
    table.selectRow(3)
    qtbot.keyClick(table, Key.Key_Right)
    assert model.index(3, MergeColumn.CHOICE).data() == "删掉"
    assert model.open_count() == 0
    assert not dialog.open.isVisible()


def test_a_click_on_a_value_takes_it(dialog: LedgerMergeDialog, qtbot: QtBot) -> None:
    table = dialog.table
    spot = table.visualRect(dialog.model.index(2, MergeColumn.ARCHIVE)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert dialog.model.side(2) is Side.ARCHIVE


def test_nothing_is_decided_by_default(dialog: LedgerMergeDialog) -> None:
    assert dialog.answer() == Decisions()


def test_decisions_reach_the_archive_as_one_step(
    dialog: LedgerMergeDialog, plan: MergePlan, office: Services
) -> None:
    before = values(office)
    dialog.model.choose([1], Side.FORM)
    dialog.model.choose([2], Side.ARCHIVE)
    dialog.model.choose([3], Side.FORM)
    merged = office.merges.commit(plan, dialog.answer())
    rows = values(office)
    assert [row["parties"] for row in rows] == ["当事人1", "当事人3", "当事人6"]
    assert (rows[0]["type"], rows[0]["result"]) == ("损害赔偿", "化解")
    assert merged.change is not None
    office.archive.revert(merged.change)
    assert values(office) == before


def test_all_at_once(dialog: LedgerMergeDialog) -> None:
    dialog.model.choose_all(Side.ARCHIVE)
    assert dialog.model.open_count() == 0
    assert len(dialog.answer().keep) == 1
    dialog.model.choose_all(None)
    assert dialog.answer() == Decisions()


def test_a_form_without_anything_to_do_is_only_noted(office: Services, tmp_path: Path, qtbot: QtBot) -> None:
    add_rows(office, "L16", dispute(1))
    made = LedgerMergeDialog(None, planned(office, issue(office, tmp_path, OFFICE)))
    qtbot.addWidget(made)
    assert made.accept_button.text() == "记下已交回"
    assert not hasattr(made, "table")


# --- the page ---------------------------------------------------------------------------------------


@pytest.fixture
def page(make_page: Callable[[type[Page]], Page], office: Services) -> LedgerPage:
    made = make_page(LedgerPage)
    assert isinstance(made, LedgerPage)
    made.show_ledger("L16", YEAR)
    return made


def answering(monkeypatch: pytest.MonkeyPatch, decisions: Decisions | None) -> list[MergePlan]:
    shown: list[MergePlan] = []

    def ask(_parent: object, plan: MergePlan) -> Decisions | None:
        shown.append(plan)
        return decisions

    monkeypatch.setattr(ledger_merge, "ask", ask)
    return shown


def test_a_form_is_shown_and_merged(
    page: LedgerPage,
    form: FilledForm,
    office: Services,
    prompter: RecordingPrompter,
    operations: Operations,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = values(office)
    shown = answering(monkeypatch, Decisions())
    prompter.files = [form.path]
    page.collect.choose_files()
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert len(shown) == 1
    assert prompter.sentences == ["综治中心的填报表：新增1行，改了1行，3行没有动，等核对。"]
    assert [row["parties"] for row in values(office)] == ["当事人1", "当事人2", "当事人3", "当事人6"]
    operations.undo()
    assert values(office) == before


def test_turning_back_writes_nothing(
    page: LedgerPage, form: FilledForm, office: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office.archive.undoable()
    shown = answering(monkeypatch, None)
    page.collect.merge_files([form.path])
    qtbot.waitUntil(lambda: bool(shown))
    assert office.archive.undoable() == before
    assert not office.forms.asked(YEAR)[0].answered


def test_a_form_that_is_brought_in_as_a_table_is_merged(
    page: LedgerPage, form: FilledForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = answering(monkeypatch, None)
    page.work.import_files([form.path])
    qtbot.waitUntil(lambda: bool(shown))


def test_several_forms_come_one_after_the_other(
    page: LedgerPage,
    form: FilledForm,
    tmp_path: Path,
    qtbot: QtBot,
    prompter: RecordingPrompter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again, broken = tmp_path / "第二份.xlsx", tmp_path / "坏的.xlsx"
    shutil.copy(form.path, again)
    broken.write_bytes(b"PK\x03\x04broken")
    shown = answering(monkeypatch, Decisions())
    page.collect.merge_files([form.path, broken, again])
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert [kind for _, kind in prompter.told].count("wrong") == 1


def test_forms_are_written_for_the_offices_chosen(
    page: LedgerPage,
    office: Services,
    tmp_path: Path,
    prompter: RecordingPrompter,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Collection] = []
    folder = tmp_path / "填报" / "六月"

    def ask(_parent: object, data: Collection) -> Answer:
        seen.append(data)
        return Answer(("财政所", "信访办"), folder)

    monkeypatch.setattr(ledger_offices, "ask", ask)
    page.collect.open()
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.sentences == ["2份填报表做好了，在“六月”里，用U盘交给各办公室。"]
    assert {path.name for path in folder.iterdir()} == {
        f"{YEAR}年台账填报表（财政所）.xlsx", f"{YEAR}年台账填报表（信访办）.xlsx",
    }  # fmt: skip
    assert all(line.state == "还没有发" for line in seen[0].offices)
    page.collect.open()
    qtbot.waitUntil(lambda: len(prompter.told) == 2)
    assert len(list(folder.iterdir())) == 4  # a form that may be filled in already is never replaced
    states = {line.name: line.state for line in seen[1].offices}
    assert states["财政所"] == "12月1日发出，还没有交回"
    assert states["司法所"] == "还没有发"


def test_a_folder_that_cannot_be_made_is_told(
    page: LedgerPage, tmp_path: Path, prompter: RecordingPrompter, qtbot: QtBot
) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    page.collect.make(["财政所"], tmp_path / "文件" / "里面")
    qtbot.waitUntil(lambda: bool(prompter.told))
    assert prompter.told[-1][1] == "wrong"
    assert page.services.forms.asked(YEAR) == ()


def test_offices_not_yet_asked_are_ticked(qtbot: QtBot, tmp_path: Path) -> None:
    lines = (
        OfficeLine("司法所", "普法活动", "12月1日发出，还没有交回", asked=True),
        OfficeLine("财政所", "经费投入", "还没有发"),
    )
    dialog = LedgerOfficesDialog(None, Collection(YEAR, lines, tmp_path, lambda _now: tmp_path / "另一个"))
    qtbot.addWidget(dialog)
    assert dialog.answer() == Answer(("财政所",), tmp_path)
    assert dialog.accept_button.text() == "做1份填报表"
    dialog.findChild(QCheckBox, "office_2").setChecked(False)
    assert not dialog.accept_button.isEnabled()
    dialog.findChild(QCheckBox, "office_1").setChecked(True)
    dialog.findChild(type(dialog.accept_button), "offices_choose").click()
    assert dialog.answer() == Answer(("司法所",), tmp_path / "另一个")
    dialog.findChild(type(dialog.accept_button), "offices_merge").click()
    assert dialog.answer().merge
