"""Asking why a finding need not be told again, and remembering it: the same on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.ui.prompts import Offer

if TYPE_CHECKING:
    from fzapp.services.report_checks import PlacedFinding
    from fzapp.ui.page import Page


def ask_and_waive(page: Page, report_id: int, found: PlacedFinding) -> bool:
    """Ask, and remember; whether it was remembered."""
    from fzapp.ui.dialogs import waive  # noqa: PLC0415  the window starts without it

    wish = waive.ask(page, found)
    if wish is None:
        return False
    waivers = page.services.checking.waivers
    change = page.operations.run(
        lambda: waivers.waive(report_id, found, wish.scope, wish.reason), initiator=page
    )
    if change is None:
        return False
    page.prompter.tell(f"以后不再提示：{wish.scope.label}。", "done", Offer("撤销", page.operations.undo))
    return True
