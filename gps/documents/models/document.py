"""A fallback document, the counter its number comes from, the submission that asked for it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from gps.accounts.models import ExciseNumber
from gps.documents import labels
from gps.domain import reference, regularisation
from gps.domain.grounds import GroundKind
from gps.domain.lifecycle import (
    ActorKind,
    CancellationReason,
    ManualReason,
    Means,
    ReactivationReason,
    Status,
)
from gps.domain.reference import DocumentType
from gps.domain.regularisation import NO_OUTAGE, OutageClock
from gps.outages.grounds import reference_of_outage
from gps.outages.labels import ground_text
from gps.outages.models import Outage


class RecordingMode(StrEnum):
    """NORMAL: issued by GPS. A_POSTERIORI: hand-made, registered afterwards."""

    NORMAL = "normal"
    A_POSTERIORI = "a_posteriori"


def known(field: str, values: Iterable[str], *, empty: bool = False, name: str) -> models.CheckConstraint:
    """The constraint that a column holds one of these values."""
    allowed = [str(value) for value in values] + ([""] if empty else [])
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=name)


class Submission(models.Model):
    """A one-time key of an account, and the fingerprint of what it was used for (rule G6)."""

    account = models.CharField("compte", max_length=40)
    key = models.CharField("clé à usage unique", max_length=64)
    fingerprint = models.CharField("empreinte", max_length=64)
    at = models.DateTimeField("moment")

    class Meta:
        verbose_name = "demande"
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="submission_unique")]

    def __str__(self) -> str:
        return f"{self.account} {self.key}"


class SequenceCounter(models.Model):
    """The last sequence used by an excise number in a year (rule N5); moved with the document that uses it."""

    excise_number = models.ForeignKey(ExciseNumber, models.PROTECT, related_name="counters", db_index=False)
    year = models.PositiveSmallIntegerField("année")
    last_sequence = models.PositiveIntegerField("dernière séquence")

    class Meta:
        verbose_name = "compteur de séquence"
        verbose_name_plural = "compteurs de séquence"
        constraints = [
            models.UniqueConstraint(fields=["excise_number", "year"], name="counter_unique"),
            models.CheckConstraint(condition=Q(last_sequence__lte=reference.LAST_SEQUENCE), name="counter_limit"),
        ]

    def __str__(self) -> str:
        return f"{self.excise_number_id} {self.year}: {self.last_sequence}"


class FallbackDocument(models.Model):
    """One number and the movement it covers. Number, type and mode never change (A4)."""

    reference = models.CharField("numéro", max_length=21, unique=True)
    document_type = models.CharField("type", max_length=3)
    recording_mode = models.CharField("mode d’enregistrement", max_length=12)
    excise_number = models.ForeignKey(
        ExciseNumber, models.PROTECT, related_name="documents", db_index=False, verbose_name="numéro d’accise"
    )
    year = models.PositiveSmallIntegerField("année")
    sequence = models.PositiveIntegerField("séquence")
    status = models.CharField("statut", max_length=12)
    status_actor_kind = models.CharField("type d’acteur", max_length=12)

    transport_identity = models.CharField("immatriculation", max_length=35, null=True)  # noqa: DJ001  nullable with dispatch
    transport_key = models.CharField(max_length=70, default="")
    dispatch_at = models.DateTimeField("expédition", null=True)
    dispatch_on = models.DateField("date d’expédition", null=True)
    recorded_at = models.DateTimeField("enregistrement")
    recorded_on = models.DateField("date d’enregistrement")

    cancellation_reason = models.CharField("motif d’annulation", max_length=30, default="")
    reactivation_reason = models.CharField("motif de réactivation", max_length=30, default="")
    reactivated_at = models.DateTimeField("réactivation", null=True)
    arc = models.CharField("CRA donné par GAMM@", max_length=21, default="")
    ground_kind = models.CharField("fondement", max_length=30, default="")
    ground_reference = models.CharField("référence du fondement", max_length=40, default="")
    replaces = models.CharField("remplace le numéro", max_length=60, default="")

    manual_reason = models.CharField("raison du numéro manuel", max_length=30, default="")
    told_at = models.DateTimeField("service prévenu le", null=True)
    told_means = models.CharField("moyen", max_length=12, default="")
    receipt_at = models.DateTimeField("reçu par le service le", null=True)
    receipt_means = models.CharField("moyen de réception", max_length=12, default="")

    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="documents")

    class Meta:
        verbose_name = "document de secours"
        verbose_name_plural = "documents de secours"
        ordering = ("-recorded_at", "-id")
        indexes = [
            models.Index(F("recorded_at").desc(), F("id").desc(), name="doc_recorded"),
            models.Index("excise_number", F("recorded_at").desc(), F("id").desc(), name="doc_excise_recorded"),
            models.Index("excise_number", "year", "sequence", name="doc_sequence"),
            models.Index(F("dispatch_at").desc(), F("id").desc(), name="doc_dispatch"),
            models.Index("status", F("recorded_at").desc(), F("id").desc(), name="doc_status"),
            models.Index("ground_reference", condition=~Q(ground_reference=""), name="doc_ground"),
        ]
        constraints = [
            models.CheckConstraint(condition=Exact(Length("reference"), reference.LENGTH), name="doc_reference_21"),
            known("status", Status, name="doc_status_known"),
            known("document_type", DocumentType, name="doc_type_known"),
            known("recording_mode", RecordingMode, name="doc_mode_known"),
            known("status_actor_kind", ActorKind, name="doc_actor_known"),
            known("cancellation_reason", CancellationReason, empty=True, name="doc_cancellation_known"),
            known("reactivation_reason", ReactivationReason, empty=True, name="doc_reactivation_known"),
            known("ground_kind", GroundKind, name="doc_ground_known"),
            known("manual_reason", ManualReason, empty=True, name="doc_manual_reason_known"),
            known("told_means", Means, empty=True, name="doc_told_means_known"),
            known("receipt_means", Means, empty=True, name="doc_receipt_means_known"),
            models.CheckConstraint(
                condition=Q(sequence__gte=1, sequence__lte=reference.LAST_SEQUENCE), name="doc_sequence_range"
            ),
            models.CheckConstraint(
                condition=Q(dispatch_at__isnull=True, dispatch_on__isnull=True, transport_identity__isnull=True)
                | Q(dispatch_at__isnull=False, dispatch_on__isnull=False, transport_identity__isnull=False),
                name="doc_dispatch_together",
            ),
            models.CheckConstraint(
                condition=Q(dispatch_at__isnull=False) | Q(recording_mode=RecordingMode.NORMAL),
                name="doc_incomplete_only_issued",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.REINTEGRATED) ^ Q(arc=""), name="doc_arc_iff_reintegrated"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CANCELLED) ^ Q(cancellation_reason=""), name="doc_reason_iff_cancelled"
            ),
            models.UniqueConstraint(
                fields=["excise_number", "year", "sequence"],
                condition=Q(recording_mode=RecordingMode.NORMAL),
                name="doc_issued_once",
            ),
            models.UniqueConstraint(fields=["arc"], condition=~Q(arc=""), name="doc_arc_once"),
        ]

    def __str__(self) -> str:
        return reference.grouped(self.reference)

    @property
    def status_label(self) -> str:
        """« Actif », « Inactif », « Annulé » or « Réintégré »."""
        return labels.STATUS[Status(self.status)]

    @property
    def is_incomplete(self) -> bool:
        """Whether the number was given without dispatch data (« à compléter », G8) and still stands."""
        return self.dispatch_at is None and self.status == Status.ACTIVE

    @property
    def dispatch_local(self) -> datetime | None:
        """The dispatch in the establishment's time zone."""
        return self.dispatch_at and self.dispatch_at.astimezone(self.excise_number.zone)

    @property
    def outage_clock(self) -> OutageClock:
        """Whether the outage that grounded it lasts, or since when it is over (T3). Costs no query for a document that
        was fetched ``with_outage_clock``.
        """
        outage = reference_of_outage(self.ground_kind, self.ground_reference)
        if not outage:
            return NO_OUTAGE
        if not hasattr(self, "outage_lasts"):
            over = Outage.objects.filter(identifier=outage).values_list("over_at", flat=True).first()
            return OutageClock(over is None, over)
        return OutageClock(self.outage_lasts, getattr(self, "outage_over_at", None))

    @property
    def clock_stands_still(self) -> bool:
        """Whether the delay of regularisation waits for the end of the outage (T3)."""
        return self.status == Status.ACTIVE and self.dispatch_at is not None and self.outage_clock.lasts

    @property
    def due_at(self) -> datetime | None:
        """When the regularisation is due (T3); None for a document that is not active, « à compléter », or whose
        outage lasts.
        """
        if self.status != Status.ACTIVE:
            return None
        delay: timedelta = settings.REGULARISATION_DELAY
        return regularisation.due_at(self.dispatch_at, self.recorded_at, self.reactivated_at, delay, self.outage_clock)

    @property
    def ground_label(self) -> str:
        """Under what right it was issued or its goods left: « Alerte P26-0042 » (F7)."""
        return ground_text(self.ground_kind, self.ground_reference)

    def is_overdue(self, now: datetime) -> bool:
        """Whether the regularisation is overdue: derived, shown at once, whatever the status says (T3)."""
        return self.due_at is not None and self.due_at < now

    def local_date(self, at: datetime) -> date:
        """The date of a moment for the establishment."""
        return at.astimezone(self.excise_number.zone).date()
