"""What happened to each document, written with the change, never changed or deleted (rules H1, H2)."""

from django.db import models

from gps.documents import labels
from gps.documents.models.document import FallbackDocument
from gps.domain import chain
from gps.domain.lifecycle import Action, ActorKind, Status


class HistoryEntry(models.Model):
    """One line: when, who, what, from which status to which, why; chained to the line before it."""

    document = models.ForeignKey(FallbackDocument, models.PROTECT, related_name="history", db_index=False)
    position = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=40)
    actor_label = models.CharField(max_length=320)
    action = models.CharField(max_length=20)
    from_status = models.CharField(max_length=12)
    to_status = models.CharField(max_length=12)
    reason = models.CharField(max_length=30)
    comment = models.CharField(max_length=500)
    data = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "ligne d’historique"
        verbose_name_plural = "lignes d’historique"
        ordering = ("document", "position")
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="history_position_unique"),
            models.CheckConstraint(
                condition=models.Q(action__in=[str(a) for a in Action]), name="history_action_known"
            ),
            models.CheckConstraint(
                condition=models.Q(actor_kind__in=[str(k) for k in ActorKind]), name="history_actor_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.action_label}"

    @property
    def action_label(self) -> str:
        """What was done, in French."""
        return labels.ACTION[Action(self.action)]

    @property
    def actor_kind_label(self) -> str:
        """The type of actor, in French."""
        return labels.ACTOR_KIND[ActorKind(self.actor_kind)]

    @property
    def status_change(self) -> tuple[str, str] | None:
        """The two statuses in French, when the line changed the status; "" stands for birth."""
        if self.from_status == self.to_status:
            return None
        return (
            labels.STATUS[Status(self.from_status)] if self.from_status else "",
            labels.STATUS[Status(self.to_status)],
        )

    @property
    def reason_label(self) -> str:
        """The reason in French, or ""."""
        return labels.REASON.get(Action(self.action), {}).get(self.reason, "")

    def computed_hash(self) -> str:
        """The hash that this line must bear after ``previous_hash``."""
        return chain.entry_hash(
            self.previous_hash,
            {
                "reference": self.document.reference,
                "position": self.position,
                "at": self.at.isoformat(timespec="microseconds"),
                "actor_kind": self.actor_kind,
                "actor_id": self.actor_id,
                "actor_label": self.actor_label,
                "action": self.action,
                "from_status": self.from_status,
                "to_status": self.to_status,
                "reason": self.reason,
                "comment": self.comment,
                "data": self.data,
            },
        )
