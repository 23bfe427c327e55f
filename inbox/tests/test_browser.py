"""The inbox by keyboard alone, on a phone."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STANDS = "document.activeElement.matches('#waiting h2')"
# How far the places at the foot hide what has the focus, in pixels.
HIDDEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const foot = document.querySelector(".nav").getBoundingClientRect();
  return Math.max(0, Math.min(box.bottom, foot.bottom) - foot.top);
}"""


@pytest.fixture
def phone(page, served, log_in):
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, served, "manager")
    return page


@pytest.mark.parametrize("path", ["/inbox/", "/"])
def test_after_a_duty_rests_the_keyboard_goes_on_at_the_list(phone, served, path):
    phone.goto(served.url + path)
    before = phone.locator("#waiting .duties > li").count()
    row = phone.locator("#waiting .duties > li").first
    row.locator("details.snooze summary").focus()

    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")

    expect(phone.locator("#toasts")).to_contain_text("It rests until")
    phone.wait_for_function(STANDS)
    assert phone.locator("#waiting .duties > li").count() <= before


def test_what_the_keyboard_comes_to_is_not_hidden_behind_the_places(phone, served):
    phone.emulate_media(reduced_motion="reduce")
    phone.goto(f"{served.url}/feedback/give/")
    phone.locator("#id_find").focus()
    hidden = []
    for _step in range(9):  # to the last of the form's fields
        phone.keyboard.press("Tab")
        hidden.append(phone.evaluate(HIDDEN))

    assert hidden == [0] * 9
