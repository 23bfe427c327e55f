from datetime import timedelta

import factory
from django.utils import timezone

from feedback.models import ActionItem, Blocker, CheckIn, PrivateNote
from org.tests.factories import EmployeeFactory


class CheckInFactory(factory.django.DjangoModelFactory):
    """Upcoming today; `done=True` for one that took place, `skipped=True` for one that did not."""

    class Meta:
        model = CheckIn

    class Params:
        prepared = factory.Trait(
            state=CheckIn.State.PREPARED, how_it_goes="Good fortnight.", prepared_at=factory.LazyFunction(timezone.now)
        )
        done = factory.Trait(
            state=CheckIn.State.DONE,
            went_well="The hand-over was clean.",
            held_on=factory.LazyFunction(timezone.localdate),
            logged_at=factory.LazyFunction(timezone.now),
            version=1,
        )
        skipped = factory.Trait(
            state=CheckIn.State.SKIPPED,
            skip_reason="Customer visit",
            logged_at=factory.LazyFunction(timezone.now),
            version=1,
        )

    employee = factory.SubFactory(EmployeeFactory, manager=factory.SubFactory(EmployeeFactory))
    manager = factory.SelfAttribute("employee.manager")
    due_on = factory.LazyFunction(timezone.localdate)


class BlockerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Blocker

    class Params:
        days = 0
        gone_up = factory.Trait(days=8)

    raised_by = factory.SubFactory(EmployeeFactory, manager=factory.SubFactory(EmployeeFactory))
    text = "The test bench is shared until March."
    text_upward = "We need hours on the test bench."
    help = Blocker.Help.OTHER_TEAM
    raised_at = factory.LazyAttribute(lambda blocker: timezone.now() - timedelta(days=blocker.days))


class ActionItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActionItem

    check_in = factory.SubFactory(CheckInFactory, done=True)
    employee = factory.SelfAttribute("check_in.employee")
    owner = factory.SelfAttribute("employee")
    text = "Send the note to Optics"
    due_on = factory.LazyFunction(timezone.localdate)


class PrivateNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PrivateNote

    check_in = factory.SubFactory(CheckInFactory, done=True)
    author = factory.SelfAttribute("check_in.manager")
    text = "For my eyes alone"
