"""How a receiver knows that GPS is calling: the signature of the « Standard Webhooks » specification, version 1.0.

(https://www.standardwebhooks.com/) The message is signed with its identifier and its moment, so that nobody else makes
one up, changes one or plays an old one again. Secrets lie in the database sealed by a key derived from
``GPS_SECRET_KEY``: a copy of the database alone signs nothing.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PREFIX = "whsec_"
_NONCE, _BYTES = 12, 32
_PURPOSE = b"gps webhook secrets"


def new_secret() -> str:
    """Make a secret: 32 random bytes, written as the specification has it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def seal(secret: str) -> bytes:
    """Encrypt a secret for the database."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher().encrypt(nonce, secret.encode(), _PURPOSE)


def unseal(sealed: bytes) -> str:
    """Give a secret back.

    Raises:
        cryptography.exceptions.InvalidTag: it was sealed under another ``GPS_SECRET_KEY``.
    """
    return _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], _PURPOSE).decode()


def signature(secret: str, identifier: str, timestamp: int, body: bytes) -> str:
    """Give one signature of a message."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((identifier.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(valid: Iterable[str], identifier: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Give the three headers of a message; one signature for each secret that is valid."""
    return {
        "webhook-id": identifier,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, identifier, timestamp, body) for secret in valid),
    }


def _cipher() -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(settings.SECRET_KEY.encode()))
