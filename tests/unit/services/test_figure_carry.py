"""Last year's numbers: each becomes a bound figure, a gap or nothing in this year's draft, now or later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.report import SectionState
from fzapp.services.figure_carry import Wish
from tests.unit.services.test_figures import bring

if TYPE_CHECKING:
    from fzapp.services.context import Services

LAST_YEAR = """青石镇人民政府关于2025年度法治政府建设情况的报告

云溪县人民政府：
2025年，全镇推进法治建设。现将有关情况报告如下：
一、主要举措和成效
（一）依法预防化解矛盾纠纷
2025年全年受理矛盾纠纷81件，化解矛盾纠纷78件，慰问困难群众36户。配备专职调解员14名。没有数字的一句。
二、存在的不足和原因
有的干部学法不深。

青石镇人民政府
2026年2月8日
"""


def imported(services: Services) -> int:
    bring(services, "L16")
    return services.imports.store(services.imports.read_pasted(LAST_YEAR)).report_id


def body(services: Services, report_id: int) -> str:
    return next(s.body for s in services.reports.get(report_id).sections if s.spec == "disputes")


def test_numbers_are_listed_with_this_years_figures(services: Services) -> None:
    items = services.carries.items(imported(services))
    assert [item.number for item in items] == ["81件", "78件", "36户", "14名"]
    accepted, solved, visits, staff = items
    assert accepted.offer is not None
    assert (accepted.offer.name, accepted.offer.told, accepted.proposed) == (
        "矛盾纠纷.受理件数",
        "73件",
        Wish.BIND,
    )
    assert solved.offer is not None
    assert solved.offer.name == "矛盾纠纷.化解件数"
    assert (visits.offer, visits.proposed) == (None, Wish.GAP)
    assert staff.section.endswith("依法预防化解矛盾纠纷")
    assert accepted.sentence.startswith("2025年全年受理")


def test_the_draft_that_is_there_takes_them_up_at_once(services: Services) -> None:
    draft = services.reports.create("annual_report", 2026)
    source = imported(services)
    items = services.carries.items(source)
    change = services.carries.carry(source, items, {2: Wish.DROP})
    assert change is not None
    text = body(services, draft)
    assert text == (
        "2026年全年受理矛盾纠纷{{矛盾纠纷.受理件数}}件，化解矛盾纠纷{{矛盾纠纷.化解件数}}件。配备专职调解员____名。"
    )
    section = next(s for s in services.reports.get(draft).sections if s.spec == "disputes")
    assert section.state is SectionState.WRITING
    services.carries.carry(source, items, {2: Wish.DROP})
    assert body(services, draft) == text
    services.archive.revert(change)
    assert body(services, draft) == ""


def test_text_that_is_there_stays_in_front(services: Services) -> None:
    draft = services.reports.create("annual_report", 2026)
    section = next(s for s in services.reports.get(draft).sections if s.spec == "disputes")
    services.writing.save(section.id, "先写的一段，化解{{矛盾纠纷.化解件数}}件。")
    source = imported(services)
    services.carries.carry(source, services.carries.items(source), dict.fromkeys((0, 2, 3), Wish.DROP))
    assert body(services, draft) == "先写的一段，化解{{矛盾纠纷.化解件数}}件。"
    services.carries.carry(source, services.carries.items(source), {})
    assert body(services, draft).startswith("先写的一段，化解{{矛盾纠纷.化解件数}}件。\n2026年全年受理")


def test_the_choice_waits_for_a_draft(services: Services) -> None:
    source = imported(services)
    services.carries.carry(source, services.carries.items(source), dict.fromkeys((1, 2, 3), Wish.DROP))
    services.carries.carry(source, services.carries.items(source), dict.fromkeys((0, 2), Wish.DROP))
    assert services.carries.draft(source) is None
    draft = services.reports.create("annual_report", 2026)
    assert body(services, draft) == "化解矛盾纠纷{{矛盾纠纷.化解件数}}件。配备专职调解员____名。"
    services.reports.delete(draft)
    again = services.reports.create("annual_report", 2026)
    assert body(services, again) == ""
    assert body(services, services.reports.create("annual_report", 2027)) == ""


def test_nothing_wanted_leaves_nothing(services: Services) -> None:
    draft = services.reports.create("annual_report", 2026)
    source = imported(services)
    services.carries.carry(source, services.carries.items(source), dict.fromkeys(range(4), Wish.DROP))
    assert body(services, draft) == ""
