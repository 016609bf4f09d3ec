"""A report held against the register (rules E2–E7, N4–N6): what becomes of it. Plain decisions, no query.

Reports are judged in order, each as if those before it were written already: what they add to the register is kept
beside what it holds (``Rehearsal``), and written afterwards, at once or, in a dry run, never.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from gps.documents.models import AnomalyKind, FallbackDocument
from gps.documents.operations.checking import Checked
from gps.documents.operations.issuing import wall_clock
from gps.documents.operations.sequence import Counter
from gps.domain import dispatch, reference
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.domain.grounds import TO_JUSTIFY, Ground, GroundKind
from gps.outages.grounds import Facts

JUMP = 500
"""A sequence that runs ahead of the last by more than this is confirmed twice (E5)."""


class Standing(NamedTuple):
    """What a number that stands is compared by (E3): small, since a dry run keeps one for each entry of a file."""

    document_type: str
    transport_key: str
    dispatch: datetime | None
    is_incomplete: bool
    recorded_at: datetime

    @classmethod
    def of(cls, document: FallbackDocument) -> "Standing":
        """Give what stands in the register."""
        return cls(
            document.document_type, document.transport_key, wall_clock(document), document.is_incomplete,
            document.recorded_at,
        )  # fmt: skip


@dataclass(frozen=True)
class Rehearsal:
    """What the reports judged so far add to the register: numbers, sequences used, counters that moved.

    Each call of ``register_many`` has one of its own. A dry run of a file in several calls is given one and the same
    ``Rehearsal()`` for all of them, in order. It grows with the file, by less than half a kilobyte an entry.
    """

    numbers: dict[str, Standing] = field(default_factory=dict)
    used: set[tuple[int, int, int]] = field(default_factory=set)
    last: dict[Counter, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Holdings:
    """What the register holds about some reports.

    numbers: those of the reports that stand.
    used: the sequences of the reports' that some document bears: excise number, year, sequence.
    last: where each counter stands.
    facts: what may have grounded the departures.
    """

    numbers: Mapping[str, Standing]
    used: Collection[tuple[int, int, int]]
    last: Mapping[Counter, int]
    facts: Facts


class Fate(Enum):
    """What becomes of a report."""

    REFUSED = "refused"
    NEW = "new"
    KNOWN = "known"
    COMPLETES = "completes"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Judgement:
    """What becomes of a checked report.

    faults: why it is refused.
    flags: what the service is told.
    ground: that of a new document (E7).
    standing: what the report runs into.
    """

    item: Checked
    fate: Fate
    faults: tuple[Fault, ...] = ()
    flags: tuple[AnomalyKind, ...] = ()
    ground: Ground = TO_JUSTIFY
    standing: Standing | None = None


def judge(item: Checked, holdings: Holdings, added: Rehearsal, now: datetime) -> Judgement:
    """Judge one report, and note what it adds.

    Args:
        item: the report, its form checked.
        holdings: what the register holds.
        added: what the reports before it add; what this one adds is put there.
        now: the moment of the recording.
    """
    standing = added.numbers.get(item.reference) or holdings.numbers.get(item.reference)
    if standing is not None:
        return _judge_known(item, standing, added)
    try:
        reference.check_last_character(item.number, item.report.document_type)
    except DomainError as error:
        return Judgement(item, Fate.REFUSED, error.faults)
    last = max(holdings.last[item.counter], added.last.get(item.counter, 0))
    jumps = item.number.sequence - last > JUMP
    outside = item.report.dispatch_date.year != item.number.year
    if not item.report.confirmed and (jumps or outside):
        return Judgement(item, Fate.REFUSED, _confirmations(item, last, jumps, outside))
    ground = holdings.facts.ground(item.excise_number, min(item.dispatch_at, now)) or TO_JUSTIFY
    flags = {
        AnomalyKind.JUMP: jumps,
        AnomalyKind.OUTSIDE_YEAR: outside,
        AnomalyKind.DUPLICATE_SEQUENCE: item.sequence in holdings.used or item.sequence in added.used,
        AnomalyKind.UNJUSTIFIED: ground.kind is GroundKind.TO_JUSTIFY,
    }
    added.numbers[item.reference] = _stated(item, now)
    added.used.add(item.sequence)
    added.last[item.counter] = last if jumps else max(last, item.number.sequence)
    return Judgement(item, Fate.NEW, flags=tuple(kind for kind, is_so in flags.items() if is_so), ground=ground)


def _judge_known(item: Checked, standing: Standing, added: Rehearsal) -> Judgement:
    """E3: the same data give the recap; a number that awaits its data is completed; other data make an anomaly."""
    stated = _stated(item, standing.recorded_at)
    if standing.is_incomplete and standing.document_type == stated.document_type:
        added.numbers[item.reference] = stated
        return Judgement(item, Fate.COMPLETES, standing=standing)
    if standing == stated:
        return Judgement(item, Fate.KNOWN, standing=standing)
    return Judgement(item, Fate.CONFLICT, flags=(AnomalyKind.CONFLICT,), standing=standing)


def _stated(item: Checked, recorded_at: datetime) -> Standing:
    """A report as it will stand once it is registered."""
    report = item.report
    wall = datetime.combine(report.dispatch_date, report.dispatch_time)
    return Standing(
        report.document_type.value, dispatch.transport_key(item.identity), wall, is_incomplete=False,
        recorded_at=recorded_at,
    )  # fmt: skip


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
