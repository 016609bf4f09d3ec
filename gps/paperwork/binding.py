"""From composed documents to a PDF: pages repeated, fields made, values drawn, structure for screen readers (D2, D4).

The content of a page is shared by all pages drawn from it. What differs is in two more streams: which copy it is of;
then the proof and, on flattened pages, the values, which all copies share. On editable pages each field is a widget per
page, and one field for all its widgets (`fields`). The structure is a section per page, its leaves in reading order.
"""

import io
from dataclasses import dataclass, field
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from gps.paperwork import appearance, controls, document_file, marks
from gps.paperwork.composing import Composed, Printed
from gps.paperwork.fields import Fields, differs, drawn_value
from gps.paperwork.layout import Form, with_ranks
from gps.paperwork.marks import Mark, Proof
from gps.paperwork.parts import Leaf, Part, Place, part_of

A4 = (0, 0, 595.276, 841.89)
LARGE = 150
"""Pages; the fields of more would take hundreds of megabytes, in the file's reader too."""
LARGEST = 600
"""Pages; a paper of 999 lines has 506. The structure of more would take as much."""
PICTURE, PARAGRAPH, FIELD = "Figure", "P", "Form"


@dataclass(slots=True)
class _Sheet:
    """A page being made: what it draws itself, the elements that bear its marks, its annotations."""

    page: Object
    section: Object
    part: Part
    label: str = ""
    content: list[str] = field(default_factory=list)
    bearers: dict[int, Object] = field(default_factory=dict)
    elements: list[Object] = field(default_factory=list)
    annotations: list[Object] = field(default_factory=list)
    marks: int = 0


class Binder:
    """A PDF that documents are added to.

    Args:
        title: that of the file.
        editable: with form fields; else flattened, the values are part of the pages.
        tagged: with a structure; a file of many documents, made to be printed, does without.
    """

    def __init__(self, title: str, *, editable: bool, tagged: bool = True) -> None:
        self.tagged = tagged
        self._pdf = document_file.empty(title, tagged=tagged)
        self._font = document_file.font(self._pdf)
        self._fields = Fields(self._pdf, self._font) if editable else None
        self._bases: dict[tuple[Form, str], tuple[Object, Object]] = {}
        self._sources: dict[bytes, Pdf] = {}
        self._streams: dict[str, Object] = {}
        self._parents: list[Object | int] = []
        self._keys = 0
        self._root = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
        self._sections: list[Object] = []
        self._bookmarks: list[tuple[str, int]] = []

    def add(self, document: Composed, proof: Proof | None = None, *, bookmark: str = "") -> None:
        """Add a document. With a bookmark it is one entry of the outline, else each copy is."""
        self._streams.clear()
        if bookmark:
            self._bookmarks.append((bookmark, len(self._pdf.pages)))
        for printed in document.pages:
            if printed.key == "face" and not bookmark:
                purpose = printed.purpose.split(" – ")[0]
                self._bookmarks.append((f"{printed.copy} {purpose}", len(self._pdf.pages)))
            self._add_page(document, printed, proof)

    def save(self, target: BinaryIO) -> None:
        """Write the file, which nothing can be added to any more. The same documents give the same bytes."""
        if self._fields:
            self._pdf.Root.AcroForm = self._fields.finished()
        if self.tagged:
            document_file.install_structure(self._pdf, self._root, self._sections, self._parents, self._keys)
        with self._pdf.open_outline() as outline:
            outline.root.extend(OutlineItem(title, page) for title, page in self._bookmarks)
        self._pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        for source in self._sources.values():
            source.close()
        self._pdf.close()

    def _add_page(self, document: Composed, printed: Printed, proof: Proof | None) -> None:
        base, resources = self._base(document.form, printed.key)
        part = part_of(document.form, printed.key)[1]
        page = self._pdf.make_indirect(Dictionary(Type=Name.Page, MediaBox=Array(A4), Resources=resources))
        section = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Sect, P=self._root))
        sheet = _Sheet(page, section, part, marks=part.marks)
        ranks = dict(printed.ranks)
        for leaf in part.leaves:
            if leaf.place is None:
                self._text(sheet, leaf)
            elif leaf.place.name == controls.COPY:
                self._mark(sheet, leaf.place, marks.of_copy(leaf.place, printed.copy, printed.purpose))
                sheet.label, sheet.content = sheet.content[0], []
            elif leaf.place.name in {controls.PROOF, controls.BARCODE}:
                for mark in marks.of_proof(leaf.place, proof) if proof else ():
                    self._mark(sheet, leaf.place, mark)
            else:
                self._value(sheet, leaf.place, document, with_ranks(leaf.place.name, ranks))
        self._finish(sheet, base)

    def _text(self, sheet: _Sheet, leaf: Leaf) -> None:
        """Give the element of a text that the shared content draws."""
        if not self.tagged:
            return
        element = self._element(sheet, leaf.kind, Array(leaf.marks))
        if leaf.language:
            element.Lang = String(leaf.language)
        sheet.bearers |= dict.fromkeys(leaf.marks, element)

    def _mark(self, sheet: _Sheet, place: Place, mark: Mark) -> None:
        element = self._draw(sheet, place, mark.content, PICTURE if mark.alternative else PARAGRAPH)
        if element is not None and mark.alternative:
            element.Alt = String(mark.alternative)
            right, high = place.left + place.width, place.low + place.height
            element.A = Dictionary(
                O=Name.Layout, Placement=Name.Block, BBox=Array([place.left, place.low, right, high])
            )

    def _value(self, sheet: _Sheet, place: Place, document: Composed, name: str) -> None:
        """Put a field in its place, or print its value."""
        described, value = document.fields[name], document.values.get(name, "")
        if self._fields:
            widget = self._fields.widget(described, document.tooltips[name], value, place, sheet.page)
            sheet.annotations.append(widget)
            if self.tagged:
                reference = Dictionary(Type=Name.OBJR, Obj=widget, Pg=sheet.page)
                widget.StructParent = self._key(self._element(sheet, FIELD, Array([reference])))
        elif value:
            element = self._draw(sheet, place, drawn_value(described, value, place), PARAGRAPH)
            if element is not None and differs(described, value, place):
                element.ActualText = String(value)

    def _draw(self, sheet: _Sheet, place: Place, content: str, kind: str) -> Object | None:
        """Draw in the page's own content, and give the element that bears it when there is a structure."""
        moved = f"q 1 0 0 1 {place.left:.2f} {place.low:.2f} cm {content} Q"
        if not self.tagged:
            sheet.content.append(moved)
            return None
        sheet.content.append(f"/{kind} <</MCID {sheet.marks}>> BDC {moved} EMC")
        element = self._element(sheet, kind, Array([sheet.marks]))
        sheet.bearers[sheet.marks] = element
        sheet.marks += 1
        return element

    def _element(self, sheet: _Sheet, kind: str, kids: Array) -> Object:
        made = Dictionary(S=Name("/" + kind), P=sheet.section, Pg=sheet.page, K=kids)
        element = self._pdf.make_indirect(made)
        sheet.elements.append(element)
        return element

    def _key(self, bearer: Object) -> int:
        """Enter into the parent tree what bears an annotation or the marks of a page."""
        self._parents += [self._keys, bearer]
        self._keys += 1
        return self._keys - 1

    def _finish(self, sheet: _Sheet, base: Object) -> None:
        page = sheet.page
        page.Contents = Array([base, self._stream(sheet.label), self._stream("\n".join(sheet.content))])
        if sheet.annotations:
            page.Annots = Array(sheet.annotations)
        if self.tagged:
            page.Tabs = Name.S
            sheet.section.K = Array(sheet.elements)
            self._sections.append(sheet.section)
            page.StructParents = self._key(Array([sheet.bearers[mark] for mark in range(sheet.marks)]))
        self._pdf.pages.append(pikepdf.Page(page))

    def _stream(self, content: str) -> Object:
        """Give a stream of content; the same within a document is one."""
        if content not in self._streams:
            self._streams[content] = self._pdf.make_stream(content.encode("ascii"))
        return self._streams[content]

    def _base(self, form: Form, key: str) -> tuple[Object, Object]:
        """Give the content and the resources of a drawn page, in this file."""
        if (form, key) not in self._bases:
            drawn, part = part_of(form, key)
            if drawn.file not in self._sources:
                self._sources[drawn.file] = pikepdf.open(io.BytesIO(drawn.file))
            page = self._sources[drawn.file].pages[part.index].obj
            resources = self._pdf.copy_foreign(page.Resources)
            resources.Font[f"/{appearance.FONT}"] = self._font
            self._bases[form, key] = self._pdf.copy_foreign(page.Contents), resources
        return self._bases[form, key]


def bound(title: str, document: Composed, proof: Proof | None = None, *, editable: bool) -> bytes:
    """Give the file of one document; of more than `LARGE` pages it is flattened, of more than `LARGEST` untagged."""
    pages = len(document.pages)
    binder = Binder(title, editable=editable and pages <= LARGE, tagged=pages <= LARGEST)
    binder.add(document, proof)
    file = io.BytesIO()
    binder.save(file)
    return file.getvalue()
