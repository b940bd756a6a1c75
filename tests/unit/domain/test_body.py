"""Section text with figure tokens: nothing is lost, and stray braces are text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fzapp.domain.body import (
    FigurePiece,
    TextPiece,
    figure_names,
    figure_token,
    is_figure_name,
    parse_body,
    render_marked,
)

BODY = "排查矛盾纠纷{{矛盾纠纷.件数}}，化解率{{矛盾纠纷.化解率}}。\n受理{{矛盾纠纷.件数}}。"


def test_pieces() -> None:
    assert parse_body("化解率{{矛盾纠纷.化解率}}。") == (
        TextPiece("化解率"),
        FigurePiece("矛盾纠纷.化解率"),
        TextPiece("。"),
    )
    assert parse_body("") == ()
    assert figure_names(BODY) == ("矛盾纠纷.件数", "矛盾纠纷.化解率")


@pytest.mark.parametrize(
    "text",
    [
        "{{", "}}", "{{}}", "{{矛盾纠纷}}", "{{.化解率}}", "{{矛盾纠纷.}}", "{{矛盾\n纠纷.件数}}", "{矛盾纠纷.件数}", "{{矛盾纠纷.件数}",
        "{{ 矛盾纠纷.件数}}", "{{矛盾纠纷.件数 }}", "{{" + "长" * 50 + ".件数}}", "{{{{", "{{a.{{b}}",
    ],
)  # fmt: skip
def test_stray_braces_are_text(text: str) -> None:
    assert parse_body(text) == (TextPiece(text),)
    assert render_marked(text, {"矛盾纠纷.件数": "1"}) == (text, ())


def test_braces_around_a_token_stay() -> None:
    assert render_marked("{{{普法.场次}}}", {"普法.场次": "36场"})[0] == "{36场}"


def test_rendering_tells_where_figures_stand() -> None:
    text, figures = render_marked(BODY, {"矛盾纠纷.件数": "186件"})
    assert text == "排查矛盾纠纷186件，化解率{{矛盾纠纷.化解率}}。\n受理186件。"
    assert [(text[item.start : item.end], item.known) for item in figures] == [
        ("186件", True),
        ("{{矛盾纠纷.化解率}}", False),
        ("186件", True),
    ]


@given(st.text(alphabet="{}.甲乙 \n件1", max_size=40))
def test_any_text_comes_back(body: str) -> None:
    pieces = parse_body(body)
    assert "".join(piece.source for piece in pieces) == body
    assert render_marked(body, {})[0] == body
    assert all(is_figure_name(name) for name in figure_names(body))


_NAMES = st.from_regex(r"[甲乙丙丁a-z]{1,8}\.[甲乙丙丁率0-9]{1,8}", fullmatch=True)
_TEXTS = st.text(alphabet="甲乙，。1 \n", min_size=1, max_size=8)


@given(st.lists(st.one_of(_NAMES.map(FigurePiece), _TEXTS.map(TextPiece)), max_size=8))
def test_pieces_come_back(pieces: list[FigurePiece | TextPiece]) -> None:
    body = "".join(piece.source for piece in pieces)
    names = [piece.name for piece in parse_body(body) if isinstance(piece, FigurePiece)]
    assert names == [piece.name for piece in pieces if isinstance(piece, FigurePiece)]
    assert all(figure_token(name) in body for name in names)
