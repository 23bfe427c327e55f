"""Today by role: the next things of an employee, a leader's bridge in small, HR's review cycles."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from feedback.tests.factories import CheckInFactory
from goals.tests.factories import ObjectiveFactory, PeriodFactory
from insights.models import UnitReading
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory
from reviews.models import Review
from reviews.tests.factories import CycleFactory, ReviewFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = MONDAY.date()
THEN = DAY - timedelta(days=28)
LAUNCHED = {"launch_begun_at": MONDAY, "launched_at": MONDAY}


@pytest.fixture(autouse=True)
def organization(db):
    with time_machine.travel(MONDAY, tick=False):
        yield OrganizationFactory(time_zone="UTC")


def reading(department, progress="0.5", day=DAY, **fields):
    counts = dict.fromkeys(
        ("on_track", "at_risk", "off_track", "silent", "check_ins_due", "check_ins_held", "signals"), 0
    )
    usual = {"people": 9, "objectives": 3, "weight": 3, "expected": Decimal("0.58"), "stale": 0, "blockers": 0}
    usual |= {"blockers_taken": 0, "is_small": False, "is_itself": False}
    return UnitReading.objects.create(
        department=department, day=day, progress=Decimal(progress), **counts | usual | fields
    )


def part(client, path):
    return client.get(path, headers={"HX-Request": "true"})


@pytest.fixture
def units():
    """A company of Sales and Finance, as it stood four weeks ago and stands now; and Tara, who leads it."""
    company = DepartmentFactory(name="Company")
    sales, finance = (DepartmentFactory(name=name, parent=company) for name in ("Sales", "Finance"))
    for day, progress, blockers in ((THEN - timedelta(days=1), "0.1", 1), (THEN, "0.4", 3), (DAY, "0.46", 5)):
        reading(None, day=day)
        reading(sales, progress, day, blockers=blockers)
        reading(sales, "0.9", day, is_itself=True)
        reading(finance, progress, day, blockers=blockers)
    return EmployeeFactory(first_name="Tara", department=company), sales, finance


def test_a_leader_sees_the_bridge_in_small_with_what_changed(client, units):
    tara, sales, _finance = units
    EmployeeFactory(manager=EmployeeFactory(manager=tara, department=sales))

    client.force_login(tara)
    assert 'hx-get="/today/bridge/"' in client.get("/").content.decode()
    page = part(client, "/today/bridge/")

    told = page.context["bridge"]
    assert [(piece.unit.name, piece.short, piece.gained, piece.more_blockers) for piece in told.pieces] == [
        ("Sales", Decimal("0.12"), Decimal("0.06"), 2)
    ]
    assert (told.since, told.hidden, told.better, told.worse) == (THEN, 1, 1, 0)
    html = page.content.decode()
    assert "<html" not in html
    assert [word for word in ("Finance",) if word in html] == []
    assert all(words in html for words in ("12 points short", "6 nearer", "2 more blockers", "Since 26 October"))
    assert client.get("/today/bridge/")["Location"] == "/bridge/"


@pytest.mark.parametrize(
    ("progress", "words"),
    [("0.5777", "less than a point short"), ("0.57", "1 point short"), ("0.56", "2 points short")],
)
def test_points_are_told_whole_and_of_one_in_the_singular(client, units, progress, words):
    tara, sales, _finance = units
    EmployeeFactory(manager=tara, department=sales)
    UnitReading.objects.filter(department=sales, day=DAY, is_itself=False).update(progress=progress, expected="0.58")
    client.force_login(tara)

    assert f">{words}</span>" in part(client, "/today/bridge/").content.decode()


def test_of_too_few_people_no_blockers_are_told(client, units):
    tara, sales, _finance = units
    EmployeeFactory(manager=tara, department=sales)
    UnitReading.objects.filter(department=sales, day=DAY).update(is_small=True, blockers=0)
    client.force_login(tara)

    (piece,) = part(client, "/today/bridge/").context["bridge"].pieces

    assert piece.more_blockers == 0


def test_who_leads_no_leader_has_their_team_alone(client):
    joana = EmployeeFactory(manager=EmployeeFactory())
    EmployeeFactory(manager=joana)
    client.force_login(joana)

    assert "/today/bridge/" not in client.get("/").content.decode()


def test_what_the_parts_cost(client, units, django_assert_num_queries):
    tara, sales, finance = units
    for department in (sales, finance):
        EmployeeFactory(manager=tara, department=department)
    CycleFactory.create_batch(3, state="nomination", **LAUNCHED)

    client.force_login(tara)
    with django_assert_num_queries(4):
        assert len(part(client, "/today/bridge/").context["bridge"].pieces) == 2
    client.force_login(EmployeeFactory(hr=True))
    with django_assert_num_queries(3):
        assert len(part(client, "/today/cycles/").context["cycles"]) == 3


def test_before_the_first_reading_it_says_so(client):
    client.force_login(EmployeeFactory())

    assert "within a minute" in part(client, "/today/bridge/").content.decode()


def test_hr_sees_how_the_cycles_stand(client):
    boss = EmployeeFactory(first_name="Boss")
    hanna = EmployeeFactory(hr=True, manager=boss)
    cycle = CycleFactory(name="Half-year", state="writing", **LAUNCHED)
    for subject, state in ((EmployeeFactory(), "submitted"), (EmployeeFactory(), "open"), (boss, "submitted")):
        facts = {"state": state, "version": 1, "submitted_at": MONDAY} if state == Review.State.SUBMITTED else {}
        ReviewFactory(participant__cycle=cycle, participant__subject=subject, **facts)
    CycleFactory(name="Over", state="closed", **LAUNCHED)

    client.force_login(hanna)
    assert 'hx-get="/today/cycles/"' in client.get("/").content.decode()
    page = part(client, "/today/cycles/")

    (told,) = page.context["cycles"]
    assert (told.name, told.people, told.asked, told.submitted) == ("Half-year", 2, 2, 1)
    assert "1 of 2 reviews submitted" in page.content.decode()


# --- the next things of an employee ---


@pytest.fixture
def joana(client):
    PeriodFactory()
    joana = EmployeeFactory(first_name="Joana", manager=EmployeeFactory(first_name="Bo", last_name="Souza"))
    client.force_login(joana)
    return joana


def coming(page):
    return [(each.title, each.on, each.path) for each in page.context["coming"]]


def test_where_little_waits_the_three_next_things_are_told(client, joana):
    later = CheckInFactory(employee=joana, due_on=DAY + timedelta(days=9))
    CheckInFactory(employee__first_name="Stranger", due_on=DAY + timedelta(days=4))
    ObjectiveFactory(owner=joana, title="Sell more", progress=Decimal("0.3"), last_update_on=DAY - timedelta(days=10))
    ObjectiveFactory(owner=joana, title="Reached", progress=Decimal(1), last_update_on=DAY)

    page = client.get("/")

    html = page.content.decode()
    assert coming(page) == [
        ("An update on “Sell more”", DAY + timedelta(days=4), "/goals/update/"),
        ("Check-in with Bo Souza", later.due_on, f"/check-ins/{later.pk}/prepare/"),
        ("The end of 2026 Q4", date(2026, 12, 31), "/goals/"),
    ]
    assert ">in 9 days</time>" in html
    assert "Stranger" not in html


def test_what_waits_is_of_the_three(client, joana):
    """The check-in to prepare waits, and one that is prepared is opened; a first goal is better than none."""
    check_in = CheckInFactory(employee=joana, due_on=DAY + timedelta(days=1))
    assert coming(client.get("/")) == [("A first goal of yours", None, "/goals/new/")]

    check_in.state, check_in.prepared_at = "prepared", MONDAY
    check_in.save()
    assert coming(client.get("/"))[0] == ("Check-in with Bo Souza", check_in.due_on, check_in.get_absolute_url())
