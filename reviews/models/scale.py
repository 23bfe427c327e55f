from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from reviews.models.template import Template

HIGHEST = 10


class Scale(models.Model):
    """Named levels to rate by: a number never stands without its word."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="scales")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("scale")
        verbose_name_plural = _("scales")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                F("template"),
                name="reviews_scale_name_once",
                violation_error_message=_("This template has a scale of that name already."),
            ),
            models.CheckConstraint(
                name="reviews_scale_has_name",
                condition=~Q(name=""),
                violation_error_message=_("A scale has a name."),
            ),
        ]

    def __str__(self):
        return self.name


class Level(models.Model):
    scale = models.ForeignKey(Scale, models.CASCADE, related_name="levels")
    value = models.PositiveSmallIntegerField(
        _("value"),
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST)],
        help_text=_("1 is the lowest. Means are computed from it; people read the name."),
    )
    label = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("description"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["value", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "value"],
                name="reviews_level_value_once",
                violation_error_message=_("This scale has a level of that value already."),
            ),
            models.UniqueConstraint(
                Lower("label"),
                F("scale"),
                name="reviews_level_label_once",
                violation_error_message=_("This scale has a level of that name already."),
            ),
            models.CheckConstraint(
                name="reviews_level_value_1_to_10",
                condition=Q(value__range=(1, HIGHEST)),
                violation_error_message=_("A level’s value is a number from 1 to 10."),
            ),
            models.CheckConstraint(
                name="reviews_level_has_label",
                condition=~Q(label=""),
                violation_error_message=_("A level has a name."),
            ),
        ]

    def __str__(self):
        return self.label
