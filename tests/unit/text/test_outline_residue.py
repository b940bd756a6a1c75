from __future__ import annotations

import pytest

from fzapp.text.outline_residue import cut_residue, residue_reason


@pytest.mark.parametrize(
    "line",
    [
        "- 3 -", "— 12 —", "·5·", "1 / 1", "3/8", "第3页", "第 1 页 共 8 页", "第1页/共8页", "Page 1 of 3", "<", "】", "----------",
        "* * * * *", "##paidend##", "## vip ##", "<br/>", "</div>", "&nbsp;", "首页 > 政务公开 > 年度报告", "当前位置：首页 > 某镇",
        "您现在的位置：首页", "分享到：", "分享到微信朋友圈", "【打印本页】 【关闭窗口】", "字体：大 中 小", "[大 中 小] 打印",
        "来源：某某镇 浏览次数：12", "发布日期：2027-01-20", "作者：佚名", "责任编辑：某某", "索引号：0001/2027-1", "上一篇：无",
        "下一篇: 关于放假的通知", "版权所有：某镇人民政府", "主办：某镇人民政府 承办：党政办", "某ICP备12345678号-1",
        "某公网安备 44010002000123号", "https://www.example.cn/a/1.html", "网址：www.example.cn/a", "返回顶部", "首页 | 网站地图 | 联系我们",
        "本文来自某某文库，由网友上传", "更多范文请关注公众号", "附件下载：", "（此页无正文）", "一、主要工作……………3", "青石镇2027年报告.docx",
    ],
)  # fmt: skip
def test_residue_is_known_with_its_reason(line: str) -> None:
    assert residue_reason(line)
    assert residue_reason(f"　 {line}  ")


@pytest.mark.parametrize(
    "line",
    [
        "一、主要工作", "青石镇人民政府", "2027年1月8日", "合计\t71\t52", "3·15", "12", "审核率100%。", "联系人：某某", "县人民政府：", "大石村",
        "编辑普法手册3册。", "全年打印资料300份。", "来源：群众来访。占比六成，其余为网上来信。", "主办单位：镇政府。承办单位：司法所。",
        "收藏法律书籍的群众越来越多", "（一）抓学习", "返回家乡的务工人员", "第3页的数字有误，已更正", "a/b", "相关村组已整改到位", "", " ",
        "字" * 500,
    ],
)  # fmt: skip
def test_text_is_no_residue(line: str) -> None:
    assert residue_reason(line) == ""


def test_a_marker_inside_a_word_is_cut_without_a_gap() -> None:
    line, cut = cut_residue("在本##paidbegin##地落实")
    assert line == "在本地落实"
    assert [span.text for span in cut] == ["##paidbegin##"]


def test_tags_inside_a_line_are_cut() -> None:
    assert cut_residue("<p>抓<b>学习</b></p>&nbsp;到位")[0] == "抓学习到位"


@pytest.mark.parametrize("line", ["a<b且c>d", "执法<监督>", "井号#与##两个"])
def test_other_signs_stay(line: str) -> None:
    assert cut_residue(line) == (line, ())
