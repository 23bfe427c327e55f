"""The shell in a browser: keys, colours, search, without JavaScript, and for assistive technology."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.urls import reverse

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOMS = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
GROUND = {"light": "rgb(248, 248, 246)", "dark": "rgb(19, 20, 22)"}


def ground(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_keys(page, served, log_in):
    log_in(page, served, "manager")
    page.goto(served.url + "/")

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")

    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()

    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/people/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_colours_follow_the_system_and_then_the_choice(page, served, log_in):
    page.emulate_media(color_scheme="dark")
    log_in(page, served, "manager")
    page.goto(served.url + "/")
    assert ground(page) == GROUND["dark"]

    page.click(".me > summary")
    page.click("[data-theme-choice=light]")
    assert ground(page) == GROUND["light"]
    page.goto(served.url + "/goals/")
    assert ground(page) == GROUND["light"]


def test_the_admin_keeps_the_choice(page, served, log_in):
    log_in(page, served, "hr")
    page.goto(served.url + "/")
    page.click(".me > summary")
    page.click("[data-theme-choice=dark]")
    page.goto(served.url + "/admin/")

    assert ground(page) == GROUND["dark"]


def test_each_list_of_the_admin_is_cards_on_a_phone(page, served, log_in):
    log_in(page, served, "hr")
    page.set_viewport_size({"width": 390, "height": 844})

    scrolled = []
    for room in ROOMS:
        page.goto(served.url + reverse(room))
        of_page, of_rows = page.evaluate(
            """() => [document.documentElement, document.querySelector(".results")]
                .map((box) => (box ? box.scrollWidth - box.clientWidth : 0))"""
        )
        if of_page or of_rows:
            scrolled.append(room)
    page.goto(served.url + reverse("admin:org_employee_changelist"))
    heading = page.locator("#result_list [data-heading=Manager]").first

    assert scrolled == []
    assert heading.evaluate("(cell) => getComputedStyle(cell, '::before').content") == '"Manager"'


def test_search_while_typing(page, served, log_in):
    log_in(page, served, "manager")
    page.goto(served.url + "/")
    page.fill("#search", "manager")
    page.press("#search", "Enter")
    page.wait_for_url("**/search/?q=manager")
    page.locator("#search").press_sequentially("hr", delay=20)

    page.wait_for_selector("#found :is(li, p)")
    page.keyboard.press("Escape")
    assert not page.locator("#found").is_visible()


def test_without_javascript(browser, served):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url + "/accounts/login/")
    page.fill("[name=login]", "manager@demo.example")
    page.fill("[name=password]", "demo")
    page.click("main button")
    page.click(".me > summary")

    assert page.locator(".menu").get_by_role("button", name="Log out").is_visible()
    assert not page.locator("[data-theme-choice=dark]").is_visible()
    page.click(".menu button:has-text('Log out')")
    assert "/accounts/login/" in page.url
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology(browser, served, log_in, scheme):
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # for axe's own script
    page = context.new_page()
    log_in(page, served, "manager")

    found = []
    for path in ("/", "/goals/", "/check-ins/", "/people/", "/search/?q=an", "/accounts/2fa/"):
        page.goto(served.url + path)
        found += [(path, violation["id"]) for violation in Axe().run(page).response["violations"]]

    context.close()
    assert found == []
