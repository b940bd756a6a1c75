"""The pages of the window in the order of the strip. A page's module is loaded when it is first opened."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from fzapp.ui import page_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fzapp.ui.page import Page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """`word` stands in the strip; `apart` pages stand at its foot and have no Ctrl+number.

    Pages that are not `listed` have no word in the strip: other pages open them. `ahead` are modules that
    the page needs beyond those of the pages before it: loaded one after the other none keeps the window waiting.
    """

    word: str
    load: Callable[[], type[Page]]
    apart: bool = False
    listed: bool = True
    ahead: tuple[str, ...] = ()


def load_ahead(word: str) -> Iterator[None]:
    """Load module by module what the page of a word needs, and those before it in the order of the strip."""
    for entry in PAGES:
        for module in entry.ahead:
            if f"fzapp.{module}" not in sys.modules:
                import_module(f"fzapp.{module}")
                yield
        if entry.word == word:
            return


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
    PageEntry(
        page_list.WRITE,
        _write,
        ahead=(
            "domain.text_table",
            "text.numerals",
            "text.outline",
            "domain.body",
            "ui.editor.figure_guard",
            "ui.editor.figure_text_edit",
            "ui.editor.section_editor",
            "services.figure_report",
            "ui.models.lines_model",
            "ui.delegates.lines_delegate",
            "storage.ledger_views",
            "domain.review",
            "ui.pages.write_evidence",
            "text.similarity",
            "domain.letterhead",
            "domain.ledger",
            "services.own_kinds",
            "services.attachments",
            "services.comments",
            "services.reuse_places",
            "services.reused_sentences",
            "services.reuse",
            "services.signing",
            "services.ledger_tables",
            "services.seen_figures",
            "ui.pages.write_panel",
            "ui.pages.write_figures",
            "ui.pages.write_find",
            "ui.pages.write_review",
            "ui.pages.write_page",
        ),
    ),
    PageEntry(
        page_list.LEDGERS,
        _ledgers,
        ahead=(
            "ui.pages.ledger_panel",
            "storage.ledger_orders",
            "ui.delegates.ledger_delegate",
            "ui.pages.ledger_own_kinds",
            "ui.pages.ledger_filter",
            "services.years",
            "services.figure_sources",
            "ui.pages.ledger_entry",
            "ui.pages.ledger_extras",
            "ui.pages.ledger_print",
            "ui.pages.ledger_page",
        ),
    ),
    PageEntry(
        page_list.ARCHIVE,
        _archive,
        ahead=(
            "package.names",
            "services.viewing",
            "ui.pages.archive_page",
        ),
    ),
    PageEntry(
        page_list.CHECK,
        _check,
        ahead=(
            "text.quantity_dates",
            "text.quantity_lexicon",
            "text.quantity_names",
            "text.quantity_numerals",
            "text.quantities",
            "checks.facts",
            "domain.document",
            "ui.models.finding_model",
            "ui.preview.output",
            "services.checking",
            "services.finding_fixes",
            "services.report_checks",
            "text.typo_finder",
            "ui.pages.check_page",
        ),
    ),
    PageEntry(
        page_list.EXPORT,
        _export,
        ahead=(
            "word.profile",
            "services.letterheads",
            "services.own_formats",
            "word.layout",
            "word.title",
            "ui.pages.export_page",
        ),
    ),
    PageEntry(
        page_list.SUBMIT,
        _submit,
        ahead=(
            "services.pack_papers",
            "package.open_page",
            "services.packing",
            "services.source_files",
            "storage.submissions",
            "ui.pages.submit_page",
        ),
    ),
    PageEntry(
        page_list.SETTINGS,
        _settings,
        apart=True,
        ahead=("ui.pages.settings_update", "services.program_update", "ui.pages.settings_page"),
    ),
    PageEntry(page_list.HELP, _help, apart=True, ahead=("ui.pages.help_page",)),
    PageEntry(
        page_list.SOURCES,
        _sources,
        apart=True,
        listed=False,
        ahead=("services.figure_freeze", "ui.pages.sources_page"),
    ),
    PageEntry(page_list.FIGURES, _figures, apart=True, listed=False, ahead=("ui.pages.figures_page",)),
    PageEntry(page_list.TEMPLATES, _templates, apart=True, listed=False, ahead=("ui.pages.template_page",)),
    PageEntry(
        page_list.COPYING,
        _copying,
        apart=True,
        listed=False,
        ahead=("services.copying", "ui.pages.copying_page"),
    ),
    PageEntry(
        page_list.DOCTOR,
        _doctor,
        apart=True,
        listed=False,
        ahead=("storage.health", "storage.audit", "ui.dialogs.salvage_list", "ui.pages.doctor_page"),
    ),
    PageEntry(
        page_list.AUDIT,
        _audit,
        apart=True,
        listed=False,
        ahead=(
            "services.audit",
            "ui.pages.audit_page",
        ),
    ),
    PageEntry(
        page_list.COLLECT,
        _collect,
        apart=True,
        listed=False,
        ahead=("package.facts", "ui.pages.collect_page"),
    ),
    PageEntry(page_list.RELEASE, _release, apart=True, listed=False, ahead=("ui.pages.release_page",)),
    PageEntry(page_list.HANDOVER, _handover, apart=True, listed=False, ahead=("ui.pages.handover_page",)),
)
