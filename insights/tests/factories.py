"""What the signals are drawn from, as far as it stands: written as the roll-up would, where that is not the matter."""

from datetime import date
from decimal import Decimal

import factory

from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from insights.models import Signal
from org.tests.factories import EmployeeFactory

LATELY = date(2026, 11, 20)


class StandingObjectiveFactory(ObjectiveFactory):
    """An objective at this progress, last spoken of three days ago."""

    progress = Decimal("0.5")
    last_update_on = LATELY


class StandingKeyResultFactory(KeyResultFactory):
    objective = factory.SubFactory(StandingObjectiveFactory)
    progress = Decimal("0.5")
    last_update_on = LATELY


class SignalFactory(factory.django.DjangoModelFactory):
    """About a person's work, for them, those above and HR."""

    class Meta:
        model = Signal

    kind = "without-goals"
    about = factory.SubFactory(EmployeeFactory)
    person = factory.SelfAttribute("about")
    unit = factory.SelfAttribute("about.department")
    subject = factory.SelfAttribute("about.pk")
    audience = Signal.Audience.LINE
    since = LATELY
    severity = 1
    action = "agree on goals"
