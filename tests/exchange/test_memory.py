"""What an export holds in memory does not grow with what it gives (rule R3)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from bench.exporting import seed
from gps.documents.models import FallbackDocument
from tests.concurrency import database_url
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
OF_EACH = 10_000
GENEROUS = 60
"""MB. The documents all at once, as objects, would be some 200."""


@pytest.mark.rule("R3")
@pytest.mark.django_db(transaction=True)
def test_fifty_thousand_documents_are_exported_in_little_memory(world: World) -> None:
    del world  # its five establishments
    seed(OF_EACH)
    assert FallbackDocument.objects.count() == 50_000
    connection.close()
    for what in ("csv", "xlsx"):
        took = exported(what)
        assert took["bytes"] > 2_000_000
        assert took["peak"] - took["before"] < GENEROUS


def exported(what: str) -> dict[str, float]:
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "bench.exporting", what]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
