"""To whom: the accounts that something concerns and that want to know, the addresses of services, the subscribers.

Each is one query, whatever the number of people.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from gps.accounts.models import CustomsOffice, EdiProvider, Enrolment, ExciseNumber, User
from gps.accounts.roles import Right, Role
from gps.notices.addresses import link
from gps.notices.labels import Following, Kind
from gps.notices.mails import Recipient
from gps.notices.models import Preference, Subscription


def accounts(users: QuerySet[User], kind: Kind) -> Iterator[Recipient]:
    """The open accounts among some, but for those who want no such notice."""
    refused = Preference.objects.filter(user=OuterRef("pk"), kind=kind.value, wanted=False)
    foot = f"Message automatique de GPS, à votre compte. Choisir ses avis : {link('web:preferences')}"
    wanting = users.filter(~Exists(refused), is_active=True).order_by("pk")
    for email in wanting.values_list("email", flat=True):
        yield Recipient(email, foot)


def service(address: str, why: str) -> Iterator[Recipient]:
    """The address of an office or of a company: told whoever is on duty."""
    if address:
        yield Recipient(address, f"Message automatique de GPS, à l’adresse {why}.")


def subscribers(following: Following, since: datetime) -> Iterator[Recipient]:
    """Those who had confirmed that they follow this, or everything, when it happened."""
    rows = Subscription.objects.filter(
        following__in=[Following.ALL, following], confirmed_at__lte=since, ended_at__isnull=True
    )
    for row in rows.order_by("pk").iterator():
        yield subscriber(row)


def subscriber(row: Subscription) -> Recipient:
    """One subscription, with its end in each mail."""
    foot = (
        f"Vous avez demandé à suivre : {row.following_label}.\n"
        f"Ne plus rien recevoir / Unsubscribe: {row.end_url}"
    )  # fmt: skip
    return Recipient(row.email, foot, row.pk)


def concerned(excise_numbers: QuerySet[ExciseNumber]) -> QuerySet[User]:
    """Whoever consults or declares for some establishments, and the users of their EDI providers."""
    enrolled = Enrolment.objects.filter(excise_number__in=excise_numbers)
    providers = excise_numbers.filter(provider__isnull=False)
    return User.objects.filter(
        Q(role=Role.OPERATOR, pk__in=enrolled.values("user"))
        | Q(role=Role.PROVIDER, provider__in=providers.values("provider"))
    )


def declarers(excise_number: ExciseNumber) -> QuerySet[User]:
    """Whoever declares for an establishment."""
    enrolled = Enrolment.objects.filter(excise_number=excise_number, right=Right.DECLARE)
    return User.objects.filter(role=Role.OPERATOR, pk__in=enrolled.values("user"))


def owners(user_id: int | None, provider_id: int | None) -> Iterator[Recipient]:
    """The open account that a machine belongs to, or those of the provider's users: for what concerns its safety, which
    nobody turns off.
    """
    users = User.objects.filter(is_active=True)
    owning = users.filter(pk__in=[user_id]) if provider_id is None else users.filter(provider=provider_id)
    for email in owning.order_by("pk").values_list("email", flat=True):
        yield Recipient(email, "Message automatique de GPS, à votre compte, à propos de vos logiciels.")


def office(row: CustomsOffice) -> Iterator[Recipient]:
    """The address of an office, always, and its officers."""
    yield from service(row.email, "du service douanier")
    yield from accounts(User.objects.filter(role=Role.OFFICER, office=row), Kind.OFFICE)


def provider(row: EdiProvider | None) -> Iterator[Recipient]:
    """The address of an EDI provider."""
    if row is not None:
        yield from service(row.email, "du prestataire EDI")
