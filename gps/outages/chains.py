"""Whether the past of outages and requests still says what was written: every chain walked and every hash computed
again (rules F2, H2).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from gps.domain import chain
from gps.outages.models import Change, Outage
from gps.outages.operations.publication import snapshot

_RENAMED = {"provider", "excise_number", "comment"}
"""What a line tells beyond the outage's own row: names of others, which may change, and the comment."""


@dataclass(frozen=True)
class Break:
    """Where the chain of an outage or a request stops being true, and how."""

    subject: str
    position: int
    what: str


def breaks(changes: QuerySet[Change], outages: QuerySet[Outage]) -> Iterator[Break]:
    """Give the first break of each subject whose chain is not whole, walking them in order.

    A line that was changed, removed, added or moved breaks its chain; an outage that is not what its last line says was
    changed without a line. What became of a request stands in its answers, which never change: its lines are walked,
    and no more.
    """
    now_are = {outage.identifier: outage for outage in outages.select_related("provider", "excise_number")}
    walked = set()
    for subject, lines in groupby(changes.order_by("subject", "position").iterator(), key=lambda line: line.subject):
        walked.add(subject)
        if found := _first_break(subject, lines, now_are.get(subject)):
            yield found
    for identifier in sorted(set(now_are) - walked):
        yield Break(identifier, 1, "la ligne manque")


def _first_break(subject: str, lines: Iterable[Change], outage: Outage | None) -> Break | None:
    previous, position = chain.START, 0
    last: Change | None = None
    for line in lines:
        position += 1
        if line.position != position:
            return Break(subject, position, "la ligne manque")
        if line.previous_hash != previous:
            return Break(subject, position, "la ligne ne suit pas la précédente")
        if line.hash != line.computed_hash():
            return Break(subject, position, "la ligne a été modifiée")
        previous, last = line.hash, line
    if outage is not None and last is not None and _own(last.data) != _own(snapshot(outage)):
        return Break(subject, position + 1, "la panne n’est pas ce que dit sa dernière ligne")
    return None


def _own(data: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if name not in _RENAMED}
