"""`make test`: the whole suite on PostgreSQL, then what depends on the database on SQLite.

The server is started here and not in a conftest: pytest-django reads DATABASES before any conftest is loaded.
`GPS_TEST_DATABASE_URL` names a server to use instead of a temporary one. Arguments go to pytest as they are.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from scripts.postgres import temporary_server

ROOT = Path(__file__).resolve().parent.parent
PASSED = 0
INTERRUPTED = 2
NOTHING_RAN = 5


def main(arguments: list[str]) -> int:
    """Run both rounds, even after a failure in the first, and return 0 only when all is well."""
    signal.signal(signal.SIGTERM, leave)
    with postgresql() as url:
        first = run_round("PostgreSQL", url, arguments)
    if first == INTERRUPTED:
        return first
    second = run_round("SQLite", None, ["--second-database", *arguments])
    return verdict(first, second, narrowed=bool(arguments))


def leave(number: int, frame: FrameType | None) -> None:
    """Turn a polite kill into an ordinary exit, so that the server is stopped on the way out."""
    del frame
    sys.exit(128 + number)


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the URL of the server to test on."""
    named = os.environ.get("GPS_TEST_DATABASE_URL")
    if named:
        yield named
        return
    with temporary_server() as url:
        yield url


def run_round(title: str, url: str | None, arguments: list[str]) -> int:
    """Run pytest once, on two processes, and wait for it even when the user interrupts: it tidies up after itself."""
    print(f"\n=== {title} ===", flush=True)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    command = [sys.executable, "-m", "pytest", "-n", "2", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as pytest:
        try:
            return pytest.wait()
        except KeyboardInterrupt:
            pytest.wait()
            return INTERRUPTED
        except SystemExit:
            pytest.terminate()
            raise


def verdict(first: int, second: int, *, narrowed: bool) -> int:
    """Return the first bad code. A round may come out empty only when the user narrowed the run, and never both."""
    codes = [code for code in (first, second) if not (narrowed and code == NOTHING_RAN)]
    return next((code for code in codes if code != PASSED), PASSED) if codes else NOTHING_RAN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
