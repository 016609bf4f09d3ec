"""What time has brought about is written (rule T3): overdue documents become inactive."""

from datetime import datetime

from gps.accounts.actors import SYSTEM
from gps.documents import followup, operations
from gps.documents.permissions import visible_to
from gps.domain.errors import DomainError


def deactivate_all(now: datetime) -> int:
    """Deactivate what is overdue, one document a transaction, and tell how many: a fault on one holds up no other.

    Safe to run twice, late, or on two machines at once.
    """
    late = followup.overdue(visible_to(SYSTEM, now), now).order_by("id").values_list("reference", flat=True)
    done = 0
    for number in late.iterator():
        try:
            operations.deactivate(number, actor=SYSTEM, now=now)
        except DomainError:
            continue  # regularised, cancelled or deactivated meanwhile
        done += 1
    return done
