"""Which right a request has opened, from when to when: what its certificate says (rules F5, F9)."""

from dataclasses import dataclass, replace
from datetime import datetime

from gps.domain.grounds import GroundKind, Request, tacit_at


@dataclass(frozen=True)
class Opened:
    """A right that a request opened: EXPLICIT or TACIT, and for which time. ``ends_at`` is where it ended or will."""

    kind: GroundKind
    starts_at: datetime
    ends_at: datetime


def opened(request: Request, at: datetime) -> Opened | None:
    """Give the latest right that a request had opened by a moment, or None when it has opened none."""
    rights = [right for right in _rights(request, at) if right.starts_at < right.ends_at]
    return rights[-1] if rights else None


def _rights(request: Request, at: datetime) -> list[Opened]:
    """Every right in order, each ended by the answer or the withdrawal that followed."""
    rights: list[Opened] = []
    answers = [answer for answer in request.answers if answer.at <= at]
    silence = tacit_at(request.asked_at)
    if silence <= at and not any(answer.at < silence for answer in answers):
        rights.append(Opened(GroundKind.TACIT, silence, request.tacit_ends_at))
    for answer in answers:
        if rights:
            rights[-1] = _ended(rights[-1], answer.at)
        if answer.granted and answer.ends_at is not None:
            rights.append(Opened(GroundKind.EXPLICIT, answer.at, answer.ends_at))
    if request.withdrawn_at is not None and request.withdrawn_at <= at:
        rights = [_ended(right, request.withdrawn_at) for right in rights]
    return rights


def _ended(right: Opened, at: datetime) -> Opened:
    return replace(right, ends_at=min(right.ends_at, at))
