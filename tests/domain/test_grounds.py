"""When the fallback procedure may be used (rules F1–F6, F9, G7, G8): the guide's five failures as a table.

``THE_TABLE`` is to be read with the guide in hand: for each failure, whom it authorises, and by what.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations, product
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.accounts import roles
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import (
    FAILURE_OF,
    MODES,
    OFFICER,
    OPENS_THE_RIGHT,
    THE_HOUR,
    AccessMode,
    Answer,
    Failure,
    Ground,
    GroundKind,
    Request,
    Service,
    Severity,
    Span,
    Standing,
    Trader,
    check_end,
    counts_from,
    failure_of,
    ground,
    standing,
    tacit_at,
)

DTI, DTI_PLUS, EDI = AccessMode
PARIS = ZoneInfo("Europe/Paris")
INSTANT, SECOND, MINUTE = timedelta(microseconds=1), timedelta(seconds=1), timedelta(minutes=1)
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
END = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
MOMENTS = {
    "the day before": START - timedelta(days=1),
    "the instant before": START - INSTANT,
    "at its start": START,
    "during": START + timedelta(hours=3),
    "the instant before its end": END - INSTANT,
    "at its end": END,
    "the day after": END + timedelta(days=1),
}
OPEN_AT = {"at its start", "during", "the instant before its end"}
"""An outage opens the right from its first moment, and not at its last any more."""

PROVIDERS = ("Alpha", "Beta")
ME, ANOTHER = "FR007328E0001", "FR001111E0003"

ALERT, INCIDENT, NOTHING = GroundKind.ALERT, GroundKind.PROVIDER_INCIDENT, None
THE_TABLE: list[tuple[Failure, AccessMode, str, GroundKind | None]] = [
    # failure                 access mode  provider   what it opens while it is published
    # 1. « L'opérateur en DTI n'a plus de connexion internet » : an incident on him, by itself, opens nothing
    (Failure.OPERATOR_DTI,    DTI,         "Alpha",   NOTHING),
    (Failure.OPERATOR_DTI,    DTI,         "Beta",    NOTHING),
    (Failure.OPERATOR_DTI,    DTI_PLUS,    "Alpha",   NOTHING),
    (Failure.OPERATOR_DTI,    DTI_PLUS,    "Beta",    NOTHING),
    (Failure.OPERATOR_DTI,    EDI,         "Alpha",   NOTHING),
    (Failure.OPERATOR_DTI,    EDI,         "Beta",    NOTHING),
    # 2. « L'opérateur non DTI n'a plus de connexion avec son prestataire EDI » : likewise
    (Failure.OPERATOR_EDI,    DTI,         "Alpha",   NOTHING),
    (Failure.OPERATOR_EDI,    DTI,         "Beta",    NOTHING),
    (Failure.OPERATOR_EDI,    DTI_PLUS,    "Alpha",   NOTHING),
    (Failure.OPERATOR_EDI,    DTI_PLUS,    "Beta",    NOTHING),
    (Failure.OPERATOR_EDI,    EDI,         "Alpha",   NOTHING),
    (Failure.OPERATOR_EDI,    EDI,         "Beta",    NOTHING),
    # 3. « Le prestataire EDI n'est pas en mesure d'assurer l'acheminement » (Alpha's incident) : all its clients
    (Failure.PROVIDER,        DTI,         "Alpha",   NOTHING),
    (Failure.PROVIDER,        DTI,         "Beta",    NOTHING),
    (Failure.PROVIDER,        DTI_PLUS,    "Alpha",   NOTHING),
    (Failure.PROVIDER,        DTI_PLUS,    "Beta",    NOTHING),
    (Failure.PROVIDER,        EDI,         "Alpha",   INCIDENT),
    (Failure.PROVIDER,        EDI,         "Beta",    NOTHING),
    # 4. « La messagerie MAREVA ne fonctionne plus ou GAMM@ EDI rencontre une difficulté » : all EDI operators
    (Failure.GAMMA_EDI,       DTI,         "Alpha",   NOTHING),
    (Failure.GAMMA_EDI,       DTI,         "Beta",    NOTHING),
    (Failure.GAMMA_EDI,       DTI_PLUS,    "Alpha",   NOTHING),
    (Failure.GAMMA_EDI,       DTI_PLUS,    "Beta",    NOTHING),
    (Failure.GAMMA_EDI,       EDI,         "Alpha",   ALERT),
    (Failure.GAMMA_EDI,       EDI,         "Beta",    ALERT),
    # 5. « GAMM@ DTI ne fonctionne plus » : all DTI operators, those by DTI+ too
    (Failure.GAMMA_DTI,       DTI,         "Alpha",   ALERT),
    (Failure.GAMMA_DTI,       DTI,         "Beta",    ALERT),
    (Failure.GAMMA_DTI,       DTI_PLUS,    "Alpha",   ALERT),
    (Failure.GAMMA_DTI,       DTI_PLUS,    "Beta",    ALERT),
    (Failure.GAMMA_DTI,       EDI,         "Alpha",   NOTHING),
    (Failure.GAMMA_DTI,       EDI,         "Beta",    NOTHING),
]  # fmt: skip
"""The outage is on Alpha (failure 3) or on the trader himself (1, 2). A trader by the portal has no provider: one left
in his line changes nothing."""


def outage(failure: Failure, until_at: datetime | None = END, identifier: str = "P26-0001") -> Span:
    """The outage of the table's line: on provider Alpha, or on the trader himself."""
    provider = "Alpha" if failure is Failure.PROVIDER else None
    on = ME if failure in {Failure.OPERATOR_DTI, Failure.OPERATOR_EDI} else ""
    return Span(identifier, failure, START, until_at, provider, on)


def asked(
    *answers: Answer,
    at: datetime = START,
    identifier: str = "D26-0001",
    by: str = ME,
    withdrawn: datetime | None = None,
) -> Request:
    return Request(identifier, by, at, at + timedelta(days=3), answers, withdrawn)


def yes(at: datetime, ends: datetime = END) -> Answer:
    return Answer(at, granted=True, ends_at=ends)


def no(at: datetime) -> Answer:
    return Answer(at, granted=False)


def kind_of(
    at: datetime, spans: Iterable[Span] = (), requests: Iterable[Request] = (), trader: Trader | None = None
) -> GroundKind | None:
    found = ground(trader or Trader(ME, DTI), at, spans, requests)
    return found.kind if found else None


@pytest.mark.rule("F1", "F2", "F3", "F4")
class TestTheTable:
    def test_has_a_line_for_each_failure_mode_and_provider(self) -> None:
        assert [line[:3] for line in THE_TABLE] == list(product(Failure, AccessMode, PROVIDERS))

    @pytest.mark.parametrize("when", MOMENTS)
    @pytest.mark.parametrize(("failure", "mode", "provider", "opens"), THE_TABLE)
    def test_says_whom_an_outage_authorises_and_when(
        self, failure: Failure, mode: AccessMode, provider: str, opens: GroundKind | None, when: str
    ) -> None:
        trader = Trader(ME, mode, provider)
        expected = Ground(opens, "P26-0001") if opens and when in OPEN_AT else None
        assert ground(trader, MOMENTS[when], [outage(failure)], []) == expected

    @pytest.mark.parametrize(("failure", "mode", "provider", "opens"), THE_TABLE)
    def test_holds_for_as_long_as_no_end_is_published(
        self, failure: Failure, mode: AccessMode, provider: str, opens: GroundKind | None
    ) -> None:
        """F3: an expected end ends nothing; it is not even a fact of the function."""
        years_later = START.replace(year=2031)
        assert kind_of(years_later, [outage(failure, None)], trader=Trader(ME, mode, provider)) is opens

    @pytest.mark.parametrize(("failure", "mode", "provider", "opens"), THE_TABLE)
    @pytest.mark.parametrize("standing_incident", [True, False])
    def test_is_the_same_for_who_has_an_authorisation_besides(
        self, failure: Failure, mode: AccessMode, provider: str, opens: GroundKind | None, standing_incident: bool
    ) -> None:
        """F4: the service's yes needs no incident, and an incident adds nothing to it."""
        spans = [outage(failure)] if standing_incident else []
        expected = opens if opens and standing_incident else GroundKind.EXPLICIT
        found = kind_of(MOMENTS["during"], spans, [asked(yes(START))], Trader(ME, mode, provider))
        assert found is expected


@pytest.mark.rule("F1")
class TestAFailure:
    def test_concerns_the_modes_of_the_guide(self) -> None:
        concerned = [MODES[failure] for failure in Failure]
        assert concerned == [{DTI, DTI_PLUS}, {EDI}, {EDI}, {EDI}, {DTI, DTI_PLUS}]
        assert [int(failure) for failure in Failure] == [1, 2, 3, 4, 5]

    def test_of_mareva_is_that_of_gamma_edi(self) -> None:
        assert FAILURE_OF == {
            Service.GAMMA_DTI: Failure.GAMMA_DTI, Service.GAMMA_EDI: Failure.GAMMA_EDI,
            Service.MAREVA: Failure.GAMMA_EDI,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("mode", "failure"),
        [(DTI, Failure.OPERATOR_DTI), (DTI_PLUS, Failure.OPERATOR_DTI), (EDI, Failure.OPERATOR_EDI)],
    )
    def test_of_the_operator_himself_follows_his_access_mode(self, mode: AccessMode, failure: Failure) -> None:
        assert failure_of(mode) is failure

    def test_of_the_operator_himself_opens_no_right(self) -> None:
        assert set(Failure) - set(OPENS_THE_RIGHT) == {Failure.OPERATOR_DTI, Failure.OPERATOR_EDI}

    @pytest.mark.parametrize("failure", [Failure.OPERATOR_DTI, Failure.OPERATOR_EDI])
    def test_of_another_operator_does_not_concern_this_one(self, failure: Failure) -> None:
        mode = DTI if failure is Failure.OPERATOR_DTI else EDI
        span = outage(failure)
        assert span.concerns(Trader(ME, mode, "Alpha"))
        assert not span.concerns(Trader(ANOTHER, mode, "Alpha"))

    def test_of_an_unnamed_provider_concerns_nobody(self) -> None:
        """A client whose provider is unknown is not the client of an incident without one."""
        nameless = Span("P26-0001", Failure.PROVIDER, START)
        assert not nameless.concerns(Trader(ME, EDI, None))

    def test_and_the_accounts_speak_of_the_same_access_modes(self) -> None:
        assert [mode.value for mode in AccessMode] == list(roles.AccessMode.values)
        assert {AccessMode(value) for value in roles.AccessMode.values} == set(AccessMode)

    @pytest.mark.rule("F3", "F6")
    def test_has_three_severities_of_which_the_notice_is_no_alert(self) -> None:
        """Which of them open a span is told by ``tests/outages/test_steering.py``."""
        assert [severity.value for severity in Severity] == ["notice", "red", "black"]


@pytest.mark.rule("F3")
class TestASpan:
    def test_of_no_length_never_holds(self) -> None:
        """A maintenance cancelled before it began."""
        never = Span("P26-0001", Failure.GAMMA_DTI, START, START)
        assert [never.holds(at) for at in (START - INSTANT, START, START + INSTANT)] == [False, False, False]

    def test_that_comes_again_leaves_the_time_between_uncovered(self) -> None:
        again = replace(outage(Failure.GAMMA_DTI), from_at=END + MINUTE, until_at=END + 2 * MINUTE)
        spans = [outage(Failure.GAMMA_DTI), again]
        at = [START, END - INSTANT, END, END + MINUTE - INSTANT, END + MINUTE, END + 2 * MINUTE]
        assert [kind_of(moment, spans) for moment in at] == [ALERT, ALERT, None, None, ALERT, None]


ASKED = START
TACIT = ASKED + timedelta(seconds=3600)


@pytest.mark.rule("F4", "F5")
class TestARequest:
    @pytest.mark.parametrize(
        ("since", "stands"),
        [
            (-SECOND, Standing.TO_COME),
            (timedelta(), Standing.WAITING),
            (timedelta(seconds=3599), Standing.WAITING),
            (timedelta(seconds=3600) - INSTANT, Standing.WAITING),
            (timedelta(seconds=3600), Standing.TACIT),
            (timedelta(days=3) - INSTANT, Standing.TACIT),
            (timedelta(days=3), Standing.OVER),
        ],
    )
    def test_without_answer_opens_the_right_at_the_3600th_second_until_its_end(
        self, since: timedelta, stands: Standing
    ) -> None:
        assert standing(asked(), ASKED + since) is stands

    @pytest.mark.parametrize(
        "asked_at",
        [
            pytest.param(datetime(2026, 3, 29, 1, 30, tzinfo=PARIS), id="the hour that March leaves out comes within"),
            pytest.param(datetime(2026, 3, 29, 1, 59, 59, tzinfo=PARIS), id="a second before March leaves an hour out"),
            pytest.param(datetime(2026, 10, 25, 1, 30, tzinfo=PARIS), id="before the hour that October has twice"),
            pytest.param(datetime(2026, 10, 25, 2, 30, tzinfo=PARIS), id="in the first of them"),
            pytest.param(datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1), id="in the second of them"),
            pytest.param(datetime(2026, 12, 31, 23, 30, tzinfo=PARIS), id="across the year"),
            pytest.param(datetime(2026, 11, 22, 2, 0, tzinfo=PARIS), id="on a Sunday, at night"),
            pytest.param(datetime(2028, 2, 28, 23, 30, tzinfo=PARIS), id="into a leap day"),
            pytest.param(datetime(2026, 12, 31, 23, 59, 59, tzinfo=ZoneInfo("Indian/Reunion")), id="across, overseas"),
        ],
    )
    def test_waits_for_3600_seconds_whatever_clocks_do(self, asked_at: datetime) -> None:
        silent = asked(at=asked_at)
        opens = tacit_at(asked_at)
        assert (opens - asked_at.astimezone(UTC)).total_seconds() == 3600
        assert opens.timestamp() - asked_at.timestamp() == 3600
        last, first = opens - SECOND, opens
        assert (standing(silent, last), standing(silent, first)) == (Standing.WAITING, Standing.TACIT)
        local = (opens - INSTANT).astimezone(PARIS), opens.astimezone(PARIS)
        assert [standing(silent, at) for at in local] == [Standing.WAITING, Standing.TACIT]

    def test_across_the_change_of_march_shows_two_hours_more_on_the_wall(self) -> None:
        opens = tacit_at(datetime(2026, 3, 29, 1, 30, tzinfo=PARIS)).astimezone(PARIS)
        assert f"{opens:%H:%M %z}" == "03:30 +0200"

    def test_across_the_change_of_october_shows_the_same_time_on_the_wall(self) -> None:
        opens = tacit_at(datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)).astimezone(PARIS)
        assert f"{opens:%H:%M %z}" == "02:30 +0100"

    @pytest.mark.parametrize(
        ("answers", "at", "stands"),
        [
            # a yes within the hour
            ([yes(ASKED + MINUTE)], ASKED + MINUTE - INSTANT, Standing.WAITING),
            ([yes(ASKED + MINUTE)], ASKED + MINUTE, Standing.EXPLICIT),
            ([yes(ASKED + MINUTE)], TACIT, Standing.EXPLICIT),
            ([yes(ASKED + MINUTE)], END - INSTANT, Standing.EXPLICIT),
            ([yes(ASKED + MINUTE)], END, Standing.OVER),
            # a no within the hour: the silence never speaks
            ([no(ASKED + MINUTE)], ASKED + MINUTE, Standing.REFUSED),
            ([no(ASKED + MINUTE)], TACIT, Standing.REFUSED),
            ([no(TACIT - INSTANT)], TACIT - 2 * INSTANT, Standing.WAITING),
            ([no(TACIT - INSTANT)], TACIT, Standing.REFUSED),
            # a no that comes late: until then silence had opened the right
            ([no(TACIT)], TACIT - INSTANT, Standing.WAITING),
            ([no(TACIT)], TACIT, Standing.REFUSED),
            ([no(TACIT + MINUTE)], TACIT, Standing.TACIT),
            ([no(TACIT + MINUTE)], TACIT + MINUTE - INSTANT, Standing.TACIT),
            ([no(TACIT + MINUTE)], TACIT + MINUTE, Standing.REFUSED),
            # a yes that comes late: the right goes on, as the service's word
            ([yes(TACIT + MINUTE)], TACIT, Standing.TACIT),
            ([yes(TACIT + MINUTE)], TACIT + MINUTE, Standing.EXPLICIT),
            # revoked, given another end, granted after all
            ([yes(ASKED + MINUTE), no(TACIT)], TACIT - INSTANT, Standing.EXPLICIT),
            ([yes(ASKED + MINUTE), no(TACIT)], TACIT, Standing.REFUSED),
            ([yes(ASKED + MINUTE), yes(TACIT, END + MINUTE)], END, Standing.EXPLICIT),
            ([yes(ASKED + MINUTE), yes(TACIT, END + MINUTE)], END + MINUTE, Standing.OVER),
            ([yes(ASKED + MINUTE), yes(TACIT, TACIT + MINUTE)], TACIT + MINUTE, Standing.OVER),
            ([no(ASKED + MINUTE), yes(TACIT)], TACIT - INSTANT, Standing.REFUSED),
            ([no(ASKED + MINUTE), yes(TACIT)], TACIT, Standing.EXPLICIT),
        ],
    )  # fmt: skip
    def test_follows_the_service_s_last_word(self, answers: list[Answer], at: datetime, stands: Standing) -> None:
        assert standing(asked(*answers), at) is stands

    def test_whose_yes_is_over_is_not_reopened_by_silence(self) -> None:
        short = asked(yes(ASKED + MINUTE, ASKED + 2 * MINUTE))
        assert standing(short, TACIT) is Standing.OVER

    @pytest.mark.parametrize("answers", [[], [yes(ASKED + MINUTE)], [no(ASKED + MINUTE)], [no(TACIT + MINUTE)]])
    def test_that_was_withdrawn_opens_nothing_from_then_on(self, answers: list[Answer]) -> None:
        back = asked(*answers, withdrawn=TACIT + SECOND)
        before, then = TACIT, TACIT + SECOND
        assert standing(back, before) is standing(asked(*answers), before)
        assert standing(back, then) is standing(back, END) is Standing.WITHDRAWN

    def test_is_the_matter_of_its_own_establishment(self) -> None:
        theirs = asked(yes(ASKED), by=ANOTHER)
        assert kind_of(ASKED, requests=[theirs]) is None
        assert kind_of(ASKED, requests=[theirs], trader=Trader(ANOTHER, EDI)) is GroundKind.EXPLICIT

    @pytest.mark.parametrize("mode", AccessMode)
    def test_authorises_by_yes_or_by_silence_in_every_mode(self, mode: AccessMode) -> None:
        trader = Trader(ME, mode, "Alpha")
        assert ground(trader, TACIT, [], [asked()]) == Ground(GroundKind.TACIT, "D26-0001")
        assert ground(trader, TACIT, [], [asked(yes(ASKED))]) == Ground(GroundKind.EXPLICIT, "D26-0001")
        assert ground(trader, TACIT, [], [asked(no(ASKED))]) is None
        assert ground(trader, TACIT - SECOND, [], [asked()]) is None


@pytest.mark.rule("F7", "G7")
class TestAmongSeveralGrounds:
    def test_what_concerns_many_comes_before_what_was_granted_to_one_and_a_yes_before_silence(self) -> None:
        trader = Trader(ME, EDI, "Alpha")
        spans = {
            ALERT: outage(Failure.GAMMA_EDI, identifier="P26-0009"),
            INCIDENT: outage(Failure.PROVIDER, identifier="P26-0008"),
        }
        requests = {
            GroundKind.EXPLICIT: asked(yes(START), identifier="D26-0007"),
            GroundKind.TACIT: asked(at=START - THE_HOUR, identifier="D26-0006"),
        }
        order = [ALERT, INCIDENT, GroundKind.EXPLICIT, GroundKind.TACIT]
        for position, expected in enumerate(order):
            left = order[position:]
            found = kind_of(
                TACIT, [spans[k] for k in left if k in spans], [requests[k] for k in left if k in requests], trader
            )
            assert found is expected

    def test_the_one_that_stood_first_counts_and_then_the_smaller_identifier(self) -> None:
        early = replace(outage(Failure.GAMMA_DTI, identifier="P26-0009"), from_at=START - MINUTE)
        spans = [
            outage(Failure.GAMMA_DTI, identifier="P26-0003"),
            outage(Failure.GAMMA_DTI, identifier="P26-0002"),
            early,
        ]
        for order in permutations(spans):
            assert ground(Trader(ME, DTI), START, order, []) == Ground(ALERT, "P26-0009")
        for order in permutations(spans[:2]):
            assert ground(Trader(ME, DTI), START, order, []) == Ground(ALERT, "P26-0002")

    @pytest.mark.rule("G8")
    def test_an_officer_s_issue_is_itself_the_authorisation(self) -> None:
        assert Ground(GroundKind("officer")) == OFFICER

    def test_there_is_none_without_any_fact(self) -> None:
        assert ground(Trader(ME, DTI), START, [], []) is None


@pytest.mark.rule("F5")
class TestAnAnswerThatCrossesTheSixtiethMinute:
    def test_counts_from_its_own_time_when_nobody_relied_on_the_silence(self) -> None:
        for given_at in (TACIT - SECOND, TACIT, TACIT + MINUTE):
            assert counts_from(given_at, ASKED, None, given_at + MINUTE) == given_at

    def test_counts_from_the_instant_after_a_number_that_was_written_first(self) -> None:
        given_at = now = TACIT - SECOND
        assert counts_from(given_at, ASKED, TACIT, now) == TACIT + INSTANT
        assert counts_from(given_at, ASKED, TACIT, TACIT + MINUTE) == TACIT + MINUTE

    def test_leaves_that_number_its_ground_when_it_is_judged_again(self) -> None:
        late = asked(no(counts_from(TACIT - SECOND, ASKED, TACIT, TACIT - SECOND)))
        assert standing(late, TACIT) is Standing.TACIT
        assert standing(late, TACIT + INSTANT) is Standing.REFUSED

    def test_leaves_a_later_number_its_ground_too(self) -> None:
        """The answer of 10:00:02 waits for the lock that the number of 10:00:04 holds."""
        given_at = TACIT + 2 * SECOND
        assert counts_from(given_at, ASKED, TACIT + 4 * SECOND, given_at) == TACIT + 4 * SECOND + INSTANT

    def test_that_was_given_outside_gps_after_the_hour_counts_from_its_own_time(self) -> None:
        given_at = TACIT + MINUTE
        assert counts_from(given_at, ASKED, TACIT, TACIT + THE_HOUR) == given_at
        assert counts_from(given_at, ASKED, TACIT + 2 * MINUTE, TACIT + THE_HOUR) == given_at


class TestAnEnd:
    @pytest.mark.rule("F3", "F5")
    def test_follows_its_start(self) -> None:
        check_end(START, None, "ended")
        check_end(START, START + INSTANT, "ended")
        for wrong in (START, START - INSTANT):
            with pytest.raises(DomainError) as caught:
                check_end(START, wrong, "ended")
            [fault] = caught.value.faults
            assert (fault.code, fault.field, fault.data) == (ErrorCode.END_BEFORE_START, "ended", {"starts_at": START})


# --- What holds for all facts -----------------------------------------------------------------------------------------

seconds = st.integers(-3 * 3600, 12 * 3600)
moments = seconds.map(lambda s: START + timedelta(seconds=s))
traders = st.builds(Trader, st.just(ME), st.sampled_from(AccessMode), st.sampled_from(PROVIDERS))


@st.composite
def spans_of(draw: st.DrawFn) -> Span:
    from_at = draw(moments)
    length = draw(st.none() | st.integers(0, 6 * 3600))
    until_at = None if length is None else from_at + timedelta(seconds=length)
    return Span(
        f"P26-{draw(st.integers(1, 99)):04d}", draw(st.sampled_from(Failure)), from_at, until_at,
        draw(st.sampled_from([None, *PROVIDERS])), draw(st.sampled_from(["", ME, ANOTHER])),
    )  # fmt: skip


@st.composite
def requests_of(draw: st.DrawFn, *, withdrawable: bool = True) -> Request:
    at = draw(moments)
    given, answers = at, []
    for granted in draw(st.lists(st.booleans(), max_size=3)):
        given += timedelta(seconds=draw(st.integers(0, 2 * 3600)))
        ends = given + timedelta(seconds=draw(st.integers(1, 4 * 3600)))
        answers.append(Answer(given, granted, ends if granted else None))
    withdrawn = draw(st.none() | moments) if withdrawable else None
    return Request(
        f"D26-{draw(st.integers(1, 99)):04d}", draw(st.sampled_from([ME, ANOTHER])), at,
        at + timedelta(seconds=draw(st.integers(3601, 8 * 3600))), tuple(answers), withdrawn,
    )  # fmt: skip


some_spans = st.lists(spans_of(), max_size=4)
some_requests = st.lists(requests_of(), max_size=3)


class TestWhateverTheFacts:
    @pytest.mark.rule("F5")
    @given(requests_of(withdrawable=False), moments, moments)
    def test_a_refusal_closes_for_ever(self, request: Request, refused_at: datetime, later: datetime) -> None:
        """Until the service itself speaks again: no silence, no time that passes opens the right anew."""
        answers = tuple(answer for answer in request.answers if answer.at <= refused_at)
        refused_at = max(refused_at, request.asked_at)
        closed = replace(request, answers=(*answers, Answer(refused_at, granted=False)))
        at = max(refused_at, later)
        assert standing(closed, at) is Standing.REFUSED
        assert kind_of(at, requests=[closed]) is None

    @pytest.mark.rule("F5")
    @given(requests_of(), moments, moments)
    def test_a_late_word_never_changes_what_stood_before_it(
        self, request: Request, said_at: datetime, before: datetime
    ) -> None:
        """What was issued under a ground has had that ground, whatever is answered afterwards."""
        said_at = max([said_at, request.asked_at, *(answer.at for answer in request.answers)])
        at = min(before, said_at - INSTANT)
        for word in (no(said_at), yes(said_at, said_at + MINUTE)):
            assert standing(replace(request, answers=(*request.answers, word)), at) is standing(request, at)

    @pytest.mark.rule("F3")
    @given(traders, moments, some_spans, some_requests, spans_of())
    def test_one_outage_more_never_closes_a_right(
        self, trader: Trader, at: datetime, spans: list[Span], requests: list[Request], more: Span
    ) -> None:
        if ground(trader, at, spans, requests) is not None:
            assert ground(trader, at, [*spans, more], requests) is not None

    @pytest.mark.rule("F4")
    @given(traders, moments, some_spans, some_requests, requests_of())
    def test_one_request_more_never_closes_a_right(
        self, trader: Trader, at: datetime, spans: list[Span], requests: list[Request], more: Request
    ) -> None:
        if ground(trader, at, spans, requests) is not None:
            assert ground(trader, at, spans, [*requests, more]) is not None

    @pytest.mark.rule("F2", "F4")
    @given(traders, moments, some_spans, some_requests)
    def test_incidents_of_the_operator_himself_change_nothing(
        self, trader: Trader, at: datetime, spans: list[Span], requests: list[Request]
    ) -> None:
        own = {Failure.OPERATOR_DTI, Failure.OPERATOR_EDI}
        without = [span for span in spans if span.failure not in own]
        assert ground(trader, at, spans, requests) == ground(trader, at, without, requests)

    @pytest.mark.rule("F7")
    @given(traders, moments, some_spans, some_requests, st.randoms(use_true_random=False))
    def test_their_order_does_not_matter(
        self, trader: Trader, at: datetime, spans: list[Span], requests: list[Request], chance: Random
    ) -> None:
        found = ground(trader, at, spans, requests)
        chance.shuffle(spans)
        chance.shuffle(requests)
        assert ground(trader, at, spans, requests) == found

    @pytest.mark.rule("F5", "F7")
    @given(traders, moments, some_spans, some_requests)
    def test_a_moment_is_judged_alike_however_much_later(
        self, trader: Trader, at: datetime, spans: list[Span], requests: list[Request]
    ) -> None:
        """No job writes the tacit authorisation: what is known at a moment suffices, and what comes after it is no
        matter. Facts of after the moment are left out, as they were when it was the present.
        """
        known_spans = [
            replace(span, until_at=span.until_at if span.until_at is not None and span.until_at <= at else None)
            for span in spans if span.from_at <= at
        ]  # fmt: skip
        known_requests = [
            replace(
                request, answers=tuple(answer for answer in request.answers if answer.at <= at),
                withdrawn_at=request.withdrawn_at if request.withdrawn_at and request.withdrawn_at <= at else None,
            )
            for request in requests if request.asked_at <= at
        ]  # fmt: skip
        assert ground(trader, at, spans, requests) == ground(trader, at, known_spans, known_requests)

    @pytest.mark.rule("F7")
    @given(traders, moments, some_spans, some_requests)
    def test_a_ground_is_one_of_the_four_and_names_what_it_rests_on(
        self, trader: Trader, at: datetime, spans: list[Span], requests: list[Request]
    ) -> None:
        found = ground(trader, at, spans, requests)
        if found is None:
            return
        by_outage = {span.identifier for span in spans if span.holds(at) and span.concerns(trader)}
        by_service = {request.identifier for request in requests if request.excise_number == ME}
        outages = {GroundKind.ALERT, GroundKind.PROVIDER_INCIDENT}
        assert found.kind in outages | {GroundKind.EXPLICIT, GroundKind.TACIT}
        assert found.reference in (by_outage if found.kind in outages else by_service)

    @pytest.mark.rule("F1")
    @given(moments, some_spans)
    def test_dti_plus_counts_as_dti(self, at: datetime, spans: list[Span]) -> None:
        assert ground(Trader(ME, DTI), at, spans, []) == ground(Trader(ME, DTI_PLUS), at, spans, [])
