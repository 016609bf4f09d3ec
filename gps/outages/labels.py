"""The French words of outages, requests and grounds."""

from gps.domain.grounds import Failure, GroundKind, Service, Severity, Side, Standing
from gps.domain.lifecycle import Means

SERVICE = {
    Service.GAMMA_DTI: "GAMM@ DTI",
    Service.GAMMA_EDI: "GAMM@ EDI",
    Service.MAREVA: "Messagerie MAREVA",
}

SERVICE_ABOUT = {
    Service.GAMMA_DTI: "GAMM@ par le portail (DTI et DTI+)",
    Service.GAMMA_EDI: "GAMM@ par messages EDI",
    Service.MAREVA: "la messagerie des échanges EDI",
}

SEVERITY = {
    Severity.NOTICE: "Information",
    Severity.RED: "Alerte rouge",
    Severity.BLACK: "Alerte noire",
}

SEVERITY_EFFECT = {
    Severity.NOTICE: "N’ouvre pas la procédure de secours.",
    Severity.RED: "Ouvre la procédure de secours.",
    Severity.BLACK: "Ouvre la procédure de secours.",
}

COVERED = {
    Failure.GAMMA_EDI: "opérateurs EDI",
    Failure.GAMMA_DTI: "opérateurs DTI et DTI+",
}
"""To whom a national alert on its service opens the procedure (F1)."""

SIDE = {
    Side.CUSTOMS: "Douane",
    Side.PROVIDER: "Prestataire EDI",
    Side.OPERATOR: "Opérateur",
}

FAILURE = {
    Failure.OPERATOR_DTI: "Panne 1 : connexion ou équipement de l’opérateur DTI",
    Failure.OPERATOR_EDI: "Panne 2 : liaison avec le prestataire EDI, ou équipement de l’opérateur",
    Failure.PROVIDER: "Panne 3 : prestataire EDI",
    Failure.GAMMA_EDI: "Panne 4 : messagerie MAREVA ou GAMM@ EDI",
    Failure.GAMMA_DTI: "Panne 5 : GAMM@ DTI",
}

STANDING = {
    Standing.TO_COME: "À venir",
    Standing.WAITING: "En attente de réponse",
    Standing.EXPLICIT: "Autorisée par le service",
    Standing.TACIT: "Autorisée tacitement",
    Standing.REFUSED: "Refusée",
    Standing.OVER: "Autorisation terminée",
    Standing.WITHDRAWN: "Retirée par l’opérateur",
}

ASKED_MEANS = {"gps": "Par GPS", Means.MAIL: "Mél", Means.FAX: "Télécopie", Means.TELEPHONE: "Téléphone",
               Means.OTHER: "Autre moyen"}  # fmt: skip

BY_MEANS = {
    "gps": "par GPS",
    Means.MAIL: "par mél",
    Means.FAX: "par télécopie",
    Means.TELEPHONE: "par téléphone",
    Means.OTHER: "par un autre moyen",
}
"""The same, within a sentence."""

GRANT_REASON = {
    "failure_admitted": "Panne admise",
    "other": "Autre",
}

REFUSAL_REASON = {
    "other_access": "Un autre accès à GAMM@ est possible",
    "gamma_works": "GAMM@ fonctionne : pas d’impossibilité technique",
    "diagnosis_first": "Faire d’abord établir le diagnostic par le SAU",
    "other": "Autre",
}

REASON = REFUSAL_REASON | GRANT_REASON

REINTEGRATED_BY = {Side.OPERATOR: "L’opérateur", Side.PROVIDER: "Le prestataire EDI"}

ACTION = {
    "open": "Publication",
    "change": "Modification",
    "end": "Fin",
    "cancel": "Annulation",
    "reopen": "Réouverture",
    "ask": "Demande d’autorisation",
    "grant": "Autorisation",
    "refuse": "Refus",
    "withdraw": "Retrait de la demande",
    "rely": "Premier numéro généré sur le silence du service",
}

GROUND = {
    GroundKind.NOT_ASKED: "Non demandé",
    GroundKind.OFFICER: "Numéro délivré par le service",
    GroundKind.ALERT: "Alerte",
    GroundKind.PROVIDER_INCIDENT: "Incident du prestataire",
    GroundKind.EXPLICIT: "Autorisation du service",
    GroundKind.TACIT: "Autorisation tacite",
    GroundKind.TO_JUSTIFY: "À justifier",
    GroundKind.JUSTIFIED: "Justifié par le service",
}


def ground_text(kind: str, reference: str = "") -> str:
    """Give a ground in a few words, as it is shown and printed: « Alerte P26-0042 »."""
    return f"{GROUND[GroundKind(kind)]} {reference}".strip()
