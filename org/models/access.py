from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RoleGrantQuerySet(models.QuerySet):
    def open(self) -> "RoleGrantQuerySet":
        return self.filter(ended_at=None)


class RoleGrant(models.Model):
    """A role that was given to a person, by whom and until when. The open rows are the roles that hold."""

    class Role(models.TextChoices):
        HR = "hr", _("HR")
        PARTNER = "partner", _("HR partner")
        HEAD = "head", _("Head")
        SPECIAL = "special", _("Special access")

    employee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    department = models.ForeignKey(
        "org.Department",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="role_grants",
        verbose_name=_("department"),
    )
    # Empty where `manage.py make_hr` or the demo company gave it.
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="org_rolegrant_role",
                condition=Q(role__in=["hr", "special"], department=None)
                | Q(role__in=["partner", "head"], department__isnull=False),
                violation_error_message=_(
                    "HR and special access are for the whole company; an HR partner and a head need a department."
                ),
            ),
            models.UniqueConstraint(
                fields=["employee", "role"],
                condition=Q(ended_at=None, department=None),
                name="org_rolegrant_one_open_hr",
                violation_error_message=_("This person has that role already."),
            ),
            models.UniqueConstraint(
                fields=["employee", "role", "department"],
                condition=Q(ended_at=None, department__isnull=False),
                name="org_rolegrant_one_open_by_department",
                violation_error_message=_("This person has that role already."),
            ),
            models.CheckConstraint(
                name="org_rolegrant_not_to_oneself",
                condition=Q(given_by=None) | ~Q(given_by=F("employee")),
                violation_error_message=_("Nobody gives a role to themselves; ask another HR person."),
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.employee}"
