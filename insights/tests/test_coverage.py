"""HR's coverage report: what it counts, for whom, what it never tells, and what leaves it as a file."""

import io
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.tests.factories import CheckInFactory, FeedbackFactory, FeedbackRequestFactory
from goals.models import Snapshot
from goals.tests.factories import ObjectiveFactory
from insights.coverage import hiding, panels, weeks
from insights.readings import Departments, Key, Sums, _count_answers
from org.models import RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, RoleGrantFactory
from reviews.models import Cycle, CycleRelation, Review
from reviews.tests.factories import AnonymousMarkFactory, CycleFactory, ParticipantFactory, ReviewFactory

# The day is Monday, 23 November 2026: the last week that is over begins on the 16th.
LAST, BEFORE = date(2026, 11, 17), date(2026, 11, 10)
PATH = "/bridge/coverage/"


@pytest.fixture
def company(period):
    """Technology with Firmware (five people) and Optics (two); Sales (four) beside it; Hanna of HR."""
    technology, sales = DepartmentFactory(name="Technology"), DepartmentFactory(name="Sales")
    firmware, optics = (DepartmentFactory(name=name, parent=technology) for name in ("Firmware", "Optics"))
    top = EmployeeFactory(department=sales)
    people = {
        each.name: EmployeeFactory.create_batch(count, manager=top, department=each)
        for each, count in ((firmware, 5), (optics, 2), (sales, 3))
    }
    hanna = EmployeeFactory(first_name="Hanna", manager=top, department=firmware, hr=True)
    departments = {each.name: each for each in (technology, firmware, optics, sales)}
    return {"top": top, "hanna": hanna, "people": people, "departments": departments}


def page(client, viewer, **query):
    client.force_login(viewer)
    return client.get(PATH, query)


def lines(answer) -> dict:
    return {line.name: line.whole for line in answer.context["lines"]}


def talk(people, day, *, done=True):
    for person in people:
        CheckInFactory(employee=person, due_on=day, **({"done": True, "held_on": day} if done else {}))


# --- what it counts ---


def test_check_ins_are_counted_in_the_week_of_their_day(client, company):
    firmware, sales = company["people"]["Firmware"], company["people"]["Sales"]
    talk(firmware[:3], LAST)
    talk(firmware[3:4], LAST, done=False)
    talk(sales[:1], BEFORE)
    CheckInFactory(employee=sales[1], due_on=BEFORE, skipped=True)
    talk(sales[2:], date(2026, 11, 23))  # of a week that is not over

    answer = page(client, company["hanna"])

    found = lines(answer)
    assert {name: (of.held, of.due) for name, of in found.items()} == {"Sales": (1, 2), "Technology": (3, 4)}
    steps = answer.context["by_step"]
    assert [(of.held, of.due) for _step, of in steps[-2:]] == [(1, 2), (3, 4)]
    assert "4 of 6" in answer.content.decode()


def test_goals_are_those_of_the_evening_of_each_week(client, company):
    owner = company["people"]["Optics"][0]
    rows = [("on-track", date(2026, 10, 1), BEFORE), ("stale", BEFORE, None)]
    for objective in (ObjectiveFactory(owner=owner), ObjectiveFactory(owner=owner)):
        for status, day, until in rows:
            Snapshot.objects.create(objective=objective, day=day, until=until, state="active", status=status, weight=1)
        rows = [("off-track", date(2026, 11, 18), None)]

    answer = page(client, company["hanna"], department=company["departments"]["Technology"].pk)

    # How an objective stands HR reads of any number of people.
    assert (lines(answer)["Optics"].current, lines(answer)["Optics"].active) == (1, 2)
    assert [(of.current, of.active) for _step, of in answer.context["by_step"][-3:]] == [(1, 1), (0, 1), (1, 2)]


def test_feedback_that_was_not_withdrawn_by_who_gave_it_and_for_whom_it_was(client, company):
    ana, _bo, *_rest = company["people"]["Firmware"]
    sold = company["people"]["Sales"][0]
    for day in (10, 17, 18):
        FeedbackFactory(giver=sold, recipient=ana, sent_at=datetime(2026, 11, day, 9, tzinfo=UTC))
    gone = FeedbackFactory(giver=sold, recipient=ana, sent_at=datetime(2026, 11, 17, 9, tzinfo=UTC))
    gone.behaviour, gone.withdrawn_at = "", gone.sent_at
    gone.save()

    found = lines(page(client, company["hanna"]))

    assert [(of.given, of.received) for of in found.values()] == [(3, 0), (0, 3)]
    assert found["Technology"].received_rate == pytest.approx(3 / 8)


def test_requests_are_told_of_the_whole_company_in_weeks_of_k_who_asked_k(client, company):
    firmware, sales = company["people"]["Firmware"], company["people"]["Sales"]
    at = datetime(2026, 11, 17, 9, tzinfo=UTC)
    for asker, other in zip(firmware[:3], sales, strict=True):
        FeedbackRequestFactory(asker=asker, asked=[other], asked__asked_at=at)
    FeedbackRequestFactory(asker=firmware[0], asked=[sales[0]], asked__asked_at=at - timedelta(weeks=1))

    whole = page(client, company["hanna"])
    part = page(client, company["hanna"], department=company["departments"]["Sales"].pk)

    assert (whole.context["requests"].asked, part.context["requests"]) == (3, None)


@pytest.fixture
def cycle(company):
    made = CycleFactory(
        name="Annual review",
        state=Cycle.State.WRITING,
        launch_begun_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        launched_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    )
    CycleRelation.objects.create(cycle=made, relation="self", due_on=date(2026, 12, 4))
    return made


def part_in(cycle, person, *, submitted=None):
    participant = ParticipantFactory(cycle=cycle, subject=person, department=person.department)
    state = {"state": Review.State.SUBMITTED, "version": 1, "submitted_at": submitted} if submitted else {}
    ReviewFactory(participant=participant, relation="self", writer=person, **state)
    return participant


def test_reviews_add_up_without_ones_own_and_those_of_ones_manager_and_nothing_anonymous(client, company, cycle):
    day = datetime(2026, 11, 11, 9, tzinfo=UTC)
    for person in company["people"]["Sales"]:
        participant = part_in(cycle, person, submitted=day)
    AnonymousMarkFactory(participant=participant, writer=company["top"])
    part_in(cycle, company["people"]["Firmware"][0])
    for person in (company["hanna"], company["top"]):
        part_in(cycle, person, submitted=day)

    answer = page(client, company["hanna"])

    assert [(of.submitted, of.reviews) for of in lines(answer).values()] == [(3, 3), (0, 1)]
    assert [(of.submitted, of.reviews) for _s, of in answer.context["by_step"][-4:]] == [(0, 0), (0, 4), (3, 4), (3, 4)]
    assert "Annual review" in answer.content.decode()


# --- what it never tells ---


def test_of_fewer_than_k_people_nothing_that_they_did_is_told_nor_can_it_be_worked_out(client, company):
    talk(company["people"]["Optics"], LAST)
    talk(company["people"]["Firmware"][:1], LAST)

    answer = page(client, company["hanna"], department=company["departments"]["Technology"].pk)

    assert [(name, of.due) for name, of in lines(answer).items()] == [("Firmware", 1), ("Optics", None)]
    # The two would be the difference.
    assert answer.context["whole"].whole.due == 1


def test_who_has_left_is_counted_until_the_week_of_the_last_day(client, company):
    gone = company["people"]["Sales"][0]
    gone.left_on = BEFORE
    gone.save()

    answer = page(client, company["hanna"], department=company["departments"]["Sales"].pk)

    assert [of.people for _step, of in answer.context["by_step"][-3:]] == [4, 4, 3]


trees = st.lists(st.tuples(st.integers(-1, 5), st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=7)


@given(trees, trees, st.integers(3, 4))
@settings(max_examples=40, deadline=None)
def test_each_week_hides_as_the_readings_of_a_day_do(first, second, k):
    """Each row: whose part it is (an earlier one, or none), how many people are in it alone, and their blockers."""
    rows = first if len(first) <= len(second) else second
    tree = Departments((pk, parent if 0 <= parent < pk else None) for pk, (parent, *_rest) in enumerate(rows))
    both = [first[: len(rows)], second[: len(rows)]]
    own = {pk: {"people": [each[pk][1] for each in both], "done": [each[pk][2] for each in both]} for pk in tree.parent}

    found = hiding.count(tree, own, ["done"], k, weeks=2)

    for week, each in enumerate(both):
        sums = {key: Sums() for key in found}
        for pk, (_parent, people, done) in enumerate(each):
            for key in {Key(None, False), Key(pk, True), *(Key(above, False) for above in tree.way(pk))}:
                sums[key].add(Sums(people=people, blockers=done))
        _count_answers(tree, sums, k)
        told = {key: of["done"][week] for key, of in found.items()}
        assert told == {key: of.blockers if of.people >= k else None for key, of in sums.items()}


# --- for whom ---


def test_a_partner_reads_their_departments_and_no_others(client, company):
    pat = EmployeeFactory(manager=company["top"], department=company["departments"]["Sales"])
    technology = company["departments"]["Technology"]
    RoleGrantFactory(employee=pat, role=RoleGrant.Role.PARTNER, department=technology)
    talk([*company["people"]["Firmware"], *company["people"]["Sales"]], LAST)

    answer = page(client, pat)

    assert lines(answer).keys() == {"Firmware", "Optics"}
    assert answer.context["whole"].whole.held == 5
    assert answer.context["requests"] is None
    statuses = [
        client.get(PATH, {"department": each.pk}).status_code
        for each in (technology, company["departments"]["Optics"], company["departments"]["Sales"])
    ]
    assert statuses == [200, 200, 404]
    file = client.get(PATH, {"format": "csv"}).content.decode("utf-8-sig")
    assert "Sales" not in file


# --- which time ---


def test_only_whole_weeks_that_are_over(period):
    today = date(2026, 11, 25)

    found = weeks.between(date(2026, 10, 1), date(2026, 12, 31), today)

    assert (found.first, found.last, found.count) == (date(2026, 9, 28), date(2026, 11, 22), 8)
    assert weeks.between(date(2026, 11, 23), date(2026, 11, 29), today).count == 0
    assert weeks.between(date(9999, 1, 1), date(9999, 12, 31), today).count == 0
    long = weeks.between(date(2025, 1, 6), date(2025, 7, 13), today)
    assert [len(step.weeks) for step in long.steps] == [4, 4, 4, 4, 4, 4, 3]
    assert long.steps[-1].last == long.last


def test_filters_stay_in_the_address_and_what_is_wrong_is_said(client, company, period):
    of_period = page(client, company["hanna"], period=period.pk).content.decode()
    assert "8 whole weeks: 28 September 2026 to 22 November 2026" in of_period
    assert f"?period={period.pk}&amp;department={company['departments']['Sales'].pk}" in of_period

    chosen = page(client, company["hanna"], first="2026-11-02", last="2026-11-15").content.decode()
    assert "2 whole weeks: 2 November 2026 to 15 November 2026" in chosen

    for query, words in (
        ({"first": "2026-11-15", "last": "2026-11-02"}, "The last day comes before the first."),
        ({"first": "2020-01-01", "last": "2026-11-02"}, "Choose two years at most."),
        ({"last": "2026-11-02"}, "Choose the first day as well."),
        ({"first": "soon"}, "date"),
        ({"first": "0001-01-01", "last": "0001-01-01"}, "Choose a day from the year 2000 on."),
    ):
        refused = page(client, company["hanna"], **query)
        assert refused.status_code == 422
        assert words in refused.content.decode()

    early = page(client, company["hanna"], first="2026-11-23", last="2026-11-24", format="csv")
    assert "No week of it is over yet" in early.content.decode()
    assert page(client, company["hanna"], department="x").status_code == 404


def test_large_numbers_are_grouped_above_the_curves_as_below_them():
    figures = SimpleNamespace(
        held_share=0.5, held=16_295, due=18_760, current_share=None, current=0, active=0, submitted_share=None,
        submitted=0, reviews=0, received_rate=1.0, received=12_000, given=9_999,
    )  # fmt: skip

    assert panels._told("check-ins", figures)[1] == "16,295 of 18,760"
    assert panels._told("feedback", figures)[1] == "12,000 received, 9999 given"


# --- as a file ---


def test_files_hold_each_department_and_week_and_no_formula(client, company):
    company["departments"]["Optics"].name = "=cmd()"
    company["departments"]["Optics"].save()
    talk(company["people"]["Firmware"][:2], LAST)
    query = {"first": "2026-11-09", "last": "2026-11-22"}

    text = page(client, company["hanna"], **query, format="csv")
    book = page(client, company["hanna"], **query, format="xlsx")

    rows = text.content.decode("utf-8-sig").splitlines()
    assert text["Content-Disposition"] == 'attachment; filename="coverage-meridian-2026-11-09-2026-11-22.csv"'
    assert "Technology › Firmware,2026-11-16,2026-11-22,6,2,2,0,0,0,0,0,0" in rows
    assert "Technology › =cmd(),2026-11-16,2026-11-22,2,,,0,0,,,0,0" in rows
    sheet = list(openpyxl.load_workbook(io.BytesIO(book.content)).active.values)
    assert len(sheet) == len(rows) == 1 + 2 * 5
    unit, first, last, *numbers = sheet[2]
    assert (unit, first.date(), last.date()) == ("Meridian", date(2026, 11, 16), date(2026, 11, 22))
    assert numbers[:3] == [12, 2, 2]
    only = page(client, company["hanna"], **query, format="csv", department=company["departments"]["Optics"].pk)
    assert only.content.decode("utf-8-sig").splitlines()[1].startswith("'=cmd(),")


@pytest.mark.parametrize("count", [1, 3])
def test_queries(client, company, cycle, django_assert_num_queries, count):
    for _each in range(count):
        parent = DepartmentFactory()
        EmployeeFactory.create_batch(3, department=parent)
        CheckInFactory(employee=EmployeeFactory(department=parent, manager=company["top"]), due_on=LAST)
        part_in(cycle, EmployeeFactory(department=parent))
    client.force_login(company["hanna"])

    with django_assert_num_queries(6):
        answer = client.get(reverse("insights:coverage"))

    assert len(answer.context["lines"]) == 2 + count
