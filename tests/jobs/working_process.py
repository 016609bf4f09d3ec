"""A worker among others: ``python -m tests.jobs.working_process MOMENT NAME STAGE``.

It does what is due at the moment. At the job of this name it halts at the stage, « claimed » or « effect » (done, not
committed), says « halted » and waits to be killed. The database is that of DATABASE_URL. It loads no page.
"""

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import django
from django.conf import settings

from tests import settings as full

APPS = ["gps.jobs", "gps.accounts", "django.contrib.auth", "django.contrib.contenttypes"]

settings.configure(**{name: value for name, value in vars(full).items() if name.isupper()} | {"INSTALLED_APPS": APPS})
django.setup()

from gps.jobs import queue  # noqa: E402
from tests.jobs.effects import KIND, effect  # noqa: E402


def main(moment: str, name: str, stage: str) -> None:
    now = datetime.fromisoformat(moment)

    def handler(payload: Mapping[str, Any], now: datetime) -> None:
        effect(payload, now)
        if (payload["name"], stage) == (name, "effect"):
            halt()

    while job := queue.claim([KIND], now=now, worker="process"):
        if (job.key, stage) == (name, "claimed"):
            halt()
        queue.run(job, handler, now=now)


def halt() -> None:
    sys.stdout.write("halted\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.exit("it should have been killed")


if __name__ == "__main__":
    main(*sys.argv[1:])
