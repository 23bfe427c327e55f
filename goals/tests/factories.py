from datetime import UTC, date, datetime
from uuid import uuid4

import factory

from goals.models import Comment, Follow, KeyResult, Objective, Period, Process, Support
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


class CommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comment

    objective = factory.SubFactory(ObjectiveFactory)
    author = factory.SubFactory(EmployeeFactory)
    text = factory.Sequence("Comment {}".format)
    written_at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    key = factory.LazyFunction(uuid4)


class FollowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Follow

    person = factory.SubFactory(EmployeeFactory)
    objective = factory.SubFactory(ObjectiveFactory)
    since = datetime(2026, 11, 1, 9, tzinfo=UTC)


class SupportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Support

    objective = factory.SubFactory(ObjectiveFactory)
    supported = factory.SubFactory(ObjectiveFactory)
    by = factory.SelfAttribute("objective.owner")
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)
