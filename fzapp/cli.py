"""The command line: thin, prints JSON or Chinese lines, no logic.

Exit status: 0 done, 1 done and something was found, 2 wrong use or input (one sentence on stderr),
3 the archive cannot be used, 70 a bug (traceback in the log, one sentence on stderr).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from fzapp.domain.errors import ArchiveUnusable, UserError
from fzapp.infra import logs, paths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fzapp.services.context import Services

DONE, FOUND, WRONG, UNUSABLE, BUG = 0, 1, 2, 3, 70


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the call in Chinese and leaves with 2."""

    def error(self, message: str) -> NoReturn:
        del message
        raise UserError("命令写得不对", f"用“{self.prog} --help”看写法")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; answer the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        if "--self-test" in arguments:
            from fzapp import selftest  # noqa: PLC0415  loads everything there is

            return selftest.main([a for a in arguments if a != "--self-test"])
        options = _parser().parse_args(arguments, argparse.Namespace(archive=None, json=False))
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except ArchiveUnusable as error:
        return _fail(str(error), UNUSABLE)
    except UserError as error:
        return _fail(str(error), WRONG)
    except BrokenPipeError:
        # whoever read the answer has enough of it; Python must not complain again when it closes stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return _fail("已停止，没有留下半成品。", WRONG)
    except Exception as error:  # noqa: BLE001  the last line of defence: a bug is never silent
        logs.record_bug(paths.data_folder(), error)
        return _fail("程序内部出错，已记入日志，档案库没有受影响。", BUG)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _fail(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status


def _parser() -> _Parser:
    common = _Parser(add_help=False)
    # before or behind the command: a default of the command's own would undo what stands before it
    common.add_argument(
        "--archive", type=Path, default=argparse.SUPPRESS, metavar="文件夹", help="档案库所在文件夹"
    )
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="输出一个JSON对象")
    parser = _Parser(prog="fzapp", description="法治报告助手的命令行", parents=[common])
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", parser_class=_Parser)

    outline = commands.add_parser("outline", parents=[common], help="认出一份报告的结构")
    outline.add_argument("file", type=Path, metavar="文件")
    outline.set_defaults(run=_outline)

    figures = commands.add_parser("figures", parents=[common], help="找出一份报告里的数字")
    figures.add_argument("file", type=Path, metavar="文件")
    figures.set_defaults(run=_figures)

    for name, what, run in (
        ("compare", "逐句对照两份报告", _compare),
        ("followup", "看今年的报告有没有回应去年的不足和打算", _follow_up),
    ):
        two = commands.add_parser(name, parents=[common], help=what)
        two.add_argument("old", type=Path, metavar="去年的文件")
        two.add_argument("new", type=Path, metavar="今年的文件")
        two.set_defaults(run=run)

    bring = commands.add_parser("import", parents=[common], help="把往年报告收进档案库")
    bring.add_argument("files", type=Path, nargs="+", metavar="文件")
    bring.add_argument("--year", type=int, default=None, metavar="年度")
    bring.add_argument("--genre", default=None, metavar="文种")
    bring.set_defaults(run=_import)

    check = commands.add_parser("check", parents=[common], help="校核一份报告")
    check.add_argument("file", type=Path, metavar="文件")
    check.add_argument("--year", type=int, default=None, metavar="年度")
    check.add_argument("--genre", default="", metavar="文种")
    check.add_argument("--unit", type=Path, default=None, metavar="本单位情况文件")
    check.add_argument("--last-year", type=Path, default=None, metavar="去年的文件")
    check.add_argument("--public", action="store_true", help="按公开稿检查")
    check.set_defaults(run=_check)

    export = commands.add_parser("export", parents=[common], help="导出公文格式的Word文件")
    export.add_argument("source", metavar="文件或编号")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="文件")
    export.add_argument("--profile", default="gbt9704", metavar="格式")
    export.set_defaults(run=_export)

    check_bag = commands.add_parser("verify", parents=[common], help="核对一个报送包")
    check_bag.add_argument("folder", type=Path, metavar="文件夹")
    check_bag.set_defaults(run=_verify)

    practice = commands.add_parser("practice", parents=[common], help="建一个练习本")
    practice.add_argument("-o", "--output", type=Path, default=None, metavar="文件夹")
    practice.set_defaults(run=_practice)

    _add_report(commands.add_parser("report", help="档案库里的报告"), common)
    _add_ledger(commands.add_parser("ledger", help="台账"), common)
    return parser


def _add_report(report: _Parser, common: _Parser) -> None:
    verbs = report.add_subparsers(dest="verb", required=True, metavar="动作", parser_class=_Parser)

    listing = verbs.add_parser("list", parents=[common], help="列出全部报告")
    listing.set_defaults(run=_report_list)

    new = verbs.add_parser("new", parents=[common], help="按模板新建报告")
    new.add_argument("genre", metavar="文种")
    new.add_argument("--year", type=int, required=True, metavar="年度")
    new.add_argument(
        "--from", dest="source", type=int, default=None, metavar="编号", help="沿用这份报告的章节"
    )
    new.set_defaults(run=_report_new)

    show = verbs.add_parser("show", parents=[common], help="看一份报告")
    show.add_argument("id", type=int, metavar="编号")
    show.set_defaults(run=_report_show)

    change = verbs.add_parser("set", parents=[common], help="用一个文本文件写一节")
    change.add_argument("id", type=int, metavar="编号")
    change.add_argument("section", metavar="章节")
    change.add_argument("--text-file", type=Path, required=True, metavar="文件")
    change.set_defaults(run=_report_set)

    numbers = verbs.add_parser("figures", parents=[common], help="看一份报告的数字有没有台账")
    numbers.add_argument("id", type=int, metavar="编号")
    numbers.set_defaults(run=_report_figures)

    freeze = verbs.add_parser("freeze", parents=[common], help="定稿，以后不再改变")
    freeze.add_argument("id", type=int, metavar="编号")
    freeze.add_argument("--by", required=True, metavar="签发人")
    freeze.set_defaults(run=_report_freeze)


def _add_ledger(ledger: _Parser, common: _Parser) -> None:
    verbs = ledger.add_subparsers(dest="verb", required=True, metavar="动作", parser_class=_Parser)

    kinds = verbs.add_parser("kinds", parents=[common], help="列出台账种类")
    kinds.set_defaults(run=_ledger_kinds)

    for name, what, run in (
        ("read", "认出一个表格文件，不写入", _ledger_read),
        ("import", "把表格收进台账", _ledger_import),
    ):
        verb = verbs.add_parser(name, parents=[common], help=what)
        verb.add_argument("file", type=Path, metavar="文件")
        verb.add_argument("--kind", default=None, metavar="种类")
        verb.add_argument("--year", type=int, default=None, metavar="年度")
        verb.set_defaults(run=run)


def _services(options: argparse.Namespace) -> Services:
    from fzapp.services.context import open_services  # noqa: PLC0415

    return open_services(options.archive or paths.data_folder(), paths.resources())


def _show(options: argparse.Namespace, answer: dict[str, object], lines: Sequence[str]) -> int:
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for line in lines:
            print(line)
    return DONE


def _outline(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import outline_of  # noqa: PLC0415

    found = outline_of(options.file)
    return _show(options, found.answer, found.lines)


def _figures(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import figures_of  # noqa: PLC0415

    found = figures_of(options.file, paths.resources())
    return _show(options, found.answer, found.lines)


def _compare(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import comparison_of  # noqa: PLC0415

    found = comparison_of(options.old, options.new)
    return _show(options, found.answer, found.lines)


def _follow_up(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import follow_up_of  # noqa: PLC0415

    found = follow_up_of(options.old, options.new)
    return _show(options, found.answer, found.lines)


def _check(options: argparse.Namespace) -> int:
    from fzapp.services.checks import CheckOptions, CheckService, lines_of, unit_of  # noqa: PLC0415

    known = CheckOptions(
        year=options.year,
        genre=options.genre,
        unit=unit_of(options.unit) if options.unit else None,
        last_year=lines_of(options.last_year) if options.last_year else (),
        public=options.public,
    )
    found = CheckService(paths.resources() / "rules").check_file(options.file, known)
    _show(options, found.as_json(), found.as_lines())
    return FOUND if found.findings else DONE


def _import(options: argparse.Namespace) -> int:
    with closing(_services(options)) as services:
        done, refused = services.imports.import_files(options.files, options.year, options.genre)
    answer: dict[str, object] = {
        "imported": [
            {
                "file": d.name,
                "report": d.report_id,
                "year": d.year,
                "genre": d.genre,
                "sections": d.sections,
                "figures": d.figures,
            }
            for d in done
        ],
        "refused": [{"file": r.name, "why": r.why} for r in refused],
    }
    _show(
        options,
        answer,
        [f"已收进第{d.report_id}号：{d.year}年  {d.title or d.name}（{d.sections}节）" for d in done],
    )
    for one in refused:
        name = "" if len(refused) == 1 else f"{one.name}："
        _fail(f"{name}{one.why}", WRONG)
    if refused and not done:
        return WRONG
    return FOUND if refused else DONE


def _export(options: argparse.Namespace) -> int:
    from fzapp.services.exports import ExportService  # noqa: PLC0415

    exports = ExportService(paths.resources() / "word")
    if options.source.isdigit():
        with closing(_services(options)) as services:
            content = services.reports.content(int(options.source))
        result = exports.export_content(content, options.output, options.profile)
    else:
        result = exports.export_file(Path(options.source), options.output, options.profile)
    answer: dict[str, object] = {
        "output": str(result.output),
        "pages": result.pages,
        "seconds": result.seconds,
        "fonts_missing": list(result.fonts_missing),
    }
    lines = [f"已导出：{result.output}（{result.pages}页）"]
    if result.fonts_missing:
        lines.append(
            f"这台电脑没有这些字体，打印前在装有它们的电脑上看一遍：{'、'.join(result.fonts_missing)}"
        )
    return _show(options, answer, lines)


def _verify(options: argparse.Namespace) -> int:
    from fzapp.package.bag import FileState, verify  # noqa: PLC0415

    verdicts = verify(options.folder)
    wrong = [verdict for verdict in verdicts if verdict.state is not FileState.OK]
    files = [{"path": verdict.path, "state": verdict.state.value} for verdict in verdicts]
    lines = [f"{verdict.path}：{verdict.state.label}" for verdict in wrong] or [
        f"{len(verdicts)}个文件全部完好。"
    ]
    _show(options, {"ok": not wrong, "files": files}, lines)
    return FOUND if wrong else DONE


def _practice(options: argparse.Namespace) -> int:
    from fzapp.services.practice import make_practice  # noqa: PLC0415

    folder = options.output or options.archive or paths.data_folder() / "practice"
    reports = make_practice(folder, paths.resources())
    return _show(
        options, {"archive": str(folder), "reports": reports}, [f"练习本在：{folder}（{reports}份报告）"]
    )


def _report_list(options: argparse.Namespace) -> int:
    from fzapp.services.descriptions import summary  # noqa: PLC0415

    with closing(_services(options)) as services:
        rows = [summary(services, report) for report in services.reports.all()]
    lines = [
        f"{r['id']}  {r['year']}年  {r['title']}  {r['stage_name']}  {r['done']}/{r['total']}节" for r in rows
    ]
    return _show(options, {"reports": rows}, lines or ["档案库里还没有报告。"])


def _report_new(options: argparse.Namespace) -> int:
    from fzapp.services.descriptions import summary  # noqa: PLC0415

    with closing(_services(options)) as services:
        report_id = services.reports.create(options.genre, options.year, like=options.source)
        answer = summary(services, services.reports.get(report_id))
    return _show(options, answer, [f"已新建第{report_id}号：{answer['title']}"])


def _report_show(options: argparse.Namespace) -> int:
    from fzapp.services.descriptions import described, printed  # noqa: PLC0415

    with closing(_services(options)) as services:
        answer = described(services, options.id)
        lines = printed(services, options.id)
    return _show(options, answer, lines)


def _report_set(options: argparse.Namespace) -> int:
    from fzapp.services.descriptions import find_section  # noqa: PLC0415
    from fzapp.services.recognition import plain_text_of  # noqa: PLC0415

    with closing(_services(options)) as services:
        body = plain_text_of(options.text_file)
        section = find_section(services, options.id, options.section)
        services.writing.save(section.id, body, len(body))
    return _show(
        options, {"report": options.id, "section": section.id, "characters": len(body)}, ["已写入这一节。"]
    )


def _report_figures(options: argparse.Namespace) -> int:
    from fzapp.services.figure_descriptions import described_figures, printed_figures  # noqa: PLC0415

    with closing(_services(options)) as services:
        answer = described_figures(services, options.id)
        lines = printed_figures(services, options.id)
    return _show(options, answer, lines)


def _report_freeze(options: argparse.Namespace) -> int:
    with closing(_services(options)) as services:
        services.freezes.freeze(options.id, options.by)
        frozen = services.freezes.frozen(options.id)
    assert frozen is not None
    answer: dict[str, object] = {"report": options.id, "by": frozen.by, "at": frozen.at}
    return _show(options, answer, [f"第{options.id}号报告已定稿，签发人{frozen.by}。"])


def _ledger_kinds(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import ledger_kinds_of  # noqa: PLC0415

    found = ledger_kinds_of()
    return _show(options, found.answer, found.lines)


def _ledger_read(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import ledger_of, refused_ledger  # noqa: PLC0415

    try:
        found = ledger_of(options.file, options.kind)
    except UserError as error:
        if options.json:
            print(json.dumps(refused_ledger(str(error)), ensure_ascii=False))
        raise
    return _show(options, found.answer, found.lines)


def _ledger_import(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import ledger_of  # noqa: PLC0415

    with closing(_services(options)) as services:
        plan = services.ledgers.plan(services.ledgers.read(options.file, options.kind), options.year)
        services.ledgers.commit(plan)
    answer = ledger_of(options.file, options.kind).answer
    answer |= {"new": len(plan.new), "duplicate": plan.duplicate, "rejected": plan.blocked}
    line = f"{plan.kind.name}{plan.year}年：新增{len(plan.new)}行，已有{plan.duplicate}行，有问题没有收进{plan.blocked}行。"
    return _show(options, answer, [line])
