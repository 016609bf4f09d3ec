"""Box A « Contrôles »: the 21 cells of the number, on both documents and again overleaf (rules D2, N4), and the
outage or the authorisation under which the goods leave (rule F7).
"""

from gps.paperwork import names
from gps.paperwork.layout import Box, Field, Kind, Note, Slot, row


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
    """Give box A: the 21 cells, how a number is made by hand (rule N4), the ground (rule F7), and the room for stamps.

    `width` in mm.
    """
    by_hand = (
        "Numéro donné par GPS ou par le service ; à défaut seulement : année, n° d'accise, séquence suivante, "
        f"puis {last_character} ({document_type})."
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
            row(Note("Visas, cachets et observations des autorités", "Stamps and remarks of the authorities")),
        ),
        width,
    )


def reminder_of_reference() -> Box:
    """Give the box that repeats the number overleaf: a sheet that is alone still says what it belongs to."""
    return Box("", "Rappel du numéro (case A)", "The number again (box A)", (row(Slot(reference())),))
