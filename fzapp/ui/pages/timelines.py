"""历年: a page asks for something over the years and shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.ui.paper_out import PaperOut

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.services.timeline import Timeline
    from fzapp.ui.page import Page


def show_timeline(page: Page, gather: Callable[[], Timeline]) -> None:
    """Gather it and show it; a refusal is told."""
    from fzapp.ui.dialogs import timeline  # noqa: PLC0415  loaded when first asked for

    found = page.operations.run(gather, initiator=page)
    if found is not None:
        paper = PaperOut(page.services, page.prompter)
        export = page.services.timelines.export
        timeline.ask(page, timeline.Shown(found, paper, page.prompter, export))
