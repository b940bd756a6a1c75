"""公开稿: what of a signed report is decided place by place, the copy for publication, and the 保密审查表.

The signed report is read and stays as it is. A place that nobody has decided about keeps the copy from being made.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.release import Decision, Treatment
from fzapp.domain.report import ReportStage
from fzapp.services.exports import NATIONAL, NO_PARTS, proposed_name
from fzapp.services.list_papers import ListPaper
from fzapp.services.release_text import edited, pieces, rewritten
from fzapp.storage import release as stored
from fzapp.storage.changes import Op
from fzapp.text.numerals import official_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from fzapp.checks.release import ReleasePlace
    from fzapp.domain.letterhead import PaperParts
    from fzapp.domain.release import ReleaseKind
    from fzapp.domain.report import Report, ReportContent
    from fzapp.services.context import Services
    from fzapp.services.exports import Exported
    from fzapp.services.release_text import Piece
    from fzapp.storage.changes import Change

PUBLIC, REVIEW = "（公开稿）", "（保密审查表）"
AS_PROPOSED = "按建议处理"
AROUND = 24
"""Characters shown on both sides of a place."""
_HEADINGS = ("序号", "位置", "内容", "属于哪一类", "依据", "处理", "理由", "谁定的、何时")
_WEIGHTS = (2.0, 7.0, 10.0, 6.0, 10.0, 7.0, 7.0, 6.0)
_SIGNATURES = (
    "承办人（签字）：　　　　　　　　　　　　　　　年　　月　　日",
    "审核人（签字）：　　　　　　　　　　　　　　　年　　月　　日",
    "批准人（签字）：　　　　　　　　　　　　　　　年　　月　　日",
)


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A place to decide about: `words` stand there, `before` and `behind` are around them.

    `treatment` and `put` are proposed; `decision` is None while nobody has decided. `covered` says that the
    sentence around it goes anyway.
    """

    mark: str
    where: str
    words: str
    before: str
    behind: str
    kind: ReleaseKind
    treatment: Treatment
    put: str
    decision: Decision | None
    covered: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it still keeps the copy from being made."""
        return self.decision is None and not self.covered

    @property
    def proposal(self) -> str:
        """What is proposed, in words."""
        return self.treatment.told(self.put)


class ReleaseService:
    """Lists the places of a signed report, keeps what is decided, and makes the copy."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._archive = services.archive
        self._scanned: tuple[object, tuple[Piece, ...], tuple[ReleasePlace, ...]] = (None, (), ())

    def places(self, report_id: int) -> tuple[Sensitive, ...]:
        """Every place from above to below. Raises `UserError` for a report that is not signed."""
        found = self._found(self._signed(report_id))
        return tuple(one for _, _, one in found)

    def decide(
        self,
        report_id: int,
        marks: Sequence[str],
        treatment: Treatment,
        by: str,
        *,
        put: str = "",
        reason: str = "",
    ) -> Change | None:
        """Decide about places in one step, in the name of `by`. Raises `UserError`, then nothing is decided."""
        wanted = set(marks)
        chosen = [one for one in self.places(report_id) if one.mark in wanted]
        return self._keep(report_id, [(one, treatment, put.strip(), reason.strip()) for one in chosen], by)

    def accept_proposals(self, report_id: int, by: str) -> Change | None:
        """Decide as proposed about every place that is open. Raises `UserError` where only a person can say."""
        chosen = [one for one in self.places(report_id) if one.is_open and not one.kind.only_keep]
        return self._keep(report_id, [(one, one.treatment, one.put, AS_PROPOSED) for one in chosen], by)

    def take_back(self, report_id: int, marks: Iterable[str]) -> Change | None:
        """Let places be open again."""
        with self._archive.transact(Op.DECIDE_RELEASE) as transaction:
            for mark in marks:
                stored.take_back(self._archive, transaction.write, report_id, mark)
        return transaction.change

    def last_decider(self, report_id: int) -> str:
        """Who decided last, to be proposed; else who signed the report."""
        decided = sorted(stored.of_report(self._archive, report_id).values(), key=lambda one: one.at)
        return decided[-1].by if decided else ""

    def content(self, report_id: int) -> ReportContent:
        """The copy for publication. Raises `UserError` while a place is open."""
        report = self._signed(report_id)
        found = self._found(report)
        left = sum(one.is_open for _, _, one in found)
        if left:
            raise UserError(f"还有{left}处没有定怎么处理，公开稿没有做", "到“公开稿”页逐处定好，再导出")
        edits: dict[Piece, list[tuple[int, int, str]]] = defaultdict(list)
        for piece, place, one in found:
            if one.decision is not None and one.decision.treatment is not Treatment.KEEP:
                edits[piece].append((place.start, place.end, one.decision.put))
        texts = {piece.key: edited(piece.text, changes) for piece, changes in edits.items()}
        return rewritten(self._services.reports.content(report.id), texts)

    def proposed_names(self, report_id: int) -> tuple[str, str]:
        """File names for the copy and for the 保密审查表, without folder, as Word files."""
        report = self._services.reports.get(report_id)
        stem = Path(proposed_name(report.content, report.year, ".docx")).stem
        return f"{stem}{PUBLIC}.docx", f"{stem}{REVIEW}.docx"

    def export(
        self,
        report_id: int,
        output: Path,
        profile: str = NATIONAL,
        *,
        parts: PaperParts = NO_PARTS,
        before_writing: Callable[[], object] = lambda: None,
    ) -> Exported:
        """Write the copy as a Word file. Raises `UserError`, also while a place is open."""
        return self._services.exports.export_content(
            self.content(report_id), output, profile, parts=parts, before_writing=before_writing
        )

    def paper(self, report_id: int) -> ListPaper:
        """保密审查表: every place with what was decided, and lines for those who answer for it."""
        report = self._services.reports.get(report_id)
        places = self.places(report_id)
        counts = Counter(one.decision.treatment for one in places if one.decision is not None)
        told = "，".join(
            f"{treatment.label}{counts[treatment]}处" for treatment in Treatment if counts[treatment]
        )
        left = sum(one.is_open for one in places)
        frozen = self._services.freezes.frozen(report_id)
        notes = [f"拟公开的文件：{''.join(report.content.title.split())}"]
        notes += [f"定稿：{official_day(frozen.at)}，签发人{frozen.by}"] if frozen is not None else []
        notes.append(
            f"程序列出{len(places)}处{f'，{told}' if told else ''}{f'，还有{left}处没有定' if left else ''}。"
            if places
            else "程序没有列出要处理的地方，仍要由承办人通读一遍。"
        )
        notes.append(
            "依据《政府信息公开条例》第十四条至第十七条，先审查、后公开；程序只列线索，是否公开由审查人决定。"
        )
        rows = tuple(_row(number, one) for number, one in enumerate(places, 1))
        return ListPaper("政府信息公开保密审查表", tuple(notes), _HEADINGS, _WEIGHTS, rows, _SIGNATURES)

    # --- finding --------------------------------------------------------------------------------

    def _signed(self, report_id: int) -> Report:
        report = self._services.reports.get(report_id)
        if report.stage is not ReportStage.FINAL:
            raise UserError("报告还没有定稿，不能做公开稿", "先定稿，再来做公开稿")
        return report

    def _found(self, report: Report) -> list[tuple[Piece, ReleasePlace, Sensitive]]:
        """The places with the piece of the report each stands in."""
        lines, places = self._scan(report)
        decided = stored.of_report(self._archive, report.id)
        seen: Counter[str] = Counter()
        found = [
            (lines[place.line - 1], place, _sensitive(lines[place.line - 1], place, decided, seen))
            for place in places
        ]
        going = [
            (piece, place)
            for piece, place, one in found
            if one.decision is not None and one.decision.treatment is not Treatment.KEEP
        ]
        return [(piece, place, _with_cover(piece, place, one, going)) for piece, place, one in found]

    def _scan(self, report: Report) -> tuple[tuple[Piece, ...], tuple[ReleasePlace, ...]]:
        """What is found in the text; remembered, since a signed report is read again after each decision."""
        content = self._services.reports.content(report.id)
        lines, unit = pieces(content), self._services.reports.unit()
        checks = self._services.checking.checks
        asked = (checks, unit)
        if self._scanned[:2] != (asked, lines):
            found = checks.release_places([piece.text for piece in lines], content, unit)
            self._scanned = (asked, lines, found)
        return lines, self._scanned[2]

    # --- deciding -------------------------------------------------------------------------------

    def _keep(
        self, report_id: int, chosen: Sequence[tuple[Sensitive, Treatment, str, str]], by: str
    ) -> Change | None:
        who = by.strip()
        if not who:
            raise UserError("没有写明由谁来定", "在“承办人”里写上名字")
        for one, treatment, put, reason in chosen:
            _check(one, treatment, put, reason)
        with self._archive.transact(Op.DECIDE_RELEASE) as transaction:
            for one, treatment, put, reason in chosen:
                words = put if treatment is Treatment.REPLACE else ""
                decision = Decision(
                    one.mark, one.kind.name, treatment, words, reason, who, self._archive.now()
                )
                stored.put(self._archive, transaction.write, report_id, decision)
        return transaction.change


def _check(one: Sensitive, treatment: Treatment, put: str, reason: str) -> None:
    if one.kind.only_keep and treatment is not Treatment.KEEP:
        raise UserError(
            "密级标志不能改写也不能删去，删掉标志不等于解密", "停止处理这份文件，报告本单位保密机构"
        )
    if treatment is Treatment.KEEP and one.kind.grave and not reason:
        raise UserError(f"保留“{one.kind.name}”要写理由", "在“理由”里写明为什么可以公开")
    if treatment is Treatment.REPLACE and not put:
        raise UserError("改写成什么还没有写", "在“改写为”里写上文字，或者选“删去”")


def _sensitive(
    piece: Piece, place: ReleasePlace, decided: Mapping[str, Decision], seen: Counter[str]
) -> Sensitive:
    """A place as told; its mark holds as long as the report does, and a signed one never changes."""
    words = piece.text[place.start : place.end]
    identity = f"{place.kind.id}\n{words}"
    seen[identity] += 1
    mark = sha256(f"{identity}\n{seen[identity]}".encode()).hexdigest()[:16]
    return Sensitive(
        mark,
        piece.where,
        words,
        piece.text[max(0, place.start - AROUND) : place.start],
        piece.text[place.end : place.end + AROUND],
        place.kind,
        place.treatment,
        place.put,
        decided.get(mark),
    )


def _with_cover(
    piece: Piece, place: ReleasePlace, one: Sensitive, going: Sequence[tuple[Piece, ReleasePlace]]
) -> Sensitive:
    covered = any(
        other is piece and around is not place and around.start <= place.start and place.end <= around.end
        for other, around in going
    )
    return replace(one, covered=True) if covered else one


def _row(number: int, one: Sensitive) -> tuple[str, ...]:
    decision = one.decision
    told = decision.told if decision is not None else "随整句处理" if one.covered else "还没有定"
    reason = decision.reason if decision is not None else ""
    by = f"{decision.by} {official_day(decision.at)}" if decision is not None else ""
    return (str(number), one.where, one.words, one.kind.name, one.kind.basis, told, reason, by)
