"""One thing has one name: fzapp/domain/glossary.py against the classes and modules of the program."""

from __future__ import annotations

import ast
import importlib
import re
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.glossary import SYNONYMS, TERMS
from tests.architecture.source import HAN, Module, program

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES_A_CLASS = {
    "report": "Report",
    "section": "Section",
    "template": "ReportTemplate",
    "checkpoint": "Checkpoint",
    "unit_profile": "UnitProfile",
    "annex": "Annex",
}
"""Terms that are objects of the domain, with the class that stands for each."""


def words(identifier: str) -> list[str]:
    """The lower-case words of a snake_case or CamelCase identifier."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)]


def named(module: Module) -> Iterator[str]:
    """The module's own name, its classes and what else it offers."""
    yield module.name.rpartition(".")[2]
    for node in module.nodes(ast.ClassDef, ast.FunctionDef):
        if not node.name.startswith("_"):
            yield node.name


def banned(modules: tuple[Module, ...]) -> list[str]:
    """Every use of a word that the glossary has another one for."""
    return [
        f"{module.path}: {name}: {word} is called {SYNONYMS[word]} here"
        for module in modules
        for name in named(module)
        for word in words(name)
        if word in SYNONYMS
    ]


def domain_members() -> Iterator[StrEnum]:
    """Every member of every enum of the domain."""
    for module in program():
        if module.within("fzapp.domain"):
            loaded = importlib.import_module(module.name)
            for value in vars(loaded).values():
                if isinstance(value, type) and issubclass(value, StrEnum) and value.__module__ == module.name:
                    yield from value


def test_terms_are_identifiers_with_a_chinese_name() -> None:
    for identifier, name in TERMS.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", identifier)
        assert HAN.fullmatch(name[0])


def test_one_name_for_one_term() -> None:
    assert len(set(TERMS.values())) == len(TERMS)


def test_no_synonym_is_a_term_and_each_leads_to_one() -> None:
    parts = {word for identifier in TERMS for word in identifier.split("_")}
    assert not parts & SYNONYMS.keys()
    assert set(SYNONYMS.values()) <= TERMS.keys()


def test_program_uses_no_synonym() -> None:
    assert banned(program()) == []


def test_a_planted_synonym_is_seen() -> None:
    text = "class ReportChapter:\n    def show_yoy(self): ...\n"
    assert len(banned((Module("fzapp/services/deadline.py", text),))) == 3


@pytest.mark.parametrize(("identifier", "class_name"), NAMES_A_CLASS.items())
def test_objects_of_the_domain_bear_their_terms(identifier: str, class_name: str) -> None:
    assert identifier in TERMS
    classes = {
        node.name
        for module in program()
        if module.within("fzapp.domain")
        for node in module.nodes(ast.ClassDef)
    }
    assert class_name in classes


def test_labels_say_what_the_glossary_says() -> None:
    labelled = {str(member): member.label for member in domain_members() if hasattr(member, "label")}
    assert "not_applicable" in labelled
    contradicted = {
        value: label for value, label in labelled.items() if value in TERMS and label != TERMS[value]
    }
    assert contradicted == {}
