"""Every refusal has its sentence, made of the facts that the rules really give (rule E2 and the others)."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from gps.accounts.actors import SYSTEM
from gps.documents import operations, pages, search
from gps.documents.models import Anomaly, FallbackDocument, SequenceCounter
from gps.documents.operations import IssueRequest, report_malformed, settle
from gps.domain import dispatch, excise_number, lifecycle, reference
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.domain.grounds import Side
from gps.domain.lifecycle import Action, Means, Status
from gps.exchange.drm import Month
from gps.notices import subscriptions
from gps.notices.labels import Following
from gps.notices.models import Subscription
from gps.wording.messages import SENTENCES, sentence, sentences
from tests.api import api_refusals
from tests.documents.register import ARC, arc_of, bring, issue, register, registered
from tests.exchange import import_refusals
from tests.outages import crisis
from tests.outages.crisis import DAY, HOUR, MINUTE, ungrounded
from tests.web import ead_refusals, machine_refusals, paper_refusals
from tests.web.scene import EIGHT
from tests.world import NOW, SHIPPER, WAREHOUSE, World, report, request

pytestmark = pytest.mark.django_db

E = ErrorCode
PARIS = ZoneInfo("Europe/Paris")
Provoke = Callable[[World], object]


def parsed(text: str) -> Provoke:
    return lambda world: reference.parse_hand_made(text, SHIPPER, 2026)


def announced(on: date, at: time, now: datetime = NOW) -> Provoke:
    return lambda world: dispatch.announced(on, at, PARIS, now)


def asked(query: str) -> Provoke:
    return lambda world: search.parse(QueryDict(query).dict())


def issued(*requests: IssueRequest, key: str = "", who: str = "shipper") -> Provoke:
    return lambda world: operations.generate_many(requests, actor=world.actor(who), now=NOW, key=key)


def exhausted(world: World) -> None:
    SequenceCounter.objects.create(excise_number=world.shipper, year=2026, last_sequence=99_999)
    issue(world)


def served_already(world: World) -> None:
    issue(world, key="one")
    issue(world, key="one", identity="OTHER")


def known_already(world: World) -> object:
    registered(world, EIGHT)
    return register(world, EIGHT, identity="OTHER")


def cancelled(world: World, status: Status = Status.CANCELLED) -> None:
    operations.cancel(bring(world, issue(world), status).reference, actor=world.actor("shipper"), now=NOW,
                      reason="document_error")  # fmt: skip


def corrected(world: World, who: str, document: FallbackDocument, identity: str = "AB-123-CD") -> None:
    operations.correct(
        document.reference, actor=world.actor(who), now=NOW, transport_identity=identity,
        dispatch_date=date(2026, 11, 20), dispatch_time=time(19, 30), comment="Essai.",
    )  # fmt: skip


def completed(world: World) -> None:
    operations.complete(
        issue(world).reference, actor=world.actor("shipper"), now=NOW, transport_identity="A",
        dispatch_date=date(2026, 11, 20), dispatch_time=time(19, 30),
    )  # fmt: skip


def reintegrated(world: World, arc: str, kind: str) -> None:
    operations.reintegrate(issue(world).reference, actor=SYSTEM, now=NOW, document_type=kind, arc=arc)


def refused_by_gamma(world: World, status: Status) -> None:
    number = bring(world, issue(world), status).reference
    operations.reintegrate(number, actor=SYSTEM, now=NOW, document_type="DAA", arc=arc_of(1))


def arc_served(world: World) -> None:
    bring(world, issue(world, identity="FIRST"), Status.REINTEGRATED)
    reintegrated(world, ARC, "DAA")


def settled_twice(world: World) -> None:
    anomaly = report_malformed(report("X"), actor=world.actor("shipper"), now=NOW)
    for _ in range(2):
        settle(anomaly.pk, actor=world.actor("officer"), now=NOW, comment="Vu.")


def commented(comment: str) -> Provoke:
    return lambda world: lifecycle.check_reason(Action.CANCEL, "other", comment)


def outage_over(world: World) -> None:
    alert = crisis.alert(world)
    for _ in range(2):
        crisis.end(world, alert, now=NOW)


def asked_of_the_service(**fields: Any) -> Provoke:
    return lambda world: crisis.ask(ungrounded(world), **fields)


def answered(**fields: Any) -> Provoke:
    return lambda world: crisis.grant(world, crisis.ask(ungrounded(world)), **{"now": NOW + MINUTE} | fields)


def withdrawn_twice(world: World) -> None:
    made = crisis.ask(ungrounded(world))
    for _ in range(2):
        crisis.withdraw(world, made, now=NOW + MINUTE)


def refused_since(world: World) -> None:
    crisis.refuse(world, crisis.ask(ungrounded(world)), now=NOW + MINUTE)
    crisis.ask(world, now=NOW + HOUR, means="telephone", asked_at=NOW - HOUR)


def subscribed_too_often(world: World) -> None:
    for n in range(11):
        subscriptions.subscribe(f"x{n}@gps.invalid", Following.ALL, place="here", now=NOW)


def subscription_too_old(world: World) -> None:
    subscriptions.subscribe("x@gps.invalid", Following.ALL, place="here", now=NOW)
    subscriptions.confirm(Subscription.objects.get().token, now=NOW + 8 * DAY)


PROVOKED: dict[ErrorCode, Provoke] = {
    E.REFERENCE_LENGTH: parsed("26FR"),
    E.REFERENCE_CHARACTER: parsed("26FR007328É0001000081"),
    E.REFERENCE_YEAR_FORM: parsed("2XFR007328E0001000081"),
    E.REFERENCE_YEAR_TO_COME: parsed("27FR007328E0001000081"),
    E.REFERENCE_OTHER_EXCISE_NUMBER: parsed("26FR007328E0009000081"),
    E.REFERENCE_SEQUENCE_FORM: parsed("26FR007328E00010A0081"),
    E.REFERENCE_SEQUENCE_ZERO: parsed("26FR007328E0001000001"),
    E.REFERENCE_LAST_CHARACTER: lambda world: register(world, f"{EIGHT[:20]}2"),
    E.REFERENCE_LETTER_O: parsed("26FR007328E0001OOOO81"),
    E.SEQUENCE_EXHAUSTED: exhausted,
    E.EXCISE_NUMBER_LENGTH: lambda world: excise_number.parse("FR0"),
    E.EXCISE_NUMBER_CHARACTER: lambda world: excise_number.parse("FR007328É0001"),
    E.EXCISE_NUMBER_COUNTRY: lambda world: excise_number.parse("DE007328E0001"),
    E.EXCISE_NUMBER_FORM: lambda world: excise_number.parse("FR107328E0001"),
    E.EXCISE_NUMBER_NOT_ENTITLED: issued(request(), who="stranger"),
    E.DISPATCH_DATE_PAST: announced(date(2026, 11, 19), time(8)),
    E.DISPATCH_TIME_PAST: announced(date(2026, 11, 20), time(8)),
    E.DISPATCH_TIME_MISSING_HOUR: announced(date(2027, 3, 28), time(2, 30)),
    E.DISPATCH_DATE_TOO_FAR: announced(date(2030, 1, 1), time(8)),
    E.DISPATCH_INCOMPLETE: issued(request(at=None)),
    E.TRANSPORT_EMPTY: lambda world: dispatch.transport_identity(" "),
    E.TRANSPORT_TOO_LONG: lambda world: dispatch.transport_identity("A" * 36),
    E.TRANSPORT_CHARACTER: lambda world: dispatch.transport_identity("\u2009x\u2009x"),
    E.CONFIRM_JUMP: lambda world: register(world, "26FR007328E0001999991"),
    E.CONFIRM_OUTSIDE_YEAR: lambda world: register(world, EIGHT, on=date(2025, 1, 1)),
    E.CONFIRM_DUTY_PAID_WAREHOUSE: issued(request(excise_number=WAREHOUSE)),
    E.SUBMISSION_CONFLICT: served_already,
    E.ALREADY_REGISTERED: known_already,
    E.BATCH_SIZE: issued(*[request()] * 501, who="officer"),
    E.TRANSITION_FORBIDDEN: cancelled,
    E.REASON_UNKNOWN: lambda world: lifecycle.check_reason(Action.CANCEL, "x", ""),
    E.COMMENT_REQUIRED: commented(""),
    E.COMMENT_TOO_LONG: commented("x" * 501),
    E.COMMENT_CHARACTER: commented("\x07"),
    E.NOT_YET_OVERDUE: lambda world: operations.deactivate(issue(world).reference, actor=SYSTEM, now=NOW),
    E.ARC_WRONG: lambda world: reintegrated(world, "x", "DAA"),
    E.NOTHING_TO_CORRECT: lambda world: corrected(world, "shipper", issue(world)),
    E.CORRECTION_FORBIDDEN: lambda world: corrected(world, "shipper", registered(world, EIGHT)),
    E.NOT_TO_COMPLETE: completed,
    E.REINTEGRATION_INACTIVE: lambda world: refused_by_gamma(world, Status.INACTIVE),
    E.REINTEGRATION_CANCELLED: lambda world: refused_by_gamma(world, Status.CANCELLED),
    E.OTHER_ARC: lambda world: refused_by_gamma(world, Status.REINTEGRATED),
    E.ARC_TAKEN: arc_served,
    E.TYPE_MISMATCH: lambda world: reintegrated(world, ARC, "DSA"),
    E.ALREADY_RESOLVED: settled_twice,
    E.SEARCH_COMPARATOR: asked("numero=1&numero_comparateur=avant"),
    E.SEARCH_DATE: asked("expedition=x"),
    E.SEARCH_VALUE: asked("statut=x"),
    E.SEARCH_TEXT: asked("numero=%25"),
    E.SEARCH_SORT: asked("tri=x"),
    E.CURSOR_WRONG: lambda world: pages.page_of(FallbackDocument.objects.all(), pages.NEWEST_FIRST, "x"),
    E.MONTH_WRONG: lambda world: Month.parse("13/2026"),
    E.NOT_ALLOWED: issued(request(), who="national"),
    E.REFERENCE_WELL_FORMED: lambda world: report_malformed(report(), actor=world.actor("shipper"), now=NOW),
    E.SUBMISSION_KEY: issued(request(), key="x" * 65),
    E.MOMENT_TO_COME: lambda world: operations.note_receipt(
        registered(world, EIGHT).reference,
        actor=world.actor("officer"),
        now=NOW,
        means=Means.FAX,
        received_at=NOW + timedelta(minutes=1),
    ),
}
PROVOKED |= {
    E.GROUND_MISSING: lambda world: issue(ungrounded(world)),
    E.END_BEFORE_START: lambda world: crisis.end(world, crisis.alert(world, starts_at=NOW + DAY), now=NOW),
    E.OUTAGE_OVER: outage_over,
    E.OUTAGE_NOT_OVER: lambda world: crisis.reopen(world, crisis.alert(world), now=NOW),
    E.OUTAGE_STANDS: lambda world: [crisis.alert(world) for _ in range(2)],
    E.OUTAGE_MESSAGE: lambda world: crisis.alert(world, message=" "),
    E.OUTAGE_TARGET: lambda world: crisis.operator_down(world, world.shipper, side=Side.CUSTOMS),
    E.OUTAGE_UNCHANGED: lambda world: crisis.change(world, crisis.alert(world), now=NOW),
    E.OUTAGE_TOO_FAR: lambda world: crisis.alert(world, starts_at=NOW + 367 * DAY),
    E.OUTAGE_BEGUN: lambda world: crisis.change(world, crisis.alert(world), now=NOW + MINUTE, starts_at=NOW + HOUR),
    E.OTHER_ACCESS_FIRST: asked_of_the_service(tried_other_access=False),
    E.REINTEGRATION_UNSAID: asked_of_the_service(reintegrated_by=Side.OPERATOR),
    E.INCIDENT_UNKNOWN: asked_of_the_service(incident="P26-9999"),
    E.REQUEST_STANDS: crisis.ask,
    E.ALREADY_ANSWERED: lambda world: [
        crisis.answer(world, made, granted, seen=0, now=NOW + MINUTE)
        for made in [crisis.ask(ungrounded(world))]
        for granted in (True, False)
    ],
    E.REQUEST_CLOSED: withdrawn_twice,
    E.ANSWER_BEFORE_REQUEST: answered(means="telephone", given_at=NOW - MINUTE),
    E.AUTHORISATION_TOO_LONG: answered(ends_at=NOW + 40 * DAY),
    E.MEANS_MISSING: answered(means="telephone"),
    E.REQUEST_TOO_OLD: asked_of_the_service(means="fax", asked_at=NOW - 8 * DAY),
    E.REQUEST_REFUSED: refused_since,
    E.EMAIL_WRONG: lambda world: subscriptions.subscribe("x", Following.ALL, place="here", now=NOW),
    E.TOO_MANY_TRIES: subscribed_too_often,
    E.SUBSCRIPTION_CLOSED: subscription_too_old,
}
PROVOKED |= ead_refusals.PROVOKED | paper_refusals.PROVOKED | import_refusals.PROVOKED | machine_refusals.PROVOKED
PROVOKED |= api_refusals.PROVOKED


def faults_of(provoke: Provoke, world: World) -> list[Fault]:
    try:
        return list(getattr(provoke(world), "faults", ()))
    except DomainError as error:
        return list(error.faults)


class TestEveryCode:
    def test_has_a_sentence(self) -> None:
        assert set(SENTENCES) == set(ErrorCode)

    def test_is_provoked_here_once_the_code_raises_it(self) -> None:
        """A code that is new asks for its line in PROVOKED."""
        assert set(PROVOKED) == set(ErrorCode)

    @pytest.mark.rule("E2")
    @pytest.mark.parametrize("code", PROVOKED, ids=lambda code: code.slug)
    def test_makes_a_sentence_of_what_the_rules_give(self, world: World, code: ErrorCode) -> None:
        faults = [fault for fault in faults_of(PROVOKED[code], world) if fault.code is code]
        assert faults, f"{code.slug} is not raised"
        for told in sentences(DomainError(faults)):
            assert re.fullmatch(r"[A-ZÀ-Ý].*\.", told), told
            assert not re.search(r"None|\{|\}|<|datetime|\bDomain|  ", told), told

    @pytest.mark.parametrize("code", ErrorCode, ids=lambda code: code.slug)
    def test_without_facts_is_a_sentence_where_it_needs_none(self, code: ErrorCode) -> None:
        written = SENTENCES[code]
        assert callable(written) or written.endswith(".")


class TestASentence:
    @pytest.mark.rule("A1", "A3", "T2")
    @pytest.mark.parametrize("status", [Status.INACTIVE, Status.REINTEGRATED, Status.CANCELLED])
    def test_of_a_forbidden_transition_tells_the_status(self, world: World, status: Status) -> None:
        [fault] = faults_of(lambda w: cancelled(w, status), world)
        word = {"inactive": "inactif", "reintegrated": "régularisé", "cancelled": "annulé"}[status]
        assert word in sentence(fault)

    @pytest.mark.rule("E3")
    def test_of_a_known_number_says_when_by_whom_and_under_which_receipt(self, world: World) -> None:
        [fault] = faults_of(known_already, world)
        told = sentence(fault)
        assert "depuis le 20/11/2026, par Shipper Exemple" in told
        assert (
            f"est conservée et transmise à votre service douanier sous le reçu {Anomaly.objects.get().receipt} :"
            in told
        )

    @pytest.mark.rule("E3")
    def test_of_a_known_number_says_in_a_dry_run_what_would_be_kept(self, world: World) -> None:
        registered(world, EIGHT)
        other = [report(EIGHT, identity="OTHER")]
        [outcome] = operations.register_many(other, actor=world.actor("shipper"), now=NOW, dry_run=True)
        told = sentence(outcome.faults[0])
        assert "Votre saisie sera conservée et transmise à votre service douanier : il vous donnera" in told

    @pytest.mark.rule("M2")
    @pytest.mark.parametrize(
        ("arc", "word"),
        [
            ("26FR", "il compte 4 caractères au lieu de 21"),
            (ARC[:-1] + "_", "il contient « _ »"),
            ("A" * 21, "2 lettres de pays"),
            (ARC[:-1] + str((int(ARC[-1]) + 1) % 10), "son chiffre de contrôle « "),
        ],
    )
    def test_of_a_wrong_arc_says_what_is_wrong(self, world: World, arc: str, word: str) -> None:
        [fault] = faults_of(lambda w: reintegrated(w, arc, "DAA"), world)
        assert word in sentence(fault)

    @pytest.mark.rule("M2")
    def test_of_a_regularisation_under_the_document_s_own_number_says_so(self, world: World) -> None:
        document = issue(world)
        number = document.reference
        [fault] = faults_of(
            lambda _: operations.reintegrate(number, actor=SYSTEM, now=NOW, document_type="DAA", arc=number), world
        )
        assert "c’est le numéro du document de secours lui-même" in sentence(fault)

    @pytest.mark.rule("M2")
    def test_of_a_refused_regularisation_names_the_receipt_and_the_remedy(self, world: World) -> None:
        [fault] = faults_of(lambda w: refused_by_gamma(w, Status.INACTIVE), world)
        told = sentence(fault)
        assert f"sous le reçu {Anomaly.objects.get().receipt}." in told
        assert "Ce service peut le réactiver" in told

    @pytest.mark.rule("E5")
    @pytest.mark.parametrize(("skipped", "word"), [(1, "1 numéro "), (2, "2 numéros ")])
    def test_counts_in_french(self, skipped: int, word: str) -> None:
        fault = Fault(E.CONFIRM_JUMP, "reference", {"found": 9, "last": 7, "skipped": skipped})
        assert word in sentence(fault)

    @pytest.mark.parametrize(
        ("character", "shown"),
        [("%", "« % »"), ("É", "« É » (Latin capital letter e with acute)"), ("\u2009", "une espace"),
         ("\x07", "un caractère invisible (U+0007)"), ("\u200d", "un caractère invisible (U+200D)"),
         ("\U000f0000", "un caractère invisible (U+F0000)")],
    )  # fmt: skip
    def test_shows_a_character_so_that_one_recognises_it(self, character: str, shown: str) -> None:
        assert shown in sentence(Fault(E.REFERENCE_CHARACTER, "reference", {"character": character}))

    def test_of_a_form_served_for_several_names_none(self) -> None:
        fault = Fault(E.SUBMISSION_CONFLICT, "", {"references": [EIGHT, EIGHT]})
        assert sentence(fault).startswith("Ce formulaire a déjà servi. ")

    def test_dates_as_the_french_do(self) -> None:
        late = NOW + timedelta(days=1)
        fault = Fault(E.DISPATCH_DATE_TOO_FAR, "", {"first": date(2010, 4, 1), "last": late.date()})
        assert sentence(fault) == "La date doit être comprise entre le 01/04/2010 et le 21/11/2026."
