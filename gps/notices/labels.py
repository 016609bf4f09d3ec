"""The French words of notices: what one may be told of, which services one may follow, what webhooks are told."""

from enum import StrEnum

from gps.accounts.roles import Role
from gps.domain.grounds import Service


class Kind(StrEnum):
    """What an account may be told of, each on until the person turns it off."""

    OUTAGES = "outages"
    REQUESTS = "requests"
    REMINDERS = "reminders"
    INACTIVE = "inactive"
    OFFICE = "office"


KIND = {
    Kind.OUTAGES: "Les alertes et les incidents qui me concernent",
    Kind.REQUESTS: "Mes demandes d’autorisation et leurs réponses",
    Kind.REMINDERS: "Les rappels avant l’échéance de régularisation",
    Kind.INACTIVE: "Les documents devenus inactifs",
    Kind.OFFICE: "Les demandes d’autorisation adressées à mon service",
}

KIND_ABOUT = {
    Kind.OUTAGES: "À la publication, à chaque changement, à la fin ou à l’annulation.",
    Kind.REQUESTS: "Dès que le service répond, ou que son silence vaut accord.",
    Kind.REMINDERS: "Un message par établissement et par jour au plus, tant qu’il est encore temps.",
    Kind.INACTIVE: "Ces documents ne couvrent plus le mouvement : il faut agir sans attendre.",
    Kind.OFFICE: "L’adresse du service, elle, est toujours prévenue.",
}

KINDS_OF_ROLE: dict[Role, tuple[Kind, ...]] = {
    Role.OPERATOR: (Kind.OUTAGES, Kind.REQUESTS, Kind.REMINDERS, Kind.INACTIVE),
    Role.PROVIDER: (Kind.OUTAGES,),
    Role.OFFICER: (Kind.OFFICE,),
}
"""Who may be told of what; the other roles are told of nothing by mail."""


class Following(StrEnum):
    """What a subscription follows: all alerts, or those of one way into GAMM@."""

    ALL = "all"
    PORTAL = "portal"
    EDI = "edi"


FOLLOWING = {
    Following.ALL: "Tous les téléservices",
    Following.PORTAL: "GAMM@ DTI (portail)",
    Following.EDI: "GAMM@ EDI et la messagerie MAREVA",
}

FOLLOWED_AS: dict[Service, Following] = {
    Service.GAMMA_DTI: Following.PORTAL,
    Service.GAMMA_EDI: Following.EDI,
    Service.MAREVA: Following.EDI,
}
"""Which subscriptions, besides those to all, an alert on a service goes to."""


class Event(StrEnum):
    """What a webhook may be told of; the test is sent when somebody asks for it."""

    DOCUMENT_STATUS = "document.status"
    OUTAGE_PUBLISHED = "outage.published"
    OUTAGE_CHANGED = "outage.changed"
    OUTAGE_ENDED = "outage.ended"
    TEST = "webhook.test"


EVENT = {
    Event.DOCUMENT_STATUS: "Statut d’un document : à sa création, puis à chaque changement",
    Event.OUTAGE_PUBLISHED: "Publication d’une alerte ou d’un incident",
    Event.OUTAGE_CHANGED: "Modification ou réouverture d’une alerte ou d’un incident",
    Event.OUTAGE_ENDED: "Fin ou annulation d’une alerte ou d’un incident",
    Event.TEST: "Essai",
}

CHOSEN_EVENTS = tuple(event for event in Event if event is not Event.TEST)
