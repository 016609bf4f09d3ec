"""What becomes of the paper on the road: checked at two distant places, and its data typed for once (rules V1, D2)."""

from datetime import datetime, timedelta
from functools import partial

from gps.demo.cast import Place
from gps.demo.people import SPIRITS, WINE
from gps.demo.stage import Part
from gps.documents import operations, verification
from gps.documents.checks import Asker
from gps.documents.models import AnomalyKind, FallbackDocument
from gps.documents.verification import Typed
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType

GIRONDE, NORD = "33", "59"
"""Too far from each other for one truck in an hour."""

_MERCHANT = {"b": "Weinhaus Müller", "c": "Hafenstraße", "d": "7", "e": "20457", "f": "Hamburg"}
MOVEMENT = {
    "1": {"a": "1", "b": "D03", "c": "1"},
    "3": {"a": WINE},
    "5": {"a": "DE00000123456", **_MERCHANT},
    "7": {"a": "DE00000123457", **_MERCHANT},
    "9": {"b": "F-0012", "d": "1"},
    "11": {"a": "1"},
    "13": {"a": "3"},
    "16": [{"a": "2"}],
    "17": [
        {
            "b": "W200", "c": "22042142", "d": "900", "e": "1500,5", "f": "900", "g": "12,5", "l": "Bordeaux AOC",
            "p": "Vin rouge", "1": [{"a": "CT", "b": "200"}], "2": {"a": "3"},
        }
    ],
}  # fmt: skip
"""Two hundred cases to a tax warehouse in Hamburg, by Table 1's numbers and letters."""


class Papers(Part):
    """Documents that were born elsewhere in the story."""

    def plan(self) -> None:
        """Plan them, by days before now."""
        self.timeline.plan(
            self.timeline.now - timedelta(days=52), partial(self._seen_twice, self.places[SPIRITS], True)
        )
        self.timeline.plan(self.timeline.now - timedelta(days=3), partial(self._seen_twice, self.places[WINE], False))
        self.timeline.plan(self.timeline.now - timedelta(minutes=2), partial(self._described, self.places[WINE]))

    def _seen_twice(self, place: Place, settled: bool, at: datetime) -> None:
        """A haulier near Bordeaux and an officer's colleague near Lille look at one number within the hour."""
        document = _latest(place)
        typed = Typed(document.reference, document.transport_identity or "")
        for minutes, department in ((0, GIRONDE), (50, NORD)):
            asker = Asker(f"demonstration-{department}", None, department)
            verification.check(typed, asker, at + timedelta(minutes=minutes))
        if settled:
            self.timeline.plan(at + timedelta(hours=3), partial(self._settle, place, document))

    def _settle(self, place: Place, document: FallbackDocument, at: datetime) -> None:
        anomaly = document.anomalies.get(kind=AnomalyKind.DISTANT_CHECKS)
        comment = "Le client de Lille a tapé le numéro reçu par courriel : le camion était bien en Gironde."
        operations.settle(anomaly.pk, actor=place.officer, now=at, comment=comment)

    def _described(self, place: Place, at: datetime) -> None:
        """The wine shipper types the whole of a movement, to have it on the paper."""
        document = _latest(place, document_type=DocumentType.DAA, status=Status.ACTIVE)
        operations.save_ead(document.reference, MOVEMENT, actor=place.operator, now=at, complete=True)


def _latest(place: Place, **wanted: object) -> FallbackDocument:
    """The last document of an establishment whose dispatch is known."""
    documents = FallbackDocument.objects.filter(excise_number=place.site, dispatch_at__isnull=False, **wanted)
    return documents.order_by("-recorded_at", "-id")[0]
