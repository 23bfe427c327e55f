from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from org import tree


class DepartmentQuerySet(models.QuerySet):
    def under(self, roots) -> "DepartmentQuerySet":
        """The departments `roots` (a queryset, or one department) and all below them, in one statement."""
        if isinstance(roots, Department):
            roots = Department.objects.filter(pk=roots.pk)
        everything = Department.objects.all()
        return self.filter(pk__in=tree.branch(everything, parent="parent", roots=roots, name="departments"))

    def above(self, department) -> "DepartmentQuerySet":
        """The department itself and all above it."""
        leaves = Department.objects.filter(pk=department.pk)
        return self.filter(pk__in=tree.ancestry(Department.objects.all(), parent="parent", leaves=leaves))


class Department(models.Model):
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )

    objects = DepartmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                F("parent"),
                name="org_department_name_unique_below_parent",
                violation_error_message=_("There is a department of this name there already."),
            ),
            models.UniqueConstraint(
                Lower("name"),
                name="org_department_name_unique_at_top",
                condition=Q(parent=None),
                violation_error_message=_("There is a department of this name already."),
            ),
            models.CheckConstraint(
                name="org_department_not_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
                violation_error_message=_("A department cannot be part of itself."),
            ),
        ]

    def __str__(self):
        return self.name
