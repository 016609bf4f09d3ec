"""What the tests of the pages type, and a register with one of each thing that a page can show."""

from dataclasses import dataclass
from datetime import time

from gps.accounts.models import OpeningHours
from gps.documents.models import Anomaly, FallbackDocument
from gps.documents.operations import IssueRequest, generate_many, report_malformed
from gps.domain.reference import DocumentType
from tests.documents.register import issue, registered
from tests.world import NOW, SHIPPER, World, report

GENERATE = "/generer/"
REGISTER = "/enregistrer/"
CANCEL = "/annuler/"

MOVEMENT = {
    "document_type": "DAA",
    "excise_number": SHIPPER,
    "transport_identity": "AB-123-CD",
    "dispatch_date": "20/11/2026",
    "dispatch_time": "19:30",
}
"""What is typed into « Générer » at ``NOW``, and is right."""

PAPER = {
    "reference": "26 FR007328E0001 00008 1",
    "document_type": "DAA",
    "excise_number": SHIPPER,
    "transport_identity": "AB-123-CD",
    "dispatch_date": "19/11/2026",
    "dispatch_time": "08:15",
}
"""What is typed into « Enregistrer » at ``NOW``, and is right."""

EIGHT = "26FR007328E0001000081"
"""The number on that paper."""

PEOPLE = (
    "anonymous", "stranger", "reader", "shipper", "client", "provider", "officer", "other_officer", "national",
    "administrator",
)  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """The shipper's documents and anomalies, and a batch of the officer's."""

    issued: FallbackDocument
    paper: FallbackDocument
    bare: FallbackDocument
    malformed: Anomaly
    submission: int

    def page(self, name: str = "", document: FallbackDocument | None = None) -> str:
        """The address of a page of the issued document, or of another one."""
        return address(document or self.issued, name)


def address(document: FallbackDocument, name: str = "") -> str:
    return f"/documents/{document.reference}/{name}"


def set_up(world: World) -> Scene:
    OpeningHours.objects.create(office=world.bordeaux, weekday=0, opens_at=time(8, 30), closes_at=time(12))
    wrong = report("26FR007328E0001000", identity="ZZ-999-ZZ")
    bare = generate_many(
        [IssueRequest(DocumentType.DAA, SHIPPER)] * 2, actor=world.actor("officer"), now=NOW, key="batch"
    )
    assert bare[0].submission_id is not None
    return Scene(
        issued=issue(world),
        paper=registered(world, EIGHT),
        bare=bare[0],
        malformed=report_malformed(wrong, actor=world.actor("shipper"), now=NOW),
        submission=bare[0].submission_id,
    )
