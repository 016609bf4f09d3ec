"""The DAA: the paper of goods that move under suspension of excise duty, with the boxes that the trade knows (D2).

The face has boxes 1 to 24 and A, the back B, and C on the copy that returns to the consignor. A band without box
numbers holds what a DAE asks for and the old document had no box for (Table 1 `1a`, `9d`, `4a`, `9.1a`).
"""

from gps.paperwork import controls, goods, movement, receipt, sheets, traders
from gps.paperwork.layout import CAPTION, Band, Box, Copy, Field, Form, Note, Page, Slot, Stack, row, single

TITLE = "Document administratif d'accompagnement"
ENGLISH = "Accompanying administrative document – movement of excise goods under suspension of duty"


def _references() -> Stack:
    office = Field(
        movement.dispatch_office().name,
        "Autorités compétentes du lieu de départ",
        "Competent authorities, place of dispatch",
        "10a",
        max_length=8,
        tooltip=movement.dispatch_office().tooltip,
    )
    consignee = Field(
        "consignee_identification",
        "Numéro d'accise du destinataire",
        "Excise number of the consignee",
        "5a",
        max_length=16,
        size=10,
    )
    return Stack(
        (
            Band((single("2", traders.consignor_excise_number()), single("3", movement.local_reference(), width=47))),
            Band((single("4", consignee), single("5", movement.invoice_number(), width=47))),
            Band((single("6", movement.invoice_date(), width=40), single("8", office))),
        ),
        width=95,
    )


def _guarantee() -> Box:
    return Box(
        "10",
        "Garantie",
        "Guarantee",
        (
            row(Slot(movement.guarantor(), CAPTION)),
            row(
                Slot(traders.excise_number("guarantor_1", "12a"), CAPTION, width=28),
                Slot(traders.vat_number("guarantor_1", "12b"), caption=16),
            ),
            row(
                Slot(Field("guarantor_1_name", "Nom", "Name", "12c", max_length=182, tooltip="Nom du garant"), CAPTION)
            ),
        ),
    )


def _delivery() -> Box:
    where = row(
        Slot(
            Field(
                "delivery_identification",
                "Identifiant",
                "Identification",
                "7a",
                max_length=16,
                tooltip="Numéro d'accise ou identifiant du lieu de livraison",
            ),
            caption=19,
        ),
        Slot(
            Field(
                "export_office_of_delivery",
                "Bureau d'export",
                "Export office",
                "8a",
                max_length=8,
                tooltip="Code du bureau de douane d'exportation",
            ),
            caption=20,
            width=19,
        ),
    )
    return Box(
        "7a", "Lieu de livraison", "Place of delivery", (where, *traders.address_rows("delivery", "7")), width=95
    )


def _consignee() -> Box:
    eori = Field("consignee_eori", "EORI", "EORI", "5h", max_length=17, tooltip="Numéro EORI (exportation)")
    exemption = Field(
        "exemption_certificate",
        "Exonération",
        "Exemption",
        "6b",
        max_length=255,
        tooltip="Numéro du certificat d'exonération",
    )
    more = (
        row(Slot(eori, CAPTION), Slot(movement.member_state(), caption=19, width=22)),
        row(Slot(exemption, caption=20)),
    )
    return Box("7", "Destinataire", "Consignee", (*traders.address_rows("consignee", "5"), *more), width=95)


def _transporter() -> Box:
    vat = row(Slot(traders.vat_number("transporter", "15a"), CAPTION, width=35), Note(""))
    return Box("9", "Transporteur", "Transporter", (*traders.address_rows("transporter", "15"), vat))


def _transport() -> Band:
    more = movement.of_unit("information", "1")
    label, english = "Autres renseignements concernant le transport", "Other information concerning transport"
    return Band(
        (
            Box("11", label, english, movement.transport_rows(), width=112),
            Box("", more.label, more.english, (row(Slot(more)),)),
        ),
        height=22,
    )


def _journey() -> Band:
    warehouse = Field(
        "dispatch_place_warehouse",
        "Lieu d'expédition (entrepôt)",
        "Place of dispatch (tax warehouse)",
        "3a",
        max_length=13,
    )
    return Band(
        (
            single("12", movement.country("dispatch_country", "Pays d'expédition", "Country of dispatch"), 27),
            single("13", movement.country("destination_country", "Pays de destination", "Country of destination"), 29),
            single("15", warehouse, width=43),
            Box("16", "Date d'expédition", "Date of dispatch, dd/mm/yyyy", (row(*movement.dispatch_slots()),)),
            single("17", movement.journey_time(), width=33),
        ),
        height=11.5,
    )


def _complement() -> Band:
    office = Field("import_office", "Bureau d'importation", "Import office", "4a", max_length=8)
    return Band(
        (
            single("", movement.destination_type("DAA"), width=70),
            single("", movement.origin_type(), width=40),
            single("", office, width=34),
            single("", movement.import_declaration("1")),
        ),
        height=11.5,
    )


def _goods(line: str, rank: str) -> Band:
    right = Stack(
        (
            Band(
                (
                    single(f"20{line}", goods.of_line("quantity", rank)),
                    single(f"21{line}", goods.of_line("gross_mass", rank), width=29),
                    single(f"22{line}", goods.of_line("net_mass", rank), width=29),
                ),
                height=11.5,
            ),
            Band((Box("", "", "", (goods.alcohol_row(rank, line),)),)),
        )
    )
    marks = Box(
        f"18{line}",
        "Marques, nombre et nature des colis, description",
        "Marks, number and kind of packages, description",
        goods.description(rank),
        width=76,
    )
    codes = Box(f"19{line}", "Code produit (NC)", "Commodity code (CN)", goods.product_rows(rank), width=31)
    return Band((marks, codes, right), height=21.6)


def _face() -> Page:
    fiscal = Field("tax_representative", "Représentant fiscal", "Tax representative")
    guarantee = Stack((Band((_guarantee(),), height=21.4), Band((single("14", fiscal),))))
    return Page(
        "face",
        f"{TITLE} – recto",
        f"{ENGLISH} – face",
        (
            Band((Box("1", "Expéditeur", "Consignor", traders.consignor_rows()), _references()), height=32.4),
            Band((_consignee(), guarantee), height=32.6),
            Band((_delivery(), _transporter()), height=27.3),
            _transport(),
            _journey(),
            _complement(),
            *(_goods(line, rank) for line, rank in goods.LINES.items()),
            Band((movement.certificates("23"),), height=11.5),
            Band(
                (
                    controls.controls("1", "DAA", width=108),
                    controls.proof(width=37),
                    traders.signatory("24", "consignor_signatory", "Signataire", "Signatory"),
                )
            ),
        ),
    )


def _change_of_delivery() -> Band:
    place = Field("new_delivery_place", "Nouveau lieu de livraison", "New place of delivery")
    change = Box(
        "B",
        "Changement du lieu de livraison",
        "Change of place of delivery",
        (
            row(
                Slot(Field("new_consignee", "Nouveau destinataire", "New consignee"), caption=32),
                Slot(Field("new_consignee_excise_number", "N° d'accise", "Excise No"), caption=16, width=38),
                height=10,
            ),
            row(Slot(place, caption=32), height=10),
            row(
                Slot(Field("change_office", "Bureau informé", "Office informed"), caption=32),
                Slot(Field("change_office_date", "le", "on", tooltip="Date de l'information du bureau"), 6, 38),
                height=10,
            ),
            row(
                Slot(Field("change_person", "Nom du signataire", "Name of signatory"), caption=32),
                Slot(Field("change_place_date", "Lieu et date", "Place and date"), caption=16, width=38),
                height=10,
            ),
            row(
                Note("Signature", "Signature"),
            ),
        ),
    )
    return Band((change,), height=66)


def _back() -> Page:
    return Page(
        "back",
        f"{TITLE} – verso",
        f"{ENGLISH} – back",
        (controls.reminder_of_reference(), _change_of_delivery(), controls.remarks()),
    )


def _certificate() -> Page:
    label, english = "Certificat de réception ou d'exportation", "Certificate of receipt or exportation"
    return Page(
        "return",
        f"{TITLE} – verso",
        f"{ENGLISH} – back",
        (
            controls.reminder_of_reference(),
            _change_of_delivery(),
            *receipt.receipt_bands("C", label, english, export=True),
        ),
    )


FORM = Form(
    "DAA",
    TITLE,
    (
        Copy(1, "pour l'expéditeur", "for the consignor", "back"),
        Copy(2, "pour le destinataire", "for the consignee", "back"),
        Copy(3, "retour à l'expéditeur, avec C", "return to the consignor, with C", "return"),
        Copy(4, "pour les autorités de destination", "destination authorities", "back"),
    ),
    (_face(), _back(), _certificate()),
    sheets.of("DAA"),
)
