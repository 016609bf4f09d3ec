"""How Table 1 is laid out on the page « Compléter le document »: sections that follow the paper's boxes.

What a field is (its label, its list, its limits) comes from Table 1 itself; here is only where it stands.
"""

from dataclasses import dataclass
from typing import Final

from gps.domain.ead.agreement import DESTINATIONS, ORIGINS
from gps.domain.reference import DocumentType


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its anchor, its heading, the groups of Table 1 in it."""

    anchor: str
    title: str
    groups: tuple[str, ...]


SECTIONS: Final = (
    Section("mouvement", "Le mouvement et la facture", ("1", "9")),
    Section("depart", "Lieu d’expédition", ("3", "4")),
    Section("destinataire", "Destinataire", ("5", "6")),
    Section("livraison", "Lieu de livraison", ("7", "8")),
    Section("transport", "Transport", ("13", "16", "14", "15")),
    Section("garantie", "Garantie", ("11", "12")),
    Section("marchandises", "Marchandises", ("17",)),
    Section("certificats", "Certificats et documents", ("18",)),
)

FOLDED: Final = {"4", "6", "8", "14", "15", "17.2"}
"""Groups that few movements have: closed until something stands in them."""

ADD: Final = {
    "9.1": "Ajouter une déclaration d’importation",
    "12": "Ajouter un garant",
    "16": "Ajouter une unité de transport",
    "17": "Ajouter une ligne",
    "17.1": "Ajouter des colis",
    "17.2.1": "Ajouter une manipulation",
    "18": "Ajouter un certificat",
}
"""What the button says that adds an item to a group that repeats."""

ITEM: Final = {
    "9.1": "Déclaration", "12": "Garant", "16": "Unité de transport", "17": "Article", "17.1": "Colis",
    "17.2.1": "Manipulation", "18": "Certificat",
}  # fmt: skip
"""The title of each item, before its rank."""

SHOWN: Final = {"16": 1, "17": 1, "17.1": 1}
"""How many items stand open although nothing was typed."""

WINDOW: Final = 10
"""Lines of goods on one page; the others are reached by their own buttons."""

ORDER: Final = {"18": "efabcd"}
"""Where the letters do not stand in the order of the table."""

MORE: Final = {"16": "cdefg", "17": "ijklmnqstuvw", "17.1": "cde", "17.2": "de", "18": "bcd"}
"""The letters that few movements have: closed until something stands in them."""

LISTED: Final = {"cn", "country", "package"}
"""Code lists too long for a drop-down of their own in each line: suggestions come as one types the code or the word."""

BY_TYPE: Final = {"destination": DESTINATIONS, "origin": ORIGINS}
"""Code lists of which each type of document has a part."""

_WIDE, _MEDIUM, _NARROW = "fr-col-12", "fr-col-12 fr-col-md-6", "fr-col-12 fr-col-sm-6 fr-col-md-3"


def codes_for(name: str, document_type: str) -> list[str] | None:
    """Give the codes of a list that a type of document may have; None for all of them."""
    parts = BY_TYPE.get(name)
    return parts[DocumentType(document_type)].split() if parts else None


def width(codes: str, length: int) -> str:
    """Give the columns of a field, by what it holds."""
    if codes in {"flag", "wine_zone"} or (codes in LISTED) or (not codes and length <= 17):
        return _NARROW
    return _MEDIUM if codes or length <= 65 else _WIDE
