"""What one or two alone may know: to others it counts only in the whole company, in groups of k or more."""

from datetime import timedelta

import pytest
from django.urls import reverse

from insights import readings, refreshing, services
from insights.models import Signal, UnitReading
from insights.tests.conftest import DAY
from insights.tests.examples import EVERY, NOW, never_prepared, of_every_kind, to_write, unanswered, writing
from insights.tests.factories import SignalFactory
from org.models import Employee, RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, RoleGrantFactory
from reviews.tests.factories import ReviewFactory

pytestmark = pytest.mark.django_db


def seen_by(person) -> set[int]:
    return set(Signal.objects.visible_to(person).values_list("about", flat=True))


def of_reviews(writer, review) -> Signal:
    return SignalFactory(kind="review-phase", audience="cycle", about=writer, subject=review.pk)


# --- who writes reviews, and who looks after the cycle ---


def test_hr_is_only_an_employee_where_the_reviews_are_about_them_or_their_manager(period):
    cycle, top = writing(), EmployeeFactory()
    boss = EmployeeFactory(manager=top)
    hanna = EmployeeFactory(hr=True, manager=boss)
    for writer, subject in ((boss, hanna), (top, boss), (EmployeeFactory(), EmployeeFactory())):
        [review] = to_write(cycle, writer, 1, participant__subject=subject)
        of_reviews(writer, review)

    others = Signal.objects.exclude(about__in=[boss, top])
    assert seen_by(hanna) == {each.about_id for each in others}
    assert (seen_by(boss), len(seen_by(EmployeeFactory(hr=True)))) == ({boss.pk}, 3)


def test_a_partner_sees_those_of_cycles_that_are_theirs(period):
    theirs, whole, department = writing(), writing(), DepartmentFactory()
    theirs.departments.add(department)
    partner = EmployeeFactory()
    RoleGrantFactory(employee=partner, role=RoleGrant.Role.PARTNER, department=department)
    signals = [
        of_reviews(EmployeeFactory(department=department), ReviewFactory(participant__cycle=each))
        for each in (theirs, whole)
    ]

    assert seen_by(partner) == {signals[0].about_id}


# --- what it counts ---


@pytest.mark.parametrize(("times", "counted"), [(2, 0), (3, 3)])
def test_what_only_the_asker_sees_counts_in_the_whole_from_k_people_on(moment, times, counted):
    department = DepartmentFactory.create_batch(2)[0]
    for person in EmployeeFactory.create_batch(times, department=department):
        unanswered(20, asker=person, about=person)
    unanswered(20, asker=person, about=person)  # of one who is counted already
    EmployeeFactory.create_batch(9, department=department)
    refreshing.refresh_all()
    Signal.objects.filter(kind="without-goals").delete()

    readings.store(moment)

    own = dict(UnitReading.objects.filter(is_itself=False).values_list("department__name", "signals"))
    assert (own[None], own[department.name]) == (counted + (1 if counted else 0), 0)


def test_that_somebodys_reviews_are_behind_is_counted_in_no_department(moment):
    """Beside all that a head sees of the department the number would name its one manager."""
    department = DepartmentFactory.create_batch(2)[0]
    writer, *_others = EmployeeFactory.create_batch(4, department=department)
    SignalFactory(kind="review-phase", audience="cycle", about=writer)

    readings.store(moment)

    assert set(UnitReading.objects.values_list("signals", flat=True)) == {0}


def test_what_one_sees_alone_is_not_taken_from_what_the_unit_counts(client, moment):
    department = DepartmentFactory.create_batch(2)[0]
    asker, *_others = EmployeeFactory.create_batch(4, department=department)
    unanswered(20, asker=asker, about=asker)
    refreshing.refresh_all()
    client.force_login(asker)

    for name in ("department", "department_signals"):
        answer = client.get(reverse(f"insights:{name}", args=[department.pk]))
        # Of the four without goals one is their own.
        assert (answer.context["hidden"], "Nobody has answered" in answer.content.decode()) == (3, True)


# --- its own page ---


def test_every_kind_explains_itself_to_whom_it_concerns_and_to_nobody_else(client, moment):
    of_every_kind()
    refreshing.refresh_all()
    stranger, hanna = EmployeeFactory(), EmployeeFactory(hr=True)
    open_to_hr = {"many-reports", "review-phase", "reorganised"}

    for slug in EVERY:
        signal = Signal.objects.filter(kind=slug).order_by("pk").first()
        statuses = {}
        for name, person in {"about": signal.about, "stranger": stranger, "hr": hanna}.items():
            client.force_login(person)
            answer = client.get(signal.get_absolute_url())
            statuses[name] = answer.status_code
            if answer.status_code == 200:
                button = answer.context["told"].button
                assert button is None or client.get(button.path).status_code == 200, (slug, name)
        assert statuses == {"about": 200, "stranger": 404, "hr": 200 if slug in open_to_hr else 404}, slug


def test_the_list_of_a_manager_takes_as_many_queries_for_three_of_each_kind(client, moment, django_assert_num_queries):
    top = EmployeeFactory()
    client.force_login(top)

    for times in (1, 2):
        for _each in range(times):
            of_every_kind()
        refreshing.refresh_all()
        Employee.objects.filter(pk__in=Signal.objects.values("about")).exclude(pk=top.pk).update(manager=top)
        with django_assert_num_queries(8):
            assert len(client.get(reverse("insights:signals")).context["told"]) > 5 * times


# --- to dismiss it ---


def test_what_nobody_else_sees_one_dismisses_oneself(client, moment):
    signal, until = SignalFactory(audience="own"), DAY + timedelta(days=7)
    client.force_login(signal.about)

    client.post(reverse("insights:dismiss", args=[signal.pk]), {"reason": "I asked in person", "until": until})

    assert not Signal.objects.not_dismissed(DAY).exists()
    assert services.take_back(signal, by=signal.about, day=DAY)


def test_of_the_two_it_is_the_manager_who_dismisses_it(client, moment):
    person = never_prepared()
    refreshing.refresh_all()
    signal = Signal.objects.get(kind="never-prepared")

    statuses = []
    for viewer in (person, person.manager):
        client.force_login(viewer)
        statuses.append(client.get(reverse("insights:dismiss", args=[signal.pk])).status_code)
    assert (statuses, NOW.date()) == ([403, 200], DAY)
