from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import Relation
from reviews.models.competency import Competency
from reviews.models.scale import Scale
from reviews.models.template import TEXT_LIMIT, Section


class Question(models.Model):
    class Kind(models.TextChoices):
        RATING = "rating", _("rating on a scale")
        TEXT = "text", _("text")
        COMPETENCY = "competency", _("competency")
        GOALS = "goals", _("goals of the period")

    class Purpose(models.TextChoices):
        """What calibration takes from the manager's answer."""

        NONE = "", _("none")
        PERFORMANCE = "performance", _("performance")
        POTENTIAL = "potential", _("potential")

    class Readers(models.TextChoices):
        """Beside the writer, and after what the anonymity of the relation allows."""

        SUBJECT = "subject", _("the subject and the manager, at release")
        MANAGER = "manager", _("the manager only, at release")
        CALIBRATION = "calibration", _("those who calibrate, only")

    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    words = models.CharField(_("question"), max_length=300)
    help = models.TextField(_("help"), blank=True, max_length=TEXT_LIMIT)
    scale = models.ForeignKey(
        Scale, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("scale")
    )
    competency = models.ForeignKey(
        Competency, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("competency")
    )
    purpose = models.CharField(_("used in calibration as"), max_length=12, choices=Purpose, blank=True, default="")
    readers = models.CharField(_("who reads the answer"), max_length=12, choices=Readers, default=Readers.SUBJECT)
    position = models.PositiveIntegerField(_("position"), default=0, editable=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reviews_question_kind",
                condition=Q(kind="rating", scale__isnull=False, competency=None)
                | Q(kind="competency", scale=None, competency__isnull=False)
                | Q(kind__in=["text", "goals"], scale=None, competency=None),
                violation_error_message=_(
                    "A rating needs a scale, a competency needs the competency, and a text or the goals need neither."
                ),
            ),
            models.CheckConstraint(
                name="reviews_question_purpose",
                condition=Q(purpose="") | Q(purpose__in=["performance", "potential"], kind="rating"),
                violation_error_message=_("Calibration takes performance and potential from a rating only."),
            ),
            models.CheckConstraint(
                name="reviews_question_readers",
                condition=Q(readers__in=["subject", "manager", "calibration"]),
                violation_error_message=_("Choose who reads the answer."),
            ),
            models.CheckConstraint(
                name="reviews_question_potential_never_to_the_subject",
                condition=~Q(purpose="potential", readers="subject"),
                violation_error_message=_("Potential is never shown to the subject; choose other readers."),
            ),
            models.CheckConstraint(
                name="reviews_question_has_words",
                condition=~Q(words=""),
                violation_error_message=_("Write the question."),
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def rated_on(self) -> Scale | None:
        """The scale of a rating or of a competency."""
        return self.competency.scale if self.competency_id else self.scale


class QuestionFor(models.Model):
    """That a relation answers this question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="asked")
    relation = models.CharField(_("asked of"), max_length=10, choices=Relation)
    is_required = models.BooleanField(_("required"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "relation"], name="reviews_questionfor_once"),
            models.CheckConstraint(
                name="reviews_questionfor_relation",
                condition=Q(relation__in=["self", "manager", "peer", "upward"]),
                violation_error_message=_("A question is answered by self, manager, peers or reports."),
            ),
        ]

    def __str__(self):
        return f"{self.relation}: {self.question}"
