"""Following by mail, on its pages: the form, the link of the first mail, the end in one click (rule F3; RFC 8058)."""

import re
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from gps.notices import subscriptions
from gps.notices.models import Subscription
from gps.outages.models import Outage
from tests.notices.post import READER, deliver, follow, to, words
from tests.outages import crisis
from tests.web.browsing import Browser, Clock, Page
from tests.web.conftest import Browse
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

ASK = "/meteo/abonnement/"
SITE = "http://127.0.0.1:8000"


def path_in(message: EmailMessage, name: str) -> str:
    """Where a link of a mail leads, on this site."""
    [link] = re.findall(rf"{SITE}(/meteo/abonnement/{name}/[\w-]+/)", str(message.body))
    return str(link)


def press(browser: Browser, address: str, label: str) -> Page:
    """Open a page and press its one button."""
    page = browser.get(address)
    assert [button.words for button in page.main.all("button")] == [label]
    return browser.post(address)


class TestTheWholeWay:
    @pytest.mark.rule("F3")
    def test_from_the_form_to_the_end(self, world: World, browse: Browse) -> None:
        browser = browse("anonymous")
        page = browser.fill(ASK, email=READER, following="portal")
        assert page.address == "/meteo/abonnement/demande/"
        assert browser.get(page.address).title == "Consultez votre messagerie"

        first = to(deliver(), READER)
        confirm = path_in(first, "confirmer")
        shown = browser.get(confirm)
        assert shown.facts == {"Adresse électronique": READER, "Téléservices suivis": "GAMM@ DTI (portail)"}
        assert Subscription.objects.get().confirmed_at is None, "a GET changes nothing"
        done = press(browser, confirm, "Confirmer l’abonnement")
        assert (done.status, done.title) == (200, "Abonnement confirmé")
        assert browser.get(confirm).title == "Abonnement confirmé"

        crisis.alert(world)
        told = to(deliver(), READER)
        assert "Alerte noire – GAMM@ DTI" in words(told)
        end = path_in(told, "fin")
        assert browser.get(end).title == "Mettre fin à l’abonnement"
        assert Subscription.objects.get().ended_at is None, "a GET changes nothing"
        assert press(browser, end, "Mettre fin à l’abonnement").title == "Abonnement terminé"
        assert browser.get(confirm).title == "Abonnement clos"
        crisis.end(world, Outage.objects.get(), now=NOW + crisis.HOUR)
        assert READER not in [one for m in deliver(NOW + crisis.HOUR) for one in m.to]


class TestTheForm:
    @pytest.mark.rule("F3")
    def test_answers_alike_whether_or_not_an_address_is_known(self, world: World, browse: Browse) -> None:
        follow("connu@ailleurs.invalid")
        answers = []
        for email in ("connu@ailleurs.invalid", "inconnu@ailleurs.invalid", "shipper@gps.invalid"):
            page = browse("anonymous").fill(ASK, email=email)
            answers.append((page.status, page.address))
        assert len(set(answers)) == 1

    @pytest.mark.rule("F3")
    @pytest.mark.parametrize(
        ("typed", "field", "sentence"),
        [
            ({"email": ""}, "email", "Saisissez votre adresse électronique."),
            (
                {"email": "x@"},
                "email",
                "Saisissez une adresse électronique complète, par exemple prenom.nom@exemple.fr.",
            ),
            (
                {"email": "a@b.fr\nBcc: c@d.fr"},
                "email",
                "Saisissez une adresse électronique complète, par exemple prenom.nom@exemple.fr.",
            ),
            ({"following": "x"}, "following", "Choisissez ce que vous voulez suivre dans la liste."),
        ],
    )
    def test_refuses_on_the_field_and_keeps_what_was_typed(
        self, browse: Browse, typed: dict[str, str], field: str, sentence: str
    ) -> None:
        page = browse("anonymous").fill(ASK, **({"email": READER} | typed))
        assert page.status == 422
        assert sentence in page.sentences
        assert page.told(field) == [sentence]
        assert "email" not in typed or (page.form["email"] or "").startswith(typed["email"][:2])
        assert not Subscription.objects.exists()

    @pytest.mark.rule("F3")
    def test_is_limited_by_where_it_is_sent_from(self, browse: Browse, clock: Clock) -> None:
        browser = browse("anonymous")
        for n in range(subscriptions.FROM_ONE_PLACE):
            assert browser.fill(ASK, email=f"x{n}@ailleurs.invalid").status == 302
        refused = browser.fill(ASK, email=READER)
        assert refused.status == 422
        assert refused.sentences == ["Trop de demandes à la suite. Attendez 15 minutes avant de recommencer."]
        assert refused.form["email"] == READER
        clock.now += timedelta(minutes=15)
        assert browser.fill(ASK, email=READER).status == 302

    @pytest.mark.rule("F3")
    def test_is_found_from_the_meteo(self, browse: Browse) -> None:
        assert ASK in browse("anonymous").get("/meteo/").links

    def test_of_another_site_is_refused(self, db: None) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(ASK, {"email": READER, "following": "all"}).status_code == 403
        assert not Subscription.objects.exists()


class TestTheLink:
    @pytest.mark.rule("F3")
    def test_that_is_too_old_says_so(self, browse: Browse, clock: Clock) -> None:
        row = follow(confirmed=False)
        clock.now = NOW + timedelta(days=7)
        address = row.confirm_url.removeprefix(SITE)
        browser = browse("anonymous")
        assert browser.get(address).title == "Abonnement clos"
        page = browser.post(address)
        assert (page.status, page.title) == (422, "Abonnement clos")
        assert any("n’est plus valable" in alert for alert in page.alerts)
        assert Subscription.objects.get().confirmed_at is None

    @pytest.mark.rule("F3")
    def test_to_confirm_takes_the_button_of_this_site(self, db: None) -> None:
        row = follow(confirmed=False)
        address = row.confirm_url.removeprefix(SITE)
        assert Client(enforce_csrf_checks=True).post(address).status_code == 403
        row.refresh_from_db()
        assert row.confirmed_at is None

    @pytest.mark.rule("F3")
    @pytest.mark.parametrize("name", ["confirmer", "fin"])
    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("token", ["x" * 43, "x" * 42, "x" * 44, "%00" * 43, "é" * 43])
    def test_that_is_forged_leads_nowhere(self, browse: Browse, name: str, method: str, token: str) -> None:
        follow()
        page = getattr(browse("anonymous"), method)(f"/meteo/abonnement/{name}/{token}/")
        assert page.status == 404
        assert Subscription.objects.get().ended_at is None

    @pytest.mark.rule("F3")
    @pytest.mark.parametrize("name", ["confirm_url", "end_url"])
    def test_is_kept_in_no_cache(self, browse: Browse, name: str) -> None:
        row = follow(confirmed=False)
        page = browse("anonymous").get(getattr(row, name).removeprefix(SITE))
        assert "no-store" in page.response.headers["Cache-Control"]


class TestOneClick:
    @pytest.mark.rule("F3")
    def test_ends_by_the_request_of_a_mail_reader(self, world: World) -> None:
        """RFC 8058: a POST of its own to the address in the header, without cookie, token or referrer."""
        follow()
        crisis.alert(world)
        message = to(deliver(), READER).message()
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = str(message["List-Unsubscribe"]).strip("<>").removeprefix(SITE)
        client = Client(enforce_csrf_checks=True)
        for _ in range(2):
            answer = client.post(address, {"List-Unsubscribe": "One-Click"})
            assert answer.status_code == 200
            assert not answer.cookies
        assert Subscription.objects.get().ended_at == NOW
