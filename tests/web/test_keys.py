"""« Clés d’API », on its pages (rule P4)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from gps.accounts import keys, own_keys
from gps.accounts.models import ApiKey, User
from gps.accounts.roles import Role
from gps.jobs.models import Job
from tests.web.browsing import Browser, Clock, Page
from tests.web.conftest import Browse
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("P4")]

PAGE = "/cles/"
DAY = timedelta(days=1)
WANTED: dict[str, Any] = {"label": "Logiciel de chai", "scopes": ["documents:issue", "requests"], "days": "30"}
SCOPES = ["documents:read", "documents:issue", "documents:register", "documents:change", "requests"]


def make(browser: Browser, **typed: object) -> Page:
    ticket = browser.get(PAGE).form["ticket"]
    return browser.post(PAGE, {"ticket": ticket, **WANTED, **typed})


def secret_of(page: Page) -> str:
    return page.main.one("#secret").words


def given(world: World, who: str, label: str = "Clé", days: int = 90) -> ApiKey:
    """A key of a person, made behind the page."""
    own_keys.create(
        world.users[who], label=label, chosen=["documents:read"], days=days, once=label, now=NOW
    )  # fmt: skip
    return ApiKey.objects.get(label=label)


def lines(page: Page) -> list[list[str]]:
    return [[cell.words for cell in row.walk() if cell.tag in {"td", "th"}] for row in page.main.all("tr")[1:]]


class TestANewKey:
    def test_is_the_persons_and_has_the_scopes_and_the_days_that_he_chose(self, world: World, browse: Browse) -> None:
        page = make(browse("shipper"))
        key = keys.find(secret_of(page), NOW)
        assert key is not None
        assert (key.user, key.provider, key.role) == (world.users["shipper"], None, Role.OPERATOR)
        assert (key.label, key.scopes) == ("Logiciel de chai", ["documents:issue", "requests"])
        assert (key.created_at, key.created_by) == (NOW, world.users["shipper"])
        assert key.expires_at == NOW + 30 * DAY
        assert 'curl -H "Authorization: Bearer $CLE"' in page.text

    def test_of_a_providers_user_is_the_providers(self, world: World, browse: Browse) -> None:
        key = keys.find(secret_of(make(browse("provider"))), NOW)
        assert key is not None
        assert (key.user, key.provider, key.role) == (None, world.provider, Role.PROVIDER)
        assert key.created_by == world.users["provider"]

    def test_lasts_90_days_unless_told_otherwise(self, browse: Browse) -> None:
        assert browse("shipper").get(PAGE).form["days"] == "90"

    def test_is_shown_once_and_kept_nowhere(self, browse: Browse) -> None:
        browser = browse("shipper")
        ticket = browser.get(PAGE).form["ticket"]
        page = browser.post(PAGE, {"ticket": ticket, **WANTED})
        secret = secret_of(page)
        assert page.response.headers["Cache-Control"] == "no-store"
        again = browser.post(PAGE, {"ticket": ticket, **WANTED})
        assert again.status == 422
        assert "Ce formulaire a déjà servi, et un secret n’est montré qu’une fois." in again.sentences[0]
        assert ApiKey.objects.count() == 1
        assert secret not in again.response.content.decode() + browser.get(PAGE).response.content.decode()
        assert not any(secret in str(session.get_decoded()) for session in Session.objects.all())
        assert not any(secret in str(values) for values in [*Job.objects.values(), *ApiKey.objects.values()])

    @pytest.mark.parametrize("ticket", ["", "x", "forged:1:x"])
    def test_needs_the_one_time_key_of_its_form(self, browse: Browse, ticket: str) -> None:
        assert browse("shipper").post(PAGE, {"ticket": ticket, **WANTED}).status == 422
        assert not ApiKey.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "field", "said"),
        [
            ({"label": ""}, "label", "Donnez un libellé à la clé"),
            ({"label": "x" * 101}, "label", "100 caractères au plus"),
            ({"scopes": []}, "scopes", "Cochez au moins un droit"),
            ({"scopes": ["gamma"]}, "scopes", "Cochez au moins un droit"),
            ({"scopes": ["documents:read", "tout"]}, "scopes", "Cochez au moins un droit"),
            ({"days": "0"}, "days", "Indiquez une durée de 1 à 365 jours."),
            ({"days": "366"}, "days", "Indiquez une durée de 1 à 365 jours."),
            ({"days": "9" * 30}, "days", "Indiquez une durée de 1 à 365 jours."),
            ({"days": "toujours"}, "days", "Indiquez une durée de 1 à 365 jours."),
        ],
    )
    def test_is_refused_with_the_reason_and_what_was_typed(
        self, browse: Browse, typed: dict[str, object], field: str, said: str
    ) -> None:
        page = make(browse("shipper"), **typed)
        assert page.status == 422
        assert [sentence for _, sentence in page.errors if said in sentence]
        assert page.errors[0][0].startswith(f"#id_{field}")
        assert page.form["label"] == typed.get("label", "Logiciel de chai")
        assert not ApiKey.objects.exists()

    @pytest.mark.parametrize("who", ["shipper", "provider"])
    def test_is_one_of_ten_at_most(self, world: World, browse: Browse, who: str, clock: Clock) -> None:
        for count in range(10):
            given(world, who, f"Clé {count}", days=count + 1)
        page = make(browse(who))
        assert "Vous avez déjà 10 clés en service" in page.sentences[0]
        clock.now = NOW + DAY  # the first one has expired
        assert make(browse(who)).status == 200

    def test_counts_no_revoked_key(self, world: World, browse: Browse) -> None:
        for count in range(10):
            given(world, "shipper", f"Clé {count}")
        own_keys.revoke(world.users["shipper"], ApiKey.objects.get(label="Clé 3").pk, NOW)
        assert make(browse("shipper")).status == 200

    def test_offers_the_scopes_of_the_role(self, browse: Browse) -> None:
        boxes = [box for box in browse("shipper").get(PAGE).main.all("input") if box.get("name") == "scopes"]
        assert [box.get("value") for box in boxes] == SCOPES
        assert not any("checked" in box.attributes for box in boxes)


class TestTheList:
    def test_shows_all_but_the_secret(self, world: World, browse: Browse, clock: Clock) -> None:
        secret = secret_of(make(browse("shipper")))
        given(world, "shipper", "Courte", days=1)
        keys.find(secret, NOW)
        clock.now = NOW + DAY
        assert lines(browse("shipper").get(PAGE)) == [
            [
                "Courte", "Consulter les documents, leur historique et les perturbations",
                "20/11/2026 à 18:45 (UTC+1) Shipper Exemple", "21/11/2026 à 18:45 (UTC+1)", "jamais", "Expirée",
            ],
            [
                "Logiciel de chai",
                "Générer des numéros Demander des autorisations au service de rattachement",
                "20/11/2026 à 18:45 (UTC+1) Shipper Exemple", "20/12/2026 à 18:45 (UTC+1)", "20/11/2026",
                "En service Révoquer",
            ],
        ]  # fmt: skip

    def test_is_the_persons_alone_and_the_providers_for_all_its_users(self, world: World, browse: Browse) -> None:
        given(world, "shipper", "A")
        given(world, "provider", "B")
        colleague = User.objects.create_user(
            "collegue@gps.invalid", "x", first_name="C", last_name="D", role=Role.PROVIDER, provider=world.provider
        )
        world.users["colleague"] = colleague
        shown = {who: [line[0] for line in lines(browse(who).get(PAGE))] for who in ("shipper", "reader", "colleague")}
        assert shown == {"shipper": ["A"], "reader": [], "colleague": ["B"]}

    @pytest.mark.parametrize("who", ["officer", "national", "administrator"])
    def test_sends_customs_to_the_administration(self, world: World, browse: Browse, who: str) -> None:
        for page in (browse(who).get(PAGE), browse(who).post(PAGE, WANTED)):
            assert page.status == 403
            assert "créées par un administrateur de GPS" in page.text
            assert ("/administration/accounts/apikey/" in page.links) == (who == "administrator")
        assert not ApiKey.objects.exists()

    @pytest.mark.parametrize(("who", "there"), [("shipper", True), ("provider", True), ("officer", False)])
    def test_is_found_from_ones_situation(self, browse: Browse, who: str, there: bool) -> None:
        for address in ("/", "/informations/plan-du-site/"):
            assert (PAGE in browse(who).get(address).links) == there


class TestARevocation:
    def test_is_asked_for_then_done_for_good(self, world: World, browse: Browse, clock: Clock) -> None:
        key, browser = given(world, "shipper"), browse("shipper")
        address = f"{PAGE}{key.pk}/revoquer/"
        assert address in browser.get(PAGE).links
        page = browser.get(address)
        assert "Révoquer la clé « Clé » ?" in re.sub(r"\s", " ", page.title)
        key.refresh_from_db()
        assert key.revoked_at is None
        assert browser.post(address).address == PAGE
        clock.now = NOW + DAY
        browser.post(address)
        key.refresh_from_db()
        assert [key.revoked_at, key.revoked_by] == [NOW, world.users["shipper"]]
        [line] = lines(browser.get(PAGE))
        assert line[-1] == "Révoquée 20/11/2026 à 18:45 (UTC+1) Shipper Exemple"
        assert browser.get(address).address == PAGE

    @pytest.mark.parametrize(
        ("who", "status"), [("stranger", 404), ("provider", 404), ("officer", 403), ("administrator", 403)]
    )
    def test_of_anothers_key_is_refused(self, world: World, browse: Browse, who: str, status: int) -> None:
        key = given(world, "shipper")
        for method in ("get", "post"):
            assert getattr(browse(who), method)(f"{PAGE}{key.pk}/revoquer/").status == status
        key.refresh_from_db()
        assert key.revoked_at is None
