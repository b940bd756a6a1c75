"""A file on its way in: wishes of the clerk, new columns by hostile headers, looks that are stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import Cancelled
from fzapp.domain.ledger import ColumnType, Privacy
from fzapp.services.kind_drafts import LONGEST_NAME, draft_of, usable_name
from fzapp.services.ledger_intake import ADD_COLUMN, LedgerIntake, Wishes

if TYPE_CHECKING:
    from fzapp.services.context import Services

HEADER = "登记日期\t来源\t当事人\t村社区\t{}\n"
ROWS = "2026.3.5\t申请调解\t甲某\t石桥村\t12\n2026.3.6\t申请调解\t乙某\t石桥村\t15\n"


def intake(services: Services, header: str) -> tuple[LedgerIntake, str]:
    made = LedgerIntake.of_text(HEADER.format(header) + ROWS, services.ledgers.knowledge(), "L16")
    return made, made.look(Wishes()).reading.sheets[0].name


@pytest.mark.parametrize("header", ["天气{x}.情形", "=cmd|calc", "长" * 90, "结果", "（）", "天气\u200b情形"])
def test_a_hostile_header_becomes_a_column_that_can_be_edited(services: Services, header: str) -> None:
    made, sheet = intake(services, header)
    look = made.look(Wishes(columns={(sheet, 4): f"{ADD_COLUMN}{header}"}))
    assert look.plan is not None
    (column,) = look.plan.columns
    assert 0 < len(column.name) <= LONGEST_NAME
    services.ledgers.commit(look.plan)
    services.kind_editing.check(draft_of(services.ledgers.kind("L16")))


def test_a_new_column_about_persons_is_private(services: Services) -> None:
    made, sheet = intake(services, "户主手机")
    look = made.look(Wishes(columns={(sheet, 4): f"{ADD_COLUMN}户主手机"}))
    assert look.plan is not None
    assert look.plan.columns[0].privacy is Privacy.PERSONAL
    assert look.plan.columns[0].type is ColumnType.TEXT


def test_names_are_made_unlike() -> None:
    assert usable_name("结果", {"结果", "结果2"}) == "结果3"
    assert usable_name("{}", set()) == "新的列"


def test_a_field_can_be_left_unused_and_the_same_file_adds_nothing_twice(services: Services) -> None:
    made, sheet = intake(services, "天气")
    wishes = Wishes(columns={(sheet, 1): ""})
    look = made.look(wishes)
    assert look.plan is not None
    assert all("origin" not in new.row.values for new in look.plan.new)
    change = services.ledgers.commit(look.plan)
    again = made.look(wishes)
    assert again.plan is not None
    assert (len(again.plan.new), again.plan.duplicate) == (0, 2)
    assert change is not None
    assert len(services.ledgers.shapes()) == 1
    services.archive.revert(change)
    assert services.ledgers.shapes() == ()


def test_a_look_can_be_stopped(services: Services) -> None:
    def stop() -> None:
        raise Cancelled

    made, _ = intake(services, "天气")
    with pytest.raises(Cancelled):
        made.look(Wishes(), stop)
