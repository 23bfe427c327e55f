"""Each address of plans by role, and who reads a plan in every state; the sentence says the same."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import audience
from feedback.models import Plan, PlanAction, PlanAnswer, PlanReview
from feedback.tests.factories import PlanActionFactory, PlanFactory, PlanReviewFactory
from org.models import Employee
from org.tests.factories import EmployeeFactory, RoleGrantFactory
from perfmgmt.testing import OPTIONAL_ROLES, ROLES, admin_row, row

# The subject's active support plan with their manager, in which the peer promised something.
READS = {"manager": 200, "hr": 200, "hr_self": 200}
MATRIX = {
    "all_plans": row(200),
    "plans_of": row(404, **READS),
    "start_plan": row(404, manager=200, hr_self=200),
    "plan": row(404, **READS),
    "edit_plan": row(404, **READS | {"hr_self": 403}),
    "answer_plan": row(404, manager=403, hr=403, hr_self=200),
    "review_plan": row(404, **READS),
    "add_plan_action": row(404, **READS),
    "end_plan": row(404, **READS | {"hr_self": 403}),
    "open_plan": row(404, manager=403, hr=403, hr_self=403),
    "finish_plan_action": row(404, **READS, peer=200),
    "change_plan_action": row(404, **READS | {"hr_self": 403, "peer": 403}),
    "drop_plan_action": row(404, **READS | {"hr_self": 403, "peer": 403}),
}
ADMIN_MATRIX = {"feedback.plan": admin_row("hr", "hr_self")}
READ_ONLY = ("all_plans", "plans_of", "plan")
EVERYBODY = [*ROLES, *OPTIONAL_ROLES, "partner"]
SENT = {"title": "Walrus", "aim": "Walrus", "text": "Walrus", "words": "Walrus", "reason": "Walrus", "version": 0}
SENT |= {"kind": "read", "outcome": "reached", "open": "1", "to": "1", "due_on": "2030-01-01"}


@pytest.fixture
def plan(cast):
    made = PlanFactory(employee=cast.subject, support=True, title="Zebra", aim="Zebra")
    PlanActionFactory(plan=made, owner=cast.peer, text="Promise")
    PlanReviewFactory(plan=made, text="Zebra")
    return made


def path(name: str, plan: Plan) -> str:
    if name in ("plans_of", "start_plan"):
        kind = ["development"] if name == "start_plan" else []
        return reverse(f"feedback:{name}", args=[plan.employee_id, *kind])
    one = plan.actions.get() if name.endswith("plan_action") and name != "add_plan_action" else plan
    return reverse(f"feedback:{name}", args=[] if name == "all_plans" else [one.pk])


def state():
    return [list(model.objects.order_by("pk").values()) for model in (Plan, PlanAction, PlanReview, PlanAnswer)]


@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, plan, route):
    pages = []

    def ask(client):
        answer = client.get(path(route, plan))
        pages.append(answer.content.decode())
        return answer

    statuses = cast.statuses(MATRIX[route], ask)

    assert statuses == MATRIX[route]
    assert {role for role, page in zip(statuses, pages, strict=True) if "Zebra" in page} <= set(READS)


@pytest.mark.parametrize("route", sorted(MATRIX.keys() - set(READ_ONLY)))
def test_who_may_not_see_the_form_cannot_send_it(cast, plan, route):
    refused = {role: status for role, status in MATRIX[route].items() if status != 200}
    before = state()

    assert cast.statuses(refused, lambda client: client.post(path(route, plan), SENT)) == refused
    assert state() == before


@pytest.mark.parametrize("route", READ_ONLY)
def test_pages_to_read_refuse_a_post(cast, plan, route):
    assert cast.client("manager").post(path(route, plan)).status_code == 405


@pytest.mark.parametrize(
    ("kind", "person", "starters"),
    [
        ("development", "subject", {"subject", "hr_self", "manager"}),
        ("support", "subject", {"manager", "hr", "partner"}),
        ("support", "hr", {"hr_self"}),
        ("support", "manager", {"hr", "partner", "skip_level"}),
    ],
)
@pytest.mark.usefixtures("partner")
def test_who_begins_one(cast, kind, person, starters):
    """Nobody for themselves as HR, nor for their own manager; a partner in their departments."""
    address = reverse("feedback:start_plan", args=[cast[person].pk, kind])

    statuses = cast.statuses(
        [role for role in EVERYBODY if role not in ("anonymous", "leaver")], lambda c: c.get(address)
    )

    assert {role for role, status in statuses.items() if status == 200} == starters


READERS = {
    "open": {"subject", "manager", "hr", "hr_self", "partner"},
    "ended": {"subject", "former_manager", "hr", "hr_self", "partner"},
    "opened": {"subject", "former_manager", "manager", "hr", "hr_self", "partner"},
    "opened to a former one": {"subject", "former_manager", "hr", "hr_self", "partner"},
    "of a leaver": {"hr", "partner"},
}


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("standing", READERS)
@pytest.mark.parametrize("support", [False, True])
def test_readers_by_role(cast, standing, role, support):
    """All were held by the former manager; an open one goes on with today's."""
    shown = PlanFactory(
        employee=cast.subject,
        manager=cast.former_manager,
        support=support,
        ended=standing != "open",
        opened_to={"opened": cast.manager, "opened to a former one": cast.skip_level}.get(standing),
        aim="Zebra",
    )
    if standing == "of a leaver":
        Employee.objects.filter(pk=cast.subject.pk).update(left_on=timezone.localdate() - timedelta(days=3))

    answer = cast.client(role).get(shown.get_absolute_url())

    assert (answer.status_code == 200) is (role in READERS[standing])
    assert ("Zebra" in answer.content.decode()) is (role in READERS[standing])


def test_hr_does_not_read_a_plan_of_their_own_manager(cast):
    plan = PlanFactory(employee=cast.manager, manager=cast.skip_level, support=True)

    assert cast.client("hr").get(plan.get_absolute_url()).status_code == 200
    assert cast.client("hr_self").get(plan.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", ["hr", "partner", "hr_self"])
@pytest.mark.usefixtures("partner")
def test_the_admin_lists_plans_without_their_words_and_not_ones_own(cast, plan, role):
    elsewhere = PlanFactory(employee=cast.stranger, title="Elsewhere")
    room = reverse("admin:feedback_plan_changelist")
    client = cast.client(role)

    pages = [client.get(room).content.decode(), client.get(room, {"q": "Zeb"}).content.decode()]
    page = client.get(reverse("admin:feedback_plan_change", args=[plan.pk]))

    assert [page for page in pages if "Zebra" in page or "Elsewhere" in page] == []
    rows = [reverse("admin:feedback_plan_change", args=[each.pk]) in pages[0] for each in (plan, elsewhere)]
    assert rows == [role != "hr_self", role != "partner"]
    assert page.status_code == (302 if role == "hr_self" else 200)
    assert "Zebra" not in page.content.decode()


def test_whoever_promised_something_sees_it_alone_and_while_the_plan_is_active(cast, plan):
    action, client = plan.actions.get(), cast.client("peer")
    seen = []

    for fields in ({}, {"active_at": None}, {"active_at": timezone.now()}):
        Plan.objects.update(**fields)
        page = client.get(action.get_absolute_url())
        seen.append((page.status_code, "Zebra" in page.content.decode(), "upport plan" in page.content.decode()))
    Employee.objects.filter(pk=cast.subject.pk).update(left_on=timezone.localdate() - timedelta(days=3))

    assert seen == [(200, False, False), (404, False, False), (200, False, False)]
    assert client.get(action.get_absolute_url()).status_code == 404


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_sentence_names_exactly_who_reads_it(data):
    """In random companies: by name, or as HR, which is HR and the partners, without whoever reports to the person."""
    with transaction.atomic():
        people = [EmployeeFactory(first_name=f"P{number}", last_name="X") for number in range(6)]
        for number, person in enumerate(people[1:], 1):
            person.manager = data.draw(st.sampled_from([None, *people[:number]]))
            person.left_on = data.draw(st.sampled_from([None, None, None, timezone.localdate() - timedelta(days=5)]))
            person.save()
        for person in data.draw(st.lists(st.sampled_from(people), max_size=3, unique=True)):
            RoleGrantFactory(employee=person)
        employee = data.draw(st.sampled_from(people))
        others = [person for person in people if person != employee]
        fields = {"ended": data.draw(st.booleans()), "manager": data.draw(st.sampled_from([None, *others]))}
        fields["opened_to"] = data.draw(st.sampled_from([None, *others])) if fields["ended"] else None
        plan = PlanFactory(employee=employee, **fields)
        everyone = list(Employee.objects.order_by("pk"))

        reading = {person.pk for person in everyone if Plan.objects.visible_to(person).filter(pk=plan.pk).exists()}

        plan = Plan.objects.select_related("employee__manager", "manager", "opened_to").get()
        named = {person.pk for person in audience.readers_of_plan(plan)}
        as_hr = {person.pk for person in everyone if person.is_hr and person.manager_id != employee.pk}
        as_hr -= {employee.pk}
        # A leaver's own page is closed by the login; the rule still knows that it was theirs.
        own = {employee.pk} if employee.left_on else set()
        assert reading == named | as_hr | own
        said = audience.of_plan(plan, people[0])
        others = [person for person in everyone if person.pk != people[0].pk]
        assert {person.pk for person in others if str(person) in said.partition(".")[0]} == named - {people[0].pk}
        assert "HR" in said
        assert ("Of HR not" in said) is employee.reports.exists()
        transaction.set_rollback(True)
