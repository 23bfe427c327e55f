from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from reviews.models.scale import Level, Scale
from reviews.models.template import TEXT_LIMIT, Template


class Competency(models.Model):
    """Something people are expected to be able to do, rated on a scale."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="competencies")
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what is meant"), blank=True, max_length=TEXT_LIMIT)
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="competencies", verbose_name=_("scale"))

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                F("template"),
                name="reviews_competency_name_once",
                violation_error_message=_("This template has a competency of that name already."),
            ),
            models.CheckConstraint(
                name="reviews_competency_has_name",
                condition=~Q(name=""),
                violation_error_message=_("A competency has a name."),
            ),
        ]

    def __str__(self):
        return self.name


class CompetencyLevel(models.Model):
    """How one level of the scale looks in this competency, for one job level or for all others."""

    competency = models.ForeignKey(Competency, models.CASCADE, related_name="levels")
    job_level = models.CharField(
        _("job level"), max_length=60, blank=True, help_text=_("As people carry it. Left empty, it is for everyone.")
    )
    level = models.ForeignKey(Level, models.CASCADE, related_name="+", verbose_name=_("level"))
    description = models.TextField(_("how it looks"), max_length=TEXT_LIMIT)

    class Meta:
        verbose_name = _("described level")
        verbose_name_plural = _("described levels")
        ordering = ["job_level", "level__value", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("competency"),
                F("level"),
                Lower("job_level"),
                name="reviews_competencylevel_once",
                violation_error_message=_("This level is described for that job level already."),
            ),
            models.CheckConstraint(
                name="reviews_competencylevel_says_something",
                condition=~Q(description=""),
                violation_error_message=_("Say how this level looks."),
            ),
        ]

    def __str__(self):
        return f"{self.competency}: {self.level}"
