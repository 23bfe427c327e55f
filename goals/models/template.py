from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goals.models.fields import value_field
from goals.models.key_result import KeyResult
from goals.models.objective import Objective
from org.models import Department


class ObjectiveTemplateQuerySet(models.QuerySet):
    def offered_to(self, person) -> "ObjectiveTemplateQuerySet":
        """Those in use that are for all, or for the person's department or one that holds it."""
        fitting = Q(department=None)
        if person.department_id:
            fitting |= Q(department__in=Department.objects.above(person.department).values("pk"))
        return self.filter(fitting, is_in_use=True)


class ObjectiveTemplate(models.Model):
    """A pattern for objectives, kept by HR. The form is filled with it; nothing ties the objective to it afterwards."""

    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what it is about"), blank=True, max_length=20_000)
    scope = models.CharField(_("scope"), max_length=10, choices=Objective.Scope, default=Objective.Scope.INDIVIDUAL)
    department = models.ForeignKey(
        "org.Department",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for the department"),
        help_text=_("With all departments in it. Left empty, everyone is offered it."),
    )
    is_in_use = models.BooleanField(
        _("in use"), default=True, help_text=_("Taken away, nobody is offered it any more; what was made stays.")
    )

    objects = ObjectiveTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("objective template")
        verbose_name_plural = _("objective templates")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="goals_template_scope", condition=Q(scope__in=["company", "department", "process", "individual"])
            ),
        ]

    def __str__(self):
        return self.title


class TemplateKeyResult(models.Model):
    """A key result of a template. Without baseline or target the writer fills it in, as the hint says."""

    template = models.ForeignKey(ObjectiveTemplate, models.CASCADE, related_name="key_results")
    title = models.CharField(_("title"), max_length=200)
    unit = models.CharField(_("unit"), max_length=10, choices=KeyResult.Unit, default=KeyResult.Unit.NUMBER)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    baseline = value_field(_("baseline"), null=True, blank=True)
    target = value_field(_("target"), null=True, blank=True)
    weight = value_field(_("weight"), default=1, validators=[MinValueValidator(0)])
    hint = models.CharField(
        _("hint"), max_length=300, blank=True, help_text=_("What to fill in; it stands beside the row.")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("key result of a template")
        verbose_name_plural = _("key results of a template")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "title"],
                name="goals_templatekeyresult_title_unique",
                violation_error_message=_("This template has a key result of that title already."),
            ),
            models.CheckConstraint(
                name="goals_templatekeyresult_target_is_not_baseline",
                condition=Q(baseline=None) | Q(target=None) | ~Q(target=F("baseline")),
                violation_error_message=_(
                    "Target and baseline are equal; then nothing could move. Change one of them, or leave it empty."
                ),
            ),
            models.CheckConstraint(
                name="goals_templatekeyresult_weight_at_least_0",
                condition=Q(weight__gte=0),
                violation_error_message=_("A weight is 0 or more."),
            ),
            models.CheckConstraint(
                name="goals_templatekeyresult_unit",
                condition=Q(unit__in=["number", "percent", "currency", "days", "score", "milestone"]),
            ),
        ]

    def __str__(self):
        return self.title
