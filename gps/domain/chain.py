"""The hash that ties each history entry to the one before it (rule H2).

A chain starts at ``START`` for each document. Changing, removing or inserting an entry breaks every hash after it.
"""

import hashlib
import json
from collections.abc import Mapping

START = "0" * 64
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(entry: Mapping[str, object]) -> bytes:
    """Give the bytes that are hashed: JSON in UTF-8, keys sorted, no spaces. Values are text, numbers, None, or
    mappings and lists of them; moments are to be given as ISO 8601 text in UTC.
    """
    return _ENCODER.encode(entry).encode()


def entry_hash(previous: str, entry: Mapping[str, object]) -> str:
    """Give the SHA-256, as 64 hexadecimal digits, of the previous hash and the canonical entry."""
    return hashlib.sha256(previous.encode() + canonical(entry)).hexdigest()
