"""The page of formulas and the code cannot disagree: each line of its example is computed here."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from goals import attribution, measure, rollup, services, status, whatif
from goals.models import KeyResult, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
PAGE = Path(settings.BASE_DIR) / "docs" / "formulas.md"


def told() -> dict[str, str]:
    """What the page says: the last word of each line of the example, by what stands before its colon."""
    lines = re.findall(r"^    (?! )([^:\n]+): (?:.* = )?(\S+)$", PAGE.read_text(encoding="utf-8"), re.M)
    assert len(lines) == len(re.findall(r"^    \S.*: ", PAGE.read_text(encoding="utf-8"), re.M))
    return dict(lines)


@pytest.fixture
def example():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        OrganizationFactory()
        owner = EmployeeFactory()
        objective = ObjectiveFactory(owner=owner, title="Cut lead time to 9 days")
        leeds = ObjectiveFactory(owner=owner, aligned_to=objective, title="Leeds, same-day picking")
        rows = [
            (objective, "Door-to-door lead time", "14", "12.1", "9", 2),
            (objective, "Orders shipped complete", "82", "88", "97", 1),
            (leeds, "Orders picked the same day", "50", "87", "100", 1),
        ]
        for of, title, baseline, now, target, weight in rows:
            made = KeyResultFactory(
                objective=of, title=title, baseline=Decimal(baseline), target=Decimal(target), weight=weight
            )
            services.update(made, by=owner, value=Decimal(now))
        milestone = KeyResultFactory(
            objective=objective, title="Second carrier signed", unit="milestone", baseline=0, target=1
        )
        rollup.roll_up_all()
        assert KeyResult.objects.get(pk=milestone.pk).progress == 0
        yield Objective.objects.select_related("period", "owner").get(pk=objective.pk)


def progress_of(title: str) -> Decimal:
    return KeyResult.objects.get(title=title).progress


def least(expected: Decimal, slug: str) -> Decimal:
    """The least progress, to the last digit, at which the pace is `slug` or better."""
    better = {"on-track": {"on-track"}, "at-risk": {"on-track", "at-risk"}}[slug]
    low, high = 0, 10**12
    while low < high:
        middle = (low + high) // 2
        if status.pace(Decimal(middle).scaleb(-12), expected) in better:
            high = middle
        else:
            low = middle + 1
    return Decimal(low).scaleb(-12)


def silence(cadence: str) -> int:
    facts = {"state": "active", "progress": Decimal(0), "expected": Decimal(0), "cadence": cadence}
    for days in range(100):
        slug = status.status_of(last_update_on=TODAY, counts_from=TODAY, today=TODAY + timedelta(days=days), **facts)
        if slug == status.STALE:
            return days
    raise AssertionError


def computed(objective: Objective) -> dict[str, object]:
    expected = measure.expected(objective.period, TODAY)
    parts = attribution.attribute(objective, objective.owner, expected, first=9)
    titles = dict(KeyResult.objects.order_by("pk").values_list("pk", "title"))
    third = measure.objective_progress((Decimal(1), Decimal(each)) for each in (0, 0, 1))
    lead_time = KeyResult.objects.get(title="Door-to-door lead time")
    then = whatif.simulate(objective, {lead_time: Decimal(10)}, TODAY)[0].after
    ends = (lead_time.baseline, lead_time.target)
    found: dict[str, object] = {title: progress_of(title) for title in titles.values()}
    found |= {each.title: each.progress for each in Objective.objects.order_by("pk")}
    found |= {f"part of {titles[part.key_result_id]}": part.shortfall for part in parts.parts}
    for day in (8, 15):
        true = measure.key_result_progress(*ends, Decimal(day))
        found |= {f"true progress at {day} days": true, f"counted progress at {day} days": measure.counted(true)}
    return found | {
        "three equal weights at 0, 0 and 1": third,
        "that one and two at 1, a level higher": measure.objective_progress(
            [(Decimal(1), third), (Decimal(1), Decimal(1)), (Decimal(1), Decimal(1))]
        ),
        "expected on 23 November": expected,
        "on track from": least(expected, "on-track"),
        "at risk from": least(expected, "at-risk"),
        "Cut lead time to 9 days stands at": status.statuses([objective], TODAY)[objective.pk],
        "days of silence until it is stale, checking in weekly": silence("weekly"),
        "days of silence until it is stale, every two weeks": silence("two-weeks"),
        "shortfall": parts.whole,
        "lead time at 10 days": then.progress,
        "its status then": then.status,
    }


def test_each_line_of_the_page_is_what_the_product_computes(example):
    found = computed(example).items()

    assert told() == {name: f"{value:f}" if isinstance(value, Decimal) else str(value) for name, value in found}


def test_the_page_stands_in_the_product(client, example):
    client.force_login(example.owner)

    text = client.get(reverse("goals:formulas")).content.decode()

    assert "<h1>How the numbers are computed</h1>" in text
    assert '<h2 id="why-is-it-behind">' in text
    assert "<table>" in text
