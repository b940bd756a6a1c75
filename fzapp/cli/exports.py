"""Commands that write files for others: export, verify, practice."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.cli import answers
from fzapp.infra import paths

if TYPE_CHECKING:
    import argparse

    from fzapp.services.exports import Exported


def add(commands: answers.Commands, common: answers.Parser) -> None:
    """Add the commands that write and check what leaves the house."""
    export = commands.add_parser("export", parents=[common], help="导出公文格式的Word文件")
    export.add_argument("source", metavar="文件或编号")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="文件")
    export.add_argument("--profile", default="gbt9704", metavar="格式")
    export.add_argument("--annotate", action="store_true", help="把校核发现的问题写成批注")
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
    collect.set_defaults(run=_collect)

    practice = commands.add_parser("practice", parents=[common], help="建一个练习本")
    practice.add_argument("-o", "--output", type=Path, default=None, metavar="文件夹")
    practice.set_defaults(run=_practice)


def _export(options: argparse.Namespace) -> int:
    comments: int | None = None
    if options.annotate:
        result, comments = _export_annotated(options)
    else:
        result = _export_plain(options)
    answer: dict[str, object] = {
        "output": str(result.output),
        "pages": result.pages,
        "seconds": result.seconds,
        "fonts_missing": list(result.fonts_missing),
    }
    if comments is not None:
        answer["comments"] = comments
    told = "" if comments is None else f"，批注{comments}条"
    lines = [f"已导出：{result.output}（{result.pages}页{told}）"]
    if result.fonts_missing:
        lines.append(
            f"这台电脑没有这些字体，打印前在装有它们的电脑上看一遍：{'、'.join(result.fonts_missing)}"
        )
    return answers.show(options, answer, lines)


def _export_plain(options: argparse.Namespace) -> Exported:
    from fzapp.services.exports import ExportService  # noqa: PLC0415

    exports = ExportService(paths.resources() / "word")
    if not options.source.isdigit():
        return exports.export_file(Path(options.source), options.output, options.profile)
    with closing(answers.services(options)) as services:
        services.refresh_tables(int(options.source))
        content = services.reports.content(int(options.source))
        exported = exports.export_content(content, options.output, options.profile)
        services.audit.exported(options.output, content.title)
    return exported


def _export_annotated(options: argparse.Namespace) -> tuple[Exported, int]:
    """The same with the findings as comments; answers how many."""
    from fzapp.services.annotations import AnnotationService  # noqa: PLC0415
    from fzapp.services.exports import ExportService  # noqa: PLC0415

    annotations = AnnotationService(ExportService(paths.resources() / "word"))
    if not options.source.isdigit():
        rules = paths.resources() / "rules"
        return annotations.export_file(Path(options.source), options.output, rules, options.profile)
    with closing(answers.services(options)) as services:
        services.refresh_tables(int(options.source))
        snapshot = services.checking.reports.snapshot(int(options.source))
        found = services.checking.reports.check(snapshot).open
        content = services.reports.content(snapshot.report.id)
        lines = snapshot.document.lines
        result = annotations.export_annotated(content, lines, found, options.output, options.profile)
        services.audit.exported(options.output, f"批注稿 {content.title}")
    return result, len(found)


def _pack(options: argparse.Namespace) -> int:
    with closing(answers.services(options)) as services:
        packed = services.packs.pack(services.packs.plan(options.id), options.output)
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
    files = [{"path": verdict.path, "state": verdict.state.value} for verdict in verdicts]
    lines = [f"{verdict.path}：{verdict.state.label}" for verdict in wrong] or [
        f"{len(verdicts)}个文件全部完好。"
    ]
    answers.show(options, {"ok": not wrong, "files": files}, lines)
    return answers.FOUND if wrong else answers.DONE


def _collect(options: argparse.Namespace) -> int:
    from fzapp.services import collecting  # noqa: PLC0415
    from fzapp.services.templates import TemplateLibrary  # noqa: PLC0415

    found = collecting.collect(options.folders, TemplateLibrary(paths.resources() / "genres"))
    collecting.save(found, options.output)
    answer: dict[str, object] = {
        "output": str(options.output),
        "packages": [
            {
                "unit": one.facts.unit,
                "year": one.facts.year,
                "version": one.facts.version,
                "late": one.facts.is_late,
                "missing": list(one.missing),
                "ok": not one.wrong,
            }
            for one in found.packages
        ],
        "refused": [{"file": one.name, "why": one.why} for one in found.refused],
    }
    lines = [f"已汇总{len(found.packages)}个单位：{options.output}"]
    lines += [f"没有读入“{one.name}”：{one.why}" for one in found.refused]
    answers.show(options, answer, lines)
    return answers.FOUND if found.refused or any(one.wrong for one in found.packages) else answers.DONE


def _practice(options: argparse.Namespace) -> int:
    from fzapp.services.practice import make_practice  # noqa: PLC0415

    folder = options.output or options.archive or paths.data_folder() / "practice"
    reports = make_practice(folder, paths.resources())
    return answers.show(
        options, {"archive": str(folder), "reports": reports}, [f"练习本在：{folder}（{reports}份报告）"]
    )
