"""A provider's flood after an outage, with real processes: ``python -m bench.flood`` (20,000 entries by default).

PostgreSQL, the web server and the worker are started for the run. A file of which one entry in a hundred is wrong, in
every way by turns, is sent; while it is judged the pages and the API are asked over and over; two fifths of the way the
worker is killed with SIGKILL and another one goes on. In the end every entry must have had the outcome that it was
written for, and no number may be there twice: anything else ends the run with an error.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from bench.report import write_table
from scripts.postgres import temporary_server

ROOT = Path(__file__).resolve().parent.parent
COUNT = 20_000
KILLED_AT = 0.4
NOW = datetime(2026, 11, 20, 17, 45, 30, tzinfo=UTC)
"""The moment of the world of the tests."""

PAGES = ("/meteo/", "/verifier/", "/connexion/", "/api/v1/documents?limit=25")


@dataclass
class Watch:
    """What the pages answered while the file was judged."""

    base: str
    key: str
    seconds: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Ask each page once."""
        for page in PAGES:
            start = time.perf_counter()
            self.ask(page)
            self.seconds.append(time.perf_counter() - start)

    def ask(self, path: str) -> bytes:
        """Ask one page; anything but 200 is an error."""
        headers = {"Authorization": f"Bearer {self.key}"} if path.startswith("/api/") else {}
        with urlopen(Request(self.base + path, headers=headers), timeout=30) as answer:  # noqa: S310  our own server
            content: bytes = answer.read()
            return content

    def progress(self, identifier: str) -> dict[str, Any]:
        """Tell how far the import is, as its sender is told."""
        told: dict[str, Any] = json.loads(self.ask(f"/api/v1/imports/{identifier}"))
        return told


def side(environment: Mapping[str, str], *arguments: str) -> dict[str, Any]:
    """Do one step inside GPS, in a process of its own, and give what it told."""
    command = [sys.executable, "-m", "bench.flood_sides", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[str]:
    """Serve GPS as a deployment does, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    options = ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "gps.config.wsgi:application"]
    server = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def started(watch: Watch) -> None:
    """Wait until the server answers."""
    for _ in range(100):
        with suppress(URLError, ConnectionError):
            watch.ask(PAGES[0])
            return
        time.sleep(0.2)
    raise RuntimeError("the server does not start")


def worker(environment: Mapping[str, str], after: timedelta) -> subprocess.Popen[bytes]:
    """Start a worker that does all that is due at a moment."""
    at = (NOW + after).isoformat()
    command = [sys.executable, "-m", "gps", "worker", "--once", "--at", at]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def judged(environment: Mapping[str, str], watch: Watch, identifier: str) -> dict[str, Any]:
    """Have the file judged, the worker killed on the way, and tell what was seen."""
    start = time.perf_counter()
    first = worker(environment, timedelta())
    while (told := watch.progress(identifier))["done"] < KILLED_AT * (told["entry_count"] or sys.maxsize):
        if first.poll() is not None:
            raise RuntimeError("the worker ended before it was killed")
        watch.look()
    first.send_signal(signal.SIGKILL)
    first.wait()
    killed_at = watch.progress(identifier)["done"]
    second = worker(environment, timedelta(minutes=6))  # when the lease of the first has run out
    while second.poll() is None:
        watch.look()
    told = watch.progress(identifier)
    return {"killed_at": killed_at, "state": told["state"], "seconds": time.perf_counter() - start}


def table(count: int) -> str:
    """Do it all, check the end, and give it as a table."""
    with temporary_server() as url, tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATABASE_URL": url, "GPS_DEBUG": "1", "GPS_DEMO": "0", "GPS_RELEASE": "0"}
        environment |= {"DJANGO_SETTINGS_MODULE": "gps.config.settings", "GPS_API_PER_MINUTE": "1000000"}
        prepared = side(environment, "prepare")
        file = str(Path(folder) / "crise.xml")
        sent = side(environment, "send", file, str(count))
        with served(environment) as base:
            watch = Watch(base, prepared["key"])
            started(watch)
            seen = judged(environment, watch, sent["identifier"])
        end = side(environment, "check", str(count))
    if seen["state"] != "finished" or end["unlike"] or end["twice"] or end["documents"] != end["accepted"]:
        raise RuntimeError(f"not as it should be: {seen}, {end}")
    asked = sorted(watch.seconds)
    lines = [
        f"| a file of {count:,} entries, one in a hundred wrong | |",
        "| --- | ---: |",
        f"| accepted · already there · refused | {end['accepted']:,} · {end['known']:,} · {end['refused']:,} |",
        f"| outcomes other than what each entry was written for | {end['unlike']} |",
        f"| numbers there twice | {end['twice']} |",
        f"| worker killed with SIGKILL after | {seen['killed_at']:,} entries |",
        f"| judged, the death and the new start included | {seen['seconds']:.0f} s |",
        f"| pages and API asked meanwhile, all answered | {len(asked):,} |",
        f"| their time: median · 95 % · longest | {times(asked)} ms |",
    ]
    return "\n".join(lines)


def times(asked: list[float]) -> str:
    """Give the median, the 95th hundredth and the longest of sorted times, in milliseconds."""
    return " · ".join(f"{seconds * 1000:.0f}" for seconds in (median(asked), asked[int(len(asked) * 0.95)], asked[-1]))


def main(count: int = COUNT) -> None:
    """Measure, print, and write the table of a full run into its place in the report."""
    measured = table(count)
    sys.stdout.write(measured + "\n")
    if count == COUNT:
        write_table("flood", measured)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
