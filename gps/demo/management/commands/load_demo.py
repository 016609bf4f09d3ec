"""``python -m gps load_demo``: invented people and two years of documents, to try GPS with."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gps.demo.loading import load
from gps.demo.people import table
from gps.jobs.moment import add_at


class Command(BaseCommand):
    """Loads the demonstration once; run again, it only tells the accounts again."""

    help = "Charge les données de démonstration et indique les comptes (GPS_DEMO=1 seulement)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--at`` is for trials."""
        add_at(parser, "moment auquel les données mènent")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse where real data may be."""
        if not settings.DEMO:
            raise CommandError("Les données de démonstration ne se chargent qu’avec GPS_DEMO=1, jamais en production.")
        created = load(options["at"] or timezone.now())
        self.stdout.write("Données de démonstration chargées." if created else "Données de démonstration déjà là.")
        self.stdout.write(table())
