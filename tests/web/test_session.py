"""Signing in and out, the limit on tries, one's password (rules P1, P4)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from gps.accounts.models import User
from tests.web.browsing import Browser, Clock, Page
from tests.web.conftest import Browse
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db

LOGIN = "/connexion/"
WRONG = "L’adresse électronique ou le mot de passe ne va pas. Vérifiez-les, majuscules comprises."
TOO_MANY = (
    "Trop d’essais. Attendez 15 minutes avant de recommencer, ou demandez un nouveau mot de passe à votre service "
    "douanier."
)
NEW = "saint-emilion-1961"


def sign_in(
    browser: Browser, who: str = "shipper", password: str = PASSWORD, place: str = "127.0.0.1", **other: str
) -> Page:
    typed = {"username": f"{who}@gps.invalid", "password": password, **other}
    return Page(browser.client.post(LOGIN, typed, REMOTE_ADDR=place))


class TestSigningIn:
    @pytest.mark.rule("P1")
    def test_leads_to_ones_situation(self, world: World, browse: Browse) -> None:
        browser = browse("anonymous")
        assert browser.fill(LOGIN, username="shipper@gps.invalid", password=PASSWORD).address == "/"
        assert browser.get("/").title == "Ma situation"

    @pytest.mark.rule("P1")
    @pytest.mark.parametrize("typed", ["SHIPPER@gps.invalid", " shipper@gps.invalid "])
    def test_takes_the_address_in_any_case(self, browse: Browse, typed: str) -> None:
        assert browse("anonymous").fill(LOGIN, username=typed, password=PASSWORD).status == 302

    @pytest.mark.rule("P1")
    def test_answers_alike_for_a_wrong_password_an_unknown_and_a_closed_account(
        self, world: World, browse: Browse
    ) -> None:
        User.objects.filter(email="reader@gps.invalid").update(is_active=False)
        answers = [
            sign_in(browse("anonymous"), "shipper", "wrong"),
            sign_in(browse("anonymous"), "nobody", "wrong"),
            sign_in(browse("anonymous"), "reader", PASSWORD),
        ]
        assert [page.errors for page in answers] == [[("", WRONG)]] * 3
        assert all(page.form["username"] for page in answers)
        assert {page.form["password"] for page in answers} == {""}

    @pytest.mark.rule("P1")
    @pytest.mark.parametrize(
        ("name", "sentence"),
        [("username", "Saisissez votre adresse électronique."), ("password", "Saisissez votre mot de passe.")],
    )
    def test_asks_for_both(self, browse: Browse, name: str, sentence: str) -> None:
        typed = {"username": "shipper@gps.invalid", "password": PASSWORD, name: ""}
        assert (f"#id_{name}", sentence) in browse("anonymous").fill(LOGIN, **typed).errors

    @pytest.mark.parametrize("name", ["username", "password"])
    @pytest.mark.parametrize("value", ["\x00", "x" * 10_000, "é\u200b", "'"])
    def test_survives_what_is_hostile(self, browse: Browse, name: str, value: str) -> None:
        typed = {"username": "shipper@gps.invalid", "password": PASSWORD, name: value}
        assert browse("anonymous").post(LOGIN, typed).status == 200

    @pytest.mark.rule("P1")
    def test_leads_on_to_where_one_wanted_to_go(self, browse: Browse) -> None:
        browser = browse("anonymous")
        asked = browser.get("/rechercher/?statut=active").address
        form = browser.get(asked)
        typed = {"username": "shipper@gps.invalid", "password": PASSWORD}
        assert browser.send(LOGIN, form, **typed).address == "/rechercher/?statut=active"

    @pytest.mark.rule("P1")
    @pytest.mark.parametrize(
        "to", ["https://ailleurs.invalid/", "//ailleurs.invalid/", "/\\ailleurs.invalid", "javascript:alert(1)", "\x00"]
    )
    def test_never_leads_elsewhere(self, browse: Browse, to: str) -> None:
        assert sign_in(browse("anonymous"), next=to).address == "/"

    def test_sets_a_session_that_scripts_cannot_read(self, browse: Browse) -> None:
        browser = browse("anonymous")
        sign_in(browser)
        cookie = browser.client.cookies[settings.SESSION_COOKIE_NAME]
        assert (cookie["httponly"], cookie["samesite"], int(cookie["max-age"])) == (True, "Lax", 12 * 3600)

    def test_changes_the_key_of_the_session(self, browse: Browse) -> None:
        browser = browse("anonymous")
        sign_in(browser)
        before = browser.client.cookies[settings.SESSION_COOKIE_NAME].value
        browser.post("/deconnexion/")
        sign_in(browser)
        assert browser.client.cookies[settings.SESSION_COOKIE_NAME].value != before


class TestTheLimit:
    @pytest.mark.rule("P1")
    def test_stops_the_eleventh_try_even_with_the_right_password(self, browse: Browse, clock: Clock) -> None:
        browser = browse("anonymous")
        for _ in range(10):
            assert sign_in(browser, password="wrong").sentences == [WRONG]
        assert sign_in(browser).sentences == [TOO_MANY]
        clock.now += timedelta(minutes=15)
        assert sign_in(browser).status == 302

    @pytest.mark.rule("P1")
    def test_locks_nobody_else_out(self, browse: Browse) -> None:
        browser = browse("anonymous")
        for _ in range(11):
            sign_in(browser, password="wrong", place="192.0.2.1")
        assert sign_in(browser, place="192.0.2.1").sentences == [TOO_MANY]
        assert sign_in(browse("anonymous"), place="192.0.2.2").status == 302, "the same account from elsewhere"
        assert sign_in(browse("anonymous"), "reader", place="192.0.2.1").status == 302, "another one from there"

    @pytest.mark.rule("P1")
    def test_counts_the_account_whatever_its_case(self, browse: Browse) -> None:
        browser = browse("anonymous")
        for n in range(10):
            sign_in(browser, "SHIPPER" if n % 2 else "shipper", "wrong")
        assert sign_in(browser, "Shipper").sentences == [TOO_MANY]

    @pytest.mark.rule("P1")
    def test_stops_whoever_tries_many_accounts_from_one_place(
        self, browse: Browse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("gps.web.views.session.TRIES_FROM_ONE_ADDRESS", 3)
        browser = browse("anonymous")
        for who in ("a", "b", "c"):
            assert sign_in(browser, who, "wrong").sentences == [WRONG]
        assert sign_in(browser).sentences == [TOO_MANY]

    def test_believes_ones_own_proxy_and_nobody_else(self, browse: Browse, settings: object) -> None:
        def tries(forwarded: str) -> list[str]:
            typed = {"username": "shipper@gps.invalid", "password": "wrong"}
            return Page(Client().post(LOGIN, typed, HTTP_X_FORWARDED_FOR=forwarded)).sentences

        for n in range(10):
            tries(f"192.0.2.{n}")
        assert tries("192.0.2.99") == [TOO_MANY], "the header is the client's own: it opens nothing"
        settings.BEHIND_PROXY = True  # type: ignore[attr-defined]
        for n in range(10):
            assert tries(f"192.0.2.{n}, 198.51.100.7") == [WRONG]
        assert tries("192.0.2.99, 198.51.100.7") == [TOO_MANY]
        assert tries("198.51.100.7, 198.51.100.8") == [WRONG]


class TestSigningOut:
    @pytest.mark.rule("P1")
    def test_takes_a_click_not_a_link(self, browse: Browse) -> None:
        shipper = browse("shipper")
        assert shipper.get("/deconnexion/").status == 405
        assert shipper.get("/accueil/").status == 200
        assert shipper.post("/deconnexion/").address == LOGIN
        assert shipper.get("/accueil/").address == "/connexion/?next=/accueil/"

    def test_with_a_session_that_has_ended_leads_to_the_form_and_not_back(self, browse: Browse) -> None:
        assert browse("anonymous").post("/deconnexion/").address == LOGIN


class TestThePassword:
    TYPED = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}  # noqa: RUF012

    @pytest.mark.rule("P1")
    def test_is_changed_and_closes_the_other_sessions(self, browse: Browse) -> None:
        here, elsewhere = browse("shipper"), browse("shipper")
        page = here.fill("/mot-de-passe/", **self.TYPED)
        assert here.get(page.address).title == "Votre mot de passe est changé"
        assert elsewhere.get("/accueil/").address.startswith(LOGIN)
        assert sign_in(browse("anonymous")).sentences == [WRONG]
        assert sign_in(browse("anonymous"), password=NEW).status == 302

    @pytest.mark.rule("P1")
    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ({"old_password": "wrong"}, "old_password"),
            ({"old_password": ""}, "old_password"),
            ({"new_password1": "", "new_password2": ""}, "new_password1"),
            ({"new_password2": "another-long-one"}, "new_password2"),
            ({"new_password1": "court", "new_password2": "court"}, "new_password2"),
            ({"new_password1": "190019001900", "new_password2": "190019001900"}, "new_password2"),
            ({"new_password1": "passwordpassword", "new_password2": "shipperexemple"}, "new_password2"),
            ({"new_password1": "shipper@gps.invalid", "new_password2": "shipper@gps.invalid"}, "new_password2"),
        ],
    )
    def test_is_refused_on_the_field(self, browse: Browse, typed: dict[str, str], name: str) -> None:
        page = browse("shipper").fill("/mot-de-passe/", **{**self.TYPED, **typed})
        assert page.told(name)
        assert f"#id_{name}" in [href for href, _ in page.errors]
        assert all(sentence.endswith(".") for sentence in page.sentences)
        assert {page.form[field] for field in self.TYPED} == {""}, "passwords are never sent back"
        assert sign_in(browse("anonymous")).status == 302


def test_a_session_ends_by_itself(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    shipper = browse("shipper")
    later = timezone.now() + timedelta(hours=13)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert shipper.get("/accueil/").address.startswith(LOGIN)
