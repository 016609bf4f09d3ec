"""The roles of P4 and the access modes of GAMM@, with their French words."""

from django.db import models

from gps.domain.lifecycle import ActorKind


class Role(models.TextChoices):
    """What an account is. SYSTEM is GAMM@ and GPS itself: no user bears it."""

    OPERATOR = "operator", "Opérateur"
    PROVIDER = "provider", "Prestataire EDI"
    OFFICER = "officer", "Agent d’un service douanier"
    NATIONAL = "national", "Agent national (SAU)"
    ADMINISTRATOR = "administrator", "Administrateur"
    SYSTEM = "system", "Système"


USER_ROLES = [choice for choice in Role.choices if choice[0] != Role.SYSTEM]

ACTOR_KINDS: dict[Role, ActorKind] = {
    Role.OPERATOR: ActorKind.OPERATOR,
    Role.PROVIDER: ActorKind.EDI_PROVIDER,
    Role.OFFICER: ActorKind.CUSTOMS,
    Role.NATIONAL: ActorKind.CUSTOMS,
    Role.ADMINISTRATOR: ActorKind.CUSTOMS,
    Role.SYSTEM: ActorKind.SYSTEM,
}
"""P4: national staff are of the type « Douanier »."""


class Right(models.TextChoices):
    """What an enrolment lets a user do with an excise number; declaring includes consulting."""

    CONSULT = "consult", "Consulter"
    DECLARE = "declare", "Déclarer"


class AccessMode(models.TextChoices):
    """How an establishment reaches GAMM@. DTI+ sends files through the portal and counts as DTI (F1)."""

    DTI = "dti", "DTI"
    DTI_PLUS = "dti_plus", "DTI+"
    EDI = "edi", "EDI"


class Zone(models.TextChoices):
    """The time zones of French establishments."""

    PARIS = "Europe/Paris", "Métropole (Paris)"
    GUADELOUPE = "America/Guadeloupe", "Guadeloupe"
    MARTINIQUE = "America/Martinique", "Martinique"
    CAYENNE = "America/Cayenne", "Guyane"
    REUNION = "Indian/Reunion", "La Réunion"
    MAYOTTE = "Indian/Mayotte", "Mayotte"


class Territory(models.TextChoices):
    """The parts of France that have public holidays of their own, by the codes of ``holidays`` (F5)."""

    MAINLAND = "", "Métropole"
    MOSELLE = "57", "Moselle"
    ALSACE = "6AE", "Alsace"
    GUADELOUPE = "971", "Guadeloupe"
    MARTINIQUE = "972", "Martinique"
    GUYANE = "973", "Guyane"
    REUNION = "974", "La Réunion"
    MAYOTTE = "976", "Mayotte"
