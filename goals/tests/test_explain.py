from decimal import Decimal

import pytest

from goals.explain import explain
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from org.tests.factories import EmployeeFactory

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
