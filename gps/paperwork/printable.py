"""What a paper can print, and nothing invisible: the characters of cp1252 in a form, those of the typeface elsewhere.

The fields of the form use an embedded typeface in WinAnsiEncoding, the only way that every reader and filler of PDF
prints accents alike. Any other character would come out as a gap or a box: it is refused by name, never replaced.

A certificate is made from what GPS holds, and must never fail for a name: there, what the typeface lacks is replaced
by a square that anybody sees.
"""

import unicodedata
from collections.abc import Container

ENCODING = "cp1252"
REPLACEMENT = "□"
"""Stands for a character that cannot be printed; the typeface has it."""
RIGHT_TO_LEFT = {"R", "AL", "AN"}
"""Bidirectional classes that would turn the order of a line round: such texts are not for these papers."""


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


def visible(text: str, glyphs: Container[str]) -> str:
    """Give the text in one line, composed (NFC), every character that cannot be printed replaced by `REPLACEMENT`.

    `glyphs` are the characters that the typeface has. Controls, invisible characters, stacked accents and scripts
    written from right to left are replaced too, even if it has them.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(_shown(character, glyphs) for character in composed).strip()


def _shown(character: str, glyphs: Container[str]) -> str:
    category = unicodedata.category(character)
    if character in "\t\r\n" or (category == "Zs" and character not in glyphs):
        return " "
    seen = category == "Zs" or category[0] in "LNPS"
    straight = unicodedata.bidirectional(character) not in RIGHT_TO_LEFT
    return character if seen and straight and character in glyphs else REPLACEMENT


def _fits(character: str, multiline: bool) -> bool:
    if character == "\n":
        return multiline
    try:
        character.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return unicodedata.category(character) != "Cc"
