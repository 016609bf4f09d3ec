"""What GPS prints on a paper beside the values: which copy it is, the QR code that proves it, the number's barcode.

They are drawn as vectors on the page, so that every engine prints them alike, and each has a place in the reading order
and an alternative text (rule D4). Blank forms bear the copy alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gps.paperwork import controls, proof_images
from gps.paperwork.appearance import line_content, wrap
from gps.paperwork.parts import Place
from gps.paperwork.typeface import typeface

CAPTION_SIZE = 5.5
BAR_HEIGHT = 24.0
WIDEST_BAR = 0.95
"""Width in points of one module of the barcode: a third of a millimetre, where there is room."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves a paper: the address in its QR code, the page where a number is typed, and the number itself."""

    address: str
    page: str
    number: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something printed, from the bottom left corner of its place: its operators; a picture has an alternative text."""

    content: str
    alternative: str = ""


@lru_cache(maxsize=16)
def of_proof(place: Place, proof: Proof) -> tuple[Mark, ...]:
    """Give what proves a paper in one of the places for it; all copies have the same."""
    return tuple(_code(place, proof)) if place.name == controls.PROOF else (_barcode(place, proof.number),)


def of_copy(place: Place, copy: str, purpose: str) -> Mark:
    """Say which copy a page is of, and for whom."""
    lines = [(copy, 10.5, True), *((line, 5.5, False) for line in wrap(purpose, place.width, 5.5))]
    baseline, content = place.height - 10.5, []
    for text, size, bold in lines:
        left = place.width - typeface().width(text, size)
        content.append(line_content(text, left, baseline, size, bold=bold))
        baseline -= 7.0 if bold else 5.8
    return Mark(" ".join(content))


def _code(place: Place, proof: Proof) -> Iterator[Mark]:
    rows = proof_images.qr_modules(proof.address)
    side = len(rows) + 2 * proof_images.MARGIN
    caption = [line for text in _caption(proof) for line in wrap(text, place.width, CAPTION_SIZE)]
    room = place.height - len(caption) * CAPTION_SIZE * 1.2
    module = min(place.width, room) / side
    left, top = (place.width - module * side) / 2, place.height
    squares = [
        _bar(left + (x + proof_images.MARGIN) * module, top - (y + proof_images.MARGIN + 1) * module, length, module)
        for y, row in enumerate(rows)
        for x, length in _runs(row)
    ]
    yield Mark(f"q 0 g {' '.join(squares)} f Q", "Code QR de vérification, signé : il ouvre " + proof.page)
    baseline = top - module * side - CAPTION_SIZE + 1
    lines = []
    for line in caption:
        lines.append(
            line_content(line, (place.width - typeface().width(line, CAPTION_SIZE)) / 2, baseline, CAPTION_SIZE)
        )
        baseline -= CAPTION_SIZE * 1.2
    yield Mark(" ".join(lines))


def _caption(proof: Proof) -> tuple[str, str]:
    return f"Vérifier : {proof.page.removeprefix('https://')}", proof.number


def _barcode(place: Place, number: str) -> Mark:
    bars = proof_images.code128_modules(number)
    wide = len(bars) + 2 * proof_images.QUIET
    module = min(WIDEST_BAR, place.width / wide)
    left = proof_images.QUIET * module
    squares = [_bar(left + x * module, 8.0, length, module, BAR_HEIGHT) for x, length in _runs(bars)]
    middle = left + len(bars) * module / 2 - typeface().width(number, 7) / 2
    digits = line_content(number, middle, 1.5, 7)
    return Mark(f"q 0 g {' '.join(squares)} f Q {digits}", f"Code-barres du numéro {number}")


def _bar(left: float, low: float, length: int, module: float, height: float = 0.0) -> str:
    return f"{left:.3f} {low:.3f} {length * module:.3f} {height or module:.3f} re"


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give where dark begins, and over how many modules."""
    start = 0
    for x in range(len(row) + 1):
        if x == len(row) or not row[x]:
            if x > start:
                yield start, x - start
            start = x + 1
