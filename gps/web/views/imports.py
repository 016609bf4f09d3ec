"""« Importer »: send a file of hand-made numbers, watch it being judged, read its report (rules I1–I5)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gps.documents import pages
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.exchange import imports
from gps.exchange.models import EntryOutcome, Import, ImportState
from gps.web.forms.imports import ImportForm
from gps.web.middleware import Request
from gps.wording.imports import remedy
from gps.wording.messages import sentence

Row = TypeVar("Row", bound=Model)

REFRESH = "3"
"""Seconds between two looks at a file that is being judged."""
ORDER = (pages.Key("id", True, int),)
ENTRIES = (pages.Key("position", False, int),)
CHOICES = (("", "Toutes"), *EntryOutcome.choices)
XML = "application/xml; charset=utf-8"
FILES: Mapping[str, tuple[Callable[[Import], Iterator[bytes]], str]] = {
    "compte-rendu.xml": (imports.report_xml, XML),
    "compte-rendu.csv": (imports.report_csv, "text/csv; charset=utf-8"),
    "a-corriger.xml": (imports.corrected_file, XML),
}
PUBLISHED: Mapping[str, bytes] = {
    "import-v1.xsd": imports.XSD,
    "import-report-v1.xsd": imports.REPORT_XSD,
    **{sample.name: sample.content for sample in imports.SAMPLES},
}


def index(request: Request) -> HttpResponse:
    """The form, and the files that were sent; who works neither by EDI nor by DTI+ is told so (I1)."""
    try:
        imports.require_import(request.actor, request.now)
    except DomainError as error:
        if ErrorCode.IMPORT_RESERVED not in error.codes:
            raise
        return render(request, "web/imports/reserved.html", {"why": sentence(error.faults[0])}, status=403)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("web:import", _received(request, form).identifier)
        except DomainError as error:
            form.refuse(error)
    page = _page(imports.of(request.actor, request.now), ORDER, request)
    context = {"form": form, "page": page, "query": "", "samples": imports.SAMPLES}
    return render(request, "web/imports/index.html", context, status=422 if form.errors else 200)


@require_safe
def show(request: Request, identifier: str) -> HttpResponse:
    """How far a file is; once it is over, what became of each of its entries, the refused ones first asked for."""
    found = imports.of(request.actor, request.now).select_related("same_as").get(identifier=identifier)
    context: dict[str, object] = {"found": found, "page": None}
    if fault := imports.refusal(found):
        context["refusal"] = _told(fault)
    if found.state == ImportState.FINISHED:
        context |= _entries(request, found)
    response = render(request, "web/imports/import.html", context)
    if not found.is_over:
        response["Refresh"] = REFRESH
    return response


@require_POST
def again(request: Request, identifier: str) -> HttpResponse:
    """After a trial: register the numbers of the same file for good."""
    found = imports.of(request.actor, request.now).get(identifier=identifier)
    made = imports.again(found, actor=request.actor, now=request.now)
    return redirect("web:import", made.identifier)


@require_safe
def file(request: Request, identifier: str, name: str) -> StreamingHttpResponse:
    """The report, as XML or CSV, or the file to correct, written as it is read."""
    found = imports.of(request.actor, request.now).get(identifier=identifier)
    if name not in FILES or found.state != ImportState.FINISHED:
        raise Http404
    write, content_type = FILES[name]
    response = StreamingHttpResponse(write(found), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.identifier}-{name}"'
    return response


@login_not_required
@require_safe
def published(request: HttpRequest, name: str) -> HttpResponse:
    """The schemas and the samples: for everybody, they are written to be built upon (I2)."""
    if name not in PUBLISHED:
        raise Http404
    response = HttpResponse(PUBLISHED[name], content_type=XML)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _received(request: Request, form: ImportForm) -> Import:
    """Keep the file, and have it judged.

    Raises:
        DomainError: as ``imports.receive``.
    """
    sent, dry_run = form.cleaned_data["file"], form.cleaned_data["dry_run"]
    return imports.receive(sent, sent.name, actor=request.actor, now=request.now, dry_run=dry_run)


def _entries(request: Request, found: Import) -> dict[str, object]:
    """A page of entries of the kind that was chosen; the refused ones, where there are, unless another is."""
    default = EntryOutcome.REFUSED if found.rejected else ""
    chosen = request.GET.get("resultat", default)
    if chosen not in dict(CHOICES):
        raise Http404
    rows = imports.entries(found)
    if chosen:
        rows = rows.filter(outcome=chosen)
    page = _page(rows, ENTRIES, request)
    shown = [(row, [_told(fault) for fault in imports.faults_of(row)]) for row in page.rows]
    return {"page": page, "shown": shown, "choices": CHOICES, "chosen": chosen, "query": f"resultat={chosen}"}


def _page(rows: QuerySet[Row], order: Sequence[pages.Key], request: Request) -> pages.Page[Row]:
    """A page of rows; a cursor that no page gave leads nowhere."""
    try:
        return pages.page_of(rows, order, request.GET.get("curseur", ""))
    except DomainError as error:
        raise Http404 from error


def _told(fault: Fault) -> dict[str, str]:
    """What is wrong, what to do, and the code that the machine-readable reports bear."""
    return {"sentence": sentence(fault), "remedy": remedy(fault), "short": fault.code.short}
