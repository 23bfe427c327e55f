import factory
from django.utils import timezone

from drafts import services, tickets
from drafts.models import Draft
from org.tests.factories import EmployeeFactory


class DraftFactory(factory.django.DjangoModelFactory):
    """A saved draft of a new blocker."""

    class Meta:
        model = Draft

    author = factory.SubFactory(EmployeeFactory)
    key = "blocker:new"
    token = factory.LazyFunction(tickets.new_token)
    path = "/check-ins/blockers/raise/"
    fields = factory.LazyFunction(lambda: {"text": ["The bench is shared"]})
    length = factory.LazyAttribute(lambda draft: services.length_of(draft.fields))
    revision = 1
    saved_at = factory.LazyFunction(timezone.now)
