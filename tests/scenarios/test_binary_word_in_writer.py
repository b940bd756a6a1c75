"""Binary Word files that LibreOffice makes of our own reports are read as LibreOffice itself reads them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from fzapp.cli.main import main
from fzapp.intake.documents import read_document, read_text
from fzapp.intake.report_parser import recognise
from tests.conftest import ROOT, SHARED
from tests.unit.intake.word_files import W, docx

REPORTS = sorted((ROOT / "tests" / "data" / "clean").glob("*.txt"))
PRACTICE = sorted((SHARED / "practice" / "reports").glob("*.docx"))
FEWEST = 20
"""Files that are compared; tables, lists, letterheads, text boxes and notes are among them."""

_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def flat(*blocks: str) -> str:
    """A flat OpenDocument text; without its first line it would be taken for plain text."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document {_SPACES} office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:body><office:text>{''.join(blocks)}</office:text></office:body></office:document>"
    )


def par(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = (
        "<table:table-row>"
        + "".join(f"<table:table-cell>{par(cell)}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    return f"<table:table>{columns}{''.join(cells)}</table:table>"


def note(text: str, kind: str = "footnote", sign: str = "") -> str:
    """A note in running text, numbered unless it has a sign of its own."""
    label = f' text:label="{sign}"' if sign else ""
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation{label}>{sign or 1}</text:note-citation>'
        f"<text:note-body>{par(text)}</text:note-body></text:note>"
    )


MADE = {
    "表格": flat(par("总结"), par("一、情况"), table(("项目", "数量"), ("调解", "73件"), ("", "12场")), par("表后。")),
    "两张表": flat(par("总结"), table(("甲", "乙", "丙")), par("中"), table(("单格",)), par("二、打算")),
    "单字节": flat(par("Report 2025"), par("1. Work"), par("12 items at 98.5% done.")),
    "符号": flat(par("总结"), par("一、情况"), par("前<text:line-break/>后<text:tab/>“引号”——…★①㈠℃")),
    "空段": flat(par("总结"), par(""), par("一、情况"), par(""), par("二、打算")),
    "英文编码": flat(par("Ünïté 总结"), par("一、情况"), par("ÀÉ 12件")),
    "脚注": flat(par("总结"), par(f"一、情况{note('见年报。')}"), par(f"全年{note('口径同上年。')}73件，{note('含书面。')}好")),
    "尾注": flat(par("总结"), par("一、情况"), par(f"走访{note('入户。', 'endnote')}，调解{note('成功的。', 'endnote')}。")),
    "两种注": flat(par("总结"), par(f"甲{note('一', 'endnote')}乙{note('二')}丙{note('三', 'endnote')}丁{note('四')}")),
    "自定的注": flat(par("总结"), par("一、情况"), par(f"甲{note('一', sign='＊')}乙{note('二')}丙")),
    "表格里的注": flat(par("总结"), table((f"项目{note('一')}", "数量"), ("调解", f"件{note('二')}")), par(f"后{note('三')}")),
    "多个注": flat(par("总结"), *(par(f"第{number}项{note('注')}完成。") for number in "甲乙丙丁戊己庚辛壬癸子丑")),
    "长段": flat(par("总结"), par("一、情况"), par("逐项排查，逐级负责，推动问题在基层解决。" * 300)),
}  # fmt: skip


_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
    f'<Override PartName="/word/footnotes.xml" ContentType="{_KIND}.footnotes+xml"/></Types>'
)
NOTE_FORMATS = ("decimalEnclosedCircle", "upperLetter", "lowerRoman", "ideographTraditional", "chicago")


def with_notes(form: str, count: int = 12) -> bytes:
    """A Word file with footnotes numbered in a format, from the second number on."""
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote>'
        for number in range(1, count + 1)
    )
    numbered = f'<w:footnotePr><w:numFmt w:val="{form}"/><w:numStart w:val="2"/></w:footnotePr>'
    last = f"<w:p><w:pPr><w:sectPr>{numbered}</w:sectPr></w:pPr></w:p>"
    blocks = (
        f'<w:p><w:r><w:t>情况</w:t></w:r><w:r><w:footnoteReference w:id="{number}"/></w:r></w:p>'
        for number in range(1, count + 1)
    )
    return docx(
        *blocks,
        last,
        parts={"footnotes": f'<w:footnotes xmlns:w="{W}">{notes}</w:footnotes>'},
        extra={"[Content_Types].xml": _TYPES.encode()},
    )


def converted(files: list[Path], kind: str, folder: Path, profile: Path) -> None:
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            folder,
            *files,
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Path]]:
    """Each .doc (one of three is called .wps) with the text that LibreOffice makes of it."""
    root = tmp_path_factory.mktemp("writer")
    sources = list(PRACTICE)
    for report in REPORTS:
        target = root / f"{report.stem}.docx"
        assert main(["export", str(report), "-o", str(target)]) == 0
        sources.append(target)
    for name, xml in MADE.items():
        (root / f"{name}.fodt").write_text(xml, encoding="utf-8")
        sources.append(root / f"{name}.fodt")
    for form in NOTE_FORMATS:
        (root / f"{form}.docx").write_bytes(with_notes(form))
        sources.append(root / f"{form}.docx")
    converted(sources, "doc:MS Word 97", root / "doc", root / "profile")
    files = sorted((root / "doc").glob("*.doc"))
    converted(files, "txt:Text (encoded):UTF8", root / "txt", root / "profile")
    for file in files[::3]:
        shutil.move(file, file.with_suffix(".wps"))
    return [(file, root / "txt" / f"{file.stem}.txt") for file in sorted((root / "doc").iterdir())]


@pytest.mark.office
@pytest.mark.slow
def test_text_and_headings_are_those_of_the_writer(
    pairs: list[tuple[Path, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert len(pairs) >= FEWEST
    for file, text in pairs:
        ours = read_document(file)
        theirs = read_text(text.read_text(encoding="utf-8-sig"))
        assert squeezed(line.hint.auto_number + line.text for line in ours) == squeezed(
            line.text for line in theirs
        ), file.name
        found, wanted = recognise(ours).headings, recognise(theirs).headings
        assert [(one.level, one.number, "".join(one.text.split())) for one in found] == [
            (one.level, one.number, "".join(one.text.split())) for one in wanted
        ], file.name


def squeezed(texts: object) -> str:
    """All texts without blanks."""
    return "".join("".join(text.split()) for text in texts)  # type: ignore[attr-defined]
