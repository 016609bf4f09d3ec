"""What to do next: the annex's tree, and that it never contradicts the grounds (rules F1–F6, F8)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain import grounds
from gps.domain.grounds import AccessMode, Answer, Failure, Ground, GroundKind, Request, Side, Span, Trader, tacit_at
from gps.outages.advice import Advice, Published, Situation, Step, advice
from tests.outages.crisis import (
    HOUR,
    MINUTE,
    SECOND,
    alert,
    ask,
    black,
    change,
    end,
    grant,
    ground_of,
    operator_down,
    provider_down,
    refuse,
    ungrounded,
    withdraw,
)  # fmt: skip
from tests.world import CLIENT, NOW, SHIPPER, World

DTI, EDI = Trader(SHIPPER, AccessMode.DTI), Trader(CLIENT, AccessMode.EDI, 1)
ENDS = NOW + timedelta(days=3)


def request(*answers: Answer, asked_at: timedelta = timedelta(), identifier: str = "D26-0001") -> Request:
    return Request(identifier, SHIPPER, NOW + asked_at, ENDS, answers)


def no(after: timedelta) -> Answer:
    return Answer(NOW + after, False)


def yes(after: timedelta) -> Answer:
    return Answer(NOW + after, True, ENDS)


def incident(changed: timedelta = timedelta(), failure: Failure = Failure.OPERATOR_DTI) -> Published:
    return Published("P26-0001", failure, Side.OPERATOR, False, NOW, NOW + changed)


def step(*requests: Request, outages: tuple[Published, ...] = (), after: timedelta = timedelta()) -> Step:
    """The step of who has these requests; the ground is the one that the rules give."""
    found = grounds.ground(DTI, NOW + after, (), requests)
    return advice(Situation(DTI, found, outages, requests), NOW + after).step


@pytest.mark.once
class TestTheStep:
    @pytest.mark.rule("F2", "F4")
    def test_without_anything_is_the_diagnosis(self) -> None:
        assert step() is Step.DIAGNOSE

    @pytest.mark.rule("F4")
    def test_of_who_has_an_incident_is_to_ask_his_service(self) -> None:
        assert step(outages=(incident(),)) is Step.ASK_OFFICE

    @pytest.mark.rule("F4")
    def test_is_the_same_on_the_edge_of_an_incident_to_come(self) -> None:
        assert step(outages=(incident(),), after=-SECOND) is Step.DIAGNOSE

    @pytest.mark.rule("F5")
    @pytest.mark.parametrize(
        ("after", "expected"),
        [
            (timedelta(), Step.AWAIT_ANSWER),
            (HOUR - SECOND, Step.AWAIT_ANSWER),
            (HOUR, Step.ISSUE),
            (ENDS - NOW - SECOND, Step.ISSUE),
            (ENDS - NOW, Step.DIAGNOSE),
        ],
    )
    def test_of_who_asked_follows_the_clock_to_the_second(self, after: timedelta, expected: Step) -> None:
        assert step(request(), after=after) is expected

    @pytest.mark.rule("F4", "F5")
    def test_of_who_was_answered_is_the_answer(self) -> None:
        assert step(request(yes(MINUTE)), after=MINUTE) is Step.ISSUE
        assert step(request(no(MINUTE)), after=MINUTE) is Step.REFUSED
        assert step(request(no(2 * HOUR)), after=2 * HOUR - SECOND) is Step.ISSUE
        assert step(request(no(2 * HOUR)), after=2 * HOUR) is Step.REFUSED

    @pytest.mark.rule("F4")
    def test_after_a_refusal_is_to_ask_anew_once_the_help_desk_says_something_new(self) -> None:
        refused = request(no(2 * MINUTE))
        assert step(refused, outages=(incident(MINUTE),), after=HOUR) is Step.REFUSED
        assert step(refused, outages=(incident(3 * MINUTE),), after=HOUR) is Step.ASK_OFFICE

    @pytest.mark.rule("F4")
    def test_after_a_refusal_is_to_wait_once_he_has_asked_again(self) -> None:
        refused, again = request(no(MINUTE)), request(asked_at=2 * MINUTE, identifier="D26-0002")
        found = advice(Situation(DTI, None, (), (refused, again)), NOW + 3 * MINUTE)
        assert (found.step, found.request) == (Step.AWAIT_ANSWER, again)

    @pytest.mark.rule("F1")
    def test_knows_which_failure_is_his_own(self) -> None:
        assert advice(Situation(DTI, None), NOW).failure is Failure.OPERATOR_DTI
        assert advice(Situation(EDI, None), NOW).failure is Failure.OPERATOR_EDI

    @pytest.mark.rule("F5")
    def test_says_until_when(self) -> None:
        def until(*answers: Answer, after: timedelta) -> object:
            made = request(*answers)
            found = grounds.ground(DTI, NOW + after, (), [made])
            return advice(Situation(DTI, found, (), [made]), NOW + after).until_at

        assert until(after=MINUTE) == tacit_at(NOW)
        assert until(after=HOUR) == ENDS
        assert until(Answer(NOW, True, NOW + 2 * HOUR), after=MINUTE) == NOW + 2 * HOUR
        assert until(no(MINUTE), after=HOUR) is None

    @pytest.mark.rule("F6")
    def test_names_what_is_published_and_opens_nothing_and_what_will(self) -> None:
        notice = Published("P26-0007", Failure.GAMMA_DTI, Side.CUSTOMS, False, NOW, NOW)
        later = Published("P26-0008", Failure.GAMMA_DTI, Side.CUSTOMS, True, NOW + HOUR, NOW)
        found = advice(Situation(DTI, None, (notice, later)), NOW)
        assert (found.step, found.notice, found.to_come) == (Step.DIAGNOSE, notice, later)


moments = st.integers(min_value=-3, max_value=100).map(lambda n: timedelta(minutes=n))


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Request], list[Span], timedelta]:
    """Some requests with answers, some alerts, and a moment."""
    requests = []
    for number in range(draw(st.integers(0, 3))):
        asked = draw(moments)
        given_at = sorted(draw(st.lists(moments, max_size=2)))
        answers = [Answer(NOW + asked + abs(at), draw(st.booleans()), ENDS) for at in given_at]
        answers.sort(key=lambda answer: answer.at)
        requests.append(Request(f"D26-{number:04d}", SHIPPER, NOW + asked, ENDS, tuple(answers)))
    spans = [
        Span(f"P26-{number:04d}", draw(st.sampled_from(Failure)), NOW + draw(moments), None, 1, SHIPPER)
        for number in range(draw(st.integers(0, 2)))
    ]
    return requests, spans, draw(moments)


@pytest.mark.once
@pytest.mark.rule("F3", "F4", "F5", "F8")
@given(lives(), st.booleans())
def test_never_contradicts_the_ground(life: tuple[list[Request], list[Span], timedelta], diagnosed: bool) -> None:
    requests, spans, after = life
    found = grounds.ground(DTI, NOW + after, spans, requests)
    outages = (incident(),) if diagnosed else ()
    said = advice(Situation(DTI, found, outages, requests), NOW + after)
    assert (said.step is Step.ISSUE) == (found is not None)
    assert said.ground == found
    if said.step is Step.AWAIT_ANSWER:
        assert said.until_at is not None
        assert said.until_at > NOW + after


def advised(world: World, name: str = "shipper", after: timedelta = timedelta()) -> Advice:
    row = getattr(world, name)
    return advice(Situation.fetch(row, NOW + after), NOW + after)


@pytest.mark.django_db
class TestTheFacts:
    @pytest.mark.rule("F1", "F3")
    def test_of_an_alert_reach_whom_it_covers(self, world: World) -> None:
        [outage] = black(ungrounded(world))
        assert advised(world).ground == Ground(GroundKind.ALERT, outage.identifier)
        assert advised(world, "client").step is Step.DIAGNOSE
        end(world, outage, now=NOW + HOUR)
        assert advised(world, after=HOUR).step is Step.DIAGNOSE

    @pytest.mark.rule("F1", "F3")
    def test_of_a_provider_reach_its_clients(self, world: World) -> None:
        provider_down(ungrounded(world))
        assert advised(world, "client").step is Step.ISSUE
        assert advised(world).step is Step.DIAGNOSE

    @pytest.mark.rule("F4")
    def test_of_an_incident_are_its_operators_alone(self, world: World) -> None:
        outage = operator_down(ungrounded(world), world.client, side=Side.PROVIDER)
        said = advised(world, "client")
        assert (said.step, said.incident and said.incident.identifier) == (Step.ASK_OFFICE, outage.identifier)
        assert advised(world).incident is None

    @pytest.mark.rule("F4", "F5")
    def test_follow_a_request_through_its_life(self, world: World) -> None:
        ungrounded(world)
        made = ask(world)
        assert advised(world).step is Step.AWAIT_ANSWER
        assert advised(world, after=HOUR).step is Step.ISSUE
        refuse(world, made, now=NOW + 2 * HOUR)
        assert advised(world, after=2 * HOUR).step is Step.REFUSED
        incident = operator_down(world, world.shipper, now=NOW + 3 * HOUR)
        assert advised(world, after=3 * HOUR).step is Step.ASK_OFFICE
        again = grant(world, ask(world, now=NOW + 4 * HOUR), now=NOW + 4 * HOUR)
        assert advised(world, after=4 * HOUR).ground == Ground(GroundKind.EXPLICIT, again.identifier)
        withdraw(world, again, now=NOW + 5 * HOUR)
        end(world, incident, now=NOW + 5 * HOUR)
        assert advised(world, after=5 * HOUR).step is Step.DIAGNOSE

    @pytest.mark.rule("F4")
    def test_tell_that_an_incident_was_changed_since_the_refusal(self, world: World) -> None:
        outage = operator_down(ungrounded(world), world.shipper)
        refuse(world, ask(world), now=NOW + MINUTE)
        assert advised(world, after=MINUTE).step is Step.REFUSED
        change(world, outage, now=NOW + 2 * MINUTE, message="Le poste est hors d’usage.")
        assert advised(world, after=2 * MINUTE).step is Step.ASK_OFFICE

    @pytest.mark.rule("F3")
    def test_know_what_is_to_come(self, world: World) -> None:
        later = alert(ungrounded(world), starts_at=NOW + HOUR)
        said = advised(world)
        assert said.to_come is not None
        assert (said.step, said.to_come.identifier) == (Step.DIAGNOSE, later.identifier)
        assert advised(world, after=HOUR).step is Step.ISSUE
        assert ground_of(world.shipper, NOW + HOUR) == ("alert", later.identifier)

    def test_cost_four_queries_at_most(self, world: World, django_assert_max_num_queries: object) -> None:
        black(ungrounded(world))
        ask(world, "client", CLIENT)
        with django_assert_max_num_queries(4):  # type: ignore[operator]
            Situation.fetch(world.client, NOW)
