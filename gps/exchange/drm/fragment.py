"""The month as the XML elements of the return: ``document-accompagnement`` and ``releve-non-apurement`` (rule M4).

It is a fragment, to be carried over into CIEL: the root is ours and the elements are in no namespace, so that they take
that of the return they are put into. A ``document-accompagnement`` holds at most one range of each type: there are as
many of them as the type with more ranges needs.
"""

from collections.abc import Sequence
from itertools import zip_longest

from lxml import etree

from gps.domain.reference import DocumentType
from gps.exchange.drm.monthly import MonthlyReturn
from gps.exchange.drm.walk import Run

ROOT = "fragment-drm"
CONSIGNEE_LENGTHS = (8, 13)

_ELEMENTS = {DocumentType.DAA: "daa-dca", DocumentType.DSA: "dsa-dsac"}


def fragment(found: MonthlyReturn) -> bytes:
    """Give the XML of a month, in UTF-8."""
    root = etree.Element(ROOT)
    root.set("numero-accise", found.establishment.number)
    root.set("periode", found.month.iso)
    for daa, dsa in zip_longest(found.ranges(DocumentType.DAA), found.ranges(DocumentType.DSA)):
        _accompanying(root, ((DocumentType.DAA, daa), (DocumentType.DSA, dsa)))
    for row in found.outstanding:
        if row.document_type is DocumentType.DAA:  # a DSA moves duty-paid: nothing is to be discharged
            _statement(root, row.reference, row.dispatch_on.isoformat(), row.consignee.upper())
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _accompanying(root: etree._Element, pair: Sequence[tuple[DocumentType, Run | None]]) -> None:
    parent = etree.SubElement(root, "document-accompagnement")
    for document_type, run in pair:
        if run is not None:
            element = etree.SubElement(parent, _ELEMENTS[document_type])
            etree.SubElement(element, "debut-periode").text = run.first_reference
            etree.SubElement(element, "fin-periode").text = run.last_reference
            etree.SubElement(element, "nombre-document-empreinte").text = str(run.count)


def _statement(root: etree._Element, reference: str, dispatch_on: str, consignee: str) -> None:
    element = etree.SubElement(root, "releve-non-apurement")
    etree.SubElement(element, "numero-daa-dac-dae").text = reference
    etree.SubElement(element, "date-expedition").text = dispatch_on
    if len(consignee) in CONSIGNEE_LENGTHS and consignee.isascii() and consignee.isalnum():
        etree.SubElement(element, "numero-accise-destinataire").text = consignee
