"""Files that are hostile or wrong as a whole: each with the code it is refused with, and the place (rule I3)."""

from gps.domain.errors import ErrorCode
from tests.exchange.files import numbered

E = ErrorCode
ONE = numbered(1)[0].xml()
OPEN, CLOSE = '<import-craps xmlns="urn:gps:import:v1">\n', "</import-craps>\n"


ATTRIBUTES = " ".join(f'a{n}=""' for n in range(99_999))


def changed(what: str, into: str) -> str:
    return OPEN + ONE.replace(what, into) + CLOSE


def bombs() -> str:
    """Ten entities of ten times the one before: three thousand million characters."""
    declared = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE import-craps [<!ENTITY e0 "haha">{declared}]>{OPEN}&e9;{CLOSE}'


def tall(depth: int) -> str:
    return f"{OPEN}{'<craps>' * depth}{'</craps>' * depth}{CLOSE}"


def with_inside(inside: str) -> str:
    return f"{OPEN}{ONE.replace('<craps>', f'<craps>{inside}')}{CLOSE}"


HOSTILE: dict[str, tuple[str | bytes, ErrorCode, int, int]] = {
    "billion laughs": (bombs(), E.IMPORT_DOCTYPE, 1, 24),
    "an external entity": (
        f'<?xml version="1.0"?>\n<!DOCTYPE import-craps [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n{OPEN}&x;{CLOSE}',
        E.IMPORT_DOCTYPE, 2, 24,
    ),
    "an external DTD": (
        f'<!DOCTYPE import-craps SYSTEM "http://example.invalid/x.dtd">{OPEN}', E.IMPORT_DOCTYPE, 1, 61,
    ),
    "an entity that goes on and on": (
        f'<!DOCTYPE import-craps [<!ENTITY x "{"x" * 2**21}">]>{OPEN}&x;{CLOSE}', E.IMPORT_DOCTYPE, 1, 24,
    ),
    "100,000 levels": (tall(100_000), E.IMPORT_ELEMENT, 2, 8),
    "levels within a value": (
        with_inside("<numero-document>" + "<b>" * 100_000), E.IMPORT_ELEMENT, 2, 27,
    ),
    "UTF-16 with its mark": ((OPEN + ONE + CLOSE).encode("utf-16"), E.IMPORT_ENCODING, 1, 1),
    "UTF-16 without": ((OPEN + ONE + CLOSE).encode("utf-16-be"), E.IMPORT_ENCODING, 1, 1),
    "UTF-32": ((OPEN + ONE + CLOSE).encode("utf-32"), E.IMPORT_ENCODING, 1, 1),
    "Latin-1": (f'<?xml version="1.0" encoding="ISO-8859-1"?>{OPEN}'.encode(), E.IMPORT_ENCODING, 1, 1),
    "bytes that are no UTF-8": (
        (OPEN + ONE).encode().replace(b"AB-123-CD", b"\xe9\xe8"), E.IMPORT_NOT_WELL_FORMED, 6, 32,
    ),
    "another namespace": ('<import-craps xmlns="urn:gps:import:v2"/>', E.IMPORT_NAMESPACE, 1, 1),
    "no namespace": ("<import-craps/>", E.IMPORT_NAMESPACE, 1, 1),
    "an entry of another namespace": (f'{OPEN}<craps xmlns="urn:x"/>{CLOSE}', E.IMPORT_NAMESPACE, 2, 1),
    "a namespace with a space in it": (
        '<import-craps xmlns="urn:gps:import:v1 import-craps"/>', E.IMPORT_NOT_WELL_FORMED, 1, 1,
    ),
    "another root": ('<liste xmlns="urn:gps:import:v1"/>', E.IMPORT_ELEMENT, 1, 1),
    "cut between two entries": (OPEN + ONE, E.IMPORT_NOT_WELL_FORMED, 10, 1),
    "cut within a tag": (OPEN + ONE[:60], E.IMPORT_NOT_WELL_FORMED, 3, 43),
    "not XML": ("numero;type\n26FR004455E0002000011;DAA\n", E.IMPORT_NOT_XML, 1, 1),
    "a zip": (b"PK\x03\x04\x14\x00" + bytes(100), E.IMPORT_NOT_XML, 1, 1),
    "a gzip": (b"\x1f\x8b\x08\x00" + bytes(100), E.IMPORT_NOT_XML, 1, 1),
    "a PDF": (b"%PDF-1.7\n", E.IMPORT_NOT_XML, 1, 1),
    "spaces alone": (b" \n" * 10, E.IMPORT_NOT_XML, 1, 1),
    "an empty list": (OPEN + CLOSE, E.IMPORT_NO_ENTRY, 2, 1),
    "an element that is not known": (with_inside("<autre/>"), E.IMPORT_ELEMENT, 2, 10),
    "an element twice": (
        changed("<type-document>", "<numero-document>x</numero-document><type-document>"),
        E.IMPORT_ELEMENT, 4, 5,
    ),
    "an element too many": (
        changed("  </craps>", "<heure-expedition/></craps>"), E.IMPORT_ELEMENT, 9, 1,
    ),
    "an element missing": (changed("<type-document>DAA</type-document>", ""), E.IMPORT_ELEMENT, 5, 5),
    "the last element missing": (
        changed("<heure-expedition>08:15</heure-expedition>", ""), E.IMPORT_ELEMENT, 9, 3,
    ),
    "an attribute that is not known": (changed("<craps>", '<craps id="1">'), E.IMPORT_ATTRIBUTE, 2, 3),
    "an attribute of the list": (OPEN.replace(">", ' ref="x">') + ONE + CLOSE, E.IMPORT_ATTRIBUTE, 1, 1),
    "an attribute of a value": (
        changed("<type-document>", '<type-document ref="x">'), E.IMPORT_ATTRIBUTE, 4, 5,
    ),
    "a hundred thousand attributes": (
        changed("<craps", f"<craps {ATTRIBUTES}"),
        E.IMPORT_ATTRIBUTE, 2, 3,
    ),
    "an attribute twice": (changed("<craps>", '<craps ref="1" ref="2">'), E.IMPORT_NOT_WELL_FORMED, 2, 18),
    "a tag that goes on and on": (OPEN + f'<craps ref="{"x" * 2**21}">', E.IMPORT_TAG_TOO_LONG, 2, 1),
    "text between entries": (f"{OPEN}{ONE}bonjour{CLOSE}", E.IMPORT_TEXT, 10, 1),
    "text in an entry": (with_inside("bonjour"), E.IMPORT_TEXT, 2, 10),
    "an entity that is not known": (changed("DAA", "&nbsp;"), E.IMPORT_NOT_WELL_FORMED, 4, 20),
    "a second list": (OPEN + ONE + CLOSE + OPEN, E.IMPORT_NOT_WELL_FORMED, 11, 1),
    "a null byte": (changed("DAA", "\0"), E.IMPORT_NOT_WELL_FORMED, 4, 20),
}  # fmt: skip
