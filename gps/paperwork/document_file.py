"""What a PDF of forms has whatever its pages are: title, language, metadata, the typeface, the structure."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from gps.paperwork.typeface import FIRST, LAST, NAME, typeface
from gps.paperwork.typesetting import AUTHOR

_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>fr-FR</rdf:li></rdf:Bag></dc:language>{part}
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
_UNIVERSAL_ACCESS = "<pdfuaid:part>1</pdfuaid:part>"


def empty(title: str, *, tagged: bool) -> Pdf:
    """Give a PDF without pages. Only a tagged one says that it is made for everyone (PDF/UA-1)."""
    pdf = pikepdf.new()
    metadata = _METADATA.format(title=escape(title), author=escape(AUTHOR), part=_UNIVERSAL_ACCESS if tagged else "")
    pdf.Root.Metadata = pdf.make_stream(metadata.encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Lang = String("fr-FR")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.docinfo["/Title"], pdf.docinfo["/Author"] = title, AUTHOR
    return pdf


def install_structure(
    pdf: Pdf, document: Object, sections: Sequence[Object], parents: Sequence[Object | int], next_key: int
) -> None:
    """Give a PDF its structure: the sections of the document, and what bears the marks and the annotations."""
    document.K = Array(sections)
    root = pdf.make_indirect(
        Dictionary(
            Type=Name.StructTreeRoot,
            K=Array([document]),
            ParentTree=pdf.make_indirect(Dictionary(Nums=Array(parents))),
            ParentTreeNextKey=next_key,
        )
    )
    document.P = root
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def font(pdf: Pdf) -> Object:
    """Give the typeface of the fields, embedded."""
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
