"""A support plan in a real browser: begun on a phone without JavaScript, answered and ticked off by keyboard."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def own(serve):
    return serve(demo=30)


def day(ahead) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def faults(page) -> list:
    return [each["id"] for each in Axe().run(page).response["violations"]]


def test_begun_on_a_phone_without_javascript_and_answered(browser, page, own, log_in):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    phone = context.new_page()
    log_in(phone, own, "manager")
    phone.goto(f"{own.url}/people/?q=Souza")
    phone.get_by_role("link", name="Ana Souza").first.click()
    phone.get_by_role("link", name="Plans").click()
    phone.get_by_role("link", name="Begin a support plan").click()
    phone.get_by_label("In a few words").fill("The bench in the evenings")
    phone.get_by_label("What is hard at the moment").fill("The bench is free from six on only.")
    phone.locator("[name=action-0-text]").fill("Ask for two mornings")
    phone.locator("[name=action-0-due_on]").fill(day(5))
    phone.get_by_role("button", name="Send to Ana").click()
    expect(phone.locator("main")).to_contain_text("It begins once Ana Souza has said that they read it.")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    address = phone.url
    context.close()

    log_in(page, own, "employee")
    expect(page.locator("main")).to_contain_text("A plan for you to read")
    page.goto(f"{address}answer/")
    page.get_by_label("I have read it, and see it differently").focus()
    page.keyboard.press("Space")
    page.get_by_label("Your part").fill("Mornings would do; two are enough.")
    assert faults(page) == []
    page.get_by_role("button", name="Send answer").press("Enter")
    expect(page.locator("main")).to_contain_text("Mornings would do; two are enough.")
    assert faults(page) == []


def test_it_lives_on_in_the_check_in(page, own, log_in):
    log_in(page, own, "manager")
    page.goto(f"{own.url}/check-ins/plans/")
    page.get_by_role("link", name=re.compile("Ana Souza: Lead the weekly planning")).press("Enter")
    page.wait_for_selector("h1 >> text=Lead the weekly planning")
    page.goto(f"{own.url}/check-ins/")
    page.get_by_role("link", name="Log check-in with Ana Souza").press("Enter")

    plan = page.locator(".plan-beside", has_text="Lead the weekly planning")
    plan.get_by_label(re.compile("Sit in once a month")).press("Space")
    plan.get_by_label(re.compile("How is it going")).fill("Four led, on time.")
    assert faults(page) == []
    page.get_by_role("button", name="Log check-in").press("Enter")

    expect(page.locator("main")).to_contain_text("How the plan is going")
    expect(page.locator("main")).to_contain_text("Four led, on time.")
