"""The worked example of a unit, for the test of the page of formulas."""

from decimal import Decimal

from insights import readings, spans
from insights.kinds import Moment
from insights.models import UnitReading
from insights.tests.factories import StandingObjectiveFactory
from org.tests.factories import DepartmentFactory


def of_a_unit() -> dict[str, object]:
    # Of two: where there is one, whoever is of none belongs to it.
    department = DepartmentFactory.create_batch(2)[0]
    for progress, weight in (("0.38", 3), ("0.74", 1)):
        StandingObjectiveFactory(owner__department=department, progress=Decimal(progress), weight=weight)
    readings.store(Moment.at())
    reading = UnitReading.objects.get(department=department, is_itself=False)
    return {
        "a unit of Cut lead time, weight 3, and Leeds, weight 1": reading.progress,
        "points short of that unit": spans.Span("", progress=reading.progress, expected=reading.expected).short,
        "that unit stands at": readings.standing(reading),
    }
