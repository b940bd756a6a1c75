from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pytest

from fzapp.domain.errors import UserError
from fzapp.intake import docx_package
from fzapp.intake.documents import MOST_LINES, read_document, read_text
from tests.unit.intake.word_files import binary_word, compound, docx, par, zipped

TEXT = "青石镇2026年法治政府建设情况报告\n\n一、主要举措\n全镇开展普法活动12场，参加群众860人次。\n"
LINES = ["青石镇2026年法治政府建设情况报告", "", "一、主要举措", "全镇开展普法活动12场，参加群众860人次。"]
FORBIDDEN = re.compile(r"请|抱歉|非法|无效|[Ee]rror|None|\\x|\d{4,}")


def written(folder: Path, data: bytes, name: str = "报告.docx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_document(path)
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    assert not FORBIDDEN.search(sentence)
    return sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_is_read_in_every_encoding(tmp_path: Path, encoding: str, end: str) -> None:
    path = written(tmp_path, TEXT.replace("\n", end).encode(encoding), "报告.txt")
    assert [line.text for line in read_document(path)] == LINES


def test_big_endian_text_with_a_mark_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xfe\xff" + TEXT.encode("utf-16-be"), "报告.txt")
    assert [line.text for line in read_document(path)] == LINES


def test_lines_are_numbered_from_one_and_kept_as_they_are(tmp_path: Path) -> None:
    path = written(tmp_path, "　　一、工作\u00a0\n\n \t二\x0b三\u2028四".encode(), "报告.txt")
    lines = read_document(path)
    assert [(line.number, line.text) for line in lines] == [
        (1, "　　一、工作\u00a0"),
        (2, ""),
        (3, " \t二\x0b三\u2028四"),
    ]


def test_the_content_tells_the_kind_not_the_name(tmp_path: Path) -> None:
    assert read_document(written(tmp_path, docx(par("一、工作")), "报告.txt"))[0].text == "一、工作"
    assert read_document(written(tmp_path, TEXT.encode(), "报告.doc"))[0].text == LINES[0]
    assert read_document(written(tmp_path, binary_word("一、工作\r"), "报告.wps"))[0].text == "一、工作"


def test_radicals_of_a_pdf_are_read_as_characters(tmp_path: Path) -> None:
    word = written(tmp_path, docx(par("⻘⽯镇⾃查整改37件。")))
    assert [line.text for line in read_document(word)] == ["青石镇自查整改37件。"]
    assert [line.text for line in read_text("⻓效机制\n⽹格")] == ["长效机制", "网格"]


def test_pasted_text_is_read() -> None:
    assert [line.text for line in read_text("\ufeff" + TEXT)] == LINES


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff"])
def test_nothing_pasted_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="没有文字"):
        read_text(text)


def test_a_missing_file(tmp_path: Path) -> None:
    assert "找不到“没有.docx”" in refusal(tmp_path / "没有.docx")


def test_a_folder(tmp_path: Path) -> None:
    assert "文件夹" in refusal(tmp_path)


def test_a_name_that_no_system_takes() -> None:
    assert "读不了" in refusal(Path("a\0b.docx"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything")
def test_no_permission_on_disk(tmp_path: Path) -> None:
    path = written(tmp_path, b"x")
    path.chmod(0)
    assert "没有权限" in refusal(path)


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError

    path = written(tmp_path, b"x")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "没有权限" in refusal(path)


def test_a_stick_pulled_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def vanish(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    path = written(tmp_path, b"x")
    monkeypatch.setattr(Path, "read_bytes", vanish)
    assert "U盘" in refusal(path)


def test_an_empty_file(tmp_path: Path) -> None:
    assert "空文件" in refusal(written(tmp_path, b""))


@pytest.mark.parametrize(
    ("start", "word"),
    [
        (b"%PDF-1.7\n", "PDF"), (b"\x89PNG\r\n\x1a\n", "图片"), (b"\xff\xd8\xff\xe0", "图片"), (b"Rar!\x1a\x07", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包"), (b"{\\rtf1\\ansi", "RTF"), (b"MZ\x90\x00\x03", "程序"), (b"SQLite format 3\0", "数据库"),
        (b"<html><body>x</body></html>", "网页"), (b"\xef\xbb\xbf<!DOCTYPE html>", "网页"), (b"MIME-Version: 1.0\n", "网页"),
    ],
)  # fmt: skip
def test_renamed_files_of_other_kinds(tmp_path: Path, start: bytes, word: str) -> None:
    assert word in refusal(written(tmp_path, start + b"\x00\x01" * 40))


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ("xl/workbook.xml", "Excel"),
        ("ppt/presentation.xml", "演示文稿"),
        ("content.xml", "ODF"),
        ("OFD.xml", "OFD"),
        ("报告.docx", "压缩包"),
    ],
)
def test_other_kinds_of_zip(tmp_path: Path, entry: str, word: str) -> None:
    assert word in refusal(written(tmp_path, zipped({"[Content_Types].xml": b"<Types/>", entry: b"<x/>"})))


@pytest.mark.parametrize("keep", [40, 200, 600])
def test_a_truncated_word_file(tmp_path: Path, keep: int) -> None:
    assert "损坏" in refusal(written(tmp_path, docx(par("一、工作"))[:keep]))


def test_a_word_file_with_a_flipped_byte_in_its_text(tmp_path: Path) -> None:
    data = bytearray(docx(par("一、工作" * 50)))
    place = data.index(b"word/document.xml") + 60
    data[place] ^= 0xFF
    assert "损坏" in refusal(written(tmp_path, bytes(data)))


def test_a_word_file_without_text(tmp_path: Path) -> None:
    assert "没有文字" in refusal(written(tmp_path, docx(par(""), par(" "))))


def test_xml_that_is_none(tmp_path: Path) -> None:
    data = docx(extra={"word/document.xml": b"<w:document"})
    assert "损坏" in refusal(written(tmp_path, data))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, encoding: str) -> None:
    secret = tmp_path / "秘密.txt"
    secret.write_text("不可外传", encoding="utf-8")
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;</w:t>'
        "</w:r></w:p></w:body></w:document>"
    )
    assert "实体" in refusal(written(tmp_path, docx(extra={"word/document.xml": xml.encode(encoding)})))


def test_multiplying_entities_are_refused(tmp_path: Path) -> None:
    lines = '<!ENTITY a0 "字">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE d [{lines}]><w:document xmlns:w="{"x" * 8}">&a9;</w:document>'
    assert "实体" in refusal(written(tmp_path, docx(extra={"word/document.xml": xml.encode()})))


def test_a_bomb_that_its_directory_admits(tmp_path: Path) -> None:
    data = docx(par("一、工作"), extra={"word/media/image1.bin": b"\0" * (docx_package.LARGEST_ENTRY + 1)})
    assert "大得异常" in refusal(written(tmp_path, data))


def test_a_bomb_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_package, "LARGEST_PART", 100_000)
    data = docx(*(par("一、工作") for _ in range(2000)))
    assert "大得异常" in refusal(written(tmp_path, data))


def test_a_directory_that_promises_less_than_comes(tmp_path: Path) -> None:
    data = bytearray(docx(par("一、工作" * 5000)))
    place = data.rindex(b"word/document.xml") - 46
    assert data[place : place + 4] == b"PK\x01\x02"
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert "损坏" in refusal(written(tmp_path, bytes(data)))


def test_too_many_entries(tmp_path: Path) -> None:
    extra = {f"word/media/{number}": b"" for number in range(docx_package.MOST_ENTRIES)}
    assert "大得异常" in refusal(written(tmp_path, docx(par("一"), extra=extra)))


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    data = bytearray(docx(par("一、工作")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 1)
    assert "密码" in refusal(written(tmp_path, bytes(data)))


def test_an_unknown_way_of_packing(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx(par("一"))), "r") as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as new,
    ):
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    assert "损坏" in refusal(written(tmp_path, stream.getvalue()))


def test_an_encrypted_word_file(tmp_path: Path) -> None:
    data = compound({"EncryptionInfo": b"\x04\0\x04\0", "EncryptedPackage": b"x" * 100})
    assert "密码" in refusal(written(tmp_path, data))


@pytest.mark.parametrize(
    ("stream", "word"), [("Workbook", "Excel"), ("PowerPoint Document", "演示文稿"), ("Other", "不是Word")]
)
def test_other_compound_files(tmp_path: Path, stream: str, word: str) -> None:
    assert word in refusal(written(tmp_path, compound({stream: b"x"}), "报告.doc"))


def test_text_in_a_foreign_encoding(tmp_path: Path) -> None:
    data = ("青石鎮二零二六年法治政府建設情況報告" * 5).encode("big5", "ignore")
    refusal(written(tmp_path, data, "报告.txt"))


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert "不是文字文件" in refusal(written(tmp_path, bytes(range(1, 32)) * 20, "报告.txt"))


@pytest.mark.parametrize(
    "spoilt",
    [
        TEXT.encode().decode("gb18030", "replace"),
        TEXT.encode().decode("gb18030", "ignore"),
        TEXT.encode().decode("cp1252", "replace"),
        TEXT.encode().decode("latin-1"),
        TEXT.encode().decode("mac_cyrillic"),
        TEXT.encode("gb18030").decode("latin-1"),
        TEXT.encode("gb18030").decode("utf-8", "replace"),
        "锟斤拷" * 30,
    ],
    ids=["gbk", "gbk-lossy", "cp1252", "latin-1", "cyrillic", "gbk-as-latin", "gbk-as-utf8", "twice"],
)
def test_spoilt_characters_are_refused(tmp_path: Path, spoilt: str) -> None:
    assert "乱码" in refusal(written(tmp_path, (spoilt * 3).encode("utf-8"), "报告.txt"))
    with pytest.raises(UserError, match="乱码"):
        read_text(spoilt * 3)


@pytest.mark.parametrize(
    "text",
    [
        "茈湖口镇",
        "OK",
        "Report of the year 2026.",
        "犇羴鱻村",
        "臺灣地區行政程序規定彙編與說明，本府依法辦理。",
    ],
)
def test_rare_and_foreign_words_are_not_taken_for_spoilt(text: str) -> None:
    assert read_text(text)[0].text == text


def test_a_file_with_too_many_lines(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="2万行"):
        read_document(written(tmp_path, b"a\n" * (MOST_LINES + 1), "报告.txt"))


@pytest.mark.shared
def test_the_spoilt_page_of_the_corpus_is_refused() -> None:
    path = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "reports" / "020.txt"
    assert "乱码" in refusal(path)
