"""What is said of the movement as a whole: references, dates, destination, guarantee, transport, certificates.

The identifiers are those of Table 1 (Regulation (EU) 2022/1636, Annex I); the DAA and the DSA share these parts.
"""

from gps.paperwork import code_lists, names
from gps.paperwork.layout import CAPTION, Box, Field, Kind, Row, Slot, choice, language, row

_UNIT: dict[str, tuple[str, str, str, int]] = {
    "seal": ("Scellé", "Seal", "16c", 35),
    "seal_information": ("Informations sur les scellés", "Seal information", "16d", 350),
    "information": ("Renseignements complémentaires", "Complementary information", "16f", 350),
}
_CERTIFICATE: dict[str, tuple[str, str, str, int]] = {
    "description": ("Description", "Description", "18a", 350),
    "reference": ("Référence du document", "Reference of document", "18c", 350),
    "type": ("Type", "Type", "18e", 4),
    "document_reference": ("Référence", "Reference", "18f", 35),
}
_LANGUAGE = "_language"
_LANGUAGES = {"16d": "16e", "16f": "16g", "18a": "18b", "18c": "18d"}
"""The free texts, each with the element that tells its language."""


def local_reference() -> Field:
    """Give the field `9a`."""
    return Field(
        names.LOCAL_REFERENCE, "Numéro de référence", "Local reference number", "9a", max_length=22, tooltip="LRN"
    )


def dispatch_office() -> Field:
    """Give the field `10a`, filled by GPS: its labels fit a caption; the DAA gives it a box of its own."""
    return Field(
        names.DISPATCH_OFFICE,
        "Bureau de départ",
        "Dispatch office",
        "10a",
        max_length=8,
        tooltip="Code du bureau de douane compétent au départ, 8 caractères",
    )


def invoice_number() -> Field:
    """Give the field `9b`."""
    return Field("invoice_number", "Numéro de la facture", "Invoice number", "9b", max_length=35)


def invoice_date() -> Field:
    """Give the field `9c`."""
    return Field(
        "invoice_date",
        "Date de la facture",
        "Invoice date, dd/mm/yyyy",
        "9c",
        max_length=10,
        tooltip="Date au format jj/mm/aaaa",
    )


def dispatch_slots() -> tuple[Slot, Slot]:
    """Give the fields `9e` and `9f`, filled by GPS: when the goods leave."""
    return (
        Slot(
            Field(
                names.DISPATCH_DATE,
                "Date",
                "Date",
                "9e",
                max_length=10,
                tooltip="Date d'expédition au format jj/mm/aaaa",
            ),
            caption=11,
        ),
        Slot(
            Field(
                names.DISPATCH_TIME,
                "Heure",
                "Time",
                "9f",
                max_length=5,
                tooltip="Heure d'expédition au format hh:mm",
            ),
            caption=12,
            width=10.5,
        ),
    )


def journey_time() -> Field:
    """Give the field `1b`."""
    return Field(
        "journey_time",
        "Durée du transport",
        "Journey time",
        "1b",
        max_length=3,
        tooltip="Durée du transport : H00 à H24 en heures, ou D01, D02… en jours",
    )


def destination_type(document_type: str) -> Field:
    """Give the field `1a`; the destinations that exist differ between the DAA and the DSA."""
    options = code_lists.destinations(document_type)
    return choice("destination_type", "Type de destination", "Destination type", "1a", options)


def origin_type() -> Field:
    """Give the field `9d`."""
    return choice("origin_type", "Type d'origine", "Origin type", "9d", "origin")


def member_state() -> Field:
    """Give the field `6a`."""
    tooltip = "État membre du destinataire exonéré"
    return choice("consignee_member_state", "État membre", "Member State", "6a", "member_state", tooltip, max_length=2)


def country(name: str, label: str, english: str) -> Field:
    """Give the field of a country, which Table 1 has not."""
    return choice(name, label, english, "", "country")


def guarantor() -> Field:
    """Give the field `11a`."""
    return choice("guarantor", "Garant", "Guarantor", "11a", "guarantor")


def transport_rows() -> tuple[Row, ...]:
    """Give the rows of the transport: how (`13a`, `1c`, `16a`), by what (`16b`, filled by GPS), and its seals."""
    mode = choice("transport_mode", "Mode", "Mode", "13a", "transport_mode")
    tooltip = "Organisation du transport par"
    arrangement = choice("transport_arrangement", "Organisé par", "Arranged by", "1c", "arrangement", tooltip)
    return (
        row(Slot(mode, CAPTION), Slot(of_unit("unit", "1"), CAPTION)),
        row(Slot(of_unit("identity", "1"), caption=23)),
        row(Slot(arrangement, caption=23), Slot(of_unit("seal", "1"), caption=14, width=20)),
    )


def of_unit(part: str, rank: str) -> Field:
    """Give the field of one datum of a transport unit, which are numbered from 1 (`16a` to `16g`)."""
    name, which = f"transport_{rank}_{part}", f", unité {rank}"
    if part == "unit":
        tooltip = "Unité de transport" + which
        return choice(name, "Unité", "Unit", "16a", "transport_unit", tooltip)
    if part == "identity":
        first = "Immatriculation du 1er moyen de transport"
        tooltip = first if rank == "1" else "Immatriculation" + which
        return Field(name, "Immatriculation", "Identity", "16b", max_length=35, tooltip=tooltip)
    label, english, table1, longest = _UNIT[part.removesuffix(_LANGUAGE)]
    if part.endswith(_LANGUAGE):
        return language(name, _LANGUAGES[table1], label, which)
    kind = Kind.MULTILINE if longest > 35 else Kind.TEXT
    return Field(name, label, english, table1, kind, max_length=longest, tooltip=label + which, size=8)


def import_declaration(rank: str) -> Field:
    """Give the field `9.1a` of one of the import declarations, which are numbered from 1."""
    label, english = "Déclaration d'importation", "Import declaration"
    tooltip = f"Déclaration d'importation n° {rank}"
    return Field(f"import_declaration_{rank}", label, english, "9.1a", max_length=21, tooltip=tooltip)


def of_certificate(part: str, rank: str) -> Field:
    """Give the field of one datum of a certificate, which are numbered from 1 (`18a` to `18f`)."""
    label, english, table1, longest = _CERTIFICATE[part.removesuffix(_LANGUAGE)]
    name, which = f"certificate_{rank}_{part}", f", certificat {rank}"
    if part == "type":
        return choice(name, label, english, table1, "document", label + which, max_length=longest)
    if part.endswith(_LANGUAGE):
        return language(name, _LANGUAGES[table1], label, which)
    kind = Kind.MULTILINE if longest > 35 else Kind.TEXT
    return Field(name, label, english, table1, kind, longest, tooltip=label + which, size=8)


def certificates(number: str, width: float | None = None) -> Box:
    """Give the box of the certificates: type, reference, description of the first one; `width` in mm."""
    return Box(
        number,
        "Certificats",
        "Certificates",
        (
            row(
                Slot(of_certificate("type", "1"), 11, width=30),
                Slot(of_certificate("document_reference", "1"), 17, width=30),
                Slot(of_certificate("description", "1"), 18),
            ),
        ),
        width,
    )
