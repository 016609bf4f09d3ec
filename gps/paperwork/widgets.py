"""From links to form fields, and from values to what they look like: the AcroForm of a form (rules D2, D4).

`typesetting` leaves a link `gps:<name>` where each field goes. Here each becomes a widget, and its element in the
structure tree a form element: the reading order stays that of the page. A field that stands on several pages is one
field with several widgets. Appearances are written here (NeedAppearances is false): they look alike everywhere.
"""

from collections.abc import Iterator, Mapping

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from gps.paperwork import appearance
from gps.paperwork.layout import Field, Form, Kind
from gps.paperwork.typeface import FIRST, LAST, NAME, typeface

SCHEME = "gps:"
CHECKED = "Oui"
"""The value of a check box that is checked; empty when it is not."""

READ_ONLY = 1 << 0
MULTILINE = 1 << 12
COMBO = 1 << 17
COMB = 1 << 24
PRINTED = 4
"""Annotation flag: the field is printed."""


def install(pdf: Pdf, form: Form) -> None:
    """Turn the links of a typeset form into its fields, all empty."""
    font = _font(pdf)
    fields = form.fields()
    tooltips = form.tooltips()
    widgets: dict[str, list[Object]] = {name: [] for name in fields}
    elements = dict(_elements(pdf.Root.StructTreeRoot.ParentTree))
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", Array()):
            name = str(annotation.A.URI).removeprefix(SCHEME)
            _become_widget(annotation, page.obj)
            elements[int(annotation.StructParent)].S = Name.Form
            widgets[name].append(annotation)
        page.obj.Tabs = Name.S
    resources = Dictionary(Font=Dictionary({f"/{appearance.FONT}": font}))
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(
            Fields=Array([_field(pdf, fields[name], tooltips[name], found) for name, found in widgets.items()]),
            DR=resources,
            DA=String(appearance.default_appearance(9)),
            NeedAppearances=False,
        )
    )
    fill(pdf, form, dict.fromkeys(fields, ""))


def fill(pdf: Pdf, form: Form, values: Mapping[str, str]) -> None:
    """Write values, already found printable, into the fields of an installed form, and draw them."""
    fields = form.fields()
    resources = pdf.Root.AcroForm.DR
    for target in pdf.Root.AcroForm.Fields:
        name = str(target.T)
        if name not in values:
            continue
        if fields[name].kind is Kind.CHECK:
            _check(pdf, target, values[name] == CHECKED)
            continue
        target.V = String(values[name])
        for widget in _widgets(target):
            _, _, width, height = _rectangle(widget)
            content = _content(fields[name], values[name], width, height)
            widget.AP = Dictionary(N=_drawing(pdf, content, width, height, resources))


def lock(pdf: Pdf) -> None:
    """Make every field read-only: values, tooltips and tags stay."""
    for field in pdf.Root.AcroForm.Fields:
        for target in (field, *field.get("/Kids", Array())):
            target.Ff = int(target.get("/Ff", 0)) | READ_ONLY


def _elements(node: Object) -> Iterator[tuple[int, Object]]:
    """Walk the parent tree: the number that an annotation bears, and its element of structure."""
    pairs = list(node.get("/Nums", Array()))
    for number, element in zip(pairs[::2], pairs[1::2], strict=True):
        yield int(number), element
    for kid in node.get("/Kids", Array()):
        yield from _elements(kid)


def _become_widget(annotation: Object, page: Object) -> None:
    for key in ("/A", "/Border", "/BS", "/QuadPoints", "/Contents", "/C", "/H"):
        if key in annotation:
            del annotation[key]
    annotation.Subtype = Name.Widget
    annotation.F = PRINTED
    annotation.P = page


def _field(pdf: Pdf, field: Field, tooltip: str, widgets: list[Object]) -> Object:
    """Give the field of these widgets: the widget itself when it is alone, else their parent.

    What a widget would inherit from its parent is repeated in it, for the fillers that do not look it up.
    """
    target = widgets[0]
    if len(widgets) > 1:
        target = pdf.make_indirect(Dictionary(Kids=Array(widgets)))
        _describe(target, field, tooltip)
        for widget in widgets:
            widget.Parent = target
    for widget in widgets:
        _describe(widget, field, tooltip)
    target.T = String(field.name)
    return target


def _describe(target: Object, field: Field, tooltip: str) -> None:
    target.TU = String(tooltip)
    if field.kind is not Kind.CHECK:
        target.DA = String(appearance.default_appearance(field.size))
    _type(target, field)


def _type(target: Object, field: Field) -> None:
    if field.kind is Kind.CHECK:
        target.FT = Name.Btn
        return
    if field.kind is Kind.CHOICE:
        target.FT = Name.Ch
        target.Ff = COMBO
        target.Opt = Array([String(option) for option in ("", *field.options)])
        return
    target.FT = Name.Tx
    if field.max_length:
        target.MaxLen = field.max_length
    flags = {Kind.MULTILINE: MULTILINE, Kind.COMB: COMB}.get(field.kind, 0)
    if flags:
        target.Ff = flags


def _widgets(target: Object) -> list[Object]:
    return list(target.Kids) if "/Kids" in target else [target]


def _rectangle(widget: Object) -> tuple[float, float, float, float]:
    left, low, right, high = (float(value) for value in widget.Rect)
    return left, low, right - left, high - low


def _content(field: Field, value: str, width: float, height: float) -> bytes:
    if not value:
        return b"/Tx BMC EMC"
    if field.kind is Kind.COMB and field.max_length:
        return appearance.comb_content(value, field.max_length, width, height, field.size)
    return appearance.text_content(value, width, height, field.size, multiline=field.kind is Kind.MULTILINE)


def _check(pdf: Pdf, target: Object, checked: bool) -> None:
    state = Name(f"/{CHECKED}") if checked else Name.Off
    target.V = state
    for widget in _widgets(target):
        _, _, width, height = _rectangle(widget)
        nothing = Dictionary()
        widget.MK = Dictionary(CA=String("8"))
        widget.AP = Dictionary(
            N=Dictionary(
                {
                    f"/{CHECKED}": _drawing(pdf, appearance.cross_content(width, height), width, height, nothing),
                    "/Off": _drawing(pdf, b"", width, height, nothing),
                }
            )
        )
        widget.AS = state


def _drawing(pdf: Pdf, content: bytes, width: float, height: float, resources: Object) -> Object:
    stream = pdf.make_stream(content)
    stream.Type = Name.XObject
    stream.Subtype = Name.Form
    stream.BBox = Array([0, 0, round(width, 3), round(height, 3)])
    stream.Resources = resources
    return stream


def _font(pdf: Pdf) -> Object:
    face = typeface()
    file = pdf.make_stream(face.data)
    file.Length1 = len(face.data)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{NAME}"),
        Flags=32,
        FontBBox=Array(list(face.bounds)),
        ItalicAngle=0,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=face.capital,
        StemV=80,
        FontFile2=file,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name(f"/{NAME}"),
            FirstChar=FIRST,
            LastChar=LAST,
            Widths=Array(list(face.widths)),
            Encoding=Name.WinAnsiEncoding,
            FontDescriptor=pdf.make_indirect(descriptor),
            ToUnicode=pdf.make_stream(face.to_unicode()),
        )
    )
