"""The two pictures of a paper that machines read: the QR code of its proof and the barcode of its number (rule D4).

Both are given as numbers, and as SVG without colour, font or measure: whoever draws the paper gives them their size.
The light margin that readers need is part of the SVG: 4 modules around a QR code, 10 at each end of a barcode.

To be read from paper, a module of the QR code is 0.4 mm wide or more, one of the barcode 0.19 mm or more.
"""

from collections.abc import Sequence

import segno
from segno import consts

MARGIN = 4
QUIET = 10
MASK = 0
"""Trying all eight takes ten times as long; of a proof, which is as good as random, all are read equally well: out of
300 that were blurred and stained on purpose, 250 with the best mask and 253 with this one."""
HIGHEST_VERSION = 10
"""57 modules: at 0.45 mm each, with the margin, 29 mm of paper."""

_CODE_C, _CODE_B, _START_B, _START_C, _STOP = 99, 100, 104, 105, 106
_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
"""ISO/IEC 15417, by value: bar, space, bar, space… in modules."""
_WIDTHS = _TABLE.split()


def qr_modules(address: str) -> tuple[tuple[bool, ...], ...]:
    """Give the QR code of an address, row by row, True for a dark module; the margin is not in it.

    What follows the last stroke is a proof: its letters and digits are written in the shorter mode. Error correction
    level M, a seventh of the picture may be stained; level L for the longest texts behind a long address.

    Raises:
        ValueError: it would need more than version 10, too fine for paper; or what follows is no proof.
    """
    place, stroke, text = address.rpartition("/")
    parts = [(place + stroke, consts.MODE_BYTE), (text, consts.MODE_ALPHANUMERIC)]
    for level in ("m", "l"):
        code = segno.make_qr(parts, error=level, boost_error=False, mask=MASK)  # type: ignore[arg-type]  # it takes segments too
        if isinstance(code.version, int) and code.version <= HIGHEST_VERSION:
            return tuple(tuple(bool(module) for module in row) for row in code.matrix)
    raise ValueError(f"an address of {len(address)} characters is too long for the paper")


def qr_svg(address: str) -> str:
    """Give the QR code of an address as an SVG with its light margin, one unit a module."""
    rows = qr_modules(address)
    side = len(rows) + 2 * MARGIN
    runs = "".join(
        f"M{MARGIN + start} {MARGIN + y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return _svg(side, side, runs)


def code128_modules(number: str) -> tuple[bool, ...]:
    """Give the Code 128 barcode of a text of printable ASCII, module by module, True for a bar; no margin in it.

    Four digits or more in a row are written two by two: a number of 21 characters takes 222 modules at most.

    Raises:
        ValueError: it is empty or has other characters.
    """
    if not number or not all(" " <= character <= "~" for character in number):
        raise ValueError(f"no barcode for {number!r}")
    values = _values(number)
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    widths = "".join(_WIDTHS[value] for value in [*values, check, _STOP])
    return tuple(place % 2 == 0 for place, width in enumerate(widths) for _ in range(int(width)))


def code128_svg(number: str, height: int = 60) -> str:
    """Give the barcode of a text as an SVG with its light margins, one unit a module, `height` units high."""
    bars = code128_modules(number)
    runs = "".join(f"M{QUIET + start} 0h{length}v{height}h-{length}z" for start, length in _runs(bars))
    return _svg(len(bars) + 2 * QUIET, height, runs)


def _values(text: str) -> list[int]:
    """The values of a text from its start code on: pairs of digits where four or more stand together, else letters."""
    values: list[int] = []
    place, pairs = 0, False
    while place < len(text):
        digits = _digits_from(text, place)
        if digits >= 4 and not (digits % 2 and not pairs):
            if not pairs:
                values.append(_CODE_C if values else _START_C)
                pairs = True
            end = place + digits - digits % 2
            values += [int(text[at : at + 2]) for at in range(place, end, 2)]
            place = end
            continue
        if pairs or not values:
            values.append(_CODE_B if values else _START_B)
            pairs = False
        values.append(ord(text[place]) - 32)
        place += 1
    return values


def _digits_from(text: str, place: int) -> int:
    """How many digits stand together from a place on."""
    end = place
    while end < len(text) and text[end].isdigit():
        end += 1
    return end - place


def _runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    """Where dark begins, and for how long."""
    runs, start = [], None
    for place, dark in enumerate((*row, False)):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            runs.append((start, place - start))
            start = None
    return runs


def _svg(width: int, height: int, runs: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" shape-rendering="crispEdges">'
        f'<path d="M0 0h{width}v{height}H0z" fill="#fff"/><path d="{runs}"/></svg>'
    )
