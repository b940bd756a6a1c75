"""The placeholders of a template as a clerk reads and types them: {单位全称} for {unit}."""

from __future__ import annotations

WORDS = {
    "unit": "单位全称",
    "short": "单位简称",
    "level": "镇乡街道",
    "superior": "主送机关",
    "year": "年度",
    "next_year": "下一年度",
}


def shown(pattern: str) -> str:
    """A pattern with its placeholders in Chinese."""
    for name, words in WORDS.items():
        pattern = pattern.replace(f"{{{name}}}", f"{{{words}}}")
    return pattern


def stored(text: str) -> str:
    """What was typed as the pattern it means; brackets of both widths do."""
    text = text.replace("｛", "{").replace("｝", "}")
    for name, words in WORDS.items():
        text = text.replace(f"{{{words}}}", f"{{{name}}}")
    return text
