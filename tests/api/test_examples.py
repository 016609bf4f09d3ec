"""The examples of the documentation work as they stand: they are read from its page and sent to a real server (P4)."""

import json
import shlex
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, encode_multipart
from pytest_django.live_server_helper import LiveServer

from gps.api.examples import NUMBER
from gps.api.examples_of_imports import FILE
from gps.api.examples_of_outages import OUTAGE, REQUEST
from gps.documents.operations import save_ead
from gps.domain.lifecycle import Status
from tests.api.conftest import secret_for
from tests.api.machine import operations
from tests.documents.register import bring, issue
from tests.domain.movements import WINE
from tests.exchange.sending import done
from tests.outages.crisis import alert, ask, ungrounded
from tests.web import markup
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

Prepare = Callable[[World], object]

OPERATIONS = {promised["operationId"]: promised for _, _, promised in operations()}
VARIES = {"ground", "hash", "actor", "count", "saved_by", "sha256"}
"""What another register answers otherwise."""


def nothing(world: World) -> None:
    del world


def brought(status: Status) -> Prepare:
    return lambda world: bring(world, issue(world), status)


def bare(world: World) -> object:
    return issue(world, "officer", identity="", on=None, at=None)


def whole(world: World) -> object:
    return save_ead(issue(world).reference, WINE, actor=world.actor("shipper"), now=NOW, complete=True)


def imported(world: World) -> object:
    return done(world, FILE.encode(), "client", file_name="fichier.xml")


def black_alert(world: World) -> None:
    ungrounded(world)
    alert(world, now=NOW, message=OUTAGE["message"])


def requested(world: World) -> object:
    ungrounded(world)
    return ask(world, circumstances=REQUEST["circumstances"], contact=REQUEST["contact"])


PREPARED: dict[str, tuple[str, Prepare]] = {
    "issue_document": ("shipper", nothing),
    "register_document": ("shipper", nothing),
    "list_documents": ("shipper", issue),
    "get_document": ("shipper", issue),
    "list_history": ("shipper", issue),
    "get_form": ("shipper", issue),
    "cancel_document": ("shipper", issue),
    "reactivate_document": ("officer", brought(Status.INACTIVE)),
    "complete_document": ("shipper", bare),
    "correct_document": ("shipper", issue),
    "get_ead_data": ("shipper", issue),
    "put_ead_data": ("shipper", issue),
    "get_ie815": ("shipper", whole),
    "send_import": ("client", nothing),
    "list_imports": ("client", imported),
    "get_import": ("client", imported),
    "list_entries": ("client", imported),
    "get_report_xml": ("client", imported),
    "get_report_csv": ("client", imported),
    "list_outages": ("shipper", black_alert),
    "get_ground": ("shipper", black_alert),
    "ask_authorisation": ("shipper", ungrounded),
    "get_authorisation": ("shipper", requested),
    "reintegrate_document": ("gamma", issue),
    "withdraw_reintegration": ("gamma", brought(Status.REINTEGRATED)),
}
"""Whose key each example has, and what must be there before."""


def test_every_operation_is_prepared() -> None:
    assert sorted(PREPARED) == sorted(OPERATIONS)


@pytest.mark.rule("P4")
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_example_answers_as_it_says(world: World, live_server: LiveServer, name: str) -> None:
    who, prepare = PREPARED[name]
    prepare(world)
    with urlopen(f"{live_server.url}/api/v1/") as page:
        commands = dict(shown(page.read().decode()))
    with urlopen(request(commands[name], live_server.url, secret_for(world, who))) as response:
        status, kind, content = response.status, response.headers["Content-Type"], response.read()
    documented = OPERATIONS[name]["responses"]
    expected = next(code for code in documented if code < 300)
    assert status == expected
    [promised] = [told for media, told in documented[status]["content"].items() if kind.startswith(media)]
    if "example" in promised:
        assert steady(json.loads(content)) == steady(promised["example"])


def test_the_number_of_the_examples_is_the_first_of_the_year(world: World) -> None:
    assert issue(world).reference == NUMBER


@pytest.mark.rule("P4", "I2")
def test_a_file_is_sent_in_a_form_as_the_page_says(world: World, live_server: LiveServer) -> None:
    with urlopen(f"{live_server.url}/api/v1/") as page:
        [command] = [one for _, one in shown(page.read().decode(), 1)]
    with urlopen(request(command, live_server.url, secret_for(world, "client"))) as response:
        assert (response.status, json.loads(response.read())["file_name"]) == (202, "numeros.xml")


def shown(page: str, rank: int = 0) -> list[tuple[str, str]]:
    """The command of each operation, as the page shows it; with ``rank`` 1 those that have a second one."""
    sections = [node for node in markup.read(page).all("section") if node.get("aria-labelledby") in OPERATIONS]
    commands = [(node.get("aria-labelledby"), [pre.raw for pre in node.all("pre")]) for node in sections]
    return [(name, one) for name, told in commands for one in told[rank : rank + 1] if one.startswith("curl")]


def request(command: str, server: str, secret: str) -> Request:
    """What ``curl`` would send."""
    words = iter(shlex.split(command.replace("\\\n", " ").replace("$GPS_CLE", secret)))
    assert next(words) == "curl"
    made = Request(server, method="GET")
    for word in words:
        match word:
            case "-X":
                made.method = next(words)
            case "-H":
                made.add_header(*next(words).split(": ", 1))
            case "-d":
                made.data = next(words).encode()
            case "-F":
                made.data = form(next(words))
                made.add_header("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
            case _:
                made.full_url = word.replace(settings.PUBLIC_URL, server)
    return made


def form(field: str) -> bytes:
    """A form with one file, of a field such as ``file=@name;type=kind``."""
    name, _, rest = field.partition("=@")
    file_name, _, kind = rest.partition(";type=")
    return encode_multipart(BOUNDARY, {name: SimpleUploadedFile(file_name, FILE.encode(), kind)})


def steady(answer: Any) -> Any:
    """An answer without what varies from register to register."""
    if isinstance(answer, dict):
        return {name: steady(value) if name not in VARIES else type(value) for name, value in answer.items()}
    return [steady(member) for member in answer] if isinstance(answer, list) else answer
