"""A busy evening: one document of every kind, so that a page has everything to show."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any

from gps.accounts.actors import SYSTEM
from gps.documents import operations as register
from gps.documents.models import Anomaly, FallbackDocument
from gps.domain.errors import DomainError
from gps.domain.lifecycle import CancellationReason, ManualReason, Means, ReactivationReason
from gps.domain.reference import DocumentType, check_digit
from tests.world import DISTILLER, NOW, WAREHOUSE, World, report, request

LONG = "Remorque " + "W" * 26
"""35 characters that nothing can wrap but in their midst."""


@dataclass(frozen=True)
class Evening:
    """What there is, by what is remarkable in it."""

    documents: dict[str, FallbackDocument]
    anomalies: dict[str, Anomaly]
    batch: int

    def page(self, name: str, view: str = "") -> str:
        return f"/documents/{self.documents[name].reference}/{view}"


def busy_evening(world: World) -> Evening:
    """Fill the register, as if it were ``NOW``."""
    anomalies = anomalies_of(world)
    batch = issue_bare(world, 30, DocumentType.DSA, WAREHOUSE)
    documents = {name: make(world) for name, make in LIVES.items()} | {"batch": batch[0]}
    assert batch[0].submission_id is not None
    return Evening(documents, anomalies, batch[0].submission_id)


def issue(world: World, ago: timedelta = timedelta(), **fields: Any) -> FallbackDocument:
    """A number that the shipper had from GPS some time ago."""
    now = NOW - ago
    [document] = register.generate_many(
        [request(**{"on": now.date(), "at": time(21), **fields})], actor=world.actor("shipper"), now=now
    )
    return document


def issue_bare(
    world: World, count: int = 1, kind: DocumentType = DocumentType.DAA, number: str = "FR007328E0001"
) -> list[FallbackDocument]:
    bare = register.IssueRequest(kind, number)
    return register.generate_many([bare] * count, actor=world.actor("officer"), now=NOW, key=f"{number}-{count}")


def registered(world: World, sequence: int, **fields: Any) -> FallbackDocument:
    """A hand-made number."""
    made = report(f"26FR007328E0001{sequence:05d}{fields.pop('last', 1)}", confirmed=True, **fields)
    [outcome] = register.register_many([made], actor=world.actor("shipper"), now=NOW)
    assert outcome.document is not None, outcome.faults
    return outcome.document


def inactive(world: World) -> FallbackDocument:
    return register.deactivate(issue(world, timedelta(days=30)).reference, actor=SYSTEM, now=NOW - timedelta(days=15))


def told(world: World) -> FallbackDocument:
    """Registered; the service was told of it before, and has noted so."""
    made = replace(
        report("26FR007328E0001001001", identity=LONG), manual_reason=ManualReason.SERVICE_UNREACHABLE,
        told_means=Means.FAX, told_at=NOW - timedelta(hours=30),
    )  # fmt: skip
    [outcome] = register.register_many([made], actor=world.actor("shipper"), now=NOW)
    assert outcome.document is not None
    return register.note_receipt(
        outcome.document.reference, actor=world.actor("officer"), now=NOW, means=Means.MAIL,
        received_at=NOW - timedelta(hours=29),
    )  # fmt: skip


def cancelled(world: World) -> FallbackDocument:
    return register.cancel(
        issue(world).reference, actor=world.actor("shipper"), now=NOW, reason=CancellationReason.OTHER,
        comment="Le client a déplacé la livraison au lundi, par un autre transporteur.",
    )  # fmt: skip


def arc_of(document: FallbackDocument) -> str:
    first_20 = f"26FRG0C0XYZ{document.pk:09d}"
    return first_20 + check_digit(first_20)


def reintegrated(world: World) -> FallbackDocument:
    return regularise(issue(world, timedelta(days=2)))


def regularise(document: FallbackDocument) -> FallbackDocument:
    return register.reintegrate(
        document.reference, actor=SYSTEM, now=NOW, document_type=document.document_type, arc=arc_of(document)
    )


def refused_to_gamma(world: World) -> Anomaly:
    """GAMM@ comes too late: the document is inactive."""
    document = inactive(world)
    with suppress(DomainError):
        regularise(document)
    return document.anomalies.get()


def withdrawn(world: World) -> FallbackDocument:
    return register.withdraw(
        reintegrated(world).reference, actor=world.actor("officer"), now=NOW,
        reason=ReactivationReason.REGULARISATION_FAILED, comment="Retirée par GAMM@.",
    )  # fmt: skip


def corrected(world: World) -> FallbackDocument:
    return register.correct(
        issue(world).reference, actor=world.actor("officer"), now=NOW, transport_identity="IJ-789-KL",
        dispatch_date=NOW.date(), dispatch_time=time(22), comment="Autre camion.",
    )  # fmt: skip


LIVES: dict[str, Callable[[World], FallbackDocument]] = {
    "issued": issue,
    "incomplete": lambda world: issue_bare(world)[0],
    "inactive": inactive,
    "overdue": lambda world: issue(world, timedelta(days=12)),
    "due soon": lambda world: issue(world, timedelta(days=8)),
    "told": told,
    "cancelled": cancelled,
    "reintegrated": reintegrated,
    "withdrawn": withdrawn,
    "corrected": corrected,
}


def anomalies_of(world: World) -> dict[str, Anomaly]:
    """One of each kind; two are settled, and the rum distiller's year runs out."""
    shipper, officer = world.actor("shipper"), world.actor("officer")
    registered(world, 8)
    duplicate = registered(world, 8, last=2, document_type=DocumentType.DSA)
    jump = registered(world, 900)
    confirmed = registered(world, 700, identity="MN-012-OP")
    [conflict] = register.register_many([report(identity="QR-345-ST")], actor=shipper, now=NOW)
    malformed = register.report_malformed(report("26FR007328E000100O091"), actor=shipper, now=NOW)
    replaced = register.report_malformed(report("26FR007328E000100091"), actor=shipper, now=NOW)
    register.replace(replaced.pk, actor=officer, now=NOW)
    register.confirm_jump(confirmed.anomalies.get().pk, actor=officer, now=NOW)
    assert conflict.anomaly is not None
    run_out(world)
    return {
        "duplicate": duplicate.anomalies.get(),
        "jump": jump.anomalies.get(),
        "settled": confirmed.anomalies.get(),
        "conflict": conflict.anomaly,
        "malformed": malformed,
        "replaced": replaced,
        "refused": refused_to_gamma(world),
    }


def run_out(world: World) -> None:
    made = report(f"26{DISTILLER}952001", excise_number=DISTILLER, confirmed=True)
    [outcome] = register.register_many([made], actor=world.actor("distiller"), now=NOW)
    assert outcome.document is not None
    pk = outcome.document.anomalies.get().pk
    register.confirm_jump(pk, actor=world.actor("other_officer"), now=NOW)
