"""Formats of the county are kept in the archive and exported with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.services.exports import NATIONAL

if TYPE_CHECKING:
    from fzapp.services.context import Services


def test_a_format_is_kept_(services: Services) -> None:
    national = services.exports.profile()
    wanted = replace(national, name="清河县公文格式", top=35.0, digit_font="Times New Roman")
    kept = services.own_formats.save(wanted)
    assert kept == replace(wanted, id="own-1")
    assert [one.id for one in services.exports.profiles()] == [NATIONAL, "own-1"]
    assert services.exports.profile("own-1") == kept
    changed = services.own_formats.save(replace(kept, lines=21))
    assert changed.id == "own-1"
    assert services.exports.profile("own-1").lines == 21


def test_two_formats_have_two_names(services: Services) -> None:
    wanted = replace(services.exports.profile(), name="清河县公文格式")
    services.own_formats.save(wanted)
    with pytest.raises(UserError, match="已经有一个格式"):
        services.own_formats.save(wanted)
    services.own_formats.save(replace(wanted, name="另一种"))
    assert services.exports.profile("own-2").name == "另一种"


def test_a_format_that_cannot_be_is_refused(services: Services) -> None:
    with pytest.raises(UserError, match="排不下"):
        services.own_formats.save(replace(services.exports.profile(), name="太密", lines=60))
    assert len(services.exports.profiles()) == 1
