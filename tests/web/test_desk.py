"""The officer's desk: the queue with its clocks, what is late, numbers read aloud and mailed (rules F5, F9, G8, E7)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gps.accounts.actors import SYSTEM
from gps.documents import operations
from gps.documents.models import Anomaly, FallbackDocument
from gps.jobs.models import Job
from gps.notices.models import Mail
from tests.documents.register import LATE, issue, registered
from tests.outages import crisis
from tests.web.browsing import Clock, Page
from tests.web.conftest import Browse
from tests.web.scene import GENERATE
from tests.world import CLIENT, NOW, SHIPPER, STRANGE, World

pytestmark = pytest.mark.django_db

DESK = "/a-traiter/"
MINUTE = timedelta(minutes=1)


def queued(page: Page) -> list[str]:
    """The requests of the queue, in order."""
    return [item.one("h3").all("a")[0].words for item in page.main.all(".gps-queued")]


def clocks(page: Page) -> list[str]:
    return [clock.words for clock in page.main.all(".gps-countdown")]


class TestTheQueue:
    @pytest.mark.rule("F5", "R2")
    def test_has_the_soonest_tacit_first_then_what_silence_has_opened(
        self, world: World, browse: Browse, clock: Clock
    ) -> None:
        crisis.ungrounded(world)
        second = crisis.ask(world, now=NOW - 20 * MINUTE)
        first = crisis.ask(world, "client", CLIENT, now=NOW - 50 * MINUTE)
        crisis.ask(world, "stranger", STRANGE)
        page = browse("officer").get(DESK)
        assert queued(page) == [first.identifier, second.identifier]
        assert clocks(page) == ["10:00", "40:00"]
        clock.now = NOW + 15 * MINUTE
        page = browse("officer").get(DESK)
        assert queued(page) == [second.identifier, first.identifier]
        assert clocks(page) == ["25:00"]
        assert "L’opérateur est autorisé. Un refus ne vaut que pour la suite." in page.text

    @pytest.mark.rule("F5")
    def test_lets_go_of_what_is_answered_withdrawn_or_over(self, world: World, browse: Browse, clock: Clock) -> None:
        crisis.ungrounded(world)
        crisis.refuse(world, crisis.ask(world))
        crisis.withdraw(world, crisis.ask(world, "client", CLIENT), who="client", now=NOW)
        assert queued(browse("officer").get(DESK)) == []
        assert "Aucune demande n’attend de réponse." in browse("officer").get(DESK).text

    @pytest.mark.rule("F9")
    def test_keeps_what_stands_on_the_operators_word(self, world: World, browse: Browse) -> None:
        crisis.ungrounded(world)
        request = crisis.ask(world, now=NOW - 30 * MINUTE)
        crisis.grant(world, request, who="shipper", means="telephone", given_at=NOW - 5 * MINUTE)
        page = browse("officer").get(DESK)
        assert queued(page) == [request.identifier]
        assert "Accord noté par Shipper Exemple, sur sa parole." in page.text

    @pytest.mark.rule("F5")
    def test_costs_as_many_questions_for_many_as_for_one(self, world: World, browse: Browse) -> None:
        crisis.ungrounded(world)
        officer = browse("officer")
        counts = []
        for number, who in ((SHIPPER, "shipper"), (CLIENT, "client")):
            crisis.ask(world, who, number)
            with CaptureQueriesContext(connection) as asked:
                officer.get(DESK)
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestWhatNeedsAttention:
    @pytest.mark.rule("T3", "A2")
    def test_lists_the_inactive_and_the_overdue_of_the_office(self, world: World, browse: Browse, clock: Clock) -> None:
        inactive, overdue = issue(world), issue(world)
        operations.deactivate(inactive.reference, actor=SYSTEM, now=LATE)
        clock.now = LATE
        assert browse("officer").get(DESK).numbers == [inactive.reference, overdue.reference]
        assert "Aucun document n’est en retard" in browse("other_officer").get(DESK).text

    @pytest.mark.rule("E7")
    def test_a_departure_without_a_ground_is_justified_with_a_reason(self, world: World, browse: Browse) -> None:
        crisis.ungrounded(world)
        document = registered(world, f"26{SHIPPER}000081")
        anomaly = Anomaly.objects.get()
        officer = browse("officer")
        assert "Départ à justifier" in officer.get(DESK).text
        page = officer.get(f"{DESK}{anomaly.pk}/")
        assert "Admettre le départ" in [button.words for button in page.main.all("button")]
        assert officer.post(f"{DESK}{anomaly.pk}/", {"settle": "1", "justify": "1", "comment": ""}).status == 422
        officer.post(f"{DESK}{anomaly.pk}/", {"settle": "1", "justify": "1", "comment": "Panne reconnue depuis."})
        shown = browse("shipper").get(f"/documents/{document.reference}/")
        assert shown.facts["Fondement"] == f"Justifié par le service {anomaly.receipt}"
        assert "Panne reconnue depuis." in shown.text

    @pytest.mark.rule("E7")
    def test_one_that_is_not_admitted_stays_to_be_justified(self, world: World, browse: Browse) -> None:
        crisis.ungrounded(world)
        document = registered(world, f"26{SHIPPER}000081")
        pk = Anomaly.objects.get().pk
        browse("officer").post(f"{DESK}{pk}/", {"settle": "1", "comment": "Aucune panne ce jour-là."})
        assert browse("shipper").get(f"/documents/{document.reference}/").facts["Fondement"] == "À justifier"


class TestNumbersIssued:
    @pytest.fixture
    def batch(self, browse: Browse) -> str:
        bare = {"document_type": "DAA", "excise_number": SHIPPER, "transport_identity": "", "dispatch_time": ""}
        return browse("officer").fill(GENERATE, **bare, count="2").address

    @pytest.mark.rule("G8")
    def test_are_shown_for_reading_aloud(self, world: World, browse: Browse, batch: str) -> None:
        page = browse("officer").get(batch)
        [first, _] = page.main.all(".gps-aloud")
        groups = [group.words for group in first.all("li")]
        assert len(groups) == 7
        number = FallbackDocument.objects.order_by("sequence")[0].reference
        assert "".join(group.one("strong").words for group in first.all("li")) == number
        assert groups[0] == "26F deux, six, F comme François"

    @pytest.mark.rule("G8")
    def test_are_sent_by_mail_once(self, world: World, browse: Browse, batch: str) -> None:
        officer = browse("officer")
        assert officer.get(batch).form["to"] == "shipper@gps.invalid"
        for _ in range(2):
            assert officer.post(batch, {"to": "expedition@chai.invalid"}).address == batch
        mail = Mail.objects.get()
        assert (mail.to, Job.objects.filter(kind="send-mail").count()) == ("expedition@chai.invalid", 1)
        for document in FallbackDocument.objects.all():
            assert document.reference in mail.text
        assert "vaut autorisation" in mail.text
        assert "Envoyé à expedition@chai.invalid" in officer.get(batch).text

    @pytest.mark.rule("G8")
    @pytest.mark.parametrize("to", ["", "x", "a@b.invalid\nBcc: c@d.invalid", "x" * 400 + "@gps.invalid"])
    def test_go_to_no_wrong_address(self, world: World, browse: Browse, batch: str, to: str) -> None:
        page = browse("officer").post(batch, {"to": to})
        assert page.status == 422
        assert not Mail.objects.exists()

    @pytest.mark.rule("G8", "P4")
    @pytest.mark.parametrize("who", ["shipper", "other_officer", "national"])
    def test_are_sent_by_nobody_else(self, world: World, browse: Browse, batch: str, who: str) -> None:
        assert browse(who).post(batch, {"to": "x@gps.invalid"}).status == 404
        assert not Mail.objects.exists()
