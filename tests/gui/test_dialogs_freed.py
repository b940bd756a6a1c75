"""Closing a dialog frees it: neither Qt nor Python keeps anything of it, whichever way it was asked."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import weakref
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QDialog

import fzapp.ui.dialogs
from fzapp.domain.letterhead import PaperChoice
from fzapp.domain.period import Period
from fzapp.domain.review import ReviewStage
from fzapp.domain.unit import UnitProfile
from fzapp.domain.waiver import WaiverScope
from fzapp.package.bag import FileState, Verdict
from fzapp.services import doors
from fzapp.services.kind_drafts import draft_of
from fzapp.services.ledger_intake import LedgerIntake, Wishes
from fzapp.services.pack_papers import verdicts_paper
from fzapp.services.salvaging import Salvaged
from fzapp.services.signing import Obstacles
from fzapp.ui.archive_signals import ArchiveSignals
from fzapp.ui.dialogs import (
    backup_password,
    bulk_import,
    carry_figures,
    crash,
    due_date,
    first_run,
    import_preview,
    insert_table,
    kind_editor,
    ledger_import,
    ledger_offices,
    letterhead,
    manual_figure,
    new_report,
    one_field,
    own_figure,
    own_format,
    paper_list,
    reuse,
    review,
    salvage_list,
    timeline,
    versions,
)
from fzapp.ui.dialogs.ledger_print import Ways
from fzapp.ui.operations import Operations
from fzapp.ui.page import Means
from fzapp.ui.paper_out import PaperOut
from fzapp.ui.preview.table_layout import PrintTable
from tests.gui.conftest import RecordingPrompter
from tests.unit.services.form_files import issue, planned
from tests.unit.services.test_report_checks import check, named, store
from tests.unit.services.test_reuse import past_and_present

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.services.report_checks import PlacedFinding
    from fzapp.ui.main_window import MainWindow

LEDGER = "登记日期\t来源\t当事人\t村社区\n3.5\t申请调解\t甲\t乙村\n"


def _found(services: Services) -> tuple[int, PlacedFinding]:
    report_id = store(services)
    return report_id, named(check(services, report_id), "截止")


def _bulk(services: Services, folder: Path) -> tuple[Any, ...]:
    (folder / "便条.txt").write_text("周五下午到村里去一趟。", encoding="utf-8")
    looked = services.bulk.look([folder], services.bulk.known())
    names = services.library.names()
    return (bulk_import.BulkData(looked, names, lambda _paper: "", lambda _paper, _parent: ""),)


def _carry(services: Services, folder: Path) -> tuple[Any, ...]:
    items = services.carries.items(services.imports.store(_incoming(services, folder)).report_id)
    return (carry_figures.LastYear(items, 2026, has_draft=True),)


def _incoming(services: Services, folder: Path) -> Any:
    path = folder / "2025年报告.txt"
    path.write_text(
        "青石镇人民政府2025年度法治政府建设情况报告\n一、工作\n调解纠纷73件。\n", encoding="utf-8"
    )
    return services.imports.read(path)


def _ledger(services: Services, _folder: Path) -> tuple[Any, ...]:
    intake = LedgerIntake.of_text(LEDGER, services.ledgers.knowledge())
    return (ledger_import.Preview(intake, intake.look(Wishes()), services.ledgers.kinds(), 2026),)


def _waivers(services: Services, _folder: Path) -> tuple[Any, ...]:
    report_id, found = _found(services)
    services.checking.waivers.waive(report_id, found, WaiverScope.PHRASE, "引用原话")
    return (services.checking.waivers.all(),)


def _reuse(services: Services, _folder: Path) -> tuple[Any, ...]:
    past, section = past_and_present(services, "2025年走访群众346户。")
    return (reuse.Offered(services.reuse.plan(section, past), "放进来", str),)


def _standing(_services: Services, _folder: Path) -> tuple[Any, ...]:
    stages = (ReviewStage.PROOF, ReviewStage.SIGN)
    told = Obstacles(must=("第2段：有身份证号。",))
    return (review.Standing("甲", ReviewStage.DRAFT, False, False, (), told, stages, lambda _s, _by: ""),)


def _means(services: Services) -> Means:
    signals, prompter = ArchiveSignals(), RecordingPrompter()
    return Means(services, signals, Operations(services, signals, QUndoStack(), prompter), prompter)


def _offices(_services: Services, folder: Path) -> tuple[Any, ...]:
    lines = (ledger_offices.OfficeLine("财政所", "经费投入", "还没有发"),)
    return (ledger_offices.Collection(2026, lines, folder, lambda _now: None),)


def _print(_services: Services, _folder: Path) -> tuple[Any, ...]:
    table = PrintTable("台账", "2026年", ("日期", "件数"), (False, True), (("2026-01-05", "3"),))
    return table, Ways(*[lambda _painter: None] * 3)


def _nothing(services: Services, _folder: Path) -> tuple[Any, ...]:
    report = services.reports.get(services.reports.create("annual_report", 2026))
    section = next(one for one in report.sections if one.spec == "oversight")
    return (services.zero.offer(section.id),)


def _table(services: Services, _folder: Path) -> tuple[Any, ...]:
    services.ledgers.add(services.ledgers.kind("L16"), 2026, {"registered_on": "2026-03-01"})
    tables, period = services.ledger_tables, Period(2026)
    report = services.reports.get(services.reports.create("annual_report", 2026))
    return (
        insert_table.TableSources(
            (("L16", "矛盾纠纷"),),
            lambda code: tables.choices(code, 2026),
            lambda wish: tables.lines(wish, period),
            services.figures.reader(report),
        ),
    )


def _versions(services: Services, _folder: Path) -> tuple[Any, ...]:
    report_id, kept = services.reports.create("annual_report", 2026), services.versions
    kept.keep(report_id, "校对稿", "刘芳", "proof")
    return (versions.Kept(kept.all(report_id), partial(kept.compare, report_id), True),)


def _salvaged(services: Services, folder: Path) -> tuple[Any, ...]:
    done = Salvaged(folder / "archive.db", (("报告", 2),), ())
    return (salvage_list.Question(done, PaperOut(services, RecordingPrompter()), replacing=True),)


def _listed(services: Services, folder: Path) -> tuple[Any, ...]:
    paper = verdicts_paper(folder.name, [Verdict("data/a.txt", FileState.MISSING)], "2026-12-01T09:00:00")
    shapes = (("00", 0.0), ("data/a.txt", 1.0), ("缺失", 0.0))
    return (paper_list.Listed(paper, "缺一个文件。", shapes, PaperOut(services, RecordingPrompter())),)


CASES: dict[str, Callable[[Services, Path], tuple[Any, ...]]] = {
    "backup_password": lambda _s, _f: (backup_password.Question("2026-01-05.db"),),
    "bulk_import": _bulk,
    "carry_figures": _carry,
    "due_date": lambda _s, _f: (due_date.Question("2027-03-01", "2027-02-01"),),
    "expected_units": lambda _s, _f: (("青石镇", "白沙镇人民政府"),),
    "first_run": lambda s, folder: (first_run.FirstRun(UnitProfile(), 2026, folder, _means(s)),),
    "fix_all": lambda s, _f: ([(_found(s)[1], "截至")],),
    "import_preview": lambda s, f: (import_preview.Preview((_incoming(s, f),), s.library.names()),),
    "insert_table": _table,
    "kind_editor": lambda s, _f: (
        kind_editor.KindQuestion(draft_of(s.ledgers.kind("L16")), s.kind_editing.check),
    ),
    "ledger_import": _ledger,
    "ledger_merge": lambda s, f: (planned(s, issue(s, f, "司法所")),),
    "ledger_offices": _offices,
    "ledger_print": _print,
    "letterhead": lambda _s, _f: (letterhead.Question(PaperChoice(), lambda _prefix, _year: 1),),
    "manual_figure": lambda _s, _f: (manual_figure.Filling(2026, lambda: None),),
    "one_field": lambda _s, _f: (one_field.Question("手工打勾", "为什么这一条算写到了："),),
    "new_report": lambda s, _f: (new_report.choices(s),),
    "not_applicable": _nothing,
    "notice_outline": lambda _s, _f: ("一、基本情况\n（一）学法情况\n二、下一步打算\n",),
    "own_figure": lambda s, _f: (
        own_figure.Making(s.ledgers.kinds(), lambda one: s.figures.counted(one, 2026), "L16"),
    ),
    "own_format": lambda s, _f: (
        own_format.Question(s.exports.profile(), "本县公文格式", (), lambda _profile: ((), None)),
    ),
    "password": lambda _s, _f: (doors.Extent(0, 0, sealed=False), None, {"removing": False}),
    "reuse": _reuse,
    "review": _standing,
    "paper_list": _listed,
    "salvage_list": _salvaged,
    "turn_year": lambda s, _f: (s.years.turn(),),
    "timeline": lambda s, _f: (
        timeline.Shown(s.timelines.figure("矛盾纠纷.受理件数", Period(2026)), None, None, None),
    ),
    "versions": _versions,
    "waive": lambda s, _f: (_found(s)[1],),
    "waivers": _waivers,
}
"""For each module with an `ask`: what it is asked with, after the parent; a mapping at the end has the names."""


def test_every_dialog_has_its_case() -> None:
    """A new dialog gets a line in `CASES`."""
    modules = (
        importlib.import_module(f"fzapp.ui.dialogs.{one.name}")
        for one in pkgutil.iter_modules(fzapp.ui.dialogs.__path__)
    )
    asking = {one.__name__.rsplit(".", 1)[1] for one in modules if hasattr(one, "ask")}
    assert asking == set(CASES)


def ask(name: str, window: MainWindow, given: tuple[object, ...]) -> object:
    """Open a dialog with what `CASES` says of it; a dict at the end holds what it takes by name."""
    named = given[-1] if isinstance(given[-1], dict) else {}
    module = importlib.import_module(f"fzapp.ui.dialogs.{name}")
    return module.ask(window, *(given[:-1] if named else given), **named)


@pytest.mark.parametrize("way", ["accept", "reject"])
@pytest.mark.parametrize("name", sorted(CASES))
def test_closing_frees_the_dialog(
    name: str, way: str, window: MainWindow, office: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window lives on and is the parent, so that nothing is freed with it."""
    del office
    given = CASES[name](window.services, tmp_path)
    seen: list[weakref.ref[QDialog]] = []
    gone: list[bool] = []

    def shown(dialog: QDialog) -> int:
        seen.append(weakref.ref(dialog))
        dialog.destroyed.connect(lambda: gone.append(True))
        dialog.show()
        QApplication.sendPostedEvents()
        if way == "accept":
            dialog.accept()
        if dialog.isVisible():  # what is missing is told, and it stays
            dialog.reject()
        return dialog.result()

    monkeypatch.setattr(QDialog, "exec", shown)
    answered = ask(name, window, given)
    assert way == "accept" or not answered
    del answered
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone == [True]
    gc.collect()
    assert seen[0]() is None
    assert window.findChildren(QDialog) == []


def test_the_report_of_a_crash_is_freed(window: MainWindow, qtbot: QtBot) -> None:
    """It deletes itself: nobody waits for it."""
    dialog = crash.CrashDialog(window, crash.Crash("KeyError", Path("fzapp.log"), sound=True))
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
        dialog.deleteLater()
    seen = weakref.ref(dialog)
    del dialog
    gc.collect()
    assert seen() is None
