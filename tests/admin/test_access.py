"""Who gets into the administration, and that each of its pages opens (rule P4)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from gps.accounts.models import User
from tests.world import PASSWORD, World

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
NOT_ADDED = {
    "accounts.Identity",
    "admin.LogEntry",
    "documents.Anomaly",
    "documents.Check",
    "documents.EadDraft",
    "documents.EadModel",
    "documents.FallbackDocument",
    "documents.HistoryEntry",
    "documents.SequenceCounter",
    "documents.SigningKey",
    "documents.Submission",
    "jobs.Job",
    "notices.Mail",
    "notices.Subscription",
    "paperwork.PaperLot",
}
OTHER_ROLES = ("shipper", "reader", "client", "provider", "officer", "national")


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def first(model: type[Model]) -> Model:
    row = model._default_manager.first()
    assert row is not None, f"no row of {model}"
    return row


def pages() -> Iterator[str]:
    yield reverse("admin:index")
    yield reverse("admin:password_change")
    for model in MODELS:
        yield address(model, "changelist")
        yield address(model, "add")
        yield address(model, "change", 1)


@pytest.fixture
def log_entry(everything: World) -> None:
    content = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=everything.users["administrator"],
        content_type=content,
        object_id="1",
        object_repr="x",
        action_flag=ADDITION,
    )


class TestAnAdministrator:
    def test_opens_the_index_in_french(self, administrator: Client) -> None:
        page = administrator.get(reverse("admin:index")).content.decode()
        assert "Administration de GPS" in page
        assert "Données de référence et registre" in page
        assert "Groupes" not in page

    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
    @pytest.mark.usefixtures("log_entry")
    def test_opens_the_pages_of_every_table(self, administrator: Client, model: type[Model]) -> None:
        assert administrator.get(address(model, "changelist")).status_code == 200
        assert administrator.get(address(model, "changelist"), {"q": "fr 007328"}).status_code == 200
        assert administrator.get(address(model, "change", first(model).pk)).status_code == 200
        expected = 403 if model._meta.label in NOT_ADDED else 200
        assert administrator.get(address(model, "add")).status_code == expected

    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
    @pytest.mark.usefixtures("log_entry")
    def test_can_filter_every_table(self, administrator: Client, model: type[Model]) -> None:
        page: Any = administrator.get(address(model, "changelist"))
        changelist = page.context["cl"]
        for spec in changelist.filter_specs:
            for choice in spec.choices(changelist):
                assert administrator.get(address(model, "changelist") + choice["query_string"]).status_code == 200

    def test_can_change_the_password_of_his_own_account(self, administrator: Client, world: World) -> None:
        new = "cognac-1909-cru"
        typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert administrator.post(reverse("admin:password_change"), typed).status_code == 302
        assert User.objects.get(pk=world.users["administrator"].pk).check_password(new)

    @pytest.mark.usefixtures("everything")
    def test_gets_pages_that_need_no_inline_script_or_style(self, administrator: Client, world: World) -> None:
        for model in MODELS:
            for page in (address(model, "changelist"), address(model, "add")):
                text = administrator.get(page).content.decode()
                assert " style=" not in text
                assert "onclick=" not in text
                assert "<style" not in text
                for script in text.split("<script")[1:]:
                    assert "src=" in script.split(">")[0] or script.partition(">")[2].strip().startswith("</script>")


@pytest.mark.rule("P4", "P3")
class TestSomebodyElse:
    @pytest.mark.parametrize("name", OTHER_ROLES)
    def test_is_refused_every_page(self, client: Client, world: World, name: str) -> None:
        client.force_login(world.users[name])
        for page in pages():
            assert client.get(page, follow=True).status_code == 403, page

    def test_is_refused_when_the_account_is_switched_off(self, administrator: Client, world: World) -> None:
        User.objects.filter(pk=world.users["administrator"].pk).update(is_active=False)
        assert administrator.get(reverse("admin:index")).status_code == 302

    def test_is_sent_to_the_sign_in_page_when_not_signed_in(self, client: Client, db: None) -> None:
        for page in pages():
            answer = client.get(page, follow=True)
            assert answer.redirect_chain[-1] == (f"{reverse('web:login')}?next={quote(page)}", 302)

    def test_finds_the_one_sign_in_page_at_the_address_of_the_admins_own(self, client: Client, db: None) -> None:
        answer = client.get(reverse("admin:login"), {"next": "/administration/"})
        assert answer["Location"] == f"{reverse('web:login')}?next=/administration/"

    def test_is_never_sent_to_another_site(self, client: Client, db: None) -> None:
        """The sign-in page is the one that judges where to go next: it gets the address as it came."""
        answer = client.get(reverse("admin:login"), {"next": "https://elsewhere.example/"})
        assert answer["Location"].startswith(reverse("web:login"))
