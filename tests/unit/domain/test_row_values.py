"""The values of one of many rows read like a dict."""

from __future__ import annotations

import pytest

from fzapp.domain.ledger import Row, RowValues

PLACES = {"village": 0, "parties": 1, "result": 2}


def test_values_of_a_line_read_like_a_dict() -> None:
    values = RowValues(PLACES, ("石桥村", None, "化解"))
    assert values == {"village": "石桥村", "parties": None, "result": "化解"}
    assert list({"village": "石桥村", "parties": None, "result": "化解"}.items()) == list(values.items())
    assert values != {"village": "石桥村"}
    assert list(values) == ["village", "parties", "result"]
    assert len(values) == 3
    assert values.get("parties", "无") is None
    assert values.get("amount", "无") == "无"
    assert "amount" not in values
    assert {**values, "result": "正在办理"}["result"] == "正在办理"
    with pytest.raises(KeyError):
        values["amount"]


def test_rows_alike_are_equal_whatever_holds_their_values() -> None:
    assert Row(RowValues(PLACES, ("石桥村", None, "化解"))) == Row(
        {"village": "石桥村", "parties": None, "result": "化解"}
    )


def test_values_of_many_rows_are_picked_by_name() -> None:
    other = {"result": 0, "parties": 1}
    rows = [
        RowValues(PLACES, ("石桥村", None, "化解")),
        RowValues(PLACES, ("望山村", "甲与乙", None)),
        RowValues(other, ("调解中", "丙与丁")),
        {"amount": "300", "village": "白沙村"},
    ]
    assert list(RowValues.picked(rows, ("result", "village", "amount"))) == [
        ("化解", "石桥村"),
        (None, "望山村"),
        ("调解中",),
        ("白沙村", "300"),
    ]


def test_a_field_that_stands_twice_has_its_last_place() -> None:
    values = RowValues({"village": 2, "parties": 1}, ("石桥村", "甲与乙", "望山村"))
    assert dict(values.items()) == {"village": "望山村", "parties": "甲与乙"}
    assert values["village"] == "望山村"
