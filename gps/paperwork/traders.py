"""Who sends, receives, carries and signs: the rows of a name and address, and the box of a signatory.

The identifiers are those of Table 1 (Regulation (EU) 2022/1636, Annex I); the DAA and the DSA share these parts.
"""

from gps.paperwork import names
from gps.paperwork.layout import CAPTION, Box, Field, Note, Row, Slot, choice, row


def consignor_excise_number() -> Field:
    """Give the field `2a`, filled by GPS."""
    return Field(
        names.CONSIGNOR_EXCISE_NUMBER,
        "Numéro d'accise de l'expéditeur",
        "Excise number of the consignor",
        "2a",
        max_length=13,
        size=10,
    )


def address_rows(prefix: str, group: str, letters: str = "bcdefg") -> tuple[Row, ...]:
    """Give the three rows of a trader's name and address.

    `prefix` begins the field names; `group` and `letters` are the Table 1 identifiers of the name, the street, its
    number, the postcode, the city and the language code, in that order.
    """
    name, street, number, *town = (group + letter for letter in letters)
    number_field = Field(f"{prefix}_street_number", "N°", "No", number, max_length=11, tooltip="Numéro dans la rue")
    return (
        _name_row(prefix, name),
        row(
            Slot(Field(f"{prefix}_street", "Rue", "Street", street, max_length=65), CAPTION),
            Slot(number_field, caption=10, width=10),
        ),
        _town_row(prefix, *town),
    )


def consignor_rows() -> tuple[Row, ...]:
    """Give the three rows of the consignor's name and address, filled by GPS.

    Street and number are one field, since GPS holds them as one text: it bears the identifiers of both.
    """
    address = Field(names.CONSIGNOR_ADDRESS, "Rue, n°", "Street, No", "2c 2d", max_length=212, tooltip="Rue et numéro")
    return _name_row("consignor", "2b"), row(Slot(address, CAPTION)), _town_row("consignor", "2e", "2f", "2g")


def vat_number(prefix: str, table1: str) -> Field:
    """Give the field of a trader's VAT number."""
    return Field(f"{prefix}_vat_number", "N° TVA", "VAT No", table1, max_length=14)


def excise_number(prefix: str, table1: str) -> Field:
    """Give the field of a trader's excise number."""
    return Field(f"{prefix}_excise_number", "N° d'accise", "Excise No", table1, max_length=13)


def _name_row(prefix: str, name: str) -> Row:
    return row(Slot(Field(f"{prefix}_name", "Nom", "Name", name, max_length=182), CAPTION))


def _town_row(prefix: str, postcode: str, city: str, language: str) -> Row:
    tooltip = "Langue du nom et de l'adresse"
    language_field = choice(f"{prefix}_language", "Langue", "Lang.", language, "language", tooltip)
    return row(
        Slot(Field(f"{prefix}_postcode", "Code postal", "Postcode", postcode, max_length=10), CAPTION, width=13),
        Slot(Field(f"{prefix}_city", "Ville", "City", city, max_length=50), caption=10),
        Slot(language_field, caption=13.5, width=13.5),
    )


def signatory(number: str, prefix: str, label: str, english: str, height: float = 5.4) -> Box:
    """Give a box where a person signs for a company; `prefix` begins the field names; `height` of its rows."""
    caption = 17.0
    return Box(
        number,
        label,
        english,
        (
            row(Slot(Field(f"{prefix}_company", "Société", "Company"), caption), height=height),
            row(Slot(Field(f"{prefix}_phone", "Téléphone", "Telephone"), caption), height=height),
            row(Slot(Field(f"{prefix}_person", "Nom", "Name", tooltip="Nom du signataire"), caption), height=height),
            row(Slot(Field(f"{prefix}_place_date", "Lieu et date", "Place and date"), caption), height=height),
            row(Note("Signature", "Signature")),
        ),
    )
