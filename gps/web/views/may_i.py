"""« Ai-je le droit ? »: the summary sheet of the annex, for one's own case (rules F1–F8, G7)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gps.accounts.actors import Actor
from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for, may
from gps.domain import decision
from gps.domain import excise_number as excise
from gps.domain.decision import Question, Step
from gps.domain.grounds import PORTAL, AccessMode
from gps.outages.rights import Right, rights
from gps.web.forms.fields import LIST_LIMIT
from gps.wording.outages import sau_number


@login_not_required
def may_i(request: HttpRequest) -> HttpResponse:
    """Three questions at most, one at a time, then what to do now; for one’s own establishment, once signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    choices = _choices(request, actor)
    right = _right(request, actor, choices)
    mode = AccessMode(right.excise_number.access_mode) if right else _mode(request.GET.get("acces", ""))
    given = {question.value: request.GET.get(question.value, "") for question in Question}
    following = decision.lead(given, mode)
    known = mode is not None and not (right and right.ground)
    context = {
        "choices": choices[:LIST_LIMIT],
        "many": len(choices) > LIST_LIMIT,
        "right": right,
        "mode": mode,
        "is_edi": mode is AccessMode.EDI,
        "is_portal": mode in PORTAL,
        "sau": sau_number(mode) if mode else "",
        "question": following.value if isinstance(following, Question) and known else "",
        "position": list(Question).index(following) + 1 if isinstance(following, Question) else 0,
        "step": following.value if isinstance(following, Step) and known else "",
        "answers": decision.answers_to(following, mode) if isinstance(following, Question) else [],
        "given": {name: answer for name, answer in given.items() if answer},
        "may_ask": actor is not None and may(actor, Permission.ASK),
    }
    return render(request, "web/may_i.html", context)


def _choices(request: HttpRequest, actor: Actor | None) -> list[ExciseNumber]:
    """The person's establishments; too many for a list when they are more than the limit."""
    if actor is None:
        return []
    reach = excise_numbers_for(actor, Permission.ISSUE, request.now)  # type: ignore[attr-defined]
    return list(reach.distinct()[: LIST_LIMIT + 1])


def _right(request: HttpRequest, actor: Actor | None, choices: list[ExciseNumber]) -> Right | None:
    """What the chosen establishment may now; the only one needs no choice. One that is not the person's is none."""
    if actor is None:
        return None
    now = request.now  # type: ignore[attr-defined]
    number = excise.canonical(request.GET.get("accise", ""))[:20].replace("\x00", "")
    if not number and len(choices) == 1:
        number = choices[0].number
    reach = excise_numbers_for(actor, Permission.ISSUE, now)
    found = reach.filter(number=number).select_related("office", "operator", "provider")
    chosen = found.prefetch_related("office__opening_hours").distinct().first()
    return rights([chosen], now)[0] if chosen else None


def _mode(text: str) -> AccessMode | None:
    return AccessMode(text) if text in set(AccessMode) else None
