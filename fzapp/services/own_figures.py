"""Figures of the office's own: made by picking, filled in by hand with their source, renamed, taken out.

A figure over a ledger is called like the delivered ones (矛盾纠纷.本镇调解件数) and counted in every year;
one filled in by hand is called 手工.… and stands for one year, with a source and a file that proves it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fzapp.domain.body import figure_names, is_figure_name
from fzapp.domain.errors import UserError
from fzapp.domain.figure import FORM_MARK, Figure, FigureAggregate, PeriodRule, Rounding, form_of
from fzapp.domain.ledger import Condition
from fzapp.domain.report import ReportStage
from fzapp.services.figure_rules import statistic_called
from fzapp.storage import blobs, reports, tables
from fzapp.storage import own_figures as stored
from fzapp.storage.changes import Op
from fzapp.storage.own_figures import EVERY_YEAR, StoredFigure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fzapp.domain.ledger import LedgerKind
    from fzapp.services.figures import FigureService
    from fzapp.services.ledgers import LedgerService
    from fzapp.storage.archive import Archive, Writer
    from fzapp.storage.changes import Change

MANUAL = "手工"
"""What stands for the ledger in the name of a figure that was filled in by hand."""

_LONGEST_NAME = 30
_NEEDS_QUANTITY = (FigureAggregate.SUM, FigureAggregate.AVERAGE, FigureAggregate.LATEST)


@dataclass(frozen=True, slots=True)
class ManualFigure:
    """A number that no ledger holds. `said` is its name without 手工., `evidence` names its files.

    `sections` are ids of template sections in which it is offered first.
    """

    said: str
    year: int
    value: Decimal
    unit: str
    source: str
    by: str
    evidence: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    note: str = ""

    @property
    def name(self) -> str:
        """As tokens name it."""
        return f"{MANUAL}.{self.said}"


class OwnFigureService:
    """Makes, changes and removes figures of the office's own; every act is one operation."""

    def __init__(self, archive: Archive, figures: FigureService, ledgers: LedgerService) -> None:
        self._archive = archive
        self._figures = figures
        self._ledgers = ledgers

    def definition(self, name: str) -> Figure | None:
        """How a figure over a ledger is counted; None for others."""
        found = self._stored(name, EVERY_YEAR)
        return figure_of(found) if found is not None else None

    def manual(self, name: str, year: int) -> ManualFigure | None:
        """A figure filled in by hand for a year; None when there is none."""
        found = self._stored(name, year)
        return manual_of(found) if found is not None and found.year else None

    def names(self) -> frozenset[str]:
        """The figures that the office made, of any year."""
        return frozenset(one.name for one in stored.every(self._archive))

    def used(self, name: str) -> int:
        """How many times drafts name the figure."""
        return sum(
            form_of(other)[0] == name
            for report in self._drafts()
            for section in report.sections
            for other in figure_names(section.body)
        )

    def save_counted(self, figure: Figure, instead_of: str = "") -> Change | None:
        """Store a figure over a ledger, in the place of the one called `instead_of`; drafts follow a new name.

        Raises `UserError` when something is missing or the name is taken.
        """
        kind = self._ledgers.kind(figure.ledger)
        check_counted(figure, kind)
        self._check_free(figure.name, EVERY_YEAR, instead_of, kind)
        before = self._stored(instead_of, EVERY_YEAR) if instead_of else None
        row = StoredFigure(
            before.id if before else 0, figure.name, EVERY_YEAR, definition_json(figure), note=figure.note
        )
        return self._put(row, instead_of)

    def save_manual(
        self, figure: ManualFigure, file: Path | None = None, instead_of: str = ""
    ) -> Change | None:
        """Store a number filled in by hand with its source; `file` is kept in the archive as its evidence.

        Raises `UserError` when name, source, person or file are missing or the name is taken.
        """
        from fzapp.services.user_files import read_file  # noqa: PLC0415  only who keeps a file waits for it

        before = self._stored(instead_of, figure.year) if instead_of else None
        kept = before.evidence if before else "[]"
        check_manual(figure, has_file=file is not None or kept != "[]")
        self._check_free(figure.name, figure.year, instead_of, None)
        data = read_file(file) if file is not None else b""
        definition = json.dumps({"unit": figure.unit, "sections": figure.sections}, ensure_ascii=False)
        row = StoredFigure(
            before.id if before else 0,
            figure.name,
            figure.year,
            definition,
            str(figure.value),
            figure.source.strip(),
            kept,
            figure.by.strip(),
            figure.note.strip(),
        )

        def with_file(write: Writer) -> StoredFigure:
            if file is None:
                return row
            digest = blobs.keep(self._archive, write, file.name, data, "manual_figure")
            return replace(row, evidence=json.dumps([[digest, file.name]], ensure_ascii=False))

        return self._put(row, instead_of, with_file)

    def delete(self, name: str, year: int) -> Change | None:
        """Take a figure out; it can be undone. Raises `UserError` while a draft names it."""
        used = self.used(name)
        if used:
            raise UserError(f"报告里有{used}处在用“{name}”", "先把报告里的这些数换掉，再删")
        found = self._stored(name, EVERY_YEAR) or self._stored(name, year)
        if found is None:
            raise UserError(f"没有“{name}”这个数", "看一看是不是已经删了")
        with self._archive.transact(Op.EDIT_FIGURE) as transaction:
            stored.remove(transaction.write, found.id)
        return transaction.change

    # --- inside -------------------------------------------------------------------------------------

    def _stored(self, name: str, year: int) -> StoredFigure | None:
        every = stored.every(self._archive)
        return next((one for one in every if one.name == name and one.year == year), None)

    def _check_free(self, name: str, year: int, instead_of: str, kind: LedgerKind | None) -> None:
        if name == instead_of:
            return
        if kind is not None and statistic_called(kind, name.partition(".")[2], 2000) is not None:
            raise UserError(f"“{name}”是自带的数，不用再建", "直接用它，或者换个名称")
        if self._stored(name, year) is not None:
            raise UserError(f"已经有一个数叫“{name}”", "换个名称，或者去改原来的那个")

    def _put(
        self, row: StoredFigure, instead_of: str, prepare: Callable[[Writer], StoredFigure] | None = None
    ) -> Change | None:
        with self._archive.transact(Op.EDIT_FIGURE) as transaction:
            ready = prepare(transaction.write) if prepare else row
            stored.put(transaction.write, ready, self._archive.now())
            if instead_of and instead_of != row.name:
                self._rename(transaction.write, instead_of, row.name)
        return transaction.change

    def _rename(self, write: Writer, old: str, new: str) -> None:
        """Tokens of drafts follow, also those that ask for a form; signed reports keep what was signed."""
        token = re.compile(rf"\{{\{{{re.escape(old)}(?=\}}\}}|{re.escape(FORM_MARK)})")
        for report in self._drafts():
            for section in report.sections:
                body = token.sub("{{" + new, section.body)
                if body != section.body:
                    write.update(tables.SECTION, section.id, body=body)

    def _drafts(self) -> list[Any]:
        listed = reports.list_reports(self._archive)
        return [reports.get(self._archive, one.id) for one in listed if one.stage is ReportStage.DRAFT]


# ------------------------------------------------------------------------------------------- checking


def check_counted(figure: Figure, kind: LedgerKind) -> None:
    """Raise `UserError` for the first thing that a figure over a ledger lacks."""
    _check_name(figure.name, kind.short_name)
    column = kind.column(figure.column) if figure.column else None
    if figure.aggregate in _NEEDS_QUANTITY and (column is None or not column.type.is_quantity):
        raise UserError(f"“{figure.aggregate.label}”要指明算哪一列", "选一个填数字的列")
    if figure.aggregate is FigureAggregate.DISTINCT and column is None:
        raise UserError("“不重复的个数”要指明看哪一列", "选一列，例如村（社区）")
    if figure.aggregate is FigureAggregate.RATIO and not figure.part:
        raise UserError("“占比”要指明占的是哪一部分", "给分子添一个条件")
    for condition in (*figure.where, *figure.part):
        if not _says_something(condition):
            raise UserError("有一个条件还没有填完", "把条件的值填上，或者去掉这个条件")


def check_manual(figure: ManualFigure, *, has_file: bool) -> None:
    """Raise `UserError` for the first thing that a number filled in by hand lacks."""
    _check_name(figure.name, MANUAL)
    if not figure.source.strip():
        raise UserError("手工填的数要写明来源", "写上出自哪份文件、通报或哪个单位")
    if not figure.by.strip():
        raise UserError("手工填的数要写明由谁填写", "写上填写人")
    if not has_file:
        raise UserError("手工填的数要附上佐证材料", "选一个文件，例如通报的扫描件")


def _check_name(name: str, ledger: str) -> None:
    said = name.partition(".")[2]
    if not said.strip():
        raise UserError("这个数还没有名称", "起个名称，例如村级合同审查件数")
    if len(said) > _LONGEST_NAME:
        raise UserError(f"名称有{len(said)}个字，太长了", f"缩短到{_LONGEST_NAME}个字以内")
    if not name.startswith(f"{ledger}.") or not is_figure_name(name) or FORM_MARK in name or "." in said:
        raise UserError("名称里有不能用的符号", "去掉空格、句点、竖线和花括号")


def _says_something(condition: Condition) -> bool:
    given = (condition.any_of, condition.none_of, condition.filled, condition.at_least, condition.at_most)
    return condition.in_year or any(one not in (None, (), ("",)) for one in given)


# -------------------------------------------------------------------------------------------- storing


def definition_json(figure: Figure) -> str:
    """A figure over a ledger as stored."""
    return json.dumps(
        {
            "ledger": figure.ledger,
            "aggregate": figure.aggregate.value,
            "column": figure.column,
            "where": [_condition_json(one) for one in figure.where],
            "part": [_condition_json(one) for one in figure.part],
            "period": figure.period.value,
            "unit": figure.unit,
            "decimals": figure.decimals,
            "rounding": figure.rounding.value,
            "when_zero": figure.when_zero,
            "sections": list(figure.sections),
        },
        ensure_ascii=False,
    )


def figure_of(row: StoredFigure) -> Figure:
    """A figure over a ledger from what `definition_json` stored."""
    plain: dict[str, Any] = json.loads(row.definition)
    return Figure(
        name=row.name,
        ledger=plain["ledger"],
        aggregate=FigureAggregate(plain["aggregate"]),
        column=plain["column"],
        where=tuple(_condition(one) for one in plain["where"]),
        part=tuple(_condition(one) for one in plain["part"]),
        period=PeriodRule(plain["period"]),
        unit=plain["unit"],
        decimals=int(plain["decimals"]),
        rounding=Rounding(plain["rounding"]),
        when_zero=plain["when_zero"],
        note=row.note,
        sections=tuple(plain["sections"]),
    )


def manual_of(row: StoredFigure) -> ManualFigure:
    """A number filled in by hand as stored."""
    plain: dict[str, Any] = json.loads(row.definition)
    return ManualFigure(
        said=row.name.partition(".")[2],
        year=row.year,
        value=Decimal(row.value),
        unit=str(plain["unit"]),
        source=row.source,
        by=row.entered_by,
        evidence=tuple(str(name) for _, name in json.loads(row.evidence)),
        sections=tuple(str(one) for one in plain["sections"]),
        note=row.note,
    )


def _condition_json(condition: Condition) -> dict[str, Any]:
    plain: dict[str, Any] = {"column": condition.column}
    plain |= {name: list(values) for name in ("any_of", "none_of") if (values := getattr(condition, name))}
    if condition.filled is not None:
        plain["filled"] = condition.filled
    for name in ("at_least", "at_most"):
        if getattr(condition, name) is not None:
            plain[name] = str(getattr(condition, name))
    return plain


def _condition(plain: dict[str, Any]) -> Condition:
    return Condition(
        column=plain["column"],
        any_of=tuple(plain.get("any_of", ())),
        none_of=tuple(plain.get("none_of", ())),
        filled=plain.get("filled"),
        at_least=Decimal(plain["at_least"]) if "at_least" in plain else None,
        at_most=Decimal(plain["at_most"]) if "at_most" in plain else None,
    )
