"""What a holder of the paper is told (rules V1 to V4).

He holds a QR code, or a number and a registration. Under a valid signature, or when the two agree, he is told how the
document stands and what to compare with the paper. Otherwise he gets one answer, by the same steps and queries: a
number that GPS does not know yet may be hand-made and in order (V2), and numbers are sequential, so nobody learns by
trying which ones exist (V4). Customs are told the difference.

It reads the register past ``visible_to``: whoever stands before the truck need not be anybody's customer. Nothing is
judged while the database is away: a signature is still verified, and the answer says that the rest was not looked up.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import InterfaceError, OperationalError

from gps.accounts.permissions import Permission, may
from gps.documents import checks, signing_keys
from gps.documents.checks import Asker
from gps.documents.claims import claims_of
from gps.documents.models import CheckMethod, FallbackDocument
from gps.documents.signature import ForgedError, UnknownKeyError, WithdrawnKeyError, verify
from gps.domain import dispatch, reference
from gps.domain.lifecycle import Status
from gps.domain.proof import Claims, NotAProofError
from gps.domain.reference import LENGTH

AWAY = (OperationalError, InterfaceError)
"""What the database says when it is not there."""


class Answer(StrEnum):
    """What one is told. Only the first four speak of a document of the register."""

    VALID = "valid"
    CANCELLED = "cancelled"
    INACTIVE = "inactive"
    REGULARISED = "regularised"
    UNCONFIRMED = "unconfirmed"
    FORGED = "forged"
    WITHDRAWN = "withdrawn"
    UNREADABLE = "unreadable"
    SIGNED = "signed"
    UNAVAILABLE = "unavailable"


class Why(StrEnum):
    """Why nothing was confirmed: for customs alone (V4)."""

    UNKNOWN = "unknown"
    MISMATCH = "mismatch"
    OTHER_KEY = "other-key"
    LOST = "lost"


ANSWERS = {
    Status.ACTIVE: Answer.VALID,
    Status.CANCELLED: Answer.CANCELLED,
    Status.INACTIVE: Answer.INACTIVE,
    Status.REINTEGRATED: Answer.REGULARISED,
}


@dataclass(frozen=True)
class Proof:
    """What stands in the QR code."""

    payload: str


@dataclass(frozen=True)
class Typed:
    """What was typed off the paper: 21 letters and digits, and the registration of the transport."""

    number: str
    transport_identity: str


@dataclass(frozen=True)
class Finding:
    """What a holder of the paper is told.

    Attributes:
        paper: what the signature vouches for; None without a signature that is valid.
        register: what the register has now; None unless the paper is shown to be this document's.
        arc: what GAMM@ gave, of a regularised document.
        why, document: for customs alone: why nothing was confirmed, and the document whole, even of another transport.
    """

    answer: Answer
    paper: Claims | None = None
    register: Claims | None = None
    arc: str = ""
    why: Why | None = None
    document: FallbackDocument | None = None

    @property
    def was_corrected(self) -> bool:
        """Whether the paper says something else than the register does now (A4)."""
        return self.paper is not None and self.register is not None and self.paper != self.register


def check(asked: Proof | Typed, asker: Asker, now: datetime) -> Finding:
    """Tell what is known of a paper, and keep a trace of it.

    Raises:
        DomainError: TOO_MANY_TRIES; REFERENCE_LENGTH or REFERENCE_CHARACTER when what was typed is no number at all.
    """
    if isinstance(asked, Typed):
        asked = Typed(_number(asked.number), asked.transport_identity)
    try:
        if isinstance(asked, Proof):
            return _check_proof(asked, asker, now)
        return _check_typed(asked, asker, now)
    except AWAY:
        return _alone(asked)


def _check_typed(asked: Typed, asker: Asker, now: datetime) -> Finding:
    """One way for all: count, look up, compare, keep. What is found changes the answer alone."""
    checks.count(CheckMethod.NUMBER, asker, now)
    found = _find(asked.number)
    agrees = _agree(asked.transport_identity, found)
    if agrees and found is not None:
        told = _told(found)
    else:
        told = Finding(Answer.UNCONFIRMED, why=Why.MISMATCH if found else Why.UNKNOWN)
    checks.keep(CheckMethod.NUMBER, asked.number, found if agrees else None, told.answer, asker, now)
    return _for(asker, told, found)


def _check_proof(asked: Proof, asker: Asker, now: datetime) -> Finding:
    checks.count(CheckMethod.PROOF, asker, now)
    try:
        paper = verify(asked.payload, signing_keys.published())
    except NotAProofError:
        told, found, number = Finding(Answer.UNREADABLE), None, ""
    except WithdrawnKeyError:
        told, found, number = Finding(Answer.WITHDRAWN), None, ""
    except ForgedError:
        told, found, number = Finding(Answer.FORGED), None, ""
    except UnknownKeyError:
        told, found, number = Finding(Answer.FORGED, why=Why.OTHER_KEY), None, ""
    else:
        number, found = paper.number, _find(paper.number)
        told = _told(found, paper) if found else Finding(Answer.SIGNED, paper, why=Why.LOST)
    checks.keep(CheckMethod.PROOF, number, found, told.answer, asker, now)
    return _for(asker, told, found)


def _alone(asked: Proof | Typed) -> Finding:
    """Without the register: a signature that holds is said to hold, and nothing is called false that may be true."""
    if isinstance(asked, Typed):
        return Finding(Answer.UNAVAILABLE)
    try:
        return Finding(Answer.SIGNED, verify(asked.payload, signing_keys.last_known()))
    except NotAProofError:
        return Finding(Answer.UNREADABLE)
    except ForgedError:
        return Finding(Answer.FORGED)
    except WithdrawnKeyError:
        return Finding(Answer.WITHDRAWN)
    except UnknownKeyError:  # perhaps a newer key than those that are known here
        return Finding(Answer.UNAVAILABLE)


def _number(text: str) -> str:
    """The canonical number, whatever its parts are worth: only what cannot be one is refused.

    Raises:
        DomainError: REFERENCE_LENGTH, REFERENCE_CHARACTER.
    """
    number = reference.canonical(text)
    if len(number) == LENGTH and number.isascii() and number.isalnum():
        return number
    return reference.parse(number).text


def _find(number: str) -> FallbackDocument | None:
    return FallbackDocument.objects.select_related("excise_number").filter(reference=number).first()


def _agree(typed: str, found: FallbackDocument | None) -> bool:
    """Whether a registration is the document's, as the search compares them; in as much time when there is none."""
    held = (found.transport_identity or "") if found else ""
    same_key = _same(dispatch.transport_key(typed), dispatch.transport_key(held))
    same_text = _same(typed.strip(), held.strip())
    return bool(held) and (same_key if dispatch.transport_key(held) else same_text)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _told(found: FallbackDocument, paper: Claims | None = None) -> Finding:
    return Finding(ANSWERS[Status(found.status)], paper, claims_of(found), found.arc)


def _for(asker: Asker, told: Finding, found: FallbackDocument | None) -> Finding:
    """What this person is told: customs all of it, the others neither why nor the document whole."""
    if asker.actor is not None and may(asker.actor, Permission.INSPECT):
        return Finding(told.answer, told.paper, told.register, told.arc, told.why, found)
    return Finding(told.answer, told.paper, told.register, told.arc)
