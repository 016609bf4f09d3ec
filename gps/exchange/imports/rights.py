"""Who may import, and for which excise numbers (rule I1): judged at the deposit, and anew at each chunk."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from gps.accounts.actors import Actor, actor_of, actor_of_key
from gps.accounts.models import ApiKey, User
from gps.accounts.permissions import Permission, excise_numbers_for, may
from gps.accounts.roles import AccessMode, Role
from gps.domain.errors import DomainError, ErrorCode
from gps.exchange.models import Import

BY_FILE = (AccessMode.EDI, AccessMode.DTI_PLUS)
"""The access modes of those who work by files."""


def may_import(actor: Actor, now: datetime) -> bool:
    """Tell whether an actor may import: an operator who declares for at least one number in EDI or DTI+, an EDI
    provider whom at least one operator has mandated.
    """
    if actor.role not in {Role.OPERATOR, Role.PROVIDER}:
        return False
    reach = excise_numbers_for(actor, Permission.REGISTER, now)
    if actor.role == Role.OPERATOR:
        reach = reach.filter(access_mode__in=BY_FILE)
    return reach.exists()


def require_import(actor: Actor, now: datetime) -> None:
    """Refuse who may not import.

    Raises:
        DomainError: NOT_ALLOWED by the role or the scopes of the key; IMPORT_RESERVED to an operator in DTI, or to one
            who may declare for nobody.
    """
    if actor.role not in {Role.OPERATOR, Role.PROVIDER} or not may(actor, Permission.REGISTER):
        raise DomainError.of(ErrorCode.NOT_ALLOWED, action="import")
    if not may_import(actor, now):
        raise DomainError.of(ErrorCode.IMPORT_RESERVED)


def of(actor: Actor, now: datetime) -> QuerySet[Import]:
    """Give the imports that an actor may see, the latest first: an account's own, with those of its keys; what the
    users and the keys of an EDI provider sent is all of theirs.
    """
    del now
    imports = Import.objects.defer("landmarks")
    if not may(actor, Permission.CONSULT):
        return imports.none()
    if actor.role == Role.PROVIDER and actor.provider_id is not None:
        return imports.filter(provider_id=actor.provider_id)
    if actor.user_id is not None:
        return imports.filter(user_id=actor.user_id, provider=None)
    return imports.none()


def actor_now(found: Import, now: datetime) -> Actor:
    """Give the actor that the sender of a file is now. A closed account, and one that may register nothing any more,
    is still named, and reaches no excise number.
    """
    actor = _account(found, now)
    if actor is None or actor.role not in {Role.OPERATOR, Role.PROVIDER} or not may(actor, Permission.REGISTER):
        return Actor(Role.OPERATOR, found.account, found.label)
    return actor


def by_hand(numbers: Iterable[str], actor: Actor, now: datetime) -> set[str]:
    """Give those of an operator's excise numbers that are in DTI: he registers theirs on the page (I1). For a provider
    the mandate alone decides.
    """
    if actor.role != Role.OPERATOR:
        return set()
    reach = excise_numbers_for(actor, Permission.REGISTER, now).filter(number__in=set(numbers))
    return set(reach.exclude(access_mode__in=BY_FILE).values_list("number", flat=True))


def _account(found: Import, now: datetime) -> Actor | None:
    """The account that sent a file, as it is now; None when it is closed. A key that ended since by its own date
    still speaks for what it sent; one that was revoked does not.
    """
    kind, _, pk = found.account.partition(":")
    if kind == "user":
        user = User.objects.select_related("office", "provider").filter(pk=pk, is_active=True).first()
        return actor_of(user) if user else None
    if kind != "key":
        return None
    key = ApiKey.objects.select_related("provider", "user__office").filter(pk=pk, revoked_at=None).first()
    if key is None or (key.user is not None and not (key.user.is_active and key.user.role == key.role)):
        return None
    return actor_of_key(key)
