"""Advice on the wording: what it notices, what it leaves alone, and that it is quick and blocks nothing."""

import time
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from goals import wording
from goals.models import Objective, Period
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from goals.wording import Row
from org.tests.factories import EmployeeFactory, OrganizationFactory

PERIOD = Period(name="2026 Q4", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))
GOOD = Row("Complaints a month", "number", Decimal(22), Decimal(5))


def codes(title, *rows, period=PERIOD, language="en"):
    return [each.code for each in wording.check(title, rows, period, language)]


@pytest.mark.parametrize(
    "title",
    [
        "Write the new guide",
        "Hold a meeting every week",
        "Finish project Falcon",
        "Set up the new site",
        "Do the audit",
    ],
)
def test_a_task_is_no_aim(title):
    assert codes(title, GOOD) == ["task"]


@pytest.mark.parametrize(
    "title",
    [
        "Cut lead time to 9 days",
        "Deliver what we promise",
        "Finish the year debt-free",
        "Orders arrive complete and on time",
        "Research and development people love",
        "Make good managers a habit",
        "",
    ],
)
def test_an_aim_is_left_alone(title):
    assert codes(title, GOOD) == []


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Cut the wait and raise quality", "two-aims"),
        ("Shorten the wait; double the speed", "two-aims"),
        ("One two three four five six seven eight nine ten eleven twelve thirteen", "long"),
        ("Donaudampfschifffahrtsgesellschaft " * 3, "long"),
    ],
)
def test_two_aims_and_too_many_words(title, code):
    assert codes(title, GOOD) == [code]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (GOOD, []),
        (GOOD._replace(baseline=None), ["no-measure"]),
        (GOOD._replace(target=Decimal(22)), ["nothing-moves"]),
        (GOOD._replace(title="Hold trainings"), ["task-key-result"]),
        (GOOD._replace(title="Improve satisfaction"), ["vague"]),
        (GOOD._replace(title="Complaints below 10 a month"), ["other-number"]),
        (GOOD._replace(title="Complaints below 5 a month"), []),
        (GOOD._replace(title="Complaints from 22 a month"), []),
        (GOOD._replace(title="Complaints down by 17"), []),
        (GOOD._replace(title="Complaints answered within 24 hours"), []),
        (GOOD._replace(title="Complaints answered in under 24 hours"), []),
        (GOOD._replace(title="Complaints since 2024"), []),
        (Row("Share above 90 %", "percent", Decimal(10), Decimal(80)), ["other-number"]),
        (Row("Lead time to 9 days", "days", Decimal(14), Decimal(8)), ["other-number"]),
        (Row("Tickets down by 20 %", "number", Decimal(50), Decimal(40)), []),
        (GOOD._replace(due_on=date(2027, 1, 1)), ["date-outside"]),
        (GOOD._replace(due_on=date(2026, 12, 1)), []),
    ],
)
def test_a_key_result(row, expected):
    assert codes("Be easy to work with", row) == expected


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "no-key-results"),
        ([Row("")], "no-key-results"),
        ([GOOD._replace(title=str(number)) for number in "abcdef"], "many"),
        ([GOOD._replace(weight=Decimal(0))], "weights"),
        ([Row("Price list in force", "milestone", Decimal(0), Decimal(1))], "milestones"),
    ],
)
def test_all_of_them_together(rows, code):
    assert codes("Be easy to work with", *rows) == [code]


def test_a_deliverable_as_a_milestone_beside_a_number():
    found = wording.check("Be easy to work with", [GOOD, Row("Publish the list", "milestone")], PERIOD)

    assert [(each.code, each.about) for each in found] == [("task-key-result", "Publish the list")]


def test_without_a_date_only_where_there_is_no_period():
    assert codes("Be easy to work with", GOOD, period=None) == ["no-date"]


def test_another_language_gets_what_needs_no_words():
    assert codes("Write the guide", GOOD._replace(target=None), language="de") == ["no-measure"]


def test_each_piece_says_what_why_and_how_better():
    rows = [GOOD._replace(title=f"write {number}", weight=Decimal(0), target=None) for number in range(6)]

    for each in wording.check("Write it and hold it " * 9, rows):
        assert all((str(each.what), str(each.why), str(each.better)))


def test_it_takes_less_than_a_blink():
    rows = [GOOD._replace(title=("to 9 and cut " * 20)[:200])] * 30
    wording.check("warm up", rows)

    began = time.process_time()
    wording.check("and cut " * 60, rows, PERIOD)

    assert time.process_time() - began < 0.05


# --- beside the form ---


@pytest.fixture
def ana(db):
    OrganizationFactory()
    return EmployeeFactory(manager=EmployeeFactory())


def sent(**fields):
    known = {"title": "Write the guide", "period": PeriodFactory().pk, "kr-TOTAL_FORMS": 1, "kr-INITIAL_FORMS": 0}
    return known | {"kr-0-title": "Calls", "kr-0-unit": "number", "kr-0-baseline": "9", "kr-0-target": "x"} | fields


def test_while_one_writes(client, ana):
    client.force_login(ana)

    text = client.post(reverse("goals:check"), sent()).content.decode()

    assert "The title says what you will do" in text
    assert "It cannot be measured yet" in text
    assert "<html" not in text


@pytest.mark.parametrize("junk", [{}, {"kr-TOTAL_FORMS": "9" * 30}, {"period": "x", "kr-0-due_on": "yesterday"}])
def test_whatever_is_sent_it_answers(client, ana, junk):
    client.force_login(ana)

    assert client.post(reverse("goals:check"), sent() | junk).status_code == 200
    assert client.post(reverse("goals:check"), junk).status_code == 200


def test_the_button_gives_back_everything_and_writes_nothing(client, ana):
    client.force_login(ana)

    response = client.post(reverse("goals:create"), sent(check="1", description="typed for an hour"))
    text = response.content.decode()

    assert response.status_code == 200
    assert "The title says what you will do" in text
    assert "typed for an hour" in text
    assert [form["target"].value() for form in response.context["formset"].forms] == ["x"]
    assert not Objective.objects.exists()


def test_nothing_is_blocked(client, ana):
    client.force_login(ana)
    fields = {"scope": "individual", "owner": ana.email, "visibility": "everyone", "kr-0-target": "9.5"}

    assert client.post(reverse("goals:create"), sent(**fields)).status_code == 302


@pytest.mark.parametrize(("role", "shown"), [("owner", True), ("manager", True), ("stranger", False)])
def test_on_the_page_of_a_draft(client, ana, role, shown):
    draft = ObjectiveFactory(owner=ana, title="Write the guide", state="draft", activated_on=None)
    KeyResultFactory(objective=draft)
    client.force_login({"owner": ana, "manager": ana.manager}.get(role) or EmployeeFactory())

    assert ("The title says what you will do" in client.get(draft.get_absolute_url()).content.decode()) == shown


def test_what_is_fine_is_said(client, ana):
    client.force_login(ana)
    fine = {"title": "Callers get help at once", "kr-0-target": "5"}

    assert "Nothing to say" in client.post(reverse("goals:check"), sent(**fine)).content.decode()
