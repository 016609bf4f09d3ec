"""A million documents as CSV and as a spreadsheet: time against the bare work, and memory: ``make bench``.

The bare work is one statement whose rows the same libraries write as they come. GPS reads the keys first and then the
documents some hundreds at a time, judges deadlines, and writes French words, local times and nothing that a spreadsheet
would compute. ``python -m bench.exports 100000`` does it with fewer. PostgreSQL, started for the run.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.report import write_table
from scripts.postgres import temporary_server

ROOT = Path(__file__).resolve().parent.parent
MILLION = 1_000_000
OF_EACH = 50_000
"""Documents of one excise number: its year holds no more than twice as many."""

PREPARE = """
from bench import exporting
from django.core.management import call_command
call_command("migrate", verbosity=0)
from gps.accounts.models import CustomsOffice, ExciseNumber, Operator
office = CustomsOffice.objects.create(code="FR002300", name="Bordeaux")
for n in range({establishments}):
    operator = Operator.objects.create(name=f"Maison {{n}}", siret=f"{{n:014d}}")
    ExciseNumber.objects.create(number=f"FR0{{n:05d}}E0001", operator=operator, establishment=f"Chai {{n}}",
                                access_mode="dti", office=office)
exporting.seed({of_each})
"""


def run(environment: Mapping[str, str], *arguments: str) -> str:
    """Run Python in a process of its own."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def table(count: int) -> str:
    """Measure everything, and give it as a table."""
    of_each = min(count, OF_EACH)
    with temporary_server() as url:
        environment = {**os.environ, "DATABASE_URL": url, "GPS_DEBUG": "1", "GPS_DEMO": "0"}
        run(environment, "-c", PREPARE.format(establishments=count // of_each, of_each=of_each))
        found = {
            what: json.loads(run(environment, "-m", "bench.exporting", what))
            for what in ("csv", "bare-csv", "xlsx", "bare-xlsx")
        }
    lines = [
        f"| {count:,} documents | MB | GPS, s | documents/s | memory, MB | bare, s | bare memory, MB | ratio |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind in ("csv", "xlsx"):
        ours, bare = found[kind], found[f"bare-{kind}"]
        lines.append(
            f"| {kind.upper()} | {ours['bytes'] / 1e6:.0f} | {ours['seconds']:.0f} | {count / ours['seconds']:,.0f} "
            f"| {ours['before']:.0f} → {ours['peak']:.0f} | {bare['seconds']:.0f} "
            f"| {bare['before']:.0f} → {bare['peak']:.0f} | {ours['seconds'] / bare['seconds']:.1f} |"
        )
    return "\n".join(lines)


def main(count: int) -> None:
    """Measure, print, and write the table into its place in the report."""
    measured = table(count)
    sys.stdout.write(measured + "\n")
    if count == MILLION:
        write_table("exports", measured)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MILLION)
