from datetime import date

import factory

from goals.models import KeyResult, Objective, Period, Process
from org.tests.factories import DepartmentFactory, EmployeeFactory


class PeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Period
        django_get_or_create = ["name"]

    name = "2026 Q4"
    starts_on = date(2026, 10, 1)
    ends_on = date(2026, 12, 31)


class ProcessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Process

    name = factory.Sequence("Process {}".format)
    owner = factory.SubFactory(EmployeeFactory)
    department = factory.SubFactory(DepartmentFactory)


class ObjectiveFactory(factory.django.DjangoModelFactory):
    """An active objective; with a parent it is accepted there."""

    class Meta:
        model = Objective

    period = factory.SubFactory(PeriodFactory)
    owner = factory.SubFactory(EmployeeFactory)
    title = factory.Sequence("Objective {}".format)
    state = Objective.State.ACTIVE
    activated_on = date(2026, 10, 1)
    aligned_to = None
    alignment = factory.LazyAttribute(lambda made: Objective.Alignment.ACCEPTED if made.aligned_to else "")


class KeyResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KeyResult

    objective = factory.SubFactory(ObjectiveFactory)
    title = factory.Sequence("Key result {}".format)
    baseline = 0
    target = 100
