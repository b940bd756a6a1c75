"""What the standard library raises over a zip file that is damaged, hostile, encrypted or none at all."""

from __future__ import annotations

import zipfile
import zlib

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,  # the packed bytes of a part
    EOFError,  # cut off
    KeyError,  # a part that the list names and the file lacks
    RuntimeError,  # encrypted
    NotImplementedError,  # a method of packing that is not known here
    ValueError,
    IndexError,
    OverflowError,
    OSError,
)
"""One list for all who open zip files: each of these was seen with some broken file."""
