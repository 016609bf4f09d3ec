"""The one table of work to do: notices to send, reminders, imports, what recurs. See ``gps.jobs.queue``."""

from django.db import models
from django.db.models import Q

KIND_LENGTH, KEY_LENGTH = 40, 200

PENDING = Q(done_at__isnull=True, failed_at__isnull=True)
"""Neither done nor given up: what the partial index covers, and the only rows that the worker looks at."""


class Job(models.Model):
    """One piece of work. ``kind`` names its handler; ``kind`` and ``key`` together make it unique."""

    kind = models.CharField("nature", max_length=KIND_LENGTH)
    key = models.CharField("clé", max_length=KEY_LENGTH)
    payload = models.JSONField("contenu")
    created_at = models.DateTimeField("créée le")
    due_at = models.DateTimeField("à faire le")
    lease_until = models.DateTimeField("réservée jusqu’au", null=True)
    worker = models.CharField("exécutant", max_length=80, default="")
    attempts = models.PositiveSmallIntegerField("tentatives", default=0)
    done_at = models.DateTimeField("faite le", null=True)
    failed_at = models.DateTimeField("abandonnée le", null=True)
    last_error = models.CharField("dernière erreur", max_length=500, default="")

    class Meta:
        verbose_name = "tâche"
        ordering = ("due_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_unique"),
            models.CheckConstraint(condition=Q(done_at__isnull=True) | Q(failed_at__isnull=True), name="job_one_end"),
        ]
        indexes = [models.Index(fields=["due_at", "id"], condition=PENDING, name="job_pending")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
