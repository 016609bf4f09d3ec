"""What a form can print: the characters of cp1252, and nothing invisible.

The fields of the form use an embedded typeface in WinAnsiEncoding, the only way that every reader and filler of PDF
prints accents alike. Any other character would come out as a gap or a box: it is refused by name, never replaced.
"""

import unicodedata

ENCODING = "cp1252"


class UnprintableText(ValueError):
    """A value holds characters that the form cannot print.

    `field` is the name of the field, `characters` the characters at fault, each once, in order.
    """

    def __init__(self, field: str, characters: str) -> None:
        self.field = field
        self.characters = characters
        names = ", ".join(f"U+{ord(character):04X}" for character in characters)
        super().__init__(f"{field}: characters that the form cannot print: {names}")


def printable(field: str, text: str, *, multiline: bool) -> str:
    """Give the text as the form holds it: composed accents (NFC), lines ended by a line feed.

    Raises `UnprintableText` for what is outside cp1252, and for control characters; a line feed is allowed when
    `multiline`.
    """
    composed = unicodedata.normalize("NFC", text)
    if multiline:
        composed = composed.replace("\r\n", "\n")
    faulty = [character for character in composed if not _fits(character, multiline)]
    if faulty:
        raise UnprintableText(field, "".join(dict.fromkeys(faulty)))
    return composed


def _fits(character: str, multiline: bool) -> bool:
    if character == "\n":
        return multiline
    try:
        character.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return unicodedata.category(character) != "Cc"
