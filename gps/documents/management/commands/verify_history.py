"""``python -m gps verify_history``: prove that the history was not tampered with (rules F2, H2)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gps.documents import chains
from gps.documents.models import FallbackDocument
from gps.outages import chains as outage_chains
from gps.outages.models import Change, Outage


class Command(BaseCommand):
    """Walks every chain, names each break, and fails when there is one."""

    help = "Vérifie la chaîne de l’historique de chaque document, panne et demande d’autorisation, ou d’un seul."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A number narrows the walk to its document, an identifier to its outage or request."""
        parser.add_argument(
            "numero", nargs="?", help="numéro à 21 caractères, ou identifiant P26-0042 ou D26-0107 ; tout sinon"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a break; the exit code tells whether the history is whole."""
        documents, changes, outages = FallbackDocument.objects.all(), Change.objects.all(), Outage.objects.all()
        if wanted := options["numero"]:
            documents = documents.filter(reference=wanted)
            changes, outages = changes.filter(subject=wanted), outages.filter(identifier=wanted)
            if not (documents.exists() or changes.exists() or outages.exists()):
                raise CommandError(f"Aucun document ne porte le numéro {wanted}, ni aucune panne ni demande.")
        broken = 0
        for found in chains.breaks(documents):
            broken += 1
            self.stderr.write(f"{found.reference}, ligne {found.position} : {found.what}")
        for lost in outage_chains.breaks(changes, outages):
            broken += 1
            self.stderr.write(f"{lost.subject}, ligne {lost.position} : {lost.what}")
        if broken:
            raise CommandError(f"{broken} historique(s) altéré(s).")
        subjects = changes.order_by().values("subject").distinct().count()
        self.stdout.write(f"{documents.count() + subjects} historique(s) vérifié(s), tous entiers.")
