"""The reference data of the service, entered in Django's admin."""

from gps.accounts.models.establishments import (
    CustomsOffice,
    EdiProvider,
    ExciseNumber,
    Mandate,
    OpeningHours,
    Operator,
)
from gps.accounts.models.limits import RateLimit
from gps.accounts.models.machines import ApiKey
from gps.accounts.models.people import Enrolment, Identity, User

__all__ = [
    "ApiKey",
    "CustomsOffice",
    "EdiProvider",
    "Enrolment",
    "ExciseNumber",
    "Identity",
    "Mandate",
    "OpeningHours",
    "Operator",
    "RateLimit",
    "User",
]
