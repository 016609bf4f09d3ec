"""Papers for the tests: what a proof can claim, a key of their own, and what it signs."""

from datetime import UTC, datetime, timedelta, timezone

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

from gps.documents.signature import Signer, jwk_of, key_id, read_jwks
from gps.domain import proof
from gps.domain.grounds import GroundKind
from gps.domain.proof import Claims, Movement
from gps.domain.reference import DocumentType

ISSUED = datetime(2026, 11, 20, 17, 45, 30, tzinfo=UTC)
LEAVES = datetime(2026, 11, 20, 19, 30, tzinfo=timezone(timedelta(hours=1)))
CLAIMS = Claims(
    "26FR007328E0001000081", DocumentType.DAA, ISSUED, Movement("AB-123-CD", LEAVES), GroundKind.ALERT, "P26-0042"
)

numbers = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=21, max_size=21)
moments = st.integers(0, 2**32 - 1).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
offsets = st.integers(-48, 56).map(lambda quarters: timezone(quarters * timedelta(minutes=15)))
cp1252 = st.characters(codec="cp1252")
movements = st.builds(
    lambda identity, at, zone: Movement(identity, at.astimezone(zone)),
    st.text(cp1252, max_size=35), moments, offsets,
)  # fmt: skip
claims = st.builds(
    Claims,
    number=numbers,
    document_type=st.sampled_from(DocumentType),
    issued_at=moments,
    movement=st.none() | movements,
    ground_kind=st.sampled_from(GroundKind),
    ground_reference=st.text(st.characters(codec="ascii"), max_size=proof.LONGEST_REFERENCE),
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def key(seed: int = 1) -> Signer:
    """The same key for the same seed."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return Signer(key_id(private.public_key().public_bytes_raw()), private)


def published(*signers: Signer, **periods: object) -> dict:
    """Their public halves, as GPS publishes them."""
    return {"keys": [jwk_of(signer.private.public_key().public_bytes_raw(), **periods) for signer in signers]}


def keys(*signers: Signer, **periods: object) -> dict:
    return read_jwks(published(*signers, **periods))


def another(letter: str) -> str:
    """A letter of the same alphabet, and not this one."""
    return LETTERS[(LETTERS.index(letter) + 1) % 32]
