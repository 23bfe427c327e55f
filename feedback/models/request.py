from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

QUESTION_LIMIT = 2_000
REASON_LIMIT = 500
MOST_ASKED = 5
EXPIRES_AFTER = timedelta(days=30)


class FeedbackRequestQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "FeedbackRequestQuerySet":
        """Who asked, whom it is about, and who was asked: them until it is taken back from them."""
        if not viewer.is_authenticated:
            return self.none()
        asked = RequestedAnswer.objects.filter(person=viewer).exclude(state=RequestedAnswer.State.TAKEN_BACK)
        return self.filter(Q(asker=viewer) | Q(about=viewer) | Q(pk__in=asked.order_by().values("request")))


class FeedbackRequest(models.Model):
    """A question to up to five people, about oneself or, from a manager, about a report, who sees that."""

    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feedback_asked")
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="feedback_asked_about", verbose_name=_("about")
    )
    # Erased when it is taken back before anybody answered.
    question = models.TextField(_("question"), max_length=QUESTION_LIMIT)
    objective = models.ForeignKey(
        "goals.Objective", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("objective")
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_back_at = models.DateTimeField(null=True, editable=False)
    # Given by the form: the same form sent twice is one request.
    key = models.UUIDField(editable=False)

    objects = FeedbackRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for feedback")
        verbose_name_plural = _("requests for feedback")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["asker", "key"], name="feedback_request_once"),
            models.CheckConstraint(
                name="feedback_request_asks_something",
                condition=~Q(question="") | Q(taken_back_at__isnull=False),
                violation_error_message=_("Write what you would like to know."),
            ),
        ]
        indexes = [
            models.Index(fields=["asker", "-asked_at", "-id"], name="feedback_request_asked"),
            models.Index(fields=["about", "-asked_at", "-id"], name="feedback_request_about"),
        ]

    def __str__(self):
        return f"request {self.pk}"

    def get_absolute_url(self):
        return reverse("giving:question", args=[self.pk])

    @property
    def answer_path(self) -> str:
        """Where those who were asked answer, and where the news of it leads."""
        return reverse("giving:answer", args=[self.pk])

    @property
    def is_about_another(self) -> bool:
        """A manager's, about a report."""
        return self.asker_id != self.about_id


class RequestedAnswerQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "RequestedAnswerQuerySet":
        """The one who was asked, and the asker, who sees how it stands."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(person=viewer) | Q(request__asker=viewer))

    def open(self, now: datetime | None = None) -> "RequestedAnswerQuerySet":
        """Neither ended nor expired. Whether somebody has left since, `feedback.asking.over` says."""
        return self.open_since((now or timezone.now()) - EXPIRES_AFTER)

    def open_since(self, moment: "datetime | models.Expression") -> "RequestedAnswerQuerySet":
        return self.filter(state=RequestedAnswer.State.OPEN, asked_at__gt=moment)


class RequestedAnswer(models.Model):
    """How it stands with one of those who were asked. That it expired is never stored: it follows from the clock."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("declined")
        TAKEN_BACK = "taken-back", _("taken back")

    request = models.ForeignKey(FeedbackRequest, models.CASCADE, related_name="asked")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feedback_requested")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, editable=False)
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    # By when the asker would like to have it. It may be answered later too, until it expires.
    due_on = models.DateField(_("until"))
    # When it stopped being open.
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = RequestedAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("requested answer")
        verbose_name_plural = _("requested answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "person"],
                name="feedback_requestedanswer_one_each",
                violation_error_message=_("This person was asked already."),
            ),
            models.CheckConstraint(
                name="feedback_requestedanswer_state",
                condition=Q(state="open", ended_at=None)
                | Q(state__in=["answered", "declined", "taken-back"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="feedback_requestedanswer_reason_of_declining", condition=Q(reason="") | Q(state="declined")
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="feedback_requestedanswer_open")]

    def __str__(self):
        return f"answer of {self.person_id} to request {self.request_id}: {self.state}"

    @property
    def expires_at(self) -> datetime:
        return self.asked_at + EXPIRES_AFTER

    def is_expired(self, now: datetime | None = None) -> bool:
        return self.state == self.State.OPEN and (now or timezone.now()) >= self.expires_at
