"""Which characters a paper can print: those of Windows-1252 that can be seen, and the plain space."""

ENCODING = "cp1252"


def unprintable(text: str) -> str:
    r"""Give the characters of a text that no form can print, each once, in order.

    >>> unprintable("Łódź – 3 €\x00")
    'Łź\x00'
    """
    return "".join(dict.fromkeys(c for c in text if not is_printable(c)))


def is_printable(text: str) -> bool:
    """Tell whether a form can print a character, or every character of a text."""
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return text.isprintable()
