"""Templates of an office's own: copied, changed, undone, sent as a file; a wrong file is told by line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.template import Checkpoint, delivered_genre
from fzapp.services.genre_editing import is_own
from fzapp.services.template_edits import (
    moved,
    new_point,
    place_of,
    stepped,
    with_section,
    with_spec,
    without_section,
)
from fzapp.services.template_text import template_text
from fzapp.services.templates import load_template
from fzapp.storage import own_genres

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.template import ReportTemplate
    from fzapp.services.context import Services


def headings(template: ReportTemplate) -> list[str]:
    return [spec.id for spec in template.sections]


def test_every_delivered_template_survives_the_way_through_a_file(services: Services) -> None:
    for template in services.library.all():
        again = load_template(template_text(template).encode(), f"{template.id}.toml")
        assert again == template


def test_strange_texts_survive_the_way_through_a_file(services: Services) -> None:
    text = "引号“”\"'反斜杠\\ 制表\t换行\n表情\U0001f600控制\x7f尾"
    template = services.library.get("half_year")
    strange = replace(
        template, name="甲", sections=(replace(template.sections[0], hint=text), *template.sections[1:])
    )
    assert load_template(template_text(strange).encode(), "甲.toml", own=True) == strange


def test_a_copy_is_a_genre_like_any_other_and_is_undone(services: Services) -> None:
    before = services.library.names()
    key = services.genre_editing.copy("annual_report")
    assert is_own(key)
    assert delivered_genre(key) == "annual_report"
    assert services.library.names() == before | {key: "年度法治政府建设情况报告（本单位）"}
    report = services.reports.get(services.reports.create(key, 2026))
    assert report.genre == key
    assert "2026年度" in report.content.title
    with pytest.raises(UserError, match="照"):
        services.genre_editing.remove(key)


def test_copying_and_changing_are_one_step_each(services: Services) -> None:
    editing = services.genre_editing
    key = editing.copy("half_year")
    template = services.library.get(key)
    change = editing.save(replace(template, name="上半年小结"))
    assert change is not None
    assert editing.save(replace(template, name="上半年小结")) is None
    services.archive.revert(change)
    assert services.library.get(key).name == template.name
    assert editing.remove(key) is not None
    assert key not in services.library.names()


def test_a_delivered_template_is_never_changed(services: Services) -> None:
    template = services.library.get("half_year")
    with pytest.raises(UserError, match="程序自带"):
        services.genre_editing.save(replace(template, name="别的"))
    with pytest.raises(UserError, match="程序自带"):
        services.genre_editing.remove("half_year")


def test_two_templates_do_not_share_a_name(services: Services) -> None:
    first, second = (services.genre_editing.copy("half_year") for _ in range(2))
    names = services.library.names()
    assert names[first] != names[second]
    with pytest.raises(UserError, match="已经有"):
        services.genre_editing.save(replace(services.library.get(second), name=names[first]))


def test_what_is_wrong_is_told_without_file_and_line(services: Services) -> None:
    template = services.library.get(services.genre_editing.copy("half_year"))
    broken = with_spec(template, 1, replace(template.sections[1], heading="一、做法"))
    with pytest.raises(UserError, match="序号") as told:
        services.genre_editing.save(broken)
    assert "行）" not in str(told.value)
    assert "toml" not in str(told.value)


def test_the_way_over_a_stick(services: Services, tmp_path: Path) -> None:
    key = services.genre_editing.copy("rectification")
    path = tmp_path / "整改.toml"
    services.genre_editing.export(key, path)
    read = services.genre_editing.read(path)
    other = services.genre_editing.add(read)
    assert other != key
    assert services.library.get(other).sections == services.library.get(key).sections
    assert delivered_genre(other) == "rectification"


ERRORS = [
    ("level = 1", "level = 7", "层级"),
    ("level = 1", 'level = "一"', "层级"),
    ("level = 1", "level = 1\nlevel = 2", "写法不对"),
    ("month = ", "month = 13 # ", "没有这一天"),
    ("words = [", "words = [900, 10] # ", "建议字数"),
    ("hint = ", "tip = ", "不认识的一项“tip”"),
    ('name = "', "name = ", "写法不对"),
    ('title = "', 'title = "{town}', "代号“town”"),
    ('heading = "', 'heading = "一、', "序号"),
    ('text = "', 'text = ""# ', "要点内容"),
    ("any_of = [", "any_of = [3, ", "要点用词"),
    ("figure = true", 'figure = "是"', "是否要有数字"),
    ('ledgers = ["', 'ledgers = ["X', "不认识的"),
]


@pytest.mark.parametrize(("right", "wrong", "told"), ERRORS)
def test_an_edited_error_is_told_with_file_and_line_and_changes_nothing(
    services: Services, tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    key = services.genre_editing.copy("annual_report")
    path = tmp_path / "年报.toml"
    services.genre_editing.export(key, path)
    lines = path.read_text("utf-8").split("\n")
    if right.startswith("heading"):
        at = next(n for n, line in enumerate(lines) if line.startswith(right) and len(line) > len(right) + 1)
    else:
        at = next(n for n, line in enumerate(lines) if line.startswith(right))
    lines[at] = lines[at].replace(right, wrong, 1)
    path.write_text("\n".join(lines), "utf-8")
    before = own_genres.definitions(services.archive)
    with pytest.raises(UserError) as error:
        services.genre_editing.add(services.genre_editing.read(path))
    sentence = str(error.value)
    assert "年报.toml" in sentence
    assert told in sentence
    line = at + 2 if wrong.count("\n") else at + 1
    assert f"第{line}行" in sentence
    assert own_genres.definitions(services.archive) == before


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ('id = "', "“标识”没有写"),
        ('text = "', "“要点内容”没有写"),
        ("level = ", "“层级”没有写"),
        ("[due]", "“报送期限"),
    ],
)
def test_what_was_deleted_is_told_with_a_line(
    services: Services, tmp_path: Path, cut: str, told: str
) -> None:
    path = tmp_path / "年报.toml"
    services.genre_editing.export("annual_report", path)
    lines = path.read_text("utf-8").split("\n")
    del lines[next(n for n, line in enumerate(lines) if line.startswith(cut))]
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(UserError, match=r"年报\.toml.*第\d+行") as error:
        services.genre_editing.read(path)
    assert told in str(error.value)


def test_two_sections_of_one_id_are_told_at_the_second(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "年报.toml"
    services.genre_editing.export("annual_report", path)
    lines = path.read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if line == 'id = "plan"')
    lines[at] = 'id = "measures"'
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(UserError, match=f"第{at + 1}行"):
        services.genre_editing.read(path)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", "模板".encode("gb18030"), b"", b"[[sections]]\n"])
def test_other_files_are_refused(services: Services, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "别的.toml"
    path.write_bytes(data)
    with pytest.raises(UserError, match="别的"):
        services.genre_editing.read(path)


def test_sections_move_with_what_is_below_them(services: Services) -> None:
    template = services.library.get("annual_report")
    ids = headings(template)
    tops = [spec.id for spec in template.sections if spec.level == 1]
    place = place_of(template, tops[1])
    changed, at = stepped(template, place, -1)
    assert [spec.id for spec in changed.sections if spec.level == 1][:2] == [tops[1], tops[0]]
    assert changed.sections[at].id == tops[1]
    back, _ = stepped(changed, at, 1)
    assert headings(back) == ids
    assert headings(stepped(template, 1, -1)[0]) == ids
    assert headings(moved(template, 0, 3)) == ids
    assert sorted(headings(moved(template, 2, len(ids)))) == sorted(ids)


def test_any_row_of_steps_leaves_a_template_that_can_be_kept(services: Services) -> None:
    template = services.library.get(services.genre_editing.copy("annual_report"))
    for number in range(60):
        place = number * 7 % len(template.sections)
        template, at = stepped(template, place, -1 if number % 3 else 1)
        assert 0 <= at < len(template.sections)
        services.genre_editing.check(template)


def test_sections_and_points_are_added_and_taken_out(services: Services) -> None:
    template = services.library.get(services.genre_editing.copy("half_year"))
    added, at = with_section(template, 1)
    services.genre_editing.save(added)
    spec = added.sections[at]
    point = new_point(spec)
    changed = with_spec(
        added, at, replace(spec, checkpoints=(Checkpoint(point.id, "说清做法", any_of=("办法",)),))
    )
    services.genre_editing.save(changed)
    assert services.library.get(template.id).sections[at].checkpoints[0].text == "说清做法"
    assert headings(without_section(changed, at)) == headings(template)
