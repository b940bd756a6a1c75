"""The pages of the window in the order of the strip. A page's module is loaded when it is first opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.ui import page_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.ui.page import Page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """`word` stands in the strip; `apart` pages stand at its foot and have no Ctrl+number.

    Pages that are not `listed` have no word in the strip: other pages open them.
    """

    word: str
    load: Callable[[], type[Page]]
    apart: bool = False
    listed: bool = True


def _home() -> type[Page]:
    from fzapp.ui.pages.home_page import HomePage  # noqa: PLC0415

    return HomePage


def _write() -> type[Page]:
    from fzapp.ui.pages.write_page import WritePage  # noqa: PLC0415

    return WritePage


def _ledgers() -> type[Page]:
    from fzapp.ui.pages.ledger_page import LedgerPage  # noqa: PLC0415

    return LedgerPage


def _check() -> type[Page]:
    from fzapp.ui.pages.check_page import CheckPage  # noqa: PLC0415

    return CheckPage


def _export() -> type[Page]:
    from fzapp.ui.pages.export_page import ExportPage  # noqa: PLC0415

    return ExportPage


def _archive() -> type[Page]:
    from fzapp.ui.pages.archive_page import ArchivePage  # noqa: PLC0415

    return ArchivePage


def _submit() -> type[Page]:
    from fzapp.ui.pages.submit_page import SubmitPage  # noqa: PLC0415

    return SubmitPage


def _settings() -> type[Page]:
    from fzapp.ui.pages.settings_page import SettingsPage  # noqa: PLC0415

    return SettingsPage


def _sources() -> type[Page]:
    from fzapp.ui.pages.sources_page import SourcesPage  # noqa: PLC0415

    return SourcesPage


def _figures() -> type[Page]:
    from fzapp.ui.pages.figures_page import FiguresPage  # noqa: PLC0415

    return FiguresPage


def _help() -> type[Page]:
    from fzapp.ui.pages.help_page import HelpPage  # noqa: PLC0415

    return HelpPage


def _templates() -> type[Page]:
    from fzapp.ui.pages.template_page import TemplatePage  # noqa: PLC0415

    return TemplatePage


def _audit() -> type[Page]:
    from fzapp.ui.pages.audit_page import AuditPage  # noqa: PLC0415

    return AuditPage


def _doctor() -> type[Page]:
    from fzapp.ui.pages.doctor_page import DoctorPage  # noqa: PLC0415

    return DoctorPage


def _collect() -> type[Page]:
    from fzapp.ui.pages.collect_page import CollectPage  # noqa: PLC0415

    return CollectPage


def _copying() -> type[Page]:
    from fzapp.ui.pages.copying_page import CopyingPage  # noqa: PLC0415

    return CopyingPage


def _release() -> type[Page]:
    from fzapp.ui.pages.release_page import ReleasePage  # noqa: PLC0415

    return ReleasePage


def _handover() -> type[Page]:
    from fzapp.ui.pages.handover_page import HandoverPage  # noqa: PLC0415

    return HandoverPage


PAGES = (
    PageEntry(page_list.HOME, _home),
    PageEntry(page_list.WRITE, _write),
    PageEntry(page_list.LEDGERS, _ledgers),
    PageEntry(page_list.ARCHIVE, _archive),
    PageEntry(page_list.CHECK, _check),
    PageEntry(page_list.EXPORT, _export),
    PageEntry(page_list.SUBMIT, _submit),
    PageEntry(page_list.SETTINGS, _settings, apart=True),
    PageEntry(page_list.HELP, _help, apart=True),
    PageEntry(page_list.SOURCES, _sources, apart=True, listed=False),
    PageEntry(page_list.FIGURES, _figures, apart=True, listed=False),
    PageEntry(page_list.TEMPLATES, _templates, apart=True, listed=False),
    PageEntry(page_list.COPYING, _copying, apart=True, listed=False),
    PageEntry(page_list.DOCTOR, _doctor, apart=True, listed=False),
    PageEntry(page_list.AUDIT, _audit, apart=True, listed=False),
    PageEntry(page_list.COLLECT, _collect, apart=True, listed=False),
    PageEntry(page_list.RELEASE, _release, apart=True, listed=False),
    PageEntry(page_list.HANDOVER, _handover, apart=True, listed=False),
)
