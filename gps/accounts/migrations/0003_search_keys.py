from django.db import migrations, models

from gps.domain.names import search_key


def fill(apps, editor):
    """Give those who are there already the key by which their names are searched."""
    for model, field in (("Operator", "name"), ("ExciseNumber", "establishment")):
        rows = list(apps.get_model("accounts", model).objects.only("pk", field))
        for row in rows:
            row.search_key = search_key(getattr(row, field))[:400]
        apps.get_model("accounts", model).objects.bulk_update(rows, ["search_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_territory"),
    ]

    operations = [
        migrations.AddField(
            model_name="operator",
            name="search_key",
            field=models.CharField(default="", editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name="excisenumber",
            name="search_key",
            field=models.CharField(default="", editable=False, max_length=400),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
