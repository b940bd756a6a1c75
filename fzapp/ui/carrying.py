"""From a report of last year to the draft of this year: which of its numbers are still wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.ui.dialogs import carry_figures as dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fzapp.ui.page import Means


def carry_figures(report_id: int, means: Means, parent: QWidget) -> None:
    """Ask, put the numbers into the draft of the next year or keep the choice, and say which."""
    services, prompter = means.services, means.prompter
    carries = services.carries
    items, draft = carries.items(report_id), carries.draft(report_id)
    year = services.reports.get(report_id).year + 1
    if not items:
        prompter.tell("这份报告里没有认出数字。", "note")
        return
    wishes = dialog.ask(parent, dialog.LastYear(items, year, draft is not None))
    if wishes is None:
        return
    done = means.operations.run(lambda: carries.carry(report_id, items, wishes))
    if done is not None and draft is not None:
        means.signals.choose_report(draft.id)
        prompter.tell(f"要用的数已经放进{year}年的草稿，空着的地方是黄底。")
    elif done is not None:
        prompter.tell(f"已经记下，建{year}年的报告时会放进去。")
