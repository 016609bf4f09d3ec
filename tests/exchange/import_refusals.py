"""One way to each refusal of an import, for the sentences of all codes."""

import io
from collections.abc import Callable
from functools import partial

from gps.domain.errors import DomainError, ErrorCode
from gps.domain.errors import ErrorCode as E
from gps.exchange import imports
from gps.exchange.models import EntryOutcome
from tests.exchange.files import KINDS, Entry, file_of, flood, hand_made
from tests.exchange.hostile import HOSTILE
from tests.exchange.sending import IMPORT
from tests.world import NOW, SHIPPER, World

Provoke = Callable[[World], object]


def judged(world: World, content: bytes, who: str = "provider") -> DomainError:
    """All that is wrong with a file and its entries."""
    found = imports.receive(io.BytesIO(content), "x.xml", actor=world.actor(who), now=NOW)
    while not found.is_over:
        IMPORT({"import": found.pk}, NOW)
        found.refresh_from_db()
    whole = imports.refusal(found)
    refused = imports.entries(found).filter(outcome=EntryOutcome.REFUSED)
    return DomainError([whole] if whole else [fault for entry in refused for fault in imports.faults_of(entry)])


def of_every_kind(world: World) -> DomainError:
    return judged(world, flood(8 * len(KINDS), errors_every=8).content)


def hostile(code: ErrorCode, world: World) -> DomainError:
    content = next(content for content, refused_with, _, _ in HOSTILE.values() if refused_with is code)
    return judged(world, content if isinstance(content, bytes) else content.encode())


def sent_by(who: str, content: bytes) -> Provoke:
    return lambda world: imports.receive(io.BytesIO(content), "x.xml", actor=world.actor(who), now=NOW)


def by_hand(world: World) -> DomainError:
    user = world.users["distiller"]
    user.enrolments.create(excise_number=world.shipper, right="declare")
    return judged(world, file_of([Entry(hand_made(1, SHIPPER), excise_number=SHIPPER)]), "distiller")


PROVOKED: dict[ErrorCode, Provoke] = {
    E.IMPORT_RESERVED: sent_by("shipper", b"<"),
    E.IMPORT_FILE_EMPTY: sent_by("provider", b""),
    E.IMPORT_TOO_LARGE: sent_by("provider", b" " * (50 * 1024 * 1024 + 1)),
    E.IMPORT_ACCESS_MODE: by_hand,
}
PROVOKED |= {code: partial(hostile, code) for _, code, _, _ in HOSTILE.values()}
PROVOKED |= {code: of_every_kind for code in KINDS if code is not None and code.short.startswith("I")}
