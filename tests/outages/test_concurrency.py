"""Many at once (rules F2–F5, G7): real threads and processes, real transactions, on the database of the round.

Whichever of two that cross was written first stands, and the other is told, or counts from then on.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

from gps.accounts.actors import Actor, actor_of
from gps.accounts.models import Enrolment, User
from gps.accounts.roles import Role
from gps.documents.models import FallbackDocument
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import Service, Severity
from gps.outages import operations
from gps.outages.models import Answer, AuthorisationRequest, Outage
from gps.outages.operations import Asking
from tests.concurrency import at_once, database_url
from tests.documents.register import chain_holds, counters, issue
from tests.outages.crisis import (
    BOX,
    DAY,
    HOUR,
    INSTANT,
    MINUTE,
    SECOND,
    WHAT_TO_DO,
    alert,
    ask,
    chain_of,
    end,
    grant,
    ground_of,
    jobs,
    lines,
    refuse,
    refused,
    ungrounded,
    withdraw,
)
from tests.world import NOW, SHIPPER, World

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
A_WHILE = 0.3
"""Long enough for the other to reach the lock it must wait for. Nothing is judged by it."""
AT_59_59, AT_60_00 = NOW + timedelta(seconds=3599), NOW + timedelta(seconds=3600)
TOMORROW = NOW.date() + DAY


@pytest.fixture(autouse=True)
def nobody_has_a_ground(world: World) -> None:
    ungrounded(world)


def outcome_of(job: Callable[[], object]) -> Callable[[], object]:
    """The job, giving its refusal back in words."""

    def run() -> object:
        try:
            return job()
        except DomainError as refusal:
            return str(refusal)

    return run


def colleague(role: Role, **fields: Any) -> Actor:
    user = User.objects.create_user(
        f"colleague-{role}@gps.invalid", first_name="Colleague", last_name="Exemple", role=role, **fields
    )
    return actor_of(user)


class TestTwoOfficers:
    @pytest.mark.rule("F5")
    @pytest.mark.parametrize("words", [(True, False), (True, True), (False, False)])
    def test_who_answer_at_the_same_second_one_stands_and_the_other_is_told(
        self, world: World, words: tuple[bool, bool]
    ) -> None:
        made = ask(world)
        officers = [world.actor("officer"), colleague(Role.OFFICER, office=world.bordeaux)]

        def answering(granted: bool, actor: Actor) -> Callable[[], object]:
            reason = "failure_admitted" if granted else "gamma_works"
            return outcome_of(
                lambda: operations.answer(
                    made.identifier, granted=granted, reason=reason, seen=0, actor=actor, now=NOW + MINUTE
                )
            )

        outcomes = at_once([answering(word, who) for word, who in zip(words, officers, strict=True)])
        stands = Answer.objects.get()
        winner = [who.account for who in officers].index(stands.actor_id)
        assert outcomes[winner] == made
        assert outcomes[1 - winner] == "already-answered"
        assert stands.granted is words[winner]
        assert lines(made.identifier) == ["ask", "grant" if stands.granted else "refuse"]
        assert chain_of(made.identifier)
        assert jobs("request-notices") == [("request-notices", f"{made.identifier}:{n}") for n in (1, 2)]

    @pytest.mark.rule("F5", "G6")
    def test_that_are_one_who_clicks_eight_times_have_answered_once(self, world: World) -> None:
        made = ask(world)
        answered = at_once([lambda: grant(world, made, seen=0, now=NOW + MINUTE)] * 8)
        assert answered == [made] * 8
        assert Answer.objects.count() == 1
        assert lines(made.identifier) == ["ask", "grant"]


# --- The 60th minute, from two processes ------------------------------------------------------------------------------


@contextmanager
def crossing(deed: str, user: User, moment: datetime) -> Generator[Popen[str]]:
    """A process that knows the database alone, ready for its deed."""
    command = [sys.executable, "-m", "tests.outages.crossing_process", deed, user.email, moment.isoformat()]
    environment = os.environ | {"DATABASE_URL": database_url()}
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdin=PIPE, stdout=PIPE) as process:
        try:
            assert heard(process) == "ready"
            yield process
        finally:
            process.kill()


def heard(process: Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def told(process: Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def in_this_order(first: Popen[str], second: Popen[str]) -> tuple[str, str]:
    """Have the first do its deed and hold its locks, the second run into them, both commit; give what they tell."""
    told(first)
    assert heard(first) == "done"
    told(second)
    time.sleep(A_WHILE)
    told(first)
    outcome = heard(first)
    word = heard(second)
    if word == "done":
        told(second)
        word = heard(second)
    return outcome, word


@pytest.mark.rule("F5", "G7")
class TestAnAnswerAt5959AndANumberAt6000:
    NUMBER = f"26{SHIPPER}000011"

    @pytest.mark.parametrize("word", ["no", "yes"])
    def test_whose_number_was_first_leave_it_its_ground_and_the_answer_counts_from_then_on(
        self, world: World, word: str
    ) -> None:
        made = ask(world)
        with (
            crossing("number", world.users["shipper"], AT_60_00) as number,
            crossing(word, world.users["officer"], AT_59_59) as answer,
        ):
            assert in_this_order(number, answer) == (f"{self.NUMBER} tacit", word)
        document, row = FallbackDocument.objects.get(), Answer.objects.get()
        made.refresh_from_db()
        assert (document.ground_kind, document.ground_reference) == ("tacit", made.identifier)
        assert made.relied_at == document.recorded_at == AT_60_00
        assert (row.given_at, row.counts_at) == (AT_59_59, AT_60_00 + INSTANT)
        assert row.is_late
        after = ("explicit", made.identifier) if word == "yes" else None
        assert [ground_of(world.shipper, at) for at in (AT_60_00, AT_60_00 + INSTANT)] == [
            ("tacit", made.identifier), after,
        ]  # fmt: skip
        assert lines(made.identifier) == ["ask", "rely", "grant" if word == "yes" else "refuse"]
        assert chain_of(made.identifier)
        assert chain_holds(document)

    def test_whose_refusal_was_first_issue_no_number_and_burn_none(self, world: World) -> None:
        made = ask(world)
        with (
            crossing("no", world.users["officer"], AT_59_59) as answer,
            crossing("number", world.users["shipper"], AT_60_00) as number,
        ):
            assert in_this_order(answer, number) == ("no", "ground-missing(excise_number)")
        made.refresh_from_db()
        assert (made.relied_at, Answer.objects.get().counts_at) == (None, AT_59_59)
        assert not FallbackDocument.objects.exists()
        assert counters() == {}
        assert lines(made.identifier) == ["ask", "refuse"]
        assert ground_of(world.shipper, AT_60_00) is None

    def test_whose_yes_was_first_issue_the_number_under_it(self, world: World) -> None:
        made = ask(world)
        with (
            crossing("yes", world.users["officer"], AT_59_59) as answer,
            crossing("number", world.users["shipper"], AT_60_00) as number,
        ):
            assert in_this_order(answer, number) == ("yes", f"{self.NUMBER} explicit")
        made.refresh_from_db()
        assert made.relied_at is None
        assert FallbackDocument.objects.get().ground_reference == made.identifier
        assert lines(made.identifier) == ["ask", "grant"]


@pytest.mark.rule("F5", "G7")
class TestNumbersThatRelyOnSilence:
    def test_at_once_note_it_in_one_line(self, world: World) -> None:
        made = ask(world)
        moments = [AT_60_00 + n * SECOND for n in range(8)]
        issued = at_once([lambda at=at: issue(world, now=at, on=TOMORROW) for at in moments])  # type: ignore[misc]
        assert {document.ground_kind for document in issued} == {"tacit"}
        made.refresh_from_db()
        assert made.relied_at == moments[-1]
        assert lines(made.identifier) == ["ask", "rely"]
        assert chain_of(made.identifier)

    def test_and_a_withdrawal_at_once_have_one_outcome(self, world: World) -> None:
        made = ask(world)
        number, _ = at_once([
            outcome_of(lambda: issue(world, now=AT_60_00 + SECOND, on=TOMORROW)),
            lambda: withdraw(world, made, now=AT_60_00),
        ])  # fmt: skip
        if isinstance(number, FallbackDocument):
            assert number.ground_kind == "tacit"
            assert lines(made.identifier) == ["ask", "rely", "withdraw"]
        else:
            assert number == "ground-missing(excise_number)"
            assert (counters(), lines(made.identifier)) == ({}, ["ask", "withdraw"])
        assert chain_of(made.identifier)

    def test_and_refusals_at_once_leave_every_number_its_ground(self, world: World) -> None:
        """Whatever the order: a number that stands, judged again at its own moment, has the ground that it keeps."""
        made = ask(world)
        moments = [AT_60_00 + n * SECOND for n in range(6)]
        numbers = [outcome_of(lambda at=at: issue(world, now=at, on=TOMORROW)) for at in moments]  # type: ignore[misc]
        at_once([*numbers, outcome_of(lambda: refuse(world, made, seen=0, now=AT_60_00 + 3 * SECOND))])
        for document in FallbackDocument.objects.all():
            assert ground_of(world.shipper, document.recorded_at) == ("tacit", made.identifier)
        with refused(ErrorCode.GROUND_MISSING):
            issue(world, now=AT_60_00 + HOUR, on=TOMORROW)


class TestTwoClicks:
    @pytest.mark.rule("F5", "G6")
    def test_on_ask_are_one_request_and_one_clock(self, world: World) -> None:
        other = colleague(Role.OPERATOR)
        user = User.objects.get(email="colleague-operator@gps.invalid")
        Enrolment.objects.create(user=user, excise_number=world.shipper, right="declare")
        people = [world.actor("shipper"), other] * 4
        asking = Asking(SHIPPER, BOX, tried_other_access=True)
        made = at_once([lambda who=who: operations.ask(asking, actor=who, now=NOW) for who in people])  # type: ignore[misc]
        assert {request.pk for request in made} == {AuthorisationRequest.objects.get().pk}
        assert lines("D26-0001") == ["ask"]
        assert jobs() == [("request-notices", "D26-0001:1"), ("tacit-notices", "D26-0001")]

    @pytest.mark.rule("F2", "F3")
    def test_on_publish_are_one_alert(self, world: World) -> None:
        agents = [world.actor("national"), colleague(Role.NATIONAL)] * 3

        def publishing(who: Actor) -> Callable[[], object]:
            return outcome_of(
                lambda: operations.open_alerts(
                    [Service.GAMMA_DTI], actor=who, now=NOW, severity=Severity.BLACK, message=WHAT_TO_DO
                )
            )

        outcomes = at_once([publishing(who) for who in agents])
        alert_made = Outage.objects.get()
        assert outcomes.count("outage-stands(services)") == 5
        assert [one for one in outcomes if isinstance(one, list)] == [[alert_made]]
        assert (alert_made.identifier, lines("P26-0001")) == ("P26-0001", ["open"])

    @pytest.mark.rule("F2")
    def test_on_publish_for_different_services_have_identifiers_of_their_own(self, world: World) -> None:
        made = at_once([lambda service=service: alert(world, service) for service in Service])  # type: ignore[misc]
        assert sorted(one.identifier for one in made) == ["P26-0001", "P26-0002", "P26-0003"]

    @pytest.mark.rule("F2", "F3")
    def test_on_end_are_one_end(self, world: World) -> None:
        made = alert(world)
        outcomes = at_once([outcome_of(lambda: end(world, made, now=NOW + HOUR))] * 4)
        assert outcomes.count("outage-over") == 3
        assert lines(made.identifier) == ["open", "end"]
        assert made.spans.get().until_at == NOW + HOUR
