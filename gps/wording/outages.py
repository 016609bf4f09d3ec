"""What is wrong with an outage, a request or a ground, in French, and what to do now (rules F, G7)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from gps.domain.dates import with_offset
from gps.domain.errors import ErrorCode
from gps.domain.grounds import AccessMode

E = ErrorCode
_NATION = ZoneInfo("Europe/Paris")
Data = Mapping[str, object]


def sau_number(access_mode: str) -> str:
    """The help desk's telephone number for an access mode (F8)."""
    return str(settings.SAU_EDI if access_mode == AccessMode.EDI else settings.SAU_DTI)


def _moment(value: object) -> str:
    """A moment in the time of the nation, with its offset."""
    if not isinstance(value, datetime):
        return str(value)
    return with_offset(value, _NATION)


SENTENCES: dict[ErrorCode, str | Callable[[Data], str]] = {
    E.GROUND_MISSING: lambda d: (
        f"Rien n’autorise la procédure de secours pour {d['excise_number']} en ce moment : ni alerte publiée qui "
        "couvre cet établissement, ni autorisation du service. La page « Ai-je le droit ? » mène au droit en trois "
        f"questions ; SAU : {sau_number(str(d['access_mode']))}."
    ),
    E.END_BEFORE_START: lambda d: f"La fin doit suivre le début ({_moment(d['starts_at'])}). Corrigez la fin.",
    E.OUTAGE_OVER: lambda d: f"La panne {d['identifier']} est déjà terminée : rouvrez-la si elle continue.",
    E.OUTAGE_NOT_OVER: "Seule une panne terminée se rouvre ; une panne annulée, non : publiez-en une autre.",
    E.OUTAGE_STANDS: lambda d: (
        f"La panne {d['identifier']} est déjà annoncée pour ce début : modifiez-la, ou annulez-la."
        if d.get("to_come")
        else f"La panne {d['identifier']} est déjà en cours ici : modifiez-la, ou publiez sa fin."
    ),
    E.OUTAGE_MESSAGE: lambda d: f"Dites ce qu’il faut faire, en {d['most']} caractères au plus ({d['length']} ici).",
    E.OUTAGE_TARGET: "Choisissez ce qui est en panne, et de quel côté, dans la liste.",
    E.OUTAGE_UNCHANGED: "Rien n’a changé : modifiez une donnée, ou revenez à la panne.",
    E.OUTAGE_TOO_FAR: "Le début doit être compris entre il y a 31 jours et dans un an.",
    E.OUTAGE_BEGUN: lambda d: (
        f"Cette panne a commencé ({_moment(d['starts_at'])}) : son début ne peut plus être reporté. Publiez sa fin, ou "
        "annulez-la."
    ),
    E.OTHER_ACCESS_FIRST: (
        "Essayez d’abord un autre accès à GAMM@ : une autre connexion, un autre poste, un téléphone en partage. "
        "Cochez la case une fois que vous avez essayé sans succès."
    ),
    E.REINTEGRATION_UNSAID: (
        "Dites qui réintégrera les mouvements dans GAMM@ après la panne, l’opérateur ou le prestataire EDI : "
        "convenez-en avec lui."
    ),
    E.INCIDENT_UNKNOWN: (
        "Cet identifiant n’est pas celui d’un incident ouvert par le SAU sur cet établissement. Vérifiez-le, ou "
        "laissez le champ vide."
    ),
    E.REQUEST_STANDS: lambda d: (
        f"L’autorisation {d['identifier']} est déjà en vigueur pour cet établissement : générez vos numéros."
    ),
    E.ALREADY_ANSWERED: lambda d: (
        f"{d['by']} a déjà répondu ({'accord' if d['granted'] else 'refus'}), le {_moment(d['at'])} : cette réponse-là "
        "compte. Rechargez la page pour la lire, et répondez de nouveau si elle doit changer."
    ),
    E.REQUEST_CLOSED: "Cette demande est close : elle n’attend plus rien. Il faut en faire une autre.",
    E.ANSWER_BEFORE_REQUEST: lambda d: f"La réponse ne peut pas précéder la demande ({_moment(d['asked_at'])}).",
    E.AUTHORISATION_TOO_LONG: lambda d: (
        f"Une autorisation dure {d['days']} jours au plus : choisissez une fin plus proche."
    ),
    E.MEANS_MISSING: "Indiquez le moyen (mél, télécopie, téléphone…) avec la date et l’heure, ou aucun des trois.",
    E.REQUEST_REFUSED: lambda d: (
        f"Le service a refusé depuis, le {_moment(d['at'])} (demande {d['identifier']}) : ce qui a été demandé avant "
        "n’ouvre plus rien. Faites une nouvelle demande."
    ),
}
