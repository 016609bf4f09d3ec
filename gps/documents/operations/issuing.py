"""« Générer »: numbers issued by GPS, by operators for themselves and by officers for them (rules G1–G8, N5–N8)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction

from gps.accounts.actors import Actor
from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for, require
from gps.documents.models import FallbackDocument, RecordingMode
from gps.documents.operations import sequence
from gps.documents.operations.writing import Deed, bear, plain, submission_of
from gps.domain import dispatch, reference
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.domain.excise_number import is_duty_paid_warehouse
from gps.domain.grounds import OFFICER, Ground, GroundKind
from gps.domain.lifecycle import Action, ActorKind
from gps.domain.reference import DocumentType
from gps.outages.grounds import Facts, ground_for
from gps.outages.operations import rely_on_silence

BATCH_LIMIT = 500
"""How many numbers an officer issues at once (G8)."""


@dataclass(frozen=True)
class IssueRequest:
    """What is asked for. Transport, date and time are local and given together, or none for « à compléter »."""

    document_type: DocumentType
    excise_number: str
    transport_identity: str = ""
    dispatch_date: date | None = None
    dispatch_time: time | None = None

    @property
    def is_bare(self) -> bool:
        """Whether the number is wanted without dispatch data."""
        return not self.transport_identity.strip() and self.dispatch_date is None and self.dispatch_time is None


@dataclass(frozen=True)
class Issued:
    """The documents of a request, in order, and whether they had been issued before, under the same key (G6)."""

    documents: list[FallbackDocument]
    replayed: bool = False


def generate_many(
    requests: Sequence[IssueRequest],
    *,
    actor: Actor,
    now: datetime,
    key: str = "",
    opened_at: datetime | None = None,
    confirmed: Collection[ErrorCode] = (),
) -> list[FallbackDocument]:
    """Give the documents of ``issue_many``: whoever shows a recap need not know whether it is the first one."""
    issued = issue_many(requests, actor=actor, now=now, key=key, opened_at=opened_at, confirmed=confirmed)
    return issued.documents


def issue_many(
    requests: Sequence[IssueRequest],
    *,
    actor: Actor,
    now: datetime,
    key: str = "",
    opened_at: datetime | None = None,
    confirmed: Collection[ErrorCode] = (),
) -> Issued:
    """Issue one number for each request, all or none, in order.

    Args:
        requests: 1 to 500 of them; more than one, or bare ones, are an officer's (G8).
        actor: who asks.
        now: the moment of attribution, aware: it gives the number's year, in the establishment's time zone (N7).
        key: one-time key of the actor: served again with the same requests, it gives the same documents (G6).
        opened_at: when the form was opened (G4).
        confirmed: what the person was asked and confirmed: CONFIRM_DUTY_PAID_WAREHOUSE (N10).

    Raises:
        DomainError: NOT_ALLOWED, BATCH_SIZE, EXCISE_NUMBER_NOT_ENTITLED, GROUND_MISSING (G7), the dispatch and
            transport codes, DISPATCH_INCOMPLETE, CONFIRM_DUTY_PAID_WAREHOUSE, SUBMISSION_CONFLICT, SEQUENCE_EXHAUSTED.
    """
    require(actor, Permission.ISSUE)
    _check_batch(requests, actor)
    entitled = _entitled(requests, actor, now)
    facts = None if actor.kind is ActorKind.CUSTOMS else Facts.fetch(entitled.values(), now)
    with transaction.atomic():
        submission, served = submission_of(actor, key, ["issue", *map(plain, requests)], now)
        if served and submission is not None:
            return Issued(list(submission.documents.select_related("excise_number").order_by("id")), replayed=True)
        grounds = _grounds(entitled.values(), facts, actor, now)
        drafts = [_draft(request, entitled, grounds, now, opened_at, confirmed) for request in requests]
        number(drafts, now)
        for document in drafts:
            document.submission = submission
        return Issued(bear(drafts, Deed(Action.ISSUE, actor, now)))


def number(drafts: Iterable[FallbackDocument], now: datetime) -> None:
    """Give each draft its year, sequence and reference. Counters are taken in order, each once (N5, N7)."""
    groups: dict[tuple[int, int], list[FallbackDocument]] = {}
    for draft in drafts:
        year = draft.local_date(now).year
        groups.setdefault((draft.excise_number_id, year), []).append(draft)
    for (_, year), members in sorted(groups.items(), key=lambda group: group[0]):
        taken = sequence.take(members[0].excise_number, year, len(members))
        for draft, position in zip(members, taken, strict=True):
            draft.year, draft.sequence = year, position
            draft.reference = reference.issue(
                year,
                draft.excise_number.number,
                position,
                DocumentType(draft.document_type),
                dsa_check_digit=settings.DSA_CHECK_DIGIT,
            ).text


def issued_draft(
    document_type: DocumentType,
    excise_number: ExciseNumber,
    ground: Ground,
    now: datetime,
) -> FallbackDocument:
    """A document that is to be issued, still without number and dispatch."""
    document = FallbackDocument(
        document_type=document_type,
        recording_mode=RecordingMode.NORMAL,
        excise_number=excise_number,
        ground_kind=ground.kind,
        ground_reference=ground.reference,
        recorded_at=now,
    )
    document.recorded_on = document.local_date(now)
    return document


def set_dispatch(document: FallbackDocument, identity: str, at: datetime) -> dict[str, object]:
    """Give the columns that hold a dispatch, to be set together."""
    return {
        "transport_identity": identity,
        "transport_key": dispatch.transport_key(identity),
        "dispatch_at": at,
        "dispatch_on": document.local_date(at),
    }


def shows(document: FallbackDocument, on: date, at: time) -> bool:
    """Tell whether a document's dispatch shows this date and time on the establishment's clock: the hour that exists
    twice in October may be read anew as its other occurrence, and is still what was entered.
    """
    return wall_clock(document) == datetime.combine(on, at)


def wall_clock(document: FallbackDocument) -> datetime | None:
    """Give what the establishment's clock shows at the dispatch, or None when it is not known yet."""
    local = document.dispatch_local
    return local and local.replace(tzinfo=None)


def _check_batch(requests: Sequence[IssueRequest], actor: Actor) -> None:
    """Refuse an empty or too long list, and several or bare numbers to whoever is not an officer (G8)."""
    if not 1 <= len(requests) <= BATCH_LIMIT:
        raise DomainError.of(ErrorCode.BATCH_SIZE, "count", count=len(requests), most=BATCH_LIMIT)
    if len(requests) > 1:
        require(actor, Permission.ISSUE_BATCH)
    if any(request.is_bare for request in requests) and actor.kind is not ActorKind.CUSTOMS:
        raise DomainError.of(ErrorCode.DISPATCH_INCOMPLETE, "dispatch_date")


def _entitled(requests: Sequence[IssueRequest], actor: Actor, now: datetime) -> dict[str, ExciseNumber]:
    """The establishments of the requests, fetched at once; any that the actor may not use is refused (G2)."""
    wanted = {request.excise_number for request in requests}
    reach = excise_numbers_for(actor, Permission.ISSUE, now)
    entitled = {row.number: row for row in reach.filter(number__in=wanted).distinct()}
    if missing := sorted(wanted - set(entitled)):
        raise DomainError.of(ErrorCode.EXCISE_NUMBER_NOT_ENTITLED, "excise_number", excise_number=missing[0][:40])
    return entitled


def _grounds(
    excise_numbers: Collection[ExciseNumber], facts: Facts | None, actor: Actor, now: datetime
) -> dict[str, Ground | None]:
    """The ground in force for each establishment, None where there is none (G7). An officer's issue is its own (G8):
    it has no facts. They were read before the transaction, so that nobody waits for that on a lock.

    Silence is relied upon under the lock of its request: an answer that crosses the 60th minute comes before or after.
    One that came before is read anew: it may have been a yes.
    """
    if facts is None:
        return {row.number: OFFICER for row in excise_numbers}
    found: dict[str, Ground | None] = {}
    for row in sorted(excise_numbers, key=lambda row: row.number):
        ground = facts.ground(row, now)
        while (
            ground and ground.kind is GroundKind.TACIT and not rely_on_silence(ground.reference, actor=actor, now=now)
        ):
            ground = ground_for(row, now)
        found[row.number] = ground
    return found


def _draft(
    request: IssueRequest,
    entitled: dict[str, ExciseNumber],
    grounds: dict[str, Ground | None],
    now: datetime,
    opened_at: datetime | None,
    confirmed: Collection[ErrorCode],
) -> FallbackDocument:
    """Check one request against the rules; every fault of its fields is told at once."""
    excise_number = entitled[request.excise_number]
    faults: list[Fault] = []
    warehouse = ErrorCode.CONFIRM_DUTY_PAID_WAREHOUSE
    if (
        request.document_type is DocumentType.DAA
        and is_duty_paid_warehouse(excise_number.number)
        and warehouse not in confirmed
    ):
        faults.append(Fault(warehouse, "document_type"))
    ground = grounds[excise_number.number]
    if ground is None:
        data = {"excise_number": excise_number.number, "access_mode": excise_number.access_mode}
        faults.append(Fault(ErrorCode.GROUND_MISSING, "excise_number", data))
    document = issued_draft(request.document_type, excise_number, ground or OFFICER, now)
    if not request.is_bare:
        for name, value in _announced_dispatch(request, document, now, opened_at, faults).items():
            setattr(document, name, value)
    if faults:
        raise DomainError(faults)
    return document


def _announced_dispatch(
    request: IssueRequest,
    document: FallbackDocument,
    now: datetime,
    opened_at: datetime | None,
    faults: list[Fault],
) -> dict[str, object]:
    """The dispatch columns of a request; what is wrong is added to ``faults``."""
    identity, at = "", None
    try:
        identity = dispatch.transport_identity(request.transport_identity)
    except DomainError as error:
        faults += error.faults
    if request.dispatch_date is None or request.dispatch_time is None:
        field = "dispatch_date" if request.dispatch_date is None else "dispatch_time"
        faults.append(Fault(ErrorCode.DISPATCH_INCOMPLETE, field))
    else:
        zone = document.excise_number.zone
        try:
            at = dispatch.announced(request.dispatch_date, request.dispatch_time, zone, now, opened_at)
        except DomainError as error:
            faults += error.faults
    return {} if faults or at is None else set_dispatch(document, identity, at)
