"""All that one keeps, updated from the keyboard: one value within seconds, with JavaScript and without."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_one_value_from_today_by_keyboard(page, served, log_in):
    log_in(page, served, "employee")
    page.goto(served.url + "/")
    page.get_by_role("link", name="Update key results").click()
    page.wait_for_url("**/goals/update/")
    assert page.evaluate("document.activeElement.name").endswith("-value")

    page.locator("input[name$='-value']").first.focus()
    name = page.evaluate("document.activeElement.name")
    page.keyboard.press("Control+A")
    page.keyboard.type("41,5")
    page.keyboard.press("Enter")

    page.get_by_text("1 update recorded.").wait_for()
    assert page.locator(f"[name={name}]").input_value() == "41.5"


def test_what_is_typed_at_once_takes_the_place_of_the_value_that_stands_there(page, served, log_in):
    log_in(page, served, "employee")
    page.goto(served.url + "/goals/update/")
    name = page.evaluate("document.activeElement.name")

    page.keyboard.type("42,5")

    assert page.locator(f"[name={name}]").input_value() == "42,5"


def test_the_fields_of_a_new_objective_stand_in_rows_and_are_not_cut_off(page, served, log_in):
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in(page, served, "employee")
    page.goto(served.url + "/goals/new/")
    tops = [page.locator(f"#id_{name}").bounding_box()["y"] for name in ("scope", "department", "process")]

    assert tops == [tops[0]] * 3
    assert page.locator("#id_owner").evaluate("each => each.scrollWidth <= each.clientWidth")


def test_arrows_go_from_value_to_value(page, served, log_in):
    log_in(page, served, "manager")
    page.goto(served.url + "/goals/update/")
    values = page.locator("input[name$='-value']").evaluate_all("each => each.map(one => one.name)")

    page.focus(f"[name={values[0]}]")
    page.keyboard.press("ArrowDown")
    below = page.evaluate("document.activeElement.name")
    page.keyboard.press("ArrowUp")

    assert below == values[1]
    assert page.evaluate("document.activeElement.name") == values[0]


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_of_these_scrolls_sideways(page, served, log_in, width):
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, served, "manager")

    for path in ("/goals/update/", "/goals/?tab=team", "/goals/processes/"):
        assert page.goto(served.url + path).status == 200
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
