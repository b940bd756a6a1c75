"""Commands about files, with no archive: outline, figures, check, compare, followup, knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.cli import answers
from fzapp.infra import paths

if TYPE_CHECKING:
    import argparse


def add(commands: answers.Commands, common: answers.Parser) -> None:
    """Add the commands that read a file and change nothing."""
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

    check = commands.add_parser("check", parents=[common], help="校核一份报告")
    check.add_argument("file", type=Path, metavar="文件")
    check.add_argument("--year", type=int, default=None, metavar="年度")
    check.add_argument("--genre", default="", metavar="文种")
    check.add_argument("--unit", type=Path, default=None, metavar="本单位情况文件")
    check.add_argument("--last-year", type=Path, default=None, metavar="去年的文件")
    check.add_argument("--public", action="store_true", help="按公开稿检查")
    check.set_defaults(run=_check)

    knowledge = commands.add_parser(
        "knowledge", parents=[common], help="把改过的校核知识做成更新文件，发给各单位"
    )
    knowledge.add_argument("file", type=Path, nargs="+", metavar="知识文件")
    knowledge.add_argument("-o", "--output", type=Path, required=True, metavar="更新.zip")
    knowledge.add_argument("--version", required=True, metavar="版本")
    knowledge.add_argument("--by", default="", metavar="核对的单位")
    knowledge.set_defaults(run=_knowledge)


def _knowledge(options: argparse.Namespace) -> int:
    from fzapp.services.knowledge_update import make_update  # noqa: PLC0415

    rules = paths.resources() / "rules"
    made = make_update(
        rules, options.file, options.output, version=options.version, checked_by=options.by.strip()
    )
    answer = {"output": str(options.output), "version": made.version, "checked_on": made.checked_on}
    return answers.show(options, answer, [f"更新文件已写好：{options.output.name}", made.told])


def _outline(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import outline_of  # noqa: PLC0415

    found = outline_of(options.file)
    return answers.show(options, found.answer, found.lines)


def _figures(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import figures_of  # noqa: PLC0415

    found = figures_of(options.file, paths.resources())
    return answers.show(options, found.answer, found.lines)


def _compare(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import comparison_of  # noqa: PLC0415

    found = comparison_of(options.old, options.new)
    return answers.show(options, found.answer, found.lines)


def _follow_up(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import follow_up_of  # noqa: PLC0415

    found = follow_up_of(options.old, options.new)
    return answers.show(options, found.answer, found.lines)


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
    answers.show(options, found.as_json(), found.as_lines())
    return answers.FOUND if found.findings else answers.DONE
