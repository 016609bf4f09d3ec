"""What keeps a document's data from being a message: each datum by its number in Table 1, in words (rule M4).

The rules are those of the paper (``domain.ead.judge``), asked anew; the message asks two things more: that what GPS
knows of the consignor goes into its elements, and that one certificate is left for the fallback document itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gps.documents import ead as documents_ead
from gps.documents.code_lists import CODES
from gps.documents.models import FallbackDocument
from gps.domain import ead
from gps.domain.ead import formats, table
from gps.domain.ead.judging import order
from gps.domain.errors import ErrorCode, Fault
from gps.domain.reference import DocumentType
from gps.exchange.ie815.writing import CERTIFICATES, bears_its_number, keeps_information
from gps.wording import ead as ead_wording
from gps.wording.messages import sentence

E = ErrorCode
DISPATCH: Final = "9.e"
"""Where « à compléter » is told: the date of dispatch."""
_CONSIGNOR: Final = "2"
_OPTIONAL: Final = "d"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing or wrong: where it stands in the data, its number and French name, what is wrong."""

    path: str
    where: str
    name: str
    text: str

    @property
    def is_dispatch(self) -> bool:
        """Whether it is filled in as one completes the number, not its data."""
        return self.path == DISPATCH

    @property
    def is_registered(self) -> bool:
        """Whether it is of the establishment as customs registered it: the user cannot change it here."""
        return table.place(self.path)[0] == _CONSIGNOR


def missing(document: FallbackDocument, whole: Mapping[str, Any] | None = None) -> list[Missing]:
    """Give all that is missing or wrong, in the order of Table 1; nothing when a message can be made.

    Args:
        whole: the document's data, when they are at hand.
    """
    return [told(fault) for fault in faults(document, documents_ead.whole(document) if whole is None else whole)]


def faults(document: FallbackDocument, whole: Mapping[str, Any]) -> list[Fault]:
    """Give the same as codes."""
    kind = DocumentType(document.document_type)
    found = [*ead.judge(whole, kind, CODES), *map(table.numbered, _of_the_message(document, whole))]
    return sorted(found, key=lambda fault: order(fault.field))


def left_out(whole: Mapping[str, Any], reference: str) -> list[str]:
    """Give, in words, what was typed and the message does not bear."""
    said = []
    own = whole.get("9", {}).get("a", reference)
    if own != reference:
        said.append(f"La référence locale (9a) « {own} » : dans le message, le numéro du document en tient lieu.")
    mode = whole.get("13", {})
    if mode.get("b") and not keeps_information(mode):
        said.append("Les informations complémentaires (13b) : le message ne les prend que pour le mode « autre » (0).")
    return said


def _of_the_message(document: FallbackDocument, whole: Mapping[str, Any]) -> Iterator[Fault]:
    """What the message asks for besides the rules of the paper."""
    if document.dispatch_at is None:
        yield Fault(E.DISPATCH_INCOMPLETE, DISPATCH)
    consignor = whole.get(_CONSIGNOR, {})
    for element in table.GROUPS[_CONSIGNOR].elements:
        yield from _of_the_register(element, consignor.get(element.letter, ""))
    certificates = len(whole.get("18", []))
    if certificates >= CERTIFICATES and not bears_its_number(whole, document.reference):
        yield Fault(E.EAD_CERTIFICATES_FULL, "18", {"most": CERTIFICATES - 1, "count": certificates})


def _of_the_register(element: table.Element, value: str) -> Iterator[Fault]:
    """What is wrong with a datum of the consignor: it was not typed here, so nobody has judged its form."""
    path, text = f"{_CONSIGNOR}.{element.letter}", " ".join(value.split())
    most = formats.length(element.format)
    if not text and element.letter != _OPTIONAL:
        yield Fault(E.EAD_MISSING, path)
    elif len(text) > most:
        yield Fault(E.EAD_LENGTH, path, {"length": len(text), "most": most})
    elif not text.isprintable():
        yield Fault(E.EAD_CHARACTER, path, {"characters": "".join(c for c in text if not c.isprintable())})


def told(fault: Fault) -> Missing:
    """Give a fault in words."""
    of_table_1 = fault.code in ead_wording.SENTENCES
    text = ead_wording.what(fault.code, fault.data) if of_table_1 else sentence(fault)
    path = fault.field
    return Missing(path, ead_wording.where(path), ead_wording.name_of(path), text[:1].upper() + text[1:])
