"""Outages: national alerts and incidents, with the stretches of time for which they open the right (rules F1–F3)."""

from django.db import models
from django.db.models import F, Q

from gps.accounts.models import EdiProvider, ExciseNumber
from gps.domain.grounds import Failure, Service, Severity, Side
from gps.outages import labels

ALERTS = (Failure.GAMMA_EDI, Failure.GAMMA_DTI)
MESSAGE_LENGTH = 1000


class Identifier(models.Model):
    """The last public number of a kind and year: ``P26-0042`` is outage 42 of 2026, ``D26-0107`` request 107."""

    prefix = models.CharField(max_length=1)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="identifier_unique")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.year % 100:02d}-{self.last:04d}"


class Outage(models.Model):
    """One breakdown under one public identifier: what it is now. Its past is in ``Change``, its effect in ``Span``."""

    identifier = models.CharField("identifiant", max_length=16, unique=True)
    failure = models.PositiveSmallIntegerField("panne")
    service = models.CharField("service", max_length=12, default="")
    severity = models.CharField("gravité", max_length=8, default="")
    planned = models.BooleanField("maintenance programmée", default=False)
    provider = models.ForeignKey(EdiProvider, models.PROTECT, null=True, related_name="outages")
    excise_number = models.ForeignKey(ExciseNumber, models.PROTECT, null=True, related_name="outages")
    side = models.CharField("côté de la panne", max_length=10)
    starts_at = models.DateTimeField("début")
    expected_end_at = models.DateTimeField("fin prévue", null=True)
    ended_at = models.DateTimeField("fin constatée", null=True)
    over_at = models.DateTimeField("fin publiée", null=True)
    cancelled = models.BooleanField("annulée", default=False)
    message = models.CharField("que faire", max_length=MESSAGE_LENGTH)
    message_en = models.CharField("what to do", max_length=MESSAGE_LENGTH, default="")
    published_at = models.DateTimeField("publication")
    changed_at = models.DateTimeField("dernière modification")

    class Meta:
        verbose_name = "panne"
        ordering = ("-starts_at", "-id")
        indexes = [models.Index(fields=["over_at", "failure"], name="outage_under_way")]
        constraints = [
            models.CheckConstraint(condition=Q(failure__in=[int(f) for f in Failure]), name="outage_failure_known"),
            models.CheckConstraint(condition=Q(side__in=[s.value for s in Side]), name="outage_side_known"),
            models.CheckConstraint(
                condition=Q(failure__in=ALERTS, service__in=[s.value for s in Service],
                            severity__in=[s.value for s in Severity], provider__isnull=True, excise_number__isnull=True)
                | Q(failure=Failure.PROVIDER, service="", severity="", provider__isnull=False,
                    excise_number__isnull=True)
                | Q(failure__in=(Failure.OPERATOR_DTI, Failure.OPERATOR_EDI), service="", severity="",
                    provider__isnull=True, excise_number__isnull=False),
                name="outage_target_of_its_failure",
            ),
            models.CheckConstraint(
                condition=Q(expected_end_at__isnull=True) | Q(expected_end_at__gt=F("starts_at")),
                name="outage_expected_end_follows",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("starts_at")), name="outage_end_follows"
            ),
            models.CheckConstraint(
                condition=Q(over_at__isnull=True, ended_at__isnull=True, cancelled=False)
                | Q(over_at__isnull=False, ended_at__isnull=False, cancelled=False)
                | Q(over_at__isnull=False, ended_at__isnull=True, cancelled=True),
                name="outage_over_iff_ended_or_cancelled",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.identifier} {self.title}"

    @property
    def is_alert(self) -> bool:
        """Whether it is national: published to everybody."""
        return Failure(self.failure) in ALERTS

    @property
    def is_over(self) -> bool:
        """Whether it was ended or cancelled."""
        return self.over_at is not None

    @property
    def opens_right(self) -> bool:
        """Whether, as it is now published, it opens the right to those it covers (F3, F4)."""
        return self.severity in {Severity.RED, Severity.BLACK} or self.failure == Failure.PROVIDER

    @property
    def service_label(self) -> str:
        """« GAMM@ DTI », or whom the incident is about."""
        if self.service:
            return labels.SERVICE[Service(self.service)]
        if self.provider is not None:
            return f"Prestataire {self.provider.name}"
        return str(self.excise_number)

    @property
    def severity_label(self) -> str:
        """« Alerte noire », « Information » or « Incident »."""
        return labels.SEVERITY[Severity(self.severity)] if self.severity else "Incident"

    @property
    def title(self) -> str:
        """« Alerte noire – GAMM@ DTI »."""
        planned = " (maintenance programmée)" if self.planned else ""
        return f"{self.severity_label} – {self.service_label}{planned}"

    @property
    def failure_label(self) -> str:
        """Which of the five failures."""
        return labels.FAILURE[Failure(self.failure)]

    @property
    def side_label(self) -> str:
        """On whose side the failure is."""
        return labels.SIDE[Side(self.side)]


class Span(models.Model):
    """A stretch of time for which an outage is published as opening the right; open while ``until_at`` is None.

    For failures 1 and 2 it tells for how long the incident was open, which by itself opens nothing (F4).
    """

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="spans")
    from_at = models.DateTimeField("de")
    until_at = models.DateTimeField("à", null=True)

    class Meta:
        ordering = ("from_at", "id")
        indexes = [models.Index(fields=["until_at", "from_at"], name="span_in_force")]
        constraints = [
            models.UniqueConstraint(fields=["outage"], condition=Q(until_at__isnull=True), name="span_one_open"),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="span_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outage.identifier} {self.from_at:%Y-%m-%d %H:%M}"
