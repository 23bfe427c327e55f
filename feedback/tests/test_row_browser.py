"""Nine check-ins in a row by keyboard alone; and the same on a phone without JavaScript."""

import re
import time

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEAM = """
from django.utils import timezone
from feedback.models import CheckIn
from org.models import Absence, DayOff, Employee, Organization
manager = Employee.objects.get(email="manager@demo.example")
above = [manager.pk, manager.manager_id, manager.manager.manager_id]
others = Employee.objects.filter(left_on=None, reports=None, is_active=True).exclude(pk__in=above)
others = others.exclude(email__in=["hr@demo.example", "admin@demo.example", "ceo@demo.example"]).exclude(manager=None)
Employee.objects.filter(manager=manager).update(manager=manager.manager)
chosen = list(others.order_by("pk")[:9])
Employee.objects.filter(pk__in=[each.pk for each in chosen]).update(manager=manager)
Absence.objects.all().delete()
for each in chosen:
    CheckIn.objects.update_or_create(
        employee=each, state__in=["upcoming", "prepared"],
        defaults={"manager": manager, "due_on": timezone.localdate(), "moved_from": None, "state": "upcoming"},
    )
print(len(chosen))
"""
COUNT = (
    "from feedback.models import CheckIn; from django.utils import timezone; "
    "print(CheckIn.objects.filter(manager__email='manager@demo.example', state='done', "
    "logged_at__date=timezone.now().date(), went_well='').count())"
)


VALUES = "input[name^=kr-][name$=-value]"


def tab_to_a_value(page):
    """From the strip, where a page of the row begins, or from the last value."""
    for _step in range(8):
        page.keyboard.press("Tab")
        if re.fullmatch(r"kr-\d+-value", page.evaluate("document.activeElement.name || ''")):
            return
    raise AssertionError("no value within eight steps")


@pytest.fixture
def own(serve):
    served = serve(demo=30)
    assert served.manage("shell", "-v0", "-c", TEAM).strip() == "9"
    return served


def test_nine_in_a_row_by_keyboard_alone(page, own, log_in):
    log_in(page, own, "manager")
    before = int(own.manage("shell", "-v0", "-c", COUNT))
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.get_by_role("link", name="Log 9 in a row").press("Enter")
    started, names = time.monotonic(), []

    for left in range(9, 0, -1):
        strip = page.get_by_role("navigation", name="Check-ins in a row")
        expect(strip).to_contain_text(f"{left} left")
        names.append(page.get_by_role("heading", level=1).inner_text())
        for _update in range(min(page.locator(VALUES).count(), 2)):
            tab_to_a_value(page)
            page.keyboard.press("End")
            page.keyboard.type("1")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("heading", level=1)).not_to_have_text(names[-1])

    seconds = time.monotonic() - started
    expect(page.get_by_role("heading", level=1)).to_have_text("That was the last one")
    assert len(set(names)) == 9
    assert int(own.manage("shell", "-v0", "-c", COUNT)) - before == 9  # without an essay
    assert seconds < 9 * 60


def test_on_a_phone_without_javascript_later_skip_and_log_keep_the_place(browser, own, log_in):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    log_in(page, own, "manager")
    page.goto(f"{own.url}/check-ins/")
    page.get_by_role("link", name="Log 9 in a row").click()
    first = page.get_by_role("heading", level=1).inner_text()

    page.get_by_label("What went well").fill("Half a thought")
    page.get_by_role("button", name="Later").click()
    expect(page.locator(".toasts")).to_contain_text("Kept as a draft")
    expect(page.locator(".row-strip")).to_contain_text("8 left · 1 for later")
    page.get_by_role("link", name="Skip it").click()
    page.get_by_label("Reason").fill("Customer visit")
    page.get_by_role("button", name="Skip check-in").click()
    for left in range(7, 0, -1):  # each waited for: between two pages there is no strip either
        expect(page.locator(".row-strip")).to_contain_text(f"{left} left · 1 for later")
        page.get_by_role("button", name="Log and next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 is left for later")
    page.get_by_role("link", name="Take them now").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    expect(page.get_by_label("What went well")).to_have_value(re.compile("Half a thought"))
    context.close()
