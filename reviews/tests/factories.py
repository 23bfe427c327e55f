from datetime import date

import factory

from org.tests.factories import EmployeeFactory
from reviews.models import (
    AnonymousMark,
    Competency,
    Cycle,
    Level,
    Participant,
    Question,
    QuestionFor,
    Review,
    Scale,
    Section,
    Template,
)


class TemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Template

    key = factory.Sequence("template-{}".format)
    name = factory.Sequence("Template {}".format)


class ScaleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Scale
        skip_postgeneration_save = True

    template = factory.SubFactory(TemplateFactory)
    name = factory.Sequence("Scale {}".format)

    @factory.post_generation
    def levels(self, create, labels, **kwargs):
        """`levels=[]` makes none."""
        for value, label in enumerate(("Below", "Meets", "Exceeds") if labels is None else labels, 1):
            Level.objects.create(scale=self, value=value, label=label, description=f"{label} what the job asks.")


class CompetencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Competency

    template = factory.SubFactory(TemplateFactory)
    name = factory.Sequence("Competency {}".format)
    scale = factory.SubFactory(ScaleFactory, template=factory.SelfAttribute("..template"))


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section

    template = factory.SubFactory(TemplateFactory)
    title = factory.Sequence("Section {}".format)


class QuestionFactory(factory.django.DjangoModelFactory):
    """A text, asked of the person and of the manager. With `rating=True` it is one on a scale of its own."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    class Params:
        rating = factory.Trait(
            kind="rating",
            scale=factory.SubFactory(ScaleFactory, template=factory.SelfAttribute("..section.template")),
        )

    section = factory.SubFactory(SectionFactory)
    kind = "text"
    words = factory.Sequence("Question {}?".format)
    position = factory.Sequence(int)

    @factory.post_generation
    def relations(self, create, relations, **kwargs):
        for relation in ("self", "manager") if relations is None else relations:
            QuestionFor.objects.create(question=self, relation=relation)


class CycleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cycle

    name = factory.Sequence("Review {}".format)
    template = factory.SubFactory(TemplateFactory)
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    cycle = factory.SubFactory(CycleFactory)
    subject = factory.SubFactory(EmployeeFactory)


class ReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Review

    participant = factory.SubFactory(ParticipantFactory)
    relation = "peer"
    writer = factory.SubFactory(EmployeeFactory)


class AnonymousMarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnonymousMark

    participant = factory.SubFactory(ParticipantFactory)
    relation = "upward"
    writer = factory.SubFactory(EmployeeFactory)
