"""Put up the triggers that guard the register, and compare numbers byte by byte on PostgreSQL."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from gps.documents import sql

_COLLATE = """
ALTER TABLE documents_fallbackdocument
  ALTER COLUMN reference TYPE varchar(21) COLLATE "C",
  ALTER COLUMN transport_key TYPE varchar(70) COLLATE "C"
"""


def guard(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Collation first: PostgreSQL refuses to change the type of a column that a trigger names."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_COLLATE)
    sql.run(editor.connection, "guards")


def unguard(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers down."""
    sql.run(editor.connection, "unguard")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
