"""The version of the program: written here, because an installed program carries no package metadata."""

from __future__ import annotations

VERSION = "0.1.0"
"""The same as in pyproject.toml; a test holds it."""
