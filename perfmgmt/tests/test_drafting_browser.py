"""Advice while one writes, and a suggestion taken, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def own(serve):
    return serve(demo=30)


def test_advice_comes_as_one_writes_and_loses_nothing(page, own, log_in):
    log_in(page, own, "employee")
    page.goto(f"{own.url}/goals/new/")
    advice = page.locator("#wording")

    page.get_by_label("Title").fill("Write the guide")
    expect(advice).to_contain_text("The title says what you will do")
    page.get_by_label("Title").fill("Callers get help at once")

    expect(advice).not_to_contain_text("The title says what you will do")
    expect(page.get_by_label("Title")).to_have_value("Callers get help at once")


def test_a_suggestion_taken_then_submitted_then_agreed(page, own, log_in):
    log_in(page, own, "employee")
    page.get_by_role("link", name=re.compile("Look at draft: .* suggests edits")).click()
    page.get_by_role("link", name="Answer suggestion").click()
    page.get_by_label("Weight").uncheck()
    page.get_by_role("button", name="Take what is ticked").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prototypes run on the line at the first try")
    page.get_by_role("link", name="Submit to Joana").click()
    page.get_by_role("button", name="Submit to Joana Lima").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prototypes run on the line at the first try")
    address = page.url
    page.context.clear_cookies()

    log_in(page, own, "manager")
    page.goto(address)
    page.get_by_role("link", name="Agree to objective").click()
    page.get_by_role("button", name="Agree to objective").click()

    expect(page.locator(".toasts")).to_contain_text("Agreed: it is active from now on.")
