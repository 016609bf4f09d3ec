"""What happens, in the order in which it happened: sequences and histories follow time."""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime

Event = Callable[[datetime], object]
"""Something that happens at a moment; it may plan what follows from it."""


class Timeline:
    """Events up to now. What is planned for later has not happened yet: it is left out."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)
        self._planned: list[tuple[datetime, int, Event]] = []
        self._count = 0

    def plan(self, at: datetime, event: Event) -> None:
        """Have something happen at a moment; events of one moment keep the order of their planning."""
        at = at.astimezone(UTC)
        if at <= self.now:
            self._count += 1
            heapq.heappush(self._planned, (at, self._count, event))

    def play(self) -> None:
        """Let everything happen."""
        while self._planned:
            at, _, event = heapq.heappop(self._planned)
            event(at)
