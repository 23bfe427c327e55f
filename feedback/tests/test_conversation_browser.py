"""Preparing, talking and logging in a real browser: by keyboard, and on a phone without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def own(serve):
    return serve(demo=30)


def test_by_keyboard_one_prepares_and_the_manager_ticks_off_the_agenda(page, own, log_in):
    log_in(page, own, "employee")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.locator(".next-one").get_by_role("link", name="Agenda").press("Enter")
    page.get_by_label("What do you want to talk about?").fill("The bench in March")
    page.get_by_role("button", name="Put on the agenda").press("Enter")
    expect(page.locator(".toasts")).to_contain_text("On the agenda. Joana Lima sees it.")
    page.goto(f"{own.url}/check-ins/")
    page.locator(".next-one").get_by_role("link", name="Change what I wrote").press("Enter")

    expect(page.locator(".feeling")).to_contain_text("Seen by you and Joana Lima only")
    page.get_by_label("Badly", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Not so well", exact=True)).to_be_checked()
    page.locator("[name^=answer_]").first.fill("We wait for the bench")
    page.get_by_role("button", name="Share with Joana").press("Enter")
    expect(page.locator(".said").first).to_contain_text("In one tap, Ana: Not so well")
    address = page.url

    page.context.clear_cookies()
    log_in(page, own, "manager")
    page.goto(f"{address}log/")
    expect(page.locator(".prepared")).to_contain_text("“We wait for the bench”")
    page.get_by_label(re.compile("The bench in March")).press("Space")
    page.get_by_role("button", name="Log check-in").press("Enter")
    expect(page.get_by_role("heading", name="Talked about")).to_be_visible()
    expect(page.locator(".points")).to_contain_text("The bench in March")
    page.emulate_media(media="print")
    expect(page.locator(".private")).to_be_hidden()  # a printed page is handed on


def test_on_a_phone_without_javascript(browser, own, log_in):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    log_in(page, own, "manager")
    page.goto(f"{own.url}/check-ins/")
    page.locator(".team .do a").first.click()
    material = page.locator(".material")
    expect(material.get_by_role("heading", name="Recent feedback")).to_be_hidden()
    material.locator("summary").click()
    expect(material.get_by_role("heading", name="Recent feedback")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page.goto(f"{own.url}/check-ins/notes/")
    page.locator("aside .person").first.click()
    page.get_by_label("Private note").fill("Zürich, from June")
    page.get_by_role("button", name="Save note").click()
    page.get_by_label("Words in my notes").fill("zurich")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".notes li")).to_have_count(1)
    page.locator(".notes").get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete note").click()
    expect(page.locator(".toasts")).to_contain_text("Deleted.")
    context.close()
