"""Eight documents that differ in what is searched, and what each search finds: for the register and for its page."""

from datetime import UTC, date, datetime, time, timedelta

from gps.accounts.actors import SYSTEM
from gps.documents.operations import cancel, deactivate, reactivate
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from tests.documents.register import LATE, bring, issue, registered
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, WAREHOUSE, World

MIDNIGHT = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
"""22:00 on the 20th in Paris, 01:00 on the 21st in La Réunion."""


def fill(world: World) -> dict[str, str]:
    """Number -> name: eight documents that differ in what is searched."""
    officer = world.actor("officer")
    documents = {
        "plain": issue(world, identity="AB-123-CD"),  # dispatched on the 20th
        "accent": issue(world, identity="Éole 42", on=date(2026, 11, 22), document_type=DocumentType.DSA),
        "percent": issue(world, identity="100% A_B", on=date(2026, 11, 21)),
        "bare": issue(world, "officer", identity="", on=None, at=None),
        "paper": registered(world, "26FR007328A0009000092", excise_number=WAREHOUSE, document_type=DocumentType.DSA,
                            identity="CD-123-AB", on=date(2026, 11, 18), now=NOW - timedelta(days=1)),
        "client": issue(world, "provider", excise_number=CLIENT, identity="1234", at=time(21)),
        "island": issue(world, "distiller", now=MIDNIGHT, excise_number=DISTILLER, identity="974",
                        on=date(2026, 11, 21), at=time(2)),
        "back": issue(world, identity="XY"),
    }  # fmt: skip
    cancel(documents["client"].reference, actor=world.actor("provider"), now=NOW, reason="transaction_interrupted")
    bring(world, documents["paper"], Status.REINTEGRATED)
    deactivate(documents["percent"].reference, actor=SYSTEM, now=LATE + timedelta(days=1))
    deactivate(documents["back"].reference, actor=SYSTEM, now=LATE)
    reactivate(documents["back"].reference, actor=officer, now=LATE, reason="customs_technical")
    return {document.reference: name for name, document in documents.items()}


ALL = {"plain", "accent", "percent", "bare", "paper", "client", "island", "back"}
FOUND = {
    # numero
    "numero=26FR007328E0001000011": {"plain"},
    "numero=26 fr007328e0001 00001-1": {"plain"},
    "numero=26FR007328E000100001": set(),
    "numero=26FR007328A&numero_comparateur=commence": {"paper"},
    "numero=26.FR0 09740&numero_comparateur=commence": {"island"},
    "numero=000092&numero_comparateur=finit": {"paper"},
    "numero=7328e&numero_comparateur=contient": {"plain", "accent", "percent", "bare", "back"},
    "numero=FR&numero_comparateur=finit": set(),
    # accise
    f"accise={SHIPPER}": {"plain", "accent", "percent", "bare", "back"},
    "accise=fr007328 a0009": {"paper"},
    "accise=FR007328": set(),
    "accise=FR007328&accise_comparateur=commence": ALL - {"client", "island"},
    "accise=0009&accise_comparateur=finit": {"paper"},
    "accise=40E0&accise_comparateur=contient": {"island"},
    # immatriculation: neither accents, case nor separators
    "immatriculation=ab123cd": {"plain"},
    "immatriculation=AB 123.cd&immatriculation_comparateur=egal": {"plain"},
    "immatriculation=ÉOLE-42": {"accent"},
    "immatriculation=eole&immatriculation_comparateur=commence": {"accent"},
    "immatriculation=é-o&immatriculation_comparateur=commence": {"accent"},
    "immatriculation=ab&immatriculation_comparateur=commence": {"plain"},
    "immatriculation=ab&immatriculation_comparateur=finit": {"paper", "percent"},
    "immatriculation=123&immatriculation_comparateur=contient": {"plain", "paper", "client"},
    "immatriculation=100%25&immatriculation_comparateur=commence": {"percent"},
    "immatriculation=a_b&immatriculation_comparateur=finit": {"paper", "percent"},
    "immatriculation=a%25d&immatriculation_comparateur=contient": set(),
    "immatriculation=9_4": set(),
    # expedition: the establishment's days, strictly before and after
    "expedition=20/11/2026": {"plain", "client", "back"},
    "expedition=21/11/2026&expedition_comparateur=egal": {"percent", "island"},
    "expedition=20/11/2026&expedition_comparateur=avant": {"paper"},
    "expedition=18/11/2026&expedition_comparateur=avant": set(),
    "expedition=21/11/2026&expedition_comparateur=apres": {"accent"},
    "expedition=20/11/2026&expedition_comparateur=apres": {"accent", "percent", "island"},
    # enregistrement
    "enregistrement=20/11/2026": ALL - {"paper", "island"},
    "enregistrement=21/11/2026": {"island"},
    "enregistrement=20/11/2026&enregistrement_comparateur=avant": {"paper"},
    "enregistrement=20/11/2026&enregistrement_comparateur=apres": {"island"},
    "enregistrement=19/11/2026&enregistrement_comparateur=apres": ALL - {"paper"},
    # lists
    "statut=active": {"plain", "accent", "bare", "island", "back"},
    "statut=inactive": {"percent"},
    "statut=cancelled": {"client"},
    "statut=reintegrated": {"paper"},
    "acteur=operator": {"plain", "accent", "island"},
    "acteur=customs": {"bare", "back"},
    "acteur=edi_provider": {"client"},
    "acteur=system": {"paper", "percent"},
    "type=DAA": ALL - {"accent", "paper"},
    "type=DSA": {"accent", "paper"},
    "mode=normal": ALL - {"paper"},
    "mode=a_posteriori": {"paper"},
    "motif_annulation=transaction_interrupted": {"client"},
    "motif_annulation=document_error": set(),
    "motif_annulation=system_back_before_dispatch": set(),
    "motif_annulation=other": set(),
    "motif_reactivation=customs_technical": {"back"},
    "motif_reactivation=operator_technical": set(),
    "motif_reactivation=operator_omission": set(),
    "motif_reactivation=regularisation_failed": set(),
    "motif_reactivation=other": set(),
    # AND, and nothing asked
    "": ALL,
    "numero=&statut=&expedition= ": ALL,
    "inconnu=1&statut_comparateur=avant": ALL,
    "statut=active&type=DSA": {"accent"},
    "statut=active&type=DSA&mode=a_posteriori": set(),
    f"accise={SHIPPER}&expedition=20/11/2026&expedition_comparateur=apres&type=DAA": {"percent"},
    "statut=cancelled&statut=active": {"plain", "accent", "bare", "island", "back"},
}
