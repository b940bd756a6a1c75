"""历史版本: keep one, compare any two sentence by sentence, bring one back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from fzapp.services.versions import PRESENT, counts_told
from fzapp.text.similarity import Kinship
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.messages import day
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.choice_field import ChoiceField
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fzapp.domain.review import Version
    from fzapp.services.versions import ComparedSentence

KEEP, RESTORE = "keep", "restore"
_HEIGHT = 220


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is. `compare(old, new)` takes numbers of versions, `PRESENT` for the text as it is."""

    versions: tuple[Version, ...]
    compare: Callable[[int, int], Sequence[ComparedSentence]]
    writable: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """The answer: `KEEP`, or `RESTORE` with the number of a version."""

    what: str
    version: int = 0


class VersionsDialog(Dialog):
    """Two versions beside each other; what stayed as it was can be left out."""

    def __init__(self, parent: QWidget | None, data: Kept) -> None:
        super().__init__(parent, "历史版本", "关闭", "取消", name="versions_dialog", width=860)
        self._data = data
        self._wanted: Wanted | None = None
        self.reject_button.hide()
        self.old = ChoiceField("versions_old", "原来的版本")
        self.new = ChoiceField("versions_new", "和哪一个对照")
        kept = [(told(version), version.id) for version in data.versions]
        self.old.fill(kept, data.versions[0].id if data.versions else PRESENT)
        self.new.fill([("现在的文字", PRESENT), *kept], PRESENT)
        self.changed_only = QCheckBox("只看改过的句子", objectName="versions_changed_only")
        self.changed_only.setChecked(True)
        self.counts = label(role="muted", name="versions_counts", wrap=True)
        self.view = LinesView("versions_sentences", "逐句对照")
        self.view.setMinimumHeight(_HEIGHT)
        self._restore = button("恢复成原来那个版本", self._want_restore, name="versions_restore")
        self._keep = button(
            "把现在的文字存为一个版本", partial(self._want, Wanted(KEEP)), name="versions_keep"
        )
        if data.versions:
            side = row(spacing=16)
            side.addLayout(self.field_column("原来的版本", self.old), 1)
            side.addLayout(self.field_column("和哪一个对照", self.new), 1)
            self.body.addLayout(side)
            self.body.addLayout(row(self.changed_only, self.counts, spacing=16))
            self.body.addWidget(self.view, 1)
        else:
            words = "还没有存过版本。校对、审核、签发时会自动存一个，也可以现在就存。"
            self.body.addWidget(label(words, name="versions_none", wrap=True))
        self.body.addLayout(row(self._keep, self._restore, None))
        self._restore.setVisible(bool(data.versions) and data.writable)
        self._keep.setVisible(data.writable)
        for box in (self.old, self.new):
            box.currentIndexChanged.connect(self._show)
        self.changed_only.toggled.connect(self._show)
        self._show()

    def answer(self) -> Wanted | None:
        """What is wanted besides looking."""
        return self._wanted

    def _want(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.accept()

    def _want_restore(self) -> None:
        self._want(Wanted(RESTORE, int(self.old.currentData())))

    def _show(self) -> None:
        if not self._data.versions:
            return
        compared = self._data.compare(int(self.old.currentData()), int(self.new.currentData()))
        self.counts.setText(counts_told(compared))
        shown = [one for one in compared if one.kind is not Kinship.SAME or not self.changed_only.isChecked()]
        self.view.set_lines(_lines(shown) or [Line("两个版本一字不差。")])
        self.view.setCurrentIndex(self.view.model().index(0, 0))


def _lines(compared: Sequence[ComparedSentence]) -> list[Line]:
    lines: list[Line] = []
    where = None
    for one in compared:
        if one.where != where:
            where = one.where
            lines.append(Line(where, bold=True))
        if one.kind in (Kinship.SAME, Kinship.ADDED, Kinship.REMOVED):
            text = one.new or one.old
        else:
            text = f"原：{one.old}\n现：{one.new}"
        lines.append(Line(text, depth=1, note=one.kind.label))
    return lines


def told(version: Version) -> str:
    """A version in a line."""
    by = f"　{version.by}" if version.by else ""
    return f"{version.name}　{day(version.at[:10])}{version.at[10:16].replace('T', ' ')}{by}"


def ask(parent: QWidget | None, data: Kept) -> Wanted | None:
    """Show; what is wanted besides looking, None for nothing."""
    dialog = VersionsDialog(parent, data)
    return dialog.answer() if run(dialog) else None
