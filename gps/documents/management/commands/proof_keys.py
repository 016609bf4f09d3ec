"""``python -m gps proof_keys create|list|retire``: the keys that sign the papers (rule V3)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gps.documents import signing_keys
from gps.documents.models import SigningKey


class Command(BaseCommand):
    """The newest key that is not retired signs; retired ones still verify; a withdrawn one proves nothing any more."""

    help = "Crée, liste et retire les clés qui signent les documents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One verb at a time."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("create", help="crée une clé : elle signe dès maintenant")
        listing = verbs.add_parser("list", help="liste les clés")
        listing.add_argument("--jwks", action="store_true", help="écrit les clés publiques, comme /verifier/cles.json")
        retiring = verbs.add_parser(
            "retire", help="retire une clé : elle ne signe plus, ce qu’elle a signé reste valable"
        )
        retiring.add_argument("key_id", help="les 8 caractères de la clé")
        retiring.add_argument(
            "--compromise",
            action="store_true",
            help="sa partie privée a pu fuir : ce qu’elle a signé ne prouve plus rien",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        now = timezone.now()
        match options["verb"]:
            case "create":
                self.stdout.write(f"La clé {signing_keys.create(now).key_id} signe désormais les documents.")
            case "list" if options["jwks"]:
                self.stdout.write(json.dumps(signing_keys.jwks(), indent=2))
            case "list":
                self._list()
            case _:
                self._retire(options["key_id"], withdrawn=options["compromise"])

    def _list(self) -> None:
        for row in SigningKey.objects.order_by("position"):
            until = f"retirée le {row.retired_at:%d/%m/%Y %H:%M} UTC" if row.retired_at else "en service"
            leaked = ", compromise" if row.withdrawn else ""
            self.stdout.write(f"{row.key_id}  créée le {row.created_at:%d/%m/%Y %H:%M} UTC  {until}{leaked}")

    def _retire(self, key_id: str, *, withdrawn: bool) -> None:
        try:
            signing_keys.retire(key_id, timezone.now(), withdrawn=withdrawn)
        except SigningKey.DoesNotExist as error:
            raise CommandError(f"Aucune clé ne porte l’identifiant {key_id}.") from error
        proves = "ce qu’elle a signé ne prouve plus rien" if withdrawn else "ce qu’elle a signé reste vérifiable"
        self.stdout.write(f"La clé {key_id} est retirée : {proves}.")
