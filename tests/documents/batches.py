"""Batches of reports of every kind, and all that registering them may leave behind, in a form that can be compared."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Any

from hypothesis import strategies as st

from gps.documents.models import Anomaly, FallbackDocument, HistoryEntry, SequenceCounter
from gps.documents.operations import Outcome, Report
from gps.domain import reference
from gps.domain.reference import DocumentType
from tests.world import SHIPPER, STRANGE, WAREHOUSE, report

ISSUED, BARE, GONE = (reference.issue(2026, SHIPPER, n, DocumentType.DAA).text for n in (1, 2, 3))
"""The first numbers of the shipper, once they are issued: one whole, one « à compléter », one that was cancelled so."""

SEQUENCES = (1, 2, 3, 4, 4, 4, 503, 504, 505, 1004, 1005, 1600)
"""Those near the three that were issued, and those at and just beyond a jump of 500 from another (E5)."""


def hand_made(excise_number: str, sequence: int, last: str = "1", year: str = "26") -> str:
    return f"{year}{excise_number}{sequence:05d}{last}"


odd_numbers = st.sampled_from([ISSUED, BARE, BARE, GONE, hand_made(SHIPPER, 4).lower(), hand_made(SHIPPER, 0), "26FR"])
movements: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({
    "document_type": st.sampled_from([DocumentType.DAA, DocumentType.DAA, DocumentType.DSA]),
    "identity": st.sampled_from(["AB-123-CD", "ab 123 cd", "EF-456-GH", ""]),
    "on": st.sampled_from([date(2026, 11, 19), date(2026, 11, 19), date(2026, 11, 20), date(2025, 12, 31),
                           date(2026, 1, 1), date(2027, 1, 1)]),
    "at": st.sampled_from([time(8, 15), time(8, 15), time(19, 30)]),
    "confirmed": st.booleans(),
})  # fmt: skip


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """One report: mostly of a number that fits its type; of another establishment now and then, of a stranger's too."""
    movement = draw(movements)
    fits = reference.manual_digit(movement["document_type"])
    year, last = draw(st.sampled_from(["26", "26", "26", "25"])), draw(st.sampled_from([fits, fits, fits, "1", "9"]))
    number = draw(st.one_of(*[st.builds(hand_made, st.just(SHIPPER), st.sampled_from(SEQUENCES), st.just(last),
                                        st.just(year))] * 2, odd_numbers))  # fmt: skip
    whose = draw(st.sampled_from([SHIPPER, SHIPPER, SHIPPER, WAREHOUSE, STRANGE]))
    return report(number.replace(SHIPPER, whose), whose, **movement)


def batches() -> st.SearchStrategy[list[Report]]:
    """Up to a dozen reports: some are repeated as they are."""
    return st.lists(reports(), min_size=1, max_size=6).flatmap(
        lambda some: st.lists(st.one_of(st.sampled_from(some), reports()), min_size=1, max_size=12)
    )


def chunks(batch: Sequence[Report], size: int) -> Iterator[Sequence[Report]]:
    return (batch[start : start + size] for start in range(0, len(batch), size))


def said(outcome: Outcome) -> dict[str, Any]:
    """What an outcome says, without the numbers that the database gives to rows; a receipt by what it was given for."""
    faults = []
    for fault in outcome.faults:
        data = {name: value for name, value in fault.data.items() if name != "receipt"}
        faults.append((fault.code, fault.field, data))
        if outcome.anomaly is not None:
            assert fault.data["receipt"] == outcome.anomaly.receipt
    return {
        "document": outcome.document and row(outcome.document, "submission"),
        "known": outcome.known,
        "faults": faults,
        "flags": outcome.flags,
        "anomaly": outcome.anomaly and outcome.anomaly.fingerprint,
    }


def foretold(outcome: Outcome) -> dict[str, Any]:
    """What a dry run says of it too."""
    told = said(outcome)
    return {name: told[name] for name in ("known", "faults", "flags")}


def left() -> dict[str, list[Any]]:
    """All that the register holds."""
    documents = FallbackDocument.objects.order_by("reference")
    history = HistoryEntry.objects.select_related("document").order_by("document__reference", "position")
    anomalies = Anomaly.objects.select_related("document").order_by("pk")
    return {
        "documents": [row(document, "submission") for document in documents],
        "history": [(line.document.reference, row(line, "document")) for line in history],
        "anomalies": [(one.document and one.document.reference, row(one, "document")) for one in anomalies],
        "counters": [row(counter) for counter in SequenceCounter.objects.order_by("excise_number", "year")],
    }


def row(of: Any, *but: str) -> dict[str, Any]:
    """The columns of a row, without its key and those that hold keys that differ from run to run."""
    return {
        field.attname: getattr(of, field.attname)
        for field in of._meta.concrete_fields
        if not field.primary_key and field.name not in but
    }
