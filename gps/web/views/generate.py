"""« Générer »: a number from GPS, and its recap (rules G1–G8)."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for, require
from gps.accounts.roles import Role
from gps.documents import operations
from gps.documents.models import FallbackDocument
from gps.documents.permissions import visible_to
from gps.domain.errors import DomainError, ErrorCode
from gps.notices import numbers
from gps.outages.rights import rights
from gps.web.forms.generate import GenerateForm, OfficerGenerateForm, SendNumbersForm
from gps.web.middleware import Request
from gps.web.notices import running_out
from gps.web.one_time import FormTicket

STALE = "Ce formulaire n’est plus valable. Vos données sont conservées : vérifiez-les, puis cliquez sur « Valider »."


def generate(request: Request) -> HttpResponse:
    """The form, then the number. Served again, a form gives the number that it gave (G6)."""
    require(request.actor, Permission.ISSUE)
    entitled = list(excise_numbers_for(request.actor, Permission.ISSUE, request.now).distinct())
    form = _form(request, entitled)
    ticket = FormTicket.unsealed(request.POST.get("ticket", ""), request.actor)
    if request.method == "POST":
        if form.is_valid() and ticket is not None:
            try:
                documents = operations.generate_many(
                    form.requests(),
                    actor=request.actor,
                    now=request.now,
                    key=ticket.key,
                    opened_at=ticket.opened_at,
                    confirmed=[ErrorCode.CONFIRM_DUTY_PAID_WAREHOUSE] if form.cleaned_data["confirmed"] else [],
                )
            except DomainError as error:
                form.refuse(error)
                if ErrorCode.SUBMISSION_CONFLICT in error.codes:
                    ticket = None
            else:
                return _recap(request, documents)
        elif ticket is None:
            form.add_error(None, STALE)
    sealed = request.POST["ticket"] if ticket else FormTicket.new(request.now).sealed(request.actor)
    mine = rights(entitled, request.now) if not request.actor.is_customs else []
    context = {
        "form": form,
        "ticket": sealed,
        "running_out": running_out(request),
        "entitled": entitled,
        "without_ground": [right for right in mine if right.ground is None],
        "grounded": [right for right in mine if right.ground is not None],
        "closed": bool(mine) and all(right.ground is None for right in mine) and not form.is_bound,
    }
    response = render(request, "web/generate.html", context, status=422 if form.errors else 200)
    # « Back » from the recap must find this very form, with its key: the browser may keep it, and shows it to no other.
    response["Cache-Control"] = "private, no-cache"
    return response


def batch(request: Request, submission: int) -> HttpResponse:
    """What an officer issued: to be read aloud on the telephone, and sent by mail (G8)."""
    rows = _issued(request, submission)
    form = SendNumbersForm(request.POST or None, initial={"to": ", ".join(numbers.usual_addresses(rows)[:1])})
    if request.method == "POST" and form.is_valid():
        new = numbers.send(rows, form.cleaned_data["to"], actor=request.actor, now=request.now)
        messages.success(request, "Les numéros partent par mél." if new else "Les numéros y ont déjà été envoyés.")
        return redirect("web:batch", submission)
    context = {"documents": rows, "first": rows[0], "form": form, "sent": numbers.sent(rows)}
    context["lot"] = {"lot": submission}
    return render(request, "web/batch.html", context, status=422 if form.errors else 200)


def _issued(request: Request, submission: int) -> list[FallbackDocument]:
    """What the person issued at once, in order."""
    documents = visible_to(request.actor, request.now).filter(submission_id=submission).order_by("id")
    documents = documents.select_related("excise_number__office")
    rows = list(documents.filter(submission__account=request.actor.account))
    if not rows or not request.actor.is_customs:
        raise Http404
    return rows


def _form(request: Request, entitled: list[ExciseNumber]) -> GenerateForm:
    kind = OfficerGenerateForm if request.actor.role is Role.OFFICER else GenerateForm
    if request.method == "POST":
        return kind(request.POST, entitled=entitled)
    initial = {"dispatch_date": _today(entitled, request.now)} if kind is GenerateForm else {}
    return kind(initial=initial, entitled=entitled)


def _today(entitled: list[ExciseNumber], now: datetime) -> str:
    """Today's date, when it is the same for every establishment of the list."""
    days = {now.astimezone(row.zone).strftime("%d/%m/%Y") for row in entitled}
    return days.pop() if len(days) == 1 else ""


def _recap(request: Request, documents: list[FallbackDocument]) -> HttpResponse:
    if not request.actor.is_customs:
        return redirect("web:recap", documents[0].reference)
    return redirect("web:batch", documents[0].submission_id)
