"""The keys that people make themselves (rule P4): an operator's user for his own software, a provider's user for the
provider. Officers and national staff have theirs from the administration.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from gps.accounts import keys, limits
from gps.accounts.actors import Actor
from gps.accounts.models import ApiKey, EdiProvider, User
from gps.accounts.roles import Role
from gps.domain.errors import DomainError, ErrorCode

MOST = 10
"""How many keys an account, or a provider, may have that open something."""

SHORTEST, LONGEST, PROPOSED = 1, 365, 90
"""How many days a key lasts."""


def may_have(who: User | Actor) -> bool:
    """Tell whether somebody connects his software himself. A machine makes no keys."""
    return who.role in {Role.OPERATOR, Role.PROVIDER} and not (isinstance(who, Actor) and who.only is not None)


def require(user: User) -> None:
    """Refuse whoever does not.

    Raises:
        DomainError: NOT_ALLOWED.
    """
    if not may_have(user):
        raise DomainError.of(ErrorCode.NOT_ALLOWED, action="keys")


def of(user: User) -> QuerySet[ApiKey]:
    """Give a person's keys, the latest first: a provider's users share theirs.

    Raises:
        DomainError: NOT_ALLOWED.
    """
    require(user)
    owned = Q(provider=user.provider_id) if user.role == Role.PROVIDER else Q(user=user)
    rows = ApiKey.objects.filter(owned).select_related("provider", "user", "created_by", "revoked_by")
    return rows.order_by("-created_at", "-pk")


def scopes(user: User) -> tuple[str, ...]:
    """Give the scopes that a person may choose from."""
    return keys.scopes_of(Role(user.role))


def create(user: User, *, label: str, chosen: Collection[str], days: int, once: str, now: datetime) -> str:
    """Create a key of a person, or of his provider, and give its secret.

    Args:
        once: the one-time key of the form; sent again it makes no second key, whose secret nobody would look at.

    Raises:
        DomainError: NOT_ALLOWED, KEY_SCOPES, KEY_LIFETIME, TOO_MANY_KEYS, SECRET_SHOWN.
    """
    require(user)
    if not chosen or not set(chosen) <= set(scopes(user)):
        raise DomainError.of(ErrorCode.KEY_SCOPES, "scopes")
    if not SHORTEST <= days <= LONGEST:
        raise DomainError.of(ErrorCode.KEY_LIFETIME, "days", shortest=SHORTEST, longest=LONGEST)
    with transaction.atomic():
        claim(user, once, now)
        if of(user).filter(revoked_at=None, expires_at__gt=now).count() >= MOST:
            raise DomainError.of(ErrorCode.TOO_MANY_KEYS, most=MOST)
        of_provider = user.role == Role.PROVIDER
        return keys.create(
            label, Role(user.role), now, now + timedelta(days=days),
            user.provider if of_provider else None, None if of_provider else user, scopes=chosen, by=user,
        )  # fmt: skip


def revoke(user: User, pk: int, now: datetime) -> ApiKey:
    """End one of a person's keys; a first revocation stands.

    Raises:
        ApiKey.DoesNotExist: unknown, or another's.
        DomainError: NOT_ALLOWED.
    """
    found = of(user).get(pk=pk)
    keys.revoke(found, now, user)
    return found


def claim(user: User, once: str, now: datetime) -> None:
    """Use the one-time key of a form that shows a secret, and hold the owner until the transaction ends, so that two
    requests at once do not pass a limit together.

    Raises:
        DomainError: SECRET_SHOWN, when the form has served already.
    """
    if user.provider is not None:
        EdiProvider.objects.select_for_update(no_key=True).get(pk=user.provider.pk)
    else:
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if not once or not limits.take(f"secret-form:{user.pk}:{once}", 1, timedelta(days=1), now):
        raise DomainError.of(ErrorCode.SECRET_SHOWN)
