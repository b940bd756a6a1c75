"""公开稿: every sensitive place is listed, nothing goes silently, and the signed report stays as it is."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import docx
import pytest

from fzapp.domain.audit import AuditKind
from fzapp.domain.errors import UserError
from fzapp.domain.release import Treatment
from fzapp.domain.report import ReportContent
from fzapp.domain.unit import Leader, UnitProfile
from fzapp.services.release_text import edited
from fzapp.storage import audit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fzapp.services.context import Services
    from fzapp.services.release import Sensitive

TEXT = (
    "党委书记甲乙丙带头述法。社区矫正对象在册3人，其中未成年人王小禾（15岁）由镇司法所帮教。"
    "信访人李大川，因宅基地纠纷多次来访，联系电话13912345678，家住石桥村3组12号。\n"
    "全年制定规范性文件2件，办理行政复议31件。按照《关于做好敏感时期工作的通知》（云委政法传〔2026〕8号）要求开展维稳工作。普法活动12场次。"
)


@pytest.fixture
def signed(services: Services) -> Callable[[str], int]:
    """Signs a report with one text."""

    def sign(text: str) -> int:
        services.reports.set_unit(
            UnitProfile("镇", "青石镇人民政府", "青石镇", leaders=(Leader("甲乙丙", "党委书记"),))
        )
        report = services.reports.create("annual_report", 2026)
        section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
        services.writing.save(section.id, text, 0)
        services.freezes.freeze(report, "甲某某")
        return report

    return sign


def found(services: Services, report: int) -> dict[str, list[str]]:
    """The words listed, by the name of their kind."""
    listed: dict[str, list[str]] = {}
    for one in services.release.places(report):
        listed.setdefault(one.kind.id, []).append(one.words)
    return listed


def by_kind(services: Services, report: int, kind: str) -> Sensitive:
    return next(one for one in services.release.places(report) if one.kind.id == kind)


def test_every_kind_of_place_is_listed_with_a_proposal(
    services: Services, signed: Callable[[str], int]
) -> None:
    report = signed(TEXT)
    assert found(services, report) == {
        "leader": ["甲乙丙"],
        "few": ["3人"],
        "minor": ["王小禾（15岁）"],
        "person": ["李大川"],
        "phone": ["13912345678"],
        "address": ["家住石桥村3组12号"],
        "inner_number": ["云委政法传〔2026〕8号"],
        "stability": ["按照《关于做好敏感时期工作的通知》（云委政法传〔2026〕8号）要求开展维稳工作。"],
    }
    few = by_kind(services, report, "few")
    assert few.proposal == "改写为“不足5人”"
    assert few.where.endswith("第1段")
    assert by_kind(services, report, "person").put == "李某"


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("联系镇司法所0571-87654321。", "phone", "0571-87654321"),
        ("车辆浙A12345停放。", "contact", "浙A12345"),
        ("来信请发a.b@c.cn。", "contact", "a.b@c.cn"),
        ("罪错未成年人就读于云溪县实验中学八年级。", "school", "云溪县实验中学"),
        ("落实云府发〔2026〕12号文件要求。", "number", "云府发〔2026〕12号"),
        ("按照云委办〔2026〕3号和青府〔2026〕9号办理。", "number", "青府〔2026〕9号"),
        ("本件为内部资料，注意保管。", "inner", "本件为内部资料，注意保管。"),
        ("不存储国家秘密。", "secret_words", "不存储国家秘密。"),
        ("行政处罚中涉及商业秘密1件。", "trade", "行政处罚中涉及商业秘密1件。"),
        ("机密★1年", "secrecy", "机密★"),
        ("刘青山同志被评为先进。", "leader", "刘青山同志"),
        ("李木同志被评为先进。", "leader", "李木同志"),
        ("会上，李木同志作了说明。", "leader", "李木同志"),
        ("法律援助困境儿童两名。", "few", "两名"),
        ("身份证号330102199001011236已登记。", "identity", "330102199001011236"),
    ],
)
def test_a_place_is_found(
    services: Services, signed: Callable[[str], int], text: str, kind: str, words: str
) -> None:
    assert words in found(services, signed(text)).get(kind, [])


@pytest.mark.parametrize(
    "text",
    [
        "全年调解矛盾纠纷3件，开展普法活动4场次。",
        "贯彻落实国办发〔2021〕5号文件。",
        "社区矫正对象在册12人，走访慰问残疾人0人。",
        "举办法治讲座2次，受众300余人。",
        "紧密团结在以习近平同志为核心的党中央周围，有关负责同志参加。",
    ],
)
def test_what_harms_nobody_is_not_listed(services: Services, signed: Callable[[str], int], text: str) -> None:
    assert found(services, signed(text)) == {}


def test_a_small_count_in_a_table_is_found(services: Services, signed: Callable[[str], int]) -> None:
    report = signed("类别\t人数（人）\n社区矫正对象\t3\n普法骨干\t4")
    (place,) = services.release.places(report)
    assert (place.words, place.put) == ("3", "不足5")


def test_a_draft_is_not_made_public(services: Services) -> None:
    report = services.reports.create("annual_report", 2026)
    with pytest.raises(UserError, match="定稿"):
        services.release.places(report)


def test_nothing_goes_out_while_a_place_is_open(
    services: Services, signed: Callable[[str], int], tmp_path: Path
) -> None:
    report = signed(TEXT)
    target = tmp_path / "公开.docx"
    with pytest.raises(UserError, match="还有8处没有定"):
        services.release.export(report, target)
    assert not target.exists()


def test_as_proposed_the_words_are_gone_and_the_signed_report_stays(
    services: Services, signed: Callable[[str], int], tmp_path: Path
) -> None:
    report = signed(TEXT)
    before = services.reports.content(report)
    services.release.accept_proposals(report, "乙某某")
    target = tmp_path / "公开.docx"
    services.release.export(report, target)
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(target)).paragraphs)
    for words in ("甲乙丙", "在册3人", "王小禾", "李大川", "139", "3组", "云委政法传", "维稳"):
        assert words not in text, words
    assert "党委书记带头述法。社区矫正对象在册不足5人，其中未成年人王某某由镇司法所帮教" in text
    assert "信访人李某，因宅基地纠纷多次来访，联系电话。" in text
    assert "办理行政复议31件。普法活动12场次。" in text
    assert services.reports.content(report) == before


def test_a_place_that_is_kept_needs_a_reason_when_it_is_grave(
    services: Services, signed: Callable[[str], int]
) -> None:
    report = signed(TEXT)
    phone, few = by_kind(services, report, "phone"), by_kind(services, report, "few")
    with pytest.raises(UserError, match="要写理由"):
        services.release.decide(report, [phone.mark], Treatment.KEEP, "乙某某")
    services.release.decide(report, [phone.mark], Treatment.KEEP, "乙某某", reason="公开的办公电话")
    services.release.decide(report, [few.mark], Treatment.KEEP, "乙某某")
    assert by_kind(services, report, "phone").decision is not None
    assert by_kind(services, report, "few").decision is not None


@pytest.mark.parametrize(
    ("treatment", "by", "told"),
    [(Treatment.REPLACE, "乙某某", "改写成什么"), (Treatment.LEAVE_OUT, " ", "由谁来定")],
)
def test_a_decision_is_whole(
    services: Services, signed: Callable[[str], int], treatment: Treatment, by: str, told: str
) -> None:
    report = signed(TEXT)
    with pytest.raises(UserError, match=told):
        services.release.decide(report, [by_kind(services, report, "few").mark], treatment, by)
    assert all(one.decision is None for one in services.release.places(report))


def test_a_mark_of_secrecy_is_not_cured_by_taking_it_out(
    services: Services, signed: Callable[[str], int]
) -> None:
    report = signed("机密★1年")
    place = by_kind(services, report, "secrecy")
    with pytest.raises(UserError, match="不等于解密"):
        services.release.decide(report, [place.mark], Treatment.LEAVE_OUT, "乙某某")
    services.release.accept_proposals(report, "乙某某")
    assert by_kind(services, report, "secrecy").is_open


def test_a_sentence_that_goes_settles_what_stands_in_it(
    services: Services, signed: Callable[[str], int]
) -> None:
    report = signed("重点人员王大河同志电话13912345678。普法12场。")
    sentence = by_kind(services, report, "stability")
    services.release.decide(report, [sentence.mark], Treatment.LEAVE_OUT, "乙某某")
    assert not any(one.is_open for one in services.release.places(report))
    assert "普法12场。" in [s.body for s in services.release.content(report).sections]


def test_a_decision_can_be_undone_and_taken_back(services: Services, signed: Callable[[str], int]) -> None:
    report = signed(TEXT)
    few = by_kind(services, report, "few")
    change = services.release.decide(report, [few.mark], Treatment.LEAVE_OUT, "乙某某")
    assert change is not None
    services.archive.revert(change)
    assert by_kind(services, report, "few").is_open
    services.release.decide(report, [few.mark], Treatment.REPLACE, "乙某某", put="少数几人")
    services.release.decide(report, [few.mark], Treatment.KEEP, "丙某某")
    decision = by_kind(services, report, "few").decision
    assert decision is not None
    assert (decision.by, decision.treatment, decision.put) == ("丙某某", Treatment.KEEP, "")
    assert services.release.last_decider(report) == "丙某某"
    services.release.take_back(report, [few.mark])
    assert by_kind(services, report, "few").is_open


def test_the_record_names_who_decided_and_not_the_words(
    services: Services, signed: Callable[[str], int]
) -> None:
    report = signed(TEXT)
    phone = by_kind(services, report, "phone")
    services.release.decide(report, [phone.mark], Treatment.LEAVE_OUT, "乙某某")
    last = audit.links(services.archive)[-1].entry
    assert last.kind is AuditKind.RELEASE
    assert last.subject.endswith("电话号码删去，乙某某")
    assert "139" not in last.subject
    assert services.audit.faults() == ()


def test_the_sheet_lists_everything_and_has_lines_to_sign(
    services: Services, signed: Callable[[str], int], tmp_path: Path
) -> None:
    report = signed(TEXT)
    services.release.decide(
        report, [by_kind(services, report, "few").mark], Treatment.KEEP, "乙某某", reason="已在统计公报公布"
    )
    paper = services.release.paper(report)
    path = services.list_papers.save(paper, tmp_path / "审查表.docx")
    document = docx.Document(str(path))
    (table,) = document.tables
    assert len(table.rows) == 1 + 8
    cells = [cell.text for row in table.rows for cell in row.cells]
    assert "保留" in cells
    assert "已在统计公报公布" in cells
    assert cells.count("还没有定") == 7
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in ("承办人", "审核人", "批准人", "还有7处没有定"):
        assert words in text


def test_file_names_tell_the_copy_from_the_report(services: Services, signed: Callable[[str], int]) -> None:
    copy, sheet = services.release.proposed_names(signed("普法12场。"))
    assert copy.endswith("（公开稿）.docx")
    assert sheet.endswith("（保密审查表）.docx")


@pytest.mark.parametrize(
    ("text", "edits", "left"),
    [
        ("甲（乙）丙。", [(2, 3, "")], "甲丙。"),
        ("甲，乙，丙。", [(2, 3, "")], "甲，丙。"),
        ("甲，乙。丙。", [(2, 3, "")], "甲。丙。"),
        ("甲，乙。", [(0, 1, "")], "乙。"),
        ("甲3人，乙4人。", [(1, 3, "不足5人"), (5, 7, "不足5人")], "甲不足5人，乙不足5人。"),
        ("甲乙丙丁。", [(0, 5, ""), (1, 2, "某")], ""),
    ],
)
def test_words_go_without_a_scar(text: str, edits: list[tuple[int, int, str]], left: str) -> None:
    assert edited(text, edits) == left


PARTS = (
    "李木", "同志", "信访人", "未成年人", "（15岁）", "社区矫正对象", "3", "人", "件", "，", "。", "\t", "“", "”", "机密★",
    "13912345678", "家住", "石桥村3组12号", "云委政法传", "〔2026〕", "8号", "文件要求", "维稳", "某", "a.b@c.cn", "浙A12345", "不足5",
)  # fmt: skip


def test_no_text_is_too_odd_to_be_looked_through_and_rewritten(services: Services) -> None:
    """What is found stands in its line, and what is left out is out."""
    rnd = random.Random(20261122)
    checks, content, unit = services.checking.checks, ReportContent(title="报告"), UnitProfile()
    for _ in range(400):
        line = "".join(rnd.choices(PARTS, k=rnd.randint(1, 14)))
        places = checks.release_places([line], content, unit)
        assert all(0 <= one.start < one.end <= len(line) for one in places), line
        if places and all(one.treatment is Treatment.LEAVE_OUT for one in places):
            assert len(edited(line, [(one.start, one.end, "") for one in places])) < len(line), line
