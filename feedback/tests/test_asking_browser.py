"""Asked, answered and thanked in a real browser: by keyboard, and on a phone without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def own(serve):
    return serve(demo=30)


def test_by_keyboard_one_asks_and_is_answered_and_thanks(page, own, log_in):
    log_in(page, own, "employee")
    page.goto(f"{own.url}/feedback/asked/")
    page.get_by_role("link", name="Ask for feedback").press("Enter")
    page.get_by_label("Your question").fill("What helps you most?")
    page.get_by_label("Name").press_sequentially("joana lima")
    found = page.get_by_label(re.compile("Joana Lima"))
    found.press("Space")
    expect(page.locator("#reach")).to_contain_text("Your question goes to Joana Lima.")
    expect(page.locator("#reach")).to_contain_text("Each answer is read by you and the one who wrote it.")
    page.get_by_role("button", name="Ask for feedback").press("Enter")
    expect(page.locator(".toasts")).to_contain_text("Asked 1 person.")
    expect(page.locator(".request").first).to_contain_text("waiting, until")

    page.context.clear_cookies()
    log_in(page, own, "manager")
    page.goto(f"{own.url}/feedback/asked/")
    page.get_by_role("link", name=re.compile("What helps you most")).press("Enter")
    expect(page.locator("#reach")).to_contain_text("You and Ana Souza read it.")
    page.get_by_label("Suggestion").fill("Begin with the open points.")
    page.get_by_role("button", name="Send answer").press("Enter")
    expect(page.locator(".toasts")).to_contain_text("Answered, for Ana Souza.")
    address = page.url

    page.context.clear_cookies()
    log_in(page, own, "employee")
    page.goto(f"{own.url}/feedback/asked/")
    page.get_by_role("link", name=re.compile("Begin with the open points")).press("Enter")
    page.wait_for_url(address)
    page.get_by_role("button", name="Thank").press("Enter")
    expect(page.locator(".reactions")).to_contain_text("You thanked")


def test_on_a_phone_without_javascript(browser, own, log_in):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    log_in(page, own, "manager")
    page.goto(f"{own.url}/feedback/ask/")
    page.get_by_label("About", exact=True).select_option(label="Ana Souza")
    page.get_by_label("Your question").fill("Where did she help you?")
    page.get_by_label("Name").fill("engineer")
    page.get_by_role("button", name="Find").click()
    picked = page.locator(".picks li").first
    picked.get_by_role("checkbox").check()
    page.get_by_role("button", name="Ask for feedback").click()
    # The page has not said yet that Ana Souza reads it: whatever was typed is there, and one looks once more.
    if page.get_by_role("alert").count():
        expect(page.get_by_role("alert")).to_contain_text("read by you, Ana Souza and the one who wrote it")
        page.get_by_role("button", name="Ask for feedback").click()

    expect(page.locator(".toasts")).to_contain_text("Ana Souza is told that you asked.")
    request = page.locator(".request").first
    expect(request).to_contain_text("Where did she help you?")
    for path in ("/feedback/ask/?find=an", "/feedback/asked/", "/feedback/balance/", "/feedback/kept/"):
        page.goto(own.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(f"{own.url}/feedback/asked/")
    page.locator(".request h3 a").first.click()
    page.get_by_role("link", name="Take it back").click()
    page.get_by_role("button", name="Take the request back").click()
    expect(page.locator(".toasts")).to_contain_text("Taken back")
    expect(page.locator("main")).to_contain_text("the question is erased")
    context.close()
