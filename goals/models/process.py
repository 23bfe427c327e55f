from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Process(models.Model):
    """A named way of working that can have objectives of its own. Its owner acts for them, as a head."""

    name = models.CharField(_("name"), max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="processes", verbose_name=_("owner")
    )
    department = models.ForeignKey(
        "org.Department", models.PROTECT, related_name="processes", verbose_name=_("department")
    )

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="goals_process_name_unique",
                violation_error_message=_("There is a process of this name already."),
            ),
        ]

    def __str__(self):
        return self.name
