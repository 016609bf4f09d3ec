"""What the help desk tells a caller to do next: one sentence a step of ``outages.advice`` (rules F2, F4, F8)."""

from dataclasses import dataclass

from gps.accounts.models import ExciseNumber
from gps.domain.grounds import Failure, GroundKind
from gps.outages import labels
from gps.outages.advice import Advice, Step
from gps.outages.models import Outage
from gps.web.templatetags.gps import moment, to_the_second

TITLES = {
    Step.ISSUE: "Il peut utiliser la procédure de secours",
    Step.AWAIT_ANSWER: "Il attend la réponse de son service",
    Step.REFUSED: "Son service a refusé",
    Step.ASK_OFFICE: "Il demande l’autorisation à son service",
    Step.DIAGNOSE: "Diagnostic à établir",
}


@dataclass(frozen=True)
class Told:
    """What the page says of an advice: the step as a title, the sentence to tell, the ground in force."""

    title: str
    sentence: str
    ground: str


def told(advice: Advice, caller: ExciseNumber, outage: Outage | None, office_open: bool | None) -> Told:
    """Put an advice into words.

    Args:
        advice: the next step.
        caller: the establishment, with its office and provider.
        outage: the one that the ground rests on, if it is one.
        office_open: whether the office answers now; None when its hours are not known.
    """
    office = f"{caller.office.name}, {caller.office.phone}"
    sentence = {
        Step.ISSUE: _issue,
        Step.AWAIT_ANSWER: _await_answer,
        Step.REFUSED: _refused,
        Step.ASK_OFFICE: _ask_office,
        Step.DIAGNOSE: _diagnose,
    }[advice.step](advice, caller, office, office_open)
    return Told(TITLES[advice.step], sentence, _ground(advice, caller, outage))


def _ground(advice: Advice, caller: ExciseNumber, outage: Outage | None) -> str:
    """The ground in force in one sentence."""
    found = advice.ground
    if found is None:
        return "Aucun fondement n’est en vigueur en ce moment."
    if outage is not None:
        return f"{outage.title} ({found.reference}), depuis le {moment(outage.starts_at, caller.time_zone)}."
    words = "Autorisation tacite" if found.kind is GroundKind.TACIT else labels.GROUND[found.kind]
    until = f", jusqu’au {moment(advice.until_at, caller.time_zone)}" if advice.until_at else ""
    return f"{words} ({found.reference}){until}."


def _issue(_: Advice, _caller: ExciseNumber, office: str, office_open: bool | None) -> str:
    if office_open is False:
        otherwise = "son service est fermé : il forme le numéro à la main, puis l’enregistre dès que possible"
    else:
        otherwise = f"son service lui délivre le numéro ({office})"
    return f"Il génère ses numéros dans GPS ; s’il n’accède pas à GPS, {otherwise}."


def _await_answer(advice: Advice, caller: ExciseNumber, office: str, _: bool | None) -> str:
    identifier = advice.request.identifier if advice.request else ""
    return (
        f"Sa demande {identifier} attend la réponse de {office} ; sans réponse, il sera autorisé le "
        f"{to_the_second(advice.until_at, caller.time_zone)}."
    )


def _refused(advice: Advice, _: ExciseNumber, office: str, _open: bool | None) -> str:
    identifier = advice.request.identifier if advice.request else ""
    return (
        f"Son service a refusé la demande {identifier} ; si la panne est bien la sienne, ouvrez un incident et il fait "
        f"une nouvelle demande ({office}) ; si elle vient de la douane, publiez l’alerte."
    )


def _ask_office(advice: Advice, caller: ExciseNumber, office: str, office_open: bool | None) -> str:
    identifier = advice.incident.identifier if advice.incident else ""
    return f"L’incident {identifier} est ouvert : {_own_failure(advice, caller, office, office_open)}."


def _diagnose(advice: Advice, caller: ExciseNumber, office: str, office_open: bool | None) -> str:
    provider = " ; si c’est son prestataire, ouvrez l’incident du prestataire" if caller.provider is not None else ""
    return (
        f"Si la panne est la sienne, ouvrez un incident ; {_own_failure(advice, caller, office, office_open)}. "
        f"Si c’est GAMM@, publiez l’alerte{provider} ; toute autre fonction : il attend le rétablissement."
    )


def _own_failure(advice: Advice, caller: ExciseNumber, office: str, office_open: bool | None) -> str:
    """What he does about a failure of his own (F4)."""
    closed = " (fermé en ce moment : l’heure court quand même)" if office_open is False else ""
    agreed = ""
    if advice.failure is Failure.OPERATOR_EDI and caller.provider is not None:
        agreed = f", et convient avec {caller.provider.name} de qui réintègre"
    return f"l’opérateur essaie un autre accès, puis demande l’autorisation à son service, {office}{closed}{agreed}"
