"""A month as people write it: ``11/2026``, « novembre 2026 ». Its return is due by the 10th of the next one."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from gps.domain.dispatch import FIRST_DAY
from gps.domain.errors import DomainError, ErrorCode

DUE_DAY = 10
LAST_YEAR = 2099
"""The last that a number can name."""

_FORM = re.compile(r"([0-9]{2})/([0-9]{4})")
_NAMES = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
          "décembre")  # fmt: skip


@dataclass(frozen=True, order=True)
class Month:
    """One month of one year."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Make a month of ``mm/aaaa``.

        Raises:
            DomainError: MONTH_WRONG, on ``mois``: another form, no such month, or one in which no movement can be.
        """
        found = _FORM.fullmatch(text.strip())
        if found:
            month = cls(int(found[2]), int(found[1]))
            if month.is_known:
                return month
        raise DomainError.of(ErrorCode.MONTH_WRONG, "mois", first=f"{FIRST_DAY:%m/%Y}", last=f"12/{LAST_YEAR}")

    @classmethod
    def of(cls, day: date) -> Self:
        """The month of a day."""
        return cls(day.year, day.month)

    @property
    def is_known(self) -> bool:
        """Whether movements can be in it: from the opening of EMCS to the last year of a number."""
        return 1 <= self.month <= 12 and (FIRST_DAY.year, FIRST_DAY.month) <= (self.year, self.month) <= (LAST_YEAR, 12)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def due_on(self) -> date:
        """The day by which its return is filed."""
        following = self.shifted(1)
        return date(following.year, following.month, DUE_DAY)

    @property
    def label(self) -> str:
        """« novembre 2026 »."""
        return f"{_NAMES[self.month - 1]} {self.year}"

    def __str__(self) -> str:
        return f"{self.month:02d}/{self.year}"

    @property
    def iso(self) -> str:
        """``2026-11``, for machines and names of files."""
        return f"{self.year}-{self.month:02d}"

    def shifted(self, months: int) -> "Month":
        """The month that comes so many later, or before."""
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    @property
    def before(self) -> "Month | None":
        """The month before, None where movements begin."""
        month = self.shifted(-1)
        return month if month.is_known else None

    @property
    def after(self) -> "Month | None":
        """The month after, None where numbers end."""
        month = self.shifted(1)
        return month if month.is_known else None
