"""The page Team by mouse, by keyboard alone and on a phone, and for assistive technology."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def team(serve):
    return serve(demo=60)


def test_done_in_place_and_back_to_the_page(page, team, log_in):
    log_in(page, team, "manager")
    page.click(".nav a[href='/team/']")
    page.click("th a:has-text('Next check-in')")
    page.wait_for_url("**/team/?sort=next")
    waiting = page.locator("text=unanswered").count()
    page.click("button:has-text('Acknowledge') >> nth=0")
    page.wait_for_url("**/team/?sort=next")
    assert page.locator("text=unanswered").count() == waiting - 1

    page.click(".more-menu summary[aria-label] >> nth=0")
    page.click(".more-menu[open] a:has-text('Skip it')")
    page.fill("[name=reason]", "Trade fair")
    page.keyboard.press("Enter")
    page.wait_for_url("**/team/?sort=next")


def test_find_and_choose_columns_without_loading_the_page(page, team, log_in):
    log_in(page, team, "manager")
    page.goto(f"{team.url}/team/")
    everyone = page.locator("#team tbody tr:not(.below)").count()
    page.fill("#team-q", "ana souza")
    page.wait_for_url(re.compile("q=ana"))
    assert (page.locator("#team tbody tr:not(.below)").count(), everyone > 1) == (1, True)

    page.click(".team-filters summary")
    page.uncheck("[name=columns][value=leave]")
    page.wait_for_selector("#team thead th:has-text('Leave')", state="detached")
    page.goto(f"{team.url}/team/")
    assert page.locator("#team thead th").all_inner_texts()[-3:-1] == ["Open actions", "Late"]


def test_down_by_keyboard_alone(page, team, log_in):
    log_in(page, team, "ceo")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/team/")

    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('.below'))"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/team/\d+/"))
    assert page.locator("h1").inner_text().startswith("Team of ")
    page.click(".crumbs a:has-text('Team')")
    page.wait_for_url("**/team/")


@pytest.mark.parametrize("account", ["ceo", "employee"])
def test_on_a_phone_no_page_scrolls_sideways(page, team, log_in, account):
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, team, account)
    page.wait_for_selector(".small-bridge" if account == "ceo" else "#waiting")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{team.url}/team/")
    for summary in page.locator("main details > summary").all()[:2]:
        summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, team, log_in, scheme):
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # for axe's own script
    page = context.new_page()
    log_in(page, team, "ceo")
    page.wait_for_selector(".small-bridge")
    found = {"/": Axe().run(page).response["violations"]}
    page.goto(f"{team.url}/team/")
    below = page.locator(".below a").first.get_attribute("href")
    for path in ("/team/", below):
        page.goto(team.url + path)
        found[path] = Axe().run(page).response["violations"]
    context.close()

    told = {
        path: [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in all_]
        for path, all_ in found.items()
    }
    assert {path: each for path, each in told.items() if each} == {}
