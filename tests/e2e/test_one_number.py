"""Nothing burns a number by accident: whatever the person and the network do, one movement has one number (G6)."""

import pytest
from playwright.sync_api import Page, Route, expect

from gps.documents.models import FallbackDocument, SequenceCounter
from tests.e2e.conftest import Browse
from tests.e2e.forms import fill_generate, issued, send

pytestmark = pytest.mark.rule("G6")
RECAP = "**/recapitulatif/"


def numbers() -> list[str]:
    """All that exists; and the counter stands where they end: nothing was burnt."""
    found = list(FallbackDocument.objects.order_by("sequence").values_list("reference", flat=True))
    assert [row.last_sequence for row in SequenceCounter.objects.filter(last_sequence__gt=0)] == [len(found)]
    return found


def test_a_double_click(browse: Browse) -> None:
    page = browse("shipper")
    fill_generate(page)
    page.get_by_role("button", name="Valider").dblclick()
    page.wait_for_url(RECAP)
    assert numbers() == [issued(1)]


def test_two_requests_at_once(browse: Browse) -> None:
    """A double click that the script did not hold back."""
    page = browse("shipper")
    fill_generate(page)
    twice = """async form => {
        const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
        return (await Promise.all([send(), send()])).map(answer => answer.url);
    }"""
    first, second = page.locator("form[data-gps-once]").evaluate(twice)
    assert first == second
    assert numbers() == [issued(1)]


def test_a_refresh_of_the_recap(browse: Browse) -> None:
    page = browse("shipper")
    fill_generate(page)
    send(page)
    page.wait_for_url(RECAP)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre numéro de DAA")
    assert numbers() == [issued(1)]


def test_back_and_the_same_again(browse: Browse) -> None:
    page = browse("shipper")
    page.goto("/accueil/")  # as after signing in: the cookies are set, the form's page stays in the browser's cache
    fill_generate(page)
    send(page)
    page.wait_for_url(RECAP)
    page.go_back()
    page.wait_for_url("**/generer/")
    expect(page.get_by_label("Immatriculation")).to_have_value("AB-123-CD")
    send(page)
    page.wait_for_url(RECAP)
    assert numbers() == [issued(1)]


def test_back_and_another_movement(browse: Browse) -> None:
    page = browse("shipper")
    page.goto("/accueil/")  # as after signing in: the cookies are set, the form's page stays in the browser's cache
    fill_generate(page)
    send(page)
    page.wait_for_url(RECAP)
    page.go_back()
    page.wait_for_url("**/generer/")
    page.get_by_label("Immatriculation").fill("EF-456-GH")
    send(page)
    expect(page.locator("#erreurs")).to_contain_text("Ce formulaire a déjà servi à obtenir le numéro 26 FR007328E0001")
    expect(page.get_by_label("Immatriculation")).to_have_value("EF-456-GH")
    assert numbers() == [issued(1)]
    send(page)
    page.wait_for_url(f"**/{issued(2)}/recapitulatif/")
    assert numbers() == [issued(1), issued(2)]


def test_an_answer_that_never_came(browse: Browse) -> None:
    """The server has attributed the number, and the connection is cut before the browser hears of it."""
    page = browse("shipper")
    fill_generate(page)
    cut_the_answers(page)
    send(page)
    page.wait_for_url("chrome-error://chromewebdata/")
    assert numbers() == [issued(1)]
    page.unroute_all()
    page.reload()  # « Essayer de nouveau »
    page.wait_for_url(f"**/{issued(1)}/recapitulatif/")
    assert numbers() == [issued(1)]


def test_a_request_that_never_left(browse: Browse) -> None:
    page = browse("shipper")
    fill_generate(page)
    page.context.set_offline(offline=True)
    send(page)
    page.wait_for_url("chrome-error://chromewebdata/")
    assert FallbackDocument.objects.count() == 0
    page.context.set_offline(offline=False)
    page.reload()
    page.wait_for_url(f"**/{issued(1)}/recapitulatif/")
    assert numbers() == [issued(1)]


def cut_the_answers(page: Page) -> None:
    def cut(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/generer/**", cut)
