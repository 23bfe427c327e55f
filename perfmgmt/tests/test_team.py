"""The page Team: the people of a manager, each on a line; whoever leads, with the sum of what stands below."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from feedback.models import Blocker, CheckIn
from feedback.tests.factories import ActionItemFactory, BlockerFactory, CheckInFactory
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from org.models import Absence, Employee
from org.tests.factories import EmployeeFactory, OrganizationFactory
from perfmgmt.team import sums

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = MONDAY.date()


def ago(days):
    return DAY - timedelta(days=days)


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def joana(db):
    OrganizationFactory(time_zone="UTC")
    return EmployeeFactory(first_name="Joana", last_name="Lima", manager=EmployeeFactory(first_name="Bo"))


@pytest.fixture
def ana(joana):
    return EmployeeFactory(first_name="Ana", last_name="Adler", manager=joana)


@pytest.fixture
def bo(joana):
    return joana.manager


def see(client, person, path="/team/"):
    client.force_login(person)
    return client.get(path)


def members(page) -> dict:
    return {member.person.first_name: member for member in page.context["page"]}


def names(page) -> list[str]:
    return [member.person.first_name for member in page.context["page"]]


def test_each_report_on_a_line(client, joana, ana):
    CheckInFactory(employee=ana, done=True, held_on=ago(13))
    CheckInFactory(employee=ana, due_on=ago(2), prepared=True)
    aim = ObjectiveFactory(owner=ana, progress=Decimal("0.1"), last_update_on=DAY, title="Sell more")
    KeyResultFactory(objective=aim).updates.create(day=ago(9), value=10, author=ana, written_at=MONDAY)
    ObjectiveFactory(owner=ana, progress=Decimal("0.6"), last_update_on=DAY)
    blocker = BlockerFactory(raised_by=ana)
    held = CheckIn.objects.get(held_on=ago(13))
    ActionItemFactory(check_in=held, owner=ana, due_on=ago(1))
    ActionItemFactory(check_in=held, owner=joana, due_on=ago(1))
    ActionItemFactory(check_in=held, owner=ana, done_at=MONDAY)
    Absence.objects.create(employee=ana, starts_on=DAY + timedelta(days=7), ends_on=DAY + timedelta(days=9))
    EmployeeFactory(first_name="Stranger")

    page = see(client, joana)

    assert names(page) == ["Ana"]
    found = members(page)["Ana"]
    assert (found.person.talked_on, found.days_late, found.is_due, found.is_prepared) == (ago(13), 2, True, True)
    assert (found.status, found.of_goals, found.goals, found.neediest.title) == ("off-track", 1, 2, "Sell more")
    assert (found.line[0], found.line[-1]) == (Decimal("0.3"), Decimal("0.35"))
    assert (found.blockers, found.to_acknowledge) == (1, blocker.pk)
    assert (found.actions, found.actions_late, found.late, found.late_told) == (2, 2, 1, ["1 agreed"])
    assert (found.away_until, found.leave_from) == (None, DAY + timedelta(days=7))


def test_what_is_done_here_leads_back_here(client, joana, ana):
    check_in = CheckInFactory(employee=ana, due_on=DAY)
    html = see(client, joana, "/team/?sort=last").content.decode()
    assert f'href="/check-ins/{check_in.pk}/log/?next=%2Fteam%2F%3Fsort%3Dlast"' in html

    blocker = BlockerFactory(raised_by=ana)
    html = client.get("/team/?sort=last").content.decode()
    assert f'value="blocker:{blocker.pk}:acknowledge"' in html
    answer = client.post(
        "/inbox/do/", {"key": f"blocker:{blocker.pk}:acknowledge", "next": "/team/?sort=last"}, follow=True
    )
    assert answer.redirect_chain == [("/team/?sort=last", 302)]
    assert members(answer)["Ana"].to_acknowledge is None
    assert Blocker.objects.get().acknowledged_by == joana

    skip = f"/check-ins/{check_in.pk}/skip/?next="
    elsewhere = client.post(skip + "//evil.example/", {"reason": "Trade fair"})
    assert elsewhere["Location"] == "/check-ins/"


def test_of_who_is_away_nothing_is_due(client, joana, ana):
    CheckInFactory(employee=ana, due_on=ago(3))
    Absence.objects.create(employee=ana, starts_on=ago(4), ends_on=DAY)

    found = members(see(client, joana))["Ana"]

    assert (found.is_due, found.days_late, found.away_until) == (False, 0, DAY)


def test_dates_of_employment_are_for_the_manager(client, bo, joana, ana):
    EmployeeFactory(first_name="New", manager=joana, hired_on=DAY + timedelta(days=8))
    ana.left_on = DAY + timedelta(days=20)
    ana.save()
    words = ["starts on 1 December", "leaves on 13 December 2026", "starts later"]

    pages = [see(client, joana), see(client, bo, f"/team/{joana.pk}/")]

    assert [[each in page.content.decode() for each in words] for page in pages] == [
        [True, True, False],
        [False, False, True],
    ]


# --- one level down, and further ---


def test_a_level_below_is_known_as_far_as_one_may(client, bo, joana, ana):
    """Bo knows that Ana and Joana talked; not what was agreed, and of blockers what went up, in the words for it."""
    held = CheckInFactory(employee=ana, done=True, held_on=ago(13))
    CheckInFactory(employee=ana, due_on=ago(2), prepared=True)
    ActionItemFactory(check_in=held, owner=ana, due_on=ago(1))
    BlockerFactory(raised_by=ana, text="secret, too new")
    up = BlockerFactory(raised_by=ana, text="secret in full", text_upward="The rig is shared", gone_up=True)
    ObjectiveFactory(owner=ana, title="Hidden", visibility="manager", progress=Decimal("0.1"), last_update_on=DAY)
    Absence.objects.create(employee=ana, starts_on=DAY + timedelta(days=7), ends_on=DAY + timedelta(days=9))

    page = see(client, bo, f"/team/{joana.pk}/?columns=last.next.goals.blockers.actions.late.leave.help")

    html, found = page.content.decode(), members(page)["Ana"]
    assert (found.person.talked_on, found.days_late) == (ago(13), 2)
    assert (found.goals, found.blockers, found.to_acknowledge, found.actions, found.late) == (0, 1, up.pk, 0, 0)
    assert found.leave is None
    assert "Acknowledge: “The rig is shared”" in html
    assert [word for word in ("secret", "Hidden", "prepared", "Open actions", "/log/") if word in html] == []
    assert '<a href="/team/">Team</a>' in html


def test_who_leads_is_late_with_what_waits_of_their_team(client, bo, joana, ana):
    CheckInFactory(employee=ana, due_on=ago(1))
    BlockerFactory(raised_by=ana, gone_up=True)
    away = EmployeeFactory(first_name="Away", manager=joana)
    CheckInFactory(employee=away, due_on=ago(1))
    Absence.objects.create(employee=away, starts_on=ago(4), ends_on=DAY)

    found = members(see(client, bo))["Joana"]

    assert (found.late, found.late_told) == (2, ["1 to log", "1 unanswered"])


def test_the_sum_of_everyone_below(client, bo, joana, ana):
    deep = EmployeeFactory(first_name="Deep", manager=ana)
    EmployeeFactory(manager=ana, left_on=ago(1))
    EmployeeFactory(manager=ana, hired_on=DAY + timedelta(days=1))
    EmployeeFactory(manager=EmployeeFactory())
    CheckInFactory(employee=ana, done=True, held_on=ago(13))
    CheckInFactory(employee=ana, due_on=DAY)
    CheckInFactory(employee=deep, done=True, held_on=ago(15))
    CheckInFactory(employee=deep, due_on=ago(1))
    ObjectiveFactory(owner=deep, progress=Decimal("0.1"), last_update_on=DAY)
    ObjectiveFactory(owner=ana, progress=Decimal("0.6"), last_update_on=DAY)
    ObjectiveFactory(owner=ana, visibility="manager", progress=Decimal("0.1"), last_update_on=DAY)
    ObjectiveFactory(owner=joana, progress=Decimal("0.1"), last_update_on=DAY)
    BlockerFactory(raised_by=ana, gone_up=True)
    BlockerFactory(raised_by=ana)

    team = members(see(client, bo))["Joana"].team

    assert (team.people, team.talked, team.late, team.blockers) == (2, 1, 1, 1)
    assert dict(team.goals) == {"off-track": 1, "on-track": 1}


def test_the_goals_of_very_many_are_summed_up_on_the_bridge(client, bo, joana, ana, monkeypatch):
    monkeypatch.setattr(sums, "GOALS_OF_AT_MOST", 0)

    page = see(client, bo)

    assert (members(page)["Joana"].team.people, members(page)["Joana"].team.goals) == (1, None)
    assert "goals on the bridge" in page.content.decode()


def test_a_team_whose_manager_left_is_seen_from_above(client, bo, joana, ana):
    joana.left_on = ago(1)
    joana.save()
    EmployeeFactory(first_name="Gone", manager=bo, left_on=ago(1))

    page = see(client, bo)

    assert names(page) == ["Joana"]
    assert "has no manager at work" in page.content.decode()
    assert names(client.get(f"/team/{joana.pk}/")) == ["Ana"]


def test_a_circle_in_old_data_ends(client, bo, joana, ana):
    bo.manager = ana
    bo.save()

    page = see(client, bo)

    assert (names(page), members(page)["Joana"].team.people) == (["Joana"], 2)
    assert names(client.get(f"/team/{ana.pk}/")) == ["Bo"]


# --- who sees it ---


def test_who_leads_nobody_is_told_so(client, joana, ana):
    page = see(client, ana)

    assert "Nobody reports to you" in page.content.decode()
    assert client.get("/").content.decode().count('href="/team/"') == 0


def test_not_in_ones_line_is_not_found(client, bo, joana, ana):
    other = EmployeeFactory(first_name="Other")
    EmployeeFactory(manager=other)
    EmployeeFactory(first_name="Peer", manager=bo)
    gone = EmployeeFactory(manager=joana, left_on=ago(1))
    hr = EmployeeFactory(hr=True)

    asked = [(joana, other), (joana, bo), (other, joana), (hr, joana), (ana, joana), (joana, gone)]
    assert [see(client, viewer, f"/team/{who.pk}/").status_code for viewer, who in asked] == [404] * 6
    assert see(client, joana, f"/team/{joana.pk}/")["Location"] == "/team/"
    assert see(client, joana, f"/team/{ana.pk}/").status_code == 200


# --- filter, sort, columns ---


@pytest.fixture
def three(joana):
    """Ana is late, Ben is behind and blocked, Cleo is well."""
    ana, ben, cleo = (
        EmployeeFactory(first_name=name, last_name=name, manager=joana) for name in ("Ana", "Ben", "Cleo")
    )
    CheckInFactory(employee=ana, due_on=ago(2))
    CheckInFactory(employee=ben, done=True, held_on=ago(20))
    CheckInFactory(employee=cleo, done=True, held_on=ago(3))
    ObjectiveFactory(owner=ben, progress=Decimal("0.1"), last_update_on=DAY)
    ObjectiveFactory(owner=cleo, progress=Decimal("0.6"), last_update_on=DAY)
    BlockerFactory(raised_by=ben)


def test_filter_and_sort(client, joana, three):
    asked = {
        "": ["Ben", "Cleo", "Ana"],
        "?sort=name": ["Ana", "Ben", "Cleo"],
        "?sort=name&down=1": ["Cleo", "Ben", "Ana"],
        "?sort=last": ["Ana", "Ben", "Cleo"],
        "?sort=next&q=NA": ["Ana"],
        "?sort=blockers": ["Ben", "Ana", "Cleo"],
        "?only=due": ["Ana"],
        "?only=behind": ["Ben"],
        "?only=without": ["Ana"],
        "?only=away": [],
        "?only=nonsense&sort=nonsense&page=x": ["Ben", "Cleo", "Ana"],
    }
    client.force_login(joana)
    pages = {query: client.get("/team/" + query) for query in asked}

    assert {query: names(page) for query, page in pages.items()} == asked
    assert "Nobody fits" in pages["?only=away"].content.decode()
    told = [(str(tab["words"]), tab["count"]) for tab in pages[""].context["tabs"]]
    assert told == [("Everyone", 3), ("Check-in due", 1), ("Behind", 1), ("Without goals", 1), ("Blocked", 1)]


def test_chosen_columns_are_remembered_and_stand_in_the_address(client, joana, ana):
    def shown(page):
        return [heading["slug"] for heading in page.context["headings"]]

    assert shown(see(client, joana)) == ["name", "last", "next", "goals", "blockers", "actions", "late", "leave"]

    chosen = client.get("/team/?columns=&columns=help&columns=next&columns=nonsense")
    assert shown(chosen) == ["name", "next", "help"]
    assert "columns=next.help" in chosen.context["headings"][0]["path"]
    assert shown(client.get("/team/")) == ["name", "next", "help"]
    assert shown(client.get("/team/?columns=")) == ["name"]


def test_as_a_part(client, joana, ana):
    part = see(client, joana) and client.get("/team/?q=ana", headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]


# --- what it costs ---


def crowd(manager, count):
    """As many as `count`, each with one of everything, and a team."""
    for person in EmployeeFactory.create_batch(count, manager=manager):
        held = CheckInFactory(employee=person, done=True, held_on=ago(3))
        CheckInFactory(employee=person, due_on=DAY)
        ActionItemFactory(check_in=held)
        BlockerFactory(raised_by=person, gone_up=True)
        KeyResultFactory(objective__owner=person).updates.create(day=DAY, value=20, author=person, written_at=MONDAY)
        below = EmployeeFactory(manager=person)
        ObjectiveFactory(owner=below, progress=Decimal("0.2"))
        BlockerFactory(raised_by=below, gone_up=True)


@pytest.mark.parametrize("count", [1, 3])
def test_queries(client, joana, bo, django_assert_num_queries, count):
    crowd(joana, count)

    client.force_login(joana)
    with django_assert_num_queries(7):
        assert len(client.get("/team/").context["page"]) == count
    client.force_login(bo)
    with django_assert_num_queries(8):
        assert len(client.get(f"/team/{joana.pk}/").context["page"]) == count


def test_three_hundred_reports_come_in_pages(client, joana):
    Employee.objects.bulk_create(EmployeeFactory.build_batch(300, manager=joana))

    page = see(client, joana, "/team/?sort=name&page=12")

    assert (len(page.context["page"]), page.context["page"].paginator.count) == (25, 300)
