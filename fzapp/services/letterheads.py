"""版头 and 版记 of a report: what is proposed from the profile, what was chosen, and which number comes next."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError
from fzapp.domain.letterhead import DocumentNumber, PaperChoice, PaperParts, number_from
from fzapp.domain.template import delivered_genre
from fzapp.storage import figures, reports, settings
from fzapp.storage import letterheads as stored
from fzapp.storage.changes import Op
from fzapp.text.numerals import read_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from fzapp.domain.report import Report, ReportContent
    from fzapp.domain.unit import Leader, UnitProfile
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change


class LetterheadService:
    """Keeps what stands around each report, and gives each number out once."""

    def __init__(self, archive: Archive, facts: Path) -> None:
        self._archive = archive
        self._facts = tomllib.loads((facts / "letterhead.toml").read_text(encoding="utf-8"))

    def choice(self, report_id: int) -> PaperChoice:
        """What was chosen for a report, else what its genre and the profile propose, and who really signed it."""
        found = stored.of_report(self._archive, report_id)
        if found is not None:
            return found
        report = reports.get(self._archive, report_id)
        today = self._archive.now()[:10]
        found = proposed(report, settings.unit(self._archive), self._facts, today)
        frozen = figures.freeze_of(self._archive, report_id)
        if frozen is None or not frozen.by or len(found.issuers) != 1:
            return found
        return replace(found, signers=(frozen.by,))

    def parts(self, report_id: int, *, wanted: bool = False) -> PaperParts:
        """What stands around a report when it leaves the house; both parts when they are `wanted` anyway.

        Raises `UserError` when something lacks or the number is another report's.
        """
        choice = self.choice(report_id)
        if wanted:
            choice = replace(choice, with_letterhead=True, with_imprint=True)
        self._check(report_id, choice)
        return choice.parts

    def choose(self, report_id: int, choice: PaperChoice) -> Change | None:
        """Keep a choice. Raises `UserError` when something lacks or the number is another report's."""
        self._check(report_id, choice)
        with self._archive.transact(Op.EDIT_LETTERHEAD) as transaction:
            stored.put(self._archive, transaction.write, report_id, choice)
        return transaction.change

    def next_number(self, prefix: str, year: int) -> int:
        """The number behind the last one given out under a prefix in a year."""
        return max(self._given(prefix, year), default=0) + 1

    def _check(self, report_id: int, choice: PaperChoice) -> None:
        if choice.fault:
            raise UserError(choice.fault, "在导出页的“版头版记”里改好")
        number = choice.number
        if not choice.with_letterhead or not number.text:
            return
        given = self._given(number.prefix, number.year)
        other = given.get(number.number, report_id)
        if other != report_id:
            title = reports.get(self._archive, other).content.title
            free = self.next_number(number.prefix, number.year)
            raise UserError(f"发文字号“{number.text}”已经给了《{title}》", f"换一个号，下一个是{free}号")

    def _given(self, prefix: str, year: int) -> dict[int, int]:
        """Numbers given out here, and those that stand in reports brought in: number → key of the report."""
        found = {
            number.number: report.id
            for report in reports.list_reports(self._archive)
            if (number := number_from(report.content.doc_number))
            and (number.prefix, number.year) == (prefix, year)
        }
        return found | stored.given(self._archive, prefix, year)


def parts_of_file(content: ReportContent) -> PaperParts:
    """版头 and 版记 of a report file alone: what stands in it says who issues it; there is no signer in it."""
    issuers = tuple(_lines(content.issuer.removesuffix("文件")) or _lines(content.signature))
    if not issuers:
        raise UserError("文件里没有发文机关和署名，做不成版头", "在文件末尾写上署名，再导出")
    number = number_from(content.doc_number) or DocumentNumber()
    choice = PaperChoice(
        with_letterhead=True,
        with_imprint=bool(content.date_text),
        issuers=issuers,
        number=number,
        upward=False,
        printer=issuers[-1],
        printed_on=content.date_text,
    )
    return choice.parts


def proposed(report: Report, unit: UnitProfile, facts: Mapping[str, Any], today: str) -> PaperChoice:
    """What the profile and the genre say; `today` is an ISO date, for a report without one."""
    content = report.content
    genre = delivered_genre(report.genre) or report.genre
    issuers = tuple(_lines(content.signature)) or ((unit.full_name,) if unit.full_name else ())
    day = read_date(content.date_text).date or date.fromisoformat(today)
    return PaperChoice(
        with_letterhead=genre in facts["letterhead_for"],
        with_imprint=genre in facts["imprint_for"],
        issuers=issuers,
        ending=facts["ending"],
        number=number_from(content.doc_number) or DocumentNumber(unit.doc_prefix, day.year),
        upward=genre in facts["upward"],
        signers=tuple(_signers(issuers, unit.leaders, facts["signer"], day.isoformat())),
        copies_to=unit.copies_to,
        printer=_printer(unit, facts),
        printed_on=f"{day.year}年{day.month}月{day.day}日",
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _signers(
    issuers: Iterable[str], leaders: Iterable[Leader], rules: Iterable[Mapping[str, Any]], day: str
) -> list[str]:
    """Who signs for each body on a day, one a body as far as the profile names them."""
    rules, leaders = list(rules), list(leaders)
    in_office = [one for one in leaders if one.since <= day and (not one.until or one.until >= day)]
    names = (_signer(issuer, in_office, rules) for issuer in issuers)
    return [name for name in names if name]


def _signer(issuer: str, leaders: list[Leader], rules: list[Mapping[str, Any]]) -> str:
    """Who holds the first of the posts that sign for such a body; "" when nobody does."""
    posts = (post for rule in rules if issuer.endswith(rule["issuer"]) for post in rule["posts"])
    return next((leader.name for post in posts for leader in leaders if _holds(leader, post)), "")


def _holds(leader: Leader, post: str) -> bool:
    return any(held.endswith(post) and "副" not in held for held in leader.posts)


def _printer(unit: UnitProfile, facts: Mapping[str, Any]) -> str:
    has_office = any(office.startswith(facts["printer_office"]) for office in unit.offices)
    return f"{unit.short_name}{facts['printer_ending']}" if has_office else unit.full_name
