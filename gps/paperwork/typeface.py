"""The typeface of the fields: Liberation Sans, cut down to cp1252, with the widths to measure a text.

It is embedded as a simple TrueType font in WinAnsiEncoding: fillers that know nothing of composite fonts (most of
them) write with it as they are.
"""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from gps.paperwork.printable import ENCODING

FOLDER = Path(__file__).parent / "fonts"
FILE = FOLDER / "LiberationSans-Regular.ttf"
NAME = "GPSAAA+LiberationSans"
"""The name in the PDF: the six letters and the sign say that it is a subset."""
FIRST, LAST = 32, 255


@dataclass(frozen=True, slots=True)
class Typeface:
    """A subset font: its file, and its measures in thousandths of the type size.

    `characters` maps each code of cp1252 to its character; `widths` go from code `FIRST` to `LAST`.
    """

    data: bytes
    characters: dict[int, str]
    widths: tuple[int, ...]
    bounds: tuple[int, int, int, int]
    ascent: int
    descent: int
    capital: int

    def width(self, text: str, size: float) -> float:
        """Give the width in points of a text of cp1252 set at `size` points."""
        return sum(self.widths[code - FIRST] for code in text.encode(ENCODING)) * size / 1000

    def to_unicode(self) -> bytes:
        """Give the CMap that says which character each code is, for copying and for screen readers."""
        pairs = [f"<{code:02X}> <{ord(character):04X}>" for code, character in self.characters.items()]
        blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        lines = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CMapName /GPS-WinAnsi def /CMapType 2 def",
            "1 begincodespacerange <00> <FF> endcodespacerange",
        ]
        for block in blocks:
            lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
        lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return "\n".join(lines).encode("ascii")


@cache
def typeface() -> Typeface:
    """Give the typeface of the fields; made once per process."""
    characters = _characters()
    font = TTFont(FILE, recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = []
    options.drop_tables += ["FFTM"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters.values()])
    subsetter.subset(font)
    file = io.BytesIO()
    font.save(file)
    return _measured(font, file.getvalue(), characters)


@cache
def glyphs() -> frozenset[str]:
    """Give the characters that each of the shipped faces has, regular, bold and italic: what a template can print."""
    faces = [TTFont(file).getBestCmap() for file in sorted(FOLDER.glob("*.ttf"))]
    return frozenset(chr(code) for code in set(faces[0]).intersection(*faces[1:]))


def _characters() -> dict[int, str]:
    found = {}
    for code in range(FIRST, LAST + 1):
        character = bytes([code]).decode(ENCODING, "ignore")
        if character and code != 127:
            found[code] = character
    return found


def _measured(font: TTFont, data: bytes, characters: dict[int, str]) -> Typeface:
    scale = 1000 / font["head"].unitsPerEm
    glyphs = font.getBestCmap()
    advances = font["hmtx"]

    def width(code: int) -> int:
        character = characters.get(code)
        return round(advances[glyphs[ord(character)]][0] * scale) if character else 0

    head = font["head"]
    return Typeface(
        data=data,
        characters=characters,
        widths=tuple(width(code) for code in range(FIRST, LAST + 1)),
        bounds=(round(head.xMin * scale), round(head.yMin * scale), round(head.xMax * scale), round(head.yMax * scale)),
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        capital=round(font["OS/2"].sCapHeight * scale),
    )
