"""The month of an establishment: what goes into its return, why the rest does not, as XML and as CSV (rule M4)."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from gps.accounts.actors import SYSTEM
from gps.accounts.models import ExciseNumber
from gps.documents.models import FallbackDocument
from gps.documents.operations import cancel, generate_many, save_ead
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.exchange import drm, tables
from gps.exchange.drm import Month, MonthlyReturn
from gps.exchange.drm.words import explained
from tests.documents.register import bring, issue, registered
from tests.exchange.test_tables import read_csv
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, World, request

pytestmark = [pytest.mark.django_db, pytest.mark.rule("M4")]

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
DECEMBER_FIRST = date(2026, 12, 1)
DSA = DocumentType.DSA
NEVER_SEEN = "Jamais enregistré dans GPS : un numéro formé à la main l’a sauté, ou son papier reste à enregistrer"
SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("drm.xsd"))))


def month_of(
    world: World, month: Month = NOVEMBER, who: str = "shipper", number: str = SHIPPER, now: datetime = NOW
) -> MonthlyReturn:
    return drm.monthly_return(number, month, actor=world.actor(who), now=now)


def told(found: MonthlyReturn) -> list[tuple[int, int, str]]:
    """First, last, what is said of them."""
    return [(run.first, run.last, explained(run)) for run in found.runs]


def hand_made(sequence: int, kind: DocumentType = DocumentType.DAA, year: int = 26) -> str:
    return f"{year}{SHIPPER}{sequence:05d}{1 if kind is DocumentType.DAA else 2}"


def consigned(world: World, document: FallbackDocument, consignee: str) -> None:
    data = {"5": {"a": consignee}}
    save_ead(document.reference, data, actor=world.actor("shipper"), now=NOW, complete=False)


class TestTheSequence:
    @pytest.mark.rule("M4", "N5", "E4")
    def test_tells_of_every_number_why(self, world: World) -> None:
        for _ in range(2):
            issue(world)
        issue(world, document_type=DSA)
        bring(world, issue(world), Status.CANCELLED)
        issue(world, on=DECEMBER_FIRST)
        issue(world, "officer", identity="", on=None, at=None)
        issue(world)
        registered(world, hand_made(12))
        registered(world, hand_made(12, DSA), document_type=DSA)
        issue(world)
        found = month_of(world)
        assert told(found) == [
            (1, 2, "DAA expédiés dans le mois"),
            (3, 3, "DSA expédié dans le mois"),
            (4, 4, "Annulé : erreur sur le document"),
            (5, 5, "Expédié en décembre 2026"),
            (6, 6, "À compléter : sans date d’expédition, il n’appartient encore à aucun mois"),
            (7, 7, "DAA expédié dans le mois"),
            (8, 11, NEVER_SEEN),
            (12, 12, "DAA expédié dans le mois (séquence en doublon)"),
            (12, 12, "DSA expédié dans le mois (séquence en doublon)"),
            (13, 13, "DAA expédié dans le mois"),
        ]  # fmt: skip
        assert (found.count(DocumentType.DAA), found.count(DSA)) == (5, 2)

    def test_names_the_ends_as_their_papers_do(self, world: World) -> None:
        first = issue(world)
        last = registered(world, hand_made(2))
        [run] = month_of(world).runs
        assert (run.first_reference, run.last_reference) == (first.reference, last.reference)

    @pytest.mark.parametrize("status", [Status.ACTIVE, Status.INACTIVE, Status.REINTEGRATED])
    def test_holds_every_document_whose_paper_has_left(self, world: World, status: Status) -> None:
        bring(world, issue(world), status)
        assert told(month_of(world)) == [(1, 1, "DAA expédié dans le mois")]

    def test_reaches_to_the_months_cancelled_numbers(self, world: World) -> None:
        """At either end, lest a cancelled number stand in no month at all; one without dispatch by its recording."""
        bare = issue(world, "officer", identity="", on=None, at=None)
        issue(world)
        late = issue(world, on=DECEMBER_FIRST)
        for document in (bare, late):
            cancel(document.reference, actor=world.actor("officer"), now=NOW, reason="system_back_before_dispatch")
        why = "Annulé : reprise du système avant expédition des marchandises"
        assert told(month_of(world)) == [(1, 1, why), (2, 2, "DAA expédié dans le mois")]
        assert told(month_of(world, DECEMBER)) == [(3, 3, why)]

    def test_is_of_the_month_of_the_dispatch_alone(self, world: World) -> None:
        issue(world, on=DECEMBER_FIRST)
        issue(world)
        issue(world, on=DECEMBER_FIRST)
        assert told(month_of(world)) == [(2, 2, "DAA expédié dans le mois")]
        assert told(month_of(world, DECEMBER)) == [
            (1, 1, "DAA expédié dans le mois"), (2, 2, "Expédié en novembre 2026"), (3, 3, "DAA expédié dans le mois"),
        ]  # fmt: skip

    @pytest.mark.rule("M4", "N7")
    def test_is_on_the_calendar_of_the_establishment(self, world: World) -> None:
        """30 November, 21:30 in Paris: the 1st of December in La Réunion."""
        evening = datetime(2026, 11, 30, 20, 30, tzinfo=UTC)
        issue(world, "distiller", now=evening, excise_number=DISTILLER, on=DECEMBER_FIRST, at=time(0, 30))
        issue(world, "shipper", now=evening, on=date(2026, 11, 30), at=time(21, 30))
        assert told(month_of(world, NOVEMBER, "distiller", DISTILLER, evening)) == []
        assert told(month_of(world, DECEMBER, "distiller", DISTILLER, evening)) == [(1, 1, "DAA expédié dans le mois")]
        assert told(month_of(world)) == [(1, 1, "DAA expédié dans le mois")]

    @pytest.mark.rule("M4", "N5")
    def test_is_walked_for_each_year_at_its_turn(self, world: World) -> None:
        eve = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
        issue(world, now=eve, on=date(2026, 12, 31), at=time(22))
        for _ in range(2):
            issue(world, now=eve, on=date(2027, 1, 2))
        issue(world, now=eve + timedelta(days=2), on=date(2027, 1, 2), at=time(22))
        found = month_of(world, Month(2027, 1), now=eve + timedelta(days=2))
        assert [(run.year, run.first, run.last) for run in found.runs] == [(2026, 2, 3), (2027, 1, 1)]
        assert [(run.year, run.first, run.last) for run in month_of(world, DECEMBER).runs] == [(2026, 1, 1)]

    @pytest.mark.rule("M4", "E5")
    def test_tells_a_jump_as_one_gap(self, world: World) -> None:
        issue(world)
        registered(world, hand_made(90_000), confirmed=True)
        assert [(run.first, run.last, run.count) for run in month_of(world).runs] == [
            (1, 1, 1), (2, 89_999, 89_998), (90_000, 90_000, 1),
        ]  # fmt: skip


class TestWhatIsLeft:
    def test_to_complete_is_listed_from_its_recording_on(self, world: World) -> None:
        bare = issue(world, "officer", identity="", on=None, at=None)
        assert month_of(world).incomplete == month_of(world, DECEMBER).incomplete == (bare.reference,)
        assert month_of(world, Month(2026, 10)).incomplete == ()

    def test_to_regularise_is_listed_with_its_consignee(self, world: World) -> None:
        active, dsa, inactive = issue(world, at=time(20)), issue(world, document_type=DSA, at=time(21)), issue(world)
        consigned(world, active, "de0000000123x")
        bring(world, inactive, Status.INACTIVE)
        bring(world, issue(world), Status.REINTEGRATED)
        bring(world, issue(world), Status.CANCELLED)
        issue(world, on=DECEMBER_FIRST)
        assert [(row.reference, row.status_label, row.consignee.upper()) for row in month_of(world).outstanding] == [
            (inactive.reference, "Inactif", ""), (active.reference, "Actif", "DE0000000123X"),
            (dsa.reference, "Actif", ""),
        ]  # fmt: skip

    def test_is_provisional_until_the_month_has_ended_there(self, world: World) -> None:
        evening = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)
        assert not month_of(world, now=evening).over
        assert month_of(world, who="distiller", number=DISTILLER, now=evening).over


class TestWhoAsks:
    @pytest.mark.rule("M4", "R2")
    @pytest.mark.parametrize(
        ("who", "number"),
        [("shipper", SHIPPER), ("reader", SHIPPER), ("client", CLIENT), ("provider", CLIENT), ("officer", SHIPPER),
         ("officer", CLIENT), ("national", DISTILLER), ("administrator", DISTILLER), ("shipper", " fr007328 e0001 ")],
    )  # fmt: skip
    def test_is_answered_within_his_reach(self, world: World, who: str, number: str) -> None:
        assert month_of(world, who=who, number=number).runs == ()

    @pytest.mark.rule("M4", "R2")
    @pytest.mark.parametrize(
        ("who", "number"),
        [("stranger", SHIPPER), ("provider", SHIPPER), ("other_officer", SHIPPER), ("officer", DISTILLER),
         ("national", "FR009999E9999"), ("national", ""), ("national", "\x00"), ("national", "É" * 40)],
    )  # fmt: skip
    def test_beyond_it_finds_nothing(self, world: World, who: str, number: str) -> None:
        with pytest.raises(ExciseNumber.DoesNotExist):
            month_of(world, who=who, number=number)

    @pytest.mark.rule("M4", "P4")
    def test_with_a_key_that_may_not_consult_is_refused(self, world: World) -> None:
        del world
        actor = type(SYSTEM)(SYSTEM.role, "key:1", "GAMM@", only=frozenset())
        with pytest.raises(DomainError) as caught:
            drm.monthly_return(SHIPPER, NOVEMBER, actor=actor, now=NOW)
        assert caught.value.codes == (ErrorCode.NOT_ALLOWED,)


def busy_month(world: World) -> MonthlyReturn:
    """DAA 1–2, DSA 3, DAA 4, DAA 5 cancelled, DAA 6."""
    documents = [issue(world, document_type=DSA if n == 3 else DocumentType.DAA) for n in range(1, 7)]
    bring(world, documents[4], Status.CANCELLED)
    bring(world, documents[0], Status.REINTEGRATED)
    for document, consignee in ((documents[1], "FR00012345678"), (documents[3], "FR001234"), (documents[5], "ABC")):
        consigned(world, document, consignee)
    return month_of(world)


class TestTheFragment:
    def test_has_one_element_for_each_honest_range(self, world: World) -> None:
        found = busy_month(world)
        root = etree.fromstring(drm.fragment(found))
        SCHEMA.assertValid(root)
        assert (root.get("numero-accise"), root.get("periode")) == (SHIPPER, "2026-11")
        ranges = {name: [[part.text for part in one] for one in root.iter(name)] for name in ("daa-dca", "dsa-dsac")}
        assert ranges == {
            name: [[run.first_reference, run.last_reference, str(run.count)] for run in found.ranges(kind)]
            for name, kind in (("daa-dca", DocumentType.DAA), ("dsa-dsac", DSA))
        }
        assert [run.count for run in found.ranges(DocumentType.DAA)] == [2, 1, 1]
        assert [len(one) for one in root.iter("document-accompagnement")] == [2, 1, 1]

    def test_lists_the_daa_that_are_not_regularised(self, world: World) -> None:
        root = etree.fromstring(drm.fragment(busy_month(world)))
        numbers = dict(FallbackDocument.objects.values_list("sequence", "reference"))
        assert [[part.text for part in one] for one in root.iter("releve-non-apurement")] == [
            [numbers[2], "2026-11-20", "FR00012345678"], [numbers[4], "2026-11-20", "FR001234"],
            [numbers[6], "2026-11-20"],
        ]  # fmt: skip

    def test_of_an_empty_month_is_empty(self, world: World) -> None:
        root = etree.fromstring(drm.fragment(month_of(world)))
        SCHEMA.assertValid(root)
        assert len(root) == 0

    @pytest.mark.parametrize("typed", ["<a>&\"'</a>xy", "DE 000 123 45", "DE0000012345É", "]]>&lt;x"])
    def test_leaves_out_a_consignee_that_is_no_number(self, world: World, typed: str) -> None:
        consigned(world, issue(world), typed)
        [row] = month_of(world).outstanding
        root = etree.fromstring(drm.fragment(month_of(world)))
        SCHEMA.assertValid(root)
        assert row.consignee == typed
        assert not list(root.iter("numero-accise-destinataire"))


class TestTheTable:
    def test_says_line_by_line_what_the_page_shows(self, world: World) -> None:
        found = busy_month(world)
        header, *lines = read_csv(tables.csv(drm.lines(found)))
        assert header[:3] == ["Rubrique", "Type", "Du numéro"]
        assert [(line[0], line[1], line[4]) for line in lines] == [
            ("À reprendre", "DAA", "2"), ("À reprendre", "DSA", "1"), ("À reprendre", "DAA", "1"),
            ("Hors DRM", "", "1"), ("À reprendre", "DAA", "1"), ("Non régularisé", "DAA", "1"),
            ("Non régularisé", "DSA", "1"), ("Non régularisé", "DAA", "1"), ("Non régularisé", "DAA", "1"),
        ]  # fmt: skip
        assert lines[5][5:] == ["", "Actif", "20/11/2026", "FR00012345678"]

    def test_gives_of_an_unknown_number_what_is_known(self, world: World) -> None:
        registered(world, hand_made(1))
        registered(world, hand_made(4))
        [_, _, gap, *_] = read_csv(tables.csv(drm.lines(month_of(world))))
        assert gap[2:5] == [hand_made(2)[:20], hand_made(3)[:20], "2"]


class TestAMonthOfThousands:
    def test_asks_as_often_as_one_of_a_few(self, world: World) -> None:
        counts: list[int] = []
        found = month_of(world)
        for rows in (3, 500, 500):
            wanted = [request(document_type=DSA if n % 7 == 0 else DocumentType.DAA) for n in range(rows)]
            generate_many(wanted, actor=world.actor("officer"), now=NOW, key=f"{len(counts)}")
            with CaptureQueriesContext(connection) as asked:
                found = month_of(world)
            counts.append(len(asked))
        assert counts == [5, 5, 5]
        assert found.count(DocumentType.DAA) + found.count(DSA) == len(found.outstanding) == 1003
