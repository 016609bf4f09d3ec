"""Box A « Contrôles »: the 21 cells of the number, on every page (rules D2, N4), the outage or the authorisation under
which the goods leave (rule F7), and the places that GPS prints the proof and the barcode in (rule D4).
"""

from gps.paperwork import names
from gps.paperwork.layout import Band, Box, Field, Kind, Note, Slot, row

COPY, PROOF, BARCODE = "@copy", "@proof", "@barcode"
"""The places of what GPS prints: which copy it is, the QR code with its caption, the barcode of the number."""


def reference() -> Field:
    """Give the field of the CRAPS, filled by GPS: 21 cells (rule D2)."""
    return Field(
        names.REFERENCE,
        "Numéro du document de secours",
        "Number of the fallback document",
        kind=Kind.COMB,
        max_length=21,
        tooltip="Numéro du document de secours, 21 caractères sans espace",
        size=12,
    )


def ground() -> Field:
    """Give the field that says why the fallback procedure is used, filled by GPS when it knows (rule F7)."""
    return Field(
        names.GROUND,
        "Panne ou autorisation",
        "Outage or authorisation",
        max_length=60,
        tooltip="Panne ou autorisation qui ouvre droit à la procédure de secours, par exemple Alerte P26-0042",
    )


def controls(last_character: str, document_type: str, width: float | None = None) -> Box:
    """Give box A: the 21 cells, how a number is made by hand (rule N4), the ground (rule F7), and the barcode.

    `width` in mm.
    """
    by_hand = (
        "Numéro donné par GPS ou le service. À défaut seulement : année, n° d'accise, séquence suivante, "
        f"{last_character} ({document_type})."
    )
    by_hand_english = "Number given by GPS or by the office; only failing that, made by hand as above."
    return Box(
        "A",
        "Contrôles",
        "Controls",
        (
            row(Slot(reference()), height=13),
            row(Note(by_hand, by_hand_english), height=6),
            row(Slot(ground(), caption=27), height=5.8),
            row(Slot(_place(BARCODE)), height=11.8),
            row(Note("Visas et cachets : au verso", "Stamps: overleaf")),
        ),
        width,
    )


def proof(width: float | None = None) -> Box:
    """Give the box beside box A in which GPS prints the QR code that proves the paper (rule D4); `width` in mm."""
    return Box("", "Vérification", "Verification – printed by GPS", (row(Slot(_place(PROOF))),), width)


def reminder_of_reference() -> Band:
    """Give the band that repeats the number overleaf: a sheet that is alone still says what it belongs to."""
    box = Box("", "Rappel du numéro (case A)", "The number again (box A)", (row(Slot(reference())),))
    return Band((box,), height=19)


def sheet_of_reference() -> Band:
    """Give the head of a continuation sheet: the number, and which sheet it is."""
    sheet = Field(
        "sheet_@sheet",
        "Feuille n°",
        "Sheet No",
        max_length=9,
        tooltip="Feuille suite n° @sheet : numéro et nombre de feuilles, par exemple 1 / 3",
    )
    box = Box("", "Rappel du numéro (case A)", "The number again (box A)", (row(Slot(reference())),))
    return Band((box, Box("", sheet.label, sheet.english, (row(Slot(sheet)),), width=24)), height=19)


def remarks() -> Band:
    """Give the rest of box A, overleaf: where the authorities stamp what they saw on the way."""
    note = Note("Visas, cachets et observations des autorités", "Stamps and remarks of the authorities")
    return Band((Box("A", "Contrôles (suite)", "Controls (continued)", (row(note),)),))


def _place(name: str) -> Field:
    return Field(name, "", "", kind=Kind.SPOT)
