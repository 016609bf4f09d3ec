"""The code lists of Table 1 as drop-downs in French: what a person picks, the code first (rules D2, D4).

The codes and their words are those of ``gps.documents.code_lists``, the one place to correct them; here is how the
paper writes them. A choice is its own value in the PDF (no hidden export value), so that every tool that fills or
reads the form, and the paper, show the same text: the code, then its word.

Lists that the regulation itself closes are chosen from. Those that SEED keeps amending, and those from which a person
may take several codes, are offered and may be typed over.
"""

from functools import cache, lru_cache
from typing import Final

from gps.documents.code_lists import WORDS
from gps.domain.ead.agreement import DESTINATIONS
from gps.domain.reference import DocumentType

AMENDED: Final = frozenset({"package", "product", "cn", "country", "member_state", "document"})
"""Lists that may hold more than GPS knows when a paper is filled in."""

_LINK: Final = " - "
_AND: Final = " ; "
_RETURN: Final = "11"


@cache
def options(name: str) -> tuple[str, ...]:
    """Give the choices of a code list, by its name in ``gps.domain.ead.table``. Raises KeyError.

    >>> options("origin")
    ('1 - Entrepôt fiscal', '2 - Importation', '3 - Droits acquittés')
    """
    return tuple(f"{code}{_LINK}{word}" for code, word in WORDS[name].items())


def destinations(document_type: str) -> tuple[str, ...]:
    """Give the types of destination (`1a`) that a paper of a type may have; both may return to where they came from."""
    codes = (*DESTINATIONS[DocumentType(document_type)].split(), _RETURN)
    return tuple(one for one in options("destination") if codes_of(one) in codes)


def codes_of(value: str) -> str:
    """Give the codes of a value alone; what is no choice of a list stays as it is.

    >>> codes_of("1 - Enrichi ; 4 - Édulcoré"), codes_of("CT - Carton"), codes_of("CT")
    ('1, 4', 'CT', 'CT')
    """
    return ", ".join(part.partition(_LINK)[0] for part in value.split(_AND))


def with_word(choices: tuple[str, ...], text: str) -> str | None:
    """Give the choice that a text is, in full or by its code; None when it is none of them."""
    return _index(choices).get(text)


def with_words(choices: tuple[str, ...], text: str) -> str | None:
    """Give the choices that a text is, in full or by their codes between commas; None when one is not among them."""
    whole = with_word(choices, text)
    if whole is not None:
        return whole
    parts = text.split(_AND) if _AND in text else text.split(",")
    found = [with_word(choices, part.strip()) for part in parts]
    return _AND.join(one for one in found if one) if all(found) else None


@lru_cache(maxsize=64)
def _index(choices: tuple[str, ...]) -> dict[str, str]:
    """Find each choice in full and by its code."""
    return {text: one for one in choices for text in (one, codes_of(one))}
