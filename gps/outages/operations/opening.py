"""How the help desk opens outages: national alerts, incidents of a provider, incidents of an operator (rules F1–F3)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gps.accounts.actors import Actor
from gps.accounts.models import EdiProvider, ExciseNumber
from gps.accounts.permissions import Permission, require
from gps.domain import grounds
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import AccessMode, Failure, Service, Severity, Side
from gps.outages.models import Outage
from gps.outages.operations.publication import check_times, check_words, publish, refuse_double
from gps.outages.operations.writing import OUTAGE, hold_identifiers


def open_alerts(
    services: Sequence[Service],
    *,
    actor: Actor,
    now: datetime,
    severity: Severity,
    message: str,
    message_en: str = "",
    starts_at: datetime | None = None,
    expected_end_at: datetime | None = None,
    planned: bool = False,
) -> list[Outage]:
    """Publish a national alert on each of some services (F3); all or none.

    From its publication, or from its start if that is to come, a red or black one authorises whomever it covers.

    Args:
        services: which teleservices are concerned; each has an alert, and an identifier, of its own.
        severity: NOTICE opens no right: a maintenance without effect, another function that is down (F6).
        message: what people are to do, in French; ``message_en`` in English.
        starts_at: when it began or will begin; now when it is None.
        expected_end_at: an expectation, which ends nothing.

    Raises:
        DomainError: NOT_ALLOWED; OUTAGE_TARGET on ``services``; OUTAGE_MESSAGE; OUTAGE_TOO_FAR, END_BEFORE_START;
            OUTAGE_STANDS when one is already under way on a service, or announced there for the same start: that one
            is to be changed.
    """
    require(actor, Permission.STEER)
    if not services:
        raise DomainError.of(ErrorCode.OUTAGE_TARGET, "services")
    starts_at = starts_at or now
    check_words(message, message_en)
    check_times(starts_at, expected_end_at, now)
    with transaction.atomic():
        hold_identifiers(OUTAGE)
        alerts = []
        for service in dict.fromkeys(services):
            refuse_double("services", starts_at, now, service=service.value)
            alert = Outage(
                failure=grounds.FAILURE_OF[service], service=service, severity=severity, planned=planned,
                side=Side.CUSTOMS, starts_at=starts_at, expected_end_at=expected_end_at,
                message=message.strip(), message_en=message_en.strip(),
            )  # fmt: skip
            alerts.append(publish(alert, actor, now))
        return alerts


def open_provider_incident(
    provider: EdiProvider,
    *,
    actor: Actor,
    now: datetime,
    message: str,
    starts_at: datetime | None = None,
    expected_end_at: datetime | None = None,
) -> Outage:
    """Confirm that an EDI provider cannot carry messages: all its clients are authorised (failure 3).

    Raises:
        DomainError: as ``open_alerts``.
    """
    require(actor, Permission.STEER)
    starts_at = starts_at or now
    check_words(message, "")
    check_times(starts_at, expected_end_at, now)
    with transaction.atomic():
        hold_identifiers(OUTAGE)
        refuse_double("provider", starts_at, now, provider=provider)
        incident = Outage(
            failure=Failure.PROVIDER, provider=provider, side=Side.PROVIDER, starts_at=starts_at,
            expected_end_at=expected_end_at, message=message.strip(),
        )  # fmt: skip
        return publish(incident, actor, now)


def open_operator_incident(
    excise_number: ExciseNumber,
    *,
    actor: Actor,
    now: datetime,
    side: Side,
    message: str,
    starts_at: datetime | None = None,
    expected_end_at: datetime | None = None,
) -> Outage:
    """Note the help desk's diagnosis of an operator's own failure (1 or 2, by his access mode). It authorises nobody:
    his service's yes or its silence does (F4).

    Args:
        side: on whose side the failure is: the operator's, or his provider's for failure 2.

    Raises:
        DomainError: as ``open_alerts``; OUTAGE_TARGET on ``side`` for another side.
    """
    require(actor, Permission.STEER)
    starts_at = starts_at or now
    failure = grounds.failure_of(AccessMode(excise_number.access_mode))
    if side is not Side.OPERATOR and not (side is Side.PROVIDER and failure is Failure.OPERATOR_EDI):
        raise DomainError.of(ErrorCode.OUTAGE_TARGET, "side")
    check_words(message, "")
    check_times(starts_at, expected_end_at, now)
    with transaction.atomic():
        hold_identifiers(OUTAGE)
        refuse_double("excise_number", starts_at, now, excise_number=excise_number)
        incident = Outage(
            failure=failure, excise_number=excise_number, side=side, starts_at=starts_at,
            expected_end_at=expected_end_at, message=message.strip(),
        )  # fmt: skip
        return publish(incident, actor, now)
