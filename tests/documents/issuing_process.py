"""One process among many that issue numbers: ``python -m tests.documents.issuing_process ACCOUNT EXCISE_NUMBER COUNT``.

It says « ready », waits for a line, issues its numbers one by one, and prints each as GPS gave it. The database is
that of DATABASE_URL. It loads the register and no page: twelve of them start within seconds.
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
from gps.documents.operations import generate_many  # noqa: E402
from tests.world import NOW, request  # noqa: E402


def main(account: str, excise_number: str, count: str) -> None:
    actor = actor_of(User.objects.select_related("office", "provider").get(email=account))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for _ in range(int(count)):
        [document] = generate_many([request(excise_number)], actor=actor, now=NOW)
        sys.stdout.write(f"{document.reference}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
