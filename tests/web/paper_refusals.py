"""One way to each refusal of a paper, for the sentences of all codes."""

from collections.abc import Callable

from gps.documents.models import FallbackDocument
from gps.documents.operations import save_ead
from gps.domain.errors import DomainError
from gps.domain.errors import ErrorCode as E
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.paperwork import lots, papers
from tests.documents.register import bring, issue
from tests.world import NOW, World

Provoke = Callable[[World], object]


def of_a_foreign_name(world: World) -> None:
    document = issue(world)
    document.excise_number.operator.name = "Żubrówka"
    papers.prefilled(document, NOW)


def of_a_daas_destination(world: World) -> None:
    document = issue(world, document_type=DocumentType.DSA)
    data = {"1": {"a": "1"}}
    save_ead(document.reference, data, actor=world.actor("shipper"), now=NOW, complete=False)
    papers.prefilled(document, NOW)


def of_a_lot(world: World) -> DomainError:
    document = issue(world)
    lot = lots.ask(FallbackDocument.objects.all(), "", actor=world.actor("shipper"), now=NOW)
    bring(world, document, Status.CANCELLED)
    lots.prepare({"lot": lot.pk}, NOW)
    lot.refresh_from_db()
    [(_, error)] = lots.why_left_out(lot)
    return error


PROVOKED: dict[E, Provoke] = {
    E.PAPER_CHARACTER: of_a_foreign_name,
    E.PAPER_VALUE: of_a_daas_destination,
    E.PAPER_CANCELLED: of_a_lot,
    E.PAPER_LOT_SIZE: lambda world: lots.ask(
        FallbackDocument.objects.none(), "", actor=world.actor("shipper"), now=NOW
    ),
}
