"""Set expressions with one wrong character."""

from __future__ import annotations

import pytest

from fzapp.infra import paths
from fzapp.text.typo_expressions import Expressions
from fzapp.text.typo_model import load_model


@pytest.fixture(scope="module")
def expressions() -> Expressions:
    rules = paths.resources() / "rules"
    return Expressions(
        load_model((rules / "typos.toml").read_bytes(), (rules / "characters.bin").read_bytes())
    )


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("全镇干部脚塌实地抓落实", "脚踏实地"),
        ("做到善做善成", "善作善成"),
        ("坚持一张兰图绘到底", "一张蓝图绘到底"),
        ("不忘初新", "不忘初心"),
        ("安份守己", "安分守己"),
        ("，蔚然成峰。", "蔚然成风"),
    ],
)
def test_one_wrong_character_is_found_wherever_it_stands(
    expressions: Expressions, text: str, right: str
) -> None:
    [(start, end, meant)] = expressions.find(text)
    assert meant == right
    assert end - start == len(right)
    assert sum(a != b for a, b in zip(text[start:end], right, strict=True)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "多策并举",
        "因事制宜",
        "信用承诺",
        "法制保障",
        "引以为荣",
        "精雕细刻",
        "各持己见",
        "脚踏实地",
        "善作善成",
        "寓法于乐",
        "落地扎根",
        "四管齐下",
        "疑罪从轻",
    ],
)
def test_another_expression_is_no_slip(expressions: Expressions, text: str) -> None:
    assert not list(expressions.find(f"全镇上下{text}，成效明显"))


def test_two_wrong_characters_are_left_to_other_rules(expressions: Expressions) -> None:
    assert not list(expressions.find("脚塌时地"))
