from __future__ import annotations

from itertools import pairwise

import pytest

from fzapp.text.title_parts import (
    addressee_span,
    attachment_list,
    attachment_mark,
    date_line,
    document_number,
    ends_like_title,
    is_head_mark,
    is_imprint,
    is_letterhead,
    is_organ_name,
    is_person,
    may_be_signature,
    note,
    signatures,
    signer,
    tail_cuts,
)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("青政发〔2027〕4号", "青政发〔2027〕4号"),
        ("青政发[2027]4号", "青政发[2027]4号"),
        ("青政发 〔2027〕 4 号", "青政发 〔2027〕 4 号"),
        ("青政发〔2027〕4号　　　　签发人：甲某", "青政发〔2027〕4号"),
        ("青石镇关于法治建设情况的报告青政发〔2027〕4号", "青政发〔2027〕4号"),
        ("县政府办公室关于报送材料的函县府办函〔2027〕12号", "县府办函〔2027〕12号"),
        ("青政发〔2027〕4号县人民政府：", "青政发〔2027〕4号"),
        ("（青政发〔2027〕4号）", "青政发〔2027〕4号"),
    ],
)
def test_document_numbers(line: str, number: str) -> None:
    span = document_number(line)
    assert span is not None
    assert span.text == number
    assert line[span.start : span.end] == number


@pytest.mark.parametrize(
    "line",
    [
        "按照县依法治县办〔2027〕3号文件要求，现报告如下：",
        "《实施方案》（县委办〔2027〕3号）印发后",
        "2027年4号",
        "青政发〔27〕4号",
    ],
)
def test_quoted_numbers_are_not_the_document_number(line: str) -> None:
    assert document_number(line) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("县人民政府：", "县人民政府："),
        ("县委、县人民政府：", "县委、县人民政府："),
        ("县委全面依法治县委员会办公室:", "县委全面依法治县委员会办公室:"),
        ("各村（社区）、各办所：", "各村（社区）、各办所："),
        ("各位领导、同志们：", "各位领导、同志们："),
        ("县司法局：按照通知要求", "县司法局："),
        ("青石镇关于法治建设情况的报告县人民政府：现报告", "县人民政府："),
    ],
)
def test_addressees(line: str, names: str) -> None:
    span = addressee_span(line)
    assert span is not None
    assert span.text == names


@pytest.mark.parametrize(
    "line",
    [
        "现将有关情况报告如下：",
        "主要问题：",
        "全年共审查合同12件，其中：",
        "责任单位包括：司法所",
        "没有冒号的县人民政府",
        "。：",
        "：",
    ],
)
def test_other_lines_with_a_colon_are_no_addressees(line: str) -> None:
    assert addressee_span(line) is None


@pytest.mark.parametrize(
    "line",
    ["青石镇2026年工作总结", "情况汇报", "关于印发《办法》的通知", "自查报告（送审稿）", "青石镇述法报告"],
)
def test_titles_end_with_a_kind(line: str) -> None:
    assert ends_like_title(line)


@pytest.mark.parametrize(
    "line", ["关于印发《公开办法", "关于落实《实施方案》", "青石镇人民政府", "关于2026年法治政府建设", ""]
)
def test_other_lines_do_not(line: str) -> None:
    assert not ends_like_title(line)


def test_names_of_bodies() -> None:
    assert is_organ_name("青石镇人民政府")
    assert is_organ_name("中共青石镇委员会（盖章）")
    assert is_organ_name("国　务　院")
    assert not is_organ_name("镇党委高度重视，成立专班")
    assert not is_organ_name("继续抓好落实")


def test_letterhead_and_marks() -> None:
    assert is_letterhead("青石镇人民政府文件")
    assert not is_letterhead("关于印发文件")
    assert is_head_mark("000123")
    assert is_head_mark("特　急")
    assert not is_head_mark("2027年")


def test_the_signer_is_found_behind_the_number() -> None:
    named = signer("青政发〔2027〕4号　　签发人：甲某")
    assert named is not None
    assert named.text == "甲某"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("2027年1月8日", "2027年1月8日"), ("　　2027 年 1 月 8 日", "2027 年 1 月 8 日"), ("二○二七年一月八日", "二○二七年一月八日"),
        ("（2027年1月8日）", "2027年1月8日"), ("日期：2027年1月8日", "2027年1月8日"), ("2027.1.8", "2027.1.8"), ("2027年1月", "2027年1月"),
        ("2025年11月31日", "2025年11月31日"), ("2027年  月  日", "2027年 月 日"),
    ],
)  # fmt: skip
def test_date_lines(line: str, written: str) -> None:
    assert date_line(line) == written


@pytest.mark.parametrize("line", ["2027年1月8日前完成", "3月15日", "2027年", "3.15", "自2027年1月8日起"])
def test_lines_with_more_than_a_date(line: str) -> None:
    assert date_line(line) == ""


def test_persons_sign_with_a_mark() -> None:
    assert is_person("述法人：甲某某")
    assert is_person("述法人　　甲某某")
    assert not is_person("述法人　甲某某")
    assert is_person("单位负责人（签字）：甲某") is False
    assert not is_person("主要做法：抓学习")


def test_a_person_who_signs_behind_a_gap_is_one_signature() -> None:
    assert signatures("述法人　　甲某某") == ("述法人　　甲某某",)
    assert signatures("中共青石镇委员会　　青石镇人民政府") == ("中共青石镇委员会", "青石镇人民政府")


def test_signature_lines_have_no_marks() -> None:
    assert may_be_signature("青石镇法治办")
    assert not may_be_signature("全年学法12次。")
    assert not may_be_signature("县人民政府：")


def test_joint_signatures_stand_apart() -> None:
    assert signatures("中共青石镇委员会　　　青石镇人民政府") == ("中共青石镇委员会", "青石镇人民政府")
    assert signatures("青石镇人民政府（盖章）") == ("青石镇人民政府",)
    assert signatures("中共青石镇委员会  青石镇人民政府") == ("中共青石镇委员会", "青石镇人民政府")
    assert signatures("国　务　院") == ("国务院",)


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("工作再上台阶。青石镇人民政府　　2027年1月8日", ["工作再上台阶。", "青石镇人民政府　　", "2027年1月8日"]),
        ("工作再上台阶。青石镇人民政府2027年1月8日（此件公开发布）", ["工作再上台阶。", "青石镇人民政府", "2027年1月8日", "（此件公开发布）"]),
        ("青石镇人民政府　　2027年1月8日", ["青石镇人民政府　　", "2027年1月8日"]),
        ("作出贡献。　　　　　　　　　　青石镇人民政府", ["作出贡献。　　　　　　　　　　", "青石镇人民政府"]),
        ("2027年1月8日（此件公开发布）", ["2027年1月8日", "（此件公开发布）"]),
        ("整改完成时间为2027年1月8日", ["整改完成时间为2027年1月8日"]),
        ("镇里成立了工作专班", ["镇里成立了工作专班"]),
    ],
)  # fmt: skip
def test_a_glued_tail_is_parted(line: str, pieces: list[str]) -> None:
    bounds = [0, *tail_cuts(line), len(line)]
    assert [line[a:b] for a, b in pairwise(bounds)] == pieces


def test_notes_imprint_and_attachments() -> None:
    assert note("（此件公开发布）")
    assert note("（联系人：甲某；联系电话：12345678）")
    assert note("联系人：甲某　联系电话：12345678")
    assert note("（含村级）") == ""
    assert is_imprint("抄送：县委办公室，县司法局。")
    assert is_imprint("青石镇党政办公室　2027年1月8日印发")
    assert not is_imprint("及时印发通知。")
    assert attachment_mark("附件") == "附件"
    assert attachment_mark("附 件 2：") == "附件2："
    assert attachment_mark("附件材料") == ""
    assert attachment_list("附件：1.统计表") == "1.统计表"
    assert attachment_list("附件1：统计表") == "1.统计表"
    assert attachment_list("附件") == ""
