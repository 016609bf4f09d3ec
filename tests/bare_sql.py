"""SQL spoken straight to the database, as no code of GPS does: what its guards must refuse, whoever speaks."""

from collections.abc import Generator
from contextlib import contextmanager
from types import ModuleType

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

REPLACING = {
    "sqlite": "INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table}",
    "postgresql": "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} ON CONFLICT (id) DO UPDATE SET {set}",
}
"""How each database says « put this row in the place of that one » in a single statement."""


def execute(statement: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def refuses(statement: str, saying: str = "gps: ") -> None:
    with pytest.raises(DatabaseError, match=saying):
        execute(statement)


def columns_of(model: type[Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if field.column and field.column != "id"]


@contextmanager
def guards_dropped(room: ModuleType) -> Generator[None]:
    """Take the triggers of a room's ``sql`` down, as the owner of the database could. PostgreSQL first wants its
    foreign keys checked.
    """
    connection.check_constraints()
    room.run(connection, "unguard")
    yield
    connection.check_constraints()
    room.run(connection, "guards")
