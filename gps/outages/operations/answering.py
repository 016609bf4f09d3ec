"""How the service answers, and how an answer given by other means is noted (rules F4, F5, F9)."""

from datetime import datetime

from django.db import transaction

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission, require
from gps.domain import grounds
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import ActorKind, check_comment
from gps.outages import labels
from gps.outages.calendar import authorisation_ends
from gps.outages.models import GPS, Answer, AuthorisationRequest
from gps.outages.operations.asking import TOLD, held
from gps.outages.operations.writing import iso, record, tell
from gps.outages.permissions import requests_for


def answer(
    identifier: str,
    *,
    granted: bool,
    reason: str,
    seen: int,
    actor: Actor,
    now: datetime,
    comment: str = "",
    ends_at: datetime | None = None,
    means: str = GPS,
    given_at: datetime | None = None,
) -> AuthorisationRequest:
    """Answer a request, or note an answer that was given by other means (F4, F5, F9).

    Before the 3,600th second it decides alone; later, silence has opened the right, and a refusal closes it from then
    on. Of two answers at once one stands, and the other is told of it. An officer may answer anew: to end an
    authorisation early, or to give it another end. An operator may note what he was told, as long as the service has
    not answered itself.

    Args:
        seen: how many answers the person had before the eyes.
        ends_at: the end of the right that a yes opens; the end of the office's next working day when it is None.
        given_at: when it was given, by ``means`` other than ``gps``.

    Raises:
        AuthorisationRequest.DoesNotExist: unknown, or none of the actor's.
        DomainError: NOT_ALLOWED, REASON_UNKNOWN, COMMENT_REQUIRED and the comment codes, ALREADY_ANSWERED,
            REQUEST_CLOSED when it was withdrawn, MEANS_MISSING, MOMENT_TO_COME, ANSWER_BEFORE_REQUEST on ``given``;
            END_BEFORE_START and AUTHORISATION_TOO_LONG on ``ends``.
    """
    permission = Permission.ANSWER if actor.kind is ActorKind.CUSTOMS else Permission.ASK
    require(actor, permission)
    _check_reason(granted, reason, comment)
    with transaction.atomic():
        request = held(identifier, actor, permission, now)
        given = _given_at(request, actor, means, given_at, now)
        last = request.last_answer
        said = (granted, reason, comment.strip(), means, actor.account)
        if last is not None and last.position == seen + 1 and _same(request, last, said, given_at, ends_at):
            return request
        _check_open(request, last, actor, seen)
        counts_at = grounds.counts_from(given, request.asked_at, request.relied_at, now)
        if last is not None and counts_at < last.counts_at:
            counts_at = max(now, last.counts_at)  # noted late, it undoes nothing of what has stood since
        if granted:
            ends_at = ends_at or authorisation_ends(request.excise_number.office, counts_at)
            _check_end(ends_at, counts_at)
        row = Answer.objects.create(
            request=request, position=last.position + 1 if last else 1, granted=granted, given_at=given,
            counts_at=counts_at, recorded_at=now, means=means, ends_at=ends_at if granted else None, reason=reason,
            comment=comment.strip(), actor_kind=actor.kind, actor_id=actor.account, actor_label=actor.label,
        )  # fmt: skip
        change = record(request.identifier, "grant" if granted else "refuse", _answered(row), actor=actor, now=now)
        tell(change, TOLD, now=now)
    return requests_for(actor, permission, now).get(pk=request.pk)


def _check_reason(granted: bool, reason: str, comment: str) -> None:
    if reason not in (labels.GRANT_REASON if granted else labels.REFUSAL_REASON):
        raise DomainError.of(ErrorCode.REASON_UNKNOWN, "reason")
    if reason == "other" and not comment.strip():
        raise DomainError.of(ErrorCode.COMMENT_REQUIRED, "comment")
    check_comment(comment)


def _given_at(
    request: AuthorisationRequest, actor: Actor, means: str, given_at: datetime | None, now: datetime
) -> datetime:
    """When an answer was given: now by GPS, which is the service's own; at its own time by other means (F9)."""
    by_gps = means == GPS
    if means not in labels.ASKED_MEANS or by_gps != (given_at is None):
        raise DomainError.of(ErrorCode.MEANS_MISSING, "means")
    if by_gps and actor.kind is not ActorKind.CUSTOMS:
        raise DomainError.of(ErrorCode.MEANS_MISSING, "means")
    given = given_at or now
    if given == request.asked_at.replace(second=0):  # typed to the minute, which is that of the request
        given = request.asked_at
    if given > now:
        raise DomainError.of(ErrorCode.MOMENT_TO_COME, "given_time")
    if given < request.asked_at:
        raise DomainError.of(ErrorCode.ANSWER_BEFORE_REQUEST, "given_date", asked_at=request.asked_at)
    return given


def _same(
    request: AuthorisationRequest,
    last: Answer,
    said: tuple[object, ...],
    given_at: datetime | None,
    ends_at: datetime | None,
) -> bool:
    """Whether a person sends again what he has just answered: a double click, a retry. Another end, or another comment,
    is another answer.
    """
    if said != (last.granted, last.reason, last.comment, last.means, last.actor_id):
        return False
    ends_at = ends_at or authorisation_ends(request.excise_number.office, last.counts_at)
    return given_at in {None, last.given_at} and (not last.granted or ends_at == last.ends_at)


def _check_open(request: AuthorisationRequest, last: Answer | None, actor: Actor, seen: int) -> None:
    if request.withdrawn_at is not None:
        raise DomainError.of(ErrorCode.REQUEST_CLOSED)
    others_word = last is not None and actor.kind is not ActorKind.CUSTOMS
    if last is not None and (last.position != seen or others_word):
        raise DomainError.of(ErrorCode.ALREADY_ANSWERED, granted=last.granted, by=last.actor_label, at=last.recorded_at)


def _check_end(ends_at: datetime, counts_at: datetime) -> None:
    grounds.check_end(counts_at, ends_at, "ends_date")
    if ends_at > counts_at + grounds.LONGEST_AUTHORISATION:
        days = grounds.LONGEST_AUTHORISATION.days
        raise DomainError.of(ErrorCode.AUTHORISATION_TOO_LONG, "ends_date", days=days)


def _answered(row: Answer) -> dict[str, object]:
    return {
        "given_at": iso(row.given_at),
        "counts_at": iso(row.counts_at),
        "means": row.means,
        "ends_at": iso(row.ends_at),
        "reason": row.reason,
        "comment": row.comment,
    }
