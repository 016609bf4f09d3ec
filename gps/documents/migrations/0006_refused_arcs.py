"""An ARC serves one document, and one that GAMM@ was refused is kept for the officer (rule M2)."""

from django.db import migrations, models
from django.db.models import Q

from gps.documents import sql

KINDS = [
    ("malformed", "Numéro mal formé sur le papier"),
    ("conflict", "Numéro déjà enregistré avec d’autres données"),
    ("duplicate_sequence", "Séquence en doublon"),
    ("jump", "Saut de séquence à confirmer"),
    ("outside_year", "Expédition hors de l’année du numéro"),
    ("unjustified", "Départ à justifier : aucun fondement en vigueur"),
    ("distant_checks", "Même papier vérifié en deux lieux éloignés"),
    ("arc_refused", "Régularisation refusée à GAMM@"),
]


def guard(apps, editor):
    """SQLite: UPDATE OR REPLACE would delete the document that bears the ARC already."""
    sql.run(editor.connection, "guards")


def unguard(apps, editor):
    sql.run(editor.connection, "unguard")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_search_keys"), ("documents", "0005_ead")]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.RemoveConstraint(model_name="anomaly", name="anomaly_kind_known"),
        migrations.AlterField(
            model_name="anomaly",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, verbose_name="nature"),
        ),
        migrations.AddConstraint(
            model_name="anomaly",
            constraint=models.CheckConstraint(
                condition=Q(("kind__in", [value for value, _ in KINDS])), name="anomaly_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="fallbackdocument",
            constraint=models.UniqueConstraint(fields=["arc"], condition=~Q(arc=""), name="doc_arc_once"),
        ),
        migrations.RunPython(guard, unguard),
    ]
