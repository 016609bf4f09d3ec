"""The keys that sign the papers, and the trace that every verification leaves (rules V1, V3, V4)."""

from django.db import models
from django.db.models import Q

from gps.documents.models.document import FallbackDocument


class SigningKey(models.Model):
    """One key pair. The newest that is not retired signs; all those that are not withdrawn verify.

    ``sealed`` is the private half, encrypted by ``gps.documents.signing_keys``. A key is never deleted: papers that it
    signed are on the roads.
    """

    key_id = models.CharField("identifiant", max_length=8, unique=True)
    position = models.PositiveIntegerField("rang", unique=True)
    public = models.BinaryField("clé publique", max_length=32)
    sealed = models.BinaryField("clé privée chiffrée", max_length=100)
    created_at = models.DateTimeField("créée le")
    retired_at = models.DateTimeField("retirée le", null=True)
    withdrawn = models.BooleanField("compromise", default=False)

    class Meta:
        verbose_name = "clé de signature"
        verbose_name_plural = "clés de signature"
        ordering = ("position",)
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(retired_at__isnull=False), name="signing_key_withdrawn_is_retired"
            )
        ]

    def __str__(self) -> str:
        return self.key_id


class CheckMethod(models.TextChoices):
    """What the verifier had in hand."""

    PROOF = "proof", "QR code"
    NUMBER = "number", "Numéro et immatriculation"


class Check(models.Model):
    """One verification: when, of what, from where, what was answered.

    ``document`` is set only when the paper was shown to be its own; the registration that was typed is never kept, nor
    an address: ``client`` is a keyed hash that tells two people apart and names none. ``place`` is a department.
    """

    at = models.DateTimeField("moment")
    method = models.CharField("moyen", max_length=8, choices=CheckMethod)
    reference = models.CharField("numéro", max_length=21, default="")
    document = models.ForeignKey(
        FallbackDocument, models.CASCADE, null=True, related_name="checks", db_index=False, verbose_name="document"
    )
    answer = models.CharField("réponse", max_length=12)
    place = models.CharField("département", max_length=3, default="")
    client = models.CharField("empreinte du poste", max_length=32)
    actor_id = models.CharField("compte", max_length=40, default="")
    actor_label = models.CharField("vérifié par", max_length=320, default="")

    class Meta:
        verbose_name = "vérification"
        ordering = ("-at", "-id")
        indexes = [
            models.Index("document", models.F("at").desc(), condition=Q(document__isnull=False), name="check_document"),
            models.Index(fields=["at"], name="check_at"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.answer}"
