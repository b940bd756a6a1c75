"""Commands about ledgers."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.cli import answers, ledger_forms
from fzapp.domain.errors import UserError

if TYPE_CHECKING:
    import argparse


def add(commands: answers.Commands, common: answers.Parser) -> None:
    """Add what is done to ledgers."""
    ledger = commands.add_parser("ledger", help="台账")
    verbs = ledger.add_subparsers(dest="verb", required=True, metavar="动作", parser_class=answers.Parser)

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
    ledger_forms.add(verbs, common)


def _ledger_kinds(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import ledger_kinds_of  # noqa: PLC0415

    found = ledger_kinds_of()
    return answers.show(options, found.answer, found.lines)


def _ledger_read(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import ledger_of, refused_ledger  # noqa: PLC0415

    try:
        found = ledger_of(options.file, options.kind)
    except UserError as error:
        if options.json:
            print(json.dumps(refused_ledger(str(error)), ensure_ascii=False))
        raise
    return answers.show(options, found.answer, found.lines)


def _ledger_import(options: argparse.Namespace) -> int:
    from fzapp.services.recognition import ledger_of  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        plan = services.ledgers.plan(services.ledgers.read(options.file, options.kind), options.year)
        services.back_up_before("import")
        services.ledgers.commit(plan)
    answer = ledger_of(options.file, options.kind).answer
    answer |= {"new": len(plan.new), "duplicate": plan.duplicate, "rejected": plan.blocked}
    line = f"{plan.kind.name}{plan.year}年：新增{len(plan.new)}行，已有{plan.duplicate}行，有问题没有收进{plan.blocked}行。"
    return answers.show(options, answer, [line])
