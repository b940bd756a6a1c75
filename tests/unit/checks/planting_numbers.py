"""Sentences with numbers that agree, and the same with one number that does not (rules N01–N27)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

Planted = tuple[str, str, str, str, str]
"""Kind, class, right sentence, wrong sentence, the part of the wrong one that must be pointed at."""

PARTS = (
    ("全年审查各类文件{t}件，其中行政合同{a}件、会议纪要{b}件、其他文件{c}件。", "件"),
    ("共受理矛盾纠纷{t}起，其中婚姻家庭{a}起、邻里关系{b}起、其他类型{c}起。", "起"),
    ("开展宣传活动{t}场次，包括进校园{a}场次、进企业{b}场次、进乡村{c}场次。", "场次"),
    ("办理行政处罚案件{t}宗（其中简易程序{a}宗、普通程序{b}宗、快速办理{c}宗）。", "宗"),
    ("收到群众来信来访{t}件，其中来信{a}件、来访{b}件和网上信访{c}件。", "件"),
    ("配备专职网格员{t}名，其中党员{a}名、团员{b}名、群众{c}名。", "名"),
)
PENDING = (
    "受理各类举报{t}件，办结{a}件，正在办理{b}件。",
    "排查风险隐患{t}处，已整改{a}处，剩余{b}处正在整改。",
    "认领整改任务{t}项，完成{a}项，尚有{b}项未完成。",
    "承办上级交办线索{t}条，办结{a}条，在办{b}条。",
    "调处土地纠纷{t}起，成功化解{a}起，未化解{b}起。",
)
RATES = (
    "全年调处纠纷{t}件，调解成功{a}件，成功率{r}%。",
    "排查隐患{t}处，整改{a}处，整改率达{r}%。",
    "发放测评问卷{t}份，收回{a}份，回收率为{r}%。",
    "提出修改意见{t}条，采纳{a}条，采纳率{r}%。",
    "应参加考试{t}人，实际参加{a}人，参考率达到{r}%。",
    "收到热线工单{t}件，按期办结{a}件，按期办结率{r}%。",
    "受理群众诉求{t}件，办结{a}件，办结率高达{r}%。",
    "现有执法人员{t}名，持证{a}名，持证率{r}%。",
)
ABOVE = (
    "行政执法人员持证率达到{x}%。",
    "群众满意率{x}%，较好完成了任务。",
    "矛盾纠纷化解率为{x}%。",
    "法律知识测试合格率达{x}%。",
)
RISES = (
    ("案件数量由{o}件下降到{n}件，下降{r}%。", True),
    ("法律顾问由{o}名增加到{n}名，增长{r}%。", False),
    ("全年受理纠纷{n}件，比上年的{o}件{w}{r}%。", None),
    ("投诉量从{o}件减少到{n}件，降幅{r}%。", True),
)
MORE = (
    ("召开专题会议{t}次，其中主要领导主持{a}次。", "次"),
    ("立案查处{t}件，其中移送公安机关{a}件。", "件"),
    ("参加测评{t}人，其中表示满意{a}人。", "人"),
)
VAGUE = ("发放宣传单{n}余份。", "接待群众咨询{n}余人次。", "张贴标语{n}余条。")
ZERO = (
    ("行政诉讼案件{n}件，行政机关负责人出庭应诉率100%。", "100%"),
    ("全年受理依申请公开{n}件，按期答复率100%。", "100%"),
)


def number_errors(chance: random.Random) -> Iterator[Planted]:
    """Errors of class arithmetic."""
    for _ in range(2):
        for form, unit in PARTS:
            a, b, c = (chance.randrange(4, 60) for _ in range(3))
            total = a + b + c
            wrong = total + chance.choice((-2, -1, 1, 2, 3))
            yield _pair("parts", form, {"t": total, "a": a, "b": b, "c": c}, {"t": wrong}, f"{wrong}{unit}")
        for form in PENDING:
            a, b = chance.randrange(20, 90), chance.randrange(2, 9)
            yield _pair("remainder", form, {"t": a + b, "a": a, "b": b}, {"b": b + 1}, f"{b + 1}")
        for form in RATES:
            total = chance.randrange(60, 400)
            part = total - chance.randrange(2, total // 8)
            rate = _percent(part, total)
            wrong_rate = rate + chance.choice((Decimal(1), Decimal(-2), Decimal("0.9")))
            yield _pair("rate", form, {"t": total, "a": part, "r": rate}, {"r": wrong_rate}, f"{wrong_rate}%")
        yield from _rises(chance)
    for form in ABOVE:
        yield _pair("above", form, {"x": "98.6"}, {"x": "108.6"}, "108.6%")
    for form, unit in MORE:
        a = chance.randrange(3, 9)
        yield _pair("part_of", form, {"t": a + 4, "a": a}, {"t": a - 1}, f"{a - 1}{unit}")
    for form in VAGUE:
        yield _pair("vague", form, {"n": 1400}, {"n": 1426}, "1426余")
    for form, place in ZERO:
        yield _pair("zero", form, {"n": 3}, {"n": 0}, place)
    yield from _others()


def _rises(chance: random.Random) -> Iterator[Planted]:
    for form, down in RISES:
        low = chance.randrange(40, 80)
        high = low + chance.randrange(10, 40)
        falls = chance.random() < 0.5 if down is None else down
        old, new = (high, low) if falls else (low, high)
        rate = _percent(abs(new - old), old)
        values = {"o": old, "n": new, "r": rate, "w": "下降" if falls else "增长"}
        yield _pair("rise", form, values, {"r": rate + 6}, f"{rate + 6}%")


def _others() -> Iterator[Planted]:
    yield (
        "points",
        "arithmetic",
        "群众满意率由94%提高到97%，提高3个百分点。",
        "群众满意率由94%提高到97%，提高3%。",
        "3%",
    )
    yield (
        "points",
        "arithmetic",
        "执法案卷合格率达97%，比上年提高2.5个百分点。",
        "执法案卷合格率达97%，比上年提高2.5%。",
        "2.5%",
    )
    yield (
        "shares",
        "arithmetic",
        "受理投诉中，噪声类占45%，违停类占32%，其他占23%。",
        "受理投诉中，噪声类占45%，违停类占32%，其他占33%。",
        "33%",
    )
    yield (
        "money",
        "arithmetic",
        "全年投入经费18万元，其中普法宣传6万元、法律顾问8万元、其他4万元。",
        "全年投入经费18万元，其中普法宣传6万元、法律顾问8万元、其他5万元。",
        "18万元",
    )
    yield (
        "listed",
        "arithmetic",
        "自查发现3个方面的问题：一是送达回证填写不规范；二是案卷归档不及时；三是记录视频命名不统一。",
        "自查发现4个方面的问题：一是送达回证填写不规范；二是案卷归档不及时；三是记录视频命名不统一。",
        "4个",
    )
    yield (
        "difference",
        "arithmetic",
        "办理案件61件，比上年的70件减少9件。",
        "办理案件61件，比上年的70件减少8件。",
        "8件",
    )
    yield (
        "visitors",
        "arithmetic",
        "举办法治讲座22场，受众1800余人次。",
        "举办法治讲座22场，受众18人次。",
        "18人次",
    )
    rows = "各类事项见下表。\n类别\t数量（件）\n合同\t31\n文件\t12\n合计\t{}"
    yield "table", "arithmetic", rows.format(43), rows.format(45), "45"


def inconsistencies(chance: random.Random) -> Iterator[Planted]:
    """The same thing told twice with different values."""
    n = chance.randrange(12, 19)
    sentences = (
        ("villages", f"全镇辖{n}个行政村。{{}}个行政村全部配备法律顾问。", f"{n}", f"{n + 1}", f"{n + 1}个"),
        ("communities", f"辖区共有{n}个社区。{{}}个社区均建立调解室。", f"{n}", f"{n - 1}", f"{n - 1}个"),
        (
            "grids",
            f"划分网格{n * 4}个，配齐人员。依托{{}}个网格开展排查。",
            f"{n * 4}",
            f"{n * 4 + 3}",
            f"{n * 4 + 3}",
        ),
        ("stock", "现有“法律明白人”86名。组织{}名“法律明白人”参加轮训，实现全覆盖。", "86", "92", "92"),
        ("stock", "全镇共有人民调解员73人。{}名人民调解员全部建档。", "73", "78", "78"),
        (
            "funds",
            "安排法治建设专项经费15万元。年底{}法治建设专项经费全部支出。",
            "15万元",
            "18万元",
            "18万元",
        ),
        ("funds", "落实普法工作经费9万元。普法工作经费{}已列入预算。", "9万元", "8万元", "8万元"),
    )
    for kind, form, right, wrong, place in sentences:
        yield kind, "inconsistency", form.format(right), form.format(wrong), place
    yield (
        "head",
        "inconsistency",
        "成立普法工作领导小组，由镇长担任组长。",
        "成立普法工作领导小组，由镇长担任主任。",
        "主任",
    )
    yield (
        "head",
        "inconsistency",
        "成立全面依法治镇委员会，书记担任主任。",
        "成立全面依法治镇委员会，书记担任组长。",
        "组长",
    )
    yield "level", "inconsistency", "我镇常年开展法治巡讲。", "我乡常年开展法治巡讲。", "我乡"
    yield (
        "level",
        "inconsistency",
        "全镇上下形成合力。镇党委定期研究。",
        "全镇上下形成合力。乡党委定期研究。",
        "乡党委",
    )


def _pair(kind: str, form: str, values: dict[str, object], changed: dict[str, object], place: str) -> Planted:
    return kind, "arithmetic", form.format(**values), form.format(**{**values, **changed}), place


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
