"""How documents are born: issued by GPS, by the service in a batch, or hand-made and registered afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from gps.accounts.actors import Actor
from gps.demo.cast import Place
from gps.demo.lives import Fate, Lives
from gps.demo.vehicles import fleet
from gps.documents import operations
from gps.documents.models import FallbackDocument
from gps.documents.operations import IssueRequest, Outcome, Report
from gps.documents.situation import next_numbers
from gps.domain import reference
from gps.domain.excise_number import is_duty_paid_warehouse
from gps.domain.lifecycle import ManualReason, Means
from gps.domain.reference import DocumentType


class Births:
    """Fills in what people type. All goes through the operations, with the permissions of whoever acts."""

    def __init__(self, places: Sequence[Place], lives: Lives, rng: Random) -> None:
        self.lives, self.rng = lives, rng
        self._fleets = {place.number: fleet(place.site.time_zone, rng) for place in places}
        self._reasons, self._means = cycle(ManualReason), cycle(Means)

    def vehicle(self, place: Place) -> str:
        """One of those that the establishment sees again and again."""
        return self.rng.choice(self._fleets[place.number])

    def document_type(self, place: Place) -> DocumentType:
        """Two DAA for one DSA; DSA alone for a duty-paid warehouse."""
        if is_duty_paid_warehouse(place.number):
            return DocumentType.DSA
        return self.rng.choice((DocumentType.DAA, DocumentType.DAA, DocumentType.DSA))

    def actor(self, place: Place) -> Actor:
        """Who enters it: the provider for most of what his clients ship."""
        return place.provider if place.provider and self.rng.random() < 0.6 else place.operator

    def issue(
        self, place: Place, at: datetime, fate: Fate | None = None, *, leaves_in: int | None = None
    ) -> FallbackDocument:
        """A number that GPS gives, for goods that leave soon."""
        actor = self.actor(place)
        leaves = place.local(at + timedelta(minutes=leaves_in or self.rng.randint(10, 150)))
        request = IssueRequest(
            self.document_type(place), place.number, self.vehicle(place), leaves.date(), _minute(leaves).time()
        )
        [document] = operations.generate_many([request], actor=actor, now=at)
        self.lives.follow(document, place, actor, fate)
        return document

    def register(self, place: Place, dispatch_at: datetime, at: datetime, fate: Fate | None = None) -> FallbackDocument:
        """The next hand-made number of the establishment, told to GPS once it can be reached (E9)."""
        actor = self.actor(place)
        document_type = self.document_type(place)
        number = self.next_hand_made(place, document_type, dispatch_at)
        report = self.report(place, number, document_type, dispatch_at, confirmed=True)
        document = self.reported(report, actor, at)
        if self.rng.random() < 0.4:
            self._note_receipt(document, place, at)
        self.lives.follow(document, place, actor, fate)
        return document

    def batch(self, place: Place, at: datetime, count: int) -> list[FallbackDocument]:
        """Numbers that the service gives in advance, « à compléter » (G8)."""
        requests = [IssueRequest(self.document_type(place), place.number) for _ in range(count)]
        return operations.generate_many(requests, actor=place.officer, now=at)

    def complete(self, document: FallbackDocument, place: Place, at: datetime) -> None:
        """The operator fills in what left under a number of a batch; all then goes well."""
        leaves = place.local(at + timedelta(minutes=self.rng.randint(10, 90)))
        completed = operations.complete(
            document.reference,
            actor=place.operator,
            now=at,
            transport_identity=self.vehicle(place),
            dispatch_date=leaves.date(),
            dispatch_time=_minute(leaves).time(),
        )
        self.lives.follow(completed, place, place.operator, Fate.REINTEGRATED)

    def next_hand_made(self, place: Place, document_type: DocumentType, at: datetime, ahead: int = 0) -> str:
        """What the operator reads on his page of situation, and forms alone (E10)."""
        [following] = next_numbers([place.site], at)
        sequence = following.last_sequence + 1 + ahead
        return reference.hand_made(following.year, place.number, sequence, document_type).text

    def report(
        self, place: Place, number: str, document_type: DocumentType, dispatch_at: datetime, *, confirmed: bool = False
    ) -> Report:
        """What is typed of a hand-made number, and how the service had been told of it (E9)."""
        local = place.local(dispatch_at)
        return Report(
            reference=number,
            document_type=document_type,
            excise_number=place.number,
            transport_identity=self.vehicle(place),
            dispatch_date=local.date(),
            dispatch_time=_minute(local).time(),
            manual_reason=next(self._reasons),
            told_at=_minute(dispatch_at - timedelta(minutes=self.rng.randint(5, 40))),
            told_means=next(self._means),
            confirmed=confirmed,
        )

    def reported(self, report: Report, actor: Actor, at: datetime) -> FallbackDocument:
        """Register what must go through: the demonstration is wrong if it does not."""
        document = self.outcome(report, actor, at).document
        assert document is not None, f"{report} refused"  # noqa: S101
        return document

    def outcome(self, report: Report, actor: Actor, at: datetime) -> Outcome:
        """Register one report, whatever comes of it."""
        [outcome] = operations.register_many([report], actor=actor, now=at)
        return outcome

    def _note_receipt(self, document: FallbackDocument, place: Place, at: datetime) -> None:
        """The officer found the mail or the fax of the evening before."""
        if document.told_at is None:
            return
        received_at, means = document.told_at + timedelta(minutes=2), Means(document.told_means)

        def event(moment: datetime) -> None:
            operations.note_receipt(
                document.reference, actor=place.officer, now=moment, means=means, received_at=received_at
            )

        self.lives.timeline.plan(at + timedelta(minutes=self.rng.randint(15, 120)), event)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
