"""Names as a search compares them: whoever answers the telephone hears a name, and cannot hear how it is written."""

import unicodedata

_NOT_DECOMPOSED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i"})
"""The small letters that Unicode does not take apart into a plain letter and an accent."""


def search_key(name: str) -> str:
    """Give the words of a name in small letters, without accents and punctuation, one space apart.

    >>> search_key("Chais de l’Île-d’Or – Cœur")
    'chais de l ile d or coeur'
    """
    folded = unicodedata.normalize("NFKD", name).casefold().translate(_NOT_DECOMPOSED)
    plain = (c for c in folded if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
