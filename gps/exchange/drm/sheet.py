"""The month as one table, line by line what the page shows (rule M4)."""

from collections.abc import Iterator

from gps.exchange.drm.monthly import MonthlyReturn
from gps.exchange.drm.words import ends, explained
from gps.exchange.tables import Row

HEADER = (
    "Rubrique",
    "Type",
    "Du numéro",
    "Au numéro",
    "Nombre",
    "Explication",
    "Statut",
    "Date d’expédition",
    "Numéro d’accise du destinataire",
)


def lines(found: MonthlyReturn) -> Iterator[Row]:
    """Give the header, the runs in order, the numbers to complete, the movements that are not regularised."""
    yield HEADER
    for run in found.runs:
        first, last = ends(found, run)
        title, document_type = ("À reprendre", run.detail) if run.is_declared else ("Hors DRM", "")
        yield title, document_type, first, last, run.count, explained(run), "", None, ""
    for number in found.incomplete:
        yield "À compléter", "", number, number, 1, "", "", None, ""
    for row in found.outstanding:
        number, day = row.reference, row.dispatch_on
        yield "Non régularisé", row.document_type, number, number, 1, "", row.status_label, day, row.consignee
