"""Hand-made numbers into the register, by GPS and bare, each in a process of its own so that its memory can be told:
``python -m bench.registering WHAT COUNT [FILE]``.

WHAT is ``prepare`` (an EDI provider, its clients, an alert that grounds them), ``register`` (so many reports through
``register_many``), ``write`` (a file of as many entries), ``import`` (the way of a real file: received, read through,
judged by the worker's jobs to its end), ``copy`` (the rows that this left, taken out and brought back by bare COPY into
the same emptied tables) or ``parse`` (the same, after a bare parse of the file). The database is that of DATABASE_URL.
It prints what it took as one line of JSON.
"""

import json
import logging
import os
import resource
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from itertools import islice
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gps.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from lxml import etree  # noqa: E402

from gps.accounts import keys  # noqa: E402
from gps.accounts.actors import Actor, actor_of_key  # noqa: E402
from gps.accounts.models import ApiKey, CustomsOffice, EdiProvider, ExciseNumber, Mandate, Operator  # noqa: E402
from gps.accounts.roles import AccessMode, Role  # noqa: E402
from gps.documents.operations import Report, register_many  # noqa: E402
from gps.domain.grounds import Service, Severity  # noqa: E402
from gps.domain.reference import DocumentType  # noqa: E402
from gps.exchange import imports  # noqa: E402
from gps.exchange.imports.layout import NAMESPACE  # noqa: E402
from gps.outages.operations import open_alerts  # noqa: E402
from tests.exchange.files import Entry, written  # noqa: E402

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
ESTABLISHMENTS = 200
CHUNK = 1_000
PIECE = 64 * 1024
TABLES = ("documents_fallbackdocument", "documents_historyentry", "exchange_importentry")
"""What an import leaves; registering alone leaves the first two."""


def excise_number(place: int) -> str:
    """Give the excise number of a client of the provider."""
    return f"FR0{place:05d}E0001"


def prepare() -> None:
    """Make an empty register, an EDI provider with its clients, and the alert during which their goods left."""
    call_command("migrate", verbosity=0)
    office = CustomsOffice.objects.create(code="FR002300", name="Bordeaux")
    operator = Operator.objects.create(name="Maison", siret="11111111100001")
    provider = EdiProvider.objects.create(name="Liaisons EDI", siret="33333333300003")
    for place in range(ESTABLISHMENTS):
        client = ExciseNumber.objects.create(
            number=excise_number(place), operator=operator, establishment=f"Chai {place}", office=office,
            access_mode=AccessMode.EDI, provider=provider,
        )  # fmt: skip
        Mandate.objects.create(provider=provider, excise_number=client, starts_on=date(2024, 1, 1))
    national = Actor(Role.NATIONAL, "bench", "Bench")
    at = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    open_alerts([Service.MAREVA], actor=national, now=at, severity=Severity.BLACK, message="Procédure de secours.")


def reports(count: int) -> Iterator[Report]:
    """Give so many reports, client after client, as a provider's file has them."""
    of_each = max(1, count // ESTABLISHMENTS)
    for place in range(count):
        client, position = divmod(place, of_each)
        kind = DocumentType.DSA if place % 5 == 0 else DocumentType.DAA
        last = "2" if kind is DocumentType.DSA else "1"
        number = f"26{excise_number(client)}{position + 1:05d}{last}"
        at = clock(9 + place % 9, place % 60)
        yield Report(number, kind, excise_number(client), f"AB-{place % 1000:03d}-CD", date(2026, 11, 20), at)


def register(found: Iterable[Report]) -> int:
    """Register reports as they come, a chunk in a transaction, and give how many documents they made."""
    actor = Actor(Role.PROVIDER, "bench", "Bench", provider_id=EdiProvider.objects.get().pk)
    found, made = iter(found), 0
    while chunk := list(islice(found, CHUNK)):
        made += sum(outcome.document is not None for outcome in register_many(chunk, actor=actor, now=NOW))
    return made


def write(path: Path, count: int) -> int:
    """Write the reports as a file."""
    with path.open("wb") as file:
        file.writelines(
            written(
                Entry(
                    report.reference, report.document_type, report.excise_number, report.transport_identity,
                    f"{report.dispatch_date}", f"{report.dispatch_time:%H:%M}",
                )
                for report in reports(count)
            )
        )  # fmt: skip
    return count


def whole_import(path: Path) -> int:
    """Import a file, as a provider's user sends it and the worker goes on; give how many numbers were accepted."""
    keys.create("Bench", Role.PROVIDER, NOW, NOW + timedelta(days=1), provider=EdiProvider.objects.get())
    actor = actor_of_key(ApiKey.objects.get())
    with path.open("rb") as file:
        found = imports.receive(file, path.name, actor=actor, now=NOW)
    while not found.is_over:
        imports.run({"import": found.pk}, NOW)
        found.refresh_from_db()
    return found.accepted


def bare_parse(path: Path) -> Iterator[dict[str, str]]:
    """Let a parser read every value of a file, and check nothing."""
    for _, entry in etree.iterparse(path, tag=f"{{{NAMESPACE}}}craps"):
        yield {child.tag: child.text for child in entry}
        entry.clear()
        while entry.getprevious() is not None:
            del entry.getparent()[0]


def bare_copy(found: Iterable[object], rows: Path) -> int:
    """Let what is given go by, and COPY the rows that were made of it, in one transaction."""
    deque(found, maxlen=0)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            with (rows / table).open("rb") as file, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                while piece := file.read(PIECE):
                    copy.write(piece)
        cursor.execute(f"SELECT count(*) FROM {TABLES[0]}")  # noqa: S608  a name of ours
        return int(cursor.fetchone()[0])


def take_out(rows: Path) -> None:
    """Put the rows of the register into files, and empty it by the one sanctioned door."""
    with connection.cursor() as cursor:
        for table in TABLES:
            with (rows / table).open("wb") as file, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                file.writelines(bytes(piece) for piece in copy)
        cursor.execute("SET gps.purge = 'on'")
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        cursor.execute("RESET gps.purge")


def measured(work: Callable[[], int]) -> dict[str, float]:
    """Do some work, and tell what it took: seconds, processor seconds, MB beyond those of the idle process."""
    before, start, spent = peak(), time.perf_counter(), time.process_time()
    made = work()
    return {
        "made": made, "seconds": time.perf_counter() - start, "cpu": time.process_time() - spent, "idle": before,
        "above": peak() - before,
    }  # fmt: skip


def peak() -> float:
    """Give the most memory that the process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main(what: str, count: str, name: str = "") -> None:
    """Do it once, and tell."""
    logging.disable()
    connection.ensure_connection()
    told: dict[str, float] = {}
    if what == "prepare":
        prepare()
    elif what == "register":
        told = measured(lambda: register(reports(int(count))))
    elif what == "write":
        told["made"] = write(Path(name), int(count))
    elif what == "import":
        told = measured(lambda: whole_import(Path(name)))
    else:
        with tempfile.TemporaryDirectory() as rows:
            take_out(Path(rows))
            told = measured(lambda: bare_copy(bare_parse(Path(name)) if name else (), Path(rows)))
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
