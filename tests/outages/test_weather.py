"""What is published of the alerts, for everybody (rule F3): the state of each service, what is to come, the past."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gps.domain.grounds import Failure, Service, Severity
from gps.outages import telling, weather
from gps.outages.models import Outage
from gps.outages.phases import Phase, phase, right_words, right_words_en
from tests.outages.crisis import HOUR, SECOND, alert, cancel, change, end, provider_down, reopen
from tests.outages.skies import DAY, HOSTILE, HOSTILE_EN, NOTE, many, skies
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F3")]


def states(at: datetime) -> dict[str, str]:
    return {state.service: state.severity for state in weather.weather(at).states}


CLEAR = dict.fromkeys(Service, "")


class TestTheStateOfAService:
    def test_is_normal_when_nothing_is_published(self) -> None:
        assert states(NOW) == CLEAR
        assert [state.worst for state in weather.weather(NOW).states] == [None, None, None]

    @pytest.mark.parametrize("service", Service)
    @pytest.mark.parametrize("severity", Severity)
    def test_is_that_of_its_own_alert(self, world: World, service: Service, severity: Severity) -> None:
        alert(world, service, severity)
        assert states(NOW) == CLEAR | {service: severity}

    def test_has_the_word_of_the_worst(self, world: World) -> None:
        mild = alert(world, severity=Severity.NOTICE, now=NOW - HOUR, starts_at=NOW, planned=True)
        worst = alert(world, severity=Severity.BLACK, now=NOW - HOUR)
        [state, *_] = weather.weather(NOW).states
        assert (state.worst, list(state.alerts)) == (worst, [worst, mild])

    def test_begins_at_the_second_of_its_start_and_ends_at_that_of_its_published_end(self, world: World) -> None:
        planned = alert(world, now=NOW - HOUR, starts_at=NOW, planned=True, expected_end_at=NOW + HOUR)
        assert states(NOW - SECOND) == CLEAR
        assert states(NOW) == CLEAR | {Service.GAMMA_DTI: "black"}
        over = NOW + 5 * HOUR
        end(world, planned, now=over, ended_at=NOW + HOUR)
        assert states(over - SECOND) == CLEAR | {Service.GAMMA_DTI: "black"}
        assert states(over) == CLEAR

    def test_is_not_ended_by_an_expected_end(self, world: World) -> None:
        outage = alert(world, now=NOW - 2 * HOUR, expected_end_at=NOW - HOUR)
        assert phase(outage, NOW) is Phase.UNDER_WAY
        assert states(NOW)[Service.GAMMA_DTI] == "black"

    def test_knows_nothing_of_what_is_published_later(self, world: World) -> None:
        alert(world, now=NOW, starts_at=NOW - HOUR)
        assert states(NOW - SECOND) == CLEAR

    def test_knows_nothing_of_incidents(self, world: World) -> None:
        provider_down(world)
        assert states(NOW) == CLEAR
        assert not weather.public_alerts().exists()


class TestTheLists:
    def test_hold_each_public_alert_once(self, world: World) -> None:
        sky = skies(world)
        found = weather.weather(NOW)
        assert list(found.under_way) == [sky.under_way, sky.notice]
        assert list(found.to_come) == [sky.harmless, sky.planned]
        assert set(weather.past(NOW)) == {sky.past, sky.cancelled}

    def test_keep_what_is_over_for_twelve_months(self, world: World) -> None:
        sky = skies(world)
        sky.past.refresh_from_db()
        assert sky.past.over_at is not None
        leaves = sky.past.over_at + weather.KEPT
        assert sky.past in weather.past(leaves - SECOND)
        assert sky.past not in weather.past(leaves)
        assert weather.story(sky.past.identifier, leaves).phase is Phase.ENDED

    def test_give_back_what_is_reopened(self, world: World) -> None:
        outage = alert(world, now=NOW - 2 * HOUR)
        end(world, outage, now=NOW - HOUR)
        reopen(world, outage, now=NOW)
        assert list(weather.past(NOW)) == []
        assert list(weather.weather(NOW).under_way) == [outage]

    def test_cost_the_same_however_many(self, world: World) -> None:
        skies(world)
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                weather.weather(NOW)
                list(weather.past(NOW))
                weather.mark(NOW)
                telling.latest(50, NOW)
            counts.append(len(asked))
            many(world, 10)
        assert counts == [7, 7]


class TestAStory:
    def test_tells_for_how_long_the_procedure_was_open(self, world: World) -> None:
        sky, began = skies(world), NOW - 10 * DAY
        opened = weather.story(sky.past.identifier, NOW).opened
        assert [(span.from_at, span.until_at) for span in opened] == [
            (began, began + 3 * HOUR), (began + 4 * HOUR, began + 6 * HOUR),
        ]  # fmt: skip

    def test_opens_nothing_that_never_began(self, world: World) -> None:
        outage = alert(world, starts_at=NOW + DAY, planned=True)
        assert weather.story(outage.identifier, NOW).opened == []
        cancel(world, outage, now=NOW + HOUR)
        assert weather.story(outage.identifier, NOW + 2 * DAY).opened == []

    def test_is_of_public_alerts_alone(self, world: World) -> None:
        sky = skies(world)
        hidden = (sky.provider.identifier, sky.operator.identifier, "P26-9999", "D09-0001", "")
        for identifier in hidden:
            with pytest.raises(Outage.DoesNotExist):
                weather.story(identifier, NOW)
        assert not telling.public_changes().filter(subject__in=hidden).exists()

    def test_costs_three_queries_however_long(self, world: World) -> None:
        outage = alert(world)
        for n in range(1, 13):
            change(world, outage, now=NOW + n * SECOND, message=f"Consigne {n}.")
            if n in {2, 12}:
                with CaptureQueriesContext(connection) as asked:
                    assert len(weather.story(outage.identifier, NOW + HOUR).changes) == n + 1
                assert len(asked) == 3


class TestWhatIsTold:
    def test_is_what_each_change_changed_the_latest_first(self, world: World) -> None:
        sky = skies(world)
        changed, opened = telling.told(sky.under_way.identifier)
        assert [(d.name, d.before, d.after) for d in changed.differences] == [
            ("severity", "Alerte rouge", "Alerte noire"),
            ("expected_end_at", NOW + 2 * HOUR, NOW + 5 * HOUR),
        ]
        assert [(d.label, d.before, d.after) for d in opened.differences] == [
            ("Gravité", "", "Alerte rouge"),
            ("Début", "", NOW - 5 * HOUR),
            ("Fin prévue", "", NOW + 2 * HOUR),
            ("Que faire", "", HOSTILE.strip()),
            ("Que faire (anglais)", "", HOSTILE_EN),
        ]
        assert (changed.title, opened.title) == ("Alerte noire – GAMM@ DTI", "Alerte rouge – GAMM@ DTI")

    def test_names_no_person_and_repeats_no_note(self, world: World) -> None:
        sky = skies(world)
        said = repr([telling.told(outage.identifier) for outage in sky.public])
        assert world.actor("national").label not in said
        assert NOTE not in said

    def test_says_of_each_action_where_it_left_the_alert(self, world: World) -> None:
        sky = skies(world)
        lines = [(line.action_label, line.phase) for line in telling.told(sky.past.identifier)]
        assert lines == [
            ("Fin", Phase.ENDED), ("Réouverture", Phase.UNDER_WAY),
            ("Fin", Phase.ENDED), ("Publication", Phase.UNDER_WAY),
        ]  # fmt: skip
        assert telling.told(sky.cancelled.identifier)[0].phase is Phase.CANCELLED
        assert telling.told(sky.planned.identifier)[0].phase is Phase.TO_COME

    def test_of_all_alerts_comes_the_latest_first_and_no_more_than_asked(self, world: World) -> None:
        sky = skies(world)
        said = telling.latest(50, NOW)
        assert len(said) == 11
        assert {line.identifier for line in said} == {outage.identifier for outage in sky.public}
        assert [line.at for line in said] == sorted((line.at for line in said), reverse=True)
        assert telling.latest(3, NOW) == said[:3]
        assert telling.latest(50, NOW - DAY) == [line for line in said if line.at <= NOW - DAY]


Act = Callable[[World, Outage], object]
AT = NOW + HOUR
ACTS: list[Act] = [
    lambda world, outage: change(world, outage, now=AT, message="Autre consigne."),
    lambda world, outage: end(world, outage, now=AT),
    lambda world, outage: cancel(world, outage, now=AT),
    lambda world, outage: alert(world, Service.MAREVA, now=AT),
]


class TestTheMark:
    @pytest.mark.parametrize("act", ACTS)
    def test_is_another_after_each_change(self, world: World, act: Act) -> None:
        outage = alert(world)
        before = weather.mark(AT)
        act(world, outage)
        assert weather.mark(AT) != before

    def test_is_another_when_what_was_to_come_begins(self, world: World) -> None:
        alert(world, starts_at=NOW + DAY, planned=True)
        before = weather.mark(NOW)
        assert weather.mark(NOW + DAY - SECOND) == before
        assert weather.mark(NOW + DAY) != before

    def test_is_another_when_the_past_leaves_the_list(self, world: World) -> None:
        end(world, alert(world), now=AT)
        assert weather.mark(AT + weather.KEPT - SECOND) != weather.mark(AT + weather.KEPT)

    def test_stays_while_nothing_public_happens(self, world: World) -> None:
        skies(world)
        before = weather.mark(NOW)
        end(world, Outage.objects.get(failure=Failure.PROVIDER), now=NOW)
        assert weather.mark(NOW + timedelta(minutes=5)) == before


@pytest.mark.rule("F1")
class TestTheRight:
    @pytest.mark.parametrize(
        ("failure", "whom", "whom_en"),
        [
            (Failure.GAMMA_DTI, "opérateurs DTI et DTI+", "operators working by the portal (DTI and DTI+)"),
            (Failure.GAMMA_EDI, "opérateurs EDI", "operators working by EDI"),
        ],
    )
    def test_is_said_with_those_whom_it_covers(self, failure: Failure, whom: str, whom_en: str) -> None:
        now, later = Phase.UNDER_WAY, Phase.TO_COME
        assert right_words(now, failure, opens=True) == f"Ouvre la procédure de secours aux {whom}."
        assert right_words(later, failure, opens=True).startswith(f"Ouvrira la procédure de secours aux {whom}, ")
        assert right_words_en(now, failure, opens=True) == f"Opens the fallback procedure to {whom_en}."
        assert right_words_en(later, failure, opens=True).startswith(f"Will open the fallback procedure to {whom_en}, ")

    @pytest.mark.parametrize(
        ("standing", "opens", "said", "said_en"),
        [
            (Phase.TO_COME, False, "N’ouvrira pas", "Will not open"),
            (Phase.UNDER_WAY, False, "N’ouvre pas", "Does not open"),
            (Phase.ENDED, False, "N’ouvre pas", "Does not open"),
            (Phase.ENDED, True, "n’ouvre plus", "any more"),
            (Phase.CANCELLED, True, "n’ouvre pas", "does not open"),
            (Phase.CANCELLED, False, "n’ouvre pas", "does not open"),
        ],
    )
    def test_is_denied_to_everybody_otherwise(self, standing: Phase, opens: bool, said: str, said_en: str) -> None:
        for failure in (Failure.GAMMA_DTI, Failure.GAMMA_EDI):
            assert said in right_words(standing, failure, opens=opens)
            assert said_en in right_words_en(standing, failure, opens=opens)
            assert "aux" not in right_words(standing, failure, opens=opens)
