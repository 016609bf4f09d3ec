"""« Enregistrer »: a hand-made number told to GPS afterwards, and what becomes of it (rules E1–E10)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from gps.accounts.permissions import Permission, excise_numbers_for, require
from gps.documents import operations, situation
from gps.documents.permissions import anomalies_for
from gps.domain.errors import DomainError
from gps.web.forms.fields import LIST_LIMIT
from gps.web.forms.register import RegisterForm, is_malformed
from gps.web.middleware import Request


def register(request: Request) -> HttpResponse:
    """The form, then the recap; a number known already with the same data gives its recap too (E3)."""
    require(request.actor, Permission.REGISTER)
    entitled = list(excise_numbers_for(request.actor, Permission.REGISTER, request.now).distinct())
    form = RegisterForm(request.POST or None, entitled=entitled, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            return _send(request, form)
        except DomainError as error:
            form.refuse(error)
    following = situation.next_numbers(entitled, request.now) if len(entitled) <= LIST_LIMIT else []
    context = {"form": form, "following": following, "entitled": entitled}
    return render(request, "web/register.html", context, status=422 if form.errors else 200)


def receipt(request: Request, pk: int) -> HttpResponse:
    """The receipt of an entry that was sent to the service as it was (E2, E3)."""
    anomaly = anomalies_for(request.actor, Permission.CONSULT, request.now).get(pk=pk)
    return render(request, "web/receipt.html", {"anomaly": anomaly})


def _send(request: Request, form: RegisterForm) -> HttpResponse:
    """Register, or send the paper's malformed number to the officer.

    Raises:
        DomainError: what the rules refuse.
    """
    report = form.report()
    [outcome] = operations.register_many([report], actor=request.actor, now=request.now)
    if outcome.document is not None:
        return redirect("web:recap", outcome.document.reference)
    refusal = DomainError(outcome.faults)
    if form.cleaned_data["as_printed"] and is_malformed(refusal):
        anomaly = operations.report_malformed(report, actor=request.actor, now=request.now)
        return redirect("web:receipt", anomaly.pk)
    raise refusal
