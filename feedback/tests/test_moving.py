"""A check-in goes to another day, and a pair to another cadence: who may, which days, and who is told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from feedback import schedule, services
from feedback.models import CheckIn
from feedback.tests.factories import CheckInFactory
from feedback.tests.pages import text_of, url
from inbox.models import Notification
from org.models import Absence, Cadence, DayOff
from org.tests.factories import EmployeeFactory, LocationFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("UTC"))
FRIDAY, NEXT_MONDAY = date(2026, 11, 27), date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _on_a_monday():
    OrganizationFactory()
    with time_machine.travel(MONDAY, tick=False):
        yield


def told():
    rows = Notification.objects.order_by("person", "kind", "pk")
    return list(rows.values_list("person", "kind", "actor"))


@pytest.mark.parametrize("mover", ["employee", "manager"])
def test_either_of_the_two_moves_it_and_the_other_is_told_once(mover):
    check_in = CheckInFactory(prepared=True, moved_from=date(2026, 11, 20))
    by, other = check_in.employee, check_in.manager
    if mover == "manager":
        by, other = other, by

    moved = [services.move(check_in, by=by, day=FRIDAY) for _click in range(2)]

    check_in.refresh_from_db()
    assert (moved, check_in.due_on, check_in.moved_from) == ([True, False], FRIDAY, None)
    assert (check_in.how_it_goes, check_in.state) == ("Good fortnight.", "prepared")
    assert check_in.employee.check_in_schedule.next_on == FRIDAY
    assert told() == [(other.pk, "check-in-moved", by.pk)]


def test_a_second_move_takes_the_place_of_news_that_nobody_read():
    check_in = CheckInFactory()
    for day in (FRIDAY, NEXT_MONDAY):
        services.move(check_in, by=check_in.manager, day=day)

    assert told() == [(check_in.employee_id, "check-in-moved", check_in.manager_id)]


@pytest.mark.parametrize("who", ["skip_level", "stranger"])
def test_nobody_else_moves_it(who):
    check_in = CheckInFactory()
    other = EmployeeFactory()
    if who == "skip_level":
        check_in.manager.manager = other
        check_in.manager.save()

    with pytest.raises(PermissionDenied):
        services.move(check_in, by=other, day=FRIDAY)


def test_what_is_over_is_not_moved():
    check_in = CheckInFactory()
    services.skip(check_in, by=check_in.manager, reason="Customer visit")

    with pytest.raises(ValidationError, match="logged or skipped already"):
        services.move(check_in, by=check_in.employee, day=FRIDAY)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-22", "has passed"),
        ("0026-11-27", "has passed"),
        ("2126-11-27", "look at the year"),
        ("9999-12-31", "look at the year"),
        ("2027-02-30", "“2027-02-30” is no day of the calendar"),
        ("soon", "“soon” is no day of the calendar"),
        ("", "Choose a day"),
        ("2026-11-28", "the next day that both of you work is Monday 30 November 2026"),  # a Saturday
        ("2026-11-25", "Mona does not work on that day"),  # her absence
        ("2026-11-26", "Sam does not work on that day; the next day that both of you work is Friday 27 November 2026"),
    ],
)
def test_a_bad_day_is_said_in_a_sentence_and_nothing_moves(cast, check_in, day, words):
    Absence.objects.create(employee=cast.manager, starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 25))
    DayOff.objects.create(location=cast.subject.location, day=date(2026, 11, 26))
    cast.manager.location = LocationFactory()
    cast.manager.save()

    for role in ("subject", "manager"):
        response = cast.client(role).post(url("move", check_in), {"day": day})
        assert (response.status_code, words in text_of(response).replace("&#x27;", "'")) == (422, True)

    check_in.refresh_from_db()
    assert (check_in.due_on, Notification.objects.count()) == (date(2026, 11, 23), 0)


def test_a_day_that_the_clocks_leave_out_does_not_exist_there():
    with time_machine.travel(datetime(2011, 12, 28, 20, tzinfo=ZoneInfo("UTC")), tick=False):
        check_in = CheckInFactory(employee__time_zone="Pacific/Apia", employee__first_name="Sina")

        with pytest.raises(ValidationError, match="no 30 December 2011 where Sina is"):
            services.move(check_in, by=check_in.manager, day=date(2011, 12, 30))


def test_the_page_offers_days_that_both_work(cast, check_in):
    Absence.objects.create(employee=cast.manager, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 25))

    response = cast.client("subject").get(url("move", check_in))

    assert response.context["days"] == [date(2026, 11, 26), FRIDAY, NEXT_MONDAY, date(2026, 12, 1)]
    assert "Mona Example is told at once." in text_of(response)


def test_a_page_left_open_says_that_it_is_over(cast, check_in):
    services.skip(check_in, by=cast.manager, reason="Ill")

    response = cast.client("subject").post(url("move", check_in), {"day": "2026-11-27"}, follow=True)

    assert "nothing was moved" in text_of(response)


def test_the_page_to_move_costs_a_fixed_number_of_queries(cast, check_in, django_assert_max_num_queries):
    manager = cast.client("manager")

    with django_assert_max_num_queries(8):
        manager.get(url("move", check_in))


# --- the rhythm ---


@pytest.mark.parametrize(
    ("planned_on", "held_on", "expected"),
    [
        (date(2026, 12, 7), date(2026, 11, 23), date(2026, 12, 7)),  # two weeks early: its own day stays
        (date(2026, 11, 27), date(2026, 11, 23), date(2026, 12, 11)),  # a little early: the one after it
    ],
)
def test_held_early_the_rhythm_goes_on(planned_on, held_on, expected):
    assert schedule.day_after(planned_on, held_on, Cadence.TWO_WEEKS) == expected


def test_after_a_leave_the_rhythm_goes_on_from_the_day_planned():
    check_in = CheckInFactory(due_on=date(2026, 11, 23), moved_from=date(2026, 11, 20))

    services.skip(check_in, by=check_in.manager, reason="Ill")

    assert CheckIn.objects.open().get().due_on == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("due_on", "following"),
    [
        (date(2026, 12, 7), date(2026, 12, 21)),  # two weeks ahead: not that day again
        (date(2026, 11, 20), date(2026, 12, 4)),
        (date(2026, 10, 30), date(2026, 12, 7)),  # long late: not a day that has passed
    ],
)
def test_after_a_skip_comes_the_next_of_the_rhythm_that_is_not_too_near(due_on, following):
    check_in = CheckInFactory(due_on=due_on)

    services.skip(check_in, by=check_in.manager, reason="Ill")

    assert CheckIn.objects.open().get().due_on == following


def test_the_employee_is_told_that_it_was_skipped():
    check_in = CheckInFactory()

    for _click in range(2):
        services.skip(check_in, by=check_in.manager, reason="Ill")

    assert told() == [(check_in.employee_id, "check-in-skipped", check_in.manager_id)]


# --- the cadence ---


@pytest.fixture
def team(cast):
    names = ["Ada", "Bea", "Cleo", "Dan"]
    return [
        CheckInFactory(employee=EmployeeFactory(manager=cast.report, first_name=name, last_name=name)).employee
        for name in names
    ]


@pytest.mark.parametrize(
    ("spread", "days"),
    [
        ("on", [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 7)]),
        ("", [date(2026, 11, 30)] * 3 + [date(2026, 12, 7)]),
    ],
)
def test_one_form_sets_the_cadence_and_the_days_of_all(cast, team, spread, days):
    Absence.objects.create(employee=team[3], starts_on=NEXT_MONDAY, ends_on=date(2026, 12, 6))
    data = {"cadence": "weekly", "first_on": "2026-11-30", "spread": spread, "reports": [each.pk for each in team]}

    response = cast.client("report").post(reverse("feedback:cadence"), data)

    found = CheckIn.objects.open().filter(employee__in=team).order_by("employee__last_name")
    assert (response.status_code, [each.due_on for each in found]) == (302, days)
    assert {each.employee.cadence for each in found.select_related("employee")} == {"weekly"}
    assert [each.employee.check_in_schedule.next_on for each in found] == days
    assert {kind for _person, kind, _actor in told()} == {"check-in-cadence", "check-in-moved"}
    assert len(told()) == 8
    assert team[0].history.count() == 2


def test_without_a_day_the_days_stay_and_those_not_chosen_keep_their_cadence(cast, team):
    data = {"cadence": "monthly", "first_on": "", "reports": [team[0].pk]}

    cast.client("report").post(reverse("feedback:cadence"), data)

    found = CheckIn.objects.open().filter(employee__in=team).select_related("employee").order_by("employee__last_name")
    assert [(each.employee.cadence, each.due_on) for each in found] == [
        ("monthly", date(2026, 11, 23)),
        *[("", date(2026, 11, 23))] * 3,
    ]
    assert told() == [(team[0].pk, "check-in-cadence", cast.report.pk)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"reports": []}, "Choose at least one person."),
        ({"cadence": "hourly"}, "hourly"),
        ({"first_on": "2026-11-01"}, "has passed"),
        ({"first_on": "2226-11-01"}, "look at the year"),
        ({"first_on": "2026-02-30"}, "no day of the calendar"),
        ({"reports": "stranger"}, "not your report any more"),
    ],
)
def test_a_bad_cadence_changes_nothing(cast, team, data, words):
    data = {"cadence": "weekly", "first_on": "", "reports": [each.pk for each in team]} | data
    if data["reports"] == "stranger":
        data["reports"] = [team[0].pk, cast.stranger.pk]

    response = cast.client("report").post(reverse("feedback:cadence"), data)

    assert (response.status_code, words in text_of(response)) == (422, True)
    assert [each.cadence for each in type(team[0]).objects.filter(pk__in=[t.pk for t in team]).order_by("pk")] == [
        ""
    ] * 4


def test_only_the_direct_manager_sets_the_cadence(cast, team):
    with pytest.raises(PermissionDenied):
        services.change_cadence(team, by=cast.subject, cadence="weekly")
