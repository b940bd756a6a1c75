"""The signature never stands alone, however long the last paragraph is, and however a word processor parts it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from fzapp.domain.letterhead import Imprint, PaperParts
from fzapp.domain.report import Annex, ReportContent, SectionContent
from fzapp.word.blocks import AnnexMark, BodyParagraph, EvenPage, PageBreak
from fzapp.word.layout import lay_out
from fzapp.word.plan import plan
from fzapp.word.profile import national_profile

PROFILE = national_profile()
LINE = "把调解室建到集市边上，把纠纷化解在集市边上，做到小事不出"
"""28 characters."""


def content(above: int, last: int, attachments: tuple[str, ...] = ()) -> ReportContent:
    """`above` paragraphs of one line and a last one of `last` lines."""
    body = "\n".join([LINE[:20]] * above + [LINE * last])
    return ReportContent(
        sections=(SectionContent(0, body=body),),
        attachments=attachments,
        signature="青石镇人民政府",
        date_text="2027年1月18日",
    )


@pytest.mark.parametrize("last", [1, 2, 8, 16, 17, 18, 20, 22, 25, 40])
def test_signature_has_text_above_it(last: int) -> None:
    for above in range(23):
        for page in lay_out(plan(content(above, last), PROFILE), PROFILE):
            texts = ["".join(fragment.text for fragment in line.fragments) for line in page.lines]
            if "2027年1月18日" in texts:
                others = set(texts) - {"", "青石镇人民政府", "2027年1月18日"}
                assert others, (above, last)


def test_short_last_paragraph_is_never_parted() -> None:
    blocks = plan(content(20, 4), PROFILE)
    (last,) = (block for block in blocks if isinstance(block, BodyParagraph) and block.whole)
    first, second = lay_out(blocks, PROFILE)
    assert last.text.startswith(LINE)
    assert len(first.lines) == 20
    assert second.lines[0].fragments[0].text.startswith(LINE[:20])


def test_page_begins_earlier_where_a_long_paragraph_would_end_a_page() -> None:
    plans = [plan(content(above, 17), PROFILE) for above in range(22, 44)]
    helped = [blocks for blocks in plans if any(isinstance(block, PageBreak) for block in blocks)]
    assert 0 < len(helped) < len(plans)
    for blocks in helped:
        assert not any(isinstance(block, BodyParagraph) and block.keep_next for block in blocks)


def test_a_table_that_ends_the_text_stands_whole_above_the_signature() -> None:
    rows = ["村\t件数", *(f"第{number}村\t{number}" for number in range(1, 5))]
    for above in range(23):
        body = "\n".join([LINE[:20]] * above + ["情况如下：", *rows])
        signed = replace(content(0, 1), sections=(SectionContent(0, body=body),), attachments=("清单",))
        pages = [
            "".join(fragment.text for line in page.lines for fragment in line.fragments)
            for page in lay_out(plan(signed, PROFILE), PROFILE)
        ]
        (last,) = (page for page in pages if "2027年1月18日" in page)
        assert all(f"第{number}村" in last for number in range(1, 5)), above
        assert "附件：清单" in last.replace("\u3000", ""), above


def test_three_sealed_signatures_and_their_annexes_stand_below_text_or_the_names_of_annexes() -> None:
    """So high that no page has room for them and a last paragraph of nine lines."""
    three = "中共青石镇委员会\n青石镇人民政府\n青石镇人民武装部"
    for above in range(23):
        signed = replace(content(above, 9, ("统计表", "清单")), signature=three)
        blocks = plan(signed, PROFILE)
        assert not any(block.keep_next for block in blocks if isinstance(block, BodyParagraph)), above
        pages = [
            "".join(fragment.text for line in page.lines for fragment in line.fragments)
            for page in lay_out(blocks, PROFILE)
        ]
        (last,) = (page for page in pages if "2027年1月18日" in page)
        assert "附件：" in last, above


def test_a_long_table_at_the_end_leaves_room_for_the_signature() -> None:
    """Word keeps its last row with the signature, other word processors do not: so it is seldom asked for."""
    rows = "\n".join(["村\t件数", *(f"第{number}村\t{number}" for number in range(1, 30))])
    asked = 0
    for above in range(2, 40):
        text = "\n".join([*[LINE[:20]] * above, "情况如下：", rows])
        blocks = plan(replace(content(0, 1), sections=(SectionContent(0, body=text),)), PROFILE)
        pages = lay_out([replace(block, keep_next=False) for block in blocks], PROFILE)
        last = ["".join(fragment.text for fragment in line.fragments) for line in pages[-1].lines]
        asked += not any("村" in line for line in last)
    assert asked <= 1


@pytest.mark.parametrize("signature", ["", "青石镇人民政府"])
def test_no_page_begins_inside_the_head_of_an_annex_or_before_a_signature(signature: str) -> None:
    rows = "\n".join(["村\t件数", *(f"第{number}村\t{number}" for number in range(1, 7))])
    imprint = PaperParts(imprint=Imprint("青石镇党政办公室", "2027年1月18日"))
    for above in range(1, 60):
        text = replace(content(above, 5), signature=signature, date_text="")
        text = replace(text, attachments=("统计表",), annexes=(Annex("附件", "统计表", rows),))
        blocks = plan(text, PROFILE, imprint)
        for before, behind in pairwise(blocks):
            if isinstance(before, PageBreak) and not isinstance(before, EvenPage):
                assert isinstance(behind, BodyParagraph | AnnexMark), above


def test_names_of_annexes_stay_together() -> None:
    for above in range(23):
        names = ("矛盾纠纷情况统计表", "法治建设工作清单")
        for page in lay_out(plan(content(above, 3, names), PROFILE), PROFILE):
            texts = "".join(fragment.text for line in page.lines for fragment in line.fragments)
            assert ("附件：" in texts) == ("2.法治建设工作清单" in texts)


def test_the_only_paragraph_begins_on_the_first_page() -> None:
    blocks = plan(content(0, 4), PROFILE)
    assert not any(block.keep_next for block in blocks if isinstance(block, BodyParagraph))
