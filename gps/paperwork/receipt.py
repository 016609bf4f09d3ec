"""The certificate of receipt, on the back of both documents: box C of the DAA, box B of the DSA.

It is filled in by the consignee, most often by hand, on the copy that returns to the consignor. Its data are not in
Table 1: the report of receipt has a message of its own in EMCS.
"""

from gps.paperwork import goods, traders
from gps.paperwork.layout import Band, Box, Field, Kind, Note, Slot, row


def received_goods(number: str, label: str, english: str, *, export: bool) -> Box:
    """Give the box that certifies what was received; with `export`, what left the territory too."""
    received, received_english = "Produits reçus par le destinataire", "Goods received by the consignee"
    check = Slot(Field("goods_received", received, received_english, kind=Kind.CHECK), caption=48, width=8)
    reference = Slot(
        Field("receipt_reference", "N° de référence", "Reference No", tooltip="Référence de la réception"), caption=20
    )
    when_where = (
        Slot(Field("receipt_date", "Date", "Date", tooltip="Date de la réception"), caption=9, width=24),
        Slot(Field("receipt_place", "Lieu", "Place", tooltip="Lieu de la réception"), caption=9),
    )
    exported = (
        row(
            Slot(Field("goods_exported", "Produits exportés", "Goods exported", kind=Kind.CHECK), caption=48, width=8),
            Slot(Field("export_office", "Bureau de sortie", "Office of exit"), caption=20, width=32),
            Slot(Field("export_declaration", "Déclaration n°", "Declaration No"), caption=18),
        ),
    )
    rows = (row(check, reference), row(*when_where)) + (exported if export else ())
    return Box(number, label, english, rows)


def differences(line: str, rank: str) -> Band:
    """Give the band of one line of goods received: what came, what was in excess, what was missing."""
    prefix = f"receipt_{rank}"
    return Band(
        (
            Box(
                line,
                "Description des produits",
                "Description of goods",
                (row(Slot(Field(f"{prefix}_description", "Produits", "Goods", kind=Kind.MULTILINE, size=8))),),
                width=88,
            ),
            _amount(line, rank, "received", "Quantité reçue", "Received"),
            _amount(line, rank, "excess", "Excédent", "Excess"),
            _amount(line, rank, "shortage", "Manquant", "Shortage"),
        ),
        height=19,
    )


def _amount(line: str, rank: str, name: str, label: str, english: str) -> Box:
    field = Field(f"receipt_{rank}_{name}", label, english, tooltip=f"ligne {line}")
    return Box("", label, english, (row(Slot(field)),))


def receipt_bands(number: str, label: str, english: str, *, export: bool) -> tuple[Band, ...]:
    """Give the bands of the certificate, numbered `number`; with `export`, that of exportation with it (DAA)."""
    visa = Box(
        "",
        "Autorités compétentes : bureau, visa et cachet",
        "Competent authorities: office, visa and stamp",
        (
            row(
                Slot(Field("receipt_office", "Bureau", "Office", tooltip="Bureau de douane du destinataire"), 21),
                height=8,
            ),
            row(Note("Cachet et observations", "Stamp and remarks")),
        ),
    )
    signature = traders.signatory("", "receipt", "Signature du destinataire", "Signature of the consignee", height=8)
    return (
        Band((received_goods(number, label, english, export=export),), height=32 if export else 23),
        *(differences(line, rank) for line, rank in goods.LINES.items()),
        Band((visa, signature)),
    )
