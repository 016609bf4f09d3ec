"""The data that a document's paper holds, as they were typed last, and the models that an establishment keeps of them.

Only what people type is here: what GPS knows of the movement is put with it when it is shown (``gps.documents.ead``).
"""

from django.db import models

from gps.accounts.models import ExciseNumber
from gps.documents.models.document import FallbackDocument, known
from gps.domain.reference import DocumentType

NAME_LENGTH = 60


class EadDraft(models.Model):
    """The data of one document. ``revision`` counts the times that they were saved, so that nobody overwrites
    what he has not seen; ``complete`` says that they were whole when they were.
    """

    document = models.OneToOneField(FallbackDocument, models.PROTECT, related_name="ead")
    data = models.JSONField("données")
    complete = models.BooleanField("complètes")
    revision = models.PositiveIntegerField("révision")
    saved_at = models.DateTimeField("enregistrées le")
    saved_by = models.CharField("enregistrées par", max_length=320)

    class Meta:
        verbose_name = "données d’un document"
        verbose_name_plural = "données des documents"

    def __str__(self) -> str:
        return f"{self.document} ({self.revision})"


class EadModel(models.Model):
    """Data to start from, under a name that is one establishment's own."""

    excise_number = models.ForeignKey(
        ExciseNumber, models.PROTECT, related_name="ead_models", db_index=False, verbose_name="numéro d’accise"
    )
    document_type = models.CharField("type", max_length=3)
    name = models.CharField("nom", max_length=NAME_LENGTH)
    data = models.JSONField("données")
    saved_at = models.DateTimeField("enregistré le")
    saved_by = models.CharField("enregistré par", max_length=320)

    class Meta:
        verbose_name = "modèle de données"
        verbose_name_plural = "modèles de données"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["excise_number", "document_type", "name"], name="ead_model_unique"),
            known("document_type", DocumentType, name="ead_model_type_known"),
        ]

    def __str__(self) -> str:
        return self.name
