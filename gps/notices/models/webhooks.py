"""Webhooks: the addresses that GPS calls, what it has to tell each of them, and how far the history was read."""

from typing import Any

from django.db import models
from django.db.models import Q

from gps.accounts.models import EdiProvider, User
from gps.documents.models import HistoryEntry
from gps.notices.labels import EVENT, Event
from gps.outages.models import Change

URL_LENGTH = 500

PENDING = Q(delivered_at__isnull=True, abandoned_at__isnull=True)
"""Neither answered for nor given up."""


class Endpoint(models.Model):
    """An address of a person's software or of a provider's, and what it wants to be told.

    ``since`` is when it was switched on for the last time: what happened before is not told. ``failing_since`` is the
    first of the failures that no success has followed; ``failures`` counts them, and ``retry_at`` leaves it in peace
    until then. ``busy_until`` is the lease of the worker that is calling it.
    """

    url = models.CharField("adresse", max_length=URL_LENGTH)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="endpoints", verbose_name="compte")
    provider = models.ForeignKey(
        EdiProvider, models.CASCADE, null=True, related_name="endpoints", verbose_name="prestataire EDI"
    )
    events = models.JSONField("événements")
    secret = models.BinaryField("secret scellé")
    previous_secret = models.BinaryField("secret précédent, scellé", null=True)
    previous_until = models.DateTimeField("secret précédent valable jusqu’au", null=True)
    created_at = models.DateTimeField("créé le")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="créé par")
    since = models.DateTimeField("en service depuis", null=True)
    off_at = models.DateTimeField("arrêté le", null=True)
    gave_up = models.BooleanField("arrêté par GPS", default=False)
    failures = models.PositiveIntegerField("échecs de suite", default=0)
    failing_since = models.DateTimeField("en échec depuis", null=True)
    retry_at = models.DateTimeField("prochain essai", null=True)
    busy_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "webhook"
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, provider__isnull=True) | Q(user__isnull=True, provider__isnull=False),
                name="endpoint_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=False, off_at__isnull=True) | Q(since__isnull=True, off_at__isnull=False),
                name="endpoint_on_or_off",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_on(self) -> bool:
        """Whether it is told what happens."""
        return self.since is not None

    @property
    def owner(self) -> str:
        """Whose it is, in words."""
        return str(self.provider or self.user)

    @property
    def event_labels(self) -> list[str]:
        """What it is told, in French."""
        return [EVENT[Event(event)] for event in self.events]


class Delivery(models.Model):
    """One event for one endpoint: what is said, word for word, and what came of it.

    ``stream`` is what it is about: of two with the same one the second waits for the first. ``identifier`` is the name
    that a receiver knows a repeat by. An event comes once to an endpoint: from one line of the history of a document,
    or of an outage.
    """

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries", db_index=False)
    identifier = models.CharField("identifiant", max_length=40, unique=True)
    kind = models.CharField("événement", max_length=20)
    stream = models.CharField("à propos de", max_length=40)
    entry = models.ForeignKey(HistoryEntry, models.PROTECT, null=True, related_name="+", db_index=False)
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="+", db_index=False)
    body = models.TextField("contenu")
    made_at = models.DateTimeField("écrit le")
    due_at = models.DateTimeField("à envoyer le")
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    tried_at = models.DateTimeField("dernier essai", null=True)
    code = models.PositiveSmallIntegerField("réponse", null=True)
    error = models.CharField("échec", max_length=200, default="")
    duration_ms = models.PositiveIntegerField("durée", null=True)
    delivered_at = models.DateTimeField("reçu le", null=True)
    abandoned_at = models.DateTimeField("abandonné le", null=True)

    class Meta:
        verbose_name = "envoi"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "entry"], name="delivery_of_document_once"),
            models.UniqueConstraint(fields=["endpoint", "change"], name="delivery_of_outage_once"),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(abandoned_at__isnull=True), name="delivery_one_end"
            ),
        ]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="delivery_log"),
            models.Index(fields=["endpoint", "stream", "id"], condition=PENDING, name="delivery_pending"),
            models.Index(fields=["made_at"], name="delivery_made"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stream}"

    @property
    def is_pending(self) -> bool:
        """Whether it is still to be sent."""
        return self.delivered_at is None and self.abandoned_at is None

    @property
    def kind_label(self) -> str:
        """What happened, in French."""
        return EVENT[Event(self.kind)]


class LogPosition(models.Model):
    """Up to which line the history was read for good: one row. See ``gps.notices.webhooks.history``."""

    settled = models.BigIntegerField(default=0)
    ahead = models.BigIntegerField(null=True)
    horizon = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="log_position_single")]

    def __str__(self) -> str:
        return f"{self.settled}"

    def save(self, *args: Any, **options: Any) -> None:
        """There is one row."""
        self.pk = 1
        super().save(*args, **options)
