"""Proposed alignments: the list, the answers in place, the duty and the news."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals import proposals, rules, services
from goals.duties import provider
from goals.models import Change, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, ProcessFactory
from goals.tests.test_audience import NUMBERS, company
from inbox.models import Notification
from org.models import Department, Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
Alignment, Scope, State, Visibility = Objective.Alignment, Objective.Scope, Objective.State, Objective.Visibility
LIST = reverse("goals:proposals")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def two(db):
    """Ana owns an objective; Ben, of another line, proposes one to it."""
    OrganizationFactory()
    top = EmployeeFactory()
    ana, ben = (EmployeeFactory(first_name=name, last_name="Example", manager=top) for name in ("Ana", "Ben"))
    parent = ObjectiveFactory(owner=ana, title="The parent")
    child = ObjectiveFactory(owner=ben, title="The child")
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        services.align(child, parent, by=ben)
    child.refresh_from_db()
    return SimpleNamespace(ana=ana, ben=ben, top=top, parent=parent, child=child)


def answer(client, verb, child, **data):
    return client.post(reverse(f"goals:{verb}", args=[child.pk]), {"from": "proposals", **data})


def told(kind):
    return list(Notification.objects.filter(kind=kind).order_by("person").values_list("person", "actor", "path"))


def duties_of(*people):
    return {duty.person_id: duty for duty in provider(people, NOW)}


def read(client, person) -> str:
    client.force_login(person)
    return client.get(LIST).content.decode()


# --- the list ---


def test_the_list_shows_what_waits_and_where_ones_own_stands(client, two):
    for_ana, for_ben, for_others = (read(client, person) for person in (two.ana, two.ben, two.top))

    assert "The child" in for_ana
    assert "3 days ago" in for_ana
    assert "for Ana Example" in for_ben
    assert "The child" not in for_others
    assert "Nothing waits for your answer" in for_ben


@pytest.mark.parametrize(
    ("verb", "alignment", "said"), [("accept", "accepted", "Accepted:"), ("decline", "declined", "Declined:")]
)
def test_answered_in_place(client, htmx, two, verb, alignment, said):
    client.force_login(two.ana)

    html = answer(htmx, verb, two.child, reason="Another fits better").content.decode()

    two.child.refresh_from_db()
    assert two.child.alignment == alignment
    assert html.strip().startswith(f'<li class="proposal answered {alignment}"')
    assert said in html


def test_without_htmx_one_comes_back_to_the_list(client, two):
    client.force_login(two.ana)

    response = answer(client, "decline", two.child, reason="Another fits better")

    assert response.url == LIST
    assert Change.objects.get(new=Alignment.DECLINED).reason == "Another fits better"


def test_from_the_page_of_the_objective_one_goes_there_as_before(client, two):
    client.force_login(two.ana)

    response = client.post(reverse("goals:accept", args=[two.child.pk]))

    assert response.url == two.parent.get_absolute_url()


@pytest.mark.parametrize("over", ["page", "htmx"])
def test_too_long_a_word_is_refused_with_nothing_lost(client, two, over):
    client.force_login(two.ana)
    headers = {"HX-Request": "true"} if over == "htmx" else {}
    word = "x" * 2001
    data = {"from": "proposals", "reason": word}

    response = client.post(reverse("goals:decline", args=[two.child.pk]), data, headers=headers)

    html = response.content.decode()
    assert response.status_code == 422
    assert word in html
    assert 'name="from" value="proposals"' in html
    assert "This is 2001 characters long, and 2000 fit." in html
    assert ("<html" in html) == (over == "page")


def test_a_parent_that_was_cancelled_meanwhile_says_so_in_the_row(htmx, two):
    htmx.force_login(two.ana)
    Objective.objects.filter(pk=two.parent.pk).update(state=State.CANCELLED)

    response = answer(htmx, "accept", two.child)

    assert response.status_code == 422
    assert "“The parent” is cancelled; nothing counts in it." in response.content.decode()


def test_who_proposed_reads_the_word(client, two):
    services.decline(two.child, by=two.ana, reason="Another fits better")

    html = read(client, two.ben)

    assert "“<bdi>Another fits better</bdi>”" in html
    assert "by Ana Example" in html


def test_an_acceptance_is_shown_for_a_month(client, two):
    services.accept(two.child, by=two.ana)
    assert "by Ana Example" in read(client, two.ben)

    with time_machine.travel("2026-12-24T12:00:01Z", tick=False):
        assert "The child" not in read(client, two.ben)


def test_the_answer_of_a_hidden_parent_is_told_without_who_and_why(client, two):
    services.decline(two.child, by=two.ana, reason="SECRET")
    Objective.objects.filter(pk=two.parent.pk).update(visibility=Visibility.MANAGER)

    html = read(client, two.ben)

    assert "an objective you may not see" in html
    assert [word for word in ("SECRET", "The parent", "Ana Example") if word in html] == []


def test_a_proposal_that_the_decider_may_not_read_waits_for_nobody(client, two):
    Objective.objects.filter(pk=two.child.pk).update(visibility=Visibility.MANAGER)

    assert "The child" not in read(client, two.ana)
    assert duties_of(two.ana) == duties_of(two.ana, two.ben) == {}


@pytest.mark.parametrize(
    "change", [{"state": State.CANCELLED}, {"state": State.CLOSED}, {"aligned_to": None, "alignment": ""}]
)
def test_what_has_ended_waits_no_more(client, two, change):
    Objective.objects.filter(pk=two.child.pk).update(**change)

    assert "The child" not in read(client, two.ana)
    assert duties_of(two.ana) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(client, two, django_assert_num_queries, count):
    for _ in range(count):
        services.align(ObjectiveFactory(owner=two.ben), two.parent, by=two.ben)
        own = ObjectiveFactory(owner=two.ana)
        services.align(own, ObjectiveFactory(), by=two.ana)
        services.decline(own, by=Objective.objects.get(pk=own.pk).aligned_to.owner, reason="x")
    client.force_login(two.ana)

    with django_assert_num_queries(6):
        response = client.get(LIST)

    assert (len(response.context["page"]), len(response.context["own"])) == (1 + count, count)


# --- the news ---


def test_the_decider_is_told_of_a_proposal(two):
    assert told("alignment-proposed") == [(two.ana.pk, two.ben.pk, LIST)]


def test_nobody_is_told_of_what_they_may_not_read(two):
    secret = ObjectiveFactory(owner=two.ben, visibility=Visibility.MANAGER)

    services.align(secret, two.parent, by=two.ben)

    assert len(told("alignment-proposed")) == 1


def test_what_counts_at_once_is_no_news(two):
    services.align(ObjectiveFactory(owner=two.ben), ObjectiveFactory(owner=two.top), by=two.ben)

    assert len(told("alignment-proposed")) == 1


@pytest.mark.parametrize(("verb", "kind"), [("accept", "alignment-accepted"), ("decline", "alignment-declined")])
def test_the_owner_and_who_proposed_are_told_the_answer_once(two, verb, kind):
    """Without an actor: they need not be allowed to see whose the parent is."""
    assistant = EmployeeFactory()
    Change.objects.filter(new=Alignment.PROPOSED).update(by=assistant)

    for _ in range(2):
        getattr(services, verb)(two.child, by=two.ana)

    assert told(kind) == [(two.ben.pk, None, LIST), (assistant.pk, None, LIST)]


# --- the duty ---


def test_one_proposal_is_a_duty_that_names_who_proposed(two):
    duty = duties_of(two.ana, two.ben)[two.ana.pk]

    assert (duty.title, duty.mail_title, duty.path, duty.due_on) == (
        "Alignment proposed by Ben Example",
        "1 alignment waits for your answer",
        LIST,
        date(2026, 11, 27),
    )
    assert duty.detail == "“The child” would count in “The parent”"


def test_several_are_one_duty(two):
    for name in ("Cem", "Dag", "Eva", "Fay"):
        other = ObjectiveFactory(owner__first_name=name, owner__last_name="Example")
        services.align(other, two.parent, by=other.owner)

    duty = duties_of(two.ana)[two.ana.pk]

    assert (duty.title, duty.key) == ("5 alignments wait for your answer", f"alignments:{two.ana.pk}:answer")
    assert duty.detail == "from Ben Example, Cem Example, Dag Example and 2 other people"


def test_titles_hold_no_text_of_anybody(two):
    duty = duties_of(two.ana)[two.ana.pk]

    told = f"{duty.title}{duty.mail_title}{duty.action}{duty.why}{duty.key}"
    assert [word for word in ("The child", "The parent") if word in told] == []


@pytest.mark.parametrize("asked", ["alone", "among others"])
def test_where_the_owner_left_who_else_acts_is_asked(two, asked):
    sales = DepartmentFactory()
    head, elsewhere = EmployeeFactory(), EmployeeFactory()
    RoleGrantFactory(employee=head, role="head", department=sales)
    RoleGrantFactory(employee=elsewhere, role="head", department=DepartmentFactory())
    process = ProcessFactory()
    of_process = ObjectiveFactory(scope=Scope.PROCESS, process=process)
    services.align(ObjectiveFactory(owner=two.ben), of_process, by=two.ben)
    field = DepartmentFactory(parent=sales)
    Objective.objects.filter(pk=two.parent.pk).update(scope=Scope.DEPARTMENT, department=field)
    groups = [[head], [elsewhere], [process.owner], [two.ana]]
    if asked == "among others":
        groups = [[person for group in groups for person in group]]
    assert {pk for group in groups for pk in duties_of(*group)} == {two.ana.pk}

    Employee.objects.filter(pk__in=[two.ana.pk, of_process.owner_id]).update(left_on=date(2026, 11, 22))

    assert {pk for group in groups for pk in duties_of(*group)} == {head.pk, process.owner_id}


def test_who_left_is_not_asked_as_the_owner_of_the_process_either(two):
    process = ProcessFactory(owner=two.ana, department=DepartmentFactory())
    unit = {"scope": Scope.PROCESS, "process": process, "department": process.department}
    Objective.objects.filter(pk=two.parent.pk).update(**unit)
    Employee.objects.filter(pk=two.ana.pk).update(left_on=date(2026, 11, 1))

    assert proposals.waiting_of(Employee.objects.all(), NOW) == proposals.waiting_of([two.ana], NOW) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_duty_do_not_grow(two, django_assert_num_queries, count):
    people = [two.ana]
    for _ in range(count):
        owner = EmployeeFactory()
        child = ObjectiveFactory(owner=two.ben)
        services.align(child, ObjectiveFactory(owner=owner), by=two.ben)
        people.append(owner)

    with django_assert_num_queries(3):
        assert len(list(provider(people, NOW))) == 1 + count
    Objective.objects.filter(pk=child.pk).update(visibility=Visibility.LINE)
    with django_assert_num_queries(6):
        assert len(list(provider(people, NOW))) == count


def test_the_duty_of_one_person_is_one_query(two, django_assert_num_queries):
    Objective.objects.filter(pk=two.child.pk).update(visibility=Visibility.LINE)
    KeyResultFactory(objective=two.child, owner=two.ana)
    ana = Employee.objects.get(pk=two.ana.pk)
    assert (ana.is_manager, ana.open_grants) == (False, [])  # known of who is logged in

    with django_assert_num_queries(3):
        assert len(list(provider([ana], NOW))) == 1


@pytest.mark.parametrize("visibility", [Visibility.LINE, Visibility.MANAGER])
@pytest.mark.parametrize("scope", [Scope.INDIVIDUAL, Scope.DEPARTMENT, Scope.PROCESS])
def test_among_many_each_is_asked_only_about_what_they_may_read(visibility, scope):
    """A restricted objective, proposed to one of everybody that stands to it in some way, one after the other."""
    OrganizationFactory()
    whole = DepartmentFactory()
    sales, elsewhere = DepartmentFactory(parent=whole), DepartmentFactory()
    top = EmployeeFactory()
    manager = EmployeeFactory(manager=EmployeeFactory(manager=top))
    owner = EmployeeFactory(manager=manager, department=sales)
    process = ProcessFactory(department=elsewhere)
    unit = {Scope.DEPARTMENT: {"department": sales}, Scope.PROCESS: {"process": process, "department": sales}}
    child = ObjectiveFactory(owner=owner, visibility=visibility, scope=scope, **unit.get(scope, {}))
    helper = KeyResultFactory(objective=child, owner=EmployeeFactory()).owner
    roles = [("hr", None), *((role, each) for role in ("partner", "head") for each in (whole, sales, elsewhere))]
    holders = [RoleGrantFactory(role=role, department=each, employee=EmployeeFactory()) for role, each in roles]
    holders = [grant.employee for grant in holders]
    people = [top, manager.manager, manager, owner, helper, process.owner, *holders, EmployeeFactory(manager=manager)]
    people = list(Employee.objects.filter(pk__in=[person.pk for person in people]))
    child.alignment = Alignment.PROPOSED

    for person in people:
        child.aligned_to = ObjectiveFactory(owner=person)
        child.save()
        may = Objective.objects.visible_to(person).filter(pk=child.pk).exists()
        for asked in (people, [person]):
            assert _ids(proposals.waiting_of(asked, NOW).get(person.pk, [])) == ({child.pk} if may else set()), person


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(NUMBERS, min_size=200, max_size=200))
def test_list_duty_and_rule_agree_about_who_is_asked(numbers):
    """In random organisations, where some owners left: for each person alone, and for all of them at once."""
    with transaction.atomic():
        company(numbers)
        draw = iter(numbers[::-1]).__next__
        objectives = list(Objective.objects.order_by("pk"))
        for child in objectives[: 3 + draw() % 3]:
            parent = objectives[draw() % len(objectives)]
            if parent != child:
                Objective.objects.filter(pk=child.pk).update(aligned_to=parent, alignment=Alignment.PROPOSED)
        people = list(Employee.objects.order_by("pk"))
        for person in people[: draw() % 3]:
            Employee.objects.filter(pk=person.pk).update(left_on=date(2026, 11, 1))
        people = list(Employee.objects.order_by("pk"))
        together = {pk: _ids(waiting) for pk, waiting in proposals.waiting_of(people, NOW).items()}

        for person in people:
            readable = Objective.objects.visible_to(person).filter(alignment=Alignment.PROPOSED)
            readable = list(readable.select_related("aligned_to__owner", "aligned_to__process", "process", "owner"))
            may = {each.pk for each in readable if rules.can_accept(person, each)}
            asked = {
                each.pk
                for each in readable
                if each.pk in may and (each.aligned_to.owner == person) != each.aligned_to.owner.is_leaver(NOW)
            }
            assert _ids(proposals.waiting_for(person)) == may
            assert _ids(proposals.waiting_of([person], NOW).get(person.pk, [])) == asked
            assert together.get(person.pk, set()) == asked
        transaction.set_rollback(True)
    assert not Department.objects.exists()


def _ids(objectives) -> set[int]:
    return {each.pk for each in objectives}
