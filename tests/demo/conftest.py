"""The demonstration, loaded once for all the tests of a module that only look at it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from gps.demo.loading import load
from tests.world import NOW


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Held open in a transaction of its own, which is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demonstration: None, db: None) -> None:
    """The demonstration, for one test."""
