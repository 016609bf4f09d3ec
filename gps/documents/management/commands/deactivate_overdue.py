"""``python -m gps deactivate_overdue``: write what time has brought about (rule T3)."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gps.accounts.actors import SYSTEM
from gps.documents import followup, operations
from gps.documents.permissions import visible_to
from gps.domain.errors import DomainError


class Command(BaseCommand):
    """Makes the overdue documents inactive. Safe to run twice, late, or on two machines at once."""

    help = "Rend inactifs les documents dont la régularisation est en retard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--at`` is for trials: an ISO 8601 moment with its offset."""
        parser.add_argument("--at", help="moment à considérer, ISO 8601 avec décalage (essais)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Deactivate one document a transaction: a fault on one holds up no other."""
        now = _moment(options["at"]) if options["at"] else timezone.now()
        late = followup.overdue(visible_to(SYSTEM, now), now).order_by("id").values_list("reference", flat=True)
        done = 0
        for number in late.iterator():
            try:
                operations.deactivate(number, actor=SYSTEM, now=now)
            except DomainError:
                continue  # regularised, cancelled or deactivated meanwhile
            done += 1
        self.stdout.write(f"{done} document(s) rendu(s) inactif(s).")


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"« {text} » n’est pas un moment ISO 8601.") from error
    if at.tzinfo is None:
        raise CommandError("Le moment doit porter son décalage, par exemple 2026-11-20T18:45+01:00.")
    return at
