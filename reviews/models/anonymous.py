"""Anonymous reviews: who is asked, and what was answered, with nothing that leads from one to the other.

No table here has a running number or a time. An answer stands for itself, so that no two show that one hand wrote them.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import Relation
from reviews.models.participant import Participant
from reviews.models.question import Question
from reviews.models.review import ANSWER_LIMIT
from reviews.models.scale import Level

_RELATION = Q(relation__in=["peer", "upward"])


class AnonymousMarkQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "AnonymousMarkQuerySet":
        """Only whose mark it is: to all others, HR included, open and answered look the same."""
        return self.filter(writer=viewer) if viewer.is_authenticated else self.none()


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


class AnonymousAnswer(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="anonymous_answers")
    relation = models.CharField(max_length=10, choices=Relation)
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True, max_length=ANSWER_LIMIT)

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
