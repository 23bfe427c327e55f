from decimal import Decimal

import pytest
from django.urls import reverse

from goals import arithmetic, measure
from goals.explain import explain, sum_of
from goals.models import KeyResult, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

HALF = Decimal("0.5")


def test_the_sum_shows_what_counts_and_what_does_not():
    company = ObjectiveFactory(progress=Decimal("0.35"))
    own = KeyResultFactory(
        objective=company, weight=3, current=120, progress=Decimal(1), baseline=Decimal(0), target=Decimal(100)
    )
    silent = KeyResultFactory(objective=company)
    zero = KeyResultFactory(objective=company, weight=0, current=50, progress=HALF)
    team = ObjectiveFactory(aligned_to=company, title="A team", progress=HALF)
    proposed = ObjectiveFactory(aligned_to=company, title="B proposes", alignment="proposed", progress=HALF)
    draft = ObjectiveFactory(aligned_to=company, title="C drafts", state="draft", progress=HALF)

    found = explain(company, company.owner)

    rows = [(part.key_result or part.objective, part.share, part.gives, part.why_not) for part in found.parts]
    assert rows == [
        (own, Decimal("0.75"), Decimal("0.75"), ""),
        (silent, None, None, "no-measure"),
        (zero, None, None, "weight-0"),
        (team, Decimal("0.25"), Decimal("0.125"), ""),
        (proposed, None, None, "proposed"),
        (draft, None, None, "draft"),
    ]
    assert (found.parts[0].true_progress, found.hidden) == (Decimal("1.2"), None)


def test_what_the_viewer_may_not_see_is_one_number(django_assert_num_queries):
    company = ObjectiveFactory(progress=HALF)
    shown = ObjectiveFactory(aligned_to=company, title="Shown", progress=HALF)
    for _ in range(2):
        ObjectiveFactory(aligned_to=company, title="Secret", visibility="manager", progress=Decimal("0.9"))
    ObjectiveFactory(aligned_to=company, title="Silent", visibility="manager")
    ObjectiveFactory(aligned_to=company, title="Unheard", visibility="manager", progress=HALF, weight=0)
    viewer = EmployeeFactory()

    with django_assert_num_queries(5):
        found = explain(company, viewer)

    assert [part.objective for part in found.parts] == [shown]
    assert found.hidden == Decimal("0.6")
    assert "Secret" not in repr(found)


def test_only_what_counts_is_told_of_the_hidden():
    company = ObjectiveFactory(progress=HALF)
    ObjectiveFactory(aligned_to=company, visibility="manager", progress=HALF, alignment="proposed")

    assert explain(company, EmployeeFactory()).hidden is None


def test_levels_open_in_place_over_what_may_be_seen(django_assert_num_queries):
    company = ObjectiveFactory(progress=HALF)
    team = ObjectiveFactory(aligned_to=company, progress=HALF)
    person = ObjectiveFactory(aligned_to=team, progress=HALF)
    leaf = KeyResultFactory(objective=person, current=50, progress=HALF)
    secret = ObjectiveFactory(aligned_to=company, visibility="manager", progress=HALF)
    open_again = ObjectiveFactory(aligned_to=secret, progress=HALF)
    viewer = EmployeeFactory()
    assert (viewer.open_grants, viewer.is_manager) == ([], False)

    with django_assert_num_queries(3):
        found = explain(company, viewer, [team.pk, person.pk, secret.pk, open_again.pk])

    (first,) = found.parts
    (second,) = first.inner.parts
    assert (first.objective, second.objective) == (team, person)
    assert [part.key_result for part in second.inner.parts] == [leaf]
    assert (found.hidden, found.total, first.inner.total) == (Decimal("0.25"), None, 1)


def test_a_loop_in_old_data_opens_once():
    one = ObjectiveFactory(progress=HALF)
    two = ObjectiveFactory(aligned_to=one, progress=HALF)
    Objective.objects.filter(pk=one.pk).update(aligned_to=two, alignment="accepted")

    found = explain(one, one.owner, [one.pk, two.pk])

    assert found.parts[0].inner.parts[0].inner is None


def test_of_a_thousand_the_twenty_that_weigh_most_are_shown(django_assert_num_queries):
    company = ObjectiveFactory()
    seen = [Objective(**_facts(company), title=f"{place:04}", weight=place) for place in range(1000)]
    hidden = [Objective(**_facts(company), title="Secret", weight=7, visibility="manager") for _place in range(20)]
    Objective.objects.bulk_create([*seen, *hidden])
    company.progress = measure.objective_progress((each.weight, each.progress) for each in [*seen, *hidden])
    viewer = EmployeeFactory()
    assert (viewer.open_grants, viewer.is_manager) == ([], False)

    with django_assert_num_queries(3):
        found = explain(company, viewer)

    assert [part.title for part in found.parts] == [f"{place:04}" for place in range(999, 979, -1)]
    assert (found.more, found.total) == (980, None)
    assert abs(sum(found.gives) - company.progress) < Decimal("1e-9")
    assert len(found.gives) == 22


def _facts(company) -> dict:
    return {
        "period": company.period,
        "owner": company.owner,
        "state": "active",
        "aligned_to": company,
        "alignment": "accepted",
        "progress": Decimal("0.3"),
    }


@pytest.mark.parametrize(
    ("current", "target", "words"),
    [("12.1", "9", "(12.1 − 14) ÷ (9 − 14)"), ("-3", "20", "(−3 − 14) ÷ (20 − 14)"), (None, "9", "")],
)
def test_the_arithmetic_of_a_key_result(current, target, words):
    key_result = KeyResult(baseline=Decimal(14), target=Decimal(target), current=current and Decimal(current))

    assert arithmetic.of_key_result(key_result) == words


def test_a_baseline_below_0_stands_in_brackets():
    key_result = KeyResult(baseline=Decimal(-5), target=Decimal(5), current=Decimal(0))

    assert arithmetic.of_key_result(key_result) == "(0 − (−5)) ÷ (5 − (−5))"


def test_a_long_sum_is_short_in_words():
    own = [KeyResultFactory(objective__progress=HALF, progress=HALF, current=50)]
    own += [KeyResultFactory(objective=own[0].objective, progress=HALF, current=50) for _ in range(15)]
    found = explain(own[0].objective, own[0].objective.owner)

    assert (arithmetic.terms(found), arithmetic.addition(found)) == ("", "50.0 = 50.0\xa0%")
    assert arithmetic.weights(found) == "16 contributors"


def test_the_pages_open_without_javascript_and_over_htmx(client):
    OrganizationFactory()
    company = ObjectiveFactory(progress=HALF)
    team = ObjectiveFactory(aligned_to=company, progress=HALF, title="A team")
    leaf = KeyResultFactory(objective=team, current=120, progress=Decimal(1), baseline=0, target=100, title="Beyond")
    client.force_login(EmployeeFactory())
    url = reverse("goals:explain", args=[company.pk])
    key_result_url = reverse("goals:explain_key_result", args=[leaf.pk])

    closed, opened = client.get(url), client.get(url, {"open": team.pk})
    panel = client.get(url, {"open": team.pk, "in": "dialog"}, headers={"HX-Request": "true"})
    dialog = client.get(url, headers={"HX-Request": "true", "HX-Target": "explained-body"})
    of_leaf = client.get(key_result_url)
    leaf_dialog = client.get(key_result_url, headers={"HX-Request": "true", "HX-Target": "explained-body"})

    texts = [each.content.decode() for each in (closed, opened, panel, dialog, of_leaf, leaf_dialog)]
    assert ["Beyond" in text for text in texts] == [False, True, True, False, True, True]
    assert ["<html" in text for text in texts] == [True, True, False, False, True, False]
    assert ["explained-title" in text for text in texts[2:]] == [False, True, True, True]
    assert f'href="{url}?open={team.pk}"' in texts[0]
    assert f'href="{url}?"' in texts[1]
    assert "counts 100\xa0%" in texts[1]
    assert "(120 − 0) ÷ (100 − 0)" in texts[4]
    assert "It truly stands at 120\xa0%; in its objective 100\xa0% counts." in texts[4]
    assert "1 of 1 × 100\xa0% gives 100.0 points." in texts[4]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Nobody has recorded a value yet"),
        ({"unit": "milestone", "baseline": 0, "target": 1, "progress": 0}, "A milestone is done, 100 %, or not, 0 %."),
        ({"weight": 0, "current": 3, "progress": Decimal("0.03")}, "weight 0: shown, not counted"),
    ],
)
def test_key_results_that_say_something_else(client, facts, words):
    OrganizationFactory()
    leaf = KeyResultFactory(**facts)
    client.force_login(leaf.objective.owner)

    assert words in client.get(reverse("goals:explain_key_result", args=[leaf.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, django_assert_num_queries, count):
    OrganizationFactory()
    company = ObjectiveFactory(progress=HALF)
    opened = []
    for _ in range(count):
        team = ObjectiveFactory(aligned_to=company, progress=HALF)
        KeyResultFactory(objective=ObjectiveFactory(aligned_to=team, progress=HALF), progress=HALF, current=50)
        opened.append(team.pk)
    client.force_login(company.owner)

    with django_assert_num_queries(5):
        client.get(reverse("goals:explain", args=[company.pk]), {"open": opened})


def test_the_period_of_a_contributor_is_named_where_it_is_another(client):
    year = PeriodFactory(name="2026", starts_on="2026-01-01", ends_on="2026-12-31")
    company = ObjectiveFactory(period=year, progress=HALF)
    ObjectiveFactory(aligned_to=company, title="Of the year", period=year, progress=HALF)
    client.force_login(company.owner)
    path = reverse("goals:explain", args=[company.pk])
    quarter = PeriodFactory()
    assert f"· {quarter.name}" not in client.get(path).content.decode()

    ObjectiveFactory(aligned_to=company, title="Of the quarter", period=quarter, progress=HALF)

    html = client.get(path).content.decode()
    assert html.count(f"· {quarter.name}") == 1
    assert "· 2026<" not in html


def test_a_key_result_that_the_sum_does_not_list_says_all_the_same_what_it_gives(client):
    objective = ObjectiveFactory(progress=HALF)
    KeyResultFactory.create_batch(20, objective=objective, weight=2, current=50, progress=HALF)
    light = KeyResultFactory(objective=objective, current=50, progress=HALF)
    client.force_login(objective.owner)

    text = client.get(reverse("goals:explain_key_result", args=[light.pk])).content.decode()

    assert "1 of 41 × 50\xa0% gives 1.2 points" in text


def test_of_a_thousand_each_says_what_little_it_gives(client):
    company = ObjectiveFactory(progress=Decimal("0.3"))
    Objective.objects.bulk_create([Objective(**_facts(company), title=f"{place:04}") for place in range(1000)])
    ObjectiveFactory(aligned_to=company, title="Secret", visibility="manager", weight=2, progress=Decimal("0.3"))
    client.force_login(EmployeeFactory())

    text = client.get(reverse("goals:explain", args=[company.pk])).content.decode()

    assert text.count(">0.1\xa0%</td>") == 20  # and not 1 %, nor what would tell how many are hidden
    assert text.count(">0.03</td>") == 20
    assert f'href="{company.get_absolute_url()}#aligned">and 980 more that you may see, together' in text


def test_of_a_day_on_which_nothing_was_said_of_an_alignment_it_does_not_count():
    company, child = (Objective(pk=pk, state="active", weight=1, progress=HALF) for pk in (1, 2))
    child.aligned_to = company

    found = sum_of(company, [], [child], {})

    assert [(part.why_not, part.gives) for part in found.parts] == [("proposed", None)]
