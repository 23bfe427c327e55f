"""The main story: what one engineer cannot solve alone reaches whoever can, and the bridge says when they did."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from goals.models import Objective
from goals.tests.factories import PeriodFactory
from insights import tasks
from insights.models import EndedSignal, UnitReading
from insights.tests.factories import StandingObjectiveFactory
from org.models import Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory
from perfmgmt.celery import app

pytestmark = pytest.mark.django_db
RAISED = datetime(2026, 11, 9, 9, tzinfo=UTC)
WHOLE = "The only test bench is broken since Monday and Marco says it is my fault."
UPWARD = "Firmware waits for a second test bench."


def sweep() -> None:
    """As the schedule does it, again and again within a minute."""
    for _twice in range(2):
        tasks.sweep_signals.delay()


def whole() -> UnitReading:
    return UnitReading.objects.newest().get(department=None, is_itself=False)


def page(client, viewer, path="/bridge/"):
    client.force_login(viewer)
    answer = client.get(path)
    return answer, " ".join(answer.content.decode().split())


@pytest.fixture
def people(db):
    with time_machine.travel(RAISED - timedelta(days=60), tick=False):
        OrganizationFactory()
        PeriodFactory()
        technology = DepartmentFactory(name="Technology")
        firmware, optics = (DepartmentFactory(name=name, parent=technology) for name in ("Firmware", "Optics"))
        top = EmployeeFactory(first_name="Tess", department=technology)
        joana = EmployeeFactory(first_name="Joana", manager=top, department=technology)
        lead = EmployeeFactory(first_name="Marco", manager=joana, department=firmware)
        ana, *_others = EmployeeFactory.create_batch(3, manager=lead, department=firmware)
        EmployeeFactory.create_batch(4, manager=joana, department=optics)
        for person in Employee.objects.order_by("pk"):  # nothing else waits for help
            StandingObjectiveFactory(owner=person, progress=Decimal("0.5"))
    return {"ana": ana, "lead": lead, "joana": joana, "top": top, "firmware": firmware}


def test_a_blocker_goes_up_after_a_week_and_its_answer_strengthens_the_place(client, people):
    ana, lead, joana, top = (people[each] for each in ("ana", "lead", "joana", "top"))
    Objective.objects.update(last_update_on=RAISED.date(), activated_on=RAISED.date())
    place = reverse("insights:department", args=[people["firmware"].pk])

    with time_machine.travel(RAISED, tick=False):
        client.force_login(ana)
        client.post(reverse("feedback:raise_blocker"), {"text": WHOLE, "text_upward": UPWARD, "help": "tool"})
        sweep()
        assert (whole().blockers, whole().blockers_taken) == (1, 0)
        assert UPWARD not in page(client, joana)[1]

    with time_machine.travel(RAISED + timedelta(days=7, minutes=1), tick=False):
        sweep()
        answer, html = page(client, joana)
        assert (UPWARD in html, WHOLE in html, "Marco says" in html) == (True, False, False)
        assert answer.context["help"][0].signal.since == (RAISED + timedelta(days=7)).date()
        assert WHOLE in page(client, lead)[1]
        # Two levels up there is no word of it; it is a number in the company's.
        answer, html = page(client, top)
        assert (UPWARD in html, WHOLE in html, "answered<" in html, whole().blockers) == (False, False, False, 1)
        assert (whole().signals, answer.context["total"], answer.context["hidden"]) == (1, 0, 1)

    answered = RAISED + timedelta(days=8)
    with time_machine.travel(answered, tick=False):
        told = next(each for each in page(client, lead, place)[0].context["help"] if each.kind.slug == "blocker")
        client.post(told.button.path, {"text": ""})
    with time_machine.travel(answered + timedelta(seconds=59), tick=False):
        sweep()

        answer, html = page(client, joana, place)
        assert (UPWARD in html, WHOLE in html) == (False, False)
        assert (whole().blockers, whole().blockers_taken, whole().signals) == (1, 1, 0)
        ended = EndedSignal.objects.get(kind="blocker")
        assert (ended.about, ended.ended_on, ended.unit) == (ana, answered.date(), people["firmware"])
        # Whoever sees the place sees that it is strengthened: the company's leader too.
        answer, html = page(client, top)
        assert [(span.name, span.blockers, span.answered) for span in answer.context["scene"].spans[:1]] == [
            ("Firmware", 1, 1)
        ]
        assert "1 answered<" in html


def test_the_sweep_comes_twice_a_minute():
    [schedule] = [each for each in app.conf.beat_schedule.values() if each["task"] == tasks.sweep_signals.name]

    assert schedule["schedule"] <= 30
