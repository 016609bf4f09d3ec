"""An import and its entries as machines see them (rules I3–I5)."""

from datetime import datetime

from pydantic import BaseModel, Field

from gps.api.paging import Paged
from gps.api.schemas import Link
from gps.domain.errors import Fault
from gps.exchange import imports
from gps.exchange.models import EntryOutcome, Import, ImportEntry, ImportState
from gps.wording.imports import remedy
from gps.wording.messages import sentence


class Refusal(BaseModel):
    """Why an entry, or a whole file, is refused."""

    code: str = Field(description="Code stable.")
    short: str = Field(description="Le même en 3 caractères, comme dans le compte rendu XML.")
    field: str = Field(description="Le champ en cause ; vide pour l’ensemble.")
    detail: str = Field(description="Ce qui ne va pas, en français.")
    remedy: str = Field(description="Ce qu’il faut faire, en français.")
    line: int | None = Field(description="Ligne du fichier, pour un fichier refusé.")
    column: int | None = Field(description="Colonne du fichier.")


class ImportLinks(BaseModel):
    """Where the rest is."""

    self: Link
    entries: Link
    report_xml: Link
    report_csv: Link


class ImportShown(BaseModel):
    """A file that was received, and how far it is. Moments are in UTC."""

    identifier: str = Field(description="Identifiant, par exemple I26-0042.")
    state: ImportState = Field(description="En attente, en cours, terminé, ou refusé en entier.")
    dry_run: bool = Field(description="Essai : rien n’est enregistré.")
    file_name: str = Field(description="Le nom du fichier, sans son chemin.")
    size: int = Field(description="Octets.")
    sha256: str = Field(description="Empreinte du fichier.")
    same_as: str | None = Field(description="L’import d’un fichier identique, déjà reçu.")
    received_at: datetime = Field(description="Réception, en UTC.")
    started_at: datetime | None = Field(description="Début du traitement, en UTC.")
    finished_at: datetime | None = Field(description="Fin du traitement, en UTC.")
    entry_count: int | None = Field(description="Nombre d’entrées ; null tant que le fichier n’est pas lu.")
    done: int = Field(description="Entrées traitées.")
    percent: int = Field(description="Avancement, de 0 à 100.")
    accepted: int = Field(description="Entrées acceptées ; pour un essai, qui le seraient.")
    known: int = Field(description="Entrées déjà intégrées avec les mêmes données.")
    rejected: int = Field(description="Entrées refusées.")
    refusal: Refusal | None = Field(description="Pourquoi tout le fichier est refusé.")
    links: ImportLinks = Field(description="Où sont les entrées et le compte rendu.")


class ImportPage(Paged):
    """A page of imports."""

    items: list[ImportShown] = Field(description="Les imports de la page, le plus récent d’abord.")


class EntryShown(BaseModel):
    """What became of one entry."""

    position: int = Field(description="Rang dans le fichier, à partir de 1.")
    line: int = Field(description="Ligne du fichier.")
    ref: str = Field(description="Votre référence, telle que reçue.")
    reference: str = Field(description="Le numéro, tel qu’il est dans le fichier.")
    outcome: EntryOutcome = Field(description="Accepté, déjà intégré, ou refusé.")
    document: Link | None = Field(description="Le document.")
    errors: list[Refusal] = Field(description="Pourquoi elle est refusée.")


class EntryPage(Paged):
    """A page of entries."""

    items: list[EntryShown] = Field(description="Les entrées de la page, dans l’ordre du fichier.")


def import_shown(found: Import) -> ImportShown:
    """Give an import as machines see it."""
    fault = imports.refusal(found)
    here = f"/api/v1/imports/{found.identifier}"
    return ImportShown(
        identifier=found.identifier, state=found.state, dry_run=found.dry_run, file_name=found.file_name,
        size=found.size, sha256=found.sha256, same_as=found.same_as.identifier if found.same_as else None,
        received_at=found.received_at, started_at=found.started_at, finished_at=found.finished_at,
        entry_count=found.entry_count, done=found.done, percent=found.percent, accepted=found.accepted,
        known=found.known, rejected=found.rejected, refusal=_refusal_shown(fault) if fault else None,
        links=ImportLinks(
            self=here, entries=f"{here}/entries", report_xml=f"{here}/report.xml", report_csv=f"{here}/report.csv"
        ),
    )  # fmt: skip


def entry_shown(entry: ImportEntry) -> EntryShown:
    """Give what became of an entry as machines see it."""
    document = entry.document
    return EntryShown(
        position=entry.position,
        line=entry.line,
        ref=entry.ref,
        reference=entry.reference,
        outcome=EntryOutcome(entry.outcome),
        document=f"/api/v1/documents/{document.reference}" if document else None,
        errors=[_refusal_shown(fault) for fault in imports.faults_of(entry)],
    )


def _refusal_shown(fault: Fault) -> Refusal:
    line, column = fault.data.get("line"), fault.data.get("column")
    return Refusal(
        code=fault.code.slug,
        short=fault.code.short,
        field=fault.field,
        detail=sentence(fault),
        remedy=remedy(fault),
        line=line if isinstance(line, int) else None,
        column=column if isinstance(column, int) else None,
    )
