"""Every page keeps to the strict policy; the `page` fixture fails on anything the browser complains about."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

POLICY = {"default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "frame-ancestors 'none'"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_pages_before_the_login(page, served, scheme, path):
    page.emulate_media(color_scheme=scheme)

    response = page.goto(served.url + path)

    policy = set(response.headers["content-security-policy"].split("; "))
    assert response.status == 200
    assert policy >= POLICY
    assert "unsafe" not in str(policy)
    assert page.title()


def test_log_in_and_look_around(page, served, log_in):
    log_in(page, served, "manager")

    for path in ("/goals/", "/check-ins/", "/people/", "/inbox/", "/people/me/"):
        assert page.goto(served.url + path).status == 200


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_scrolls_sideways(page, served, log_in, width):
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, served, "manager")

    for path in ("/", "/goals/", "/check-ins/", "/people/", "/inbox/", "/people/me/"):
        page.goto(served.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_admin_keeps_to_the_policy(page, served, log_in):
    log_in(page, served, "hr")
    for path in ("/admin/", "/admin/org/employee/", "/admin/goals/objective/"):
        assert page.goto(served.url + path).status == 200
