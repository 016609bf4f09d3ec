"""The officer with 300 calls: numbers for an operator, read aloud and sent, without touching the mouse (rule G8)."""

import pytest
from playwright.sync_api import Page, expect

from gps.notices.models import Mail
from tests.e2e.conftest import Browse
from tests.e2e.forms import issued


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the field or button of this name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate("() => document.activeElement.name || document.activeElement.textContent.trim()")
        if found == name:
            return
    raise AssertionError(f"{name} is not reached by {most} times Tab")


@pytest.mark.rule("G8")
def test_two_numbers_are_issued_read_and_sent_by_keyboard_alone(browse: Browse) -> None:
    page = browse("officer")
    page.goto("/a-traiter/")
    tab_to(page, "Délivrer des numéros")
    page.keyboard.press("Enter")
    page.wait_for_url("**/generer/")
    tab_to(page, "document_type")
    page.keyboard.press("Space")
    tab_to(page, "excise_number")
    page.keyboard.type("FR007328E0001")
    tab_to(page, "count")
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/generer/lot/*/")
    groups = page.locator(".gps-aloud").first.locator("li")
    expect(groups).to_have_count(7)
    assert "".join(groups.locator("strong").all_inner_texts()) == issued(1)
    expect(groups.nth(0)).to_contain_text("F comme François")
    tab_to(page, "to")
    page.keyboard.press("Control+A")
    page.keyboard.type("expedition@chai.invalid")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Envoyé à expedition@chai.invalid")).to_be_visible()
    assert [number in Mail.objects.get().text for number in (issued(1), issued(2))] == [True, True]
