from __future__ import annotations

from dataclasses import replace

import pytest

from fzapp.domain.letterhead import DocumentNumber, Imprint, Letterhead

HEAD = Letterhead(("青石镇人民政府",), upward=True, signers=("王某某",))


def test_number_as_printed() -> None:
    assert DocumentNumber("青政", 2026, 3).text == "青政〔2026〕3号"
    assert DocumentNumber("青政", 2026).text == ""
    assert DocumentNumber("", 2026, 3).text == ""


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (DocumentNumber("青政〔", 2026, 3), "括号"),
        (DocumentNumber("", 2026, 3), "没有写机关代字"),
        (DocumentNumber("青政", 2026, 10_000), "9999"),
    ],
)
def test_faults_of_a_number(number: DocumentNumber, why: str) -> None:
    assert why in number.fault


def test_faults_of_a_letterhead() -> None:
    assert HEAD.fault == ""
    assert "发文机关" in replace(HEAD, issuers=()).fault
    assert "签发人" in replace(HEAD, signers=()).fault
    assert "六位" in replace(HEAD, copy_number="12").fault
    assert "紧急程度" in replace(HEAD, urgency="很急").fault
    assert replace(HEAD, upward=False, signers=()).fault == ""


def test_faults_of_an_imprint() -> None:
    assert Imprint("青石镇党政办公室", "2027年2月8日").fault == ""
    assert "印发机关" in Imprint("", "2027年2月8日").fault
    assert "印发日期" in Imprint("青石镇党政办公室", "").fault
