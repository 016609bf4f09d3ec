"""``python -m gps export_meteo DIRECTORY``: the copy of the météo that is hosted apart (rules F3, E10, D1)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gps.jobs.moment import add_at
from gps.web import weather_copy
from gps.web.weather_copy.folder import NotACopy


class Command(BaseCommand):
    """Writes a site without a server: it stays up when GPS is down."""

    help = "Écrit la copie de secours de la météo : alertes, numéros à former à la main, formulaires vierges."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--at`` is for trials."""
        parser.add_argument("dossier", type=Path, help="dossier de la copie ; remplacé d’un coup s’il en est une")
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a folder that holds anything else."""
        try:
            count = weather_copy.export(options["dossier"], options["at"] or timezone.now())
        except NotACopy as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} fichiers écrits dans {options['dossier']}.")
