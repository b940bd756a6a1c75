"""法治报告助手 (fzapp): an offline desk for the rule-of-law reports of a township office."""

__version__ = "0.1.0"
"""The same as in pyproject.toml (a test holds it): an installed program has no package metadata."""
