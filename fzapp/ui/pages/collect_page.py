"""汇总报送包: the packages of the towns read beside the window, shown as tables, handed on as Excel and Word."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from fzapp.services import collected_tables, collecting
from fzapp.services.checks import CheckService
from fzapp.services.expected_units import Standing, count_told
from fzapp.services.templates import TemplateLibrary
from fzapp.storage import tables
from fzapp.text.numerals import read_date
from fzapp.ui import actions, page_list
from fzapp.ui.file_kinds import EXCEL, WORD
from fzapp.ui.jobs import Job
from fzapp.ui.page import Page
from fzapp.ui.widgets.basic import brings_files, label, row
from fzapp.ui.widgets.text_table import TextTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent

    from fzapp.services.collecting import Collection
    from fzapp.services.workbooks import Table
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.page import Means
    from fzapp.ui.prompts import FileKind

EMPTY = (
    "把各乡镇街道的报送包放进一个文件夹，选这个文件夹，或者把它拖到这里（一次最多200个）。"
    "谁逾期、五个部分缺哪一块、文件有没有动过、数字有没有离谱的、哪两家写得一样，都列成表。"
)
_WIDEST = 20
"""Characters that a wide column has at least."""
_GOOD = {
    collected_tables.IN_TIME,
    collected_tables.WHOLE,
    collected_tables.SOUND,
    Standing.HANDED_IN.value,
}
_IDLE = {collected_tables.NOT_COUNTED, collected_tables.UNLISTED}
_JUDGED = (collected_tables.LATENESS, collected_tables.STANDING, "缺少的部分", "文件核对")


class CollectPage(Page):
    """The tables of a workbook, one at a time; nothing is written before it is asked for."""

    name = page_list.COLLECT
    topic = "报送"
    tables = frozenset({tables.SETTING.name})

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("collect_page")
        self.setAcceptDrops(True)
        self._found: Collection | None = None
        self._shown: tuple[Table, ...] = ()
        self._job: Job | None = None
        make = actions.make_action
        self._choose = make(
            self, "选报送包", self.choose, name="collect_choose", primary=True, hint="选放着报送包的文件夹或U盘"
        )  # fmt: skip
        self._excel = make(
            self, "存成Excel", self.save_excel, name="collect_excel", hint="把全部表存成一个Excel文件"
        )
        self._word = make(
            self, "存成Word", self.save_word, name="collect_word", hint="报送情况和各章节摘录，写县里的报告用"
        )
        self._units = make(
            self,
            "应报单位",
            self.edit_units,
            name="collect_units",
            hint="写下应当报送的单位，表里就列出谁已报、迟报、未报",
        )
        self._build()
        self._enable()

    # --- what the window asks -------------------------------------------------------------------

    def actions(self) -> Sequence[QAction]:
        """Choose, store, and who is to hand in."""
        return (self._choose, self._excel, self._word, self._units)

    def status(self) -> str:
        """How many towns, how many of them late."""
        if self._found is None:
            return ""
        found = self._found
        late = sum(found.is_late(one) for one in found.packages)
        parts = [f"{found.about}　{len(found.packages)}个单位", f"逾期{late}个"]
        if found.expected:
            parts = [found.about, *count_told(found)]
        parts += [f"没有读入{len(found.refused)}个"] if found.refused else []
        parts += [f"没有计入{len(found.left_out)}个"] if found.left_out else []
        return "，".join(parts)

    def refresh(self) -> None:
        """Judge what was read by the list of those that are to hand in, as it is now."""
        names = self.services.expected.names()
        if self._found is not None and names != self._found.expected:
            self._judge(replace(self._found, expected=names))

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.view = QComboBox(objectName="collect_view")
        self.view.setAccessibleName("看哪张表")
        self.view.currentIndexChanged.connect(lambda _index: self._show())
        self.said = label(EMPTY, "muted", name="collect_said", wrap=True)
        self.due = QLineEdit(objectName="collect_due")
        self.due.setAccessibleName("县里的报送期限")
        self.due.setPlaceholderText("各单位自己记的")
        self.due.setToolTip("写上县里定的日子，比如2027年3月1日，按它算谁逾期；留空按各单位自己记的")
        self.due.setMaximumWidth(220)
        self.due.editingFinished.connect(self._on_due)
        self._due_words = label("按哪天算逾期", "muted")
        self._due_words.setBuddy(self.due)
        self.table = TextTable("collect_table", "各单位的报送包")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(8)
        top = row(self.view, self.said, self._due_words, self.due)
        top.setStretch(1, 1)
        outer.addLayout(top)
        outer.addWidget(self.table, 1)
        outer.addStretch(0)
        for widget in (self.view, self._due_words, self.due, self.table):
            widget.hide()

    # --- reading --------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a folder, and read the packages in it."""
        chosen = self.prompter.choose_folder("选放着报送包的文件夹")
        if chosen is not None:
            self.collect([chosen])

    def collect(self, paths: Sequence[Path]) -> None:
        """Read packages beside the window."""
        if self._job is not None and self._job.running:
            self.prompter.tell("上一批报送包还没有读完，等它完了再试。", "note")
            return
        expected = self.services.expected.names()
        self._job = Job(partial(_collected, tuple(paths), expected, self.services.resources), self)
        self._job.succeeded.connect(self._on_collected)
        self._job.finished.connect(self._enable)
        self.prompter.follow(self._job, "正在核对和汇总报送包。")
        self._job.start()
        self._enable()

    def edit_units(self) -> None:
        """Write down who is to hand in."""
        from fzapp.ui.dialogs import expected_units  # noqa: PLC0415  the window starts without it

        now = self.services.expected.names()
        wanted = expected_units.ask(self.window(), now)
        if wanted is not None and wanted != now and self.operations.run(partial(self._kept, wanted)):
            said = f"记下了{len(wanted)}个应报单位，汇总时列出谁没有报。"
            self.prompter.tell(said if wanted else "名单清空了，只列报来的单位。", "done")

    def _kept(self, wanted: Sequence[str]) -> bool:
        self.services.expected.put(wanted)
        return True

    def _on_collected(self, read: tuple[Collection, tuple[Table, ...]]) -> None:
        self._found, self._shown = read
        self.due.clear()
        self.view.clear()
        for table in self._shown:
            self.view.addItem(table.name)
        for widget in (self.view, self._due_words, self.due, self.table):
            widget.show()
        self._show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.status_changed.emit()

    def _on_due(self) -> None:
        """Judge who is late by the day the county set."""
        written = self.due.text().strip()
        day = read_date(written).date if written else None
        unread = written and day is None
        self.judge("due", f"“{written}”看不出是哪一天，写成2027年3月1日或者2027-3-1。" if unread else "")
        if unread:
            return
        due = day.isoformat() if day else ""
        if self._found is not None and due != self._found.due:
            self._judge(replace(self._found, due=due))

    def _judge(self, found: Collection) -> None:
        """Show the same packages by another day, or another list."""
        self._found = found
        self._shown = (collected_tables.summary_of(found), *self._shown[1:])
        self._show()
        self.status_changed.emit()

    def _enable(self) -> None:
        idle = self._job is None or not self._job.running
        self._choose.setEnabled(idle)
        for action in (self._excel, self._word):
            action.setEnabled(idle and self._found is not None)

    # --- showing --------------------------------------------------------------------------------

    def _show(self) -> None:
        place = self.view.currentIndex()
        if not 0 <= place < len(self._shown):
            return
        shown = self._shown[place]
        rows = [tuple(" ".join(str(cell).split()) for cell in line) for line in shown.rows]
        widths = [*shown.widths, *[10] * (len(shown.header) - len(shown.widths))]
        shapes = [("汉" * min(_WIDEST, max(4, width // 2)), float(width)) for width in widths]
        self.table.show_rows(shown.header, rows, shapes, _tones(shown.header, rows))
        self.said.setText("" if rows else "这张表没有内容。")

    # --- handing on -----------------------------------------------------------------------------

    def save_excel(self) -> None:
        """All tables as a workbook."""
        self._save(EXCEL, "各单位报送情况汇总.xlsx", collected_tables.save)

    def save_word(self) -> None:
        """The texts, as a document to go on with."""
        exports = self.services.exports
        self._save(
            WORD,
            "各单位报送情况汇总.docx",
            lambda found, path: collected_tables.save_word(found, exports, path),
        )

    def _save(self, kind: FileKind, name: str, write: Callable[[Collection, Path], None]) -> None:
        if self._found is None:
            return
        path = self.prompter.choose_save(f"存成{kind.label}", Path(name), kind)
        if path is None:
            return
        found = self._found

        def work(context: JobContext) -> Path:
            context.check()
            write(found, path)
            return path

        self._job = Job(work, self)
        self._job.succeeded.connect(self._on_saved)
        self._job.finished.connect(self._enable)
        self.prompter.follow(self._job, f"正在存成{kind.label}。")
        self._job.start()
        self._enable()

    def _on_saved(self, path: Path) -> None:
        self.prompter.tell(f"汇总已存成“{path.name}”。")

    # --- dropping -------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Folders are welcome."""
        if brings_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped packages are read."""
        event.acceptProposedAction()
        self.collect([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])


def _collected(
    paths: Sequence[Path], expected: tuple[str, ...], resources: Path, context: JobContext
) -> tuple[Collection, tuple[Table, ...]]:
    """Runs beside the window, with rules of its own."""
    library = TemplateLibrary(resources / "genres")
    found = collecting.collect(paths, library, CheckService(resources / "rules"), context.progress)
    found = replace(found, expected=expected)
    return found, collected_tables.tables_of(found)


def _tones(header: Sequence[str], rows: Sequence[tuple[str, ...]]) -> dict[tuple[int, int], str]:
    """Grounds for what wants a look."""
    tones: dict[tuple[int, int], str] = {}
    for column, words in enumerate(header):
        for place, cells in enumerate(rows):
            text = cells[column]
            if words in _JUDGED and text:
                tones[place, column] = "good" if text in _GOOD else "wrong"
                if text in _IDLE:
                    tones[place, column] = "idle"
            elif words == "值得核对" and text:
                tones[place, column] = "attention"
    return tones
