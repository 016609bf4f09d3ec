"""The mails, who asked for them, who does not want them, and which documents people were told of."""

from django.db import models
from django.db.models import Q

from gps.accounts.models import User
from gps.documents.models import FallbackDocument
from gps.notices.addresses import link
from gps.notices.labels import FOLLOWING, Following, Kind

SUBJECT_LENGTH = 200


class Subscription(models.Model):
    """Somebody, with or without an account, follows the state of the teleservices by mail.

    Asked for, it waits; confirmed from the mailbox itself, it is told; ended, it is told no more. The token is in each
    of its mails: who holds one may confirm or end, and nothing else.
    """

    email = models.EmailField("adresse électronique")
    following = models.CharField("suit", max_length=10)
    token = models.CharField("jeton", max_length=43, unique=True)
    asked_at = models.DateTimeField("demandé le")
    confirmed_at = models.DateTimeField("confirmé le", null=True)
    ended_at = models.DateTimeField("terminé le", null=True)

    class Meta:
        verbose_name = "abonnement"
        indexes = [
            models.Index(
                fields=["following"],
                condition=Q(confirmed_at__isnull=False, ended_at__isnull=True),
                name="subscription_told",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(following__in=[f.value for f in Following]), name="following_known"),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(confirmed_at__isnull=True, ended_at__isnull=True),
                name="subscription_one_waits",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(confirmed_at__isnull=False, ended_at__isnull=True),
                name="subscription_one_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.following_label})"

    @property
    def following_label(self) -> str:
        """What it follows, in French."""
        return FOLLOWING[Following(self.following)]

    @property
    def confirm_url(self) -> str:
        """The page that confirms it."""
        return link("web:subscription_confirm", self.token)

    @property
    def end_url(self) -> str:
        """The page, and the one-click address, that ends it."""
        return link("web:subscription_end", self.token)


class Preference(models.Model):
    """What a person said of one kind of notice. Where nothing is said, the notice is sent."""

    user = models.ForeignKey(User, models.CASCADE, related_name="preferences", verbose_name="compte")
    kind = models.CharField("avis", max_length=10)
    wanted = models.BooleanField("souhaité")

    class Meta:
        verbose_name = "préférence"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_once"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in Kind]), name="preference_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.kind} {'oui' if self.wanted else 'non'}"


class Mail(models.Model):
    """One message to one recipient. ``event`` names what it tells of: told once to each, whatever is tried again.

    ``message_id`` is given when it is written: a mail that is sent again after a crash is known as the same one.
    """

    event = models.CharField("événement", max_length=120)
    about = models.CharField("à propos de", max_length=40)
    to = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=SUBJECT_LENGTH)
    text = models.TextField("texte")
    subscription = models.ForeignKey(Subscription, models.CASCADE, null=True, related_name="mails")
    message_id = models.CharField(max_length=200, unique=True)
    made_at = models.DateTimeField("écrit le")
    sent_at = models.DateTimeField("envoyé le", null=True)

    class Meta:
        verbose_name = "courriel"
        ordering = ("-made_at", "-id")
        indexes = [models.Index(fields=["-made_at", "-id"], name="mail_latest")]
        constraints = [models.UniqueConstraint(fields=["event", "to"], name="mail_told_once")]

    def __str__(self) -> str:
        return f"{self.to} : {self.subject}"

    @property
    def end_url(self) -> str:
        """Where the recipient ends what this mail comes from; "" for what comes with an account."""
        return self.subscription.end_url if self.subscription else ""


class DocumentTold(models.Model):
    """A document that its establishment was told of: that it is due at a moment, or inactive since one (T5)."""

    DUE, INACTIVE = "due", "inactive"

    document = models.ForeignKey(
        FallbackDocument, models.CASCADE, related_name="announcements", verbose_name="document"
    )
    what = models.CharField(max_length=10)
    moment = models.DateTimeField("échéance ou désactivation")
    told_at = models.DateTimeField("dit le")

    class Meta:
        verbose_name = "document annoncé"
        constraints = [
            models.UniqueConstraint(fields=["document", "what", "moment"], name="document_told_once"),
            models.CheckConstraint(condition=Q(what__in=["due", "inactive"]), name="document_told_known"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.what} {self.moment:%Y-%m-%d %H:%M}"
