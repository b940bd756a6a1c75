"""Beside a section: points ticked by hand with a reason, and files that prove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from tests.unit.services.test_figure_report import written

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services


def test_a_tick_by_hand_wants_a_reason_and_counts(services: Services) -> None:
    report, section = written(services, "")
    point = services.overview.checkpoints(section)[0].checkpoint
    with pytest.raises(UserError, match="理由"):
        services.section_help.tick(section.id, point.id, " ")
    change = services.section_help.tick(section.id, point.id, " 写在第一节了 ")
    state = services.overview.checkpoints(section)[0]
    assert (state.done, state.covered, state.reason) == (True, False, "写在第一节了")
    row = next(one for one in services.overview.tasks(report.id) if one.section.id == section.id)
    assert row.points_done == 1
    assert change is not None
    services.archive.revert(change)
    assert not services.overview.checkpoints(section)[0].done
    services.section_help.tick(section.id, point.id, "再打一次")
    services.section_help.untick(section.id, point.id)
    assert not services.overview.checkpoints(section)[0].done
    assert services.section_help.untick(section.id, point.id) is None


def test_files_are_kept_once_and_can_be_taken_out_and_back(services: Services, tmp_path: Path) -> None:
    _, section = written(services, "")
    photo, note = tmp_path / "签到表.jpg", tmp_path / "说明.txt"
    photo.write_bytes(b"a photo")
    note.write_bytes(b"a note")
    help_ = services.section_help
    assert help_.attach(section.id, [photo, note]) == 2
    assert help_.attach(section.id, [photo]) == 0
    files = help_.files(section.id)
    assert [one.name for one in files] == ["签到表.jpg", "说明.txt"]
    seen = services.viewing.file(files[0].sha256, files[0].name)
    assert seen is not None
    assert seen.read_bytes() == b"a photo"
    help_.describe(files[0].id, " 12月学法签到 ")
    assert help_.files(section.id)[0].caption == "12月学法签到"
    change = help_.detach(files[0].id)
    assert [one.name for one in help_.files(section.id)] == ["说明.txt"]
    assert change is not None
    services.archive.revert(change)
    assert [one.name for one in help_.files(section.id)] == ["签到表.jpg", "说明.txt"]


def test_a_signed_report_takes_neither(services: Services, tmp_path: Path) -> None:
    report, section = written(services, "没有数字的一句话。")
    services.freezes.freeze(report.id, "陈镇长")
    with pytest.raises(UserError, match="已经定稿"):
        services.section_help.tick(section.id, "x", "理由")
    with pytest.raises(UserError, match="已经定稿"):
        services.section_help.attach(section.id, [tmp_path / "没有.pdf"])
