"""Loads beside the window what the first use of something would keep it waiting for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.ui.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject


def warm(work: Callable[[], object], parent: QObject) -> Job:
    """Do `work` on another thread; it keeps its result itself. What fails here fails again where it is needed."""
    job = Job(lambda _context: work(), parent)
    job.start()
    return job
