"""A worker that is killed in the middle of a launch, as a power cut does, and clicks that come twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection

from org.models import Employee
from org.tests.factories import EmployeeFactory, OrganizationFactory
from reviews import launching, preflight, services
from reviews.models import AnonymousMark, Cycle, Participant, Review
from reviews.tests.planning import begin, make_cycle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PEOPLE, SLICE = 200, 5
WORK = f"from reviews import launching; launching.SLICE = {SLICE}; launching.work(60)"


@pytest.fixture
def cycle(db):
    OrganizationFactory()
    hr = EmployeeFactory(hr=True)
    leads = EmployeeFactory.create_batch(9, manager=hr)
    fields = {"password": "known", "first_name": "Ada", "last_name": "Example"}
    Employee.objects.bulk_create(
        Employee(email=f"p{n}@killed.example", manager=leads[n % 9], **fields) for n in range(PEOPLE - 10)
    )
    return make_cycle(by=hr)


def worker() -> subprocess.Popen:
    """A process of its own on the database of this test."""
    known = connection.settings_dict
    address = f"sqlite:///{known['NAME']}"
    if connection.vendor == "postgresql":
        address = f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "shell", "-v0", "-c", WORK]
    return subprocess.Popen(command, env=os.environ | {"DATABASE_URL": address}, stdin=subprocess.DEVNULL)


def wait_for(count: int) -> None:
    until = time.monotonic() + 90
    while Participant.objects.count() < count:
        assert time.monotonic() < until, "the worker did nothing"
        time.sleep(0.01)


def test_three_are_killed_and_everyone_is_in_once(cycle):
    said = Counter(preflight.facts_of(cycle).asks())
    hr = Employee.objects.get(pk=cycle.steps.get(what="made").by_id)
    begin(cycle, by=hr)

    seen = []
    for wanted in (SLICE, 60, 120):
        process = worker()
        wait_for(wanted)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        seen.append(Participant.objects.count())
        with pytest.raises(ValidationError, match="has begun already"):
            services.launch(Cycle.objects.get(pk=cycle.pk), by=hr)

    assert [count % SLICE for count in seen] == [0, 0, 0]  # a slice is there whole or not at all
    assert seen == sorted(seen)
    assert seen[-1] < PEOPLE
    both = [worker(), worker()]
    assert [process.wait(timeout=120) for process in both] == [0, 0]

    cycle.refresh_from_db()
    assert (cycle.state, cycle.participants.count()) == ("writing", PEOPLE)
    assert launching.progress_of(cycle) == launching.Progress(PEOPLE, PEOPLE)
    kept = Counter(Review.objects.values_list("relation", "writer", "participant__subject").order_by("pk"))
    marks = Counter(AnonymousMark.objects.values_list("relation", "writer", "participant__subject").order_by("key"))
    assert kept + marks == said
    assert list(cycle.steps.filter(what__in=["launched", "moved"]).values_list("what", "after").order_by("pk")) == [
        ("launched", str(PEOPLE)),
        ("moved", "writing"),
    ]
