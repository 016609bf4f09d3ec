"""What an officer must look at: entries that could not be registered as they are, and documents that are flagged."""

from django.db import models
from django.db.models import Q

from gps.accounts.models import ExciseNumber
from gps.documents.models.document import FallbackDocument
from gps.domain.lifecycle import Status


class AnomalyKind(models.TextChoices):
    """Why the service is told. The first two keep an entry that was not registered; the others flag a document."""

    MALFORMED = "malformed", "Numéro mal formé sur le papier"
    CONFLICT = "conflict", "Numéro déjà enregistré avec d’autres données"
    DUPLICATE_SEQUENCE = "duplicate_sequence", "Séquence en doublon"
    JUMP = "jump", "Saut de séquence à confirmer"
    OUTSIDE_YEAR = "outside_year", "Expédition hors de l’année du numéro"
    UNJUSTIFIED = "unjustified", "Départ à justifier : aucun fondement en vigueur"
    DISTANT_CHECKS = "distant_checks", "Même papier vérifié en deux lieux éloignés"
    ARC_REFUSED = "arc_refused", "Régularisation refusée à GAMM@"


FOR_CUSTOMS = frozenset({AnomalyKind.DISTANT_CHECKS})
"""What the operator is not shown: whoever copies papers would be warned."""


class Anomaly(models.Model):
    """One thing for the service to settle (rules E2–E7, M2, V1). ``entry`` is what was typed, verbatim."""

    kind = models.CharField("nature", max_length=20, choices=AnomalyKind)
    excise_number = models.ForeignKey(
        ExciseNumber, models.PROTECT, related_name="anomalies", verbose_name="numéro d’accise"
    )
    document = models.ForeignKey(
        FallbackDocument, models.PROTECT, null=True, related_name="anomalies", verbose_name="document"
    )
    entry = models.JSONField("saisie")
    fingerprint = models.CharField(max_length=64)
    raised_at = models.DateTimeField("signalée le")
    raised_by = models.CharField("signalée par", max_length=320)
    resolved_at = models.DateTimeField("traitée le", null=True)
    resolved_by = models.CharField("traitée par", max_length=320, default="")
    resolution = models.CharField("suite donnée", max_length=500, default="")
    replacement = models.OneToOneField(
        FallbackDocument, models.PROTECT, null=True, related_name="replaces_anomaly", verbose_name="remplacement"
    )

    class Meta:
        verbose_name = "anomalie"
        ordering = ("raised_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["kind", "fingerprint"], name="anomaly_told_once"),
            models.CheckConstraint(condition=Q(kind__in=AnomalyKind.values), name="anomaly_kind_known"),
        ]
        indexes = [models.Index(fields=["document"], condition=Q(resolved_at__isnull=True), name="anomaly_open")]

    def __str__(self) -> str:
        return f"{self.receipt} {self.get_kind_display()}"

    @property
    def receipt(self) -> str:
        """What the person is given to speak of it: ``A-000123``."""
        return f"A-{self.pk:06d}"

    @property
    def is_open(self) -> bool:
        """Whether the service has still to settle it."""
        return self.resolved_at is None

    @property
    def wants_reactivation(self) -> bool:
        """Whether its document has lost its cover, and GAMM@ could regularise it once it had it back (M2, A2)."""
        inactive = self.document is not None and self.document.status == Status.INACTIVE
        return self.kind == AnomalyKind.ARC_REFUSED and inactive

    @property
    def wants_replacement(self) -> bool:
        """Whether it keeps an entry that was not registered, so that a replacement number can be issued for it."""
        return self.kind in {AnomalyKind.MALFORMED, AnomalyKind.CONFLICT}
