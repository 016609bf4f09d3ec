"""What every test finds ready: the marks of its folder, a steady hypothesis, Debian's Chromium in French.

Two rules of the house live here. A test runs on both databases unless it has no use for one (`once`); and nothing is
skipped: what is missing is installed, or the run fails.
"""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from gps.accounts.models import CustomsOffice, EdiProvider, Enrolment, ExciseNumber, Mandate, Operator, User
from gps.documents import sql
from gps.outages import sql as outages_sql
from gps.outages.models import Answer, AuthorisationRequest
from tests.world import World, build

TESTS = Path(__file__).parent
MARKS_OF_FOLDER = {"domain": ("once",), "paperwork": ("once",), "e2e": ("once", "browser")}
NEVER_SKIPPED = "Nothing is skipped: install what the test lacks, or remove the test. It said: "
CHROMIUM_FLAGS = [
    "--no-sandbox",  # root, in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A browser test holds an event loop in its thread, and the live server's database work then looks asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# No test is judged by its duration. In CI the examples are the same in each run: a failure there is the commit's.
hypothesis_settings.register_profile("local", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI", "").lower() in {"1", "true"} else "local")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--second-database",
        action="store_true",
        help="leave out the tests marked once: they have run on the first database",
    )


@pytest.hookimpl(tryfirst=True)  # -m must see the marks of the folders
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for mark in marks_of(item.path):
            item.add_marker(mark)
    if config.getoption("--second-database"):
        left_out = [item for item in items if runs_once(item)]
        items[:] = [item for item in items if not runs_once(item)]
        config.hook.pytest_deselected(items=left_out)


def marks_of(path: Path) -> tuple[str, ...]:
    """Return the marks that a test module owes to the folder it lies in."""
    folder = path.relative_to(TESTS).parts[0] if path.is_relative_to(TESTS) else ""
    return MARKS_OF_FOLDER.get(folder, ())


def runs_once(item: pytest.Item) -> bool:
    return item.get_closest_marker("once") is not None and item.get_closest_marker("every_database") is None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        refuse(report)
    return report


def refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Make a failure of a skip."""
    reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"{NEVER_SKIPPED}{reason}"


WORLD_MODELS: tuple[type[Model], ...] = (
    CustomsOffice, EdiProvider, Operator, ExciseNumber, Mandate, User, Enrolment, AuthorisationRequest, Answer,
)  # fmt: skip


@pytest.fixture(scope="session")
def first_world() -> list[tuple[World, list[list[Model]]]]:
    """The world once it was built, and its rows: to build it properly costs a fifth of a second, to copy it nothing."""
    return []


@pytest.fixture
def world(db: None, first_world: list[tuple[World, list[list[Model]]]]) -> World:
    """The small world of ``tests/world.py``, in the test's own database."""
    del db
    if not first_world:
        built = build()
        first_world.append((deepcopy(built), [list(model._default_manager.all()) for model in WORLD_MODELS]))
        return built
    built, tables = deepcopy(first_world[0])
    for model, rows in zip(WORLD_MODELS, tables, strict=True):
        model._default_manager.bulk_create(rows)
    return built


@pytest.fixture(scope="session", autouse=True)
def guards_stand_aside_for_the_flush() -> Generator[None]:
    """Let Django empty the tables after a test with real transactions, which the register's triggers refuse.

    The one place where the guards are opened: around that flush, and never while a test runs.
    """
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush_unguarded(case: TransactionTestCase) -> None:
        with unguarded():
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_unguarded)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """End what a browser's cut connection left open on PostgreSQL, which would not let its test database be dropped."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@contextmanager
def unguarded() -> Generator[None]:
    """Open the sanctioned door of PostgreSQL for this connection; SQLite has none: its triggers are taken down."""
    if connection.vendor == "sqlite":
        for guarded in (sql, outages_sql):
            guarded.run(connection, "unguard")
        try:
            yield
        finally:
            for guarded in (sql, outages_sql):
                guarded.run(connection, "guards")
        return
    with connection.cursor() as cursor:
        cursor.execute("SET gps.purge = 'on'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET gps.purge")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the distribution's Chromium: nothing is downloaded for the tests."""
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Browse as a French operator does."""
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}
