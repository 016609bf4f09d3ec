import django.db.models.deletion
from django.db import migrations, models

from gps.documents import sql


def guard(apps, editor):
    """SQLite makes a table anew to change a constraint, and forgets its triggers."""
    sql.run(editor.connection, "guards")


def unguard(apps, editor):
    sql.run(editor.connection, "unguard")


ACTIONS = [
    "issue", "register", "cancel", "deactivate", "reactivate", "reintegrate", "withdraw", "complete", "correct",
    "note_receipt", "confirm_jump", "clear_flag", "describe",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_search_keys"),
        ("documents", "0004_proof"),
    ]

    operations = [
        migrations.CreateModel(
            name="EadDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.JSONField(verbose_name="données")),
                ("complete", models.BooleanField(verbose_name="complètes")),
                ("revision", models.PositiveIntegerField(verbose_name="révision")),
                ("saved_at", models.DateTimeField(verbose_name="enregistrées le")),
                ("saved_by", models.CharField(max_length=320, verbose_name="enregistrées par")),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ead",
                        to="documents.fallbackdocument",
                    ),
                ),
            ],
            options={"verbose_name": "données d’un document", "verbose_name_plural": "données des documents"},
        ),
        migrations.CreateModel(
            name="EadModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document_type", models.CharField(max_length=3, verbose_name="type")),
                ("name", models.CharField(max_length=60, verbose_name="nom")),
                ("data", models.JSONField(verbose_name="données")),
                ("saved_at", models.DateTimeField(verbose_name="enregistré le")),
                ("saved_by", models.CharField(max_length=320, verbose_name="enregistré par")),
                (
                    "excise_number",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ead_models",
                        to="accounts.excisenumber",
                        verbose_name="numéro d’accise",
                    ),
                ),
            ],
            options={
                "verbose_name": "modèle de données",
                "verbose_name_plural": "modèles de données",
                "ordering": ("name",),
            },
        ),
        migrations.AddConstraint(
            model_name="eadmodel",
            constraint=models.UniqueConstraint(
                fields=("excise_number", "document_type", "name"), name="ead_model_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="eadmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(("document_type__in", ["DAA", "DSA"])), name="ead_model_type_known"
            ),
        ),
        migrations.RunPython(unguard, guard),
        migrations.RemoveConstraint(model_name="historyentry", name="history_action_known"),
        migrations.AddConstraint(
            model_name="historyentry",
            constraint=models.CheckConstraint(condition=models.Q(("action__in", ACTIONS)), name="history_action_known"),
        ),
        migrations.RunPython(guard, unguard),
    ]
