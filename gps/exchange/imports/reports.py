"""What is told of an import: its entries on screen, as XML and as CSV, and the refused ones as a file to correct (I4).

Everything is written as it is read: a report of any length takes the same memory. The XML follows the house style of
French customs (time stamp, identifier, codes of 3 characters) and ``import-report-v1.xsd``.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from gps.domain.errors import Fault
from gps.exchange import tables
from gps.exchange.imports.faults import restored
from gps.exchange.imports.layout import ATTRIBUTES, ENTRY, FIELDS, NAMESPACE, ROOT
from gps.exchange.models import EntryOutcome, Import, ImportEntry, ImportState
from gps.wording.imports import remedy
from gps.wording.messages import sentence

REPORT_NAMESPACE = "urn:gps:import-report:v1"
AT_A_TIME = 500
"""Entries that are fetched, and written, together."""

_NATION = ZoneInfo("Europe/Paris")
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ELEMENTS = {field: name for names in (FIELDS, ATTRIBUTES) for name, field in names.items()}
_STATES = {
    ImportState.WAITING: "en-attente",
    ImportState.RUNNING: "en-cours",
    ImportState.FINISHED: "termine",
    ImportState.REFUSED: "refuse",
}
_OUTCOMES = {
    EntryOutcome.ACCEPTED: "accepte",
    EntryOutcome.KNOWN: "deja-integre",
    EntryOutcome.REFUSED: "refuse",
}
_HEADER = ("Rang", "Ligne", "Référence", "Numéro", "Résultat", "Code", "Nature", "Champ", "Motif", "À faire")


def entries(found: Import) -> QuerySet[ImportEntry]:
    """Give what became of each entry, in the order of the file."""
    return ImportEntry.objects.filter(file_id=found.pk).select_related("document").order_by("position")


def faults_of(entry: ImportEntry) -> tuple[Fault, ...]:
    """Give why an entry is refused, for ``wording.messages.sentence`` and ``wording.imports.remedy``."""
    return restored(entry.faults)


def refusal(found: Import) -> Fault | None:
    """Give why a whole file is refused: ``data`` has ``line`` and ``column`` where there is a place to name."""
    return None if found.refused is None else restored([found.refused])[0]


def report_xml(found: Import) -> Iterator[bytes]:
    """Give the report as XML, piece by piece."""
    yield "".join(_report_head(found)).encode()
    for some in _in_batches(_rows(found)):
        yield "".join(_report_entry(entry) for entry in some).encode()
    yield b"</rapport-import>\n"


def report_csv(found: Import) -> Iterator[bytes]:
    """Give the report as CSV, piece by piece: a line for each entry, one more for each further reason."""
    return tables.csv(_table(found))


def corrected_file(found: Import) -> Iterator[bytes]:
    """Give the refused entries alone, as they were written, each under what is wrong with it: to be corrected and sent
    again.
    """
    yield f"{_DECLARATION}<{ROOT} xmlns={quoteattr(NAMESPACE)}>\n".encode()
    for some in _in_batches(_rows(found).filter(outcome=EntryOutcome.REFUSED)):
        yield "".join(_to_correct(entry) for entry in some).encode()
    yield f"</{ROOT}>\n".encode()


def _rows(found: Import) -> QuerySet[ImportEntry]:
    return ImportEntry.objects.filter(file_id=found.pk).order_by("position")


def _in_batches(rows: QuerySet[ImportEntry]) -> Iterator[list[ImportEntry]]:
    """Fetch rows by their position, some at a time: no cursor stays open while a slow reader reads."""
    last = 0
    while batch := list(rows.filter(position__gt=last)[:AT_A_TIME]):
        yield batch
        last = batch[-1].position


def _table(found: Import) -> Iterator[tuple[tables.Cell, ...]]:
    yield _HEADER
    if fault := refusal(found):
        line = fault.data.get("line")
        yield ("", line if isinstance(line, int) else "", "", "", ImportState.REFUSED.label, *_told(fault))
    for some in _in_batches(_rows(found)):
        for entry in some:
            head = (entry.position, entry.line, entry.ref, entry.reference, EntryOutcome(entry.outcome).label)
            faults = faults_of(entry)
            yield from ((*head, *_told(fault)) for fault in faults)
            if not faults:
                yield (*head, "", "", "", "", "")


def _told(fault: Fault) -> tuple[str, str, str, str, str]:
    return (
        fault.code.short, fault.code.slug, _ELEMENTS.get(fault.field, ""), sentence(fault), remedy(fault)
    )  # fmt: skip


def _report_head(found: Import) -> Iterator[str]:
    yield _DECLARATION
    yield f"<rapport-import xmlns={quoteattr(REPORT_NAMESPACE)}>\n"
    yield f"  <identifiant>{found.identifier}</identifiant>\n"
    yield f"  <horodatage-depot>{_stamp(found.received_at)}</horodatage-depot>\n"
    if found.finished_at:
        yield f"  <horodatage-fin>{_stamp(found.finished_at)}</horodatage-fin>\n"
    yield f"  <etat>{_STATES[found.state]}</etat>\n  <essai>{str(found.dry_run).lower()}</essai>\n"
    same = f" identique-a={quoteattr(found.same_as.identifier)}" if found.same_as else ""
    name = quoteattr(found.file_name)
    yield f'  <fichier nom={name} taille="{found.size}" empreinte-sha256="{found.sha256}"{same}/>\n'
    count = "" if found.entry_count is None else f' entrees="{found.entry_count}"'
    yield f'  <bilan{count} acceptees="{found.accepted}" deja-integrees="{found.known}" refusees="{found.rejected}"/>\n'
    if fault := refusal(found):
        place = {"ligne": fault.data.get("line"), "colonne": fault.data.get("column")}
        yield _error("erreur-fichier", fault, {name: str(at) for name, at in place.items() if at}, "  ")


def _report_entry(entry: ImportEntry) -> str:
    ref = f" ref={quoteattr(entry.ref)}" if entry.ref else ""
    errors = (
        _error("erreur", fault, {"champ": name} if (name := _ELEMENTS.get(fault.field)) else {}, "    ")
        for fault in faults_of(entry)
    )
    return (
        f'  <craps rang="{entry.position}" ligne="{entry.line}"{ref}>\n'
        f"    <numero-document>{escape(entry.reference)}</numero-document>\n"
        f"    <resultat>{_OUTCOMES[EntryOutcome(entry.outcome)]}</resultat>\n"
        f"{''.join(errors)}  </craps>\n"
    )


def _error(element: str, fault: Fault, attributes: dict[str, str], indent: str) -> str:
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return (
        f"{indent}<{element}{written}>\n"
        f"{indent}  <code>{fault.code.short}</code>\n"
        f"{indent}  <nature>{fault.code.slug}</nature>\n"
        f"{indent}  <message>{_text(sentence(fault))}</message>\n"
        f"{indent}  <remede>{_text(remedy(fault))}</remede>\n"
        f"{indent}</{element}>\n"
    )


def _to_correct(entry: ImportEntry) -> str:
    comments = (f"  <!-- {_comment(fault, entry.line)} -->\n" for fault in faults_of(entry))
    held = entry.values or {}
    attributes = "".join(f" {name}={quoteattr(held[name])}" for name in ATTRIBUTES if name in held)
    fields = (f"    <{name}>{escape(held.get(name, ''))}</{name}>\n" for name in FIELDS)
    return f"{''.join(comments)}  <{ENTRY}{attributes}>\n{''.join(fields)}  </{ENTRY}>\n"


def _comment(fault: Fault, line: int) -> str:
    """What is wrong, in words that a comment can hold: no two dashes together, none at the end."""
    told = _text(f"Ligne {line}, {fault.code.short} : {sentence(fault)} {remedy(fault)}", escaped=False)
    return re.sub(r"-(?=-|$)", "\u2010", told)


def _text(words: str, *, escaped: bool = True) -> str:
    """A sentence as XML can hold it: it may quote what a person typed."""
    clean = "".join(c if c.isprintable() else " " for c in words)
    return escape(clean) if escaped else clean


def _stamp(at: datetime) -> str:
    return at.astimezone(_NATION).isoformat(timespec="seconds")
