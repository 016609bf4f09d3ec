"""``python -m gps deactivate_overdue``: write by hand what the worker writes every few minutes (rule T3)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gps.documents.overdue import deactivate_all
from gps.jobs.moment import add_at


class Command(BaseCommand):
    """Makes the overdue documents inactive."""

    help = "Rend inactifs les documents dont la régularisation est en retard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--at`` is for trials."""
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell how many they were."""
        done = deactivate_all(options["at"] or timezone.now())
        self.stdout.write(f"{done} document(s) rendu(s) inactif(s).")
