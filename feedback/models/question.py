from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.models.check_in import TEXT_LIMIT, CheckIn
from org.models import Employee

QUESTION_LIMIT = 300
MOST_IN_USE = 20


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "QuestionQuerySet":
        """The company's, one's own, and those that one's manager asks."""
        if not viewer.is_authenticated:
            return self.none()
        manager = Employee.objects.filter(pk=viewer.pk).values("manager")
        return self.filter(Q(manager=None) | Q(manager=viewer) | Q(manager__in=manager))

    def in_use(self) -> "QuestionQuerySet":
        return self.filter(retired_at=None)

    def of_company(self) -> "QuestionQuerySet":
        return self.filter(manager=None)


class Question(models.Model):
    """Asked of the employee in some of their check-ins. Its words never change: a changed question is a new one, so
    that each answer stands below what was asked.
    """

    # None: the company's, kept by HR. Else asked by this manager of their reports.
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    text = models.CharField(_("question"), max_length=QUESTION_LIMIT)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Small numbers stand first."))
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in question")
        verbose_name_plural = _("check-in questions")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_question_asks_something",
                condition=~Q(text=""),
                violation_error_message=_("Write the question."),
            ),
            models.UniqueConstraint(
                fields=["text"],
                condition=Q(manager=None, retired_at=None),
                name="feedback_question_once_for_the_company",
                violation_error_message=_("This question is asked already."),
            ),
            models.UniqueConstraint(
                fields=["manager", "text"],
                condition=Q(retired_at=None),
                name="feedback_question_once_for_a_manager",
                violation_error_message=_("This question is asked already."),
            ),
        ]

    def __str__(self):
        return self.text


class AskedQuestionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "AskedQuestionQuerySet":
        """As the check-in in which it was asked."""
        return self.filter(check_in__in=CheckIn.objects.visible_to(viewer).order_by().values("pk"))


class AskedQuestion(models.Model):
    """A question that a check-in asked, and the answer; "" where there is none."""

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="asked")
    question = models.ForeignKey(Question, models.PROTECT, related_name="asked")
    answer = models.TextField(_("answer"), blank=True, max_length=TEXT_LIMIT)

    objects = AskedQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_in", "question"], name="feedback_askedquestion_once"),
        ]

    def __str__(self):
        return f"question {self.question_id} in check-in {self.check_in_id}"
