"""What is said of the movement as a whole: references, dates, destination, guarantee, transport, certificates.

The identifiers are those of Table 1 (Regulation (EU) 2022/1636, Annex I); the DAA and the DSA share these parts.
"""

from gps.paperwork import code_lists, names
from gps.paperwork.layout import CAPTION, Box, Field, Kind, Row, Slot, row


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
        "invoice_date", "Date de la facture", "Invoice date", "9c", max_length=10, tooltip="Date au format jj/mm/aaaa"
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
    unit = Field("transport_unit", "Unité", "Unit", "16a", Kind.CHOICE, options=code_lists.TRANSPORT_UNITS)
    identity = Field(
        names.TRANSPORT_IDENTITY,
        "Immatriculation",
        "Identity",
        "16b",
        max_length=35,
        tooltip="Immatriculation du 1er moyen de transport",
    )
    seal = Field("commercial_seal", "Scellé", "Seal", "16c", max_length=35, tooltip="Identification du scellé")
    return (
        row(Slot(mode, CAPTION), Slot(unit, CAPTION)),
        row(Slot(identity, caption=23)),
        row(Slot(arrangement, caption=23), Slot(seal, caption=14, width=20)),
    )


def certificates(number: str, width: float | None = None) -> Box:
    """Give the box of the certificates: type, reference, description of the first one; `width` in mm."""
    return Box(
        number,
        "Certificats",
        "Certificates",
        (
            row(
                Slot(
                    Field("certificate_type", "Type", "Type", "18e", max_length=4, tooltip="Type : code"), 11, width=11
                ),
                Slot(Field("certificate_reference", "Référence", "Reference", "18f", max_length=35), 17, width=35),
                Slot(Field("certificate_description", "Description", "Description", "18a", max_length=350), 18),
            ),
        ),
        width,
    )
