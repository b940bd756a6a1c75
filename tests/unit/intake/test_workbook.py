"""Workbook files: every format as the same cells, and whatever cannot be read refused in a sentence."""

from __future__ import annotations

import re
import shutil
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import Cancelled, UserError
from fzapp.intake import ledger_zip, workbook
from fzapp.intake.ledger_raw import Merge, RawSheet, WorkbookFormat, column_index, column_letter, decimal_of
from fzapp.intake.workbook import read_clipboard, read_workbook
from tests.unit.intake.ledger_files import Sheet, open_document, part_of, with_parts
from tests.unit.intake.ledger_files import workbook as made
from tests.unit.intake.word_files import compound

if TYPE_CHECKING:
    from collections.abc import Callable

BINARY = Path(__file__).resolve().parents[2] / "data" / "ledgers" / "petitions.xls"
FORBIDDEN = re.compile(r"请|抱歉|非法|无效|[Ee]rror|None|\\x|\d{4,}")
SHEET1 = "xl/worksheets/sheet1.xml"


def refusal(path: Path) -> str:
    """The sentence, which must be plain Chinese."""
    with pytest.raises(UserError) as caught:
        read_workbook(path)
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert not FORBIDDEN.search(sentence.replace(path.name, "")), sentence
    assert path.name in sentence
    return sentence


def outcome(path: Path) -> str:
    """ "" when the file was read, 损坏 when it was refused as damaged, else the sentence."""
    try:
        read_workbook(path)
    except UserError as error:
        return "损坏" if "损坏" in str(error) else str(error)
    return ""


def only_sheet(path: Path) -> RawSheet:
    (sheet,) = read_workbook(path).sheets
    return sheet


# --- .xlsx -----------------------------------------------------------------------------------------


def test_cells_keep_their_kind_and_numbers_are_exact(tmp_path: Path) -> None:
    moment = datetime.combine(date(2024, 1, 2), time(3, 4))
    row = ["文字", 1, 1.5, 0.1 + 0.2, True, date(2024, 1, 2), moment, None, 13512345678, "=甲"]
    sheet = only_sheet(made(tmp_path / "a.xlsx", Sheet([row])))
    assert sheet.rows[0][:8] == (
        "文字", Decimal(1), Decimal("1.5"), Decimal("0.3"), True, date(2024, 1, 2), moment, None,
    )  # fmt: skip
    assert sheet.rows[0][8] == Decimal(13512345678)
    assert not any(isinstance(value, float) for value in sheet.rows[0])


def test_rows_count_from_the_first_line_even_when_it_is_empty(tmp_path: Path) -> None:
    sheet = only_sheet(made(tmp_path / "a.xlsx", Sheet([[], [None, "标题"], ["甲"]])))
    assert [len([cell for cell in row if cell]) for row in sheet.rows] == [0, 1, 1]
    assert sheet.rows[1][1] == "标题"


def test_merged_and_hidden_parts_are_told(tmp_path: Path) -> None:
    rows = [["标题"], ["甲", "乙"], ["丙", "丁"]]
    sheet = only_sheet(
        made(tmp_path / "a.xlsx", Sheet(rows, merged=["A1:B1"], hidden=[3], hidden_columns=["B"]))
    )
    assert sheet.merges == (Merge(0, 0, 0, 1),)
    assert sheet.hidden_rows == {2}
    assert sheet.hidden_columns == {1}


def test_hidden_sheets_are_read_and_marked(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", Sheet([["甲"]], "明"), Sheet([["乙"]], "暗", invisible=True))
    assert [(sheet.name, sheet.hidden) for sheet in read_workbook(path).sheets] == [
        ("明", False),
        ("暗", True),
    ]


def test_failed_formulas_show_their_error(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", Sheet([["甲", "=1/0"], ["乙", "#N/A"]]))
    xml = part_of(path, SHEET1).replace(b"<f>1/0</f><v></v>", b"<f>1/0</f><v>#DIV/0!</v>")
    xml = xml.replace(b'<c r="B1">', b'<c r="B1" t="e">')
    sheet = only_sheet(with_parts(path, sheet1=xml))
    assert [row[1] for row in sheet.rows] == ["#DIV/0!", "#N/A"]


def test_formulas_without_a_result_are_told(tmp_path: Path) -> None:
    sheet = only_sheet(made(tmp_path / "a.xlsx", Sheet([["甲", "=1+1"], ["乙", 2]])))
    assert sheet.uncomputed == {(0, 1)}


def test_names_of_sheets_with_signs(tmp_path: Path) -> None:
    sheet = only_sheet(made(tmp_path / "a.xlsx", Sheet([["甲"]], "村&社区<1>", hidden=[1])))
    assert sheet.name == "村&社区<1>"
    assert sheet.hidden_rows == {0}


def test_progress_is_told_sheet_by_sheet(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = made(tmp_path / "a.xlsx", Sheet([["甲"]], "一"), Sheet([["乙"]], "二"))
    read_workbook(path, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert {(0, 200), (100, 200), (200, 200)} == set(told)


def test_a_large_sheet_tells_how_far_it_is_and_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_TOLD_EVERY", 10)
    path = made(tmp_path / "a.xlsx", Sheet([[f"甲{number}"] for number in range(40)]))
    told: list[int] = []

    def progress(done: int, total: int) -> None:
        assert total == 100
        told.append(done)
        if done >= 50:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_workbook(path, progress)
    assert told[:3] == [0, 0, 25]
    assert len(told) == 4


def test_values_that_come_again_are_kept_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"石桥村{number % 3}", number % 2 + 0.5, True, date(2026, 1, 1)] for number in range(9)]
    path = made(tmp_path / "a.xlsx", Sheet(rows))
    kept = only_sheet(path).rows
    assert len({id(row[0]) for row in kept}) == 3
    assert len({id(row[1]) for row in kept}) == 2
    monkeypatch.setattr(workbook, "_MOST_KNOWN", 1)
    assert only_sheet(path).rows == kept
    assert kept[0] == ("石桥村0", Decimal("0.5"), True, date(2026, 1, 1))


def test_the_macro_part_of_a_workbook_is_not_even_looked_at(tmp_path: Path) -> None:
    plain = made(tmp_path / "a.xlsx", Sheet([["日期", "事项"], ["2026-05-06", "会议"]]))
    hostile = tmp_path / "b.xlsm"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(hostile, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part))
        target.writestr("xl/vbaProject.bin", b"Sub Auto_Open() Shell calc " * 40)
    data = bytearray(hostile.read_bytes())
    at = data.index(b"Sub Auto_Open()")
    data[at : at + 40] = b"\xff" * 40  # whoever unpacked the part would meet a checksum that is wrong
    hostile.write_bytes(data)
    with zipfile.ZipFile(hostile) as book, pytest.raises(zipfile.BadZipFile):
        book.read("xl/vbaProject.bin")
    assert only_sheet(hostile).rows == only_sheet(plain).rows


def test_a_row_of_formats_over_all_columns_costs_nothing(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", Sheet([["甲"]]))
    empty = b"".join(f'<c r="{column_letter(index)}2" s="1"/>'.encode() for index in range(16_384))
    xml = part_of(path, SHEET1).replace(b"</sheetData>", b'<row r="2">' + empty + b"</row></sheetData>")
    assert only_sheet(with_parts(path, sheet1=xml)).width == 1


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048000", "XFD3"])
def test_a_stray_cell_far_away_is_left_out_and_told(
    tmp_path: Path, cell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_zip, "MOST_CELLS", 40_000)
    path = made(tmp_path / "a.xlsx", Sheet([["甲", "乙"], ["丙", 3]], extra={cell: "散"}))
    book = read_workbook(path)
    assert book.sheets[0].rows[:2] == (("甲", "乙"), ("丙", Decimal(3)))
    assert book.sheets[0].width == 2
    assert book.notes == ("工作表“Sheet1”离表格很远的地方还有零散内容，没有读入。",)


def test_a_cell_that_lies_about_its_row_does_not_fill_memory(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", Sheet([["甲", "乙"]]))
    xml = part_of(path, SHEET1).replace(b'r="B1"', b'r="XFD1048576"')
    read_workbook(with_parts(path, sheet1=xml))


@pytest.mark.parametrize("cell", [b"AAAAAAA1", b"A4294967296"])
def test_cells_no_program_can_write_are_damage(tmp_path: Path, cell: bytes) -> None:
    path = made(tmp_path / "a.xlsx", Sheet([["甲", "乙"]]))
    xml = part_of(path, SHEET1).replace(b'r="B1"', b'r="' + cell + b'"')
    assert "损坏" in refusal(with_parts(path, sheet1=xml))


def test_attributes_in_another_spelling_are_seen(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", Sheet([["甲", "乙"], ["丙"]], hidden=[2]))
    xml = part_of(path, SHEET1).replace(b'r="B1"', b"r='XFD1048576'").replace(b'hidden="1"', b"hidden = '1'")
    sheet = read_workbook(with_parts(path, sheet1=xml)).sheets[0]
    assert sheet.hidden_rows == {1}


# --- the other formats -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["信访.xls", "信访.et", "信访.xlsx"])
def test_binary_workbooks_are_known_by_their_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    shutil.copy(BINARY, path)
    book = read_workbook(path)
    sheet, hidden = book.sheets
    assert book.format is WorkbookFormat.XLS
    assert sheet.rows[0][0] == "青石镇2024年信访事项登记表"
    assert sheet.rows[2] == (Decimal(1), date(2024, 1, 5), "甲某", "道路积水", Decimal(1), "办结")
    assert sheet.rows[5][4] == "#DIV/0!"
    assert sheet.merges == (Merge(0, 0, 0, 5),)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {2})
    assert (hidden.name, hidden.hidden) == ("隐藏表", True)


ROWS = """<table:table table:name="台账">
<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="3"><text:p>标<text:s text:c="2"/>题</text:p>
</table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row table:visibility="filter"><table:table-cell office:value-type="float" office:value="1.50"><text:p>1.5</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-05-06"><text:p>5月6日</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-05-06T09:30:00"/>
<table:table-cell office:value-type="boolean" office:boolean-value="true"/>
<table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>甲</text:p><text:p>乙</text:p>
<office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>
<table:table-cell office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table>"""


def test_open_documents(tmp_path: Path) -> None:
    sheet = only_sheet(open_document(tmp_path / "a.ods", ROWS))
    moment = datetime.combine(date(2024, 5, 6), time(9, 30))
    assert sheet.rows == (
        ("标  题",),
        (),
        (),
        (Decimal("1.5"), date(2024, 5, 6), moment, True, "甲\n乙", "甲\n乙", "#DIV/0!"),
    )
    assert sheet.merges == (Merge(0, 0, 0, 2),)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {1, 2})


def test_open_documents_that_repeat_without_end_are_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>甲</text:p></table:table-cell>'
    body = f'<table:table><table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row></table:table>'
    assert "大得不像台账" in refusal(open_document(tmp_path / "a.ods", body))


def test_open_documents_cut_off_locked_or_empty_are_refused(tmp_path: Path) -> None:
    assert "损坏" in refusal(open_document(tmp_path / "a.ods", "<table:table><table:table-row>"))
    locked = "<file-entry><encryption-data/></file-entry>"
    assert "密码" in refusal(open_document(tmp_path / "b.ods", ROWS, locked))
    assert "没有工作表" in refusal(open_document(tmp_path / "c.ods", ""))


def test_open_documents_may_not_declare_entities(tmp_path: Path) -> None:
    path = open_document(tmp_path / "a.ods", ROWS)
    xml = part_of(path, "content.xml").replace(b"?><office", b'?><!DOCTYPE x [<!ENTITY a "b">]><office', 1)
    assert "损坏" in refusal(with_parts(path, content=xml))


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b""), ("utf-8-sig", b""), ("gb18030", b""), ("utf-16-le", b"\xff\xfe")]
)
def test_text_files_in_every_encoding_of_the_office(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "信访.csv"
    path.write_bytes(mark + "编号,问题\nXF-1,“噪声”扰民\n".encode(encoding))
    book = read_workbook(path)
    assert book.format is WorkbookFormat.TEXT
    assert book.sheets[0].rows == (("编号", "问题"), ("XF-1", "“噪声”扰民"))
    assert book.sheets[0].name == ""
    assert book.sheets[0].merges is None


def test_quoted_commas_and_line_breaks_make_one_record(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('编号,问题\n1,"道路破损,难行，\n附照片"\n2,"他说""不行"""\n', encoding="utf-8")
    assert only_sheet(path).rows[1:] == (
        ("1", "道路破损,难行，\n附照片"),
        ("2", "他说“不行”".replace("“", '"').replace("”", '"')),
    )


def test_digits_kept_as_text_are_unwrapped_and_other_formulas_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('="0012",\'013,135\t,=cmd|\' /C calc\'!A0,=1+1,"=""13500000000"""\n', encoding="utf-8")
    assert only_sheet(path).rows[0] == ("0012", "013", "135", "=cmd|' /C calc'!A0", "=1+1", "13500000000")


@pytest.mark.parametrize("mark", ["\t", ";", "|", "，"])
def test_the_mark_between_cells_is_found(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"编号{mark}姓名\n1{mark}甲某\n2{mark}乙某\n", encoding="utf-8")
    assert only_sheet(path).rows[1] == ("1", "甲某")


def test_a_block_from_the_clipboard(tmp_path: Path) -> None:
    book = read_clipboard('序号\t问题\r\n1\t"道路\n破损"\r\n')
    assert book.format is WorkbookFormat.CLIPBOARD
    assert book.sheets[0].rows == (("序号", "问题"), ("1", "道路\n破损"))
    with pytest.raises(UserError, match="剪贴板里没有"):
        read_clipboard(" \r\n")


# --- what cannot be read ---------------------------------------------------------------------------


def test_a_file_cut_off_is_damaged(tmp_path: Path) -> None:
    whole = made(tmp_path / "a.xlsx", Sheet([["甲"]] * 50)).read_bytes()
    cut = tmp_path / "b.xlsx"
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    assert "损坏" in refusal(cut)
    binary = tmp_path / "c.xls"
    binary.write_bytes(BINARY.read_bytes()[:3000])
    assert "损坏" in refusal(binary)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空文件"),
        (b"\0" * 500, "空文件"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG....", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"\r\n<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b'<?xml version="1.0"?><Workbook/>', "网页"),
        (b"\xff\xd0\x81\xff\xfe\x00\x81\x30", "编码"),
        (bytes(range(1, 32)) * 20, "不是表格"),
        (b"PK\x03\x04 nonsense", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nonsense", "损坏"),
    ],
)
def test_other_files_under_a_wrong_name_are_told_apart(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(data)
    assert said in refusal(path)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "演示文稿"),
        ("xl/workbook.bin", "二进制"),
        ("[Content_Types].xml", "损坏"),
        ("说明.txt", "压缩包"),
    ],
)
def test_other_zipped_files_are_told_apart(tmp_path: Path, part: str, said: str) -> None:
    path = tmp_path / "台账.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(part, "x")
    assert said in refusal(path)


def test_folders_and_missing_files(tmp_path: Path) -> None:
    assert "是文件夹" in refusal(tmp_path)
    assert "找不到" in refusal(tmp_path / "没有.xlsx")


def test_what_unpacks_into_more_than_a_ledger_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "x")
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    assert "大得不像台账" in refusal(path)


def test_a_large_file_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_FILE", 10)
    path = made(tmp_path / "a.xlsx", Sheet([["甲"]]))
    assert "大得不像台账" in refusal(path)


def test_locked_workbooks(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", Sheet([["甲"]]))
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(mark, start + 4)
    path.write_bytes(bytes(data))
    assert "密码" in refusal(path)


@pytest.mark.parametrize(
    ("streams", "said"),
    [
        ({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}, "密码"),
        ({"WordDocument": b"x"}, "Word"),
        ({"Contents": b"x"}, "不是表格文件"),
        ({"Workbook": b"x"}, "损坏"),
        (
            {
                "Workbook": bytes.fromhex(
                    "0908 1000 0006 0500 bb0d cc07 0000 0000 0600 0000 2f00 0600 0000 0000 0000"
                )
            },
            "密码",
        ),
    ],
)
def test_compound_files_of_other_kinds_and_locked_ones(
    tmp_path: Path, streams: dict[str, bytes], said: str
) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(compound(streams))
    assert said in refusal(path)


@pytest.mark.parametrize(
    ("error", "said"), [(PermissionError(), "占用"), (OSError(5, "input/output"), "复制到本机")]
)
def test_files_that_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def refuse(_path: Path) -> bytes:
        raise error

    path = made(tmp_path / "a.xlsx", Sheet([["甲"]]))
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert said in refusal(path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda xml: xml[: len(xml) // 2],
        lambda xml: xml.replace(b"</row>", b"</rov>"),
        lambda xml: xml.replace(
            b'<mergeCell ref="A1:B2"/>', b'<mergeCell ref="B2:A1"/><mergeCell ref="A1:XFD1048576"/>'
        ),
    ],
    ids=["cut", "broken", "circular merges"],
)
def test_a_damaged_part_is_refused_or_read_but_never_a_crash(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = made(tmp_path / "a.xlsx", Sheet([["甲", "乙"], ["丙"], ["丁"]], merged=["A1:B2"]))
    with_parts(path, sheet1=damage(part_of(path, SHEET1)))
    assert outcome(path) in ("", "损坏")


# --- helpers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_column_letters(index: int, letters: str) -> None:
    assert column_letter(index) == letters
    assert column_index(letters) == index


def test_numbers_as_a_person_sees_them() -> None:
    assert str(decimal_of(0.1 + 0.2)) == "0.3"
    assert str(decimal_of(1e15)) == "1E+15"
    assert decimal_of(float("inf")) == "inf"
