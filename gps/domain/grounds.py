"""When the fallback procedure may be used (rules F1–F9, G7).

Everything is a function of facts and a moment: no job has to run for the hour to pass or for an authorisation to end,
and any past moment can be judged again a year later.

Two things open the right:

* an outage that concerns many, *published* by the help desk: a national alert, red or black (failures 4 and 5), or an
  incident of an EDI provider (failure 3). It opens the right for the stretches of time during which it was published
  so: its ``Span``s;
* for the operator's own failure (1 and 2), his customs office: its yes, or its silence for an hour. An incident that
  the help desk opened on him is a diagnosis, and opens nothing by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum

from gps.domain.errors import DomainError, ErrorCode

THE_HOUR = timedelta(hours=1)
"""How long the service has to answer; then its silence is a yes (F5)."""

LONGEST_AUTHORISATION = timedelta(days=31)
"""An end that an officer sets later than this is a slip of the pen."""


class AccessMode(StrEnum):
    """How an establishment reaches GAMM@. DTI+ goes through the portal and counts as DTI (F1)."""

    DTI = "dti"
    DTI_PLUS = "dti_plus"
    EDI = "edi"


class Failure(IntEnum):
    """F1, in the guide's order."""

    OPERATOR_DTI = 1
    OPERATOR_EDI = 2
    PROVIDER = 3
    GAMMA_EDI = 4
    GAMMA_DTI = 5


class Service(StrEnum):
    """What a national alert is about."""

    GAMMA_DTI = "gamma_dti"
    GAMMA_EDI = "gamma_edi"
    MAREVA = "mareva"


class Severity(StrEnum):
    """F3: red and black open the right. A notice (a maintenance without effect, another function) opens none (F6)."""

    NOTICE = "notice"
    RED = "red"
    BLACK = "black"


class Side(StrEnum):
    """F2: on whose side the failure is."""

    CUSTOMS = "customs"
    PROVIDER = "provider"
    OPERATOR = "operator"


class GroundKind(StrEnum):
    """Under what right a number was issued or its goods left; kept with each document (F7)."""

    NOT_ASKED = ""
    OFFICER = "officer"
    ALERT = "alert"
    PROVIDER_INCIDENT = "provider_incident"
    EXPLICIT = "explicit"
    TACIT = "tacit"
    TO_JUSTIFY = "to_justify"
    JUSTIFIED = "justified"


PORTAL = frozenset({AccessMode.DTI, AccessMode.DTI_PLUS})
MODES: dict[Failure, frozenset[AccessMode]] = {
    Failure.OPERATOR_DTI: PORTAL,
    Failure.OPERATOR_EDI: frozenset({AccessMode.EDI}),
    Failure.PROVIDER: frozenset({AccessMode.EDI}),
    Failure.GAMMA_EDI: frozenset({AccessMode.EDI}),
    Failure.GAMMA_DTI: PORTAL,
}
"""Whom each failure can concern (F1)."""

FAILURE_OF: dict[Service, Failure] = {
    Service.GAMMA_DTI: Failure.GAMMA_DTI,
    Service.GAMMA_EDI: Failure.GAMMA_EDI,
    Service.MAREVA: Failure.GAMMA_EDI,
}

OPENS_THE_RIGHT: dict[Failure, GroundKind] = {
    Failure.PROVIDER: GroundKind.PROVIDER_INCIDENT,
    Failure.GAMMA_EDI: GroundKind.ALERT,
    Failure.GAMMA_DTI: GroundKind.ALERT,
}
"""Failures 1 and 2 are absent: an incident alone authorises nobody for them (F4)."""

_INSTANT = timedelta(microseconds=1)
_PREFERENCE = (GroundKind.ALERT, GroundKind.PROVIDER_INCIDENT, GroundKind.EXPLICIT, GroundKind.TACIT)


@dataclass(frozen=True)
class Ground:
    """Why a number was issued: the kind, and the public identifier of the outage or request, if any."""

    kind: GroundKind
    reference: str = ""


OFFICER = Ground(GroundKind.OFFICER)
"""An officer's issue is itself the authorisation (G8)."""

TO_JUSTIFY = Ground(GroundKind.TO_JUSTIFY)
"""Goods that left without a ground in force: the service is told (E7)."""


@dataclass(frozen=True)
class Trader:
    """What of an establishment decides which failures concern it. ``provider`` is any stable key of its provider."""

    excise_number: str
    access_mode: AccessMode
    provider: object = None


@dataclass(frozen=True)
class Span:
    """A stretch of time during which an outage was published: from a moment on, until one (open when None)."""

    identifier: str
    failure: Failure
    from_at: datetime
    until_at: datetime | None = None
    provider: object = None
    excise_number: str = ""

    def holds(self, at: datetime) -> bool:
        """Whether a moment is within: the first is, the last is not any more."""
        at = at.astimezone(UTC)  # two moments of one zone would be compared by the wall clock
        return self.from_at <= at and (self.until_at is None or at < self.until_at)

    def concerns(self, trader: Trader) -> bool:
        """Whether the outage is the trader's matter: by mode, by provider, by excise number (F1)."""
        if trader.access_mode not in MODES[self.failure]:
            return False
        match self.failure:
            case Failure.PROVIDER:
                return self.provider is not None and self.provider == trader.provider
            case Failure.OPERATOR_DTI | Failure.OPERATOR_EDI:
                return self.excise_number == trader.excise_number
            case _:
                return True


@dataclass(frozen=True)
class Answer:
    """What the service said, and from when on it counts. ``ends_at``: the end of the right that a yes opens."""

    at: datetime
    granted: bool
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Request:
    """An operator's request to his service, with what became of it; answers in the order in which they count."""

    identifier: str
    excise_number: str
    asked_at: datetime
    tacit_ends_at: datetime
    answers: tuple[Answer, ...] = ()
    withdrawn_at: datetime | None = None


class Standing(StrEnum):
    """How a request stands at a moment."""

    TO_COME = "to_come"
    WAITING = "waiting"
    EXPLICIT = "explicit"
    TACIT = "tacit"
    REFUSED = "refused"
    OVER = "over"
    WITHDRAWN = "withdrawn"


IN_FORCE: dict[Standing, GroundKind] = {
    Standing.EXPLICIT: GroundKind.EXPLICIT,
    Standing.TACIT: GroundKind.TACIT,
}
"""The standings that open the right."""


def failure_of(access_mode: AccessMode) -> Failure:
    """Give the failure that an operator's own breakdown is: 1 by the portal, 2 by EDI (F1)."""
    return Failure.OPERATOR_DTI if access_mode in PORTAL else Failure.OPERATOR_EDI


def tacit_at(asked_at: datetime) -> datetime:
    """Give the moment at which silence becomes a yes: an hour of 3,600 seconds later, whatever clocks do (F5)."""
    return asked_at.astimezone(UTC) + THE_HOUR


def standing(request: Request, at: datetime) -> Standing:
    """Give how a request stands at a moment (F5).

    An answer that counts from the 3,600th second on is late: until then silence had opened the right. A refusal,
    late or not, closes the right from then on.
    """
    at = at.astimezone(UTC)  # two moments of one zone would be compared by the wall clock
    if request.withdrawn_at is not None and request.withdrawn_at <= at:
        return Standing.WITHDRAWN
    given = [answer for answer in request.answers if answer.at <= at]
    if given:
        return _answered(given[-1], at)
    if at < request.asked_at:
        return Standing.TO_COME
    if at < tacit_at(request.asked_at):
        return Standing.WAITING
    return Standing.TACIT if at < request.tacit_ends_at else Standing.OVER


def _answered(answer: Answer, at: datetime) -> Standing:
    if not answer.granted:
        return Standing.REFUSED
    return Standing.OVER if answer.ends_at is not None and answer.ends_at <= at else Standing.EXPLICIT


def ground(trader: Trader, at: datetime, spans: Iterable[Span], requests: Iterable[Request]) -> Ground | None:
    """Give the ground in force for a trader at a moment, or None: the one place where F1–F5 are decided.

    What was published for many comes before what the service granted to one, a yes before silence; among equals, what
    stood first.

    Args:
        trader: the establishment.
        at: any moment, past or present, aware.
        spans: of outages, in any order; those that do not concern the trader, or not that moment, are passed over.
        requests: likewise.
    """
    found = [
        (OPENS_THE_RIGHT[span.failure], span.from_at, span.identifier)
        for span in spans
        if span.failure in OPENS_THE_RIGHT and span.holds(at) and span.concerns(trader)
    ]
    found += [
        (IN_FORCE[stands], request.asked_at, request.identifier)
        for request in requests
        if request.excise_number == trader.excise_number and (stands := standing(request, at)) in IN_FORCE
    ]
    if not found:
        return None
    kind, _, identifier = min(found, key=lambda one: (_PREFERENCE.index(one[0]), one[1], one[2]))
    return Ground(kind, identifier)


def counts_from(given_at: datetime, asked_at: datetime, relied_at: datetime | None, now: datetime) -> datetime:
    """Give the moment from which an answer counts: its own, unless somebody has already relied on the silence (F5).

    Two requests may cross the 60th minute: an answer given at 59:59 and a number issued at 60:00 whose transactions
    overtake each other. Whichever was written first stands: an answer that comes after a number was issued on the
    ground of silence counts from the instant after it, so that the number, judged again, still has its ground.

    Args:
        given_at: when the service gave it.
        asked_at: when it was asked.
        relied_at: when a number was last issued on the ground of silence, if one was.
        now: when it is written.
    """
    crossed = relied_at is not None and (given_at < tacit_at(asked_at) or now <= relied_at)
    return max(now, relied_at + _INSTANT) if relied_at is not None and crossed else given_at


def check_end(starts_at: datetime, end_at: datetime | None, field: str) -> None:
    """Refuse an end that does not follow the start.

    Raises:
        DomainError: END_BEFORE_START, on ``field``.
    """
    if end_at is not None and end_at <= starts_at:
        raise DomainError.of(ErrorCode.END_BEFORE_START, field, starts_at=starts_at)
