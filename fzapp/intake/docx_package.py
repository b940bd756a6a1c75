"""The zip container of a Word file: its XML parts, unpacked with limits that no header can talk away."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra import zips

if TYPE_CHECKING:
    from fzapp.intake.docx_names import Element

MOST_ENTRIES = 10_000
LARGEST_ENTRY = 64 * 1024 * 1024
LARGEST_PART = 32 * 1024 * 1024
"""A report's document.xml has some hundred kilobytes."""

_HIGHEST_RATIO = 200
_RATIO_COUNTS_FROM = 8 * 1024 * 1024
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TABLE_STYLE, _STYLE_END = b'<w:style w:type="table"', b"</w:style>"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class DocxPackage:
    """A Word file opened from its bytes; `part` gives its XML roots.

    Raises UserError when the bytes are another kind of zip, damaged, or made to burst.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except zips.DAMAGED as error:
            raise damaged() from error
        self._names = {info.filename.lstrip("/"): info for info in self._zip.infolist()}
        self._refuse_bombs()
        self.document_name = self._find_document()

    def _refuse_bombs(self) -> None:
        """Refuse by what the directory says; what it hides is met while unpacking."""
        if len(self._names) > MOST_ENTRIES:
            raise bomb()
        for info in self._names.values():
            if info.file_size > _RATIO_COUNTS_FROM and info.file_size > _HIGHEST_RATIO * max(
                1, info.compress_size
            ):
                raise bomb()
            if info.file_size > LARGEST_ENTRY and info.filename.endswith((".xml", ".rels")):
                raise bomb()

    def _find_document(self) -> str:
        """The name of the main part; UserError when this is another kind of package."""
        if "[Content_Types].xml" not in self._names:
            raise self._stranger()
        target = self._target("", "/officeDocument")
        name = target if target in self._names else "word/document.xml"
        if name not in self._names:
            raise self._stranger()
        if not posixpath.basename(name).startswith("document") and not name.startswith("word/"):
            raise self._stranger()
        return name

    def _stranger(self) -> UserError:
        """What a zip is that is no Word file."""
        kinds = (
            ("xl/", "这是一个Excel表格，不是文档", "台账表格在台账页导入"),
            ("ppt/", "这是一个演示文稿，不是文档", "把文字另存为Word文档后再导入"),
            ("content.xml", "这是一个ODF文档", "用WPS或者LibreOffice另存为Word文档（.docx）后再导入"),
            ("OFD.xml", "这是一个OFD版式文件，不能直接导入", "用能转换的软件存成Word文档后再导入"),
        )
        for start, what, todo in kinds:
            if any(name.startswith(start) for name in self._names):
                return UserError(what, todo)
        return UserError("这是一个压缩包，不是Word文件", "解压后导入里面的报告文件")

    def related(self, kind: str) -> Element | None:
        """The root of the part that the main part relates to as `kind` (/styles, /numbering), or None."""
        name = self._target(self.document_name, kind)
        return self.part(name) if name in self._names else None

    def _target(self, source: str, kind: str) -> str:
        """The part that `source` relates to as `kind`; "" when none."""
        folder, base = posixpath.split(source)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        if name not in self._names:
            return ""
        for relation in self.part(name).iter(_RELATIONSHIPS):
            if relation.get("Type", "").endswith(kind) and relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                joined = target if target.startswith("/") else posixpath.join("/", folder, target)
                return posixpath.normpath(joined).lstrip("/")
        return ""

    def part(self, name: str) -> Element:
        """The root element of an XML part. Raises UserError when it cannot be read safely.

        Table styles are left out: they tell nothing about paragraphs and are nine tenths of the styles.
        """
        data = self._unpack(self._names[name])
        return parse_xml(_without_table_styles(data) if name.endswith("styles.xml") else data)

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        """The bytes of an entry, at most `LARGEST_PART`, counted while they come."""
        if info.flag_bits & 0x1:
            raise UserError("这个文件加了密码", "在Word里去掉密码另存后再导入")
        if info.compress_type not in _METHODS:
            raise damaged()
        try:
            with self._zip.open(info) as stream:
                data = stream.read(LARGEST_PART + 1)
        except zips.DAMAGED as error:
            raise damaged() from error
        if len(data) > LARGEST_PART:
            raise bomb()
        return data


def size_of_parts(data: bytes) -> int:
    """Bytes of all XML parts of a zip, as its directory says; 0 when it has none that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return sum(info.file_size for info in package.infolist() if info.filename.endswith(".xml"))
    except zips.DAMAGED:
        return 0


def _without_table_styles(data: bytes) -> bytes:
    """The styles part without its table styles, as Word and WPS write them; other spellings stay."""
    kept: list[bytes] = []
    begin = 0
    while (start := data.find(_TABLE_STYLE, begin)) >= 0:
        end = data.find(_STYLE_END, start)
        if end < 0:
            break
        kept.append(data[begin:start])
        begin = end + len(_STYLE_END)
    return b"".join([*kept, data[begin:]])


def damaged() -> UserError:
    """The error for a Word file that cannot be opened."""
    return UserError("这个Word文件已损坏，打不开", "用Word打开看能否修复，或者找发件人再要一份")


def bomb() -> UserError:
    """The error for a file that would unpack beyond all measure."""
    return UserError("这个文件解压后大得异常，可能是恶意文件", "不要打开它，向发件人核实")


def parse_xml(data: bytes) -> Element:
    """The root element of an XML text that has no document type: entities are never resolved.

    Raises UserError when it has one or is no XML.
    """
    from lxml import etree  # noqa: PLC0415  # pyright: ignore[reportAttributeAccessIssue]  no stubs

    if _has_doctype(data):
        raise _entities()
    data = data.replace(_STRICT, _TRANSITIONAL) if _STRICT in data else data
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged() from error
    if root.getroottree().docinfo.doctype:
        raise _entities()
    return root


def _has_doctype(data: bytes) -> bool:
    """Whether the text declares a document type, in any encoding of two bytes or one."""
    mark = "<!DOCTYPE"
    encodings: tuple[str, ...] = (
        ("ascii", "utf-16-le", "utf-16-be") if b"\0" in data[:64] or data[:1] in b"\xff\xfe" else ("ascii",)
    )
    return any(mark.encode(encoding) in data for encoding in encodings)


def _entities() -> UserError:
    """The error for a part that declares entities, which Word never writes."""
    return UserError("这个文件里有Word不会写的实体声明，可能是恶意文件", "不要打开它，向发件人核实")
