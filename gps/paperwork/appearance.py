"""How a value looks in its field: the operators that draw it from the field's corner, all sizes in points.

A text that is too wide is set smaller, down to `SMALLEST`; then on several lines, even in a field of one line; and
if it still does not fit, its last visible line ends with an ellipsis: it never vanishes silently, the field's value
keeps the whole text, and the whole text is printed on a sheet (`composing`).
"""

from dataclasses import dataclass
from functools import lru_cache

from gps.paperwork.printable import ENCODING
from gps.paperwork.typeface import typeface

FONT = "GPSSans"
"""The name of the typeface in the form's resources."""
SMALLEST = 5.0
LEGIBLE = 6.0
"""The size of a choice whose word is cut short."""
FEWEST = 8
"""Letters that a shortened word must show, with what ties it to its code."""
STEP = 0.5
LEADING = 1.15
MARGIN = 2.0
"""Between the edge of the field and its text."""
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text as it will be set: its type size, its lines, and whether they hold all of it."""

    size: float
    lines: tuple[str, ...]
    whole: bool = True


def default_appearance(size: float) -> str:
    """Give the /DA of a field: black, at `size` points."""
    return f"/{FONT} {size:g} Tf 0 g"


@lru_cache(maxsize=4096)
def fit(text: str, width: float, height: float, size: float, *, multiline: bool) -> Fitted:
    """Set a text in a field of `width` by `height`, at `size` or smaller."""
    room = width - 2 * MARGIN
    current = size
    while current >= SMALLEST:
        lines = wrap(text, room, current) if multiline else [text]
        if _tall(len(lines), current) <= height and all(typeface().width(line, current) <= room for line in lines):
            return Fitted(current, tuple(lines))
        current -= STEP
    lines = wrap(text, room, SMALLEST)
    shown = _shortened(text, room, height, SMALLEST)
    return Fitted(SMALLEST, tuple(shown), whole=shown == lines)


@lru_cache(maxsize=4096)
def fit_choice(text: str, codes: str, width: float, height: float, size: float) -> Fitted:
    """Set a choice: its code and its word; where they do not fit, as much of the word as does; always the whole code.

    `codes`: the text without its words. The code is what matters: where only a few letters of the word would be seen,
    it stands alone, in its own size.
    """
    room = width - 2 * MARGIN
    current = size
    while current >= SMALLEST:
        lines = [text] if current >= LEGIBLE else wrap(text, room, current)
        words_whole = all(typeface().width(word, current) <= room for word in text.split(" "))
        if words_whole and _tall(len(lines), current) <= height and typeface().width(lines[0], current) <= room:
            return Fitted(current, tuple(lines))
        current -= STEP
    cut = _shortened(text, room, height, LEGIBLE)
    if cut[0].startswith(codes) and len(" ".join(cut)) - len(codes) >= FEWEST:
        return Fitted(LEGIBLE, tuple(cut), whole=False)
    alone = fit(codes, width, height, size, multiline=False)
    return Fitted(alone.size, alone.lines, whole=codes == text and alone.whole)


def wrap(text: str, room: float, size: float) -> list[str]:
    """Break a text into lines of at most `room`: at line feeds, at spaces, and within a word wider than a line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if typeface().width(longer, size) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = _pieces(word, room, size)
            lines += full
        lines.append(line)
    return lines


def _pieces(word: str, room: float, size: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and typeface().width(pieces[-1] + character, size) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _shortened(text: str, room: float, height: float, size: float) -> list[str]:
    """Give the lines that a height holds, one at least; the last ends with an ellipsis when there are more."""
    lines = wrap(text, room, size)
    visible = max(1, int((height - _tall(0, size)) // (size * LEADING)))
    return lines if len(lines) <= visible else [*lines[: visible - 1], _cut(lines[visible - 1], room, size)]


def _cut(line: str, room: float, size: float) -> str:
    while line and typeface().width(line + ELLIPSIS, size) > room:
        line = line[:-1]
    return line.rstrip(" ,") + ELLIPSIS


def _tall(lines: int, size: float) -> float:
    return lines * size * LEADING + 1.0


def text_content(text: str, width: float, height: float, size: float, *, multiline: bool) -> str:
    """Draw a text."""
    return _lines(fit(text, width, height, size, multiline=multiline), width, height, top=multiline)


def choice_content(text: str, codes: str, width: float, height: float, size: float) -> str:
    """Draw what was chosen from a list; `codes`: the same without its words."""
    return _lines(fit_choice(text, codes, width, height, size), width, height, top=False)


def _lines(fitted: Fitted, width: float, height: float, *, top: bool) -> str:
    """Draw lines in a field, from its top or in its middle."""
    face = typeface()
    leading = fitted.size * LEADING
    if top:
        baseline = height - 1.0 - face.ascent * fitted.size / 1000
    else:
        block = (len(fitted.lines) - 1) * leading + face.capital * fitted.size / 1000
        baseline = (height + block) / 2 - face.capital * fitted.size / 1000
    shown = " T* ".join(f"{_string(line)} Tj" for line in fitted.lines)
    return (
        f"q 0.5 0.5 {width - 1:.2f} {height - 1:.2f} re W n BT {default_appearance(fitted.size)} {leading:.2f} TL "
        f"{MARGIN:g} {baseline:.2f} Td {shown} ET Q"
    )


def comb_content(text: str, cells: int, width: float, height: float, size: float) -> str:
    """Draw a comb: each character in the middle of its cell. The cells are drawn on the page."""
    face = typeface()
    pitch = width / cells
    baseline = (height - face.capital * size / 1000) / 2
    starts = [(index + 0.5) * pitch - face.width(character, size) / 2 for index, character in enumerate(text)]
    shown = [
        f"BT {default_appearance(size)} {start:.2f} {baseline:.2f} Td {_string(character)} Tj ET"
        for start, character in zip(starts, text, strict=True)
    ]
    return " ".join(shown)


def cross_content(width: float, height: float) -> str:
    """Draw a checked box: a cross."""
    left, right, low, high = width * 0.2, width * 0.8, height * 0.2, height * 0.8
    strokes = f"{left:.2f} {low:.2f} m {right:.2f} {high:.2f} l {left:.2f} {high:.2f} m {right:.2f} {low:.2f} l"
    return f"q 1.2 w 0 G {strokes} S Q"


def line_content(text: str, left: float, baseline: float, size: float, *, bold: bool = False) -> str:
    """Draw one line of text; bold is the same letters with an outline, since one typeface is embedded."""
    weight = f"2 Tr {size / 40:.2f} w " if bold else ""
    return f"q BT {default_appearance(size)} {weight}{left:.2f} {baseline:.2f} Td {_string(text)} Tj ET Q"


def marked(content: str) -> bytes:
    """Give the appearance stream of a field: readers that write another value replace what is marked."""
    return f"/Tx BMC {content} EMC".encode("ascii")


def _string(text: str) -> str:
    return f"<{text.encode(ENCODING).hex()}>"
