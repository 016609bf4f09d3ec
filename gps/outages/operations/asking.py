"""What the operator does: ask, take a request back, rely on the silence (rules F4, F5, F9, G7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gps.accounts.actors import Actor
from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for, require
from gps.domain import grounds
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.domain.grounds import IN_FORCE, AccessMode, Failure, Side, Standing
from gps.domain.lifecycle import check_comment
from gps.jobs import queue
from gps.outages import labels
from gps.outages.calendar import authorisation_ends
from gps.outages.grounds import living_requests
from gps.outages.models import GPS, Answer, AuthorisationRequest, Outage
from gps.outages.operations.writing import REQUEST, hold_identifiers, iso, next_identifier, record, tell
from gps.outages.permissions import requests_for

LONGEST_BACK = timedelta(days=7)
"""A request that was made earlier than this has nothing to open any more."""

_REINTEGRATED_BY: dict[Failure, set[Side | None]] = {
    Failure.OPERATOR_DTI: {None},
    Failure.OPERATOR_EDI: {Side.OPERATOR, Side.PROVIDER},
}
"""Failure 2 is gone through together with the provider: who reintegrates is agreed upon beforehand (F4)."""

TOLD, TACIT = "request-notices", "tacit-notices"


@dataclass(frozen=True)
class Asking:
    """What an operator tells his service (F4). ``means`` other than ``gps`` come with their own time (F9)."""

    excise_number: str
    circumstances: str
    tried_other_access: bool
    contact: str = ""
    incident: str = ""
    reintegrated_by: Side | None = None
    means: str = GPS
    asked_at: datetime | None = None


def ask(asking: Asking, *, actor: Actor, now: datetime) -> AuthorisationRequest:
    """Ask the service for the authorisation to use the procedure, or note that it was asked by other means (F4, F9).

    The hour runs from the moment of the request, to the second. A request that is still waiting is given back as it
    is: sent twice, it starts no second clock.

    Raises:
        DomainError: NOT_ALLOWED, EXCISE_NUMBER_NOT_ENTITLED; OTHER_ACCESS_FIRST, COMMENT_REQUIRED and the comment
            codes on ``circumstances``, REINTEGRATION_UNSAID (failure 2), INCIDENT_UNKNOWN, MEANS_MISSING,
            MOMENT_TO_COME and REQUEST_TOO_OLD on ``asked``; REQUEST_STANDS when an authorisation is in force;
            REQUEST_REFUSED on ``asked`` when the service has refused since then.
    """
    require(actor, Permission.ASK)
    reach = excise_numbers_for(actor, Permission.ASK, now)
    excise_number = reach.filter(number=asking.excise_number).select_related("office").distinct().first()
    if excise_number is None:
        raise DomainError.of(
            ErrorCode.EXCISE_NUMBER_NOT_ENTITLED, "excise_number", excise_number=asking.excise_number[:40]
        )
    failure = grounds.failure_of(AccessMode(excise_number.access_mode))
    asked_at = (asking.asked_at or now).replace(microsecond=0)
    _check_asking(asking, failure, asked_at, now)
    with transaction.atomic():
        hold_identifiers(REQUEST)
        if standing := _standing_request(excise_number, now):
            return standing
        if asking.asked_at is not None:
            _check_not_refused_since(excise_number, asked_at)
        incident = _incident(asking.incident, excise_number)
        ends_at = authorisation_ends(excise_number.office, grounds.tacit_at(asked_at))
        request = AuthorisationRequest.objects.create(
            identifier=next_identifier(REQUEST, now), excise_number=excise_number, failure=failure,
            circumstances=asking.circumstances.strip(), contact=asking.contact.strip(), incident=incident,
            reintegrated_by=asking.reintegrated_by or "", asked_at=asked_at, asked_means=asking.means,
            recorded_at=now, recorded_kind=actor.kind, recorded_by=actor.label, tacit_ends_at=ends_at,
        )  # fmt: skip
        change = record(request.identifier, "ask", _asked(request), actor=actor, now=now)
        tell(change, TOLD, now=now)
        queue.enqueue(
            TACIT, request.identifier, {"subject": request.identifier}, now=now, due_at=grounds.tacit_at(asked_at)
        )
        return request


def withdraw(identifier: str, *, actor: Actor, now: datetime) -> AuthorisationRequest:
    """Take a request back: the operator works again, or asked by mistake. What it opened closes from now on. It is the
    operator's, or his provider's; the service answers.

    Raises:
        AuthorisationRequest.DoesNotExist: unknown, or none of the actor's.
        DomainError: NOT_ALLOWED; REQUEST_CLOSED when it neither waits nor is in force.
    """
    with transaction.atomic():
        request = held(identifier, actor, Permission.ASK, now)
        if actor.is_customs:
            raise DomainError.of(ErrorCode.NOT_ALLOWED, action="withdraw")
        if grounds.standing(request.facts, now) not in {Standing.WAITING, *IN_FORCE}:
            raise DomainError.of(ErrorCode.REQUEST_CLOSED)
        request.withdrawn_at = now
        request.save(update_fields=["withdrawn_at"])
        tell(record(request.identifier, "withdraw", {}, actor=actor, now=now), TOLD, now=now)
        return request


def rely_on_silence(identifier: str, *, actor: Actor, now: datetime) -> bool:
    """Hold a request whose silence is about to ground a number, and tell whether it still does (F5, G7).

    Each number notes that the silence was relied upon, the first with a dated line: an answer that crosses it counts
    from then on. To be called inside the transaction that issues the number.
    """
    request = AuthorisationRequest.objects.select_for_update(of=("self",)).get(identifier=identifier)
    if grounds.standing(request.facts, now) is not Standing.TACIT:
        return False
    if request.relied_at is None:
        record(identifier, "rely", {}, actor=actor, now=now)
    if request.relied_at is None or request.relied_at < now:
        request.relied_at = now
        request.save(update_fields=["relied_at"])
    return True


def _check_asking(asking: Asking, failure: Failure, asked_at: datetime, now: datetime) -> None:
    """Tell every fault of a request at once."""
    faults: list[Fault] = []
    if not asking.tried_other_access:
        faults.append(Fault(ErrorCode.OTHER_ACCESS_FIRST, "tried_other_access"))
    if not asking.circumstances.strip():
        faults.append(Fault(ErrorCode.COMMENT_REQUIRED, "circumstances"))
    try:
        check_comment(asking.circumstances)
    except DomainError as error:
        faults += [Fault(fault.code, "circumstances", fault.data) for fault in error.faults]
    if len(asking.contact) > 80 or not asking.contact.isprintable():
        faults.append(Fault(ErrorCode.COMMENT_CHARACTER, "contact"))
    if asking.reintegrated_by not in _REINTEGRATED_BY[failure]:
        faults.append(Fault(ErrorCode.REINTEGRATION_UNSAID, "reintegrated_by"))
    if asking.means not in labels.ASKED_MEANS or (asking.means == GPS) != (asking.asked_at is None):
        faults.append(Fault(ErrorCode.MEANS_MISSING, "means"))
    if asked_at > now:
        faults.append(Fault(ErrorCode.MOMENT_TO_COME, "asked_time"))
    if asked_at < now - LONGEST_BACK:
        faults.append(Fault(ErrorCode.REQUEST_TOO_OLD, "asked_date"))
    if faults:
        raise DomainError(faults)


def _standing_request(excise_number: ExciseNumber, now: datetime) -> AuthorisationRequest | None:
    """The request that still waits, or a refusal when an authorisation is in force: asking anew would only confuse."""
    for request in living_requests([excise_number], now):
        stands = grounds.standing(request.facts, now)
        if stands is Standing.WAITING:
            return request
        if stands in IN_FORCE:
            raise DomainError.of(ErrorCode.REQUEST_STANDS, "excise_number", identifier=request.identifier)
    return None


def _check_not_refused_since(excise_number: ExciseNumber, asked_at: datetime) -> None:
    """A refusal is the answer to whatever was asked before it: no earlier request, noted afterwards, undoes it (F5)."""
    answers = Answer.objects.filter(request__excise_number=excise_number).select_related("request")
    last = answers.order_by("-counts_at", "-id").first()
    if last is not None and not last.granted and asked_at < last.counts_at:
        data = {"identifier": last.request.identifier, "at": last.counts_at}
        raise DomainError.of(ErrorCode.REQUEST_REFUSED, "asked_date", **data)


def _incident(identifier: str, excise_number: ExciseNumber) -> Outage | None:
    """The help desk's incident that the operator names: one that was opened on him."""
    if not identifier.strip():
        return None
    found = Outage.objects.filter(identifier=identifier.strip().upper()[:16], excise_number=excise_number).first()
    if found is None:
        raise DomainError.of(ErrorCode.INCIDENT_UNKNOWN, "incident")
    return found


def held(identifier: str, actor: Actor, permission: Permission, now: datetime) -> AuthorisationRequest:
    """Fetch a request within the actor's reach, and hold it until the transaction ends."""
    require(actor, permission)
    reach = requests_for(actor, Permission.CONSULT, now).distinct()
    pk = reach.values_list("pk", flat=True).get(identifier=identifier)
    AuthorisationRequest.objects.select_for_update().get(pk=pk)
    request = requests_for(actor, permission, now).filter(pk=pk).first()
    if request is None:
        raise DomainError.of(ErrorCode.NOT_ALLOWED, action=permission.value)
    return request


def _asked(request: AuthorisationRequest) -> dict[str, object]:
    return {
        "excise_number": request.excise_number.number,
        "failure": request.failure,
        "circumstances": request.circumstances,
        "contact": request.contact,
        "incident": request.incident.identifier if request.incident else "",
        "reintegrated_by": str(request.reintegrated_by),
        "asked_at": iso(request.asked_at),
        "means": request.asked_means,
        "tacit_ends_at": iso(request.tacit_ends_at),
    }
