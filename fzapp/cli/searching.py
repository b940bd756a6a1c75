"""The command that looks for texts."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from fzapp.cli import answers
from fzapp.domain.errors import UserError

if TYPE_CHECKING:
    import argparse

    from fzapp.services.search import Hit, Scope


def add(commands: answers.Commands, common: answers.Parser) -> None:
    """Add the command that looks for texts."""
    search = commands.add_parser("search", parents=[common], help="在报告、台账和佐证里查找")
    search.add_argument("query", metavar="要找的字")
    search.add_argument("--in", dest="places", default="", metavar="范围")
    search.add_argument("--limit", type=int, default=20, metavar="条数")
    search.set_defaults(run=_search)


def _search(options: argparse.Namespace) -> int:
    from fzapp.services.search import ENDLESS  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        found = services.search.find(
            options.query, _scopes(options.places), max(1, options.limit), patience=ENDLESS
        )
    answer: dict[str, object] = {
        "total": found.total,
        "hits": [_told(hit) for hit in found.hits],
        "seconds": round(found.seconds, 4),
    }
    lines = [f"共{found.total}处："] if found.total else ["没有找到。"]
    lines += [" ".join(filter(None, (_year(hit), hit.title, hit.section, hit.text))) for hit in found.hits]
    return answers.show(options, answer, lines)


def _scopes(places: str) -> tuple[Scope, ...]:
    from fzapp.services.search import EVERYWHERE, Scope  # noqa: PLC0415

    if not places:
        return EVERYWHERE
    named = {scope.label: scope for scope in Scope} | {scope.value: scope for scope in Scope}
    try:
        return tuple(named[place.strip()] for place in places.replace("，", ",").split(","))
    except KeyError as error:
        raise UserError("查找范围写得不对", "范围写报告、台账、佐证或帮助，几个之间用逗号隔开") from error


def _year(hit: Hit) -> str:
    return f"{hit.year}年" if hit.year else ""


def _told(hit: Hit) -> dict[str, object]:
    return {
        "kind": hit.kind,
        "id": hit.id,
        "year": hit.year or None,
        "title": hit.title,
        "section": hit.section,
        "text": hit.text,
        "spans": [list(span) for span in hit.spans],
        "score": round(hit.score, 2),
    }
