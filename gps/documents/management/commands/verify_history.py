"""``python -m gps verify_history``: prove that the history was not tampered with (rule H2)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gps.documents import chains
from gps.documents.models import FallbackDocument


class Command(BaseCommand):
    """Walks every chain, names each break, and fails when there is one."""

    help = "Vérifie la chaîne de l’historique de chaque document, ou d’un seul."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A number narrows the walk to its document."""
        parser.add_argument("numero", nargs="?", help="numéro à 21 caractères ; tous les documents sinon")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a break; the exit code tells whether the history is whole."""
        documents = FallbackDocument.objects.all()
        if options["numero"]:
            documents = documents.filter(reference=options["numero"])
            if not documents.exists():
                raise CommandError(f"Aucun document ne porte le numéro {options['numero']}.")
        broken = 0
        for found in chains.breaks(documents):
            broken += 1
            self.stderr.write(f"{found.reference}, ligne {found.position} : {found.what}")
        if broken:
            raise CommandError(f"{broken} historique(s) altéré(s).")
        self.stdout.write(f"{documents.count()} historique(s) vérifié(s), tous entiers.")
