from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.template import Checkpoint
from fzapp.domain.unit import UnitProfile
from fzapp.services.templates import (
    TemplateLibrary,
    addressee_for,
    due_date,
    heading_for,
    load_template,
    signature_for,
    title_for,
    zero_statement_for,
)

if TYPE_CHECKING:
    from pathlib import Path

UNIT = UnitProfile(full_name="青石镇人民政府", short_name="青石镇", superior="云溪县人民政府")

SAMPLE = """
id = "sample"
order = 2
name = "样本报告"
title = "{unit}关于{year}年样本工作的报告"
addressee = "{superior}："
signature = "{unit}"
required = ["progress", "plan"]
basis = "县里当年的通知"
valid_from = "2019-04-15"
source = "写作惯例"
checked_on = "2026-11-21"

[due]
month = 7
day = 10
next_year = false
note = "以通知为准"

[[sections]]
id = "lead"
level = 0
heading = ""
hint = "写明年度。"
words = [50, 100]

[[sections]]
id = "progress"
level = 1
heading = "{year}年工作情况"
hint = "分小节写。"

[[sections]]
id = "disputes"
level = 2
heading = "矛盾纠纷化解"
hint = "写受理和化解件数。"
words = [100, 200]
ledgers = ["L16", "L17"]
zero_statement = "{year}年，本{level}未受理矛盾纠纷。"

[[sections.checkpoints]]
id = "accepted"
text = "受理件数"
basis = "写作惯例"
any_of = ["受理", "化解…件"]
figure = true

[[sections]]
id = "plan"
level = 1
heading = "{next_year}年打算"
hint = "写到可以考核。"
words = [100, 200]
optional = true
"""


def load(text: str = SAMPLE) -> object:
    return load_template(text.encode(), "sample.toml")


def refusal(old: str, new: str) -> str:
    """What is said when `old` in the sample is replaced by `new`."""
    assert SAMPLE.count(old) >= 1
    with pytest.raises(UserError) as caught:
        load(SAMPLE.replace(old, new, 1))
    return str(caught.value)


def test_every_field_is_read() -> None:
    template = load_template(SAMPLE.encode(), "sample.toml")
    lead, progress, disputes, plan = template.sections

    assert (template.id, template.name, template.order) == ("sample", "样本报告", 2)
    assert (template.basis, template.source) == ("县里当年的通知", "写作惯例")
    assert (template.valid_from, template.checked_on) == ("2019-04-15", "2026-11-21")
    assert (template.required, template.due_note) == (("progress", "plan"), "以通知为准")
    assert (lead.level, lead.heading, lead.words) == (0, "", (50, 100))
    assert (progress.hint, progress.words, progress.optional) == ("分小节写。", (0, 0), False)
    assert disputes.ledgers == ("L16", "L17")
    assert disputes.checkpoints == (
        Checkpoint("accepted", "受理件数", "写作惯例", ("受理", "化解…件"), figure=True),
    )
    assert plan.optional


def test_patterns_are_filled() -> None:
    template = load_template(SAMPLE.encode(), "sample.toml")

    assert title_for(template, UNIT, 2026) == "青石镇人民政府关于2026年样本工作的报告"
    assert addressee_for(template, UNIT, 2026) == "云溪县人民政府："
    assert signature_for(template, UNIT, 2026) == "青石镇人民政府"
    assert heading_for(template.sections[3], UNIT, 2026) == "2027年打算"
    assert zero_statement_for(template.sections[2], UNIT, 2026) == "2026年，本镇未受理矛盾纠纷。"
    assert zero_statement_for(template.sections[0], UNIT, 2026) == ""


def test_an_unknown_superior_leaves_no_lone_colon() -> None:
    assert addressee_for(load_template(SAMPLE.encode(), "sample.toml"), UnitProfile(), 2026) == ""


def test_the_due_date_is_in_the_reported_or_the_next_year() -> None:
    this = load_template(SAMPLE.encode(), "sample.toml")
    following = load_template(SAMPLE.replace("next_year = false", "next_year = true").encode(), "sample.toml")

    assert due_date(this, 2026) == datetime.date(2026, 7, 10)
    assert due_date(following, 2026) == datetime.date(2027, 7, 10)


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert load_template(b"\xef\xbb\xbf" + SAMPLE.encode(), "sample.toml").id == "sample"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "样本报告"', "", ("文种名称", "没有写")),
        ('name = "样本报告"', 'name = ""', ("文种名称", "空的")),
        ('name = "样本报告"', "name = 3", ("文种名称", "不是文字")),
        ('id = "sample"', 'id = "Sample"', ("标识", "Sample")),
        ('id = "sample"', 'id = "other"', ("标识", "文件名")),
        ("{unit}关于", "{town}关于", ("标题", "town")),
        ('checked_on = "2026-11-21"', 'checked_on = "2026-11-31"', ("核对日期", "2026-11-31")),
        ("month = 7", "month = 13", ("报送期限", "13月10日")),
        ("month = 7", "month = true", ("期限月份", "整数")),
        ("day = 10", "", ("期限日", "没有写")),
        ('note = "以通知为准"', 'notes = "以通知为准"', ("不认识", "notes")),
        ('hint = "写到可以考核。"', 'hints = "写到可以考核。"', ("年打算", "填写提示")),
        ('hint = "写明年度。"', 'hint = "写明年度"', ("导语", "填写提示", "一句话")),
        ('hint = "写明年度。"', 'hint = "写明。年度。"', ("导语", "填写提示", "一句话")),
        ('heading = ""', 'heading = "导语"', ("导语", "没有标题")),
        ('heading = "矛盾纠纷化解"', 'heading = "（二）矛盾纠纷化解"', ("章节标题", "序号")),
        ('heading = "矛盾纠纷化解"', 'heading = "二、矛盾纠纷化解"', ("章节标题", "序号")),
        ('heading = "矛盾纠纷化解"', 'heading = "2.矛盾纠纷化解"', ("章节标题", "序号")),
        ('heading = "矛盾纠纷化解"', 'heading = "矛盾纠纷化解。"', ("章节标题", "标点")),
        ('heading = "矛盾纠纷化解"', "", ("第3节", "章节标题")),
        ("level = 2", "level = 3", ("矛盾纠纷化解", "层级", "3")),
        ("level = 1", "level = 2", ("章节", "大标题")),
        ("level = 2", "level = 0\nwords_ = 1", ("导语", "没有标题")),
        ("words = [50, 100]", "words = [100, 50]", ("导语", "建议字数", "100至50")),
        ("words = [50, 100]", "words = [50]", ("建议字数", "两个数")),
        ("words = [50, 100]", "words = [0, 99999]", ("建议字数", "99999")),
        ("words = [50, 100]", "", ("建议字数", "导语")),
        ('ledgers = ["L16", "L17"]', 'ledgers = ["L16", "L32"]', ("相关台账", "L32")),
        ('ledgers = ["L16", "L17"]', 'ledgers = ["L16", "L16"]', ("相关台账", "重复")),
        ('ledgers = ["L16", "L17"]', 'ledgers = ["L16", 17]', ("相关台账", "不是文字")),
        ("未受理矛盾纠纷。", "未受理矛盾纠纷", ("不涉及的写法", "句号")),
        ('id = "plan"', 'id = "disputes"', ("章节", "disputes")),
        ('required = ["progress", "plan"]', 'required = ["plan", "progress"]', ("必备部分", "次序")),
        ('required = ["progress", "plan"]', 'required = ["progress", "other"]', ("必备部分", "other")),
        ('text = "受理件数"', 'text = "受理件数。"', ("第1个检查要点", "要点内容", "标点")),
        ('text = "受理件数"', 'text = "请写受理件数"', ("要点内容", "“请”")),
        ('text = "受理件数"', 'text = "受理 count"', ("要点内容", "“count”")),
        ('basis = "写作惯例"\nany_of', "any_of", ("第1个检查要点", "依据")),
        ('any_of = ["受理", "化解…件"]', "any_of = []", ("是否要有数字", "用词")),
        ('any_of = ["受理", "化解…件"]', 'any_of = ["受理", "化解…"]', ("要点用词", "化解…")),
        ('any_of = ["受理", "化解…件"]', 'any_of = "受理"', ("要点用词", "一串文字")),
        ("figure = true", 'figure = "是"', ("是否要有数字", "不是是或否")),
        ("[due]", "[due", ("sample.toml", "行")),
    ],
)
def test_a_fault_is_told_with_file_place_and_field(old: str, new: str, words: tuple[str, ...]) -> None:
    said = refusal(old, new)

    assert "sample.toml" in said
    for word in words:
        assert word in said


def test_two_checkpoints_of_a_section_differ_in_their_ids() -> None:
    point = '[[sections.checkpoints]]\nid = "accepted"\ntext = "化解件数"\nbasis = "写作惯例"\n'

    assert "accepted" in refusal('[[sections]]\nid = "plan"', point + '[[sections]]\nid = "plan"')


def test_words_that_only_contain_the_unwelcome_one_pass() -> None:
    for text in ("公开申请件数", "聘请法律顾问", "邀请代表", "请示报告", "滚动播放LED标语"):
        load_template(SAMPLE.replace('text = "受理件数"', f'text = "{text}"').encode(), "sample.toml")


def test_foreign_bytes_are_refused_in_words() -> None:
    with pytest.raises(UserError, match="编码"):
        load_template(SAMPLE.encode("gb18030"), "sample.toml")


def library(folder: Path, *names: str) -> TemplateLibrary:
    for order, name in enumerate(names, start=1):
        text = SAMPLE.replace('"sample"', f'"{name}"').replace("order = 2", f"order = {order}")
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return TemplateLibrary(folder)


def test_names_and_templates_come_in_the_order_of_the_list(tmp_path: Path) -> None:
    genres = library(tmp_path, "zeta", "alpha")

    assert list(genres.names()) == ["zeta", "alpha"]
    assert genres.names()["alpha"] == "样本报告"
    assert [template.id for template in genres.all()] == ["zeta", "alpha"]


def test_an_unknown_genre_is_refused_in_words(tmp_path: Path) -> None:
    genres = library(tmp_path, "alpha")

    for unknown in ("beta", "../alpha", ""):
        with pytest.raises(UserError, match="文种"):
            genres.get(unknown)


def test_a_broken_file_harms_no_other(tmp_path: Path) -> None:
    genres = library(tmp_path, "alpha", "beta")
    (tmp_path / "beta.toml").write_text(SAMPLE.replace("level = 2", "level = 7"), encoding="utf-8")

    assert genres.get("alpha").id == "alpha"
    assert list(genres.names()) == ["alpha", "beta"]
    with pytest.raises(UserError):
        genres.get("beta")


def test_a_template_is_read_once(tmp_path: Path) -> None:
    genres = library(tmp_path, "alpha")
    first = genres.get("alpha")
    (tmp_path / "alpha.toml").write_text("", encoding="utf-8")

    assert genres.get("alpha") is first
