"""How long 100,000 hand-made numbers take, against the bare work: ``make bench``. Twice: reports that are registered,
against the COPY of the rows they leave; a file that is imported, against a bare parse of it and the COPY of the rows.

The bare work is what no program can do without: the documents and their history lines are there, and go by COPY into
the same tables, with the same indexes, constraints and triggers. GPS besides checks every report, holds it against the
register, finds its ground, moves the counters and chains the history, a thousand reports in a transaction.
``python -m bench.imports 10000`` does it with fewer. PostgreSQL, started for the run.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench.report import write_table
from scripts.postgres import temporary_server

ROOT = Path(__file__).resolve().parent.parent
COUNT = 100_000


def run(environment: Mapping[str, str], *arguments: str) -> dict[str, float]:
    """Do one piece of work in a process of its own, and give what it told."""
    command = [sys.executable, "-m", "bench.registering", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def table(count: int) -> str:
    """Measure everything, and give it as a table."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "crise.xml")
        ours, bare = once(count, ("register",), ("copy",))
        whole, least = once(count, ("import", file), ("parse", file))
    lines = [
        f"| {count:,} hand-made numbers | seconds | numbers/s | processor, s | memory above idle, MB |",
        "| --- | ---: | ---: | ---: | ---: |",
        row("GPS: checked, judged, historised", count, ours),
        row("bare COPY of the same rows", count, bare),
        row("GPS: a file, received, read through, judged, told of", count, whole),
        row("bare parse of the file, and COPY of the same rows", count, least),
    ]
    shares = (one["seconds"] / other["seconds"] for one, other in ((bare, ours), (least, whole)))
    told = "GPS registers at {:.2f} × the bare COPY, and imports a file at {:.2f} × the bare parse and COPY."
    return "\n".join([*lines, "", told.format(*shares)])


def once(count: int, ours: tuple[str, ...], bare: tuple[str, ...]) -> tuple[dict[str, float], dict[str, float]]:
    """Measure a piece of work and the bare one, on one server of their own."""
    with temporary_server() as url:
        environment = {**os.environ, "DATABASE_URL": url, "GPS_DEBUG": "1", "GPS_DEMO": "0"}
        run(environment, "prepare", "0")
        if ours[1:]:
            run(environment, "write", str(count), *ours[1:])
        done, least = (run(environment, what, str(count), *files) for what, *files in (ours, bare))
    if not done["made"] == least["made"] == count:
        raise RuntimeError(f"{done['made']} were registered, {least['made']} copied, of {count}")
    return done, least


def row(label: str, count: int, told: Mapping[str, float]) -> str:
    """Give one line of the table."""
    speed = count / told["seconds"]
    return f"| {label} | {told['seconds']:.1f} | {speed:,.0f} | {told['cpu']:.1f} | {told['above']:.0f} |"


def main(count: int = COUNT) -> None:
    """Measure, print, and write the table of a full run into its place in the report."""
    measured = table(count)
    sys.stdout.write(measured + "\n")
    if count == COUNT:
        write_table("imports", measured)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
