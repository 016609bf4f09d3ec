"""One process among several that register hand-made numbers: ``python -m tests.documents.registering_process ACCOUNT
EXCISE_NUMBER IDENTITY SEQUENCE …``.

It says « ready », waits for a line, registers the sequences in the order given, ``BATCH`` in a transaction, and prints
what became of each: accepted, known or refused. The database is that of DATABASE_URL.
"""

import sys

import django
from django.conf import settings

from tests import settings as full

APPS = [
    "gps.accounts", "gps.jobs", "gps.outages", "gps.documents", "django.contrib.auth", "django.contrib.contenttypes",
]  # fmt: skip

settings.configure(**{name: value for name, value in vars(full).items() if name.isupper()} | {"INSTALLED_APPS": APPS})
django.setup()

from gps.accounts.actors import actor_of  # noqa: E402
from gps.accounts.models import User  # noqa: E402
from gps.documents.operations import Outcome, register_many  # noqa: E402
from tests.world import NOW, report  # noqa: E402

BATCH = 40


def main(account: str, excise_number: str, identity: str, *sequences: str) -> None:
    actor = actor_of(User.objects.select_related("office", "provider").get(email=account))
    sent = [report(f"26{excise_number}{int(n):05d}1", excise_number, identity=identity) for n in sequences]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for batch in (sent[start : start + BATCH] for start in range(0, len(sent), BATCH)):
        for outcome in register_many(batch, actor=actor, now=NOW):
            sys.stdout.write(f"{said(outcome)}\n")


def said(outcome: Outcome) -> str:
    if outcome.faults:
        return "refused"
    return "known" if outcome.known else "accepted"


if __name__ == "__main__":
    main(*sys.argv[1:])
