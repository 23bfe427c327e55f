"""Everything that one keeps, on one page: whose it is, what is recorded, and that nothing typed is lost."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from goals import keeping, rules, services
from goals.models import KeyResult, Objective, Period, ProgressUpdate
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory, ProcessFactory
from org.models import Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
URL = reverse("goals:update_all")
State, Scope = Objective.State, Objective.Scope


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(db, client):
    OrganizationFactory()
    ana = EmployeeFactory(first_name="Ana")
    client.force_login(ana)
    return ana


def kept(viewer, **options) -> set[str]:
    viewer = Employee.objects.get(pk=viewer.pk)
    return {each.title for each in keeping.to_update(viewer, **options)}


def values(*key_results) -> list[list]:
    return [list(each.updates.order_by("pk").values_list("value", flat=True)) for each in key_results]


def row(key_result, **typed) -> dict:
    """What a browser sends of a row: what the page showed, and what was typed over it."""
    key_result.refresh_from_db()
    now = "" if key_result.current is None else f"{key_result.current.normalize():f}"
    if key_result.is_milestone:
        now = "1" if key_result.current else "0"
    newest = key_result.updates.order_by("pk").last()
    told = "" if key_result.confidence is None else str(key_result.confidence)
    shown = {"value": now, "confidence": told, "was_value": now, "was_confidence": told}
    known = {**shown, "comment": "", "seen": str(newest.pk if newest else 0)}
    return {f"kr{key_result.pk}-{name}": value for name, value in (known | typed).items()}


def test_whose_key_results_stand_on_the_page(ana):
    ben, department = EmployeeFactory(), DepartmentFactory()
    RoleGrantFactory(employee=ana, role="head", department=department)
    KeyResultFactory(title="own", objective__owner=ana)
    KeyResultFactory(title="of my objective", objective__owner=ana, owner=ben)
    KeyResultFactory(title="mine in another's", objective__owner=ben, owner=ana)
    KeyResultFactory(title="hidden from others", objective__owner=ben, owner=ana, objective__visibility="manager")
    KeyResultFactory(title="another's", objective__owner=ben)
    ObjectiveFactory(owner=ben, scope="department", department=department, title="of the department")
    ObjectiveFactory(owner=ben, scope="process", process=ProcessFactory(owner=ana), title="of the process")
    KeyResultFactory(title="as head", objective=Objective.objects.get(title="of the department"))
    KeyResultFactory(title="as process owner", objective=Objective.objects.get(title="of the process"))
    mine = {"own", "of my objective", "mine in another's", "hidden from others"}

    assert kept(ana) == mine
    assert kept(ana, acting=True) == mine | {"as head", "as process owner"}
    viewer = Employee.objects.get(pk=ana.pk)
    by_rule = {each.title for each in KeyResult.objects.order_by("pk") if rules.can_update(viewer, each)}
    assert by_rule == mine | {"as head", "as process owner"}


def test_what_is_locked_closed_or_to_come_is_left_out(ana):
    locked = PeriodFactory(name="locked", progress_locks_on=date(2026, 11, 23))
    later = PeriodFactory(name="later", starts_on=date(2026, 11, 24))
    for state in State.values:
        KeyResultFactory(title=state, objective__owner=ana, objective__state=state)
    for period in (locked, later):
        KeyResultFactory(title=period.name, objective__owner=ana, objective__period=period)
    tomorrow = PeriodFactory(name="locked tomorrow", progress_locks_on=date(2026, 11, 24))
    KeyResultFactory(title="locked tomorrow", objective__owner=ana, objective__period=tomorrow)

    assert kept(ana) == {"active", "locked tomorrow"}


def test_one_value_and_enter(client, ana):
    key_result, other = KeyResultFactory(objective__owner=ana), KeyResultFactory(objective__owner=ana)

    response = client.post(URL, {"day": "2026-11-23"} | row(key_result, value="12,5", comment="so far") | row(other))

    assertRedirects(response, URL)
    update = ProgressUpdate.objects.get()
    assert (update.key_result, update.value, update.comment) == (key_result, Decimal("12.5"), "so far")
    assert update.day == date(2026, 11, 23)


def test_only_what_changed_or_still_is_so_of_a_day_for_all(client, ana):
    objective = ObjectiveFactory(owner=ana)
    changed, still, same, surer = KeyResultFactory.create_batch(4, objective=objective)
    milestone = KeyResultFactory(objective__owner=ana, unit="milestone", target=1)
    for each in (changed, still, same, surer):
        services.update(each, by=ana, value=Decimal(10), confidence=5, day=date(2026, 11, 1))
    sent = row(changed, value="20") | row(still, confirmed="on") | row(same) | row(surer, confidence="8")

    client.post(URL, {"day": "2026-11-20"} | sent | row(milestone, value="1"))

    assert values(changed, still, same, surer, milestone) == [[10, 20], [10, 10], [10], [10, 10], [1]]
    new = ProgressUpdate.objects.filter(day=date(2026, 11, 20)).values_list("confidence", flat=True)
    assert sorted(new, key=str) == [5, 5, 8, None]


def test_sent_twice_it_is_recorded_once(client, ana):
    first, second = KeyResultFactory(objective__owner=ana), KeyResultFactory(objective__owner=ana)
    sent = {"day": "2026-11-23"} | row(first, value="1") | row(second, value="2")

    answers = [client.post(URL, sent).status_code for _each in range(2)]

    assert answers == [302, 302]
    assert values(first, second) == [[1], [2]]


def test_all_that_is_wrong_stands_beside_its_row_and_nothing_is_recorded(client, ana):
    good, word, early = (KeyResultFactory(objective__owner=ana) for _each in range(3))
    others = EmployeeFactory(first_name="Nelli", last_name="Hübel")
    taken = KeyResultFactory(objective__owner=ana, owner=others)
    sent = row(good, value="1") | row(taken, value="7", comment="my note")
    services.update(taken, by=others, value=Decimal(55))

    unreadable = client.post(URL, {"day": "2026-11-23"} | sent | row(word, value="a lot"))
    overtaken = client.post(URL, {"day": "2026-11-23"} | sent | row(early))
    too_early = client.post(URL, {"day": "2026-09-30"} | row(good, value="1") | row(early, value="2"))

    assert [each.status_code for each in (unreadable, overtaken, too_early)] == [422, 422, 422]
    assert errors(unreadable) == {word.pk: ["“a lot” is not a number. Write one such as 1250 or 12.5."]}
    assert errors(overtaken) == {
        taken.pk: ["Nelli Hübel recorded another value meanwhile. Look at it, then save yours again if it still holds."]
    }
    begins = "2026 Q4 begins on 1 Oct 2026; an update speaks of a day from then on."
    assert errors(too_early) == {good.pk: [begins], early.pk: [begins]}
    text = overtaken.content.decode()
    assert "my note" in text
    assert "0 → 55 → 100" in text
    assert values(good, word, early, taken) == [[], [], [], [55]]


def errors(response) -> dict[int, list[str]]:
    return {
        form.key_result.pk: [message for messages in form.errors.values() for message in messages]
        for form in response.context["forms"]
        if form.is_bound and form.errors
    }


def test_what_was_overtaken_is_saved_over_once_it_was_seen(client, ana):
    key_result = KeyResultFactory(objective__owner=ana, owner=EmployeeFactory())
    sent = {"day": "2026-11-23"} | row(key_result, value="7")
    services.update(key_result, by=key_result.owner, value=Decimal(55))

    refused = client.post(URL, sent)
    (form,) = refused.context["forms"]
    again = client.post(URL, sent | {form.add_prefix("seen"): form["seen"].value()})

    assert (refused.status_code, again.status_code) == (422, 302)
    assert values(key_result) == [[55, 7]]


def test_a_row_that_another_updated_and_that_nobody_touched_stops_nothing(client, ana):
    mine = KeyResultFactory(objective__owner=ana)
    theirs = KeyResultFactory(objective__owner=ana, owner=EmployeeFactory())
    sent = {"day": "2026-11-23"} | row(mine, value="3") | row(theirs)
    services.update(theirs, by=theirs.owner, value=Decimal(55))

    response = client.post(URL, sent)

    assert response.status_code == 302
    assert values(mine, theirs) == [[3], [55]]


def test_a_day_to_come_is_refused_beside_the_day(client, ana):
    key_result = KeyResultFactory(objective__owner=ana)

    response = client.post(URL, {"day": "2026-11-24"} | row(key_result, value="3"))

    assert response.status_code == 422
    assert response.context["day_form"].errors["day"] == [
        "An update speaks of today or of a day before, not of the future."
    ]
    assert values(key_result) == [[]]


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (
            lambda kr: Objective.objects.update(state=State.CLOSED),
            "This objective is closed; only an active one is updated.",
        ),
        (
            lambda kr: Period.objects.update(progress_locks_on=date(2026, 11, 23)),
            "Progress of 2026 Q4 is locked since 23 Nov 2026. Ask HR to open it.",
        ),
    ],
)
def test_what_was_ended_while_one_typed_comes_back_with_the_reason(client, ana, end, words):
    key_result = KeyResultFactory(objective__owner=ana)
    sent = {"day": "2026-11-23"} | row(key_result, value="3", comment="long thoughts")
    end(key_result)

    response = client.post(URL, sent)

    assert response.status_code == 422
    assert errors(response) == {key_result.pk: [words]}
    assert "long thoughts" in response.content.decode()
    assert values(key_result) == [[]]


def test_what_one_does_not_keep_is_not_recorded_whatever_is_sent(client, ana):
    stranger = KeyResultFactory(objective__visibility="manager")

    response = client.post(URL, {"day": "2026-11-23"} | row(stranger, value="3"))

    assert response.status_code == 422
    assert response.context["forms"] == []
    assert values(stranger) == [[]]


def test_nothing_new_is_said(client, ana):
    response = client.post(URL, {"day": "2026-11-23"} | row(KeyResultFactory(objective__owner=ana)))

    assert response.status_code == 422
    assert "Nothing was changed" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3, 50])
def test_queries_do_not_grow(client, ana, django_assert_num_queries, count):
    for _each in range(count):
        KeyResultFactory(objective__owner=ana, owner=EmployeeFactory())
    client.get(URL)

    with django_assert_num_queries(4):  # session, viewer, draft, key results, their newest updates
        response = client.get(URL)

    assert len(response.context["forms"]) == count


def test_a_value_that_was_emptied_is_asked_for_by_the_name_of_its_objective(client, ana):
    first, second = (KeyResultFactory(objective__owner=ana, title="NPS", objective__title=title) for title in "AB")
    services.update(first, by=ana, value=Decimal(7))

    response = client.post(URL, {"day": "2026-11-23"} | row(first, value=" ") | row(second, comment="Not yet counted"))

    assert errors(response) == {
        first.pk: ["Write a value, or put 7 back."],
        second.pk: ["Write the value that it stands at."],
    }
    text = response.content.decode()
    assert all(f"<bdi>NPS</bdi></a> (<bdi>{title}</bdi>)" in text for title in "AB")
