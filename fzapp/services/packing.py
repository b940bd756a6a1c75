"""报送包: a signed report with its proofs as a bag on a stick, written, read back, and only then named."""

from __future__ import annotations

import hashlib
import json
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fzapp.domain.audit import mark_of
from fzapp.domain.errors import UserError
from fzapp.domain.ledger import Privacy
from fzapp.domain.report import ReportStage
from fzapp.infra.files import is_folder, wipe
from fzapp.infra.version import VERSION
from fzapp.package.bag import FileState, Verdict, verify, write_bag
from fzapp.package.facts import FORMAT
from fzapp.package.names import safe_name, unique
from fzapp.package.open_page import NAME as OPEN_PAGE
from fzapp.package.open_page import Cover, Listed, page
from fzapp.services import pack_journal, pack_papers
from fzapp.services.pack_papers import Handover
from fzapp.services.source_files import COLUMNS, source_table
from fzapp.storage import blobs
from fzapp.storage import submissions as stored
from fzapp.storage.changes import Op
from fzapp.storage.folder import OPENED_FOLDER
from fzapp.storage.submissions import Submission

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from fzapp.domain.report import Report
    from fzapp.services.context import Services
    from fzapp.services.figure_sources import SourceEntry
    from fzapp.storage.submissions import EvidenceCopy

    Progress = Callable[[int, int], None]

REPORT, SOURCES, LEDGERS, EVIDENCE = "1报告", "2数字出处表", "3台账汇总", "4佐证材料"
FOLDERS = (REPORT, SOURCES, LEDGERS, EVIDENCE)
FACTS, CATALOGUE, HANDOVER, DIFFERENCE = "facts.json", "目录.xlsx", "移交清单.docx", "与上一版的差别.docx"
_WHAT_FOR = {FACTS: "（县里汇总用，不用打开）", CATALOGUE: "（佐证材料目录）"}
"""Behind the names that say nothing to a reader."""
_SHOWN = (0, 1, 2, 4, 6, 9)
"""Columns of the source table that fit a screen; the workbook has them all."""
_RECORD = "操作记录"
"""A fact for the paper that both sides keep, not for the page that everybody opens."""
_FOLDER_ROOM, _FILE_ROOM = 40, 60
"""Characters of a folder and of a file: with data/ in front a path stays below 120."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A proof in the package: where it belongs, what it proves, and its file; `path` is below data/."""

    number: int
    section: str
    proves: str
    copy: EvidenceCopy
    path: str

    @property
    def missing(self) -> bool:
        """Whether the file is gone from the archive."""
        return self.copy.size is None


@dataclass(frozen=True, slots=True)
class PackPlan:
    """What a package will hold, told before it is written. `gaps` are sentences about what it lacks."""

    report: Report
    version: int
    folder: str
    sources: tuple[SourceEntry, ...]
    evidence: tuple[Evidence, ...]
    ledgers: tuple[str, ...]
    withheld: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def evidence_bytes(self) -> int:
        """The size of the evidence files."""
        return sum(one.copy.size or 0 for one in self.evidence)


@dataclass(frozen=True, slots=True)
class Packed:
    """A package that was written and read back, as it is noted in the archive."""

    folder: Path
    made: Submission
    gaps: tuple[str, ...]
    handover: Handover


class PackService:
    """Makes packages of signed reports and remembers them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._archive = services.archive

    def made(self, report_id: int) -> tuple[Submission, ...]:
        """The packages of a report, newest first."""
        return stored.of_report(self._archive, report_id)

    def of_kin(self, report_id: int) -> tuple[Submission, ...]:
        """The packages of the report and of those it corrects (same genre, same year), newest first."""
        return stored.of_kin(self._archive, report_id)

    def plan(self, report_id: int) -> PackPlan:
        """What a package of the report would hold. Raises `UserError` when it is not signed."""
        report = self._services.reports.get(report_id)
        if report.stage is not ReportStage.FINAL:
            raise UserError("报告还没有定稿，不能生成报送包", "先定稿，再来报送")
        sources = self._services.sources.of_report(report)
        version = max((one.version for one in self.of_kin(report_id)), default=0) + 1
        copies = [self._copies(entry) for entry in sources]
        evidence = tuple(self._evidence(report, sources, copies))
        kinds = self._ledger_codes(report)
        ledgers = self._services.ledgers
        open_kinds = [code for code in kinds if ledgers.kind(code).privacy is not Privacy.SENSITIVE]
        return PackPlan(
            report,
            version,
            self._folder_name(report, version),
            sources,
            evidence,
            tuple(open_kinds),
            tuple(ledgers.kind(code).name for code in kinds if code not in open_kinds),
            tuple(_gaps(sources, copies, evidence)),
        )

    def pack(
        self, plan: PackPlan, target: Path, progress: Progress | None = None, pdf: bytes = b""
    ) -> Packed:
        """Write the package into the folder `target`, read it back, note it. Raises `UserError`."""
        self.begin(plan, target)
        try:
            packed = self.write(plan, target, progress, pdf)
        except UserError:
            self.give_up()
            raise
        self.note(packed)
        return packed

    def write(
        self, plan: PackPlan, target: Path, progress: Progress | None = None, pdf: bytes = b""
    ) -> Packed:
        """Write the package and read it back; the archive is only read. Raises `UserError`.

        `pdf` is the report as it is printed, which lies beside the Word file; b"" where nobody could paint it.
        Nothing stays behind but a folder marked unfinished when the stick is pulled.
        """
        if not is_folder(target):
            raise UserError(f"要存到的文件夹“{target.name}”不存在", "检查U盘是否插好")
        folder = target / plan.folder
        with self._workroom() as room:
            facts = self._facts(plan)
            payload = self._payload(plan, facts, room, pdf)
            head = _head(payload)
            papers = self._handover(plan, payload, head)
            covers = self._covers(plan, papers)
            write_bag(folder, payload, self._info(plan), progress, covers)
        size = _size_of(folder)
        made = Submission(
            0, plan.report.id, plan.version, plan.folder, len(payload), size, head, facts, self._archive.now()
        )
        return Packed(folder, made, plan.gaps, papers)

    def begin(self, plan: PackPlan, target: Path) -> None:
        """Remember where a package is about to be written, in case nobody comes to say that it was."""
        pack_journal.begin(self._archive, target / plan.folder)

    def give_up(self) -> None:
        """Writing failed: where nothing was left behind there is nothing to tell at the next start."""
        pack_journal.give_up(self._archive)

    def note(self, packed: Packed) -> None:
        """Remember a package that was written."""
        pack_journal.end(self._archive)
        with self._archive.transact(Op.SUBMIT_REPORT) as transaction:
            stored.add(transaction.write, packed.made)

    @staticmethod
    def wrong(folder: Path) -> tuple[Verdict, ...]:
        """The files of a package that are not as they were written."""
        return tuple(one for one in verify(folder) if one.state is not FileState.OK)

    # --- what belongs into it -------------------------------------------------------------------

    def _folder_name(self, report: Report, version: int) -> str:
        unit = self._services.reports.unit()
        genre = self._services.library.get(report.genre).name
        day = self._archive.now()[:10].replace("-", "")
        office = unit.short_name or unit.full_name or "本单位"
        year = f"{report.year}" if genre.startswith("年") else f"{report.year}年"
        return safe_name(f"{office}_{year}{genre}_V{version}_{day}", 80)

    def _ledger_codes(self, report: Report) -> tuple[str, ...]:
        """Ledgers that have rows in the year, in the order of their codes."""
        counts = self._services.ledgers.counts(report.year)
        return tuple(kind.code for kind in self._services.ledgers.kinds() if counts.get(kind.code))

    def _copies(self, entry: SourceEntry) -> Sequence[EvidenceCopy]:
        """The files that prove a number: those of its rows, else those that it names."""
        of_rows = stored.evidence_of_rows(self._archive, entry.rows) if entry.rows else ()
        return of_rows or stored.evidence_called(self._archive, entry.evidence)

    def _evidence(
        self, report: Report, sources: Sequence[SourceEntry], copies: Sequence[Sequence[EvidenceCopy]]
    ) -> Iterator[Evidence]:
        """Every file once, under the first section that it proves something in."""
        titles = {
            row.section.id: row.title for row in self._services.overview.tasks(report.id, figures=False)
        }
        found: dict[str, tuple[str, str, EvidenceCopy]] = {}
        for copy in stored.evidence_of_sections(self._archive, list(titles)):
            found.setdefault(copy.sha256, (titles[copy.owner], copy.caption, copy))
        for entry, own in zip(sources, copies, strict=True):
            for copy in own:
                found.setdefault(copy.sha256, (entry.section, f"{entry.number}（{entry.name}）", copy))
        order = list(titles.values())
        ranked = sorted(
            found.values(), key=lambda one: order.index(one[0]) if one[0] in order else len(order)
        )
        names = unique([safe_name(f"{n:02d} {one[2].name}", _FILE_ROOM) for n, one in enumerate(ranked, 1)])
        places = {section: place for place, section in enumerate(dict.fromkeys(one[0] for one in ranked), 1)}
        for number, ((section, proves, copy), name) in enumerate(zip(ranked, names, strict=True), 1):
            # （一）（二）（三） would be listed as 二、三、一
            folder = safe_name(f"{places[section]:02d} {section}", _FOLDER_ROOM)
            yield Evidence(number, section, proves, copy, f"{EVIDENCE}/{folder}/{name}")

    # --- the files ------------------------------------------------------------------------------

    @contextmanager
    def _workroom(self) -> Generator[Path]:
        """A folder beside the archive for files on their way, wiped afterwards. Raises `UserError`.

        It lies among the copies that are looked at: what a crash leaves there the next start wipes.
        """
        copies = self._archive.folder / OPENED_FOLDER
        try:
            copies.mkdir(mode=0o700, exist_ok=True)
            room = Path(tempfile.mkdtemp(prefix="报送包-", dir=copies))
        except OSError as error:
            raise UserError(
                "存放档案库的文件夹写不进去，报送包没有生成", "检查磁盘是否已满、文件夹能不能写入"
            ) from error
        try:
            yield room
        finally:
            wipe(room)

    def _payload(
        self, plan: PackPlan, facts: dict[str, Any], room: Path, pdf: bytes
    ) -> dict[str, bytes | Path]:
        services, report = self._services, plan.report
        title = safe_name("".join(report.content.title.split()) or f"{report.year}年报告", _FILE_ROOM)
        document, sources = room / f"{title}.docx", room / "数字出处表"
        services.exports.export_content(
            services.reports.content(report.id), document, parts=services.letterheads.parts(report.id)
        )
        payload: dict[str, bytes | Path] = {f"{REPORT}/{document.name}": document}
        if pdf:
            payload[f"{REPORT}/{title}.pdf"] = pdf
        earlier = self.of_kin(report.id)
        if earlier:
            paper = pack_papers.difference(services.exports, earlier[0].facts, facts)
            payload[f"{REPORT}/{DIFFERENCE}"] = paper
        table = source_table(report, plan.sources, services.freezes.frozen(report.id))
        for ending in (".docx", ".xlsx"):
            path = services.source_files.save(table, sources.with_suffix(ending))
            payload[f"{SOURCES}/{path.name}"] = path
        figures = services.figures.library(report.year, report.figures_until)
        payload[f"{LEDGERS}/台账统计.xlsx"] = pack_papers.statistics(
            figures, services.ledgers.kinds(), report.year
        )
        for code in plan.ledgers:
            kind = services.ledgers.kind(code)
            path = room / safe_name(f"{kind.code} {kind.name}.xlsx", _FILE_ROOM)
            services.forms.export(path, kind, report.year, masked=True)
            payload[f"{LEDGERS}/{path.name}"] = path
        for one in plan.evidence:
            path = blobs.as_file(self._archive, one.copy.sha256, one.copy.name, room / "佐证")
            if path is not None:
                payload[one.path] = path
        payload[CATALOGUE] = pack_papers.catalogue(plan.evidence)
        payload[FACTS] = json.dumps(facts, ensure_ascii=False, indent=1).encode()
        return payload

    def _facts(self, plan: PackPlan) -> dict[str, Any]:
        """What the county reads by machine: who, what, when, the text by sections, every number."""
        services, report = self._services, plan.report
        unit = services.reports.unit()
        content = services.reports.content(report.id)
        rows = {row.section.id: row for row in services.overview.tasks(report.id, figures=False)}
        frozen = services.freezes.frozen(report.id)
        return {
            "format": FORMAT,
            "program": VERSION,
            "unit": {"name": unit.full_name, "short_name": unit.short_name, "level": unit.level},
            "superior": unit.superior,
            "genre": report.genre,
            "year": report.year,
            "title": content.title,
            "version": plan.version,
            "made_at": self._archive.now(),
            "due_date": report.due_date,
            "signed_by": frozen.by if frozen else "",
            "signed_at": frozen.at if frozen else "",
            "sections": [
                {
                    "spec": section.spec,
                    "level": section.depth,
                    "title": rows[section.id].title,
                    "text": services.figures.text(report, section),
                }
                for section in report.sections
                if section.is_printed
            ],
            "figures": [
                {
                    "name": entry.name,
                    "number": entry.number,
                    "section": entry.section,
                    "state": entry.state.value,
                    "ledger": entry.ledger,
                    "rows": len(entry.rows),
                    "evidence": len(entry.evidence),
                }
                for entry in plan.sources
            ],
            "statistics": [
                {
                    "name": figure.name,
                    "value": None if figure.value is None else str(figure.value),
                    "unit": figure.unit,
                    "last_year": None if figure.last_year is None else str(figure.last_year),
                }
                for figure in services.figures.library(report.year, report.figures_until)
                if figure.known
            ],
            "gaps": list(plan.gaps),
        }

    def _handover(self, plan: PackPlan, payload: dict[str, bytes | Path], head: str) -> Handover:
        """What both sides sign for."""
        unit = self._services.reports.unit()
        count, mark = self._services.audit.head()
        facts = (
            ("报送单位", unit.full_name or unit.short_name),
            ("年度", f"{plan.report.year}年"),
            ("版本", f"V{plan.version}"),
            ("生成时间", self._archive.now().replace("T", " ")[:16]),
            ("校验码", head),
            *([("只报统计数的台账", "、".join(plan.withheld))] if plan.withheld else []),
            *([(_RECORD, f"生成本包前{count}条，末条校验码{mark}")] if count else []),
        )
        title = "".join(plan.report.content.title.split()) or f"{plan.report.year}年报告"
        return Handover(title, facts, _listed(plan, payload), plan.gaps)

    def _covers(self, plan: PackPlan, papers: Handover) -> dict[str, bytes]:
        """What lies on top for people: the page to open, and the 移交清单."""
        report, services = plan.report, self._services
        text: list[tuple[int, str]] = []
        rows = {row.section.id: row for row in services.overview.tasks(report.id, figures=False)}
        for section in report.sections:
            if section.is_printed:
                text += [(section.depth, rows[section.id].title)] if section.level else []
                text += [
                    (0, line) for line in services.figures.text(report, section).split("\n") if line.strip()
                ]
        table = source_table(report, plan.sources, services.freezes.frozen(report.id))
        cover = Cover(
            papers.title,
            tuple(fact for fact in papers.facts if fact[0] != _RECORD),
            papers.files,
            plan.gaps,
            tuple(text),
            tuple(tuple(row[place] for place in _SHOWN) for row in (COLUMNS, *table.rows)),
        )
        return {OPEN_PAGE: page(cover), HANDOVER: pack_papers.handover(services.exports, papers)}

    def _info(self, plan: PackPlan) -> dict[str, str]:
        unit = self._services.reports.unit()
        return {
            "Source-Organization": unit.full_name or unit.short_name,
            "Bagging-Date": self._archive.now()[:10],
            "External-Description": "".join(plan.report.content.title.split()),
            "External-Identifier": plan.folder,
            "Bag-Software-Agent": f"fzapp {VERSION}",
        }


def _size_of(folder: Path) -> int:
    """The bytes of a package that lies on a stick."""
    try:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    except OSError as error:
        raise UserError(
            "报送包写好了，可是U盘读不出来了", "插好U盘，核对这个报送包，有问题就重新生成"
        ) from error


def _gaps(
    sources: Sequence[SourceEntry], copies: Sequence[Sequence[EvidenceCopy]], evidence: Sequence[Evidence]
) -> Iterator[str]:
    """What a reader of the package will miss, each in a sentence."""
    without = [entry for entry, own in zip(sources, copies, strict=True) if not own]
    named = [entry for entry in without if entry.evidence]
    bare = len(without) - len(named)
    unbound = [entry for entry in sources if not entry.rows and entry.state.value in ("unbound", "differing")]
    gone = [one.copy.name for one in evidence if one.missing]
    if unbound:
        yield f"{len(sources)}个数中{len(unbound)}个没有台账"
    if bare:
        yield f"{len(sources)}个数中{bare}个没有佐证材料"
    if named:
        yield f"{len(named)}个数的佐证材料只写了名称，文件没有放进来"
    if gone:
        yield f"{len(gone)}份佐证材料的文件不在档案库里：{'、'.join(gone[:5])}"


def _listed(plan: PackPlan, payload: dict[str, bytes | Path]) -> tuple[tuple[str, tuple[Listed, ...]], ...]:
    """The files by folder, those that are missing told in their place."""
    there = [Listed(path, path.rpartition("/")[2] + _WHAT_FOR.get(path, "")) for path in payload]
    gone = [
        Listed(one.path, one.path.rpartition("/")[2], missing=True) for one in plan.evidence if one.missing
    ]

    def folder(file: Listed) -> str:
        return file.path.split("/")[0] if "/" in file.path else "其他"

    order = [*FOLDERS, "其他"]
    files = sorted([*there, *gone], key=lambda file: (order.index(folder(file)), file.path))
    return tuple((name, tuple(group)) for name, group in groupby(files, key=folder))


def _head(payload: dict[str, bytes | Path]) -> str:
    """The hash of all files, to be printed and read aloud."""
    whole = hashlib.sha256()
    for name in sorted(payload):
        content = payload[name]
        data = content if isinstance(content, bytes) else content.read_bytes()
        whole.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    return mark_of(whole.hexdigest())
