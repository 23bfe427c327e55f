"""A number opens into its sum, why it is behind comes by itself, and what if answers while a slider moves."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Of the demo company a year's objective with an own key result and quarters below it.
COMPANY = "/goals/?tab=company"


def first_objective(page, served) -> str:
    page.goto(served.url + COMPANY)
    return served.url + page.locator(".tree .leaf-title a").first.get_attribute("href")


def test_a_number_opens_into_its_sum_level_by_level(page, served, log_in):
    log_in(page, served, "ceo")
    page.goto(served.url + COMPANY)
    number = page.locator("a.explains").first
    shown = number.inner_text()
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#explained[open] .explain")
    assert shown.split("\xa0")[0] in page.locator("#explained summary").inner_text()

    twig = page.locator("#explained a.twig").first
    twig.click()
    page.wait_for_selector("#explained .deeper .sum")
    page.wait_for_function("document.activeElement.id.startsWith('dialog-twig-')")
    page.locator("#explained .deeper a.twig").first.click()
    page.wait_for_selector("#explained .deeper .deeper .sum")
    assert page.url.endswith(COMPANY)

    page.keyboard.press("Escape")
    assert not page.locator("#explained").is_visible()
    assert page.evaluate("document.activeElement.className") == "plain explains"


def test_a_key_result_says_its_arithmetic(page, served, log_in):
    log_in(page, served, "ceo")
    page.goto(first_objective(page, served))
    page.wait_for_selector("#why table.why")  # it comes by itself, and moves what lies below it
    page.locator(".key-results a.explains").first.click()
    page.wait_for_selector("#explained[open]")

    assert re.search(r"\(.+ − .+\) ÷ \(.+ − .+\) = -?\d+", page.locator("#explained").inner_text())
    page.get_by_role("button", name="Close", exact=True).click()
    assert not page.locator("#explained").is_visible()


def test_why_comes_by_itself_and_adds_up(page, served, log_in):
    log_in(page, served, "ceo")
    page.goto(first_objective(page, served))
    page.wait_for_selector("#why table.why")

    points = page.locator("#why tbody td:nth-child(3)").all_inner_texts()
    whole = re.search(r"([\d.]+) points? short", page.locator("#why .section-head").inner_text())[1]
    tenths = [round(10 * float(text.replace("−", "-"))) for text in points]
    assert sum(tenths) == round(10 * float(whole))


def test_what_if_answers_while_a_slider_moves_and_saves_nothing(page, served, log_in):
    log_in(page, served, "ceo")
    url = first_objective(page, served)
    page.goto(url + "what-if/")
    before = page.locator("#what-if-result b").inner_text()
    field = page.locator(".what-if-value input").first
    slider = page.locator(".what-if-rows input[type=range]").first
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function("before => document.querySelector('#what-if-result b').innerText !== before", arg=before)
    after = page.locator("#what-if-result b").inner_text()
    name, value = field.get_attribute("name"), field.input_value()
    assert f"{name}={value}" in page.url
    assert "1 value moved" in page.locator("#what-if-result").inner_text()

    page.goto(page.url)
    assert page.locator("#what-if-result b").inner_text() == after
    page.locator(".what-if-value input").first.fill("lots")
    page.wait_for_selector(".error-place .error")
    assert "“lots” is not a number" in page.locator(".error-place .error").inner_text()
    assert page.locator(".what-if-value input").first.input_value() == "lots"

    page.goto(url + "what-if/")
    assert page.locator("#what-if-result b").inner_text() == before


def click(page, selector: str) -> None:
    """To the page that it leads to. Without scripts a click does not wait for it."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def test_without_javascript(browser, served):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url + "/accounts/login/")
    page.fill("[name=login]", "ceo@demo.example")
    page.fill("[name=password]", "demo")
    click(page, "main button")
    url = first_objective(page, served)

    click(page, "a.explains")
    assert page.url == url + "explain/"
    click(page, "a.twig")
    assert page.locator(".deeper").count() == 1
    assert "?open=" in page.url

    page.goto(url + "what-if/")
    assert not page.locator("input[type=range]").first.is_visible()
    page.locator(".what-if-value input").first.fill("1")
    click(page, "button:has-text('Show what becomes of it')")
    assert "1 value moved" in page.locator("#what-if-result").inner_text()
    page.locator("#what-if-q").fill("a")
    click(page, "main button:has-text('Search')")
    rows = page.locator(".what-if-rows > li").count()
    click(page, ".what-if-found button")
    assert page.locator(".what-if-rows > li").count() == rows + 1
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology(browser, served, log_in, scheme):
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # for axe's own script
    page = context.new_page()
    log_in(page, served, "ceo")
    url = first_objective(page, served)

    found = []
    for path in (url, url + "explain/", url + "why/", url + "what-if/", served.url + "/goals/formulas/"):
        page.goto(path)
        if path == url + "explain/":
            page.locator("a.twig").first.click()
            page.wait_for_selector(".deeper")
        found += [(path, violation["id"]) for violation in Axe().run(page).response["violations"]]
    page.goto(served.url + COMPANY)
    page.locator("a.explains").first.click()
    page.wait_for_selector("#explained[open]")
    found += [("dialog", violation["id"]) for violation in Axe().run(page).response["violations"]]

    context.close()
    assert found == []
