"""A signal is dismissed for a time, with a reason that whoever sees it reads."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from drafts.models import Draft
from insights import refreshing, services
from insights.models import Dismissal, Signal
from insights.tests.conftest import DAY
from insights.tests.factories import SignalFactory
from org.models import Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db
UNTIL = DAY + timedelta(days=14)


def dismissed(signal, by=None, until=UNTIL, **fields):
    return Dismissal.objects.create(
        kind=signal.kind,
        subject=signal.subject,
        by=by or EmployeeFactory(),
        at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        on=min(DAY, until),
        until=until,
        reason="She begins on Monday",
        **fields,
    )


@pytest.fixture
def manager(period):
    return EmployeeFactory(first_name="Mona", last_name="Example")


@pytest.fixture
def signal(manager):
    EmployeeFactory(manager=manager)
    refreshing.refresh_all()
    return Signal.objects.get(about__manager=manager)


def send(client, signal, **fields):
    return client.post(
        reverse("insights:dismiss", args=[signal.pk]), {"reason": "She begins on Monday", "until": UNTIL} | fields
    )


def test_dismissed_it_is_told_and_counts_no_more_until_its_day(client, manager, signal):
    client.force_login(manager)

    assert send(client, signal)["Location"] == signal.get_absolute_url()

    assert (
        "Dismissed by Mona Example until 7 December 2026: She begins on Monday"
        in client.get(signal.get_absolute_url()).content.decode()
    )
    assert client.get(reverse("insights:bridge")).context["total"] == 1  # the manager's own
    listed = client.get(reverse("insights:signals"))
    assert [told.dismissed is not None for told in listed.context["told"]] == [False, True]
    with time_machine.travel("2026-12-08T12:00:00Z", tick=False):
        client.force_login(manager)
        assert client.get(reverse("insights:bridge")).context["total"] == 2


def test_it_stays_dismissed_when_the_signal_is_found_anew(signal, manager):
    services.dismiss(signal, by=manager, reason="She begins on Monday", until=UNTIL, day=DAY)
    Signal.objects.all().delete()

    refreshing.refresh_all()

    assert [each.about.manager_id for each in Signal.objects.not_dismissed(DAY)] == [None]


def test_it_can_be_taken_back(client, manager, signal):
    dismissed(signal)
    client.force_login(manager)

    client.post(reverse("insights:take_back", args=[signal.pk]))

    assert Signal.objects.not_dismissed(DAY).filter(pk=signal.pk).exists()
    assert Dismissal.objects.get().taken_back_at is not None


def test_the_same_sent_twice_is_one(signal, manager):
    for _twice in range(2):
        services.dismiss(signal, by=manager, reason="She begins on Monday", until=UNTIL, day=DAY)

    assert Dismissal.objects.count() == 1


def test_after_somebody_else_it_is_said_who(client, manager, signal):
    dismissed(signal, by=EmployeeFactory(first_name="Hanna", last_name="Example"))
    client.force_login(manager)

    answer = send(client, signal)

    assert answer.status_code == 422
    assert "Hanna Example has dismissed it meanwhile." in answer.content.decode()
    assert "She begins on Monday" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": ""}, "Say why: whoever sees it here reads that."),
        ({"reason": "\u200b\u2060 \ufeff"}, "Say why: whoever sees it here reads that."),
        ({"reason": "x" * 501}, "This is 501 characters long, and 500 fit."),
        ({"until": ""}, "Choose the last day of it."),
        ({"until": "2026-11-22"}, "Choose a day from today on."),
        ({"until": "2027-02-24"}, "Choose a day within three months"),
        ({"until": "30 February"}, "until"),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(client, manager, signal, fields, words):
    client.force_login(manager)

    answer = send(client, signal, **fields)

    assert (answer.status_code, Dismissal.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_what_has_ended_meanwhile_is_not_dismissed(signal, manager):
    Signal.objects.all().delete()

    with pytest.raises(ValidationError, match="ended meanwhile"):
        services.dismiss(signal, by=manager, reason="Why", until=UNTIL, day=DAY)


def test_nobody_dismisses_what_is_about_their_own_work(signal):
    for act in (
        lambda: services.dismiss(signal, by=signal.about, reason="Why", until=UNTIL, day=DAY),
        lambda: services.take_back(signal, by=signal.about, day=DAY),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_hr_dismisses_what_hr_sees_and_no_check_in(period):
    hanna = EmployeeFactory(hr=True)
    open_to_hr = SignalFactory(about=EmployeeFactory(manager=EmployeeFactory()))
    of_two = SignalFactory(kind="missed-check-ins", about=open_to_hr.about, audience="check-in")

    assert services.dismiss(open_to_hr, by=hanna, reason="Why", until=UNTIL, day=DAY)
    with pytest.raises(PermissionDenied):
        services.dismiss(of_two, by=hanna, reason="Why", until=UNTIL, day=DAY)


def test_what_is_typed_is_kept_as_a_draft(client, manager, signal):
    client.force_login(manager)
    page = client.get(reverse("insights:dismiss", args=[signal.pk]))
    ticket = page.context["request"].draft.ticket.text()

    client.post(
        reverse("insights:dismiss", args=[signal.pk]),
        {"reason": "Half a", "until": UNTIL, "draft": ticket, "save_draft": "1"},
    )

    assert Draft.objects.filter(author=manager, key=f"signal:{signal.pk}:dismiss").count() == 1
    assert "Dismiss: No goals in the running period" in client.get(reverse("drafts:index")).content.decode()


def test_the_list_is_sorted_without_what_is_told_and_told_in_its_order(
    client, manager, signal, django_assert_max_num_queries
):
    heavier = SignalFactory(about=signal.about, kind="many-reports", severity=3, figures={"reports": 30})
    dismissed(heavier)
    client.force_login(manager)

    with django_assert_max_num_queries(10) as asked:
        listed = client.get(reverse("insights:signals"))

    others = Signal.objects.exclude(pk=heavier.pk).values_list("pk", flat=True)
    assert [told.signal.pk for told in listed.context["told"]] == [*others, heavier.pk]
    [sorting] = [each["sql"] for each in asked if '"severity" DESC' in each["sql"]]
    assert "first_name" not in sorting


def test_what_is_dismissed_hides_no_other_signal_from_the_count(client, manager, signal):
    department = DepartmentFactory()
    Employee.objects.update(department=department)
    elsewhere = EmployeeFactory.create_batch(3, manager=EmployeeFactory(department=department), department=department)
    refreshing.refresh_all()
    dismissed(signal, by=manager)
    refreshing.refresh_all()
    client.force_login(manager)

    for path in (reverse("insights:signals"), reverse("insights:department_signals", args=[department.pk])):
        listed = client.get(path)
        assert [told.dismissed is not None for told in listed.context["told"]] == [False, True]
        assert listed.context["hidden"] == len(elsewhere) + 1
