"""The invented reports as Word files, in the ways in which offices make them."""

from __future__ import annotations

import io
import re
from random import Random
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from tests.benchmarks.unseen_model import Gold, Item, gold_of

if TYPE_CHECKING:
    from collections.abc import Sequence

FEATURES = (
    "manual_fonts", "manual_fonts2", "redhead", "redhead2", "heading_styles", "table", "header_footer",
    "auto_numbering", "tracked_changes", "textbox", "title3", "softbreak_title", "two_column_sign",
    "two_row_sign", "side_by_side_sign",
    "redhead2+title3+auto_numbering+two_column_sign", "redhead+softbreak_title+textbox+tracked_changes+table",
    "manual_fonts2+header_footer+side_by_side_sign+textbox", "heading_styles+auto_numbering+tracked_changes",
)  # fmt: skip
_SIGNING = frozenset({"two_column_sign", "two_row_sign", "side_by_side_sign"})
_FACES = {1: "黑体", 2: "楷体_GB2312", 3: "仿宋_GB2312", 4: "仿宋_GB2312"}
_BOX = (
    "<w:r {spaces}><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx><w:txbxContent>"
    "<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>"
)
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def as_word(report: Sequence[Item], feature: str) -> tuple[bytes, Gold]:
    """A report as a Word file with one feature, and the gold of its paragraphs."""
    writer = _Writer(feature)
    for item in _prepared(list(report), writer.features):
        writer.add(item)
    buffer = io.BytesIO()
    writer.document.save(buffer)
    return buffer.getvalue(), gold_of(writer.lines)


def _prepared(report: list[Item], features: frozenset[str]) -> list[Item]:
    """The lines of a report as the feature asks: title parted or joined, letterhead, signature as a table."""
    if features & {"title3", "softbreak_title"}:
        report = _retitled(report, joined="softbreak_title" in features)
    if features & {"redhead", "redhead2"} and not any(item.kind == "num" for item in report):
        signer = "签发人：钟离晓" if any(item.kind == "to" for item in report) else ""
        number = f"清平府发〔2026〕18号　　　　　　{signer}".rstrip()
        report = [Item("head", "清平关镇人民政府文件"), Item("num", number), *report]
    if "table" in features:
        place = max(index for index, item in enumerate(report) if item.kind == "p")
        rows = [
            ("序号", "工作事项", "完成情况"),
            ("1", "一、专题学习", "已完成"),
            ("2", "（二）普法宣传", ""),
        ]
        return [*report[:place], *[Item("row", cells=row) for row in rows], *report[place:]]
    return report


def _retitled(report: list[Item], *, joined: bool) -> list[Item]:
    first = next(index for index, item in enumerate(report) if item.kind == "title")
    lines = [item.text for item in report if item.kind == "title"]
    rest = [item for item in report if item.kind != "title"]
    whole = "".join(lines)
    if joined:
        parts = lines if len(lines) > 1 else [whole[: len(whole) // 2], whole[len(whole) // 2 :]]
        return [*rest[:first], Item("title", "\n".join(parts)), *rest[first:]]
    step = -(-len(whole) // 3)
    parts = [whole[start : start + step] for start in range(0, len(whole), step)]
    return [*rest[:first], *[Item("title", part) for part in parts], *rest[first:]]


class _Writer:
    """Writes items as paragraphs and keeps what each paragraph is."""

    def __init__(self, feature: str) -> None:
        self.features = frozenset(feature.split("+"))
        self.document = docx.Document()
        self.lines: list[Item] = []
        self._random = Random(7)
        self._table: Any = None
        self._signing: list[Item] = []
        self._formats: dict[int, str] = {}
        if "header_footer" in self.features:
            self._header()

    def add(self, item: Item) -> None:
        """Write one item."""
        if item.kind != "row":
            self._table = None
        if self.features & _SIGNING and item.kind in ("sig", "date"):
            self._signing.append(item)
            if item.kind == "date":
                self._sign()
            return
        if item.kind == "row":
            self._row(item)
        elif item.kind == "num" and "redhead2" in self.features:
            number, _, signer = item.text.partition("签发人")
            self._cells([[Item("num", number.strip())], [Item("i", "签发人" + signer if signer else "")]])
        else:
            self._paragraph(self.document.add_paragraph(), item)

    def _sign(self) -> None:
        names, date = self._signing[:-1], self._signing[-1]
        if "two_column_sign" in self.features:
            self._cells([[Item("blank")], [*names, date]])
        elif "two_row_sign" in self.features:
            for one in (*names, date):
                self._cells([[Item("blank")], [one]], new=one is self._signing[0])
        else:
            self._cells([names, [date]])

    def _cells(self, cells: list[list[Item]], *, new: bool = True) -> None:
        if new or self._table is None:
            self._table = self.document.add_table(0, len(cells))
        row = self._table.add_row()
        for cell, items in zip(row.cells, cells, strict=True):
            for index, item in enumerate(items or [Item("blank")]):
                paragraph = cell.paragraphs[0] if not index else cell.add_paragraph()
                self._paragraph(paragraph, item)

    def _row(self, item: Item) -> None:
        cells = [[Item("cell" if text else "blank", text)] for text in item.cells]
        self._cells(cells, new=self._table is None)

    def _paragraph(self, paragraph: Any, item: Item) -> None:
        self.lines.append(item)
        style = {"title": "Title", "h": f"Heading {item.level}"}.get(item.kind)
        if "heading_styles" in self.features and style:
            paragraph.style = self.document.styles[style]
        elif item.kind in ("title", "head", "num", "sub", "dateline"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif item.kind in ("sig", "date") and not self.features & {"manual_fonts2", "title3"}:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        text = item.text
        if item.kind == "h" and "auto_numbering" in self.features:
            self._number(paragraph, item)
            text = text[len(item.number) :]
        typed = "manual_fonts2" in self.features and item.kind in ("p", "h", "m", "note", "att")
        if typed:
            text = "\u3000\u3000" + text
        elif item.kind in ("p", "h", "m"):
            paragraph.paragraph_format.first_line_indent = Pt(32)
        if "manual_fonts2" in self.features and item.kind in ("sig", "date"):
            text = "\u3000" * 12 + text
        self._runs(paragraph, item, text)
        if "textbox" in self.features and len(self.lines) == 1:
            paragraph._p.append(parse_xml(_BOX.format(spaces=_SPACES, text="注意保存，限本单位使用")))
            self.lines.append(Item("box"))

    def _runs(self, paragraph: Any, item: Item, text: str) -> None:
        """The text in runs: those of a heading in its face, all others in small pieces."""
        cut = len(item.number + item.heading) if item.kind == "h" else 0
        if "auto_numbering" in self.features:
            cut = len(item.heading)
        for start, stop in self._pieces(text):
            run = paragraph.add_run(text[start:stop])
            if "heading_styles" not in self.features:
                run.font.size = Pt(22 if item.kind == "title" else 16)
                face = "方正小标宋简体" if item.kind == "title" else _FACES.get(item.level, "仿宋_GB2312")
                if start >= cut and item.kind == "h":
                    face = "仿宋_GB2312"
                run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
            if item.kind == "head":
                run.font.color.rgb = RGBColor(0xFF, 0, 0)
        if "tracked_changes" in self.features and item.kind in ("p", "h", "title"):
            self._track(paragraph)

    def _pieces(self, text: str) -> list[tuple[int, int]]:
        pieces: list[tuple[int, int]] = []
        start = 0
        while start < len(text):
            stop = min(len(text), start + self._random.randint(2, 12))
            pieces.append((start, stop))
            start = stop
        return pieces

    def _track(self, paragraph: Any) -> None:
        """One run becomes an insertion, and a deletion stands before it."""
        runs = paragraph._p.findall(qn("w:r"))
        run = runs[self._random.randrange(len(runs))]
        inserted = parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="甲"/>')
        run.addprevious(inserted)
        inserted.append(run)
        deleted = f'<w:del {nsdecls("w")} w:id="2" w:author="甲"><w:r><w:delText>一、旧字。</w:delText></w:r></w:del>'
        inserted.addprevious(parse_xml(deleted))

    def _number(self, paragraph: Any, item: Item) -> None:
        """Let Word number the heading; the form of a level is that of its first heading."""
        if not self._formats:
            self._formats = {}
            self._add_list()
        if item.level not in self._formats:
            self._formats[item.level] = item.number
            self._define(item)
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{item.level - 1}"/><w:numId w:val="77"/></w:numPr>'
            )
        )

    def _add_list(self) -> None:
        root = self.document.part.numbering_part.element
        self._abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"/>')
        root.insert(0, self._abstract)
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))

    def _define(self, item: Item) -> None:
        plain = item.number.strip().translate(str.maketrans("㈠①１", "一11"))
        plain = f"（{plain}）" if item.number == "㈠" else plain
        form = "decimal" if re.search(r"\d", plain) else "chineseCounting"
        if item.number == "①":
            form = "decimalEnclosedCircleChinese"
        text = re.sub(r"[一二三四五六七八九十\d]+", f"%{item.level}", plain)
        self._abstract.append(
            parse_xml(
                f'<w:lvl {nsdecls("w")} w:ilvl="{item.level - 1}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
                f'<w:lvlText w:val="{text}"/></w:lvl>'
            )
        )

    def _header(self) -> None:
        section = self.document.sections[0]
        section.header.paragraphs[0].text = "法治政府建设工作材料"
        footer = section.footer.paragraphs[0]
        footer._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
