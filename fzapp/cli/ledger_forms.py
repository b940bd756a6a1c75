"""Commands that hand ledgers on: export, form, merge."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.cli import answers

if TYPE_CHECKING:
    import argparse

    from fzapp.services.context import Services


def add(verbs: answers.Commands, common: answers.Parser) -> None:
    """Add the commands to those of `ledger`."""
    export = verbs.add_parser("export", parents=[common], help="把一本台账存成 Excel")
    export.add_argument("kind", metavar="种类")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="文件")
    export.add_argument("--year", type=int, default=None, metavar="年度")
    export.add_argument("--mask", action="store_true", help="隐去个人信息")
    export.set_defaults(run=_export)

    form = verbs.add_parser("form", parents=[common], help="做一份给办公室填的表")
    form.add_argument("office", metavar="办公室")
    form.add_argument("-o", "--output", type=Path, required=True, metavar="文件")
    form.add_argument("--year", type=int, default=None, metavar="年度")
    form.add_argument(
        "--kind", action="append", default=None, metavar="种类", help="只要这种台账，可以写几次"
    )
    form.set_defaults(run=_form)

    merge = verbs.add_parser("merge", parents=[common], help="把填好的表合并进来")
    merge.add_argument("file", type=Path, metavar="文件")
    merge.add_argument("--preview", action="store_true", help="只看会怎样，不写入")
    merge.set_defaults(run=_merge)

    asked = verbs.add_parser("forms", parents=[common], help="发给了谁，谁交回来了")
    asked.add_argument("--year", type=int, default=None, metavar="年度")
    asked.set_defaults(run=_asked)


def _export(options: argparse.Namespace) -> int:
    with closing(answers.services(options)) as services:
        kind = services.ledgers.kind(options.kind)
        year = _year(services, options)
        found = services.forms.export(options.output, kind, year, masked=options.mask)
        services.audit.exported(options.output, f"{year}年{kind.name}")
    answer: dict[str, object] = {
        "output": str(options.output), "kind": kind.code, "year": year, "rows": found.rows,
        "masked": list(found.hidden),
    }  # fmt: skip
    lines = [f"{year}年“{kind.name}”共{found.rows}行，存好了：{options.output}"]
    if found.hidden:
        lines.append(f"隐去了这些列：{'、'.join(found.hidden)}")
    return answers.show(options, answer, lines)


def _form(options: argparse.Namespace) -> int:
    with closing(answers.services(options)) as services:
        year = _year(services, options)
        office = services.forms.office(options.office)
        kinds = [services.ledgers.kind(name) for name in options.kind] if options.kind else None
        draft = services.forms.draft(office, year, kinds)
        services.forms.issue(draft, options.output)
    ledgers = [
        {"kind": sheet.kind.code, "name": sheet.kind.name, "rows": len(sheet.lines)} for sheet in draft.sheets
    ]
    answer: dict[str, object] = {
        "output": str(options.output), "office": draft.office, "year": year, "form": draft.key,
        "ledgers": ledgers,
    }  # fmt: skip
    line = f"给{draft.office}的{year}年填报表做好了，{len(ledgers)}本台账：{options.output}"
    return answers.show(options, answer, [line])


def _merge(options: argparse.Namespace) -> int:
    from fzapp.services.ledger_merge_text import merge_answer, merge_lines, open_items  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        plan = services.merges.plan(services.merges.read(options.file))
        if not options.preview:
            services.back_up_before("merge")
        merged = None if options.preview else services.merges.commit(plan)
    answers.show(options, merge_answer(plan, merged), merge_lines(plan, merged))
    return answers.FOUND if open_items(plan) else answers.DONE


def _asked(options: argparse.Namespace) -> int:
    with closing(answers.services(options)) as services:
        year = _year(services, options)
        asked = services.forms.asked(year)
    answer: dict[str, object] = {
        "year": year,
        "forms": [
            {
                "form": one.issue.key,
                "office": one.issue.office,
                "kinds": list(one.issue.kinds),
                "issued_at": one.issue.issued_at,
                "returned": [
                    {
                        "file": r.file_name,
                        "sha256": r.sha256,
                        "merged_at": r.merged_at,
                        "new": r.new,
                        "changed": r.changed,
                        "removed": r.removed,
                        "held": r.held,
                    }
                    for r in one.returned
                ],
            }
            for one in asked
        ],
    }
    lines = [f"{one.issue.office}　{one.state}" for one in asked]
    return answers.show(options, answer, lines or [f"{year}年还没有发过填报表。"])


def _year(services: Services, options: argparse.Namespace) -> int:
    """The year named, else that of the report being written, else this year."""
    if options.year is not None:
        return int(options.year)
    report = services.overview.current_report()
    return report.year if report else int(services.archive.now()[:4])
