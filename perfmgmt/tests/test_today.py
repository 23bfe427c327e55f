from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from feedback.tests.factories import BlockerFactory, CheckInFactory
from goals import services
from goals.models import Objective
from goals.tests.factories import FollowFactory, KeyResultFactory, ObjectiveFactory, PeriodFactory
from inbox import kinds
from inbox.tests.factories import NotificationFactory
from org.models import Employee, Organization
from org.tests.factories import (
    EmployeeFactory,
    LocationFactory,
    OrganizationFactory,
    RoleGrantFactory,
)
from perfmgmt import coverage, today
from perfmgmt.team import brief

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = MONDAY.date()


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def organization():
    return OrganizationFactory(time_zone="UTC")


@pytest.fixture
def joana(organization):
    boss = EmployeeFactory(first_name="Bo")
    return EmployeeFactory(first_name="Joana", manager=boss, location=LocationFactory(name="Lisbon"))


def see(client, person):
    client.force_login(person)
    return client.get("/")


@pytest.mark.parametrize(
    ("hour", "words"),
    [(4, "Good evening, Ana"), (5, "Good morning, Ana"), (12, "Good afternoon, Ana"), (18, "Good evening, Ana")],
)
def test_greeting(hour, words):
    assert today.greeting(hour, "Ana") == words


def test_the_hour_is_the_persons_own(client, joana):
    joana.time_zone = "Asia/Tokyo"
    joana.save()

    assert "Good afternoon, Joana" in see(client, joana).content.decode()


@pytest.mark.parametrize(("day", "number"), [(date(2026, 10, 1), 1), (DAY, 8), (date(2026, 12, 31), 13)])
def test_week(day, number):
    assert today.week_of(PeriodFactory.build(), day) == {"number": number, "of": 13, "period": "2026 Q4"}


def test_without_a_period_there_is_no_week(client, joana):
    page = see(client, joana)

    assert page.context["week"] is None
    assert "Monday 23 November" in page.content.decode()


def test_nothing_at_all(client, joana):
    html = see(client, joana).content.decode()

    for empty in ("Nothing waits for you", "No active goals", "Nothing new."):
        assert empty in html


def test_duties_have_one_button_each_and_one_main_one(client, joana):
    for days in (0, 3):
        CheckInFactory(employee=EmployeeFactory(first_name="Ana", manager=joana), due_on=DAY - timedelta(days=days))
    CheckInFactory(employee__first_name="Stranger", due_on=DAY)

    page = see(client, joana)

    html = page.content.decode()
    assert [row.late for row in page.context["duties"]] == [3, 0]
    assert html.count('<a class="button" ') == 1
    assert "3 days late" in html
    assert "Stranger" not in html


@pytest.mark.parametrize(("days", "is_there"), [((0, 3), True), ((0, -2), False)])
def test_several_check_ins_that_are_due_can_be_logged_in_a_row(client, joana, days, is_there):
    for late in days:
        CheckInFactory(employee=EmployeeFactory(manager=joana), due_on=DAY - timedelta(days=late))

    page = see(client, joana)

    assert len(page.context["duties"]) == 2
    assert ('href="/check-ins/row/"' in page.content.decode()) is is_there


def test_many_duties_fold(client, joana):
    for _ in range(10):
        CheckInFactory(employee=EmployeeFactory(manager=joana), due_on=DAY)

    html = see(client, joana).content.decode()

    assert html.count("Log check-in</a>") == 10
    assert "Show the rest" in html


def test_my_goals_are_the_active_ones_that_i_own(client, joana):
    ObjectiveFactory(owner=joana, title="Mine", progress=Decimal("0.31"))
    ObjectiveFactory(owner=joana, title="Mine, still a draft", state=Objective.State.DRAFT)
    ObjectiveFactory(title="A stranger's")

    page = see(client, joana)

    assert [objective.title for objective in page.context["goals"]] == ["Mine"]
    assert "31\xa0% of an expected 58\xa0%" in page.content.decode()


def test_news_since_friday(client, joana):
    kinds.register("test-thanks", "%(actor)s thanked you", in_mail="Thanks")
    ana = EmployeeFactory(first_name="Ana", last_name="Souza")
    NotificationFactory(person=joana, actor=ana, at=MONDAY - timedelta(days=2))
    NotificationFactory(person=joana, actor=ana, at=MONDAY - timedelta(days=9))
    NotificationFactory(person=ana, actor=joana, at=MONDAY - timedelta(days=2))
    NotificationFactory(person=joana, kind="gone", at=MONDAY - timedelta(days=2))

    page = see(client, joana)

    assert page.context["since"] == "Since Friday"
    assert [entry["words"] for entry in page.context["news"]] == ["Ana Souza thanked you"]


def test_since_the_last_working_day():
    sunday_to_thursday = Organization(working_days=[6, 0, 1, 2, 3])

    assert today.last_working_day(DAY, Organization()) == date(2026, 11, 20)
    assert today.last_working_day(DAY, sunday_to_thursday) == date(2026, 11, 22)


# --- the team ---


def rows(manager):
    reports = brief.reports_of(manager)
    objectives = today._objectives(manager, reports, with_company=False)
    organization = Organization.objects.current()
    today.stand(objectives, DAY, organization)
    return brief.rows(manager, reports, objectives, now=MONDAY, organization=organization)


def row(manager):
    (only,) = rows(manager)
    return only


@pytest.fixture
def ana(joana):
    return EmployeeFactory(first_name="Ana", manager=joana)


def talked(person, days):
    return CheckInFactory(employee=person, done=True, held_on=DAY - timedelta(days=days))


def test_the_team_are_the_direct_reports_who_are_here(joana, ana):
    EmployeeFactory(first_name="Under", manager=ana)
    EmployeeFactory(first_name="Left", manager=joana, left_on=DAY - timedelta(days=1))
    EmployeeFactory(first_name="Stranger")

    assert [row.person for row in rows(joana)] == [ana]


def test_days_since_the_last_check_in(joana, ana):
    talked(ana, 13)
    talked(ana, 40)
    CheckInFactory(employee=ana, due_on=DAY)

    assert row(joana).days_since_check_in == 13


def test_the_goal_that_needs_help_most_speaks(joana, ana):
    talked(ana, 1)
    ObjectiveFactory(owner=ana, progress=Decimal("0.57"), last_update_on=DAY)
    ObjectiveFactory(owner=ana, progress=Decimal("0.10"), last_update_on=DAY, title="Sell more")
    ObjectiveFactory(owner=ana, progress=Decimal(0), state=Objective.State.CLOSED)

    found = row(joana)

    assert (found.status, found.of_goals, found.goals) == ("off-track", 1, 2)
    assert found.help == "A word on “Sell more”"


@pytest.mark.parametrize(
    ("days", "words"),
    [(21, "A goal: there is none yet"), (22, "A check-in: none for 3 weeks"), (None, "A first check-in")],
)
def test_a_check_in_would_help(joana, ana, days, words):
    if days:
        talked(ana, days)

    assert row(joana).help == words


def test_less_than_three_weeks_without_a_check_in_are_told_in_days(joana, ana):
    Employee.objects.filter(pk=ana.pk).update(cadence="weekly")
    talked(ana, 12)

    assert row(joana).help == "A check-in: none for 12 days"


def test_a_blocker_comes_first(joana, ana):
    blocker = BlockerFactory(raised_by=ana, text="No decision\non the supplier", help="decision")
    BlockerFactory(text="A stranger's")

    assert row(joana).help == "Acknowledge: “No decision on the supplier”"

    blocker.acknowledged_at, blocker.acknowledged_by = MONDAY, joana
    blocker.save()
    assert row(joana).help == "A decision: “No decision on the supplier”"

    blocker.resolved_at, blocker.resolved_by = MONDAY, joana
    blocker.save()
    assert row(joana).help == "A first check-in"


def test_the_line_ends_where_the_goal_stands(joana, ana):
    objective = ObjectiveFactory(owner=ana, progress=Decimal("0.5"))
    key_result = KeyResultFactory(objective=objective)
    for day, value in ((date(2026, 10, 20), 20), (date(2026, 11, 20), 50)):
        key_result.updates.create(day=day, value=value, author=ana, written_at=MONDAY)

    line = row(joana).line

    assert (line[0], line[4], line[-1]) == (Decimal(0), Decimal("0.2"), Decimal("0.5"))


def test_who_needs_help_most_stands_first(joana):
    well, badly = EmployeeFactory(first_name="Well", manager=joana), EmployeeFactory(first_name="Badly", manager=joana)
    ObjectiveFactory(owner=well, progress=Decimal("0.6"), last_update_on=DAY)
    ObjectiveFactory(owner=badly, progress=Decimal("0.1"), last_update_on=DAY)

    assert [row.person for row in rows(joana)] == [badly, well]


# --- followed ---


def follows(person, *, count=1, **fields):
    """Objectives that moved today."""
    for objective in ObjectiveFactory.create_batch(count, **fields):
        FollowFactory(person=person, objective=objective)
        KeyResultFactory(objective=objective).updates.create(
            day=DAY, value=20, author=objective.owner, written_at=MONDAY
        )


def test_what_changed_on_those_followed(client, joana):
    follows(joana, title="Cut lead time", progress=Decimal("0.2"))
    follows(EmployeeFactory(), title="Of another")

    html = see(client, joana).content.decode()

    assert "Followed" in html
    assert "Cut lead time" in html
    assert "1 update, now 20\xa0%" in html
    assert "Of another" not in html


def test_at_most_six_and_how_many_more(client, joana):
    follows(joana, count=8, progress=Decimal("0.2"))

    page = see(client, joana)

    assert (len(page.context["followed"]), page.context["followed_more"]) == (6, 2)
    assert "2 more" in page.content.decode()


def test_who_lost_sight_of_what_they_follow_sees_nothing_of_it(client, joana):
    follows(joana, title="secret", visibility=Objective.Visibility.MANAGER)

    html = see(client, joana).content.decode()

    assert [word for word in ("Followed", "secret") if word in html] == []


def test_where_coverage_and_a_team_fill_the_page_it_comes_a_moment_later(client, joana):
    RoleGrantFactory(employee=joana)
    EmployeeFactory(manager=joana)
    follows(joana, title="Cut lead time")

    html = see(client, joana).content.decode()
    part = client.get("/goals/followed/", headers={"HX-Request": "true"}).content.decode()

    assert 'hx-get="/goals/followed/"' in html
    assert ["Cut lead time" in text for text in (html, part)] == [False, True]
    assert "<html" not in part


def test_proposals_wait_on_today(client, joana):
    child = ObjectiveFactory()
    services.align(child, ObjectiveFactory(owner=joana), by=child.owner)

    assert "Alignment proposed by" in see(client, joana).content.decode()


def test_a_managers_next_check_in_is_the_first_of_both_sides(client, joana):
    ana = EmployeeFactory(first_name="Ana", manager=joana)
    with_ana = CheckInFactory(employee=ana, due_on=DAY + timedelta(days=9))
    assert f'href="{with_ana.get_absolute_url()}"' in see(client, joana).content.decode()

    with_bo = CheckInFactory(employee=joana, due_on=DAY + timedelta(days=8))

    html = see(client, joana).content.decode()
    assert "Next comes the check-in with Bo Souza" in html
    assert f'href="{with_bo.get_absolute_url()}"' in html


# --- the company, and HR ---


def test_company_objectives_for_the_top(client, organization):
    top = EmployeeFactory(first_name="Tara")
    EmployeeFactory(manager=top)
    ObjectiveFactory(owner=top, title="Deliver", scope=Objective.Scope.COMPANY)
    ObjectiveFactory(owner=top, title="My own")

    page = see(client, top)

    assert [objective.title for objective in page.context["company_goals"]] == ["Deliver"]
    assert [objective.title for objective in page.context["goals"]] == ["My own"]


def test_not_for_everyone(client, joana):
    ObjectiveFactory(title="Deliver", scope=Objective.Scope.COMPANY)

    page = see(client, joana)

    assert page.context["company_goals"] == []
    assert page.context["coverage"] is None


def test_coverage(organization):
    top = EmployeeFactory(first_name="Tara")
    talks, silent = EmployeeFactory(manager=top), EmployeeFactory(manager=top)
    alone = EmployeeFactory(first_name="Alone")
    EmployeeFactory(manager=top, left_on=DAY - timedelta(days=1))
    EmployeeFactory(manager=top, hired_on=DAY + timedelta(days=1))
    talked(talks, 13)
    talked(silent, 15)
    ObjectiveFactory(owner=talks)
    ObjectiveFactory(owner=alone, state=Objective.State.DRAFT)

    counts = coverage.people(DAY, organization, top)

    assert (counts["people"], counts["with_manager"], counts["talked"]) == (4, 2, 1)
    assert (counts["with_goals"], counts["without_manager"]) == (1, 1)
    assert counts["talked_share"] == 0.5


def test_hr_sees_coverage_and_the_way_to_the_admin(client, organization):
    hanna = EmployeeFactory(hr=True)

    html = see(client, hanna).content.decode()

    assert "Coverage" in html
    assert 'href="/admin/"' in html
