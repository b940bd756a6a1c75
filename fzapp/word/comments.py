"""Comments in a Word file that is there already: its text, styles and parts stay as they are.

A comment takes a `paragraph`, counted over all paragraphs of the main part in document order, and a range of
its characters: text, tabs and line breaks of its own runs, without deleted ones and without the paragraphs of
text boxes inside.
"""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from fzapp.domain.errors import UserError
from fzapp.infra import zips
from fzapp.word import oxml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Node: TypeAlias = Any
    """An element of lxml, which publishes no types."""

_SIGNS = {oxml.TAB: "\t", oxml.BREAK: "\n", oxml.NO_BREAK_HYPHEN: "-"}
_DAMAGED = ("这个Word文件的内部结构特殊，批注写不进去", "用Word或WPS另存一份再试")


@dataclass(frozen=True, slots=True)
class Comment:
    """`text` is what it says, a line a paragraph; `start` to `end` are the characters it stands beside."""

    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who comments; `moment` is UTC as 2027-02-08T09:30:00Z."""

    name: str
    initials: str
    moment: str


def paragraph_texts(data: bytes) -> tuple[str, ...]:
    """The text of every paragraph of the main part. Raises `UserError` for what is no Word file."""
    package = _Package(data)
    return tuple(_text(node) for node in package.document.iter(oxml.PARAGRAPH))


def with_comments(data: bytes, comments: Sequence[Comment], author: Author) -> bytes:
    """A copy of a Word file with comments beside those that it has. Raises `UserError`."""
    package = _Package(data)
    by_paragraph: dict[int, list[tuple[int, Comment]]] = defaultdict(list)
    for number, comment in enumerate(comments, package.next_id()):
        by_paragraph[comment.paragraph].append((number, comment))
        lines = comment.text.split("\n")
        package.add(oxml.comment(number, author.name, author.initials, author.moment, lines))
    for index, node in enumerate(package.document.iter(oxml.PARAGRAPH)):
        for number, comment in by_paragraph.get(index, ()):
            _mark(node, comment.start, comment.end, number)
    return package.packed()


# --- the file ----------------------------------------------------------------------------------------


class _Package:
    """The zip file with the parts that comments touch, read as trees."""

    def __init__(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._entries = {info.filename: archive.read(info) for info in archive.infolist()}
            main = self._target("_rels/.rels", oxml.DOCUMENT_RELATION, "")
            self._document_name = main
            self.document = _parsed(self._entries[main])
            folder, base = posixpath.split(main)
            self._relations_name = posixpath.join(folder, "_rels", f"{base}.rels")
            found = self._target(self._relations_name, oxml.COMMENTS_RELATION, folder)
        except zips.DAMAGED as error:
            raise UserError(*_DAMAGED) from error
        self._comments_name = found or posixpath.join(folder, "comments.xml")
        source = self._entries.get(self._comments_name, oxml.no_comments().encode())
        self._comments = _parsed(source)
        if not found:
            self._announce()

    def next_id(self) -> int:
        """The first number that no comment has."""
        numbers = [int(node.get(oxml.ID, "0")) for node in self._comments.iter(oxml.COMMENT)]
        return max(numbers, default=-1) + 1

    def add(self, comment: str) -> None:
        """Add a comment to the part of comments."""
        self._comments.append(_parsed(comment.encode()))

    def packed(self) -> bytes:
        """The file with what was changed."""
        entries = dict(self._entries)
        entries[self._document_name] = _written(self.document)
        entries[self._comments_name] = _written(self._comments)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    def _target(self, relations: str, kind: str, folder: str) -> str:
        """The part that is related as `kind`; "" when there is none."""
        for relation in _parsed(self._entries[relations]).iter(oxml.RELATIONSHIP):
            if relation.get("Type") == kind:
                target = str(relation.get("Target"))
                return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return ""

    def _announce(self) -> None:
        """Say in the directory of the file and to the document that there is a part for comments."""
        relations = _parsed(self._entries[self._relations_name])
        taken = {str(node.get("Id")) for node in relations}
        free = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        _child(
            relations,
            oxml.RELATIONSHIP,
            Id=free,
            Type=oxml.COMMENTS_RELATION,
            Target=posixpath.basename(self._comments_name),
        )
        self._entries[self._relations_name] = _written(relations)
        types = _parsed(self._entries["[Content_Types].xml"])
        _child(types, oxml.OVERRIDE, PartName=f"/{self._comments_name}", ContentType=oxml.COMMENTS_TYPE)
        self._entries["[Content_Types].xml"] = _written(types)


def _parsed(data: bytes) -> Node:
    from lxml import etree  # noqa: PLC0415  # pyright: ignore[reportAttributeAccessIssue]  no stubs

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UserError(*_DAMAGED) from error


def _written(root: Node) -> bytes:
    from lxml import etree  # noqa: PLC0415  # pyright: ignore[reportAttributeAccessIssue]  no stubs

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _child(parent: Node, tag: str, **attributes: str) -> Node:
    node = parent.makeelement(tag, attributes)
    parent.append(node)
    return node


# --- one paragraph -----------------------------------------------------------------------------------


def _runs(paragraph: Node) -> Iterator[Node]:
    """The runs of a paragraph in order, not those that are deleted, nor those of paragraphs inside."""
    for child in paragraph:
        if child.tag == oxml.RUN:
            yield child
        elif child.tag not in (oxml.PARAGRAPH, oxml.DELETED, oxml.MOVED_FROM, oxml.PARAGRAPH_PROPERTIES):
            yield from _runs(child)


def _characters(run: Node) -> Iterator[tuple[Node, str]]:
    """The pieces of a run that are characters."""
    for child in run:
        if child.tag == oxml.TEXT:
            yield child, child.text or ""
        elif child.tag in _SIGNS:
            yield child, _SIGNS[child.tag]


def _length(run: Node) -> int:
    return sum(len(text) for _, text in _characters(run))


def _text(paragraph: Node) -> str:
    return "".join(text for run in _runs(paragraph) for _, text in _characters(run))


def _mark(paragraph: Node, start: int, end: int, number: int) -> None:
    """Put the marks of comment `number` around characters, parting runs where they begin and end."""
    _part_runs(paragraph, start)
    _part_runs(paragraph, end)
    covered: list[Node] = []
    position = 0
    for run in _runs(paragraph):
        length = _length(run)
        if length and start <= position and position + length <= end:
            covered.append(run)
        position += length
    opening = paragraph.makeelement(oxml.COMMENT_START, {oxml.ID: str(number)})
    closing = paragraph.makeelement(oxml.COMMENT_END, {oxml.ID: str(number)})
    reference = paragraph.makeelement(oxml.RUN, {})
    reference.append(paragraph.makeelement(oxml.COMMENT_REFERENCE, {oxml.ID: str(number)}))
    if covered:
        covered[0].addprevious(opening)
        covered[-1].addnext(reference)
        covered[-1].addnext(closing)
    else:
        paragraph.extend((opening, closing, reference))


def _part_runs(paragraph: Node, offset: int) -> None:
    """Part the run that holds `offset` strictly inside, so that a run begins there."""
    position = 0
    for run in list(_runs(paragraph)):
        length = _length(run)
        if position < offset < position + length:
            _part_run(run, offset - position)
            return
        position += length


def _part_run(run: Node, offset: int) -> None:
    """Two runs in the place of one, with the same properties; `offset` characters stay in the first."""
    second = run.makeelement(oxml.RUN, dict(run.attrib))
    properties = run.find(oxml.RUN_PROPERTIES)
    if properties is not None:
        second.append(copy.deepcopy(properties))
    position, texts = 0, dict(_characters(run))
    for child in [node for node in run if node.tag != oxml.RUN_PROPERTIES]:
        text = texts.get(child, "")
        if position >= offset:
            second.append(child)
        elif position + len(text) > offset:
            second.append(_parted_text(child, offset - position))
        position += len(text)
    run.addnext(second)


def _parted_text(node: Node, offset: int) -> Node:
    """The rest of a text behind `offset` as an element of its own; the beginning stays."""
    rest = copy.deepcopy(node)
    rest.text, node.text = node.text[offset:], node.text[:offset]
    for each in (rest, node):
        each.set(oxml.KEEP_BLANKS, "preserve")
    return rest
