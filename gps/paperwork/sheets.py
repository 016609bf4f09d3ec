"""The continuation sheets: a place for each element of Table 1 that has none on the face, as often as it may be (D2).

Each sheet is drawn once and used as often as the data ask for (`composing`). A field whose datum is on the face too has
the same name there: typed once, it stands on both. The table of packages and that of certificates are read row by row.
"""

from dataclasses import replace

from gps.paperwork import controls, goods, movement, traders
from gps.paperwork.layout import CAPTION, Band, Box, Field, Kind, Note, Page, Row, Slot, language, row, single

TRADERS, DOCUMENTS, TRANSPORT, GOODS, PACKAGES, TEXTS = (
    "traders",
    "documents",
    "transport",
    "goods",
    "packages",
    "texts",
)

CERTIFICATES = DECLARATIONS = 9
UNITS = 13
"""Transport units on one sheet, of 99 at most."""
LINES = 2
"""Lines of goods on one sheet, of 999 at most."""
FIRST_PACKAGES = 3
"""Packages of a line on the sheet of its line; the further ones, of 99 at most, go on sheets of their own."""
MORE_PACKAGES = 14
LONG_TEXTS = 9
"""Texts on one sheet, each the longest of Table 1 (999 characters) whatever its letters."""


def of(document_type: str) -> tuple[Page, ...]:
    """Give the sheets of a document type: they differ by what its face has no box for."""
    return (_traders(document_type), _documents(), _transport(), _goods(), _packages(), _texts())


def _page(key: str, heading: str, english: str, *bands: Band) -> Page:
    return Page(
        key, f"Feuille suite : {heading}", f"Continuation sheet: {english}", (controls.sheet_of_reference(), *bands)
    )


def _traders(document_type: str) -> Page:
    place = Field(
        "dispatch_place_warehouse", "Entrepôt", "Warehouse", "3a", max_length=13, tooltip="Référence de l'entrepôt"
    )
    dispatch = (row(Slot(place, CAPTION)), *traders.address_rows("dispatch_place", "3"))
    arranger = (row(Slot(traders.vat_number("arranger", "14a"), CAPTION)), *traders.address_rows("arranger", "14"))
    bands = [
        Band(
            (
                Box("", "Lieu d'expédition", "Place of dispatch", dispatch),
                Box("", "Organisateur du transport", "Transport arranger", arranger),
            ),
            height=44,
        ),
        Band((_guarantor("1"), _guarantor("2")), height=44),
    ]
    if document_type == "DSA":
        bands.append(_without_box_on_the_dsa())
    return _page(TRADERS, "opérateurs et transport", "traders and transport", *bands, _transport_mode(), _remarks())


def _guarantor(rank: str) -> Box:
    numbers = row(
        Slot(traders.excise_number(f"guarantor_{rank}", "12a"), CAPTION, width=28),
        Slot(traders.vat_number(f"guarantor_{rank}", "12b"), caption=16),
    )
    rows = (numbers, *traders.address_rows(f"guarantor_{rank}", "12", "cdefgh"))
    return Box("", f"Garant {rank}", f"Guarantor {rank}", rows)


def _without_box_on_the_dsa() -> Band:
    vat = row(Slot(traders.vat_number("transporter", "15a"), CAPTION))
    office = Field("import_office", "Bureau d'import.", "Import office", "4a", max_length=8, tooltip="Code du bureau")
    export = Field(
        "export_office_of_delivery", "Bureau d'export.", "Export office", "8a", max_length=8, tooltip="Code du bureau"
    )
    eori = Field("consignee_eori", "EORI destinataire", "EORI", "5h", max_length=17, tooltip="EORI du destinataire")
    exemption = Field("exemption_certificate", "Exonération", "Exemption", "6b", max_length=255)
    rows = (
        row(Slot(movement.origin_type(), 25), Slot(export, 25, width=20)),
        row(Slot(office, 25), Slot(movement.member_state(), 25, width=20)),
        row(Slot(eori, 25)),
        row(Slot(exemption, 25)),
    )
    return Band(
        (
            Box("", "Transporteur", "Transporter", (*traders.address_rows("transporter", "15"), vat)),
            Box("", "Autres données", "Other data", rows),
        ),
        height=44,
    )


def _transport_mode() -> Band:
    label, english = "Mode de transport : informations", "Transport mode: information"
    text = Field("transport_mode_information", label, english, "13b", Kind.MULTILINE, max_length=350, size=8)
    spoken = language(f"{text.name}_language", "13c", label)
    return Band((single("", text), single("", spoken, width=18)), height=24)


def _remarks() -> Band:
    return Band((Box("", "Observations", "Remarks", (row(Note("")),)),))


def _documents() -> Page:
    columns = (
        _head("Type", "Type", "18e", 27),
        _head("Référence", "Reference", "18f", 31),
        _head("Description", "Description", "18a"),
        _head("Lang.", "Language", "18b", 13),
        _head("Référence du document", "Reference of document", "18c"),
        _head("Lang.", "Language", "18d", 13),
    )
    parts = ("type", "document_reference", "description", "description_language", "reference", "reference_language")
    rows = [
        _cells([movement.of_certificate(part, str(rank)) for part in parts], columns, 18.6)
        for rank in range(1, CERTIFICATES + 1)
    ]
    ranks = [str(rank) for rank in range(1, DECLARATIONS + 1)]
    declarations = [
        row(*(Slot(movement.import_declaration(rank), 24) for rank in ranks[start : start + 3])) for start in (0, 3, 6)
    ]
    box = Box("", "Déclarations d'importation", "Import declarations", tuple(declarations))
    heading, english = "certificats, déclarations d'importation", "certificates and import declarations"
    return _page(DOCUMENTS, heading, english, Band(columns, height=9), *rows, Band((box,), height=30), _remarks())


def _transport() -> Page:
    columns = (
        _head("Unité", "Unit", "16a", 25),
        _head("Immatriculation", "Identity", "16b", 30),
        _head("Scellé", "Seal", "16c", 28),
        _head("Informations, scellés", "Seal information", "16d"),
        _head("Lang.", "Language", "16e", 13),
        _head("Renseignements", "Information", "16f"),
        _head("Lang.", "Language", "16g", 13),
    )
    parts = ("unit", "identity", "seal", "seal_information", "seal_information_language", "information")
    rows = [
        _cells(
            [movement.of_unit(part, f"@{rank}") for part in (*parts, "information_language")],
            columns,
            None if rank == UNITS else 18,
        )
        for rank in range(1, UNITS + 1)
    ]
    return _page(TRANSPORT, "unités de transport", "transport units", Band(columns, height=9), *rows)


def _goods() -> Page:
    bands = [band for rank in range(1, LINES + 1) for band in _line(f"@{rank}", last=rank == LINES)]
    return _page(GOODS, "produits", "goods", *bands)


def _line(rank: str, *, last: bool) -> tuple[Band, ...]:
    """Give the bands of one line of goods: all its data, three packages, the wine data."""
    codes = (("number", 25), ("cn_code", 26), ("excise_product", 24), ("quantity", None), ("gross_mass", 36))
    more = (("alcohol", 25), ("plato", 26), ("density", 24), ("producer_size", None), ("fiscal_mark_used", 52))
    texts = (("description", "brand"), ("origin", "age"), ("fiscal_mark", "small_producer"))
    between = () if last else (Band((Box("", "", "", ()),), height=1.8),)
    return (
        Band((*(_of_line(rank, part, width) for part, width in codes), _of_line(rank, "net_mass", 36)), height=11),
        Band(tuple(_of_line(rank, part, width) for part, width in more), height=11),
        *(Band((*_text(rank, left), *_text(rank, right)), height=16.5) for left, right in texts),
        *_table_of_packages(rank, [str(number) for number in range(1, FIRST_PACKAGES + 1)], 8),
        _wine(rank, None if last else 16.5),
        *between,
    )


def _of_line(rank: str, part: str, width: float | None) -> Box:
    field = goods.of_line(part, rank)
    return _named(rank, field, field.label, width)


def _named(rank: str, field: Field, label: str, width: float | None = None) -> Box:
    """Make a box of one field that says in its tooltip which line it is of."""
    said = field.tooltip not in {"", field.label}
    tooltip = f"Produit {rank} : {field.tooltip}" if said else f"Produit {rank}"
    return Box("", label, field.english, (row(Slot(replace(field, tooltip=tooltip))),), width)


def _of_rank(field: Field, rank: str) -> Field:
    """Say in the tooltip of a field which line of goods it is of."""
    return replace(field, tooltip=f"Produit {rank} : {field.tooltip}")


def _text(rank: str, part: str) -> tuple[Box, Box]:
    """Give the boxes of a free text of a line and of its language."""
    field = goods.of_line(part, rank)
    return _named(rank, field, field.label), _named(rank, goods.language_of(part, rank), "Lang.", 14)


def _table_of_packages(rank: str, numbers: list[str], height: float | None) -> tuple[Band, ...]:
    columns = (
        _head("Colis : nature", "Kind", "17.1a", 25),
        _head("Nombre", "Number", "17.1b", 26),
        _head("Scellé", "Seal", "17.1c", 28),
        _head("Informations sur les scellés", "Seal information", "17.1d"),
        _head("Lang.", "Language", "17.1e", 15),
        _head("Marques des colis", "Shipping marks", "17.1f"),
    )
    parts = ("kind", "number", "seal", "seal_information", "seal_information_language", "marks")
    return (
        Band(columns, height=7.5),
        *(
            _cells([_of_rank(goods.of_packages(part, rank, number), rank) for part in parts], columns, height)
            for number in numbers
        ),
    )


def _wine(rank: str, height: float | None) -> Band:
    operations = goods.wine_operations(rank)
    information = goods.of_line("wine_information", rank)
    return Band(
        (
            _of_line(rank, "wine_category", 38),
            _of_line(rank, "wine_zone", 28),
            _of_line(rank, "wine_country", 24),
            _named(rank, operations, operations.label, 40),
            _named(rank, information, "Vin : autres informations"),
            _named(rank, goods.language_of("wine_information", rank), "Lang.", 15),
        ),
        height,
    )


def _packages() -> Page:
    item = goods.of_line("number", "@0")
    head = Band(
        (
            _named("@0", item, "N° d'article du produit", 40),
            Box("", "Colis de ce produit, suite", "Packages of this item, continued", (row(Note("")),)),
        ),
        height=11,
    )
    table = _table_of_packages("@0", [f"@{number}" for number in range(1, MORE_PACKAGES + 1)], 16)
    *rows, last = table
    return _page(PACKAGES, "colis", "packages", head, *rows, Band(last.parts))


def _texts() -> Page:
    bands = [_long_text(f"@{rank}", None if rank == LONG_TEXTS else 27) for rank in range(1, LONG_TEXTS + 1)]
    heading = "textes en entier et observations"
    return _page(TEXTS, heading, "texts in full and remarks", *bands)


def _long_text(rank: str, height: float | None) -> Band:
    place = Field(f"text_{rank}_place", "Texte de la case", "Text of box", tooltip=f"Texte {rank} : sa case")
    text = Field(f"text_{rank}", "Texte", "Text", kind=Kind.MULTILINE, tooltip=f"Texte {rank}", size=8)
    rows = (row(Slot(place, 24), height=5), row(Slot(text)))
    return Band((Box("", "", "", rows),), height)


def _head(label: str, english: str, table1: str, width: float | None = None) -> Box:
    return Box("", label, english, (), width, table1)


def _cells(fields: list[Field], columns: tuple[Box, ...], height: float | None) -> Band:
    """Give a row of a table: one field under each head."""
    boxes = [
        Box("", "", "", (Row((Slot(field),)),), column.width) for field, column in zip(fields, columns, strict=True)
    ]
    return Band(tuple(boxes), height)
