"""Prints how often the right ledger figure comes first or second for numbers of the practice reports.

The labels name the figure by report, line and text of the number; needs ../shared for the reports.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from fzapp.services.ledger_kinds import ledger_kinds
from fzapp.text.quantities import find_quantities, load_lexicon
from fzapp.text.quantity_matching import FigureCandidate, load_matching_words, rank_figures
from tests.benchmarks.practice_judge import SHARED
from tests.benchmarks.score_figures import LEXICON_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.ledger import LedgerKind, Statistic
    from fzapp.text.quantities import Quantity

LABELS = """
d01 11 4次 学法.理论学习中心组次数|学法.学法次数|学法.党委理论学习中心组次数
d01 11 2次 学法.专题研讨次数
d01 11 12次 学法.会前学法次数|学法.政府会前学法次数
d01 11 68名 学法.参考人次|学法.参加人次|学法.考法合格人次
d01 11 100% 学法.考法合格率|学法.参学率
d01 13 11360件 政务服务.受理合计|政务服务.办结合计|政务服务.政务服务办件受理数|政务服务.政务服务办件办结数
d01 13 99.6% 政务服务.满意率
d01 13 14次 行政检查.涉企检查次数
d01 15 2个 重大行政决策.决策件数
d01 16 31件 合法性审查.件数|合法性审查.办结件数
d01 16 12件 合法性审查.行政合同件数
d01 16 19件 合法性审查.村级合同件数|合法性审查.其他涉法事项件数
d01 16 44条 合法性审查.意见条数合计
d01 16 100% 合法性审查.采纳率|合法性审查.采纳件数占比
d01 19 136人次 法律顾问.法律咨询次数|法律顾问.法律咨询件次|法律顾问.服务次数
d01 19 9起 法律顾问.参与调解次数|法律顾问.参与调解件次
d01 21 15人 执法人员.持证人数|执法人员.持证在岗人数|执法人员.总人数
d01 21 27件 行政处罚.立案件数|行政处罚.件数
d01 21 25件 行政处罚.结案件数
d01 21 3.86万元 行政处罚.罚没金额合计
d01 21 20份 案卷评查.案卷数合计
d01 21 6份 案卷评查.优秀案卷数合计
d01 21 14份 案卷评查.合格案卷数合计|案卷评查.优秀和合格案卷数
d01 23 36场 普法活动.活动场次
d01 23 18场 普法活动.进乡村场次
d01 23 3场 普法活动.进社区场次
d01 23 6场 普法活动.进学校场次
d01 23 9800余人次 普法活动.受众人次合计
d01 23 1.2万份 普法活动.发放资料份数合计
d01 23 126名 法律明白人.总人数|法律明白人.法律明白人总数
d01 23 8处 普法阵地.阵地数|普法阵地.在用阵地数
d01 23 1处 普法阵地.阵地数|普法阵地.在用阵地数|普法阵地.法治文化广场数
d01 25 186件 矛盾纠纷.受理件数
d01 25 179件 矛盾纠纷.化解件数
d01 25 98.2% 矛盾纠纷.化解率|矛盾纠纷.调解成功率
d01 25 214人次 信访.人次
d01 25 63件 信访.件数|信访.上级转办件数
d01 25 100% 信访.办结率
d01 25 3名 调解员.专职人数
d01 25 126名 调解员.兼职人数
d01 29 5次 法治会议.党委会议专题研究次数
d01 29 2次 法治会议.听取汇报次数
d01 29 132名 法律明白人.总人数|法律明白人.法律明白人总数
d02 8 3次 法治会议.党委会议专题研究次数
d02 8 11次 学法.学法次数|学法.理论学习中心组次数|学法.党委理论学习中心组次数
d02 8 430余人次 学法.参加人次|学法.应参加人次|学法.有应到数的参加人次
d02 8 12.6万元 经费.支出合计|经费.预算合计
d02 10 57件 合法性审查.件数|合法性审查.办结件数
d02 10 9件 合法性审查.村规民约件数
d02 10 12件 合法性审查.其他涉法事项件数
d02 10 80余条 合法性审查.意见条数合计
d02 10 45次 行政检查.检查次数
d02 10 6件 行政处罚.普通程序件数
d02 10 13件 行政处罚.简易程序件数
d02 10 212条 政务公开.公开条数|政务公开.主动公开条数|政务公开.公开栏条数|政务公开.村务公开栏条数
d02 10 8个 应急.预案修订次数
d02 10 5次 应急.演练次数
d02 10 3起 应急.突发事件处置次数
d02 12 22场 普法活动.活动场次
d02 12 7500份 普法活动.发放资料份数合计
d02 12 640人次 普法活动.咨询人次合计
d02 12 32名 法律明白人.总人数|法律明白人.法律明白人总数
d02 12 13名 法律明白人.女性人数
d02 12 36块 普法阵地.宣传栏数|普法阵地.阵地数|普法阵地.在用阵地数
d02 14 163起 矛盾纠纷.受理件数
d02 14 158起 矛盾纠纷.化解件数
d02 14 98.9% 矛盾纠纷.化解率|矛盾纠纷.调解成功率
d02 14 6人 社区矫正.期末在册社区矫正对象数
d02 14 17人 社区矫正.期末安置帮教对象数
d02 14 12件 公共法律服务.法律援助受理件次|公共法律服务.法律援助受理次数
d02 16 5个 问题整改.问题数|问题整改.县法治督察问题数|问题整改.法治督察问题数
d02 16 4个 问题整改.已完成数
d02 16 1个 问题整改.长期坚持数
d02 18 427件 网格.事件上报数合计
d02 18 419件 网格.办结数合计
d03 7 4次 学法.理论学习中心组次数|学法.学法次数|学法.党委理论学习中心组次数
d03 7 11次 学法.会前学法次数|学法.政府会前学法次数
d03 7 82人 学法.参考人次|学法.参加人次|学法.考法合格人次
d03 7 100% 学法.考法合格率
d03 8 2次 学法.旁听庭审次数
d03 9 1180人次 学法.参加人次|学法.应参加人次|学法.有应到数的参加人次
d03 11 31275件 政务服务.受理合计|政务服务.办结合计|政务服务.政务服务办件受理数|政务服务.政务服务办件办结数
d03 11 99.8% 政务服务.满意率
d03 12 186条 政务公开.公开条数|政务公开.主动公开条数|政务公开.政府门户网站条数|政务公开.公开栏条数
d03 12 3件 政务公开.依申请件数
d03 14 2个 重大行政决策.决策件数
d03 15 73件 合法性审查.件数|合法性审查.办结件数
d03 15 52 合法性审查.意见条数合计
d03 15 98% 合法性审查.采纳率|合法性审查.采纳件数占比
d03 22 12名 执法人员.持证人数|执法人员.总人数|执法人员.持证在岗人数|执法人员.在岗人数
d03 22 120% 执法人员.持证上岗率
d03 23 38件 行政处罚.立案件数|行政处罚.件数|行政处罚.结案件数
d03 23 11件 行政处罚.普通程序件数
d03 23 27件 行政处罚.简易程序件数
d03 23 1.97万元 行政处罚.罚没金额合计
d03 23 9次 行政检查.专项检查次数|行政检查.检查次数
d03 23 1件 复议诉讼.行政复议件数
d03 23 0件 复议诉讼.行政诉讼一审件数|复议诉讼.件数
d03 25 2名 调解员.专职人数
d03 25 73件 矛盾纠纷.物业纠纷件数
d03 25 26天 矛盾纠纷.平均化解天数
d03 25 15天 矛盾纠纷.平均化解天数
d03 25 11个 调解组织.调委会数|调解组织.村（居）调委会数
d03 25 289件 矛盾纠纷.受理件数
d03 25 283件 矛盾纠纷.化解件数
d03 25 97.9% 矛盾纠纷.化解率|矛盾纠纷.调解成功率
d03 26 21件 公共法律服务.法律援助受理件次|公共法律服务.法律援助受理次数
d03 28 13个 应急.预案修订次数
d03 28 16次 应急.演练次数
d03 28 704处 应急.隐患数合计|应急.整改数合计
d03 30 61场 普法活动.活动场次
d03 30 1.3万人次 普法活动.受众人次合计
d03 30 72名 法律明白人.总人数|法律明白人.法律明白人总数
d04 7 6次 学法.理论学习中心组次数|学法.党委理论学习中心组次数
d04 7 4场 第一责任人履职.讲法治课次数
d04 8 3次 法治会议.全面依法治镇委员会会议次数
d04 8 5次 法治会议.听取汇报次数
d04 8 18万元 经费.预算合计|经费.支出合计
d04 9 6件 规范性文件.失效件数
d04 9 11件 规范性文件.继续有效件数
d04 9 318条 政务公开.公开条数|政务公开.主动公开条数
d04 10 280余次 行政检查.检查次数|行政检查.日常检查次数
d04 10 34件 行政处罚.立案件数|行政处罚.件数
d04 10 31件 行政处罚.结案件数
d04 10 1件 复议诉讼.行政诉讼一审件数|复议诉讼.件数
d04 10 100% 复议诉讼.出庭应诉率
d04 11 312件 矛盾纠纷.受理件数|矛盾纠纷.人民调解件数
d04 11 98.4% 矛盾纠纷.化解率|矛盾纠纷.调解成功率
d04 11 9名 社区矫正.期末在册社区矫正对象数
d04 11 22场 应急.演练次数
d04 12 108户 法律明白人.学法用法示范户总数
d04 12 69名 法律明白人.总人数|法律明白人.法律明白人总数
d05 6 3次 学法.理论学习中心组次数|学法.党委理论学习中心组次数|法治会议.领导小组会次数|法治会议.会议次数
d05 6 2次 法治会议.党委会议专题研究次数
d05 8 4815件 政务服务.受理合计|政务服务.办结合计|政务服务.政务服务办件受理数|政务服务.政务服务办件办结数
d05 10 4次 应急.演练次数
d05 13 14件 合法性审查.行政合同件数
d05 13 37件 合法性审查.村级合同件数
d05 13 58条 合法性审查.意见条数合计
d05 13 11件 合法性审查.村规民约件数
d05 14 67条 政务公开.公开条数|政务公开.主动公开条数|政务公开.政府门户网站条数
d05 16 116次 行政检查.检查次数|行政检查.日常检查次数
d05 16 9件 行政处罚.立案件数
d05 16 8件 行政处罚.结案件数
d05 16 13家 行政检查.检查对象数
d05 16 100% 复议诉讼.建议回复率
d05 16 6次 行政检查.联合执法次数
d05 18 86件 矛盾纠纷.受理件数
d05 18 31件 矛盾纠纷.邻里纠纷件数
d05 18 22件 矛盾纠纷.婚姻家庭件数
d05 18 83件 矛盾纠纷.化解件数
d05 18 96.5% 矛盾纠纷.化解率
d05 20 21场次 普法活动.活动场次
d05 20 3600人次 普法活动.受众人次合计
d05 20 5000余份 普法活动.发放资料份数合计
d05 20 28处 普法阵地.宣传栏数|普法阵地.阵地数|普法阵地.在用阵地数
d06 7 15次 法治会议.会议次数|法治会议.领导小组会次数
d06 7 30万元 经费.预算合计|经费.支出合计
d06 11 14件 规范性文件.清理件数
d06 11 2件 规范性文件.废止件数|政务公开.依申请件数
d06 11 9件 规范性文件.继续有效件数
d06 11 245条 政务公开.公开条数|政务公开.主动公开条数|政务公开.政府门户网站条数
d06 11 42家 法律顾问.法治体检次数|法律顾问.法治体检件次
d06 15 18人 执法人员.总人数|执法人员.在岗人数
d06 15 16人 执法人员.持证人数|执法人员.持证在岗人数
d06 15 88.9% 执法人员.持证上岗率
d06 17 43件 行政处罚.立案件数|行政处罚.件数
d06 17 25件 行政处罚.简易程序件数
d06 17 1.62万元 行政处罚.罚没金额合计
d06 21 2次 案卷评查.评查次数
d06 21 30份 案卷评查.案卷数合计
d06 21 17个 案卷评查.问题条数合计|案卷评查.整改数合计
d06 21 1件 复议诉讼.行政复议件数
d06 21 0件 复议诉讼.行政诉讼一审件数|复议诉讼.件数
d06 25 112个 网格.网格数
d06 25 118人 网格.网格员数
d06 25 527件 矛盾纠纷.受理件数
d06 25 519件 矛盾纠纷.化解件数
d06 25 98.5% 矛盾纠纷.化解率|矛盾纠纷.调解成功率
d06 25 76场 法律顾问.法治讲座次数|法律顾问.法治讲座件次
d06 25 1个 民主法治示范.全国级数量
d06 25 9个 民主法治示范.市级数量
d06 29 7处 普法阵地.长廊数|普法阵地.阵地数|普法阵地.在用阵地数
d06 29 103场 普法活动.活动场次
d06 29 2.4万人次 普法活动.受众人次合计
d06 29 126名 法律明白人.总人数|法律明白人.法律明白人总数
d06 29 231户 法律明白人.学法用法示范户总数
"""


def all_candidates() -> list[FigureCandidate]:
    """Every statistic of every kind of ledger, families opened by the options of their column."""
    found: dict[str, FigureCandidate] = {}
    for kind in ledger_kinds():
        for statistic in kind.statistics:
            for name in _names(kind, statistic):
                full = f"{kind.short_name}.{name}"
                found[full] = FigureCandidate(full, statistic.unit, kind.titles, kind.sections)
    return list(found.values())


def _names(kind: LedgerKind, statistic: Statistic) -> Iterator[str]:
    """The names of a statistic, one for each option of a family."""
    name = statistic.name.replace("{year}", "2024")
    if not statistic.each:
        yield name
        return
    column = kind.column(statistic.each)
    for option in column.options if column else ():
        yield name.replace("{value}", option.name.strip("“”"))


def labelled() -> Iterator[tuple[str, str, Quantity, list[str]]]:
    """(place, paragraph, number, right names) of every label."""
    lexicon = load_lexicon(LEXICON_FILE.read_bytes())
    for label in LABELS.strip().split("\n"):
        report, line, written, names = label.split(" ")
        data = (SHARED / f"practice/reports/{report}.txt").read_bytes().decode("utf-8")
        paragraph = re.sub(r"\r\n?", "\n", data).split("\n")[int(line) - 1]
        quantity = next(item for item in find_quantities(paragraph, lexicon) if item.text == written)
        yield f"{report} {line} {written}", paragraph, quantity, names.split("|")


def with_values(candidates: list[FigureCandidate], quantity: Quantity, right: str) -> list[FigureCandidate]:
    """The candidates with values as a filled archive has them; the right one agrees with the text."""
    chance = Random(quantity.start)
    values = {
        item.name: Decimal(chance.choice((1, 2, 3, 5, 8, 12, 20, 36, 90, 180, 1200))) for item in candidates
    }
    if isinstance(quantity.value, Decimal):
        values[right] = quantity.value
    return [replace(item, value=values[item.name]) for item in candidates]


def ranks(*, filled: bool) -> list[tuple[str, int, list[str]]]:
    """(place, rank of the right figure, names of the first three) of every label."""
    words = load_matching_words(LEXICON_FILE.read_bytes())
    candidates = all_candidates()
    found = []
    for place, paragraph, quantity, names in labelled():
        offered = with_values(candidates, quantity, names[0]) if filled else candidates
        ranked = [item.candidate.name for item in rank_figures(quantity, paragraph, "", offered, words)]
        rank = min((ranked.index(name) + 1 for name in names if name in ranked), default=999)
        found.append((place, rank, ranked[:3]))
    return found


def main() -> int:
    """Score without values (the ledger is not yet imported) and with them."""
    if not SHARED.is_dir():
        sys.stdout.write("no practice material beside the checkout: nothing to score\n")
        return 0
    for filled in (False, True):
        found = ranks(filled=filled)
        for place, rank, names in found:
            if rank > 2:
                sys.stdout.write(f"  {place}: {rank}, offered {names}\n")
        first, second = (sum(rank <= most for _, rank, _ in found) / len(found) for most in (1, 2))
        sys.stdout.write(
            f"{'with' if filled else 'without'} values, {len(found)} numbers: "
            f"first {first:.3f}, first or second {second:.3f}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
