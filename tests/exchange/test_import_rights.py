"""Who may import, for whom, and who sees it (rule I1); rights are those of the moment at which a chunk is judged."""

import dataclasses
import io
from datetime import date, timedelta

import pytest

from gps.accounts import keys
from gps.accounts.actors import SYSTEM, Actor, actor_of_key
from gps.accounts.models import ApiKey, Enrolment, ExciseNumber, Mandate
from gps.accounts.roles import AccessMode, Right, Role
from gps.accounts.scopes import Permission
from gps.documents.models import FallbackDocument
from gps.domain.errors import ErrorCode
from gps.exchange import imports
from gps.exchange.models import EntryOutcome, Import
from tests.documents.register import refused
from tests.exchange.files import Entry, file_of, hand_made, numbered
from tests.exchange.sending import done, send, told, work
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("I1")]

E = ErrorCode
ACCEPTED, REFUSED = EntryOutcome.ACCEPTED, EntryOutcome.REFUSED
FILE = file_of(numbered(1))


class TestWhoMayImport:
    @pytest.mark.parametrize("who", ["client", "distiller", "provider"])
    def test_operators_in_edi_or_dti_plus_and_providers(self, world: World, who: str) -> None:
        assert imports.may_import(world.actor(who), NOW)
        assert send(world, FILE, who).account == world.actor(who).account

    @pytest.mark.parametrize("who", ["officer", "other_officer", "national", "administrator"])
    def test_nobody_of_customs(self, world: World, who: str) -> None:
        assert not imports.may_import(world.actor(who), NOW)
        with refused(E.NOT_ALLOWED):
            send(world, FILE, who)

    @pytest.mark.parametrize("who", ["shipper", "stranger"])
    def test_no_operator_in_dti(self, world: World, who: str) -> None:
        assert not imports.may_import(world.actor(who), NOW)
        with refused(E.IMPORT_RESERVED):
            send(world, FILE, who)

    def test_nobody_who_may_only_consult(self, world: World) -> None:
        Enrolment.objects.filter(user=world.users["client"]).update(right=Right.CONSULT)
        with refused(E.IMPORT_RESERVED):
            send(world, FILE, "client")

    def test_no_provider_without_a_mandate(self, world: World) -> None:
        Mandate.objects.update(ends_on=date(2026, 11, 19))
        with refused(E.IMPORT_RESERVED):
            send(world, FILE)

    def test_no_machine_of_the_system(self, world: World) -> None:
        with refused(E.NOT_ALLOWED):
            imports.require_import(SYSTEM, NOW)

    def test_a_key_that_may_register(self, world: World) -> None:
        provider = world.actor("provider")
        for only, may in (({Permission.REGISTER}, True), ({Permission.ISSUE}, False)):
            machine = dataclasses.replace(provider, only=frozenset({*only, Permission.CONSULT}))
            assert imports.may_import(machine, NOW) is may

    def test_nobody_without_end(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("gps.exchange.imports.keeping.MOST", 2)
        send(world, FILE), send(world, FILE)
        with refused(E.TOO_MANY_TRIES):
            send(world, FILE)


class TestAnEntry:
    def test_of_an_operators_number_in_dti_is_sent_to_the_page(self, world: World) -> None:
        """He works one number by file, the other by hand."""
        Enrolment.objects.create(user=world.users["client"], excise_number=world.shipper, right=Right.DECLARE)
        by_hand = Entry(hand_made(1, SHIPPER), excise_number=SHIPPER)
        found = done(world, file_of([*numbered(1), by_hand]), "client")
        assert told(found) == [(ACCEPTED, ()), (REFUSED, (E.IMPORT_ACCESS_MODE,))]

    def test_of_a_mandated_number_is_taken_whatever_its_mode(self, world: World) -> None:
        ExciseNumber.objects.filter(number=CLIENT).update(access_mode=AccessMode.DTI, provider=None)
        assert told(done(world, FILE)) == [(ACCEPTED, ())]

    def test_of_another_is_refused_and_looks_like_an_unknown_one(self, world: World) -> None:
        entries = [
            Entry(hand_made(1, number), excise_number=number) for number in (SHIPPER, DISTILLER, "FR000000E0000")
        ]
        assert told(done(world, file_of(entries), "client")) == [(REFUSED, (E.EXCISE_NUMBER_NOT_ENTITLED,))] * 3


class TestARightThatEndsMeanwhile:
    def test_mandate(self, world: World) -> None:
        found = send(world, FILE)
        Mandate.objects.update(ends_on=date(2026, 11, 19))
        work()
        assert told(found) == [(REFUSED, (E.EXCISE_NUMBER_NOT_ENTITLED,))]

    def test_enrolment(self, world: World) -> None:
        found = send(world, FILE, "client")
        Enrolment.objects.filter(user=world.users["client"]).delete()
        work()
        assert told(found) == [(REFUSED, (E.EXCISE_NUMBER_NOT_ENTITLED,))]

    def test_account(self, world: World) -> None:
        found = send(world, FILE, "client")
        user = world.users["client"]
        user.is_active = False
        user.save()
        work()
        assert told(found) == [(REFUSED, (E.EXCISE_NUMBER_NOT_ENTITLED,))]

    def test_role(self, world: World) -> None:
        """An officer who was an operator registers nothing by the file that he left."""
        found = send(world, FILE, "client")
        user = world.users["client"]
        user.role, user.office = Role.OFFICER, world.bordeaux
        user.save()
        work()
        assert told(found) == [(REFUSED, (E.EXCISE_NUMBER_NOT_ENTITLED,))]

    def test_key(self, world: World) -> None:
        actor = self.machine(world)
        found = self.sent_by(actor)
        assert found.label == actor.label
        ApiKey.objects.update(revoked_at=NOW)
        work()
        assert told(found) == [(REFUSED, (E.EXCISE_NUMBER_NOT_ENTITLED,))]

    def test_unless_it_is_the_date_of_a_key_that_had_spoken_before(self, world: World) -> None:
        found = self.sent_by(self.machine(world))
        work(NOW + timedelta(days=2))
        assert told(found) == [(ACCEPTED, ())]
        document = FallbackDocument.objects.get()
        assert document.history.get().actor_id == found.account

    def machine(self, world: World) -> Actor:
        secret = keys.create("Flux", Role.PROVIDER, NOW, NOW + timedelta(days=1), world.provider)
        key = keys.find(secret, NOW)
        assert key is not None
        return actor_of_key(key)

    def sent_by(self, actor: Actor) -> Import:
        return imports.receive(io.BytesIO(FILE), "x.xml", actor=actor, now=NOW)


class TestWhoSeesAnImport:
    def test_its_sender_alone_or_his_provider(self, world: World) -> None:
        providers, clients = send(world, FILE), send(world, FILE, "client")
        machine = dataclasses.replace(world.actor("provider"), account="key:9", user_id=None)
        of_the_clients_software = dataclasses.replace(world.actor("client"), account="key:8")
        seen = {
            "provider": [providers], "client": [clients], "shipper": [], "officer": [], "national": [],
        }  # fmt: skip
        assert {who: list(imports.of(world.actor(who), NOW)) for who in seen} == seen
        assert list(imports.of(machine, NOW)) == [providers]
        assert list(imports.of(of_the_clients_software, NOW)) == [clients]
        assert list(imports.of(SYSTEM, NOW)) == []

    def test_the_latest_first(self, world: World) -> None:
        sent = [send(world, FILE) for _ in range(3)]
        assert list(imports.of(world.actor("provider"), NOW)) == sent[::-1]
