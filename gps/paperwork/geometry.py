"""Where each thing of a form lies on its A4 page, computed before anything is drawn.

The template only draws rectangles that are given to it: alignment is arithmetic, and a form that does not fit its
page is an error here, not an overlap on paper. The origin is the top left corner of the sheet; all in millimetres.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from gps.paperwork.layout import Band, Box, Kind, Note, Page, Slot, Stack

LEFT, TOP, WIDTH, BOTTOM = 10.0, 25.0, 190.0, 287.0
HEADER = 5.8
"""Height of the part of a box that bears its number and its two labels; a box without label has none."""
PADDING = 1.2
"""Between the frame of a box and its fields, and between two fields of a row."""
CELL_GROUPS = (2, 13, 5, 1)
"""The 21 characters of a number as the eye groups them: year, excise number, sequence, last character (rule N9)."""
MINIMUM = 4.9
"""The narrowest field in which a hand can write two letters."""
CELL_LEGEND = 4.0
"""Height of the legend under the cells of a number."""

Drawing = dict[str, Any]
"""One thing to draw: its kind, its rectangle, its words; it becomes JSON for the template."""


class DoesNotFit(ValueError):
    """A layout asks for more room than its page, band or row has: a mistake in the table of the document."""


def share(total: float, sizes: Sequence[float | None], where: str) -> list[float]:
    """Give each item its size in mm, what is left being shared by those that ask for none.

    Raises `DoesNotFit`, naming `where`, when the sizes exceed the total or leave a part of it empty.
    """
    free = sizes.count(None)
    rest = total - sum(size for size in sizes if size is not None)
    if rest < -0.01 or (free and rest < 3 * free) or (not free and rest > 0.01):
        raise DoesNotFit(f"{where}: {rest:.2f} mm left for {free} free item(s) of {total:.2f} mm")
    return [rest / free if size is None else size for size in sizes]


def drawings(page: Page) -> list[Drawing]:
    """Give the things to draw on a page, in reading order. Raises `DoesNotFit`."""
    return list(_page(page))


def _page(page: Page) -> Iterator[Drawing]:
    heights = share(BOTTOM - TOP, [band.height for band in page.bands], page.key)
    y = TOP
    for band, height in zip(page.bands, heights, strict=True):
        yield from _band(band, LEFT, y, WIDTH, height)
        y += height


def _band(band: Band, x: float, y: float, width: float, height: float) -> Iterator[Drawing]:
    for part, part_width in zip(band.parts, share(width, [part.width for part in band.parts], "band"), strict=True):
        if isinstance(part, Box):
            yield from _box(part, x, y, part_width, height)
        else:
            yield from _stack(part, x, y, part_width, height)
        x += part_width


def _stack(stack: Stack, x: float, y: float, width: float, height: float) -> Iterator[Drawing]:
    for band, band_height in zip(
        stack.bands, share(height, [band.height for band in stack.bands], "stack"), strict=True
    ):
        yield from _band(band, x, y, width, band_height)
        y += band_height


def _box(box: Box, x: float, y: float, width: float, height: float) -> Iterator[Drawing]:
    own = [identifier for slot in box.slots() if not slot.caption for identifier in slot.field.identifiers]
    yield {
        "draw": "box",
        **_rectangle(x, y, width, height),
        "number": box.number,
        "label": box.label,
        "english": box.english,
        "table1": own if box.label and box.rows else box.table1.split(),
    }
    if not box.rows:
        return
    header = HEADER if box.label else PADDING / 2
    room = height - header - PADDING / 2
    where = f"box {box.number or box.label}"
    y += header
    for row, row_height in zip(box.rows, share(room, [row.height for row in box.rows], where), strict=True):
        yield from _row(row.items, x + PADDING, y, width - 2 * PADDING, row_height)
        y += row_height


def _row(items: Sequence[Slot | Note], x: float, y: float, width: float, height: float) -> Iterator[Drawing]:
    gaps = PADDING * (len(items) - 1)
    where = f"row of {items[0]}"
    for item, item_width in zip(items, share(width - gaps, [_width(item) for item in items], where), strict=True):
        if isinstance(item, Note):
            words = {"label": item.label, "english": item.english}
            yield {"draw": "note", **_rectangle(x, y, item_width, height), **words}
        else:
            yield from _slot(item, x, y, item_width, height)
        x += item_width + PADDING


def _width(item: Slot | Note) -> float | None:
    if isinstance(item, Slot) and item.width is not None:
        return item.caption + item.width
    return item.width


def _slot(slot: Slot, x: float, y: float, width: float, height: float) -> Iterator[Drawing]:
    field = slot.field
    if width - slot.caption < MINIMUM:
        raise DoesNotFit(f"field {field.name}: {width - slot.caption:.2f} mm beside its caption")
    if slot.caption:
        words = {"label": field.label, "english": field.english, "table1": field.identifiers}
        yield {"draw": "caption", **_rectangle(x, y, slot.caption, height), **words}
    drawing = {"draw": field.kind.value, "name": field.name}
    if field.kind is Kind.SPOT:
        yield drawing | _rectangle(x, y, width, height)
    elif field.kind is Kind.CHECK:
        side = min(3.6, height - 1)
        yield drawing | _rectangle(x + slot.caption, y + (height - side) / 2, side, side)
    elif field.kind is Kind.COMB:
        cells = _rectangle(x, y, width, height - CELL_LEGEND)
        yield drawing | cells | {"groups": CELL_GROUPS, "legend": CELL_LEGEND}
    else:
        yield drawing | _rectangle(x + slot.caption, y + 0.4, width - slot.caption, height - 0.8)


def _rectangle(x: float, y: float, width: float, height: float) -> Drawing:
    return {"x": round(x, 3), "y": round(y, 3), "w": round(width, 3), "h": round(height, 3)}
