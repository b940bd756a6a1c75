"""Commands that write files for others: export, verify, practice."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.cli import answers
from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.infra.files import shown_name
from fzapp.text.numerals import read_date

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from fzapp.domain.document import SourceLine
    from fzapp.domain.letterhead import PaperParts
    from fzapp.domain.report import ReportContent
    from fzapp.services.annotations import Remark
    from fzapp.services.collecting import Collection
    from fzapp.services.context import Services
    from fzapp.services.exports import Exported, ExportService


def add(commands: answers.Commands, common: answers.Parser) -> None:
    """Add the commands that write and check what leaves the house."""
    export = commands.add_parser("export", parents=[common], help="导出公文格式的Word文件")
    export.add_argument("source", metavar="文件或编号")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="文件")
    export.add_argument("--profile", default="gbt9704", metavar="格式")
    export.add_argument("--annotate", action="store_true", help="把校核发现的问题和每个数的出处写成批注")
    export.add_argument("--letterhead", action="store_true", help="加上版头和版记")
    export.add_argument("--pdf", action="store_true", help="同时写一份PDF，和Word文件放在一起")
    export.add_argument("--public", action="store_true", help="写公开稿：用“release”命令逐处定好以后才能写")
    export.add_argument(
        "--review-sheet", type=Path, default=None, metavar="文件", help="同时写公开稿的保密审查表"
    )
    export.set_defaults(run=_export)

    pack = commands.add_parser("pack", parents=[common], help="把定稿的报告做成报送包")
    pack.add_argument("id", type=int, metavar="编号")
    pack.add_argument("-o", "--output", type=Path, required=True, metavar="文件夹")
    pack.set_defaults(run=_pack)

    check_bag = commands.add_parser("verify", parents=[common], help="核对一个报送包")
    check_bag.add_argument("folder", type=Path, metavar="文件夹")
    check_bag.set_defaults(run=_verify)

    collect = commands.add_parser("collect", parents=[common], help="汇总各单位的报送包")
    collect.add_argument("folders", type=Path, nargs="+", metavar="文件夹")
    collect.add_argument("-o", "--output", type=Path, required=True, metavar="文件")
    collect.add_argument("--due", default="", metavar="日期", help="县里的报送期限，不写时按各单位自己记的")
    collect.add_argument(
        "--units", type=Path, default=None, metavar="文件", help="应报单位名单（一行一个），列出谁没有报"
    )
    collect.set_defaults(run=_collect)

    practice = commands.add_parser("practice", parents=[common], help="建一个练习本")
    practice.add_argument("-o", "--output", type=Path, default=None, metavar="文件夹")
    practice.set_defaults(run=_practice)


def _export(options: argparse.Namespace) -> int:
    from fzapp.services.exports import ExportService  # noqa: PLC0415

    public = options.public or options.review_sheet is not None
    if public and (options.annotate or not options.source.isdigit()):
        raise UserError("公开稿只能从档案库里定稿的报告做，不带批注", "写报告的编号，去掉“--annotate”")
    if options.source.isdigit():
        written = _own(int(options.source), options)
    else:
        exports = ExportService(paths.resources() / "word")
        written = _written(exports, _foreign_paper(exports, Path(options.source), options), options)
    result = written.word
    answer: dict[str, object] = {
        "output": str(result.output),
        "pages": result.pages,
        "seconds": result.seconds,
        "fonts_missing": list(result.fonts_missing),
    }
    told = ""
    if written.comments is not None:
        answer["comments"] = written.comments
        told = f"，批注{written.comments}条"
    lines = [f"已导出：{result.output}（{result.pages}页{told}）"]
    if options.review_sheet is not None:
        answer["review_sheet"] = str(options.review_sheet)
        lines.append(f"保密审查表：{options.review_sheet}")
    if written.pdf is not None:
        answer["pdf"] = str(written.pdf)
        lines.append(f"已导出：{written.pdf}")
    if result.fonts_missing:
        lines.append(
            f"这台电脑没有这些字体，打印前在装有它们的电脑上看一遍：{'、'.join(result.fonts_missing)}"
        )
    return answers.show(options, answer, lines)


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written; `comments` None where none were asked for."""

    word: Exported
    pdf: Path | None
    comments: int | None


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is exported; `remarks` None where none were asked for."""

    content: ReportContent
    parts: PaperParts
    lines: Sequence[SourceLine] = ()
    remarks: Sequence[Remark] | None = None


def _own(report_id: int, options: argparse.Namespace) -> _Written:
    """Write a report of the archive, and note that it left the house."""
    with closing(answers.services(options)) as services:
        services.refresh_tables(report_id)
        paper = (_public_paper if options.public else _own_paper)(services, report_id, options)
        written = _written(services.exports, paper, options)
        kind = "公开稿 " if options.public else "" if paper.remarks is None else "批注稿 "
        services.audit.exported(options.output, f"{kind}{paper.content.title}")
        if written.pdf is not None:
            services.audit.exported(written.pdf, f"{kind}{paper.content.title}")
        if options.review_sheet is not None:
            sheet = services.list_papers.save(services.release.paper(report_id), options.review_sheet)
            services.audit.exported(sheet, f"保密审查表 {paper.content.title}")
    return written


def _written(exports: ExportService, paper: _Paper, options: argparse.Namespace) -> _Written:
    word = _write_word(exports, paper, options)
    pdf = _write_pdf(exports, paper, options) if options.pdf else None
    return _Written(word, pdf, None if paper.remarks is None else len(paper.remarks))


def _public_paper(services: Services, report_id: int, options: argparse.Namespace) -> _Paper:
    """The copy of a signed report for publication. Raises `UserError` while a place in it is not decided."""
    parts = services.letterheads.parts(report_id, wanted=options.letterhead)
    return _Paper(services.release.content(report_id), parts)


def _own_paper(services: Services, report_id: int, options: argparse.Namespace) -> _Paper:
    """A report of the archive; its remarks are the findings and the sources of its numbers."""
    from fzapp.services.annotations import remarks_of, source_remarks  # noqa: PLC0415

    content = services.reports.content(report_id)
    parts = services.letterheads.parts(report_id, wanted=options.letterhead)
    if not options.annotate:
        return _Paper(content, parts)
    snapshot = services.checking.reports.snapshot(report_id)
    found = services.checking.reports.check(snapshot).open
    sources = services.sources.of_report(snapshot.report)
    remarks = [*remarks_of(found), *source_remarks(snapshot.document, sources)]
    return _Paper(content, parts, snapshot.document.lines, remarks)


def _foreign_paper(exports: ExportService, source: Path, options: argparse.Namespace) -> _Paper:
    """A file from outside; its remarks are the findings."""
    from fzapp.services.annotations import remarks_of  # noqa: PLC0415
    from fzapp.services.checks import CheckOptions, CheckService  # noqa: PLC0415
    from fzapp.services.exports import NO_PARTS  # noqa: PLC0415
    from fzapp.services.file_checks import check_file  # noqa: PLC0415
    from fzapp.services.letterheads import parts_of_file  # noqa: PLC0415

    content = exports.file_content(source, options.output)
    parts = parts_of_file(content) if options.letterhead else NO_PARTS
    if not options.annotate:
        return _Paper(content, parts)
    found = check_file(CheckService(paths.resources() / "rules"), source, CheckOptions())
    return _Paper(content, parts, found.lines, remarks_of(found.items))


def _write_word(exports: ExportService, paper: _Paper, options: argparse.Namespace) -> Exported:
    from fzapp.services.annotations import AnnotationService  # noqa: PLC0415

    if paper.remarks is None:
        return exports.export_content(paper.content, options.output, options.profile, parts=paper.parts)
    return AnnotationService(exports).export_annotated(
        paper.content, paper.lines, paper.remarks, options.output, options.profile, paper.parts
    )


def _write_pdf(exports: ExportService, paper: _Paper, options: argparse.Namespace) -> Path:
    """The same pages as a PDF beside the Word file. Raises `UserError`."""
    from fzapp.services.user_files import save_file  # noqa: PLC0415
    from fzapp.ui.preview.pdf_file import pdf_file  # noqa: PLC0415  Qt is loaded for this alone

    target: Path = options.output.with_suffix(".pdf")
    profile = exports.profile(options.profile)
    pages = exports.pages(paper.content, profile, paper.parts)
    save_file(target, pdf_file(pages, profile, exports.stand_ins(), paper.content.title))
    return target


def _pack(options: argparse.Namespace) -> int:
    from fzapp.ui.preview.pdf_file import report_pdf  # noqa: PLC0415  Qt is loaded for this alone

    with closing(answers.services(options)) as services:
        plan = services.packs.plan(options.id)
        packed = services.packs.pack(plan, options.output, pdf=report_pdf(services, options.id))
    answer: dict[str, object] = {
        "output": str(packed.folder),
        "files": packed.made.files,
        "bytes": packed.made.bytes,
        "version": packed.made.version,
        "head": packed.made.head,
        "gaps": list(packed.gaps),
    }
    lines = [
        f"报送包已写好并读回核对：{packed.folder}（{packed.made.files}个文件，校验码{packed.made.head}）"
    ]
    return answers.show(options, answer, [*lines, *(f"缺项：{gap}。" for gap in packed.gaps)])


def _verify(options: argparse.Namespace) -> int:
    from fzapp.package.bag import FileState, verify  # noqa: PLC0415

    verdicts = verify(options.folder)
    wrong = [verdict for verdict in verdicts if verdict.state is not FileState.OK]
    files = [{"path": shown_name(verdict.path), "state": verdict.state.value} for verdict in verdicts]
    lines = [f"{shown_name(verdict.path)}：{verdict.state.label}" for verdict in wrong] or [
        f"{len(verdicts)}个文件全部完好。"
    ]
    answers.show(options, {"ok": not wrong, "files": files}, lines)
    return answers.FOUND if wrong else answers.DONE


def _day(written: str) -> str:
    """A day in any writing, as ISO; "" stays. Raises `UserError`."""
    day = read_date(written).date if written else None
    if written and day is None:
        raise UserError(f"“{written}”看不出是哪一天", "写成2027年3月1日或者2027-3-1")
    return day.isoformat() if day else ""


def _collect(options: argparse.Namespace) -> int:
    from fzapp.services import collected_tables, collecting  # noqa: PLC0415
    from fzapp.services.checks import CheckService  # noqa: PLC0415
    from fzapp.services.expected_units import count_told, names_of_file, standings  # noqa: PLC0415
    from fzapp.services.exports import ExportService  # noqa: PLC0415
    from fzapp.services.templates import TemplateLibrary  # noqa: PLC0415

    library = TemplateLibrary(paths.resources() / "genres")
    due, expected = _day(options.due), names_of_file(options.units) if options.units else ()
    found = collecting.collect(options.folders, library, CheckService(paths.resources() / "rules"))
    found = replace(found, due=due, expected=expected)
    if options.output.suffix.lower() == ".docx":
        collected_tables.save_word(found, ExportService(paths.resources() / "word"), options.output)
    else:
        collected_tables.save(found, options.output)
    answer = _collected_answer(options, found)
    lines = [f"已汇总{len(found.packages)}个单位：{options.output}"]
    lines += [f"{'，'.join(count_told(found))}。"] if expected else []
    lines += [f"{one.standing}：{one.name}" for one in standings(found) if not one.packages]
    lines += [f"“{shown_name(one.folder.name)}”{one.unread}。" for one in found.packages if one.unread]
    lines += [f"没有读入“{one.name}”：{one.why}" for one in found.refused]
    lines += [f"没有计入“{one.name}”：{one.why}" for one in found.left_out]
    answers.show(options, answer, lines)
    wrong = found.refused or any(not one.is_sound for one in found.packages)
    return answers.FOUND if wrong or any(not one.packages for one in standings(found)) else answers.DONE


def _collected_answer(options: argparse.Namespace, found: Collection) -> dict[str, object]:
    """What a script is told; `expected` only where there is a list."""
    from fzapp.services.expected_units import standings  # noqa: PLC0415

    answer: dict[str, object] = {
        "output": str(options.output),
        "packages": [
            {
                "unit": one.facts.unit,
                "year": one.facts.year,
                "version": one.facts.version,
                "late": found.is_late(one),
                "missing": list(one.missing),
                "findings": {kind.value: count for kind, count in one.findings.items()},
                "ok": one.is_sound,
            }
            for one in found.packages
        ],
        "refused": [{"file": one.name, "why": one.why} for one in found.refused],
        "left_out": [{"file": one.name, "why": one.why} for one in found.left_out],
    }
    if found.expected:
        answer["expected"] = [
            {"unit": one.name, "state": one.standing.name.lower()} for one in standings(found)
        ]
    return answer


def _practice(options: argparse.Namespace) -> int:
    from fzapp.services.practice import make_practice  # noqa: PLC0415

    folder = options.output or options.archive or paths.data_folder() / "practice"
    reports = make_practice(folder, paths.resources())
    return answers.show(
        options, {"archive": str(folder), "reports": reports}, [f"练习本在：{folder}（{reports}份报告）"]
    )
