from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class CompanyValueQuerySet(models.QuerySet):
    def in_use(self) -> "CompanyValueQuerySet":
        """Those that may be chosen. A retired one stays with what was given under it."""
        return self.filter(retired_at=None)


class CompanyValue(models.Model):
    """What the company wants people to thank each other for. HR keeps the list."""

    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(
        _("what it means"), max_length=200, blank=True, help_text=_("One sentence, shown where it is chosen.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Small numbers stand first."))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    objects = CompanyValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("company value")
        verbose_name_plural = _("company values")
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="feedback_companyvalue_name_unique",
                violation_error_message=_("There is a value of this name already."),
            ),
            models.CheckConstraint(
                name="feedback_companyvalue_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("Give it a name."),
            ),
        ]

    def __str__(self):
        return self.name
