"""Objectives and key results as far as a check-in needs them; active, in a period of this year."""

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone

from goals.models import KeyResult, Objective, Period
from org.tests.factories import EmployeeFactory


class PeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Period
        django_get_or_create = ["name"]

    name = "This year"
    starts_on = factory.LazyFunction(lambda: date(timezone.localdate().year - 1, 12, 31))
    ends_on = factory.LazyFunction(lambda: date(timezone.localdate().year + 1, 1, 1))


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objective

    period = factory.SubFactory(PeriodFactory)
    owner = factory.SubFactory(EmployeeFactory)
    title = factory.Sequence("Objective {}".format)
    state = Objective.State.ACTIVE
    activated_on = factory.SelfAttribute("period.starts_on")


class KeyResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KeyResult

    objective = factory.SubFactory(ObjectiveFactory)
    title = factory.Sequence("Key result {}".format)
    baseline = Decimal(0)
    target = Decimal(10)
