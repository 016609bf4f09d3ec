"""« DRM »: the month's documents to carry over into the monthly return (rule M4)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for, require
from gps.domain.errors import DomainError
from gps.domain.reference import DocumentType
from gps.exchange import drm, tables
from gps.exchange.drm import words
from gps.exchange.exports import File
from gps.web.downloads import sent
from gps.web.forms.drm import DrmForm
from gps.web.forms.fields import LIST_LIMIT
from gps.web.middleware import Request

SHOWN = 200
"""Lines of each table; the files hold all."""


@dataclass(frozen=True)
class Asked:
    """Which establishment and which month, as typed; what there is to choose from."""

    choices: list[ExciseNumber]
    number: str
    month: str

    @property
    def form(self) -> DrmForm:
        """The form that shows it; judged once there is something to judge."""
        typed = {"accise": self.number, "mois": self.month}
        return DrmForm(typed if self.number else None, initial=typed, choices=self.choices)

    @property
    def context(self) -> dict[str, object]:
        """What the page needs of it."""
        return {"form": self.form, "none": not self.choices}


@require_GET
def monthly(request: Request) -> HttpResponseBase:
    """Choose an establishment and a month, and see what goes into the return."""
    asked = _asked(request)
    if not asked.number:
        return render(request, "web/drm.html", asked.context)
    return _answered(request, lambda found: render(request, "web/drm.html", asked.context | _shown(found)))


@require_GET
def sheet(request: Request) -> HttpResponseBase:
    """The month as CSV."""

    def as_csv(found: drm.MonthlyReturn) -> HttpResponseBase:
        return sent(File(f"{_name(found)}.csv", tables.CSV_TYPE, tables.csv(drm.lines(found))))

    return _answered(request, as_csv)


@require_GET
def fragment(request: Request) -> HttpResponseBase:
    """The month as XML, to carry over into CIEL."""

    def as_xml(found: drm.MonthlyReturn) -> HttpResponseBase:
        return sent(File(f"{_name(found)}.xml", "application/xml", iter([drm.fragment(found)])))

    return _answered(request, as_xml)


def _answered(request: Request, make: Callable[[drm.MonthlyReturn], HttpResponseBase]) -> HttpResponseBase:
    """Make the answer of the month that is asked for; what is wrong with it is said on the form."""
    asked = _asked(request)
    try:
        month = drm.Month.parse(asked.month)
        found = drm.monthly_return(asked.number, month, actor=request.actor, now=request.now)
    except DomainError as error:
        form = asked.form
        form.refuse(error)
        return render(request, "web/drm.html", asked.context | {"form": form}, status=422)
    return make(found)


def _asked(request: Request) -> Asked:
    """What the address says; by default one's only establishment, and the month that ended last."""
    require(request.actor, Permission.CONSULT)
    reach = excise_numbers_for(request.actor, Permission.CONSULT, request.now).select_related("operator")
    choices = list(reach.distinct()[: LIST_LIMIT + 1])
    only = choices[0].number if len(choices) == 1 else ""
    zone = choices[0].zone if choices else None
    last = drm.Month.of(request.now.astimezone(zone).date()).shifted(-1)
    number = request.GET.get("accise", "").replace("\x00", "\ufffd").strip()
    month = request.GET.get("mois", "").replace("\x00", "\ufffd").strip()
    return Asked(choices, number or only, month or str(last))


def _shown(found: drm.MonthlyReturn) -> dict[str, object]:
    """What the page shows of a month."""
    runs = [(run, *words.ends(found, run), words.explained(run)) for run in found.runs[:SHOWN]]
    totals = [(kind, found.count(kind), len(found.ranges(kind))) for kind in DocumentType]
    return {
        "found": found,
        "runs": runs,
        "totals": totals,
        "nothing": not any(count for _, count, _ in totals),
        "outstanding": found.outstanding[:SHOWN],
        "incomplete": found.incomplete[:SHOWN],
        "shown": SHOWN,
    }


def _name(found: drm.MonthlyReturn) -> str:
    return f"drm-{found.establishment.number}-{found.month.iso}"
