"""Many at once: real threads with connections of their own, and the database's address for real processes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar
from urllib.parse import quote

from django.db import connection

T = TypeVar("T")


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run the jobs in as many threads, which start together, each on a connection of its own. Errors are raised."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        try:
            start.wait()
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return [future.result() for future in [threads.submit(run, job) for job in jobs]]


def database_url() -> str:
    """The address of the test's own database, for another process."""
    to = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{to['NAME']}"
    user, host = (quote(str(to[name]), safe="") for name in ("USER", "HOST"))
    password = f":{quote(to['PASSWORD'], safe='')}" if to["PASSWORD"] else ""
    port = f":{to['PORT']}" if to["PORT"] else ""
    return f"postgresql://{user}{password}@{host}{port}/{to['NAME']}"
