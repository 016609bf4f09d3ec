"""A report of a hand-made number by itself: its form, and the right to its excise number (rules E1, E2, E9, G2).

Nothing here is held against what the register holds: that is ``judging``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from gps.accounts.actors import Actor
from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for
from gps.domain import dispatch, reference
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.domain.lifecycle import ManualReason, Means
from gps.domain.reference import DocumentType, Reference


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
class Checked:
    """A report whose form is right: its parts, ready to be held against the register."""

    report: Report
    number: Reference
    excise_number: ExciseNumber
    identity: str
    dispatch_at: datetime

    @cached_property
    def reference(self) -> str:
        """The number, canonical."""
        return self.number.text

    @property
    def counter(self) -> tuple[int, int]:
        """The counter that its number belongs to: excise number and year (N5)."""
        return self.excise_number.pk, self.number.year

    @property
    def sequence(self) -> tuple[int, int, int]:
        """The sequence that its number bears, in full: excise number, year, sequence (E4)."""
        return self.excise_number.pk, self.number.year, self.number.sequence


def check_many(reports: Sequence[Report], actor: Actor, now: datetime) -> list[Checked | DomainError]:
    """Check the form of each report, and the right to the excise number (G2): one query, nothing locked or written.

    Returns:
        For each report, in order, its parts, or the refusal that ``check`` raised.
    """
    wanted = {report.excise_number for report in reports}
    reach = excise_numbers_for(actor, Permission.REGISTER, now)
    entitled = {row.number: row for row in reach.filter(number__in=wanted).distinct()}
    results: list[Checked | DomainError] = []
    for report in reports:
        try:
            results.append(check(report, entitled.get(report.excise_number), now))
        except DomainError as error:
            results.append(error)
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
