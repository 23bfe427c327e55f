"""The page of formulas and the code cannot disagree: each line of its example is computed here."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from goals import attribution, carrying, from_nothing, measure, numbers, services, serving, status, summary, whatif
from goals.models import KeyResult, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from goals.views.objective import confidence_of
from insights.tests.formulas import of_a_unit
from org.tests.factories import EmployeeFactory, OrganizationFactory
from perfmgmt.templatetags.ui import percent, share

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
        from_nothing.roll_up_all()
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
        **printed(),
        **beside(lead_time),
        **of_a_unit(),
    }


def printed() -> dict[str, str]:
    shares = {"0.999": percent(Decimal("0.999")), "0.001": percent(Decimal("0.001"))}
    shares["the share of 0.5 of 4"] = share(Decimal("0.125"))
    shares["the share of one among 4,900"] = share(Decimal(1) / 4900)
    return {f"percentage printed of {name}": text.split()[0] for name, text in shares.items()}


def beside(lead_time: KeyResult) -> dict[str, object]:
    """What is told beside the progress, by the same example."""
    orders, picked = (KeyResult.objects.get(title__startswith=title) for title in ("Orders shipped", "Orders picked"))
    most = max(summary.moved(Objective.objects.all()), key=lambda each: each.distance)
    chain = [KeyResult(confidence=value, progress=Decimal(done)) for value, done in ((7, 0), (5, 0), (2, 1))]
    reached = KeyResult(baseline=picked.baseline, target=picked.target, current=Decimal(103))
    assert carrying.carried_baseline(orders) == orders.current
    return {
        "confidence, of lead time 7, orders 5 and the finished one 2": confidence_of(chain),
        "mean of a cell with 0.74, 0.38 and one without a measure": mean_of_a_cell("0.74", "0.38", None),
        "Door-to-door lead time begins at": numbers.plain(carrying.carried_baseline(lead_time)),
        "Orders picked the same day, if it stood at 103, begins at": numbers.plain(carrying.carried_baseline(reached)),
        f"{most.title} moved by": most.true_progress,
    }


def mean_of_a_cell(*progresses) -> Decimal:
    top = ObjectiveFactory(scope="company")
    for progress in progresses:
        ObjectiveFactory(aligned_to=top, progress=progress)
    chart = serving.chart(top.owner, top.period, [top.period], TODAY)
    return chart.rows[-1].cells[0].progress


def test_each_line_of_the_page_is_what_the_product_computes(example):
    found = computed(example).items()

    assert told() == {name: f"{value:f}" if isinstance(value, Decimal) else str(value) for name, value in found}


def test_the_page_stands_in_the_product(client, example):
    client.force_login(example.owner)

    text = client.get(reverse("goals:formulas")).content.decode()

    assert "<h1>How the numbers are computed</h1>" in text
    assert '<h2 id="why-is-it-behind">' in text
    assert "<table>" in text
