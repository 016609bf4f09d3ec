"""Requests for authorisation and the service's answers (rules F4, F5, F9)."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from gps.accounts.models import ExciseNumber
from gps.domain import grounds
from gps.domain.grounds import Failure, Side
from gps.domain.lifecycle import ActorKind, Means
from gps.outages import labels
from gps.outages.models.outages import Outage

GPS = "gps"
MEANS = (GPS, *(m.value for m in Means))
TEXT_LENGTH = 500


class AuthorisationRequest(models.Model):
    """An operator asks his service, by GPS or by any other means; the hour runs from ``asked_at`` (F9)."""

    identifier = models.CharField("identifiant", max_length=16, unique=True)
    excise_number = models.ForeignKey(ExciseNumber, models.PROTECT, related_name="requests")
    failure = models.PositiveSmallIntegerField("panne")
    circumstances = models.CharField("circonstances", max_length=TEXT_LENGTH)
    contact = models.CharField("à rappeler au", max_length=80, default="")
    incident = models.ForeignKey(Outage, models.PROTECT, null=True, related_name="requests")
    reintegrated_by = models.CharField("qui réintègre", max_length=10, default="")
    asked_at = models.DateTimeField("demandée le")
    asked_means = models.CharField("moyen", max_length=12)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_kind = models.CharField(max_length=12)
    recorded_by = models.CharField("par", max_length=320)
    tacit_ends_at = models.DateTimeField("fin de l’autorisation tacite")
    relied_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True)

    class Meta:
        verbose_name = "demande d’autorisation"
        verbose_name_plural = "demandes d’autorisation"
        ordering = ("-asked_at", "-id")
        indexes = [models.Index(fields=["excise_number", "-asked_at"], name="request_by_excise")]
        constraints = [
            models.CheckConstraint(
                condition=Q(failure=Failure.OPERATOR_DTI, reintegrated_by="")
                | Q(failure=Failure.OPERATOR_EDI, reintegrated_by__in=[Side.OPERATOR.value, Side.PROVIDER.value]),
                name="request_failure_and_reintegration",
            ),
            models.CheckConstraint(condition=Q(asked_means__in=MEANS), name="request_means_known"),
            models.CheckConstraint(condition=Q(asked_at__lte=F("recorded_at")), name="request_not_to_come"),
            models.CheckConstraint(
                condition=Q(recorded_kind__in=[k.value for k in ActorKind]), name="request_actor_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identifier} {self.excise_number.number}"

    @property
    def facts(self) -> grounds.Request:
        """What the rules need to know of it. Costs no query when ``answers`` were fetched with it."""
        answers = sorted(self.answers.all(), key=lambda a: a.position)
        return grounds.Request(
            self.identifier,
            self.excise_number.number,
            self.asked_at,
            self.tacit_ends_at,
            tuple(grounds.Answer(a.counts_at, a.granted, a.ends_at) for a in answers),
            self.withdrawn_at,
        )

    @property
    def tacit_at(self) -> datetime:
        """When silence becomes a yes."""
        return grounds.tacit_at(self.asked_at)

    @property
    def last_answer(self) -> "Answer | None":
        """The answer that stands."""
        return max(self.answers.all(), key=lambda a: a.position, default=None)

    @property
    def failure_label(self) -> str:
        """Which of the five failures."""
        return labels.FAILURE[Failure(self.failure)]

    @property
    def means_label(self) -> str:
        """How it was made: « par téléphone »."""
        return labels.BY_MEANS[self.asked_means]

    @property
    def reintegrated_by_label(self) -> str:
        """Who enters the movements in GAMM@ afterwards (failure 2)."""
        return labels.REINTEGRATED_BY[Side(self.reintegrated_by)] if self.reintegrated_by else ""


class Answer(models.Model):
    """The service's yes or no. ``given_at`` is its own time, ``counts_at`` the moment from which it counts (F5)."""

    request = models.ForeignKey(AuthorisationRequest, models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    granted = models.BooleanField("accord")
    given_at = models.DateTimeField("donnée le")
    counts_at = models.DateTimeField("compte à partir du")
    recorded_at = models.DateTimeField("enregistrée le")
    means = models.CharField("moyen", max_length=12)
    ends_at = models.DateTimeField("fin de l’autorisation", null=True)
    reason = models.CharField("motif", max_length=20)
    comment = models.CharField("commentaire", max_length=TEXT_LENGTH, default="")
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=40)
    actor_label = models.CharField("par", max_length=320)

    class Meta:
        verbose_name = "réponse"
        ordering = ("request", "position")
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(granted=True, ends_at__isnull=False) | Q(granted=False, ends_at__isnull=True),
                name="answer_end_iff_granted",
            ),
            models.CheckConstraint(condition=Q(means__in=MEANS), name="answer_means_known"),
        ]

    def __str__(self) -> str:
        return f"{self.request.identifier} {'accord' if self.granted else 'refus'}"

    @property
    def is_late(self) -> bool:
        """Whether silence had opened the right before it (F5)."""
        return self.position == 1 and self.counts_at >= grounds.tacit_at(self.request.asked_at)

    @property
    def reason_label(self) -> str:
        """Why, in French."""
        return labels.REASON[self.reason]

    @property
    def means_label(self) -> str:
        """How it was given: « par téléphone »."""
        return labels.BY_MEANS[self.means]

    @property
    def is_declared(self) -> bool:
        """Whether it stands on the operator's word: he noted an answer that the service gave outside GPS (F9)."""
        return self.actor_kind != ActorKind.CUSTOMS
