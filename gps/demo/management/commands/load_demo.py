"""``python -m gps load_demo``: invented people and two years of documents, to try GPS with."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gps.demo.loading import load
from gps.demo.people import table


class Command(BaseCommand):
    """Loads the demonstration once; run again, it only tells the accounts again."""

    help = "Charge les données de démonstration et indique les comptes (GPS_DEMO=1 seulement)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--at`` is for trials: an ISO 8601 moment with its offset."""
        parser.add_argument("--at", help="moment auquel les données mènent, ISO 8601 avec décalage (essais)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse where real data may be."""
        if not settings.DEMO:
            raise CommandError("Les données de démonstration ne se chargent qu’avec GPS_DEMO=1, jamais en production.")
        created = load(_moment(options["at"]) if options["at"] else timezone.now())
        self.stdout.write("Données de démonstration chargées." if created else "Données de démonstration déjà là.")
        self.stdout.write(table())


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"« {text} » n’est pas un moment ISO 8601.") from error
    if at.tzinfo is None:
        raise CommandError("Le moment doit porter son décalage, par exemple 2026-11-20T18:45+01:00.")
    return at
