"""The live archive is not put on a stick or a share."""

from __future__ import annotations

from pathlib import Path

import pytest

from fzapp.infra.media import unsafe_by_mounts

MOUNTS = """/dev/sda1 / ext4 rw 0 0
/dev/sda2 /home ext4 rw 0 0
//server/share /home/office/公共\\040盘 cifs rw 0 0
/dev/sdb1 /media/office/KINGSTON vfat rw 0 0
/dev/sdc1 /run/media/office/移动硬盘 exfat rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "unsafe"),
    [
        ("/home/office/.local/share/fzapp", False),
        ("/home/office/公共 盘/fzapp", True),
        ("/media/office/KINGSTON/fzapp", True),
        ("/run/media/office/移动硬盘", True),
        ("/opt/fzapp", False),
    ],
)
def test_kind_of_disk(folder: str, unsafe: bool) -> None:
    assert unsafe_by_mounts(Path(folder), MOUNTS) is unsafe


def test_damaged_table_is_no_reason_to_refuse() -> None:
    assert not unsafe_by_mounts(Path("/home"), "x\n\n/dev /home\n")
