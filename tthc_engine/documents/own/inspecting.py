"""What may be in a Word file that comes from outside: text, tables, pictures. Everything else is refused in words.

The file is only read here: nothing in it is run, fetched or unpacked to disk, and no part is read before its size is
known.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from lxml import etree

from tthc_engine.domain.errors import TemplateNotWord, TemplateTooLarge, TemplateUnsafe

LARGEST_FILE = 2 * 1024 * 1024
"""Bytes of the file as it is uploaded."""
LARGEST_PART = 4 * 1024 * 1024
LARGEST_TEXT = 512 * 1024
"""Bytes of a part with text in it: a letter's template has a tenth of it."""
LARGEST_WHOLE = 16 * 1024 * 1024
"""Bytes of all parts unpacked."""
MOST_PARTS = 200

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_XML = (".xml", ".rels")
_PICTURES = (".png", ".jpg", ".jpeg")
_NOT_ALLOWED = {
    "object": "object",
    "OLEObject": "object",
    "control": "control",
    "altChunk": "import",
    "subDoc": "import",
    "attachedTemplate": "external",
    "dataBinding": "import",
    "movie": "object",
}
"""Elements by their local name, and what each is called in the refusal."""
_PLAIN_FIELDS = re.compile(r"\b(?:NUMPAGES|PAGE|MERGEFORMAT|ARABIC)\b|\\\*")
_EXTERNAL_STYLE = re.compile(r"https?:|file:|\\\\", re.IGNORECASE)


def inspect(file: bytes) -> None:
    """Whether the file is a plain Word document. Raises TemplateTooLarge, TemplateNotWord, TemplateUnsafe."""
    if len(file) > LARGEST_FILE:
        raise TemplateTooLarge(limit_mb=LARGEST_FILE // 1024 // 1024)
    try:
        with zipfile.ZipFile(BytesIO(file)) as package:
            _inspect(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise TemplateNotWord from error


def _inspect(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    _sizes(parts)
    names = {part.filename for part in parts}
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        raise TemplateNotWord
    for part in parts:
        _name(part.filename)
    for part in parts:
        if part.filename.lower().endswith(_XML):
            _part(part.filename, _parsed(part.filename, package.read(part)))


def _sizes(parts: list[zipfile.ZipInfo]) -> None:
    """A small file that unpacks to a large one is refused before it is unpacked."""
    too_many = len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts)
    if too_many or sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise TemplateUnsafe(what="bomb", where="")
    for part in parts:
        is_text = PurePosixPath(part.filename).name in ("document.xml", "footnotes.xml", "endnotes.xml")
        if part.file_size > (LARGEST_TEXT if is_text else LARGEST_PART):
            raise TemplateUnsafe(what="bomb", where=part.filename)
        if part.flag_bits & 0x1:
            raise TemplateNotWord


def _name(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise TemplateUnsafe(what="path", where=name)
    lower = name.lower()
    if "vba" in lower or "macro" in lower:
        raise TemplateUnsafe(what="macro", where=name)
    if "embeddings/" in lower or "activex" in lower or not lower.endswith((*_XML, *_PICTURES, "/")):
        raise TemplateUnsafe(what="object", where=name)


def _parsed(name: str, body: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateNotWord from error
    if root.getroottree().docinfo.doctype:
        raise TemplateUnsafe(what="entity", where=name)
    return root


def _part(name: str, root: etree._Element) -> None:
    if name == "[Content_Types].xml":
        _content_types(root)
    elif name.endswith(".rels"):
        _relations(root)
    else:
        _elements(name, root)


def _content_types(root: etree._Element) -> None:
    types = {str(one.get("PartName")): str(one.get("ContentType")) for one in root}
    if any("macroEnabled" in one or "vbaProject" in one for one in types.values()):
        raise TemplateUnsafe(what="macro", where="")
    if types.get("/word/document.xml") != _MAIN:
        raise TemplateNotWord


def _relations(root: etree._Element) -> None:
    for one in root:
        if str(one.get("TargetMode", "")).lower() == "external":
            raise TemplateUnsafe(what="external", where=str(one.get("Target"))[:120])


def _elements(name: str, root: etree._Element) -> None:
    for element in _all(root):
        what = _NOT_ALLOWED.get(etree.QName(element).localname)
        if what is not None:
            raise TemplateUnsafe(what=what, where=name)
        for key, value in element.attrib.items():
            if etree.QName(key).localname in ("src", "href", "link") and _EXTERNAL_STYLE.search(str(value)):
                raise TemplateUnsafe(what="external", where=str(value)[:120])
    for asked in _fields(root):
        if rest := _PLAIN_FIELDS.sub("", asked).strip():
            raise TemplateUnsafe(what="field", where=rest[:60])


def _all(root: etree._Element) -> Iterator[etree._Element]:
    return (one for one in root.iter() if isinstance(one.tag, str))


def _fields(root: etree._Element) -> Iterator[str]:
    """What each paragraph's fields compute: page numbers are all a letter needs."""
    for element in _all(root):
        local = etree.QName(element).localname
        if local == "p":
            asked = [str(one.text or "") for one in _all(element) if etree.QName(one).localname == "instrText"]
            yield "".join(asked)
        elif local == "fldSimple":
            yield next((str(value) for key, value in element.attrib.items() if key.endswith("}instr")), "")
