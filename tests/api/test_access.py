"""Who may do what: every operation × every kind of machine, and every scope, written out (rules P4, R2, G2).

An operation that has no row here fails the tests.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from gps.accounts.scopes import SCOPES
from gps.documents.models import FallbackDocument
from gps.documents.operations import save_ead
from gps.domain.lifecycle import Status
from tests.api.conftest import MACHINES, Call
from tests.api.machine import BASE, Answer, Machine, operations
from tests.api.test_documents import MOVEMENT, PAPER
from tests.documents.register import ARC, bring, census, issue
from tests.domain.movements import WINE
from tests.exchange.files import file_of, numbered
from tests.exchange.sending import done
from tests.outages.crisis import ask, ungrounded
from tests.world import NOW, SHIPPER, World

pytestmark = pytest.mark.django_db

WITHOUT_ACCOUNT = ("nobody", "revoked", "expired")
WITH_ACCOUNT = tuple(who for who in MACHINES if who not in WITHOUT_ACCOUNT)
"""stranger, reader, shipper, client, provider, officer, other_officer, national, administrator, gamma"""

WORDS = {
    "no": (403, "not-allowed"),
    "res": (403, "import-reserved"),
    "??": (404, "not-found"),
    "own": (422, "excise-number-not-entitled"),
}


@dataclass(frozen=True)
class Row:
    """How an operation is called so that it works, and what becomes of that for each kind of machine."""

    outcomes: str
    path: Callable[[World], dict[str, str]] = field(default=lambda world: {})
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


def active(world: World) -> dict[str, str]:
    return {"reference": issue(world).reference}


def brought(status: Status) -> Callable[[World], dict[str, str]]:
    return lambda world: {"reference": bring(world, issue(world), status).reference}


def bare(world: World) -> dict[str, str]:
    return {"reference": issue(world, "officer", identity="", on=None, at=None).reference}


def whole(world: World) -> dict[str, str]:
    found = active(world)
    save_ead(found["reference"], WINE, actor=world.actor("shipper"), now=NOW, complete=True)
    return found


def imported(world: World) -> dict[str, str]:
    return {"identifier": done(world, FILE, "client").identifier}


def requested(world: World) -> dict[str, str]:
    return {"identifier": ask(ungrounded(world)).identifier}


def without_ground(world: World) -> dict[str, str]:
    ungrounded(world)
    return {}


FILE = file_of(numbered(1, 2))
ASKED = {"excise_number": SHIPPER, "circumstances": "Panne.", "tried_other_access": True}
DISPATCH = {"transport_identity": "Z 1", "dispatch_date": "2026-11-20", "dispatch_time": "20:00"}
CHANGED = "??  no  200 ??  ??  200 ??  no  no  no"
THEIRS = "??  200 200 ??  ??  200 ??  200 200 200"

TABLE: dict[str, Row] = {
    # stranger, reader, shipper, client, provider, officer, other_officer, national, administrator, gamma
    "issue_document": Row("own own 201 own own 201 own no  no  no", body=MOVEMENT),
    "register_document": Row("own own 201 own own 201 own no  no  no", body=PAPER),
    "list_documents": Row("200 200 200 200 200 200 200 200 200 200"),
    "get_document": Row(THEIRS, active),
    "list_history": Row(THEIRS, active),
    "get_form": Row(THEIRS, active),
    "cancel_document": Row("??  no  200 ??  ??  200 ??  no  no  no", active, {"reason": "document_error"}),
    "reactivate_document": Row(
        "no  no  no  no  no  200 ??  no  no  no", brought(Status.INACTIVE), {"reason": "operator_omission"}
    ),
    "complete_document": Row("??  no  200 ??  ??  200 ??  no  no  no", bare, DISPATCH),
    "correct_document": Row("??  no  200 ??  ??  200 ??  no  no  no", active, DISPATCH | {"comment": "Essai."}),
    "get_ead_data": Row(THEIRS, active),
    "put_ead_data": Row(CHANGED, active, {"data": WINE, "complete": True}),
    "get_ie815": Row(CHANGED, whole),
    "send_import": Row("res res res 202 202 no  no  no  no  no", body=FILE, content_type="application/xml"),
    "list_imports": Row("200 200 200 200 200 200 200 200 200 200"),
    "get_import": Row("??  ??  ??  200 ??  ??  ??  ??  ??  ??", imported),
    "list_entries": Row("??  ??  ??  200 ??  ??  ??  ??  ??  ??", imported),
    "get_report_xml": Row("??  ??  ??  200 ??  ??  ??  ??  ??  ??", imported),
    "get_report_csv": Row("??  ??  ??  200 ??  ??  ??  ??  ??  ??", imported),
    "list_outages": Row("200 200 200 200 200 200 200 200 200 200"),
    "get_ground": Row(THEIRS, query={"excise_number": SHIPPER}),
    "ask_authorisation": Row("own own 201 own own 201 own no  no  no", without_ground, ASKED),
    "get_authorisation": Row(THEIRS, requested),
    "reintegrate_document": Row(
        "no  no  no  no  no  no  no  no  no  200", active, {"document_type": "DAA", "arc": ARC}
    ),
    "withdraw_reintegration": Row("no  no  no  no  no  no  no  no  no  200", brought(Status.REINTEGRATED)),
}

OPERATIONS = {promised["operationId"]: (method, path, promised) for method, path, promised in operations()}
CASES = [
    (name, who, outcome)
    for name, row in TABLE.items()
    for who, outcome in zip(WITH_ACCOUNT, row.outcomes.split(), strict=True)
]


def call(machine: Machine, name: str, parameters: dict[str, str]) -> Answer:
    method, path, _ = OPERATIONS[name]
    row = TABLE[name]
    address = path.removeprefix(BASE).format_map(parameters)
    return machine.call(method, address, row.body, query=row.query or None, content_type=row.content_type)


def allowed(name: str) -> str:
    """The first who may."""
    return next(who for case, who, outcome in CASES if case == name and outcome.startswith("2"))


def test_every_operation_has_a_row_and_a_name_of_its_own() -> None:
    assert sorted(promised["operationId"] for _, _, promised in operations()) == sorted(TABLE)


@pytest.mark.rule("P4", "R2", "G2", "A1", "A2", "A4", "M2")
@pytest.mark.parametrize(("name", "who", "outcome"), CASES, ids=[f"{name}-{who}" for name, who, _ in CASES])
def test_a_machine_may_what_its_owner_may(world: World, machine: Call, name: str, who: str, outcome: str) -> None:
    parameters = TABLE[name].path(world)
    before = census()
    answer = call(machine(who), name, parameters)
    expected = WORDS.get(outcome) or (int(outcome), "")
    assert (answer.status, answer.code) == expected
    if not 200 <= answer.status < 300 or OPERATIONS[name][0] == "GET":
        assert census() == before


@pytest.mark.rule("P4")
@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("who", WITHOUT_ACCOUNT)
def test_nobody_comes_in_without_a_key_that_opens(world: World, machine: Call, name: str, who: str) -> None:
    parameters = TABLE[name].path(world)
    before = census()
    answer = call(machine(who), name, parameters)
    code = "key-missing" if who == "nobody" else "key-wrong"
    assert (answer.status, answer.code) == (401, code)
    assert answer.header("WWW-Authenticate").startswith('Bearer realm="GPS"')
    assert census() == before


@pytest.mark.rule("P4")
@pytest.mark.parametrize("name", TABLE)
def test_a_key_does_no_more_than_its_scopes(world: World, machine: Call, name: str) -> None:
    scope, who = OPERATIONS[name][2]["x-scope"], allowed(name)
    parameters = TABLE[name].path(world)
    before = census()
    if scope and scope != "gamma":
        answer = call(machine(who, "documents:read"), name, parameters)
        assert (answer.status, answer.code) == (403, "scope-missing")
        assert answer.json["errors"][0]["data"] == {"scope": scope}
        assert f"« {scope} »" in answer.json["detail"]
        assert census() == before
    assert (
        call(machine(who, scope or "documents:read") if who != "gamma" else machine(who), name, parameters).code == ""
    )


def test_every_scope_opens_an_operation() -> None:
    used = {promised["x-scope"] for _, _, promised in operations()}
    assert used <= {"", *SCOPES}


@pytest.mark.rule("P4")
def test_the_key_of_a_closed_account_opens_nothing(world: World, machine: Call) -> None:
    shipper = machine("shipper")
    world.users["shipper"].is_active = False
    world.users["shipper"].save()
    assert shipper.get("/documents").code == "key-wrong"


@pytest.mark.rule("R2", "P4")
def test_a_provider_reaches_the_documents_of_his_mandates(world: World, machine: Call) -> None:
    asked = MOVEMENT | {"excise_number": "FR004455E0002"}
    provider = machine("provider")
    reference = provider.post("/documents", asked).json["reference"]
    assert [one["reference"] for one in provider.get("/documents").json["items"]] == [reference]
    assert machine("client").get(f"/documents/{reference}").status == 200
    world.provider.mandates.update(ends_on="2026-11-19")
    assert provider.get(f"/documents/{reference}").code == "not-found"
    assert provider.post("/documents", asked).code == "excise-number-not-entitled"
    assert FallbackDocument.objects.count() == 1
