"""The page of an objective: number, sum, curve, alignment both ways, history; and what it hides."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from goals import rollup, services, units
from goals.models import Change, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
Visibility, Alignment, State = Objective.Visibility, Objective.Alignment, Objective.State


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def people(db):
    OrganizationFactory()
    top = EmployeeFactory()
    ana = EmployeeFactory(manager=top)
    return {"top": top, "ana": ana, "stranger": EmployeeFactory(manager=top)}


def page(client, objective, name="objective", **query):
    return client.get(reverse(f"goals:{name}", args=[objective.pk]), query)


def updated(key_result, value, **facts):
    return services.update(key_result, by=key_result.objective.owner, value=Decimal(value), **facts)


def test_the_number_with_what_it_means(client, people):
    objective = ObjectiveFactory(owner=people["ana"])
    updated(KeyResultFactory(objective=objective), 40, confidence=6)
    client.force_login(people["stranger"])

    text = page(client, objective).content.decode()

    assert "<b>40\xa0%</b>" in text
    assert "expected 58\xa0%" in text
    assert "owner’s confidence 6 of 10" in text


def test_a_key_result_shows_its_true_progress_and_counts_to_1(client, people):
    objective = ObjectiveFactory(owner=people["ana"])
    updated(KeyResultFactory(objective=objective), 120)
    client.force_login(people["ana"])

    response = page(client, objective)

    assert "120\xa0%" in response.content.decode()
    assert response.context["objective"].progress == 1


@pytest.mark.parametrize(("confidence", "words"), [(None, "No confidence yet"), (8, "On track")])
def test_a_milestone_has_a_measure_and_is_judged_by_confidence(client, people, confidence, words):
    objective = ObjectiveFactory(owner=people["ana"], activated_on=date(2026, 11, 20))
    milestone = KeyResultFactory(objective=objective, unit="milestone", baseline=0, target=1)
    updated(milestone, 0, confidence=confidence)
    client.force_login(people["ana"])

    for query in ({}, {"as_of": "2026-11-23"}):
        text = page(client, objective, **query).content.decode()
        assert re.search(f'leaf-status">\\s*<span class="status [a-z-]+">{words}</span>', text)


def test_the_sum_in_words(client, people):
    objective = ObjectiveFactory(owner=people["ana"])
    updated(KeyResultFactory(objective=objective, weight=2, title="lead time"), 38)
    updated(KeyResultFactory(objective=objective), 40)
    child = ObjectiveFactory(owner=people["stranger"], aligned_to=objective)
    updated(KeyResultFactory(objective=child), 74)
    rollup.roll_up_due()
    client.force_login(people["ana"])

    text = page(client, objective, "explain").content.decode()

    assert "3 contributors, weights 2, 1, 1" in text
    assert "2 of 4 × 38\xa0% + 1 of 4 × 40\xa0% + 1 of 4 × 74\xa0%" in text
    assert "= 19.0 + 10.0 + 18.5 = 47.5\xa0%" in text


@pytest.mark.parametrize(
    ("parts", "total", "words"),
    [
        (["0.152", "0.08", "0", "0.148"], "0.38", "15.2 + 8.0 + 0.0 + 14.8 = 38.0\xa0%"),
        (
            ["0.333333333333", "0.333333333333"],
            "0.666666666667",
            "33.3 + 33.3 ≈ 66.7\xa0%, because each number here is rounded",
        ),
        (["0.1"], "0.1", "10.0 = 10.0\xa0%"),
    ],
)
def test_what_is_written_adds_up_or_says_so(parts, total, words):
    assert units.sum_in_words([Decimal(part) for part in parts], Decimal(total)) == words


HIDDEN_WORDS = ["Acquire Zenith quietly", "secret key result", "a secret note", "Quentin"]


@pytest.fixture
def with_hidden(people):
    """A company objective with an open child and one that the stranger may not see, itself above an open one."""
    root = ObjectiveFactory(owner=people["top"], scope=Objective.Scope.COMPANY, title="root")
    updated(KeyResultFactory(objective=root), 20)
    quentin = EmployeeFactory(manager=people["top"], first_name="Quentin")
    secret = ObjectiveFactory(
        pk=987_001, owner=quentin, aligned_to=root, title=HIDDEN_WORDS[0], visibility=Visibility.MANAGER, weight=3
    )
    updated(KeyResultFactory(objective=secret, title=HIDDEN_WORDS[1]), 70, comment=HIDDEN_WORDS[2])
    below = ObjectiveFactory(owner=people["ana"], aligned_to=secret, title="below the secret")
    Change.objects.create(
        objective=below,
        field=Change.Field.ALIGNED_TO,
        new=str(secret.pk),
        day=date(2026, 11, 1),
        at=datetime(2026, 11, 1, tzinfo=UTC),
        by=people["ana"],
    )
    return root, secret, below


def leaks(text: str) -> list[str]:
    return [word for word in [*HIDDEN_WORDS, "987001"] if word in text]


@pytest.mark.parametrize("name", ["objective", "explain"])
def test_hidden_contributors_leak_nothing(client, people, with_hidden, name):
    root, _secret, _below = with_hidden
    client.force_login(people["stranger"])

    response = page(client, root, name, history="all", aligned="all")

    assert response.status_code == 200
    assert leaks(response.content.decode()) == []


def test_a_hidden_parent_is_an_objective_you_may_not_see(client, people, with_hidden):
    _root, _secret, below = with_hidden
    client.force_login(people["stranger"])

    text = page(client, below, history="all").content.decode()

    assert leaks(text) == []
    assert "an objective you may not see" in text
    assert ">root</a>" in text


def test_who_answers_for_a_hidden_parent_is_not_in_the_history_below_it(client, people, with_hidden):
    _root, secret, below = with_hidden
    services.decline(below, by=secret.owner, reason="a secret note")
    client.force_login(people["stranger"])

    text = page(client, below, history="all").content.decode()

    assert leaks(text) == []
    assert "Alignment declined" in text
    client.force_login(people["top"])
    assert leaks(page(client, below, history="all").content.decode()) == [HIDDEN_WORDS[0], *HIDDEN_WORDS[2:]]


def test_a_hidden_contributor_is_one_line_in_the_sum(client, people, with_hidden):
    root, _secret, _below = with_hidden
    Objective.objects.filter(pk=root.pk).update(progress=Decimal("0.575"))
    client.force_login(people["stranger"])

    response = page(client, root, "explain")

    assert response.content.decode().count("What you may not see") == 1
    assert response.context["sum"].total is None  # shares only: the weight of what is hidden stands nowhere


def test_the_curve_has_steps_the_expected_line_and_a_table(client, people):
    objective = ObjectiveFactory(owner=people["ana"])
    key_result = KeyResultFactory(objective=objective)
    updated(key_result, 10, day=date(2026, 10, 12))
    updated(key_result, 40, day=date(2026, 11, 16))
    services.rebaseline(key_result, by=people["ana"], reason="agreed", target=Decimal(80))
    client.force_login(people["ana"])

    response = page(client, objective)
    text = response.content.decode()

    assert [(day.isoformat(), float(share)) for day, share in response.context["points"]] == [
        ("2026-10-12", 0.1),
        ("2026-11-16", 0.4),
        ("2026-11-23", 0.5),
    ]
    assert response.context["breaks"] == [(date(2026, 11, 23), "target 100 → 80")]
    assert text.count('role="img" aria-labelledby="chart-') == 2
    assert "The same as a table" in text
    assert not re.search(r"\sstyle=|\son[a-z]+=", text)


def test_the_line_of_the_curve_ends_at_a_re_baseline_and_each_update_is_a_dot(client, people):
    objective = ObjectiveFactory(owner=people["ana"])
    key_result = KeyResultFactory(objective=objective, title="Lead time")
    updated(key_result, 10, day=date(2026, 10, 12))
    wrong = updated(key_result, 90, day=date(2026, 10, 14))
    services.strike(wrong, by=people["ana"])
    with time_machine.travel("2026-11-02T12:00:00Z", tick=False):
        services.rebaseline(key_result, by=people["ana"], reason="agreed", target=Decimal(80))
    updated(key_result, 40, day=date(2026, 11, 16))
    client.force_login(people["ana"])

    text = page(client, objective).content.decode()
    wide = text.split('class="drawing wide"')[1].split("</svg>")[0]

    first, second = re.findall(r'class="actual" d="([^"]+)"', wide)
    ends, begins = float(first.split("H")[-1]), float(second.split("M")[1].split()[0])
    broken = float(re.search(r'class="break" x1="([\d.]+)"', wide)[1])
    assert (round(broken - ends, 1), round(begins - broken, 1)) == (3, 3)
    assert wide.count('class="update"') == 2  # what is struck through counts no more
    assert "12 October: Lead time 10, " in wide
    assert "target 100 → 80</text>" in wide


def test_without_a_measure_the_page_says_so(client, people):
    objective = ObjectiveFactory(owner=people["ana"], period=PeriodFactory())
    client.force_login(people["stranger"])

    text = page(client, objective).content.decode()

    assert "No measure yet" in text
    assert "<b>" not in text.split("Supports")[0].split('class="figure"')[1].split("</div>")[0]


def test_struck_updates_stay_struck_through(client, people):
    objective = ObjectiveFactory(owner=people["ana"])
    update = updated(KeyResultFactory(objective=objective, title="Lead time"), 40, comment="wrong figure")
    services.strike(update, by=people["ana"], reason="typo")
    client.force_login(people["stranger"])

    text = page(client, objective).content.decode()

    assert re.search(r"<s>.*wrong figure.*</s>", text, re.S)
    assert "Struck by" in text
    assert "typo" in text


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "x" * 200])
def test_titles_are_data(client, people, title):
    objective = ObjectiveFactory(owner=people["ana"], title=title, description="<img src=x onerror=alert(1)>" * 300)
    KeyResultFactory(objective=objective, title=title)
    client.force_login(people["ana"])

    text = page(client, objective).content.decode()

    assert "<script>alert" not in text
    assert "<img src=x" not in text


BUTTONS = {
    "Update key results",
    "Edit",
    "Close",
    "Cancel objective",
    "Align objective",
    "Activate objective",
    "Activate without agreement",
}


@pytest.mark.parametrize(
    ("role", "state", "expected"),
    [
        ("ana", State.ACTIVE, {"Update key results", "Edit", "Close", "Cancel objective", "Align objective"}),
        ("ana", State.DRAFT, {"Activate without agreement", "Edit", "Cancel objective", "Align objective"}),
        ("ana", State.CLOSED, set()),
        ("stranger", State.ACTIVE, set()),
        ("top", State.ACTIVE, set()),
    ],
)
def test_buttons_by_rules(client, people, role, state, expected):
    objective = ObjectiveFactory(owner=people["ana"], state=state)
    KeyResultFactory(objective=objective)
    client.force_login(people[role])

    text = page(client, objective).content.decode()
    found = re.findall(r'<a class="button[^>]*>(.*?)</a>', text, re.S)
    links = {re.sub(r"<[^>]+>|\s+", " ", each).strip() for each in found}

    assert links & BUTTONS == expected


def test_who_owns_the_parent_answers_proposals(client, people):
    parent = ObjectiveFactory(owner=people["ana"])
    child = ObjectiveFactory(owner=people["stranger"], aligned_to=parent, alignment=Alignment.PROPOSED)
    accept = reverse("goals:accept", args=[child.pk])
    client.force_login(people["ana"])
    for_owner = page(client, parent).content.decode()
    client.force_login(people["top"])
    for_others = page(client, parent).content.decode()

    assert (accept in for_owner, accept in for_others) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, people, django_assert_num_queries, count):
    root = ObjectiveFactory(owner=people["top"])
    objective = ObjectiveFactory(owner=people["ana"], aligned_to=root)
    for _each in range(count):
        key_result = KeyResultFactory(objective=objective)
        updated(key_result, 10)
        services.rebaseline(key_result, by=people["ana"], reason="agreed", target=Decimal(80))
        ObjectiveFactory(owner=people["stranger"], aligned_to=objective)
        ObjectiveFactory(owner=people["stranger"], aligned_to=objective, alignment=Alignment.PROPOSED)
    client.force_login(people["ana"])

    with django_assert_num_queries(10):
        page(client, objective)


def test_it_costs_no_more_where_most_has_to_be_asked(client, people, django_assert_max_num_queries):
    """Restricted, for a department, handed over, moved, and read by somebody above who heads that department."""
    department = DepartmentFactory()
    RoleGrantFactory(employee=people["top"], role="head", department=department)
    RoleGrantFactory(role="head", department=department)
    parents = ObjectiveFactory.create_batch(2, owner=EmployeeFactory(manager=people["ana"]))
    objective = ObjectiveFactory(
        owner=EmployeeFactory(manager=people["ana"]),
        scope="department",
        department=department,
        visibility=Visibility.LINE,
        aligned_to=parents[0],
    )
    former = EmployeeFactory(first_name="Fritz", last_name="Former")
    for field, old in ((Change.Field.OWNER, former), (Change.Field.ALIGNED_TO, parents[1])):
        at = datetime(2026, 11, 2, 12, tzinfo=UTC)
        objective.changes.create(field=field, old=old.pk, new=objective.owner_id, day=at.date(), at=at)
    updated(KeyResultFactory(objective=objective, owner=people["stranger"]), 10)
    ObjectiveFactory(aligned_to=objective, progress=Decimal("0.5"))
    client.force_login(people["top"])

    with django_assert_max_num_queries(13):  # one of them for the draft of a comment
        text = page(client, objective).content.decode()
    assert "Fritz Former" in text
    with django_assert_max_num_queries(12):
        page(client, objective, as_of="2026-11-22")


def test_what_is_aligned_to_it_comes_in_pages(client, people):
    objective = ObjectiveFactory(owner=people["ana"])
    for number in range(52):
        ObjectiveFactory(owner=people["ana"], aligned_to=objective, title=f"Part {number:02}")
    client.force_login(people["ana"])

    first, last = page(client, objective).content.decode(), page(client, objective, page=3).content.decode()
    section = re.search(r'<section id="aligned".*?</section>', first, re.DOTALL)[0]
    assert ("Part 00" in section, "Part 51" in section, "1–25 of 52" in section) == (True, False, True)
    assert 'href="?page=2#aligned"' in section
    section = re.search(r'<section id="aligned".*?</section>', last, re.DOTALL)[0]
    assert ("Part 00" in section, "Part 51" in section) == (False, True)
