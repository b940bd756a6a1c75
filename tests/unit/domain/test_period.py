from __future__ import annotations

from fzapp.domain.period import Period, closing_label, closing_words, last_day


def test_a_closing_is_said_as_the_end_of_its_month_or_as_its_day() -> None:
    assert closing_words("11-30") == "11月底"
    assert closing_words("10-25") == "10月25日"
    assert closing_words("") == ""
    assert [closing_label(one) for one in ("", "06-30")] == ["全年", "截至6月底"]


def test_the_year_before_is_counted_to_the_same_day() -> None:
    period = Period(2026, "11-30")
    assert period.before == Period(2025, "11-30")
    assert last_day(2025, period.closing) == "2025-11-30"
    assert last_day(2025, "") == ""
    assert (period.words, Period(2026).words) == ("2026年截至11月底", "2026年")
