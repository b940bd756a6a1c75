"""Child elements stand in the order of the schema: Word refuses a file in which they do not."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from xml.etree import ElementTree

from fzapp.domain.letterhead import Imprint, Letterhead, PaperParts
from fzapp.word.blocks import BodyParagraph, EvenPage, ImprintBlock, PageBreak, TableBlock
from fzapp.word.plan import plan
from fzapp.word.profile import national_profile
from fzapp.word.render import DocumentProperties, render
from tests.golden.sample import CONTENT

PROFILE = national_profile()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
    " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs highlight u vertAlign lang",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType"
    " pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar"
    " tblLook",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tcBorders": "top left bottom right insideH insideV",
    "tblBorders": "top left bottom right insideH insideV",
    "pBdr": "top left bottom right between bar",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat locked pPr rPr tblPr",
    "settings": "zoom bordersDoNotSurroundHeader bordersDoNotSurroundFooter defaultTabStop evenAndOddHeaders"
    " characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
}
"""ISO/IEC 29500-4, wml.xsd, as far as such files go; an element that is not named here is a fault too."""


def xml_parts(data: bytes) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: ElementTree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        }


def out_of_order(root: ElementTree.Element) -> list[str]:
    found: list[str] = []
    for element in root.iter():
        name = element.tag.removeprefix(W)
        if name not in ORDER:
            continue
        places = [ORDER[name].split().index(child.tag.removeprefix(W)) for child in element]
        found += [f"{name}: {[child.tag for child in element]}" for a, b in pairwise(places) if a > b]
    return found


def test_elements_stand_in_the_order_of_the_schema() -> None:
    letterhead = Letterhead(
        ("中共青石镇委员会", "青石镇人民政府"),
        number="青政〔2027〕3号",
        upward=True,
        signers=("王某某", "李某", "赵某某"),
        copy_number="000012",
        urgency="特急",
    )
    imprint = Imprint("青石镇党政办公室", "2027年1月18日", "清河县司法局")
    table = TableBlock((("村", "件数"), ("东岭村", "5")), "表1", unit="单位：件")
    joint = replace(CONTENT, signature="中共青石镇委员会\n青石镇人民政府", attachments=("清单", "统计表"))
    for imprinted in (EvenPage(), EvenPage(blank=True)):
        for above in (table, BodyParagraph("完")):
            blocks = (*plan(joint, PROFILE, PaperParts(letterhead)), PageBreak(), table, above)
            blocks = (*blocks, imprinted, ImprintBlock(imprint))
            data = render(blocks, PROFILE, DocumentProperties("", "", datetime(2027, 1, 18, tzinfo=UTC)))
            for name, root in xml_parts(data).items():
                assert not out_of_order(root), name
    floating = plan(replace(CONTENT, annexes=()), PROFILE, PaperParts(letterhead, imprint))
    data = render(floating, PROFILE, DocumentProperties("", "", datetime(2027, 1, 18, tzinfo=UTC)))
    assert not any(out_of_order(root) for root in xml_parts(data).values())
