"""The papers of many documents as one file: prepared by the worker, whatever happens to it meanwhile (rule D4)."""

import io
import re
from datetime import timedelta

import pypdf
import pytest

from gps.config import worker
from gps.documents.models import FallbackDocument
from gps.documents.operations import save_ead
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Status
from gps.jobs.models import Job
from gps.paperwork import lots
from gps.paperwork.models import PaperLot
from tests.documents.register import bring, issue
from tests.domain.movements import WINE
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("D4"), pytest.mark.every_database]


def ask(world: World, who: str = "shipper") -> PaperLot:
    documents = FallbackDocument.objects.order_by("id")
    return lots.ask(documents, "Essai", actor=world.actor(who), now=NOW)


def texts(lot: PaperLot) -> list[str]:
    lot.refresh_from_db()
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(bytes(lot.content or b""))).pages]


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_it_and_it_holds_every_paper_in_order(world: World) -> None:
    documents = [issue(world, identity=f"AB-{place}-CD") for place in range(3)]
    lot = ask(world)
    assert (lot.ready_at, lot.count) == (None, 3)
    while worker.run_next(NOW, "test") is not None:
        pass
    faces = texts(lot)[::8]
    assert [f"AB-{place}-CD" in face for place, face in enumerate(faces)] == [True] * 3
    assert lot.documents == [document.pk for document in documents]
    assert (lot.ready_at, lot.done, lot.printed, lot.left_out) == (NOW, 3, 3, [])
    assert Job.objects.get(kind=lots.KIND).done_at == NOW


def test_what_was_typed_for_a_document_is_on_its_paper(world: World) -> None:
    document = issue(world)
    save_ead(document.reference, WINE, actor=world.actor("shipper"), now=NOW, complete=False)
    lot = ask(world)
    lots.prepare({"lot": lot.pk}, NOW)
    assert "Feuille suite : produits" in " ".join(texts(lot))


def test_a_cancelled_document_has_no_paper(world: World) -> None:
    kept, cancelled = issue(world), issue(world, identity="XX")
    lot = ask(world)
    bring(world, cancelled, Status.CANCELLED)
    lots.prepare({"lot": lot.pk}, NOW)
    assert kept.reference in re.sub(r"\s", "", texts(lot)[0])
    assert lot.printed == 1
    [(number, error)] = lots.why_left_out(lot)
    assert (number, error.codes) == (cancelled.reference, (ErrorCode.PAPER_CANCELLED,))
    assert ask(world).count == 1


def test_one_that_cannot_be_printed_is_left_out_by_its_letters(world: World) -> None:
    good = issue(world)
    bad = issue(world, "client", excise_number="FR004455E0002")
    bad.excise_number.operator.name = "Żubrówka"
    bad.excise_number.operator.save()
    lot = ask(world, "national")
    lots.prepare({"lot": lot.pk}, NOW)
    assert len(texts(lot)) == 8
    [(number, error)] = lots.why_left_out(lot)
    assert number == bad.reference != good.reference
    assert error.codes == (ErrorCode.PAPER_CHARACTER,)
    assert error.faults[0].data == {"where": "Case 1 : Expéditeur – Nom (2b)", "characters": "Ż"}


@pytest.mark.parametrize("count", [0, 501])
def test_none_or_more_than_500_are_refused(world: World, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "LIMIT", 2)
    for _ in range(min(count, 3)):
        issue(world)
    with pytest.raises(DomainError) as refused:
        ask(world)
    assert refused.value.codes == (ErrorCode.PAPER_LOT_SIZE,)
    assert not PaperLot.objects.exists()
    assert not Job.objects.filter(kind=lots.KIND).exists()


def test_it_begins_anew_after_a_worker_that_died_and_is_made_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(world)
    lot = ask(world)
    with monkeypatch.context() as broken:
        broken.setattr("gps.paperwork.lots.forms.lot", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            lots.prepare({"lot": lot.pk}, NOW)
    lots.prepare({"lot": lot.pk}, NOW)
    first = texts(lot)
    lots.prepare({"lot": lot.pk}, NOW + timedelta(minutes=1))
    assert texts(lot) == first
    assert lot.ready_at == NOW


def test_its_progress_is_seen_while_it_is_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "STEP", 1)
    for _ in range(3):
        issue(world)
    lot = ask(world)
    seen: list[int] = []

    def look(papers: object, file: object, unfit: object) -> None:
        del file, unfit
        seen.extend(PaperLot.objects.get(pk=lot.pk).done for _ in papers)  # type: ignore[attr-defined]

    monkeypatch.setattr("gps.paperwork.lots.forms.lot", look)
    lots.prepare({"lot": lot.pk}, NOW)
    assert seen == [0, 1, 2]


def test_it_is_its_owners_for_a_day(world: World) -> None:
    issue(world)
    lot = ask(world)
    assert lots.of(world.actor("shipper"), NOW).get() == lot
    assert not lots.of(world.actor("officer"), NOW).exists()
    assert not lots.of(world.actor("shipper"), NOW + lots.KEPT).exists()
    lots.purge({}, NOW + lots.KEPT - timedelta(seconds=1))
    assert PaperLot.objects.exists()
    lots.purge({}, NOW + lots.KEPT)
    assert not PaperLot.objects.exists()
    lots.prepare({"lot": lot.pk}, NOW)


def test_an_account_keeps_its_last_ones_alone(world: World) -> None:
    issue(world)
    made = [ask(world).pk for _ in range(lots.MOST_OF_ONE + 2)]
    others = ask(world, "officer").pk
    kept = set(PaperLot.objects.values_list("pk", flat=True))
    assert kept == {*made[2:], others}
