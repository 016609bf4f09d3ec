"""« Annuler »: say that a number will not be used, and why (rule A1)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gps.accounts.permissions import Permission, require
from gps.documents import operations
from gps.documents.models import FallbackDocument
from gps.documents.permissions import visible_to
from gps.domain import reference
from gps.domain.errors import DomainError
from gps.domain.lifecycle import Status
from gps.web.forms.document import CancelForm
from gps.web.middleware import Request

UNKNOWN = "Aucun document de secours ne porte ce numéro parmi ceux qui vous concernent. Vérifiez les 21 caractères."


def cancel(request: Request) -> HttpResponse:
    """The form, opened from the menu or from a document's page (``?numero=``)."""
    require(request.actor, Permission.CANCEL)
    form = CancelForm(request.POST or None, initial={"reference": request.GET.get("numero", "")[:60]})
    if request.method == "POST" and form.is_valid():
        number = reference.canonical(form.cleaned_data["reference"])
        try:
            return _cancel(request, form, number)
        except FallbackDocument.DoesNotExist:
            form.add_error("reference", UNKNOWN)
        except DomainError as error:
            form.refuse(error)
    shown = reference.canonical(str(form["reference"].value() or ""))
    document = visible_to(request.actor, request.now).filter(reference=shown[:60].replace("\x00", "")).first()
    return render(request, "web/cancel.html", {"form": form, "document": document}, status=422 if form.errors else 200)


def _cancel(request: Request, form: CancelForm, number: str) -> HttpResponse:
    """Cancel. The same request served twice says that it is done."""
    reason, comment = form.cleaned_data["reason"], form.cleaned_data["comment"]
    known = visible_to(request.actor, request.now).filter(reference=number.replace("\x00", "")).first()
    if known and known.status == Status.CANCELLED and known.cancellation_reason == reason:
        messages.info(request, "Ce numéro était déjà annulé.")
    else:
        operations.cancel(number, actor=request.actor, now=request.now, reason=reason, comment=comment)
        messages.success(request, "Le numéro est annulé. Il ne doit plus être utilisé.")
    return redirect("web:document", number)
