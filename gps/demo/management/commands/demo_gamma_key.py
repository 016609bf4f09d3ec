"""``python -m gps demo_gamma_key``: a fresh key for the stand-in of GAMM@, which ``make run`` starts beside GPS."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from gps.accounts import keys
from gps.accounts.models import ApiKey
from gps.accounts.roles import Role

LABEL = "GAMM@ (simulateur)"
VALID = timedelta(days=30)


class Command(BaseCommand):
    """Writes the secret where a program reads it, and nowhere else; the keys of earlier runs end."""

    help = "Donne au simulateur de GAMM@ une clé neuve (GPS_DEMO=1 seulement ; se lit par un tube, pas à l’écran)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse where real data may be, and where people would read the secret."""
        if not settings.DEMO:
            raise CommandError("Cette clé ne se crée qu’avec GPS_DEMO=1, jamais en production.")
        if self.stdout.isatty():
            raise CommandError("La clé est un secret : elle s’écrit dans un tube, pas à l’écran.")
        now = timezone.now()
        with transaction.atomic():
            ApiKey.objects.filter(label=LABEL, role=Role.SYSTEM, revoked_at=None).update(revoked_at=now)
            secret = keys.create(LABEL, Role.SYSTEM, now, now + VALID, scopes=["gamma"])
        self.stdout.write(secret)
