"""Feedback from the first key to the thanks, in a real browser: by keyboard, and on a phone without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def own(serve):
    return serve(demo=30)


def test_by_keyboard_one_finds_reads_who_will_read_it_and_sends(page, own, log_in):
    log_in(page, own, "employee")
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.get_by_role("link", name="Give feedback").press("Enter")

    page.get_by_label("Name").press_sequentially("joana lima")
    found = page.get_by_label(re.compile("Joana Lima"))
    found.press("Space")
    expect(found).to_be_checked()
    expect(found).to_be_focused()  # the part was swapped below it
    expect(page.locator("#reach")).to_contain_text("You and Joana Lima read it.")
    page.get_by_label(re.compile("And their manager")).press("Space")
    expect(page.locator("#reach")).to_contain_text("their manager, read it.")
    page.get_by_label("Behaviour").fill("You are lazy.")
    expect(page.locator("#words-behaviour")).to_contain_text("“You are lazy”")
    page.get_by_label("Behaviour").fill("You asked the second question.")
    expect(page.locator("#words-behaviour")).to_have_text("")
    page.get_by_role("button", name="Send feedback").press("Enter")

    expect(page.locator(".toasts")).to_contain_text("Sent to Joana Lima. You can withdraw it until")
    expect(page.get_by_role("heading", level=1)).to_have_text("To Joana Lima")
    address = page.url
    page.context.clear_cookies()
    log_in(page, own, "manager")
    page.goto(address)
    page.get_by_role("button", name="Thank").press("Enter")
    expect(page.locator(".reactions")).to_contain_text("You thanked")
    assert page.url == address  # only the part was swapped


def test_on_a_phone_without_javascript(browser, own, log_in):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    log_in(page, own, "employee")
    page.goto(f"{own.url}/feedback/give/?audience=everyone")
    page.get_by_label("Name").fill("joana lima")
    page.get_by_role("button", name="Find").click()
    page.get_by_label(re.compile("Joana Lima")).check()
    page.get_by_label("Impact").fill("We found it the same day.")
    page.get_by_label("Value it showed").select_option(index=1)
    page.get_by_role("button", name="Send feedback").click()
    expect(page.get_by_role("alert")).to_contain_text("Everyone at Meridian reads it")

    page.get_by_role("button", name="Send feedback").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("To Joana Lima")
    page.goto(f"{own.url}/recognition/")
    expect(page.locator(".wall > li").first).to_contain_text("We found it the same day.")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()
