"""New rows of a table, a few or many: by one statement however many they are.

A few are inserted as Django does. Many are poured: COPY on PostgreSQL, one prepared INSERT run for each on SQLite.
Django would make them one long text on PostgreSQL, a statement for every 27 documents on SQLite, and would prepare each
value by itself: for a file of numbers that costs more than all the rules together.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField, Model

MANY = 20
"""From here on it is quicker to pour, although what is poured has to be asked for its keys."""


def insert(rows: Sequence[Model], unique: str = "") -> None:
    """Insert rows of one table.

    Args:
        rows: any number of new ones.
        unique: a column that tells them apart: they learn their keys by it. Rows without one may not learn theirs.

    Raises:
        IntegrityError: as for any insert.
    """
    if not rows:
        return
    manager = type(rows[0])._default_manager  # noqa: SLF001  Django's own way to the rows of any model
    if len(rows) < MANY:
        manager.bulk_create(rows)
        return
    _pour(rows)
    if unique:
        values = [getattr(row, unique) for row in rows]
        keys = dict(manager.filter(**{f"{unique}__in": values}).order_by().values_list(unique, "pk"))
        for row, value in zip(rows, values, strict=True):
            row.pk, row._state.adding, row._state.db = keys[value], False, DEFAULT_DB_ALIAS  # noqa: SLF001


def _pour(rows: Sequence[Model]) -> None:
    """Insert rows whose keys the database gives."""
    meta = rows[0]._meta  # noqa: SLF001  Django's own way to the columns of a model
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    database = connections[DEFAULT_DB_ALIAS]
    quoted = database.ops.quote_name
    table, names = quoted(meta.db_table), ", ".join(quoted(str(field.column)) for field in fields)
    held = [vars(row) for row in rows]
    prepared = list(zip(*(_column(field, held, database) for field in fields), strict=True))
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            with database.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in prepared:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", prepared)  # noqa: S608  our own names


def _column(field: "Field[Any, Any]", rows: Sequence[dict[str, Any]], database: BaseDatabaseWrapper) -> list[Any]:
    """Give the values of a column as the database takes them. Most columns of a file hold one value over and over: it
    is prepared once.
    """
    values = [row[field.attname] for row in rows]
    if isinstance(field, JSONField):
        return [field.get_db_prep_save(value, database) for value in values]
    prepared = {value: field.get_db_prep_save(value, database) for value in set(values)}
    return [prepared[value] for value in values]
