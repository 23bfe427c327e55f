from datetime import timedelta
from uuid import uuid4

import factory
from django.utils import timezone

from feedback.models import (
    ActionItem,
    AgendaItem,
    Blocker,
    CheckIn,
    CompanyValue,
    Feedback,
    FeedbackReader,
    FeedbackRequest,
    Plan,
    PlanAction,
    PlanReview,
    PrivateNote,
    Question,
    RequestedAnswer,
)
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
    about = factory.LazyAttribute(lambda note: _other(note.check_in, note.author))
    noted_on = factory.LazyFunction(timezone.localdate)
    text = "For my eyes alone"


def _other(check_in, person):
    return check_in.manager if person == check_in.employee else check_in.employee


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    employee = factory.SubFactory(EmployeeFactory, manager=factory.SubFactory(EmployeeFactory))
    manager = factory.SelfAttribute("employee.manager")
    author = factory.SelfAttribute("employee")
    text = "The test bench in March"


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    text = factory.Sequence("What went better than expected, time {}?".format)
    position = factory.Sequence(int)


class CompanyValueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CompanyValue

    name = factory.Sequence("Value {}".format)
    description = "We say it first to the one it is about."


class FeedbackFactory(factory.django.DjangoModelFactory):
    """Praise for the recipient alone; `everyone=True` for recognition, `readers=[…]` for who else reads it by name."""

    class Meta:
        model = Feedback
        skip_postgeneration_save = True

    class Params:
        everyone = factory.Trait(audience=Feedback.Audience.EVERYONE)

    giver = factory.SubFactory(EmployeeFactory)
    recipient = factory.SubFactory(EmployeeFactory, manager=factory.SubFactory(EmployeeFactory))
    kind = Feedback.Kind.PRAISE
    audience = Feedback.Audience.RECIPIENT
    behaviour = "You wrote the hand-over before anybody asked for it."
    key = factory.LazyFunction(uuid4)

    @factory.post_generation
    def readers(self, create, extracted, **kwargs):
        as_ = FeedbackReader.As
        FeedbackReader.objects.create(feedback=self, person=self.recipient, named_as=as_.RECIPIENT)
        for person in extracted or ():
            FeedbackReader.objects.create(feedback=self, person=person, named_as=as_.MANAGER)


class FeedbackRequestFactory(factory.django.DjangoModelFactory):
    """About the asker; `asked=[…]` for who is asked."""

    class Meta:
        model = FeedbackRequest
        skip_postgeneration_save = True

    asker = factory.SubFactory(EmployeeFactory)
    about = factory.SelfAttribute("asker")
    question = "What should I do differently in the weekly meeting?"
    key = factory.LazyFunction(uuid4)

    @factory.post_generation
    def asked(self, create, extracted, **kwargs):
        due_on = kwargs.pop("due_on", None) or timezone.localdate() + timedelta(days=7)
        for person in extracted or ():
            RequestedAnswer.objects.create(request=self, person=person, due_on=due_on, **kwargs)


class PlanFactory(factory.django.DjangoModelFactory):
    """An active development plan; `support=True` for a support plan, `proposed=True` for one that is not read yet,
    `ended=True`."""

    class Meta:
        model = Plan

    class Params:
        support = factory.Trait(kind=Plan.Kind.SUPPORT, started_by=factory.SelfAttribute("manager"))
        proposed = factory.Trait(active_at=None)
        ended = factory.Trait(
            ended_at=factory.LazyFunction(timezone.now),
            ended_by=factory.SelfAttribute("started_by"),
            outcome=Plan.Outcome.REACHED,
        )

    employee = factory.SubFactory(EmployeeFactory, manager=factory.SubFactory(EmployeeFactory))
    manager = factory.SelfAttribute("employee.manager")
    kind = Plan.Kind.DEVELOPMENT
    title = "Lead the weekly meeting"
    aim = "Keep to the hour, and everyone has spoken."
    started_by = factory.SelfAttribute("employee")
    active_at = factory.LazyFunction(timezone.now)
    review_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=28))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=168))


class PlanActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanAction

    plan = factory.SubFactory(PlanFactory)
    owner = factory.SelfAttribute("plan.employee")
    added_by = factory.SelfAttribute("plan.started_by")
    text = "Read how others open a meeting"
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))


class PlanReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanReview

    plan = factory.SubFactory(PlanFactory)
    author = factory.SelfAttribute("plan.employee")
    text = "The last two ended on time."
