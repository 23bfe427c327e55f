from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.models.review import Answer, Review
from reviews.models.setting_up import CycleReader

WORDS_KEPT = 4_000


class CitationQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "CitationQuerySet":
        """Its writer. Of the answers that one reads, what one could read of the source on the day it was cited: to
        others the mark in the text says that something was cited, and not its words. HR who are named for the cycle
        read what both could.
        """
        if not viewer.is_authenticated:
            return self.none()
        read = Answer.objects.visible_to(viewer).order_by().values("pk")
        to_subject = Q(review__participant__subject=viewer, is_open_to_subject=True)
        to_manager = Q(review__participant__manager=viewer, is_open_to_manager=True)
        named = CycleReader.objects.opens_to(viewer, "review__participant") & Q(
            is_open_to_subject=True, is_open_to_manager=True
        )
        cited = Citation.answers.through.objects.filter(answer__in=read).order_by().values("citation")
        return self.filter(Q(review__writer=viewer) | (to_subject | to_manager | named) & Q(pk__in=cited))


class Citation(models.Model):
    """Something that a review leans on, with its words as they were when it was cited.

    No key leads to the source: it may change or go. In the text stands the mark in square brackets.
    """

    class Kind(models.TextChoices):
        OBJECTIVE = "objective", _("objective")
        CHECK_IN = "check-in", _("check-in")
        FEEDBACK = "feedback", _("feedback")
        RECOGNITION = "recognition", _("recognition")
        BLOCKER = "blocker", _("blocker")
        REVIEW = "review", _("earlier review")

    review = models.ForeignKey(Review, models.CASCADE, related_name="citations")
    kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.PositiveBigIntegerField()
    mark = models.CharField(max_length=160)
    words = models.TextField(max_length=WORDS_KEPT)
    # What stood under it: of whom, how it ended, how far it was.
    facts = models.CharField(max_length=300, blank=True)
    # The first days of the months that it tells of, as “2026-04-01”.
    months = models.JSONField(default=list)
    # Whether they could read the source when it was cited.
    is_open_to_subject = models.BooleanField()
    is_open_to_manager = models.BooleanField()
    cited_at = models.DateTimeField(default=timezone.now)
    # The submitted answers in which its mark stands.
    answers = models.ManyToManyField(Answer, related_name="citations")

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "kind", "object_id"], name="reviews_citation_once"),
            models.UniqueConstraint(fields=["review", "mark"], name="reviews_citation_mark_once"),
            models.CheckConstraint(
                name="reviews_citation_has_mark_and_words", condition=~Q(mark="") & ~Q(words="")
            ),
        ]

    def __str__(self):
        return self.mark

    @property
    def in_text(self) -> str:
        return f"[{self.mark}]"
