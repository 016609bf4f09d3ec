"""Reads a file of numbers piece by piece: what is not well-formed, not of the published structure, or hostile is
refused whole, with its line and column (rule I3).

The parser is expat: it tells the place of everything to the column whatever the size of the file, and builds nothing.
The structure is that of ``import-v1.xsd``, which the tests hold against it. Any DOCTYPE is refused before it is read,
so no entity is ever declared, let alone expanded; no element stands where the structure has none, so nothing nests;
a tag, a comment or an instruction that goes on and on is refused; a text is kept no longer than a value can be.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.exchange.imports.layout import ATTRIBUTES, CONFIRMED, ENTRY, FIELDS, NAMESPACE, REF, ROOT

CHUNK = 500
"""Entries that are judged together."""

LONGEST_TAG = 1024 * 1024
"""Bytes of one tag, comment or instruction: expat holds it whole."""

KEPT = 1000
"""Characters of a text that are kept as they were written."""

_ELEMENTS = tuple(FIELDS)
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_HINTS = {f"{_SCHEMA_INSTANCE} schemaLocation", f"{_SCHEMA_INSTANCE} noNamespaceSchemaLocation"}
_SEPARATOR = " "
_UTF_8 = {"utf-8", "utf8", "us-ascii"}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0")
_ARCHIVES = {b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"\x1f\x8b": "gzip", b"%PDF": "pdf"}
_OUTSIDE = re.compile(r"[^ \t\r\n]")


@dataclass
class RawEntry:
    """An entry as it is written: its attributes and texts by their names in the file, and where it stands."""

    position: int
    line: int
    offset: int
    attributes: Mapping[str, str]
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        """The sender's own reference of it."""
        return self.attributes.get(REF, "")

    @property
    def confirmed(self) -> str | None:
        """What the file says in answer to the questions that a page would ask."""
        return self.attributes.get(CONFIRMED)


@dataclass(frozen=True)
class Survey:
    """What a file holds, once it was read through: how many entries, and where each chunk of them begins.

    ``root``: an opening tag that stands for the file's own, so that reading can begin anywhere. ``starts``: byte and
    line of the first entry of each chunk.
    """

    count: int
    root: str
    starts: list[tuple[int, int]]


def survey(pieces: Iterable[bytes]) -> Survey:
    """Read a file through, to its end, and keep no more of it than where its chunks begin.

    Raises:
        DomainError: why the whole file is refused; ``data`` has ``line`` and ``column``, both from 1 on.
    """
    reader, count = _Reader(), 0
    starts: list[tuple[int, int]] = []
    for entry in reader.read(_looked_at(pieces)):
        if count % CHUNK == 0:
            starts.append((entry.offset, entry.line))
        count += 1
    return Survey(count, reader.root, starts)


def read_from(pieces: Iterable[bytes], survey: Survey, position: int) -> Iterator[RawEntry]:
    """Read the entries of a surveyed file from the first of a chunk on.

    Args:
        pieces: the content from the byte on at which that entry begins.
        survey: of that file.
        position: how many entries come before it.
    """
    _, line = survey.starts[position // CHUNK]
    return _Reader(position, line, survey.root).read(pieces)


class _Reader:
    """One pass of expat over a file, or over what follows an entry's beginning."""

    def __init__(self, position: int = 0, line: int = 1, root: str = "") -> None:
        self.root = root
        self.position = position
        self.ready: list[RawEntry] = []
        self.prefixes: list[tuple[str, str]] = []
        self.depth = self.step = 0
        self.text: list[str] | None = None
        self.length = 0
        self.fed = 0
        parser = expat.ParserCreate("UTF-8", _SEPARATOR)
        parser.namespace_prefixes = True
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self.parser = parser
        self.line = line - 1
        if root:
            parser.Parse(root.encode(), False)

    def read(self, pieces: Iterable[bytes]) -> Iterator[RawEntry]:
        """Give the entries one by one."""
        for piece in pieces:
            self._feed(piece, last=False)
            yield from self._taken()
        self._feed(b"", last=True)
        yield from self._taken()

    def _taken(self) -> list[RawEntry]:
        taken, self.ready = self.ready, []
        return taken

    def _feed(self, piece: bytes, *, last: bool) -> None:
        self.fed += len(piece)
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise DomainError.of(
                ErrorCode.IMPORT_NOT_WELL_FORMED,
                line=self.line + error.lineno,
                column=error.offset + 1,
                why=error.code,
            ) from error
        if self.fed - self.parser.CurrentByteIndex > LONGEST_TAG:
            self._refuse(ErrorCode.IMPORT_TAG_TOO_LONG, most=LONGEST_TAG)

    def _refuse(self, code: ErrorCode, **data: object) -> NoReturn:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber
        raise DomainError([Fault(code, "", {"line": self.line + line, "column": column + 1, **data})])

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _UTF_8:
            self._refuse(ErrorCode.IMPORT_ENCODING, encoding=encoding[:40])

    def _doctype(self, *declared: Any) -> None:
        self._refuse(ErrorCode.IMPORT_DOCTYPE)

    def _namespace(self, prefix: str | None, uri: str) -> None:
        if self.depth == 0:
            self.prefixes.append((prefix or "", uri))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, local, prefix = _parts(name)
        if self.depth == 0:
            self._expect(ROOT, namespace, local)
            self._check_attributes(attributes, ())
            self.root = self.root or _opening(prefix, self.prefixes)
        elif self.depth == 1:
            self._expect(ENTRY, namespace, local)
            self._check_attributes(attributes, ATTRIBUTES)
            self.position += 1
            self.step = 0
            line = self.line + self.parser.CurrentLineNumber
            self.entry = RawEntry(self.position, line, self.parser.CurrentByteIndex, _plain(attributes))
        elif self.depth == 2:
            self._expect(_ELEMENTS[self.step] if self.step < len(_ELEMENTS) else f"/{ENTRY}", namespace, local)
            self._check_attributes(attributes, ())
            self.text, self.length = [], 0
        else:
            self._expect(f"/{_ELEMENTS[self.step]}", namespace, local)
        self.depth += 1

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.depth == 2:
            self.entry.texts[_ELEMENTS[self.step]] = "".join(self.text or ())
            self.text = None
            self.step += 1
        elif self.depth == 1:
            if self.step < len(_ELEMENTS):
                self._expect(_ELEMENTS[self.step], NAMESPACE, f"/{ENTRY}")
            self.ready.append(self.entry)
        elif self.position == 0:
            self._refuse(ErrorCode.IMPORT_NO_ENTRY)

    def _characters(self, text: str) -> None:
        if self.text is None:
            if _OUTSIDE.search(text):
                self._refuse(ErrorCode.IMPORT_TEXT, found=text.strip()[:40])
        elif self.length <= KEPT:
            self.text.append(text[: KEPT + 1 - self.length])
            self.length += len(text)

    def _expect(self, expected: str, namespace: str, local: str) -> None:
        if local != expected:
            self._refuse(ErrorCode.IMPORT_ELEMENT, found=local[:40], expected=expected)
        if namespace != NAMESPACE:
            self._refuse(ErrorCode.IMPORT_NAMESPACE, found=namespace[:100], expected=NAMESPACE, element=local)

    def _check_attributes(self, attributes: Iterable[str], known: Iterable[str]) -> None:
        for name in attributes:
            plain = _SEPARATOR.join(name.split(_SEPARATOR)[:2])
            if name not in known and plain not in _HINTS:
                self._refuse(ErrorCode.IMPORT_ATTRIBUTE, found=_parts(name)[1][:40])


def _parts(name: str) -> tuple[str, str, str]:
    """Take apart what expat calls a name: namespace, local name, prefix, of which the first and the last may lack."""
    parts = name.split(_SEPARATOR)
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def _plain(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes that are the entry's own, no longer than is kept."""
    return {name: text[: KEPT + 1] for name, text in attributes.items() if name in ATTRIBUTES}


def _opening(prefix: str, prefixes: Iterable[tuple[str, str]]) -> str:
    """An opening tag of the root that declares what the file's own does."""
    declared = "".join(f" xmlns{':' if name else ''}{name}={quoteattr(uri)}" for name, uri in prefixes)
    return f"<{prefix}{':' if prefix else ''}{ROOT}{declared}>"


def _looked_at(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Let through what begins as XML in UTF-8 does.

    Raises:
        DomainError: IMPORT_FILE_EMPTY, IMPORT_ENCODING, IMPORT_NOT_XML.
    """
    first = True
    for piece in pieces:
        if first and piece:
            _check_beginning(piece)
            first = False
        yield piece
    if first:
        raise DomainError.of(ErrorCode.IMPORT_FILE_EMPTY)


def _check_beginning(piece: bytes) -> None:
    if piece.startswith(_UTF_16_OR_32):
        raise DomainError.of(ErrorCode.IMPORT_ENCODING, line=1, column=1, encoding="UTF-16")
    found = next((name for mark, name in _ARCHIVES.items() if piece.startswith(mark)), "")
    if found or not piece.removeprefix(_BYTE_ORDER_MARK).lstrip(b" \t\r\n").startswith(b"<"):
        raise DomainError.of(ErrorCode.IMPORT_NOT_XML, line=1, column=1, found=found)
