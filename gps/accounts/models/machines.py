"""The keys of machines (rule P4)."""

from django.db import models
from django.db.models import Q

from gps.accounts.models.establishments import EdiProvider
from gps.accounts.models.people import User
from gps.accounts.roles import Role

_OF_A_PERSON = [role for role in Role.values if role not in {Role.PROVIDER, Role.SYSTEM}]


class ApiKey(models.Model):
    """The key of a machine account: only the SHA-256 of its 32 random bytes is kept.

    There are three kinds: of an EDI provider; of a person, for his software; of GAMM@, who is neither.
    """

    label = models.CharField("libellé", max_length=100)
    hash = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    role = models.CharField("rôle", max_length=15, choices=Role)
    scopes = models.JSONField("droits", default=list)
    provider = models.ForeignKey(
        EdiProvider, models.CASCADE, null=True, blank=True, related_name="api_keys", verbose_name="prestataire EDI"
    )
    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="api_keys", verbose_name="compte"
    )
    created_at = models.DateTimeField("créée le", editable=False)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="créée par"
    )
    expires_at = models.DateTimeField("expire le")
    last_used_on = models.DateField("dernier usage", null=True, editable=False)
    revoked_at = models.DateTimeField("révoquée le", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="révoquée par"
    )

    class Meta:
        verbose_name = "clé d’API"
        verbose_name_plural = "clés d’API"
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.PROVIDER, provider__isnull=False, user__isnull=True)
                | Q(role=Role.SYSTEM, provider__isnull=True, user__isnull=True)
                | Q(role__in=_OF_A_PERSON, provider__isnull=True, user__isnull=False),
                name="api_key_has_one_owner",
                violation_error_message="Une clé est celle d’un prestataire EDI, d’un compte, ou de GAMM@.",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def owner(self) -> str:
        """Whose key it is, in words: the provider's name, the person's; GAMM@."""
        return str(self.provider or self.user or "GAMM@")
