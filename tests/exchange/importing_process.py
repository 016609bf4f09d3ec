"""A worker among others, which is to be killed: ``python -m tests.exchange.importing_process MOMENT POSITION STAGE``.

It does what is due of imports at the moment. At the chunk that begins after POSITION entries it halts at the stage,
« judged » (all is written, nothing committed) or « committed », says « halted » and waits to be killed. The database is
that of DATABASE_URL.
"""

import os
import sys
from datetime import datetime
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.db import connection  # noqa: E402

from gps.exchange import imports  # noqa: E402
from gps.exchange.imports import judging  # noqa: E402
from gps.jobs import queue  # noqa: E402
from gps.jobs.queue import Repeatable  # noqa: E402

judge_chunk = judging._judge_chunk


def main(moment: str, position: str, stage: str) -> None:
    now = datetime.fromisoformat(moment)

    def halting(held: Any, *others: Any) -> bool:
        at = held.done
        is_last = judge_chunk(held, *others)
        if at == int(position):
            halt() if stage == "judged" else connection.on_commit(halt)
        return is_last

    judging._judge_chunk = halting  # type: ignore[assignment]
    while job := queue.claim([imports.KIND], now=now, worker="process"):
        queue.run(job, Repeatable(imports.run), now=now)


def halt() -> None:
    sys.stdout.write("halted\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.exit("it should have been killed")


if __name__ == "__main__":
    main(*sys.argv[1:])
