"""Who signed a proof: Ed25519 signatures, and the published keys as a JSON Web Key Set (rule V3).

It needs neither the database nor Django: whoever has the keys can verify, anywhere (``python -m gps verify_proof``).
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gps.domain import proof
from gps.domain.proof import Claims


class ForgedError(Exception):
    """The key is GPS's, the signature is not what that key makes of these words: somebody wrote them himself."""


class UnknownKeyError(Exception):
    """No key of the set signed it. With an old copy of the keys it may be a newer one."""


class WithdrawnKeyError(Exception):
    """The key leaked: whatever it signed proves nothing any more."""


@dataclass(frozen=True)
class PublishedKey:
    """A public key as it is published. ``withdrawn``: its private half may be in other hands."""

    public: Ed25519PublicKey
    withdrawn: bool = False


Keys = Mapping[str, PublishedKey]
"""By key identifier."""


@dataclass(frozen=True)
class Signer:
    """What signs: the key of the moment."""

    key_id: str
    private: Ed25519PrivateKey

    def sign(self, claims: Claims) -> str:
        """Give the proof of what is claimed, as the QR code holds it. The same claims give the same proof."""
        body = proof.pack(claims, bytes.fromhex(self.key_id))
        return proof.to_text(body, self.private.sign(proof.CONTEXT + body))


def verify(text: str, keys: Keys) -> Claims:
    """Give what a proof vouches for.

    Raises:
        NotAProofError: it is no proof at all.
        ForgedError, UnknownKeyError, WithdrawnKeyError: what it says is not vouched for.
    """
    body, signature = proof.from_text(text)
    key, claims = proof.unpack(body)
    published = keys.get(key.hex())
    if published is None:
        raise UnknownKeyError(key.hex())
    try:
        published.public.verify(signature, proof.CONTEXT + body)
    except InvalidSignature as error:
        raise ForgedError(key.hex()) from error
    if published.withdrawn:
        raise WithdrawnKeyError(key.hex())
    return claims


def key_id(public: bytes) -> str:
    """The identifier of a public key: 8 hexadecimal digits that no database hands out."""
    return hashlib.sha256(public).digest()[: proof.KEY_LENGTH].hex()


def read_jwks(document: Any) -> dict[str, PublishedKey]:
    """Read a published set of keys; what is not an Ed25519 key is passed over.

    Raises:
        ValueError: it is no set of keys.
    """
    listed = document.get("keys") if isinstance(document, dict) else None
    if listed is None or not isinstance(listed, list):
        raise ValueError("not a JSON Web Key Set")
    found = {}
    for jwk in listed:
        if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519"):
            continue
        try:
            public = base64.urlsafe_b64decode(str(jwk["x"]) + "=")
        except (KeyError, binascii.Error) as error:
            raise ValueError("a key without its value") from error
        found[key_id(public)] = PublishedKey(Ed25519PublicKey.from_public_bytes(public), bool(jwk.get("revoked")))
    return found


def jwk_of(public: bytes, **periods: object) -> dict[str, object]:
    """Write a public key as it is published, with what is said of its periods."""
    value = base64.urlsafe_b64encode(public).decode("ascii").rstrip("=")
    return {
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key_id(public), "x": value, **periods,
    }  # fmt: skip
