"""Names in running text: what a person finds in a sentence is proposed, and no word that begins like a family name."""

from __future__ import annotations

import pytest

from fzapp.checks.person_names import NameFinder, NameKind
from fzapp.domain.report import ReportContent
from fzapp.domain.unit import Leader, UnitProfile
from fzapp.infra import paths
from fzapp.services.checks import CheckOptions, CheckService

CHECKS = CheckService(paths.resources() / "rules")

RIGHT = {
    "村民张三因宅基地与邻居李四发生纠纷。": "张三 李四",
    "张三、李四等三人被依法处罚。": "张三 李四",
    "被告人王小明犯盗窃罪，判处拘役三个月。": "王小明",
    "原告刘桂兰诉被告陈志强民间借贷纠纷一案。": "刘桂兰 陈志强",
    "犯罪嫌疑人赵铁柱已被抓获。": "赵铁柱",
    "申请人欧阳海到镇司法所申请调解。": "欧阳海",
    "网格员周秀英上门走访。": "周秀英",
    "对村民孙德胜、马玉兰、胡建国三户进行了走访。": "孙德胜 马玉兰 胡建国",
    "服刑人员何军已办理入矫手续。": "何军",
    "当事人郭大勇与罗小芳达成调解协议。": "郭大勇 罗小芳",
    "司机郑强酒后驾驶被查获。": "郑强",
    "镇党委书记梁永志主持召开会议。": "梁永志",
    "王志刚因土地承包问题到镇司法所求助。": "王志刚",
    "例如徐丽华反映自来水管道漏水。": "徐丽华",
    "欠款人宋文斌拒不归还。": "宋文斌",
    "经村调解员许国强多次上门，双方和解。": "许国强",
    "受害人董小梅的女儿报警。": "董小梅",
    "张建军、李红梅夫妇与邻居因排水发生纠纷。": "张建军 李红梅",
    "被申请人冯涛不服处罚决定，申请行政复议。": "冯涛",
    "业主韩雪梅反映物业收费不公开。": "韩雪梅",
    "第三人邓林出庭参加诉讼。": "邓林",
    "老人曹福贵走失，民警及时找回。": "曹福贵",
    "彭志远、曾庆华、萧玉珍3人获评先进个人。": "彭志远 曾庆华 萧玉珍",
    "司马光明因拖欠工资被投诉。": "司马光明",
    "农民工袁世杰、蒋春生被拖欠工资。": "袁世杰 蒋春生",
    "行政相对人蔡勇拒绝签收。": "蔡勇",
    "妻子余秀莲向镇妇联反映。": "余秀莲",
    "死者杜长河系外地务工人员。": "杜长河",
    "承包人叶茂盛与村委会签订合同。": "叶茂盛",
    "村支书程建平带队走访。": "程建平",
    "原告：吕梅；被告：魏东升。": "吕梅 魏东升",
    "信访人苏大强，因拆迁补偿来访。": "苏大强",
    "魏国栋等12人联名反映道路问题。": "魏国栋",
    "租户丁小兵拒不搬离，房东姜华求助司法所。": "丁小兵 姜华",
    "驾驶员沈浩（男，45岁）负全部责任。": "沈浩",
    "卢建设多次到县上访，已化解。": "卢建设",
    "法律明白人钟玉琴、谭志勇现场宣讲。": "钟玉琴 谭志勇",
    "被处罚人范磊已缴纳罚款。": "范磊",
    "债务人金大海名下无财产。": "金大海",
    "张三盗窃他人财物，被公安机关抓获。": "张三",
    "组　长：熊志华": "熊志华",
    "被执行人李磊履行了义务。": "李磊",
    "上诉人宋玉兰的代理人出庭。": "宋玉兰",
    "张某某因邻里纠纷多次上访。": "张某某",
    "王某与李某达成协议。": "王某 李某",
}
WRONG = (
    "各级党员干部高度重视法治建设。",
    "从学法、用法、金融、王牌等方面开展宣传。",
    "张贴标语200条，何种形式不限。",
    "投入资金3万元，江河治理成效明显。",
    "白天宣传、晚上走访，群众满意。",
    "当事人应当在法定期限内申请行政复议。",
    "居民小组长带头学法。",
    "群众关心的热点问题得到解决。",
    "群众安全感持续上升，群众满意度达98%。",
    "村民石料厂环境问题已整改。",
    "高度、深度、广度三个方面都有提高。",
    "马路、广场、车站等三处设点宣传。",
    "村民何家坝组道路修通。",
    "居民宣传员队伍不断壮大。",
    "老人康复训练中心投入使用。",
    "学生安全教育全覆盖。",
    "居民金融知识讲座举办3场。",
    "农户石榴种植合同审查12份。",
    "申请人资格审查更加严格。",
    "被告应诉率百分之百。",
    "原告诉求得到回应。",
    "主任金牌调解室化解纠纷20件。",
    "书记项目领办制落实到位。",
    "主任办公会研究法治工作4次。",
    "书记高度重视法治建设，亲自部署。",
    "书记严格履行第一责任人职责。",
    "委员毛遂自荐参加调解。",
    "代表程序规范、依法选举。",
    "代表全镇群众发言。",
    "成员单位职责明确。",
    "组长负责制全面落实。",
    "干部方法更加得当。",
    "干部任免公开透明。",
    "干部作风明显转变。",
    "工作人员严守纪律。",
    "网格员常态化走访。",
    "调解员专业化水平提高。",
    "律师行业、公证行业、司法鉴定行业三个行业加强监管。",
    "法律顾问单位签订合同。",
    "法律顾问全程参与决策。",
    "教师节期间开展宣传。",
    "学生家长、教师、志愿者三方参与。",
    "村民议事会、红白理事会、道德评议会作用明显。",
    "石桥村、柳塘村、江湾村三村试点。",
    "张家湾、李家坝、王家沟三个组开展整治。",
    "黄河、长江、淮河等流域加强治理。",
    "孙子、孙女、儿媳等家属参加。",
    "安全、环保、消防等三项检查。",
    "毛巾、雨伞、手提袋等宣传品发放500份。",
    "许可、处罚、强制三类执法事项全部公示。",
    "顾问、专家、律师等五人组成评审组。",
    "金秋助学、温暖过冬两项活动开展。",
    "周边环境、交通秩序明显改善。",
    "周一、周三、周五轮流值守。",
    "祝贺、慰问、走访三项活动。",
    "鲁迅、雷锋等先进事迹学习。",
    "村规民约、余粮、余款等事项公开。",
    "全程代办、马上就办、一次办好。",
    "严重、较重、一般三个等级。",
    "贺信、锦旗等三面送到司法所。",
    "被告人权利依法得到保障。",
    "罪犯改造质量提高。",
    "嫌疑人供述一致。",
    "当事人双方达成和解。",
    "当事人和解后撤诉。",
    "第三人利益不受损害。",
    "患者隐私受到保护。",
    "职工万众一心抗洪。",
    "员工任职前考试法律知识。",
    "妇女儿童权益得到维护。",
    "退役军人服务站建成。",
    "残疾人康复中心依法登记。",
    "负责人应诉机制健全。",
    "联系人电话已公布。",
    "江海、高山、田野处处有法治宣传。",
    "林业、农业、水利等部门联合执法。",
    "老师傅带新手。",
    "局长接访日公布。",
    "所长任期届满。",
    "主席团会议听取法治工作报告。",
    "男子篮球赛融入普法宣传。",
    "妇女之家、儿童之家各一个。",
    "民警温馨提示防诈骗。",
    "干部应知应会法律清单。",
    "申请人陈述申辩权得到保障。",
    "群众马上能办、就近能办。",
    "居民房屋安全隐患排查86户。",
    "农户连片种植。",
    "村民白喜事简办。",
    "法官进网格、律师进村居。",
    "对严重失信行为联合惩戒。",
    "由易到难化解矛盾。",
    "如石材、木材、钢材等行业。",
    "对方当事人、代理人、证人等三人到场。",
    "与时俱进、开拓创新、真抓实干。",
    "向阳社区、金桥社区、和平社区三家试点。",
    "因洪水受灾户得到救助。",
    "乔木、灌木、花卉等三种绿化。",
    "宁波、温州、杭州等地经验得到推广。",
    "陈规陋习、封建迷信等现象减少。",
    "《王法》《唐律》等三部展品。",
    "牛某羊某不在此列的牛羊检疫办理3起。",
)


@pytest.fixture(scope="module")
def finder() -> NameFinder:
    raw = CHECKS.knowledge.raw
    words = raw["privacy.toml"]
    return NameFinder(raw["release.toml"]["names"], words["surnames"], words["doubtful"])


def named(finder: NameFinder, text: str) -> list[str]:
    spans = sorted({(one.start, one.end) for one in finder.find(text)})
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize("text", RIGHT)
def test_names_are_found(finder: NameFinder, text: str) -> None:
    assert named(finder, text) == RIGHT[text].split()


@pytest.mark.parametrize("text", WRONG)
def test_words_are_no_names(finder: NameFinder, text: str) -> None:
    assert named(finder, text) == []


def test_whose_name_it_is_decides_what_is_proposed(finder: NameFinder) -> None:
    text = "镇党委书记梁永志看望村民欧阳海和王某。"
    assert {text[one.start : one.end]: one.kind for one in finder.find(text)} == {
        "梁永志": NameKind.STAFF,
        "欧阳海": NameKind.PERSON,
        "王某": NameKind.MASKED,
    }
    assert finder.shortened("欧阳海") == "欧阳某"
    assert finder.shortened("张三") == "张某"


def test_names_are_proposed_for_publication_alone() -> None:
    line = "村民张三因宅基地与邻居李四发生纠纷，镇长何永志到场调解，王某某未到。"
    unit = UnitProfile(leaders=(Leader("何永志", "镇长"),))
    places = CHECKS.release_places([line], ReportContent(title="报告"), unit)
    assert [(line[one.start : one.end], one.kind.id, one.treatment.value, one.put) for one in places] == [
        ("张三", "person", "replace", "张某"),
        ("李四", "person", "replace", "李某"),
        ("何永志", "leader", "leave_out", ""),
        ("王某某", "masked", "keep", ""),
    ]
    told = {one.rule for one in CHECKS.check_text(line, CheckOptions())}
    assert not {rule for rule in told if rule.startswith("privacy")}


def test_names_of_history_stay() -> None:
    line = "深入学习习近平法治思想，向雷锋同志学习。"
    assert CHECKS.release_places([line], ReportContent(title="报告"), UnitProfile()) == ()
