"""What was left over: places not filled in, prompts of the form, traces of web pages, figures left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge

_UNIT = "件|人次|场次|场|起|份|名|人|户|次|个|条|项|处|篇|期|万元|元|分|%|％"
_BLANKS = re.compile(rf"[_＿]{{2,}}(?:{_UNIT})?|(?<=[\u4e00-\u9fff])[?？*＊]{{2,}}(?=[\u4e00-\u9fff])")
_CROSSES = re.compile(
    rf"(?<![A-Za-z0-9])[XxＸｘ×○〇]{{2,}}(?:{_UNIT}|[年月日镇乡村县市区])?(?![A-Za-z0-9])"
    rf"|(?<![A-Za-z0-9.])[XxＸｘ×*＊](?:{_UNIT}|[年月日])(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])[XxＸｘ](?:镇|乡|村|县|市|街道|社区)"
)
_BRACKETS = re.compile(
    r"【[^【】]{0,40}】|\[(?:填写|此处|待)[^\[\]]{0,30}\]"
    r"|[\[（(][^\[\]（）()]{0,12}(?:点击|上传|插入)[^\[\]（）()]{0,8}(?:照片|图片|附件|链接|表格|文件|查看|下载)[^\[\]（）()]{0,12}[\]）)]"
)
_PROMPT = re.compile(
    r"（(?:此处|此段|这里|请|可根据|可结合|根据实际|结合实际|视情|待补|待核|待定|待填|填写|具体内容|"
    r"内容略|补充|需补充|示例|样例|选填|必填|建议)[^（）]{0,40}）"
    r"|（[^（）]{0,20}(?:自行填写|据实填写|如实填写|根据实际补充|可删除|待补充|待核实|待填写)[^（）]{0,10}）"
)
_TO_DO = re.compile(
    r"(?:此处|这里)(?:填写|插入|补充)|待补充(?:完善)?(?=[。；，）]|$)|某某(?:镇|乡|村|街道|县|同志)"
)
_LEFT_OUT = re.compile(
    r"(?<=[\u4e00-\u9fff])[ \u3000\u00a0]+(?:件|人次|场次|起|份|名|户|余[件人名次份场]|%|％|万元)(?=[，。；、）]|$)"
)
_WEB = re.compile(
    r"&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|#\d+);|<\/?[A-Za-z]{1,10}[^<>]{0,40}>|#{2,}\w{2,30}#{2,}|\ufffd+"
)


_NEIGHBOURS = 3
_SHORT_REASON = 6


def placeholders(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Underlines, crosses and brackets that wait for something."""
    del knowledge
    for number, text in facts.body():
        for pattern in (_BLANKS, _CROSSES, _BRACKETS):
            for found in pattern.finditer(text):
                message = f"“{found[0]}”还没有填写，要补上具体内容或者删去。"
                yield Hit(number, found.start(), found.end(), message)


def prompts(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Words of the form that tell the writer what to do."""
    del knowledge
    for number, text in facts.body():
        for found in (*_PROMPT.finditer(text), *_TO_DO.finditer(text)):
            yield Hit(number, found.start(), found.end(), "这是模板里的提示语，要删去。", ("",))


def left_out(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A unit with a gap where its number should stand."""
    del knowledge
    for number, text in facts.body():
        if "\t" in text:
            continue
        for found in _LEFT_OUT.finditer(text):
            start = found.start() - 1
            yield Hit(number, start, found.end(), f"“{found[0].strip()}”前面漏了数字。")


def web(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Traces of web pages and document libraries, inside a line or filling it."""
    del knowledge
    for number, text in enumerate(facts.lines, 1):
        for found in _WEB.finditer(text):
            yield Hit(number, found.start(), found.end(), "这是网页或者转码留下的字符，要删去。", ("",))
    last = ("", 0)
    for line in facts.report.dropped:
        text = facts.lines[line.line - 1]
        inner = text.strip()
        goes_on = last[0] == line.why and line.line - last[1] <= _NEIGHBOURS and len(line.why) > _SHORT_REASON
        last = (line.why, line.line)
        if inner and not goes_on and not _is_layout(line.why):
            start = text.index(inner)
            yield Hit(line.line, start, start + len(inner), f"这一行是{line.why}，要删去。", ("",))


def _is_layout(why: str) -> bool:
    """Whether a line was left out because it belongs to the layout, not because it is a trace."""
    return any(
        word in why for word in ("目录", "版头", "红头", "分隔线", "空", "版记", "印发", "文本框", "签发")
    )


RULES = (
    Rule("residue.placeholder", Severity.MUST, "定稿里不留空项", placeholders, local=True),
    Rule("residue.prompt", Severity.MUST, "定稿里不留模板提示", prompts, local=True),
    Rule("residue.left_out", Severity.MUST, "量词前要有数字（规则N23）", left_out, local=True),
    Rule("residue.web", Severity.MUST, "正文里不留网页残留", web),
)
