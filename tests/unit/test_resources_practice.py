"""The practice book: ledgers, last year's report and this year's draft tell the same numbers."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from dataclasses import fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pytest

from fzapp.domain.report import SectionState
from fzapp.domain.unit import UnitProfile, profile_from
from fzapp.services.templates import TemplateLibrary, addressee_for, heading_for, signature_for, title_for
from fzapp.text.coverage import covered
from tests.benchmarks.make_practice_ledgers import as_csv, ledgers
from tests.unit.test_resources_practice_figures import draft

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
PRACTICE = RESOURCES / "practice"
CODES = sorted(path.stem for path in (PRACTICE / "ledgers").glob("*.csv"))
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"^（?[一二三四五六七八九十]+[、）]")
DATED_BY = {
    "L06": "认定日期",
    "L07": "服务日期",
    "L08": "决定日期",
    "L09": "收件日期",
    "L10": "公布日期",
    "L12": "立案日期",
    "L14": "评查日期",
    "L16": "登记日期",
    "L17": "登记日期",
    "L23": "答复日期",
    "L29": "月份",
}

Row = dict[str, str]


@cache
def all_rows(code: str) -> tuple[Row, ...]:
    with (PRACTICE / "ledgers" / f"{code}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def rows(code: str, year: int, **wanted: str) -> list[Row]:
    """The rows of a year in which the named columns hold the named values."""
    column = DATED_BY.get(code, "日期")
    return [
        row
        for row in all_rows(code)
        if row[column].startswith(str(year)) and all(row[name] == value for name, value in wanted.items())
    ]


def count(code: str, year: int, **wanted: str) -> int:
    return len(rows(code, year, **wanted))


def total(code: str, year: int, column: str, **wanted: str) -> int:
    return sum(int(row[column] or 0) for row in rows(code, year, **wanted))


def tally(code: str, year: int, column: str) -> Counter[str]:
    return Counter(row[column] for row in rows(code, year))


def share(part: int, whole: int) -> str:
    return f"{(Decimal(100 * part) / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


@cache
def made_ledgers() -> dict[str, list[list[object]]]:
    return ledgers()


@cache
def last_year() -> str:
    return (PRACTICE / "report_last_year.txt").read_text(encoding="utf-8")


def text_of(year: int) -> str:
    return last_year() if year == 2025 else "".join(section["body"] for section in draft().values())


def profile() -> UnitProfile:
    data = tomllib.loads((PRACTICE / "profile.toml").read_text(encoding="utf-8"))
    return profile_from(data)


def says(year: int, *phrases: str) -> None:
    for phrase in phrases:
        assert phrase in text_of(year), phrase


both_years = pytest.mark.parametrize("year", [2025, 2026])


@pytest.mark.parametrize("code", CODES)
def test_the_ledgers_are_as_their_maker_writes_them(code: str) -> None:
    made = as_csv(code, made_ledgers()[code])

    assert (PRACTICE / "ledgers" / f"{code}.csv").read_bytes() == made.encode("utf-8")


def test_the_commonest_ledgers_are_there() -> None:
    assert {"L01", "L02", "L04", "L07", "L08", "L09", "L12", "L13", "L16", "L17"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_columns_and_choices_are_those_of_the_ledger(code: str) -> None:
    kind = tomllib.loads((RESOURCES / "ledgers" / f"{code}.toml").read_text(encoding="utf-8"))
    columns = {
        name: column for column in kind["columns"] for name in [column["name"], *column.get("synonyms", ())]
    }

    for row in all_rows(code):
        for header, value in row.items():
            options = [
                name
                for option in columns[header].get("options", ())
                for name in [option["name"], *option.get("synonyms", ())]
            ]
            assert not value or not options or value in options, (header, value)


@pytest.mark.parametrize("code", CODES)
def test_every_day_exists_and_no_row_ends_before_it_begins(code: str) -> None:
    for row in all_rows(code):
        days = [date.fromisoformat(value) for value in row.values() if DAY.fullmatch(value)]
        assert days == sorted(days) or code == "L10", row


def test_no_law_is_studied_before_it_was_made() -> None:
    made = {"民营经济促进法": "2025-04-30", "法治宣传教育法": "2025-09-12", "行政执法监督条例": "2025-12-17"}
    for row in all_rows("L01"):
        assert all(row["日期"] > day for law, day in made.items() if law in row["主题"]), row


def test_nobody_has_a_full_name_or_a_number() -> None:
    for code in CODES:
        text = (PRACTICE / "ledgers" / f"{code}.csv").read_text(encoding="utf-8")
        assert not re.search(r"\d{11}|\d{17}", text)
    for row in (*all_rows("L06"), *all_rows("L16"), *all_rows("L17")):
        for name in (row.get("姓名") or row.get("当事人") or row.get("信访人") or "").split("与"):
            assert re.fullmatch(r"\w某某?", name), name


@both_years
def test_study(year: int) -> None:
    forms = tally("L01", year, "形式")
    says(
        year,
        f"中心组学法{forms['理论学习中心组']}次，其中专题研讨{count('L01', year, 专题研讨='是')}次",
        f"“第一议题”学习{forms['“第一议题”']}次、政府会前学法{forms['政府（办事处）会前学法']}次",
        f"举办法治专题培训{forms['专题培训']}场，培训{total('L01', year, '参加人数', 形式='专题培训')}人次",
        f"旁听庭审{forms['旁听庭审']}次",
        f"{total('L01', year, '参加人数', 形式='旁听庭审')}{'名干部' if year == 2025 else '人次参加'}",
    )


@both_years
def test_exam(year: int) -> None:
    (exam,) = rows("L01", year, 形式="网上学法考法")
    expected, sat = int(exam["应参加"]), int(exam["参考人数"])

    assert sat == int(exam["参加人数"]) <= expected
    rate = "100%" if sat == expected else share(sat, expected)
    says(year, f"{expected}名应考人员" if year == 2025 else f"应考{expected}人、实考{sat}人", f"参考率{rate}")


@both_years
def test_meetings(year: int) -> None:
    kinds = tally("L02", year, "会议类型")
    says(
        year,
        f"委员会会议{kinds['全面依法治镇委员会会议']}次、协调小组会议{kinds['协调小组会']}次",
        f"专题研究法治建设{kinds['党（工）委会议专题研究']}次，听取工作汇报{kinds['听取汇报']}次",
        f"议定事项{total('L02', year, '议定事项数')}项",
    )


@both_years
def test_first_responsible(year: int) -> None:
    kinds = tally("L03", year, "类别")
    says(
        year,
        f"亲自部署{kinds['亲自部署']}次、重大问题亲自过问{kinds['亲自过问']}次、重点环节亲自协调{kinds['亲自协调']}次、"
        f"重要任务亲自督办{kinds['亲自督办']}次，作出批示{kinds['批示']}件次，到村（社区）专题调研{kinds['调研']}次",
        f"讲授法治专题课{kinds['讲法治课']}次",
        f"主要负责人{kinds['述法']}人完成年终述法",
        f"接待来访群众{kinds['接访']}次",
        f"等难题{count('L03', year, 破解难题='是')}个",
    )


@both_years
def test_publicity(year: int) -> None:
    kinds = tally("L04", year, "六进类别")
    says(
        year,
        f"法治宣传活动{count('L04', year)}场，受众{total('L04', year, '受众人次')}人次，"
        f"发放资料{total('L04', year, '发放资料份数')}份，解答咨询{total('L04', year, '咨询人次')}人次",
        f"进乡村{kinds['乡村']}场、进学校{kinds['学校']}场、进社区{kinds['社区']}场、进机关{kinds['机关']}场、"
        f"进企业{kinds['企业']}场、进单位{kinds['单位']}场",
        f"法律明白人{len([row for row in all_rows('L06') if row['认定日期'] <= f'{year}-12-31'])}名",
    )


def test_three_legal_guides_in_every_village() -> None:
    places = Counter(
        row["村社区"] for row in rows("L06", 2022) + rows("L06", 2023) + rows("L06", 2024) + rows("L06", 2025)
    )

    assert set(places) == set(profile().villages)
    assert min(places.values()) >= 3
    assert f"比上年新增{count('L06', 2026)}名" in text_of(2026)


@both_years
def test_decisions_and_reviews(year: int) -> None:
    kinds = tally("L09", year, "类别")
    decided = count("L08", year)

    assert kinds["重大行政决策"] == decided
    says(
        year,
        f"作出重大行政决策{decided}件",
        f"审查涉法事项{count('L09', year)}件",
        f"重大行政决策{decided}件、行政合同{kinds['行政合同（协议）']}件、村级合同{kinds['村级合同']}件、",
        f"完成重大执法决定法制审核{kinds['重大执法决定法制审核']}件",
    )


def test_what_the_legal_adviser_did_last_year() -> None:
    services = {
        kind: total("L07", 2025, "件次", 服务类型=kind)
        for kind in ("法律咨询", "审查合同", "审查文件", "参与调解", "法治讲座")
    }
    amount = Decimal(total("L09", 2025, "涉及金额")) / 10_000
    kinds = tally("L09", 2025, "类别")
    says(
        2025,
        f"提供法律咨询{services['法律咨询']}次，审查合同和文件{services['审查合同'] + services['审查文件']}件，"
        f"参与纠纷调解{services['参与调解']}次",
        f"法治讲座{services['法治讲座']}场",
        f"提出意见{total('L09', 2025, '意见条数')}条，全部采纳，涉及合同金额{amount}万元",
        f"行政规范性文件{kinds['行政规范性文件']}件、重大",
        f"村规民约{kinds['村规民约']}件、重大执法决定{kinds['重大执法决定法制审核']}件",
    )
    assert sum(kinds.values()) == 1 + 2 + 9 + 5 + 2 + 1


def test_normative_documents() -> None:
    older = Counter(row["清理结论"] for row in all_rows("L10") if row["清理结论"])

    says(
        2025,
        f"制定行政规范性文件{count('L10', 2025)}件",
        f"{sum(older.values())}件行政规范性文件进行清理，继续有效{older['继续有效']}件，废止{older['废止']}件",
    )
    assert count("L10", 2026) == 0
    says(2026, "未制定行政规范性文件")


@both_years
def test_enforcement(year: int) -> None:
    procedures = tally("L12", year, "程序")
    found, mended = total("L13", year, "发现问题数"), total("L13", year, "整改数")
    says(
        year,
        f"行政检查{count('L13', year)}次，发现问题{found}个，整改{mended}个，整改率{share(mended, found)}",
        f"行政处罚案件{count('L12', year)}件，其中简易程序{procedures['简易']}件、普通程序{procedures['普通']}件，"
        f"罚没金额{total('L12', year, '罚没金额')}元",
        f"开展涉企检查{count('L13', year, 类别='涉企检查')}次",
        f"案卷评查{count('L14', year)}次，评查案卷{total('L14', year, '案卷数')}卷，"
        f"发现的{total('L14', year, '问题条数')}个问题全部整改",
    )
    assert count("L12", year, 法制审核="需要") == tally("L09", year, "类别")["重大执法决定法制审核"]


@both_years
def test_length_of_ordinary_cases(year: int) -> None:
    days = [
        (date.fromisoformat(row["决定日期"]) - date.fromisoformat(row["立案日期"])).days
        for row in rows("L12", year, 程序="普通")
    ]

    assert f"平均用时{'约' if year == 2025 else ''}{round(sum(days) / len(days))}天" in text_of(year)
    assert max(days) <= 90


@both_years
def test_disputes(year: int) -> None:
    outcomes, kinds = tally("L16", year, "结果"), tally("L16", year, "类型")
    accepted, settled = count("L16", year), outcomes["化解"]
    largest = sum(kinds[kind] for kind in ("邻里", "婚姻家庭", "山林土地", "房屋宅基地"))
    amount = Decimal(total("L16", year, "涉及金额")) / 10_000

    assert accepted == (81 if year == 2025 else 73) == sum(outcomes.values())
    says(
        year,
        f"受理矛盾纠纷{accepted}件",
        f"化解{settled}件，正在办理{outcomes['正在办理']}件",
        f"化解率{share(settled, accepted)}",
        f"达成书面协议{count('L16', year, 协议形式='书面')}份，涉及金额{amount}万元，"
        f"经司法确认{count('L16', year, 司法确认='是')}件",
        f"邻里{kinds['邻里']}件、婚姻家庭{kinds['婚姻家庭']}件、山林土地{kinds['山林土地']}件、"
        f"房屋宅基地{kinds['房屋宅基地']}件，四类合计{largest}件，占{share(largest, accepted)}",
    )


def test_disputes_compared_with_last_year() -> None:
    before, now = count("L16", 2025), count("L16", 2026)

    says(2026, f"比上年减少{before - now}件，下降{share(before - now, before)}")
    assert "转其他途径1件" in text_of(2025)
    assert "未成功1件" in text_of(2026)


@both_years
def test_petitions(year: int) -> None:
    received, closed = count("L17", year), count("L17", year, 结果="办结")
    marks = tally("L17", year, "满意度评价")
    rated, content = received - marks["未评"], marks["满意"] + marks["基本满意"]
    says(
        year,
        f"受理信访事项{received}件，办结{closed}件，{received - closed}件正在办理，办结率{share(closed, received)}",
        f"参加评价的{rated}件中，满意和基本满意{content}件，满意率{share(content, rated)}",
    )


def test_proposals_of_last_year() -> None:
    kinds, results = tally("L23", 2025, "类别"), tally("L23", 2025, "办理结果")

    says(
        2025,
        f"镇人大代表建议{kinds['镇人大建议']}件、县人大代表建议{kinds['县人大建议']}件、政协提案{kinds['政协提案']}件，"
        f"{count('L23', 2025)}件全部按期答复",
        f"其中{results['A已解决']}件已经解决、{results['B列入计划']}件列入计划",
    )


@both_years
def test_services(year: int) -> None:
    received = total("L29", year, "受理", 类别="政务服务办件")
    done = total("L29", year, "办结", 类别="政务服务办件")

    says(year, f"政务服务事项{received}件，办结{done}件，办结率{share(done, received)}")


def test_hotline() -> None:
    assert f"热线工单{total('L29', 2025, '受理', 类别='12345工单')}件，全部按期办结" in text_of(2025)
    assert "热线工单____件" in text_of(2026)


def test_the_profile_has_the_fields_of_a_unit() -> None:
    data = tomllib.loads((PRACTICE / "profile.toml").read_text(encoding="utf-8"))

    assert set(data) == {field.name for field in fields(UnitProfile)}
    assert len(profile().villages) == 14


def parts_of_last_year() -> dict[str, str]:
    """The text of last year's report by heading without number; the lead under ""."""
    found: dict[str, str] = {}
    heading = ""
    for line in last_year().split("\n"):
        if NUMBER.match(line):
            heading = NUMBER.sub("", line)
        found[heading] = found.get(heading, "") + ("" if NUMBER.match(line) else line + "\n")
    return found


def test_last_year_follows_the_template() -> None:
    template = TemplateLibrary(RESOURCES / "genres").get("annual_report")
    unit, parts = profile(), parts_of_last_year()
    lines = [line for line in last_year().split("\n") if line]
    wanted = [heading_for(spec, unit, 2025) for spec in template.sections]

    assert lines[0] == title_for(template, unit, 2025)
    assert lines[1] == addressee_for(template, unit, 2025)
    assert lines[-3:] == [signature_for(template, unit, 2025), "2026年1月30日", "（此件公开发布）"]
    assert [heading for heading in wanted if heading in parts] == list(parts)
    assert len(parts) == 16


def test_last_year_covers_every_checkpoint_that_can_tick() -> None:
    template = TemplateLibrary(RESOURCES / "genres").get("annual_report")
    parts = parts_of_last_year()

    for spec in template.writable():
        text = parts.get(heading_for(spec, profile(), 2025))
        if text is not None:
            missing = [point.id for point in spec.checkpoints if not covered(point, text)]
            assert missing == [], spec.id


def test_last_year_has_the_length_of_a_real_report() -> None:
    assert 3200 <= len(re.sub(r"\s", "", last_year())) <= 3800


def test_last_year_is_numbered_without_a_gap() -> None:
    numbers = [found[0] for line in last_year().split("\n") if (found := NUMBER.match(line))]

    assert [number for number in numbers if number.endswith("、")] == ["一、", "二、", "三、", "四、", "五、"]
    assert [number.strip("（）") for number in numbers if number.startswith("（")] == list(
        "一二三四五六七八九十"
    )


def test_last_year_is_clean() -> None:
    text = last_year()

    assert not re.search(r"[,;:()!?]|％|今年来|截止|法制宣传|___", text)
    for opening, closing in ("“”", "《》", "（）"):
        assert text.count(opening) == text.count(closing)


def test_every_village_is_counted_alike() -> None:
    villages = profile().villages
    communities = [name for name in villages if name.endswith("社区")]

    for year in (2025, 2026):
        says(year, f"{len(villages) - len(communities)}个村、{len(communities)}个社区", "签订责任书23份")
    says(2025, f"公共法律服务工作室{len(villages)}个", f"人民调解委员会{len(villages) + 1}个")


def test_the_draft_stands_on_sections_of_the_template() -> None:
    template = TemplateLibrary(RESOURCES / "genres").get("annual_report")
    known = [spec.id for spec in template.writable()]
    usual = [spec.id for spec in template.writable() if not spec.optional]

    assert [name for name in known if name in draft()] == list(draft())
    assert set(usual) <= set(draft())


def test_the_draft_is_half_written() -> None:
    states = Counter(SectionState(section["state"]) for name, section in draft().items() if name != "lead")

    assert states[SectionState.WRITTEN] == 5
    assert states[SectionState.AWAITING_FIGURES] == 1
    assert states[SectionState.HAS_FINDINGS] == 1
    assert states[SectionState.WRITING] == 1
    assert states[SectionState.NOT_APPLICABLE] == 1
    assert states[SectionState.NOT_STARTED] >= 3


def test_text_and_state_of_the_draft_agree() -> None:
    for name, section in draft().items():
        state = SectionState(section["state"])
        assert bool(section["body"].strip()) == (state is not SectionState.NOT_STARTED), name
        assert bool(section.get("reason")) == (state is SectionState.NOT_APPLICABLE), name
        assert ("____" in section["body"]) == (state is SectionState.AWAITING_FIGURES), name


def test_written_sections_of_the_draft_cover_their_checkpoints() -> None:
    template = TemplateLibrary(RESOURCES / "genres").get("annual_report")

    for name, section in draft().items():
        spec = template.section(name)
        assert spec is not None
        if section["state"] == SectionState.WRITTEN:
            assert [point.id for point in spec.checkpoints if not covered(point, section["body"])] == [], name


def test_the_section_with_findings_has_something_to_find() -> None:
    body = draft()["enforcement"]["body"]

    assert "2025年开展行政检查" in body
    assert "截止12月底" in body
    others = "".join(section["body"] for name, section in draft().items() if name != "enforcement")
    assert "2025年" not in others
    assert "截止" not in others


def test_writing_resumes_in_the_section_that_is_being_written() -> None:
    data = tomllib.loads((PRACTICE / "report_this_year.toml").read_text(encoding="utf-8"))

    assert draft()[data["resume"]]["state"] == SectionState.WRITING
    assert (data["genre"], data["year"]) == ("annual_report", 2026)
