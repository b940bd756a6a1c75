"""The keys and buttons of the writing page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fzapp.ui import actions
from fzapp.ui.actions import make_action

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from fzapp.ui.pages.write_columns import WriteColumns
    from fzapp.ui.pages.write_page import WritePage


class WriteActions(QObject):
    """Every action calls one method of the page."""

    def __init__(self, page: WritePage) -> None:
        super().__init__(page)
        make = partial(make_action, page)
        make("上一节", lambda: page.step(-1), name="previous", keys=actions.PREVIOUS_SECTION)
        make("下一节", lambda: page.step(1), name="next", keys=actions.NEXT_SECTION)
        self._done = make(
            "本节写完，下一节",
            page.finish_section,
            name="section_done",
            keys=(actions.SECTION_DONE, "Ctrl+Enter"),
            primary=True,
        )
        self._done.setIconText("本节写完")
        self._quote = make(
            "引用往年",
            lambda: page.helpers.quote(),  # noqa: PLW0108  made after the keys
            name="quote",
            keys="F3",
            hint="把往年这一节的文字换成今年的，放进来（F3）",
        )
        self._table = make(
            "表格",
            lambda: page.helpers.tables.open(),  # noqa: PLW0108
            name="table",
            keys="Ctrl+T",
            hint="插入表格；在表格里时，加减行列（Ctrl+T）",
        )
        self._not_applicable = make(
            "不涉及",
            page.mark_not_applicable,
            name="not_applicable",
            keys=actions.NOT_APPLICABLE,
            hint="本单位没有这项工作时，写明原因",
        )
        self._find = make("查找", partial(page.open_find, replacing=False), name="find", keys="Ctrl+F")
        make("替换", partial(page.open_find, replacing=True), name="replace", keys="Ctrl+H")
        self._review = make(
            "校审签发",
            page.review.open_review,
            name="review",
            keys="F7",
            hint="登记校对、审核、签发，看还有什么没处理（F7）",
        )
        make("历史版本", page.review.open_versions, name="versions", keys="F8")
        make("加批注", lambda: page.helpers.add_comment(), name="add_comment", keys="Ctrl+M")  # noqa: PLW0108
        self._list = make("目录 F9", page.toggle_list, name="show_list")
        self._help = make("要点 F10", page.toggle_column, name="show_help")

    def top_line(self) -> tuple[QAction, ...]:
        """Search, and where columns are folded the way to them."""
        return self._list, self._help, self._find, self._review

    def of_section(self) -> tuple[QAction, ...]:
        """What is done with the section that is written."""
        return self._not_applicable, self._table, self._quote, self._done

    def enable(self, *, writable: bool, signed: bool, columns: WriteColumns) -> None:
        """Only what can be done now: of a signed report there is nothing left to finish."""
        self._done.setEnabled(not signed)
        for action in (self._quote, self._table, self._not_applicable):
            action.setEnabled(writable)
        self._list.setVisible(columns.list_folded)
        self._help.setVisible(columns.help_folded)
