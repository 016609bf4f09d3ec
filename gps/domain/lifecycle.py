"""The life of a fallback document as one table: who may take it from which status to which (rules T1–T4, A1–A3).

Birth is a transition too, from no status. What is not in ``TRANSITIONS`` does not exist, by any path.
"""

import unicodedata
from enum import StrEnum

from gps.domain.errors import DomainError, ErrorCode

COMMENT_LENGTH = 500


class Status(StrEnum):
    """T1. ACTIVE: the paper covers the movement. INACTIVE: not regularised in time, no cover any more.
    CANCELLED: will not be used. REINTEGRATED: regularised in GAMM@.
    """

    ACTIVE = "active"
    INACTIVE = "inactive"
    CANCELLED = "cancelled"
    REINTEGRATED = "reintegrated"


class ActorKind(StrEnum):
    """R1's types of actor. National staff and officers are CUSTOMS; GAMM@ and GPS itself are SYSTEM."""

    OPERATOR = "operator"
    CUSTOMS = "customs"
    EDI_PROVIDER = "edi_provider"
    SYSTEM = "system"


class Action(StrEnum):
    """What may be done to a document; the first seven change its status."""

    ISSUE = "issue"
    REGISTER = "register"
    CANCEL = "cancel"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    REINTEGRATE = "reintegrate"
    WITHDRAW = "withdraw"
    COMPLETE = "complete"
    CORRECT = "correct"
    NOTE_RECEIPT = "note_receipt"
    CONFIRM_JUMP = "confirm_jump"
    CLEAR_FLAG = "clear_flag"
    DESCRIBE = "describe"


class CancellationReason(StrEnum):
    """A1: why a number will not be used."""

    TRANSACTION_INTERRUPTED = "transaction_interrupted"
    DOCUMENT_ERROR = "document_error"
    SYSTEM_BACK_BEFORE_DISPATCH = "system_back_before_dispatch"
    OTHER = "other"


class ReactivationReason(StrEnum):
    """A2: why an officer gives a document its cover back."""

    OPERATOR_TECHNICAL = "operator_technical"
    CUSTOMS_TECHNICAL = "customs_technical"
    OPERATOR_OMISSION = "operator_omission"
    REGULARISATION_FAILED = "regularisation_failed"
    OTHER = "other"


class ManualReason(StrEnum):
    """E9: why the number was hand-made."""

    OUTSIDE_OFFICE_HOURS = "outside_office_hours"
    GPS_UNAVAILABLE = "gps_unavailable"
    SERVICE_UNREACHABLE = "service_unreachable"


class Means(StrEnum):
    """E9: how the service was told of a hand-made number."""

    MAIL = "mail"
    FAX = "fax"
    TELEPHONE = "telephone"
    OTHER = "other"


_PEOPLE = frozenset({ActorKind.OPERATOR, ActorKind.CUSTOMS, ActorKind.EDI_PROVIDER})
_SYSTEM = frozenset({ActorKind.SYSTEM})

TRANSITIONS: dict[tuple[Status | None, Action], tuple[Status, frozenset[ActorKind]]] = {
    (None, Action.ISSUE): (Status.ACTIVE, _PEOPLE),
    (None, Action.REGISTER): (Status.ACTIVE, _PEOPLE),
    (Status.ACTIVE, Action.CANCEL): (Status.CANCELLED, _PEOPLE),
    (Status.ACTIVE, Action.DEACTIVATE): (Status.INACTIVE, _SYSTEM),
    (Status.ACTIVE, Action.REINTEGRATE): (Status.REINTEGRATED, _SYSTEM),
    (Status.INACTIVE, Action.REACTIVATE): (Status.ACTIVE, frozenset({ActorKind.CUSTOMS})),
    (Status.REINTEGRATED, Action.WITHDRAW): (Status.ACTIVE, frozenset({ActorKind.CUSTOMS, ActorKind.SYSTEM})),
}
"""(status now, action) -> (status then, who may). Nothing else exists (T2)."""

_REASONS: dict[Action, type[CancellationReason] | type[ReactivationReason]] = {
    Action.CANCEL: CancellationReason,
    Action.REACTIVATE: ReactivationReason,
    Action.WITHDRAW: ReactivationReason,
}


def next_status(status: Status | None, action: Action, actor: ActorKind) -> Status:
    """Give the status after an action, for each status × action × actor.

    Raises:
        DomainError: TRANSITION_FORBIDDEN when the table has no such line, NOT_ALLOWED when it is not this actor's.
    """
    line = TRANSITIONS.get((status, action))
    if line is None:
        raise DomainError.of(ErrorCode.TRANSITION_FORBIDDEN, status=status and status.value, action=action.value)
    after, actors = line
    if actor not in actors:
        raise DomainError.of(ErrorCode.NOT_ALLOWED, action=action.value)
    return after


def check_reason(action: Action, reason: str, comment: str) -> None:
    """Refuse a reason that is not of the action's list, or « Autre » without a comment (rules A1–A3).

    Args:
        action: CANCEL, REACTIVATE or WITHDRAW.
        reason: the value of one of the action's reasons.
        comment: free text, 500 characters at most.

    Raises:
        DomainError: REASON_UNKNOWN on ``reason``; COMMENT_REQUIRED, _TOO_LONG, _CHARACTER on ``comment``.
    """
    allowed = _REASONS[action]
    withdrawn = ReactivationReason.REGULARISATION_FAILED
    if reason not in {r.value for r in allowed} or (action is Action.WITHDRAW and reason != withdrawn):
        raise DomainError.of(ErrorCode.REASON_UNKNOWN, "reason")
    if reason == "other" and not comment.strip():
        raise DomainError.of(ErrorCode.COMMENT_REQUIRED, "comment")
    check_comment(comment)


def check_comment(comment: str) -> None:
    """Refuse a comment of over 500 characters or with invisible characters other than line ends, tabs and spaces.

    French puts a no-break space before « : » and « ! »: all spaces pass.

    Raises:
        DomainError: COMMENT_TOO_LONG or COMMENT_CHARACTER, on ``comment``.
    """
    if len(comment) > COMMENT_LENGTH:
        raise DomainError.of(ErrorCode.COMMENT_TOO_LONG, "comment", length=len(comment), most=COMMENT_LENGTH)
    if not all(c.isprintable() or c in "\r\n\t" or unicodedata.category(c) == "Zs" for c in comment):
        raise DomainError.of(ErrorCode.COMMENT_CHARACTER, "comment")
