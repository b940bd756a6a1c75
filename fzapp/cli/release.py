"""The command that decides, place by place, what of a signed report is made public."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from fzapp.cli import answers
from fzapp.domain.errors import UserError
from fzapp.domain.release import Treatment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from fzapp.services.context import Services
    from fzapp.services.release import Sensitive


def add(commands: answers.Commands, common: answers.Parser) -> None:
    """Add the command `release`."""
    release = commands.add_parser("release", parents=[common], help="逐处定好公开稿里哪些保留、改写、删去")
    release.add_argument("id", type=int, metavar="编号")
    release.add_argument("--place", type=int, nargs="+", default=(), metavar="序号", help="定哪几处")
    how = release.add_mutually_exclusive_group()
    how.add_argument("--keep", action="store_true", help="保留")
    how.add_argument("--replace", metavar="文字", default=None, help="改写成这些字")
    how.add_argument("--leave-out", action="store_true", help="删去")
    how.add_argument("--as-proposed", action="store_true", help="还没有定的都按建议处理")
    release.add_argument("--reason", default="", metavar="理由")
    release.add_argument("--by", default="", metavar="承办人")
    release.set_defaults(run=_release)


def _release(options: argparse.Namespace) -> int:
    with closing(answers.services(options)) as services:
        _decide(services, options)
        places = services.release.places(options.id)
    left = sum(one.is_open for one in places)
    answer: dict[str, object] = {
        "open": left,
        "places": [_as_json(number, one) for number, one in enumerate(places, 1)],
    }
    lines = [_as_line(number, one) for number, one in enumerate(places, 1)]
    told = f"还有{left}处没有定。" if left else "全部定好，可以导出公开稿。"
    answers.show(options, answer, [*lines, told])
    return answers.FOUND if left else answers.DONE


def _decide(services: Services, options: argparse.Namespace) -> None:
    if options.as_proposed:
        services.release.accept_proposals(options.id, options.by)
        return
    treatment = _treatment(options)
    if treatment is not None:
        marks = _marks(services.release.places(options.id), options.place)
        services.release.decide(
            options.id, marks, treatment, options.by, put=options.replace or "", reason=options.reason
        )


def _treatment(options: argparse.Namespace) -> Treatment | None:
    if options.replace is not None:
        return Treatment.REPLACE
    if options.keep:
        return Treatment.KEEP
    return Treatment.LEAVE_OUT if options.leave_out else None


def _marks(places: Sequence[Sensitive], numbers: Sequence[int]) -> list[str]:
    if not numbers or not all(1 <= number <= len(places) for number in numbers):
        raise UserError("没有写明定哪几处", f"在“--place”后面写序号，从1到{len(places)}")
    return [places[number - 1].mark for number in numbers]


def _as_json(number: int, one: Sensitive) -> dict[str, object]:
    decision = one.decision
    return {
        "number": number,
        "where": one.where,
        "text": one.words,
        "kind": one.kind.name,
        "basis": one.kind.basis,
        "proposal": {"treatment": one.treatment.value, "put": one.put},
        "decision": None
        if decision is None
        else {
            "treatment": decision.treatment.value,
            "put": decision.put,
            "reason": decision.reason,
            "by": decision.by,
            "at": decision.at,
        },
        "open": one.is_open,
    }


def _as_line(number: int, one: Sensitive) -> str:
    told = one.decision.told if one.decision is not None else "随整句处理" if one.covered else ""
    state = told or f"还没有定，建议{one.proposal}"
    return f"{number}. {one.where}　{one.kind.name}“{one.words}”：{state}"
