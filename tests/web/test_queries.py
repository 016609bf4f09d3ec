"""What a page costs does not depend on how much there is (rules R3, S1): the same queries for 5 rows and for 25."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gps.accounts.models import Enrolment, ExciseNumber
from gps.accounts.roles import Right
from gps.documents.operations import IssueRequest, generate_many, report_malformed
from gps.domain.reference import DocumentType
from tests.documents.register import issue, registered
from tests.web.conftest import Browse
from tests.world import NOW, SHIPPER, World, report

pytestmark = pytest.mark.django_db

LIMIT = 15
"""The session, the account and the menu take a handful, one of them for whether one works by file (I1); a page adds
what it shows.
"""


def documents(world: World, count: int) -> str:
    for _ in range(count):
        issue(world)
    return ""


def flagged(world: World, count: int) -> str:
    for n in range(1, count + 1):
        registered(world, f"26{SHIPPER}{90_000 + n:05d}1", confirmed=True)
    return ""


def anomalies(world: World, count: int) -> str:
    for n in range(count):
        report_malformed(report(f"N{n}"), actor=world.actor("shipper"), now=NOW)
    return ""


def batch(world: World, count: int) -> str:
    wanted = [IssueRequest(DocumentType.DAA, SHIPPER)] * count
    return f"{generate_many(wanted, actor=world.actor('officer'), now=NOW, key=str(count))[0].submission_id}/"


def establishments(world: World, count: int) -> str:
    """The numbers of one more operator, whom the shipper declares for."""
    first = ExciseNumber.objects.count()
    for n in range(first, first + count):
        row = ExciseNumber.objects.get(number=SHIPPER)
        row.pk, row.number = None, f"FR009999E{n:04d}"
        row.save()
        Enrolment.objects.create(user=world.users["shipper"], excise_number=row, right=Right.DECLARE)
    return ""


PAGES: list[tuple[str, str, Callable[[World, int], str]]] = [
    ("shipper", "/", documents),
    ("shipper", "/", establishments),
    ("national", "/", documents),
    ("shipper", "/accueil/", documents),
    ("officer", "/accueil/", flagged),
    ("shipper", "/suivre/", documents),
    ("shipper", "/suivre/", establishments),
    ("officer", "/suivre/", flagged),
    ("national", "/suivre/", documents),
    ("shipper", "/rechercher/?chercher=1", documents),
    ("officer", "/rechercher/?chercher=1&accise=FR&accise_comparateur=commence", flagged),
    ("shipper", "/generer/", establishments),
    ("shipper", "/enregistrer/", establishments),
    ("officer", "/a-traiter/", anomalies),
    ("officer", "/a-traiter/", flagged),
    ("officer", "/generer/lot/", batch),
    ("shipper", "/numeros-manuels/", establishments),
]


@pytest.mark.rule("R3", "S1")
@pytest.mark.parametrize(("who", "where", "make"), PAGES, ids=[f"{w}-{p}-{m.__name__}" for w, p, m in PAGES])
def test_a_page_asks_as_often_for_25_rows_as_for_5(
    world: World, browse: Browse, who: str, where: str, make: Callable[[World, int], str]
) -> None:
    counts = []
    for rows in (5, 20):
        address = where + make(world, rows)
        browser = browse(who)
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= LIMIT


@pytest.mark.rule("H1")
def test_a_documents_page_asks_as_often_for_a_long_history(world: World, browse: Browse) -> None:
    document, officer = issue(world), browse("officer")
    counts = []
    for rounds in range(2):
        for n in range(1 + 8 * rounds):
            typed = {"transport_identity": f"{rounds} {n}", "comment": "Essai."}
            officer.fill(f"/documents/{document.reference}/corriger/", **typed)
        with CaptureQueriesContext(connection) as asked:
            officer.get(f"/documents/{document.reference}/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= LIMIT
