"""Every figure of a sentence with value, unit, kind and rounding; the sentences are invented."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fzapp.text.quantities import (
    QuantityKind,
    QuantityLexicon,
    figures_json,
    find_quantities,
    load_lexicon,
)

_LEXICON_FILE = Path(__file__).resolve().parents[3] / "resources/rules/quantities.toml"


@pytest.fixture(scope="module")
def lexicon() -> QuantityLexicon:
    return load_lexicon(_LEXICON_FILE.read_bytes())


def _shown(text: str, lexicon: QuantityLexicon) -> list[str]:
    """Each figure as 'text=value unit', with ~ for a rounded one."""
    shown = []
    for found in find_quantities(text, lexicon):
        value = found.value
        if isinstance(value, tuple):
            value = f"{value[0]}..{value[1]}"
        mark = "~" if found.approximate else ""
        shown.append(f"{mark}{found.text}={value} {found.unit}".rstrip())
    return shown


_COUNTS = [
    ("召开推进会4次、座谈会2次，收到意见26条。", ["4次=4 次", "2次=2 次", "26条=26 条"]),
    ("发放宣传册1,234册，接待群众１２３人次。", ["1,234册=1234 册", "１２３人次=123 人次"]),
    ("印发资料1.2万份，播放量80.5万次。", ["1.2万份=12000 份", "80.5万次=805000 次"]),
    (
        "受理案件 36 件，罚没 26.4 万元，受众 9800 余人次。",
        ["36 件=36 件", "26.4 万元=264000 元", "~9800 余人次=9800 人次"],
    ),
    ("转移群众97户311人。", ["97户=97 户", "311人=311 人"]),
    ("3个工作日内反馈，15日内办结，指导3个月。", ["3个工作日=3 个工作日", "15日=15 日", "3个月=3 个月"]),
    ("接待来访600余人（次）。", ["~600余人（次）=600 人次"]),
    ("提出意见52跳。", ["52=52"]),
    ("全县综合排名第3位。", ["第3位=3 位"]),
    ("培训覆盖8个村3个社区12家单位。", ["8个=8 个", "3个=3 个", "12家=12 家"]),
    ("行政诉讼案件0件。", ["0件=0 件"]),
]


@pytest.mark.parametrize(("text", "expected"), _COUNTS)
def test_arabic_counts(text: str, expected: list[str], lexicon: QuantityLexicon) -> None:
    assert _shown(text, lexicon) == expected


_CHINESE = [
    ("开展宣讲二十余次，发放资料三千五百余份。", ["~二十余次=20 次", "~三千五百余份=3500 份"]),
    ("解答咨询百余条，惠及一万余户。", ["~百余条=100 条", "~一万余户=10000 户"]),
    ("涉及金额一百二十余万元。", ["~一百二十余万元=1200000 元"]),
    ("辖八个行政村、两个社区。", ["八个=8 个", "两个=2 个"]),
    ("获评民主法治示范村两村。", ["两村=2 村"]),
    ("调解纠纷三十五起，走访近百名老人、上千户家庭。", ["三十五起=35 起", "~百名=100 名", "~千户=1000 户"]),
    ("每年组织不少于两次演练。", ["~两次=2 次"]),
    ("累计宣讲数十次，走访几十户。", ["~数十次=10 次", "~几十户=10 户"]),
    ("走访两三次，五六十人参加。", ["~两三次=2..3 次", "~五六十人=50..60 人"]),
    ("排查出问题三个，均已整改。", ["三个=3 个"]),
    ("自收到之日起十五日内答复，共三十元。", ["十五日=15 日", "三十元=30 元"]),
    ("先后召开三次会议。", ["三次=3 次"]),
    ("修订制度三十二项。", ["三十二项=32 项"]),
]


@pytest.mark.parametrize(("text", "expected"), _CHINESE)
def test_chinese_numerals_that_count(text: str, expected: list[str], lexicon: QuantityLexicon) -> None:
    assert _shown(text, lexicon) == expected


_PROPORTIONS = [
    ("满意率98.6%，办结率95％以上。", ["98.6%=98.6 %", "~95％=95 %"]),
    ("降幅10%~20%，提高2.5个百分点。", ["10%~20%=10..20 %", "2.5个百分点=2.5 个百分点"]),
    ("参考率百分之九十五，差错率千分之三。", ["百分之九十五=95 %", "千分之三=3 ‰"]),
    ("经三分之二以上代表同意，占总数的1/4。", ["~三分之二=66.6667 %", "1/4=25 %"]),
    ("检查频次下降三成以上，近九成群众满意。", ["~三成=30 %", "~九成=90 %"]),
    ("升幅百分之十至百分之二十。", ["百分之十至百分之二十=10..20 %"]),
]


@pytest.mark.parametrize(("text", "expected"), _PROPORTIONS)
def test_proportions(text: str, expected: list[str], lexicon: QuantityLexicon) -> None:
    assert _shown(text, lexicon) == expected
    assert {found.kind for found in find_quantities(text, lexicon)} == {QuantityKind.PERCENT}


_AMOUNTS = [
    ("投入3.86万元，追回41.7万余元。", ["3.86万元=38600 元", "~41.7万余元=417000 元"]),
    (
        "经费30余万元，罚款3500元，项目1.2亿元。",
        ["~30余万元=300000 元", "3500元=3500 元", "1.2亿元=120000000 元"],
    ),
    ("共3万5千元，另有1亿2000万元。", ["3万5千元=35000 元", "1亿2000万元=120000000 元"]),
    ("预算20至30万元。", ["20至30万元=200000..300000 元"]),
    ("将5万元以上的支出纳入集体研究。", ["5万元=50000 元"]),
]


@pytest.mark.parametrize(("text", "expected"), _AMOUNTS)
def test_amounts_are_in_yuan(text: str, expected: list[str], lexicon: QuantityLexicon) -> None:
    assert _shown(text, lexicon) == expected
    assert {found.kind for found in find_quantities(text, lexicon)} == {QuantityKind.AMOUNT}


_RANGES = [
    ("每年3至5次。", ["3至5次=3..5 次"]),
    ("总播放8万-10万次。", ["8万-10万次=80000..100000 次"]),
    ("受众8—10万人次。", ["8—10万人次=80000..100000 人次"]),
    ("发放监督卡300~400张。", ["300~400张=300..400 张"]),
    ("用时由26天缩短到15天。", ["26天=26 天", "15天=15 天"]),
    ("权重由3%提高到5%。", ["3%=3 %", "5%=5 %"]),
    ("需三至五天。", ["三至五天=3..5 天"]),
]


@pytest.mark.parametrize(("text", "expected"), _RANGES)
def test_ranges_have_two_ends(text: str, expected: list[str], lexicon: QuantityLexicon) -> None:
    assert _shown(text, lexicon) == expected


_DATES = [
    ("2026年12月10日", ["2026年12月10日=2026-12-10 日期"]),
    ("2026 年 12 月 10 日", ["2026 年 12 月 10 日=2026-12-10 日期"]),
    ("二〇二六年十二月十日", ["二〇二六年十二月十日=2026-12-10 日期"]),
    ("二○二六年", ["二○二六年=2026 年"]),
    (
        "于2026-03-05和2026.3.15、2026/3/8填报",
        ["2026-03-05=2026-03-05 日期", "2026.3.15=2026-03-15 日期", "2026/3/8=2026-03-08 日期"],
    ),
    ("5月中旬启动，11月底前完成，7月20日截止。", ["5月中旬=05 月", "11月底=11 月", "7月20日=07-20 日期"]),
    ("2026年1月至12月，1—6月。", ["2026年1月至12月=2026-01/2026-12 月", "1—6月=01/06 月"]),
    ("12月4日至10日", ["12月4日至10日=12-04/12-10 日期"]),
    ("11月28日—12月4日", ["11月28日—12月4日=11-28/12-04 日期"]),
    ("2025年11月31日", ["2025年11月31日=2025-11-31 日期"]),
    ("《实施纲要（2021—2025年）》", ["2021—2025年=2021..2025 年"]),
    ("实施纲要(2021-2025)", ["2021-2025=2021..2025 年"]),
    ("2023、2024年度和24年度", ["2023=2023 年", "2024年度=2024 年", "24年度=2024 年"]),
    ("2026年版规程，2026届毕业生", ["2026年=2026 年", "2026=2026 年"]),
    ("十二月四日举行，二〇二六年三月公布", ["十二月四日=12-04 日期", "二〇二六年三月=2026-03 月"]),
    ("8点30分集合，18:00结束", ["8点30分=8点30分 时", "18:00=18:00 时"]),
    ("会议上午9时30分开始", ["9时30分=9时30分 时"]),
]


@pytest.mark.parametrize(("text", "expected"), _DATES)
def test_dates_and_years(text: str, expected: list[str], lexicon: QuantityLexicon) -> None:
    assert _shown(text, lexicon) == expected
    kinds = {found.kind for found in find_quantities(text, lexicon)}
    assert kinds <= {QuantityKind.DATE, QuantityKind.YEAR}


_NUMBERED = [
    ("青政发〔2026〕3号　　签发人：", "青政发〔2026〕3号"),
    ("根据青法办〔2026〕12号文件要求", "青法办〔2026〕12号"),
    ("按照（青司通〔2026〕 5 号）办理", "青司通〔2026〕5号"),
    ("根据国务院令第797号", "国务院令第797号"),
    ("判决书（2026）青01行初35号", "（2026）青01行初35号"),
    ("关于印发要点的通知青政办函[2026]8号", "青政办函[2026]8号"),
]


@pytest.mark.parametrize(("text", "number"), _NUMBERED)
def test_document_numbers(text: str, number: str, lexicon: QuantityLexicon) -> None:
    found = find_quantities(text, lexicon)
    assert [(item.kind, item.value) for item in found] == [(QuantityKind.DOCUMENT_NUMBER, number)]


def test_ordinals(lexicon: QuantityLexicon) -> None:
    found = find_quantities("依据第3条，列入第二批名单，参加第5次会议。", lexicon)
    assert [(item.text, item.kind) for item in found] == [
        ("第3条", QuantityKind.ORDINAL),
        ("第二批", QuantityKind.ORDINAL),
        ("第5次", QuantityKind.ORDINAL),
    ]


_NO_FIGURES = [
    # set phrases, listed and unseen ones
    "做到两个维护，增强“四个意识”，领会十一个坚持，落实三项制度，执行八项规定。",
    "推动“五个抓实”“三张清单”“一村两员”落地，坚持三个代表重要思想。",
    "开展三年行动，编制五年规划，实施安全生产三年提升行动计划，落实十年禁渔。",
    "牵住三支队伍，守住两条底线，打破两张皮，用好四套班子。",
    "学习党的二十大和二十届四中全会精神，落实十四五规划和“八五”普法。",
    "坚持三治融合、三调联动、一站式服务、一体化推进，当好第一责任人和一把手。",
    "与邻近的两乡一镇共建，组织一次回头看，一批骨干，一桩桩案例，一支队伍。",
    "成立第十四届村委会，召开第二十五次会议，依照第三十三条和第三方评估。",
    "千方百计走访千家万户，四处宣传，百日攻坚，二次供水，万人成讼率。",
    "打造十五分钟法律服务圈和“15分钟服务圈”。",
    # enumerators
    "一是抓学习，二是抓落实。",
    "1.规范程序",
    "2、健全机制",
    "（3）做实审查",
    "要求如下：1.加强领导；2.压实责任；3、强化督查。",
    "1.1规范执法程序",
    "附件2：清单",
    "表2所示，图3可见",
    "第 2 页 共 5 页",
    "- 3 -",
    "1 / 1",
    # hotlines, phones, codes
    "拨打12345热线或110报警，“12348”平台与12309检察服务中心同步受理。",
    "联系电话：0731-85551234，手机13800001111，邮编410000。",
    "身份证号：379921196804121239，电话85551234",
    "编号2026-001，信箱qsz2026@example.com，网址www.qsz123.gov.cn",
    # days of observance, formulas, roads, versions, generations
    "“12·4”国家宪法日、3·15消费者权益日、4.15全民国家安全教育日、“6.26”国际禁毒日",
    "推行“1+2+N”和1+3+N模式，24小时不打烊的“7×24小时”",
    "推行1村1顾问、1对1帮扶、1户1策。",
    "沿108线和G320国道，青石路12号3楼502室",
    "枫桥经验2.0版和“智慧调解3.0”",
    "80后、95后干部",
    "《民法典100问》《三年行动方案》",
    "第十三届人大三次会议",
    "每两年轮训一遍，每三个月通报，三期叠加，三部曲，三元区",
    "执行GB/T 9704标准，家住柳林村5组，卡号138****5678",
    # places
    "三户村、五家渠、七台河、六村堡街道",
    # implied zeros and frequencies
    "零投诉、零上访，每月研判，每季度通报。",
    "无一人重新犯罪。",
]


@pytest.mark.parametrize("text", _NO_FIGURES)
def test_names_are_no_figures(text: str, lexicon: QuantityLexicon) -> None:
    expected = ["24小时=24 小时"] if "不打烊" in text else []
    assert _shown(text, lexicon) == expected


_ROUNDED = [
    ("约5件", True), ("大约5件", True), ("近3000人", True), ("超过5000人", True), ("突破80万次", True), ("不少于3名", True),
    ("20余名", True), ("3000多人", True), ("十几名", True), ("40场次以上", True), ("30天以内", True), ("50人左右", True),
    ("3万+阅读", True), ("村规民约11件", False), ("签约12户", False), ("最近3次", False), ("附近5个村", False), ("其余3件", False),
    ("近3年", False), ("网上10件", False), ("通过3次会议", False), ("5万元以上的支出", False), ("60岁以上老人", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rounded"), _ROUNDED)
def test_rounding(text: str, rounded: bool, lexicon: QuantityLexicon) -> None:
    (found,) = find_quantities(text, lexicon)
    assert found.approximate is rounded


_TOPICS = [
    ("全年发放宣传资料300份。", "宣传资料"),
    ("辖42个行政村。", "行政村"),
    ("组织68名机关干部参训。", "机关干部"),
    ("矛盾纠纷化解率达到98.2%。", "矛盾纠纷化解率"),
    ("法律顾问全年提供咨询19次。", "咨询"),
    ("培育“法律明白人”90名。", "法律明白人"),
    ("有效回收率96%。", "有效回收率"),
    ("民主法治示范村（社区）9个。", "民主法治示范村（社区）"),
]


@pytest.mark.parametrize(("text", "topic"), _TOPICS)
def test_topic(text: str, topic: str, lexicon: QuantityLexicon) -> None:
    (found,) = find_quantities(text, lexicon)
    assert found.topic == topic


def test_a_clause_without_a_noun_goes_on_about_the_topic(lexicon: QuantityLexicon) -> None:
    first, second = find_quantities("进驻事项109项，其中97项可网上办理。", lexicon)
    assert first.topic == second.topic == "事项"


def test_a_stray_quotation_mark_hides_nothing(lexicon: QuantityLexicon) -> None:
    assert _shown("培养“法律明白人”“32名，其中妇女13名。", lexicon) == ["32名=32 名", "13名=13 名"]


def test_json_form(lexicon: QuantityLexicon) -> None:
    answer = figures_json(["", "投入3.5万元，用时3至5天，2026年满意率99.5%。", "1—6月"], lexicon)
    figures = answer["figures"]
    assert isinstance(figures, list)
    assert [(item["line"], item["start"], item["end"], item["value"], item["kind"]) for item in figures] == [
        (2, 2, 7, 35000, "amount"),
        (2, 10, 14, [3, 5], "count"),
        (2, 15, 20, 2026, "year"),
        (2, 23, 28, 99.5, "percent"),
        (3, 0, 4, ["01", "06"], "date"),
    ]
    assert set(figures[0]) == {
        "line",
        "start",
        "end",
        "text",
        "value",
        "unit",
        "kind",
        "approximate",
        "topic",
    }


def test_table_rows_take_units_from_the_head(lexicon: QuantityLexicon) -> None:
    rows = ["序号\t村名\t件数（件）\t金额（万元）", "1\t柳林村\t12\t3.5", "2\t桃源村\t7\t1.2", "以上12份"]
    figures = figures_json(rows, lexicon)["figures"]
    assert isinstance(figures, list)
    assert [(item["value"], item["unit"]) for item in figures] == [
        (12, "件"), (35000, "元"), (7, "件"), (12000, "元"), (12, "份"),
    ]  # fmt: skip


def test_serial_numbers_of_a_table_with_one_cell_a_line(lexicon: QuantityLexicon) -> None:
    cells = [
        "序号",
        "村名",
        "件数",
        "1",
        "柳林村",
        "12",
        "2",
        "桃源村",
        "2",
        "3",
        "李家村",
        "5",
        "合计",
        "",
        "19",
    ]
    figures = figures_json(cells, lexicon)["figures"]
    assert isinstance(figures, list)
    assert [item["value"] for item in figures] == [12, 2, 5, 19]


@given(
    st.text(
        alphabet="0123456789一二两三十百千万亿余约第年月日号〔〕（）“”《》.、，。%~-至个件元次人 \t·+成分之数几〇",
        max_size=60,
    )
)
@settings(max_examples=300, deadline=None)
def test_spans_lie_in_the_line_and_never_overlap(text: str) -> None:
    lexicon = load_lexicon(_LEXICON_FILE.read_bytes())
    end = 0
    for found in find_quantities(text, lexicon):
        assert end <= found.start < found.end <= len(text)
        assert found.text == text[found.start : found.end]
        end = found.end
        if isinstance(found.value, tuple):
            assert found.value[0] < found.value[1]


@given(st.integers(1, 10**9), st.sampled_from(["件", "人次", "元", "%", "个百分点"]))
@settings(max_examples=100, deadline=None)
def test_a_written_number_is_read_back(number: int, unit: str) -> None:
    lexicon = load_lexicon(_LEXICON_FILE.read_bytes())
    (found,) = find_quantities(f"共办理{number}{unit}。", lexicon)
    assert found.value == Decimal(number)


@pytest.mark.parametrize(
    "noise", ["1" * 40_000, "一" * 40_000, "“" * 40_000, "《" * 40_000, "w." * 20_000 + "@"]
)
def test_noise_is_passed_over(noise: str, lexicon: QuantityLexicon) -> None:
    assert find_quantities(noise, lexicon) == ()
    assert _shown(f"{noise}，办理12件", lexicon) == ["12件=12 件"]
