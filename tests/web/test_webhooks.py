"""« Webhooks », on its pages (rule P4)."""

import socket
from collections.abc import Generator
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from gps.jobs.models import Job
from gps.notices.models import Delivery, Endpoint
from gps.notices.webhooks import signing
from tests.documents.register import issue
from tests.notices.hooks import event_of, listen, run
from tests.notices.post import deliver
from tests.notices.receiver import Receiver, receiving
from tests.web.browsing import Browser, Clock, Page
from tests.web.conftest import Browse
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("P4")]

PAGE = "/webhooks/"
EVENTS = ["document.status", "outage.ended"]


@pytest.fixture
def receiver() -> Generator[Receiver]:
    with receiving() as receiver:
        yield receiver


def make(browser: Browser, receiver: Receiver, **typed: object) -> Page:
    ticket = browser.get(PAGE).form["ticket"]
    return browser.post(PAGE, {"ticket": ticket, "url": receiver.url, "events": EVENTS, **typed})


def do(browser: Browser, endpoint: Endpoint, what: str, **typed: object) -> Page:
    return browser.post(f"{PAGE}{endpoint.pk}/", {"do": what, **typed})


def log_of(page: Page) -> list[list[str]]:
    rows = [row for table in page.main.all("#envois") for row in table.all("tr")[1:]]
    return [[cell.words for cell in row.walk() if cell.tag in {"td", "th"}] for row in rows]


class TestANewWebhook:
    def test_is_the_persons_and_shows_its_secret_once(self, world: World, browse: Browse, receiver: Receiver) -> None:
        browser = browse("shipper")
        ticket = browser.get(PAGE).form["ticket"]
        wanted = {"ticket": ticket, "url": receiver.url, "events": EVENTS}
        page = browser.post(PAGE, wanted)
        secret = page.main.one("#secret").words
        endpoint = Endpoint.objects.get()
        assert (endpoint.user, endpoint.provider, endpoint.events) == (world.users["shipper"], None, EVENTS)
        assert (endpoint.url, endpoint.since, endpoint.created_by) == (receiver.url, NOW, world.users["shipper"])
        assert signing.unseal(bytes(endpoint.secret)) == secret
        assert page.response.headers["Cache-Control"] == "no-store"
        again = browser.post(PAGE, wanted)
        assert again.status == 422
        assert "un secret n’est montré qu’une fois" in again.sentences[0]
        assert Endpoint.objects.count() == 1
        for address in (PAGE, f"{PAGE}{endpoint.pk}/"):
            assert secret not in browser.get(address).response.content.decode()
        assert not any(secret in str(session.get_decoded()) for session in Session.objects.all())
        assert not any(secret in str(job) for job in Job.objects.values())

    def test_of_a_providers_user_is_the_providers(self, world: World, browse: Browse, receiver: Receiver) -> None:
        make(browse("provider"), receiver)
        endpoint = Endpoint.objects.get()
        assert (endpoint.user, endpoint.provider) == (None, world.provider)

    @pytest.mark.parametrize(
        ("typed", "field", "said"),
        [
            ({"url": ""}, "url", "Saisissez une adresse complète qui commence par https://"),
            ({"url": "http://exemple.fr/"}, "url", "qui commence par https://"),
            ({"url": "https://user:mot@exemple.fr/"}, "url", "sans identifiant ni mot de passe"),
            ({"url": "https://169.254.169.254/latest/"}, "url", "« 169.254.169.254 » mène à une adresse"),
            ({"url": "https://10.0.0.1/"}, "url", "n’est pas publique"),
            ({"url": "https://absent.invalid/"}, "url", "« absent.invalid » est introuvable"),
            ({"events": []}, "events", "Cochez au moins un événement."),
            ({"events": ["webhook.test"]}, "events", "Cochez au moins un événement."),
        ],
    )
    def test_is_refused_with_the_reason_and_what_was_typed(
        self, browse: Browse, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, typed: dict[str, Any],
        field: str, said: str,
    ) -> None:  # fmt: skip
        resolve_nothing_outside(monkeypatch)
        page = make(browse("shipper"), receiver, **typed)
        assert page.status == 422
        [(link, sentence)] = page.errors
        assert link.startswith(f"#id_{field}")
        assert said in sentence
        assert page.form["url"] == typed.get("url", receiver.url)
        assert not Endpoint.objects.exists()
        assert receiver.calls == []

    def test_is_one_of_five_at_most(self, world: World, browse: Browse, receiver: Receiver) -> None:
        for _ in range(5):
            listen(world, receiver)
        assert "Vous avez déjà 5 webhooks" in make(browse("shipper"), receiver).sentences[0]
        assert make(browse("reader"), receiver).status == 200


def resolve_nothing_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names lead nowhere or inside: no test asks the Internet."""
    from_numbers = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, **options: Any) -> Any:
        if host.endswith(".invalid"):
            raise OSError
        return from_numbers("127.0.0.2" if host[0].isalpha() else host, port, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


class TestTheLog:
    def test_shows_what_was_sent_and_what_came_of_it(self, world: World, browse: Browse, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        made = issue(world)
        late = issue(world, identity="LATE")
        receiver.answers = [204, 503]
        run()
        page = browse("shipper").get(f"{PAGE}{endpoint.pk}/")
        lines = log_of(page)
        assert [[line[0], line[1], line[3], line[4], line[6]] for line in lines] == [
            ["document.status", late.reference, "En attente", "503", "1"],
            ["document.status", made.reference, "Reçu", "204", "1"],
        ]
        assert all(line[5].endswith("ms") for line in lines)
        assert "En échec depuis le 20/11/2026 à 18:45 (UTC+1)" in page.facts["État"]
        assert "prochain essai le 20/11/2026 à 18:46 (UTC+1)" in page.facts["Sans réponse"]

    def test_leads_to_the_payload_which_can_be_sent_again(
        self, world: World, browse: Browse, receiver: Receiver
    ) -> None:
        endpoint, _ = listen(world, receiver)
        made = issue(world)
        run()
        browser, delivery = browse("shipper"), Delivery.objects.get()
        address = f"{PAGE}envois/{delivery.pk}/"
        assert address in browser.get(f"{PAGE}{endpoint.pk}/").links
        page = browser.get(address)
        assert f'"reference": "{made.reference}"' in page.main.one("pre").raw.replace("&quot;", '"')
        assert page.facts["Identifiant (webhook-id)"] == delivery.identifier
        assert browser.post(address).address == address
        assert "avec le même identifiant" in browser.get(address).alerts[0]
        deliver()
        assert [call.headers["webhook-id"] for call in receiver.calls] == [delivery.identifier] * 2


class TestTheButtons:
    def test_send_a_test_whose_result_appears(self, world: World, browse: Browse, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        browser, address = browse("shipper"), f"{PAGE}{endpoint.pk}/"
        assert do(browser, endpoint, "test").address == address
        page = browser.get(address)
        assert page.response.headers["Refresh"] == "3"
        assert log_of(page)[0][3] == "En attente"
        deliver()
        page = browser.get(address)
        assert "Refresh" not in page.response.headers
        assert log_of(page)[0][3:5] == ["Reçu", "204"]
        assert event_of(receiver.calls[0])["type"] == "webhook.test"

    def test_send_no_more_than_twenty_in_ten_minutes(
        self, world: World, browse: Browse, receiver: Receiver, clock: Clock
    ) -> None:
        endpoint, _ = listen(world, receiver)
        browser = browse("shipper")
        for _ in range(21):
            do(browser, endpoint, "test")
        assert Delivery.objects.count() == 20
        assert "Trop de demandes à la suite. Attendez 10 minutes" in browser.get(f"{PAGE}{endpoint.pk}/").alerts[-1]
        delivery = Delivery.objects.first()
        assert delivery is not None
        browser.post(f"{PAGE}envois/{delivery.pk}/")
        assert "Trop de demandes" in browser.get(PAGE).alerts[0]

    def test_switch_it_off_and_on(self, world: World, browse: Browse, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        browser, address = browse("shipper"), f"{PAGE}{endpoint.pk}/"
        for what, state in (("off", "Arrêté le 20/11/2026"), ("off", "Arrêté le"), ("on", "En service depuis le")):
            assert do(browser, endpoint, what).address == address
            assert browser.get(address).facts["État"].startswith(state)
        Endpoint.objects.update(since=None, off_at=NOW, gave_up=True)
        assert browser.get(address).facts["État"].startswith("Arrêté par GPS le")

    def test_renew_the_secret_and_show_it_once(self, world: World, browse: Browse, receiver: Receiver) -> None:
        endpoint, before = listen(world, receiver)
        browser, address = browse("shipper"), f"{PAGE}{endpoint.pk}/"
        ticket = browser.get(address).main.one("form").all("input")[-1].get("value")
        page = do(browser, endpoint, "renew", ticket=ticket)
        after = page.main.one("#secret").words
        assert after != before
        assert page.response.headers["Cache-Control"] == "no-store"
        assert do(browser, endpoint, "renew", ticket=ticket).address == address
        shown = browser.get(address)
        assert after not in shown.response.content.decode()
        assert shown.facts["Secret précédent"] == "valable jusqu’au 21/11/2026 à 18:45 (UTC+1)"
        endpoint.refresh_from_db()
        assert signing.unseal(bytes(endpoint.secret)) == after
        assert signing.unseal(bytes(endpoint.previous_secret or b"")) == before

    def test_delete_it_when_one_is_sure(self, world: World, browse: Browse, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        browser = browse("shipper")
        address = f"{PAGE}{endpoint.pk}/supprimer/"
        assert address in browser.get(f"{PAGE}{endpoint.pk}/").links
        assert browser.get(address).status == 200
        assert Endpoint.objects.exists()
        assert browser.post(address).address == PAGE
        assert not Endpoint.objects.exists()

    def test_do_nothing_that_they_do_not_say(self, world: World, browse: Browse, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        for what in ("", "x", "delete"):
            assert do(browse("shipper"), endpoint, what).status == 302
        assert Endpoint.objects.get().is_on


class TestAnother:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("stranger", 404), ("reader", 404), ("provider", 404), ("officer", 403), ("national", 403)],
    )
    def test_reaches_nothing_of_it(
        self, world: World, browse: Browse, receiver: Receiver, who: str, status: int
    ) -> None:
        endpoint, _ = listen(world, receiver)
        issue(world)
        run()
        before = Endpoint.objects.values().get()
        for address in (
            f"{PAGE}{endpoint.pk}/", f"{PAGE}{endpoint.pk}/supprimer/",
            f"{PAGE}envois/{Delivery.objects.get().pk}/",
        ):  # fmt: skip
            assert browse(who).get(address).status == status
            for what in ("off", "test", "renew", ""):
                assert browse(who).post(address, {"do": what}).status == status
        deliver()
        assert len(receiver.calls) == 1
        assert Endpoint.objects.values().get() == before

    @pytest.mark.parametrize("who", ["officer", "national", "administrator"])
    def test_of_customs_has_none(self, browse: Browse, receiver: Receiver, who: str) -> None:
        for page in (browse(who).get(PAGE), browse(who).post(PAGE, {"url": receiver.url, "events": EVENTS})):
            assert page.status == 403
            assert "Votre compte n’en a pas." in page.text
        assert not Endpoint.objects.exists()

    @pytest.mark.parametrize(("who", "there"), [("shipper", True), ("provider", True), ("officer", False)])
    def test_finds_no_link_to_them(self, browse: Browse, who: str, there: bool) -> None:
        for address in ("/", "/informations/plan-du-site/"):
            assert (PAGE in browse(who).get(address).links) == there
