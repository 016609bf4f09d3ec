"""Machine accounts: keys are shown once and stored hashed, have scopes and an end (rule P4).

A key acts as its owner does, within its scopes: an EDI provider, a person, GAMM@. It dies with him.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from gps.accounts.models import ApiKey, EdiProvider, User
from gps.accounts.permissions import PERMISSIONS
from gps.accounts.roles import Role
from gps.accounts.scopes import SCOPE_LABELS, SCOPES, Permission
from gps.jobs import queue

__all__ = ["SCOPES", "SCOPE_LABELS", "TOLD", "check", "create", "find", "revoke", "scopes_of"]

TOLD = "key-notices"
"""The job that tells the owner of a new key."""


def scopes_of(role: Role) -> tuple[str, ...]:
    """Give the scopes that a key of a role may bear: those that open something of what the role may."""
    more = PERMISSIONS[role].keys() - {Permission.CONSULT}
    return tuple(scope for scope, opened in SCOPES.items() if opened == {Permission.CONSULT} or opened & more)


def create(
    label: str,
    role: Role,
    now: datetime,
    expires_at: datetime,
    provider: EdiProvider | None = None,
    user: User | None = None,
    *,
    scopes: Collection[str] | None = None,
    by: User | None = None,
) -> str:
    """Create a key and give it as text: 32 random bytes in URL-safe letters. It cannot be read again.

    Args:
        label: what its owner calls it.
        role: the owner's.
        now: the moment.
        expires_at: from when on it opens nothing.
        provider: the owner, for the role PROVIDER.
        user: the owner, for another role than PROVIDER and SYSTEM.
        scopes: what it opens; by default all that its role may bear.
        by: the person who creates it.

    Raises:
        ValidationError: the role and the owner do not go together, or a scope is not the role's.
    """
    borne = scopes_of(role)
    chosen = borne if scopes is None else tuple(scopes)
    check(role, user, chosen)
    secret = secrets.token_urlsafe(32)
    key = ApiKey(
        label=label, role=role, provider=provider, user=user, hash=_hash(secret), created_at=now, created_by=by,
        expires_at=expires_at, scopes=[scope for scope in borne if scope in chosen],
    )  # fmt: skip
    key.full_clean()
    with transaction.atomic():
        key.save()
        queue.enqueue(TOLD, f"created:{key.pk}", {"key": key.pk}, now=now)
    return secret


def find(secret: str, now: datetime) -> ApiKey | None:
    """Give the key that this text opens, or None when it is unknown, expired or revoked, or its owner's account is
    closed or has changed role. Notes the day of its last use: one write a day, not one a request.
    """
    keys = ApiKey.objects.select_related("provider", "user__office")
    key = keys.filter(hash=_hash(secret), revoked_at=None, expires_at__gt=now).first()
    if key is None or (key.user is not None and not (key.user.is_active and key.user.role == key.role)):
        return None
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).exclude(last_used_on=today).update(last_used_on=today)
        key.last_used_on = today
    return key


def revoke(key: ApiKey, now: datetime, by: User) -> bool:
    """End a key for good, and tell whether it was still to be ended: a first revocation stands."""
    return bool(ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now, revoked_by=by))


def check(role: Role, user: User | None, scopes: Collection[str]) -> None:
    """Refuse what the database cannot see: another's role, no scope at all, scopes beyond the role.

    Raises:
        ValidationError: of ``user`` or of ``scopes``.
    """
    if user is not None and user.role != role:
        raise ValidationError({"user": "Le rôle d’une clé est celui du compte."})
    beyond = [SCOPE_LABELS.get(scope, scope) for scope in scopes if scope not in scopes_of(role)]
    if beyond:
        raise ValidationError({"scopes": f"Ce rôle ne permet pas : {', '.join(beyond)}."})
    if not scopes:
        raise ValidationError({"scopes": "Une clé sans droit n’ouvre rien."})


def _hash(secret: str) -> str:
    """A random secret of 256 bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
