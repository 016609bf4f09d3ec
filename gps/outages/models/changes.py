"""What became of each outage and request, dated, never changed or deleted, chained by hash (rules F2, H2)."""

from datetime import UTC

from django.db import models

from gps.domain import chain
from gps.domain.lifecycle import ActorKind
from gps.outages import labels


class Change(models.Model):
    """One line of the past of an outage or a request: when, who, what, and all that it then was."""

    subject = models.CharField("identifiant", max_length=16)
    position = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=40)
    actor_label = models.CharField(max_length=320)
    action = models.CharField(max_length=10)
    data = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "changement"
        ordering = ("subject", "position")
        constraints = [
            models.UniqueConstraint(fields=["subject", "position"], name="change_position_unique"),
            models.CheckConstraint(condition=models.Q(action__in=list(labels.ACTION)), name="change_action_known"),
            models.CheckConstraint(
                condition=models.Q(actor_kind__in=[k.value for k in ActorKind]), name="change_actor_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.position}. {self.action_label}"

    @property
    def action_label(self) -> str:
        """What was done, in French."""
        return labels.ACTION[self.action]

    def computed_hash(self) -> str:
        """Give the hash that this line must bear: of all of it, and of the line before."""
        content = {
            "subject": self.subject,
            "position": self.position,
            "at": self.at.astimezone(UTC).isoformat(),
            "actor_kind": self.actor_kind,
            "actor_id": self.actor_id,
            "actor_label": self.actor_label,
            "action": self.action,
            "data": self.data,
        }
        return chain.entry_hash(self.previous_hash, content)
