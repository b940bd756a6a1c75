"""Who sits at which computer: for locks and for the record of who did what."""

from __future__ import annotations

import os


def user_and_machine() -> str:
    """The login name and the name of the computer, as "name@computer"; what is unknown is left out."""
    if os.name == "nt":
        name, machine = os.environ.get("USERNAME", ""), os.environ.get("COMPUTERNAME", "")
    else:
        name, machine = os.environ.get("LOGNAME") or os.environ.get("USER", ""), os.uname().nodename
    return f"{name}@{machine}" if name and machine else name or machine
