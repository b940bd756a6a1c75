"""Help, README and guides say what is so: links lead somewhere, keys are those of the window, samples load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fzapp.services.templates import load_template

ROOT = Path(__file__).resolve().parents[2]
HELP = ROOT / "resources" / "help"
TOPICS = sorted(path.stem for path in HELP.glob("*.md") if path.stem != "window")
UNWELCOME = re.compile(r"(?<![申邀聘提报])请(?![示求留])|抱歉|非法|无效")
KEY = re.compile(r"^\| ([A-Z][^|]*?) \|", re.MULTILINE)
ENGLISH_OF = {
    "上": "Up",
    "下": "Down",
    "Insert": "Ins",
    "加号": "=",
    "减号": "-",
    "Delete": "Del",
    "Enter": "Return",
}

each_topic = pytest.mark.parametrize("topic", TOPICS)


def text_of(topic: str) -> str:
    return (HELP / f"{topic}.md").read_text(encoding="utf-8")


@each_topic
def test_a_topic_begins_with_its_name_and_stays_short(topic: str) -> None:
    lines = text_of(topic).splitlines()

    assert lines[0] == f"# {topic}"
    assert len(lines) <= 60


@each_topic
def test_help_is_written_for_the_clerk(topic: str) -> None:
    assert UNWELCOME.search(text_of(topic)) is None
    assert "TODO" not in text_of(topic)


def test_keys_told_are_keys_of_the_window() -> None:
    window = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "fzapp" / "ui").rglob("*.py"))
    told = [
        key
        for cell in KEY.findall(text_of("快捷键") + text_of("数字和台账的快捷键"))
        for key in cell.split("、")
    ]

    assert len(told) >= 15
    for key in told:
        *modifiers, last = key.rstrip("…").split("+")
        shown = "+".join([*modifiers, ENGLISH_OF.get(last, last)])
        handled = not modifiers and f"Key_{shown}" in window
        assert f'"{shown}"' in window or handled or last.isdigit(), key


@pytest.mark.parametrize("path", ["README.md", "docs/architecture.md", "docs/adding-a-genre.md"])
def test_links_lead_somewhere(path: str) -> None:
    file = ROOT / path
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#]+)\)", file.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (file.parent / link).exists()] == []


def test_the_layers_of_the_guide_are_the_packages() -> None:
    guide = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

    for folder in (ROOT / "fzapp").iterdir():
        if (folder / "__init__.py").exists():
            assert f"| `{folder.name}` |" in guide


def test_the_genre_of_the_guide_can_be_loaded() -> None:
    guide = (ROOT / "docs" / "adding-a-genre.md").read_text(encoding="utf-8")
    sample = "\n".join(re.findall(r"```toml\n(.*?)```", guide, re.DOTALL))

    template = load_template(sample.encode(), "half_year.toml")

    assert [spec.id for spec in template.sections] == ["progress", "disputes"]
    assert template.sections[1].checkpoints[0].figure


def test_the_table_of_contents_names_every_topic_once() -> None:
    listed = (HELP / "目录.txt").read_text(encoding="utf-8").split()
    assert sorted(listed) == sorted([*TOPICS, "window"])
