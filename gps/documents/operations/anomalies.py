"""What the service settles: numbers that cannot be registered as they are, documents that are flagged (E2–E7, M2)."""

from datetime import date, datetime, time

from django.db import transaction

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission, excise_numbers_for, require
from gps.documents.models import FOR_CUSTOMS, Anomaly, AnomalyKind, FallbackDocument
from gps.documents.operations import sequence
from gps.documents.operations.changing import cover_anew
from gps.documents.operations.checking import Report, check
from gps.documents.operations.flagging import Finding, raise_anomalies
from gps.documents.operations.issuing import issued_draft, number, set_dispatch
from gps.documents.operations.writing import Deed, amend, bear, change
from gps.documents.permissions import anomalies_for
from gps.domain import dispatch, lifecycle, reference
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import OFFICER, GroundKind
from gps.domain.lifecycle import Action, ReactivationReason
from gps.domain.reference import DocumentType

VERBATIM_LENGTH = 60
"""How much of a malformed number is kept; a longer text is no number."""


def report_malformed(report: Report, *, actor: Actor, now: datetime) -> Anomaly:
    """Send an entry whose number is malformed on the paper itself to the officer, verbatim (E2).

    Raises:
        DomainError: NOT_ALLOWED, EXCISE_NUMBER_NOT_ENTITLED; what is wrong besides the number; the number's own faults
            when it is over 60 characters or holds control characters: that cannot stand on a paper;
            REFERENCE_WELL_FORMED when nothing is wrong with it.
    """
    require(actor, Permission.REGISTER)
    excise_number = (
        excise_numbers_for(actor, Permission.REGISTER, now).filter(number=report.excise_number).distinct().first()
    )
    try:
        checked = check(report, excise_number, now)
    except DomainError as error:
        others = [fault for fault in error.faults if fault.field != "reference"]
        printable = len(report.reference) <= VERBATIM_LENGTH and report.reference.isprintable()
        if others or not printable or excise_number is None:
            raise DomainError(others or error.faults) from error
    else:
        if checked.number.last_character == reference.manual_digit(report.document_type):
            raise DomainError.of(ErrorCode.REFERENCE_WELL_FORMED, "reference")
    assert excise_number is not None  # noqa: S101  check refuses None
    with transaction.atomic():
        [anomaly] = raise_anomalies([Finding(AnomalyKind.MALFORMED, report, excise_number)], actor, now)
        return anomaly


def replace(pk: int, *, actor: Actor, now: datetime) -> FallbackDocument:
    """Issue a number in place of the paper's, linked to it, for an entry that could not be registered (E2, E3).

    Served again, it gives the replacement that stands.

    Raises:
        Anomaly.DoesNotExist: unknown, or of another office.
        DomainError: NOT_ALLOWED; ALREADY_RESOLVED when it was settled otherwise or keeps no entry; SEQUENCE_EXHAUSTED.
    """
    with transaction.atomic():
        anomaly = _locked(pk, actor, now)
        if anomaly.replacement is not None:
            return anomaly.replacement
        if not anomaly.is_open or not anomaly.wants_replacement:
            raise DomainError.of(ErrorCode.ALREADY_RESOLVED)
        document = _replacement(anomaly, now)
        number([document], now)
        deed = Deed(Action.ISSUE, actor, now, data={"anomaly": anomaly.receipt})
        bear([document], deed)
        anomaly.replacement = document
        resolve(anomaly, actor, now, f"Numéro de remplacement {document.reference}")
        return document


def confirm_jump(pk: int, *, actor: Actor, now: datetime) -> Anomaly:
    """Confirm that a sequence that ran ahead is right: only now does the counter move there (E5).

    Raises:
        Anomaly.DoesNotExist: unknown, or of another office.
        DomainError: NOT_ALLOWED; ALREADY_RESOLVED when it is settled, or no jump.
    """
    with transaction.atomic():
        anomaly = _locked(pk, actor, now)
        document = anomaly.document
        if not anomaly.is_open or anomaly.kind != AnomalyKind.JUMP or document is None:
            raise DomainError.of(ErrorCode.ALREADY_RESOLVED)
        sequence.advance({(anomaly.excise_number_id, document.year): document.sequence})
        deed = Deed(Action.CONFIRM_JUMP, actor, now, data={"anomaly": anomaly.receipt})
        amend(_locked_document(document.pk), deed)
        return resolve(anomaly, actor, now, "Saut confirmé")


def reopen(pk: int, *, actor: Actor, now: datetime) -> FallbackDocument:
    """Reactivate the inactive document of a refused regularisation (A2), so that GAMM@ can report it again (M2).

    Raises:
        Anomaly.DoesNotExist: unknown, or of another office.
        DomainError: NOT_ALLOWED; ALREADY_RESOLVED when it is settled, or about something else; TRANSITION_FORBIDDEN
            when the document is not inactive any more.
    """
    require(actor, Permission.REACTIVATE)
    with transaction.atomic():
        anomaly = _locked(pk, actor, now)
        if not anomaly.is_open or anomaly.kind != AnomalyKind.ARC_REFUSED or anomaly.document_id is None:
            raise DomainError.of(ErrorCode.ALREADY_RESOLVED)
        reason = ReactivationReason.REGULARISATION_FAILED.value
        data = {"anomaly": anomaly.receipt, "arc": anomaly.entry["arc"]}
        deed = Deed(Action.REACTIVATE, actor, now, reason, data=data)
        document = change(_locked_document(anomaly.document_id), deed, **cover_anew(reason, now))
        resolve(anomaly, actor, now, "Document réactivé : GAMM@ peut régulariser le mouvement.")
        return document


def justify(pk: int, *, actor: Actor, now: datetime, comment: str) -> Anomaly:
    """Accept, with the reason, a departure for which no ground was in force (E7): the document says so from then on.

    Raises:
        Anomaly.DoesNotExist: unknown, or of another office.
        DomainError: NOT_ALLOWED; ALREADY_RESOLVED when it is settled, or about something else; COMMENT_REQUIRED and
            the comment codes.
    """
    with transaction.atomic():
        anomaly = _locked(pk, actor, now)
        if not anomaly.is_open or anomaly.kind != AnomalyKind.UNJUSTIFIED or anomaly.document_id is None:
            raise DomainError.of(ErrorCode.ALREADY_RESOLVED)
        _check_said(comment)
        data = {"anomaly": anomaly.receipt, "kind": anomaly.kind, "ground_kind": GroundKind.JUSTIFIED.value}
        deed = Deed(Action.CLEAR_FLAG, actor, now, comment=comment.strip(), data=data)
        ground = {"ground_kind": GroundKind.JUSTIFIED.value, "ground_reference": anomaly.receipt}
        amend(_locked_document(anomaly.document_id), deed, **ground)
        return resolve(anomaly, actor, now, comment.strip())


def settle(pk: int, *, actor: Actor, now: datetime, comment: str) -> Anomaly:
    """Close an anomaly with what was done about it, without a replacement and without moving a counter.

    Raises:
        Anomaly.DoesNotExist: unknown, or of another office.
        DomainError: NOT_ALLOWED, ALREADY_RESOLVED, COMMENT_REQUIRED and the comment codes.
    """
    with transaction.atomic():
        anomaly = _locked(pk, actor, now)
        if not anomaly.is_open:
            raise DomainError.of(ErrorCode.ALREADY_RESOLVED)
        _check_said(comment)
        if anomaly.document_id is not None and anomaly.kind not in FOR_CUSTOMS:
            data = {"anomaly": anomaly.receipt, "kind": anomaly.kind}
            amend(
                _locked_document(anomaly.document_id),
                Deed(Action.CLEAR_FLAG, actor, now, comment=comment.strip(), data=data),
            )
        return resolve(anomaly, actor, now, comment.strip())


def _check_said(comment: str) -> None:
    if not comment.strip():
        raise DomainError.of(ErrorCode.COMMENT_REQUIRED, "comment")
    lifecycle.check_comment(comment)


def _locked(pk: int, actor: Actor, now: datetime) -> Anomaly:
    """Fetch an anomaly of the officer's own office, and hold it until the transaction ends."""
    require(actor, Permission.SETTLE)
    return anomalies_for(actor, Permission.SETTLE, now).select_for_update(of=("self",)).get(pk=pk)


def _locked_document(pk: int) -> FallbackDocument:
    """Hold the document of an anomaly. Whoever registers holds the counter first: so does ``confirm_jump``."""
    return FallbackDocument.objects.select_related("excise_number").select_for_update(of=("self",)).get(pk=pk)


def _replacement(anomaly: Anomaly, now: datetime) -> FallbackDocument:
    """The document of a kept entry: its movement, GPS's number to come, the paper's text it stands for."""
    entry = anomaly.entry
    draft = issued_draft(DocumentType(entry["document_type"]), anomaly.excise_number, OFFICER, now)
    draft.replaces = entry["reference"].strip()[:VERBATIM_LENGTH]
    on, at = date.fromisoformat(entry["dispatch_date"]), time.fromisoformat(entry["dispatch_time"])
    moment = dispatch.reported(on, at, anomaly.excise_number.zone, now)
    for name, value in set_dispatch(draft, dispatch.transport_identity(entry["transport_identity"]), moment).items():
        setattr(draft, name, value)
    return draft


def resolve(anomaly: Anomaly, actor: Actor, now: datetime, resolution: str) -> Anomaly:
    """Write on a held anomaly what was done about it, and by whom."""
    anomaly.resolved_at, anomaly.resolved_by, anomaly.resolution = now, actor.label, resolution
    anomaly.save(update_fields=["resolved_at", "resolved_by", "resolution", "replacement"])
    return anomaly
