"""Makes the ledgers of the practice book: an invented town, two years, the same rows every time.

    .venv/bin/python -m tests.benchmarks.make_practice_ledgers

writes resources/practice/ledgers/*.csv. The counts come from `practice_numbers`;
tests/unit/test_resources_practice.py counts the rows and looks the numbers up in the two reports.
"""

from __future__ import annotations

import csv
import datetime
import io
import random
from pathlib import Path

from tests.benchmarks.practice_numbers import (
    ADVICE,
    AGREEMENTS,
    AUDIENCE,
    DECIDED_ITEMS,
    DECISIONS,
    DISPUTES,
    DUTIES,
    DUTY_MATTERS,
    EXAM,
    FAULTS,
    FILES,
    FINES,
    HEADERS,
    IN_COURT,
    INSPECTIONS,
    LAWS,
    MEETINGS,
    MONEY_DISPUTES,
    OFFENCES,
    OFFICES,
    OUTCOMES,
    PETITION_MARKS,
    PETITIONS,
    PROPOSALS,
    PUBLICITY,
    REVIEW_AMOUNT,
    REVIEW_OPINIONS,
    REVIEWS,
    SEMINARS,
    SERVICES,
    SIMPLE_CASES,
    SOLVED,
    STUDY,
    SURNAMES,
    TRAINED,
    VILLAGES,
    YEARS,
)

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "practice" / "ledgers"

Row = list[object]


def working_days(year: int) -> list[datetime.date]:
    """Monday to Friday without the first days of January, May and October and late winter's holiday."""
    day = datetime.date(year, 1, 6)
    holidays = {(1, d) for d in range(28, 32)} | {(2, d) for d in range(1, 8)}
    holidays |= {(2, d) for d in range(15, 24)} if year == 2026 else set()
    holidays |= {(5, d) for d in range(1, 6)} | {(10, d) for d in range(1, 9)}
    days = []
    while day <= datetime.date(year, 12, 31):
        if day.weekday() < 5 and (day.month, day.day) not in holidays:
            days.append(day)
        day += datetime.timedelta(days=1)
    return days


def spread(
    year: int, count: int, rng: random.Random, last: tuple[int, int] = (12, 31)
) -> list[datetime.date]:
    """`count` working days in order, up to `last`."""
    days = [day for day in working_days(year) if (day.month, day.day) <= last]
    return sorted(rng.sample(days, count) if count <= len(days) else rng.choices(days, k=count))


def shares(total: int, count: int, rng: random.Random, step: int = 1) -> list[int]:
    """`count` multiples of `step`, none zero, that add up to `total`, a multiple of `step`."""
    weights = [rng.uniform(0.4, 2.2) for _ in range(count)]
    parts = [max(1, int(total / step * weight / sum(weights))) for weight in weights]
    largest_first = sorted(range(count), key=lambda position: -weights[position])
    missing = total // step - sum(parts)
    for turn in range(abs(missing)):
        parts[largest_first[turn % count]] += 1 if missing > 0 else -1
    assert min(parts) > 0
    return [part * step for part in parts]


def workday(day: datetime.date) -> datetime.date:
    """`day`, or the first working day after it, or the last one of its year."""
    days = working_days(day.year)
    return next((candidate for candidate in days if candidate >= day), days[-1])


def repeated(counts: dict[str, int], rng: random.Random) -> list[str]:
    """Every key as often as it counts, shuffled."""
    keys = [key for key, count in counts.items() for _ in range(count)]
    rng.shuffle(keys)
    return keys


def person(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(("某某", "某"))


def study(year: int, rng: random.Random) -> list[Row]:
    forms = repeated(STUDY[year], rng)
    people = {"专题培训": iter(TRAINED[year]), "旁听庭审": iter(IN_COURT[year])}
    seminars = SEMINARS[year]
    rows: list[Row] = []
    for number, (day, form) in enumerate(zip(spread(year, len(forms), rng), forms, strict=True)):
        topic = (
            "旁听行政案件庭审" if form == "旁听庭审" else LAWS[year][number * len(LAWS[year]) // len(forms)]
        )
        if form == "网上学法考法":
            expected, sat = EXAM[year]
            rows.append([day, form, topic, expected, sat, "否", sat, sat])
            continue
        present = next(people[form]) if form in people else rng.randint(9, 16)
        seminar = form == "理论学习中心组" and seminars > 0
        seminars -= seminar
        rows.append([day, form, topic, "", present, "是" if seminar else "否", "", ""])
    return rows


def meetings(year: int, rng: random.Random) -> list[Row]:
    kinds = repeated(MEETINGS[year], rng)
    items = shares(DECIDED_ITEMS[year], len(kinds), rng)
    return [
        [
            day,
            kind,
            "研究法治政府建设工作",
            "镇长（主任）" if kind == "协调小组会" else "书记",
            item,
            "已落实",
            f"青党纪要〔{year}〕{number}号",
        ]
        for number, (day, kind, item) in enumerate(
            zip(spread(year, len(kinds), rng), kinds, items, strict=True), 1
        )
    ]


def duties(year: int, rng: random.Random) -> list[Row]:
    kinds = [kind for kind in repeated(DUTIES[year], rng) if kind != "述法"]
    unsolved = SOLVED[year]
    rows: list[Row] = []
    for day, kind in zip(spread(year, len(kinds), rng, (12, 24)), kinds, strict=True):
        solved = kind == "亲自过问" and unsolved > 0
        unsolved -= solved
        leader = rng.choice(("书记", "镇长（主任）"))
        rows.append([day, leader, kind, DUTY_MATTERS[kind], "已办结", "是" if solved else "否"])
    last = working_days(year)[-1]
    return rows + [
        [last, who, "述法", DUTY_MATTERS["述法"], "已评议", "否"] for who in ("书记", "镇长（主任）")
    ]


def occasion(day: datetime.date) -> str:
    near = {4: "4·15", 5: "5月民法典", 12: "12·4"}
    return near.get(day.month, "赶集日" if day.day % 5 == 0 else "其他")


def publicity(year: int, rng: random.Random) -> list[Row]:
    kinds = repeated(PUBLICITY[year], rng)
    heard, papers, asked = AUDIENCE[year]
    numbers = zip(
        shares(heard, len(kinds), rng, 10),
        shares(papers, len(kinds), rng, 50),
        shares(asked, len(kinds), rng),
        strict=True,
    )
    rows: list[Row] = []
    for day, kind, (people, copies, questions) in zip(
        spread(year, len(kinds), rng), kinds, numbers, strict=True
    ):
        place = rng.choice(VILLAGES[12:] if kind == "社区" else VILLAGES[:12])
        form = rng.choice(("讲座", "咨询", "以案说法"))
        office = rng.choice(OFFICES)
        rows.append(
            [
                day,
                f"法律进{kind}宣传活动",
                occasion(day),
                kind,
                place,
                office,
                form,
                people,
                copies,
                questions,
            ]
        )
    return rows


def legal_guides(rng: random.Random) -> list[Row]:
    places = [place for place in VILLAGES for _ in range(3)] + ["石桥村", "青石社区", "河西社区"]
    added = ["松岭村", "下河村", "双井村"]
    rows: list[Row] = []
    for number, place in enumerate((*places, *added)):
        year = 2026 if number >= len(places) else rng.choice((2022, 2023, 2024, 2025))
        named = rng.choice([day for day in working_days(year) if day.month in (3, 6, 9)])
        role = rng.choice(("村（社区）干部", "人民调解员", "网格员", "村民小组长", "党员"))
        rows.append([person(rng), rng.choice("男女"), place, role, "法律明白人", named, 2, "合格", ""])
    return rows


def advice(year: int, rng: random.Random) -> list[Row]:
    term = f"{year}年1月1日至12月31日"
    rows: list[Row] = []
    for kind, total in ADVICE[year].items():
        parts = shares(total, max(1, total * 2 // 3), rng)
        written, adopted = ("是", "采纳") if kind.startswith("审查") else ("否", "")
        for day, part in zip(spread(year, len(parts), rng), parts, strict=True):
            row = [
                day,
                "政府法律顾问",
                "",
                "某律师事务所",
                "镇政府",
                term,
                kind,
                "镇政府事务",
                part,
                written,
                adopted,
            ]
            rows.append([*row])
    for day, village in zip(spread(year, len(VILLAGES), rng), VILLAGES, strict=True):
        adviser = f"{rng.choice(SURNAMES)}律师"
        talk = f"到{village}讲法治课"
        rows.append(
            [day, "村（社区）法律顾问", adviser, "", "村（社区）", term, "法治讲座", talk, 1, "否", ""]
        )
    return sorted(rows, key=lambda row: str(row[0]))


def decisions(year: int, rng: random.Random) -> list[Row]:
    days = [day for day in spread(year, 60, rng, (10, 31)) if day.month > 3][
        :: 60 // len(DECISIONS[year]) - 5
    ]
    rows: list[Row] = []
    for day, name in zip(days, DECISIONS[year], strict=False):
        shown = f"{workday(day + datetime.timedelta(days=5)).isoformat()}在公开栏公布"
        office = rng.choice(OFFICES)
        rows.append([name, "是", office, "是", "是", "低", "通过", "镇政府办公会议", day, shown, "执行中"])
    return rows


def review_days(year: int) -> dict[str, list[datetime.date]]:
    """When things were reviewed that other ledgers hold: some days before they were decided."""
    decided = [row[8] for row in decisions(year, random.Random(f"L08-{year}"))]
    fined = [row[11] for row in penalties(year, random.Random(f"L12-{year}")) if row[6] == "需要"]
    written = [str(row[4]) for row in documents() if str(row[4]).startswith(str(year))]
    return {
        "重大行政决策": [workday(before(day, 9)) for day in decided],
        "重大执法决定法制审核": [workday(before(day, 4)) for day in fined],
        "行政规范性文件": [datetime.date.fromisoformat(day) for day in written],
    }


def before(day: object, days: int) -> datetime.date:
    assert isinstance(day, datetime.date)
    return day - datetime.timedelta(days=days)


def review_name(kind: str, number: int, year: int, place: str) -> str:
    names = {
        "行政规范性文件": "青石镇集镇市容秩序管理办法",
        "重大行政决策": DECISIONS[year][number % len(DECISIONS[year])],
        "行政合同（协议）": f"{place}工程建设施工合同",
        "村级合同": f"{place}集体资产租赁合同",
        "村规民约": f"{place}村规民约",
        "重大执法决定法制审核": "擅自搭建行政处罚决定",
        "其他涉法事项": f"{place}征求意见答复材料",
    }
    return names[kind]


def reviews(year: int, rng: random.Random) -> list[Row]:
    kinds = repeated(REVIEWS[year], rng)
    opinions = shares(REVIEW_OPINIONS[year], len(kinds), rng)
    contracts = [position for position, kind in enumerate(kinds) if "合同" in kind]
    amounts = dict(zip(contracts, shares(REVIEW_AMOUNT[year], len(contracts), rng, 500), strict=True))
    places = rng.sample(VILLAGES[:12], 12)
    known = review_days(year)
    seen: dict[str, int] = {}
    rows: list[Row] = []
    for number, (day, kind) in enumerate(zip(spread(year, len(kinds), rng, (12, 18)), kinds, strict=True)):
        place = places[number % len(places)]
        turn = seen.get(kind, 0)
        seen[kind] = turn + 1
        sender = f"{place}村民委员会" if kind.startswith("村") else rng.choice(OFFICES[1:])
        sender = "综合行政执法队" if kind.startswith("重大执法") else sender
        done = (
            known[kind][turn] if kind in known else workday(day + datetime.timedelta(days=rng.randint(2, 6)))
        )
        received = workday(done - datetime.timedelta(days=5)) if kind in known else day
        name = review_name(kind, turn, year, place)
        amount = amounts.get(number, "")
        given = opinions[number]
        rows.append([received, sender, kind, name, "镇级", "修改后合法", given, given, done, "全部", amount])
    return sorted(rows, key=lambda row: str(row[0]))


def documents() -> list[Row]:
    filed = "云溪县人民政府"
    return [
        ["青石镇集镇摊点管理规定", "青政发〔2020〕11号", "", "", "2020-05-14", "2020-05-20", "2020-05-27", filed, "2020-06-05", "2025-05-26", "废止"],
        ["青石镇农村集体聚餐管理办法", "青政发〔2021〕8号", "", "2021-03-02", "2021-03-18", "2021-03-24", "2021-03-30", filed, "2021-04-08", "2026-03-29", "继续有效"],
        ["青石镇小型水利设施管护办法", "青政发〔2022〕15号", "", "2022-06-01", "2022-06-17", "2022-06-23", "2022-06-29", filed, "2022-07-07", "2027-06-28", "继续有效"],
        ["青石镇集镇市容秩序管理办法", "青政发〔2025〕7号", "", "2025-04-08", "2025-05-15", "2025-05-22", "2025-05-28", filed, "2025-06-06", "2030-05-27", ""],
    ]  # fmt: skip


def penalties(year: int, rng: random.Random) -> list[Row]:
    rows: list[Row] = []
    days = spread(year, len(FINES[year]), rng, (11, 20))
    for number, (day, fine) in enumerate(zip(days, FINES[year], strict=True), 1):
        simple = number <= SIMPLE_CASES[year]
        decided = day if simple else workday(day + datetime.timedelta(days=rng.randint(18, 40)))
        largest = fine == max(FINES[year]) and all(row[6] != "需要" for row in rows)
        review = "需要" if largest else "不需要"
        told = "" if simple else "已告知，未申请听证"
        offence = OFFENCES[-1] if largest else rng.choice(OFFENCES[:3] if simple else OFFENCES[2:])
        who = ("个体", "某建材经营部") if fine >= 1000 else ("自然人", person(rng))
        rows.append(
            [
                f"青政罚立〔{year}〕{number}号", offence, *who, "简易" if simple else "普通", day, review, told,
                f"青政罚决〔{year}〕{number}号", "罚款" if fine else "警告", fine, decided, "已履行", "否", "无",
            ]
        )  # fmt: skip
    return rows


def inspections(year: int, rng: random.Random) -> list[Row]:
    kinds = repeated(INSPECTIONS[year], rng)
    found, mended = FAULTS[year]
    faults = shares(found, len(kinds), rng)
    unmended_from = len(kinds) - (found - mended)
    rows: list[Row] = []
    for number, (day, kind) in enumerate(zip(spread(year, len(kinds), rng), kinds, strict=True)):
        where = "某企业" if kind == "涉企检查" else f"{rng.choice(VILLAGES)}商户和工地"
        fixed = faults[number] - (number >= unmended_from)
        rows.append([day, kind, where, "安全生产和市容秩序", "是", faults[number], fixed])
    return rows


def file_reviews(year: int) -> list[Row]:
    months = (6, 11)
    return [
        [datetime.date(year, month, 18), "司法所", files, excellent, files - excellent, 0, faults, faults]
        for month, (files, excellent, faults) in zip(months, FILES[year], strict=True)
    ]


def disputes(year: int, rng: random.Random) -> list[Row]:
    kinds = repeated(DISPUTES[year], rng)
    other = [outcome for outcome, count in OUTCOMES[year].items() for _ in range(count)]
    settled = len(kinds) - len(other)
    days = spread(year, settled, rng, (12, 12)) + sorted(working_days(year)[-len(other) :])
    written, amount, confirmed = AGREEMENTS[year]
    money = [number for number in range(settled) if kinds[number] in MONEY_DISPUTES]
    amounts = dict(zip(money, shares(amount, len(money), rng, 500), strict=True))
    rest = [number for number in range(settled) if number not in amounts]
    signed = {*money, *rng.sample(rest, written - len(money))}
    in_court = set(rng.sample(money, confirmed))
    rows: list[Row] = []
    for number, (day, kind) in enumerate(zip(days, kinds, strict=True)):
        place = rng.choice(VILLAGES)
        outcome = "化解" if number < settled else other[number - settled]
        ended = (
            ""
            if outcome == "正在办理"
            else day + datetime.timedelta(days=rng.randint(1, 15) if number < settled else 1)
        )
        form = "书面" if number in signed else "口头" if outcome == "化解" else "未达成"
        rows.append(
            [
                day, rng.choice(("主动排查", "申请调解", "网格上报", "12345")), f"{person(rng)}与{person(rng)}", place, kind,
                rng.choice(("低", "低", "低", "中")), f"{place}人民调解委员会", "人民调解", form, amounts.get(number, ""),
                "是" if number in in_court else "否", outcome, ended, "是" if outcome == "化解" else "否", "无",
            ]
        )  # fmt: skip
    return rows


def petitions(year: int, rng: random.Random) -> list[Row]:
    total, still_open, again = PETITIONS[year]
    closed = total - still_open
    days = spread(year, closed, rng, (11, 14)) + sorted(working_days(year)[-12:][:still_open])
    marks = repeated(PETITION_MARKS[year], rng)
    marks += ["未评"] * (total - len(marks))
    repeats = set(rng.sample(range(closed), again))
    rows: list[Row] = []
    for number, (day, mark) in enumerate(zip(days, marks, strict=True)):
        taken = workday(day + datetime.timedelta(days=rng.randint(0, 7)))
        done = workday(taken + datetime.timedelta(days=rng.randint(6, 35))) if number < closed else ""
        kind = rng.choice(("土地房屋", "民生保障", "环境卫生", "基础设施"))
        channel = rng.choice(("来访", "网上", "电话", "上级转送交办"))
        times = "重复" if number in repeats else "初次"
        outcome = "办结" if number < closed else "在办"
        rows.append([day, channel, person(rng), 1, "申诉求决", kind, times, taken, done, outcome, mark])
    return rows


def proposals(year: int, rng: random.Random) -> list[Row]:
    kinds, solved = PROPOSALS[year]
    names = [kind for kind, count in kinds.items() for _ in range(count)]
    matters = ("农村道路养护", "集镇停车", "饮水安全", "养老服务", "垃圾清运", "农田水利")
    return [
        [
            f"{year}-{number:02d}",
            kind,
            f"关于加强{rng.choice(matters)}的建议",
            person(rng),
            rng.choice(OFFICES),
            day,
            "A已解决" if number <= solved else "B列入计划",
            "满意" if number <= solved else "基本满意",
        ]
        for number, (day, kind) in enumerate(
            zip(spread(year, len(names), rng, (11, 28)), names, strict=True), 1
        )
    ]


def services(year: int, rng: random.Random) -> list[Row]:
    rows: list[Row] = []
    for kind, (received, done) in zip(("政务服务办件", "12345工单"), SERVICES[year], strict=True):
        monthly = shares(received, 12, rng)
        for month, count in enumerate(monthly, 1):
            left = received - done if month == 12 else 0
            rows.append([f"{year}-{month:02d}", kind, count, count - left, 0])
    return rows


def ledgers() -> dict[str, list[Row]]:
    """The rows of every ledger by its code, both years in one ledger."""
    yearly = {
        "L01": study, "L02": meetings, "L03": duties, "L04": publicity, "L07": advice, "L08": decisions, "L09": reviews,
        "L12": penalties, "L13": inspections, "L16": disputes, "L17": petitions, "L23": proposals, "L29": services,
    }  # fmt: skip
    made = {
        code: [row for year in YEARS for row in rows(year, random.Random(f"{code}-{year}"))]
        for code, rows in yearly.items()
    }
    made["L06"] = legal_guides(random.Random("L06"))
    made["L10"] = documents()
    made["L14"] = [row for year in YEARS for row in file_reviews(year)]
    return dict(sorted(made.items()))


def as_csv(code: str, rows: list[Row]) -> str:
    """Header and rows as CSV with line feeds; dates in ISO form."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADERS[code].split("|"))
    writer.writerows(rows)
    return stream.getvalue()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for code, rows in ledgers().items():
        (FOLDER / f"{code}.csv").write_bytes(as_csv(code, rows).encode("utf-8"))


if __name__ == "__main__":
    main()
