import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_OF_PROVIDERS = ["documents:read", "documents:issue", "documents:register", "documents:change", "requests"]
_OF_GAMMA = ["documents:read", "gamma"]


def as_before(apps, editor):
    """The keys that are there already go on opening all that their role may."""
    keys = apps.get_model("accounts", "ApiKey").objects
    keys.filter(role="provider").update(scopes=_OF_PROVIDERS)
    keys.filter(role="system").update(scopes=_OF_GAMMA)


def person(**options):
    return models.ForeignKey(null=True, to=settings.AUTH_USER_MODEL, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_search_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="scopes",
            field=models.JSONField(default=list, verbose_name="droits"),
        ),
        migrations.AddField(
            model_name="apikey",
            name="user",
            field=person(
                blank=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="api_keys",
                verbose_name="compte",
            ),
        ),
        migrations.AddField(
            model_name="apikey",
            name="created_by",
            field=person(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                verbose_name="créée par",
            ),
        ),
        migrations.AddField(
            model_name="apikey",
            name="last_used_on",
            field=models.DateField(editable=False, null=True, verbose_name="dernier usage"),
        ),
        migrations.AddField(
            model_name="apikey",
            name="revoked_by",
            field=person(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                verbose_name="révoquée par",
            ),
        ),
        migrations.RunPython(as_before, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="apikey", name="api_key_of_provider_or_system"),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(role="provider", provider__isnull=False, user__isnull=True)
                | models.Q(role="system", provider__isnull=True, user__isnull=True)
                | models.Q(
                    role__in=["operator", "officer", "national", "administrator"],
                    provider__isnull=True,
                    user__isnull=False,
                ),
                name="api_key_has_one_owner",
                violation_error_message="Une clé est celle d’un prestataire EDI, d’un compte, ou de GAMM@.",
            ),
        ),
    ]
