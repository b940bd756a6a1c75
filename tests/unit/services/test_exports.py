"""What the export page asks before a file is written: formats, pages, a file name, a length."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fzapp.domain.errors import Cancelled, UserError
from fzapp.domain.report import Annex, ReportContent, SectionContent
from fzapp.infra import paths
from fzapp.services.exports import ExportService, printed_characters, proposed_name

CONTENT = ReportContent(
    title="青石镇人民政府关于2026年度法治政府建设情况的报告",
    addressee="云溪县人民政府：",
    sections=(SectionContent(1, "主要举措", body="开展普法 11 场。"), SectionContent(1, "不足")),
    signature="青石镇人民政府",
    date_text="2027年2月8日",
    annexes=(Annex("附件", "清单", "表\t数"),),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The format folder as shipped, to be added to."""
    return Path(shutil.copytree(paths.resources() / "word", tmp_path / "word"))


def test_formats_are_listed_by_name_and_word_lists_are_not(folder: Path) -> None:
    county = (folder / "gbt9704.toml").read_text(encoding="utf-8")
    county = county.replace('name = "国家标准公文格式（GB/T 9704-2012）"', 'name = "云溪县公文格式"')
    (folder / "a_county.toml").write_text(county, encoding="utf-8")
    names = ExportService(folder).profiles()
    assert [name.id for name in names] == ["gbt9704", "a_county"]
    assert names[1].name == "云溪县公文格式"


def test_a_damaged_format_is_listed_and_told_when_it_is_chosen(folder: Path) -> None:
    (folder / "坏的格式.toml").write_text("[page", encoding="utf-8")
    service = ExportService(folder)
    assert [name.name for name in service.profiles()][1:] == ["坏的格式"]
    with pytest.raises(UserError, match="写法不对"):
        service.profile("坏的格式")


def test_pages_are_those_of_the_file(folder: Path, tmp_path: Path) -> None:
    service = ExportService(folder)
    pages = service.pages(CONTENT, service.profile())
    assert len(pages) == 2
    assert service.export_content(CONTENT, tmp_path / "报告.docx").pages == 2


def test_stopping_before_the_writing_leaves_no_file(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "报告.docx"
    target.write_bytes(b"old")

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ExportService(folder).export_content(CONTENT, target, before_writing=stop)
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("青石镇人民政府关于2026年度法治政府建设情况的报告", "2026年度法治政府建设情况的报告.docx"),
        ("关于法治政府建设情况的报告", "2026年法治政府建设情况的报告.docx"),
        ("石河乡2026年法治建设工作自查报告", "石河乡2026年法治建设工作自查报告.docx"),
        ("", "2026年报告.docx"),
        ('2026年“三\n项/制度”: 落实*情况?<"|\\>', "2026年“三项制度”落实情况.docx"),
        ("2026年报告. . .", "2026年报告.docx"),
        ("2026年" + "长" * 100, "2026年" + "长" * 55 + ".docx"),
    ],
)
def test_file_name_begins_with_the_year_and_suits_every_system(title: str, name: str) -> None:
    assert proposed_name(ReportContent(title=title), 2026, ".docx") == name


def test_length_counts_everything_printed_without_blanks() -> None:
    assert printed_characters(CONTENT) == 26 + 8 + 4 + 8 + 2 + 7 + 9 + 2 + 2 + 2


def test_every_face_of_the_standard_has_something_that_stands_in() -> None:
    service = ExportService(paths.resources() / "word")
    kinds = service.stand_ins()
    for font in service.profile().fonts.values():
        kind = next(kind for kind in kinds if any(sign in name for name in font.names for sign in kind.signs))
        assert kind.families
        assert kind.name[0] in font.names[0], "仿宋 is not taken for 宋体"
