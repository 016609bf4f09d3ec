"""``python -m gps worker``: do the work that is due, for as long as the process lives.

Any number may run, on any machine. What a worker that dies was doing is taken over when its lease runs out.
"""

import logging
import os
import signal
import socket
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from gps.config import worker
from gps.jobs.moment import add_at

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Ends after the job under way when it is told to (SIGTERM, SIGINT); waits for a database that is away."""

    help = "Exécute les tâches de fond à mesure qu’elles sont dues."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--at`` is for trials, and goes with ``--once``."""
        parser.add_argument("--every", type=_seconds, default=2.0, help="secondes de pause quand rien n’est dû (2)")
        parser.add_argument("--once", action="store_true", help="exécute ce qui est dû et s’arrête")
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once, or until told to end."""
        if options["at"] and not options["once"]:
            raise CommandError("--at ne va qu’avec --once.")
        name = f"{socket.gethostname()}:{os.getpid()}"
        if options["once"]:
            done, failed = work_once(options["at"] or timezone.now(), name)
            self.stdout.write(f"{done} tâche(s) faite(s), {failed} en échec.")
            return
        with signals() as told:
            log.info("worker %s starts", name)
            work(name, told, options["every"])
            log.info("worker %s ends", name)


def work_once(now: datetime, name: str) -> tuple[int, int]:
    """Do all that is due at a moment; give how many jobs were done, and how many were not."""
    worker.schedule_recurring(now)
    outcomes = list(iter(lambda: worker.run_next(now, name), None))
    return outcomes.count(True), outcomes.count(False)


def work(name: str, told: SimpleQueue[int], pause: float) -> None:
    """Do what is due, over and over, until told to end."""
    while told.empty():
        now = timezone.now()
        busy = False
        try:
            worker.schedule_recurring(now)
            busy = worker.run_next(now, name) is not None
        except (OperationalError, InterfaceError) as error:
            log.warning("the database does not answer, trying again: %s", error)
        close_old_connections()
        if not busy:
            rest(told, pause)


def rest(told: SimpleQueue[int], pause: float) -> None:
    """Wait, less long when told to end meanwhile."""
    with suppress(Empty):
        told.put(told.get(timeout=pause))


@contextmanager
def signals() -> Iterator[SimpleQueue[int]]:
    """Collect the signals that ask for an end instead of dying of them: what is under way is finished first.

    A SimpleQueue alone may be written by a signal that interrupts its own reader.
    """
    told: SimpleQueue[int] = SimpleQueue()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, lambda number, _: told.put(number))
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if 0 < float(text) <= 3600:
            return float(text)
    raise ArgumentTypeError(f"« {text} » n’est pas une pause entre 0 et 3600 secondes.")
