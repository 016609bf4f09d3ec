"""What the QR code of a paper says, as bytes and as letters (rules D4, V1, V3). Who signs it is none of its business.

The layout of version 1, big-endian, then 64 bytes of Ed25519 signature over ``CONTEXT`` and all that stands before it:

=====  ==========================================================================================================
bytes  meaning
=====  ==========================================================================================================
1      version
4      key: the first 4 bytes of the SHA-256 of the public key
14     number: its 21 characters read in base 36. The consignor's excise number is characters 3 to 15 of it
1      bit 0: DSA, not DAA · bit 1: the movement is there · bits 4 to 7: kind of ground, see ``GROUNDS``
4      issued or registered, seconds since 1970
4      dispatch, seconds since 1970: only with bit 1
1      offset of its clock, quarters of an hour: only with bit 1
1+n    transport, length and Windows-1252: only with bit 1
1+n    reference of the ground, length and ASCII
=====  ==========================================================================================================

As text it is the Base32 of all that, without padding: letters and digits alone, which a QR code holds in 5.5 bits each
and an address takes as they are. There is one way to write each proof: another spelling of the same bytes is refused.

The second way to read a proof is ``gps/web/static/web/verifier.js``, for a telephone without network.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from gps.domain.dispatch import TRANSPORT_LENGTH
from gps.domain.grounds import GroundKind
from gps.domain.reference import LENGTH, DocumentType

VERSION = 1
CONTEXT = b"GPS proof 1\x00"
"""What is signed begins with this: a signature made for something else proves nothing here."""
KEY_LENGTH = 4
SIGNATURE_LENGTH = 64
LONGEST_REFERENCE = 14
"""Of a ground: ``D26-99999999`` has 12."""
LONGEST_TEXT = 300

GROUNDS = (
    GroundKind.NOT_ASKED, GroundKind.OFFICER, GroundKind.ALERT, GroundKind.PROVIDER_INCIDENT, GroundKind.EXPLICIT,
    GroundKind.TACIT, GroundKind.TO_JUSTIFY, GroundKind.JUSTIFIED,
)  # fmt: skip
"""By their place: a new kind goes to the end."""

_DSA, _MOVES = 1, 2
_ENCODING = "cp1252"


class NotAProofError(ValueError):
    """A text that GPS never put into a QR code."""


@dataclass(frozen=True)
class Movement:
    """What leaves, and when; ``dispatch_at`` bears the offset of the establishment's clock."""

    transport_identity: str
    dispatch_at: datetime


@dataclass(frozen=True)
class Claims:
    """What a proof vouches for. ``movement`` is None for a number that was given « à compléter » (G8)."""

    number: str
    document_type: DocumentType
    issued_at: datetime
    movement: Movement | None
    ground_kind: GroundKind
    ground_reference: str

    @property
    def excise_number(self) -> str:
        """The consignor's, which stands within the number (N1)."""
        return self.number[2:15]


def pack(claims: Claims, key: bytes) -> bytes:
    """Write the bytes that are signed by this key.

    Raises:
        ValueError: what no document of GPS can hold.
    """
    movement = claims.movement
    flags = GROUNDS.index(claims.ground_kind) << 4
    flags |= _DSA * (claims.document_type is DocumentType.DSA) | _MOVES * (movement is not None)
    parts = [bytes([VERSION]), key, _number_bytes(claims.number), bytes([flags]), _seconds(claims.issued_at)]
    if movement is not None:
        offset = (movement.dispatch_at.utcoffset() or timedelta()) // timedelta(minutes=15)
        parts += [_seconds(movement.dispatch_at), offset.to_bytes(1, signed=True)]
        parts.append(_short(movement.transport_identity.encode(_ENCODING), TRANSPORT_LENGTH))
    parts.append(_short(claims.ground_reference.encode("ascii"), LONGEST_REFERENCE))
    return b"".join(parts)


def unpack(body: bytes) -> tuple[bytes, Claims]:
    """Read the bytes that are signed: the key that claims to have signed them, and what they say.

    Raises:
        NotAProofError: they are not what ``pack`` writes.
    """
    try:
        key, claims = _read(body)
        same = pack(claims, key) == body
    except (ValueError, IndexError, OverflowError) as error:
        raise NotAProofError("not the bytes of a proof") from error
    if not same:
        raise NotAProofError("another spelling of a proof")
    return key, claims


def to_text(body: bytes, signature: bytes) -> str:
    """Write what the QR code holds after the address."""
    return base64.b32encode(body + signature).decode("ascii").rstrip("=")


def from_text(text: str) -> tuple[bytes, bytes]:
    """Give the bytes that are signed, and the signature.

    Raises:
        NotAProofError: too long, other letters, or bits left over that no proof has.
    """
    if not text.isascii() or len(text) > LONGEST_TEXT:
        raise NotAProofError("not the letters of a proof")
    try:
        whole = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise NotAProofError("not the letters of a proof") from error
    if to_text(whole, b"") != text or len(whole) <= SIGNATURE_LENGTH:
        raise NotAProofError("another spelling of a proof")
    return whole[:-SIGNATURE_LENGTH], whole[-SIGNATURE_LENGTH:]


def _read(body: bytes) -> tuple[bytes, Claims]:
    """Take the bytes apart, trusting them; ``unpack`` holds the result against them."""
    version, key, number, flags, issued = body[0], body[1:5], body[5:19], body[19], body[20:24]
    if version != VERSION:
        raise NotAProofError("another version")
    rest, movement = body[24:], None
    if flags & _MOVES:
        identity, after = _taken(rest[5:])
        offset = timezone(timedelta(minutes=15) * int.from_bytes(rest[4:5], signed=True))
        movement = Movement(identity.decode(_ENCODING), _moment(rest[:4]).astimezone(offset))
        rest = after
    reference, rest = _taken(rest)
    if rest:
        raise NotAProofError("something is left over")
    kind = DocumentType.DSA if flags & _DSA else DocumentType.DAA
    ground = GROUNDS[flags >> 4]
    return key, Claims(_number_text(number), kind, _moment(issued), movement, ground, reference.decode("ascii"))


def _number_bytes(number: str) -> bytes:
    if len(number) != LENGTH or not number.isascii() or not number.isalnum() or number != number.upper():
        raise ValueError(f"no number: {number!r}")
    return int(number, 36).to_bytes(14)


def _number_text(packed: bytes) -> str:
    value, characters = int.from_bytes(packed), ""
    for _ in range(LENGTH):
        value, digit = divmod(value, 36)
        characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + characters
    if value:
        raise NotAProofError("a number of more than 21 characters")
    return characters


def _seconds(at: datetime) -> bytes:
    return int(at.timestamp()).to_bytes(4)


def _moment(packed: bytes) -> datetime:
    return datetime.fromtimestamp(int.from_bytes(packed), UTC)


def _short(text: bytes, most: int) -> bytes:
    if len(text) > most:
        raise ValueError(f"longer than {most} bytes: {text!r}")
    return bytes([len(text)]) + text


def _taken(rest: bytes) -> tuple[bytes, bytes]:
    """A short text and what follows it."""
    length = rest[0]
    if len(rest) < 1 + length:
        raise NotAProofError("cut off")
    return rest[1 : 1 + length], rest[1 + length :]
