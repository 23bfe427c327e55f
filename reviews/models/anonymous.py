"""Anonymous reviews: who is asked, and what was answered, with nothing that leads from one to the other.

No table here has a running number or a time. An answer stands for itself, so that no two show that one hand wrote them.
When a relation closes all rows are written anew (`reviews/anonymity.py`).
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import Relation
from reviews.models.cycle import CycleRelation
from reviews.models.participant import Participant
from reviews.models.question import Question
from reviews.models.review import ANSWER_LIMIT
from reviews.models.scale import Level
from reviews.models.setting_up import released

_RELATION = Q(relation__in=["peer", "upward"])


def _size_of(rows, *names: str) -> Subquery:
    """How many rows are the same in these fields."""
    same = rows.filter(**{name: OuterRef(name) for name in names})
    return Subquery(same.order_by().values(names[-1]).annotate(size=Count("pk")).values("size"))


class AnonymousMarkQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "AnonymousMarkQuerySet":
        """Only whose mark it is: to all others, HR included, open and answered look the same."""
        return self.filter(writer=viewer) if viewer.is_authenticated else self.none()

    def in_groups(self) -> "AnonymousMarkQuerySet":
        """Those whose group has *k* people or more: fewer would never be shown, and so they are not asked. It follows
        from who is asked alone, never from who has answered.
        """
        return self.alias(asked=_size_of(AnonymousMark.objects, "participant", "relation")).filter(
            asked__gte=F("participant__cycle__threshold")
        )

    def with_asked(self) -> "AnonymousMarkQuerySet":
        """Each with `is_asked`: whether its group is one of these."""
        return self.annotate(is_asked=Exists(AnonymousMark.objects.in_groups().filter(pk=OuterRef("pk"))))


class AnonymousMark(models.Model):
    """That somebody is asked anonymously, and whether they have answered."""

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="anonymous_marks")
    relation = models.CharField(max_length=10, choices=Relation)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    has_answered = models.BooleanField(default=False)

    objects = AnonymousMarkQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "relation", "writer"], name="reviews_anonymousmark_once"),
            models.CheckConstraint(name="reviews_anonymousmark_relation", condition=_RELATION),
        ]

    def __str__(self):
        return str(self.key)


class AnonymousAnswerQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "AnonymousAnswerQuerySet":
        """Released, of a relation that is closed, and to a question that at least *k* have answered: what is for the
        subject to the subject, what is for either to the manager. Nobody reads the answers of a group in which they
        were asked: who is the manager by now and was a peer before could take their own away from the others.
        """
        if not viewer.is_authenticated:
            return self.none()
        readers = Question.Readers
        to_subject = Q(participant__subject=viewer, question__readers=readers.SUBJECT)
        to_manager = Q(participant__manager=viewer, question__readers__in=[readers.SUBJECT, readers.MANAGER])
        closed = CycleRelation.objects.filter(
            cycle=OuterRef("participant__cycle"), relation=OuterRef("relation"), closed_at__isnull=False
        )
        asked = AnonymousMark.objects.visible_to(viewer).filter(
            participant=OuterRef("participant"), relation=OuterRef("relation")
        )
        return (
            self.filter(to_subject | to_manager, Exists(closed), ~Exists(asked))
            .filter(released("participant"))
            .alias(answered=_size_of(AnonymousAnswer.objects, "participant", "relation", "question"))
            .filter(answered__gte=F("participant__cycle__threshold"))
        )


class AnonymousAnswer(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="anonymous_answers")
    relation = models.CharField(max_length=10, choices=Relation)
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True, max_length=ANSWER_LIMIT)

    objects = AnonymousAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(name="reviews_anonymousanswer_relation", condition=_RELATION),
            models.CheckConstraint(
                name="reviews_anonymousanswer_says_something",
                condition=Q(level__isnull=False) | ~Q(text=""),
                violation_error_message=_("An empty answer is none."),
            ),
        ]

    def __str__(self):
        return str(self.key)
