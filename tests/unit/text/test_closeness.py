"""Paragraphs on the same matter are close, however they are worded."""

from __future__ import annotations

from fzapp.text.closeness import keywords, ranked

QUERY = "综治中心统一登记分流，调解员每周入户排查，成功调解邻里纠纷88件。"
TEXTS = (
    "依托综治中心登记、分流矛盾纠纷，村调委会每周排查，调解成功94件。",
    "便民服务中心设置综合窗口8个，推行一次办结。",
    "组织机关干部网上学法，考试合格率100%。",
)


def test_what_says_the_same_is_closest() -> None:
    close = ranked(QUERY, TEXTS)
    assert max(close) == close[0] > 3 * close[2]


def test_a_beginning_finds_the_whole() -> None:
    close = ranked(QUERY[:8], TEXTS)
    assert max(close) == close[0]


def test_a_text_is_closest_to_itself() -> None:
    close = ranked(QUERY, (*TEXTS, QUERY))
    assert close[3] > 0.99
    assert max(close[:3]) < 0.9


def test_numbers_and_years_say_nothing() -> None:
    other, same = ranked("2026年受理纠纷46件。", ("2019年受理纠纷7件。", "2026年受理纠纷46件。"))
    assert other == same > 0.99


def test_words_that_tell_most_come_first() -> None:
    words = keywords("全年工作扎实推进，人民调解员化解矛盾纠纷，人民调解员进村入户。")
    assert words[0] == "调解员"
    assert "工作" not in words[:4]
    assert all(len(word) > 1 for word in words)


def test_nothing_is_close_to_nothing() -> None:
    assert ranked("", TEXTS) == (0.0, 0.0, 0.0)
    assert ranked(QUERY, ()) == ()
    assert keywords("12·4，100%") == ()
