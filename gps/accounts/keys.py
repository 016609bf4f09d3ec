"""Machine accounts: keys are shown once and stored hashed (rule P4)."""

import hashlib
import secrets
from datetime import datetime

from gps.accounts.models import ApiKey, EdiProvider
from gps.accounts.roles import Role


def create(label: str, role: Role, now: datetime, expires_at: datetime, provider: EdiProvider | None = None) -> str:
    """Create a key and give it as text: 32 random bytes in URL-safe letters. It cannot be read again.

    Raises:
        ValidationError: the role and the provider do not go together.
    """
    secret = secrets.token_urlsafe(32)
    key = ApiKey(label=label, role=role, provider=provider, hash=_hash(secret), created_at=now, expires_at=expires_at)
    key.full_clean()
    key.save()
    return secret


def find(secret: str, now: datetime) -> ApiKey | None:
    """Give the key that this text opens, or None when it is unknown, expired or revoked."""
    key = ApiKey.objects.select_related("provider").filter(hash=_hash(secret)).first()
    if key is None or key.expires_at <= now or key.revoked_at is not None:
        return None
    return key


def _hash(secret: str) -> str:
    """A random secret of 256 bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
