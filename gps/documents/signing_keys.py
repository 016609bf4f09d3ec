"""The keys that sign the papers: made, sealed, published, retired (rule V3).

The private half is encrypted in the database by a key derived from ``GPS_PROOF_KEY`` (``GPS_SECRET_KEY`` when there is
none): a copy of the database alone signs nothing. The newest key that is not retired signs. A retired one goes on
verifying what it signed; a withdrawn one, whose private half may be in other hands, proves nothing any more.
"""

import json
import os
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Max

from gps.documents import signature
from gps.documents.models import SigningKey
from gps.documents.signature import PublishedKey, Signer

_NONCE = 12
_last_known: dict[str, PublishedKey] = {}
"""The keys that this process read last: they verify while the database is away (V2)."""


def signer(now: datetime) -> Signer:
    """Give what signs now: one query, and one key more when there is none that this deployment can open.

    Two processes that find none make one together: the second takes the first one's.
    """
    rows = list(SigningKey.objects.order_by("-position"))
    for row in rows:
        if row.retired_at is None:
            with suppress(InvalidTag):
                return Signer(row.key_id, _opened(row.key_id, bytes(row.sealed), settings.PROOF_KEY))
    row = _made(rows[0].position + 1 if rows else 1, now)
    return Signer(row.key_id, _opened(row.key_id, bytes(row.sealed), settings.PROOF_KEY))


def create(now: datetime) -> SigningKey:
    """Make a key, which signs from now on."""
    last: int | None = SigningKey.objects.aggregate(last=Max("position"))["last"]
    return _made((last or 0) + 1, now)


def _made(position: int, now: datetime) -> SigningKey:
    """The key of a rank that was found free: this process makes it, or another one just did."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    name = signature.key_id(public)
    row, _ = SigningKey.objects.get_or_create(
        position=position,
        defaults={"key_id": name, "public": public, "sealed": _sealed(name, private), "created_at": now},
    )
    return row


def retire(key_id: str, now: datetime, *, withdrawn: bool = False) -> SigningKey:
    """Let a key sign nothing more; withdrawn, let what it signed prove nothing any more.

    Raises:
        SigningKey.DoesNotExist: GPS has no such key.
    """
    row = SigningKey.objects.get(key_id=key_id)
    row.retired_at = row.retired_at or now
    row.withdrawn = row.withdrawn or withdrawn
    row.save(update_fields=["retired_at", "withdrawn"])
    return row


def jwks() -> dict[str, object]:
    """Give the published keys with their periods, as a JSON Web Key Set."""
    return {"keys": [_jwk(row) for row in SigningKey.objects.order_by("position")]}


def published() -> dict[str, PublishedKey]:
    """Give the keys that verify, retired and withdrawn ones too: one query."""
    found = {
        row.key_id: PublishedKey(Ed25519PublicKey.from_public_bytes(bytes(row.public)), row.withdrawn)
        for row in SigningKey.objects.all()
    }
    _last_known.clear()
    _last_known.update(found)
    return found


def last_known() -> dict[str, PublishedKey]:
    """Give, without the database, the keys that this process read last, or those of the file ``GPS_PROOF_KEYS``."""
    return dict(_last_known) or _of_file(settings.PROOF_KEYS_FILE)


def _of_file(path: str) -> dict[str, PublishedKey]:
    """The keys of the file, none when it is not there or not such a file: the answer then says that GPS is away."""
    try:
        return signature.read_jwks(json.loads(Path(path).read_text(encoding="utf-8"))) if path else {}
    except (OSError, ValueError):
        return {}


def _jwk(row: SigningKey) -> dict[str, object]:
    periods: dict[str, object] = {"nbf": int(row.created_at.timestamp())}
    if row.retired_at is not None:
        periods["retired"] = int(row.retired_at.timestamp())
    if row.withdrawn:
        periods["revoked"] = True
    return signature.jwk_of(bytes(row.public), **periods)


def _seal(secret: str) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=b"gps signing keys").derive(secret.encode())
    return AESGCM(derived)


def _sealed(key_id: str, private: Ed25519PrivateKey) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _seal(settings.PROOF_KEY).encrypt(nonce, private.private_bytes_raw(), key_id.encode())


@lru_cache(maxsize=8)
def _opened(key_id: str, sealed: bytes, secret: str) -> Ed25519PrivateKey:
    """The private key.

    Raises:
        InvalidTag: sealed with another secret, or not this key's.
    """
    clear = _seal(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], key_id.encode())
    return Ed25519PrivateKey.from_private_bytes(clear)
