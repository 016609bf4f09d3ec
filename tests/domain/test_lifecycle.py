"""The life of a document: who may take it from which status to which, and for which reason."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import (
    TRANSITIONS,
    Action,
    ActorKind,
    CancellationReason,
    ManualReason,
    ReactivationReason,
    Status,
    check_comment,
    check_reason,
    next_status,
)

# The rule book's T2 to T4 and A1 to A3, written out once more in plain words.
PEOPLE = {"operator", "customs", "edi_provider"}
RULE_BOOK: dict[tuple[str | None, str, str], set[str]] = {
    (None, "issue", "active"): PEOPLE,
    (None, "register", "active"): PEOPLE,
    ("active", "cancel", "cancelled"): PEOPLE,
    ("active", "deactivate", "inactive"): {"system"},
    ("active", "reintegrate", "reintegrated"): {"system"},
    ("inactive", "reactivate", "active"): {"customs"},
    ("reintegrated", "withdraw", "active"): {"customs", "system"},
}

STATUSES: list[Status | None] = [None, *Status]
CASES = list(itertools.product(STATUSES, Action, ActorKind))
any_text = st.text(st.characters(exclude_categories=()))


def expected(status: Status | None, action: Action, actor: ActorKind) -> str | ErrorCode:
    """What the rule book above says of one case."""
    for (before, verb, after), actors in RULE_BOOK.items():
        if (before, verb) == (status and status.value, action.value):
            return after if actor.value in actors else ErrorCode.NOT_ALLOWED
    return ErrorCode.TRANSITION_FORBIDDEN


def outcome(status: Status | None, action: Action, actor: ActorKind) -> str | ErrorCode:
    """What the life cycle says of it."""
    try:
        return next_status(status, action, actor).value
    except DomainError as refusal:
        (code,) = refusal.codes
        return code


def comment_codes(comment: str) -> tuple[ErrorCode, ...]:
    """What is refused in a comment: nothing when it passes; any other exception fails the test."""
    try:
        check_comment(comment)
    except DomainError as refusal:
        assert {fault.field for fault in refusal.faults} == {"comment"}  # noqa: PT017 - beside the codes, not instead
        return refusal.codes
    return ()


@pytest.mark.rule("T2")
class TestTheLifeOfADocument:
    @pytest.mark.parametrize(("status", "action", "actor"), CASES)
    def test_is_that_of_the_rule_book(self, status: Status | None, action: Action, actor: ActorKind) -> None:
        assert outcome(status, action, actor) == expected(status, action, actor)

    def test_knows_no_other_transition(self) -> None:
        table = {
            (before and before.value, action.value, after.value): {actor.value for actor in actors}
            for (before, action), (after, actors) in TRANSITIONS.items()
        }
        assert table == RULE_BOOK

    def test_moves_between_statuses_as_the_sentence_says(self) -> None:
        moves = {(before, after) for (before, _), (after, _) in TRANSITIONS.items()}
        assert moves == {
            (None, Status.ACTIVE),
            (Status.ACTIVE, Status.CANCELLED),
            (Status.ACTIVE, Status.INACTIVE),
            (Status.ACTIVE, Status.REINTEGRATED),
            (Status.INACTIVE, Status.ACTIVE),
            (Status.REINTEGRATED, Status.ACTIVE),
        }

    def test_names_what_it_refuses(self) -> None:
        with pytest.raises(DomainError) as refusal:
            next_status(Status.CANCELLED, Action.REACTIVATE, ActorKind.CUSTOMS)
        assert refusal.value.faults[0].data == {"status": "cancelled", "action": "reactivate"}
        with pytest.raises(DomainError) as refusal:
            next_status(None, Action.CANCEL, ActorKind.OPERATOR)
        assert refusal.value.faults[0].data == {"status": None, "action": "cancel"}

    def test_never_leaves_the_rule_book_whatever_is_tried(self) -> None:
        run_state_machine_as_test(AnyLife)


class AnyLife(RuleBasedStateMachine):
    """Whatever anyone tries in any order, each step is one of the rule book's."""

    def __init__(self) -> None:
        super().__init__()
        self.status: Status | None = None
        self.born = 0
        self.was_cancelled = False

    @rule(action=st.sampled_from(Action), actor=st.sampled_from(ActorKind))
    def anyone_tries_anything(self, action: Action, actor: ActorKind) -> None:
        before = self.status
        try:
            self.status = next_status(before, action, actor)
        except DomainError as refusal:
            self.refused(refusal, before)
        else:
            assert actor.value in RULE_BOOK[before and before.value, action.value, self.status.value]
            self.born += before is None
            self.was_cancelled = self.was_cancelled or self.status is Status.CANCELLED

    def refused(self, refusal: DomainError, before: Status | None) -> None:
        assert refusal.codes in {(ErrorCode.TRANSITION_FORBIDDEN,), (ErrorCode.NOT_ALLOWED,)}
        assert self.status is before

    @invariant()
    def it_is_born_once_and_never_unborn(self) -> None:
        assert self.born == (0 if self.status is None else 1)

    @invariant()
    def it_stays_cancelled(self) -> None:
        assert self.was_cancelled is (self.status is Status.CANCELLED)


class TestANewDocument:
    @pytest.mark.rule("T1", "T2")
    @pytest.mark.parametrize("action", [Action.ISSUE, Action.REGISTER])
    def test_is_active(self, action: Action) -> None:
        assert next_status(None, action, ActorKind.OPERATOR) is Status.ACTIVE

    @pytest.mark.rule("G8")
    def test_may_be_an_officers(self) -> None:
        assert next_status(None, Action.ISSUE, ActorKind.CUSTOMS) is Status.ACTIVE

    @pytest.mark.rule("T2")
    @pytest.mark.parametrize("status", Status)
    @pytest.mark.parametrize("action", [Action.ISSUE, Action.REGISTER])
    def test_is_not_one_that_exists(self, action: Action, status: Status) -> None:
        assert {outcome(status, action, actor) for actor in ActorKind} == {ErrorCode.TRANSITION_FORBIDDEN}


@pytest.mark.rule("T1")
class TestTheStatuses:
    def test_are_four(self) -> None:
        assert {status.value for status in Status} == {"active", "inactive", "cancelled", "reintegrated"}


@pytest.mark.rule("A3")
class TestACancelledDocument:
    @pytest.mark.parametrize("action", Action)
    @pytest.mark.parametrize("actor", ActorKind)
    def test_has_no_way_out(self, actor: ActorKind, action: Action) -> None:
        assert outcome(Status.CANCELLED, action, actor) is ErrorCode.TRANSITION_FORBIDDEN


@pytest.mark.rule("A3")
class TestAReintegratedDocument:
    @pytest.mark.parametrize("action", sorted(set(Action) - {Action.WITHDRAW}))
    @pytest.mark.parametrize("actor", ActorKind)
    def test_has_no_way_out_but_a_withdrawal(self, actor: ActorKind, action: Action) -> None:
        assert outcome(Status.REINTEGRATED, action, actor) is ErrorCode.TRANSITION_FORBIDDEN

    @pytest.mark.parametrize("actor", [ActorKind.CUSTOMS, ActorKind.SYSTEM])
    def test_is_withdrawn_by_gamma_or_an_officer(self, actor: ActorKind) -> None:
        assert next_status(Status.REINTEGRATED, Action.WITHDRAW, actor) is Status.ACTIVE

    @pytest.mark.parametrize("actor", [ActorKind.OPERATOR, ActorKind.EDI_PROVIDER])
    def test_is_withdrawn_by_nobody_else(self, actor: ActorKind) -> None:
        assert outcome(Status.REINTEGRATED, Action.WITHDRAW, actor) is ErrorCode.NOT_ALLOWED


class TestAnActiveDocument:
    @pytest.mark.rule("A1")
    @pytest.mark.parametrize("status", [None, Status.INACTIVE, Status.CANCELLED, Status.REINTEGRATED])
    def test_alone_can_be_cancelled(self, status: Status | None) -> None:
        assert next_status(Status.ACTIVE, Action.CANCEL, ActorKind.OPERATOR) is Status.CANCELLED
        assert outcome(status, Action.CANCEL, ActorKind.OPERATOR) is ErrorCode.TRANSITION_FORBIDDEN

    @pytest.mark.rule("T3")
    def test_becomes_inactive_by_the_system_alone(self) -> None:
        able = {actor for actor in ActorKind if outcome(Status.ACTIVE, Action.DEACTIVATE, actor) == "inactive"}
        assert able == {ActorKind.SYSTEM}

    @pytest.mark.rule("T4")
    def test_becomes_reintegrated_by_gamma_alone(self) -> None:
        able = {actor for actor in ActorKind if outcome(Status.ACTIVE, Action.REINTEGRATE, actor) == "reintegrated"}
        assert able == {ActorKind.SYSTEM}


@pytest.mark.rule("A2")
class TestAnInactiveDocument:
    def test_is_reactivated_by_an_officer_alone(self) -> None:
        able = {actor for actor in ActorKind if outcome(Status.INACTIVE, Action.REACTIVATE, actor) == "active"}
        assert able == {ActorKind.CUSTOMS}

    @pytest.mark.rule("T4")
    @pytest.mark.parametrize("actor", ActorKind)
    def test_is_not_reintegrated(self, actor: ActorKind) -> None:
        assert outcome(Status.INACTIVE, Action.REINTEGRATE, actor) is ErrorCode.TRANSITION_FORBIDDEN


CANCELLATION = {"transaction_interrupted", "document_error", "system_back_before_dispatch", "other"}
REACTIVATION = {"operator_technical", "customs_technical", "operator_omission", "regularisation_failed", "other"}
REASONS = {
    Action.CANCEL: CANCELLATION,
    Action.REACTIVATE: REACTIVATION,
    Action.WITHDRAW: {"regularisation_failed"},
}
ALL_REASONS = sorted(CANCELLATION | REACTIVATION | {reason.value for reason in ManualReason} | {"", "Other", "autre"})


class TestAReason:
    @pytest.mark.rule("A1")
    def test_of_a_cancellation_is_one_of_four(self) -> None:
        assert {reason.value for reason in CancellationReason} == CANCELLATION

    @pytest.mark.rule("A2")
    def test_of_a_reactivation_is_one_of_five(self) -> None:
        assert {reason.value for reason in ReactivationReason} == REACTIVATION

    @pytest.mark.rule("E9")
    def test_of_a_hand_made_number_is_one_of_three(self) -> None:
        reasons = {reason.value for reason in ManualReason}
        assert reasons == {"outside_office_hours", "gps_unavailable", "service_unreachable"}

    @pytest.mark.rule("A1", "A2", "A3")
    @pytest.mark.parametrize("reason", ALL_REASONS)
    @pytest.mark.parametrize("action", REASONS)
    def test_is_of_the_list_of_its_action_alone(self, action: Action, reason: str) -> None:
        if reason in REASONS[action]:
            check_reason(action, reason, "un commentaire")
        else:
            with pytest.raises(DomainError) as refusal:
                check_reason(action, reason, "un commentaire")
            assert refusal.value.codes == (ErrorCode.REASON_UNKNOWN,)
            assert refusal.value.faults[0].field == "reason"

    @pytest.mark.rule("A1", "A2", "A3")
    @given(st.sampled_from(sorted(REASONS)), any_text.filter(lambda text: text not in ALL_REASONS))
    def test_that_is_unknown_is_refused(self, action: Action, reason: str) -> None:
        with pytest.raises(DomainError) as refusal:
            check_reason(action, reason, "")
        assert refusal.value.codes == (ErrorCode.REASON_UNKNOWN,)

    @pytest.mark.rule("A1", "A2", "A3")
    @pytest.mark.parametrize("action", REASONS)
    def test_needs_no_comment_but_for_other(self, action: Action) -> None:
        for reason in REASONS[action] - {"other"}:
            check_reason(action, reason, "")

    @pytest.mark.rule("A1", "A2")
    @pytest.mark.parametrize("comment", ["", " ", "\r\n", "\t \n", "\u00a0"])
    @pytest.mark.parametrize("action", [Action.CANCEL, Action.REACTIVATE])
    def test_that_is_other_needs_a_comment(self, action: Action, comment: str) -> None:
        with pytest.raises(DomainError) as refusal:
            check_reason(action, "other", comment)
        assert refusal.value.codes == (ErrorCode.COMMENT_REQUIRED,)
        assert refusal.value.faults[0].field == "comment"

    @pytest.mark.rule("A1", "A2", "A3")
    @pytest.mark.parametrize("action", REASONS)
    def test_does_not_excuse_a_bad_comment(self, action: Action) -> None:
        for reason in REASONS[action]:
            with pytest.raises(DomainError) as refusal:
                check_reason(action, reason, "\0")
            assert refusal.value.codes == (ErrorCode.COMMENT_CHARACTER,)


@pytest.mark.rule("A1", "A2")
class TestAComment:
    @pytest.mark.parametrize("length", [0, 1, 499, 500])
    def test_may_have_500_characters(self, length: int) -> None:
        check_comment("\u00e9" * length)

    @pytest.mark.parametrize("length", [501, 502, 100_000])
    def test_may_not_have_more(self, length: int) -> None:
        with pytest.raises(DomainError) as refusal:
            check_comment("a" * length)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.COMMENT_TOO_LONG, "comment")
        assert fault.data == {"length": length, "most": 500}

    @pytest.mark.parametrize(
        "comment",
        [
            pytest.param("Erreur\u00a0: plaque mal lue\u202f!", id="French no-break spaces"),
            pytest.param("une ligne\r\nune autre\n\tretrait", id="lines and tab"),
            pytest.param("\u0152uvre d\u2019art \u2014 \u00ab\u00a0test\u00a0\u00bb 12\u20ac", id="typography"),
            pytest.param("\u0394\u03bf\u03ba\u03b9\u03bc\u03ae \u4e2d\u6587 \U0001f69b", id="other scripts"),
        ],
    )
    def test_may_be_what_people_write(self, comment: str) -> None:
        check_comment(comment)

    @pytest.mark.parametrize(
        "character",
        [
            "\0",
            "\x07",
            "\x0b",
            "\x0c",
            "\x1b",
            "\x1c",
            "\x7f",
            "\x85",
            "\u200b",
            "\u202e",
            "\u2028",
            "\ud800",
            "\ufeff",
        ],
        ids=ascii,
    )
    def test_may_not_hold_invisible_characters(self, character: str) -> None:
        assert comment_codes(f"avant{character}apr\u00e8s") == (ErrorCode.COMMENT_CHARACTER,)

    @given(any_text)
    def test_passes_or_is_refused_whatever_is_typed(self, comment: str) -> None:
        codes = comment_codes(comment)
        assert codes in {(), (ErrorCode.COMMENT_TOO_LONG,), (ErrorCode.COMMENT_CHARACTER,)}
        if not codes:
            comment.encode()  # it can be stored
            assert "\0" not in comment
