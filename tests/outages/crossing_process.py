"""One of two processes that cross the 60th minute: ``python -m tests.outages.crossing_process DEED ACCOUNT MOMENT``.

DEED is ``number`` (issue one on the ground of the service's silence), ``yes`` or ``no`` (answer request D26-0001).
It says « ready » and waits for a line; does its deed, says « done » and waits for a line before it commits; then tells
what became of it. What is refused is told at once. The database is that of DATABASE_URL.
"""

import sys
from datetime import datetime, time

import django
from django.conf import settings

from tests import settings as full

APPS = [
    "gps.accounts", "gps.jobs", "gps.outages", "gps.documents", "django.contrib.auth", "django.contrib.contenttypes",
]  # fmt: skip

settings.configure(**{name: value for name, value in vars(full).items() if name.isupper()} | {"INSTALLED_APPS": APPS})
django.setup()

from django.db import transaction  # noqa: E402

from gps.accounts.actors import Actor, actor_of  # noqa: E402
from gps.accounts.models import User  # noqa: E402
from gps.documents.operations import generate_many  # noqa: E402
from gps.domain.errors import DomainError  # noqa: E402
from gps.outages.operations import answer  # noqa: E402
from tests.world import request  # noqa: E402


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def do(deed: str, actor: Actor, now: datetime) -> str:
    if deed == "number":
        [document] = generate_many([request(at=time(23))], actor=actor, now=now)
        return f"{document.reference} {document.ground_kind}"
    granted = deed == "yes"
    reason = "failure_admitted" if granted else "gamma_works"
    answer("D26-0001", granted=granted, reason=reason, seen=0, actor=actor, now=now)
    return deed


def main(deed: str, account: str, moment: str) -> None:
    actor = actor_of(User.objects.select_related("office", "provider").get(email=account))
    say("ready")
    sys.stdin.readline()
    try:
        with transaction.atomic():
            outcome = do(deed, actor, datetime.fromisoformat(moment))
            say("done")
            sys.stdin.readline()
    except DomainError as refusal:
        outcome = str(refusal)
    say(outcome)


if __name__ == "__main__":
    main(*sys.argv[1:])
