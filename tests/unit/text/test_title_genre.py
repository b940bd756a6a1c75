from __future__ import annotations

from datetime import date

import pytest

from fzapp.text.title_genre import guess_genre, guess_year


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("青石镇人民政府关于2026年法治政府建设情况的报告", "annual_report"),
        ("青石镇2026年度法治建设工作自查报告", "self_inspection"),
        ("青石镇创建法治政府建设示范乡镇情况汇报", "demonstration"),
        ("市级法治示范乡镇创建情况汇报", "demonstration"),
        ("2026年度履行推进法治建设第一责任人职责述法报告", "leader_statement"),
        ("青石镇2026年上半年法治政府建设工作总结", "half_year"),
        ("青石镇“八五”普法工作总结", "publicity_summary"),
        ("关于法治督察反馈问题整改情况的报告", "rectification"),
        ("青石镇2026年度行政执法统计年报", "enforcement_statistics"),
        ("青石镇2026年防汛工作总结", ""),
    ],
)
def test_the_title_tells_the_genre(title: str, genre: str) -> None:
    assert guess_genre(title, "", ()) == genre


def test_without_a_title_the_last_sentence_of_the_lead_does() -> None:
    lead = "我镇认真抓好整改。现将2026年法治政府建设情况报告如下："
    assert guess_genre("", lead, ()) == "annual_report"
    assert guess_genre("", "现将自查情况汇报如下：", ("一、法治政府建设",)) == "self_inspection"


def test_at_last_the_headings_do() -> None:
    assert guess_genre("", "", ("2026年推进法治政府建设的主要举措",)) == "annual_report"
    assert guess_genre("", "", ("基本情况",)) == ""


@pytest.mark.parametrize(
    ("title", "lead", "headings", "signed", "year"),
    [
        ("关于2026年法治政府建设情况的报告", "2025年以来，", (), date(2027, 1, 8), 2026),
        ("青石镇普法工作总结（2021—2025年）", "", (), None, 2025),
        ("", "2026年以来,我镇认真落实。", (), None, 2026),
        ("", "2026年,某街道认真落实。", (), None, 2026),
        ("", "某镇位于县城以东。2021年启动创建。", (), date(2027, 1, 6), 2026),
        ("", "", ("2026年主要举措", "2026年不足", "2027年安排"), None, 2026),
        ("", "今年以来", (), date(2026, 12, 20), 2026),
        ("", "", (), None, None),
    ],
)
def test_the_year_reported_on(
    title: str, lead: str, headings: tuple[str, ...], signed: date | None, year: int | None
) -> None:
    assert guess_year(title, lead, headings, signed) == year
