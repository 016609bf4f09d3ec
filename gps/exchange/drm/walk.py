"""A stretch of one year's sequence cut into runs, so that no number of it is left without a word (rules M4, N5).

A range of the return is honest only if every number in it is a document of that type and month. So the walk goes from
the first number to the last and begins another run wherever something else comes: the other type (DAA and DSA share
one sequence), a cancelled number, one of another month, one that awaits its data, one that GPS never saw. Numbers that
share a sequence (E4) stand alone, each in a run of its own: no range could tell them apart.

>>> numbers = [Numbered(2026, n, f"26FR007328E0001{n:05d}1", Kind.DECLARED, "DAA") for n in (1, 2, 4)]
>>> [(run.kind.value, run.first, run.last, run.count) for run in walk(numbers, 1, 4)]
[('declared', 1, 2, 2), ('missing', 3, 3, 1), ('declared', 4, 4, 1)]
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby


class Kind(StrEnum):
    """What a number is to the month. Only the first is carried over into the return."""

    DECLARED = "declared"
    CANCELLED = "cancelled"
    OTHER_MONTH = "other_month"
    TO_COMPLETE = "to_complete"
    MISSING = "missing"


@dataclass(frozen=True)
class Numbered:
    """One number of the register. ``detail``: the type of one that is declared, the reason of one that is cancelled,
    the month (``mm/aaaa``) of one of another month.
    """

    year: int
    sequence: int
    reference: str
    kind: Kind
    detail: str = ""


@dataclass(frozen=True)
class Run:
    """Numbers that follow each other without a gap and are all the same to the month.

    The references are "" where GPS knows none. ``twin``: the sequence bears other documents too (E4).
    """

    year: int
    kind: Kind
    detail: str
    first: int
    last: int
    first_reference: str = ""
    last_reference: str = ""
    twin: bool = False

    @property
    def count(self) -> int:
        """How many numbers."""
        return self.last - self.first + 1

    @property
    def is_declared(self) -> bool:
        """Whether it is carried over into the return."""
        return self.kind is Kind.DECLARED


def walk(numbers: Iterable[Numbered], first: int, last: int) -> list[Run]:
    """Cut a stretch of one year into runs, in order: together they are exactly the stretch.

    Args:
        numbers: all documents of the stretch, of one year, by sequence; at least one.
        first: the sequence that the stretch begins with.
        last: the one that it ends with.
    """
    runs: list[Run] = []
    expected = first
    year = 0
    for sequence, sharing in groupby(numbers, key=lambda number: number.sequence):
        those = list(sharing)
        year = those[0].year
        if sequence > expected:
            runs.append(Run(year, Kind.MISSING, "", expected, sequence - 1))
        for run in _of_one_sequence(those):
            if runs and _continues(runs[-1], run):
                runs[-1] = replace(runs[-1], last=run.last, last_reference=run.last_reference)
            else:
                runs.append(run)
        expected = sequence + 1
    if expected <= last:
        runs.append(Run(year, Kind.MISSING, "", expected, last))
    return runs


def _of_one_sequence(those: Sequence[Numbered]) -> Iterator[Run]:
    for one in those:
        yield Run(
            one.year, one.kind, one.detail, one.sequence, one.sequence, one.reference, one.reference, len(those) > 1
        )


def _continues(before: Run, run: Run) -> bool:
    alike = (before.kind, before.detail) == (run.kind, run.detail)
    return alike and not before.twin and not run.twin and before.last + 1 == run.first
