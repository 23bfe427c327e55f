"""Whatever people type or send: one sentence where it belongs, and nothing half-done."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from goals import files, services
from goals.models import Change, KeyResult, Objective, Period, ProgressUpdate
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
State = Objective.State
HEAD = "Ref,Period,Owner,Objective,Aligned to,Weight,Key result,Unit,Baseline,Target,Current,KR weight"
MAIL = "ana@example.org"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(client):
    OrganizationFactory()
    ana = EmployeeFactory(email=MAIL)
    client.force_login(ana)
    return ana


@pytest.fixture
def key_result(ana):
    return KeyResultFactory(objective__owner=ana, title="Lead time", objective__title="Deliver")


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 422
    return dict(response.context["form"].errors)


def world() -> tuple:
    return (
        list(Objective.objects.order_by("pk").values_list("pk", "title", "state", "weight", "aligned_to", "version")),
        list(KeyResult.objects.order_by("pk").values_list("pk", "title", "baseline", "target", "weight", "current")),
        ProgressUpdate.objects.count(),
        Change.objects.count(),
        Period.objects.count(),
    )


def url(route, record) -> str:
    return reverse(f"goals:{route}", args=[record.pk])


# --- values ---

NO_NUMBER = "“%s” is not a number. Write one such as 1250 or 12.5."
EXPONENT = "“%s” has an exponent. Type the number out, such as 1000 for 1e3."
PERCENT = "“%s” is in percent, and this is not counted in percent. Write the number without the sign."
LARGE = "A value is below 1,000,000,000,000,000; choose a larger unit, such as millions."
WRONG_NUMBERS = [
    ("a lot", NO_NUMBER % "a lot"),
    ("12 apples", NO_NUMBER % "12 apples"),
    ("1,2,3", NO_NUMBER % "1,2,3"),
    ("--1", NO_NUMBER % "--1"),
    ("inf", NO_NUMBER % "inf"),
    ("-Infinity", NO_NUMBER % "-Infinity"),
    ("nan", NO_NUMBER % "nan"),
    ("0x10", NO_NUMBER % "0x10"),
    ("1e3", EXPONENT % "1e3"),
    ("2E-3", EXPONENT % "2E-3"),
    ("1e400", EXPONENT % "1e400"),
    ("1 %", PERCENT % "1 %"),
    ("9" * 16, LARGE),
    ("1,234", "“1,234” can be read in two ways. Write 1234 or 1.234."),
    ("0.12345678901", "A value has at most 9 digits after the point; round it."),
]
NUMBERS = [
    ("12,5", "12.5"),
    ("-0,5", "-0.5"),
    ("1.234.567,8", "1234567.8"),
    ("1 250", "1250"),
    ("−3", "-3"),
    ("\u202a12.5\u202c", "12.5"),
]


@pytest.mark.parametrize(("typed", "words"), WRONG_NUMBERS)
def test_a_value_that_is_no_number(client, key_result, typed, words):
    before = world()

    assert errors(client.post(url("update", key_result), {"value": typed})) == {"value": [words]}
    bulk = client.post(reverse("goals:update_all"), {f"kr{key_result.pk}-value": typed})
    (form,) = bulk.context["forms"]
    assert (bulk.status_code, form.errors) == (422, {"value": [words]})
    line = f'O1,2026 Q4,{MAIL},Aim,,,Number,number,0,100,"{typed}",'
    assert file_faults(line) == [f"Line 2: Current: {words}"]
    assert world() == before


def test_words_that_turn_the_line_turn_only_themselves(client, ana, key_result):
    turned = "\u202esdrawkcab"
    client.post(url("update", key_result), {"value": "5", "comment": turned})
    client.post(url("strike", ProgressUpdate.objects.get()), {"reason": turned})

    page = client.get(key_result.objective.get_absolute_url()).content.decode()

    assert page.count(turned) == page.count(f"<bdi>{turned}</bdi>") == 2


@pytest.mark.parametrize("typed", ["70 %", "0.7 %", "70", "-0.1"])
def test_a_score_in_percent_is_told_how_to_write_it(client, ana, key_result, typed):
    sent = {"score": typed, "retrospective": "What helped"}

    assert errors(client.post(url("close", key_result.objective), sent)) == {
        "score": ["A score is between 0 and 1. Write 70 percent as 0.7."]
    }


@pytest.mark.parametrize("typed", ["\u200b", " \u2060\n\u200f"])
def test_words_that_nobody_sees_are_none(client, ana, key_result, typed):
    before = world()

    numbers = {"baseline": "0", "target": "90", "weight": "1", "due_on": ""}
    assert errors(client.post(url("rebaseline", key_result), numbers | {"reason": typed})) == {
        "reason": ["Say why it changes."]
    }
    assert errors(client.post(url("close", key_result.objective), {"score": "1", "retrospective": typed})) == {
        "retrospective": ["Write a short retrospective: what helped, what to do differently."]
    }
    assert client.post(url("comment", key_result.objective), {"text": typed}).status_code == 422
    assert world() == before

    client.post(url("update", key_result), {"value": "5", "comment": typed})
    assert ProgressUpdate.objects.get().comment == ""


@pytest.mark.parametrize(("typed", "value"), NUMBERS)
def test_a_value_as_people_write_it(client, key_result, typed, value):
    client.post(url("update", key_result), {"value": typed})
    files.apply(plan(f'O1,2026 Q4,{MAIL},Aim,,,Number,number,0,100,"{typed}",'))

    assert list(ProgressUpdate.objects.values_list("value", flat=True)) == [Decimal(value)] * 2


def plan(*lines):
    return files.plan("\n".join([HEAD, *lines]).encode(), "goals.csv")


def file_faults(*lines) -> list[str]:
    return [str(fault) for fault in plan(*lines).faults]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-24", "An update speaks of today or of a day before, not of the future."),
        ("2026-09-30", "2026 Q4 begins on 1 Oct 2026; an update speaks of a day from then on."),
        ("2026-02-31", "“2026-02-31” is no day of the calendar. Write it as year-month-day, such as 2027-02-26."),
    ],
)
def test_a_day_that_cannot_be(client, key_result, day, words):
    before = world()

    assert errors(client.post(url("update", key_result), {"value": "1", "day": day})) == {"day": [words]}
    assert world() == before


# --- what a goal is ---


def objective_form(period, **typed) -> dict:
    good = {"title": "New", "period": period.pk, "scope": "individual", "owner": MAIL, "visibility": "everyone"}
    row = {"kr-TOTAL_FORMS": "1", "kr-INITIAL_FORMS": "0", "kr-0-title": "Number", "kr-0-unit": "number"}
    return good | row | {"kr-0-baseline": "0", "kr-0-target": "10", "kr-0-weight": "1"} | typed


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"kr-0-weight": "-1"}, "weight", "A weight is 0 or more."),
        ({"kr-0-target": "0"}, "target", "Target and baseline are equal; then nothing could move. Change one of them."),
        ({"kr-0-target": "9999999999999999"}, "target", LARGE),
        ({"kr-0-baseline": "inf"}, "baseline", NO_NUMBER % "inf"),
        ({"kr-0-owner": "left@example.org"}, "owner", "Leo Left has left. Choose somebody who works here."),
        ({"kr-0-due_on": "2027-02-01"}, "due_on", "The due date lies within 2026 Q4: 1 Oct 2026 to 31 Dec 2026."),
    ],
)
def test_a_key_result_that_cannot_be(client, ana, typed, field, words):
    EmployeeFactory(first_name="Leo", last_name="Left", email="left@example.org", left_on=date(2026, 11, 1))
    form = objective_form(PeriodFactory(), **typed)
    before = world()

    response = client.post(reverse("goals:create"), form)

    (row,) = response.context["formset"].forms
    assert (response.status_code, dict(row.errors)) == (422, {field: [words]})
    assert world() == before


def test_an_owner_who_left(client, ana):
    EmployeeFactory(first_name="Leo", last_name="Left", email="left@example.org", left_on=date(2026, 11, 1))
    form = objective_form(PeriodFactory(), owner="left@example.org")

    response = client.post(reverse("goals:create"), form)

    assert errors(response) == {"owner": ["Leo Left has left. Choose somebody who works here."]}
    assert world()[0] == []


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"weight": "-0.1"}, "weight", "A weight is 0 or more."),
        ({"target": "0"}, "target", "Target and baseline are equal; then nothing could move. Change one of them."),
        ({"target": "infinity"}, "target", NO_NUMBER % "infinity"),
        ({"due_on": "2027-02-01"}, "due_on", "The due date lies within 2026 Q4: 1 Oct 2026 to 31 Dec 2026."),
    ],
)
def test_a_rebaseline_that_cannot_be(client, key_result, sent, field, words):
    before = world()
    good = {"baseline": "0", "target": "80", "weight": "1", "due_on": "", "reason": "agreed"}

    assert errors(client.post(url("rebaseline", key_result), good | sent)) == {field: [words]}
    assert world() == before


def test_a_weight_below_0_in_the_parent(client, key_result):
    child = ObjectiveFactory(aligned_to=key_result.objective)

    assert errors(client.post(url("weight", child), {"weight": "-1"})) == {"weight": ["A weight is 0 or more."]}
    assert file_faults(f"O1,2026 Q4,{MAIL},Aim,,-1,,,,,,") == ["Line 2: Weight is 0 or more."]


# --- locks ---

PROGRESS = "Progress of 2026 Q4 is locked since 1 Nov 2026. Ask HR to open it."
DEFINITIONS = "Targets and weights of 2026 Q4 are locked since 1 Nov 2026. Ask HR to open them."


def test_what_is_locked_is_not_updated_edited_or_re_baselined(client, key_result):
    objective = key_result.objective
    child = ObjectiveFactory(aligned_to=objective)
    Period.objects.update(definitions_lock_on=date(2026, 11, 1), progress_locks_on=date(2026, 11, 1))
    before = world()
    reason = {"baseline": "0", "target": "80", "weight": "1", "due_on": "", "reason": "agreed"}

    updated = client.post(url("update", key_result), {"value": "1", "comment": "my words"})
    rebaselined = client.post(url("rebaseline", key_result), reason)
    weighed = client.post(url("weight", child), {"weight": "2"})
    edited = client.post(url("edit", objective), objective_form(objective.period, version="0"))

    assert [errors(each) for each in (updated, rebaselined, weighed)] == [
        {"__all__": [PROGRESS]},
        {"__all__": [DEFINITIONS]},
        {"__all__": [DEFINITIONS]},
    ]
    assert edited.status_code == 422
    assert [dict(row.errors) for row in edited.context["formset"].forms] == [{"__all__": [DEFINITIONS]}]
    assert "my words" in updated.content.decode()
    assert world() == before


# --- alignment ---


def test_a_parent_that_cannot_be_says_why_beside_the_choice(client, ana):
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    other = PeriodFactory(name="2026 Q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    annual = ObjectiveFactory(owner=ana, period=year, title="annual")
    quarterly = ObjectiveFactory(owner=ana, title="quarterly")
    child = ObjectiveFactory(owner=ana, title="child", aligned_to=quarterly)
    gone = EmployeeFactory(first_name="Leo", last_name="Left", left_on=date(2026, 11, 1))
    parents = {
        "the wrong way": (annual, quarterly),
        "another quarter": (quarterly, ObjectiveFactory(owner=ana, period=other, title="before")),
        "a loop": (quarterly, child),
        "itself": (quarterly, quarterly),
        "closed": (child, ObjectiveFactory(owner=ana, title="closed one", state=State.CLOSED)),
        "cancelled": (child, ObjectiveFactory(owner=ana, title="cancelled one", state=State.CANCELLED)),
        "of a leaver": (child, ObjectiveFactory(owner=gone, title="left behind")),
    }
    hidden = ObjectiveFactory(visibility="manager")
    before = world()

    said = {
        name: errors(client.post(url("align", objective), {"parent": parent.pk}))
        for name, (objective, parent) in parents.items()
    }

    within = "Align within %s or to a period that holds the whole of it."
    assert said == {
        "the wrong way": {"parent": ["“quarterly” belongs to 2026 Q4. " + within % "2026"]},
        "another quarter": {"parent": ["“before” belongs to 2026 Q3. " + within % "2026 Q4"]},
        "a loop": {
            "parent": [
                "“child” already contributes to this objective, directly or through others; that would be a loop."
            ]
        },
        "itself": {"parent": ["An objective cannot be aligned to itself."]},
        "closed": {"parent": ["“closed one” is closed; align to an active objective."]},
        "cancelled": {"parent": ["“cancelled one” is cancelled; align to an active objective."]},
        "of a leaver": {"parent": ["Leo Left has left. Choose somebody who works here."]},
    }
    unseen = errors(client.post(url("align", child), {"parent": hidden.pk}))
    assert unseen == {"parent": ["There is no such objective that you may see. Choose another."]}
    assert world() == before


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
def test_a_new_one_under_what_is_over_is_not_made(client, ana, state):
    parent = ObjectiveFactory(title="Over", state=state)
    before = world()

    response = client.post(reverse("goals:create"), objective_form(parent.period, parent=parent.pk))

    assert errors(response) == {"__all__": [f"“Over” is {state}; align to an active objective."]}
    assert "Number" in response.content.decode()
    assert world() == before


# --- two at once ---


def test_two_edits_at_once_the_second_sees_both_and_loses_nothing(client, key_result):
    objective = key_result.objective
    shown = objective_form(objective.period, title="my own words", version=str(objective.version))
    services.edit_objective(objective, by=objective.owner, title="their words")

    refused = client.post(url("edit", objective), shown)
    text = refused.content.decode()
    again = client.post(url("edit", objective), shown | {"version": refused.context["form"]["version"].value()})

    assert refused.status_code == 422
    assert "their words" in text
    assert "my own words" in text
    assert again.status_code == 302
    objective.refresh_from_db()
    assert objective.title == "my own words"


# --- files ---

AIM = f"O1,2026 Q4,{MAIL},Aim,,,Number,number,0,10,4,"


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        (
            [AIM, AIM.replace("Aim", "Other aim").replace("Number", "Second")],
            ["Line 3: Objective of O1 is “Other aim” here and “Aim” on line 2."],
        ),
        (
            [AIM, AIM.replace(MAIL, "ben@example.org").replace("Number", "Second")],
            [f"Line 3: Owner of O1 is “ben@example.org” here and “{MAIL}” on line 2."],
        ),
        (
            [AIM.replace(MAIL, "nobody@example.org")],
            ["Line 2: owner nobody@example.org is not in the company."],
        ),
        (
            [AIM.replace(MAIL, "left@example.org")],
            ["Line 2: owner left@example.org has left; name somebody who works here."],
        ),
        ([AIM.replace("2026 Q4", "soon")], ["Line 2: period “soon” is not known; make it first."]),
        ([AIM.replace("Aim,,", "Aim,O1,")], ["Line 2: these are aligned in a loop: O1 → O1."]),
        (
            [AIM.replace("Aim,,", "Aim,O2,"), AIM.replace("O1,", "O2,").replace("Aim,,", "Aim,O1,")],
            ["Line 2: these are aligned in a loop: O1 → O2 → O1."],
        ),
        (
            [AIM.replace("0,10,4", "10,10,4")],
            ["Line 2: baseline and target of “Number” are equal; nothing could move."],
        ),
        ([AIM + "-1"], ["Line 2: KR weight is 0 or more."]),
        ([AIM.replace("Aim,,", "Aim,CLOSED,")], ["Line 2: CLOSED is closed; align to an active objective."]),
        ([AIM.replace("Aim,,", "Aim,DROPPED,")], ["Line 2: DROPPED is cancelled; align to an active objective."]),
        (
            [AIM.replace("2026 Q4", "2026").replace("Aim,,", "Aim,OPEN [2026 Q4],")],
            ["Line 2: OPEN [2026 Q4] belongs to 2026 Q4, which does not hold the whole of 2026."],
        ),
        (
            [AIM.replace("2026 Q4", "locked")],
            [
                "Line 2: progress of locked is locked since 1 Nov 2026.",
                "Line 2: targets and weights of locked are locked since 1 Nov 2026.",
            ],
        ),
    ],
)
def test_a_file_with_a_fault_names_its_line_and_changes_nothing(ana, lines, faults):
    EmployeeFactory(email="ben@example.org")
    EmployeeFactory(email="left@example.org", left_on=date(2026, 11, 1))
    for ref, state in (("OPEN", State.ACTIVE), ("CLOSED", State.CLOSED), ("DROPPED", State.CANCELLED)):
        ObjectiveFactory(owner=ana, ref=ref, state=state)
    locks = {"definitions_lock_on": date(2026, 11, 1), "progress_locks_on": date(2026, 11, 1)}
    PeriodFactory(name="locked", **locks)
    before = world()
    made = plan(*lines)

    assert [str(fault) for fault in made.faults] == faults
    with pytest.raises(files.PlanChangedError):
        files.apply(made)
    assert world() == before


@pytest.mark.parametrize("value", ["Infinity", "NaN", "-Infinity"])
def test_a_service_takes_no_number_that_is_none(key_result, value):
    with pytest.raises(ValidationError) as refused:
        services.update(key_result, by=key_result.objective.owner, value=Decimal(value))

    assert refused.value.messages == ["A value is a number, not infinite and not empty."]
