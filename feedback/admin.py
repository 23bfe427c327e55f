"""HR sees when people talk, never what was said: no table with texts is registered here."""

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Max, OuterRef, Q, Subquery
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from feedback import coverage
from feedback.models import CheckIn, CheckInSchedule, CompanyValue
from feedback.services import values
from org.admin import employees
from org.admin.base import HR, PARTNER, RoleAdmin
from org.models import Cadence, Organization


class StandingFilter(admin.SimpleListFilter):
    title = _("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("late", _("late")), ("missed", _("missed: a whole cadence late")), ("never", _("never talked"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "late":
            return queryset.filter(next_on__lt=today)
        if self.value() == "missed":
            default = Organization.objects.current().cadence
            missed = Q(pk__in=[])
            for cadence in Cadence:
                own = Q(employee__cadence__in=[cadence, ""] if cadence == default else [cadence])
                missed |= own & Q(next_on__lte=today - timedelta(days=cadence.days))
            return queryset.filter(missed)
        return queryset.filter(last_held_on=None) if self.value() == "never" else queryset


class InDepartment(employees.InDepartment):
    path = "employee__department"


@admin.register(CheckInSchedule)
class CheckInScheduleAdmin(RoleAdmin):
    viewers = frozenset({HR, PARTNER})
    department_path = "employee__department"
    list_display = ["employee", "manager", "department", "how_often", "next_on", "last_held"]
    list_filter = [StandingFilter, "next_on", InDepartment]
    search_fields = ["employee__first_name", "employee__last_name", "employee__preferred_name", "employee__email"]
    list_select_related = ["employee__manager", "employee__department"]
    ordering = ["next_on", "pk"]
    list_per_page = 50
    fields = ["employee", "manager", "how_often", "next_on", "last_held"]
    readonly_fields = fields

    def get_urls(self):
        page = path("coverage/", self.admin_site.admin_view(self.coverage), name="feedback_checkinschedule_coverage")
        return [page, *super().get_urls()]

    def coverage(self, request):
        """Who has held check-ins within their cadence, by department: counts only."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        organization = Organization.objects.current()
        everybody, places = coverage.by_department(request.user, timezone.localdate(), organization)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Check-ins by department"),
            "opts": self.opts,
            "everybody": everybody,
            "places": places,
            "cadence": organization.get_cadence_display(),
            "can_set_cadence": self.has_role(request, {HR}),
        }
        return TemplateResponse(request, "admin/feedback/checkinschedule/coverage.html", context)

    def get_queryset(self, request):
        held = CheckIn.objects.filter(employee=OuterRef("employee"), state=CheckIn.State.DONE).order_by()
        last = held.values("employee").annotate(last=Max("held_on")).values("last")
        return super().get_queryset(request).annotate(last_held_on=Subquery(last))

    @admin.display(description=_("manager"), ordering="employee__manager__last_name")
    def manager(self, schedule):
        return schedule.employee.manager

    @admin.display(description=_("department"), ordering="employee__department__name")
    def department(self, schedule):
        return schedule.employee.department

    @admin.display(description=_("how often"), ordering="employee__cadence")
    def how_often(self, schedule):
        return schedule.employee.get_cadence_display() or _("as everyone")

    @admin.display(description=_("last held"), ordering="last_held_on")
    def last_held(self, schedule):
        return schedule.last_held_on


class InUseFilter(admin.SimpleListFilter):
    title = _("in use")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("in-use", _("in use")), ("retired", _("retired"))]

    def queryset(self, request, queryset):
        if self.value() == "retired":
            return queryset.exclude(retired_at=None)
        return queryset.in_use() if self.value() == "in-use" else queryset


@admin.register(CompanyValue)
class CompanyValueAdmin(RoleAdmin):
    """The values of the company. What was given under one stays under it: a value is retired, never deleted."""

    viewers = adders = changers = frozenset({HR})
    list_display = ["name", "description", "position", "standing"]
    list_filter = [InUseFilter]
    ordering = ["position", "name", "pk"]
    fields = ["name", "description", "position", "standing"]
    readonly_fields = ["standing"]
    actions = ["retire", "use_again"]

    @admin.display(description=_("in use"), boolean=True)
    def standing(self, value):
        return value.retired_at is None

    @admin.action(description=_("Retire: cannot be chosen any more"), permissions=["change"])
    def retire(self, request, queryset):
        count = values.retire(queryset, by=request.user)
        self.message_user(request, ngettext("%d value retired.", "%d values retired.", count) % count)

    @admin.action(description=_("Use again"), permissions=["change"])
    def use_again(self, request, queryset):
        count = values.use_again(queryset, by=request.user)
        self.message_user(request, ngettext("%d value in use again.", "%d values in use again.", count) % count)
