"""What is said of a run, on the page and in the table."""

from gps.documents import labels
from gps.domain import reference
from gps.domain.lifecycle import CancellationReason
from gps.exchange.drm.month import Month
from gps.exchange.drm.monthly import MonthlyReturn
from gps.exchange.drm.walk import Kind, Run

_MEANING = {
    Kind.TO_COMPLETE: "À compléter : sans date d’expédition, il n’appartient encore à aucun mois",
    Kind.MISSING: "Jamais enregistré dans GPS : un numéro formé à la main l’a sauté, ou son papier reste à enregistrer",
}


def explained(run: Run) -> str:
    """Say what a run is to the month, in French."""
    match run.kind:
        case Kind.DECLARED:
            text = f"{run.detail} expédié{'s' if run.count > 1 else ''} dans le mois"
        case Kind.CANCELLED:
            text = f"Annulé : {labels.CANCELLATION_REASON[CancellationReason(run.detail)].lower()}"
        case Kind.OTHER_MONTH:
            text = f"Expédié en {Month.parse(run.detail).label}"
        case other:
            text = _MEANING[other]
    return f"{text} (séquence en doublon)" if run.twin else text


def ends(found: MonthlyReturn, run: Run) -> tuple[str, str]:
    """Give the first and the last number of a run; of one that GPS never saw the last character is not known."""
    if run.first_reference:
        return run.first_reference, run.last_reference
    number = found.establishment.number
    return reference.first_20(run.year, number, run.first), reference.first_20(run.year, number, run.last)
