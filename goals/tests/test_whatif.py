"""What if: equal to writing the updates and rolling up; nothing saved; nothing hidden to be computed."""

import random
import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goals import from_nothing, rollup, services, status, whatif
from goals.models import KeyResult, Objective, ProgressUpdate
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
HALF = Decimal("0.5")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


def recorded(key_result, value):
    return services.update(key_result, by=key_result.objective.owner, value=Decimal(value))


def company(chance: random.Random):
    """A random branch with some values recorded earlier, rolled up; the top of it."""
    owner, made = EmployeeFactory(), []
    for place in range(6):
        parent = chance.choice(made) if made else None
        weight = Decimal(chance.choice(["1", "2", "0.5", "3"]))
        made.append(ObjectiveFactory(owner=owner, aligned_to=parent, weight=weight, title=f"Objective {place}"))
        for _leaf in range(chance.randrange(3)):
            unit = chance.choice(["number", "number", "milestone"])
            ends = (0, 1) if unit == "milestone" else chance.choice([(0, 7), (30, 9)])
            leaf = KeyResultFactory(objective=made[-1], unit=unit, baseline=ends[0], target=ends[1], weight=weight)
            if chance.random() < 0.6:
                value = chance.randrange(2) if unit == "milestone" else chance.randrange(40)
                with time_machine.travel(f"2026-{chance.choice([10, 11])}-0{chance.randrange(1, 9)}T12:00:00Z"):
                    recorded(leaf, value)
    from_nothing.roll_up_all()
    return Objective.objects.select_related("period", "owner").get(pk=made[0].pk)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32))
def test_it_equals_recording_the_values_and_rolling_up(seed):
    chance = random.Random(seed)
    with transaction.atomic():
        OrganizationFactory()
        top = company(chance)
        leaves = whatif.movable(top, top.owner, limit=50)
        chosen = chance.sample(leaves, k=min(len(leaves), chance.randrange(1, 4)))
        values = {each: Decimal(chance.randrange(2) if each.is_milestone else chance.randrange(40)) for each in chosen}

        levels = whatif.simulate(top, values, TODAY)
        for each, value in values.items():
            recorded(KeyResult.objects.select_related("objective__owner").get(pk=each.pk), value)
        rollup.roll_up_due(60)

        now = Objective.objects.in_bulk([level.after.pk for level in levels])
        known = status.statuses(now.values(), TODAY)
        facts = ("progress", "last_update_on", "weight_sum")
        for level in levels:
            stored = now[level.after.pk]
            assert [getattr(level.after, name) for name in facts] == [getattr(stored, name) for name in facts]
            assert level.after.status == known[stored.pk]
        transaction.set_rollback(True)


def test_on_the_way_up_each_level_is_told_and_no_other():
    OrganizationFactory()
    top = ObjectiveFactory()
    middle = ObjectiveFactory(aligned_to=top)
    beside = ObjectiveFactory(aligned_to=top)
    leaf, other = KeyResultFactory(objective=middle), KeyResultFactory(objective=beside)
    recorded(leaf, 10)
    recorded(other, 50)
    rollup.roll_up_due()
    top.refresh_from_db()
    (moved,) = [each for each in whatif.movable(top, top.owner, limit=9) if each.pk == leaf.pk]

    levels = whatif.simulate(top, {moved: Decimal(90)}, TODAY)

    told = [(level.before.pk, level.before.progress, level.after.progress, level.depth) for level in levels]
    assert told == [
        (top.pk, Decimal("0.3"), Decimal("0.7"), 0),
        (middle.pk, Decimal("0.1"), Decimal("0.9"), 1),
    ]
    assert [(level.before.status, level.after.status) for level in levels] == [
        (status.OFF_TRACK, status.ON_TRACK),
        (status.OFF_TRACK, status.ON_TRACK),
    ]


@pytest.fixture
def secret():
    """A leaf that everyone may read, below an objective that the viewer may not see."""
    OrganizationFactory()
    top = ObjectiveFactory(title="Top")
    hidden = ObjectiveFactory(aligned_to=top, visibility="manager", weight=3, title="Zenith")
    below = ObjectiveFactory(aligned_to=hidden, title="Below Zenith")
    leaf = KeyResultFactory(objective=below, title="Signed by Zenith")
    hidden_leaf = KeyResultFactory(objective=hidden, title="Quiet number")
    own = KeyResultFactory(objective=top, title="Open number")
    for each in (leaf, hidden_leaf, own):
        recorded(each, 10)
    rollup.roll_up_due()
    top.refresh_from_db()
    return {"top": top, "leaf": leaf, "hidden_leaf": hidden_leaf, "own": own, "below": below}


def test_a_leaf_behind_a_hidden_objective_cannot_be_moved(client, secret):
    """The page is the same, to the letter, as for a key result that is not there."""
    client.force_login(EmployeeFactory())
    url = reverse("goals:what_if", args=[secret["top"].pk])
    own = f"v{secret['own'].pk}"

    def text(pk, **query):
        made = client.get(url, {own: "10", f"v{pk}": "90", "add": pk} | query).content.decode()
        return re.sub(r"[A-Za-z0-9]{64}", "token", made)

    nothing = text(987654)
    for each in (secret["leaf"], secret["hidden_leaf"]):
        assert text(each.pk) == nothing
        found = text(each.pk, q="zenith") + text(each.pk, q="number")
        assert "Zenith" not in found.replace('value="zenith"', "")
        assert "Quiet number" not in found
    assert client.get(reverse("goals:what_if", args=[secret["below"].pk])).status_code == 200


def test_hr_moves_what_others_may_not(client, secret):
    hr = EmployeeFactory()
    RoleGrantFactory(employee=hr)
    client.force_login(hr)

    url = reverse("goals:what_if", args=[secret["top"].pk])
    text = client.get(url, {f"v{secret['leaf'].pk}": "90"}).content.decode()

    assert "Below Zenith" in text
    assert "1 value moved" in text


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("lots", "“lots” is not a number. Write one such as 1250 or 12.5."),
        ("1,234", "“1,234” can be read in two ways. Write 1234 or 1.234."),
        ("9999999999999999", "A value is below 1,000,000,000,000,000; choose a larger unit, such as millions."),
        ("nan", "“nan” is not a number. Write one such as 1250 or 12.5."),
    ],
)
def test_what_is_no_number_says_so_beside_its_field(client, value, sentence):
    OrganizationFactory()
    objective = ObjectiveFactory()
    good, bad = KeyResultFactory(objective=objective), KeyResultFactory(objective=objective)
    client.force_login(objective.owner)
    url = reverse("goals:what_if", args=[objective.pk])

    page = client.get(url, {f"v{good.pk}": "50", f"v{bad.pk}": value})
    part = client.get(url, {f"v{good.pk}": "50", f"v{bad.pk}": value}, headers={"HX-Request": "true"})

    for response in (page, part):
        text = response.content.decode().replace("&#x27;", "'")
        beside = text.split(f'id="id_v{bad.pk}_error"')[1].split("</div>")[0]
        assert sentence in beside
        assert response.context["top"].after.progress == HALF
    assert f'value="{value}"' in page.content.decode()


def test_a_milestone_is_ticked_and_unticked(client):
    OrganizationFactory()
    objective = ObjectiveFactory()
    leaf = KeyResultFactory(objective=objective, unit="milestone", baseline=0, target=1)
    from_nothing.roll_up_all()
    client.force_login(objective.owner)
    url = reverse("goals:what_if", args=[objective.pk])

    ticked = client.get(f"{url}?v{leaf.pk}=false&v{leaf.pk}=true")
    unticked = client.get(f"{url}?v{leaf.pk}=false")

    assert [each.context["top"].after.progress for each in (ticked, unticked)] == [1, 0]
    assert [" checked" in each.content.decode() for each in (ticked, unticked)] == [True, False]
    assert ProgressUpdate.objects.count() == 0


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
def test_only_what_is_active_can_be_tried(client, state):
    OrganizationFactory()
    objective = ObjectiveFactory(state=state)
    KeyResultFactory(objective=objective)
    client.force_login(objective.owner)

    text = client.get(reverse("goals:what_if", args=[objective.pk])).content.decode()

    assert '<form class="what-if"' not in text
    assert {"draft": "Activate it first", "closed": "It is closed", "cancelled": "It was cancelled"}[state] in text


def test_without_key_results_the_page_says_so(client):
    OrganizationFactory()
    objective = ObjectiveFactory()
    client.force_login(objective.owner)

    assert "No key result to move" in client.get(reverse("goals:what_if", args=[objective.pk])).content.decode()


def test_ten_at_a_time_and_others_by_search(client):
    OrganizationFactory()
    objective = ObjectiveFactory(owner__last_name="Souza", owner__email="ana@example.org")
    for place in range(13):
        KeyResultFactory(objective=objective, title=f"Number {place:02}", weight=20 - place)
    tom = EmployeeFactory(first_name="Tom", last_name="Berg")
    toms = KeyResultFactory(objective=objective, title="Small", weight=Decimal("0.1"), owner=tom)
    client.force_login(objective.owner)
    url = reverse("goals:what_if", args=[objective.pk])

    def shown(**query):
        context = client.get(url, query).context
        return [row["key_result"].title for row in context["rows"]], [each.title for each in context["found"]]

    first_ten = [f"Number {place:02}" for place in range(10)]
    assert shown() == (first_ten, [])
    assert shown(q="berg") == (first_ten, ["Small"])
    assert shown(q="number 12") == (first_ten, ["Number 12"])
    rows = {f"v{each.pk}": "" for each in objective.key_results.all()[:10]}
    assert shown(**rows, add=toms.pk) == ([*first_ten, "Small"], [])
    assert shown(n=20)[0] == [*first_ten, "Number 10", "Number 11", "Number 12", "Small"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, django_assert_num_queries, count):
    OrganizationFactory()
    top = ObjectiveFactory()
    values = {}
    for _ in range(count):
        leaf = KeyResultFactory(objective__aligned_to=top)
        recorded(leaf, 10)
        values[f"v{leaf.pk}"] = "50"
    rollup.roll_up_due()
    client.force_login(top.owner)

    with django_assert_num_queries(8):
        client.get(reverse("goals:what_if", args=[top.pk]), values | {"q": "nothing"})
