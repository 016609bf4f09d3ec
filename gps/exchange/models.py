"""The files of numbers that were received, and what became of each of their entries (rules I1–I5)."""

from django.db import models
from django.db.models import Q

from gps.accounts.models import EdiProvider, User
from gps.documents.models import FallbackDocument


class ImportState(models.TextChoices):
    """Where an import stands."""

    WAITING = "waiting", "En attente"
    RUNNING = "running", "En cours"
    FINISHED = "finished", "Terminé"
    REFUSED = "refused", "Refusé"


class EntryOutcome(models.TextChoices):
    """What became of an entry (I4)."""

    ACCEPTED = "accepted", "Accepté"
    KNOWN = "known", "Déjà intégré"
    REFUSED = "refused", "Refusé"


class Import(models.Model):
    """One file that was received, whatever became of it: its content is in ``ImportPart``, its report in
    ``ImportEntry``.

    ``account`` and its owner tell whose it is: the rights are judged anew at each chunk. ``refused``: why the whole
    file is, as a stored fault. ``landmarks``: where each chunk begins in the file, known once it was read through.
    """

    identifier = models.CharField("identifiant", max_length=16, unique=True)
    account = models.CharField("compte", max_length=40)
    label = models.CharField("déposé par", max_length=320)
    role = models.CharField("rôle", max_length=15)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="imports", verbose_name="compte")
    provider = models.ForeignKey(EdiProvider, models.PROTECT, null=True, related_name="imports")
    file_name = models.CharField("fichier", max_length=120)
    size = models.PositiveBigIntegerField("taille")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", verbose_name="identique à")
    dry_run = models.BooleanField("essai", default=False)
    received_at = models.DateTimeField("reçu le", db_index=True)
    started_at = models.DateTimeField("commencé le", null=True)
    finished_at = models.DateTimeField("terminé le", null=True)
    refused = models.JSONField("refus", null=True)
    landmarks = models.JSONField("repères", null=True)
    entry_count = models.PositiveIntegerField("entrées", null=True)
    done = models.PositiveIntegerField("entrées traitées", default=0)
    accepted = models.PositiveIntegerField("acceptées", default=0)
    known = models.PositiveIntegerField("déjà intégrées", default=0)
    rejected = models.PositiveIntegerField("refusées", default=0)

    class Meta:
        verbose_name = "import"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(done=models.F("accepted") + models.F("known") + models.F("rejected")),
                name="import_counts_what_is_done",
            )
        ]
        indexes = [
            models.Index(fields=["user", "id"], name="import_of_user"),
            models.Index(fields=["provider", "id"], name="import_of_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.identifier} {self.file_name}"

    @property
    def state(self) -> ImportState:
        """Where it stands."""
        if self.refused is not None:
            return ImportState.REFUSED
        if self.finished_at is not None:
            return ImportState.FINISHED
        return ImportState.WAITING if self.started_at is None else ImportState.RUNNING

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.finished_at is not None

    @property
    def percent(self) -> int:
        """How far it is, from 0 to 100: what the progress bar shows."""
        if self.is_over:
            return 100
        return self.done * 100 // self.entry_count if self.entry_count else 0


class ImportPart(models.Model):
    """A piece of a file's content, in order: no process ever holds the whole."""

    file = models.ForeignKey(Import, models.CASCADE, related_name="parts", db_index=False)
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "position"], name="import_part_unique")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.position}"


class ImportEntry(models.Model):
    """What became of one entry. ``reference`` is as in the file; ``faults`` as ``imports.faults`` stores them.

    ``values``: what a refused entry held, verbatim, for the file to correct; null for the others.
    """

    file = models.ForeignKey(Import, models.CASCADE, related_name="entries", db_index=False)
    position = models.PositiveIntegerField("rang")
    line = models.PositiveIntegerField("ligne")
    ref = models.CharField("référence de l’expéditeur", max_length=200, default="")
    reference = models.CharField("numéro", max_length=200)
    outcome = models.CharField("résultat", max_length=8, choices=EntryOutcome)
    faults = models.JSONField("motifs", default=list)
    values = models.JSONField("données", null=True)
    document = models.ForeignKey(FallbackDocument, models.SET_NULL, null=True, related_name="import_entries")

    class Meta:
        verbose_name = "entrée d’import"
        verbose_name_plural = "entrées d’import"
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["file", "position"], name="import_entry_unique")]
        indexes = [
            models.Index(
                fields=["file", "position"], condition=Q(outcome=EntryOutcome.REFUSED), name="import_entry_refused"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.position} {self.outcome}"
