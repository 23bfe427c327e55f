from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from feedback.models import ActionItem, Blocker, CheckIn
from goals import duties, following, from_nothing, proposals
from goals.models import Change, Comment, Follow, Objective, ProgressUpdate, Support
from insights import curve, kinds
from insights.following import effects as of_actions
from insights.models import EndedSignal, UnitReading
from org import moves
from org.models import Department, Employee, Organization
from org.tests.factories import EmployeeFactory
from perfmgmt.demo import effects
from perfmgmt.demo.people import ACCOUNTS
from perfmgmt.demo.work import FUNCTIONS

pytestmark = pytest.mark.django_db
WESTERN_EUROPE = {"Jena", "Lyon", "Torino", "Sevilla", "Lisboa", "Leeds", "Utrecht", "Göteborg"}


def demo(**options):
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def _demo_allowed(settings):
    settings.DEMO = True


def company():
    """What makes a company the same: everything but ids, dates and password hashes."""
    people = Employee.objects.order_by("email").values_list(
        "email",
        "first_name",
        "last_name",
        "job_title",
        "department__name",
        "location__name",
        "manager__email",
        "cadence",
    )
    said = Comment.objects.order_by("pk").values_list("author__email", "objective__ref", "text")
    goals = Objective.objects.order_by("period__starts_on", "period__ends_on", "ref").values_list(
        "ref", "title", "owner__email", "scope", "visibility", "aligned_to__ref", "weight", "state", "alignment"
    )
    return list(people), [*goals, *said, *Follow.objects.order_by("pk").values_list("person__email", "objective__ref")]


@pytest.mark.usefixtures("_demo_allowed")
def test_the_same_seed_gives_the_same_company():
    demo(employees=30, seed=3)
    first = company()

    demo(employees=30, seed=3)

    assert company() == first


@pytest.mark.usefixtures("_demo_allowed")
def test_the_people_are_the_same_on_another_day():
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        demo(employees=30, seed=3)
        people, _goals = company()
    with time_machine.travel("2027-02-01T10:00:00Z", tick=False):
        demo(employees=30, seed=3)

        assert company()[0] == people


@pytest.mark.usefixtures("_demo_allowed")
def test_another_seed_gives_another_company():
    demo(employees=30, seed=3)
    first = company()

    demo(employees=30, seed=4)

    assert company() != first


@pytest.mark.usefixtures("_demo_allowed")
@pytest.mark.parametrize("count", [5, 6, 11, 60])
def test_companies_of_any_size_have_every_account(count):
    demo(employees=count, seed=1)

    assert Employee.objects.count() == count
    accounts = {name: Employee.objects.get(email=f"{name}@demo.example") for name in ACCOUNTS}
    assert all(person.check_password("demo") for person in accounts.values())
    assert accounts["hr"].is_hr
    assert accounts["admin"].is_superuser
    assert accounts["employee"].manager == accounts["manager"]
    assert accounts["ceo"].manager is None


@pytest.mark.usefixtures("_demo_allowed")
def test_the_numbers_that_are_stored_are_those_that_the_roll_up_computes():
    demo(employees=30, seed=2)

    assert from_nothing.check() == 0


@pytest.mark.usefixtures("_demo_allowed")
def test_every_page_has_something_to_show():
    demo(employees=200, seed=1)

    western = Employee.objects.filter(location__name__in=WESTERN_EUROPE).count()
    assert western >= 67
    assert Employee.objects.filter(location__name="Pune").exists()
    assert Employee.objects.filter(location__name__in=["Denver", "Belo Horizonte", "Monterrey"]).exists()
    assert set(Objective.objects.values_list("state", flat=True)) == set(Objective.State.values)
    assert set(CheckIn.objects.values_list("state", flat=True)) == set(CheckIn.State.values)
    assert ActionItem.objects.open().exists()
    assert Blocker.objects.filter(acknowledged_at=None, resolved_at=None).exists()
    assert Change.objects.filter(is_rebaseline=True).exists()
    assert ProgressUpdate.objects.filter(source="check-in").exists()
    year = UnitReading.objects.filter(department=None, is_itself=False)
    assert year.filter(objectives__gt=0, blockers__gt=0, check_ins_held__gt=0).count() > 30
    assert len(curve.reorganisations(curve.read(None, year.latest("day").day))) == 1
    assert EndedSignal.objects.exists()
    found = of_actions.read(4, kinds.Moment.at())
    assert {row.kind.slug for row in found.rows if row.acted} == set(effects.HELPS)
    assert {row.kind for row in [*found.rows, *found.too_few] if row.counts[0]} == set(kinds.ALL)


@pytest.mark.usefixtures("_demo_allowed")
def test_people_speak_follow_support_and_propose():
    demo(employees=150, seed=1)
    accounts = {name: Employee.objects.get(email=f"{name}@demo.example") for name in ACCOUNTS}

    assert proposals.waiting_for(accounts["manager"]).count() >= 3
    assert proposals.waiting_for(accounts["ceo"]).count() >= 2
    own = proposals.made_by(accounts["employee"])
    assert [each.alignment for each in own] == ["declined"]
    assert [each.reason != "" for each in proposals.standings(list(own), accounts["employee"])] == [True]
    assert [name for name, person in accounts.items() if not following.news(person)] == []
    # To propose is one step: no day is without a word of what it is aligned to.
    firsts = Change.objects.filter(field__in=["aligned_to", "alignment"], old="")
    days = {(objective, field): day for objective, field, day in firsts.values_list("objective", "field", "day")}
    assert [key for key, day in days.items() if days.get((key[0], "alignment")) != day] == []
    assert Support.objects.exists()
    assert not Support.objects.filter(supported=F("objective__aligned_to")).exists()
    spoken = Comment.objects.select_related("author", "objective").order_by("pk")
    assert len(spoken) > 20
    assert [each for each in spoken if not Comment.objects.visible_to(each.author).filter(pk=each.pk).exists()] == []


@pytest.mark.usefixtures("_demo_allowed")
def test_nothing_was_recorded_in_the_future():
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        demo(employees=40, seed=1)

    assert not ProgressUpdate.objects.filter(day__gt="2026-11-23").exists()
    assert not ProgressUpdate.objects.filter(written_at__gt="2026-11-23T10:00:00Z").exists()
    assert not Comment.objects.filter(written_at__gt="2026-11-23T10:00:00Z").exists()
    assert not Change.objects.filter(at__gt="2026-11-23T10:00:00Z").exists()
    assert not CheckIn.objects.filter(logged_at__gt="2026-11-23T10:00:00Z").exists()
    assert not CheckIn.objects.filter(state="done", held_on__gt="2026-11-23").exists()


@pytest.mark.usefixtures("_demo_allowed")
def test_removed_it_leaves_nothing_but_the_accounts_that_were_made_by_hand():
    root = EmployeeFactory(is_superuser=True)
    demo(employees=30, seed=1)

    said = demo(remove=True)

    assert "30 people" in said
    assert list(Employee.objects.all()) == [root]
    assert not Objective.objects.exists()
    assert not Department.objects.exists()
    assert not Organization.objects.current().is_demo


def test_refused_where_debug_is_off(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO=1"):
        demo(employees=20, seed=1)

    assert not Employee.objects.exists()


@pytest.mark.usefixtures("_demo_allowed")
def test_refused_where_real_people_work():
    person = EmployeeFactory()

    with pytest.raises(CommandError, match="empty database"):
        demo(employees=20, seed=1)

    assert list(Employee.objects.all()) == [person]


@pytest.mark.usefixtures("_demo_allowed")
def test_refused_with_too_few():
    with pytest.raises(CommandError, match="at least 5"):
        demo(employees=4, seed=1)


def test_functions_share_the_whole_company():
    assert sum(function.share for function in FUNCTIONS) == 100


@pytest.mark.usefixtures("_demo_allowed")
def test_the_demo_manager_settles_the_goals_of_a_leaver_and_of_a_mover():
    demo(employees=150, seed=1)
    manager = Employee.objects.get(email="manager@demo.example")

    waits = {duty.kind: duty for duty in duties.provider([manager], timezone.now())}

    assert waits.keys() >= {"hand-over", "moved"}
    (left,) = manager.reports.filter(left_on__isnull=False)
    assert left.objectives.filter(state=Objective.State.ACTIVE).count() == 2
    (move,) = moves.moves(timezone.now(), managers=[manager.pk])
    assert move.manager_id == manager.pk
    about_processes = Objective.objects.filter(scope=Objective.Scope.PROCESS, state=Objective.State.ACTIVE)
    assert about_processes.order_by().values("process").distinct().count() >= 3
