"""打印测试页: a page in the format of the reports that says what to look for on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.report import ReportContent, SectionContent

if TYPE_CHECKING:
    from fzapp.word.profile import FontRole, FormatProfile

TITLE = "打印测试页"
_LEAD = "这一页按公文格式排的，和报告打印出来一个样子。拿到纸后照下面三条看一遍。"
_CHARACTERS = "一二三四五六七八九十"


def trial_page(profile: FormatProfile) -> ReportContent:
    """Margins to measure, faces to recognise and a line to count, as `profile` has them."""
    from fzapp.word.profile import FontRole  # noqa: PLC0415  the window starts without Word's part

    def face(role: FontRole) -> str:
        return profile.fonts[role].names[0]

    measure = (
        f"每行字的左边到纸边应是{profile.left:g}毫米，右边到纸边应是{profile.right:g}毫米。"
        "差得多的，打印时选“实际大小”，不要选“适合页面”。"
    )
    faces = (
        f"最上面的标题应是{face(FontRole.TITLE)}，“一、”“二、”“三、”三行应是{face(FontRole.HEADING1)}，"
        f"带括号的一行应是{face(FontRole.HEADING2)}，其余应是{face(FontRole.BODY)}。"
        "字形不对的，是这台电脑缺字体，找装电脑的人装上。"
    )
    count = (
        f"每行应有{profile.characters}个字，每段头一行前面空两个字。从这里数，整行的应正好{profile.characters}个："
        + _CHARACTERS * (-(-2 * profile.characters // len(_CHARACTERS)))
    )
    sections = (
        SectionContent(level=0, body=_LEAD),
        SectionContent(level=1, heading="量一量页边", body=measure),
        SectionContent(level=1, heading="看一看字体"),
        SectionContent(level=2, heading="这一行是第二层标题", body=faces),
        SectionContent(level=1, heading="数一数字数", body=count),
    )
    return ReportContent(title=TITLE, sections=sections)
