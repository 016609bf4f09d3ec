"""The messages of all documents of an outage: those that are whole, and the list of what the others lack (rule M4)."""

import io
import tempfile
import tracemalloc
import zipfile
from csv import reader

import pytest
from django.db.models import QuerySet

from gps.documents.models import EadDraft, FallbackDocument
from gps.documents.operations import IssueRequest, generate_many, save_ead
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.exchange.ie815 import outage, schema, writing
from gps.outages.models import Outage
from tests.documents.register import bring, issue
from tests.domain.movements import BEER, WINE, changed
from tests.exchange.ie815_reading import parse, values
from tests.outages import crisis
from tests.world import CLIENT, NOW, SHIPPER, WAREHOUSE, World

pytestmark = pytest.mark.django_db

LATER = NOW + crisis.HOUR


@pytest.fixture
def black(world: World) -> Outage:
    """An alert that grounds what is issued from now on."""
    crisis.ungrounded(world)
    [found] = crisis.black(world)
    return found


def described(world: World, document: FallbackDocument, data: object = WINE, *, complete: bool = True) -> str:
    save_ead(document.reference, data, actor=world.actor("shipper"), now=NOW, complete=complete)
    return document.reference


def bundle(world: World, found: Outage, who: str = "shipper", after: str = "") -> zipfile.ZipFile:
    written = io.BytesIO()
    outage.write(outage.of_outage(found.identifier, world.actor(who), LATER), after, written, LATER)
    return zipfile.ZipFile(written)


def lacking(found: zipfile.ZipFile) -> list[list[str]]:
    text = found.read("a-completer.csv").decode("utf-8-sig")
    return list(reader(io.StringIO(text), delimiter=";"))


@pytest.mark.rule("M4")
def test_the_file_holds_what_is_whole_and_says_what_the_others_lack(world: World, black: Outage) -> None:
    wine, beer = described(world, issue(world)), described(world, issue(world), BEER)
    wrong = described(world, issue(world), changed(WINE, {"9.b": ""}), complete=False)
    empty = issue(world).reference
    found = bundle(world, black)
    assert found.testzip() is None
    assert found.namelist() == [f"IE815-{wine}.xml", f"IE815-{beer}.xml", "a-completer.csv"]
    for number in (wine, beer):
        message = parse(found.read(f"IE815-{number}.xml"))
        schema.check(message, number)
        assert values(message, "EadEsadDraft/LocalReferenceNumber") == [number]
    header, *rows = lacking(found)
    assert header == ["Numéro du document", "Type", "Donnée (tableau 1)", "Nom", "Ce qui manque"]
    assert rows[0] == [wrong, "DAA", "9b", "Numéro de la facture", "À remplir : cette donnée est obligatoire."]
    assert {row[0] for row in rows} == {wrong, empty}
    assert {info.date_time[:4] for info in found.infolist()} == {(2026, 11, 20, 18)}


@pytest.mark.rule("M4", "R2")
def test_the_documents_are_the_active_ones_of_that_outage_that_the_actor_may_complete(
    world: World, black: Outage
) -> None:
    mine, reintegrated, cancelled = (issue(world) for _ in range(3))
    bring(world, reintegrated, Status.REINTEGRATED)
    bring(world, cancelled, Status.CANCELLED)
    crisis.end(world, black, now=NOW)
    [other] = crisis.black(world, now=NOW + crisis.MINUTE)
    later = issue(world, now=NOW + crisis.MINUTE, excise_number=WAREHOUSE, document_type=DocumentType.DSA)

    def numbers(who: str, found: Outage) -> list[str]:
        return list(outage.of_outage(found.identifier, world.actor(who), LATER).values_list("reference", flat=True))

    for who in ("shipper", "officer"):
        assert numbers(who, black) == [mine.reference]
        assert numbers(who, other) == [later.reference]
    for who in ("reader", "stranger", "client", "provider", "other_officer", "national", "administrator"):
        assert numbers(who, black) == []


@pytest.mark.rule("M4")
def test_the_documents_of_an_incident_of_a_provider_are_his_too(world: World) -> None:
    crisis.ungrounded(world)
    incident = crisis.provider_down(world)
    document = issue(world, "client", excise_number=CLIENT)
    for who in ("client", "provider", "officer"):
        assert [*outage.of_outage(incident.identifier, world.actor(who), LATER)] == [document]


@pytest.mark.rule("M4")
def test_a_larger_outage_comes_in_several_files(world: World, black: Outage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "LIMIT", 2)
    numbers = [described(world, issue(world)) for _ in range(5)]
    documents = outage.of_outage(black.identifier, world.actor("shipper"), LATER)
    assert outage.parts(documents) == ["", numbers[1], numbers[3]]
    assert outage.parts(documents.filter(reference__lte=numbers[3])) == ["", numbers[1]]
    assert outage.parts(documents.none()) == []
    found = [bundle(world, black, after=after).namelist()[:-1] for after in outage.parts(documents)]
    assert found == [[f"IE815-{n}.xml" for n in part] for part in (numbers[:2], numbers[2:4], numbers[4:])]


@pytest.mark.rule("M4")
def test_a_message_that_gps_spoils_does_not_spoil_the_others(
    world: World, black: Outage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = described(world, issue(world)), described(world, issue(world))
    draft = writing.draft

    def spoilt(data: object, identifier: str, now: object) -> object:
        made = draft(data, identifier, now)  # type: ignore[arg-type]
        if bad in identifier:
            made.remove(made[0])
        return made

    monkeypatch.setattr(writing, "draft", spoilt)
    found = bundle(world, black)
    assert found.namelist() == [f"IE815-{good}.xml", "a-completer.csv"]
    assert lacking(found)[1:] == [[bad, "DAA", "", "", outage.OUR_FAULT]]
    assert bad in caplog.text


def peak_of(documents: QuerySet[FallbackDocument]) -> int:
    """The most memory that writing the file takes at a time."""
    with tempfile.TemporaryFile() as written:
        tracemalloc.start()
        outage.write(documents, "", written, LATER)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(zipfile.ZipFile(written).namelist()) == documents.count() + 1
    return peak


@pytest.mark.once
@pytest.mark.rule("M4")
def test_many_documents_take_hardly_more_memory_than_a_few(world: World) -> None:
    """The data of one take some 15 kB, its message some 8 kB: what stays of each is its entry in the file's index. Both
    files come in several lots of documents: while one is fetched the one before it is still there.
    """
    officer, asked = world.actor("officer"), [IssueRequest(DocumentType.DAA, SHIPPER)] * 150
    for n in range(2):
        generate_many(asked, actor=officer, now=NOW, key=str(n))
    FallbackDocument.objects.update(
        dispatch_at=NOW, dispatch_on=NOW.date(), transport_identity="AB-123-CD", transport_key="AB123CD"
    )  # fmt: skip
    documents = FallbackDocument.objects.order_by("reference")
    described(world, documents[0], changed(WINE, {"17": WINE["17"] * 5}))
    data = EadDraft.objects.get().data
    EadDraft.objects.bulk_create(
        EadDraft(document=d, data=data, complete=True, revision=1, saved_at=NOW, saved_by="") for d in documents[1:]
    )  # fmt: skip
    peak_of(documents.filter(reference=documents[0].reference))
    last = documents[199].reference
    few, many = peak_of(documents.filter(reference__lte=last)), peak_of(documents)
    assert (many - few) / 100 < 2_000
