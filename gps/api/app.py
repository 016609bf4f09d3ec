"""The API of GPS: its routers, who may call them, how they refuse, and the OpenAPI document made of them."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from gps.api import authorisations, changes, crisis, drafts, ead, importing, issuing, problems, reading, routers, search
from gps.api.auth import Key
from gps.api.contract import HEADER_WORDS
from gps.api.curl import command, command_with_file
from gps.api.files import FORM
from gps.api.problems import Problem
from gps.api.requests import StrictParser

VERSION = "1.0.0"
ABOUT = (
    "Les numéros et documents de secours de GAMM@ pour les prestataires EDI, les logiciels des opérateurs et GAMM@. "
    "Les règles sont celles des pages ; chaque refus est un « problem+json » (RFC 9457) avec un code stable et une "
    "phrase en français."
)
Run = Callable[..., HttpResponse]


class GpsApi(NinjaAPI):
    """An operation is called by the name of its function."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Give the operation's name; the tests keep it unique."""
        return operation.view_func.__name__


ROUTERS = {
    "/documents": (routers.documents, "Documents"),
    "/imports": (routers.imports, "Imports"),
    "/outages": (routers.outages, "Pannes et autorisations"),
    "/ground": (routers.ground, "Pannes et autorisations"),
    "/authorisation-requests": (routers.authorisations, "Pannes et autorisations"),
}
"""Where each router is, and the chapter of its operations; the documentation has this order."""

OPERATIONS = (issuing, search, reading, changes, ead, drafts, importing, crisis, authorisations)
"""The modules whose operations fill the routers: to import them is what it takes."""


def _tell_parameters(run: Run) -> Run:
    """Say which parameters the operation has, so that another one in the address is refused."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]  # a bound method
    known = frozenset(
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in getattr(model, "__ninja_flatten_map__", model.model_fields)
    )

    @wraps(run)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.parameters = known  # type: ignore[attr-defined]
        return run(request, *args, **kwargs)

    return told


api = GpsApi(
    title="GPS – GAMM@ Procédure de Secours",
    version=VERSION,
    description=ABOUT,
    auth=Key(),
    parser=StrictParser(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="machines",
)
for kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(kind, problems.answer)  # type: ignore[arg-type]  # it says « or a class »
api.add_decorator(_tell_parameters, mode="view")
for prefix, (router, tag) in ROUTERS.items():
    # Django takes the first address that fits: « a-posteriori » before any reference, whatever was imported first.
    router.path_operations = dict(sorted(router.path_operations.items(), key=lambda path: "{" in path[0]))
    api.add_router(prefix, router, tags=[tag])


@cache
def openapi() -> dict[str, Any]:
    """Give the OpenAPI document, with what the library does not know: the refusals' schema, the headers."""
    made: dict[str, Any] = deepcopy(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
    for path, methods in made["paths"].items():
        for method, promised in methods.items():
            for parameter in promised["parameters"]:
                _repair(parameter)
            promised["x-codeSamples"] = _samples(method.upper(), path, promised)
    made["paths"] = dict(sorted(made["paths"].items(), key=_place))
    made["servers"] = [{"url": settings.PUBLIC_URL}]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    made["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
    for schema in made["components"]["schemas"].values():
        schema.pop("description", None)  # what the docstrings say is for those who read the code
    made["components"]["headers"] = {
        name: {"description": words, "schema": {"type": "string"}} for name, words in HEADER_WORDS.items()
    }
    return made


def _samples(method: str, path: str, promised: dict[str, Any]) -> list[dict[str, str]]:
    """The example of an operation as a command; one more for a file that may come in a form."""
    example, takes = promised.pop("x-example"), promised.get("requestBody", {}).get("content", {})
    sources = [command(settings.PUBLIC_URL, method, path, example)]
    if FORM in takes:
        sources.append(command_with_file(settings.PUBLIC_URL, method, path, example))
    return [{"lang": "Shell", "label": "curl", "source": source} for source in sources]


def _place(of: tuple[str, Any]) -> tuple[int, int, str]:
    """Where the documentation tells of an address: by router, the short ones first."""
    prefix = "/" + of[0].split("/")[3]
    return list(ROUTERS).index(prefix), of[0].count("/"), of[0]


def _repair(parameter: dict[str, Any]) -> None:
    """Take back what the library makes wrong of a parameter: "" is no default, and a schema's examples are a list."""
    if parameter["schema"].get("default") == "":
        del parameter["schema"]["default"]
    if isinstance(parameter.get("examples"), list):
        parameter["example"] = parameter.pop("examples")[0]
