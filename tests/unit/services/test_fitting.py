"""A paragraph that was found knows which section of the report at hand it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.services.search import Scope
from tests.unit.services.test_reuse import past_and_present

if TYPE_CHECKING:
    from fzapp.domain.report import Section
    from fzapp.services.context import Services

TEXT = "调解员每周入户排查，全年受理矛盾纠纷96件，化解94件，坚持和发展新时代“枫桥经验”。"


def fits(services: Services, words: str, section: Section) -> list[str]:
    hits = services.search.find(words, (Scope.REPORTS,)).hits
    return [fit.told if fit else "" for fit in services.fitting.fits(hits, section.report_id)]


def test_the_same_section_of_the_outline_comes_first(services: Services) -> None:
    _, section = past_and_present(services, TEXT, "publicity")
    assert fits(services, "入户排查", section) == ["（九）"]


def test_a_paragraph_of_an_unknown_section_goes_by_what_it_says(services: Services) -> None:
    past, section = past_and_present(services, TEXT, "disputes")
    services.writing.rename(past.id, "做好别的事")
    with services.archive.journal() as connection:
        connection.execute("update section set spec = '' where id = ?", (past.id,))
    assert fits(services, "入户排查", section) == ["（八）"]


def test_the_report_itself_and_other_things_fit_nowhere(services: Services) -> None:
    _, section = past_and_present(services, "")
    services.writing.save(section.id, TEXT)
    assert fits(services, "入户排查", section) == [""]
    hits = services.search.find("引用往年", (Scope.HELP,)).hits
    assert set(services.fitting.fits(hits, section.report_id)) == {None}


def test_nothing_fits_into_a_signed_report(services: Services) -> None:
    _, section = past_and_present(services, TEXT)
    services.freezes.freeze(section.report_id, "陈镇长")
    assert fits(services, "入户排查", section) == [""]
