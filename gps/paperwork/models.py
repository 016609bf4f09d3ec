"""The files of many papers that people asked for: prepared by the worker, fetched by their owner, gone after a day."""

from django.db import models


class PaperLot(models.Model):
    """One file of up to 500 papers (rule D4). ``documents``: the keys of the documents, in order.

    ``left_out``: the numbers that are not in the file, each with the code and the facts of why. The content is read
    by the download alone.
    """

    account = models.CharField("compte", max_length=40)
    title = models.CharField("titre", max_length=120)
    documents = models.JSONField("documents")
    asked_at = models.DateTimeField("demandé le")
    expires_at = models.DateTimeField("gardé jusqu’au", db_index=True)
    done = models.PositiveSmallIntegerField("papiers faits", default=0)
    ready_at = models.DateTimeField("prêt le", null=True)
    left_out = models.JSONField("laissés de côté", default=list)
    content = models.BinaryField("fichier", null=True)

    class Meta:
        verbose_name = "lot de papiers"
        verbose_name_plural = "lots de papiers"
        ordering = ("-id",)
        indexes = [models.Index(fields=["account", "id"], name="paper_lot_account")]

    def __str__(self) -> str:
        return self.title

    @property
    def count(self) -> int:
        """How many papers were asked for."""
        return len(self.documents)

    @property
    def printed(self) -> int:
        """How many are in the file."""
        return self.count - len(self.left_out)
