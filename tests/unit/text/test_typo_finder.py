"""The general finder of wrong characters, on sentences of its own."""

from __future__ import annotations

import pytest

from fzapp.infra.paths import resources
from fzapp.text.typo_finder import TypoFinder
from fzapp.text.typo_model import load_model


@pytest.fixture(scope="module")
def finder() -> TypoFinder:
    folder = resources() / "rules"
    return TypoFinder(
        load_model((folder / "typos.toml").read_bytes(), (folder / "characters.bin").read_bytes())
    )


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("组织力量调处予盾纠纷，群众满意。", "予盾", "矛盾"),
        ("进一步规范办案程叙，提高效率。", "程叙", "程序"),
        ("村民委员汇按期公开账目。", "委员汇", "委员会"),
        ("队伍中独挡一面的骨干不多。", "独挡一面", "独当一面"),
        ("帮助企业解决用工困准的问题。", "困准", "困难"),
        ("开展防灾减灾演炼活动。", "演炼", "演练"),
    ],
)
def test_a_slip_is_found_with_its_word(finder: TypoFinder, text: str, wrong: str, right: str) -> None:
    assert [(s.wrong, s.right) for s in finder.find([(1, text)])] == [(wrong, right)]


@pytest.mark.parametrize(
    "text",
    [
        "全体班子成员年终一并述法，接受民主测评。",
        "为了了解情况，组织干部包联到户，网格员上门走访。",
        "实行领导包案制度，推动诉调对接和访调对接。",
        "坚持首违不罚、轻微免罚，推行说理式执法。",
        "编演快板、秧歌等节目，把法送进寨门和屋场。",
    ],
)
def test_the_words_of_the_field_are_left_alone(finder: TypoFinder, text: str) -> None:
    assert finder.find([(1, text)]) == []


@pytest.mark.parametrize(
    "text", ["项目在土地出让（供）地前完成文物勘探。", "项目在土地出让(供)地前完成文物勘探。"]
)
def test_brackets_around_a_part_of_a_word_are_read_with_it(finder: TypoFinder, text: str) -> None:
    assert finder.find([(1, text)]) == []


def test_the_number_of_a_heading_is_no_part_of_a_word(finder: TypoFinder) -> None:
    assert [s.right for s in finder.find([(1, "（二）予盾纠纷化解情况。")])] == ["矛盾"]


def test_what_stands_twice_is_no_slip(finder: TypoFinder) -> None:
    text = "规范办案程叙，提高效率。"
    assert finder.find([(1, text), (2, text)]) == []


def test_places_count_from_the_line(finder: TypoFinder) -> None:
    (slip,) = finder.find([(7, "共3次，调处予盾纠纷。")])
    assert (slip.line, slip.start, slip.end) == (7, 6, 8)


def test_a_text_full_of_slips_is_no_chinese_prose(finder: TypoFinder) -> None:
    lines = [(n, f"化解予盾纠{chr(0x4E00 + n)}") for n in range(3)]
    assert len(finder.find(lines)) <= 3
