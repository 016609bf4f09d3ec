"""The DSA: the paper of goods that move after payment of excise duty, with the boxes that the trade knows (D2).

The face has boxes 1 to 15 and A, the back B on the copy that returns to the supplier. A national DSA may leave out
boxes 3, 6, 9 and 13 (CGI, annexe III, art. 111 H bis). The boxes without a number hold what an electronic DSA asks for
and the old document had no box for.
"""

from gps.paperwork import controls, goods, movement, receipt, sheets, traders
from gps.paperwork.layout import CAPTION, Band, Box, Copy, Field, Form, Kind, Page, Slot, Stack, row, single

TITLE = "Document simplifié d'accompagnement"
ENGLISH = "Simplified accompanying document – movement of excise goods after payment of duty"


def _supplier() -> Box:
    number = Field(
        traders.consignor_excise_number().name,
        "N° d'accise",
        "Excise No",
        "2a",
        max_length=13,
        size=10,
        tooltip="Numéro d'accise du fournisseur (expéditeur)",
    )
    rows = (row(Slot(number, CAPTION)), *traders.consignor_rows())
    return Box("1", "Fournisseur (expéditeur)", "Supplier (consignor)", rows, width=95)


def _authorities() -> Stack:
    authority = Field("destination_authority", "Autorité", "Authority", tooltip="Nom et adresse de l'autorité")
    rows = (row(Slot(authority, CAPTION)), row(Slot(movement.dispatch_office(), caption=24)))
    return Stack(
        (
            Band((single("2", movement.local_reference()),), height=12),
            Band((Box("3", "Autorité compétente de destination", "Competent authority of destination", rows),)),
        )
    )


def _consignee() -> Box:
    number = Field(
        "consignee_identification",
        "N° d'accise",
        "Excise No",
        "5a",
        max_length=16,
        size=10,
        tooltip="Numéro d'accise ou identifiant du destinataire",
    )
    rows = (row(Slot(number, CAPTION)), *traders.address_rows("consignee", "5"))
    return Box("4", "Destinataire", "Consignee", rows, width=95)


def _transport() -> Box:
    company = Field("transporter_name", "Transporteur", "Transporter", "15b", max_length=182)
    dispatch = row(*movement.dispatch_slots(), Slot(movement.journey_time(), caption=26, width=8))
    rows = (row(Slot(company, caption=23)), *movement.transport_rows(), dispatch)
    return Box("5", "Transporteur, moyen de transport, départ", "Transporter, means of transport, dispatch", rows)


def _declaration() -> Stack:
    rows = (
        row(
            Slot(Field("declaration_reference", "Référence", "Reference"), CAPTION),
            Slot(Field("declaration_date", "Date", "Date", tooltip="Date au format jj/mm/aaaa"), caption=9, width=20),
        ),
    )
    destination = movement.destination_type("DSA")
    return Stack(
        (
            Band((Box("6", "Référence et date de la déclaration", "Reference and date of declaration", rows),)),
            Band((single("", destination, width=49), single("", movement.guarantor())), height=12),
            Band((single("", movement.invoice_number(), width=49), single("", movement.invoice_date())), height=12),
        )
    )


def _delivery() -> Box:
    where = Field(
        "delivery_identification",
        "Identifiant",
        "Ident.",
        "7a",
        max_length=16,
        tooltip="Numéro d'accise ou identifiant du lieu de livraison",
    )
    rows = (row(Slot(where, CAPTION)), *traders.address_rows("delivery", "7"))
    return Box("7", "Lieu de livraison", "Place of delivery", rows, width=95)


def _goods(line: str, rank: str) -> Band:
    marks = Box(
        f"8{line}",
        "Marques, nombre et nature des colis, description",
        "Marks, number and kind of packages, description",
        goods.description(rank),
        width=76,
    )
    codes = Box(f"9{line}", "Code produit (NC)", "Commodity code (CN)", goods.product_rows(rank), width=31)
    right = Stack(
        (
            Band(
                (
                    single(f"10{line}", goods.of_line("quantity", rank)),
                    single(f"11{line}", goods.of_line("gross_mass", rank), width=29),
                    single(f"12{line}", goods.of_line("net_mass", rank), width=29),
                ),
                height=13,
            ),
            Band((Box("", "", "", (goods.alcohol_row(rank, line),)),)),
        )
    )
    return Band((marks, codes, right), height=29)


def _face() -> Page:
    price = Field("price", "Prix de facture ou valeur", "Invoice price or value")
    signatory = traders.signatory("15", "consignor_signatory", "Signataire", "Signatory")
    return Page(
        "face",
        f"{TITLE} – recto",
        f"{ENGLISH} – face",
        (
            Band((_supplier(), _authorities()), height=34),
            Band((_consignee(), _transport()), height=38),
            Band((_delivery(), _declaration()), height=37),
            *(_goods(line, rank) for line, rank in goods.LINES.items()),
            Band((single("13", price, width=42), movement.certificates("14")), height=13),
            Band((controls.controls("2", "DSA", width=108), controls.proof(width=37), signatory)),
        ),
    )


def _back() -> Page:
    return Page("back", f"{TITLE} – verso", f"{ENGLISH} – back", (controls.reminder_of_reference(), controls.remarks()))


def _certificate() -> Page:
    return Page(
        "return",
        f"{TITLE} – verso",
        f"{ENGLISH} – back",
        (
            controls.reminder_of_reference(),
            *receipt.receipt_bands("B", "Certificat de réception", "Certificate of receipt", export=False),
            Band((single("", Field("receipt_remarks", "Observations", "Remarks", kind=Kind.MULTILINE)),), height=50),
        ),
    )


FORM = Form(
    "DSA",
    TITLE,
    (
        Copy(1, "pour le fournisseur", "for the supplier", "back"),
        Copy(2, "pour le destinataire", "for the consignee", "back"),
        Copy(3, "retour au fournisseur, avec B", "return to the supplier, with B", "return"),
    ),
    (_face(), _back(), _certificate()),
    sheets.of("DSA"),
)
