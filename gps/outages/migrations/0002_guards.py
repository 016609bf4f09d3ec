"""Put up the triggers that guard the past of outages and requests."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from gps.outages import sql


def guard(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    sql.run(editor.connection, "guards")


def unguard(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    sql.run(editor.connection, "unguard")


class Migration(migrations.Migration):
    dependencies = [("outages", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
