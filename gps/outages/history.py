"""What became of an outage, line by line: who did what, and what it changed; for the help desk (rules F2, H2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gps.outages.models import Change, Outage
from gps.outages.telling import Difference, differences


@dataclass(frozen=True)
class Line:
    """One line of the past: the change, the comment that was left with it, and what it made different."""

    change: Change
    comment: str
    differences: Sequence[Difference]


def past_of(outage: Outage) -> list[Line]:
    """Give the past of an outage, oldest first, by one query. The publication has no before: all of it is new."""
    changes = list(Change.objects.filter(subject=outage.identifier).order_by("position"))
    nothing: Mapping[str, Any] = {}
    states = pairwise([nothing, *(change.data for change in changes)])
    return [
        Line(change, after.get("comment", ""), differences(before, after) if before else ())
        for change, (before, after) in zip(changes, states, strict=True)
    ]
