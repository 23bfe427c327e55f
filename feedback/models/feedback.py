from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from feedback.models.check_in import TEXT_LIMIT, CheckIn
from feedback.models.company_value import CompanyValue
from feedback.models.request import FeedbackRequest

WITHDRAW_FOR = timedelta(minutes=15)
PROMPTS = {
    "situation": _("Situation"),
    "behaviour": _("Behaviour"),
    "impact": _("Impact"),
    "suggestion": _("Suggestion"),
}
REPLY_LIMIT = 5_000
# Characters in a list, and on the wall.
EXCERPT, OPENING = 220, 600


class FeedbackQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "FeedbackQuerySet":
        """Its giver, and the readers who were named when it was sent; recognition is everyone's.

        No role reads more: neither HR (who would need special access, which leaves a reading record), nor
        administrators, nor a manager who came later. What was withdrawn is nobody's.
        """
        if not viewer.is_authenticated:
            return self.none()
        named = FeedbackReader.objects.filter(person=viewer).order_by().values("feedback")
        readable = Q(giver=viewer) | Q(audience=Feedback.Audience.EVERYONE) | Q(pk__in=named)
        return self.filter(readable, withdrawn_at=None)

    def known_to(self, viewer) -> "FeedbackQuerySet":
        """Of which `viewer` may know that it was withdrawn: what they would read, had it stayed."""
        if not viewer.is_authenticated:
            return self.none()
        named = FeedbackReader.objects.filter(person=viewer).order_by().values("feedback")
        return self.filter(Q(giver=viewer) | Q(audience=Feedback.Audience.EVERYONE) | Q(pk__in=named))

    def recognition(self) -> "FeedbackQuerySet":
        return self.filter(audience=Feedback.Audience.EVERYONE, withdrawn_at=None)


class Feedback(models.Model):
    """From one person to another about their work. Withdrawn, it is an empty row: its words are gone everywhere."""

    class Kind(models.TextChoices):
        PRAISE = "praise", _("praise")
        ADVICE = "advice", _("advice")

    class Audience(models.TextChoices):
        RECIPIENT = "recipient", _("the recipient")
        MANAGER = "manager", _("the recipient and their manager")
        EVERYONE = "everyone", _("everyone")

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feedback_given")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feedback_received")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    situation = models.TextField(PROMPTS["situation"], blank=True, max_length=TEXT_LIMIT)
    behaviour = models.TextField(PROMPTS["behaviour"], blank=True, max_length=TEXT_LIMIT)
    impact = models.TextField(PROMPTS["impact"], blank=True, max_length=TEXT_LIMIT)
    suggestion = models.TextField(PROMPTS["suggestion"], blank=True, max_length=TEXT_LIMIT)
    # What was chosen. Who reads it by name are its readers, fixed when it was sent.
    audience = models.CharField(_("who reads it"), max_length=10, choices=Audience)
    value = models.ForeignKey(
        CompanyValue, models.PROTECT, null=True, blank=True, related_name="feedback", verbose_name=_("value")
    )
    objective = models.ForeignKey(
        "goals.Objective", models.SET_NULL, null=True, blank=True, related_name="feedback", verbose_name=_("objective")
    )
    check_in = models.ForeignKey(
        CheckIn, models.SET_NULL, null=True, blank=True, related_name="feedback", verbose_name=_("check-in")
    )
    request = models.ForeignKey(
        FeedbackRequest, models.SET_NULL, null=True, blank=True, related_name="answers", editable=False
    )
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    # The recipient's word to the giver; nobody else sees it.
    helpful_at = models.DateTimeField(null=True, editable=False)
    # Given by the form: the same form sent twice is one feedback each.
    key = models.UUIDField(editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["giver", "recipient", "key"], name="feedback_feedback_once"),
            models.UniqueConstraint(
                fields=["request", "giver"],
                condition=Q(request__isnull=False, withdrawn_at=None),
                name="feedback_feedback_one_answer",
                violation_error_message=_("You answered this request already."),
            ),
            models.CheckConstraint(
                name="feedback_feedback_not_to_oneself",
                condition=~Q(giver=F("recipient")),
                violation_error_message=_("Feedback goes to somebody else."),
            ),
            models.CheckConstraint(name="feedback_feedback_kind", condition=Q(kind__in=["praise", "advice"])),
            models.CheckConstraint(
                name="feedback_feedback_everyone_reads_praise_only",
                condition=Q(audience__in=["recipient", "manager"]) | Q(audience="everyone", kind="praise"),
                violation_error_message=_("Only praise can be for everyone."),
            ),
            models.CheckConstraint(
                name="feedback_feedback_says_something_until_withdrawn",
                condition=(Q(withdrawn_at=None) & ~Q(situation="", behaviour="", impact="", suggestion=""))
                | Q(withdrawn_at__isnull=False, situation="", behaviour="", impact="", suggestion=""),
                violation_error_message=_("Fill in at least one of the four."),
            ),
            models.CheckConstraint(
                name="feedback_feedback_withdrawn_is_emptied",
                condition=Q(withdrawn_at=None)
                | Q(withdrawn_at__gte=F("sent_at"), objective=None, check_in=None, value=None, helpful_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-sent_at", "-id"], name="feedback_received"),
            models.Index(fields=["giver", "-sent_at", "-id"], name="feedback_given"),
            models.Index(
                fields=["-sent_at", "-id"],
                condition=Q(audience="everyone", withdrawn_at=None),
                name="feedback_recognition",
            ),
        ]

    def __str__(self):
        return f"feedback {self.pk}"

    def get_absolute_url(self):
        return reverse("giving:read", args=[self.pk])

    @property
    def withdrawable_until(self) -> datetime:
        return self.sent_at + WITHDRAW_FOR

    def is_withdrawable(self, now: datetime | None = None) -> bool:
        return self.withdrawn_at is None and (now or timezone.now()) <= self.withdrawable_until

    @property
    def is_recognition(self) -> bool:
        return self.audience == self.Audience.EVERYONE

    @property
    def parts(self) -> list[tuple[str, str]]:
        """What was written: (label, text) of each of the four in which something stands."""
        return [(str(label), getattr(self, name)) for name, label in PROMPTS.items() if getattr(self, name)]

    @property
    def excerpt(self) -> str:
        """How it begins, on one line."""
        return Truncator(" ".join(self.opening.split())).chars(EXCERPT)

    @property
    def opening(self) -> str:
        """The four as one text, as far as a list shows it."""
        return Truncator(" ".join(text.strip() for _label, text in self.parts)).chars(OPENING)


class FeedbackReader(models.Model):
    """Somebody who was named as a reader when it was sent. Rows are made with it and never added later."""

    class As(models.TextChoices):
        RECIPIENT = "recipient", _("recipient")
        MANAGER = "manager", _("their manager")

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feedback_readable")
    named_as = models.CharField(max_length=10, choices=As)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "person"], name="feedback_reader_once"),
            models.UniqueConstraint(
                fields=["feedback"], condition=Q(named_as="recipient"), name="feedback_reader_one_recipient"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} reads feedback {self.feedback_id}"


class FeedbackReplyQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "FeedbackReplyQuerySet":
        """Whoever reads the feedback reads what is replied to it."""
        return self.filter(feedback__in=Feedback.objects.visible_to(viewer).order_by().values("pk"))


class FeedbackReply(models.Model):
    """A reader's one answer; gone with the feedback."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("reply"), max_length=REPLY_LIMIT)
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FeedbackReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", "author"],
                name="feedback_reply_once",
                violation_error_message=_("You replied already."),
            ),
            models.CheckConstraint(
                name="feedback_reply_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Write something first."),
            ),
        ]

    def __str__(self):
        return f"reply of {self.author_id} to feedback {self.feedback_id}"


class FeedbackMarkQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "FeedbackMarkQuerySet":
        """Thanks are read with the feedback; who has seen or bookmarked it is that person's alone."""
        if not viewer.is_authenticated:
            return self.none()
        thanks = Q(
            kind=FeedbackMark.Kind.THANKS, feedback__in=Feedback.objects.visible_to(viewer).order_by().values("pk")
        )
        return self.filter(Q(person=viewer) | thanks)


class FeedbackMark(models.Model):
    """Seen, thanked, bookmarked: one of each for a person and a feedback; gone with it."""

    class Kind(models.TextChoices):
        SEEN = "seen", _("seen")
        THANKS = "thanks", _("thanks")
        BOOKMARK = "bookmark", _("bookmark")

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="marks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FeedbackMarkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "person", "kind"], name="feedback_mark_once"),
            models.CheckConstraint(name="feedback_mark_kind", condition=Q(kind__in=["seen", "thanks", "bookmark"])),
        ]
        indexes = [models.Index(fields=["person", "kind"], name="feedback_mark_of_person")]

    def __str__(self):
        return f"{self.kind} of {self.person_id} on feedback {self.feedback_id}"
