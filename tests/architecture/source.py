"""The program's own source as syntax trees: what the house-rule tests read."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
Node = TypeVar("Node", bound=ast.AST)
HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Module:
    """One file. `name` is dotted (fzapp.domain.report, fzapp.ui for its __init__)."""

    path: str
    text: str

    @classmethod
    def read(cls, path: Path) -> Module:
        return cls(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def within(self, *packages: str) -> bool:
        """Whether the module is one of `packages` or lies in one."""
        return any(f"{self.name}.".startswith(f"{package}.") for package in packages)

    def nodes(self, *kinds: type[Node]) -> Iterator[Node]:
        """Every node of the given kinds."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def comments(self) -> Iterator[tuple[int, str]]:
        """Every comment with its line."""
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string

    @cached_property
    def docstrings(self) -> frozenset[int]:
        """The identities of the nodes that are docstrings or stand alone as a statement."""
        return frozenset(
            id(node.value) for node in self.nodes(ast.Expr) if isinstance(node.value, ast.Constant)
        )

    def strings(self) -> Iterator[tuple[int, str]]:
        """Every string literal that the program can use (no docstring), f-strings without their values."""
        parts = {id(part) for joined in self.nodes(ast.JoinedStr) for part in joined.values}
        for node in self.nodes(ast.Constant, ast.JoinedStr):
            if id(node) not in self.docstrings and id(node) not in parts and (text := literal(node)):
                yield node.lineno, text


def literal(node: ast.expr) -> str:
    """The text of a string literal; values inside an f-string become {}; "" for anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(literal(part) or "{}" for part in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return literal(left) + literal(right)
        case ast.IfExp(body=body, orelse=orelse):
            return literal(body) + literal(orelse)
        case _:
            return ""


def dotted(node: ast.expr) -> str:
    """A name as written (time.sleep), with "?" for what is no name: foo().bar is ?.bar."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value)}.{attr}"
        case _:
            return "?"


@cache
def program() -> tuple[Module, ...]:
    """Every module of the program."""
    return tuple(Module.read(path) for path in sorted((ROOT / "fzapp").rglob("*.py")))


@cache
def builders() -> tuple[Module, ...]:
    """Every module that installs, builds and tries the program."""
    return tuple(Module.read(path) for path in sorted((ROOT / "installer").rglob("*.py")))


@cache
def suite() -> tuple[Module, ...]:
    """Every module of the tests."""
    return tuple(Module.read(path) for path in sorted((ROOT / "tests").rglob("*.py")))
