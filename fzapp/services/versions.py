"""Versions of a report: kept at every step of the review and by hand, compared sentence by sentence, brought back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportStage, Section, SectionState, state_after_edit
from fzapp.domain.review import MANUAL
from fzapp.storage import reports, tables
from fzapp.storage import review as stored
from fzapp.storage.changes import Op
from fzapp.text.similarity import Kinship, compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.report import Report
    from fzapp.domain.review import Version
    from fzapp.services.figures import FigureService
    from fzapp.storage.archive import Archive

PRESENT = 0
"""Stands for the text as it is now where a version is asked for."""

_PARTS = ("title", "addressee", "signature", "date_text")


@dataclass(frozen=True, slots=True)
class ComparedSentence:
    """A sentence before and after; "" where it was not there. `where` is the heading it stands below."""

    where: str
    old: str
    new: str
    kind: Kinship


@dataclass(frozen=True, slots=True)
class _Kept:
    """A section of a version; `text` is as read, `body` as stored."""

    id: int
    heading: str
    level: int
    body: str
    text: str


class VersionService:
    """Keeps texts whole, so that a version reads the same whatever happens to ledgers."""

    def __init__(self, archive: Archive, figures: FigureService) -> None:
        self._archive = archive
        self._figures = figures

    def all(self, report_id: int) -> tuple[Version, ...]:
        """The versions of a report, newest first."""
        return stored.versions(self._archive, report_id)

    def keep(self, report_id: int, name: str, by: str = "", cause: str = MANUAL) -> int:
        """Keep the text as it is now under a name; answer the number of the version. It may not be empty."""
        if not name.strip():
            raise UserError("版本要有个名称", "写上名称，比如“送分管领导前”")
        content = self._content(reports.get(self._archive, report_id))
        with self._archive.transact(Op.KEEP_VERSION) as transaction:
            return transaction.write.insert(
                tables.REPORT_VERSION,
                report_id=report_id,
                name=name.strip(),
                cause=cause,
                made_by=by.strip(),
                made_at=self._archive.now(),
                content=json.dumps(content, ensure_ascii=False),
            )

    def is_present(self, version_id: int) -> bool:
        """Whether the report still reads as that version."""
        version, content = stored.version(self._archive, version_id)
        now = self._content(reports.get(self._archive, version.report_id))
        return _lines(json.loads(content)) == _lines(now)

    def lines(self, report_id: int, version_id: int = PRESENT) -> tuple[tuple[str, str], ...]:
        """The lines of a version, or of the text as it is now, each with the heading it stands below."""
        if version_id == PRESENT:
            return _lines(self._content(reports.get(self._archive, report_id)))
        return _lines(json.loads(stored.version(self._archive, version_id)[1]))

    def compare(self, report_id: int, old: int, new: int = PRESENT) -> tuple[ComparedSentence, ...]:
        """Two versions sentence by sentence in the order of the newer one; what is gone comes last."""
        before, after = self.lines(report_id, old), self.lines(report_id, new)
        found = compare([text for _, text in before], [text for _, text in after])
        compared: list[ComparedSentence] = []
        for pair in found.pairs:
            line = (
                after[pair.new.line - 1] if pair.new else before[pair.old.line - 1] if pair.old else ("", "")
            )
            compared.append(
                ComparedSentence(
                    line[0], pair.old.text if pair.old else "", pair.new.text if pair.new else "", pair.kind
                )
            )
        return tuple(compared)

    def restore(self, version_id: int) -> int:
        """Bring the text of a version back as it was; answer how many sections changed.

        The text as it was before is kept as a version of its own. Sections made since stay.
        """
        version, content = stored.version(self._archive, version_id)
        report = reports.get(self._archive, version.report_id)
        if report.stage is ReportStage.FINAL:
            raise UserError("这份报告已经定稿，不能再改", "需要改动时另建一稿")
        kept = {one.id: one for one in _kept(json.loads(content))}
        changed = [s for s in report.sections if s.id in kept and kept[s.id].body != s.body]
        if not changed:
            return 0
        self.keep(report.id, f"恢复“{version.name}”之前")
        with self._archive.transact(Op.EDIT_SECTION) as transaction:
            for section in changed:
                body = kept[section.id].body
                state = state_after_edit(section.state, body)
                transaction.write.update(tables.SECTION, section.id, body=body, state=state.value, cursor=0)
        return len(changed)

    def new_draft(self, report_id: int) -> int:
        """A new draft with the text of a report, for changes after it was signed; answer its number."""
        report = reports.get(self._archive, report_id)
        sections = tuple(_as_draft(section) for section in report.sections)
        draft = replace(
            report,
            id=0,
            stage=ReportStage.DRAFT,
            content=replace(report.content, sections=sections, doc_number="", date_text=""),
            sections=sections,
            source_name="",
            source_hash="",
            created_at=self._archive.now(),
            edited_at="",
        )
        with self._archive.transact(Op.CREATE_REPORT) as transaction:
            return reports.insert(transaction.write, draft)

    def _content(self, report: Report) -> dict[str, Any]:
        sections = [
            asdict(_Kept(s.id, s.heading, s.level, s.body, self._figures.text(report, s)))
            for s in report.sections
        ]
        return {**{name: getattr(report.content, name) for name in _PARTS}, "sections": sections}


def _as_draft(section: Section) -> Section:
    state = section.state
    if state is SectionState.WRITTEN:
        state = SectionState.WRITING
    return replace(section, id=0, report_id=0, state=state)


def _kept(content: dict[str, Any]) -> list[_Kept]:
    return [_Kept(**one) for one in content["sections"]]


def _lines(content: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    lines = [("标题和落款", content[name]) for name in ("title", "addressee")]
    for section in _kept(content):
        where = section.heading or "导语"
        if section.heading:
            lines.append((where, section.heading))
        lines += [(where, line) for line in section.text.split("\n")]
    lines += [("标题和落款", content[name]) for name in ("signature", "date_text")]
    return tuple((where, line) for where, text in lines for line in text.split("\n") if line.strip())


def counts_told(compared: Sequence[ComparedSentence]) -> str:
    """How many sentences became what, in words."""
    kinds = [one.kind for one in compared]
    told = [f"{kind.label}{kinds.count(kind)}句" for kind in Kinship if kind in kinds]
    return "　".join(told) or "两个版本都没有文字。"
