"""Figures of the office's own: picked, filled in by hand with proof, said in a form, renamed, taken out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.figure import Figure, FigureAggregate, Rounding, form_of, name_in_form
from fzapp.domain.ledger import Condition
from fzapp.services.figure_sources import SourceState
from fzapp.services.figure_text import FigureBasis
from fzapp.services.own_figures import ManualFigure
from tests.unit.services.test_figure_report import written
from tests.unit.services.test_figures import add_dispute, bring

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

SOLVED = (Condition("result", any_of=("化解",)),)
OWN = Figure("矛盾纠纷.本镇化解数", "L16", where=SOLVED, unit="件")


def text(services: Services, body: str) -> str:
    report, section = written(services, body)
    return services.figures.text(report, section)


def manual(value: str = "15", **other: str) -> ManualFigure:
    plain = {"said": "村级合同数", "source": "县司法局第2期通报", "by": "张文书"} | other
    return ManualFigure(year=2026, value=Decimal(value), unit="件", **plain)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "通报.pdf"
    path.write_bytes(b"%PDF-1.4 test")
    return path


def test_an_own_figure_counts_follows_and_is_listed(services: Services) -> None:
    bring(services, "L16")
    services.own_figures.save_counted(OWN)
    found = services.figures.find(OWN.name, 2026)
    assert found is not None
    assert (found.value, found.basis, len(found.rows)) == (70, FigureBasis.ROWS, 70)
    assert found.rule == "2026年，结果为“化解”的行数"
    assert found.last_year is not None
    assert found in services.figures.library(2026)
    assert text(services, "化解{{矛盾纠纷.本镇化解数}}件。") == "化解70件。"
    services.ledgers.remove(found.rows[:1])
    assert services.figures.find(OWN.name, 2026).value == 69  # pyright: ignore[reportOptionalMemberAccess]


@pytest.mark.parametrize(
    ("figure", "value", "shown"),
    [
        (
            Figure("矛盾纠纷.甲", "L16", FigureAggregate.RATIO, part=SOLVED, unit="%", decimals=2),
            None,
            "95.89%",
        ),
        (Figure("矛盾纠纷.甲", "L16", FigureAggregate.DISTINCT, "village", unit="个"), None, None),
        (Figure("矛盾纠纷.甲", "L16", where=SOLVED, unit="件", rounding=Rounding.ABOUT), 70, "70"),
        (Figure("普法活动.甲", "L04", FigureAggregate.SUM, "audience", unit="人次"), None, None),
        (
            Figure("普法活动.甲", "L04", FigureAggregate.AVERAGE, "audience", unit="人", decimals=0),
            None,
            None,
        ),
        (Figure("普法活动.甲", "L04", FigureAggregate.LATEST, "audience", unit="人"), None, None),
    ],
)
def test_every_way_of_counting(
    services: Services, figure: Figure, value: int | None, shown: str | None
) -> None:
    bring(services, figure.ledger)
    services.own_figures.save_counted(figure)
    found = services.figures.value(figure.name, 2026)
    assert found is not None
    assert found.value is not None
    assert value is None or found.value == value
    assert shown is None or found.shown() == shown


def test_a_change_is_said_by_its_sign(services: Services) -> None:
    bring(services, "L16")
    grown = Figure("矛盾纠纷.同比", "L16", FigureAggregate.YEAR_ON_YEAR, unit="%")
    share = Figure("矛盾纠纷.率变化", "L16", FigureAggregate.YEAR_ON_YEAR, part=SOLVED, unit="个百分点")
    for figure in (grown, share):
        services.own_figures.save_counted(figure)
    now = len(services.ledgers.rows(services.ledgers.kind("L16"), 2026))
    then = len(services.ledgers.rows(services.ledgers.kind("L16"), 2025))
    said = text(services, "比上年{{矛盾纠纷.同比}}，率{{矛盾纠纷.率变化}}。")
    assert ("增长" if now > then else "下降") in said
    assert "个百分点" in said
    assert said == text(services, "比上年{{矛盾纠纷.受理件数|同比}}，率{{矛盾纠纷.化解率|同比}}。")
    assert "件" in text(services, "比上年{{矛盾纠纷.受理件数|比上年}}。")


def test_forms_stand_in_the_token(services: Services) -> None:
    bring(services, "L04")
    figure = services.figures.value("普法活动.参加人次合计", 2026) or next(
        one
        for one in services.figures.library(2026)
        if one.name.startswith("普法活动.") and (one.value or 0) > 1000
    )
    exact = figure.value
    assert exact is not None
    more = text(services, f"{{{{{figure.name}|余}}}}人次")
    about = text(services, f"{{{{{figure.name}|约}}}}人次")
    assert more.endswith("余人次") or more == f"{exact}人次"
    assert about.startswith("约") or about == f"{exact}人次"
    assert "余余" not in text(services, f"{{{{{figure.name}|余}}}}余人次")
    assert text(services, "{{矛盾纠纷.受理件数|怪}}件") == "____件"
    assert form_of(name_in_form("甲.乙|余", form_of("丙.丁|约")[1])) == ("甲.乙", form_of("丙.丁|约")[1])


def test_a_rounded_number_is_frozen_as_it_was_said(services: Services) -> None:
    bring(services, "L16")
    services.own_figures.save_counted(OWN)
    report, _ = written(
        services,
        "受理{{矛盾纠纷.受理件数|余}}件，同比{{矛盾纠纷.受理件数|同比}}，化解{{矛盾纠纷.本镇化解数}}件。",
    )
    before = services.reports.content(report.id)
    rules = [entry.rule for entry in services.sources.of_report(report)]
    assert rules[0] == "2026年，全部行数；台账的数是73件"
    assert rules[1].endswith("与上年相比")
    services.freezes.freeze(report.id, "陈镇长")
    services.ledgers.remove(
        [row.id for row in services.ledgers.rows(services.ledgers.kind("L16"), 2026)][:30]
    )
    services.own_figures.save_counted(Figure("矛盾纠纷.本镇化解数", "L16", unit="件"), OWN.name)
    assert services.reports.content(report.id) == before
    assert len(services.freezes.drift(report.id)) == 3


def test_a_number_by_hand_needs_its_source_and_file(services: Services, notice: Path) -> None:
    own = services.own_figures
    for figure, why in (
        (manual(source=" "), "来源"),
        (manual(by=""), "由谁"),
        (manual(said="有 空格|"), "符号"),
    ):
        with pytest.raises(UserError, match=why):
            own.save_manual(figure, notice)
    with pytest.raises(UserError, match="佐证材料"):
        own.save_manual(manual())
    own.save_manual(manual(), notice)
    report, _ = written(services, "审查村级合同{{手工.村级合同数}}件。")
    (entry,) = services.sources.of_report(report)
    assert (entry.number, entry.state, entry.evidence) == ("15件", SourceState.MANUAL, ("通报.pdf",))
    assert "县司法局第2期通报" in entry.rule
    assert entry.by == "张文书"
    own.save_manual(manual("16"), instead_of="手工.村级合同数")
    changed = own.manual("手工.村级合同数", 2026)
    assert changed is not None
    assert (changed.value, changed.evidence) == (16, ("通报.pdf",))
    next_year = services.figures.find("手工.村级合同数", 2027)
    assert next_year is not None
    assert (next_year.basis, next_year.last_year) == (FigureBasis.NO_LEDGER, 16)


def test_what_is_wrong_is_said(services: Services) -> None:
    wrong = (
        (Figure("矛盾纠纷.", "L16"), "名称"),
        (Figure("矛盾纠纷.受理件数", "L16"), "自带"),
        (Figure("矛盾纠纷.甲", "L16", FigureAggregate.SUM, "village"), "哪一列"),
        (Figure("矛盾纠纷.甲", "L16", FigureAggregate.RATIO), "哪一部分"),
        (Figure("矛盾纠纷.甲", "L16", where=(Condition("village"),)), "没有填完"),
        (Figure("矛盾纠纷." + "长" * 31, "L16"), "太长"),
    )
    for figure, why in wrong:
        with pytest.raises(UserError, match=why):
            services.own_figures.save_counted(figure)


def test_renaming_follows_into_drafts_and_is_undone(services: Services) -> None:
    bring(services, "L16")
    services.own_figures.save_counted(OWN)
    report, section = written(services, "{{矛盾纠纷.本镇化解数}}件，{{矛盾纠纷.本镇化解数|约}}件。")
    new = Figure("矛盾纠纷.化解总数", "L16", where=SOLVED, unit="件")
    change = services.own_figures.save_counted(new, OWN.name)
    assert (
        services.writing.section(section.id).body == "{{矛盾纠纷.化解总数}}件，{{矛盾纠纷.化解总数|约}}件。"
    )
    assert services.own_figures.used(new.name) == 2
    with pytest.raises(UserError, match="2处"):
        services.own_figures.delete(new.name, 2026)
    assert change is not None
    services.archive.revert(change)
    assert services.figures.text(report, services.writing.section(section.id)) == "70件，70件。"
    with pytest.raises(UserError, match="已经有"):
        services.own_figures.save_counted(OWN)
    services.writing.save(section.id, "没有数。")
    services.own_figures.delete(OWN.name, 2026)
    assert services.figures.find(OWN.name, 2026) is None


def test_adding_rows_changes_an_own_figure_at_once(services: Services) -> None:
    bring(services, "L16")
    services.own_figures.save_counted(Figure("矛盾纠纷.总数", "L16", unit="件"))
    add_dispute(services, "2026-05-06")
    assert text(services, "{{矛盾纠纷.总数}}件") == "74件"
