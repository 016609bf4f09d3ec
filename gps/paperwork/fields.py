"""The AcroForm of an editable file: the fields, their widgets, and what their values look like (rules D2, D4).

A field that stands on several pages is one field with several widgets: a value typed once is on every copy. Appearances
are written here (NeedAppearances is false) and look alike everywhere. The widgets of one field that have one size share
theirs; those of different fields never do, since fillers write a value into the stream that they find.
"""

from dataclasses import dataclass, field
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from gps.paperwork import appearance
from gps.paperwork.code_lists import codes_of
from gps.paperwork.entries import CHECKED
from gps.paperwork.layout import Field, Kind
from gps.paperwork.parts import Place

MULTILINE = 1 << 12
COMBO = 1 << 17
EDIT = 1 << 18
"""Something else than what a drop-down offers may be typed."""
COMB = 1 << 24
PRINTED = 4
"""Annotation flag: the field is printed."""


@dataclass(slots=True)
class _Made:
    """A field being made: its value, what its widgets have in common, and the widgets."""

    value: Object
    common: dict[str, Any]
    widgets: list[Object] = field(default_factory=list)


class Fields:
    """The fields of a file, made as its pages are."""

    def __init__(self, pdf: Pdf, font: Object) -> None:
        self._pdf = pdf
        self._resources = pdf.make_indirect(Dictionary(Font=Dictionary({f"/{appearance.FONT}": font})))
        self._made: dict[str, _Made] = {}
        self._drawings: dict[tuple[str, float, float], Object] = {}
        self._options: dict[tuple[str, ...], Object] = {}

    def widget(self, described: Field, tooltip: str, value: str, place: Place, page: Object) -> Object:
        """Give the widget of a field on a page.

        What it would inherit from its field is repeated in it, for the fillers that do not look it up; not the value,
        which they write into the field alone.
        """
        made = self._made.get(described.name)
        if made is None:
            first = _state(value) if described.kind is Kind.CHECK else String(value)
            made = self._made[described.name] = _Made(first, self._common(described, tooltip))
        rectangle = [place.left, place.low, place.left + place.width, place.low + place.height]
        own = {"/Type": Name.Annot, "/Subtype": Name.Widget, "/F": PRINTED, "/P": page, "/Rect": Array(rectangle)}
        widget = self._pdf.make_indirect(Dictionary(own | made.common))
        self._draw(widget, described, value, place)
        made.widgets.append(widget)
        return widget

    def finished(self) -> Object:
        """Give the AcroForm of the file."""
        return self._pdf.make_indirect(
            Dictionary(
                Fields=Array([self._field(name, made) for name, made in self._made.items()]),
                DR=self._resources,
                DA=String(appearance.default_appearance(9)),
                NeedAppearances=False,
            )
        )

    def _field(self, name: str, made: _Made) -> Object:
        """Give the field of these widgets: the widget itself when it is alone, else their parent."""
        target = made.widgets[0]
        if len(made.widgets) > 1:
            target = self._pdf.make_indirect(Dictionary({**made.common, "/Kids": Array(made.widgets)}))
            for widget in made.widgets:
                widget.Parent = target
        target.T, target.V = String(name), made.value
        return target

    def _common(self, described: Field, tooltip: str) -> dict[str, Any]:
        common: dict[str, Any] = {"/TU": String(tooltip)}
        if described.kind is Kind.CHECK:
            return common | {"/FT": Name.Btn}
        common["/DA"] = String(appearance.default_appearance(described.size))
        if described.kind is Kind.CHOICE:
            combo = COMBO | EDIT if described.editable else COMBO
            return common | {"/FT": Name.Ch, "/Ff": combo, "/Opt": self._choices(described.options)}
        common |= {"/FT": Name.Tx}
        if described.max_length:
            common["/MaxLen"] = described.max_length
        flags = {Kind.MULTILINE: MULTILINE, Kind.COMB: COMB}.get(described.kind)
        return common | ({"/Ff": flags} if flags else {})

    def _choices(self, options: tuple[str, ...]) -> Object:
        if options not in self._options:
            self._options[options] = self._pdf.make_indirect(Array([String(option) for option in ("", *options)]))
        return self._options[options]

    def _draw(self, widget: Object, described: Field, value: str, place: Place) -> None:
        if described.kind is not Kind.CHECK:
            content = appearance.marked(drawn_value(described, value, place) if value else "")
            widget.AP = Dictionary(N=self._drawing(described.name, content, place))
            return
        cross = appearance.cross_content(place.width, place.height).encode("ascii")
        widget.MK = Dictionary(CA=String("8"))
        widget.AS = _state(value)
        checked = self._drawing(described.name, cross, place)
        widget.AP = Dictionary(
            N=Dictionary({f"/{CHECKED}": checked, "/Off": self._drawing(f"no {described.name}", b"", place)})
        )

    def _drawing(self, name: str, content: bytes, place: Place) -> Object:
        """Give the appearance stream of the widgets of one field that have one size."""
        key = (name, place.width, place.height)
        if key not in self._drawings:
            stream = self._pdf.make_stream(content)
            stream.Type = Name.XObject
            stream.Subtype = Name.Form
            stream.BBox = Array([0, 0, place.width, place.height])
            stream.Resources = self._resources
            self._drawings[key] = stream
        return self._drawings[key]


def drawn_value(described: Field, value: str, place: Place) -> str:
    """Give the operators that draw a value in its field."""
    if described.kind is Kind.CHECK:
        return appearance.cross_content(place.width, place.height) if value == CHECKED else ""
    if described.kind is Kind.COMB and described.max_length:
        return appearance.comb_content(value, described.max_length, place.width, place.height, described.size)
    if described.kind is Kind.CHOICE:
        return appearance.choice_content(value, codes_of(value), place.width, place.height, described.size)
    multiline = described.kind is Kind.MULTILINE
    return appearance.text_content(value, place.width, place.height, described.size, multiline=multiline)


def differs(described: Field, value: str, place: Place) -> bool:
    """Tell whether what is drawn is not the value to the letter: it is then said to who does not see the page."""
    if described.kind is not Kind.CHOICE:
        return described.kind in {Kind.COMB, Kind.CHECK}
    return not appearance.fit_choice(value, codes_of(value), place.width, place.height, described.size).whole


def _state(value: str) -> Object:
    return Name(f"/{CHECKED}") if value == CHECKED else Name.Off
