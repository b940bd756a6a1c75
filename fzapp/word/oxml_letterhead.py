"""The vocabulary of WordprocessingML for 版头 and 版记: gaps of exact height, the red rule, rows at a page's foot.

Lengths in twips unless a name says otherwise; the thickness of rules in eighths of a point.
"""

from __future__ import annotations

from dataclasses import dataclass

from fzapp.word.oxml import last_paragraph, paragraph, run_properties

_VML, _VML_WORD = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:word"

RED = "FF0000"


def gap(style: str, height: int, *, red_rule: int = 0) -> str:
    """An empty line of exact height, with a red rule below it when `red_rule` says how thick."""
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="{red_rule}" w:space="0" w:color="{RED}"/></w:pBdr>'
    return paragraph(style, "", f"{rule if red_rule else ''}{_exactly(height)}")


def mark_line(style: str, text: str, half_points: int, *, height: int, left: int, spread: int) -> str:
    """A line of the issuing body's name, `spread` behind each character but the last."""
    runs = run_properties(text[:-1], _sized(half_points, spread)) + run_properties(
        text[-1:], _sized(half_points)
    )
    return paragraph(style, runs, f'{_exactly(height)}<w:ind w:left="{left}"/><w:jc w:val="left"/>')


def mark_ending(style: str, text: str, half_points: int, *, height: int, width: int, x: int, y: int) -> str:
    """What stands beside several names: in a frame at `x` and `y` from the corner of the type area."""
    frame = (
        f'<w:framePr w:w="{width}" w:h="{height}" w:hRule="exact" w:hSpace="0" w:wrap="around"'
        f' w:vAnchor="margin" w:hAnchor="margin" w:x="{max(1, x)}" w:y="{max(1, y)}"/>'
    )
    return paragraph(
        style, run_properties(text, _sized(half_points)), f'{frame}{_exactly(height)}<w:jc w:val="left"/>'
    )


def number_row(style: str, runs: str, left: int, signers_at: int) -> str:
    """The row of the number; a tab in it leads to `signers_at`. Centred when that is 0."""
    if not signers_at:
        return paragraph(style, runs, '<w:jc w:val="center"/>')
    return paragraph(
        style,
        runs,
        f'<w:tabs><w:tab w:val="left" w:pos="{signers_at}"/></w:tabs><w:ind w:left="{left}"/>',
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules around a row of the imprint, 0 for none, and what lies between them and the text, in points."""

    above: int
    below: int
    pad_above: int
    pad_below: int


def imprint_row(
    style: str, runs: str, rules: Rules, *, before: int = 0, hanging: int = 0, tab: int = 0
) -> str:
    """A row of the imprint; a tab in it leads its end to `tab`. One with room `before` it begins a page."""
    broken = "<w:pageBreakBefore/>" if before else ""
    edges = _rule("top", rules.above, rules.pad_above) + _rule("bottom", rules.below, rules.pad_below)
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{tab}"/></w:tabs>' if tab else ""
    after = 0 if rules.below else rules.pad_below * 20
    indent = f'<w:ind w:left="{hanging}" w:hanging="{hanging}"/>' if hanging else ""
    return paragraph(
        style,
        runs,
        f'{broken}<w:pBdr>{edges}</w:pBdr>{tabs}<w:spacing w:before="{before}" w:after="{after}"/>{indent}',
    )


def floating(rows: str, width: float, height: float) -> str:
    """`rows` in a text box at the foot of the type area, and the low paragraph that holds it on its page.

    Text that has grown goes over to the next page and does not run into it. The old way to write a text box:
    Word and WPS of all ages read it. `width` and `height` in points.
    """
    place = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width:.2f}pt;height:{height:.2f}pt;z-index:1;"
        "mso-position-horizontal:left;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:bottom;mso-position-vertical-relative:margin;"
        "mso-wrap-distance-left:0;mso-wrap-distance-right:0;mso-wrap-distance-top:0;mso-wrap-distance-bottom:0"
    )
    return last_paragraph(
        f'<w:r><w:pict xmlns:v="{_VML}"><v:rect style="{place}" filled="f" stroked="f">'
        f'<v:textbox inset="0,0,0,0"><w:txbxContent>{rows}</w:txbxContent></v:textbox>'
        f'<w10:wrap xmlns:w10="{_VML_WORD}" type="topAndBottom"/></v:rect></w:pict></w:r>'
    )


def _rule(side: str, thickness: int, room: int) -> str:
    if not thickness:
        return ""
    return f'<w:{side} w:val="single" w:sz="{thickness}" w:space="{room}" w:color="000000"/>'


def _exactly(height: int) -> str:
    return f'<w:spacing w:line="{height}" w:lineRule="exact"/>'


def _sized(half_points: int, spread: int = 0) -> str:
    spaced = f'<w:spacing w:val="{spread}"/>' if spread else ""
    return f'{spaced}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
