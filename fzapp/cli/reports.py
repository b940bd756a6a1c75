"""Commands about the reports of an archive: import and report."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.cli import answers

if TYPE_CHECKING:
    import argparse


def add(commands: answers.Commands, common: answers.Parser) -> None:
    """Add what is done to reports."""
    bring = commands.add_parser("import", parents=[common], help="把往年报告收进档案库")
    bring.add_argument("files", type=Path, nargs="+", metavar="文件")
    bring.add_argument("--year", type=int, default=None, metavar="年度")
    bring.add_argument("--genre", default=None, metavar="文种")
    bring.set_defaults(run=_import)
    _add_verbs(commands.add_parser("report", help="档案库里的报告"), common)


def _add_verbs(report: answers.Parser, common: answers.Parser) -> None:
    verbs = report.add_subparsers(dest="verb", required=True, metavar="动作", parser_class=answers.Parser)

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

    check = verbs.add_parser("check", parents=[common], help="校核一份报告")
    check.add_argument("id", type=int, metavar="编号")
    check.add_argument("--public", action="store_true", help="按公开稿检查")
    check.set_defaults(run=_report_check)
    sources = verbs.add_parser("sources", parents=[common], help="列出数字出处表，或存成Word、Excel文件")
    sources.add_argument("id", type=int, metavar="编号")
    sources.add_argument("-o", "--output", type=Path, default=None, metavar="文件")
    sources.set_defaults(run=_report_sources)

    freeze = verbs.add_parser("freeze", parents=[common], help="定稿，以后不再改变")
    freeze.add_argument("id", type=int, metavar="编号")
    freeze.add_argument("--by", required=True, metavar="签发人")
    freeze.add_argument("--release", default="", metavar="理由", help="必须改的问题不改就签发的理由")
    freeze.set_defaults(run=_report_freeze)


def _import(options: argparse.Namespace) -> int:
    with closing(answers.services(options)) as services:
        services.back_up_before("import")
        brought = services.bulk.bring_in(options.files, options.year, options.genre)
    done, refused = brought.imported, brought.refused
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
        "duplicates": [{"file": one.where, "same_as": one.same_as} for one in brought.duplicates],
        "left_out": {
            "locks": brought.left_out.locks,
            "hidden": brought.left_out.hidden,
            "others": dict(brought.left_out.others),
        },
    }
    lines = [f"已收进第{d.report_id}号：{d.year}年  {d.title or d.name}（{d.sections}节）" for d in done]
    lines += [f"没有再收“{one.where}”：{one.note}。" for one in brought.duplicates]
    if brought.left_out.told():
        lines.append(f"没有看的文件：{brought.left_out.told()}。")
    answers.show(options, answer, lines)
    for one in refused:
        name = "" if len(refused) == 1 else f"{one.name}："
        answers.fail(f"{name}{one.why}", answers.WRONG)
    if refused and not done:
        return answers.WRONG
    return answers.FOUND if refused else answers.DONE


def _report_list(options: argparse.Namespace) -> int:
    from fzapp.services.descriptions import summary  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        rows = [summary(services, report) for report in services.reports.all()]
    lines = [
        f"{r['id']}  {r['year']}年  {r['title']}  {r['stage_name']}  {r['done']}/{r['total']}节" for r in rows
    ]
    return answers.show(options, {"reports": rows}, lines or ["档案库里还没有报告。"])


def _report_new(options: argparse.Namespace) -> int:
    from fzapp.services.descriptions import summary  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        report_id = services.reports.create(options.genre, options.year, like=options.source)
        answer = summary(services, services.reports.get(report_id))
    return answers.show(options, answer, [f"已新建第{report_id}号：{answer['title']}"])


def _report_show(options: argparse.Namespace) -> int:
    from fzapp.services.descriptions import described, printed  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        answer = described(services, options.id)
        lines = printed(services, options.id)
    return answers.show(options, answer, lines)


def _report_set(options: argparse.Namespace) -> int:
    from fzapp.services.descriptions import find_section  # noqa: PLC0415
    from fzapp.services.recognition import plain_text_of  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        body = plain_text_of(options.text_file)
        section = find_section(services, options.id, options.section)
        services.writing.save(section.id, body, len(body))
    return answers.show(
        options, {"report": options.id, "section": section.id, "characters": len(body)}, ["已写入这一节。"]
    )


def _report_figures(options: argparse.Namespace) -> int:
    from fzapp.services.figure_descriptions import described_figures, printed_figures  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        answer = described_figures(services, options.id)
        lines = printed_figures(services, options.id)
    return answers.show(options, answer, lines)


def _report_check(options: argparse.Namespace) -> int:
    from fzapp.services.check_descriptions import described_check, printed_check  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        checks = services.checking.reports
        snapshot = checks.snapshot(options.id, public=options.public)
        found = checks.check(snapshot)
        checks.note(found)
    answers.show(options, described_check(snapshot, found), printed_check(found))
    return answers.FOUND if found.open else answers.DONE


def _report_sources(options: argparse.Namespace) -> int:
    from fzapp.services.figure_descriptions import described_sources, printed_sources  # noqa: PLC0415
    from fzapp.services.source_files import source_table  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        answer = described_sources(services, options.id)
        lines = printed_sources(services, options.id)
        if options.output is not None:
            report = services.reports.get(options.id)
            entries = services.sources.of_report(report)
            table = source_table(report, entries, services.freezes.frozen(report.id))
            answer["output"] = str(services.source_files.save(table, options.output))
            lines = (f"数字出处表已存成“{options.output.name}”。", lines[0])
    return answers.show(options, answer, lines)


def _report_freeze(options: argparse.Namespace) -> int:
    """As in the window: what must be mended stops it, unless a reason lets it pass. The findings are the answer."""
    from fzapp.domain.errors import SigningBlocked  # noqa: PLC0415
    from fzapp.domain.review import ReviewStage  # noqa: PLC0415
    from fzapp.services.check_descriptions import described_check, printed_check  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        checks = services.checking.reports
        snapshot = checks.snapshot(options.id)
        found = checks.check(snapshot)
        answer = described_check(snapshot, found) | {"report": options.id}
        services.back_up_before("final")
        try:
            services.signing.advance(options.id, ReviewStage.SIGN, options.by, release=options.release)
        except SigningBlocked as blocked:
            answers.show(options, answer | {"frozen": False}, printed_check(found))
            return answers.fail(str(blocked), answers.FOUND)
        frozen = services.freezes.frozen(options.id)
    assert frozen is not None
    answer |= {"frozen": True, "by": frozen.by, "at": frozen.at}
    return answers.show(options, answer, [f"第{options.id}号报告已定稿，签发人{frozen.by}。"])
