"""What is said of the movement as a whole: references, dates, destination, guarantee, transport, certificates.

The identifiers are those of Table 1 (Regulation (EU) 2022/1636, Annex I); the DAA and the DSA share these parts.
"""

from gps.paperwork import code_lists, names
from gps.paperwork.layout import CAPTION, Box, Field, Kind, Row, Slot, row

_UNIT: dict[str, tuple[str, str, str, int]] = {
    "seal": ("Scellé", "Seal", "16c", 35),
    "seal_information": ("Informations sur les scellés", "Seal information", "16d", 350),
    "seal_information_language": ("Langue", "Lang.", "16e", 2),
    "information": ("Renseignements complémentaires", "Complementary information", "16f", 350),
    "information_language": ("Langue", "Lang.", "16g", 2),
}
_CERTIFICATE: dict[str, tuple[str, str, str, int]] = {
    "description": ("Description", "Description", "18a", 350),
    "description_language": ("Langue", "Lang.", "18b", 2),
    "reference": ("Référence du document", "Reference of document", "18c", 350),
    "reference_language": ("Langue", "Lang.", "18d", 2),
    "type": ("Type", "Type", "18e", 4),
    "document_reference": ("Référence", "Reference", "18f", 35),
}


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


def destination_type(options: tuple[str, ...]) -> Field:
    """Give the field `1a`; the destinations that exist differ between the DAA and the DSA."""
    return Field("destination_type", "Type de destination", "Destination type", "1a", Kind.CHOICE, options=options)


def guarantor() -> Field:
    """Give the field `11a`."""
    return Field("guarantor", "Garant", "Guarantor", "11a", Kind.CHOICE, options=code_lists.GUARANTORS)


def transport_rows() -> tuple[Row, ...]:
    """Give the rows of the transport: how (`13a`, `1c`, `16a`), by what (`16b`, filled by GPS), and its seals."""
    mode = Field("transport_mode", "Mode", "Mode", "13a", Kind.CHOICE, options=code_lists.TRANSPORT_MODES)
    arrangement = Field(
        "transport_arrangement",
        "Organisé par",
        "Arranged by",
        "1c",
        Kind.CHOICE,
        options=code_lists.TRANSPORT_ARRANGEMENTS,
        tooltip="Organisation du transport par",
    )
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
        return Field(name, "Unité", "Unit", "16a", Kind.CHOICE, options=code_lists.TRANSPORT_UNITS, tooltip=tooltip)
    if part == "identity":
        first = "Immatriculation du 1er moyen de transport"
        tooltip = first if rank == "1" else "Immatriculation" + which
        return Field(name, "Immatriculation", "Identity", "16b", max_length=35, tooltip=tooltip)
    label, english, table1, longest = _UNIT[part]
    kind = Kind.MULTILINE if longest > 35 else Kind.TEXT
    return Field(name, label, english, table1, kind, max_length=longest, tooltip=label + which, size=8)


def import_declaration(rank: str) -> Field:
    """Give the field `9.1a` of one of the import declarations, which are numbered from 1."""
    label, english = "Déclaration d'importation", "Import declaration"
    tooltip = f"Déclaration d'importation n° {rank}"
    return Field(f"import_declaration_{rank}", label, english, "9.1a", max_length=21, tooltip=tooltip)


def of_certificate(part: str, rank: str) -> Field:
    """Give the field of one datum of a certificate, which are numbered from 1 (`18a` to `18f`)."""
    label, english, table1, longest = _CERTIFICATE[part]
    tooltip = f"{label}{' : code' if part == 'type' else ''}, certificat {rank}"
    kind = Kind.MULTILINE if longest > 35 else Kind.TEXT
    size = 8 if longest > 4 else 9
    return Field(f"certificate_{rank}_{part}", label, english, table1, kind, longest, tooltip=tooltip, size=size)


def certificates(number: str, width: float | None = None) -> Box:
    """Give the box of the certificates: type, reference, description of the first one; `width` in mm."""
    return Box(
        number,
        "Certificats",
        "Certificates",
        (
            row(
                Slot(of_certificate("type", "1"), 11, width=11),
                Slot(of_certificate("document_reference", "1"), 17, width=35),
                Slot(of_certificate("description", "1"), 18),
            ),
        ),
        width,
    )
