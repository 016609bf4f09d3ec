"""The steps of ``bench.flood`` inside GPS, each a process: ``python -m bench.flood_sides prepare|send|check …``.

Each prints what it found as one line of JSON. The moment is fixed, so that the file means the same in any year.
"""

import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import Count  # noqa: E402

from gps.accounts import keys  # noqa: E402
from gps.accounts.actors import actor_of  # noqa: E402
from gps.accounts.models import EdiProvider, User  # noqa: E402
from gps.accounts.roles import Role  # noqa: E402
from gps.documents.models import FallbackDocument  # noqa: E402
from gps.exchange import imports  # noqa: E402
from gps.exchange.models import EntryOutcome, Import  # noqa: E402
from tests import world  # noqa: E402
from tests.exchange.files import CLIENT, Flood, flood, written  # noqa: E402
from tests.world import NOW  # noqa: E402

YEARS = timedelta(days=3650)


def prepare() -> dict[str, Any]:
    """Make the people of the tests, and a key of the provider."""
    call_command("migrate", verbosity=0)
    world.build()
    return {"key": keys.create("Banc", Role.PROVIDER, NOW, NOW + YEARS, provider=EdiProvider.objects.get())}


def send(path: str, count: str) -> dict[str, Any]:
    """Write the file, and send it as the provider's user does."""
    with Path(path).open("wb") as file:
        file.writelines(written(_flood(int(count)).entries))
    actor = actor_of(User.objects.select_related("office", "provider").get(email__startswith="provider@"))
    with Path(path).open("rb") as file:
        return {"identifier": imports.receive(file, "crise.xml", actor=actor, now=NOW).identifier}


def check(count: str) -> dict[str, Any]:
    """Hold what became of each entry against what it was written for."""
    found, expected = Import.objects.get(), _flood(int(count)).expected
    told = [
        (EntryOutcome(entry.outcome), faults[0].code if (faults := imports.faults_of(entry)) else None)
        for entry in imports.entries(found)
    ]
    unlike = sum(one != other for one, other in zip(told, expected, strict=True))
    twice = FallbackDocument.objects.values("reference").annotate(n=Count("pk")).filter(n__gt=1).count()
    return {
        "accepted": found.accepted, "known": found.known, "refused": found.rejected, "unlike": unlike, "twice": twice,
        "documents": FallbackDocument.objects.count(),
    }  # fmt: skip


def _flood(count: int) -> Flood:
    return flood(count, (CLIENT,))


STEPS: dict[str, Callable[..., dict[str, Any]]] = {"prepare": prepare, "send": send, "check": check}


if __name__ == "__main__":
    logging.disable()
    sys.stdout.write(json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])) + "\n")
