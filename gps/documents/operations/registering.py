"""« Enregistrer »: hand-made numbers told to GPS afterwards, one or a file of them (rules E1–E9, N4–N6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from django.db import transaction

from gps.accounts.actors import Actor
from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for, require
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument, RecordingMode
from gps.documents.operations import sequence
from gps.documents.operations.issuing import set_dispatch, shows
from gps.documents.operations.writing import Deed, amend, bear, fingerprint_of, plain
from gps.domain import dispatch, reference
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.domain.grounds import TO_JUSTIFY, GroundKind
from gps.domain.lifecycle import Action, ManualReason, Means
from gps.domain.reference import DocumentType, Reference
from gps.outages.grounds import Facts

JUMP = 500
"""A sequence that runs ahead of the last by more than this is confirmed twice (E5)."""


@dataclass(frozen=True)
class Report:
    """What the operator reports: the paper's number as typed, the movement, and how the service was told (E9)."""

    reference: str
    document_type: DocumentType
    excise_number: str
    transport_identity: str
    dispatch_date: date
    dispatch_time: time
    manual_reason: ManualReason | None = None
    told_at: datetime | None = None
    told_means: Means | None = None
    confirmed: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a report: its document, or the faults. ``known`` when it was registered before (E3)."""

    document: FallbackDocument | None = None
    known: bool = False
    faults: tuple[Fault, ...] = ()
    anomaly: Anomaly | None = None


@dataclass(frozen=True)
class Checked:
    """A report whose form is right: its parts, ready to be held against the register."""

    report: Report
    number: Reference
    excise_number: ExciseNumber
    identity: str
    dispatch_at: datetime


def register_many(reports: Sequence[Report], *, actor: Actor, now: datetime) -> list[Outcome]:
    """Register each report on its own: the others are not held up by one that is refused.

    The number itself is the one-time key (E3, G6): sent again, a report gives the document that stands.

    Args:
        reports: any number of them.
        actor: who reports.
        now: the moment of the recording, aware.

    Returns:
        One outcome per report, in order. Faults are those of ``check`` and, held against the register,
        ALREADY_REGISTERED (E3), REFERENCE_LAST_CHARACTER (E2), CONFIRM_JUMP (E5), CONFIRM_OUTSIDE_YEAR (E6).

    Raises:
        DomainError: NOT_ALLOWED when the actor may register nothing.
    """
    require(actor, Permission.REGISTER)
    checked = check_many(reports, actor, now)
    with transaction.atomic():
        held = _hold_counters(checked)
        facts = _facts(checked, now)
        return [item if isinstance(item, Outcome) else _register(item, held, facts, actor, now) for item in checked]


def check_many(reports: Sequence[Report], actor: Actor, now: datetime) -> list[Checked | Outcome]:
    """Check the form of each report, and the right to the excise number (G2): nothing is locked or written."""
    wanted = {report.excise_number for report in reports}
    reach = excise_numbers_for(actor, Permission.REGISTER, now)
    entitled = {row.number: row for row in reach.filter(number__in=wanted).distinct()}
    results: list[Checked | Outcome] = []
    for report in reports:
        try:
            results.append(check(report, entitled.get(report.excise_number), now))
        except DomainError as error:
            results.append(Outcome(faults=error.faults))
    return results


def check(report: Report, excise_number: ExciseNumber | None, now: datetime) -> Checked:
    """Check one report's form, each fault named on its own.

    Raises:
        DomainError: EXCISE_NUMBER_NOT_ENTITLED; the codes of ``reference.parse_hand_made``, ``dispatch.reported`` and
            ``dispatch.transport_identity``.
    """
    if excise_number is None:
        raise DomainError.of(
            ErrorCode.EXCISE_NUMBER_NOT_ENTITLED, "excise_number", excise_number=report.excise_number[:40]
        )
    zone = excise_number.zone
    faults: list[Fault] = []
    number, identity, at = None, "", None
    try:
        number = reference.parse_hand_made(report.reference, excise_number.number, now.astimezone(zone).year)
    except DomainError as error:
        faults += error.faults
    try:
        identity = dispatch.transport_identity(report.transport_identity)
    except DomainError as error:
        faults += error.faults
    try:
        at = dispatch.reported(report.dispatch_date, report.dispatch_time, zone, now)
    except DomainError as error:
        faults += error.faults
    if report.told_at is not None and report.told_at > now:
        faults.append(Fault(ErrorCode.MOMENT_TO_COME, "told_time"))
    if faults or number is None or at is None:
        raise DomainError(faults)
    return Checked(report, number, excise_number, identity, at)


def _hold_counters(checked: Sequence[Checked | Outcome]) -> dict[tuple[int, int], int]:
    """Lock every counter that the batch needs, in order: from here on nobody else numbers these years."""
    needed = {
        (item.excise_number.pk, item.number.year): item.excise_number for item in checked if isinstance(item, Checked)
    }
    return {(pk, year): sequence.hold(needed[pk, year], year) for pk, year in sorted(needed)}


def _facts(checked: Sequence[Checked | Outcome], now: datetime) -> Facts:
    """What may have opened a right at the departures of the batch, fetched at once (E7)."""
    items = [item for item in checked if isinstance(item, Checked)]
    since = min((min(item.dispatch_at, now) for item in items), default=now)
    return Facts.fetch({item.excise_number for item in items}, since, now)


def _register(item: Checked, held: dict[tuple[int, int], int], facts: Facts, actor: Actor, now: datetime) -> Outcome:
    """Register one checked report while its counter is held."""
    known = FallbackDocument.objects.select_related("excise_number").filter(reference=item.number.text).first()
    if known is not None:
        return _already_known(item, known, actor, now)
    try:
        reference.check_last_character(item.number, item.report.document_type)
    except DomainError as error:
        return Outcome(faults=error.faults)
    last = held[item.excise_number.pk, item.number.year]
    jumps = item.number.sequence - last > JUMP
    draft = _draft(item, facts, now)
    outside = draft.local_date(item.dispatch_at).year != item.number.year
    if not item.report.confirmed and (jumps or outside):
        return Outcome(faults=_confirmations(item, last, jumps, outside))
    flags = [kind for kind, is_so in ((AnomalyKind.JUMP, jumps), (AnomalyKind.OUTSIDE_YEAR, outside)) if is_so]
    if _sequence_used(item):
        flags.append(AnomalyKind.DUPLICATE_SEQUENCE)
    if draft.ground_kind == GroundKind.TO_JUSTIFY:
        flags.append(AnomalyKind.UNJUSTIFIED)
    [document] = bear([draft], Deed(Action.REGISTER, actor, now, data=_told(item.report, flags)))
    if not jumps:
        held[item.excise_number.pk, item.number.year] = sequence.advance_to(
            item.excise_number, item.number.year, item.number.sequence
        )
    for kind in flags:
        raise_anomaly(kind, item.report, item.excise_number, actor, now, document)
    return Outcome(document=document)


def _already_known(item: Checked, known: FallbackDocument, actor: Actor, now: datetime) -> Outcome:
    """E3: the same data give the recap; a number that awaits its data is completed; other data make an anomaly."""
    same_type = known.document_type == item.report.document_type
    if same_type and known.is_incomplete:
        known = (
            FallbackDocument.objects.select_related("excise_number").select_for_update(of=("self",)).get(pk=known.pk)
        )
    if same_type and known.is_incomplete:  # still, now that nobody else can complete or cancel it
        fields = set_dispatch(known, item.identity, item.dispatch_at)
        return Outcome(document=amend(known, Deed(Action.COMPLETE, actor, now, data=_told(item.report, [])), **fields))
    same_transport = known.transport_key == dispatch.transport_key(item.identity)
    if same_type and same_transport and shows(known, item.report.dispatch_date, item.report.dispatch_time):
        return Outcome(document=known, known=True)
    anomaly = raise_anomaly(AnomalyKind.CONFLICT, item.report, item.excise_number, actor, now, known)
    birth = known.history.get(position=1)
    data = {
        "at": known.recorded_at.astimezone(known.excise_number.zone),
        "by": birth.actor_label,
        "receipt": anomaly.receipt,
        "reference": known.reference,
    }
    return Outcome(faults=(Fault(ErrorCode.ALREADY_REGISTERED, "reference", data),), anomaly=anomaly)


def _draft(item: Checked, facts: Facts, now: datetime) -> FallbackDocument:
    """The document of a checked report, with the ground in force at its dispatch, or now if earlier; « à justifier »
    when there was none (E7).
    """
    report = item.report
    ground = facts.ground(item.excise_number, min(item.dispatch_at, now)) or TO_JUSTIFY
    document = FallbackDocument(
        reference=item.number.text,
        document_type=report.document_type,
        recording_mode=RecordingMode.A_POSTERIORI,
        excise_number=item.excise_number,
        year=item.number.year,
        sequence=item.number.sequence,
        recorded_at=now,
        ground_kind=ground.kind,
        ground_reference=ground.reference,
        manual_reason=report.manual_reason or "",
        told_at=report.told_at,
        told_means=report.told_means or "",
    )
    document.recorded_on = document.local_date(now)
    for name, value in set_dispatch(document, item.identity, item.dispatch_at).items():
        setattr(document, name, value)
    return document


def _confirmations(item: Checked, last: int, jumps: bool, outside: bool) -> tuple[Fault, ...]:
    """What a page asks to confirm, and a file must carry (I2)."""
    faults = []
    if jumps:
        data = {"last": last, "found": item.number.sequence, "skipped": item.number.sequence - last - 1}
        faults.append(Fault(ErrorCode.CONFIRM_JUMP, "reference", data))
    if outside:
        data = {"year": item.number.year}
        faults.append(Fault(ErrorCode.CONFIRM_OUTSIDE_YEAR, "dispatch_date", data))
    return tuple(faults)


def _sequence_used(item: Checked) -> bool:
    """Whether another document bears this sequence under another last character (E4)."""
    return FallbackDocument.objects.filter(
        excise_number=item.excise_number, year=item.number.year, sequence=item.number.sequence
    ).exists()


def _told(report: Report, flags: Sequence[AnomalyKind]) -> dict[str, object]:
    """What the history keeps of the report besides the document's own data."""
    return {
        "typed": report.reference,
        "manual_reason": report.manual_reason,
        "told_at": report.told_at and report.told_at.astimezone(UTC).isoformat(),
        "told_means": report.told_means,
        "flags": [kind.value for kind in flags],
    }


def raise_anomaly(
    kind: AnomalyKind,
    report: Report,
    excise_number: ExciseNumber,
    actor: Actor,
    now: datetime,
    document: FallbackDocument | None,
) -> Anomaly:
    """Tell the service once: the same entry sent again gives the anomaly that stands, and its receipt."""
    entry = plain(replace(report, confirmed=False))
    anomaly, _ = Anomaly.objects.get_or_create(
        kind=kind,
        fingerprint=fingerprint_of([kind, entry]),
        defaults={
            "excise_number": excise_number,
            "document": document,
            "entry": entry,
            "raised_at": now,
            "raised_by": actor.label,
        },
    )
    return anomaly
