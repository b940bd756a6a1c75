"""设置: the office, the look, where the data lies, backups."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from fzapp.services.safekeeping import back_up_now, list_backups
from fzapp.ui import page_list, theme
from fzapp.ui.jobs import Job
from fzapp.ui.messages import when
from fzapp.ui.models.lines_model import Line
from fzapp.ui.page import Page
from fzapp.ui.pages.settings_password import PasswordCard
from fzapp.ui.pages.settings_shapes import ShapesCard
from fzapp.ui.pages.settings_update import UpdateCard
from fzapp.ui.print_check import PrintCheck
from fzapp.ui.widgets.basic import breakable, button, card, label, row, scroll
from fzapp.ui.widgets.lines_view import LinesView
from fzapp.ui.widgets.second_place import SecondPlace
from fzapp.ui.widgets.unit_form import UnitForm

if TYPE_CHECKING:
    from fzapp.ui.page import Means

BACKUP_ROWS = 5
WIDEST = 860
"""Logical pixels: a form as wide as the screen is hard to read."""
THEMES = {theme.LIGHT.name: "浅色", theme.DARK.name: "深色"}


class SettingsPage(Page):
    """The form is saved when the page is left, on Ctrl+S, or with its button; one step to undo."""

    name = "设置"
    tables = frozenset({"setting", "ledger_shape"})

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("settings_page")
        self._job: Job | None = None
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addWidget(self._unit_card())
        column.addWidget(self._templates_card())
        column.addWidget(self._look_card())
        self.shapes = ShapesCard(self.means)
        column.addWidget(self._print_card())
        column.addWidget(self._data_card())
        self.password = PasswordCard(self.means)
        column.addWidget(self.password)
        column.addWidget(self.shapes)
        self.updates = UpdateCard(self.means)
        self.updates.leaving.connect(lambda: self.window().close())
        column.addWidget(self.updates)
        column.addStretch(1)
        body.setMaximumWidth(theme.scaled(WIDEST))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll(body))

    def refresh(self) -> None:
        """Fill the form and the list of backups."""
        self.unit.set_profile(self.services.reports.unit())
        self._show_saved(changed=False)
        self._show_backups()
        self.second.refresh()
        self.shapes.refresh()
        self.password.refresh()
        self.updates.refresh()

    def activate(self) -> None:
        """The look may have been changed by a key meanwhile."""
        super().activate()
        self._scales[theme.current_scale().value].setChecked(True)
        self._themes[theme.current().name].setChecked(True)
        self._show_backups()

    def leave(self) -> bool:
        """Keep what was typed."""
        fault = self.unit.fault()
        self.judge("unit", fault)
        if fault:
            return False
        profile = self.unit.profile()
        if profile != self.services.reports.unit():
            self.operations.run(lambda: self.services.reports.set_unit(profile), self)
        kept = profile == self.services.reports.unit()
        self._show_saved(changed=not kept)
        return kept

    # --- building -------------------------------------------------------------------------------

    def _unit_card(self) -> QWidget:
        frame, inside = card("unit_card", margin=20)
        self.unit = UnitForm(self.services.reports.unit())
        self.unit.edited.connect(partial(self._show_saved, changed=True))
        self.save_unit = button("保存", self._on_save_unit, "primary", name="unit_save")
        self._unit_said = label(role="muted", name="unit_said")
        inside.addWidget(label("本单位情况", "heading"))
        inside.addWidget(
            label("新建报告的标题、主送机关、落款照这里写；已经建好的报告不会变。", "muted", wrap=True)
        )
        inside.addWidget(self.unit)
        inside.addLayout(row(None, self._unit_said, self.save_unit))
        return frame

    def _templates_card(self) -> QWidget:
        frame, inside = card("templates_card", margin=20)
        inside.addWidget(label("报告模板", "heading"))
        words = label("每种报告的章节、提示、检查要点和期限，可以复制一份改成本单位的。", "muted", wrap=True)
        opened = button("打开报告模板", self._on_templates, name="settings_templates")
        line = row(words, opened)
        line.setStretch(0, 1)
        inside.addLayout(line)
        return frame

    def _on_templates(self) -> None:
        self.open_page_requested.emit(page_list.TEMPLATES)

    def _look_card(self) -> QWidget:
        frame, inside = card("look_card", margin=20)
        inside.addWidget(label("字号和颜色", "heading"))
        self._scales = {
            scale.value: self._radio(scale.label, f"scale_{scale.value}") for scale in theme.FontScale
        }
        self._themes = {name: self._radio(words, f"theme_{name}") for name, words in THEMES.items()}
        for words, radios, role in (("字号", self._scales, "scale"), ("颜色", self._themes, "theme")):
            group = QButtonGroup(self)
            for value, radio in radios.items():
                group.addButton(radio)
                chosen = (value, "") if role == "scale" else ("", value)
                radio.clicked.connect(partial(self._on_look, *chosen))
            inside.addLayout(row(label(words), 8, *radios.values(), None, spacing=16))
        inside.addWidget(label("随时可以按 Ctrl+加号、Ctrl+减号 改字号。", "muted", wrap=True))
        return frame

    def _print_card(self) -> QWidget:
        frame, inside = card("print_card", margin=20)
        inside.addWidget(label("打印", "heading"))
        inside.addWidget(PrintCheck(self.services.exports))
        return frame

    def _data_card(self) -> QWidget:
        frame, inside = card("data_card", margin=20)
        folder = self.services.archive.folder
        inside.addWidget(label("资料和备份", "heading"))
        path = label(breakable(folder), name="data_folder", wrap=True)
        line = row(
            label("资料放在", "muted"),
            path,
            button("打开文件夹", self._on_open_folder, "link", name="open_data"),
        )
        line.setStretch(1, 1)
        inside.addLayout(line)
        inside.addWidget(
            label(
                "每天第一次打开时自动备份，每份备份都重新打开核对过。只拷走“archive.db”这一个文件也是完整的。",
                "muted",
                wrap=True,
            )
        )
        self.backups = LinesView("backup_list", "备份清单")
        inside.addWidget(self.backups)
        self.second = SecondPlace(self.means)
        inside.addWidget(self.second)
        to_doctor = partial(self.open_page_requested.emit, page_list.DOCTOR)
        to_audit = partial(self.open_page_requested.emit, page_list.AUDIT)
        to_handover = partial(self.open_page_requested.emit, page_list.HANDOVER)
        inside.addLayout(
            row(
                button("档案体检", to_doctor, "link", name="settings_doctor"),
                button("操作记录", to_audit, "link", name="settings_audit"),
                button("换人接手", to_handover, "link", name="settings_handover"),
                None,
                button("现在备份", self._on_backup, name="settings_backup"),
            )
        )
        return frame

    def _radio(self, words: str, name: str) -> QRadioButton:
        radio = QRadioButton(words)
        radio.setObjectName(name)
        return radio

    # --- doing ----------------------------------------------------------------------------------

    def _show_saved(self, *, changed: bool) -> None:
        self.save_unit.setEnabled(changed)
        self._unit_said.setText("有改动还没保存" if changed else "")

    def _show_backups(self) -> None:
        now = self.services.archive.now()
        lines = [
            Line(when(kept.taken, now), note=f"{kept.reason}　{_size(kept.size)}")
            for kept in list_backups(self.services.archive)
        ]
        self.backups.set_lines(lines or [Line("还没有备份")])
        rows = min(max(1, len(lines)), BACKUP_ROWS)
        self.backups.setFixedHeight(rows * theme.current_scale().row_height)

    def _on_save_unit(self) -> None:
        if self.leave():
            self.prompter.tell("本单位情况保存好了。")

    def _on_look(self, scale: str, palette: str, _checked: bool = False) -> None:
        self.look_requested.emit(scale, palette)

    def _on_backup(self) -> None:
        self._job = Job(lambda _context: back_up_now(self.services.archive), self)
        self._job.succeeded.connect(self._on_backed_up)
        self.prompter.follow(self._job, "正在备份，做好后会打开核对。")
        self._job.start()

    def _on_backed_up(self, _path: object) -> None:
        self._show_backups()
        self.prompter.tell("备份做好了，已经打开核对过。")

    def _on_open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.services.archive.folder)))


def _size(count: int) -> str:
    return f"{count / 1_048_576:.1f}MB" if count >= 1_048_576 else f"{max(1, count // 1024)}KB"
