"""The recap page of the operator's situation, then « Entrer » (rule P2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gps.accounts.models import Enrolment, ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for, scope_of
from gps.accounts.permissions import Scope as Reach
from gps.accounts.roles import Role
from gps.documents import situation
from gps.documents.permissions import visible_to
from gps.outages.rights import rights
from gps.web.middleware import Request

SHOWN = 60


def portal(request: Request) -> HttpResponse:
    """« Ma situation »."""
    actor, now = request.actor, request.now
    reach = excise_numbers_for(actor, Permission.CONSULT, now).select_related("operator", "office", "provider")
    everything = scope_of(actor, Permission.CONSULT) is Reach.ALL
    numbers = [] if everything else list(reach.prefetch_related("office__opening_hours").distinct()[: SHOWN + 1])
    context = {
        "person": request.user,
        "establishments": _establishments(request, numbers[:SHOWN]),
        "more": len(numbers) > SHOWN,
        "total": ExciseNumber.objects.count() if everything else reach.distinct().count(),
        "counts": None if everything else situation.counts_by_status(visible_to(actor, now)),
        "office": request.user.office,
        "is_operator": actor.role is Role.OPERATOR,
    }
    return render(request, "web/portal.html", context)


def _establishments(request: HttpRequest, numbers: list[ExciseNumber]) -> list[dict[str, object]]:
    """Each establishment with the person's right on it and its next hand-made numbers."""
    enrolments = Enrolment.objects.filter(user=request.user, excise_number__in=numbers)  # type: ignore[misc]
    enrolled = {e.excise_number_id: e.get_right_display() for e in enrolments}
    now = request.now  # type: ignore[attr-defined]
    following = zip(situation.next_numbers(numbers, now), rights(numbers, now), strict=True)
    return [
        {"number": n.excise_number, "enrolment": enrolled.get(n.excise_number.pk, ""), "next": n, "right": right}
        for n, right in following
    ]
