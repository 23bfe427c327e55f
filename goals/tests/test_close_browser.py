"""Closing a quarter in a browser: from the duty on Today to the summary; and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def company(serve):
    return serve(demo=60)


def endings(page):
    return page.locator(".ending")


def test_an_employee_closes_the_quarter_and_carries_on(page, company, log_in, complaints):
    log_in(page, company, "employee")
    page.goto(company.url + "/goals/")
    drafts = page.locator(".chip", has_text="Draft").count()
    page.goto(company.url + "/")
    page.get_by_role("link", name="Close goals").click()
    page.wait_for_url("**/goals/close/?period=*")
    assert endings(page).count() == 2
    first, last = endings(page).nth(0), endings(page).nth(1)
    # Nothing to write while it stays open; what carrying over changes shows where it is chosen.
    assert not first.get_by_label("Retrospective").is_visible()

    first.get_by_label("Close and carry over").check()
    first.get_by_label("Retrospective").fill("Two people who knew the subject.")
    first.locator(".what-changes summary").click()
    assert "It is a draft there" in first.locator(".what-changes").inner_text()
    last.get_by_label("Cancel", exact=True).check()
    last.get_by_label("Retrospective").fill("Overtaken by the new sensor head.")
    page.get_by_role("button", name="Save and close").click()

    page.wait_for_selector(".form-errors")
    complaints.clear()  # the answer of 422
    assert "Write a score from 0 to 1." in endings(page).nth(0).inner_text()
    assert endings(page).nth(0).get_by_label("Retrospective").input_value() == "Two people who knew the subject."
    assert endings(page).nth(1).get_by_label("Retrospective").input_value() == "Overtaken by the new sensor head."
    assert page.evaluate("document.activeElement.name").endswith("-score")

    page.keyboard.type("0,8")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Nothing of yours is open")
    assert "1 objective closed. 1 of them goes on in" in page.locator(".toasts").inner_text()
    assert "1 objective cancelled." in page.locator(".toasts").inner_text()

    page.goto(company.url + "/goals/")
    assert page.locator(".chip", has_text="Draft").count() == drafts + 1
    page.goto(company.url + "/")
    page.wait_for_load_state()
    assert page.get_by_role("link", name="Close goals").count() == 0


def test_a_manager_closes_without_javascript_at_the_width_of_a_phone(browser, company):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(company.url + "/accounts/login/")
    page.fill("[name=login]", "manager@demo.example")
    page.fill("[name=password]", "demo")
    page.click("main button")
    page.goto(company.url + "/goals/close/")
    left = endings(page).count()

    first = endings(page).nth(0)
    first.get_by_label("Close", exact=True).check()
    first.get_by_label("Score").fill("0.6")
    first.get_by_label("Retrospective").fill("The easy half moved at once.")
    page.get_by_role("button", name="Save and close").click()

    assert "1 objective closed." in page.locator(".toasts").inner_text()
    assert endings(page).count() == left - 1
    page.get_by_role("link", name="Summary of").first.click()
    page.goto(page.url + "&of=company")
    assert "that you may see:" in page.locator("main").inner_text()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology_nor_runs_over_the_edge(browser, company, log_in, scheme):
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # for axe's own script
    page = context.new_page()
    log_in(page, company, "ceo")
    found = []
    for path in ("/goals/close/", "/goals/summary/?of=company", "/goals/summary/?of=team&reach=all"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(company.url + path)
        for each in page.locator(".ending").all():
            each.get_by_label("Close", exact=True).check()
        found += [(path, violation["id"]) for violation in Axe().run(page).response["violations"]]
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

    context.close()
    assert found == []


def test_hr_locks_progress_and_opens_it_again(page, company, log_in):
    log_in(page, company, "hr")
    page.goto(company.url + "/admin/goals/period/")
    page.locator("#result_list tbody th a").first.click()
    row = page.locator(".lock-states li", has_text="Progress of")
    row.get_by_role("link", name="Lock now").click()
    page.get_by_role("button", name="Lock now").click()
    page.wait_for_selector(".messagelist")
    assert "is locked since" in page.locator(".lock-states").inner_text()

    row.get_by_role("link", name="Open again").click()
    page.get_by_role("button", name="Open again").click()
    page.wait_for_selector(".messagelist")
    assert "is locked since" not in page.locator(".lock-states").inner_text()
