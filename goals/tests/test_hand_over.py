"""What becomes of the goals of somebody who left: who may say it, what it does, and whose duty it is."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from goals import duties, rules, services, standing
from goals.models import Change, KeyResult, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from inbox.models import Notification
from org.models import Employee
from org.tests.factories import EmployeeFactory, LocationFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)
State, Visibility = Objective.State, Objective.Visibility


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def company(db):
    OrganizationFactory()
    top = EmployeeFactory(first_name="Tara")
    skip = EmployeeFactory(first_name="Skip", manager=top)
    manager = EmployeeFactory(first_name="Mona", manager=skip)
    return {
        "top": top,
        "skip": skip,
        "manager": manager,
        "ana": EmployeeFactory(first_name="Ana", last_name="Souza", manager=manager, left_on=YESTERDAY),
        "ben": EmployeeFactory(first_name="Ben", last_name="Berg", manager=manager),
        "stranger": EmployeeFactory(manager=top),
        "hr": EmployeeFactory(manager=top, hr=True),
    }


def url(person) -> str:
    return reverse("goals:hand_over", args=[person.pk])


def address(person) -> str:
    return f"{person} <{person.email}>"


def listed(client, person) -> list[str]:
    page = client.get(url(person)).context
    return [form.record.title for form in (*page["own"], *page["shared"])]


# --- who may ---


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("manager", True),
        ("skip", True),
        ("top", True),
        ("hr", True),
        ("ben", False),
        ("stranger", False),
        ("ana", False),
    ],
)
@pytest.mark.parametrize("left_on", [YESTERDAY, date(2026, 12, 31)])
def test_who_may(company, who, may, left_on):
    Employee.objects.filter(pk=company["ana"].pk).update(left_on=left_on)
    ana = Employee.objects.get(pk=company["ana"].pk)

    assert rules.can_hand_over(Employee.objects.get(pk=company[who].pk), ana) == may


def test_nobody_may_for_somebody_who_stays_nor_hr_about_themselves(company):
    hr = company["hr"]
    hr.left_on = date(2026, 12, 31)

    assert not rules.can_hand_over(company["manager"], company["ben"])
    assert not rules.can_hand_over(hr, hr)


def test_the_last_manager_may_where_there_is_none_any_more(company):
    ana = company["ana"]
    ana.manager = None
    ana.save()

    found = {name for name, person in company.items() if rules.can_hand_over(Employee.objects.get(pk=person.pk), ana)}

    assert found == {"manager", "skip", "top", "hr"}


# --- the service ---


def test_a_hand_over_takes_the_key_results_along_and_is_told_once(company):
    ana, ben = company["ana"], company["ben"]
    objective = ObjectiveFactory(owner=ana)
    theirs = KeyResultFactory(objective=objective, owner=ana)
    others = KeyResultFactory(objective=objective, owner=company["stranger"])
    whole = KeyResultFactory(objective=objective)

    for _each in range(2):
        services.hand_over(objective, ben, by=company["manager"])

    objective.refresh_from_db()
    assert (objective.owner, objective.version) == (ben, 1)
    owners = dict(KeyResult.objects.order_by("pk").values_list("pk", "owner"))
    assert owners == {theirs.pk: None, others.pk: company["stranger"].pk, whole.pk: None}
    changes = Change.objects.order_by("pk").values_list("key_result", "field", "old", "new", "by")
    moved = ("owner", str(ana.pk), str(ben.pk), company["manager"].pk)
    assert list(changes) == [(None, *moved), (theirs.pk, *moved)]
    (told,) = Notification.objects.all()
    assert (told.person, told.kind, told.path, told.actor) == (
        ben,
        "goal-handed-over",
        objective.get_absolute_url(),
        company["manager"],
    )


def test_a_leaver_gets_nothing(company):
    objective = ObjectiveFactory(owner=company["ben"])

    with pytest.raises(ValidationError) as refused:
        services.hand_over(objective, company["ana"], by=company["manager"])

    assert refused.value.messages == ["Ana Souza has left. Choose somebody who works here."]
    assert not Change.objects.exists()


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
def test_what_is_over_stays(company, state):
    objective = ObjectiveFactory(owner=company["ana"], state=state)

    with pytest.raises(ValidationError):
        services.hand_over(objective, company["ben"], by=company["manager"])


# --- the page ---


def test_what_is_listed(client, company):
    ana = company["ana"]
    for state in State.values:
        ObjectiveFactory(owner=ana, title=state, state=state)
    ObjectiveFactory(owner=ana, title="for the manager", visibility=Visibility.MANAGER)
    KeyResultFactory(objective__owner=company["ben"], title="shared", owner=ana)
    KeyResultFactory(objective__owner=company["ben"], title="over", owner=ana, objective__state=State.CLOSED)
    hidden = {"objective__visibility": Visibility.MANAGER, "objective__owner": company["stranger"]}
    KeyResultFactory(title="hidden from the manager", owner=ana, **hidden)
    ObjectiveFactory(owner=company["ben"], title="another's")

    client.force_login(company["manager"])
    assert listed(client, ana) == ["active", "draft", "for the manager", "shared"]
    client.force_login(company["skip"])
    assert listed(client, ana) == ["active", "draft", "shared"]


def test_each_is_handed_over_taken_cancelled_or_left_for_later(client, company):
    ana, ben, manager = company["ana"], company["ben"], company["manager"]
    given, kept, dropped, later = (ObjectiveFactory(owner=ana, title=title) for title in "abcd")
    shared, returned = (KeyResultFactory(objective__owner=company["stranger"], owner=ana) for _each in range(2))
    client.force_login(manager)
    sent = {
        f"o{given.pk}-action": "give",
        f"o{given.pk}-to": address(ben),
        f"o{kept.pk}-action": "keep",
        f"o{dropped.pk}-action": "cancel",
        f"o{dropped.pk}-reason": "no longer needed",
        f"o{later.pk}-action": "",
        f"k{shared.pk}-action": "give",
        f"k{shared.pk}-to": ben.email,
        f"k{returned.pk}-action": "return",
    }

    first, second = client.post(url(ana), sent), client.post(url(ana), sent)

    assertRedirects(first, url(ana), fetch_redirect_response=False)
    assert second.status_code == 302
    owners = dict(Objective.objects.filter(title__in="abcd").order_by("pk").values_list("title", "owner"))
    assert owners == {"a": ben.pk, "b": manager.pk, "c": ana.pk, "d": ana.pk}
    dropped.refresh_from_db()
    assert (dropped.state, dropped.changes.get().reason) == (State.CANCELLED, "no longer needed")
    assert dict(KeyResult.objects.order_by("pk").values_list("pk", "owner")) == {shared.pk: ben.pk, returned.pk: None}
    assert Change.objects.count() == 5
    told = Notification.objects.order_by("path").values_list("person", "path")
    # Ben of both at once, and whose objective it is of the key result that is back.
    assert list(told) == [(ben.pk, reverse("goals:index")), (company["stranger"].pk, returned.get_absolute_url())]


def test_everything_else_goes_to_one(client, company):
    ana, ben = company["ana"], company["ben"]
    first, second, mine = (ObjectiveFactory(owner=ana) for _each in range(3))
    client.force_login(company["manager"])
    sent = {f"o{first.pk}-action": "", f"o{second.pk}-action": "", f"o{mine.pk}-action": "keep", "rest": address(ben)}
    unseen = ObjectiveFactory(owner=ana)  # after the page was shown

    client.post(url(ana), sent)

    owners = [Objective.objects.get(pk=each.pk).owner for each in (first, second, mine, unseen)]
    assert owners == [ben, ben, company["manager"], ana]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"action": "give", "to": ""}, "Name the new owner."),
        (
            {"action": "give", "to": "nobody@example.org"},
            "Nobody here is “nobody@example.org”. Type the e-mail address.",
        ),
        ({"action": "give", "to": "LEAVER"}, "Ana Souza has left. Choose somebody who works here."),
        ({"action": "cancel", "reason": " "}, "Say why it is cancelled; the reason stays in its history."),
        ({"action": "adopt"}, "Select a valid choice. adopt is not one of the available choices."),
    ],
)
def test_one_wrong_word_and_nothing_is_done_but_all_is_kept(client, company, wrong, words):
    ana = company["ana"]
    good, bad = ObjectiveFactory(owner=ana), ObjectiveFactory(owner=ana)
    client.force_login(company["manager"])
    wrong = {name: ana.email if value == "LEAVER" else value for name, value in wrong.items()}
    sent = {f"o{good.pk}-action": "cancel", f"o{good.pk}-reason": "my long reason"}

    response = client.post(url(ana), sent | {f"o{bad.pk}-{name}": value for name, value in wrong.items()})

    (form,) = response.context["wrong"]
    assert response.status_code == 422
    assert (form.record, [message for each in form.errors.values() for message in each]) == (bad, [words])
    assert "my long reason" in response.content.decode()
    assert not Change.objects.exists()


def test_what_somebody_else_settled_meanwhile_is_said_and_stops_all(client, company):
    ana = company["ana"]
    taken, other = ObjectiveFactory(owner=ana), ObjectiveFactory(owner=ana)
    services.hand_over(taken, company["ben"], by=company["skip"])
    client.force_login(company["manager"])
    sent = {f"o{taken.pk}-action": "keep", f"o{other.pk}-action": "cancel", f"o{other.pk}-reason": "done with it"}

    response = client.post(url(ana), sent)

    (form,) = response.context["wrong"]
    assert (response.status_code, form.errors["action"]) == (422, ["Ben Berg owns it now; look at it again."])
    other.refresh_from_db()
    assert other.state == State.ACTIVE


def test_a_hidden_or_foreign_goal_is_not_touched_whatever_is_sent(client, company):
    foreign = ObjectiveFactory(owner=company["stranger"])
    hidden = ObjectiveFactory(owner=company["ana"], visibility=Visibility.MANAGER)
    client.force_login(company["skip"])

    response = client.post(url(company["ana"]), {f"o{each.pk}-action": "keep" for each in (foreign, hidden)})

    assert response.status_code == 422
    assert not Change.objects.exists()


def test_nothing_decided_is_said(client, company):
    objective = ObjectiveFactory(owner=company["ana"])
    client.force_login(company["manager"])

    assert client.post(url(company["ana"]), {f"o{objective.pk}-action": ""}).context["nothing"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, company, django_assert_num_queries, count):
    for _each in range(count):
        ObjectiveFactory(owner=company["ana"], aligned_to=ObjectiveFactory())
        KeyResultFactory(objective__owner=EmployeeFactory(), owner=company["ana"])
    client.force_login(company["manager"])
    client.get(url(company["ana"]))

    with django_assert_num_queries(10):
        client.get(url(company["ana"]))


# --- without owner ---


def test_it_shows_as_without_owner_with_the_former_name(client, company):
    ana, manager = company["ana"], company["manager"]
    objective = ObjectiveFactory(owner=ana, title="Left behind")
    closed = ObjectiveFactory(owner=ana, title="Over", state=State.CLOSED)
    key_result = KeyResultFactory(objective__owner=company["ben"], owner=ana)
    client.force_login(manager)

    page = client.get(objective.get_absolute_url()).content.decode()
    listed = client.get(reverse("goals:index"), {"tab": "team"}).context["page"].object_list
    tree = client.get(reverse("goals:index"), {"tab": "company"}).content.decode()
    other = client.get(key_result.get_absolute_url()).content.decode()
    client.force_login(company["stranger"])
    strangers = client.get(objective.get_absolute_url()).content.decode()

    assert "Without owner: Ana Souza left on 22 November 2026." in page
    assert url(ana) in page
    assert {each.title: each.is_without_owner for each in listed} == {
        objective.title: True,
        closed.title: False,
        key_result.objective.title: False,
    }
    assert tree.count("Without owner") == 1
    assert other.count("Without owner") == 1
    assert "Without owner" in strangers
    assert url(ana) not in strangers


@pytest.mark.parametrize(
    ("now", "zone", "left"),
    [
        ("2026-11-22T12:00:00Z", "Europe/Berlin", False),
        ("2026-11-22T22:59:00Z", "Europe/Berlin", False),
        ("2026-11-22T23:01:00Z", "Europe/Berlin", True),
        ("2026-11-22T12:00:00Z", "Pacific/Kiritimati", True),
        ("2026-11-23T09:00:00Z", "Pacific/Honolulu", False),
        ("2026-11-25T12:00:00Z", "Pacific/Honolulu", True),
    ],
)
def test_from_the_day_after_the_last_day_where_the_person_is(company, now, zone, left):
    Employee.objects.filter(pk=company["ana"].pk).update(location=LocationFactory(time_zone=zone))
    objective = ObjectiveFactory(owner=Employee.objects.get(pk=company["ana"].pk))

    with time_machine.travel(now, tick=False):
        standing.dress([objective], viewer=company["top"])
        duties = duties_of(company["manager"])

    assert objective.is_without_owner == left
    assert len(duties) == left


# --- duties ---


def duties_of(*people) -> list:
    return list(duties.provider([Employee.objects.get(pk=each.pk) for each in people], timezone.now()))


def test_the_direct_manager_has_the_duty_until_all_is_settled(company):
    ana = company["ana"]
    objective = ObjectiveFactory(owner=ana, title="secret words")
    everybody = [each for name, each in company.items() if name != "ana"]

    (duty,) = duties_of(*everybody)

    assert (duty.person_id, duty.title) == (company["manager"].pk, "Goals of Ana Souza are without an owner")
    assert (duty.path, duty.due_on) == (url(ana), TODAY)
    assert "Ana" not in duty.mail_title
    services.cancel(objective, by=company["manager"], reason="x")
    assert duties_of(*everybody) == []


def test_no_duty_before_the_last_day_is_over(company):
    ObjectiveFactory(owner=company["ana"])
    Employee.objects.filter(pk=company["ana"].pk).update(left_on=TODAY)

    assert duties_of(company["manager"]) == []


def test_where_the_manager_left_too_the_next_one_has_it_for_what_they_read(company):
    Employee.objects.filter(pk=company["manager"].pk).update(left_on=YESTERDAY)
    hidden = ObjectiveFactory(owner=company["ana"], visibility=Visibility.MANAGER)

    assert duties_of(company["skip"]) == []
    Objective.objects.filter(pk=hidden.pk).update(visibility=Visibility.LINE)
    assert [duty.person_id for duty in duties_of(company["skip"], company["top"])] == [company["skip"].pk]


def test_the_last_manager_has_it_where_there_is_none_any_more(company):
    ana = company["ana"]
    ObjectiveFactory(owner=ana)
    ana.manager = None
    ana.save()

    assert [duty.person_id for duty in duties_of(*company.values())] == [company["manager"].pk]


def test_key_results_alone_make_the_duty(company):
    KeyResultFactory(objective__owner=company["ben"], owner=company["ana"])

    assert [duty.person_id for duty in duties_of(*company.values())] == [company["manager"].pk]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_duties_do_not_grow(company, django_assert_num_queries, count):
    for _each in range(count):
        ana = EmployeeFactory(manager=EmployeeFactory(), left_on=YESTERDAY)
        ObjectiveFactory(owner=ana)
    people = list(Employee.objects.order_by("pk"))

    with django_assert_num_queries(5):  # leavers, the organisation's zone, moves
        assert len(list(duties.provider(people, timezone.now()))) == count
