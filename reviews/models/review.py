from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import Anonymity, Relation
from reviews.models.participant import Participant
from reviews.models.question import Question
from reviews.models.scale import Level
from reviews.models.setting_up import READ_STATES, CycleReader, released

ANSWER_LIMIT = 20_000


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "ReviewQuerySet":
        """Its writer. Once theirs is released, the subject and the manager. Before that the manager reads the
        self-review alone: once their own is submitted, or writing has closed. And those who calibrate: facilitators,
        and the HR people who were named for the cycle; no role opens any of it by itself.
        """
        if not viewer.is_authenticated:
            return self.none()
        theirs = Q(participant__subject=viewer) | Q(participant__manager=viewer)
        sealed_no_more = Q(participant__cycle__state__in=READ_STATES) | Q(
            participant__cycle__state="writing", participant__in=_rated_by(viewer)
        )
        self_review = Q(relation=Relation.SELF, participant__manager=viewer, participant__taken_out_at=None)
        read = Q(state__in=Review.WRITTEN_STATES) & (released("participant") & theirs | self_review & sealed_no_more)
        calibrated = Participant.objects.calibrated_by(viewer).order_by().values("pk")
        return self.filter(Q(writer=viewer) | read | Q(state__in=Review.WRITTEN_STATES, participant__in=calibrated))

    def with_readers(self) -> "ReviewQuerySet":
        """Each with `has_readers`: whether HR people are named to read it."""
        named = CycleReader.objects.filter(cycle=OuterRef("participant__cycle"))
        return self.annotate(has_readers=Exists(named))


def _rated_by(viewer) -> models.QuerySet:
    """The participants whose manager review this viewer has submitted."""
    submitted = Review.objects.filter(relation=Relation.MANAGER, writer=viewer, state=Review.State.SUBMITTED)
    return submitted.order_by().values("participant")


class Review(models.Model):
    """What one writer is asked about one subject. Of an anonymous relation there are none: see `AnonymousMark`."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("submitted")
        DECLINED = "declined", _("declined")
        # What a former manager submitted: it stays under their name beside the manager review.
        CONTRIBUTION = "contribution", _("contribution")
        # Somebody else writes the manager review now; what this one typed stays theirs alone.
        REPLACED = "replaced", _("somebody else writes it")

    WRITTEN_STATES = (State.SUBMITTED, State.CONTRIBUTION)

    # See `with_readers`.
    has_readers = False
    # Of the form of an anonymous one: fewer than *k* are asked, and so nobody is yet.
    waits = False

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="reviews")
    relation = models.CharField(max_length=10, choices=Relation)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_to_write")
    # Fixed at launch with the cycle's, so that a row of an anonymous relation is refused by the table itself.
    anonymity = models.CharField(max_length=12, choices=Anonymity, default=Anonymity.ATTRIBUTED)
    # Empty: as the relation's. Set where HR extended this one.
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    # The submission that counts; 0 before the first. Open with a version: reopened.
    version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "relation", "writer"], name="reviews_review_once"),
            models.UniqueConstraint(
                fields=["participant", "relation"],
                condition=Q(relation__in=["self", "manager"]) & ~Q(state__in=["contribution", "replaced"]),
                name="reviews_review_one_self_and_one_manager",
                violation_error_message=_("There is such a review of this person already."),
            ),
            models.CheckConstraint(
                name="reviews_review_relation",
                condition=Q(relation__in=["self", "manager"], anonymity="attributed")
                | Q(relation__in=["peer", "upward"], anonymity__in=["attributed", "confidential"]),
                violation_error_message=_("An anonymous review is kept without its writer."),
            ),
            models.CheckConstraint(
                name="reviews_review_state",
                condition=Q(state="open", submitted_at=None)
                | Q(state="submitted", submitted_at__isnull=False, version__gte=1)
                | Q(state="declined", submitted_at=None, relation__in=["peer", "upward"])
                | Q(state="contribution", submitted_at__isnull=False, version__gte=1, relation="manager")
                | Q(state="replaced", submitted_at=None, relation="manager"),
                violation_error_message=_(
                    "A submitted review has a time and a version; only peer and upward reviews are declined."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["writer", "state"], name="reviews_review_to_write"),
            models.Index(fields=["participant", "relation", "state"], name="reviews_review_counts"),
        ]

    def __str__(self):
        return f"{self.relation}: {self.participant_id}"


class Submission(models.Model):
    """One version of a review as it was submitted. What comes after a reopening is another one; both stay."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="submissions")
    version = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    # Asked for where a rating changed after the writer had seen the other's.
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "version"], name="reviews_submission_once"),
            models.CheckConstraint(name="reviews_submission_version_from_1", condition=Q(version__gte=1)),
        ]

    def __str__(self):
        return f"{self.review_id}, {self.version}"


_COUNTS = Q(submission__version=models.F("submission__review__version"))


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "AnswerQuerySet":
        """Of the reviews that one reads the answers that count, and of these what the question opens to its reader:
        the writer reads all of their own and who calibrates reads all, the subject what is for the subject, the manager
        what is for either.
        """
        return self._open_to(viewer).filter(_COUNTS)

    def with_replaced(self, viewer) -> "AnswerQuerySet":
        """The visible ones, and those that the same readers had read until they were changed after the release: what
        the next version replaced then. What was reopened and changed before is nobody's but the writer's.
        """
        following = Submission.objects.filter(
            review=OuterRef("submission__review"),
            version=OuterRef("submission__version") + 1,
            submitted_at__gt=OuterRef("submission__review__participant__released_at"),
        )
        return self._open_to(viewer).filter(_COUNTS | Exists(following))

    def _open_to(self, viewer) -> "AnswerQuerySet":
        """Of any version."""
        if not viewer.is_authenticated:
            return self.none()
        readers, review = Question.Readers, "submission__review"
        reviews = Review.objects.visible_to(viewer).filter(state__in=Review.WRITTEN_STATES).order_by().values("pk")
        to_subject = Q(**{f"{review}__participant__subject": viewer}, question__readers=readers.SUBJECT)
        to_manager = Q(
            **{f"{review}__participant__manager": viewer}, question__readers__in=[readers.SUBJECT, readers.MANAGER]
        )
        own = Q(**{f"{review}__writer": viewer})
        calibrated = Participant.objects.calibrated_by(viewer).order_by().values("pk")
        to_calibrate = Q(**{f"{review}__participant__in": calibrated})
        return self.filter(own | to_subject | to_manager | to_calibrate, **{f"{review}__in": reviews})


class Answer(models.Model):
    """Written with its submission and never changed; what is not submitted yet is a draft (`drafts`)."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True, max_length=ANSWER_LIMIT)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "question"], name="reviews_answer_once"),
            models.CheckConstraint(
                name="reviews_answer_says_something",
                condition=Q(level__isnull=False) | ~Q(text=""),
                violation_error_message=_("An empty answer is none."),
            ),
        ]

    def __str__(self):
        return f"{self.submission_id}: {self.question_id}"
