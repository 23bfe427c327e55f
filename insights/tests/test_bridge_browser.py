"""The bridge by mouse, by keyboard alone and on a phone, and for assistive technology."""

import re
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def bridge(serve):
    return serve(demo=60)


def ago(days: int) -> str:
    return (date.today() - timedelta(days=days)).isoformat()  # noqa: DTZ011 - the server's day is this machine's


def test_down_and_up_by_mouse(page, bridge, log_in):
    log_in(page, bridge, "ceo")
    page.click(".nav a[href='/bridge/']")
    assert page.locator("h1").inner_text() == "Meridian"

    page.click("svg.bridge a.span >> nth=0")
    page.wait_for_url(re.compile(r"/bridge/\d+/"))
    name = page.locator("h1").inner_text()
    assert name != "Meridian"

    page.click(".bridge-help .more")
    page.wait_for_url(re.compile(r"/bridge/\d+/signals/"))
    page.click(f".crumbs a:has-text('{name}')")
    page.click(".crumbs a:has-text('Bridge')")
    page.wait_for_url("**/bridge/")


def test_down_by_keyboard_alone(page, bridge, log_in):
    log_in(page, bridge, "ceo")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/bridge/")

    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('span')"):
            break
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/bridge/\d+/"))

    assert label.startswith(page.locator("h1").inner_text() + ":")


def test_to_a_past_day_down_in_it_and_back(page, bridge, log_in):
    log_in(page, bridge, "ceo")
    page.goto(f"{bridge.url}/bridge/")
    page.fill("#on", ago(40))
    page.press("#on", "Enter")
    page.wait_for_selector("text=As of")

    page.click("#units tbody a >> nth=0")
    page.wait_for_url(re.compile(r"/bridge/\d+/\?on="))
    page.click(".crumbs a:has-text('Bridge')")
    page.wait_for_url("**/bridge/?on=*")
    page.click("text=Back to today")
    page.wait_for_url("**/bridge/")


def test_the_table_says_what_the_drawing_says(page, bridge, log_in):
    log_in(page, bridge, "ceo")
    page.goto(f"{bridge.url}/bridge/")

    drawn = page.locator("svg.bridge a.span").evaluate_all("all => all.map(each => each.getAttribute('aria-label'))")
    rows = page.locator("#units tbody tr").evaluate_all(
        "all => all.map(row => [row.querySelector('th').innerText, row.querySelector('.status').innerText])"
    )
    assert [f"{name}: {status.lower()}" for name, status in rows][: len(drawn)] == drawn


def test_a_signal_is_dismissed_and_counts_again(page, bridge, log_in):
    log_in(page, bridge, "ceo")
    page.goto(f"{bridge.url}/bridge/signals/")
    page.click(".signal-title >> nth=0")
    page.click("text=Dismiss for now")
    page.fill("[name=reason]", "The supplier delivers on Monday")
    page.click("button:has-text('Dismiss for now')")
    page.wait_for_selector("text=The supplier delivers on Monday")

    page.click("text=Let it count again")
    page.wait_for_selector("text=It counts again.")


@pytest.mark.parametrize("account", ["ceo", "employee"])
def test_on_a_phone_no_page_scrolls_sideways(page, bridge, log_in, account):
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, bridge, account)
    for path in ("/bridge/", "/bridge/signals/", f"/bridge/?on={ago(40)}", f"/bridge/?compare={ago(40)}"):
        page.goto(bridge.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, bridge, log_in, scheme):
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # for axe's own script
    page = context.new_page()
    log_in(page, bridge, "ceo")
    paths = ["/bridge/", "/bridge/signals/", f"/bridge/?on={ago(40)}", f"/bridge/?compare={ago(40)}"]
    page.goto(bridge.url + paths[0])
    paths += page.locator("#units tbody a").evaluate_all("all => all.slice(0, 1).map(each => each.pathname)")
    page.goto(bridge.url + paths[1])
    paths += page.locator(".signal-title").evaluate_all("all => all.slice(0, 1).map(each => each.pathname)")
    found = {}
    for path in paths:
        page.goto(bridge.url + path)
        violations = Axe().run(page).response["violations"]
        found[path] = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in violations]
    context.close()

    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_the_reports_and_in_a_lowest_unit(browser, bridge, log_in, width):
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 900})
    page = context.new_page()
    log_in(page, bridge, "hr")
    page.goto(f"{bridge.url}/bridge/")
    while page.locator("#units tbody a[href^='/bridge/']").count():
        page.click("#units tbody a[href^='/bridge/'] >> nth=0")
        page.wait_for_load_state()
    found = {}
    for path in (page.url, f"{bridge.url}/bridge/coverage/", f"{bridge.url}/bridge/does-it-work/"):
        page.goto(path)
        page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
        violations = Axe().run(page).response["violations"]
        found[path] = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in violations]
    context.close()

    assert {path: each for path, each in found.items() if each} == {}
